//! Captures that carry no time of their own: counted over the run, and said once.

use crate::domain::finding::{Code, Finding};
use crate::domain::text::count;

/// How many captures of a run had to be given a time.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Assumed {
    /// All of them.
    pub(crate) captures: u64,
    /// Of these, how many came on standard input.
    pub(crate) on_stdin: u64,
    /// Of these, how many are known with a stated time already.
    pub(crate) stated_too: u64,
}

impl Assumed {
    /// What there is to say, if anything.
    pub(crate) fn finding(self) -> Option<Finding> {
        if self.captures == 0 {
            return None;
        }
        let captures = count(self.captures, "capture carries", "captures carry");
        let stands_in = match self.on_stdin {
            0 => "the file's modification time stands in",
            n if n == self.captures => "the time of this run stands in for what came on standard input",
            _ => "the file's modification time stands in, or the time of this run for standard input",
        };
        let mut message = format!("{captures} no capture time: {stands_in}");
        if self.stated_too > 0 {
            let one = "of them is known with a stated time and counts";
            let many = "of them are known with a stated time and count";
            message = format!(
                "{message}; {} twice now: import with the same `--captured-at` as before, or take the run out again with `heatlink captures drop`",
                count(self.stated_too, one, many)
            );
        }
        Some(Finding::new(Code::AssumedTime, message).with_hint(
            "state it with `--captured-at TIME`, with a time such as `20240809T214000Z` in the file's name, or with envelopes",
        ))
    }
}
