//! Reading typed records.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::{Stream, stream};
use kavka_serde::{Deserializer, Part, Place, SerdeError};

use super::PREPARATIONS_MAX;
use crate::Consumer;
use crate::TopicPartition;
use crate::consumer::{ConsumeError, ConsumedRecord};

/// A record that was read.
#[derive(Debug, Clone)]
pub struct TypedConsumedRecord<K, V> {
    /// Topic and partition.
    pub at: Arc<TopicPartition>,
    /// Its offset.
    pub offset: i64,
    /// In ms since 1970; -1 for none.
    pub timestamp: i64,
    /// The epoch of the leader that wrote it; -1 where it is not known.
    pub leader_epoch: i32,
    /// The key.
    pub key: Option<K>,
    /// The value.
    pub value: Option<V>,
    /// In order; keys may repeat.
    pub headers: Vec<(Bytes, Option<Bytes>)>,
}

/// A record could not be deserialized (KIP-334, KIP-1036). Reading goes on after it.
#[derive(Debug, Clone, thiserror::Error)]
#[error("Error deserializing {} for partition {} at offset {}: {source}", name(*part), record.at, record.offset)]
pub struct RecordDeserializationError {
    /// Which of its parts.
    pub part: Part,
    /// The record as it was read: where it stands, and its bytes, such as for a dead letter queue.
    pub record: Box<ConsumedRecord>,
    /// Why.
    pub source: SerdeError,
}

/// As Kafka's message names it (`DeserializationExceptionOrigin`).
pub(super) fn name(part: Part) -> &'static str {
    match part {
        Part::Key => "KEY",
        Part::Value => "VALUE",
    }
}

/// A poll failed, or a record of a stream.
#[derive(Debug, Clone, thiserror::Error)]
pub enum TypedConsumeError {
    /// Reading failed.
    #[error(transparent)]
    Consume(#[from] ConsumeError),
    /// This record could not be deserialized.
    #[error(transparent)]
    Record(#[from] RecordDeserializationError),
    /// Nothing is wrong with the record, but it cannot be deserialized now, such as while the schema registry cannot be
    /// reached. It will be read again.
    #[error(
        "Error deserializing a record for partition {at} at offset {offset}, to be tried again: {source}"
    )]
    Later {
        /// Its partition.
        at: TopicPartition,
        /// Its offset.
        offset: i64,
        /// Why.
        source: SerdeError,
    },
}

type Outcome<K, V> = Result<TypedConsumedRecord<K, V>, RecordDeserializationError>;

/// A consumer of typed keys and values.
///
/// ```no_run
/// use std::time::Duration;
/// use kavka_client::config::ConsumerConfigBuilder;
/// use kavka_client::serde::{JsonSerde, standard::StringSerde};
/// use kavka_client::typed::TypedConsumer;
/// use kavka_client::Consumer;
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let settings = ConsumerConfigBuilder::new().bootstrap_servers("localhost:9092").group_id("readers");
/// let consumer = Consumer::new(settings.properties())?;
/// let mut consumer: TypedConsumer<String, Vec<u32>> =
///     TypedConsumer::new(consumer, StringSerde::default(), JsonSerde::new());
/// consumer.consumer_mut().subscribe(["numbers".to_string()])?;
/// for record in consumer.poll(Duration::from_secs(1)).await? {
///     match record {
///         Ok(record) => println!("{:?}: {:?}", record.key, record.value),
///         Err(error) => eprintln!("left out: {error}"),
///     }
/// }
/// consumer.into_inner().close().await;
/// # Ok(())
/// # }
/// ```
pub struct TypedConsumer<K, V> {
    consumer: Consumer,
    key: Box<dyn Deserializer<K>>,
    value: Box<dyn Deserializer<V>>,
}

impl<K, V> std::fmt::Debug for TypedConsumer<K, V> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TypedConsumer").field("consumer", &self.consumer).finish_non_exhaustive()
    }
}

