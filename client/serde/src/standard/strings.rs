//! Text, in the encodings that every Java has.

use bytes::Bytes;
use kavka_config::Properties;
use uuid::Uuid;

use super::list::Inner;
use crate::{Deserializer, Headers, Part, Place, ReadHeaders, SerdeError, Serializer};

/// How text is written: the charsets that every Java platform has (`java.nio.charset.StandardCharsets`). What an
/// encoding cannot write is written as `?`, and what is not valid is read as U+FFFD, as in Java.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8.
    #[default]
    Utf8,
    /// US-ASCII.
    Ascii,
    /// ISO-8859-1.
    Latin1,
    /// UTF-16: written big-endian with a byte order mark; read as its mark says, big-endian without one.
    Utf16,
    /// UTF-16BE, without a mark.
    Utf16Be,
    /// UTF-16LE, without a mark.
    Utf16Le,
}

impl Encoding {
    /// The encoding with this name, in any case; the usual aliases count.
    ///
    /// # Errors
    /// [`SerdeError::Data`] for another name.
    pub fn from_name(name: &str) -> Result<Self, SerdeError> {
        match name.to_ascii_uppercase().as_str() {
            "UTF-8" | "UTF8" => Ok(Self::Utf8),
            "US-ASCII" | "ASCII" => Ok(Self::Ascii),
            "ISO-8859-1" | "ISO8859_1" | "LATIN1" => Ok(Self::Latin1),
            "UTF-16" | "UTF16" => Ok(Self::Utf16),
            "UTF-16BE" => Ok(Self::Utf16Be),
            "UTF-16LE" => Ok(Self::Utf16Le),
            _ => Err(SerdeError::data(format!(
                "Unsupported encoding {name}: it must be UTF-8, US-ASCII, ISO-8859-1, UTF-16, UTF-16BE or UTF-16LE"
            ))),
        }
    }

    /// What the properties say for a part: `{key,value}.ROLE.encoding`, else `ROLE.encoding`, else UTF-8.
    fn from_properties(properties: &Properties, part: Part, role: &str) -> Result<Self, SerdeError> {
        let part = match part {
            Part::Key => "key",
            Part::Value => "value",
        };
        let own = properties.get(&format!("{part}.{role}.encoding"));
        match own.or_else(|| properties.get(&format!("{role}.encoding"))) {
            Some(name) => Self::from_name(name),
            None => Ok(Self::default()),
        }
    }

    fn encode(self, text: &str, out: &mut Vec<u8>) {
        let single_byte = |limit: u32| {
            move |c: char| if u32::from(c) < limit { u8::try_from(c).unwrap_or(b'?') } else { b'?' }
        };
        match self {
            Self::Utf8 => out.extend_from_slice(text.as_bytes()),
            Self::Ascii => out.extend(text.chars().map(single_byte(0x80))),
            Self::Latin1 => out.extend(text.chars().map(single_byte(0x100))),
            Self::Utf16 if text.is_empty() => {}
            Self::Utf16 => {
                out.extend_from_slice(&[0xfe, 0xff]);
                Self::Utf16Be.encode(text, out);
            }
            Self::Utf16Be => out.extend(text.encode_utf16().flat_map(u16::to_be_bytes)),
            Self::Utf16Le => out.extend(text.encode_utf16().flat_map(u16::to_le_bytes)),
        }
    }

    fn decode(self, bytes: &[u8]) -> String {
        match self {
            Self::Utf8 => decode_utf8(bytes),
            Self::Ascii => {
                bytes.iter().map(|b| if b.is_ascii() { char::from(*b) } else { '\u{fffd}' }).collect()
            }
            Self::Latin1 => bytes.iter().map(|b| char::from(*b)).collect(),
            Self::Utf16 => match bytes {
                [0xfe, 0xff, rest @ ..] => Self::Utf16Be.decode(rest),
                [0xff, 0xfe, rest @ ..] => Self::Utf16Le.decode(rest),
                rest => Self::Utf16Be.decode(rest),
            },
            Self::Utf16Be => decode_utf16(bytes, u16::from_be_bytes),
            Self::Utf16Le => decode_utf16(bytes, u16::from_le_bytes),
        }
    }
}

/// As Java does, which takes a surrogate that was encoded for one invalid character, not for three.
fn decode_utf8(bytes: &[u8]) -> String {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let mut text = String::with_capacity(bytes.len());
    let mut rest = bytes;
    let is_surrogate = |three: &[u8]| matches!(three, [0xed, 0xa0..=0xbf, 0x80..=0xbf]);
    while let Some(at) = rest.windows(3).position(is_surrogate) {
        text.push_str(&String::from_utf8_lossy(&rest[..at]));
        text.push(char::REPLACEMENT_CHARACTER);
        rest = &rest[at + 3..];
    }
    text.push_str(&String::from_utf8_lossy(rest));
    text
}

