//! A topic and partition, and the directory name it has.

use std::fmt;
use std::sync::Arc;

/// A partition of a topic.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TopicPartition {
    /// The topic's name.
    pub topic: Arc<str>,
    /// The partition's number.
    pub partition: i32,
}

/// A directory name that names no partition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "found directory {name}, which is not in the form of topic-partition or topic-partition.uniqueId-delete (if marked for deletion)"
)]
pub struct TopicPartitionError {
    /// The directory's name.
    pub name: String,
}

impl TopicPartition {
    /// A partition from a topic's name and a number.
    pub fn new(topic: impl Into<Arc<str>>, partition: i32) -> Self {
        Self { topic: topic.into(), partition }
    }

    /// The partition that a plain log directory `TOPIC-PARTITION` holds.
    ///
    /// # Errors
    /// If the name has no topic, no dash or no number after the last one.
    pub fn from_dir_name(name: &str) -> Result<Self, TopicPartitionError> {
        let error = || TopicPartitionError { name: name.to_owned() };
        let (topic, partition) = name.rsplit_once('-').ok_or_else(error)?;
        let partition: i32 = partition.parse().map_err(|_| error())?;
        if topic.is_empty() || partition < 0 {
            return Err(error());
        }
        Ok(Self::new(topic, partition))
    }
}

impl fmt::Display for TopicPartition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.topic, self.partition)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directory_names_split_at_the_last_dash() {
        let partition = TopicPartition::from_dir_name("my-topic-12").unwrap();
        assert_eq!(partition, TopicPartition::new("my-topic", 12));
        assert_eq!(partition.to_string(), "my-topic-12");
        for bad in ["", "-1", "topic", "topic-", "topic-x", "topic--", "t-1.2f-delete"] {
            assert!(TopicPartition::from_dir_name(bad).is_err(), "{bad}");
        }
    }
}
