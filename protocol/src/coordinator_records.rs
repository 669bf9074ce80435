//! Records of the coordinators' topics: `__consumer_offsets`, `__transaction_state`,
//! `__share_group_state`.
//!
//! A key is its record type (int16) and the key's body at version 0; a value is its version
//! (int16) and the body at that version. A null value removes what the key names.

use bytes::{Buf, BufMut, Bytes, BytesMut};

pub use crate::generated::group::*;
pub use crate::generated::share::*;
pub use crate::generated::transaction::*;
use crate::metadata_records::check_record_version;
use crate::wire::CodecError;
use crate::wire::codec::{Store, get_i16};

macro_rules! coordinator_record {
    ($key:ident, $value:ident) => {
        impl $key {
            /// Reads a record's key.
            ///
            /// # Errors
            /// [`CodecError::UnknownType`] for a type of a later Kafka, which readers skip;
            /// others for bytes that are no key.
            pub fn decode(mut key: Bytes) -> Result<Self, CodecError> {
                let id = get_i16(&mut key)?;
                // Keys have the type where others have a version; their version is always 0.
                check_record_version(Self::versions(id), id, 0)?;
                let decoded = Self::read_body(id, 0, &mut key)?;
                if key.has_remaining() {
                    return Err(CodecError::Trailing(key.remaining()));
                }
                Ok(decoded)
            }

            /// The record's key.
            ///
            /// # Errors
            /// A string is too long for its length field.
            pub fn encode(&self) -> Result<Bytes, CodecError> {
                let mut out = BytesMut::with_capacity(64);
                out.put_i16(self.id());
                self.write_body(0, &mut Store(&mut out))?;
                Ok(out.freeze())
            }
        }

        impl $value {
            /// Reads the value of a record whose key has type `id`, and its version.
            ///
            /// # Errors
            /// The bytes are not such a value, or of a version Kafka 4.3 does not know.
            pub fn decode(id: i16, mut value: Bytes) -> Result<(Self, i16), CodecError> {
                let version = get_i16(&mut value)?;
                check_record_version(Self::versions(id), id, version)?;
                let decoded = Self::read_body(id, version, &mut value)?;
                if value.has_remaining() {
                    return Err(CodecError::Trailing(value.remaining()));
                }
                Ok((decoded, version))
            }

            /// The record's value at `version`.
            ///
            /// # Errors
            /// The version does not exist or cannot carry a field that is set.
            pub fn encode(&self, version: i16) -> Result<Bytes, CodecError> {
                check_record_version(Self::versions(self.id()), self.id(), version)?;
                let mut out = BytesMut::with_capacity(128);
                out.put_i16(version);
                self.write_body(version, &mut Store(&mut out))?;
                Ok(out.freeze())
            }
        }
    };
}

coordinator_record!(GroupKey, GroupValue);
coordinator_record!(TransactionKey, TransactionValue);
coordinator_record!(ShareStateKey, ShareStateValue);

/// The partition of a coordinator's topic that holds `key`, as Java's `hashCode` decides.
///
/// `key` is the group id, the transactional id, or `groupId:topicId:partition` of share state.
/// Kafka's `Utils.abs` negates a negative hash and makes the least integer 0; it does not clear the
/// sign bit, as producers do for record keys.
pub fn partition_for(key: &str, partition_count: i32) -> i32 {
    let hash = java_string_hash(key);
    hash.checked_abs().unwrap_or(0) % partition_count.max(1)
}

/// `String.hashCode` of Java: over UTF-16 code units, wrapping at 32 bits.
pub fn java_string_hash(text: &str) -> i32 {
    text.encode_utf16().fold(0i32, |hash, unit| hash.wrapping_mul(31).wrapping_add(i32::from(unit)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hash_equals_javas() {
        assert_eq!(java_string_hash(""), 0);
        assert_eq!(java_string_hash("hello world"), 1_794_106_052);
        assert_eq!(java_string_hash("polygenelubricants"), i32::MIN);
        // surrogate pairs count as two units
        assert_eq!(java_string_hash("\u{1F600}"), 1_772_899);
    }

    #[test]
    fn groups_are_where_apache_kafka_keeps_them() {
        assert_eq!(java_string_hash("static"), -892_481_938);
        assert_eq!(partition_for("static", 50), 38, "with the sign bit cleared it would be 10");
        assert_eq!(partition_for("connect-cluster", 5), 3);
        assert_eq!(partition_for("polygenelubricants", 50), 0);
    }
}
