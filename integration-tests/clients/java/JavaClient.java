import java.time.Duration;
import java.util.*;
import java.util.concurrent.*;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.*;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.header.*;
import org.apache.kafka.common.serialization.*;

/** Apache Kafka's Java client: `JavaClient BOOTSTRAP`. Exits non-zero at the first surprise. */
public class JavaClient {
    static final int EACH = 200;
    static String bootstrap;
    static final String topic = "java-" + System.nanoTime();

    static void step(String name, boolean ok, Object... detail) {
        System.out.println("java: " + (ok ? "ok " : "FAILED ") + name + (ok ? "" : ": " + Arrays.toString(detail)));
        if (!ok) System.exit(1);
    }

    static Properties settings(String... pairs) {
        Properties all = new Properties();
        all.put("bootstrap.servers", bootstrap);
        for (int i = 0; i < pairs.length; i += 2) all.put(pairs[i], pairs[i + 1]);
        return all;
    }

    public static void main(String[] args) throws Exception {
        bootstrap = args[0];
        try (Admin admin = Admin.create(settings())) {
            Uuid id = createTopic(admin);
            long before = System.currentTimeMillis();
            Map<String, String> sent = produce();
            for (String assignor : List.of("RangeAssignor", "CooperativeStickyAssignor")) share(sent, assignor);
            read(before, sent.size());
            groups(admin);
            step("topic id is the same", id.equals(admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).topicId()));
            admin.deleteTopics(List.of(topic)).all().get(60, TimeUnit.SECONDS);
            step("topic is deleted", !admin.listTopics().names().get().contains(topic));
            step("features", admin.describeFeatures().featureMetadata().get().finalizedFeatures().containsKey("metadata.version"));
            step("quorum", admin.describeMetadataQuorum().quorumInfo().get().leaderId() >= 1);
            step("log dirs", !admin.describeLogDirs(List.of(1)).allDescriptions().get().isEmpty());
        }
    }

    static Uuid createTopic(Admin admin) throws Exception {
        CreateTopicsResult made = admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1).configs(Map.of("min.insync.replicas", "1", "segment.bytes", "10485760"))));
        made.all().get(60, TimeUnit.SECONDS);
        admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(3))).all().get(60, TimeUnit.SECONDS);
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        admin.incrementalAlterConfigs(Map.of(resource, List.of(new AlterConfigOp(new ConfigEntry("retention.ms", "7200000"), AlterConfigOp.OpType.SET)))).all().get();
        Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
        step("configs are described", config.get("retention.ms").value().equals("7200000") && config.get("retention.ms").source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG
            && config.get("segment.bytes").value().equals("10485760") && config.get("cleanup.policy").isDefault(), config);
        try {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
            step("a second topic of that name is refused", false);
        } catch (ExecutionException e) {
            step("a second topic of that name is refused", e.getCause() instanceof org.apache.kafka.common.errors.TopicExistsException, e);
        }
        return made.topicId(topic).get();
    }

    static Map<String, String> produce() throws Exception {
        Map<String, String> sent = new HashMap<>();
        for (String codec : List.of("none", "gzip", "snappy", "lz4", "zstd")) {
            Properties settings = settings("compression.type", codec, "linger.ms", "5");
            try (Producer<String, String> producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
                List<Future<RecordMetadata>> results = new ArrayList<>();
                for (int i = 0; i < EACH; i++) {
                    ProducerRecord<String, String> record = new ProducerRecord<>(topic, codec + "-" + i, "value " + i + " value value value");
                    record.headers().add("h", new byte[] {1}).add("h", new byte[] {2}).add("null", null);
                    sent.put(record.key(), record.value());
                    results.add(producer.send(record));
                }
                producer.flush();
                Set<String> offsets = new HashSet<>();
                for (Future<RecordMetadata> result : results) offsets.add(result.get().partition() + "-" + result.get().offset());
                step("produce with " + codec, offsets.size() == EACH, offsets);
                if (codec.equals("zstd")) producer.send(new ProducerRecord<>(topic, "tombstone", null)).get();
            }
        }
        sent.put("tombstone", null);
        return sent;
    }

    static KafkaConsumer<String, String> consumer(String... pairs) {
        return new KafkaConsumer<>(settings(pairs), new StringDeserializer(), new StringDeserializer());
    }

    /** A commit in the midst of a rebalance is refused: the next poll brings the member into the new generation. */
    static void commit(KafkaConsumer<String, String> consumer) {
        while (true) {
            try {
                consumer.commitSync();
                return;
            } catch (RebalanceInProgressException e) {
                consumer.poll(Duration.ofMillis(200));
            }
        }
    }

    static void share(Map<String, String> sent, String assignor) throws Exception {
        Map<String, ConsumerRecord<String, String>> received = new ConcurrentHashMap<>();
        Set<Integer> members = ConcurrentHashMap.newKeySet();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        long deadline = System.currentTimeMillis() + 120_000;
        List<Future<?>> running = new ArrayList<>();
        for (int number = 1; number <= 2; number++) {
            int me = number;
            running.add(threads.submit(() -> {
                try (KafkaConsumer<String, String> consumer = consumer("group.id", assignor + topic, "auto.offset.reset", "earliest", "enable.auto.commit", "false",
                        "partition.assignment.strategy", "org.apache.kafka.clients.consumer." + assignor, "group.instance.id", "member-" + me,
                        // Long, since they have to be members still when they are removed by their names.
                        "session.timeout.ms", "600000")) {
                    consumer.subscribe(List.of(topic));
                    while (!(received.size() == sent.size() && members.size() == 2) && System.currentTimeMillis() < deadline) {
                        consumer.poll(Duration.ofMillis(200)).forEach(r -> received.put(r.key(), r));
                        if (!consumer.assignment().isEmpty()) members.add(me);
                    }
                    commit(consumer);
                    return null;
                }
            }));
            Thread.sleep(4000);
        }
        for (Future<?> one : running) one.get();
        threads.shutdown();
        step("two static members share a group: " + assignor, received.size() == sent.size() && members.size() == 2, received.size(), sent.size(), members);
        step("values are equal", sent.entrySet().stream().allMatch(e -> Objects.equals(received.get(e.getKey()).value(), e.getValue())));
        Header[] headers = received.get("lz4-0").headers().toArray();
        step("headers keep order and duplicates", headers.length == 3 && headers[1].value()[0] == 2 && headers[2].value() == null, (Object[]) headers);
    }

    static void read(long before, int count) {
        try (KafkaConsumer<String, String> consumer = consumer("isolation.level", "read_committed")) {
            List<TopicPartition> all = consumer.partitionsFor(topic).stream().map(p -> new TopicPartition(topic, p.partition())).toList();
            long total = consumer.endOffsets(all).values().stream().mapToLong(Long::longValue).sum();
            step("end offsets add up", total == count, total, count);
            Map<TopicPartition, Long> times = new HashMap<>();
            all.forEach(p -> times.put(p, before));
            step("offsets by time", consumer.offsetsForTimes(times).values().stream().allMatch(o -> o.offset() == 0));
            consumer.assign(all);
            consumer.seekToEnd(all);
            TopicPartition first = all.get(0);
            consumer.seek(first, consumer.position(first) - 1);
            ConsumerRecords<String, String> records = consumer.poll(Duration.ofSeconds(60));
            step("seek to the last record", records.count() == 1, records.count());
        }
    }

    static void groups(Admin admin) throws Exception {
        String group = "RangeAssignor" + topic;
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
        step("offsets are committed", committed.values().stream().anyMatch(o -> o.offset() > 0), committed);
        ConsumerGroupDescription description = admin.describeConsumerGroups(List.of(group)).all().get().get(group);
        step("group is described", description.members().size() <= 2, description);
        admin.removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions()).all().get();
        step("groups are listed", admin.listGroups().all().get().stream().anyMatch(g -> g.groupId().equals(group)));
        admin.deleteConsumerGroups(List.of(group)).all().get();
        step("group is deleted", admin.listGroups().all().get().stream().noneMatch(g -> g.groupId().equals(group)));
    }
}
