//! LZ4 frames over block functions of lz4_flex, and of the C library for dense levels: blocks go straight between the
//! caller's buffers.
//!
//! Kafka writes version 1, independent blocks of 64 KiB, no content size and no content checksum, and refuses
//! dependent blocks. It skips the content checksum and reads only the first frame.

use super::{Codec, CompressionError};
use lz4::block::CompressionMode;
use lz4_flex::block;

const MAGIC: u32 = 0x184D_2204;
/// Magic, version 1 with independent blocks, 64 KiB, and the header's checksum.
const HEADER: [u8; 7] = [0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82];
const BLOCK_BYTES: usize = 64 * 1024;
/// Set in a block's length when its bytes are not compressed.
const STORED: u32 = 1 << 31;

const FLAG_CONTENT_SIZE: u8 = 1 << 3;
const FLAG_BLOCK_CHECKSUM: u8 = 1 << 4;
const FLAG_INDEPENDENT: u8 = 1 << 5;

/// Of `compression.lz4.level`. Kafka takes its fast encoder for this one, and LZ4 HC for every other.
const FAST_LEVEL: i32 = 9;

#[derive(Default)]
pub(super) struct Encoder {
    table: block::CompressTable,
}

impl Encoder {
    pub(super) fn compress(
        &mut self,
        level: Option<i32>,
        input: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<(), CompressionError> {
        out.extend_from_slice(&HEADER);
        let dense = level.filter(|level| *level != FAST_LEVEL);
        for chunk in input.chunks(BLOCK_BYTES) {
            let at = out.len();
            out.resize(at + 4 + block::get_maximum_output_size(chunk.len()), 0);
            let room = &mut out[at + 4..];
            let written = match dense {
                None => block::compress_into_with_table(chunk, room, &mut self.table)
                    .map_err(|error| CompressionError::encoder(Codec::Lz4, error))?,
                Some(level) => {
                    let mode = CompressionMode::HIGHCOMPRESSION(level);
                    lz4::block::compress_to_buffer(chunk, Some(mode), false, room)
                        .map_err(|error| CompressionError::encoder(Codec::Lz4, error))?
                }
            };
            let length = if written < chunk.len() {
                out.truncate(at + 4 + written);
                written as u32
            } else {
                out.truncate(at + 4);
                out.extend_from_slice(chunk);
                chunk.len() as u32 | STORED
            };
            out[at..at + 4].copy_from_slice(&length.to_le_bytes());
        }
        out.extend_from_slice(&[0; 4]);
        Ok(())
    }
}

struct Frame<'a> {
    block_bytes_max: usize,
    block_checksum: bool,
    body: &'a [u8],
}

/// Appends the decompressed `input` to `out`.
pub(super) fn decompress(input: &[u8], limit: usize, out: &mut Vec<u8>) -> Result<(), CompressionError> {
    let end = decompress_at(input, limit, out, out.len())?;
    out.truncate(end);
    Ok(())
}

/// Decompresses `input` into `buffer` from `start` on, over what is there, and returns where the result ends. The buffer
/// grows where it must and does not shrink: one that is used again and again is not filled with zeros for each block.
pub(super) fn decompress_at(
    input: &[u8],
    limit: usize,
    buffer: &mut Vec<u8>,
    start: usize,
) -> Result<usize, CompressionError> {
    let frame = parse_header(input)?;
    let mut at = start;
    let mut rest = frame.body;
    loop {
        let field = take_u32(&mut rest)?;
        // The content checksum, where there is one, follows the end mark; Kafka does not check it either.
        if field == 0 {
            return Ok(at);
        }
        let length = (field & !STORED) as usize;
        if length > frame.block_bytes_max {
            return Err(malformed("block is longer than the frame allows"));
        }
        let (data, after) =
            rest.split_at_checked(length).ok_or_else(|| malformed("block is longer than the data"))?;
        rest = after;
        if frame.block_checksum && take_u32(&mut rest)? != xxh32(data) {
            return Err(malformed("block checksum mismatch"));
        }
        if field & STORED != 0 {
            grow(buffer, at + length);
            buffer[at..at + length].copy_from_slice(data);
            at += length;
        } else {
            // The densest sequence adds 255 bytes per byte, so the buffer need not be larger than that.
            let room = frame.block_bytes_max.min(length.saturating_mul(255) + 64);
            grow(buffer, at + room);
            at += block::decompress_into(data, &mut buffer[at..at + room]).map_err(malformed)?;
        }
        if at - start > limit {
            return Err(CompressionError::TooLarge { limit });
        }
    }
}

