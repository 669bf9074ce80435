//! The Kafka broker.
