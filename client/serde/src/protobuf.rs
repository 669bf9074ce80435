//! Protobuf, as `KafkaProtobufSerializer` and `KafkaProtobufDeserializer` write and read it.
//!
//! [`ProtobufSerializer`] writes messages that know their descriptor (prost-reflect, also [`DynamicMessage`]), or those
//! of one descriptor that the program gives. The schema is the message's file; what it imports is registered before it,
//! each under the name of the import. [`ProtobufDeserializer`] reads any message, by the schema of the writer;
//! [`ProtobufMessageDeserializer`] reads one type of prost's and asks no registry.

mod schema;

use std::marker::PhantomData;
use std::sync::Arc;

use bytes::Bytes;
use futures::FutureExt;
use futures::future::BoxFuture;
use parking_lot::RwLock;
use prost::Message;
use prost_reflect::{DynamicMessage, FileDescriptor, MessageDescriptor, ReflectMessage};

pub use schema::ProtobufSchema;

use crate::registry::reading::Reading;
use crate::registry::wire::{self, SchemaName};
use crate::registry::writing::{Known, Prepared, register};
use crate::registry::{Reference, Registry, RegistryError, Schema, SerdeConfig};
use crate::{Deserializer, Headers, Place, Preparation, ReadHeaders, SerdeError, Serializer};

/// Where a message stands: the number of the outermost message in the file, then that of each message within.
fn indexes(descriptor: &MessageDescriptor) -> Vec<i32> {
    // The path has the tag of the field before each number.
    descriptor.path().chunks(2).filter_map(|pair| pair.get(1).copied()).collect()
}

/// Writes messages.
pub struct ProtobufSerializer<T> {
    registry: Registry,
    config: Arc<SerdeConfig>,
    descriptor: Box<dyn Fn(&T) -> MessageDescriptor + Send + Sync>,
    /// Descriptors that were seen, each in one place of memory.
    seen: RwLock<Vec<Arc<MessageDescriptor>>>,
    known: Arc<Known<MessageDescriptor, Prepared<()>>>,
}

impl<T> std::fmt::Debug for ProtobufSerializer<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ProtobufSerializer").field("registry", &self.registry).finish_non_exhaustive()
    }
}

impl<T: Message> ProtobufSerializer<T> {
    /// A serializer for messages that know their descriptor.
    pub fn new(registry: Registry, config: SerdeConfig) -> Self
    where
        T: ReflectMessage,
    {
        Self::by(registry, config, Box::new(|message: &T| message.descriptor()))
    }

    /// A serializer for messages of prost's that know no descriptor: this is theirs.
    pub fn with_descriptor(registry: Registry, config: SerdeConfig, descriptor: MessageDescriptor) -> Self {
        Self::by(registry, config, Box::new(move |_| descriptor.clone()))
    }

    fn by(
        registry: Registry,
        config: SerdeConfig,
        descriptor: Box<dyn Fn(&T) -> MessageDescriptor + Send + Sync>,
    ) -> Self {
        let lifetime = registry.config().latest_ttl.filter(|_| config.writes_latest());
        let known = Arc::new(Known::new(registry.config().capacity, lifetime));
        Self { registry, config: Arc::new(config), descriptor, seen: RwLock::default(), known }
    }

    /// The one place of the message's descriptor.
    fn descriptor(&self, message: &T) -> Arc<MessageDescriptor> {
        let descriptor = (self.descriptor)(message);
        let found = |seen: &[Arc<MessageDescriptor>]| seen.iter().find(|one| ***one == descriptor).cloned();
        if let Some(found) = found(&self.seen.read()) {
            return found;
        }
        let mut seen = self.seen.write();
        if seen.len() >= self.registry.config().capacity {
            seen.clear();
        }
        let one = found(&seen).unwrap_or_else(|| Arc::new(descriptor.clone()));
        seen.push(one.clone());
        one
    }
}

impl<T: Message> Serializer<T> for ProtobufSerializer<T> {
    fn serialize(
        &self,
        place: Place<'_>,
        headers: &mut Headers,
        data: &T,
        out: &mut Vec<u8>,
    ) -> Result<(), SerdeError> {
        let prepared = self.known.get(place.topic, &self.descriptor(data))?;
        prepared.write(place, headers, out, |(), out| data.encode(out).map_err(SerdeError::data))
    }

