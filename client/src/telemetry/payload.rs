//! Metrics in the form of OpenTelemetry (`opentelemetry.proto.metrics.v1`): the part of it that a client needs.

use std::collections::{BTreeMap, HashMap};

use prost::Message;

use crate::metrics::{Kind, Metric};

/// What all clients' metric names begin with.
const DOMAIN: &str = "org.apache.kafka";

#[derive(Clone, PartialEq, Message)]
pub(super) struct MetricsData {
    #[prost(message, repeated, tag = "1")]
    resource_metrics: Vec<ResourceMetrics>,
}

#[derive(Clone, PartialEq, Message)]
struct ResourceMetrics {
    #[prost(message, optional, tag = "1")]
    resource: Option<Resource>,
    #[prost(message, repeated, tag = "2")]
    scope_metrics: Vec<ScopeMetrics>,
}

#[derive(Clone, PartialEq, Message)]
struct Resource {
    #[prost(message, repeated, tag = "1")]
    attributes: Vec<KeyValue>,
}

#[derive(Clone, PartialEq, Message)]
struct ScopeMetrics {
    #[prost(message, repeated, tag = "2")]
    metrics: Vec<OtlpMetric>,
}

#[derive(Clone, PartialEq, Message)]
struct OtlpMetric {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(oneof = "Data", tags = "5, 7")]
    data: Option<Data>,
}

#[derive(Clone, PartialEq, prost::Oneof)]
enum Data {
    #[prost(message, tag = "5")]
    Gauge(Gauge),
    #[prost(message, tag = "7")]
    Sum(Sum),
}

#[derive(Clone, PartialEq, Message)]
struct Gauge {
    #[prost(message, repeated, tag = "1")]
    data_points: Vec<NumberDataPoint>,
}

#[derive(Clone, PartialEq, Message)]
struct Sum {
    #[prost(message, repeated, tag = "1")]
    data_points: Vec<NumberDataPoint>,
    /// 1 for the time since the last push, 2 for all the time.
    #[prost(int32, tag = "2")]
    aggregation_temporality: i32,
    #[prost(bool, tag = "3")]
    is_monotonic: bool,
}

#[derive(Clone, PartialEq, Message)]
struct NumberDataPoint {
    #[prost(message, repeated, tag = "7")]
    attributes: Vec<KeyValue>,
    #[prost(fixed64, tag = "2")]
    start_time_unix_nano: u64,
    #[prost(fixed64, tag = "3")]
    time_unix_nano: u64,
    #[prost(oneof = "Number", tags = "4")]
    value: Option<Number>,
}

#[derive(Clone, PartialEq, prost::Oneof)]
enum Number {
    #[prost(double, tag = "4")]
    AsDouble(f64),
}

#[derive(Clone, PartialEq, Message)]
struct KeyValue {
    #[prost(string, tag = "1")]
    key: String,
    #[prost(message, optional, tag = "2")]
    value: Option<AnyValue>,
}

#[derive(Clone, PartialEq, Message)]
struct AnyValue {
    #[prost(oneof = "Any", tags = "1")]
    value: Option<Any>,
}

#[derive(Clone, PartialEq, prost::Oneof)]
enum Any {
    #[prost(string, tag = "1")]
    StringValue(String),
}

/// What tells one metric from another.
type Key = (String, Vec<(String, String)>);

/// The sums as they were pushed last.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    last: HashMap<Key, (u64, f64)>,
    /// When the client began, in ns since 1970.
    started: u64,
    was_delta: bool,
}

impl Ledger {
    pub(super) fn new(started: u64) -> Self {
        Self { last: HashMap::new(), started, was_delta: false }
    }

    /// The payload of a push at `now`, in ns since 1970; `is_delta` sums are of the time since the last push.
    /// `resource` describes the client.
    pub(super) fn payload(
        &mut self,
        metrics: &[Metric],
        wants: impl Fn(&str) -> bool,
        is_delta: bool,
        resource: &BTreeMap<String, String>,
        now: u64,
    ) -> Vec<u8> {
        if is_delta != self.was_delta {
            self.last.clear();
            self.was_delta = is_delta;
        }
        let mut points = Vec::new();
        for metric in metrics {
            let name = full_name(metric.group, metric.name);
            let Some(value) = metric.number().filter(|value| !value.is_nan()) else { continue };
            if wants(&name) {
                let tags = tags(metric);
                let data = match metric.kind {
                    Kind::Gauge => Data::Gauge(Gauge { data_points: vec![point(&tags, 0, now, value)] }),
                    Kind::Counter => self.sum((name.clone(), tags), value, is_delta, now),
                };
                points.push(OtlpMetric { name, data: Some(data) });
            }
        }
        let resource =
            Resource { attributes: resource.iter().map(|(key, value)| pair(key, value)).collect() };
        let scopes = points.into_iter().map(|metric| ScopeMetrics { metrics: vec![metric] }).collect();
        let data = ResourceMetrics { resource: Some(resource), scope_metrics: scopes };
        MetricsData { resource_metrics: vec![data] }.encode_to_vec()
    }

