//! Refuses messages that lie about counts and lengths, before anything is allocated for them.
//!
//! kafka-protocol reserves memory for as many array elements as a count on the wire says; five
//! bytes of a Metadata request are enough to make the allocator abort the process. So each body
//! is walked by its schema first. The walk reads lengths and counts only, skips what lies between
//! (record bytes in particular) and allocates nothing.
//!
//! It also adds up what the decoded structs will take in memory, since many small elements can
//! decode to much more than their bytes: a body may grow by [`MEMORY_FACTOR`], no more.

use crate::api_key::ApiKey;
use crate::generated::guard_tables::{BODIES, FIELDS, SHAPES};

/// What a body may decode to, in multiples of its size, beyond [`MEMORY_SLACK`].
pub const MEMORY_FACTOR: usize = 20;

/// What any body may decode to whatever its size, in bytes.
pub const MEMORY_SLACK: usize = 64 * 1024;

/// An unknown tagged field goes into a map: 32 bytes of value and 4 of key, in nodes of eleven.
const UNKNOWN_TAG_MEMORY: usize = 48;
const UNKNOWN_TAG_NODE_MEMORY: usize = 512;

/// Why a body is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GuardError {
    /// The version has no schema.
    #[error("{key:?} has no version {version}")]
    Version {
        /// The request's key.
        key: ApiKey,
        /// The version asked for.
        version: i16,
    },
    /// The body ends before what its lengths promise.
    #[error("body ends at byte {at} but claims {claimed} more bytes or elements")]
    Short {
        /// Where in the body.
        at: usize,
        /// What the length or count said.
        claimed: u64,
    },
    /// A negative length, or null where the schema has no null.
    #[error("length {length} at byte {at}")]
    Length {
        /// Where in the body.
        at: usize,
        /// As read.
        length: i64,
    },
    /// A variable-length integer of more than 32 bits.
    #[error("variable-length integer at byte {at} does not fit 32 bits")]
    Varint {
        /// Where in the body.
        at: usize,
    },
    /// Decoded, the body would take more memory than its size allows.
    #[error("body would take more than {limit} bytes of memory")]
    Memory {
        /// The budget.
        limit: usize,
    },
}

/// One side of an API.
pub(crate) struct Body {
    pub(crate) shape: u16,
    pub(crate) min: i16,
    pub(crate) max: i16,
    pub(crate) flexible: i16,
}

/// A struct: a run of [`FIELDS`], regular ones first, then tagged ones.
pub(crate) struct Shape {
    pub(crate) first: u16,
    pub(crate) count: u16,
    /// Size of the decoded struct, without what it points to.
    pub(crate) memory: u16,
}

/// A field, in the versions `from..=to`.
pub(crate) struct Field {
    pub(crate) from: i8,
    pub(crate) to: i8,
    pub(crate) null_from: i8,
    pub(crate) null_to: i8,
    /// -1 for regular fields.
    pub(crate) tag: i16,
    pub(crate) kind: Kind,
}

#[derive(Clone, Copy)]
pub(crate) enum Kind {
    /// So many bytes.
    Fixed(u8),
    String,
    /// Bytes and records.
    Bytes,
    /// A single struct.
    Struct(u16),
    /// An array of elements of so many bytes.
    FixedArray(u8),
    Strings,
    /// An array of structs.
    Structs(u16),
}

/// Checks a request's body, the bytes after the header.
///
/// # Errors
/// The body cannot be decoded, or would take more memory than its size justifies.
pub fn check_request(key: ApiKey, version: i16, body: &[u8]) -> Result<(), GuardError> {
    check(key, version, body, 0)
}

/// Checks a response's body, the bytes after the header.
///
/// # Errors
/// As [`check_request`].
pub fn check_response(key: ApiKey, version: i16, body: &[u8]) -> Result<(), GuardError> {
    check(key, version, body, 1)
}

fn check(key: ApiKey, version: i16, body: &[u8], side: usize) -> Result<(), GuardError> {
    let table = &BODIES[key.position()][side];
    if !(table.min..=table.max).contains(&version) {
        return Err(GuardError::Version { key, version });
    }
    let limit = body.len().saturating_mul(MEMORY_FACTOR).saturating_add(MEMORY_SLACK);
    let mut walk =
        Walk { body, at: 0, version: version as i8, flexible: version >= table.flexible, left: limit, limit };
    walk.structure(table.shape)
}

struct Walk<'a> {
    body: &'a [u8],
    at: usize,
    version: i8,
    flexible: bool,
    /// Memory that may still be spent.
    left: usize,
    limit: usize,
}