/// As Java does, which takes half a pair and what follows it for one invalid character.
fn decode_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, odd) = bytes.as_chunks::<2>();
    let mut units = pairs.iter().map(|pair| unit(*pair));
    let mut text = String::with_capacity(bytes.len());
    while let Some(first) = units.next() {
        let is_high = (0xd800..0xdc00).contains(&first);
        let both = [Some(first), if is_high { units.next() } else { None }];
        let character = char::decode_utf16(both.into_iter().flatten()).next();
        text.push(character.and_then(Result::ok).unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    if !odd.is_empty() {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    text
}

/// Text (`StringSerializer`).
///
/// ```
/// use kavka_serde::{Deserializer, Place, Serializer, standard::StringSerde};
///
/// let mut bytes = Vec::new();
/// StringSerde::default().serialize(Place::key("t"), &mut Vec::new(), "grüße", &mut bytes)?;
/// let read: String = StringSerde::default().deserialize(Place::key("t"), &[], &bytes.into())?;
/// assert_eq!(read, "grüße");
/// # Ok::<(), kavka_serde::SerdeError>(())
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct StringSerde {
    writes: Encoding,
    reads: Encoding,
}

impl StringSerde {
    /// Text in this encoding.
    pub fn new(encoding: Encoding) -> Self {
        Self { writes: encoding, reads: encoding }
    }

    /// Text as `key.serializer.encoding`, `value.serializer.encoding` or `serializer.encoding` say, and the same with
    /// `deserializer` for reading; UTF-8 where nothing is said.
    ///
    /// # Errors
    /// [`SerdeError::Data`] for an encoding that is not known.
    pub fn from_properties(properties: &Properties, part: Part) -> Result<Self, SerdeError> {
        Ok(Self {
            writes: Encoding::from_properties(properties, part, "serializer")?,
            reads: Encoding::from_properties(properties, part, "deserializer")?,
        })
    }
}

impl<T: AsRef<str> + ?Sized> Serializer<T> for StringSerde {
    fn serialize(
        &self,
        _place: Place<'_>,
        _headers: &mut Headers,
        data: &T,
        out: &mut Vec<u8>,
    ) -> Result<(), SerdeError> {
        self.writes.encode(data.as_ref(), out);
        Ok(())
    }
}

impl Deserializer<String> for StringSerde {
    fn deserialize(
        &self,
        _place: Place<'_>,
        _headers: &ReadHeaders,
        data: &Bytes,
    ) -> Result<String, SerdeError> {
        Ok(self.reads.decode(data))
    }
}

impl Inner for StringSerde {}

/// A UUID in its usual form of 36 characters (`UUIDSerializer`).
#[derive(Debug, Clone, Copy, Default)]
pub struct UuidSerde {
    text: StringSerde,
}

impl UuidSerde {
    /// As [`StringSerde::from_properties`].
    ///
    /// # Errors
    /// [`SerdeError::Data`] for an encoding that is not known.
    pub fn from_properties(properties: &Properties, part: Part) -> Result<Self, SerdeError> {
        Ok(Self { text: StringSerde::from_properties(properties, part)? })
    }
}

impl Serializer<Uuid> for UuidSerde {
    fn serialize(
        &self,
        place: Place<'_>,
        headers: &mut Headers,
        data: &Uuid,
        out: &mut Vec<u8>,
    ) -> Result<(), SerdeError> {
        let mut buffer = Uuid::encode_buffer();
        let text: &str = data.hyphenated().encode_lower(&mut buffer);
        self.text.serialize(place, headers, text, out)
    }
}

impl Deserializer<Uuid> for UuidSerde {
    fn deserialize(&self, place: Place<'_>, headers: &ReadHeaders, data: &Bytes) -> Result<Uuid, SerdeError> {
        let text = self.text.deserialize(place, headers, data)?;
        uuid_as_java(&text).ok_or_else(|| SerdeError::data("Error parsing data into UUID"))
    }
}

impl Inner for UuidSerde {
    const CONSTANT_SIZE: Option<usize> = Some(36);
}

/// `UUID.fromString`: five hexadecimal numbers with hyphens between them, of which the last digits count.
fn uuid_as_java(text: &str) -> Option<Uuid> {
    if text.len() > 36 {
        return None;
    }
    let parts: Vec<&str> = text.split('-').collect();
    let parts: [&str; 5] = parts.try_into().ok()?;
    let digits = |part: &str| {
        let is_plain = !part.is_empty() && part.bytes().all(|b| b.is_ascii_hexdigit());
        // 16 digits are the most that Java takes for a long, and the first of those must be below 8.
        if is_plain { i64::from_str_radix(part, 16).ok() } else { None }
    };
    let [a, b, c, d, e] = parts.map(digits);
    let (a, b, c, d, e) = (a? & 0xffff_ffff, b? & 0xffff, c? & 0xffff, d? & 0xffff, e? & 0xffff_ffff_ffff);
    let high = (a << 32) | (b << 16) | c;
    let low = (d << 48) | e;
    Some(Uuid::from_u64_pair(high.cast_unsigned(), low.cast_unsigned()))
}
