//! The names are the Java clients', each with a value here or with the reason why not.

use super::*;

#[test]
fn every_name_of_the_java_clients_has_a_source_or_a_reason() {
    let computed = ["app-info", "kafka-metrics-count"];
    for kind in [ClientKind::Producer, ClientKind::Consumer, ClientKind::ModernConsumer, ClientKind::Admin] {
        for name in names::of(kind) {
            let is_absent = ABSENT.iter().any(|(start, _)| name.name.starts_with(start));
            let is_computed = computed.contains(&name.group) || name.name.starts_with("network-io-");
            let has_source = name.source.is_some() || is_computed;
            assert!(has_source != is_absent, "{kind:?}: {} {}", name.group, name.name);
        }
    }
}

#[test]
fn reasons_are_for_names_that_there_are() {
    let all = [ClientKind::Producer, ClientKind::Consumer, ClientKind::ModernConsumer, ClientKind::Admin];
    for (start, _) in ABSENT {
        let is_name = |kind| names::of(kind).any(|name| name.name.starts_with(start));
        assert!(all.into_iter().any(is_name), "{start}");
    }
}

#[test]
fn what_is_recorded_is_found_under_kafkas_names() {
    let meter = Meter::new(ClientKind::Producer, "me", Windows::default());
    let now = Instant::now();
    meter.record(Measure::Sent, 100.0, now);
    meter.record(Measure::Sent, 300.0, now);
    meter.node("b:1").record(Measure::Sent, 100.0, now);
    meter.topic("t").record(Measure::RecordSend, 7.0, now);
    let nodes = NodeIds::from([("b:1".to_string(), 5)]);
    let metrics = meter.snapshot(now, &[("buffer-total-bytes", 32.0)], &nodes);
    let find = |group: &str, name: &str| {
        let found = metrics.iter().find(|metric| metric.group == group && metric.name == name);
        found.unwrap_or_else(|| panic!("{group} {name}"))
    };
    let number = |group, name| find(group, name).number().unwrap();
    assert_eq!(number("producer-metrics", "request-total"), 2.0);
    assert_eq!(number("producer-metrics", "request-size-avg"), 200.0);
    assert_eq!(number("producer-metrics", "outgoing-byte-total"), 400.0);
    assert_eq!(number("producer-metrics", "buffer-total-bytes"), 32.0);
    assert_eq!(number("producer-topic-metrics", "record-send-total"), 7.0);
    let node = find("producer-node-metrics", "outgoing-byte-total");
    assert_eq!((node.number(), node.tags["node-id"].as_str()), (Some(100.0), "node-5"));
    assert_eq!(node.kind, Kind::Counter);
    assert_eq!(find("producer-metrics", "request-rate").kind, Kind::Gauge);
    assert_eq!(number("kafka-metrics-count", "count"), metrics.len() as f64 + 1.0);
}
