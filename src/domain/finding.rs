//! Findings: what is odd, wrong or refused in a capture, with where it stands and what to do.

use super::closed_vocabulary;

closed_vocabulary! {
    /// How much a finding weighs.
    Severity {
        /// Something was refused, or a promise is broken.
        Error = "error",
        /// Taken, but somebody should look.
        Warning = "warning",
        /// Worth knowing.
        Info = "info",
    }
}

/// Declares the finding codes: member, kebab-case name, severity, a line that says what it means, and behind an arrow
/// what to do, where that is the same for all of them.
macro_rules! codes {
    ($($member:ident $name:literal $severity:ident $meaning:literal $(=> $advice:literal)?)*) => {
        /// What kind of finding. Each code has one meaning and one section in `docs/findings.md`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $(#[doc = $meaning] $member),* }

        impl Code {
            /// Every code, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$member),*];

            /// The kebab-case name that is printed.
            #[must_use]
            pub fn as_str(self) -> &'static str { match self { $(Self::$member => $name),* } }

            /// How much it weighs.
            #[must_use]
            pub fn severity(self) -> Severity { match self { $(Self::$member => Severity::$severity),* } }

            /// What it means, in a line.
            #[must_use]
            pub fn meaning(self) -> &'static str { match self { $(Self::$member => $meaning),* } }

            /// What to do about any finding of it that has no better hint of its own.
            #[must_use]
            pub fn advice(self) -> Option<&'static str> {
                match self { $(Self::$member => [$($advice,)? ""].first().copied().filter(|a| !a.is_empty())),* }
            }
        }
    };
}

