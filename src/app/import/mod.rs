//! Replaying captures: read, recognise, parse, validate, plan, apply, report.

pub(crate) mod apply;
mod assumed;
pub(crate) mod count;
pub(crate) mod derive;
mod first;
mod gather;
mod local_time;
pub(crate) mod place;
pub(crate) mod places;
pub mod plan;
mod race;
mod race_results;
mod read;
pub(crate) mod refs;
pub mod report;
mod reread;
pub(crate) mod restate;
pub(crate) mod roster;
mod scopes;
pub mod settle;
mod settle_row;
mod standing;
pub(crate) mod task;

use crate::app::error::Error;
use crate::domain::finding::{Code, Finding};
use crate::domain::text::count as count_of;
use crate::domain::time::{DAY_MS, Instant};
use crate::infra::capture::container::ReadOptions;
use crate::infra::capture::source::Capture;
use crate::infra::capture::{context, find};
use crate::infra::db::checkpoint::Checkpoints;
use crate::infra::db::commit::commit;
use crate::infra::db::error::DbError;
use crate::infra::db::{container, run, touched};
use crate::infra::interrupt;
use apply::{Taken, Writer};
use assumed::Assumed;
use rayon::slice::ParallelSliceMut;
use read::{End, FileRead};
use report::Report;
use rusqlite::Connection;
use std::path::{Path, PathBuf};

/// What to import and how.
#[derive(Debug, Clone)]
pub struct Request {
    /// Files, folders, or `-`.
    pub paths: Vec<PathBuf>,
    /// Files that are not read, though a folder has them.
    pub leave_out: Vec<PathBuf>,
    /// How files are read.
    pub read: ReadOptions,
    /// Tell what would be done, and do nothing.
    pub dry_run: bool,
    /// All or nothing.
    pub strict: bool,
    /// Reading threads.
    pub jobs: usize,
    /// The clock when the run began.
    pub now: Instant,
    /// The clock, for when it ends.
    pub clock: fn() -> Instant,
}

/// How far an import is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Progress {
    /// Files to read.
    pub files: u64,
    /// Captures met.
    pub captures: u64,
    /// Bytes read.
    pub bytes: u64,
    /// Files read.
    pub files_read: u64,
}

/// A batch is committed after so many captures, or what takes so many bytes of memory: large enough that committing
/// costs little, small enough to hold in memory and to lose. The first is small, so that the writer begins soon; each
/// may be twice as large as the one before.
const FIRST_BATCH: usize = 256;
const BATCH_CAPTURES: usize = 3072;
const BATCH_WEIGHT: u64 = 12 << 20;

/// Imports. `database` is the file that readers may ask what is known, where there is one.
///
/// # Errors
/// When a path does not exist or the database fails; bad captures are findings.
pub fn import(
    conn: &Connection,
    database: Option<&Path>,
    request: &Request,
    mut progress: impl FnMut(Progress),
) -> Result<Report, Error> {
    let found = find::find(&request.paths).map_err(|path| missing_path(&path))?;
    let none = (found.files.is_empty() && found.refused.is_empty()).then(|| no_captures(&request.paths));
    let mut files = found.files;
    let mut skipped = found.skipped;
    skipped.extend(find::take_out(&mut files, &request.leave_out));
    // Parents first, as far as addresses tell: fewer records wait. What comes of it is the same in any order.
    files.par_sort_by_cached_key(|path| apply::rank(context::of_path(path).map(|s| s.family)));
    let mut import = Import::new(conn, database, request)?;
    import.progress.files = files.len() as u64;
    import.report.skipped = skipped;
    import.report.note_all(found.warnings.into_iter().chain(none));
    for refused in found.refused {
        import.refuse_unread(refused);
    }
    // An empty database knows nothing that readers could ask for.
    let database = if import.writer.knows_nothing()? { None } else { database };
    let outcome = read::in_order(&files, &request.read, request.now, request.jobs, database, |file| {
        // What a reader gives that was stopped is not what the file holds.
        if interrupt::is_raised() {
            return Err(DbError::Interrupted.into());
        }
        import.add(file)?;
        progress(import.progress);
        Ok(())
    });
    import.report.files = files;
    // Readers that were stopped gave nothing more, which is not the end of their files.
    let stopped = if interrupt::is_raised() { Err(DbError::Interrupted.into()) } else { Ok(()) };
    match outcome.and(stopped).and_then(|()| import.finish()) {
        Ok(()) => Ok(import.report),
        Err(error) => {
            import.roll_back();
            Err(if interrupt::is_raised() { import.interrupted() } else { error })
        }
    }
}

/// Whether every path exists, before anything is done.
///
/// # Errors
/// The first that does not.
pub fn check_paths(paths: &[PathBuf]) -> Result<(), Error> {
    find::missing(paths).map_or(Ok(()), |path| Err(missing_path(path)))
}

