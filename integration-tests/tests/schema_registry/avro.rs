//! Avro: resolution, unions, logical types, subjects.

use anyhow::{Result, ensure};
use apache_avro::Decimal;
use apache_avro::types::Value;
use bytes::Bytes;
use kavka_client::serde::SerdeError;
use kavka_client::serde::avro::{
    AvroDeserializer, AvroSchema, AvroSerializer, GenericAvroDeserializer, GenericAvroSerializer,
    GenericRecord,
};
use kavka_client::serde::registry::{Reference, Schema, SchemaKind};
use kavka_integration_tests::harness::SchemaRegistry;
use serde::{Deserialize, Serialize};

use super::{Written, asked, failure, read, registry, shared, try_write, values, write};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Order {
    id: i64,
    note: Option<String>,
}

const ORDER: &str = r#"{"type": "record", "name": "Order", "namespace": "shop", "fields": [
    {"name": "id", "type": "long"},
    {"name": "note", "type": ["null", "string"], "default": null}]}"#;

fn order() -> Order {
    Order { id: 5, note: Some("now".to_owned()) }
}

#[tokio::test]
async fn a_value_is_written_and_read_and_the_registry_asked_once() -> Result<()> {
    let server = SchemaRegistry::start()?;
    let registry = registry(&server, &[])?;
    let serializer = AvroSerializer::new(registry.clone(), values(&[])?, AvroSchema::parse(ORDER)?);
    let error = failure(try_write(&serializer, "orders", &order()))?;
    ensure!(matches!(error, SerdeError::NotPrepared), "nothing is asked without a preparation");
    ensure!(server.requests().is_empty());
    let deserializer = AvroDeserializer::<Order>::new(registry, values(&[])?);
    for _ in 0..3 {
        let written = write(&serializer, "orders", &order()).await?;
        ensure!(written.data == [&[0, 0, 0, 0, 1, 10, 2, 6][..], b"now"].concat(), "{:?}", written.data);
        ensure!(read(&deserializer, "orders", &written).await? == order());
    }
    ensure!(asked(&server, "POST /subjects/orders-value/versions") == 1);
    ensure!(asked(&server, "GET /schemas/ids/1") == 1 && server.requests().len() == 2);
    Ok(())
}

#[tokio::test]
async fn the_id_can_go_into_a_header() -> Result<()> {
    let server = SchemaRegistry::start()?;
    let registry = registry(&server, &[])?;
    let config = values(&[("value.schema.id.serializer", "HeaderSchemaIdSerializer")])?;
    let serializer = AvroSerializer::new(registry.clone(), config, AvroSchema::parse(ORDER)?);
    let written = write(&serializer, "orders", &order()).await?;
    ensure!(written.data[..] == [10, 2, 6, b'n', b'o', b'w'], "{:?}", written.data);
    ensure!(written.headers[0].0 == "__value_schema_id", "{:?}", written.headers);
    let deserializer = AvroDeserializer::<Order>::new(registry, values(&[])?);
    ensure!(read(&deserializer, "orders", &written).await? == order());
    Ok(())
}

#[tokio::test]
async fn old_data_is_read_into_the_readers_schema() -> Result<()> {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Newer {
        id: f64,
        urgent: bool,
    }
    let newer = r#"{"type": "record", "name": "Order", "namespace": "shop", "fields": [
        {"name": "id", "type": "double"},
        {"name": "urgent", "type": "boolean", "default": true}]}"#;
    let server = SchemaRegistry::start()?;
    let registry = registry(&server, &[])?;
    let serializer = AvroSerializer::new(registry.clone(), values(&[])?, AvroSchema::parse(ORDER)?);
    let written = write(&serializer, "orders", &order()).await?;
    let given =
        AvroDeserializer::with_reader_schema(registry.clone(), values(&[])?, AvroSchema::parse(newer)?);
    ensure!(read::<Newer>(&given, "orders", &written).await? == Newer { id: 5.0, urgent: true });
    server.register("orders-value", Schema::new(SchemaKind::Avro, newer));
    let latest = AvroDeserializer::new(registry.clone(), values(&[("use.latest.version", "true")])?);
    ensure!(read::<Newer>(&latest, "orders", &written).await? == Newer { id: 5.0, urgent: true });
    let strange = r#"{"type": "record", "name": "Order", "fields": [{"name": "key", "type": "int"}]}"#;
    let strange = AvroDeserializer::with_reader_schema(registry, values(&[])?, AvroSchema::parse(strange)?);
    let error = failure(read::<Newer>(&strange, "orders", &written).await)?;
    ensure!(!error.is_retriable(), "{error}");
    Ok(())
}

