//! The options that every verb takes.

use super::command::Command;
use super::filters::duration;
use std::path::PathBuf;
use std::time::Duration;

/// Replay captured LiveRC timing into SQLite, link telemetry sessions to heats, print results.
#[derive(Debug, clap::Parser)]
#[command(
    name = "heatlink",
    version,
    propagate_version = true,
    max_term_width = 100,
    arg_required_else_help = true
)]
pub struct Cli {
    /// Options of every verb.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// When to do what a terminal allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum When {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Options of every verb.
#[derive(Debug, Clone, clap::Args)]
pub struct Global {
    /// The database file
    #[arg(
        long,
        global = true,
        env = "HEATLINK_DB",
        default_value = "heatlink.db",
        value_name = "PATH",
        help_heading = "Global options"
    )]
    pub db: PathBuf,
    /// How long to wait for another program that has the database locked, such as 30s or 5m
    #[arg(
        long,
        global = true,
        default_value = "10s",
        value_name = "DURATION",
        value_parser = duration,
        help_heading = "Global options"
    )]
    pub lock_timeout: Duration,
    /// Colour in tables and messages
    #[arg(long, global = true, default_value = "auto", value_name = "WHEN", help_heading = "Global options")]
    pub color: When,
    /// Progress on standard error
    #[arg(long, global = true, default_value = "auto", value_name = "WHEN", help_heading = "Global options")]
    pub progress: When,
    /// Say less on standard error
    #[arg(short, long, global = true, conflicts_with = "verbose", help_heading = "Global options")]
    pub quiet: bool,
    /// Say more on standard error
    #[arg(short, long, global = true, help_heading = "Global options")]
    pub verbose: bool,
}