fn grow(buffer: &mut Vec<u8>, len: usize) {
    if buffer.len() < len {
        buffer.resize(len, 0);
    }
}

fn parse_header(input: &[u8]) -> Result<Frame<'_>, CompressionError> {
    let mut rest = input;
    if take_u32(&mut rest)? != MAGIC {
        return Err(malformed("bad magic"));
    }
    let descriptor = rest;
    let (&[flags, block_descriptor], after) =
        rest.split_first_chunk::<2>().ok_or_else(|| malformed("truncated header"))?;
    rest = after;
    if flags >> 6 != 1 || flags & 0b10 != 0 {
        return Err(malformed("unsupported version"));
    }
    if flags & 1 != 0 {
        return Err(malformed("dictionaries are unsupported"));
    }
    if flags & FLAG_INDEPENDENT == 0 {
        return Err(malformed("dependent block stream is unsupported"));
    }
    if flags & FLAG_CONTENT_SIZE != 0 {
        rest = rest.get(8..).ok_or_else(|| malformed("truncated header"))?;
    }
    let described = &descriptor[..descriptor.len() - rest.len()];
    let (&checksum, body) = rest.split_first().ok_or_else(|| malformed("truncated header"))?;
    // Producers of message format 0 summed the magic as well.
    let lenient = &input[..4 + described.len()];
    if checksum != (xxh32(described) >> 8) as u8 && checksum != (xxh32(lenient) >> 8) as u8 {
        return Err(malformed("header checksum mismatch"));
    }
    let block_bytes_max = match block_descriptor >> 4 & 7 {
        4 => 64 << 10,
        5 => 256 << 10,
        6 => 1 << 20,
        7 => 4 << 20,
        _ => return Err(malformed("bad block size")),
    };
    Ok(Frame { block_bytes_max, block_checksum: flags & FLAG_BLOCK_CHECKSUM != 0, body })
}

fn take_u32(rest: &mut &[u8]) -> Result<u32, CompressionError> {
    let (bytes, after) = rest.split_first_chunk().ok_or_else(|| malformed("unexpected end of data"))?;
    *rest = after;
    Ok(u32::from_le_bytes(*bytes))
}

fn malformed(reason: impl ToString) -> CompressionError {
    CompressionError::malformed(Codec::Lz4, reason)
}

/// XXH32 with seed 0.
fn xxh32(data: &[u8]) -> u32 {
    const P1: u32 = 0x9E37_79B1;
    const P2: u32 = 0x85EB_CA77;
    const P3: u32 = 0xC2B2_AE3D;
    const P4: u32 = 0x27D4_EB2F;
    const P5: u32 = 0x1656_67B1;
    let word = |bytes: &[u8]| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    let round = |lane: u32, bytes: &[u8]| {
        lane.wrapping_add(word(bytes).wrapping_mul(P2)).rotate_left(13).wrapping_mul(P1)
    };
    let mut stripes = data.chunks_exact(16);
    let mut hash = if data.len() >= 16 {
        let mut lanes = [P1.wrapping_add(P2), P2, 0, 0u32.wrapping_sub(P1)];
        for stripe in &mut stripes {
            for (lane, bytes) in lanes.iter_mut().zip(stripe.chunks_exact(4)) {
                *lane = round(*lane, bytes);
            }
        }
        lanes[0]
            .rotate_left(1)
            .wrapping_add(lanes[1].rotate_left(7))
            .wrapping_add(lanes[2].rotate_left(12))
            .wrapping_add(lanes[3].rotate_left(18))
    } else {
        P5
    };
    hash = hash.wrapping_add(data.len() as u32);
    let mut words = stripes.remainder().chunks_exact(4);
    for bytes in &mut words {
        hash = hash.wrapping_add(word(bytes).wrapping_mul(P3)).rotate_left(17).wrapping_mul(P4);
    }
    for byte in words.remainder() {
        hash = hash.wrapping_add(u32::from(*byte).wrapping_mul(P5)).rotate_left(11).wrapping_mul(P1);
    }
    hash = (hash ^ hash >> 15).wrapping_mul(P2);
    hash = (hash ^ hash >> 13).wrapping_mul(P3);
    hash ^ hash >> 16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xxh32_matches_published_values() {
        assert_eq!(xxh32(b""), 0x02CC_5D05);
        assert_eq!(xxh32(b"a"), 0x550D_7456);
        assert_eq!(xxh32(b"Nobody inspects the spammish repetition"), 0xE229_3B2F);
        assert_eq!((xxh32(&HEADER[4..6]) >> 8) as u8, HEADER[6]);
    }
}
