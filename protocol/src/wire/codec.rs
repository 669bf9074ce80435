//! What the generated code is written with: checked reads, and writes into a sink that either
//! stores or only counts.
//!
//! Every read looks at what is left before it takes or allocates anything, so no input makes it
//! panic or reserve more than a small multiple of the input's size.

pub(crate) use std::ops::Range;

use std::collections::BTreeMap;

use bytes::{BufMut, Bytes};
pub(crate) use kafka_protocol::protocol::buf::{ByteBuf, ByteBufMut};
pub(crate) use kafka_protocol::protocol::{
    Decodable, Encodable, HeaderVersion, Message, Request, StrBytes, VersionRange,
};
use uuid::Uuid;

/// Why bytes are not the message they should be, or a message cannot be put into bytes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CodecError {
    /// The bytes end inside a field, or a length or count says more than there is.
    #[error("needs {needed} bytes where {remaining} are left")]
    UnexpectedEnd {
        /// What the field or the stated count takes at least.
        needed: usize,
        /// What the buffer has.
        remaining: usize,
    },
    /// A negative length where only -1 means something.
    #[error("length {0}")]
    NegativeLength(i64),
    /// Null in a field that cannot be null.
    #[error("null in {0}")]
    Null(&'static str),
    /// A variable-length integer of more than 32 bits.
    #[error("variable-length integer does not fit 32 bits")]
    Varint,
    /// A string that is not UTF-8.
    #[error("string is not UTF-8")]
    Utf8,
    /// A string or array longer than its length field can say.
    #[error("{0} bytes or elements do not fit the length field")]
    TooLong(usize),
    /// A tagged field whose content is shorter than its stated size.
    #[error("tagged field {tag} leaves {left} bytes unread")]
    TagSize {
        /// The field's tag.
        tag: u32,
        /// What its reader left.
        left: usize,
    },
    /// A version outside the message's range.
    #[error("version {0} is not supported")]
    Version(i16),
    /// A field has a value that this version of the message cannot carry.
    #[error("{field} is set but version {version} has no such field")]
    NotInVersion {
        /// Kafka's name of the field.
        field: &'static str,
        /// The version asked for.
        version: i16,
    },
    /// A record type that Kafka 4.3 does not have.
    #[error("record type {0} is unknown")]
    UnknownType(i16),
    /// The frame around a record has another version than the one Kafka writes.
    #[error("record frame version {0} is unknown")]
    Frame(u32),
    /// Bytes after the end of a record.
    #[error("{0} bytes after the end")]
    Trailing(usize),
}

/// Where encoded bytes go.
pub(crate) trait Sink {
    fn put(&mut self, bytes: &[u8]);
}

/// Counts instead of storing.
#[derive(Default)]
pub(crate) struct Counter(pub(crate) usize);

impl Sink for Counter {
    #[inline]
    fn put(&mut self, bytes: &[u8]) {
        self.0 += bytes.len();
    }
}

/// Stores into any of the `bytes` crate's buffers.
pub(crate) struct Store<'a, B>(pub(crate) &'a mut B);

impl<B: BufMut> Sink for Store<'_, B> {
    #[inline]
    fn put(&mut self, bytes: &[u8]) {
        self.0.put_slice(bytes);
    }
}

/// A struct of a message, written and read at a version of that message.
pub(crate) trait Wire: Sized {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError>;
    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError>;
}

/// kafka-protocol's traits for a generated struct.
macro_rules! impl_message {
    ($name:ident, $min:literal, $max:literal) => {
        impl Encodable for $name {
            fn encode<B: ByteBufMut>(&self, buf: &mut B, version: i16) -> anyhow::Result<()> {
                check_version(version, $min, $max)?;
                Ok(self.write(&mut Store(buf), version)?)
            }
            fn compute_size(&self, version: i16) -> anyhow::Result<usize> {
                check_version(version, $min, $max)?;
                let mut counter = Counter::default();
                self.write(&mut counter, version)?;
                Ok(counter.0)
            }
        }

        impl Decodable for $name {
            fn decode<B: ByteBuf>(buf: &mut B, version: i16) -> anyhow::Result<Self> {
                check_version(version, $min, $max)?;
                Ok(Self::read(buf, version)?)
            }
        }

        impl Message for $name {
            const VERSIONS: VersionRange = VersionRange { min: $min, max: $max };
            const DEPRECATED_VERSIONS: Option<VersionRange> = None;
        }
    };
}
pub(crate) use impl_message;

pub(crate) fn check_version(version: i16, min: i16, max: i16) -> Result<(), CodecError> {
    if (min..=max).contains(&version) { Ok(()) } else { Err(CodecError::Version(version)) }
}

