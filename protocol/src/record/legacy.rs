//! Message formats 0 and 1, read-only: single messages, or one message that wraps a compressed set.

use super::batch::framed_len;
use super::header::MAGIC_AT;
use super::{
    BatchHeader, Headers, LOG_OVERHEAD, MESSAGE_OVERHEAD, NO_SEQUENCE, NO_TIMESTAMP, RecordError, RecordIter,
    RecordView, Scratch,
};
use crate::compression::Codec;

const CRC_AT: usize = LOG_OVERHEAD;
const ATTRIBUTES_AT: usize = MAGIC_AT + 1;
const AFTER_ATTRIBUTES: usize = ATTRIBUTES_AT + 1;
const TIMESTAMP_BYTES: usize = 8;

pub(super) fn parse_header(bytes: &[u8], magic: i8) -> Result<BatchHeader, RecordError> {
    let timestamp_bytes = if magic == 1 { TIMESTAMP_BYTES } else { 0 };
    let need = AFTER_ATTRIBUTES + timestamp_bytes;
    let Some(fixed) = bytes.get(..need) else {
        return Err(RecordError::Truncated { have: bytes.len(), need });
    };
    let length = i32::from_be_bytes(fixed[8..12].try_into().expect("four bytes"));
    if (length as usize) < MESSAGE_OVERHEAD + timestamp_bytes {
        return Err(RecordError::TooSmall {
            size: i64::from(length),
            min: MESSAGE_OVERHEAD + timestamp_bytes,
        });
    }
    let offset = i64::from_be_bytes(fixed[..8].try_into().expect("eight bytes"));
    let crc = u32::from_be_bytes(fixed[CRC_AT..CRC_AT + 4].try_into().expect("four bytes"));
    let timestamp = match magic {
        1 => i64::from_be_bytes(fixed[AFTER_ATTRIBUTES..].try_into().expect("eight bytes")),
        _ => NO_TIMESTAMP,
    };
    Ok(BatchHeader::legacy(offset, length, magic, crc, fixed[ATTRIBUTES_AT] as i8, timestamp))
}

/// The checksum of one message: CRC-32 from the magic on.
pub(super) fn crc(message: &[u8]) -> u32 {
    crc_fast::crc32_iso_hdlc(&message[MAGIC_AT..])
}

/// Key and value of a message with this header.
fn fields<'a>(header: &BatchHeader, bytes: &'a [u8]) -> Result<[Option<&'a [u8]>; 2], RecordError> {
    let start = AFTER_ATTRIBUTES + if header.magic == 1 { TIMESTAMP_BYTES } else { 0 };
    let mut rest = &bytes[start..header.size()];
    let mut field = || -> Result<Option<&'a [u8]>, RecordError> {
        let (length, after) =
            rest.split_first_chunk().ok_or(RecordError::BadRecord("unexpected end of message"))?;
        rest = after;
        let Ok(length) = usize::try_from(i32::from_be_bytes(*length)) else { return Ok(None) };
        let (bytes, after) = rest
            .split_at_checked(length)
            .ok_or(RecordError::BadRecord("field is longer than the message"))?;
        rest = after;
        Ok(Some(bytes))
    };
    Ok([field()?, field()?])
}

/// The messages that a header stands for: itself, or the set that it wraps.
pub(super) fn records<'s>(
    header: &BatchHeader,
    bytes: &'s [u8],
    scratch: &'s mut Scratch,
) -> Result<RecordIter<'s>, RecordError> {
    let codec = header.compression()?;
    if codec == Codec::None {
        return Ok(RecordIter::legacy(Messages { rest: bytes, offset_shift: 0, wrapper: None, done: false }));
    }
    if codec == Codec::Zstd {
        return Err(RecordError::BadRecord("zstd is not defined for old message formats"));
    }
    let [_, value] = fields(header, bytes)?;
    let value = value.ok_or(RecordError::BadRecord("compressed message without a value"))?;
    let mut buffer = scratch.take_buffer();
    scratch.decompress_into(codec, value, &mut buffer)?;
    let set = scratch.put_buffer(buffer);
    // Format 1 has relative offsets inside, and the wrapper has the absolute offset of the last one.
    let offset_shift = match (header.magic, last_offset(set)?) {
        (1, Some(last)) => header.base_offset.wrapping_sub(last),
        (_, Some(_)) => 0,
        (_, None) => return Err(RecordError::BadRecord("compressed set without messages")),
    };
    Ok(RecordIter::legacy(Messages { rest: set, offset_shift, wrapper: Some(*header), done: false }))
}

fn last_offset(mut set: &[u8]) -> Result<Option<i64>, RecordError> {
    let mut last = None;
    while !set.is_empty() {
        let header = BatchHeader::parse(set)?;
        let size = framed_len(set).unwrap_or(usize::MAX);
        set = set.get(size..).ok_or(RecordError::BadRecord("set ends in the middle of a message"))?;
        last = Some(header.base_offset);
    }
    Ok(last)
}

/// Walk over a set of messages.
#[derive(Clone, Debug)]
pub(super) struct Messages<'s> {
    rest: &'s [u8],
    offset_shift: i64,
    wrapper: Option<BatchHeader>,
    done: bool,
}

impl<'s> Messages<'s> {
    pub(super) fn next(&mut self) -> Option<Result<RecordView<'s>, RecordError>> {
        if self.done || self.rest.is_empty() {
            return None;
        }
        let message = self.message();
        self.done = message.is_err();
        Some(message)
    }

    fn message(&mut self) -> Result<RecordView<'s>, RecordError> {
        let header = BatchHeader::parse(self.rest)?;
        let (bytes, rest) = self
            .rest
            .split_at_checked(header.size())
            .ok_or(RecordError::BadRecord("set ends in the middle of a message"))?;
        self.rest = rest;
        if header.magic == 2 || self.wrapper.is_some_and(|wrapper| wrapper.magic != header.magic) {
            return Err(RecordError::BadRecord("message of another format inside a set"));
        }
        if self.wrapper.is_some() && header.is_compressed() {
            return Err(RecordError::BadRecord("compressed message inside a compressed set"));
        }
        let [key, value] = fields(&header, bytes)?;
        let timestamp =
            self.wrapper.and_then(|wrapper| wrapper.log_append_time()).unwrap_or(header.max_timestamp);
        Ok(RecordView {
            offset: header.base_offset.wrapping_add(self.offset_shift),
            timestamp,
            sequence: NO_SEQUENCE,
            attributes: header.attributes as i8,
            key,
            value,
            headers: Headers::default(),
            size: bytes.len(),
        })
    }
}
