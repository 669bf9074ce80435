import java.nio.charset.StandardCharsets;
import java.util.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.header.internals.*;
import org.apache.kafka.common.serialization.*;
import org.apache.kafka.clients.admin.*;

public class Record {
    public static void main(String[] a) throws Exception {
        for (String codec : new String[]{"none", "gzip", "snappy", "lz4", "zstd"}) {
            String topic = "goldn-" + codec;
            Properties p = new Properties();
            p.put("bootstrap.servers", a[0]);
            try (Admin admin = Admin.create(p)) { admin.createTopics(List.of(new NewTopic(topic, 3, (short) 1).configs(Map.of("retention.ms","-1")))).all().get(); }
            p.put("compression.type", codec);
            p.put("batch.size", codec.equals("none") ? "1000" : "100000");
            p.put("linger.ms", "4000");
            p.put("enable.idempotence", "false");
            p.put("max.in.flight.requests.per.connection", "1");
            p.put("key.serializer", ByteArraySerializer.class.getName());
            p.put("value.serializer", ByteArraySerializer.class.getName());
            try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(p)) {
                producer.partitionsFor(topic);
                for (int i = 0; i < 200; i++) {
                    byte[] key = i % 7 == 0 ? new byte[0] : ("key-" + (i * 31 % 57)).getBytes(StandardCharsets.UTF_8);
                    byte[] value = i % 11 == 0 ? null : ("value " + i + " ").repeat(1 + i % 9).getBytes(StandardCharsets.UTF_8);
                    var headers = new ArrayList<org.apache.kafka.common.header.Header>();
                    for (int h = 0; h < i % 4; h++) headers.add(new RecordHeader("h" + h % 2, h == 2 ? null : ("v" + i).getBytes(StandardCharsets.UTF_8)));
                    producer.send(new ProducerRecord<>(topic, null, 1_700_000_000_000L + (i * 37L) % 500, key, value, headers));
                }
                producer.flush();
            }
        }
    }
}