/// A run under way.
struct Import<'c, 'r> {
    request: &'r Request,
    writer: Writer<'c>,
    report: Report,
    progress: Progress,
    batch: Vec<Waiting>,
    batch_weight: u64,
    /// How many captures this batch may hold.
    batch_size: usize,
    wrappers: Vec<Wrapper>,
    in_transaction: bool,
    /// Captures of the batches that were committed.
    kept: u64,
    assumed: Assumed,
    checkpoints: Checkpoints,
    /// The file of which parts have come.
    file: Tally,
}

/// What the parts of a file came to so far.
#[derive(Default)]
struct Tally {
    captures: u64,
    /// Something of it was refused.
    is_spoilt: bool,
    /// One of its captures has no time of its own.
    is_assumed: bool,
    /// A payload of it is not packed to be kept.
    is_unkept: bool,
}

impl Tally {
    fn add(&mut self, capture: &Capture) {
        self.captures += 1;
        self.is_spoilt |= capture.member.outcome.as_ref().map_or(true, |p| !p.refused.is_empty());
        self.is_assumed |= capture.time.stated().is_none();
        self.is_unkept |= capture.member.body.is_none();
    }
}

/// A capture read and not yet written.
struct Waiting {
    path: String,
    capture: Capture,
}

/// A wrapping file all of whose captures are in the batch, or were in one before.
struct Wrapper {
    identity: crate::domain::capture::CaptureIdentity,
    assumed_at: Option<Instant>,
    captures: u64,
    archived: bool,
}

impl<'c, 'r> Import<'c, 'r> {
    fn new(conn: &'c Connection, database: Option<&Path>, request: &'r Request) -> Result<Self, Error> {
        touched::begin(conn)?;
        Ok(Self {
            request,
            writer: Writer::new(conn, "import", request.now)?,
            report: Report { dry_run: request.dry_run, ..Report::default() },
            progress: Progress::default(),
            batch: Vec::new(),
            batch_weight: 0,
            batch_size: FIRST_BATCH,
            wrappers: Vec::new(),
            in_transaction: false,
            kept: 0,
            assumed: Assumed::default(),
            checkpoints: Checkpoints::of(database.filter(|_| !request.dry_run)),
            file: Tally::default(),
        })
    }

