//! Snappy as Kafka's Java clients write it: raw blocks in xerial framing. librdkafka and others write one raw
//! block without framing, which snappy-java reads too.

use super::{Codec, CompressionError};
use snap::raw;

/// Magic `\x82SNAPPY\0`, version 1, compatible with version 1.
const HEADER: [u8; 16] = [0x82, b'S', b'N', b'A', b'P', b'P', b'Y', 0, 0, 0, 0, 1, 0, 0, 0, 1];
const MAGIC_LEN: usize = 8;
/// snappy-java's default block.
const BLOCK_BYTES: usize = 32 * 1024;

pub(super) struct Encoder {
    raw: raw::Encoder,
}

impl Default for Encoder {
    fn default() -> Self {
        Encoder { raw: raw::Encoder::new() }
    }
}

impl Encoder {
    pub(super) fn compress(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<(), CompressionError> {
        out.extend_from_slice(&HEADER);
        for block in input.chunks(BLOCK_BYTES) {
            let at = out.len();
            out.resize(at + 4 + raw::max_compress_len(block.len()), 0);
            let written = self
                .raw
                .compress(block, &mut out[at + 4..])
                .map_err(|error| CompressionError::encoder(Codec::Snappy, error))?;
            out[at..at + 4].copy_from_slice(&(written as u32).to_be_bytes());
            out.truncate(at + 4 + written);
        }
        Ok(())
    }
}

#[derive(Default)]
pub(super) struct Decoder {
    raw: raw::Decoder,
}

impl Decoder {
    pub(super) fn decompress(
        &mut self,
        input: &[u8],
        limit: usize,
        out: &mut Vec<u8>,
    ) -> Result<(), CompressionError> {
        if input.get(..MAGIC_LEN) != Some(&HEADER[..MAGIC_LEN]) {
            return self.block(input, limit, limit, out);
        }
        let mut rest = input.get(HEADER.len()..).ok_or_else(|| malformed("truncated header"))?;
        let mut left = limit;
        while !rest.is_empty() {
            // snappy-java's streams may be concatenated; each begins with its own header.
            if rest.get(..MAGIC_LEN) == Some(&HEADER[..MAGIC_LEN]) {
                rest = rest.get(HEADER.len()..).ok_or_else(|| malformed("truncated header"))?;
                continue;
            }
            let (length, after) =
                rest.split_at_checked(4).ok_or_else(|| malformed("truncated block length"))?;
            let length = u32::from_be_bytes([length[0], length[1], length[2], length[3]]) as usize;
            let (block, after) =
                after.split_at_checked(length).ok_or_else(|| malformed("block is longer than the data"))?;
            let before = out.len();
            self.block(block, left, limit, out)?;
            left -= out.len() - before;
            rest = after;
        }
        Ok(())
    }

    fn block(
        &mut self,
        block: &[u8],
        left: usize,
        limit: usize,
        out: &mut Vec<u8>,
    ) -> Result<(), CompressionError> {
        let length = raw::decompress_len(block).map_err(malformed)?;
        if length > left {
            return Err(CompressionError::TooLarge { limit });
        }
        // The densest element stands for 64 bytes in 2, so a longer claim is a lie that is not worth memory.
        if length > block.len().saturating_mul(32) {
            return Err(malformed("claimed length is impossible"));
        }
        let at = out.len();
        out.resize(at + length, 0);
        self.raw.decompress(block, &mut out[at..]).map_err(malformed)?;
        Ok(())
    }
}

fn malformed(reason: impl ToString) -> CompressionError {
    CompressionError::malformed(Codec::Snappy, reason)
}
