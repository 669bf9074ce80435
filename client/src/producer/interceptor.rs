//! What programs plug into a producer.

use super::{ProduceError, Record, Written};
use crate::TopicPartition;
use crate::cluster::Topic;

/// Sees each record before it is sent and what became of it, as Java's `ProducerInterceptor`.
///
/// Both methods are called where the record is handled, so they must be quick and must not block.
pub trait Interceptor: Send + Sync {
    /// May change the record; called before its partition is chosen.
    fn on_send(&self, record: Record) -> Record {
        record
    }

    /// Called once for each record, before its delivery future resolves. `at` may be without a partition (-1) where
    /// the record failed before one was chosen.
    fn on_acknowledgement(&self, at: &TopicPartition, result: Result<&Written, &ProduceError>) {
        let _ = (at, result);
    }
}

/// Chooses the partition of records that do not name one, in place of the built-in way.
pub trait Partitioner: Send + Sync {
    /// A partition of `topic`, whose partitions are `partitions`; it must be one of them.
    fn partition(&self, topic: &str, key: Option<&[u8]>, value: Option<&[u8]>, partitions: &Topic) -> i32;
}
