//! Runs formatting, lints, docs and tests.
fn main() {}