fn need<B: ByteBuf>(buf: &B, needed: usize) -> Result<(), CodecError> {
    let remaining = buf.remaining();
    if remaining < needed { Err(CodecError::UnexpectedEnd { needed, remaining }) } else { Ok(()) }
}

pub(crate) fn get_i8<B: ByteBuf>(buf: &mut B) -> Result<i8, CodecError> {
    need(buf, 1)?;
    Ok(buf.get_i8())
}

pub(crate) fn get_i16<B: ByteBuf>(buf: &mut B) -> Result<i16, CodecError> {
    need(buf, 2)?;
    Ok(buf.get_i16())
}

pub(crate) fn get_i32<B: ByteBuf>(buf: &mut B) -> Result<i32, CodecError> {
    need(buf, 4)?;
    Ok(buf.get_i32())
}

pub(crate) fn get_i64<B: ByteBuf>(buf: &mut B) -> Result<i64, CodecError> {
    need(buf, 8)?;
    Ok(buf.get_i64())
}

pub(crate) fn get_uuid<B: ByteBuf>(buf: &mut B) -> Result<Uuid, CodecError> {
    need(buf, 16)?;
    Ok(Uuid::from_u128(buf.get_u128()))
}

pub(crate) fn get_uvarint<B: ByteBuf>(buf: &mut B) -> Result<u32, CodecError> {
    let mut value = 0u32;
    for shift in [0, 7, 14, 21, 28] {
        let byte = get_i8(buf)? as u8;
        if shift == 28 && byte > 0x0f {
            return Err(CodecError::Varint);
        }
        value |= u32::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err(CodecError::Varint)
}

/// A length or count: compact ones are one more than they mean, with 0 for null.
fn get_length<B: ByteBuf>(buf: &mut B, flex: bool, short: bool) -> Result<Option<usize>, CodecError> {
    let length = match (flex, short) {
        (true, _) => i64::from(get_uvarint(buf)?) - 1,
        (false, true) => i64::from(get_i16(buf)?),
        (false, false) => i64::from(get_i32(buf)?),
    };
    match length {
        -1 => Ok(None),
        _ => {
            let length = usize::try_from(length).map_err(|_| CodecError::NegativeLength(length))?;
            need(buf, length)?; // an element takes at least one byte
            Ok(Some(length))
        }
    }
}

pub(crate) fn get_nullable_string<B: ByteBuf>(
    buf: &mut B,
    flex: bool,
) -> Result<Option<StrBytes>, CodecError> {
    match get_length(buf, flex, true)? {
        None => Ok(None),
        Some(length) => StrBytes::from_utf8(buf.get_bytes(length)).map(Some).map_err(|_| CodecError::Utf8),
    }
}

pub(crate) fn get_string<B: ByteBuf>(buf: &mut B, flex: bool) -> Result<StrBytes, CodecError> {
    get_nullable_string(buf, flex)?.ok_or(CodecError::Null("string"))
}

pub(crate) fn get_nullable_bytes<B: ByteBuf>(buf: &mut B, flex: bool) -> Result<Option<Bytes>, CodecError> {
    Ok(get_length(buf, flex, false)?.map(|length| buf.get_bytes(length)))
}

pub(crate) fn get_bytes<B: ByteBuf>(buf: &mut B, flex: bool) -> Result<Bytes, CodecError> {
    get_nullable_bytes(buf, flex)?.ok_or(CodecError::Null("bytes"))
}

/// Elements reserved before the first one is read; beyond it the vector grows as they arrive.
const RESERVE_MAX: usize = 64;

pub(crate) fn get_nullable_array<B: ByteBuf, T>(
    buf: &mut B,
    flex: bool,
    mut element: impl FnMut(&mut B) -> Result<T, CodecError>,
) -> Result<Option<Vec<T>>, CodecError> {
    let Some(count) = get_length(buf, flex, false)? else {
        return Ok(None);
    };
    let mut out = Vec::with_capacity(count.min(RESERVE_MAX));
    for _ in 0..count {
        out.push(element(buf)?);
    }
    Ok(Some(out))
}

pub(crate) fn get_array<B: ByteBuf, T>(
    buf: &mut B,
    flex: bool,
    element: impl FnMut(&mut B) -> Result<T, CodecError>,
) -> Result<Vec<T>, CodecError> {
    get_nullable_array(buf, flex, element)?.ok_or(CodecError::Null("array"))
}

/// Reads tagged fields; `known` says whether it took the field, the others are returned.
pub(crate) fn get_tags<B: ByteBuf>(
    buf: &mut B,
    mut known: impl FnMut(u32, &mut Bytes) -> Result<bool, CodecError>,
) -> Result<BTreeMap<i32, Bytes>, CodecError> {
    let mut unknown = BTreeMap::new();
    for _ in 0..get_uvarint(buf)? {
        let tag = get_uvarint(buf)?;
        let size = get_uvarint(buf)? as usize;
        need(buf, size)?;
        let mut content = buf.get_bytes(size);
        if !known(tag, &mut content)? {
            unknown.insert(i32::try_from(tag).map_err(|_| CodecError::Varint)?, content);
        } else if !content.is_empty() {
            return Err(CodecError::TagSize { tag, left: content.len() });
        }
    }
    Ok(unknown)
}

pub(crate) fn put_uvarint<W: Sink>(w: &mut W, mut value: u32) {
    let mut bytes = [0u8; 5];
    let mut length = 0;
    loop {
        let more = value > 0x7f;
        bytes[length] = (value & 0x7f) as u8 | if more { 0x80 } else { 0 };
        length += 1;
        value >>= 7;
        if !more {
            break;
        }
    }
    w.put(&bytes[..length]);
}

fn put_compact_length<W: Sink>(w: &mut W, length: usize) -> Result<(), CodecError> {
    match i32::try_from(length) {
        Ok(l) if l < i32::MAX => put_uvarint(w, l as u32 + 1),
        _ => return Err(CodecError::TooLong(length)),
    }
    Ok(())
}

pub(crate) fn put_string<W: Sink>(w: &mut W, value: &StrBytes, flex: bool) -> Result<(), CodecError> {
    let bytes = value.as_bytes();
    // The limit of the old form holds for the compact one too, as in Kafka.
    let short = i16::try_from(bytes.len()).map_err(|_| CodecError::TooLong(bytes.len()))?;
    if flex {
        put_compact_length(w, bytes.len())?;
    } else {
        w.put(&short.to_be_bytes());
    }
    w.put(bytes);
    Ok(())
}

pub(crate) fn put_null_string<W: Sink>(w: &mut W, flex: bool) {
    if flex {
        w.put(&[0]);
    } else {
        w.put(&(-1i16).to_be_bytes());
    }
}

pub(crate) fn put_count<W: Sink>(w: &mut W, count: usize, flex: bool) -> Result<(), CodecError> {
    if flex {
        put_compact_length(w, count)
    } else {
        let count = i32::try_from(count).map_err(|_| CodecError::TooLong(count))?;
        w.put(&count.to_be_bytes());
        Ok(())
    }
}

pub(crate) fn put_null_count<W: Sink>(w: &mut W, flex: bool) {
    if flex {
        w.put(&[0]);
    } else {
        w.put(&(-1i32).to_be_bytes());
    }
}

pub(crate) fn put_bytes<W: Sink>(w: &mut W, value: &Bytes, flex: bool) -> Result<(), CodecError> {
    put_count(w, value.len(), flex)?;
    w.put(value);
    Ok(())
}

pub(crate) fn put_null_bytes<W: Sink>(w: &mut W, flex: bool) {
    put_null_count(w, flex);
}

/// The content of a tagged field, either counted or stored; one type, since a closure cannot be
/// generic over its sink.
pub(crate) struct Tagged<'a>(&'a mut dyn Sink);

