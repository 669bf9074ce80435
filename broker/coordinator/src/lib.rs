//! Group, transaction and share coordinators as state machines.
