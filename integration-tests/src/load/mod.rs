//! Loads that a client of our own puts on a broker, for figures that a virtual machine in the client would blur.

mod heartbeats;
mod latency;

pub use heartbeats::{Classics, Consumers};
pub use latency::{Latency, latency};
