//! The cells of one column that make the next row group.

use crate::app::rows::{Cell, Column, ColumnType};
use crate::domain::time::Instant;
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, Int64Type};
use parquet::errors::Result;
use parquet::file::writer::SerializedColumnWriter;
use std::io;

/// A column's cells; the same memory serves group after group.
pub(super) struct Chunk {
    column: Column,
    values: Values,
    /// For each cell 1 where there is a value, else 0.
    levels: Vec<i16>,
}

enum Values {
    Numbers(Vec<i64>),
    /// Milliseconds since 1970, and the last text read: rows beside one another share it.
    Moments(Vec<i64>, String),
    Flags(Vec<bool>),
    /// All texts in one, and where each stands; one that repeats the last stands where that does.
    Texts(Vec<u8>, Vec<Span>),
}

/// Where a text begins and ends. A group's texts come to some 32 MiB and one more, far from what this holds.
type Span = (u32, u32);

impl Chunk {
    pub(super) fn new(column: &Column) -> Self {
        let values = match column.of {
            ColumnType::Id | ColumnType::Int | ColumnType::Millis | ColumnType::Thousandths => {
                Values::Numbers(Vec::new())
            }
            ColumnType::Instant => Values::Moments(Vec::new(), String::new()),
            ColumnType::Flag => Values::Flags(Vec::new()),
            ColumnType::Text | ColumnType::Digest => Values::Texts(Vec::new(), Vec::new()),
        };
        Self { column: *column, values, levels: Vec::new() }
    }

    /// Takes a cell, and says by how many bytes of text there are more.
    pub(super) fn push(&mut self, cell: Cell<'_>) -> io::Result<usize> {
        let mut more = 0;
        match (&mut self.values, cell) {
            (_, Cell::Null) if self.column.is_always => return Err(self.unfit(cell)),
            (_, Cell::Null) => {}
            (Values::Numbers(numbers), Cell::Int(n)) => numbers.push(n),
            (Values::Flags(flags), Cell::Flag(yes)) => flags.push(yes),
            (Values::Moments(moments, last), Cell::Instant(text)) => match moments.last() {
                Some(&moment) if last == text => moments.push(moment),
                _ => {
                    let Ok(moment) = Instant::parse(text) else { return Err(self.unfit(cell)) };
                    moments.push(moment.millis());
                    text.clone_into(last);
                }
            },
            (Values::Texts(bytes, spans), Cell::Text(text)) => match spans.last() {
                Some(&last) if bytes[range(last)] == *text.as_bytes() => spans.push(last),
                _ => {
                    let start = position(bytes)?;
                    bytes.extend_from_slice(text.as_bytes());
                    spans.push((start, position(bytes)?));
                    more = text.len();
                }
            },
            _ => return Err(self.unfit(cell)),
        }
        self.levels.push(i16::from(cell != Cell::Null));
        Ok(more)
    }

    /// Writes the cells and forgets them.
    pub(super) fn write(&mut self, column: &mut SerializedColumnWriter<'_>) -> Result<()> {
        let levels = (!self.column.is_always).then_some(self.levels.as_slice());
        match &mut self.values {
            Values::Numbers(numbers) | Values::Moments(numbers, _) => {
                column.typed::<Int64Type>().write_batch(numbers, levels, None)?;
                numbers.clear();
            }
            Values::Flags(flags) => {
                column.typed::<BoolType>().write_batch(flags, levels, None)?;
                flags.clear();
            }
            Values::Texts(bytes, spans) => {
                let all = ByteArray::from(std::mem::take(bytes));
                let texts: Vec<ByteArray> =
                    spans.iter().map(|&span| all.slice(range(span).start, range(span).len())).collect();
                column.typed::<ByteArrayType>().write_batch(&texts, levels, None)?;
                spans.clear();
            }
        }
        self.levels.clear();
        Ok(())
    }

    fn unfit(&self, cell: Cell<'_>) -> io::Error {
        let (name, of) = (self.column.name, self.column.of);
        io::Error::other(format!("column `{name}` takes {of:?}, found {cell:?}"))
    }
}

/// The end of what is there.
fn position(bytes: &[u8]) -> io::Result<u32> {
    u32::try_from(bytes.len()).map_err(|_| io::Error::other("the texts of a row group take over 4 GiB"))
}

fn range((start, end): Span) -> std::ops::Range<usize> {
    start as usize..end as usize
}
