//! `parquet`: typed columns in row groups, for a file alone. The same rows give the same bytes.

mod chunk;
mod schema;
#[cfg(test)]
mod tests;

use super::Sink;
use crate::app::rows::{Column, Row};
use chunk::Chunk;
use parquet::errors::ParquetError;
use parquet::file::writer::SerializedFileWriter;
use std::io::{self, Write};

/// A row group holds at most so many rows: enough to compress well and to be read by several threads.
const GROUP_ROWS: usize = 1 << 16;

/// A row group ends early when its texts come to so many bytes, so that memory is bounded whatever they hold.
const GROUP_TEXT: usize = 32 << 20;

pub(super) struct Parquet<W: Write> {
    out: W,
    name: &'static str,
    /// None before the header. It writes into memory, which goes to `out` after each row group.
    file: Option<SerializedFileWriter<Vec<u8>>>,
    chunks: Vec<Chunk>,
    rows: usize,
    text: usize,
}

impl<W: Write> Parquet<W> {
    /// For rows of `heatlink/NAME@1`.
    pub(super) fn new(out: W, name: &'static str) -> Self {
        Self { out, name, file: None, chunks: Vec::new(), rows: 0, text: 0 }
    }

    /// Writes what is held as one row group.
    fn end_group(&mut self) -> io::Result<()> {
        let Some(file) = self.file.as_mut().filter(|_| self.rows > 0) else { return Ok(()) };
        let mut group = file.next_row_group().map_err(failed)?;
        for chunk in &mut self.chunks {
            let Some(mut column) = group.next_column().map_err(failed)? else { break };
            chunk.write(&mut column).map_err(failed)?;
            column.close().map_err(failed)?;
        }
        group.close().map_err(failed)?;
        file.flush()?;
        let written = std::mem::take(file.inner_mut());
        (self.rows, self.text) = (0, 0);
        self.out.write_all(&written)
    }
}

impl<W: Write> Sink for Parquet<W> {
    fn header(&mut self, columns: &[Column]) -> io::Result<()> {
        self.chunks = columns.iter().map(Chunk::new).collect();
        let (schema, properties) = (schema::of(columns), schema::properties(self.name, columns));
        let schema = schema.map_err(failed)?;
        self.file = Some(SerializedFileWriter::new(Vec::new(), schema, properties).map_err(failed)?);
        Ok(())
    }

    fn row(&mut self, row: Row<'_>) -> io::Result<()> {
        for (cell, chunk) in row.cells.iter().zip(&mut self.chunks) {
            self.text += chunk.push(*cell)?;
        }
        self.rows += 1;
        if self.rows == GROUP_ROWS || self.text >= GROUP_TEXT { self.end_group() } else { Ok(()) }
    }

    fn finish(&mut self) -> io::Result<()> {
        self.end_group()?;
        let Some(file) = self.file.take() else { return Ok(()) };
        self.out.write_all(&file.into_inner().map_err(failed)?)
    }
}

/// Everything is written into memory first: what fails here is ours, not the disk's.
fn failed(error: ParquetError) -> io::Error {
    io::Error::other(error)
}
