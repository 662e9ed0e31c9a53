use super::*;
use crate::app::rows::{Cell, ColumnType};
use ::parquet::basic::{Compression, Encoding, Repetition};
use ::parquet::file::metadata::RowGroupMetaData;
use ::parquet::file::reader::{FileReader, SerializedFileReader};
use ::parquet::record::Field;

const COLUMNS: [Column; 6] = [
    Column::new("heat_id", ColumnType::Id).always(),
    Column::new("driver_name", ColumnType::Text),
    Column::new("total_time_ms", ColumnType::Millis),
    Column::new("consistency_pct", ColumnType::Thousandths),
    Column::new("captured_at", ColumnType::Instant),
    Column::new("corrected", ColumnType::Flag),
];

fn parquet(rows: impl IntoIterator<Item = [Cell<'static>; 6]>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut sink = Parquet::new(&mut out, "results");
    sink.header(&COLUMNS).unwrap();
    for cells in rows {
        sink.row(Row { cells: &cells, zone: None }).unwrap();
    }
    sink.finish().unwrap();
    drop(sink);
    out
}

fn reader(bytes: impl AsRef<[u8]>) -> impl FileReader {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes.as_ref()).unwrap();
    SerializedFileReader::new(file).unwrap()
}

fn rows(reader: &dyn FileReader) -> Vec<Vec<Field>> {
    let rows = reader.get_row_iter(None).unwrap();
    rows.map(|row| row.unwrap().into_columns().into_iter().map(|(_, field)| field).collect()).collect()
}

const KNOWN: [Cell<'static>; 6] = [
    Cell::Int(7),
    Cell::Text("Ünal \"x\"\u{0}"),
    Cell::Int(315_420),
    Cell::Int(-97_008),
    Cell::Instant("2024-08-09T21:40:00.250Z"),
    Cell::Flag(true),
];
const UNKNOWN: [Cell<'static>; 6] =
    [Cell::Int(8), Cell::Null, Cell::Null, Cell::Null, Cell::Null, Cell::Null];

#[test]
fn values_come_back_as_they_were() {
    let reader = reader(parquet([KNOWN, UNKNOWN, KNOWN]));
    let known = |field: &Field, expected: &str| assert_eq!(format!("{field:?}"), expected);
    let rows = rows(&reader);
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[0], rows[2]);
    assert_eq!(rows[0][..3], [Field::Long(7), Field::Str("Ünal \"x\"\u{0}".into()), Field::Long(315_420)]);
    assert_eq!(rows[0][3].to_string(), "-97.008");
    known(&rows[0][4], "TimestampMillis(1723239600250)");
    assert_eq!(rows[0][5], Field::Bool(true));
    assert_eq!(rows[1][1..], [Field::Null, Field::Null, Field::Null, Field::Null, Field::Null]);
}

#[test]
fn the_file_says_what_it_holds() {
    let reader = reader(parquet([KNOWN, KNOWN]));
    let file = reader.metadata().file_metadata();
    assert_eq!(file.created_by(), Some("heatlink version 1"));
    let said = &file.key_value_metadata().unwrap()[0];
    assert_eq!((&*said.key, said.value.as_deref()), ("heatlink.schema", Some("heatlink/results@1")));
    let columns = file.schema_descr().columns();
    let optional = columns.iter().map(|c| c.self_type().get_basic_info().repetition());
    let expected = [Repetition::REQUIRED].into_iter().chain([Repetition::OPTIONAL; 5]);
    assert!(optional.eq(expected));
    let group = reader.metadata().row_group(0);
    let is_dictionary =
        |column: usize| group.column(column).encodings().any(|e| e == Encoding::RLE_DICTIONARY);
    assert!(is_dictionary(1), "texts");
    assert!(!is_dictionary(2), "durations");
    assert!(group.columns().iter().all(|c| matches!(c.compression(), Compression::ZSTD(_))));
}

#[test]
fn rows_come_in_groups_in_order_and_the_same_rows_are_the_same_bytes() {
    let many = || (0..=GROUP_ROWS).map(|n| if n % 3 == 0 { KNOWN } else { UNKNOWN });
    let bytes = parquet(many());
    assert_eq!(bytes, parquet(many()));
    let reader = reader(bytes);
    let groups = reader.metadata().row_groups();
    assert_eq!(groups.iter().map(RowGroupMetaData::num_rows).collect::<Vec<_>>(), [1 << 16, 1]);
    let heats = rows(&reader).into_iter().map(|row| row[0] == Field::Long(7));
    assert!(heats.eq((0..=GROUP_ROWS).map(|n| n % 3 == 0)));
}

#[test]
fn long_texts_end_a_group_early() {
    let long = "x".repeat(GROUP_TEXT / 2).leak();
    let two = "y".repeat(GROUP_TEXT / 2).leak();
    let row = |text| [Cell::Int(1), Cell::Text(text), Cell::Null, Cell::Null, Cell::Null, Cell::Null];
    let reader = reader(parquet([row(long), row(long), row(two), row(long)]));
    let groups = reader.metadata().row_groups();
    assert_eq!(
        groups.iter().map(RowGroupMetaData::num_rows).collect::<Vec<_>>(),
        [3, 1],
        "a repeated text counts once"
    );
}

#[test]
fn no_rows_are_a_file_with_columns() {
    let reader = reader(parquet([]));
    assert_eq!(reader.metadata().file_metadata().num_rows(), 0);
    assert_eq!(reader.metadata().file_metadata().schema_descr().num_columns(), 6);
}

#[test]
fn what_does_not_fit_its_column_is_refused() {
    let mut out = Vec::new();
    let mut sink = Parquet::new(&mut out, "results");
    sink.header(&COLUMNS).unwrap();
    for cell in [Cell::Null, Cell::Text("7")] {
        let mut cells = KNOWN;
        cells[0] = cell;
        let error = sink.row(Row { cells: &cells, zone: None }).unwrap_err();
        assert!(error.to_string().contains("`heat_id`"), "{error}");
    }
}
