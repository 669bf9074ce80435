//! Parsed schemas.

use std::sync::Arc;

use apache_avro::Schema as Parsed;

use crate::SerdeError;
use crate::registry::{Registry, RegistryError, Resolved, Schema, SchemaKind};

/// An Avro schema with all it builds on, parsed and as text.
#[derive(Debug, Clone)]
pub struct AvroSchema {
    text: Arc<Schema>,
    root: Parsed,
    /// What is needed first comes first.
    others: Vec<Parsed>,
    name: Option<String>,
}

impl AvroSchema {
    /// Parses a schema that stands alone.
    ///
    /// # Errors
    /// [`SerdeError::Data`] that says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, SerdeError> {
        let schema = Arc::new(Schema::new(SchemaKind::Avro, text));
        Self::from_resolved(&Resolved { schema, references: Vec::new() }).map_err(SerdeError::data)
    }

    /// Parses a schema with what it builds on, see [`Registry::resolve`].
    ///
    /// # Errors
    /// [`RegistryError::Unusable`] that says what is wrong with it.
    pub fn from_resolved(resolved: &Resolved) -> Result<Self, RegistryError> {
        if resolved.schema.kind != SchemaKind::Avro {
            return Err(RegistryError::Unusable("the schema is not one of Avro".to_owned()));
        }
        let unusable = |error| RegistryError::Unusable(format!("not a schema of Avro: {error}"));
        let references = resolved.references.iter().map(|(_, schema)| &schema.text);
        let (root, others) =
            Parsed::parse_str_with_list(&resolved.schema.text, references).map_err(unusable)?;
        let name = root.name().map(|name| name.fullname(None));
        Ok(Self { text: resolved.schema.clone(), root, others, name })
    }

    pub(super) async fn fetch(registry: &Registry, schema: Arc<Schema>) -> Result<Self, RegistryError> {
        Self::from_resolved(&registry.resolve(schema).await?)
    }

    /// Its full name; none for a schema without one, such as a union.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The schema.
    pub fn parsed(&self) -> &Parsed {
        &self.root
    }

    /// All schemas, what is needed first coming first.
    pub(super) fn all(&self) -> Vec<&Parsed> {
        self.others.iter().chain([&self.root]).collect()
    }

    pub(super) fn registered_text(&self) -> Arc<Schema> {
        self.text.clone()
    }
}
