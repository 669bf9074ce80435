//! Clusters under test, simulation, recorded behaviour of Apache Kafka.