impl<K: Send, V: Send> TypedConsumer<K, V> {
    /// Types for a consumer of bytes.
    pub fn new(
        consumer: Consumer,
        key: impl Deserializer<K> + 'static,
        value: impl Deserializer<V> + 'static,
    ) -> Self {
        Self { consumer, key: Box::new(key), value: Box::new(value) }
    }

    /// The consumer of bytes: what it is asked.
    pub fn consumer(&self) -> &Consumer {
        &self.consumer
    }

    /// The consumer of bytes: to subscribe, seek, commit, pause.
    pub fn consumer_mut(&mut self) -> &mut Consumer {
        &mut self.consumer
    }

    /// The consumer of bytes, to close it or to go on with.
    pub fn into_inner(self) -> Consumer {
        self.consumer
    }

    /// Records as [`Consumer::poll`] gives them, each deserialized or with the error that it has: other than in Java, a
    /// bad record stops nobody. Waits for schemas that are not known yet also longer than `timeout`, as long as the
    /// registry's settings say.
    ///
    /// Dropping the future loses no record.
    ///
    /// # Errors
    /// [`TypedConsumeError::Consume`]; [`TypedConsumeError::Later`] where the first record has to be tried again: the
    /// next poll begins with it.
    pub async fn poll(&mut self, timeout: Duration) -> Result<Vec<Outcome<K, V>>, TypedConsumeError> {
        let records = self.consumer.poll(timeout).await?;
        let Self { consumer, key, value } = self;
        let mut polled = Polled { consumer, records, is_done: false };
        let mut outcomes = Vec::with_capacity(polled.records.len());
        for at in 0..polled.records.len() {
            match deserialize(&polled.records[at], &**key, &**value).await {
                Err(error) if error.source.is_retriable() => {
                    polled.records.drain(..at);
                    if outcomes.is_empty() {
                        let (at, offset) = (TopicPartition::clone(&error.record.at), error.record.offset);
                        return Err(TypedConsumeError::Later { at, offset, source: error.source });
                    }
                    return Ok(outcomes);
                }
                outcome => outcomes.push(outcome),
            }
        }
        polled.is_done = true;
        Ok(outcomes)
    }

    /// Records one by one. A record that cannot be deserialized is an error of its own, after which the stream goes on;
    /// it ends after any other error, and the consumer does not.
    pub fn stream(
        &mut self,
    ) -> impl Stream<Item = Result<TypedConsumedRecord<K, V>, TypedConsumeError>> + '_ {
        const PATIENCE: Duration = Duration::from_secs(1);
        let start = (Some(self), VecDeque::<Outcome<K, V>>::new());
        stream::unfold(start, async |(consumer, mut outcomes)| {
            let consumer: &mut Self = consumer?;
            loop {
                if let Some(outcome) = outcomes.pop_front() {
                    return Some((outcome.map_err(Into::into), (Some(consumer), outcomes)));
                }
                match consumer.poll(PATIENCE).await {
                    Ok(polled) => outcomes = polled.into(),
                    Err(error) => return Some((Err(error), (None, outcomes))),
                }
            }
        })
    }
}

/// What a poll took and has not handed on: the consumer goes back to it if the poll ends early.
struct Polled<'a> {
    consumer: &'a mut Consumer,
    records: Vec<ConsumedRecord>,
    is_done: bool,
}

impl Drop for Polled<'_> {
    fn drop(&mut self) {
        if self.is_done {
            return;
        }
        let mut seen = HashSet::new();
        for record in &self.records {
            if seen.insert(record.at.clone()) {
                self.consumer.seek(&record.at, record.offset);
            }
        }
    }
}

async fn deserialize<K, V>(
    record: &ConsumedRecord,
    key: &dyn Deserializer<K>,
    value: &dyn Deserializer<V>,
) -> Outcome<K, V> {
    let failed = |part| {
        let record = || Box::new(record.clone());
        move |source| RecordDeserializationError { part, record: record(), source }
    };
    Ok(TypedConsumedRecord {
        key: part(record, Part::Key, record.key.as_ref(), key).await.map_err(failed(Part::Key))?,
        value: part(record, Part::Value, record.value.as_ref(), value).await.map_err(failed(Part::Value))?,
        at: record.at.clone(),
        offset: record.offset,
        timestamp: record.timestamp,
        leader_epoch: record.leader_epoch,
        headers: record.headers.clone(),
    })
}

