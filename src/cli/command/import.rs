//! `heatlink import`: replay captures into the database.

use crate::app::error::Error;
use crate::app::import::report::Report;
use crate::app::import::{self, Request};
use crate::cli::database;
use crate::cli::exit::{Exit, Failure};
use crate::cli::filters::{bytes, instant, positive};
use crate::cli::output::import_report;
use crate::cli::output::options::ReportFormat as Format;
use crate::cli::progress::Bar;
use crate::cli::ui::Ui;
use crate::domain::text::{count, visible};
use crate::domain::time::Instant;
use crate::domain::wall_clock;
use crate::infra::capture::container::{Limits, ReadOptions};
use crate::infra::db::open;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

/// Replay captures into the database
///
/// A PATH is a file, a folder (read whole, in any depth) or `-` for standard input. Captures may come in any
/// order and any number of times: what is known already is left as it is. What cannot be taken is kept in
/// quarantine with its reason, and spoils nothing else.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  heatlink import captures/
  heatlink import --dry-run race.har
  zstdcat results.json.zst | heatlink import - --source-url https://example.com/v2/heats/630401/results")]
pub struct Args {
    /// Files, folders, or `-`
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Say what would be done, and do nothing
    #[arg(short = 'n', long)]
    dry_run: bool,
    /// All or nothing: if anything is refused, undo the whole run
    #[arg(long)]
    strict: bool,
    /// Keep the payloads themselves, packed, so that `db rebuild` can read them again
    #[arg(long)]
    archive: bool,
    /// How captures are read
    #[command(flatten)]
    reading: ReadingArgs,
    /// How to print the report
    #[arg(short, long, default_value = "table", value_name = "FORMAT")]
    format: Format,
}

/// How captures are read: the same for `import` and `validate`.
#[derive(Debug, clap::Args)]
pub struct ReadingArgs {
    /// Capture time of captures that carry none of their own, such as 2024-08-09T21:40:00Z
    #[arg(long, value_name = "TIME", value_parser = instant)]
    captured_at: Option<Instant>,
    /// Where the payload came from (with one file, or `-`)
    #[arg(long, value_name = "URL")]
    source_url: Option<String>,
    /// The captures are trimmed: what a listing leaves out is not absent
    #[arg(long)]
    partial: bool,
    /// The IANA zone of times that are the track's clock alone, such as Australia/Sydney
    #[arg(long, value_name = "ZONE", value_parser = known_zone)]
    assume_tz: Option<String>,
    /// Reading threads [default: as many as there are processors]
    #[arg(long, value_name = "N", value_parser = positive)]
    jobs: Option<u16>,
    /// The largest payload that is read
    #[arg(long, value_name = "SIZE", value_parser = bytes, default_value = "32MiB")]
    max_payload_size: u64,
    /// The most that a compressed file may unpack to
    #[arg(long, value_name = "SIZE", value_parser = bytes, default_value = "4GiB")]
    max_total_size: u64,
    /// The deepest nesting of a payload that is read
    #[arg(long, value_name = "LEVELS", value_parser = positive, default_value = "128")]
    max_depth: u16,
}

fn known_zone(text: &str) -> Result<String, String> {
    wall_clock::zone(text)
        .map(|_| text.to_owned())
        .ok_or_else(|| format!("expected an IANA time zone such as `America/Chicago`, found `{text}`"))
}

impl ReadingArgs {
    /// The request that these options and paths make.
    ///
    /// # Errors
    /// When `--source-url` is given with more than one file.
    pub(crate) fn request(&self, paths: &[PathBuf], now: Instant) -> Result<Request, Failure> {
        if self.source_url.is_some() && (paths.len() != 1 || paths[0].is_dir()) {
            return Err(Failure::usage("expected one file or `-` with `--source-url`, found more"));
        }
        let read = ReadOptions {
            captured_at: self.captured_at,
            source_url: self.source_url.clone(),
            partial: self.partial,
            assumed_zone: self.assume_tz.clone(),
            archive: false,
            forget: false,
            limits: Limits {
                depth: self.max_depth.into(),
                payload_bytes: self.max_payload_size,
                total_bytes: self.max_total_size,
            },
        };
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Request {
            paths: paths.to_vec(),
            read,
            leave_out: Vec::new(),
            dry_run: false,
            strict: false,
            jobs: self.jobs.map_or(processors, usize::from),
            now,
            clock: Ui::now,
        })
    }
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    let now = Ui::now();
    let mut request =
        Request { dry_run: args.dry_run, strict: args.strict, ..args.reading.request(&args.paths, now)? };
    request.read.archive = args.archive;
    let bar = Bar::new(ui);
    // A path that does not exist must not leave an empty database behind.
    import::check_paths(&request.paths)?;
    if !ui.is_in_memory() {
        open::check_folder(ui.db()).map_err(Error::from)?;
    }
    let in_memory = ui.is_in_memory() || (args.dry_run && !ui.db().exists());
    let conn = if in_memory { open::private().map_err(Error::from)? } else { database::made(ui.db(), ui)? };

    let file = (!in_memory).then(|| ui.db());
    let report = import::import(&conn, file, &request, |p| bar.show(p))?;
    bar.clear();
    drop(conn);
    print(args, &report, ui)?;
    Ok(if report.has_rejections() { Exit::Found } else { Exit::Done })
}

fn print(args: &Args, report: &Report, ui: &Ui) -> Result<(), Failure> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    match args.format {
        Format::Json => import_report::json(&mut out, report)?,
        Format::Table => import_report::table(&mut out, report, &ui.on_stdout())?,
    }
    out.flush()?;
    if !report.skipped.is_empty() {
        ui.status(&format!("{} skipped", count(report.skipped.len() as u64, "other file", "other files")));
        if ui.verbose() {
            for path in &report.skipped {
                ui.status(&format!("  {}", visible(&path.to_string_lossy())));
            }
        }
    }
    if args.archive && report.committed {
        ui.status(&match report.archived {
            0 => "nothing to archive that was not archived".into(),
            n => format!("archived the payloads of {}", count(n, "capture", "captures")),
        });
    }
    if args.format == Format::Table {
        if args.dry_run {
            ui.hint("nothing was written; run it again without `--dry-run`");
        } else if !report.committed {
            ui.hint("nothing was written, for something was refused; run it again without `--strict` to take the rest");
        } else if report.captures.seen == 0 {
            // Its finding says what to do; there is nothing to print.
        } else if ui.is_in_memory() {
            ui.hint("nothing was kept; `heatlink import PATH --db FILE` keeps it");
        } else if report.has_rejections() && !report.has_quarantined() {
            ui.hint("what could not be read is kept nowhere; `heatlink explain CODE` tells what to do");
        } else if report.has_rejections() {
            ui.hint(
                "`heatlink reconcile quarantine list` shows what was refused, `heatlink explain CODE` why",
            );
        } else {
            ui.hint("`heatlink results` prints results, `heatlink reconcile` what does not agree");
        }
    }
    Ok(())
}