impl Sink for Tagged<'_> {
    fn put(&mut self, bytes: &[u8]) {
        self.0.put(bytes);
    }
}

/// One known tagged field: its size is counted first, then it is written.
pub(crate) fn put_tag<W: Sink>(
    w: &mut W,
    tag: u32,
    content: impl Fn(&mut Tagged<'_>) -> Result<(), CodecError>,
) -> Result<(), CodecError> {
    let mut size = Counter::default();
    content(&mut Tagged(&mut size))?;
    put_uvarint(w, tag);
    put_uvarint(w, u32::try_from(size.0).map_err(|_| CodecError::TooLong(size.0))?);
    content(&mut Tagged(w))
}

pub(crate) fn put_unknown<W: Sink>(
    w: &mut W,
    fields: &BTreeMap<i32, Bytes>,
    tags: Range<i32>,
) -> Result<(), CodecError> {
    for (tag, content) in fields.range(tags) {
        put_uvarint(w, u32::try_from(*tag).map_err(|_| CodecError::Varint)?);
        put_uvarint(w, u32::try_from(content.len()).map_err(|_| CodecError::TooLong(content.len()))?);
        w.put(content);
    }
    Ok(())
}

pub(crate) fn put_tags<W: Sink>(w: &mut W, fields: &BTreeMap<i32, Bytes>) -> Result<(), CodecError> {
    put_uvarint(w, fields.len() as u32);
    put_unknown(w, fields, 0..i32::MAX)
}
