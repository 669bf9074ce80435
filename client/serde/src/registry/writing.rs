//! What serializers know of the schemas they write with.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::RwLock;

use super::wire::{self, SchemaName};
use super::{Registered, Registry, RegistryError, Schema, SerdeConfig};
use crate::{Headers, Place, SerdeError};

/// A schema that is registered for a topic.
#[derive(Debug)]
pub(crate) struct Prepared<W> {
    name: SchemaName,
    frame: Vec<u8>,
    /// What writes the data.
    pub writer: W,
}

impl<W> Prepared<W> {
    pub fn new(
        registered: &Registered,
        indexes: Option<&[i32]>,
        config: &SerdeConfig,
        writer: W,
    ) -> Result<Self, RegistryError> {
        let name = match (config.id_in_header, registered.guid) {
            (false, _) => SchemaName::Id(registered.id),
            (true, Some(guid)) => SchemaName::Guid(guid),
            (true, None) => {
                let told = "the registry gives schemas no GUIDs, which HeaderSchemaIdSerializer needs";
                return Err(RegistryError::Unusable(told.to_owned()));
            }
        };
        Ok(Self { name, frame: wire::frame(name, indexes), writer })
    }

    /// Writes the frame and then the data; the header, if that is where the frame goes, only after the data went well.
    pub fn write(
        &self,
        place: Place<'_>,
        headers: &mut Headers,
        out: &mut Vec<u8>,
        data: impl FnOnce(&W, &mut Vec<u8>) -> Result<(), SerdeError>,
    ) -> Result<(), SerdeError> {
        if matches!(self.name, SchemaName::Id(_)) {
            wire::put(place, self.name, &self.frame, headers, out);
            return data(&self.writer, out);
        }
        data(&self.writer, out)?;
        wire::put(place, self.name, &self.frame, headers, out);
        Ok(())
    }
}

/// Registers the schema, takes the latest or finds it, as the settings say.
pub(crate) async fn register(
    registry: &Registry,
    config: &SerdeConfig,
    subject: &str,
    schema: Arc<Schema>,
) -> Result<Registered, RegistryError> {
    let kind = schema.kind;
    let mut registered = if config.auto_register {
        registry.register(subject, schema, config.normalize).await?
    } else if config.use_latest {
        registry.latest(subject).await?
    } else {
        registry.find(subject, schema, config.normalize).await?
    };
    if config.id_in_header && registered.guid.is_none() {
        // Older registries tell the GUID only here.
        registered.guid = registry.find(subject, registered.schema.clone(), config.normalize).await?.guid;
    }
    if registered.schema.kind != kind {
        return Err(RegistryError::Unusable(format!("the latest schema of {subject} is of another kind")));
    }
    Ok(registered)
}

/// Schemas by topic and identity: most topics have one. Looking up takes no memory.
#[derive(Debug)]
pub(crate) struct Known<S, P> {
    by_topic: RwLock<HashMap<Box<str>, Vec<Entry<S, P>>>>,
    capacity: usize,
    lifetime: Option<Duration>,
}

#[derive(Debug)]
struct Entry<S, P> {
    /// Held, so that no other schema can come to lie at its address.
    schema: Arc<S>,
    prepared: Arc<P>,
    until: Option<Instant>,
}

impl<S, P> Known<S, P> {
    pub fn new(capacity: usize, lifetime: Option<Duration>) -> Self {
        Self { by_topic: RwLock::new(HashMap::new()), capacity: capacity.max(1), lifetime }
    }

    pub fn get(&self, topic: &str, schema: &Arc<S>) -> Result<Arc<P>, SerdeError> {
        let by_topic = self.by_topic.read();
        let entries = by_topic.get(topic).ok_or(SerdeError::NotPrepared)?;
        let entry = entries.iter().find(|entry| Arc::ptr_eq(&entry.schema, schema));
        let current = entry.filter(|entry| entry.until.is_none_or(|until| Instant::now() < until));
        Ok(current.ok_or(SerdeError::NotPrepared)?.prepared.clone())
    }

    /// Forgets the oldest of the topic, or all topics, where there are too many.
    pub fn put(&self, topic: &str, schema: Arc<S>, prepared: P) {
        let until = self.lifetime.map(|lifetime| Instant::now() + lifetime);
        let mut by_topic = self.by_topic.write();
        if by_topic.len() >= self.capacity && !by_topic.contains_key(topic) {
            by_topic.clear();
        }
        let entries = by_topic.entry(topic.into()).or_default();
        entries.retain(|entry| !Arc::ptr_eq(&entry.schema, &schema));
        if entries.len() >= self.capacity {
            entries.remove(0);
        }
        entries.push(Entry { schema, prepared: Arc::new(prepared), until });
    }
}
