//! Every byte on the wire and in a record batch.

pub mod compression;
pub mod record;
