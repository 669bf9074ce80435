//! JSON Schema: checks, references.

use anyhow::{Result, ensure};
use kavka_client::serde::json_schema::{JsonSchemaDeserializer, JsonSchemaSerializer};
use kavka_client::serde::registry::{Reference, Schema, SchemaKind};
use kavka_integration_tests::harness::SchemaRegistry;
use serde_json::{Value, json};

use super::{asked, failure, read, registry, values, write};

#[tokio::test]
async fn json_is_checked_where_it_is_to_be_checked() -> Result<()> {
    let server = SchemaRegistry::start()?;
    server.register("amount", Schema::new(SchemaKind::Json, r#"{"type": "integer", "minimum": 0}"#));
    let text = r#"{"title": "Order", "type": "object", "properties": {"amount": {"$ref": "amount.json"}}}"#;
    let reference = Reference { name: "amount.json".into(), subject: "amount".into(), version: 1 };
    let schema = Schema::new(SchemaKind::Json, text).with_references([reference]);
    let checking =
        &[("json.fail.invalid.schema", "true"), ("value.subject.name.strategy", "RecordNameStrategy")];
    let registry = registry(&server, &[])?;
    let (good, bad) = (json!({"amount": 1}), json!({"amount": -1}));

    let strict = JsonSchemaSerializer::<Value>::new(registry.clone(), values(checking)?, schema.clone())?;
    let lax = JsonSchemaSerializer::<Value>::new(registry.clone(), values(&[])?, schema)?;
    let written = write(&strict, "t", &good).await?;
    ensure!(written.data[..] == *b"\0\0\0\0\x02{\"amount\":1}", "{written:?}");
    ensure!(asked(&server, "POST /subjects/Order/versions") == 1, "{:?}", server.requests());
    let error = failure(write(&strict, "t", &bad).await)?.to_string();
    ensure!(error.contains("/amount"), "{error}");

    let written = write(&lax, "t", &bad).await?;
    let strict = JsonSchemaDeserializer::<Value>::new(registry.clone(), values(checking)?);
    ensure!(failure(read(&strict, "t", &written).await)?.to_string().contains("/amount"));
    let lax = JsonSchemaDeserializer::<Value>::new(registry, values(&[])?);
    ensure!(read(&lax, "t", &written).await? == bad);
    Ok(())
}
