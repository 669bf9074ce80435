//! Answers on their way out: small ones gathered into one write, file ranges by `sendfile`.

use std::collections::VecDeque;
use std::io;
use std::os::fd::AsFd;
use std::task::{Context, Poll, ready};

use bytes::{Buf, BufMut, Bytes, BytesMut};
use kavka_log::FileRange;
use rustix::net::SendFlags;
use tokio::io::Interest;
use tokio::net::TcpStream;

use super::ResponseHead;
use crate::api::{Part, ResponseBody};

/// Bodies up to this size are copied behind others to leave in one system call; a copy of this
/// many bytes costs less than a call.
const GATHER_MAX: usize = 16 << 10;
/// At most this much of a file goes out in one system call, so that one connection does not hold
/// its thread for long.
const SENDFILE_MAX: usize = 1 << 20;

/// What has to be written, in order.
#[derive(Debug, Default)]
pub(super) struct Output {
    chunks: VecDeque<Chunk>,
    /// Bytes in memory; file ranges take none.
    memory: usize,
}

#[derive(Debug)]
enum Chunk {
    Gathered(BytesMut),
    Bytes(Bytes),
    File(FileRange),
}

/// The answer cannot be sent; the connection is closed.
#[derive(Debug, thiserror::Error)]
pub(super) enum OutputError {
    #[error("response of {0} bytes is larger than a frame")]
    TooLarge(u64),
    #[error("response could not be encoded")]
    Unencodable,
    #[error("segment file ended inside a range that was to be sent")]
    FileTooShort,
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl Output {
    pub(super) fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    /// Bytes in memory that wait for the peer.
    pub(super) fn memory(&self) -> usize {
        self.memory
    }

    /// Queues an answer: size, header, body.
    pub(super) fn push(&mut self, head: ResponseHead, body: ResponseBody) -> Result<(), OutputError> {
        let parts = body.into_parts().ok_or(OutputError::Unencodable)?;
        let body_len: u64 = parts.iter().map(|part| part.len() as u64).sum();
        // The response header: correlation id, and the empty set of tagged fields where there are any.
        let header_len = if head.flexible { 5 } else { 4 };
        let size =
            i32::try_from(body_len + header_len as u64).map_err(|_| OutputError::TooLarge(body_len))?;
        let mut header = [0; 9];
        header[..4].copy_from_slice(&size.to_be_bytes());
        header[4..8].copy_from_slice(&head.correlation_id.to_be_bytes());
        self.gather(&header[..4 + header_len]);
        for part in parts {
            match part {
                Part::Bytes(bytes) if bytes.len() <= GATHER_MAX => self.gather(&bytes),
                Part::Bytes(bytes) => {
                    self.memory += bytes.len();
                    self.chunks.push_back(Chunk::Bytes(bytes));
                }
                Part::File(range) if range.len == 0 => {}
                Part::File(range) => self.chunks.push_back(Chunk::File(range)),
            }
        }
        Ok(())
    }

    fn gather(&mut self, bytes: &[u8]) {
        self.memory += bytes.len();
        match self.chunks.back_mut() {
            Some(Chunk::Gathered(buffer)) => buffer.put_slice(bytes),
            _ => self.chunks.push_back(Chunk::Gathered(BytesMut::from(bytes))),
        }
    }

    /// Writes until everything is out or the socket is full. `Ready` means everything is out.
    pub(super) fn poll_flush(
        &mut self,
        stream: &TcpStream,
        cx: &mut Context<'_>,
    ) -> Poll<Result<(), OutputError>> {
        while !self.chunks.is_empty() {
            ready!(stream.poll_write_ready(cx))?;
            match self.write_some(stream) {
                Ok(()) => {}
                Err(OutputError::Io(error)) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
        // An idle connection keeps no memory.
        self.chunks = VecDeque::new();
        Poll::Ready(Ok(()))
    }

    /// One system call on the first chunk.
    fn write_some(&mut self, stream: &TcpStream) -> Result<(), OutputError> {
        // Bytes before more chunks wait for them in the kernel, so that a header and its records
        // leave in one segment.
        let flags =
            if self.chunks.len() > 1 { SendFlags::NOSIGNAL | SendFlags::MORE } else { SendFlags::NOSIGNAL };
        let send = |data: &[u8]| {
            stream.try_io(Interest::WRITABLE, || Ok(rustix::net::send(stream.as_fd(), data, flags)?))
        };
        let done = match self.chunks.front_mut() {
            None => return Ok(()),
            Some(Chunk::Gathered(buffer)) => {
                let sent = send(buffer)?;
                buffer.advance(sent);
                self.memory -= sent;
                buffer.is_empty()
            }
            Some(Chunk::Bytes(bytes)) => {
                let sent = send(bytes)?;
                bytes.advance(sent);
                self.memory -= sent;
                bytes.is_empty()
            }
            Some(Chunk::File(range)) => {
                send_file(stream, range)?;
                range.len == 0
            }
        };
        if done {
            self.chunks.pop_front();
        }
        Ok(())
    }
}

fn send_file(stream: &TcpStream, range: &mut FileRange) -> Result<(), OutputError> {
    let mut position = range.position;
    let count = range.len.min(SENDFILE_MAX);
    let sent = stream.try_io(Interest::WRITABLE, || {
        Ok(rustix::fs::sendfile(stream.as_fd(), range.file.as_fd(), Some(&mut position), count)?)
    })?;
    if sent == 0 {
        return Err(OutputError::FileTooShort);
    }
    range.position += sent as u64;
    range.len -= sent;
    Ok(())
}
