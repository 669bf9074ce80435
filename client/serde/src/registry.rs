//! The client of a schema registry: the calls that serializers need, with memory.
//!
//! [`Registry`] asks over HTTP, goes on to the next of its URLs when one fails, and tries again what can pass. Answers
//! that never change (the schema of an id, the id of a registered schema) are kept; many who ask the same at once share
//! one request. [`wire`] is how an id travels with a record.

mod cache;
mod client;
mod config;
mod error;
mod http;
mod model;
mod serde_config;
mod tls;
pub mod wire;

#[cfg(any(feature = "avro", feature = "protobuf", feature = "json-schema"))]
pub(crate) mod reading;
#[cfg(any(feature = "avro", feature = "protobuf", feature = "json-schema"))]
pub(crate) mod writing;

pub use client::Registry;
pub use config::{Auth, REGISTRY, RegistryConfig};
pub use error::RegistryError;
pub use model::{Reference, Registered, Resolved, Schema, SchemaKind};
pub use serde_config::{SERDE, SerdeConfig, SubjectNameStrategy};
