//! The write-ahead log is copied into the file by a thread of its own, while the writer goes on: copying at the end
//! would be time in which nothing else is done.

use super::patience;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

/// Copies what was committed, when asked. Stops when dropped.
#[derive(Debug)]
pub struct Checkpoints {
    ask: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Checkpoints {
    /// For a database in a file; one in memory has no log.
    #[must_use]
    pub fn of(database: Option<&Path>) -> Self {
        let Some(path) = database.map(Path::to_owned) else { return Self { ask: None, thread: None } };
        let (ask, asked) = channel();
        Self { ask: Some(ask), thread: Some(std::thread::spawn(move || copy_when_asked(&path, &asked))) }
    }

    /// Something was committed.
    pub fn ask(&self) {
        if let Some(ask) = &self.ask {
            // A thread that is gone leaves the copying to the writer's last connection.
            let _ = ask.send(());
        }
    }
}

impl Drop for Checkpoints {
    fn drop(&mut self) {
        self.ask = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn copy_when_asked(path: &Path, asked: &Receiver<()>) {
    // A file that is gone is not made anew.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    while asked.recv().is_ok() {
        while asked.try_recv().is_ok() {}
        // Where it cannot be done now, it is done when the writer closes the database.
        let Ok(mut conn) = Connection::open_with_flags(path, flags) else { return };
        if patience::limit(&mut conn).is_err() {
            return;
        }
        let _ = conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
    }
}
