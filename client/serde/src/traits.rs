//! The two traits.

use std::sync::Arc;

use bytes::Bytes;
use futures::FutureExt;
use futures::future::BoxFuture;

use crate::SerdeError;

/// The headers of a record to write, in order; keys may repeat.
pub type Headers = Vec<(String, Option<Bytes>)>;

/// The headers of a record that was read, in order; keys may repeat.
pub type ReadHeaders = [(Bytes, Option<Bytes>)];

/// What fetches schemas. It may be dropped at any time: what it was fetching is fetched by the next who asks.
pub type Preparation = BoxFuture<'static, Result<(), SerdeError>>;

/// A preparation with nothing to do.
pub fn prepared() -> Preparation {
    futures::future::ready(Ok(())).boxed()
}

/// Which part of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// The key.
    Key,
    /// The value.
    Value,
}

/// Where the data belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// The topic.
    pub topic: &'a str,
    /// Key or value.
    pub part: Part,
}

impl<'a> Place<'a> {
    /// The keys of a topic.
    pub fn key(topic: &'a str) -> Self {
        Self { topic, part: Part::Key }
    }

    /// The values of a topic.
    pub fn value(topic: &'a str) -> Self {
        Self { topic, part: Part::Value }
    }
}

/// Turns a value into bytes. A null of Kafka's is never asked for: absent keys and values stay absent.
///
/// Source: `org.apache.kafka.common.serialization.Serializer`.
pub trait Serializer<T: ?Sized>: Send + Sync {
    /// Appends the bytes of `data` to `out`, and may add headers. On an error `out` may hold a part, and headers are as
    /// they were.
    ///
    /// # Errors
    /// [`SerdeError`]; [`SerdeError::NotPrepared`] where [`Self::prepare`] has to be awaited before.
    fn serialize(
        &self,
        place: Place<'_>,
        headers: &mut Headers,
        data: &T,
        out: &mut Vec<u8>,
    ) -> Result<(), SerdeError>;

    /// Fetches what [`Self::serialize`] needs for such data.
    fn prepare(&self, _place: Place<'_>, _data: &T) -> Preparation {
        prepared()
    }
}

/// Turns bytes into a value. A null of Kafka's is never asked for.
///
/// Source: `org.apache.kafka.common.serialization.Deserializer`.
pub trait Deserializer<T>: Send + Sync {
    /// Reads all of `data`.
    ///
    /// # Errors
    /// [`SerdeError`]; [`SerdeError::NotPrepared`] where [`Self::prepare`] has to be awaited before.
    fn deserialize(&self, place: Place<'_>, headers: &ReadHeaders, data: &Bytes) -> Result<T, SerdeError>;

    /// Fetches what [`Self::deserialize`] needs for these bytes.
    fn prepare(&self, _place: Place<'_>, _headers: &ReadHeaders, _data: &Bytes) -> Preparation {
        prepared()
    }
}

/// Both directions of one format.
pub trait Serde<T>: Serializer<T> + Deserializer<T> {}

impl<T, S: Serializer<T> + Deserializer<T>> Serde<T> for S {}

/// A serializer and a deserializer that belong together.
#[derive(Debug, Clone, Default)]
pub struct Pair<S, D> {
    /// Writes.
    pub serializer: S,
    /// Reads.
    pub deserializer: D,
}

impl<T: ?Sized, S: Serializer<T>, D: Send + Sync> Serializer<T> for Pair<S, D> {
    fn serialize(
        &self,
        place: Place<'_>,
        headers: &mut Headers,
        data: &T,
        out: &mut Vec<u8>,
    ) -> Result<(), SerdeError> {
        self.serializer.serialize(place, headers, data, out)
    }

    fn prepare(&self, place: Place<'_>, data: &T) -> Preparation {
        self.serializer.prepare(place, data)
    }
}

impl<T, S: Send + Sync, D: Deserializer<T>> Deserializer<T> for Pair<S, D> {
    fn deserialize(&self, place: Place<'_>, headers: &ReadHeaders, data: &Bytes) -> Result<T, SerdeError> {
        self.deserializer.deserialize(place, headers, data)
    }

    fn prepare(&self, place: Place<'_>, headers: &ReadHeaders, data: &Bytes) -> Preparation {
        self.deserializer.prepare(place, headers, data)
    }
}

impl<T: ?Sized, S: Serializer<T> + ?Sized> Serializer<T> for Arc<S> {
    fn serialize(
        &self,
        place: Place<'_>,
        headers: &mut Headers,
        data: &T,
        out: &mut Vec<u8>,
    ) -> Result<(), SerdeError> {
        (**self).serialize(place, headers, data, out)
    }

    fn prepare(&self, place: Place<'_>, data: &T) -> Preparation {
        (**self).prepare(place, data)
    }
}

impl<T, D: Deserializer<T> + ?Sized> Deserializer<T> for Arc<D> {
    fn deserialize(&self, place: Place<'_>, headers: &ReadHeaders, data: &Bytes) -> Result<T, SerdeError> {
        (**self).deserialize(place, headers, data)
    }

    fn prepare(&self, place: Place<'_>, headers: &ReadHeaders, data: &Bytes) -> Preparation {
        (**self).prepare(place, headers, data)
    }
}
