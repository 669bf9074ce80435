import java.time.Duration;
import java.util.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.*;
import org.apache.kafka.common.errors.*;
import org.apache.kafka.common.serialization.*;

/**
 * Consumes, transforms and produces exactly once until it is killed: `Pipe BOOTSTRAP INPUT OUTPUT GROUP
 * TRANSACTIONAL_ID consumer|classic`. Each output says which input it is: `PARTITION OFFSET VALUE`, in the partition
 * of its input. Ends with code 3 at an error that the producer cannot get over, to be started again.
 */
public class Pipe {
    public static void main(String[] args) throws Exception {
        String bootstrap = args[0], output = args[2];
        Properties reading = new Properties();
        reading.putAll(Map.of("bootstrap.servers", bootstrap, "group.id", args[3], "group.protocol", args[5], "auto.offset.reset", "earliest",
            "enable.auto.commit", "false", "isolation.level", "read_committed", "max.poll.records", "40"));
        if (args[5].equals("classic")) reading.putAll(Map.of("session.timeout.ms", "6000", "heartbeat.interval.ms", "300"));
        Properties writing = new Properties();
        writing.putAll(Map.of("bootstrap.servers", bootstrap, "transactional.id", args[4], "transaction.timeout.ms", "30000", "linger.ms", "1", "request.timeout.ms", "3000", "delivery.timeout.ms", "6000"));
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(reading, new StringDeserializer(), new StringDeserializer());
             KafkaProducer<String, String> producer = new KafkaProducer<>(writing, new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
            consumer.subscribe(List.of(args[1]));
            while (true) {
                ConsumerRecords<String, String> records = consumer.poll(Duration.ofMillis(200));
                if (records.isEmpty()) continue;
                try {
                    producer.beginTransaction();
                    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
                    for (ConsumerRecord<String, String> r : records) {
                        producer.send(new ProducerRecord<>(output, r.partition(), null, r.partition() + " " + r.offset() + " " + r.value()));
                        offsets.put(new TopicPartition(r.topic(), r.partition()), new OffsetAndMetadata(r.offset() + 1));
                    }
                    producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
                    producer.commitTransaction();
                    System.out.println("committed " + records.count());
                } catch (TimeoutException | ProducerFencedException | InvalidProducerEpochException | OutOfOrderSequenceException | AuthorizationException | InvalidPidMappingException | UnsupportedVersionException e) {
                    giveUp(e);
                } catch (KafkaException e) {
                    System.out.println("aborts: " + e);
                    producer.abortTransaction();
                    rewind(consumer);
                }
            }
        } catch (KafkaException | IllegalStateException e) {
            // The latter comes out of the client's poll where an assignment changes between two of its threads.
            giveUp(e);
        }
    }

    /** At once, without an orderly end: what the producer has begun is aborted by the one that follows it. */
    static void giveUp(Exception e) {
        System.out.println("gives up: " + e);
        System.out.flush();
        Runtime.getRuntime().halt(3);
    }

    /** Back to what is committed: what was polled was not processed. */
    static void rewind(KafkaConsumer<String, String> consumer) {
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(consumer.assignment());
        for (TopicPartition partition : consumer.assignment()) {
            OffsetAndMetadata offset = committed.get(partition);
            consumer.seek(partition, offset == null ? 0 : offset.offset());
        }
    }
}
