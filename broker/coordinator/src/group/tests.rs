//! The group shard as a state machine: events in, answers and records out.

mod admin;
mod classic;
mod consumer;
mod consumer_fixture;
mod consumer_random;
mod fixture;
mod golden;
mod offsets;
mod replay;
mod static_members;
mod transactional;