#[tokio::test]
async fn generic_records_have_logical_types_and_references() -> Result<()> {
    let server = SchemaRegistry::start()?;
    let registry = registry(&server, &[])?;
    let id = Schema::new(SchemaKind::Avro, r#"{"type": "fixed", "name": "shop.Key", "size": 2}"#);
    server.register("key", id);
    let text = r#"{"type": "record", "name": "shop.Item", "fields": [
        {"name": "key", "type": "shop.Key"},
        {"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
        {"name": "day", "type": {"type": "int", "logicalType": "date"}},
        {"name": "any", "type": ["null", "int", {"type": "array", "items": "shop.Key"}]}]}"#;
    let reference = Reference { name: "shop.Key".into(), subject: "key".into(), version: 1 };
    let schema = Schema::new(SchemaKind::Avro, text).with_references([reference]);
    let resolved = registry.resolve(shared(schema)).await?;
    let schema = shared(AvroSchema::from_resolved(&resolved)?);
    let key = Value::Fixed(2, vec![1, 2]);
    let value = Value::Record(vec![
        ("key".into(), key.clone()),
        ("price".into(), Value::Decimal(Decimal::from([4, 0xd2]))),
        ("day".into(), Value::Date(19_000)),
        ("any".into(), Value::Union(2, Box::new(Value::Array(vec![key])))),
    ]);
    let record = GenericRecord { schema, value };
    let serializer = GenericAvroSerializer::new(registry.clone(), values(&[])?);
    let written = write(&serializer, "items", &record).await?;
    let deserializer = GenericAvroDeserializer::new(registry, values(&[])?);
    let back = read(&deserializer, "items", &written).await?;
    ensure!(back.value == record.value, "{:?}", back.value);
    ensure!(back.schema.name() == Some("shop.Item"));
    Ok(())
}

#[tokio::test]
async fn subjects_and_registration_follow_the_settings() -> Result<()> {
    let server = SchemaRegistry::start()?;
    let registry = registry(&server, &[])?;
    let by_record = values(&[
        ("value.subject.name.strategy", "io.confluent.kafka.serializers.subject.RecordNameStrategy"),
        ("auto.register.schemas", "false"),
    ])?;
    let serializer = AvroSerializer::new(registry.clone(), by_record, AvroSchema::parse(ORDER)?);
    let error = failure(write(&serializer, "orders", &order()).await)?;
    ensure!(error.to_string().contains("40401") && !error.is_retriable(), "{error}");
    server.register("shop.Order", Schema::new(SchemaKind::Avro, ORDER));
    ensure!(write(&serializer, "orders", &order()).await?.data.len() == 11);
    ensure!(asked(&server, "POST /subjects/shop.Order/versions") == 0);
    let wider = ORDER.replace(r#""long""#, r#""double""#);
    server.register("shop.Order", Schema::new(SchemaKind::Avro, wider));
    let latest = values(&[
        ("value.subject.name.strategy", "RecordNameStrategy"),
        ("auto.register.schemas", "false"),
        ("use.latest.version", "true"),
    ])?;
    let schema = AvroSchema::parse(&ORDER.replace("string", "bytes"))?;
    let serializer = AvroSerializer::<(f64, Option<String>)>::new(registry, latest, schema);
    let written = write(&serializer, "orders", &(1.0, None)).await?;
    let wanted = [&[0, 0, 0, 0, 2][..], &1.0_f64.to_le_bytes(), &[0]].concat();
    ensure!(written.data == wanted, "not the latest schema's form: {written:?}");
    ensure!(asked(&server, "GET /subjects/shop.Order/versions/latest") == 1);
    Ok(())
}

#[tokio::test]
async fn bad_data_is_an_error_of_the_record() -> Result<()> {
    let server = SchemaRegistry::start()?;
    server.register("s", Schema::new(SchemaKind::Avro, ORDER));
    let list = r#"{"type": "record", "name": "List", "fields": [
        {"name": "next", "type": ["null", "List"], "default": null}]}"#;
    server.register("l", Schema::new(SchemaKind::Avro, list));
    server.register("p", Schema::new(SchemaKind::Protobuf, "syntax = \"proto3\";"));
    let deserializer = GenericAvroDeserializer::new(registry(&server, &[])?, values(&[])?);
    let framed = |id: u8, data: &[u8]| [&[0, 0, 0, 0, id], data].concat();
    let deep = framed(2, &vec![2; 1_000_000]);
    let cases = [
        (framed(1, &[]), ""),
        (framed(1, &[2, 4, 0]), ""),
        (deep, "deeper than 100"),
        (framed(3, &[]), "not one of Avro"),
        (framed(9, &[]), "40403"),
        (b"{}".to_vec(), "magic"),
    ];
    for (data, why) in cases {
        let written = Written { headers: Vec::new(), data: Bytes::from(data) };
        let error = failure(read(&deserializer, "orders", &written).await)?;
        ensure!(!error.is_retriable() && error.to_string().contains(why), "{why}: {error}");
    }
    Ok(())
}
