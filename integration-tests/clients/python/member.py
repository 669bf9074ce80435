"""A group member on librdkafka that says what it does: `member.py BOOTSTRAP GROUP TOPIC consumer|classic`.

Prints `owns P P...` at each change of its assignment and `got P OFFSET VALUE` for each record; leaves at the end of
stdin and prints `left`."""
import sys
import threading

from confluent_kafka import Consumer, KafkaException

bootstrap, group, topic, protocol = sys.argv[1:5]
leaving = threading.Event()


def say(*words):
    print(*words, flush=True)


def wait_for_end():
    sys.stdin.read()
    leaving.set()


threading.Thread(target=wait_for_end, daemon=True).start()
settings = {"bootstrap.servers": bootstrap, "group.id": group, "group.protocol": protocol,
            "auto.offset.reset": "earliest", "enable.auto.commit": False}
if protocol == "classic":
    settings.update({"session.timeout.ms": 6000, "heartbeat.interval.ms": 300,
                     "partition.assignment.strategy": "cooperative-sticky"})
consumer = Consumer(settings)
consumer.subscribe([topic])
before = None
while not leaving.is_set():
    message = consumer.poll(0.1)
    now = sorted(p.partition for p in consumer.assignment())
    if now != before:
        say("owns", *now)
        before = now
    if message is None:
        continue
    if message.error():
        say("note", message.error())
        continue
    say("got", message.partition(), message.offset(), message.value().decode())
    try:
        consumer.commit(message, asynchronous=False)
    except KafkaException as error:
        say("note", error)
consumer.close()
say("left")
