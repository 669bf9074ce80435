"""kafka-python: `kafka_python.py BOOTSTRAP`. Exits non-zero at the first surprise."""
import sys
import threading
import time

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import KafkaAdminClient, NewTopic

bootstrap = sys.argv[1]
topic = f"kafka-python-{time.time_ns()}"
EACH = 100


def step(name, condition, detail=""):
    if not condition:
        sys.exit(f"kafka-python: FAILED {name}: {detail}")
    print(f"kafka-python: ok {name}", flush=True)


admin = KafkaAdminClient(bootstrap_servers=bootstrap)
admin.create_topics([NewTopic(topic, 3, 1)])
step("topic is created", topic in admin.list_topics())

sent = set()
before = int(time.time() * 1000)
for codec in [None, "gzip", "snappy", "lz4", "zstd"]:
    producer = KafkaProducer(bootstrap_servers=bootstrap, compression_type=codec, acks="all", linger_ms=5)
    futures = []
    for i in range(EACH):
        key, value = f"{codec}-{i}".encode(), b"value %d " % i * 10
        sent.add((key, value))
        futures.append(producer.send(topic, value, key, headers=[("a", b"1"), ("a", b"2")]))
    offsets = [(f.get(60).partition, f.get(60).offset) for f in futures]
    step(f"produce with {codec}", len(set(offsets)) == EACH, offsets[:5])
    if codec == "zstd":
        producer.send(topic, None, b"tombstone").get(60)
        sent.add((b"tombstone", None))
    producer.close()

received, members, lock = {}, set(), threading.Lock()
deadline = time.time() + 120


def member(number):
    consumer = KafkaConsumer(topic, bootstrap_servers=bootstrap, group_id="group-" + topic, session_timeout_ms=6000,
                             auto_offset_reset="earliest", enable_auto_commit=False)
    # The first poll has to last until the member is in. Who leads the group joins again once it knows the topic's
    # partitions; kafka-python 3.0.12 forgets that second join where a poll ends meanwhile, and never sends a heartbeat.
    timeout_ms = 60_000
    while time.time() < deadline and not (len(received) >= len(sent) and len(members) == 2):
        for records in consumer.poll(timeout_ms).values():
            with lock:
                received.update({(r.partition, r.offset): r for r in records})
        timeout_ms = 200
        if consumer.assignment():
            members.add(number)
    consumer.commit()
    consumer.close()


threads = [threading.Thread(target=member, args=(n,)) for n in (1, 2)]
for thread in threads:
    thread.start()
    time.sleep(4)
for thread in threads:
    thread.join()
got = {(r.key, r.value) for r in received.values()}
step("two members share a group", got == sent and len(members) == 2, f"{len(got)} of {len(sent)}, {members}")
record = next(r for r in received.values() if r.key == b"lz4-0")
step("headers keep order and duplicates", list(record.headers) == [("a", b"1"), ("a", b"2")], record.headers)

consumer = KafkaConsumer(bootstrap_servers=bootstrap)
partition = TopicPartition(topic, 0)
by_time = consumer.offsets_for_times({partition: before})[partition].offset
step("offset by time", by_time == 0, by_time)
consumer.assign([partition])
end = consumer.end_offsets([partition])[partition]
consumer.seek(partition, end - 1)
records = consumer.poll(60_000)
step("seek to the last record", [r.offset for r in records[partition]] == [end - 1], records)
consumer.close()
admin.delete_topics([topic])
step("topic is deleted", topic not in admin.list_topics())
admin.close()
