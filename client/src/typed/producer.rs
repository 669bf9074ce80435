//! Writing typed records.

use kavka_serde::{Headers, Part, Place, SerdeError, Serializer};

use super::PREPARATIONS_MAX;
use crate::Producer;
use crate::producer::{Delivery, HeadersRef, ProduceError, RecordRef};

/// A record to write, with key and value borrowed.
#[derive(Debug, Clone)]
pub struct TypedRecord<'a, K: ?Sized, V: ?Sized> {
    /// Where to.
    pub topic: &'a str,
    /// The partition; by key, or any, if absent.
    pub partition: Option<i32>,
    /// In ms since 1970; now if absent.
    pub timestamp: Option<i64>,
    /// The key.
    pub key: Option<&'a K>,
    /// The value; none is a tombstone in a compacted topic.
    pub value: Option<&'a V>,
    /// In order; serializers may add some.
    pub headers: Headers,
}

impl<'a, K: ?Sized, V: ?Sized> TypedRecord<'a, K, V> {
    /// A record without key for a topic.
    pub fn new(topic: &'a str, value: &'a V) -> Self {
        Self {
            topic,
            partition: None,
            timestamp: None,
            key: None,
            value: Some(value),
            headers: Headers::new(),
        }
    }

    /// The same record with a key.
    #[must_use]
    pub fn with_key(mut self, key: &'a K) -> Self {
        self.key = Some(key);
        self
    }
}

/// A typed record was not written.
#[derive(Debug, Clone, thiserror::Error)]
pub enum TypedProduceError {
    /// Its key or value could not be serialized; nothing was sent.
    #[error("Error serializing the {} of a record for topic {topic}: {source}", super::consumer::name(*part))]
    Serialization {
        /// Which of them.
        part: Part,
        /// The topic.
        topic: String,
        /// Why.
        source: SerdeError,
    },
    /// It could not be sent.
    #[error(transparent)]
    Produce(#[from] ProduceError),
}

/// A producer of typed keys and values. Share it by reference, as [`Producer`].
///
/// ```no_run
/// use kavka_client::serde::{JsonSerde, standard::StringSerde};
/// use kavka_client::config::ProducerConfigBuilder;
/// use kavka_client::typed::{TypedProducer, TypedRecord};
/// use kavka_client::Producer;
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let config = ProducerConfigBuilder::new().bootstrap_servers("localhost:9092").build()?;
/// let producer: TypedProducer<str, Vec<u32>> =
///     TypedProducer::new(Producer::from_config(config)?, StringSerde::default(), JsonSerde::new());
/// let delivery = producer.send(TypedRecord::new("numbers", &vec![1, 2, 3]).with_key("low")).await?;
/// println!("at offset {}", delivery.await?.offset);
/// producer.into_inner().close().await;
/// # Ok(())
/// # }
/// ```
pub struct TypedProducer<K: ?Sized, V: ?Sized> {
    producer: Producer,
    key: Box<dyn Serializer<K>>,
    value: Box<dyn Serializer<V>>,
}

impl<K: ?Sized, V: ?Sized> std::fmt::Debug for TypedProducer<K, V> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TypedProducer").field("producer", &self.producer).finish_non_exhaustive()
    }
}

impl<K: ?Sized, V: ?Sized> TypedProducer<K, V> {
    /// Types for a producer of bytes.
    pub fn new(
        producer: Producer,
        key: impl Serializer<K> + 'static,
        value: impl Serializer<V> + 'static,
    ) -> Self {
        Self { producer, key: Box::new(key), value: Box::new(value) }
    }

    /// The producer of bytes: for transactions, `flush`, metrics.
    pub fn producer(&self) -> &Producer {
        &self.producer
    }

    /// The producer of bytes, to close it or to go on with.
    pub fn into_inner(self) -> Producer {
        self.producer
    }

    /// Serializes a record and puts it in a batch, as [`Producer::send`]. Waits for schemas that are not known yet, as
    /// long as the registry's settings say.
    ///
    /// # Errors
    /// [`TypedProduceError::Serialization`]; [`TypedProduceError::Produce`] as of [`Producer::send`].
    pub async fn send(&self, record: TypedRecord<'_, K, V>) -> Result<Delivery, TypedProduceError> {
        let TypedRecord { topic, partition, timestamp, key, value, mut headers } = record;
        let mut bytes = Vec::new();
        let key = self.part(Place::key(topic), &*self.key, key, &mut headers, &mut bytes).await?;
        let value = self.part(Place::value(topic), &*self.value, value, &mut headers, &mut bytes).await?;
        let part = |range: Option<std::ops::Range<usize>>| range.map(|range| &bytes[range]);
        let headers = HeadersRef::Owned(&headers);
        let (key, value) = (part(key), part(value));
        Ok(self.producer.send(RecordRef { topic, partition, timestamp, key, value, headers }).await?)
    }

    /// Appends one part to `bytes` and says where it is.
    async fn part<T: ?Sized>(
        &self,
        place: Place<'_>,
        serializer: &dyn Serializer<T>,
        data: Option<&T>,
        headers: &mut Headers,
        bytes: &mut Vec<u8>,
    ) -> Result<Option<std::ops::Range<usize>>, TypedProduceError> {
        let Some(data) = data else { return Ok(None) };
        let start = bytes.len();
        let failed = |source| TypedProduceError::Serialization {
            part: place.part,
            topic: place.topic.to_owned(),
            source,
        };
        let mut preparations = 0;
        loop {
            match serializer.serialize(place, headers, data, bytes) {
                Ok(()) => return Ok(Some(start..bytes.len())),
                Err(SerdeError::NotPrepared) if preparations < PREPARATIONS_MAX => {
                    bytes.truncate(start);
                    preparations += 1;
                    let preparation = serializer.prepare(place, data);
                    preparation.await.map_err(failed)?;
                }
                Err(error) => return Err(failed(error)),
            }
        }
    }
}
