//! What a Parquet file says of itself: its columns' types, how they are encoded, and what its rows are.

use crate::app::rows::{Column, ColumnType};
use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical, ZstdLevel};
use parquet::errors::Result;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesPtr};
use parquet::schema::types::{ColumnPath, Type, TypePtr};
use std::sync::Arc;

/// Not the program's version: a new one that writes the same rows writes the same bytes. It goes up when
/// what a file looks like inside changes on purpose.
const CREATED_BY: &str = "heatlink version 1";

/// Digits of a decimal in 64 bits.
const DIGITS: i32 = 18;

/// The columns as Parquet types.
pub(super) fn of(columns: &[Column]) -> Result<TypePtr> {
    let fields = columns.iter().map(|column| field(column).map(Arc::new)).collect::<Result<_>>()?;
    Ok(Arc::new(Type::group_type_builder("rows").with_fields(fields).build()?))
}

fn field(column: &Column) -> Result<Type> {
    let (physical, logical) = match column.of {
        ColumnType::Id | ColumnType::Int | ColumnType::Millis => (Physical::INT64, None),
        ColumnType::Thousandths => (Physical::INT64, Some(LogicalType::decimal(3, DIGITS))),
        ColumnType::Instant => (Physical::INT64, Some(LogicalType::timestamp(true, TimeUnit::MILLIS))),
        ColumnType::Flag => (Physical::BOOLEAN, None),
        ColumnType::Text | ColumnType::Digest => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
    };
    let repetition = if column.is_always { Repetition::REQUIRED } else { Repetition::OPTIONAL };
    let builder = Type::primitive_type_builder(column.name, physical).with_repetition(repetition);
    let builder = if column.of == ColumnType::Thousandths {
        builder.with_precision(DIGITS).with_scale(3)
    } else {
        builder
    };
    builder.with_logical_type(logical).build()
}

/// How the columns are written. What repeats goes through a dictionary: texts, ids, moments, small numbers;
/// durations hardly ever repeat.
pub(super) fn properties(name: &str, columns: &[Column]) -> WriterPropertiesPtr {
    let schema = KeyValue::new("heatlink.schema".into(), format!("heatlink/{name}@1"));
    let mut properties = WriterProperties::builder()
        .set_created_by(CREATED_BY.into())
        .set_key_value_metadata(Some(vec![schema]))
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_statistics_enabled(EnabledStatistics::Chunk);
    for column in columns.iter().filter(|c| c.of == ColumnType::Millis) {
        properties = properties.set_column_dictionary_enabled(ColumnPath::from(column.name), false);
    }
    Arc::new(properties.build())
}
