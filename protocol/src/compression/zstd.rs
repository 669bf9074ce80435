//! Zstandard frames, streamed into the caller's buffer.

use super::{Codec, CompressionError, reserve_step};
use ::zstd::bulk;
use ::zstd::stream::raw::{self, InBuffer, Operation, OutBuffer};
use ::zstd::zstd_safe;

const DEFAULT_LEVEL: i32 = 3;

#[derive(Default)]
pub(super) struct Encoder {
    state: Option<(i32, bulk::Compressor<'static>)>,
}

impl Encoder {
    pub(super) fn compress(
        &mut self,
        level: Option<i32>,
        input: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<(), CompressionError> {
        let level = level.unwrap_or(DEFAULT_LEVEL);
        let error = |error| CompressionError::encoder(Codec::Zstd, error);
        let encoder = match &mut self.state {
            Some((current, encoder)) if *current == level => encoder,
            state => &mut state.insert((level, bulk::Compressor::new(level).map_err(error)?)).1,
        };
        let at = out.len();
        out.resize(at + zstd_safe::compress_bound(input.len()), 0);
        let written = encoder.compress_to_buffer(input, &mut out[at..]).map_err(error)?;
        out.truncate(at + written);
        Ok(())
    }
}

#[derive(Default)]
pub(super) struct Decoder {
    state: Option<raw::Decoder<'static>>,
}

impl Decoder {
    pub(super) fn decompress(
        &mut self,
        input: &[u8],
        limit: usize,
        out: &mut Vec<u8>,
    ) -> Result<(), CompressionError> {
        let decoder = match &mut self.state {
            Some(decoder) => {
                decoder.reinit().map_err(malformed)?;
                decoder
            }
            state => state.insert(raw::Decoder::new().map_err(malformed)?),
        };
        let start = out.len();
        let mut source = InBuffer::around(input);
        loop {
            let written_before = out.len();
            reserve_step(out, written_before - start, limit);
            let mut target = OutBuffer::around_pos(out, written_before);
            let consumed_before = source.pos();
            // Zero means that a frame ended; another may follow.
            let hint = decoder.run(&mut source, &mut target).map_err(malformed)?;
            if out.len() - start > limit {
                return Err(CompressionError::TooLarge { limit });
            }
            let exhausted = source.pos() == input.len();
            if hint == 0 && exhausted {
                return Ok(());
            }
            if consumed_before == source.pos() && written_before == out.len() {
                return Err(malformed("unexpected end of data"));
            }
        }
    }
}

fn malformed(reason: impl ToString) -> CompressionError {
    CompressionError::malformed(Codec::Zstd, reason)
}
