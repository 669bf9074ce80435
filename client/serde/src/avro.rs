//! Avro, as `KafkaAvroSerializer` and `KafkaAvroDeserializer` write and read it.
//!
//! [`AvroSerializer`] writes anything of serde under a schema of the program; [`AvroDeserializer`] reads what any schema
//! wrote, by Avro's rules of resolution into the reader's schema if it has one. [`GenericRecord`] is data that carries
//! its schema, for programs that know no types; [`apache_avro::types::Value`] has unions and logical types (decimals,
//! dates, times, UUIDs) as values of their own.

mod datum;
mod depth;
mod generic;
mod schema;

use std::marker::PhantomData;
use std::sync::Arc;

use apache_avro::types::Value;
use bytes::Bytes;
use futures::FutureExt;
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use generic::{GenericAvroDeserializer, GenericAvroSerializer, GenericRecord};
pub use schema::AvroSchema;

use crate::registry::reading::Reading;
use crate::registry::wire::{self, SchemaName};
use crate::registry::writing::{Known, Prepared, register};
use crate::registry::{Registry, RegistryError, SerdeConfig};
use crate::{Deserializer, Headers, Place, Preparation, ReadHeaders, SerdeError, Serializer};
use datum::{Reader, Writer};

/// Finds and keeps the writers for topics.
#[derive(Debug, Clone)]
struct Writers {
    registry: Registry,
    config: Arc<SerdeConfig>,
    known: Arc<Known<AvroSchema, Prepared<Writer>>>,
}

impl Writers {
    fn new(registry: Registry, config: SerdeConfig) -> Self {
        let lifetime = registry.config().latest_ttl.filter(|_| config.writes_latest());
        let known = Arc::new(Known::new(registry.config().capacity, lifetime));
        Self { registry, config: Arc::new(config), known }
    }

    fn prepare(&self, place: Place<'_>, schema: &Arc<AvroSchema>) -> Preparation {
        let (writers, schema, topic) = (self.clone(), schema.clone(), place.topic.to_owned());
        let part = place.part;
        async move {
            let place = Place { topic: &topic, part };
            let subject = writers.config.subject_names.subject(place, schema.name()).ok_or_else(|| {
                SerdeError::data("the subject is named by the record, and the schema has no name")
            })?;
            let text = schema.registered_text();
            let registered = register(&writers.registry, &writers.config, &subject, text.clone()).await?;
            let used = if registered.schema == text {
                schema.clone()
            } else {
                Arc::new(AvroSchema::fetch(&writers.registry, registered.schema.clone()).await?)
            };
            let prepared = Prepared::new(&registered, None, &writers.config, Writer::try_for(used)?)?;
            writers.known.put(&topic, schema, prepared);
            Ok(())
        }
        .boxed()
    }
}

/// Writes what serde can serialize, under one schema.
///
/// ```no_run
/// use kavka_serde::avro::{AvroSchema, AvroSerializer};
/// use kavka_serde::registry::{Registry, RegistryConfig, SerdeConfig};
///
/// #[derive(serde::Serialize)]
/// struct Order {
///     id: i64,
///     note: Option<String>,
/// }
///
/// let schema = AvroSchema::parse(
///     r#"{"type": "record", "name": "Order", "namespace": "shop", "fields": [
///         {"name": "id", "type": "long"},
///         {"name": "note", "type": ["null", "string"], "default": null}]}"#,
/// )?;
/// let registry = Registry::new(RegistryConfig::at(&["http://localhost:8081"])?)?;
/// let serializer: AvroSerializer<Order> = AvroSerializer::new(registry, SerdeConfig::default(), schema);
/// # Ok::<(), kavka_serde::SerdeError>(())
/// ```
#[derive(Debug)]
pub struct AvroSerializer<T: ?Sized> {
    writers: Writers,
    schema: Arc<AvroSchema>,
    data: PhantomData<fn(&T)>,
}

impl<T: ?Sized> AvroSerializer<T> {
    /// A serializer for this schema.
    pub fn new(registry: Registry, config: SerdeConfig, schema: AvroSchema) -> Self {
        Self { writers: Writers::new(registry, config), schema: Arc::new(schema), data: PhantomData }
    }
}

