//! Goal: our clients have the metrics of the Java clients, and tell them to a broker that wants to know (KIP-714).
//! Method: the names of the Java clients on Apache Kafka 4.3 against our table; a producer and a consumer of ours whose
//! values are checked after known work; and a plugin in the broker that writes what is pushed to it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use kavka_client::admin::{AdminConfig, AlterOp, ConfigChange, NewTopic, ResourceType};
use kavka_client::metrics::{ABSENT, Metric};
use kavka_client::producer::Record;
use kavka_client::{Admin, Consumer, Producer, Properties};
use kavka_integration_tests::harness::{
    Make, Node, apache_classpath, broker_plugins, cache_dir, project_root, run,
};

const TABLE: &str = include_str!("../../client/settings/metrics.tsv");
const LIMIT: Duration = Duration::from_secs(60);

fn properties(node: &Node, more: &[(&str, &str)]) -> Properties {
    let own = [("bootstrap.servers", node.bootstrap())];
    let own = own.into_iter().map(|(key, value)| (key.to_string(), value));
    own.chain(more.iter().map(|(key, value)| ((*key).to_string(), (*value).to_string()))).collect()
}

fn compile(class: &str, into: &Path) -> Result<()> {
    let source = project_root().join("integration-tests/clients/java").join(format!("{class}.java"));
    let (source, into) = (source.display().to_string(), into.display().to_string());
    run("javac", &["-cp", &apache_classpath()?, "-d", &into, &source], Duration::from_secs(120))?;
    Ok(())
}

