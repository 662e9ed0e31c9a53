//! Names and values, a line each.

use std::io::{self, Write};

/// Writes the values under one another; what stands in them must be safe to show.
pub(super) fn write<'a>(
    out: &mut impl Write,
    fields: impl Iterator<Item = (&'a str, &'a str)> + Clone,
) -> io::Result<()> {
    let width = fields.clone().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    for (name, value) in fields {
        writeln!(out, "{}", format!("{name:width$}  {value}").trim_end())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn values_line_up_and_nothing_trails() {
        let mut out = Vec::new();
        super::write(&mut out, [("id", "s1"), ("status", "")].into_iter()).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "id      s1\nstatus\n");
    }
}
