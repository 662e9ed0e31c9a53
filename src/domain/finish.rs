//! How a result ended. Upstream's vocabulary is open: words are stored as they came and read here.

/// What a status word says of a result's place among the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finish {
    /// Ran, or is running: its place follows from laps and time.
    Ranked,
    /// Never started.
    DidNotStart,
    /// Retired, disqualified or the like, or a word not known: its place says nothing of laps and time.
    Unranked,
}

impl Finish {
    /// Reads a status word, whatever its case and separators. No word at all is an ordinary result.
    #[must_use]
    pub fn of(status: Option<&str>) -> Self {
        // Nearly every result has this word as it is.
        let Some(status) = status.filter(|status| *status != "finished") else { return Self::Ranked };
        let word: String =
            status.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        match word.as_str() {
            "" | "finished" | "finish" | "finisher" | "complete" | "completed" | "classified" | "ok"
            | "running" | "racing" | "active" | "inprogress" | "official" | "unofficial" => Self::Ranked,
            "dns" | "didnotstart" | "nostart" | "noshow" | "notstarted" => Self::DidNotStart,
            _ => Self::Unranked,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_whatever_their_spelling() {
        assert_eq!(Finish::of(None), Finish::Ranked);
        assert_eq!(Finish::of(Some("Finished")), Finish::Ranked);
        assert_eq!(Finish::of(Some("in_progress")), Finish::Ranked);
        assert_eq!(Finish::of(Some("D.N.S.")), Finish::DidNotStart);
        assert_eq!(Finish::of(Some("Did Not Start")), Finish::DidNotStart);
        for word in ["dnf", "DQ", "disqualified", "retired", "some new word"] {
            assert_eq!(Finish::of(Some(word)), Finish::Unranked, "{word}");
        }
    }
}