/// Waits until `found` gives something.
async fn until<T>(what: &str, mut found: impl AsyncFnMut() -> Result<Option<T>>) -> Result<T> {
    let started = Instant::now();
    loop {
        if let Some(found) = found().await? {
            return Ok(found);
        }
        ensure!(started.elapsed() < LIMIT, "no {what}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn topic(node: &Node, name: &str) -> Result<Admin> {
    let admin = Admin::new(AdminConfig::from_properties(&properties(node, &[]))?)?;
    admin.create_topic(&NewTopic { name: name.to_string(), ..NewTopic::default() }).await?;
    Ok(admin)
}

async fn produce(producer: &Producer, topic: &str, count: usize) -> Result<()> {
    for number in 0..count {
        producer.send(&Record::new(topic, number.to_string())).await?.await?;
    }
    Ok(())
}

async fn consume(consumer: &mut Consumer, count: usize) -> Result<()> {
    let started = Instant::now();
    let mut seen = 0;
    while seen < count {
        seen += consumer.poll(Duration::from_millis(200)).await?.len();
        ensure!(started.elapsed() < LIMIT, "{seen} of {count} records");
    }
    Ok(())
}

/// Group, name and names of tags, as in the table.
fn rows(metrics: &[Metric]) -> BTreeSet<(String, String, String)> {
    let row = |metric: &Metric| {
        let tags: Vec<&str> = metric.tags.keys().copied().collect();
        (metric.group.to_string(), metric.name.to_string(), tags.join(","))
    };
    metrics.iter().map(row).collect()
}

/// The rows of the table for a client that are to be there.
fn expected(client: char) -> BTreeSet<(String, String, String)> {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    let row = |line: &str| {
        let fields: Vec<&str> = line.split('\t').collect();
        let is_absent = ABSENT.iter().any(|(start, _)| fields[2].starts_with(start));
        let is_there = fields[0].contains(client) && !is_absent;
        is_there.then(|| (fields[1].to_string(), fields[2].to_string(), fields[3].to_string()))
    };
    lines.filter_map(row).collect()
}

fn value(metrics: &[Metric], group: &str, name: &str) -> Result<f64> {
    let found = metrics.iter().find(|metric| metric.group == group && metric.name == name);
    found.and_then(Metric::number).with_context(|| format!("{group} {name}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn names_are_those_of_the_java_clients_and_values_are_true() -> Result<()> {
    let node = tokio::task::spawn_blocking(|| Node::start(Make::Apache, "")).await??;
    let bootstrap = node.bootstrap();
    let java = tokio::task::spawn_blocking(move || {
        let classes = cache_dir("java-metrics")?;
        compile("MetricNames", &classes)?;
        let classpath = format!("{}:{}", apache_classpath()?, classes.display());
        run("java", &["-Xmx128m", "-cp", &classpath, "MetricNames", &bootstrap], Duration::from_secs(180))
    });
    let mut seen = BTreeMap::<(String, String, String), String>::new();
    for line in java.await??.lines().filter(|line| line.contains('\t')) {
        let fields: Vec<&str> = line.split('\t').collect();
        let letter = match fields[0] {
            "producer" => 'p',
            "admin" => 'a',
            "consumer-classic" => 'c',
            _ => 'm',
        };
        let row = (fields[1].to_string(), fields[2].to_string(), fields[3].to_string());
        seen.entry(row).or_default().push(letter);
    }
    let sorted = |letters: &str| letters.chars().collect::<BTreeSet<char>>();
    for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split('\t').collect();
        let row = (fields[1].to_string(), fields[2].to_string(), fields[3].to_string());
        let clients = seen.remove(&row).with_context(|| format!("the Java clients have no {row:?}"))?;
        ensure!(sorted(&clients) == sorted(fields[0]), "{row:?} is of {clients}");
    }
    ensure!(seen.is_empty(), "the table lacks {seen:?}");

    let admin = topic(&node, "m").await?;
    let producer = Producer::new(&properties(&node, &[]))?;
    produce(&producer, "m", 7).await?;
    producer.flush().await;
    let metrics = producer.all_metrics();
    ensure!(rows(&metrics) == expected('p'), "{:?}", rows(&metrics).symmetric_difference(&expected('p')));
    for (group, name) in
        [("producer-metrics", "record-send-total"), ("producer-topic-metrics", "record-send-total")]
    {
        ensure!(value(&metrics, group, name)? == 7.0, "{name}: {metrics:?}");
    }
    ensure!(value(&metrics, "producer-metrics", "record-error-total")? == 0.0);
    ensure!(value(&metrics, "producer-metrics", "request-latency-avg")? > 0.0);
    ensure!(value(&metrics, "producer-metrics", "connection-count")? >= 1.0);
    ensure!(value(&metrics, "producer-metrics", "flush-time-ns-total")? > 0.0);
    producer.close().await;

    for (protocol, letter) in [("classic", 'c'), ("consumer", 'm')] {
        let more = [("group.id", protocol), ("group.protocol", protocol), ("auto.offset.reset", "earliest")];
        let mut consumer = Consumer::new(&properties(&node, &more))?;
        consumer.subscribe(["m".to_string()])?;
        consume(&mut consumer, 7).await?;
        consumer.commit().await?;
        let metrics = consumer.all_metrics();
        let (had, wanted) = (rows(&metrics), expected(letter));
        ensure!(had == wanted, "{protocol}: {:?}", had.symmetric_difference(&wanted));
        let fetches = "consumer-fetch-manager-metrics";
        ensure!(value(&metrics, fetches, "records-consumed-total")? == 7.0, "{metrics:?}");
        ensure!(value(&metrics, fetches, "records-lag")? == 0.0, "{metrics:?}");
        ensure!(value(&metrics, "consumer-coordinator-metrics", "assigned-partitions")? == 1.0);
        ensure!(value(&metrics, "consumer-coordinator-metrics", "rebalance-total")? >= 1.0);
        consumer.close().await;
    }
    let metrics = admin.all_metrics();
    ensure!(rows(&metrics) == expected('a'), "{:?}", rows(&metrics).symmetric_difference(&expected('a')));
    Ok(())
}

/// What the plugin has written: instance id, whether it is the last push, name, kind, value, attributes, resource.
fn pushed(file: &Path) -> Vec<[String; 7]> {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let fields = |line: &str| line.split('\t').map(str::to_string).collect::<Vec<_>>().try_into().ok();
    text.lines().filter_map(fields).collect()
}

/// The id as the Java plugin prints it.
fn printed(id: uuid::Uuid) -> String {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(id.as_bytes())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broker_that_wants_to_know_is_told() -> Result<()> {
    let dir = tempfile::tempdir()?;
    let file = dir.path().join("pushed");
    let extra = format!("metric.reporters=TelemetryReceiver\ntelemetry.receiver.file={}", file.display());
    let start = move || {
        compile("TelemetryReceiver", &broker_plugins()?)?;
        Node::start(Make::Apache, &extra)
    };
    let node = tokio::task::spawn_blocking(start).await??;
    let admin = topic(&node, "m").await?;
    // Nobody wants anything yet.
    let idle = Producer::new(&properties(&node, &[]))?;
    let id = idle.client_instance_id(LIMIT).await?;
    produce(&idle, "m", 1).await?;
    idle.close().await;
    ensure!(!pushed(&file).iter().any(|row| row[0] == printed(id)), "{:?}", pushed(&file));
    let off = Producer::new(&properties(&node, &[("enable.metrics.push", "false")]))?;
    ensure!(off.client_instance_id(LIMIT).await.is_err(), "telemetry is off");
    off.close().await;

    let set = |name: &str, value: &str| ConfigChange {
        name: name.to_string(),
        op: AlterOp::Set,
        value: Some(value.to_string()),
    };
    let wanted = "org.apache.kafka.producer.,org.apache.kafka.consumer.";
    let changes = [set("interval.ms", "1000"), set("metrics", wanted)];
    admin.alter_configs(ResourceType::ClientMetrics, "all", &changes).await?;
    let is_known = async || {
        let names = admin.list_config_resources(ResourceType::ClientMetrics).await?;
        Ok((names == ["all"]).then_some(()))
    };
    until("subscription", is_known).await?;

    let producer = Producer::new(&properties(&node, &[("client.id", "p")]))?;
    let producer_id = printed(producer.client_instance_id(LIMIT).await?);
    let mut consumer =
        Consumer::new(&properties(&node, &[("group.id", "g"), ("auto.offset.reset", "earliest")]))?;
    let consumer_id = printed(consumer.client_instance_id(LIMIT).await?);
    produce(&producer, "m", 5).await?;
    consumer.subscribe(["m".to_string()])?;
    consume(&mut consumer, 6).await?;
    let sent = "org.apache.kafka.producer.record.send.total";
    let of = |id: &str, name: &str| -> Vec<[String; 7]> {
        pushed(&file).into_iter().filter(|row| row[0] == id && row[2] == name).collect()
    };
    let sum =
        |rows: &[[String; 7]]| -> f64 { rows.iter().filter_map(|row| row[4].parse::<f64>().ok()).sum() };
    until("push of a producer", async || Ok((sum(&of(&producer_id, sent)) == 5.0).then_some(()))).await?;
    produce(&producer, "m", 3).await?;
    producer.close().await;
    let rows = of(&producer_id, sent);
    ensure!(sum(&rows) == 8.0, "sums are of the time since the last push: {rows:?}");
    ensure!(rows.iter().all(|row| row[3] == "AGGREGATION_TEMPORALITY_DELTA"), "{rows:?}");
    ensure!(rows.last().is_some_and(|row| row[1] == "true"), "the last push says so: {rows:?}");
    let by_node = of(&producer_id, "org.apache.kafka.producer.node.request.total");
    ensure!(by_node.iter().any(|row| row[5] == "node_id=node-1"), "{by_node:?}");

    let consumed = "org.apache.kafka.consumer.fetch.manager.records.consumed.total";
    let told = async || Ok(Some(of(&consumer_id, consumed)).filter(|rows| sum(rows) > 0.0));
    let rows = until("push of a consumer", told).await?;
    ensure!(rows.iter().all(|row| row[6] == "group_id=g"), "{rows:?}");
    consumer.close().await;
    ensure!(pushed(&file).iter().any(|row| row[0] == consumer_id && row[1] == "true"), "no last push");
    ensure!(pushed(&file).iter().all(|row| row[2] == "push" || row[2].starts_with("org.apache.kafka.")));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broker_without_telemetry_is_left_alone() -> Result<()> {
    let node = tokio::task::spawn_blocking(|| Node::start(Make::Kavka, "")).await??;
    topic(&node, "m").await?;
    let producer = Producer::new(&properties(&node, &[]))?;
    produce(&producer, "m", 3).await?;
    // Kavka may serve it one day; either way the client must not wait for it.
    let _known = producer.client_instance_id(Duration::from_millis(100)).await;
    producer.close().await;
    Ok(())
}
