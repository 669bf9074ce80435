//! Records of the metadata log, `__cluster_metadata`, and the frame around each of them.
//!
//! A record's value is: frame version 1, record type, record version (all unsigned varints), body.

use bytes::{Buf, Bytes, BytesMut};

pub use crate::generated::metadata::*;
use crate::wire::CodecError;
use crate::wire::codec::{Store, get_uvarint, put_uvarint};

/// The only frame version there is.
const FRAME_VERSION: u32 = 1;

/// The frame of a record: its type and version, read from the front of `value`.
pub(crate) fn read_frame(value: &mut Bytes) -> Result<(i16, i16), CodecError> {
    let frame = get_uvarint(value)?;
    if frame != FRAME_VERSION {
        return Err(CodecError::Frame(frame));
    }
    let id = get_uvarint(value)?;
    let version = get_uvarint(value)?;
    Ok((
        i16::try_from(id).map_err(|_| CodecError::UnknownType(-1))?,
        i16::try_from(version).map_err(|_| CodecError::Version(-1))?,
    ))
}

pub(crate) fn check_record_version(
    range: Option<(i16, i16)>,
    id: i16,
    version: i16,
) -> Result<(), CodecError> {
    let (min, max) = range.ok_or(CodecError::UnknownType(id))?;
    crate::wire::codec::check_version(version, min, max)
}

impl MetadataRecord {
    /// Reads a record's value, with its frame.
    ///
    /// # Errors
    /// The bytes are not a record of Kafka 4.3. An unknown type or version must stop whoever
    /// applies the log: leaving a record out would make its image differ from the others'.
    pub fn decode(value: &[u8]) -> Result<MetadataRecord, CodecError> {
        Ok(Self::decode_versioned(Bytes::copy_from_slice(value))?.0)
    }

    /// As [`MetadataRecord::decode`], with the record's version, and strings that share `value`.
    ///
    /// # Errors
    /// As [`MetadataRecord::decode`].
    pub fn decode_versioned(mut value: Bytes) -> Result<(MetadataRecord, i16), CodecError> {
        let (id, version) = read_frame(&mut value)?;
        check_record_version(Self::versions(id), id, version)?;
        let record = Self::read_body(id, version, &mut value)?;
        if value.has_remaining() {
            return Err(CodecError::Trailing(value.remaining()));
        }
        Ok((record, version))
    }

    /// The record's value, with its frame.
    ///
    /// # Errors
    /// The version does not exist or cannot carry a field that is set.
    pub fn encode(&self, version: i16) -> Result<Bytes, CodecError> {
        check_record_version(Self::versions(self.id()), self.id(), version)?;
        let mut out = BytesMut::with_capacity(64);
        let mut w = Store(&mut out);
        put_uvarint(&mut w, FRAME_VERSION);
        put_uvarint(&mut w, self.id() as u32);
        put_uvarint(&mut w, version as u32);
        self.write_body(version, &mut w)?;
        Ok(out.freeze())
    }
}
