//! Data that carries its schema.

use std::sync::Arc;

use apache_avro::types::Value;
use bytes::Bytes;

use super::{AvroSchema, Readers, Writers};
use crate::registry::{Registry, SerdeConfig};
use crate::{Deserializer, Headers, Place, Preparation, ReadHeaders, SerdeError, Serializer};

/// A value and its schema; not only records.
///
/// Share the schema among records: serializers know it by its place in memory, and look up another one anew.
#[derive(Debug, Clone)]
pub struct GenericRecord {
    /// The schema.
    pub schema: Arc<AvroSchema>,
    /// The value.
    pub value: Value,
}

/// Writes each value under the schema that it carries.
#[derive(Debug)]
pub struct GenericAvroSerializer {
    writers: Writers,
}

impl GenericAvroSerializer {
    /// A serializer for all schemas.
    pub fn new(registry: Registry, config: SerdeConfig) -> Self {
        Self { writers: Writers::new(registry, config) }
    }
}

impl Serializer<GenericRecord> for GenericAvroSerializer {
    fn serialize(
        &self,
        place: Place<'_>,
        headers: &mut Headers,
        data: &GenericRecord,
        out: &mut Vec<u8>,
    ) -> Result<(), SerdeError> {
        let prepared = self.writers.known.get(place.topic, &data.schema)?;
        prepared.write(place, headers, out, |writer, out| writer.write_value(&data.value, out))
    }

    fn prepare(&self, place: Place<'_>, data: &GenericRecord) -> Preparation {
        self.writers.prepare(place, &data.schema)
    }
}

/// Reads what any schema wrote.
#[derive(Debug)]
pub struct GenericAvroDeserializer {
    readers: Readers,
}

impl GenericAvroDeserializer {
    /// Reads data as it was written; with `use.latest.version` and subjects named by topics, into the latest schema.
    pub fn new(registry: Registry, config: SerdeConfig) -> Self {
        Self { readers: Readers::new(registry, config, None) }
    }

    /// Reads data into this schema.
    pub fn with_reader_schema(registry: Registry, config: SerdeConfig, schema: AvroSchema) -> Self {
        Self { readers: Readers::new(registry, config, Some(schema)) }
    }
}

impl Deserializer<GenericRecord> for GenericAvroDeserializer {
    fn deserialize(
        &self,
        place: Place<'_>,
        headers: &ReadHeaders,
        data: &Bytes,
    ) -> Result<GenericRecord, SerdeError> {
        let (reader, data) = self.readers.get(place, headers, data)?;
        Ok(GenericRecord { schema: reader.schema().clone(), value: reader.read(&data)? })
    }

    fn prepare(&self, place: Place<'_>, headers: &ReadHeaders, data: &Bytes) -> Preparation {
        self.readers.prepare(place, headers, data)
    }
}
