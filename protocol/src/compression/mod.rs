//! The codecs of record batches: gzip, snappy in xerial framing, LZ4 frames and zstd.
//!
//! A [`Compressor`] and a [`Decompressor`] keep their working memory between calls; both append to a buffer of
//! the caller's, so the hot path allocates nothing once warm. Decompression takes a limit, since a few bytes
//! can stand for gigabytes.

mod gzip;
mod lz4;
mod snappy;
mod zstd;

#[cfg(test)]
mod tests;

/// The codec of a record batch, as in bits 0-2 of its attributes and in `compression.type`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Codec {
    /// Records as they are.
    #[default]
    None = 0,
    /// RFC 1952.
    Gzip = 1,
    /// Raw snappy blocks in xerial framing.
    Snappy = 2,
    /// LZ4 frame of independent blocks.
    Lz4 = 3,
    /// Zstandard frames (KIP-110).
    Zstd = 4,
}

impl Codec {
    /// All codecs, in the order of their ids.
    pub const ALL: [Codec; 5] = [Codec::None, Codec::Gzip, Codec::Snappy, Codec::Lz4, Codec::Zstd];

    /// The codec with this id in a batch's attributes.
    pub fn from_id(id: u8) -> Option<Codec> {
        Codec::ALL.get(usize::from(id)).copied()
    }

    /// The id in a batch's attributes.
    pub fn id(self) -> u8 {
        self as u8
    }

    /// The name in `compression.type` (`producer` is not a codec and is not known here).
    pub fn from_name(name: &str) -> Option<Codec> {
        match name {
            "none" | "uncompressed" => Some(Codec::None),
            other => Codec::ALL.into_iter().find(|codec| codec.name() == other),
        }
    }

    /// Kafka's name of the codec.
    pub fn name(self) -> &'static str {
        match self {
            Codec::None => "none",
            Codec::Gzip => "gzip",
            Codec::Snappy => "snappy",
            Codec::Lz4 => "lz4",
            Codec::Zstd => "zstd",
        }
    }

    /// The smallest and greatest level of `compression.<codec>.level`, and its default, where the codec has levels.
    pub fn levels(self) -> Option<Levels> {
        match self {
            Codec::None | Codec::Snappy => None,
            // -1 is zlib's name for its own default, 6.
            Codec::Gzip => Some(Levels { min: 1, max: 9, default: -1 }),
            // The default is not the ninth of the dense levels but the fast encoder, which has no levels.
            Codec::Lz4 => Some(Levels { min: 1, max: 17, default: 9 }),
            Codec::Zstd => Some(Levels { min: -131_072, max: 22, default: 3 }),
        }
    }
}

/// The levels that a codec takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Levels {
    /// Fastest.
    pub min: i32,
    /// Densest.
    pub max: i32,
    /// What Kafka uses when nothing is set.
    pub default: i32,
}

/// Why a payload could not be compressed or decompressed.
#[derive(Debug, thiserror::Error)]
pub enum CompressionError {
    /// The payload is not what the codec writes.
    #[error("malformed {codec} data: {reason}", codec = codec.name())]
    Malformed {
        /// The codec that the batch names.
        codec: Codec,
        /// What the decoder found.
        reason: String,
    },
    /// The payload stands for more bytes than the caller allows.
    #[error("decompressed size exceeds the limit of {limit} bytes")]
    TooLarge {
        /// In bytes.
        limit: usize,
    },
    /// The encoder failed, which is a matter of memory or of a bad level.
    #[error("{codec} compression failed: {reason}", codec = codec.name())]
    Encoder {
        /// The codec asked for.
        codec: Codec,
        /// What the encoder said.
        reason: String,
    },
}

impl CompressionError {
    fn malformed(codec: Codec, reason: impl ToString) -> Self {
        CompressionError::Malformed { codec, reason: reason.to_string() }
    }

    fn encoder(codec: Codec, reason: impl ToString) -> Self {
        CompressionError::Encoder { codec, reason: reason.to_string() }
    }
}

/// Compresses payloads; keeps the encoders' memory between calls.
#[derive(Default)]
pub struct Compressor {
    gzip: gzip::Encoder,
    snappy: snappy::Encoder,
    lz4: lz4::Encoder,
    zstd: zstd::Encoder,
}

impl Compressor {
    /// A compressor that has not allocated anything yet.
    pub fn new() -> Self {
        Compressor::default()
    }

    /// Appends `input` compressed with `codec` to `out`. `level` of `None` is Kafka's default; snappy has no
    /// levels and ignores it.
    ///
    /// # Errors
    /// [`CompressionError::Encoder`]; `out` may then hold part of the output.
    pub fn compress(
        &mut self,
        codec: Codec,
        level: Option<i32>,
        input: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<(), CompressionError> {
        match codec {
            Codec::None => {
                out.extend_from_slice(input);
                Ok(())
            }
            Codec::Gzip => self.gzip.compress(level, input, out),
            Codec::Snappy => self.snappy.compress(input, out),
            Codec::Lz4 => self.lz4.compress(level, input, out),
            Codec::Zstd => self.zstd.compress(level, input, out),
        }
    }
}

/// Decompresses payloads; keeps the decoders' memory between calls.
#[derive(Default)]
pub struct Decompressor {
    gzip: gzip::Decoder,
    snappy: snappy::Decoder,
    zstd: zstd::Decoder,
}

impl Decompressor {
    /// A decompressor that has not allocated anything yet.
    pub fn new() -> Self {
        Decompressor::default()
    }

    /// Appends the decompressed `input` to `out`, at most `limit` bytes of it.
    ///
    /// # Errors
    /// [`CompressionError::Malformed`], [`CompressionError::TooLarge`]; `out` may then hold part of the output.
    pub fn decompress(
        &mut self,
        codec: Codec,
        input: &[u8],
        limit: usize,
        out: &mut Vec<u8>,
    ) -> Result<(), CompressionError> {
        match codec {
            Codec::None if input.len() > limit => Err(CompressionError::TooLarge { limit }),
            Codec::None => {
                out.extend_from_slice(input);
                Ok(())
            }
            Codec::Gzip => self.gzip.decompress(input, limit, out),
            Codec::Snappy => self.snappy.decompress(input, limit, out),
            Codec::Lz4 => lz4::decompress(input, limit, out),
            Codec::Zstd => self.zstd.decompress(input, limit, out),
        }
    }

    /// Decompresses `input` into `buffer`, over what is there, and returns how many bytes that gave. For a buffer that is
    /// used again and again and whose length means nothing.
    ///
    /// # Errors
    /// As [`Decompressor::decompress`].
    pub fn decompress_over(
        &mut self,
        codec: Codec,
        input: &[u8],
        limit: usize,
        buffer: &mut Vec<u8>,
    ) -> Result<usize, CompressionError> {
        if codec == Codec::Lz4 {
            return lz4::decompress_at(input, limit, buffer, 0);
        }
        buffer.clear();
        self.decompress(codec, input, limit, buffer)?;
        Ok(buffer.len())
    }
}

/// Grows `out` by what is a sensible next step when `produced` bytes were written and at most `limit` may be.
/// One byte beyond the limit is allowed for, so that reaching it shows.
fn reserve_step(out: &mut Vec<u8>, produced: usize, limit: usize) {
    const STEP_MIN: usize = 16 * 1024;
    const STEP_MAX: usize = 4 * 1024 * 1024;
    if out.capacity() - out.len() < STEP_MIN / 4 {
        let step = produced.clamp(STEP_MIN, STEP_MAX).min((limit - produced).saturating_add(1));
        out.reserve(step);
    }
}
