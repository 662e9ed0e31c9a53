//! `heatlink/validate@1`: one document, a line for each finding.

use crate::app::validate::Validated;
use crate::cli::output::findings;
use std::io::{self, Write};

pub(super) fn write(out: &mut impl Write, found: &Validated) -> io::Result<()> {
    let Validated { captures, records, accepted, ignored, .. } = found;
    write!(out, "{{\"schema\":\"heatlink/validate@1\",\"captures\":{captures},\"records\":{records},")?;
    write!(out, "\"accepted\":{accepted},\"ignored\":{ignored},")?;
    findings::json_end(out, &found.findings)
}
