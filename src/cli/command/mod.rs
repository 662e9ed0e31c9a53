//! One file a verb: its arguments, whose doc comments are the help, and what it does.

pub mod captures;
mod captures_drop;
pub mod classes;
pub mod completions;
pub mod db;
pub mod entries;
pub mod events;
pub mod explain;
pub mod heats;
pub mod import;
pub mod link;
pub mod man;
pub mod reconcile;
pub mod results;
pub mod runs;
pub mod session;
pub mod sessions;
pub mod unlink;
pub mod validate;

use super::exit::{Exit, Failure};
use super::ui::Ui;

/// Every verb.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Replay captures into the database
    #[command(visible_alias = "replay")]
    Import(import::Args),
    /// Check captures with no database, for CI
    Validate(validate::Args),
    /// Print events
    Events(events::Args),
    /// Print classes
    Classes(classes::Args),
    /// Print heats
    Heats(heats::Args),
    /// Print entries
    Entries(entries::Args),
    /// Print results, each with its parents
    Results(results::Args),
    /// Print sessions
    Sessions(sessions::Args),
    /// Print captures, or take one out again
    Captures(captures::Args),
    /// Print runs
    Runs(runs::Args),
    /// Add, list, show, edit, remove or import sessions
    Session(session::Args),
    /// Bind a session to a heat
    Link(link::Args),
    /// Free a session from its heat
    Unlink(unlink::Args),
    /// Report all that does not agree, and settle it
    Reconcile(reconcile::Args),
    /// Status, check, migration and backup of the database
    Db(db::Args),
    /// Explain a finding code
    Explain(explain::Args),
    /// Print completions for a shell
    Completions(completions::Args),
    /// Print the manual page
    Man(man::Args),
}

pub(crate) fn run(command: &Command, ui: &Ui) -> Result<Exit, Failure> {
    match command {
        Command::Import(args) => import::run(args, ui),
        Command::Validate(args) => validate::run(args, ui),
        Command::Events(args) => events::run(args, ui),
        Command::Classes(args) => classes::run(args, ui),
        Command::Heats(args) => heats::run(args, ui),
        Command::Entries(args) => entries::run(args, ui),
        Command::Results(args) => results::run(args, ui),
        Command::Sessions(args) => sessions::run(args, ui),
        Command::Captures(args) => captures::run(args, ui),
        Command::Runs(args) => runs::run(args, ui),
        Command::Session(args) => session::run(args, ui),
        Command::Link(args) => link::run(args, ui),
        Command::Unlink(args) => unlink::run(args, ui),
        Command::Reconcile(args) => reconcile::run(args, ui),
        Command::Db(args) => db::run(args, ui),
        Command::Explain(args) => explain::run(args, ui),
        Command::Completions(args) => completions::run(args, ui),
        Command::Man(args) => man::run(args, ui),
    }
}
