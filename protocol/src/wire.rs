//! Encoding and decoding of messages, and kafka-protocol's traits and strings under one name.

pub(crate) mod codec;

use bytes::{Bytes, BytesMut};

pub use codec::CodecError;
pub use kafka_protocol::protocol::buf::{ByteBuf, ByteBufMut};
pub use kafka_protocol::protocol::{
    Decodable, Encodable, HeaderVersion, Message, Request, StrBytes, VersionRange,
};

/// Bytes that are not the message they should be.
#[derive(Debug, thiserror::Error)]
#[error("cannot decode {what} version {version}: {reason}")]
pub struct DecodeError {
    /// The message's Rust type.
    pub what: &'static str,
    /// The version it was read at.
    pub version: i16,
    /// What is wrong, in words.
    pub reason: String,
}

/// A message that its version cannot carry.
#[derive(Debug, thiserror::Error)]
#[error("cannot encode {what} version {version}: {reason}")]
pub struct EncodeError {
    /// The message's Rust type.
    pub what: &'static str,
    /// The version it was written at.
    pub version: i16,
    /// What is wrong, in words.
    pub reason: String,
}

/// Reads a message and leaves what follows it in `bytes`.
///
/// Requests and responses from outside must have passed [`crate::guard`] first: kafka-protocol
/// reserves memory for as many elements as a count says.
///
/// # Errors
/// The bytes are not such a message.
pub fn decode<T: Decodable>(bytes: &mut Bytes, version: i16) -> Result<T, DecodeError> {
    T::decode(bytes, version).map_err(|e| DecodeError {
        what: std::any::type_name::<T>(),
        version,
        reason: e.to_string(),
    })
}

/// Appends a message to `out`.
///
/// # Errors
/// A field has a value that `version` cannot carry.
pub fn encode<T: Encodable>(message: &T, version: i16, out: &mut BytesMut) -> Result<(), EncodeError> {
    message.encode(out, version).map_err(|e| EncodeError {
        what: std::any::type_name::<T>(),
        version,
        reason: e.to_string(),
    })
}

/// A message alone in bytes of its own.
///
/// # Errors
/// As [`encode`].
pub fn encode_to_bytes<T: Encodable>(message: &T, version: i16) -> Result<Bytes, EncodeError> {
    let mut out = BytesMut::new();
    encode(message, version, &mut out)?;
    Ok(out.freeze())
}
