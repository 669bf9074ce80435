//! Serializers and deserializers of keys and values.
//!
//! [`Serializer`] and [`Deserializer`] are what a typed producer or consumer asks. [`standard`] has those of
//! `org.apache.kafka.common.serialization`, byte for byte; [`JsonSerde`] is plain JSON. With cargo features there are
//! Avro (`avro`), Protobuf (`protobuf`) and JSON Schema (`json-schema`) in the wire format of Confluent's serializers,
//! over one `registry` client.
//!
//! Both traits are synchronous. What needs a schema that is not known yet says [`SerdeError::NotPrepared`], and
//! `prepare` gives the future that fetches it; every later record finds it in memory. So a registry never blocks a
//! thread of the runtime, and the others pay nothing for it.

mod error;
mod json;
mod traits;

pub mod standard;

#[cfg(feature = "avro")]
pub mod avro;
#[cfg(feature = "json-schema")]
pub mod json_schema;
#[cfg(feature = "protobuf")]
pub mod protobuf;
#[cfg(feature = "registry")]
pub mod registry;

pub use error::SerdeError;
pub use json::JsonSerde;
pub use traits::{
    Deserializer, Headers, Pair, Part, Place, Preparation, ReadHeaders, Serde, Serializer, prepared,
};
