"""Confluent's own serializers: `schema_registry.py BOOTSTRAP REGISTRY write|read`.

`write` produces to python-* what `read` of the other side expects, and `read` checks what the other side has produced
to rust-*. Exits non-zero at the first surprise.
"""
import datetime
import decimal
import sys
import time

from confluent_kafka import Consumer, Producer
from confluent_kafka.schema_registry import (Schema, SchemaReference, SchemaRegistryClient, header_schema_id_serializer,
                                             topic_record_subject_name_strategy)
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.schema_registry.json_schema import JSONDeserializer, JSONSerializer
from confluent_kafka.schema_registry.protobuf import ProtobufDeserializer, ProtobufSerializer
from confluent_kafka.serialization import MessageField, SerializationContext
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory, timestamp_pb2  # noqa: F401

bootstrap, url, mode = sys.argv[1:4]
registry = SchemaRegistryClient({"url": url})
COUNT = 3

CUSTOMER = '{"type": "record", "name": "Customer", "namespace": "shop", "fields": [{"name": "name", "type": "string"}]}'
ORDER = """{"type": "record", "name": "Order", "namespace": "shop", "fields": [
  {"name": "id", "type": "long"},
  {"name": "note", "type": ["null", "string"], "default": null},
  {"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
  {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
  {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["NEW", "OLD"]}},
  {"name": "tags", "type": {"type": "array", "items": "string"}},
  {"name": "amounts", "type": {"type": "map", "values": "int"}},
  {"name": "customer", "type": "Customer"}]}"""
JSON_PERSON = '{"$schema": "http://json-schema.org/draft-07/schema#", "title": "Person", "type": "object", ' \
    '"properties": {"name": {"type": "string"}}, "required": ["name"]}'
JSON_ORDER = '{"$schema": "http://json-schema.org/draft-07/schema#", "title": "Order", "type": "object", ' \
    '"properties": {"id": {"type": "integer"}, "customer": {"$ref": "person.json"}}, "required": ["id"]}'


def order(i):
    return {"id": i, "note": None if i == 0 else f"note {i}", "price": decimal.Decimal(f"{i}.25"),
            "at": datetime.datetime.fromtimestamp(1700000000 + i, datetime.timezone.utc), "kind": "OLD",
            "tags": ["a", "b"], "amounts": {"x": i}, "customer": {"name": "Zoë"}}


def field(message, name, number, kind, type_name=None, repeated=False):
    added = message.field.add(name=name, number=number, type=kind, label=3 if repeated else 1)
    if type_name:
        added.type_name = type_name


def protobuf_class():
    pool = descriptor_pool.Default()
    money = descriptor_pb2.FileDescriptorProto(name="common/money.proto", package="common", syntax="proto3")
    message = money.message_type.add(name="Money")
    field(message, "cents", 1, 3)
    pool.Add(money)
    shop = descriptor_pb2.FileDescriptorProto(name="shop/order.proto", package="shop", syntax="proto3")
    shop.dependency.extend(["google/protobuf/timestamp.proto", "common/money.proto"])
    shop.message_type.add(name="Other")
    outer = shop.message_type.add(name="Envelope")
    outer.nested_type.add(name="First")
    inner = outer.nested_type.add(name="Order")
    field(inner, "id", 1, 3)
    field(inner, "at", 2, 11, ".google.protobuf.Timestamp")
    field(inner, "price", 3, 11, ".common.Money")
    pool.Add(shop)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("shop.Envelope.Order"))


Order = protobuf_class()


def message(i):
    built = Order(id=i)
    built.at.seconds = 1700000000 + i
    built.price.cents = 100 * i
    return built


def step(name, condition, detail=""):
    if not condition:
        sys.exit(f"confluent-serializers: FAILED {name}: {detail}")
    print(f"confluent-serializers: ok {name}", flush=True)


def produce(topic, serializer, values):
    producer = Producer({"bootstrap.servers": bootstrap})
    failures = []
    for value in values:
        headers = []
        data = serializer(value, SerializationContext(topic, MessageField.VALUE, headers))
        producer.produce(topic, data, headers=headers or None,
                         on_delivery=lambda error, _: failures.append(error) if error else None)
    step(f"produce {topic}", producer.flush(60) == 0 and not failures, failures[:3])


def consume(topic, deserializer, expected):
    consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": f"g-{topic}", "auto.offset.reset": "earliest"})
    consumer.subscribe([topic])
    read, until = [], time.time() + 120
    while len(read) < len(expected) and time.time() < until:
        polled = consumer.poll(0.5)
        if polled is None:
            continue
        if polled.error():
            print(f"confluent-serializers: {polled.error()}", flush=True)
            continue
        context = SerializationContext(topic, MessageField.VALUE, polled.headers() or [])
        read.append(deserializer(polled.value(), context))
    consumer.close()
    step(f"consume {topic}", read == expected, f"{read} is not {expected}")


orders, messages = [order(i) for i in range(COUNT)], [message(i) for i in range(COUNT)]
people = [{"id": i, "customer": {"name": f"name {i}"}} for i in range(COUNT)]
if mode == "write":
    registry.register_schema("customer", Schema(CUSTOMER, "AVRO"))
    avro = Schema(ORDER, "AVRO", [SchemaReference("shop.Customer", "customer", 1)])
    produce("python-avro", AvroSerializer(registry, avro), orders)
    in_header = {"schema.id.serializer": header_schema_id_serializer}
    produce("python-avro-header", AvroSerializer(registry, avro, conf=in_header), orders)
    by_record = {"subject.name.strategy": topic_record_subject_name_strategy}
    produce("python-avro-record", AvroSerializer(registry, avro, conf=by_record), orders)
    produce("python-protobuf", ProtobufSerializer(Order, registry), messages)
    produce("python-protobuf-header", ProtobufSerializer(Order, registry, in_header), messages)
    registry.register_schema("person", Schema(JSON_PERSON, "JSON"))
    schema = Schema(JSON_ORDER, "JSON", [SchemaReference("person.json", "person", 1)])
    produce("python-json", JSONSerializer(schema, registry), people)
else:
    consume("rust-avro", AvroDeserializer(registry), orders)
    consume("rust-avro-header", AvroDeserializer(registry), orders)
    consume("rust-avro-typed", AvroDeserializer(registry), [{"id": i, "note": f"note {i}"} for i in range(COUNT)])
    consume("rust-protobuf", ProtobufDeserializer(Order, {"use.deprecated.format": False}, registry), messages)
    consume("rust-protobuf-header", ProtobufDeserializer(Order, {"use.deprecated.format": False}, registry), messages)
    consume("rust-json", JSONDeserializer(None, schema_registry_client=registry), people)
subjects = registry.get_subjects()
wanted = {"python-avro-value", "python-avro-record-shop.Order", "common/money.proto"} if mode == "write" \
    else {"rust-avro-value", "rust-protobuf-value", "common/money.proto"}
step(f"subjects after {mode}", wanted <= set(subjects), subjects)
