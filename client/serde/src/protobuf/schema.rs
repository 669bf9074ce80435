//! Schemas of Protobuf, as text or as descriptors in base64.

use std::collections::HashMap;
use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD as BASE64;
use prost_reflect::{DescriptorPool, FileDescriptor, MessageDescriptor};
use protox::Compiler;
use protox::file::{File, FileResolver, GoogleFileResolver};

use super::indexes;
use crate::SerdeError;
use crate::registry::{Registry, RegistryError, Resolved, Schema, SchemaKind};

/// The file of a schema has no name of its own.
const ROOT: &str = "default";

/// Whether every reader has this import. Source: Confluent's clients.
pub(super) fn is_known(import: &str) -> bool {
    ["google/protobuf/", "google/type/", "confluent/"].iter().any(|prefix| import.starts_with(prefix))
}

/// A file as it is registered: its descriptor in base64, which registries take for the text.
pub(super) fn written(file: &FileDescriptor) -> Schema {
    Schema::new(SchemaKind::Protobuf, BASE64.encode(file.encode_to_vec()))
}

/// A Protobuf schema with all that it imports.
#[derive(Debug, Clone)]
pub struct ProtobufSchema {
    file: FileDescriptor,
}

impl ProtobufSchema {
    /// Compiles the text of a `.proto` file that imports nothing but Google's.
    ///
    /// # Errors
    /// [`SerdeError::Data`] that says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, SerdeError> {
        let schema = Arc::new(Schema::new(SchemaKind::Protobuf, text));
        Self::from_resolved(&Resolved { schema, references: Vec::new() }).map_err(SerdeError::data)
    }

    /// Compiles a schema with what it imports, see [`Registry::resolve`].
    ///
    /// # Errors
    /// [`RegistryError::Unusable`] that says what is wrong with it.
    pub fn from_resolved(resolved: &Resolved) -> Result<Self, RegistryError> {
        if resolved.schema.kind != SchemaKind::Protobuf {
            return Err(RegistryError::Unusable("the schema is not one of Protobuf".to_owned()));
        }
        let unusable =
            |error: protox::Error| RegistryError::Unusable(format!("not a Protobuf schema: {error}"));
        let schemas = resolved.references.iter().map(|(name, schema)| (name.clone(), schema.clone()));
        let schemas = schemas.chain([(ROOT.to_owned(), resolved.schema.clone())]).collect();
        let mut compiler =
            Compiler::with_file_resolver(Registered { schemas, google: GoogleFileResolver::new() });
        compiler.include_imports(true).open_file(ROOT).map_err(unusable)?;
        let pool: DescriptorPool = compiler.descriptor_pool();
        let file = pool.get_file_by_name(ROOT);
        let file =
            file.ok_or_else(|| RegistryError::Unusable("the compiled schema is not there".to_owned()))?;
        Ok(Self { file })
    }

    pub(super) async fn fetch(registry: &Registry, schema: Arc<Schema>) -> Result<Self, RegistryError> {
        Self::from_resolved(&registry.resolve(schema).await?)
    }

    /// The file.
    pub fn file(&self) -> &FileDescriptor {
        &self.file
    }

    /// The message at a place, see [`crate::registry::wire`].
    ///
    /// # Errors
    /// [`SerdeError::Data`] where there is none.
    pub fn message(&self, place: &[i32]) -> Result<MessageDescriptor, SerdeError> {
        let none = || SerdeError::data(format!("the schema has no message at {place:?}"));
        let (first, rest) = place.split_first().ok_or_else(none)?;
        let at = |number: &i32| usize::try_from(*number).map_err(|_| none());
        let outermost = self.file.messages().nth(at(first)?).ok_or_else(none)?;
        rest.iter().try_fold(outermost, |message, number| {
            let child = message.child_messages().nth(at(number)?);
            child.ok_or_else(none)
        })
    }

    /// The place of the message with this full name.
    pub(super) fn indexes_of(&self, full_name: &str) -> Result<Vec<i32>, SerdeError> {
        let message = self.file.parent_pool().get_message_by_name(full_name);
        let message = message.filter(|message| message.parent_file() == self.file);
        let none =
            || SerdeError::data(format!("the latest schema of the subject has no message {full_name}"));
        Ok(indexes(&message.ok_or_else(none)?))
    }
}

/// Imports from the registry's answers, and Google's own.
struct Registered {
    schemas: HashMap<String, Arc<Schema>>,
    google: GoogleFileResolver,
}

impl FileResolver for Registered {
    fn open_file(&self, name: &str) -> Result<File, protox::Error> {
        let Some(schema) = self.schemas.get(name) else { return self.google.open_file(name) };
        // No text of a schema is base64: it has spaces, or a semicolon.
        match BASE64.decode(schema.text.trim()) {
            Ok(bytes) => {
                let file = File::decode_file_descriptor_proto(&bytes[..]).map_err(protox::Error::new)?;
                let mut file = file.file_descriptor_proto().clone();
                // References call it by their own name for it.
                file.name = Some(name.to_owned());
                Ok(File::from_file_descriptor_proto(file))
            }
            Err(_) => File::from_source(name, &schema.text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NESTED: &str = r#"
        syntax = "proto3";
        package shop;
        import "google/protobuf/timestamp.proto";
        import "common/money.proto";
        message First { int32 a = 1; }
        message Second {
            message Inner { google.protobuf.Timestamp at = 1; common.Money price = 2; }
            Inner inner = 1;
        }"#;
    const MONEY: &str = r#"syntax = "proto3"; package common; message Money { int64 cents = 1; }"#;

    fn resolved(money: Schema) -> Resolved {
        let schema = Arc::new(Schema::new(SchemaKind::Protobuf, NESTED));
        Resolved { schema, references: vec![("common/money.proto".to_owned(), Arc::new(money))] }
    }

    #[test]
    fn messages_are_found_by_their_place_whether_imports_are_text_or_descriptors() {
        let text = Schema::new(SchemaKind::Protobuf, MONEY);
        let descriptor = written(ProtobufSchema::parse(MONEY).unwrap().file());
        for money in [text, descriptor] {
            let schema = ProtobufSchema::from_resolved(&resolved(money)).unwrap();
            let inner = schema.message(&[1, 0]).unwrap();
            assert_eq!(inner.full_name(), "shop.Second.Inner");
            assert_eq!(indexes(&inner), [1, 0]);
            assert_eq!(schema.indexes_of("shop.First").unwrap(), [0]);
            assert!(schema.message(&[1, 1]).is_err() && schema.message(&[-1]).is_err());
        }
    }

    #[test]
    fn a_schema_that_cannot_be_used_says_why() {
        let missing = ProtobufSchema::parse(NESTED).unwrap_err().to_string();
        assert!(missing.contains("common/money.proto"), "{missing}");
        assert!(ProtobufSchema::parse("message {").is_err());
    }
}
