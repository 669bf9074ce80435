//! `.kafka_cleanshutdown`: written last at a clean stop, removed at the next start.
//!
//! It holds the broker epoch since KIP-966, so that the controller can tell a broker that came back
//! after a clean stop from one that may have lost its last writes.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use crate::atomic_file::{read_text, sync_dir};

/// Name of the file.
pub const CLEAN_SHUTDOWN: &str = ".kafka_cleanshutdown";
const FILE_BYTES_MAX: u64 = 4096;

#[derive(serde::Serialize, serde::Deserialize)]
struct Content {
    version: i32,
    #[serde(rename = "brokerEpoch")]
    broker_epoch: i64,
}

/// Whether the log directory was stopped cleanly.
pub fn exists(log_dir: &Path) -> bool {
    log_dir.join(CLEAN_SHUTDOWN).exists()
}

/// The epoch of the broker that stopped; `None` if the file is missing or not readable.
pub fn read_broker_epoch(log_dir: &Path) -> Option<i64> {
    let text = read_text(&log_dir.join(CLEAN_SHUTDOWN), FILE_BYTES_MAX).ok()?;
    let content: Content = serde_json::from_str(&text).ok()?;
    Some(content.broker_epoch)
}

/// Marks the log directory as stopped cleanly. Everything else must be durable before.
///
/// # Errors
/// I/O errors.
pub fn write(log_dir: &Path, broker_epoch: i64) -> io::Result<()> {
    let content = serde_json::to_string(&Content { version: 0, broker_epoch })?;
    // No rename: a torn file still says that the stop was clean, only not of which epoch.
    let mut file = File::create(log_dir.join(CLEAN_SHUTDOWN))?;
    file.write_all(content.as_bytes())?;
    file.sync_all()?;
    sync_dir(log_dir)
}

/// Removes the mark durably, before anything in the directory is changed.
///
/// # Errors
/// I/O errors.
pub fn delete(log_dir: &Path) -> io::Result<()> {
    match fs::remove_file(log_dir.join(CLEAN_SHUTDOWN)) {
        Ok(()) => sync_dir(log_dir),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_what_kafka_writes() {
        let golden =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/log.dir/kafka_cleanshutdown.dotfile");
        let dir = tempfile::tempdir().unwrap();
        assert!(!exists(dir.path()));
        write(dir.path(), 16).unwrap();
        assert!(exists(dir.path()));
        assert_eq!(fs::read(dir.path().join(CLEAN_SHUTDOWN)).unwrap(), fs::read(golden).unwrap());
        assert_eq!(read_broker_epoch(dir.path()), Some(16));
        delete(dir.path()).unwrap();
        assert!(!exists(dir.path()));
        delete(dir.path()).unwrap();
    }

    #[test]
    fn nonsense_is_clean_without_an_epoch() {
        let dir = tempfile::tempdir().unwrap();
        for content in [&[0; 64][..], &[0xff; 5000], b"", b"{\"version\":0}"] {
            fs::write(dir.path().join(CLEAN_SHUTDOWN), content).unwrap();
            assert!(exists(dir.path()));
            assert_eq!(read_broker_epoch(dir.path()), None);
        }
    }
}
