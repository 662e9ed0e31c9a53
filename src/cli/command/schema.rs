//! `heatlink schema`: the JSON Schema of what is read and of what is printed.

use crate::cli::exit::{Exit, Failure};
use crate::cli::output::document;
use crate::cli::schema::{Named, called, every, together};
use crate::cli::ui::Ui;
use crate::domain::text::nearest;
use std::fmt::Write as _;

/// Print the JSON Schema of a payload or of an output
///
/// Without a name: every schema there is. Payload families that share their name with an output go by
/// `payload/NAME` and `output/NAME`; their bare name prints one schema that tells the two apart.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The name: event, payload/results, heatlink/results@1
    name: Option<String>,
    /// List every schema
    #[arg(long, conflicts_with = "name")]
    list: bool,
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    let Some(name) = &args.name else {
        document::text(&list())?;
        return Ok(Exit::Done);
    };
    let mut found = called(name).into_iter();
    let schema = match (found.next(), found.next()) {
        (None, _) => return Err(unknown(name)),
        (Some(one), None) => one.schema,
        (Some(payload), Some(output)) => {
            ui.hint(&format!("one of the two alone: `{}`, `{}`", payload.full_name(), output.full_name()));
            together(payload.name, payload.schema, output.schema)
        }
    };
    document::text(&schema.to_text().map_err(|e| Failure::cannot(e.to_string()))?)?;
    Ok(Exit::Done)
}

fn unknown(name: &str) -> Failure {
    let names: Vec<_> = every().iter().flat_map(|s| [s.name.to_owned(), s.full_name()]).collect();
    let hint = match nearest(name, names.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`? `heatlink schema` lists all"),
        None => "`heatlink schema` lists all".into(),
    };
    Failure::Usage(format!("no schema has the name `{name}`"), Some(hint))
}

fn list() -> String {
    let all = every();
    let width = all.iter().map(|schema| schema.full_name().len()).max().unwrap_or(0);
    all.iter().fold(String::new(), |mut list, schema| {
        let _ = writeln!(list, "{:width$}  {}", Named::full_name(schema), schema.says()); // cannot fail
        list
    })
}
