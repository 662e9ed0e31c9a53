//! What `docs/findings.md` says of each finding code. The page is the one source; it is embedded.

use super::error::Error;
use crate::domain::finding::Code;
use crate::domain::text::nearest;

/// The page with one `## code` section for every code.
const PAGE: &str = include_str!("../../docs/findings.md");

/// The code of this name.
///
/// # Errors
/// A usage error that suggests the nearest name.
pub fn code(name: &str) -> Result<Code, Error> {
    Code::ALL.iter().copied().find(|code| code.as_str() == name).ok_or_else(|| Error::Usage {
        message: format!("no finding has the code `{name}`"),
        hint: Some(match nearest(name, Code::ALL.iter().map(|code| code.as_str())) {
            Some(near) => format!("did you mean `{near}`? `heatlink explain` lists all codes"),
            None => "`heatlink explain` lists all codes".into(),
        }),
    })
}

/// The code's section of the page, heading included.
#[must_use]
pub fn section(code: Code) -> String {
    section_of(PAGE, code).unwrap_or_else(|| {
        // The page lags behind for as long as a commit; its own test says so.
        format!("## {code}\n\n{} ({})\n", code.meaning(), code.severity())
    })
}

fn section_of(page: &str, code: Code) -> Option<String> {
    let heading = |line: &str| line.strip_prefix("## ").map(|text| text.trim().trim_matches('`').to_owned());
    let mut lines =
        page.lines().skip_while(|line| heading(line).as_deref() != Some(code.as_str())).peekable();
    let first = lines.next()?;
    // A heading of the same or a higher level ends it.
    let rest = lines.take_while(|line| !line.starts_with("## ") && !line.starts_with("# "));
    let text = std::iter::once(first).chain(rest).collect::<Vec<_>>().join("\n");
    Some(text.trim_end().to_owned() + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_ends_where_the_next_begins() {
        let page = "# Findings\n\n## empty-file\nNothing in it.\n\n### Example\nx\n\n## `html-page`\nHTML.\n";
        assert_eq!(
            section_of(page, Code::EmptyFile).as_deref(),
            Some("## empty-file\nNothing in it.\n\n### Example\nx\n")
        );
        assert_eq!(section_of(page, Code::HtmlPage).as_deref(), Some("## `html-page`\nHTML.\n"));
        assert_eq!(section_of(page, Code::InvalidJson), None);
    }

    #[test]
    fn every_code_is_explained_and_unknown_ones_are_near_something() {
        assert!(Code::ALL.iter().all(|code| section(*code).contains(code.as_str())));
        let error = code("unknown-entrie").unwrap_err();
        assert!(error.hint().unwrap().contains("`unknown-entry`"), "{error:?}");
    }
}
