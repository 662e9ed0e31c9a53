//! Temporary files: their names are nobody's business.

use std::io;

/// An error of `tempfile` without the name of the temporary file, which means nothing to whoever named another.
#[must_use]
pub fn unnamed(error: &io::Error) -> io::Error {
    let said = error.to_string();
    io::Error::new(error.kind(), said.split(" at path ").next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_stays_and_the_name_goes() {
        let error = tempfile::Builder::new().prefix(".heatlink-").tempfile_in("/no/such/folder").unwrap_err();
        assert!(error.to_string().contains(".heatlink-"), "{error}");
        let bare = unnamed(&error);
        assert_eq!(bare.kind(), io::ErrorKind::NotFound);
        assert_eq!(bare.to_string(), "No such file or directory (os error 2)");
    }
}
