//! Frames: a four-byte size and so many bytes.

use std::io;

use bytes::Bytes;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncRead, AsyncReadExt};

use super::TlsFailure;
use crate::buffers::{Buffers, Limits};

/// Largest response taken. Kafka's limit on one response is what fits the size field; a broker that
/// sends more than this is not one.
pub const RESPONSE_BYTES_MAX: usize = 512 * 1024 * 1024;

/// Reserved at once; a larger frame grows as its bytes arrive, so a lying size costs nothing but addresses.
const RESERVE_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Memory of frames, for one connection: a few answers to fetches of a few partitions each.
pub(super) fn frame_buffers() -> Buffers {
    Buffers::new(Limits { worth: 64 * 1024, count: 3, bytes: 2 * RESERVE_BYTES_MAX })
}

/// Looks at the first bytes of a new connection, before they are taken for a size: a listener that wants TLS answers
/// with an alert, and a web server with HTTP.
///
/// # Errors
/// Of the reader, or `InvalidData` for those two; the former has a [`TlsFailure`] in it.
pub(super) async fn check_greeting(reader: &mut (impl AsyncBufRead + Unpin)) -> io::Result<()> {
    match reader.fill_buf().await? {
        // A record of type alert or handshake, and the version's first byte.
        [0x15 | 0x16, 0x03, ..] => Err(io::Error::new(io::ErrorKind::InvalidData, TlsFailure::WantsTls)),
        [b'H', b'T', b'T', b'P', ..] => {
            Err(io::Error::new(io::ErrorKind::InvalidData, "a web server answers there, not a Kafka broker"))
        }
        _ => Ok(()),
    }
}

/// Reads a frame's body; `None` when the peer has closed between frames.
///
/// Not cancel-safe: a dropped future loses what it has read.
///
/// # Errors
/// Of the reader, or `InvalidData` for a size that is negative or beyond [`RESPONSE_BYTES_MAX`].
pub(super) async fn read_frame(
    reader: &mut (impl AsyncRead + Unpin),
    buffers: &mut Buffers,
) -> io::Result<Option<Bytes>> {
    let mut size = [0; 4];
    if reader.read(&mut size[..1]).await? == 0 {
        return Ok(None);
    }
    reader.read_exact(&mut size[1..]).await?;
    let size = i32::from_be_bytes(size);
    let wanted = usize::try_from(size).ok().filter(|size| *size <= RESPONSE_BYTES_MAX);
    let Some(wanted) = wanted else {
        return Err(io::Error::new(io::ErrorKind::InvalidData, format!("frame of {size} bytes")));
    };
    let mut body = buffers.take(wanted.min(RESERVE_BYTES_MAX));
    body.clear();
    let mut rest = reader.take(wanted as u64);
    while body.len() < wanted {
        if body.capacity() == body.len() {
            body.reserve((wanted - body.len()).min(body.len().max(RESERVE_BYTES_MAX)));
        }
        if rest.read_buf(&mut body).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(Some(buffers.give(body)))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(input: &mut &[u8]) -> io::Result<Option<Bytes>> {
        read_frame(input, &mut frame_buffers()).await
    }

    #[tokio::test]
    async fn frames_come_whole_or_not_at_all() {
        let mut input: &[u8] = &[0, 0, 0, 3, 1, 2, 3, 0, 0, 0, 0];
        assert_eq!(read(&mut input).await.unwrap().unwrap(), Bytes::from_static(&[1, 2, 3]));
        assert_eq!(read(&mut input).await.unwrap().unwrap(), Bytes::new());
        assert!(read(&mut input).await.unwrap().is_none());
        let mut torn: &[u8] = &[0, 0, 0, 3, 1];
        assert_eq!(read(&mut torn).await.unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }

    #[tokio::test]
    async fn a_lying_size_is_refused_or_costs_only_what_arrives() {
        let mut negative: &[u8] = &[0xff, 0, 0, 0];
        assert_eq!(read(&mut negative).await.unwrap_err().kind(), io::ErrorKind::InvalidData);
        let mut huge: &[u8] = &[0x7f, 0xff, 0xff, 0xff, 1];
        assert_eq!(read(&mut huge).await.unwrap_err().kind(), io::ErrorKind::InvalidData);
        let mut short: &[u8] = &[0x10, 0, 0, 0, 1, 2];
        assert_eq!(read(&mut short).await.unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }

    #[tokio::test]
    async fn tls_and_http_are_recognised() {
        let mut alert: &[u8] = &[0x15, 3, 3, 0, 2, 2, 80];
        let error = check_greeting(&mut alert).await.unwrap_err();
        assert_eq!(super::super::tls::of_io_error(&error), Some(TlsFailure::WantsTls));
        let mut web: &[u8] = b"HTTP/1.1 400 Bad Request";
        assert!(check_greeting(&mut web).await.unwrap_err().to_string().contains("web server"));
        let mut frame: &[u8] = &[0, 0, 0, 1, 7];
        check_greeting(&mut frame).await.unwrap();
        assert_eq!(read(&mut frame).await.unwrap().unwrap(), Bytes::from_static(&[7]));
    }
}
