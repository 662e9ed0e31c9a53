//! How domain values stand in columns: instants as UTC text, digests as 32 bytes.

use crate::domain::capture::{CaptureOrder, Sha256};
use crate::domain::time::Instant;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Result, Row};

impl ToSql for Instant {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>> {
        Ok(self.to_string().into())
    }
}

impl FromSql for Instant {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Self::parse(value.as_str()?).map_err(|_| FromSqlError::InvalidType)
    }
}

impl ToSql for Sha256 {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>> {
        Ok(self.0.as_slice().into())
    }
}

impl FromSql for Sha256 {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_blob()?.try_into().map(Self).map_err(|_| FromSqlError::InvalidType)
    }
}

/// Reads a capture's order from the columns `captured_at, member_number, sha256, context`, first at `at`.
pub(crate) fn order(row: &Row<'_>, at: usize) -> Result<CaptureOrder> {
    Ok(CaptureOrder {
        at: row.get(at)?,
        member_number: row.get(at + 1)?,
        sha256: row.get(at + 2)?,
        context: row.get(at + 3)?,
    })
}
