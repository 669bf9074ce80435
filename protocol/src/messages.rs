//! Requests and responses, exactly one type per API and side.
//!
//! Most come from kafka-protocol 0.18, which follows Kafka 4.1; the fourteen APIs that changed up
//! to 4.3 are generated here, in the same style, and take the crate's place. Structs inside a
//! message live in the module of its name, as in `list_offsets_request::ListOffsetsPartition`.

pub use crate::generated::messages::*;