    fn conn(&self) -> &'c Connection {
        self.writer.settler.conn
    }

    /// A path that could not be read: a rejected capture, of which there is nothing to keep.
    fn refuse_unread(&mut self, finding: Finding) {
        self.report.captures.seen += 1;
        self.report.captures.rejected += 1;
        self.report.unread += 1;
        self.report.note(finding);
    }

    fn add(&mut self, file: FileRead) -> Result<(), Error> {
        let is_whole = !matches!(file, FileRead::Captures { end: None, .. });
        self.progress.files_read += u64::from(is_whole);
        match file {
            FileRead::Unreadable(finding) => self.refuse_unread(*finding),
            FileRead::Known { captures, bytes } => {
                self.progress.captures += captures;
                self.progress.bytes += bytes;
                self.report.captures.seen += captures;
                self.report.captures.unchanged += captures;
            }
            FileRead::Captures { path, bytes, weight, captures, end } => {
                self.progress.bytes += bytes;
                self.batch_weight += weight;
                self.add_part(&path, captures, end)?;
            }
        }
        Ok(())
    }

    /// A file, or the next part of one.
    fn add_part(&mut self, path: &str, captures: Vec<Capture>, end: Option<End>) -> Result<(), Error> {
        self.progress.captures += captures.len() as u64;
        for capture in captures {
            self.file.add(&capture);
            self.batch.push(Waiting { path: path.to_owned(), capture });
        }
        if let Some(End { modified, wrapper, findings }) = end {
            let file = std::mem::take(&mut self.file);
            if let Some(identity) = wrapper.filter(|_| !file.is_spoilt) {
                let assumed_at = file.is_assumed.then_some(modified);
                self.wrappers.push(Wrapper {
                    identity,
                    assumed_at,
                    captures: file.captures,
                    archived: !file.is_unkept,
                });
            }
            self.report.note_all(findings);
        }
        if self.batch.len() >= self.batch_size || self.batch_weight >= BATCH_WEIGHT {
            self.write_batch()?;
        }
        Ok(())
    }

    /// Writes what was read. Unless the run is all or nothing, it is kept from here on.
    fn write_batch(&mut self) -> Result<(), Error> {
        if self.batch.is_empty() && self.wrappers.is_empty() {
            return Ok(());
        }
        if !self.in_transaction {
            self.conn().execute_batch("BEGIN IMMEDIATE")?;
            self.in_transaction = true;
        }
        self.writer.begin_batch()?;
        let mut batch = std::mem::take(&mut self.batch);
        self.batch_weight = 0;
        self.batch_size = (self.batch_size * 2).min(BATCH_CAPTURES);
        batch.sort_by_key(|w| apply::rank(w.capture.member.outcome.as_ref().ok().map(|p| p.family)));
        for waiting in batch {
            if interrupt::is_raised() {
                return Err(DbError::Interrupted.into());
            }
            self.write(waiting)?;
        }
        for w in std::mem::take(&mut self.wrappers) {
            container::keep(self.conn(), &w.identity, w.assumed_at, w.captures, w.archived)?;
        }
        self.writer.settler.finish_batch()?;
        if !self.request.dry_run && !self.request.strict {
            commit(self.conn())?;
            self.in_transaction = false;
            self.checkpoints.ask();
            self.kept = self.report.captures.imported + self.report.captures.rejected - self.report.unread;
        }
        Ok(())
    }

    fn write(&mut self, waiting: Waiting) -> Result<(), Error> {
        let Waiting { path, capture } = waiting;
        let taken = self.writer.take(&path, &capture)?;
        let counts = &mut self.report.captures;
        counts.seen += 1;
        match taken {
            Taken::Imported => counts.imported += 1,
            Taken::Unchanged | Taken::Dropped => counts.unchanged += 1,
            Taken::Rejected => counts.rejected += 1,
        }
        if taken == Taken::Dropped {
            return Ok(()); // what was refused of it is nobody's concern any more
        }
        if taken == Taken::Imported {
            match capture.time.stated() {
                None => {
                    self.assumed.captures += 1;
                    self.assumed.stated_too += u64::from(self.writer.is_stated_too(&capture.identity)?);
                    self.assumed.on_stdin += u64::from(find::is_stdin(Path::new(&path)));
                }
                Some(at) if at.millis() > self.request.now.millis() + DAY_MS => {
                    self.report.note(in_future(at, &path, capture.member.name.as_deref()));
                }
                Some(_) => {}
            }
        }
        match capture.member.outcome {
            Ok(payload) => {
                self.report.add_read(&payload, taken == Taken::Imported);
                self.report.note_all(payload.findings);
            }
            Err(refused) => self.report.note(refused.reason),
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), Error> {
        self.write_batch()?;
        // Counting reads what the run left; one transaction makes it one picture.
        if !self.in_transaction {
            self.conn().execute_batch("BEGIN IMMEDIATE")?;
            self.in_transaction = true;
        }
        if self.request.read.forget {
            count::only_waiting(self.conn(), &mut self.report)?;
        } else {
            count::count(&self.writer.settler, &mut self.report)?;
        }
        places::fill(&mut self.report.findings, places::SOME);
        self.report.findings.extend(self.assumed.finding());
        // A validation has more to say first.
        if !self.request.read.forget {
            self.report.findings.extend(self.report.left_out());
        }
        self.report.sort_findings();
        let undo = self.request.dry_run || (self.request.strict && self.report.has_rejections());
        let keep = !undo;
        if keep {
            if let Some(run) = self.writer.settler.run {
                let c = &self.report.captures;
                run::finish(self.conn(), run, (self.request.clock)(), [c.imported, c.unchanged, c.rejected])?;
                self.report.run = Some(run);
            }
            self.report.archived = self.writer.archived;
            commit(self.conn())?;
            self.in_transaction = false;
        } else {
            self.roll_back();
        }
        self.report.committed = keep;
        Ok(())
    }

    /// What an interrupted run comes to: batches are whole or not there.
    fn interrupted(&self) -> Error {
        if self.request.read.forget {
            return DbError::Interrupted.into(); // nothing was to be kept
        }
        let kept = match self.kept {
            0 => "nothing of this run is kept".into(),
            n => format!("{} of this run kept", count_of(n, "capture", "captures")),
        };
        Error::Interrupted { kept }
    }

    fn roll_back(&mut self) {
        if self.in_transaction {
            // Closing the connection rolls back, too; there is nothing more to do about a failure here.
            let _ = self.conn().execute_batch("ROLLBACK");
            self.in_transaction = false;
        }
    }
}

fn missing_path(path: &Path) -> Error {
    Error::refused(
        format!("no such file or folder: `{}`", path.display()),
        "nothing was read; check the path, or pass `-` for standard input",
    )
}

fn no_captures(paths: &[PathBuf]) -> Finding {
    let named: Vec<_> = paths.iter().map(|path| format!("`{}`", path.display())).collect();
    let endings: Vec<_> = find::ENDINGS.iter().map(|ending| format!("`.{ending}`")).collect();
    Finding::new(Code::NoCaptures, format!("expected captures in {}, found none", named.join(", "))).with_hint(
        format!(
            "of a folder, files are captures whose names end in {}; name a file to have it read whatever it is called",
            endings.join(", ")
        ),
    )
}

fn in_future(at: Instant, path: &str, member: Option<&str>) -> Finding {
    let mut finding = Finding::new(
        Code::CaptureInFuture,
        format!("expected a capture time before now, found `{at}`"),
    )
    .with_hint(
        "check the clock of the machine that captured it; until then this capture wins over newer ones",
    )
    .of_capture(path);
    finding.place.member = member.map(str::to_owned);
    finding
}
