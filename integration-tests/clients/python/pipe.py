"""Consumes, transforms and produces exactly once on librdkafka until it is killed:
`pipe.py BOOTSTRAP INPUT OUTPUT GROUP TRANSACTIONAL_ID consumer|classic`.

Each output says which input it is: `PARTITION OFFSET VALUE`, in the partition of its input. Ends with code 3 at an
error that the producer cannot get over, to be started again."""
import os
import sys

from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition

bootstrap, source, target, group, transactional_id, protocol = sys.argv[1:7]


def say(*words):
    print(*words, flush=True)


# With rebootstrapping, its default, librdkafka 2.16 forgets the group's coordinator when the only broker goes away, and
# send_offsets_to_transaction never returns, whoever's broker it is.
lasting = {"metadata.recovery.strategy": "none"}
reading = {**lasting, "bootstrap.servers": bootstrap, "group.id": group, "group.protocol": protocol,
           "auto.offset.reset": "earliest", "enable.auto.commit": False, "isolation.level": "read_committed"}
if protocol == "classic":
    reading.update({"session.timeout.ms": 6000, "heartbeat.interval.ms": 300})
consumer = Consumer(reading)
producer = Producer({**lasting, "bootstrap.servers": bootstrap, "transactional.id": transactional_id, "linger.ms": 1,
                     "transaction.timeout.ms": 30000, "message.timeout.ms": 6000})


def rewind():
    """Back to what is committed: what was consumed was not processed."""
    for committed in consumer.committed(consumer.assignment(), 10):
        consumer.seek(TopicPartition(committed.topic, committed.partition, max(committed.offset, 0)))


def transform(messages):
    producer.begin_transaction()
    offsets = {}
    for message in messages:
        value = f"{message.partition()} {message.offset()} {message.value().decode()}"
        producer.produce(target, value, partition=message.partition())
        offsets[message.partition()] = message.offset() + 1
    offsets = [TopicPartition(source, partition, offset) for partition, offset in offsets.items()]
    producer.send_offsets_to_transaction(offsets, consumer.consumer_group_metadata())
    producer.commit_transaction()
    say("committed", len(messages))


try:
    producer.init_transactions(30)
    consumer.subscribe([source])
    while True:
        messages = [message for message in consumer.consume(40, 0.2) if not message.error()]
        if not messages:
            continue
        try:
            transform(messages)
        except KafkaException as error:
            if not error.args[0].txn_requires_abort():
                raise
            say("aborts:", error)
            producer.abort_transaction()
            rewind()
except KafkaException as error:
    say("gives up:", error)
    # Not an orderly exit: librdkafka may wait for ever for a connection thread when the broker is down.
    os._exit(3)
