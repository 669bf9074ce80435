//! Whether the log directories are this node's.

use std::path::PathBuf;

use kavka_broker_config::BrokerConfig;
use kavka_log::meta_properties::{self, META_PROPERTIES};
use uuid::Uuid;

use super::StartError;

/// What the directories say about themselves.
#[derive(Debug)]
pub(super) struct Directories {
    pub(super) cluster_id: String,
    /// `directory.id` of the directory with the metadata log.
    pub(super) metadata_directory_id: Uuid,
    /// Those that can be read; the others are offline from the start.
    pub(super) usable: Vec<PathBuf>,
}

/// Reads the `meta.properties` of every directory. One that cannot be read is left out; one that
/// is not formatted, or belongs to someone else, stops the start.
pub(super) fn check(config: &BrokerConfig) -> Result<Directories, StartError> {
    let mut cluster_id: Option<String> = None;
    let mut metadata_directory_id = None;
    let mut usable = Vec::new();
    let mut dirs = config.log_dirs.clone();
    if !dirs.contains(&config.metadata_log_dir) {
        dirs.push(config.metadata_log_dir.clone());
    }
    for dir in dirs {
        let meta = match meta_properties::read(&dir) {
            Ok(Some(meta)) => meta,
            Ok(None) => return Err(StartError::NotFormatted { dir }),
            Err(error) if dir == config.metadata_log_dir => return Err(StartError::Unreadable { error }),
            Err(error) => {
                tracing::error!(dir = %dir.display(), %error, "log directory is offline");
                continue;
            }
        };
        let foreign = |key, expected: &str, found: String| {
            let file = dir.join(META_PROPERTIES);
            Err(StartError::Foreign { key, file, expected: expected.to_owned(), found })
        };
        if let Some(found) = meta.node_id.filter(|id| *id != config.node_id) {
            return foreign("node.id", &config.node_id.to_string(), found.to_string());
        }
        match (&cluster_id, meta.cluster_id) {
            (Some(known), Some(found)) if *known != found => return foreign("cluster.id", known, found),
            (None, Some(found)) => cluster_id = Some(found),
            _ => {}
        }
        if dir == config.metadata_log_dir {
            metadata_directory_id = meta.directory_id;
        }
        if config.log_dirs.contains(&dir) {
            usable.push(dir);
        }
    }
    let cluster_id =
        cluster_id.ok_or_else(|| StartError::NoClusterId { dir: config.metadata_log_dir.clone() })?;
    // Directories formatted before Kafka 3.7 have no id; the quorum knows such a voter by its node id alone.
    Ok(Directories { cluster_id, metadata_directory_id: metadata_directory_id.unwrap_or_default(), usable })
}
