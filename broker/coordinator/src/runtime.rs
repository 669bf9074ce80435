//! Shards, their writes, timers and loading.
