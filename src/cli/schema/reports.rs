//! Reports: documents of their own shape, each as its verb writes it.

use super::value::{
    all, cell, count, digest, flag, instant, list, number, one_of, optional_number, optional_text, see, text,
    word,
};
use crate::app::read::View;
use crate::app::reconcile::quarantine;
use crate::domain::finding::Severity;
use crate::domain::record::Kind;
use crate::infra::json_schema::{Json, head};

/// A report's name, and its schema.
type Report = (&'static str, fn() -> Json);

/// Every report that a verb prints, and the finding that most of them hold.
pub(super) const REPORTS: &[Report] = &[
    ("finding", || {
        head("output", "finding", "finding", "one thing that heatlink has to say").extended(finding())
    }),
    ("import-report", import_report),
    ("validate", validate),
    ("baseline", baseline),
    ("reconcile", reconcile),
    ("captures-drop", captures_drop),
    ("session-import", session_import),
    ("db-status", db_status),
    ("db-check", db_check),
    ("db-rebuild", db_rebuild),
    ("quarantined", quarantined),
    ("manifest", manifest),
];

/// A report of that name with these keys behind `schema`.
fn report<const N: usize>(name: &'static str, says: &'static str, fields: [(&'static str, Json); N]) -> Json {
    let title = format!("heatlink/{name}@1");
    let has_findings = fields.iter().any(|(key, _)| *key == "findings");
    let schema = ("schema", word(title.clone()));
    let schema = head("output", name, title, says).extended(all([schema].into_iter().chain(fields)));
    if has_findings { schema.with("$defs", Json::map([("finding", finding())])) } else { schema }
}

fn findings() -> Json {
    list(see("finding"))
}

fn finding() -> Json {
    all([
        (
            "code",
            text()
                .with("pattern", "^[a-z0-9]+(-[a-z0-9]+)*$")
                .saying("`heatlink explain CODE` says what it means"),
        ),
        ("severity", one_of(Severity::ALL.iter().map(|s| s.as_str()))),
        ("message", text().saying("what was expected and what was found")),
        ("hint", optional_text().saying("what to do")),
        ("capture", optional_text().saying("the file, as it was named or found")),
        ("member", optional_text().saying("the payload inside it, where a file holds several")),
        ("line", optional_number().saying("in the file; null for a body that is text inside JSON")),
        ("column", optional_number().saying("in code points")),
        ("pointer", optional_text().saying("RFC 6901, inside the payload")),
    ])
}

/// An object with a key for each kind of record.
fn by_kind(value: &Json) -> Json {
    all(Kind::ALL.iter().map(|kind| (kind.as_str(), value.clone())))
}

/// Whole numbers from 0, each by its name.
fn counters<const N: usize>(names: [&'static str; N]) -> Json {
    all(names.map(|name| (name, count())))
}

fn import_report() -> Json {
    let rows = ["inserted", "updated", "removed", "unchanged", "stale", "pending", "rejected"];
    report(
        "import-report",
        "what `heatlink import --format json` prints",
        [
            ("run", optional_number().saying("null where the run wrote nothing")),
            ("dry_run", flag()),
            ("committed", flag()),
            ("captures", counters(["seen", "imported", "unchanged", "rejected"])),
            ("records", by_kind(&counters(rows))),
            ("findings", findings()),
        ],
    )
}

fn validate() -> Json {
    report(
        "validate",
        "what `heatlink validate --format json` prints",
        [
            ("captures", count()),
            ("records", count()),
            ("accepted", count().saying("findings that the baseline accepts")),
            ("ignored", count().saying("findings that options left out")),
            ("findings", findings()),
        ],
    )
}

fn baseline() -> Json {
    let accepted = all([
        (
            "capture",
            optional_text().saying("the file, relative to the folder of the baseline; `-` is standard input"),
        ),
        ("pointer", optional_text().saying("RFC 6901, inside the payload")),
        ("code", text()),
        ("message", text()),
        ("count", number().saying("how many of them are accepted")),
    ]);
    let title = "heatlink/baseline@1";
    let says = "what `heatlink validate --baseline FILE --write-baseline` writes";
    let fields = [("schema", word(title.to_owned())), ("findings", list(accepted))];
    head("output", "baseline", title.to_owned(), says).extended(all(fields))
}

fn reconcile() -> Json {
    let counts = Json::of("object").with("additionalProperties", number()).saying("findings by code");
    report(
        "reconcile",
        "what `heatlink reconcile --format json` prints",
        [("counts", counts), ("findings", findings())],
    )
}

fn captures_drop() -> Json {
    let capture = all([
        ("sha256", digest()),
        ("captured_at", instant()),
        ("member_number", count().saying("its place in the container")),
        ("context", text().saying("what its address says it is of")),
        ("family", optional_text()),
        ("records", count()),
        ("path", text()),
        ("member", optional_text()),
    ]);
    report(
        "captures-drop",
        "what `heatlink captures drop --format json` prints",
        [
            ("undo", flag()),
            ("applied", flag()),
            ("captures", list(capture)),
            ("records", by_kind(&counters(["inserted", "updated", "removed"]))),
            ("pending", counters(["before", "after"])),
            ("missing", counters(["before", "after"])),
        ],
    )
}

fn session_import() -> Json {
    report(
        "session-import",
        "what `heatlink session import --format json` prints",
        [
            ("committed", flag()),
            ("sessions", counters(["inserted", "updated", "unchanged", "rejected"])),
            ("findings", findings()),
        ],
    )
}

fn db_status() -> Json {
    report(
        "db-status",
        "what `heatlink db status --format json` prints",
        [
            ("path", text()),
            ("size", count().saying("bytes")),
            ("schema_version", number()),
            ("newest_schema_version", number()),
            ("tables", Json::of("object").with("additionalProperties", count()).saying("rows by table")),
            ("pending", count()),
            ("quarantine", count()),
            ("runs", count()),
            ("runs_interrupted", count()),
        ],
    )
}

fn db_check() -> Json {
    report(
        "db-check",
        "what `heatlink db check --format json` prints",
        [
            ("checks", list(text())),
            ("records", count()),
            ("compared", count().saying("records derived from their statements again")),
            ("findings", findings()),
        ],
    )
}

fn db_rebuild() -> Json {
    report(
        "db-rebuild",
        "what `heatlink db rebuild --format json` prints",
        [
            ("verify", flag().saying("whether it only looked")),
            ("captures", count().saying("archived captures that were read again")),
            ("records", count().saying("what they state")),
            ("findings", findings()),
        ],
    )
}

/// The row that `quarantine list` prints, and what it leaves out.
fn quarantined() -> Json {
    let more = [
        ("hint", optional_text()),
        ("line", optional_number()),
        ("column", optional_number()),
        ("truncated", flag().saying("whether only the beginning was kept")),
        ("content", optional_text().saying("the text that was refused; null where it is no text")),
    ];
    let columns = quarantine::SHAPE.columns.iter().map(|c| (c.name, cell(c.of)));
    let one = all(columns.chain(more));
    report(
        "quarantined",
        "what `heatlink reconcile quarantine show --format json` prints",
        [("quarantined", one)],
    )
}

/// What lies beside the files of an export.
fn manifest() -> Json {
    let is_exported = |view: &&View| !matches!(view, View::Captures | View::Runs);
    let rows = all(View::ALL.iter().filter(is_exported).map(|view| (view.name(), count())));
    let filters = all([
        ("event", optional_number()),
        ("class", optional_text()),
        ("heat", optional_number()),
        ("session", optional_text()),
        ("entry", optional_text()),
        ("driver", optional_text()),
        ("from", optional_text()),
        ("to", optional_text()),
        ("present", flag()),
        ("limit", Json::of_any(["integer", "null"]).with("minimum", 0)),
    ]);
    let file = all([
        ("path", text()),
        ("schema", text().saying("that of its rows, `heatlink/NAME@1`")),
        ("rows", count()),
        ("size", count().saying("bytes")),
        ("sha256", digest()),
    ]);
    report(
        "manifest",
        "what `heatlink export DIR` writes as `manifest.json`",
        [
            ("format", text()),
            ("partition_by", optional_text()),
            ("filters", filters),
            ("rows", rows),
            ("files", list(file)),
            ("sha256", digest().saying("of all files")),
        ],
    )
}
