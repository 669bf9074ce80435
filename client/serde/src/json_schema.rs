//! JSON Schema, as `KafkaJsonSchemaSerializer` and `KafkaJsonSchemaDeserializer` write and read it: plain JSON after the
//! id of its schema. Whether the JSON is checked is `json.fail.invalid.schema`.

use std::marker::PhantomData;
use std::sync::Arc;

use bytes::Bytes;
use futures::FutureExt;
use jsonschema::Validator;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::registry::reading::Reading;
use crate::registry::wire::{self, SchemaName};
use crate::registry::writing::{Known, Prepared, register};
use crate::registry::{Registry, RegistryError, Resolved, Schema, SchemaKind, SerdeConfig};
use crate::{Deserializer, Headers, Place, Preparation, ReadHeaders, SerdeError, Serializer};

/// Checks JSON, if it is to be checked.
type Check = Option<Validator>;

fn unusable(error: impl std::fmt::Display) -> RegistryError {
    RegistryError::Unusable(format!("not a JSON schema: {error}"))
}

/// The check of a schema with all it builds on. Nothing is fetched from elsewhere.
fn validator(resolved: &Resolved) -> Result<Validator, RegistryError> {
    if resolved.schema.kind != SchemaKind::Json {
        return Err(RegistryError::Unusable("the schema is not a JSON schema".to_owned()));
    }
    let root: Value = serde_json::from_str(&resolved.schema.text).map_err(unusable)?;
    let mut others = jsonschema::Registry::new();
    for (name, schema) in &resolved.references {
        let schema: Value = serde_json::from_str(&schema.text).map_err(unusable)?;
        others = others.add(name, schema).map_err(unusable)?;
    }
    let others = others.prepare().map_err(unusable)?;
    jsonschema::options().with_registry(&others).build(&root).map_err(unusable)
}

async fn check(
    registry: &Registry,
    config: &SerdeConfig,
    schema: Arc<Schema>,
) -> Result<Check, RegistryError> {
    if !config.validate_json {
        return Ok(None);
    }
    validator(&registry.resolve(schema).await?).map(Some)
}

fn checked(check: &Check, json: &Value) -> Result<(), SerdeError> {
    let Some(validator) = check else { return Ok(()) };
    validator.validate(json).map_err(|error| {
        SerdeError::data(format!(
            "the JSON does not fit its schema: {error} at {:?}",
            error.instance_path().as_str()
        ))
    })
}

/// Writes what serde can serialize, under one schema.
#[derive(Debug)]
pub struct JsonSchemaSerializer<T: ?Sized> {
    registry: Registry,
    config: Arc<SerdeConfig>,
    schema: Arc<Schema>,
    title: Option<Arc<str>>,
    known: Arc<Known<Schema, Prepared<Check>>>,
    data: PhantomData<fn(&T)>,
}

impl<T: ?Sized> JsonSchemaSerializer<T> {
    /// A serializer for this schema; its `title` is the name of records.
    ///
    /// # Errors
    /// [`SerdeError::Data`] where the text is not JSON.
    pub fn new(registry: Registry, config: SerdeConfig, schema: Schema) -> Result<Self, SerdeError> {
        let parsed: Value = serde_json::from_str(&schema.text).map_err(SerdeError::data)?;
        let lifetime = registry.config().latest_ttl.filter(|_| config.writes_latest());
        Ok(Self {
            title: parsed["title"].as_str().map(Arc::from),
            known: Arc::new(Known::new(registry.config().capacity, lifetime)),
            registry,
            config: Arc::new(config),
            schema: Arc::new(schema),
            data: PhantomData,
        })
    }
}

