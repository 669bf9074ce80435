//! Log compaction.

mod offset_map;
mod plan;
mod retention;
mod transactions;