impl<T: Serialize + ?Sized> Serializer<T> for AvroSerializer<T> {
    fn serialize(
        &self,
        place: Place<'_>,
        headers: &mut Headers,
        data: &T,
        out: &mut Vec<u8>,
    ) -> Result<(), SerdeError> {
        let prepared = self.writers.known.get(place.topic, &self.schema)?;
        prepared.write(place, headers, out, |writer, out| writer.write_serde(data, out))
    }

    fn prepare(&self, place: Place<'_>, _data: &T) -> Preparation {
        self.writers.prepare(place, &self.schema)
    }
}

/// Which schema wrote, and which subject's latest is read into, with `use.latest.version`.
type ReaderKey = (SchemaName, Option<String>);

/// Finds and keeps the readers of schemas.
#[derive(Debug)]
struct Readers {
    config: SerdeConfig,
    reading: Reading<ReaderKey, Reader>,
}

impl Readers {
    fn new(registry: Registry, config: SerdeConfig, reader: Option<AvroSchema>) -> Self {
        let (capacity, missing) = (registry.config().capacity, registry.config().missing_id_ttl);
        let found = registry.config().latest_ttl.filter(|_| config.use_latest);
        let reader = reader.map(Arc::new);
        let make = move |(name, subject): ReaderKey| {
            let (registry, mut reader) = (registry.clone(), reader.clone());
            async move {
                let writer = Arc::new(AvroSchema::fetch(&registry, registry.schema(name).await?).await?);
                if let Some(subject) = subject {
                    let latest = registry.latest(&subject).await?;
                    reader = Some(Arc::new(AvroSchema::fetch(&registry, latest.schema).await?));
                }
                Reader::try_for(writer, reader).map_err(|error| RegistryError::Unusable(error.to_string()))
            }
        };
        Self { config, reading: Reading::new(capacity, found, missing, make) }
    }

    /// Where subjects are named by records only the schema tells the subject, and data is read as it was written.
    fn key(&self, place: Place<'_>, name: SchemaName) -> ReaderKey {
        let subject =
            self.config.use_latest.then(|| self.config.subject_names.subject(place, None)).flatten();
        (name, subject)
    }

    fn get(
        &self,
        place: Place<'_>,
        headers: &ReadHeaders,
        data: &Bytes,
    ) -> Result<(Arc<Reader>, Bytes), SerdeError> {
        let framed = wire::read(place, headers, data, false)?;
        Ok((self.reading.get(&self.key(place, framed.name))?, framed.data))
    }

    fn prepare(&self, place: Place<'_>, headers: &ReadHeaders, data: &Bytes) -> Preparation {
        match wire::read(place, headers, data, false) {
            Ok(framed) => self.reading.prepare(self.key(place, framed.name)),
            Err(error) => futures::future::ready(Err(error)).boxed(),
        }
    }
}

/// Reads what any schema wrote into a type of serde's.
#[derive(Debug)]
pub struct AvroDeserializer<T> {
    readers: Readers,
    data: PhantomData<fn() -> T>,
}

impl<T> AvroDeserializer<T> {
    /// Reads data as it was written; with `use.latest.version` and subjects named by topics, into the latest schema.
    pub fn new(registry: Registry, config: SerdeConfig) -> Self {
        Self { readers: Readers::new(registry, config, None), data: PhantomData }
    }

    /// Reads data into this schema: defaults are filled in, fields that it does not have are left out, and what cannot
    /// be resolved is an error.
    pub fn with_reader_schema(registry: Registry, config: SerdeConfig, schema: AvroSchema) -> Self {
        Self { readers: Readers::new(registry, config, Some(schema)), data: PhantomData }
    }
}

impl<T: DeserializeOwned> Deserializer<T> for AvroDeserializer<T> {
    fn deserialize(&self, place: Place<'_>, headers: &ReadHeaders, data: &Bytes) -> Result<T, SerdeError> {
        let (reader, data) = self.readers.get(place, headers, data)?;
        let value: Value = reader.read(&data)?;
        apache_avro::from_value(&value).map_err(SerdeError::data)
    }

    fn prepare(&self, place: Place<'_>, headers: &ReadHeaders, data: &Bytes) -> Preparation {
        self.readers.prepare(place, headers, data)
    }
}
