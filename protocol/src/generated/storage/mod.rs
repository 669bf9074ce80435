// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

/// Kafka's `ProducerSnapshot`.
pub mod producer_snapshot;
pub use producer_snapshot::ProducerSnapshot;
/// Kafka's `RemoteLogSegmentMetadataRecord`.
pub mod remote_log_segment_metadata_record;
pub use remote_log_segment_metadata_record::RemoteLogSegmentMetadataRecord;
/// Kafka's `RemoteLogSegmentMetadataSnapshotRecord`.
pub mod remote_log_segment_metadata_snapshot_record;
pub use remote_log_segment_metadata_snapshot_record::RemoteLogSegmentMetadataSnapshotRecord;
/// Kafka's `RemoteLogSegmentMetadataUpdateRecord`.
pub mod remote_log_segment_metadata_update_record;
pub use remote_log_segment_metadata_update_record::RemoteLogSegmentMetadataUpdateRecord;
/// Kafka's `RemotePartitionDeleteMetadataRecord`.
pub mod remote_partition_delete_metadata_record;
pub use remote_partition_delete_metadata_record::RemotePartitionDeleteMetadataRecord;
