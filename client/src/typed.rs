//! Producer and consumer of typed keys and values, over those of bytes.
//!
//! [`TypedProducer`] serializes into one buffer per record and sends that; [`TypedConsumer`] deserializes what a poll
//! brought. Where a serializer needs a schema that is not known yet, they wait for it ([`crate::serde`]). Programs that
//! use bytes pay nothing for any of it.

mod consumer;
mod producer;

pub use consumer::{RecordDeserializationError, TypedConsumeError, TypedConsumedRecord, TypedConsumer};
pub use producer::{TypedProduceError, TypedProducer, TypedRecord};

/// How often something is prepared for one record before it counts as failed: what was prepared may be forgotten again
/// where a cache is too small.
const PREPARATIONS_MAX: u32 = 3;
