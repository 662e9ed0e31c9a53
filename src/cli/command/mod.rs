//! One file a verb: its arguments, whose doc comments are the help, and what it does.

pub mod captures;
mod captures_drop;
pub mod classes;
pub mod completions;
pub mod db;
mod db_rebuild;
pub mod entries;
pub mod events;
pub mod explain;
pub mod export;
pub mod heats;
pub mod import;
pub mod laps;
pub mod link;
pub mod man;
pub mod reconcile;
pub mod results;
pub mod runs;
pub mod schema;
pub mod session;
pub mod sessions;
pub mod unlink;
pub mod validate;

use super::exit::{Exit, Failure};
use super::ui::Ui;

/// Every verb.
#[allow(missing_docs, reason = "clap would print a member's comment in place of its arguments' help")]
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    #[command(visible_alias = "replay")]
    Import(import::Args),
    Validate(validate::Args),
    Events(events::Args),
    Classes(classes::Args),
    Heats(heats::Args),
    Entries(entries::Args),
    Results(results::Args),
    Laps(laps::Args),
    Sessions(sessions::Args),
    Captures(captures::Args),
    Runs(runs::Args),
    Export(export::Args),
    Session(session::Args),
    Link(link::Args),
    Unlink(unlink::Args),
    Reconcile(reconcile::Args),
    Db(db::Args),
    Explain(explain::Args),
    Schema(schema::Args),
    Completions(completions::Args),
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
        Command::Laps(args) => laps::run(args, ui),
        Command::Sessions(args) => sessions::run(args, ui),
        Command::Captures(args) => captures::run(args, ui),
        Command::Runs(args) => runs::run(args, ui),
        Command::Export(args) => export::run(args, ui),
        Command::Session(args) => session::run(args, ui),
        Command::Link(args) => link::run(args, ui),
        Command::Unlink(args) => unlink::run(args, ui),
        Command::Reconcile(args) => reconcile::run(args, ui),
        Command::Db(args) => db::run(args, ui),
        Command::Explain(args) => explain::run(args, ui),
        Command::Schema(args) => schema::run(args, ui),
        Command::Completions(args) => completions::run(args, ui),
        Command::Man(args) => man::run(args, ui),
    }
}
