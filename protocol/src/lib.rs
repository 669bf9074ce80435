//! Every byte on the wire and in a record batch: no I/O, no async, no clock.
//!
//! A frame from the network goes through [`header`], then [`guard`], then [`wire::decode`] into
//! one of [`messages`]; its record bytes stay as they are and are looked at through [`record`].

pub mod api_key;
pub mod compression;
pub mod control_records;
pub mod coordinator_records;
pub mod error_code;
#[rustfmt::skip]
#[allow(clippy::all, reason = "written by a program; read by none")]
mod generated;
pub mod group_metadata;
pub mod guard;
pub mod header;
pub mod java_order;
pub mod messages;
pub mod metadata_records;
pub mod record;
pub mod scram;
pub mod storage_records;
pub mod wire;

pub use api_key::{ApiInfo, ApiKey};
pub use error_code::ErrorCode;

/// Schemas of all records that Kafka keeps in its own topics and files, as JSON: one object with a schema by
/// name, for tools that show records without a type for each.
pub const RECORD_SCHEMAS: &str = include_str!("../schemas/records.json");
