//! Progress on standard error, on a terminal only: captures and bytes as they are counted.

use super::ui::Ui;
use crate::app::import::Progress;
use indicatif::{HumanBytes, ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::time::Duration;

/// A bar that is silent where progress is not wanted.
#[derive(Debug)]
pub(crate) struct Bar(Option<ProgressBar>);

impl Bar {
    pub(crate) fn new(ui: &Ui) -> Self {
        if !ui.progress() {
            return Self(None);
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        // A template that does not parse would be a plain bar, no failure.
        if let Ok(style) =
            ProgressStyle::with_template("{spinner} {wide_bar} {pos}/{len} {prefix}  {msg}  {elapsed}")
        {
            bar.set_style(style);
        }
        bar.set_prefix("files");
        bar.enable_steady_tick(Duration::from_millis(120));
        Self(Some(bar))
    }

    pub(crate) fn show(&self, progress: Progress) {
        let Some(bar) = &self.0 else { return };
        bar.set_length(progress.files);
        bar.set_position(progress.files_read);
        if progress.files_read.is_multiple_of(64) || progress.files_read == progress.files {
            bar.set_message(format!("{} captures, {}", progress.captures, HumanBytes(progress.bytes)));
        }
    }

    /// So many of all captures are done.
    pub(crate) fn show_captures(&self, done: u64, all: u64) {
        let Some(bar) = &self.0 else { return };
        bar.set_length(all);
        bar.set_position(done);
        bar.set_prefix("captures");
    }

    pub(crate) fn clear(&self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}

/// What comes after a failure is not to stand behind a bar.
impl Drop for Bar {
    fn drop(&mut self) {
        self.clear();
    }
}
