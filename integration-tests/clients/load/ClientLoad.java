import java.nio.file.*;
import java.time.Duration;
import java.util.*;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.*;

/**
 * The client benchmark's load by Apache Kafka's Java client.
 * `produce BOOTSTRAP TOPIC PAYLOADS SIZE CODEC SECONDS COUNT`, `consume BOOTSTRAP TOPIC PARTITIONS SECONDS COUNT`.
 * Clients warm up with COUNT / 4 records each until they have taken SECONDS of CPU time, so that the code is compiled; a new one in the
 * same process is measured with COUNT. Prints `warmed=… cpu=… seconds=… sum=…`.
 */
public class ClientLoad {
    static final com.sun.management.OperatingSystemMXBean SYSTEM =
        (com.sun.management.OperatingSystemMXBean) java.lang.management.ManagementFactory.getOperatingSystemMXBean();

    public static void main(String[] args) throws Exception {
        boolean produces = args[0].equals("produce");
        long count = Long.parseLong(args[args.length - 1]), warmed = 0, sum = 0;
        byte[][] payloads = produces ? payloads(args[3], Integer.parseInt(args[4])) : null;
        long cpu = 0, start = 0, warm = (long) (Double.parseDouble(args[args.length - 2]) * 1e9);
        for (boolean measured = false; !measured; ) {
            measured = warmed > 0 && SYSTEM.getProcessCpuTime() >= warm;
            long many = measured ? count : count / 4;
            cpu = SYSTEM.getProcessCpuTime();
            start = System.nanoTime();
            if (produces) produce(args[1], args[2], payloads, args[5], many);
            else sum = consume(args[1], args[2], Integer.parseInt(args[3]), many);
            if (!measured) warmed += many;
        }
        System.out.printf(Locale.ROOT, "warmed=%d cpu=%.6f seconds=%.6f sum=%d%n", warmed, (SYSTEM.getProcessCpuTime() - cpu) / 1e9,
            (System.nanoTime() - start) / 1e9, sum);
    }

    static byte[][] payloads(String path, int size) throws Exception {
        byte[] all = Files.readAllBytes(Path.of(path));
        return IntStream.range(0, all.length / size).mapToObj(i -> Arrays.copyOfRange(all, i * size, (i + 1) * size)).toArray(byte[][]::new);
    }

    /** Counts what was delivered; called by the producer's one thread. */
    static class Deliveries implements Callback {
        long delivered;
        Exception failed;

        public void onCompletion(RecordMetadata metadata, Exception error) {
            if (error == null) delivered++;
            else failed = error;
        }
    }

    static void produce(String bootstrap, String topic, byte[][] payloads, String codec, long count) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrap, "compression.type", codec, "batch.size", 65536, "linger.ms", 5,
            "acks", "all", "enable.idempotence", true, "buffer.memory", 67108864L);
        Deliveries deliveries = new Deliveries();
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (long i = 0; i < count; i++) producer.send(new ProducerRecord<>(topic, payloads[(int) (i % payloads.length)]), deliveries);
            producer.flush();
        }
        if (deliveries.failed != null) throw deliveries.failed;
        if (deliveries.delivered != count) throw new IllegalStateException(deliveries.delivered + " of " + count);
    }

    static long consume(String bootstrap, String topic, int partitions, long count) {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrap, "auto.offset.reset", "earliest", "enable.auto.commit", false, "check.crcs", true);
        long seen = 0, sum = 0, deadline = System.nanoTime() + 120_000_000_000L;
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(IntStream.range(0, partitions).mapToObj(i -> new TopicPartition(topic, i)).toList());
            while (seen < count) {
                for (var record : consumer.poll(Duration.ofMillis(500))) {
                    byte[] value = record.value();
                    sum += value.length + (value.length > 0 ? value[0] & 0xff : 0);
                    seen++;
                }
                if (System.nanoTime() > deadline) throw new IllegalStateException("too slow");
            }
        }
        return sum;
    }
}