impl Walk<'_> {
    /// Depth is that of the schema, which has no recursion.
    fn structure(&mut self, shape: u16) -> Result<(), GuardError> {
        let shape = &SHAPES[usize::from(shape)];
        let fields = &FIELDS[usize::from(shape.first)..usize::from(shape.first) + usize::from(shape.count)];
        for field in fields {
            if field.tag < 0 && (field.from..=field.to).contains(&self.version) {
                self.field(field, false)?;
            }
        }
        if self.flexible { self.tags(fields) } else { Ok(()) }
    }

    fn field(&mut self, field: &Field, tagged: bool) -> Result<(), GuardError> {
        let nullable = (field.null_from..=field.null_to).contains(&self.version);
        match field.kind {
            Kind::Fixed(size) => self.skip(u64::from(size)),
            Kind::String => match self.length(nullable, true)? {
                Some(length) => self.skip(length),
                None => Ok(()),
            },
            Kind::Bytes => match self.length(nullable, false)? {
                Some(length) => self.skip(length),
                None => Ok(()),
            },
            Kind::Struct(shape) => {
                if nullable && !self.present(tagged)? {
                    return Ok(());
                }
                self.structure(shape)
            }
            Kind::FixedArray(size) => match self.length(nullable, false)? {
                Some(count) => {
                    self.skip(count.saturating_mul(u64::from(size)))?;
                    self.spend(count, usize::from(size))
                }
                None => Ok(()),
            },
            Kind::Strings => self.elements(nullable, 32, |walk| match walk.length(false, true)? {
                Some(length) => walk.skip(length),
                None => Ok(()),
            }),
            Kind::Structs(shape) => {
                let memory = usize::from(SHAPES[usize::from(shape)].memory);
                self.elements(nullable, memory, |walk| walk.structure(shape))
            }
        }
    }

    fn elements(
        &mut self,
        nullable: bool,
        memory: usize,
        mut element: impl FnMut(&mut Self) -> Result<(), GuardError>,
    ) -> Result<(), GuardError> {
        let Some(count) = self.length(nullable, false)? else {
            return Ok(());
        };
        // Each element takes a byte at least, so a count beyond the bytes left is a lie.
        self.remaining(count)?;
        self.spend(count, memory)?;
        for _ in 0..count {
            element(self)?;
        }
        Ok(())
    }

    /// Presence of a nullable struct: a byte, or inside a tagged field a variable-length integer.
    fn present(&mut self, tagged: bool) -> Result<bool, GuardError> {
        if tagged {
            return Ok(self.uvarint()? != 0);
        }
        let [byte] = self.take()?;
        Ok((byte as i8) >= 0)
    }

    fn tags(&mut self, fields: &[Field]) -> Result<(), GuardError> {
        let count = self.uvarint()?;
        let mut unknown = false;
        for _ in 0..count {
            let tag = self.uvarint()?;
            let size = u64::from(self.uvarint()?);
            self.remaining(size)?;
            let end = self.at + size as usize;
            let known = fields
                .iter()
                .find(|f| i64::from(f.tag) == i64::from(tag) && (f.from..=f.to).contains(&self.version));
            if let Some(field) = known {
                // The content must end where its size says; it is walked inside that border.
                let body = self.body;
                self.body = &body[..end];
                let result = self.field(field, true);
                self.body = body;
                result?;
                if self.at != end {
                    return Err(GuardError::Length { at: self.at, length: size as i64 });
                }
            } else {
                self.spend(1, UNKNOWN_TAG_MEMORY + if unknown { 0 } else { UNKNOWN_TAG_NODE_MEMORY })?;
                unknown = true;
                self.at = end;
            }
        }
        Ok(())
    }

    fn length(&mut self, nullable: bool, short: bool) -> Result<Option<u64>, GuardError> {
        let at = self.at;
        let length = match (self.flexible, short) {
            (true, _) => i64::from(self.uvarint()?) - 1,
            (false, true) => i64::from(i16::from_be_bytes(self.take()?)),
            (false, false) => i64::from(i32::from_be_bytes(self.take()?)),
        };
        match u64::try_from(length) {
            Ok(length) => Ok(Some(length)),
            Err(_) if length == -1 && nullable => Ok(None),
            Err(_) => Err(GuardError::Length { at, length }),
        }
    }

    fn uvarint(&mut self) -> Result<u32, GuardError> {
        let at = self.at;
        let mut value = 0u32;
        for shift in [0, 7, 14, 21, 28] {
            let [byte] = self.take()?;
            if shift == 28 && byte > 0x0f {
                break;
            }
            value |= u32::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(GuardError::Varint { at })
    }

    #[inline]
    fn take<const N: usize>(&mut self) -> Result<[u8; N], GuardError> {
        let Some(bytes) = self.body.get(self.at..).and_then(|rest| rest.first_chunk::<N>()) else {
            return Err(GuardError::Short { at: self.at, claimed: N as u64 });
        };
        self.at += N;
        Ok(*bytes)
    }

    #[inline]
    fn remaining(&self, claimed: u64) -> Result<(), GuardError> {
        if claimed > (self.body.len() - self.at) as u64 {
            return Err(GuardError::Short { at: self.at, claimed });
        }
        Ok(())
    }

    #[inline]
    fn skip(&mut self, bytes: u64) -> Result<(), GuardError> {
        self.remaining(bytes)?;
        self.at += bytes as usize;
        Ok(())
    }

    fn spend(&mut self, count: u64, memory: usize) -> Result<(), GuardError> {
        let cost = usize::try_from(count).unwrap_or(usize::MAX).saturating_mul(memory);
        match self.left.checked_sub(cost) {
            Some(left) => self.left = left,
            None => return Err(GuardError::Memory { limit: self.limit }),
        }
        Ok(())
    }
}
