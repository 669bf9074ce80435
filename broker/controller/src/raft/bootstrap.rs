//! The records that begin a cluster, from `bootstrap.checkpoint`.

use std::path::Path;

use kavka_protocol::metadata_records::{FeatureLevelRecord, MetadataRecord};
use kavka_protocol::wire::StrBytes;

use super::batch::Entry;
use super::snapshot::{self, SnapshotError};
use crate::features::{FEATURES, KRAFT_VERSION, METADATA_VERSION, MetadataVersion};
use crate::format::BOOTSTRAP_CHECKPOINT;

/// Reads `bootstrap.checkpoint` of the metadata log's directory. A directory without one starts with the levels
/// of the latest production release, as Kafka does.
///
/// # Errors
/// [`SnapshotError`].
pub fn read(log_dir: &Path) -> Result<Vec<MetadataRecord>, SnapshotError> {
    let path = log_dir.join(BOOTSTRAP_CHECKPOINT);
    if !path.exists() {
        return Ok(defaults(MetadataVersion::LATEST_PRODUCTION));
    }
    let mut records = Vec::new();
    snapshot::read(&path, |entry| {
        if let Entry::Data(record) = entry {
            records.push(*record);
        }
    })?;
    Ok(records)
}

/// Every feature at its default level; those at 0, and `kraft.version`, have no record.
fn defaults(metadata_version: MetadataVersion) -> Vec<MetadataRecord> {
    let others = FEATURES
        .iter()
        .filter(|f| f.name != KRAFT_VERSION)
        .map(|f| (f.name, f.default_level(metadata_version.0)))
        .filter(|(_, level)| *level > 0);
    std::iter::once((METADATA_VERSION, metadata_version.0))
        .chain(others)
        .map(|(name, level)| {
            MetadataRecord::FeatureLevel(
                FeatureLevelRecord::default()
                    .with_name(StrBytes::from_static_str(name))
                    .with_feature_level(level),
            )
        })
        .collect()
}
