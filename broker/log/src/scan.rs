//! Walking the batches of a segment's file without reading their records.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

use kavka_protocol::record::{BATCH_OVERHEAD, BatchHeader, RecordError};

/// What one read takes at most: a stretch between two index entries with its small batches, or just the
/// header of a big one and a bit of what follows.
const CHUNK: usize = 4096;

/// A batch in a file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found {
    pub(crate) position: u64,
    pub(crate) header: BatchHeader,
}

impl Found {
    pub(crate) fn end(&self) -> u64 {
        self.position + self.header.size() as u64
    }
}

/// Walks batch headers from a position on, up to `end`, which must be the end of a batch or the file.
pub(crate) struct Scanner<'a> {
    file: &'a File,
    position: u64,
    end: u64,
    buffer: [u8; CHUNK],
    /// Where in the file the buffer's bytes are from, and how many there are.
    buffered: (u64, usize),
}

impl<'a> Scanner<'a> {
    pub(crate) fn new(file: &'a File, position: u64, end: u64) -> Self {
        Self { file, position, end, buffer: [0; CHUNK], buffered: (0, 0) }
    }

    /// The next batch; `None` at the end and before a batch that is not complete there.
    ///
    /// # Errors
    /// `InvalidData` where there is no batch, and the file's own errors.
    pub(crate) fn next(&mut self) -> io::Result<Option<Found>> {
        let position = self.position;
        if position >= self.end {
            return Ok(None);
        }
        let header = match BatchHeader::parse(self.header_bytes()?) {
            Ok(header) => header,
            Err(RecordError::Truncated { .. }) => return Ok(None),
            Err(error) => return Err(invalid(position, &error)),
        };
        let found = Found { position, header };
        if found.end() > self.end {
            return Ok(None);
        }
        self.position = found.end();
        Ok(Some(found))
    }

    /// At least a header's bytes from the position on, fewer at the end of the file.
    fn header_bytes(&mut self) -> io::Result<&[u8]> {
        let (start, len) = self.buffered;
        let buffered_to = start + len as u64;
        let wanted = (self.end - self.position).min(BATCH_OVERHEAD as u64);
        if self.position < start || self.position + wanted > buffered_to {
            let max = usize::try_from(self.end - self.position).unwrap_or(CHUNK).min(CHUNK);
            let len = read_up_to(self.file, &mut self.buffer[..max], self.position)?;
            self.buffered = (self.position, len);
        }
        let (start, len) = self.buffered;
        Ok(&self.buffer[(self.position - start) as usize..len])
    }
}

/// Fills the buffer from the file as far as that goes.
pub(crate) fn read_up_to(file: &File, buffer: &mut [u8], position: u64) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read_at(&mut buffer[filled..], position + filled as u64) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

fn invalid(position: u64, error: &RecordError) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("{error} at position {position}"))
}
