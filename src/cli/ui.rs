//! Standard error: status, warnings, hints. Standard output belongs to data.

use super::args::{Global, When};
use super::exit::Failure;
use super::output::findings::Look;
use crate::domain::text::{argument, visible};
use crate::domain::time::Instant;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

/// What this run may do on standard error, and where the database is.
#[derive(Debug)]
pub struct Ui {
    global: Global,
    colour: bool,
}

impl Ui {
    pub(crate) fn new(global: &Global) -> Self {
        let colour = colour(global.color, std::io::stderr().is_terminal());
        Self { global: global.clone(), colour }
    }

    pub(crate) fn db(&self) -> &Path {
        &self.global.db
    }

    /// Whether what goes to standard output may be coloured.
    pub(crate) fn colour_on_stdout(&self) -> bool {
        colour(self.global.color, std::io::stdout().is_terminal())
    }

    /// How findings are printed to standard output for a person.
    pub(crate) fn on_stdout(&self) -> Look {
        Look { colour: self.colour_on_stdout(), db_option: self.db_option() }
    }

    pub(crate) fn verbose(&self) -> bool {
        self.global.verbose
    }

    /// Whether the database is one that is forgotten.
    pub(crate) fn is_in_memory(&self) -> bool {
        self.global.db.as_os_str() == ":memory:"
    }

    /// ` --db PATH` for a command in a hint, where the same command without it would take another database.
    pub(crate) fn db_option(&self) -> String {
        let otherwise = std::env::var_os("HEATLINK_DB").unwrap_or_else(|| "heatlink.db".into());
        if self.global.db.as_os_str() == otherwise {
            String::new()
        } else {
            format!(" --db {}", argument(&self.global.db.to_string_lossy()))
        }
    }

    /// The clock.
    pub(crate) fn now() -> Instant {
        Instant::from_millis(jiff::Timestamp::now().as_millisecond())
    }

    /// The folder that this program runs in, from the root.
    pub(crate) fn folder() -> Result<PathBuf, Failure> {
        std::env::current_dir()
            .map_err(|e| Failure::cannot(format!("the folder that heatlink runs in cannot be told: {e}")))
    }

    /// Whether progress may be drawn.
    pub(crate) fn progress(&self) -> bool {
        match self.global.progress {
            When::Always => true,
            When::Never => false,
            When::Auto => !self.global.quiet && std::io::stderr().is_terminal(),
        }
    }

    pub(crate) fn error(&self, message: &str) {
        self.line("error", "31", message);
    }

    pub(crate) fn warning(&self, message: &str) {
        self.line("warning", "33", message);
    }

    pub(crate) fn hint(&self, message: &str) {
        if !self.global.quiet {
            self.line("hint", "36", &with_db(message, &self.db_option()));
        }
    }

    /// One sentence of status; silent with `-q`.
    pub(crate) fn status(&self, message: &str) {
        if !self.global.quiet {
            let _ = writeln!(std::io::stderr(), "{}", visible_lines(message));
        }
    }

    fn line(&self, label: &str, colour: &str, message: &str) {
        let message = visible_lines(message);
        // A closed standard error is no reason to stop.
        let _ = if self.colour {
            writeln!(std::io::stderr(), "\x1b[1;{colour}m{label}\x1b[0m: {message}")
        } else {
            writeln!(std::io::stderr(), "{label}: {message}")
        };
    }
}

/// The message with `option` put to every command in it that asks the database.
pub(crate) fn with_db(message: &str, option: &str) -> String {
    let put = |(i, part): (usize, &str)| {
        let asks = |rest: &str| !WITHOUT_DB.contains(&rest.split(' ').next().unwrap_or_default());
        let is_ours = i % 2 == 1 && part.strip_prefix("heatlink ").is_some_and(asks);
        if is_ours && !part.contains("--db ") && !part.ends_with("--help") {
            format!("{part}{option}")
        } else {
            part.to_owned()
        }
    };
    message.split('`').enumerate().map(put).collect::<Vec<_>>().join("`")
}

/// Verbs that ask no database.
const WITHOUT_DB: [&str; 6] = ["validate", "explain", "completions", "man", "help", "schema"];

/// Whether a stream may be coloured, by option, environment and what it is.
fn colour(when: When, is_terminal: bool) -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|v| !v.is_empty());
    match when {
        When::Always => true,
        When::Never => false,
        When::Auto => {
            let forced = std::env::var_os("CLICOLOR_FORCE").is_some_and(|v| !v.is_empty() && v != "0");
            let dumb = std::env::var_os("TERM").is_some_and(|v| v == "dumb");
            !set("NO_COLOR") && (forced || (!dumb && is_terminal))
        }
    }
}

/// Control characters made visible, our own line ends kept.
fn visible_lines(message: &str) -> String {
    message.split('\n').map(visible).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_name_the_database_where_it_must_be_named() {
        let put = |message| with_db(message, " --db 'my data.db'");
        assert_eq!(
            put("`heatlink heats` lists `x`; or `heatlink explain CODE`, `heatlink db migrate --db y`"),
            "`heatlink heats --db 'my data.db'` lists `x`; or `heatlink explain CODE`, `heatlink db migrate --db y`"
        );
        assert_eq!(put("heatlink heats"), "heatlink heats");
        assert_eq!(with_db("`heatlink heats`", ""), "`heatlink heats`");
    }
}
