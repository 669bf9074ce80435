//! Our client against a real node: Kavka, or Apache Kafka 4.3 with `KAVKA_TEST_SUBJECT=apache`.

mod connections;
mod faults;
mod raw;
mod transactions;
