//! A race page's result table: cells by the name of their column, as text.

use super::text::{folded, shown, without};
use super::tree::{Id, ROOT, Tree};

/// The result table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResultTable {
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// Its rows, in order: as finished, unless the page was saved after a reader sorted it.
    pub rows: Vec<Row>,
}

/// A column, by the name above it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Column {
    /// `Pos`.
    Position,
    /// `Driver`.
    Driver,
    /// `Qual`: the place on the grid.
    Qual,
    /// `Laps/Time`: `47/30:31.382`.
    LapsTime,
    /// `Behind`: the gap to the row above.
    Behind,
    /// `Fastest Lap`, its lap number as the cell's note.
    FastestLap,
    /// `Avg Lap`.
    AvgLap,
    /// `Avg Top 5` and the like.
    AvgTop(u16),
    /// `Top 3 Consecutive` and the like.
    Consecutive(u16),
    /// `Std. Deviation`.
    StdDeviation,
    /// `Consistency`, with its percent sign.
    Consistency,
    /// Any other, as it is named.
    Other(String),
}

/// One car.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// The line in the file, from 1.
    pub line: u64,
    /// The driver's name.
    pub driver_name: Option<String>,
    /// The car's number.
    pub car_number: Option<String>,
    /// LiveRC's driver id, from the link to the laps: a car that did not start has none.
    pub driver_id: Option<String>,
    /// Cells by column, as many as there are.
    pub cells: Vec<(Column, PageCell)>,
    /// Whether it has as many cells as the table has columns.
    pub fits: bool,
}

/// A cell's text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageCell {
    /// What is shown: `1:52.036`.
    pub text: String,
    /// What is hidden in it, for sorting: `112.036`. The same value in plain seconds.
    pub hidden: Option<String>,
    /// What is raised in it: the number of the fastest lap.
    pub note: Option<String>,
}

impl ResultTable {
    /// The page's table; none where it has none.
    pub(super) fn read(tree: &Tree<'_>) -> Option<Self> {
        let tables = tree.elements(ROOT, "table");
        let (table, columns) =
            tables.filter_map(|id| Some((id, header(tree, id)?))).find(|(id, columns)| {
                tree.has_class(*id, "race_result")
                    || (columns.contains(&Column::Driver) && columns.contains(&Column::LapsTime))
            })?;
        let rows = tree.elements(table, "tr").filter(|tr| {
            // A small screen repeats hidden cells in rows of their own.
            !tree.has_class(*tr, "child") && owner(tree, *tr) == Some(table)
        });
        let rows = rows.filter_map(|tr| row(tree, tr, &columns)).collect();
        Some(Self { columns, rows })
    }

    /// Columns that no known page has.
    pub fn unknown(&self) -> impl Iterator<Item = &str> {
        self.columns
            .iter()
            .filter_map(|c| if let Column::Other(name) = c { Some(name.as_str()) } else { None })
    }
}

impl Row {
    /// The text of a column's cell; none where the cell is empty or missing.
    #[must_use]
    pub fn get(&self, column: &Column) -> Option<&str> {
        self.cell(column).map(|cell| cell.text.as_str()).filter(|text| !text.is_empty())
    }

    /// A column's cell.
    #[must_use]
    pub fn cell(&self, column: &Column) -> Option<&PageCell> {
        self.cells.iter().find(|(c, _)| c == column).map(|(_, cell)| cell)
    }
}

impl Column {
    fn named(name: &str) -> Self {
        let key: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        let number =
            |prefix: &str, suffix: &str| key.strip_prefix(prefix)?.strip_suffix(suffix)?.parse().ok();
        match key.as_str() {
            "pos" | "position" => Self::Position,
            "driver" | "drivername" => Self::Driver,
            "qual" | "qualifier" => Self::Qual,
            "lapstime" => Self::LapsTime,
            "behind" => Self::Behind,
            "fastestlap" | "fastlap" | "fastest" => Self::FastestLap,
            "avglap" => Self::AvgLap,
            "stddeviation" | "stddev" => Self::StdDeviation,
            "consistency" => Self::Consistency,
            _ => number("avgtop", "")
                .map(Self::AvgTop)
                .or_else(|| number("top", "consecutive").map(Self::Consecutive))
                .unwrap_or_else(|| Self::Other(name.to_owned())),
        }
    }
}

/// The columns by the last row of header cells that names a driver.
fn header(tree: &Tree<'_>, table: Id) -> Option<Vec<Column>> {
    let rows = tree.elements(table, "tr").filter(|tr| owner(tree, *tr) == Some(table));
    let named = rows.filter_map(|tr| {
        let cells: Vec<Id> = tree.children(tr).iter().copied().filter(|c| tree.is(*c, "th")).collect();
        let columns: Vec<_> =
            cells.iter().map(|th| Column::named(&without(tree, *th, |e| tree.is(e, "sup")))).collect();
        columns.contains(&Column::Driver).then_some(columns)
    });
    // The first: a footer repeats the header.
    named.into_iter().next()
}

