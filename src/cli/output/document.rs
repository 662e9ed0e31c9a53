//! Whole texts and documents on standard output; a closed pipe is a quiet end.

use super::lines;
use crate::cli::exit::Failure;
use crate::domain::text::visible;
use crate::infra::json_text;
use serde::Serialize;
use std::io::Write;

/// Prints text that is safe to show.
pub(crate) fn text(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}

/// Prints one JSON document, indented.
pub(crate) fn json(value: &impl Serialize) -> Result<(), Failure> {
    text(&json_text::document(value).map_err(|e| Failure::cannot(e.to_string()))?)
}

/// Prints names and values, a line each, everything that came from outside made visible.
pub(crate) fn fields(fields: &[(String, String)]) -> Result<(), Failure> {
    let shown: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), visible(value))).collect();
    let mut out = Vec::new();
    lines::write(&mut out, shown.iter().map(|(name, value)| (*name, value.as_ref())))?;
    text(&String::from_utf8_lossy(&out))
}
