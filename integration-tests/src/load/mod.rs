//! Loads that a client of our own puts on a broker, for figures that a virtual machine in the client would blur.

mod latency;

pub use latency::{Latency, latency};
