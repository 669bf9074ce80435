//! `cleaner-offset-checkpoint`: the first dirty offset of each compacted log, a file per log directory.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};

use crate::Offset;
use crate::checkpoint::{CLEANER_OFFSET_CHECKPOINT, CheckpointError, read_offsets, write_offsets};
use crate::partition::TopicPartition;
use crate::unified::UnifiedLog;

/// The checkpoints of all directories. Each file is read once.
#[derive(Debug, Default)]
pub(crate) struct Checkpoints {
    dirs: HashMap<PathBuf, HashMap<TopicPartition, Entry>>,
}

#[derive(Debug)]
struct Entry {
    offset: Offset,
    /// The log it is about, once that was seen. A topic may be deleted and made again: then the offset says
    /// nothing about the new log.
    log: Option<Weak<UnifiedLog>>,
}

impl Entry {
    fn is_about(&self, log: &Arc<UnifiedLog>) -> bool {
        self.log.as_ref().is_none_or(|known| std::ptr::eq(known.as_ptr(), Arc::as_ptr(log)))
    }
}

impl Checkpoints {
    /// The first dirty offset of a log. A damaged file is as good as none: logs are cleaned from their start.
    pub(crate) fn get(&mut self, log: &Arc<UnifiedLog>) -> Option<Offset> {
        let entry = self.dir(log.parent_dir()).get_mut(log.partition())?;
        if !entry.is_about(log) {
            return None;
        }
        entry.log = Some(Arc::downgrade(log));
        Some(entry.offset)
    }

    /// Sets the first dirty offset of a log and writes the file; entries of logs that are gone are left out.
    pub(crate) fn set(
        &mut self,
        log: &Arc<UnifiedLog>,
        offset: Offset,
        exists: impl Fn(&TopicPartition) -> bool,
    ) -> std::io::Result<()> {
        let entries = self.dir(log.parent_dir());
        let is_gone = |entry: &Entry| entry.log.as_ref().is_some_and(|log| log.strong_count() == 0);
        entries.retain(|partition, entry| exists(partition) && !is_gone(entry));
        entries.insert(log.partition().clone(), Entry { offset, log: Some(Arc::downgrade(log)) });
        let mut lines: Vec<_> = entries.iter().collect();
        lines.sort_unstable_by(|a, b| a.0.cmp(b.0));
        let lines =
            lines.iter().map(|(partition, entry)| (&*partition.topic, partition.partition, entry.offset));
        write_offsets(&log.parent_dir().join(CLEANER_OFFSET_CHECKPOINT), lines)
    }

    fn dir(&mut self, dir: &Path) -> &mut HashMap<TopicPartition, Entry> {
        self.dirs.entry(dir.to_owned()).or_insert_with(|| match load(dir) {
            Ok(entries) => entries,
            Err(error) => {
                tracing::warn!(%error, "logs are cleaned from their start");
                HashMap::new()
            }
        })
    }
}

fn load(dir: &Path) -> Result<HashMap<TopicPartition, Entry>, CheckpointError> {
    let entries = read_offsets(&dir.join(CLEANER_OFFSET_CHECKPOINT))?;
    Ok(entries
        .into_iter()
        .map(|line| {
            let partition = TopicPartition::new(line.topic, line.partition);
            (partition, Entry { offset: line.offset, log: None })
        })
        .collect())
}
