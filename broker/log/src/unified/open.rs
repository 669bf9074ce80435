//! Opening a log.

use std::fs;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64};

use parking_lot::{Mutex, RwLock};

use super::{LogOpenOptions, Marks, Position, UnifiedLog, Writer};
use crate::context::DirContext;
use crate::errors::LogError;
use crate::loader::Loader;
use crate::partition_metadata::{self, PartitionMetadataError};
use crate::snapshots::Expiration;

impl UnifiedLog {
    /// Opens or makes the log in a directory, recovering what a crash left behind. The high watermark begins at the
    /// log's start.
    ///
    /// No [`crate::LogManager`] owns this log: what appends leave for later, such as the removal of deleted files, is
    /// done by [`Self::flush`].
    ///
    /// # Errors
    /// [`LogError::Storage`], [`LogError::Corrupt`].
    pub fn open(options: LogOpenOptions) -> Result<Arc<Self>, LogError> {
        let parent = options.dir.parent().unwrap_or(&options.dir).to_owned();
        let context = DirContext::standalone(parent, options.now_ms);
        Self::open_in(options, context)
    }

    pub(crate) fn open_in(options: LogOpenOptions, context: Arc<DirContext>) -> Result<Arc<Self>, LogError> {
        let opened = Self::load(&options, Arc::clone(&context));
        let log = opened.map_err(|source| LogError::Storage {
            action: format!("error while loading the log of {}", options.partition),
            dir: context.path.clone(),
            source,
        })?;
        if let Some(topic_id) = options.topic_id {
            log.assign_topic_id(topic_id)?;
        }
        Ok(log)
    }

    fn load(options: &LogOpenOptions, context: Arc<DirContext>) -> io::Result<Arc<Self>> {
        fs::create_dir_all(&options.dir)?;
        let dir = Arc::new(RwLock::new(options.dir.clone()));
        let topic_id = match partition_metadata::read(&options.dir) {
            Ok(topic_id) => topic_id,
            Err(PartitionMetadataError::Io { source, .. }) => return Err(source),
            Err(error) => return Err(io::Error::new(io::ErrorKind::InvalidData, error.to_string())),
        };
        let loader = Loader {
            dir: &dir,
            partition: &options.partition,
            config: &options.config,
            log_start_offset: options.log_start_offset,
            recovery_point: options.recovery_point,
            clean_shutdown: options.clean_shutdown,
            expiration: Expiration { now_ms: options.now_ms, after_ms: options.producer_id_expiration_ms },
        };
        let loaded = loader.load()?;
        let log_start_offset = loaded.log_start_offset;
        let has_transactions = loaded.producers.has_transactions();
        let log = Arc::new_cyclic(|this| Self {
            this: this.clone(),
            partition: options.partition.clone(),
            dir,
            context,
            topic_id: Mutex::new(topic_id),
            config: RwLock::new(Arc::new(options.config.clone())),
            segments: loaded.segments,
            writer: Mutex::new(Writer {
                producers: loaded.producers,
                snapshots: loaded.snapshots,
                closed: false,
            }),
            epochs: Mutex::new(loaded.epochs),
            end: Mutex::new(Position::unknown(loaded.log_end_offset)),
            marks: Mutex::new(Marks {
                high_watermark: Position::unknown(log_start_offset),
                first_unstable: None,
            }),
            log_start_offset: AtomicI64::new(log_start_offset),
            log_end_offset: AtomicI64::new(loaded.log_end_offset),
            high_watermark: AtomicI64::new(log_start_offset),
            first_unstable_offset: AtomicI64::new(i64::MAX),
            has_transactions: AtomicBool::new(has_transactions),
            recovery_point: AtomicI64::new(loaded.recovery_point),
            last_flush_ms: AtomicI64::new(options.now_ms),
            producer_id_expiration_ms: AtomicI64::new(options.producer_id_expiration_ms),
            verify_transactions: AtomicBool::new(options.verify_transactions),
        });
        log.publish_end(loaded.log_end_offset);
        log.update_first_unstable(&log.writer.lock());
        Ok(log)
    }
}