    fn prepare(&self, place: Place<'_>, data: &T) -> Preparation {
        let (registry, config, known) = (self.registry.clone(), self.config.clone(), self.known.clone());
        let (descriptor, topic, part) = (self.descriptor(data), place.topic.to_owned(), place.part);
        async move {
            let place = Place { topic: &topic, part };
            let subject =
                config.subject_names.subject(place, Some(descriptor.full_name())).unwrap_or_default();
            let schema = schema_of(&registry, &config, &descriptor.parent_file()).await?;
            let registered = register(&registry, &config, &subject, Arc::new(schema)).await?;
            let indexes = if config.writes_latest() {
                let used = ProtobufSchema::fetch(&registry, registered.schema.clone()).await?;
                used.indexes_of(descriptor.full_name())?
            } else {
                indexes(&descriptor)
            };
            known.put(&topic, descriptor, Prepared::new(&registered, Some(&indexes), &config, ())?);
            Ok(())
        }
        .boxed()
    }
}

/// The schema of a file, its imports registered or found.
fn schema_of<'a>(
    registry: &'a Registry,
    config: &'a SerdeConfig,
    file: &'a FileDescriptor,
) -> BoxFuture<'a, Result<Schema, RegistryError>> {
    async move {
        let mut references = Vec::new();
        let imports: Vec<FileDescriptor> = file.dependencies().collect();
        for import in imports {
            if config.skip_known_types && schema::is_known(import.name()) {
                continue;
            }
            let (name, schema) = (import.name(), Arc::new(schema_of(registry, config, &import).await?));
            if config.auto_register {
                registry.register(name, schema.clone(), config.normalize).await?;
            }
            let found = registry.find(name, schema, config.normalize).await?;
            let version = found.version.ok_or_else(|| {
                RegistryError::Unusable(format!("the registry does not say which version of {name} it found"))
            })?;
            references.push(Reference { name: name.to_owned(), subject: name.to_owned(), version });
        }
        Ok(schema::written(file).with_references(references))
    }
    .boxed()
}

/// Reads any message, by the schema that wrote it.
#[derive(Debug)]
pub struct ProtobufDeserializer {
    reading: Reading<SchemaName, ProtobufSchema>,
}

impl ProtobufDeserializer {
    /// A deserializer.
    pub fn new(registry: Registry) -> Self {
        let (capacity, missing) = (registry.config().capacity, registry.config().missing_id_ttl);
        let make = move |name| {
            let registry = registry.clone();
            async move { ProtobufSchema::fetch(&registry, registry.schema(name).await?).await }
        };
        Self { reading: Reading::new(capacity, None, missing, make) }
    }
}

impl Deserializer<DynamicMessage> for ProtobufDeserializer {
    fn deserialize(
        &self,
        place: Place<'_>,
        headers: &ReadHeaders,
        data: &Bytes,
    ) -> Result<DynamicMessage, SerdeError> {
        let framed = wire::read(place, headers, data, true)?;
        let descriptor = self.reading.get(&framed.name)?.message(&framed.indexes)?;
        DynamicMessage::decode(descriptor, framed.data).map_err(SerdeError::data)
    }

    fn prepare(&self, place: Place<'_>, headers: &ReadHeaders, data: &Bytes) -> Preparation {
        match wire::read(place, headers, data, true) {
            Ok(framed) => self.reading.prepare(framed.name),
            Err(error) => futures::future::ready(Err(error)).boxed(),
        }
    }
}

/// Reads one type of prost's. Which schema wrote is not looked at: Protobuf's own rules say what an older or newer
/// message means.
#[derive(Debug)]
pub struct ProtobufMessageDeserializer<T> {
    data: PhantomData<fn() -> T>,
}

impl<T> ProtobufMessageDeserializer<T> {
    /// A deserializer.
    pub fn new() -> Self {
        Self { data: PhantomData }
    }
}

impl<T> Default for ProtobufMessageDeserializer<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Message + Default> Deserializer<T> for ProtobufMessageDeserializer<T> {
    fn deserialize(&self, place: Place<'_>, headers: &ReadHeaders, data: &Bytes) -> Result<T, SerdeError> {
        T::decode(wire::read(place, headers, data, true)?.data).map_err(SerdeError::data)
    }
}
