//! Confluent's serializers for Python on one side, ours on the other, Kavka and the registry between them.

#[path = "../programs/mod.rs"]
#[expect(dead_code, reason = "its other functions are for other clients")]
mod programs;

use std::fmt::Debug;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use apache_avro::Decimal;
use apache_avro::types::Value;
use kavka_client::config::{ConsumerConfigBuilder, ProducerConfigBuilder};
use kavka_client::serde::avro::{
    AvroDeserializer, AvroSchema, AvroSerializer, GenericAvroDeserializer, GenericAvroSerializer,
    GenericRecord,
};
use kavka_client::serde::json_schema::{JsonSchemaDeserializer, JsonSchemaSerializer};
use kavka_client::serde::protobuf::{ProtobufDeserializer, ProtobufSerializer};
use kavka_client::serde::registry::{Reference, Schema, SchemaKind};
use kavka_client::serde::standard::BytesSerde;
use kavka_client::serde::{Deserializer, Serializer};
use kavka_client::typed::{TypedConsumer, TypedProducer, TypedRecord};
use kavka_client::{Consumer, Producer};
use kavka_integration_tests::harness::{Make, Node, SchemaRegistry, run};
use programs::{clients, python, text};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::protobuf::{order, order_descriptor};
use super::{registry, shared, values};

const COUNT: i64 = 3;
const IN_HEADER: &[(&str, &str)] = &[("value.schema.id.serializer", "HeaderSchemaIdSerializer")];
const CHECKED: &[(&str, &str)] = &[("json.fail.invalid.schema", "true")];

const ORDER: &str = r#"{"type": "record", "name": "Order", "namespace": "shop", "fields": [
    {"name": "id", "type": "long"},
    {"name": "note", "type": ["null", "string"], "default": null},
    {"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
    {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
    {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["NEW", "OLD"]}},
    {"name": "tags", "type": {"type": "array", "items": "string"}},
    {"name": "amounts", "type": {"type": "map", "values": "int"}},
    {"name": "customer", "type": "Customer"}]}"#;

/// The part of an order that a program with types looks at.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Note {
    id: i64,
    note: Option<String>,
}

fn note(number: i64) -> Option<String> {
    (number > 0).then(|| format!("note {number}"))
}

fn avro_order(number: i64) -> Result<Value> {
    let text = |text: &str| Value::String(text.to_owned());
    let note = match note(number) {
        None => Value::Union(0, Box::new(Value::Null)),
        Some(note) => Value::Union(1, Box::new(Value::String(note))),
    };
    let cents = i16::try_from(number * 100 + 25)?.to_be_bytes();
    // The shortest form of the number, as Avro wants it.
    let cents = if cents[0] == 0 && cents[1] < 0x80 { vec![cents[1]] } else { cents.to_vec() };
    Ok(Value::Record(vec![
        ("id".into(), Value::Long(number)),
        ("note".into(), note),
        ("price".into(), Value::Decimal(Decimal::from(cents))),
        ("at".into(), Value::TimestampMillis((1_700_000_000 + number) * 1000)),
        ("kind".into(), Value::Enum(1, "OLD".into())),
        ("tags".into(), Value::Array(vec![text("a"), text("b")])),
        ("amounts".into(), Value::Map([("x".to_owned(), Value::Int(i32::try_from(number)?))].into())),
        ("customer".into(), Value::Record(vec![("name".into(), text("Zoë"))])),
    ]))
}

fn person(number: i64) -> serde_json::Value {
    json!({"id": number, "customer": {"name": format!("name {number}")}})
}

struct Sides {
    node: Node,
    server: SchemaRegistry,
}

impl Sides {
    fn start() -> Result<Self> {
        Ok(Self { node: Node::start(Make::from_env()?, "")?, server: SchemaRegistry::start()? })
    }

    /// Runs the Python program beside our runtime.
    async fn python(&self, mode: &'static str) -> Result<()> {
        let (bootstrap, url) = (self.node.bootstrap(), self.server.url().to_owned());
        let run = move || {
            let program = clients("python").join("schema_registry.py");
            let arguments = [text(&program), &bootstrap, &url, mode];
            run(text(&python()?), &arguments, Duration::from_secs(240))
        };
        let output = tokio::task::spawn_blocking(run).await?;
        let output =
            output.with_context(|| format!("the registry was asked {:#?}", self.server.requests()))?;
        ensure!(output.contains(": ok "), "{output}");
        print!("{output}");
        Ok(())
    }

    async fn produce<V>(
        &self,
        topic: &str,
        serializer: impl Serializer<V> + 'static,
        data: &[V],
    ) -> Result<()> {
        let config = ProducerConfigBuilder::new().bootstrap_servers(&self.node.bootstrap()).build()?;
        let producer: TypedProducer<[u8], V> =
            TypedProducer::new(Producer::from_config(config)?, BytesSerde, serializer);
        for value in data {
            producer.send(TypedRecord::new(topic, value)).await?.await?;
        }
        producer.into_inner().close().await;
        Ok(())
    }

