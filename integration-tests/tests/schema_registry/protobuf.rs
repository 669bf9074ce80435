//! Protobuf: nested messages, imports, typed messages.

use anyhow::{Context, Result, ensure};
use kavka_client::serde::protobuf::{
    ProtobufDeserializer, ProtobufMessageDeserializer, ProtobufSchema, ProtobufSerializer,
};
use kavka_client::serde::registry::{Resolved, Schema, SchemaKind};
use kavka_integration_tests::harness::SchemaRegistry;
use prost_reflect::{DynamicMessage, MessageDescriptor, ReflectMessage, Value};

use super::{asked, failure, read, registry, shared, values, write};

const MONEY: &str = "syntax = \"proto3\"; package common; message Money { int64 cents = 1; }";
const SHOP: &str = "syntax = \"proto3\";
package shop;
import \"google/protobuf/timestamp.proto\";
import \"common/money.proto\";
message Other {}
message Envelope {
  message First {}
  message Order {
    int64 id = 1;
    google.protobuf.Timestamp at = 2;
    common.Money price = 3;
  }
}";

/// `shop.Envelope.Order`, whose place is [1, 1].
pub fn order_descriptor() -> Result<MessageDescriptor> {
    let schema = |text: &str| shared(Schema::new(SchemaKind::Protobuf, text));
    let references = vec![("common/money.proto".to_owned(), schema(MONEY))];
    let compiled = ProtobufSchema::from_resolved(&Resolved { schema: schema(SHOP), references })?;
    Ok(compiled.message(&[1, 1])?)
}

pub fn order(descriptor: &MessageDescriptor, number: i64) -> Result<DynamicMessage> {
    let mut message = DynamicMessage::new(descriptor.clone());
    message.set_field_by_name("id", Value::I64(number));
    for (field, inner, value) in [("at", "seconds", 1_700_000_000 + number), ("price", "cents", 100 * number)]
    {
        let field = descriptor.get_field_by_name(field).context("a field")?;
        let mut part = DynamicMessage::new(field.kind().as_message().context("a message")?.clone());
        part.set_field_by_name(inner, Value::I64(value));
        message.set_field(&field, Value::Message(part));
    }
    Ok(message)
}

#[derive(Clone, PartialEq, prost::Message)]
struct Money {
    #[prost(int64, tag = "1")]
    cents: i64,
}

#[tokio::test]
async fn nested_messages_carry_their_place_and_imports_are_registered_first() -> Result<()> {
    let server = SchemaRegistry::start()?;
    let registry = registry(&server, &[])?;
    let message = order(&order_descriptor()?, 1)?;
    let serializer = ProtobufSerializer::new(registry.clone(), values(&[])?);
    for _ in 0..3 {
        let written = write(&serializer, "orders", &message).await?;
        ensure!(written.data[..8] == [0, 0, 0, 0, 2, 4, 2, 2], "{:?}", &written.data[..8]);
        let back = read(&ProtobufDeserializer::new(registry.clone()), "orders", &written).await?;
        ensure!(
            back.descriptor().full_name() == "shop.Envelope.Order" && back.to_string() == message.to_string()
        );
    }
    ensure!(asked(&server, "POST /subjects/common%2Fmoney.proto/versions") == 1, "{:?}", server.requests());
    ensure!(
        !server.requests().iter().any(|request| request.contains("timestamp")),
        "{:?}",
        server.requests()
    );
    Ok(())
}

#[tokio::test]
async fn the_first_message_has_the_short_place_and_can_be_read_without_a_registry() -> Result<()> {
    let server = SchemaRegistry::start()?;
    let descriptor = ProtobufSchema::parse(MONEY)?.message(&[0])?;
    let registry = registry(&server, &[])?;
    let serializer = ProtobufSerializer::with_descriptor(registry.clone(), values(&[])?, descriptor);
    let written = write(&serializer, "money", &Money { cents: 7 }).await?;
    ensure!(written.data[..] == [0, 0, 0, 0, 1, 0, 8, 7], "{written:?}");
    let requests = server.requests().len();
    ensure!(read(&ProtobufMessageDeserializer::<Money>::new(), "money", &written).await?.cents == 7);
    ensure!(server.requests().len() == requests);
    Ok(())
}

#[tokio::test]
async fn the_latest_schema_may_have_the_message_elsewhere() -> Result<()> {
    let server = SchemaRegistry::start()?;
    let text = MONEY.replace("message Money", "message Before {} message Money");
    server.register("money-value", Schema::new(SchemaKind::Protobuf, text));
    let descriptor = ProtobufSchema::parse(MONEY)?.message(&[0])?;
    let latest = values(&[("auto.register.schemas", "false"), ("use.latest.version", "true")])?;
    let serializer = ProtobufSerializer::with_descriptor(registry(&server, &[])?, latest, descriptor);
    let written = write(&serializer, "money", &Money { cents: 7 }).await?;
    ensure!(written.data[..] == [0, 0, 0, 0, 1, 2, 2, 8, 7], "{written:?}");
    let mut elsewhere = written;
    elsewhere.data = vec![0, 0, 0, 0, 1, 2, 6].into();
    let deserializer = ProtobufDeserializer::new(registry(&server, &[])?);
    let error = failure(read(&deserializer, "money", &elsewhere).await)?.to_string();
    ensure!(error.contains("no message at [3]"), "{error}");
    Ok(())
}
