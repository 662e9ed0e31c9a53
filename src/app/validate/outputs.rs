//! The files that a validation writes must not be what it was asked to look at.

use crate::app::error::Error;
use crate::infra::capture::find::{is_capture_name, is_stdin};
use crate::infra::report_file::is_report;
use std::path::{Path, PathBuf};

/// Whether reports may be written to `files` when `paths` are validated.
///
/// # Errors
/// When one is a capture: named by `paths`, or found in a folder of them and no report of an earlier run.
pub fn check(files: &[&PathBuf], paths: &[PathBuf]) -> Result<(), Error> {
    let named: Vec<PathBuf> =
        paths.iter().filter(|path| !is_stdin(path)).filter_map(|path| path.canonicalize().ok()).collect();
    for file in files {
        // What is not there yet is nobody's capture.
        let Some(whole) = file.canonicalize().ok().filter(|whole| whole.is_file()) else { continue };
        if named.contains(&whole) || is_capture_of(&whole, &named) {
            let message =
                format!("expected a file to write a report to, found the capture `{}`", file.display());
            let hint = "nothing was read or written; name another file for the report";
            return Err(Error::Usage { message, hint: Some(hint.into()) });
        }
    }
    Ok(())
}

fn is_capture_of(file: &Path, folders: &[PathBuf]) -> bool {
    let is_below = folders.iter().any(|folder| file.starts_with(folder));
    is_below && file.file_name().is_some_and(is_capture_name) && !is_report(file)
}
