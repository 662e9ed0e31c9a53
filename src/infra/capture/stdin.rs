//! Standard input, read so that a wait for it can be ended.

use crate::infra::interrupt;
use std::io::{self, Read};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Duration;

/// So much is read at a time, and so many pieces ahead.
const PIECE: usize = 64 << 10;
const AHEAD: usize = 4;

/// How often a wait looks whether it should end.
const LOOK: Duration = Duration::from_millis(50);

/// Standard input, read by a thread of its own: a thread that waits for somebody to type cannot be woken.
#[derive(Debug)]
pub(crate) struct Stdin {
    pieces: Receiver<io::Result<Vec<u8>>>,
    piece: io::Cursor<Vec<u8>>,
}

impl Stdin {
    pub(crate) fn open() -> Self {
        Self::of(io::stdin())
    }

    fn of(mut input: impl Read + Send + 'static) -> Self {
        let (send, pieces) = sync_channel(AHEAD);
        std::thread::spawn(move || {
            loop {
                let mut piece = vec![0; PIECE];
                let read = match input.read(&mut piece) {
                    Ok(0) => break,
                    Ok(n) => {
                        piece.truncate(n);
                        Ok(piece)
                    }
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                    Err(error) => Err(error),
                };
                let is_over = read.is_err();
                if send.send(read).is_err() || is_over {
                    break;
                }
            }
        });
        Self { pieces, piece: io::Cursor::default() }
    }
}

impl Read for Stdin {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let n = self.piece.read(into)?;
            if n > 0 || into.is_empty() {
                return Ok(n);
            }
            match self.pieces.recv_timeout(LOOK) {
                Ok(piece) => self.piece = io::Cursor::new(piece?),
                Err(RecvTimeoutError::Timeout) => interrupt::check()?,
                Err(RecvTimeoutError::Disconnected) => return Ok(0),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Broken;

    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("broken"))
        }
    }

    #[test]
    fn pieces_are_one_text_and_an_error_stays_one() {
        let text: Vec<u8> = (0..=250).cycle().take(200_000).collect();
        let mut read = Vec::new();
        Stdin::of(io::Cursor::new(text.clone())).read_to_end(&mut read).unwrap();
        assert_eq!(read, text);
        let mut broken = Stdin::of(Broken);
        assert_eq!(broken.read(&mut [0; 9]).unwrap_err().to_string(), "broken");
    }
}
