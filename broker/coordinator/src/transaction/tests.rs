//! The shard, moved by hand.

mod end;
mod fixture;
mod golden;
mod init;
mod look;
mod partitions;
mod random;
mod time;