async fn part<T>(
    record: &ConsumedRecord,
    part: Part,
    data: Option<&Bytes>,
    deserializer: &dyn Deserializer<T>,
) -> Result<Option<T>, SerdeError> {
    let Some(data) = data else { return Ok(None) };
    let place = Place { topic: &record.at.topic, part };
    let mut preparations = 0;
    loop {
        match deserializer.deserialize(place, &record.headers, data) {
            Err(SerdeError::NotPrepared) if preparations < PREPARATIONS_MAX => {
                preparations += 1;
                let preparation = deserializer.prepare(place, &record.headers, data);
                preparation.await?;
            }
            outcome => return outcome.map(Some),
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;
    use kavka_protocol::record::TimestampType;
    use kavka_serde::standard::{IntegerSerde, StringSerde, VoidSerde};
    use kavka_serde::{Preparation, ReadHeaders};

    use super::*;
    use crate::Properties;

    fn record(value: &'static [u8]) -> ConsumedRecord {
        ConsumedRecord {
            at: Arc::new(TopicPartition::new("t", 3)),
            offset: 7,
            timestamp: 1,
            timestamp_type: TimestampType::CreateTime,
            leader_epoch: 0,
            key: None,
            value: Some(Bytes::from_static(value)),
            headers: Vec::new(),
        }
    }

    #[tokio::test]
    async fn a_bad_record_names_its_part_and_place() {
        let error = deserialize(&record(b"abc"), &VoidSerde, &IntegerSerde).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "Error deserializing VALUE for partition t-3 at offset 7: \
             Size of data received by IntegerDeserializer is not 4"
        );
        assert_eq!(error.record.value.as_deref(), Some(&b"abc"[..]));
        let read = deserialize(&record(b"abc"), &VoidSerde, &StringSerde::default()).await.unwrap();
        assert_eq!((read.key.is_none(), read.value.as_deref(), read.offset), (true, Some("abc"), 7));
    }

    /// Never ready, and its preparations succeed all the same.
    struct Forgetful;

    impl Deserializer<u8> for Forgetful {
        fn deserialize(&self, _: Place<'_>, _: &ReadHeaders, _: &Bytes) -> Result<u8, SerdeError> {
            Err(SerdeError::NotPrepared)
        }

        fn prepare(&self, _: Place<'_>, _: &ReadHeaders, _: &Bytes) -> Preparation {
            futures::future::ready(Ok(())).boxed()
        }
    }

    #[tokio::test]
    async fn what_is_never_prepared_ends_after_some_tries() {
        let error = deserialize(&record(b""), &VoidSerde, &Forgetful).await.unwrap_err();
        assert!(matches!(error.source, SerdeError::NotPrepared) && error.source.is_retriable());
    }

    #[test]
    fn polls_can_move_between_threads() {
        fn is_send<T: Send>(_: &T) {}
        let properties = Properties::from([("bootstrap.servers".to_string(), "127.0.0.1:1".to_string())]);
        let consumer = Consumer::new(&properties).unwrap();
        let mut consumer = TypedConsumer::new(consumer, StringSerde::default(), IntegerSerde);
        is_send(&consumer.poll(Duration::ZERO));
        is_send(&consumer.stream());
    }

    #[test]
    fn a_poll_that_ends_early_goes_back_to_what_it_took() {
        let properties = Properties::from([("bootstrap.servers".to_string(), "127.0.0.1:1".to_string())]);
        let mut consumer = Consumer::new(&properties).unwrap();
        let at = TopicPartition::new("t", 3);
        consumer.assign([at.clone()]);
        for (is_done, position) in [(true, 9), (false, 7)] {
            consumer.seek(&at, 9);
            let records = vec![record(b""), ConsumedRecord { offset: 8, ..record(b"") }];
            drop(Polled { consumer: &mut consumer, records, is_done });
            assert_eq!(consumer.position(&at), Some(position));
        }
    }
}
