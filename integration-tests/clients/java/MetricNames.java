import java.time.Duration;
import java.util.*;
import java.util.stream.*;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.*;
import org.apache.kafka.common.serialization.*;

/**
 * Prints the metrics of the Java clients, a line each: client, group, name, names of tags, description. The clients
 * have written, read and asked something before. Argument: the bootstrap address.
 */
public class MetricNames {
  public static void main(String[] args) throws Exception {
    Map<String, Object> common = new HashMap<>();
    common.put("bootstrap.servers", args[0]);
    Set<String> lines = new TreeSet<>();
    try (Admin admin = Admin.create(common)) {
      admin.createTopics(List.of(new NewTopic("metric-names", 1, (short) 1))).all().get();
      print(lines, "admin", admin.metrics());
    }
    Map<String, Object> producing = new HashMap<>(common);
    try (var producer = new KafkaProducer<>(producing, new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>("metric-names", "k", "v")).get();
      print(lines, "producer", producer.metrics());
    }
    for (String protocol : List.of("classic", "consumer")) {
      Map<String, Object> consuming = new HashMap<>(common);
      consuming.put("group.id", "metric-names-" + protocol);
      consuming.put("group.protocol", protocol);
      consuming.put("auto.offset.reset", "earliest");
      try (var consumer = new KafkaConsumer<>(consuming, new StringDeserializer(), new StringDeserializer())) {
        consumer.subscribe(List.of("metric-names"));
        int read = 0;
        long deadline = System.currentTimeMillis() + 60_000;
        while (read == 0 && System.currentTimeMillis() < deadline) {
          read += consumer.poll(Duration.ofMillis(200)).count();
        }
        consumer.commitSync();
        print(lines, "consumer-" + protocol, consumer.metrics());
      }
    }
    lines.forEach(System.out::println);
  }

  static void print(Set<String> lines, String client, Map<MetricName, ? extends Metric> metrics) {
    for (MetricName name : metrics.keySet()) {
      String tags = name.tags().keySet().stream().sorted().collect(Collectors.joining(","));
      lines.add(String.join("\t", client, name.group(), name.name(), tags, name.description()));
    }
  }
}
