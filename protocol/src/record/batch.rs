//! Walking batches and opening one.

use super::header::ATTRIBUTES_AT;
use super::{BATCH_OVERHEAD, BatchHeader, LOG_OVERHEAD, RecordError, RecordIter, crc32c, legacy};
use crate::compression::{Codec, Decompressor};

/// Memory for decompressed records, kept between batches.
pub struct Scratch {
    decompressor: Decompressor,
    buffer: Vec<u8>,
    limit: usize,
}

impl Scratch {
    /// The most that one batch may stand for unless told otherwise: what the largest request may hold by
    /// default (`socket.request.max.bytes`).
    pub const DEFAULT_LIMIT: usize = 100 * 1024 * 1024;
    /// What is kept between batches; more is given back after use.
    const KEEP: usize = 1024 * 1024;

    /// Scratch memory with the default limit; allocates when first needed.
    pub fn new() -> Self {
        Scratch::with_limit(Scratch::DEFAULT_LIMIT)
    }

    /// Scratch memory for batches of at most `limit` bytes decompressed.
    pub fn with_limit(limit: usize) -> Self {
        Scratch { decompressor: Decompressor::new(), buffer: Vec::new(), limit }
    }

    /// Decompresses `payload` and returns the result, which stays until the next call.
    ///
    /// # Errors
    /// [`RecordError::Decompression`].
    pub fn decompress(&mut self, codec: Codec, payload: &[u8]) -> Result<&[u8], RecordError> {
        self.buffer.truncate(Self::KEEP);
        self.buffer.shrink_to(Self::KEEP);
        let length = self.decompressor.decompress_over(codec, payload, self.limit, &mut self.buffer)?;
        Ok(&self.buffer[..length])
    }

    /// Decompresses into a buffer of the caller's, after what it holds.
    pub(super) fn decompress_into(
        &mut self,
        codec: Codec,
        payload: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<(), RecordError> {
        Ok(self.decompressor.decompress(codec, payload, self.limit, out)?)
    }

    /// Decompresses into a buffer of the caller's, over what it holds, and returns how many bytes that gave: for a buffer
    /// that is used again and whose length means nothing.
    ///
    /// # Errors
    /// [`RecordError::Decompression`].
    pub fn decompress_over(
        &mut self,
        codec: Codec,
        payload: &[u8],
        buffer: &mut Vec<u8>,
    ) -> Result<usize, RecordError> {
        Ok(self.decompressor.decompress_over(codec, payload, self.limit, buffer)?)
    }

    pub(super) fn take_buffer(&mut self) -> Vec<u8> {
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        buffer.shrink_to(Self::KEEP);
        buffer
    }

    pub(super) fn put_buffer(&mut self, buffer: Vec<u8>) -> &[u8] {
        self.buffer = buffer;
        &self.buffer
    }
}

impl Default for Scratch {
    fn default() -> Self {
        Scratch::new()
    }
}

/// One whole batch, borrowed.
#[derive(Clone, Copy, Debug)]
pub struct BatchView<'a> {
    header: BatchHeader,
    bytes: &'a [u8],
}

impl<'a> BatchView<'a> {
    /// The batch at the start of `bytes`, which may go on after it.
    ///
    /// # Errors
    /// As [`BatchHeader::parse`], and [`RecordError::Truncated`] if the batch is not complete.
    pub fn parse(bytes: &'a [u8]) -> Result<BatchView<'a>, RecordError> {
        let header = BatchHeader::parse(bytes)?;
        match bytes.get(..header.size()) {
            Some(bytes) => Ok(BatchView { header, bytes }),
            None => Err(RecordError::Truncated { have: bytes.len(), need: header.size() }),
        }
    }

    /// The parsed header.
    pub fn header(&self) -> &BatchHeader {
        &self.header
    }

    /// The whole batch.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// What follows the header: the records, compressed if a codec is named.
    pub fn payload(&self) -> &'a [u8] {
        match self.header.magic {
            2 => &self.bytes[BATCH_OVERHEAD..],
            _ => self.bytes,
        }
    }

    /// Checks the content against its checksum.
    ///
    /// # Errors
    /// [`RecordError::BadCrc`].
    pub fn verify_crc(&self) -> Result<(), RecordError> {
        let computed = match self.header.magic {
            2 => crc32c(&self.bytes[ATTRIBUTES_AT..]),
            _ => legacy::crc(self.bytes),
        };
        if computed == self.header.crc {
            Ok(())
        } else {
            Err(RecordError::BadCrc { stored: self.header.crc, computed })
        }
    }

    /// The records, decompressed into `scratch` where there is a codec.
    ///
    /// # Errors
    /// [`RecordError::UnknownCodec`], [`RecordError::Decompression`]; for a compressed set of an old format
    /// whatever its structure shows. The iterator itself yields errors of single records, and ends after one.
    pub fn records<'s>(&self, scratch: &'s mut Scratch) -> Result<RecordIter<'s>, RecordError>
    where
        'a: 's,
    {
        if self.header.magic < 2 {
            return legacy::records(&self.header, self.bytes, scratch);
        }
        let data = match self.header.compression()? {
            Codec::None => self.payload(),
            codec => scratch.decompress(codec, self.payload())?,
        };
        RecordIter::new(&self.header, data)
    }
}

/// Walks a run of batches; see [`batches`].
#[derive(Clone, Debug)]
pub struct BatchIter<'a> {
    rest: &'a [u8],
    position: usize,
}

/// The batches in `bytes`, one after the other. A last batch that is cut short ends the walk without an error,
/// as a fetch may end in the middle of one.
///
/// An item is an error, the last one, where the bytes are not a batch: [`RecordError::TooSmall`] or
/// [`RecordError::BadMagic`]. Checksums are left to the caller.
pub fn batches(bytes: &[u8]) -> BatchIter<'_> {
    BatchIter { rest: bytes, position: 0 }
}

impl<'a> BatchIter<'a> {
    /// Where the next batch starts: the bytes of the complete batches so far.
    pub fn position(&self) -> usize {
        self.position
    }

    /// What has not been walked: an incomplete batch, once the walk has ended.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }
}

impl<'a> Iterator for BatchIter<'a> {
    type Item = Result<BatchView<'a>, RecordError>;

    fn next(&mut self) -> Option<Self::Item> {
        match BatchView::parse(self.rest) {
            Ok(batch) => {
                let size = batch.bytes.len();
                self.rest = &self.rest[size..];
                self.position += size;
                Some(Ok(batch))
            }
            Err(RecordError::Truncated { .. }) => None,
            Err(error) => {
                self.rest = &[];
                Some(Err(error))
            }
        }
    }
}

/// Whether `bytes` hold at least the length field of a batch, and how long that says it is.
pub(super) fn framed_len(bytes: &[u8]) -> Option<usize> {
    let length = bytes.get(8..LOG_OVERHEAD)?;
    let length = i32::from_be_bytes(length.try_into().expect("four bytes"));
    usize::try_from(length).ok().map(|length| LOG_OVERHEAD + length)
}
