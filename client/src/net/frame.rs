//! Frames: a four-byte size and so many bytes.

use std::io;

use bytes::{Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt};

/// Largest response taken. Kafka's limit on one response is what fits the size field; a broker that
/// sends more than this is not one.
pub const RESPONSE_BYTES_MAX: usize = 512 * 1024 * 1024;

/// Reserved at once; a larger frame grows as its bytes arrive, so a lying size costs nothing.
const RESERVE_BYTES_MAX: usize = 1024 * 1024;

/// Reads a frame's body; `None` when the peer has closed between frames.
///
/// Not cancel-safe: a dropped future loses what it has read.
///
/// # Errors
/// Of the reader, or `InvalidData` for a size that is negative or beyond [`RESPONSE_BYTES_MAX`].
pub async fn read_frame(reader: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<Bytes>> {
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
    let mut body = BytesMut::with_capacity(wanted.min(RESERVE_BYTES_MAX));
    let mut rest = reader.take(wanted as u64);
    while body.len() < wanted {
        if body.capacity() == body.len() {
            body.reserve((wanted - body.len()).min(body.len().max(RESERVE_BYTES_MAX)));
        }
        if rest.read_buf(&mut body).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(Some(body.freeze()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn frames_come_whole_or_not_at_all() {
        let mut input: &[u8] = &[0, 0, 0, 3, 1, 2, 3, 0, 0, 0, 0];
        assert_eq!(read_frame(&mut input).await.unwrap().unwrap(), Bytes::from_static(&[1, 2, 3]));
        assert_eq!(read_frame(&mut input).await.unwrap().unwrap(), Bytes::new());
        assert!(read_frame(&mut input).await.unwrap().is_none());
        let mut torn: &[u8] = &[0, 0, 0, 3, 1];
        assert_eq!(read_frame(&mut torn).await.unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }

    #[tokio::test]
    async fn a_lying_size_is_refused_or_costs_only_what_arrives() {
        let mut negative: &[u8] = &[0xff, 0, 0, 0];
        assert_eq!(read_frame(&mut negative).await.unwrap_err().kind(), io::ErrorKind::InvalidData);
        let mut huge: &[u8] = &[0x7f, 0xff, 0xff, 0xff, 1];
        assert_eq!(read_frame(&mut huge).await.unwrap_err().kind(), io::ErrorKind::InvalidData);
        let mut short: &[u8] = &[0x10, 0, 0, 0, 1, 2];
        assert_eq!(read_frame(&mut short).await.unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }
}
