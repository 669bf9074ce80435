// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

/// Kafka's `ControlRecordTypeSchema`.
pub mod control_record_type_schema;
pub use control_record_type_schema::ControlRecordTypeSchema;
/// Kafka's `EndTxnMarker`.
pub mod end_txn_marker;
pub use end_txn_marker::EndTxnMarker;
/// Kafka's `KRaftVersionRecord`.
pub mod k_raft_version_record;
pub use k_raft_version_record::KRaftVersionRecord;
/// Kafka's `LeaderChangeMessage`.
pub mod leader_change_message;
pub use leader_change_message::LeaderChangeMessage;
/// Kafka's `QuorumStateData`.
pub mod quorum_state_data;
pub use quorum_state_data::QuorumStateData;
/// Kafka's `SnapshotFooterRecord`.
pub mod snapshot_footer_record;
pub use snapshot_footer_record::SnapshotFooterRecord;
/// Kafka's `SnapshotHeaderRecord`.
pub mod snapshot_header_record;
pub use snapshot_header_record::SnapshotHeaderRecord;
/// Kafka's `VotersRecord`.
pub mod voters_record;
pub use voters_record::VotersRecord;
