//! Names of the files and directories of a log.

use std::path::{Path, PathBuf};

use uuid::Uuid;

use crate::partition::{TopicPartition, TopicPartitionError};

pub(crate) const LOG: &str = ".log";
pub(crate) const INDEX: &str = ".index";
pub(crate) const TIME_INDEX: &str = ".timeindex";
pub(crate) const TXN_INDEX: &str = ".txnindex";
pub(crate) const SNAPSHOT: &str = ".snapshot";
pub(crate) const DELETED: &str = ".deleted";
pub(crate) const CLEANED: &str = ".cleaned";
pub(crate) const SWAP: &str = ".swap";

const DELETE_DIR: &str = "-delete";
const FUTURE_DIR: &str = "-future";
const STRAY_DIR: &str = "-stray";
/// Longest file name of common file systems.
const NAME_BYTES_MAX: usize = 255;

/// `dir/00000000000000000042.log` and the like; `suffix` is empty or one of `.deleted`, `.cleaned`, `.swap`.
pub(crate) fn segment_file(dir: &Path, base_offset: i64, kind: &str, suffix: &str) -> PathBuf {
    dir.join(format!("{base_offset:020}{kind}{suffix}"))
}

/// What a file in a partition directory is, as far as its name tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FileName<'a> {
    pub(crate) offset: i64,
    /// One of `.log`, `.index`, `.timeindex`, `.txnindex`, `.snapshot`, or something unknown.
    pub(crate) kind: &'a str,
    /// Empty, `.deleted`, `.cleaned` or `.swap`.
    pub(crate) suffix: &'a str,
}

impl<'a> FileName<'a> {
    /// Takes a name apart; `None` if it does not begin with an offset.
    pub(crate) fn parse(name: &'a str) -> Option<Self> {
        let dot = name.find('.')?;
        let offset = name[..dot].parse().ok().filter(|offset| *offset >= 0)?;
        let rest = &name[dot..];
        let suffix = [DELETED, CLEANED, SWAP].into_iter().find(|suffix| rest.ends_with(suffix));
        let suffix = suffix.unwrap_or("");
        Some(Self { offset, kind: &rest[..rest.len() - suffix.len()], suffix })
    }
}

/// What a directory in a log directory holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DirKind {
    /// A replica in use.
    Current,
    /// A replica that is moving here.
    Future,
    /// A deleted replica whose files still go away.
    Delete,
    /// A replica that the metadata does not know.
    Stray,
}

impl DirKind {
    fn suffix(self) -> &'static str {
        match self {
            Self::Current => "",
            Self::Future => FUTURE_DIR,
            Self::Delete => DELETE_DIR,
            Self::Stray => STRAY_DIR,
        }
    }

    /// A fresh directory name of this kind.
    pub(crate) fn dir_name(self, partition: &TopicPartition) -> String {
        if self == Self::Current {
            return partition.to_string();
        }
        let end = format!("-{}.{}{}", partition.partition, Uuid::new_v4().simple(), self.suffix());
        // A future directory keeps the whole topic, since the move ends in a rename back to it; topic names
        // are at most 249 bytes and ASCII, but a name from disk may be anything.
        let mut topic: &str = &partition.topic;
        if self != Self::Future {
            while topic.len() > NAME_BYTES_MAX - end.len() {
                topic = &topic[..topic.floor_char_boundary(topic.len() - 1)];
            }
        }
        format!("{topic}{end}")
    }
}

/// The partition and kind of a directory's name.
///
/// # Errors
/// If the name is not in Kafka's form.
pub(crate) fn parse_dir(name: &str) -> Result<(TopicPartition, DirKind), TopicPartitionError> {
    for kind in [DirKind::Delete, DirKind::Future, DirKind::Stray] {
        if let Some(rest) = name.strip_suffix(kind.suffix())
            && let Some((partition, _unique)) = rest.rsplit_once('.')
        {
            let partition = TopicPartition::from_dir_name(partition)
                .map_err(|_| TopicPartitionError { name: name.to_owned() })?;
            return Ok((partition, kind));
        }
    }
    Ok((TopicPartition::from_dir_name(name)?, DirKind::Current))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_come_apart() {
        let parse = FileName::parse;
        let name = |offset, kind, suffix| Some(FileName { offset, kind, suffix });
        assert_eq!(parse("00000000000000000042.log"), name(42, LOG, ""));
        assert_eq!(parse("00000000000000000042.timeindex.swap"), name(42, TIME_INDEX, SWAP));
        assert_eq!(parse("00000000000000000007.snapshot.deleted"), name(7, SNAPSHOT, DELETED));
        assert_eq!(parse("leader-epoch-checkpoint"), None);
        assert_eq!(parse("partition.metadata"), None);
        assert_eq!(
            segment_file(Path::new("d"), 42, INDEX, CLEANED),
            Path::new("d/00000000000000000042.index.cleaned")
        );
    }

    #[test]
    fn directory_names_round_trip_and_stay_short() {
        let partition = TopicPartition::new("a".repeat(249), 12345);
        for kind in [DirKind::Delete, DirKind::Stray] {
            let name = kind.dir_name(&partition);
            assert!(name.len() <= NAME_BYTES_MAX);
            assert_eq!(parse_dir(&name).unwrap().1, kind);
        }
        let partition = TopicPartition::new("a.b-c", 3);
        for kind in [DirKind::Current, DirKind::Future, DirKind::Delete, DirKind::Stray] {
            assert_eq!(parse_dir(&kind.dir_name(&partition)).unwrap(), (partition.clone(), kind));
        }
        assert!(parse_dir("lost+found").is_err());
    }

    #[test]
    fn a_topic_may_end_like_a_deleted_directory() {
        let partition = TopicPartition::new("x-delete", 0);
        assert_eq!(parse_dir("x-delete-0").unwrap(), (partition, DirKind::Current));
    }
}
