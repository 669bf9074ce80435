import java.io.FileWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;
import org.apache.kafka.server.telemetry.ClientTelemetry;
import org.apache.kafka.server.telemetry.ClientTelemetryReceiver;
import org.apache.kafka.shaded.io.opentelemetry.proto.common.v1.KeyValue;
import org.apache.kafka.shaded.io.opentelemetry.proto.metrics.v1.Metric;
import org.apache.kafka.shaded.io.opentelemetry.proto.metrics.v1.MetricsData;
import org.apache.kafka.shaded.io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import org.apache.kafka.shaded.io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import org.apache.kafka.shaded.io.opentelemetry.proto.metrics.v1.ScopeMetrics;

/**
 * A broker's plugin that writes what clients push (KIP-714) to the file that `telemetry.receiver.file` names, a line for
 * each data point: instance id, terminating, name, kind, value, attributes, resource; tabs between them.
 */
@SuppressWarnings("deprecation")
public class TelemetryReceiver implements MetricsReporter, ClientTelemetry {
  private String file;

  @Override
  public void configure(Map<String, ?> configs) {
    file = (String) configs.get("telemetry.receiver.file");
  }

  @Override
  public ClientTelemetryReceiver clientReceiver() {
    return (context, payload) -> {
      try (PrintWriter out = new PrintWriter(new FileWriter(file, true))) {
        String push = payload.clientInstanceId() + "\t" + payload.isTerminating();
        out.println(push + "\tpush\t\t0\t\t");
        MetricsData data = MetricsData.parseFrom(payload.data());
        for (ResourceMetrics resource : data.getResourceMetricsList()) {
          String labels = words(resource.getResource().getAttributesList());
          for (ScopeMetrics scope : resource.getScopeMetricsList()) {
            for (Metric metric : scope.getMetricsList()) {
              boolean isSum = metric.hasSum();
              String kind = isSum ? metric.getSum().getAggregationTemporality().name() : "GAUGE";
              List<NumberDataPoint> points =
                  isSum ? metric.getSum().getDataPointsList() : metric.getGauge().getDataPointsList();
              for (NumberDataPoint point : points) {
                out.println(String.join("\t", push, metric.getName(), kind, String.valueOf(point.getAsDouble()),
                    words(point.getAttributesList()), labels));
              }
            }
          }
        }
      } catch (IOException e) {
        throw new RuntimeException(e);
      }
    };
  }

  private static String words(List<KeyValue> attributes) {
    StringBuilder words = new StringBuilder();
    for (KeyValue attribute : attributes) {
      words.append(attribute.getKey()).append('=').append(attribute.getValue().getStringValue()).append(' ');
    }
    return words.toString().trim();
  }

  @Override
  public void init(List<KafkaMetric> metrics) { }

  @Override
  public void metricChange(KafkaMetric metric) { }

  @Override
  public void metricRemoval(KafkaMetric metric) { }

  @Override
  public void close() { }
}
