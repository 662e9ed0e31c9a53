//! Ctrl-C and SIGTERM: the first asks the work to stop, which undoes what is under way and says what is kept; the
//! second ends the process at once. Either way the database is sound.

use super::exit::{Exit, Failure};
use super::ui::Ui;
use crate::infra::interrupt;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::io::Write;
use std::time::Duration;

/// What a shell says of a program that Ctrl-C ended.
pub(super) const EXIT: u8 = 130;

/// How long the work may take to stop: enough to undo a batch. What waits on a disk or a pipe is not waited for.
const GRACE: Duration = Duration::from_secs(5);

/// Watches for signals for as long as the process lives. SIGHUP is left to whoever started it, such as `nohup`.
pub(super) fn watch(ui: &Ui) {
    let mut signals = match Signals::new([SIGINT, SIGTERM]) {
        Ok(signals) => signals,
        // Without it a signal ends the process as it would any other; the next run repairs.
        Err(error) => return ui.warning(&format!("an interrupt will not be tidy: {error}")),
    };
    std::thread::spawn(move || {
        let mut signals = signals.forever();
        if signals.next().is_some() {
            interrupt::raise();
            std::thread::spawn(|| {
                std::thread::sleep(GRACE);
                // Standard error may be what the work waits for: nobody waits for this.
                std::thread::spawn(|| {
                    let _ = writeln!(std::io::stderr(), "interrupted: what was under way is undone");
                });
                std::thread::sleep(Duration::from_millis(50));
                leave();
            });
        }
        if signals.next().is_some() {
            leave();
        }
    });
}

/// Ends the process without waiting for anything.
#[allow(clippy::exit, reason = "the threads that would have to end cannot be reached")]
fn leave() {
    interrupt::remove_unfinished();
    std::process::exit(EXIT.into());
}

/// A failure after a request to stop is that request's doing.
pub(super) fn told(outcome: Result<Exit, Failure>) -> Result<Exit, Failure> {
    match outcome {
        Err(failure) if interrupt::is_raised() => Err(match failure {
            Failure::Interrupted(..) => failure,
            _ => Failure::Interrupted(
                "interrupted before it was done".into(),
                Some("run the same command again".into()),
            ),
        }),
        outcome => outcome,
    }
}
