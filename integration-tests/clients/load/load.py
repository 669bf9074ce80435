"""The producer load of the client benchmark by confluent-kafka for Python, which is librdkafka:
`load.py BOOTSTRAP TOPIC COUNT SIZE CODEC`. Prints `seconds=…`."""
import random
import sys
import time

from confluent_kafka import Producer

bootstrap, topic, count, size, codec = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5]
WORDS = ["order", "created", "customer", "2026-11-22T10:00:00Z", '"amount":', "INFO", "payment", "status=200", "user",
         "session", "latency_ms=", "checkout"]
rng = random.Random(42)


def payload():
    text = ""
    while len(text) < size:
        text += rng.choice(WORDS) + str(rng.randrange(10000)) + " "
    return text[:size].encode()


payloads = [payload() for _ in range(1000)]
start = time.time()
producer = Producer({"bootstrap.servers": bootstrap, "compression.type": codec, "batch.size": 65536, "linger.ms": 5,
                     "acks": "all", "enable.idempotence": True, "queue.buffering.max.kbytes": 65536})
produce = producer.produce
for i in range(count):
    while True:
        try:
            produce(topic, payloads[i % 1000])
            break
        except BufferError:
            producer.poll(0.01)
    if i % 1000 == 0:
        producer.poll(0)
if producer.flush(120) > 0:
    sys.exit("not everything was delivered")
print(f"seconds={time.time() - start}")
