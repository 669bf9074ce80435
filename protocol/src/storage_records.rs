//! Producer snapshots of a log directory, and records about remote segments.

pub use crate::generated::storage::*;