impl<T: Serialize + ?Sized> Serializer<T> for JsonSchemaSerializer<T> {
    fn serialize(
        &self,
        place: Place<'_>,
        headers: &mut Headers,
        data: &T,
        out: &mut Vec<u8>,
    ) -> Result<(), SerdeError> {
        let prepared = self.known.get(place.topic, &self.schema)?;
        prepared.write(place, headers, out, |check, out| {
            if check.is_none() {
                return serde_json::to_writer(out, data).map_err(SerdeError::data);
            }
            let json = serde_json::to_value(data).map_err(SerdeError::data)?;
            checked(check, &json)?;
            serde_json::to_writer(out, &json).map_err(SerdeError::data)
        })
    }

    fn prepare(&self, place: Place<'_>, _data: &T) -> Preparation {
        let (registry, config, known) = (self.registry.clone(), self.config.clone(), self.known.clone());
        let (schema, title) = (self.schema.clone(), self.title.clone());
        let (topic, part) = (place.topic.to_owned(), place.part);
        async move {
            let place = Place { topic: &topic, part };
            let subject = config.subject_names.subject(place, title.as_deref()).ok_or_else(|| {
                SerdeError::data("the subject is named by the record, and the schema has no title")
            })?;
            let registered = register(&registry, &config, &subject, schema.clone()).await?;
            let check = check(&registry, &config, registered.schema.clone()).await?;
            known.put(&topic, schema, Prepared::new(&registered, None, &config, check)?);
            Ok(())
        }
        .boxed()
    }
}

/// Reads JSON into a type of serde's. The registry is asked only where the JSON is checked.
#[derive(Debug)]
pub struct JsonSchemaDeserializer<T> {
    checks: bool,
    reading: Reading<SchemaName, Check>,
    data: PhantomData<fn() -> T>,
}

impl<T> JsonSchemaDeserializer<T> {
    /// A deserializer.
    pub fn new(registry: Registry, config: SerdeConfig) -> Self {
        let (capacity, missing) = (registry.config().capacity, registry.config().missing_id_ttl);
        let checks = config.validate_json;
        let config = Arc::new(config);
        let make = move |name| {
            let (registry, config) = (registry.clone(), config.clone());
            async move { check(&registry, &config, registry.schema(name).await?).await }
        };
        Self { checks, reading: Reading::new(capacity, None, missing, make), data: PhantomData }
    }
}

impl<T: DeserializeOwned> Deserializer<T> for JsonSchemaDeserializer<T> {
    fn deserialize(&self, place: Place<'_>, headers: &ReadHeaders, data: &Bytes) -> Result<T, SerdeError> {
        let framed = wire::read(place, headers, data, false)?;
        if !self.checks {
            return serde_json::from_slice(&framed.data).map_err(SerdeError::data);
        }
        let check = self.reading.get(&framed.name)?;
        let json = serde_json::from_slice(&framed.data).map_err(SerdeError::data)?;
        checked(&check, &json)?;
        serde_json::from_value(json).map_err(SerdeError::data)
    }

    fn prepare(&self, place: Place<'_>, headers: &ReadHeaders, data: &Bytes) -> Preparation {
        match wire::read(place, headers, data, false) {
            Ok(framed) => self.reading.prepare(framed.name),
            Err(error) => futures::future::ready(Err(error)).boxed(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_found_by_their_name_and_nowhere_else() {
        let schema = |text: &str| Arc::new(Schema::new(SchemaKind::Json, text));
        let root = schema(r#"{"type": "object", "properties": {"a": {"$ref": "amount.json"}}}"#);
        let amount = schema(r#"{"type": "integer", "minimum": 0}"#);
        let mut resolved = Resolved { schema: root, references: vec![("amount.json".to_owned(), amount)] };
        let check = Some(validator(&resolved).unwrap());
        assert!(checked(&check, &serde_json::json!({"a": 1})).is_ok());
        let told = checked(&check, &serde_json::json!({"a": -1})).unwrap_err().to_string();
        assert!(told.contains("/a"), "{told}");
        resolved.references.clear();
        assert!(validator(&resolved).is_err());
    }
}
