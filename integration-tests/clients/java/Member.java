import java.io.*;
import java.time.Duration;
import java.util.*;
import java.util.stream.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.common.*;
import org.apache.kafka.common.errors.*;
import org.apache.kafka.common.serialization.*;

/**
 * A group member that says what it does: `Member BOOTSTRAP GROUP TOPIC consumer|classic`. Prints `owns P P…` at each
 * change of its assignment and `got P OFFSET VALUE` for each record; leaves at the end of stdin and prints `left`.
 */
public class Member {
    static volatile boolean leaving;

    public static void main(String[] args) throws Exception {
        Properties settings = new Properties();
        settings.putAll(Map.of("bootstrap.servers", args[0], "group.id", args[1], "group.protocol", args[3], "auto.offset.reset", "earliest", "enable.auto.commit", "false"));
        if (args[3].equals("classic")) {
            settings.putAll(Map.of("session.timeout.ms", "6000", "heartbeat.interval.ms", "300", "partition.assignment.strategy", "org.apache.kafka.clients.consumer.CooperativeStickyAssignor"));
        }
        Thread input = new Thread(() -> {
            try {
                while (System.in.read() >= 0) { }
            } catch (IOException e) {
                System.out.println("note " + e);
            }
            leaving = true;
        });
        input.setDaemon(true);
        input.start();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(args[2]));
            Set<TopicPartition> before = null;
            while (!leaving) {
                ConsumerRecords<String, String> records = consumer.poll(Duration.ofMillis(100));
                Set<TopicPartition> now = consumer.assignment();
                if (!now.equals(before)) {
                    System.out.println("owns " + now.stream().map(p -> "" + p.partition()).collect(Collectors.joining(" ")));
                    before = Set.copyOf(now);
                }
                for (ConsumerRecord<String, String> r : records) System.out.println("got " + r.partition() + " " + r.offset() + " " + r.value());
                try {
                    if (!records.isEmpty()) consumer.commitSync();
                } catch (CommitFailedException | RetriableCommitFailedException | RebalanceInProgressException e) {
                    System.out.println("note " + e.getMessage());
                }
            }
        }
        System.out.println("left");
    }
}
