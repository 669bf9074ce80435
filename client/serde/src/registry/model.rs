//! Schemas as the registry speaks of them.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The language of a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum SchemaKind {
    /// Avro; what it is where the registry says nothing.
    #[default]
    Avro,
    /// Protobuf.
    Protobuf,
    /// JSON Schema.
    Json,
}

/// Another schema that a schema builds on.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Reference {
    /// What the schema calls it: a full name in Avro, an import in Protobuf, a URI in JSON Schema.
    pub name: String,
    /// The subject it is registered under.
    pub subject: String,
    /// The version in that subject.
    pub version: i32,
}

/// A schema as text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Schema {
    /// The text. A Protobuf schema may also be a file descriptor in base64.
    #[serde(rename = "schema")]
    pub text: String,
    /// Its language.
    #[serde(rename = "schemaType", default)]
    pub kind: SchemaKind,
    /// What it builds on.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "null_is_empty")]
    pub references: Vec<Reference>,
}

impl Schema {
    /// A schema that stands alone.
    pub fn new(kind: SchemaKind, text: impl Into<String>) -> Self {
        Self { text: text.into(), kind, references: Vec::new() }
    }

    /// The same schema over others.
    #[must_use]
    pub fn with_references(mut self, references: impl IntoIterator<Item = Reference>) -> Self {
        self.references.extend(references);
        self
    }
}

/// The registry writes null for no references.
pub(super) fn null_is_empty<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<Reference>, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_default())
}

/// A schema and where it is registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// Its id.
    pub id: i32,
    /// Its global id, from registries that give one.
    pub guid: Option<Uuid>,
    /// The version in the subject that was asked about, where the registry said it.
    pub version: Option<i32>,
    /// The schema.
    pub schema: Arc<Schema>,
}

/// A schema with all it builds on, what is needed first coming first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    /// The schema.
    pub schema: Arc<Schema>,
    /// Name and schema of each reference, those of references too, each once.
    pub references: Vec<(String, Arc<Schema>)>,
}
