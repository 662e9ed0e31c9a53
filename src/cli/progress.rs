//! Progress on standard error, on a terminal only: captures and bytes as they are counted.

use super::ui::Ui;
use crate::app::import::Progress;
use indicatif::{HumanBytes, ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::time::Duration;

/// A bar that is silent where progress is not wanted.
#[derive(Debug)]
pub(crate) struct Bar {
    bar: Option<ProgressBar>,
    /// The terminal has no room for a bar: all there is to say is one text, cut where the line ends.
    is_narrow: bool,
}

/// With fewer columns than this the numbers alone would fill the line.
const NARROW: u16 = 72;
const WIDE: &str = "{spinner} {wide_bar} {pos}/{len} {prefix}  {msg}  {elapsed}";

impl Bar {
    pub(crate) fn new(ui: &Ui) -> Self {
        // Of the terminal that the bar is drawn on; standard output may be a file.
        let width = comfy_table::Table::new().use_stderr().width();
        let is_narrow = width.is_some_and(|columns| columns < NARROW);
        if !ui.progress() {
            return Self { bar: None, is_narrow };
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        // A template that does not parse would be a plain bar, no failure.
        if let Ok(style) = ProgressStyle::with_template(if is_narrow { "{spinner} {wide_msg}" } else { WIDE })
        {
            bar.set_style(style);
        }
        bar.set_prefix("files");
        bar.enable_steady_tick(Duration::from_millis(120));
        Self { bar: Some(bar), is_narrow }
    }

    pub(crate) fn show(&self, progress: Progress) {
        let Some(bar) = &self.bar else { return };
        bar.set_length(progress.files);
        bar.set_position(progress.files_read);
        if progress.files_read.is_multiple_of(64) || progress.files_read == progress.files {
            let said = format!("{} captures, {}", progress.captures, HumanBytes(progress.bytes));
            bar.set_message(if self.is_narrow {
                format!("{}/{} files, {said}", progress.files_read, progress.files)
            } else {
                said
            });
        }
    }

    /// So many of all captures are done.
    pub(crate) fn show_captures(&self, done: u64, all: u64) {
        let Some(bar) = &self.bar else { return };
        bar.set_length(all);
        bar.set_position(done);
        bar.set_prefix("captures");
        if self.is_narrow {
            bar.set_message(format!("{done}/{all} captures"));
        }
    }

    pub(crate) fn clear(&self) {
        if let Some(bar) = &self.bar {
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