codes! {
    // A whole capture is refused.
    UnreadableFile "unreadable-file" Error "A file could not be read."
    NotARegularFile "not-a-regular-file" Error "A path names a device, a pipe or a socket."
    UnsupportedFormat "unsupported-format" Error "A file is of a format that heatlink does not read."
    PayloadTooLarge "payload-too-large" Error "A payload is larger than the limit."
    TotalTooLarge "total-too-large" Error "A compressed file holds more than the limit."
    NestingTooDeep "nesting-too-deep" Error "A payload nests deeper than the limit."
    PayloadTooComplex "payload-too-complex" Error "A payload holds more values, or more is wrong with it, than with any of LiveRC."
    DamagedCompression "damaged-compression" Error "A compressed file is cut short, changed, or has something after its end."
    EmptyFile "empty-file" Error "A file holds nothing, or only white space or NUL bytes."
    InvalidUtf8 "invalid-utf8" Error "A payload is not UTF-8 text."
    InvalidJson "invalid-json" Error "A payload is not one JSON document."
    HtmlPage "html-page" Error "A payload is an HTML page that is none of LiveRC's."
    InvalidScript "invalid-script" Error "The script of a race page is cut short or cannot be read."
    OtherPage "other-page" Error "A saved page of LiveRC holds no race's laps."
    UnnamedRace "unnamed-race" Error "Nothing says which race a race page is of."
    ErrorBody "error-body" Error "A payload is the provider's error message."
    UnrecognisedPayload "unrecognised-payload" Error "A payload has the shape of no known family."
    FamilyMismatch "family-mismatch" Error "A payload has the shape of another family than its address names."
    BadEnvelope "bad-envelope" Error "An envelope lacks a field, or one is of the wrong type."
    EnvelopeStatus "envelope-status" Error "An envelope says that the request failed."
    EnvelopeDigest "envelope-digest" Error "An envelope's SHA-256 is not that of its body."
    BadHar "bad-har" Error "A HAR file, or an entry of it, is not as HAR 1.2 has it."
    // A record is refused.
    NotAnObject "not-an-object" Error "An item of a listing is not a JSON object."
        => "capture the listing again, or mend the tool that joined it"
    WrongShape "wrong-shape" Error "An item of a listing is not of the listing's family."
        => "keep each family in a file of its own"
    MissingField "missing-field" Error "A required field is missing or null."
        => "compare it with another capture of the same address; a renamed field shows as `unknown-field`"
    WrongType "wrong-type" Error "A field is of the wrong JSON type."
        => "a spreadsheet or a script on the way may have changed it: capture it again, and compare it with `heatlink schema`"
    OutOfRange "out-of-range" Error "A number is outside what the field can hold."
        => "capture it again; a tool that writes 0 or -1 for unknown has to write null"
    BlankText "blank-text" Error "A required text is empty or only white space."
        => "capture it again when upstream has filled it in"
    NulCharacter "nul-character" Error "A text holds the character U+0000."
        => "capture it again; if it is there upstream, tell whoever keeps the event"
    InvalidTime "invalid-time" Error "A time names no moment that exists."
        => "capture it again, or correct it in what wrote the file"
    StartAfterEnd "start-after-end" Error "Something ends before it starts."
        => "capture it again when upstream has corrected the times"
    TotalBelowFastLap "total-below-fast-lap" Error "A total time is below the fastest lap."
        => "capture it again after the race; a total is in milliseconds"
    DuplicateKeyConflict "duplicate-key-conflict" Error "A key stands twice in an object, with different values."
        => "capture it again; files merged by hand are the usual cause"
    DuplicateRecordConflict "duplicate-record-conflict" Error "A capture states one record twice, with different values."
        => "capture the listing again; if upstream has both, ask the track which one holds"
    IdMismatch "id-mismatch" Error "A record names another parent than the address of its capture."
        => "find out whether the address is wrong or the record, and move the file or give its address with `--source-url`"
    UnsupportedId "unsupported-id" Error "An id is a text that is no number."
        => "capture the page by its number; a tool of yours has to keep the ids of the site"
    // Taken, with a warning.
    DuplicateKey "duplicate-key" Warning "A key stands twice in an object, with equal values."
        => "nothing is lost here; mend what wrote the file"
    DuplicateRecord "duplicate-record" Warning "A capture states one record twice, with equal values."
        => "nothing is lost; pages of a listing that overlap are the usual cause"
    IdAsText "id-as-text" Warning "An id is written as text."
        => "taken as the number; let what wrote the file leave ids unquoted"
    AmbiguousTime "ambiguous-time" Warning "A time says too little to be a moment."
        => "it stays unknown until a capture has it with `Z` or an offset"
    LocalTimeInGap "local-time-in-gap" Warning "A local time never was: clocks were put forward over it."
        => "check the zone: in that of the track the time exists"
    LocalTimeAmbiguous "local-time-ambiguous" Warning "A local time was twice: clocks were put back over it."
        => "it stays unknown until a capture has it with its offset"
    UnknownTimeZone "unknown-time-zone" Warning "An event's time zone is missing or not an IANA name."
        => "nothing has to be done; to print local times of the event, name the zone with `--tz ZONE`"
    UnknownStatus "unknown-status" Warning "A status word is not known."
        => "nothing has to be done; `--status` finds such rows by that word"
    UnknownPenalty "unknown-penalty" Warning "A penalty does not say how many seconds it is."
        => "look it up in the result sheet, or capture the race again when the race director has completed it"
    NamesDiffer "names-differ" Warning "The lap rows of one entrant print several names."
        => "if they are two people, two were timed as one entry: compare with the entry list"
    LongText "long-text" Warning "A text is longer than 1,000 characters."
        => "kept whole; look at it once, it may be a page pasted into the wrong field"
    ControlCharacter "control-character" Warning "A text holds control or bidirectional-override characters."
        => "kept exact; be careful with it in programs that print text raw"
    PageCutShort "page-cut-short" Warning "A saved page ends early, behind its script."
    UnreadScript "unread-script" Warning "A statement of a race page's script was not understood."
        => "look at the page: its numbers may not be all there"
    UnreadHeading "unread-heading" Warning "A length, a date or a time in a race's heading was not understood."
        => "nothing has to be done, unless it is a slip of the archive"
    PageDisagrees "page-disagrees" Warning "Parts of one race page say different things."
        => "capture the page again; if it stays so, ask the track"
    EmptyListing "empty-listing" Warning "A listing is empty; it states nothing."
    SeveralParents "several-parents" Warning "A listing without an address mixes several parents; it states no absence."
    CaptureInFuture "capture-in-future" Warning "A stated capture time is more than a day ahead of the clock."
    SkippedPath "skipped-path" Warning "A folder walk met something it does not follow."
    NoCaptures "no-captures" Warning "The paths hold no capture."
    EmptyHar "empty-har" Warning "A HAR file has no entries."
    FailedEntry "failed-entry" Warning "Entries of a HAR file ask LiveRC for something and hold no answer."
    FindingsLeftOut "findings-left-out" Warning "There is more to say of a run than is listed."
    // Waiting for a parent.
    UnknownEvent "unknown-event" Warning "A record waits for its event."
    UnknownClass "unknown-class" Warning "A record waits for its class."
    UnknownHeat "unknown-heat" Warning "A record waits for its heat."
    UnknownEntry "unknown-entry" Warning "A result waits for its entry."
    ContradictingParent "contradicting-parent" Warning "A record names another parent than the one that is known."
    // Contradictions between records.
    DuplicatePosition "duplicate-position" Warning "Two results of a heat share a position."
    PositionGap "position-gap" Warning "The positions of a heat leave one out."
    PositionOrder "position-order" Warning "A result stands ahead of one with more laps or less time."
    IntervalMismatch "interval-mismatch" Warning "An interval is not the gap between the totals."
    LapsExceedTotal "laps-exceed-total" Warning "Laps times the fastest lap is more than the total."
    TotalWithoutLaps "total-without-laps" Warning "A result has a total time but no laps."
    DnsWithLaps "dns-with-laps" Warning "A result that did not start has laps."
    ZeroTime "zero-time" Warning "A lap or fastest lap takes no time."
    LongLap "long-lap" Warning "A lap takes an hour or more."
    LapsDoNotAddUp "laps-do-not-add-up" Warning "A total is not the sum of the laps."
    LapCountMismatch "lap-count-mismatch" Warning "A result has another number of laps than its laps."
    FastLapMismatch "fast-lap-mismatch" Warning "A stated fastest lap is not the fastest of the laps."
    StatisticMismatch "statistic-mismatch" Warning "A published number is not what the laps give."
    StatisticsUndecided "statistics-undecided" Warning "The published averages of a race fit neither reading of its laps."
    LapGap "lap-gap" Warning "The laps of an entrant leave a number out."
    LapPositionMismatch "lap-position-mismatch" Warning "A position on a lap is not the rank by race clock."
    LapsMissing "laps-missing" Warning "A result has no laps in a race of which there are laps."
    HeatOutsideEvent "heat-outside-event" Warning "A heat is scheduled outside its event."
    Namesakes "namesakes" Info "Two entries of a class have one name."
    // What stands in the database and wants a decision.
    Quarantined "quarantined" Error "A capture or a record lies in quarantine."
    SessionHeatGone "session-heat-gone" Error "A `LIVE_RC` session's heat is not there."
    SessionEntryGone "session-entry-gone" Error "A `LIVE_RC` session's entry is not there."
    DecisionNamesNothing "decision-names-nothing" Error "A decision names a record that no capture states."
    MissingUpstream "missing-upstream" Warning "A complete listing newer than everything said of a record leaves it out."
    UnlinkedSession "unlinked-session" Info "A session is bound to no heat."
    MatchEntryProposed "match-entry-proposed" Info "An entry and a driver of race pages may be one person."
    MatchClassProposed "match-class-proposed" Info "A class that pages name may be one with an id."
    MatchEventProposed "match-event-proposed" Info "An event that pages name may be one with an id."
    // A session file is refused.
    UnknownColumn "unknown-column" Error "A column of a session file is not known."
    BadSession "bad-session" Error "A row of a session file breaks a rule of sessions."
        => "correct the row and import the file again; the rules are in `heatlink help session add`"
    // What was accepted.
    StaleBaseline "stale-baseline" Warning "A baseline accepts a finding that is not there any more."
    // The database is not as heatlink left it.
    DatabaseDamaged "database-damaged" Error "SQLite's own checks find the database damaged."
    BrokenInvariant "broken-invariant" Error "Something that always holds of the database does not."
    DiffersFromArchive "differs-from-archive" Error "The database holds something else than its archived captures give."
    // Worth knowing.
    SkippedEntry "skipped-entry" Info "Entries of a HAR file are no captures."
    UnknownField "unknown-field" Info "A key that heatlink does not read."
    AssumedTime "assumed-time" Info "Captures without a time of their own got the modification time of their file, or that of the run."
}

