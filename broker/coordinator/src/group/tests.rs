//! The group shard as a state machine: events in, answers and records out.

mod admin;
mod classic;
mod fixture;
mod golden;
mod offsets;
mod replay;
mod static_members;
mod transactional;
