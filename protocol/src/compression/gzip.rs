//! Gzip members (RFC 1952) around zlib-rs' raw deflate, so that both sides can be reset instead of rebuilt.

use super::{Codec, CompressionError, reserve_step};
use flate2::{Compress, Compression, Crc, Decompress, FlushCompress, FlushDecompress, Status};

/// Magic, deflate, no flags, no time, unknown operating system: what Java's `GZIPOutputStream` writes.
const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
const DEFAULT_LEVEL: u32 = 6;

const FLAG_HEADER_CRC: u8 = 2;
const FLAG_EXTRA: u8 = 4;
const FLAG_NAME: u8 = 8;
const FLAG_COMMENT: u8 = 16;

#[derive(Default)]
pub(super) struct Encoder {
    state: Option<(u32, Compress)>,
}

impl Encoder {
    pub(super) fn compress(
        &mut self,
        level: Option<i32>,
        input: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<(), CompressionError> {
        let level = level.and_then(|level| u32::try_from(level).ok()).unwrap_or(DEFAULT_LEVEL).clamp(1, 9);
        let deflate = match &mut self.state {
            Some((current, deflate)) if *current == level => {
                deflate.reset();
                deflate
            }
            state => &mut state.insert((level, Compress::new(Compression::new(level), false))).1,
        };
        out.extend_from_slice(&HEADER);
        let mut crc = Crc::new();
        crc.update(input);
        loop {
            let consumed = deflate.total_in() as usize;
            out.reserve((input.len() - consumed).max(64));
            let status = deflate
                .compress_vec(&input[consumed..], out, FlushCompress::Finish)
                .map_err(|error| CompressionError::encoder(Codec::Gzip, error))?;
            if status == Status::StreamEnd {
                break;
            }
        }
        out.extend_from_slice(&crc.sum().to_le_bytes());
        out.extend_from_slice(&(input.len() as u32).to_le_bytes());
        Ok(())
    }
}

#[derive(Default)]
pub(super) struct Decoder {
    inflate: Option<Decompress>,
}

impl Decoder {
    /// Several members one after the other make one payload, as for Java's `GZIPInputStream`.
    pub(super) fn decompress(
        &mut self,
        mut input: &[u8],
        limit: usize,
        out: &mut Vec<u8>,
    ) -> Result<(), CompressionError> {
        let start = out.len();
        let mut first = true;
        loop {
            input = match skip_header(input) {
                Some(rest) => rest,
                None if first => return Err(malformed("bad header")),
                // What follows the last member and is not a member is ignored there too.
                None => return Ok(()),
            };
            first = false;
            input = self.member(input, limit, start, out)?;
            if input.is_empty() {
                return Ok(());
            }
        }
    }

    /// Inflates one member's body and checks its trailer; returns what follows.
    fn member<'a>(
        &mut self,
        input: &'a [u8],
        limit: usize,
        start: usize,
        out: &mut Vec<u8>,
    ) -> Result<&'a [u8], CompressionError> {
        let inflate = self.inflate.get_or_insert_with(|| Decompress::new(false));
        inflate.reset(false);
        let member_start = out.len();
        loop {
            let before = (inflate.total_in(), inflate.total_out());
            reserve_step(out, out.len() - start, limit);
            let status = inflate
                .decompress_vec(&input[before.0 as usize..], out, FlushDecompress::None)
                .map_err(malformed)?;
            if out.len() - start > limit {
                return Err(CompressionError::TooLarge { limit });
            }
            if status == Status::StreamEnd {
                break;
            }
            if before == (inflate.total_in(), inflate.total_out()) {
                return Err(malformed("unexpected end of data"));
            }
        }
        let rest = &input[inflate.total_in() as usize..];
        let (trailer, rest) = rest.split_at_checked(8).ok_or_else(|| malformed("no trailer"))?;
        let mut crc = Crc::new();
        crc.update(&out[member_start..]);
        let mut expected = [0; 8];
        expected[..4].copy_from_slice(&crc.sum().to_le_bytes());
        expected[4..].copy_from_slice(&((out.len() - member_start) as u32).to_le_bytes());
        if trailer != expected {
            return Err(malformed("checksum mismatch"));
        }
        Ok(rest)
    }
}

fn malformed(reason: impl ToString) -> CompressionError {
    CompressionError::malformed(Codec::Gzip, reason)
}

/// What follows a member's header, or `None` where there is no complete header.
fn skip_header(input: &[u8]) -> Option<&[u8]> {
    let (fixed, mut rest) = input.split_at_checked(10)?;
    if fixed[..3] != HEADER[..3] {
        return None;
    }
    let flags = fixed[3];
    if flags & FLAG_EXTRA != 0 {
        let (length, after) = rest.split_at_checked(2)?;
        rest = after.get(usize::from(u16::from_le_bytes([length[0], length[1]]))..)?;
    }
    for flag in [FLAG_NAME, FLAG_COMMENT] {
        if flags & flag != 0 {
            let end = rest.iter().position(|byte| *byte == 0)?;
            rest = &rest[end + 1..];
        }
    }
    if flags & FLAG_HEADER_CRC != 0 {
        rest = rest.get(2..)?;
    }
    Some(rest)
}