impl Code {
    /// The code of this name.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == name)
    }

    /// Whether what is at fault is the payload itself. Else it is what stands around the payload, or a limit that was
    /// set for one run: the same payload may be good in another file, or with another limit.
    #[must_use]
    pub fn is_of_payload(self) -> bool {
        !matches!(
            self,
            Self::UnreadableFile
                | Self::NotARegularFile
                | Self::UnsupportedFormat
                | Self::DamagedCompression
                | Self::BadHar
                | Self::BadEnvelope
                | Self::EnvelopeStatus
                | Self::EnvelopeDigest
                | Self::PayloadTooLarge
                | Self::TotalTooLarge
                | Self::NestingTooDeep
        )
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

/// Where in a capture something stands. Lines and columns are 1-based, columns in code points.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, as it was named or found.
    pub capture: Option<String>,
    /// The member of a container.
    pub member: Option<String>,
    /// The line in the file; none for a body that is text inside JSON.
    pub line: Option<u64>,
    /// The column in that line.
    pub column: Option<u64>,
    /// RFC 6901 pointer inside the payload.
    pub pointer: Option<String>,
}

/// One thing to say about a capture, a record or the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What kind of thing.
    pub code: Code,
    /// What was expected and what was found; lower case, no final stop.
    pub message: String,
    /// What to do about it; ends with the command that helps where there is one.
    pub hint: Option<String>,
    /// Where it stands.
    pub place: Place,
}

impl Finding {
    /// A finding without a place yet, its hint the code's own.
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        let hint = code.advice().map(str::to_owned);
        Self { code, message: message.into(), hint, place: Place::default() }
    }

    /// The same with a hint.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same at a JSON pointer.
    #[must_use]
    pub fn at_pointer(mut self, pointer: impl Into<String>) -> Self {
        self.place.pointer = Some(pointer.into());
        self
    }

    /// The same, of a capture's file.
    #[must_use]
    pub fn of_capture(mut self, path: impl Into<String>) -> Self {
        self.place.capture = Some(path.into());
        self
    }

    /// How much it weighs.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn code_names_are_kebab_case_and_unique() {
        let names: BTreeSet<_> = Code::ALL.iter().map(|c| c.as_str()).collect();
        assert_eq!(names.len(), Code::ALL.len());
        assert!(
            names
                .iter()
                .all(|n| n.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'))
        );
    }
}