    /// Reads as many as there must be, and compares what `look` sees of them.
    async fn consume<V: Send, T: PartialEq + Debug>(
        &self,
        topic: &str,
        deserializer: impl Deserializer<V> + 'static,
        look: impl Fn(&V) -> T,
        expected: &[T],
    ) -> Result<()> {
        let settings = ConsumerConfigBuilder::new()
            .bootstrap_servers(&self.node.bootstrap())
            .group_id(&format!("of-{topic}-{}", std::any::type_name::<V>()))
            .auto_offset_reset("earliest");
        let consumer = Consumer::new(settings.properties())?;
        let mut consumer = TypedConsumer::new(consumer, BytesSerde, deserializer);
        consumer.consumer_mut().subscribe([topic.to_owned()])?;
        let (mut seen, deadline) = (Vec::new(), Instant::now() + Duration::from_secs(120));
        while seen.len() < expected.len() {
            ensure!(Instant::now() < deadline, "{topic}: {} records in time", seen.len());
            for record in consumer.poll(Duration::from_secs(1)).await? {
                let record = record.with_context(|| topic.to_owned())?;
                seen.push(look(&record.value.context("a value")?));
            }
        }
        ensure!(seen == expected, "{topic}: {seen:?} is not {expected:?}");
        consumer.into_inner().close().await;
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_confluents_serializers_write_is_read() -> Result<()> {
    let sides = Sides::start()?;
    sides.python("write").await?;
    let registry = registry(&sides.server, &[])?;
    let orders = (0..COUNT).map(avro_order).collect::<Result<Vec<_>>>()?;
    for topic in ["python-avro", "python-avro-header", "python-avro-record"] {
        let deserializer = GenericAvroDeserializer::new(registry.clone(), values(&[])?);
        sides.consume(topic, deserializer, |record: &GenericRecord| record.value.clone(), &orders).await?;
    }
    let notes: Vec<_> = (0..COUNT).map(|number| (number, note(number))).collect();
    let typed = AvroDeserializer::<Note>::new(registry.clone(), values(&[])?);
    let seen = |order: &Note| (order.id, order.note.clone());
    sides.consume("python-avro", typed, seen, &notes).await?;
    let descriptor = order_descriptor()?;
    let messages: Vec<_> =
        (0..COUNT).map(|number| Ok(order(&descriptor, number)?.to_string())).collect::<Result<_>>()?;
    for topic in ["python-protobuf", "python-protobuf-header"] {
        let deserializer = ProtobufDeserializer::new(registry.clone());
        sides.consume(topic, deserializer, ToString::to_string, &messages).await?;
    }
    let people: Vec<_> = (0..COUNT).map(person).collect();
    let json = JsonSchemaDeserializer::<serde_json::Value>::new(registry, values(CHECKED)?);
    sides.consume("python-json", json, Clone::clone, &people).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_here_is_read_by_confluents_deserializers() -> Result<()> {
    let sides = Sides::start()?;
    let registry = registry(&sides.server, &[])?;
    let customer = r#"{"type": "record", "name": "Customer", "namespace": "shop", "fields": [
        {"name": "name", "type": "string"}]}"#;
    sides.server.register("customer", Schema::new(SchemaKind::Avro, customer));
    let reference = Reference { name: "shop.Customer".into(), subject: "customer".into(), version: 1 };
    let schema = shared(Schema::new(SchemaKind::Avro, ORDER).with_references([reference]));
    let schema = shared(AvroSchema::from_resolved(&registry.resolve(schema).await?)?);
    let orders = (0..COUNT)
        .map(|number| Ok(GenericRecord { schema: schema.clone(), value: avro_order(number)? }))
        .collect::<Result<Vec<_>>>()?;
    for (topic, settings) in [("rust-avro", &[][..]), ("rust-avro-header", IN_HEADER)] {
        let serializer = GenericAvroSerializer::new(registry.clone(), values(settings)?);
        sides.produce(topic, serializer, &orders).await?;
    }
    let typed = AvroSchema::parse(
        r#"{"type": "record", "name": "Note", "fields": [
            {"name": "id", "type": "long"}, {"name": "note", "type": ["null", "string"]}]}"#,
    )?;
    let notes: Vec<_> = (0..COUNT).map(|id| Note { id, note: Some(format!("note {id}")) }).collect();
    let serializer = AvroSerializer::<Note>::new(registry.clone(), values(&[])?, typed);
    sides.produce("rust-avro-typed", serializer, &notes).await?;
    let descriptor = order_descriptor()?;
    let messages = (0..COUNT).map(|number| order(&descriptor, number)).collect::<Result<Vec<_>>>()?;
    for (topic, settings) in [("rust-protobuf", &[][..]), ("rust-protobuf-header", IN_HEADER)] {
        let serializer = ProtobufSerializer::new(registry.clone(), values(settings)?);
        sides.produce(topic, serializer, &messages).await?;
    }
    let person_schema =
        r#"{"title": "Person", "type": "object", "properties": {"name": {"type": "string"}}}"#;
    sides.server.register("person", Schema::new(SchemaKind::Json, person_schema));
    let reference = Reference { name: "person.json".into(), subject: "person".into(), version: 1 };
    let schema = r#"{"title": "Order", "type": "object", "properties": {
        "id": {"type": "integer"}, "customer": {"$ref": "person.json"}}}"#;
    let schema = Schema::new(SchemaKind::Json, schema).with_references([reference]);
    let people: Vec<_> = (0..COUNT).map(person).collect();
    let serializer = JsonSchemaSerializer::new(registry, values(CHECKED)?, schema)?;
    sides.produce("rust-json", serializer, &people).await?;
    sides.python("read").await
}
