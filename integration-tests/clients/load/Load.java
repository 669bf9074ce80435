import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.*;
import java.util.concurrent.atomic.*;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.*;
import org.apache.kafka.common.serialization.*;

/**
 * The load of the benchmark, made by Apache Kafka's own Java client for whichever broker is measured.
 * `create TOPIC PARTITIONS`, `produce TOPIC COUNT SIZE CODEC`, `consume TOPIC COUNT`, `latency TOPIC RATE SECONDS SIZE`,
 * `transactions TOPIC PRODUCERS COUNT`.
 * Prints one line: `seconds=…` or `p50_us=… p99_us=… p999_us=…`.
 */
public class Load {
    public static void main(String[] args) throws Exception {
        String bootstrap = args[0], topic = args[2];
        switch (args[1]) {
            case "create" -> create(bootstrap, topic, Integer.parseInt(args[3]));
            case "produce" -> produce(bootstrap, topic, Integer.parseInt(args[3]), Integer.parseInt(args[4]), args[5]);
            case "consume" -> consume(bootstrap, topic, Integer.parseInt(args[3]));
            case "transactions" -> transactions(bootstrap, topic, Integer.parseInt(args[3]), Integer.parseInt(args[4]));
            case "latency" -> latency(bootstrap, topic, Integer.parseInt(args[3]), Integer.parseInt(args[4]), Integer.parseInt(args[5]));
            default -> throw new IllegalArgumentException(args[1]);
        }
    }

    static Properties settings(String bootstrap, String... pairs) {
        Properties all = new Properties();
        all.put("bootstrap.servers", bootstrap);
        for (int i = 0; i < pairs.length; i += 2) all.put(pairs[i], pairs[i + 1]);
        return all;
    }

    static void create(String bootstrap, String topic, int partitions) throws Exception {
        try (Admin admin = Admin.create(settings(bootstrap))) {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all().get();
        }
        System.out.println("seconds=0");
    }

    /** Text that compresses about as well as log lines do: words in random order. */
    static byte[][] payloads(int size) {
        String[] words = {"order", "created", "customer", "2026-11-22T10:00:00Z", "\"amount\":", "INFO", "payment", "status=200", "user", "session", "latency_ms=", "checkout"};
        Random random = new Random(42);
        byte[][] all = new byte[1000][];
        for (int i = 0; i < all.length; i++) {
            StringBuilder text = new StringBuilder();
            while (text.length() < size) text.append(words[random.nextInt(words.length)]).append(random.nextInt(10000)).append(' ');
            all[i] = text.substring(0, size).getBytes(StandardCharsets.US_ASCII);
        }
        return all;
    }

    static KafkaProducer<byte[], byte[]> producer(Properties settings) {
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    static void produce(String bootstrap, String topic, int count, int size, String codec) {
        byte[][] payloads = payloads(size);
        AtomicLong failed = new AtomicLong();
        long start = System.nanoTime();
        try (var producer = producer(settings(bootstrap, "compression.type", codec, "batch.size", "65536", "linger.ms", "5", "buffer.memory", "67108864"))) {
            for (int i = 0; i < count; i++) {
                producer.send(new ProducerRecord<>(topic, payloads[i % payloads.length]), (metadata, error) -> {
                    if (error != null) failed.incrementAndGet();
                });
            }
        }
        if (failed.get() > 0) throw new IllegalStateException(failed + " records failed");
        System.out.println("seconds=" + (System.nanoTime() - start) / 1e9);
    }

    static KafkaConsumer<byte[], byte[]> consumer(String bootstrap, String topic) {
        var consumer = new KafkaConsumer<>(settings(bootstrap, "auto.offset.reset", "earliest", "enable.auto.commit", "false", "check.crcs", "true"), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.assign(consumer.partitionsFor(topic).stream().map(p -> new TopicPartition(topic, p.partition())).toList());
        return consumer;
    }

    static void consume(String bootstrap, String topic, int count) {
        long start = System.nanoTime(), deadline = start + 120_000_000_000L;
        int seen = 0;
        try (var consumer = consumer(bootstrap, topic)) {
            while (seen < count && System.nanoTime() < deadline) seen += consumer.poll(Duration.ofMillis(500)).count();
        }
        if (seen < count) throw new IllegalStateException(seen + " of " + count);
        System.out.println("seconds=" + (System.nanoTime() - start) / 1e9);
    }

    /** COUNT transactions in all, by PRODUCERS at once, each of one record to each of three partitions. */
    static void transactions(String bootstrap, String topic, int producers, int count) throws Exception {
        List<KafkaProducer<byte[], byte[]>> all = new ArrayList<>();
        for (int number = 0; number < producers; number++) {
            var producer = producer(settings(bootstrap, "transactional.id", topic + "-" + producers + "-" + number, "linger.ms", "0"));
            producer.initTransactions();
            all.add(producer);
        }
        AtomicReference<Exception> failed = new AtomicReference<>();
        long start = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (var producer : all) {
            Thread thread = new Thread(() -> {
                try {
                    for (int i = 0; i < count / producers; i++) {
                        producer.beginTransaction();
                        for (int partition = 0; partition < 3; partition++) producer.send(new ProducerRecord<>(topic, partition, null, new byte[100]));
                        producer.commitTransaction();
                    }
                } catch (Exception e) {
                    failed.set(e);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) thread.join();
        double seconds = (System.nanoTime() - start) / 1e9;
        for (var producer : all) producer.close();
        if (failed.get() != null) throw failed.get();
        System.out.println("seconds=" + seconds);
    }

    /** From send() to the record in the consumer's hands, at a fixed rate; the first third is warm-up. */
    static void latency(String bootstrap, String topic, int rate, int seconds, int size) throws Exception {
        int total = rate * seconds;
        long[] took = new long[total];
        var consumer = consumer(bootstrap, topic);
        consumer.seekToEnd(consumer.assignment());
        consumer.assignment().forEach(consumer::position);
        AtomicInteger seen = new AtomicInteger();
        long deadline = System.nanoTime() + (seconds + 60) * 1_000_000_000L;
        Thread reader = new Thread(() -> {
            while (seen.get() < total && System.nanoTime() < deadline) {
                for (var record : consumer.poll(Duration.ofMillis(100))) took[seen.getAndIncrement()] = System.nanoTime() - ByteBuffer.wrap(record.value()).getLong();
            }
        });
        reader.start();
        try (var producer = producer(settings(bootstrap, "linger.ms", "0"))) {
            long start = System.nanoTime();
            for (int i = 0; i < total; i++) {
                long due = start + (long) (i * 1e9 / rate);
                while (System.nanoTime() < due) Thread.sleep(0, 200_000);
                byte[] value = new byte[size];
                // Measured from when the record was due, so that a stall is not hidden by sending late.
                ByteBuffer.wrap(value).putLong(due);
                producer.send(new ProducerRecord<>(topic, value));
            }
        }
        reader.join();
        if (seen.get() < total) throw new IllegalStateException(seen + " of " + total);
        long[] measured = Arrays.copyOfRange(took, total / 3, total);
        Arrays.sort(measured);
        System.out.printf(Locale.ROOT, "p50_us=%.0f p99_us=%.0f p999_us=%.0f%n", at(measured, 0.5), at(measured, 0.99), at(measured, 0.999));
    }

    static double at(long[] sorted, double quantile) {
        return sorted[(int) Math.min(sorted.length - 1, Math.floor(sorted.length * quantile))] / 1e3;
    }
}