    fn sum(&mut self, key: Key, value: f64, is_delta: bool, now: u64) -> Data {
        let tags = key.1.clone();
        let (start, value) = if is_delta {
            let last = self.last.insert(key, (now, value));
            last.map_or((self.started, value), |(at, last)| (at, value - last))
        } else {
            (self.started, value)
        };
        Data::Sum(Sum {
            data_points: vec![point(&tags, start, now, value)],
            aggregation_temporality: if is_delta { 1 } else { 2 },
            is_monotonic: true,
        })
    }
}

/// `producer-metrics`, `record-send-total` is `org.apache.kafka.producer.record.send.total`.
fn full_name(group: &str, name: &str) -> String {
    let dotted = |text: &str| text.replace('-', ".");
    format!("{DOMAIN}.{}.{}", dotted(group).replace(".metrics", ""), dotted(name))
}

/// All but the client's id, which the broker knows.
fn tags(metric: &Metric) -> Vec<(String, String)> {
    let tags = metric.tags.iter().filter(|(key, _)| **key != "client-id");
    tags.map(|(key, value)| (key.replace('-', "_"), value.clone())).collect()
}

fn point(tags: &[(String, String)], start: u64, now: u64, value: f64) -> NumberDataPoint {
    NumberDataPoint {
        attributes: tags.iter().map(|(key, value)| pair(key, value)).collect(),
        start_time_unix_nano: start,
        time_unix_nano: now,
        value: Some(Number::AsDouble(value)),
    }
}

fn pair(key: &str, value: &str) -> KeyValue {
    let value = AnyValue { value: Some(Any::StringValue(value.to_string())) };
    KeyValue { key: key.to_string(), value: Some(value) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::Value;

    fn metric(name: &'static str, kind: Kind, value: f64) -> Metric {
        let tags = BTreeMap::from([("client-id", "me".to_string()), ("node-id", "node-1".to_string())]);
        Metric { group: "producer-node-metrics", name, tags, value: Value::Number(value), kind }
    }

    fn points(payload: &[u8]) -> Vec<OtlpMetric> {
        let data = MetricsData::decode(payload).unwrap();
        data.resource_metrics
            .into_iter()
            .flat_map(|one| one.scope_metrics)
            .flat_map(|one| one.metrics)
            .collect()
    }

    #[test]
    fn sums_are_of_all_time_or_of_the_time_since_the_last_push() {
        let mut ledger = Ledger::new(1);
        let none = BTreeMap::new();
        let mut push = |value, is_delta, now| {
            let metrics = [metric("request-total", Kind::Counter, value)];
            let pushed = points(&ledger.payload(&metrics, |_| true, is_delta, &none, now));
            match pushed.into_iter().next().unwrap().data.unwrap() {
                Data::Sum(sum) => {
                    let point = &sum.data_points[0];
                    let Some(Number::AsDouble(value)) = point.value else { panic!("no value") };
                    (sum.aggregation_temporality, point.start_time_unix_nano, value)
                }
                Data::Gauge(_) => panic!("a sum is no gauge"),
            }
        };
        assert_eq!(push(5.0, false, 10), (2, 1, 5.0));
        assert_eq!(push(7.0, true, 20), (1, 1, 7.0));
        assert_eq!(push(9.0, true, 30), (1, 20, 2.0));
        assert_eq!(push(9.0, false, 40), (2, 1, 9.0));
    }

    #[test]
    fn names_and_tags_are_those_of_the_java_clients() {
        let metrics = [
            metric("request-latency-avg", Kind::Gauge, 2.5),
            metric("request-latency-max", Kind::Gauge, f64::NAN),
            metric("request-rate", Kind::Gauge, 1.0),
        ];
        let resource = BTreeMap::from([("group_id".to_string(), "g".to_string())]);
        let wants = |name: &str| name.starts_with("org.apache.kafka.producer.node.request.latency");
        let payload = Ledger::new(1).payload(&metrics, wants, true, &resource, 2);
        let pushed = points(&payload);
        assert_eq!(pushed.len(), 1);
        assert_eq!(pushed[0].name, "org.apache.kafka.producer.node.request.latency.avg");
        let Some(Data::Gauge(gauge)) = &pushed[0].data else { panic!("{pushed:?}") };
        assert_eq!(gauge.data_points[0].attributes, [pair("node_id", "node-1")]);
        let data = MetricsData::decode(payload.as_slice()).unwrap();
        assert_eq!(data.resource_metrics[0].resource.as_ref().unwrap().attributes, [pair("group_id", "g")]);
        assert_eq!(
            full_name("consumer-fetch-manager-metrics", "fetch-rate"),
            "org.apache.kafka.consumer.fetch.manager.fetch.rate"
        );
    }
}
