//! `heatlink reconcile match`: say that what two kinds of page name differently is the same, or is not.

use crate::app::reconcile::matching::{SHAPE, Subject, Verdict, decide, list};
use crate::cli::database::{existing, reading};
use crate::cli::exit::{Exit, Failure};
use crate::cli::output::Printer;
use crate::cli::output::options::Output;
use crate::cli::ui::Ui;
use crate::domain::id::{ClassId, EntryId, EventId, LivercDriverId};
use crate::domain::record::Entrant;
use crate::domain::text::count;

/// Say that what two kinds of page name differently is the same, or is not
///
/// Race pages print names where the API gives ids. What is alike without doubt is matched by itself; the
/// rest is decided here, and the decision holds whatever is imported later. Without a subcommand it lists
/// what was decided.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    output: Output,
    #[command(subcommand)]
    what: Option<What>,
}

/// What is matched.
#[derive(Debug, clap::Subcommand)]
enum What {
    /// The event of pages that print this track and title is the event EVENT
    Event {
        /// LiveRC's id of the event
        event: EventId,
        /// The track as the pages print it
        #[arg(long)]
        track: Option<String>,
        /// The title as the pages print it
        #[arg(long)]
        title: String,
        #[command(flatten)]
        verdict: VerdictArgs,
    },
    /// The class that pages of its event print with this name is the class CLASS
    Class {
        /// LiveRC's id of the class
        class: ClassId,
        /// The name as the pages print it, without heat or main
        #[arg(long)]
        name: String,
        #[command(flatten)]
        verdict: VerdictArgs,
    },
    /// The driver of race pages is the entry
    Entry {
        /// The entry, as CLASS/ENTRY
        #[arg(value_parser = entry_of)]
        entry: (ClassId, EntryId),
        /// LiveRC's id of the driver, as @DRIVER
        #[arg(value_parser = driver)]
        driver: LivercDriverId,
        #[command(flatten)]
        verdict: VerdictArgs,
    },
}

#[derive(Debug, Clone, Copy, clap::Args)]
struct VerdictArgs {
    /// They are not the same, whatever their names say
    #[arg(long = "not", conflicts_with = "undo")]
    apart: bool,
    /// Take back what was decided
    #[arg(long)]
    undo: bool,
}

impl VerdictArgs {
    fn verdict(self) -> Verdict {
        match (self.apart, self.undo) {
            (true, _) => Verdict::Apart,
            (_, true) => Verdict::Undone,
            _ => Verdict::Same,
        }
    }
}

fn entry_of(text: &str) -> Result<(ClassId, EntryId), String> {
    let expected = || format!("expected CLASS/ENTRY, such as `91201/558632`, found `{text}`");
    let (class, entry) = text.split_once('/').ok_or_else(expected)?;
    Ok((class.parse().map_err(|_| expected())?, entry.parse().map_err(|_| expected())?))
}

fn driver(text: &str) -> Result<LivercDriverId, String> {
    match text.parse() {
        Ok(Entrant::Driver(driver)) => Ok(driver),
        _ => Err(format!("expected @DRIVER, such as `@346997`, found `{text}`")),
    }
}

pub(super) fn run(args: &Args, ui: &Ui) -> Result<Exit, Failure> {
    let (subject, verdict) = match &args.what {
        None => {
            let Some(printer) = Printer::open(SHAPE, &args.output, ui)? else { return Ok(Exit::Done) };
            let decisions = list(&reading(ui)?)?;
            printer.rows(&decisions)?;
            ui.status(&format!("{} listed", count(decisions.len() as u64, "decision", "decisions")));
            return Ok(Exit::Done);
        }
        Some(What::Event { event, track, title, verdict }) => {
            (Subject::Event { track: track.clone(), title: title.clone(), event: *event }, verdict)
        }
        Some(What::Class { class, name, verdict }) => {
            (Subject::Class { name: name.clone(), class: *class }, verdict)
        }
        Some(What::Entry { entry: (class, entry), driver, verdict }) => {
            (Subject::Entry { class: *class, entry: *entry, driver: *driver }, verdict)
        }
    };
    let verdict = verdict.verdict();
    let changed = decide(&mut existing(ui)?, &subject, verdict, Ui::now())?;
    ui.status(match (changed, verdict) {
        (false, _) => "decided so before",
        (true, Verdict::Same) => "matched; what is imported later is matched alike",
        (true, Verdict::Apart) => "kept apart, whatever their names say",
        (true, Verdict::Undone) => "taken back; names decide again",
    });
    Ok(Exit::Done)
}
