//! Lists of rows: each shape's columns are its schema.

use super::value::{all, cell, list, see, word};
use crate::app::read::View;
use crate::app::reconcile::{matching, pending, prune, quarantine, retry};
use crate::app::rows::Shape;
use crate::infra::json_schema::{Json, head};

/// What holds of all of them.
const SAYS: &str = "as `--format json` prints them; with `ndjson` each line is one `#/$defs/row`. With `--fields` a row \
    has those columns alone; with `--time-format` `s` or `clock` milliseconds become seconds or text.";

/// Every shape that a verb prints.
pub(super) fn shapes() -> Vec<Shape> {
    let mut shapes: Vec<_> = View::ALL.iter().map(|view| view.shape()).collect();
    shapes.extend([pending::SHAPE, prune::SHAPE, quarantine::SHAPE, retry::SHAPE, matching::SHAPE]);
    shapes
}

/// The schema of a list of rows.
pub(super) fn schema(shape: Shape) -> Json {
    let name = format!("heatlink/{}@1", shape.name);
    let row = all(shape.columns.iter().map(|column| (column.name, cell(column.of))));
    head("output", shape.name, name.clone(), format!("rows of `{}`, {SAYS}", shape.name))
        .extended(all([("schema", word(name)), ("rows", list(see("row")))]))
        .with("$defs", Json::map([("row", row)]))
}