/// The table that a row belongs to.
fn owner(tree: &Tree<'_>, row: Id) -> Option<Id> {
    std::iter::successors(tree.parent(row), |id| tree.parent(*id)).find(|id| tree.is(*id, "table"))
}

fn row(tree: &Tree<'_>, tr: Id, columns: &[Column]) -> Option<Row> {
    let cells: Vec<Id> = tree.children(tr).iter().copied().filter(|c| tree.is(*c, "td")).collect();
    // `No data available in table` is one cell over all columns.
    if cells.is_empty() || (cells.len() == 1 && columns.len() > 1) {
        return None;
    }
    let mut row = Row { line: tree.line(tr), fits: cells.len() == columns.len(), ..Row::default() };
    for (column, td) in columns.iter().zip(cells) {
        if *column == Column::Driver {
            row.driver_id = tree
                .below(td)
                .find_map(|id| tree.attribute(id, "data-driver-id"))
                .map(folded)
                .filter(|id| !id.is_empty());
            row.car_number = tree.of_class(td, "car_num").map(|id| shown(tree, id)).find(|t| !t.is_empty());
            let name = tree.of_class(td, "driver_name").map(|id| shown(tree, id)).next();
            let is_beside = |id: Id| tree.has_class(id, "car_num") || tree.is(id, "a");
            row.driver_name =
                Some(name.unwrap_or_else(|| without(tree, td, is_beside))).filter(|n| !n.is_empty());
        }
        row.cells.push((column.clone(), cell(tree, td)));
    }
    Some(row)
}

fn cell(tree: &Tree<'_>, td: Id) -> PageCell {
    let is_aside = |id: Id| tree.is(id, "sup") || tree.has_class(id, "hidden");
    let text_of = |id: Id| Some(without(tree, id, |_| false)).filter(|t| !t.is_empty());
    PageCell {
        text: without(tree, td, is_aside),
        hidden: tree.of_class(td, "hidden").find_map(text_of),
        note: tree.elements(td, "sup").find_map(text_of),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(page: &str) -> Option<ResultTable> {
        ResultTable::read(&Tree::parse(page).unwrap())
    }

    const PAGE: &str = "<table><tr><td>layout</table><table class='race_result table'><thead>
        <tr><th colspan=9><div class=race_num>3</div></th></tr>
        <tr><th>Pos</th><th class=sorting>Driver</th><th>Fastest Lap <sup>(Lap #)</sup></th><th>Laps/Time</th>
        <th>Top 3 Consecutive</th><th>Avg Top 15</th><th>Std. Deviation</th><th>Best Sector</th></tr></thead>
        <tfoot><tr><th>Pos</th><th>Driver</th></tr></tfoot><tbody>
        <tr><td>1</td><td><span class='car_num'>07</span> <span class=driver_name>KIT  O&#39;LOUGHLIN</span><br>
        <a class=driver_laps data-driver-id=346997 href=#><span></span> View Laps</a></td><td>36.589<sup>9</sup></td>
        <td>16/10:14.477</td><td><div class=hidden>112.036</div>1:52.036</td><td><div class=hidden></div></td><td>1.39</td><td>x</td></tr>
        <tr class=child><td colspan=8><ul><li>again</ul></td></tr>
        <tr><td>2</td><td><span class=car_num>8</span> MAVE TULL</td><td></td><td>0</td></tr></tbody></table>";

    #[test]
    fn cells_go_by_the_name_of_their_column() {
        let table = table(PAGE).unwrap();
        assert_eq!(
            table.columns[2..6],
            [Column::FastestLap, Column::LapsTime, Column::Consecutive(3), Column::AvgTop(15)]
        );
        assert_eq!(table.unknown().collect::<Vec<_>>(), ["Best Sector"]);
        let [first, second] = &table.rows[..] else { panic!("{table:#?}") };
        assert_eq!(first.driver_name.as_deref(), Some("KIT O'LOUGHLIN"));
        assert_eq!(first.car_number.as_deref(), Some("07"));
        assert_eq!(first.driver_id.as_deref(), Some("346997"));
        let fastest = first.cell(&Column::FastestLap).unwrap();
        assert_eq!((fastest.text.as_str(), fastest.note.as_deref()), ("36.589", Some("9")));
        let three = first.cell(&Column::Consecutive(3)).unwrap();
        assert_eq!((three.text.as_str(), three.hidden.as_deref()), ("1:52.036", Some("112.036")));
        assert_eq!(first.get(&Column::AvgTop(15)), None);
        assert_eq!(first.get(&Column::Position), Some("1"));
        assert!(first.fits);
        assert_eq!((second.driver_name.as_deref(), second.driver_id.as_deref()), (Some("MAVE TULL"), None));
        assert!(!second.fits);
        assert_eq!(second.get(&Column::Consistency), None);
    }

    #[test]
    fn a_table_without_its_class_is_known_by_its_columns() {
        assert!(table(&PAGE.replace("race_result", "x")).is_some());
        assert_eq!(
            table("<table class=entry_list_data><tr><th>#<th>Driver<th>Transponder</tr></table>"),
            None
        );
    }
}
