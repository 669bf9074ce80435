"""confluent-kafka for Python (librdkafka): `confluent.py BOOTSTRAP`. Exits non-zero at the first surprise."""
import sys
import threading
import time

from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, ConfigResource, NewPartitions, NewTopic, ResourceType

bootstrap = sys.argv[1]
topic = f"confluent-{time.time_ns()}"
CODECS = ["none", "gzip", "snappy", "lz4", "zstd"]
EACH = 200


def step(name, condition, detail=""):
    if not condition:
        sys.exit(f"confluent-kafka: FAILED {name}: {detail}")
    print(f"confluent-kafka: ok {name}", flush=True)


admin = AdminClient({"bootstrap.servers": bootstrap})
admin.create_topics([NewTopic(topic, 2, 1, config={"max.message.bytes": "2000000"})])[topic].result(60)
admin.create_partitions([NewPartitions(topic, 3)])[topic].result(60)
resource = ConfigResource(ResourceType.TOPIC, topic)
found = admin.describe_configs([resource])[resource].result(60)["max.message.bytes"].value
step("admin creates, grows and describes a topic", found == "2000000", found)

sent = set()
failures = []
before = int(time.time() * 1000)
for codec in CODECS:
    producer = Producer({"bootstrap.servers": bootstrap, "compression.type": codec, "linger.ms": 5, "acks": "all",
                         "enable.idempotence": codec != "gzip"})
    for i in range(EACH):
        key, value = f"{codec}-{i}", ("value %d " % i) * 20
        sent.add((key, value))
        producer.produce(topic, value, key, headers=[("h", b"1"), ("h", b"2"), ("empty", b""), ("null", None)],
                         on_delivery=lambda error, _: failures.append(error) if error else None)
    left = producer.flush(60)
    step(f"produce with {codec}", left == 0 and not failures, f"{left} left, {failures[:3]}")
producer.produce(topic, None, "tombstone")
step("produce a tombstone", producer.flush(60) == 0)
sent.add(("tombstone", None))
middle = int(time.time() * 1000) + 1000

received, assigned, lock = {}, {}, threading.Lock()


def member(number, strategy, group, until):
    consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": group, "auto.offset.reset": "earliest",
                         "partition.assignment.strategy": strategy, "session.timeout.ms": 6000,
                         "enable.auto.commit": False})

    def note(_, partitions):
        assigned.setdefault(number, []).append(len(partitions))
    consumer.subscribe([topic], on_assign=note)
    while not until():
        message = consumer.poll(0.2)
        if message is None:
            continue
        if message.error():
            failures.append(message.error())
            continue
        with lock:
            key, value = message.key().decode(), message.value()
            received[(message.partition(), message.offset())] = (key, value.decode() if value is not None else None,
                                                                 message.headers())
    if received:
        consumer.commit(asynchronous=False) if consumer.assignment() and any(
            p.offset >= 0 for p in consumer.position(consumer.assignment())) else None
    consumer.close()


for strategy in ["range", "cooperative-sticky"]:
    received.clear()
    assigned.clear()
    deadline = time.time() + 120
    group = f"group-{strategy}-{topic}"

    def done():
        # Both members hold partitions at some time, and everything has been read.
        both = len([n for n in assigned if any(assigned[n])]) == 2
        return (both and len(received) >= len(sent)) or time.time() > deadline
    threads = [threading.Thread(target=member, args=(n, strategy, group, done)) for n in (1, 2)]
    for thread in threads:
        thread.start()
        time.sleep(4.5)
    for thread in threads:
        thread.join()
    got = {(k, v) for k, v, _ in received.values()}
    step(f"two members share a group ({strategy})", got == sent and not failures and len(assigned) == 2,
         f"{len(got)} of {len(sent)}, assigned {assigned}, {failures[:3]}")
headers = next(h for k, _, h in received.values() if k == "lz4-0")
step("headers keep order and duplicates",
     headers == [("h", b"1"), ("h", b"2"), ("empty", b""), ("null", None)], headers)

consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": "seek-" + topic})
at_start = consumer.offsets_for_times([TopicPartition(topic, 0, before)], 60)[0].offset
at_end = consumer.offsets_for_times([TopicPartition(topic, 0, middle)], 60)[0].offset
low, high = consumer.get_watermark_offsets(TopicPartition(topic, 0), 60)
step("offsets by time and watermarks", at_start == 0 and at_end in (-1, high) and low == 0 and high > 0,
     f"{at_start} {at_end} {low} {high}")
consumer.assign([TopicPartition(topic, 0, high - 1)])
message = consumer.consume(1, 60)
step("assigned consume from the last offset", len(message) == 1 and message[0].offset() == high - 1, message)
consumer.close()

groups = [g.group_id for g in admin.list_consumer_groups().result(60).valid]
step("groups are listed", f"group-range-{topic}" in groups, groups)
admin.delete_consumer_groups([f"group-range-{topic}"])[f"group-range-{topic}"].result(60)
admin.delete_topics([topic])[topic].result(60)
deadline = time.time() + 60
while topic in admin.list_topics(timeout=60).topics and time.time() < deadline:
    time.sleep(0.1)
step("topic and group are deleted", topic not in admin.list_topics(timeout=60).topics)
