//! Config definitions with Kafka's names, types and rules; properties files.
