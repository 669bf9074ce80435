//! What a client has done, under the names of Apache Kafka's Java clients.
//!
//! [`Meter`] takes values where work is done, a batch or a request at a time; [`Meter::snapshot`] gives them out as
//! `(group, name, tags, value)`. Which names there are is the Java clients' own list (`settings/metrics.tsv`); those
//! without a meaning here are in [`ABSENT`], with the reason. Windows are those of `metrics.sample.window.ms` and
//! `metrics.num.samples`.

mod measure;
mod names;
mod stat;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use parking_lot::Mutex;

pub use measure::Measure;
pub use names::{ABSENT, Kind, NodeIds};
pub use stat::{Seen, Stat, Windows};

use crate::TopicPartition;

/// Whose metrics they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientKind {
    /// A producer.
    Producer,
    /// A consumer of the classic group protocol, or of none.
    Consumer,
    /// A consumer of the consumer group protocol (KIP-848).
    ModernConsumer,
    /// An admin client.
    Admin,
}

/// What a metric has.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A number; NaN where there is none (yet).
    Number(f64),
    /// Words, such as a version.
    Text(String),
}

/// A metric at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    /// Its group, such as `producer-metrics`.
    pub group: &'static str,
    /// Its name, such as `record-send-total`.
    pub name: &'static str,
    /// `client-id`, and what else tells it apart: `node-id`, `topic`, `partition`.
    pub tags: BTreeMap<&'static str, String>,
    /// What it has.
    pub value: Value,
    /// Whether it only grows, or goes up and down.
    pub kind: Kind,
}

impl Metric {
    /// The number, unless it is words.
    pub fn number(&self) -> Option<f64> {
        match &self.value {
            Value::Number(number) => Some(*number),
            Value::Text(_) => None,
        }
    }
}

/// What a metric is of, within a client.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Scope {
    /// A broker, by the address it was dialled at.
    Node(String),
    /// A topic.
    Topic(String),
    /// A partition.
    Partition(TopicPartition),
}

/// What is measured of a broker, a topic or a partition.
#[derive(Debug)]
pub struct Part {
    stats: Vec<(Measure, Stat)>,
}

impl Part {
    fn new(measures: &[Measure], windows: Windows) -> Self {
        Self { stats: measures.iter().map(|measure| (*measure, Stat::new(windows))).collect() }
    }

    /// Takes a value.
    pub fn record(&self, measure: Measure, value: f64, now: Instant) {
        if let Some(stat) = self.stat(measure) {
            stat.record(value, now);
        }
    }

    fn stat(&self, measure: Measure) -> Option<&Stat> {
        self.stats.iter().find(|(of, _)| *of == measure).map(|(_, stat)| stat)
    }
}

/// What a connection is measured for: its client, and its broker.
#[derive(Debug, Clone)]
pub(crate) struct Traffic {
    meter: Arc<Meter>,
    node: Arc<Part>,
}

impl Traffic {
    /// That of connections to `address`.
    pub(crate) fn new(meter: &Arc<Meter>, address: &str) -> Self {
        Self { meter: meter.clone(), node: meter.node(address) }
    }

    /// A request of so many bytes is on its way.
    pub(crate) fn sent(&self, bytes: usize, now: Instant) {
        self.meter.record(Measure::Sent, bytes as f64, now);
        self.node.record(Measure::Sent, bytes as f64, now);
    }

    /// An answer of so many bytes has come, to a request of `sent`.
    pub(crate) fn received(&self, bytes: usize, sent: Instant) {
        let now = Instant::now();
        let latency = now.saturating_duration_since(sent).as_secs_f64() * 1e3;
        self.meter.record(Measure::Received, bytes as f64, now);
        self.node.record(Measure::Received, bytes as f64, now);
        self.node.record(Measure::RequestLatency, latency, now);
    }
}

/// Everything measured of one client.
#[derive(Debug)]
pub struct Meter {
    kind: ClientKind,
    client_id: String,
    windows: Windows,
    started_ms: u128,
    all: Vec<Stat>,
    parts: Mutex<HashMap<Scope, Arc<Part>>>,
    assigned_partitions: AtomicUsize,
    /// What has begun and not ended.
    begun: Mutex<HashMap<Measure, Instant>>,
}

impl Meter {
    /// Nothing measured yet.
    pub fn new(kind: ClientKind, client_id: &str, windows: Windows) -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        Self {
            kind,
            client_id: client_id.to_string(),
            windows,
            started_ms: since.map_or(0, |since| since.as_millis()),
            all: Measure::ALL.iter().map(|_| Stat::new(windows)).collect(),
            parts: Mutex::default(),
            assigned_partitions: AtomicUsize::new(0),
            begun: Mutex::default(),
        }
    }

    /// Takes a value of the client as a whole.
    pub fn record(&self, measure: Measure, value: f64, now: Instant) {
        self.all[measure as usize].record(value, now);
    }

    /// Takes the time since `started`, in ms.
    pub fn record_ms_since(&self, measure: Measure, started: Instant) {
        let now = Instant::now();
        self.record(measure, now.saturating_duration_since(started).as_secs_f64() * 1e3, now);
    }

    /// Takes the time since `started`, in ns.
    pub fn record_ns_since(&self, measure: Measure, started: Instant) {
        let now = Instant::now();
        self.record(measure, now.saturating_duration_since(started).as_nanos() as f64, now);
    }

    /// Something begins that [`Meter::end`] will end, unless it has begun already.
    pub fn begin(&self, measure: Measure) {
        self.begun.lock().entry(measure).or_insert_with(Instant::now);
    }

    /// Takes the ms since something began; nothing where it did not.
    pub fn end(&self, measure: Measure) {
        let begun = self.begun.lock().remove(&measure);
        if let Some(begun) = begun {
            self.record_ms_since(measure, begun);
        }
    }

    /// What is measured of the broker at this address.
    pub fn node(&self, address: &str) -> Arc<Part> {
        self.part(Scope::Node(address.to_string()), &measure::OF_NODE)
    }

    /// What is measured of a topic.
    pub fn topic(&self, topic: &str) -> Arc<Part> {
        let measures: &[Measure] = match self.kind {
            ClientKind::Producer => &measure::OF_PRODUCED_TOPIC,
            _ => &measure::OF_CONSUMED_TOPIC,
        };
        self.part(Scope::Topic(topic.to_string()), measures)
    }

    /// What is measured of a partition.
    pub fn partition(&self, at: &TopicPartition) -> Arc<Part> {
        self.part(Scope::Partition(at.clone()), &measure::OF_PARTITION)
    }

    /// How many partitions a consumer reads now.
    pub fn assigned_partitions(&self) -> usize {
        self.assigned_partitions.load(Ordering::Relaxed)
    }

    /// A consumer reads these partitions: what was measured of others is dropped.
    pub fn assign(&self, partitions: &BTreeSet<TopicPartition>) {
        self.assigned_partitions.store(partitions.len(), Ordering::Relaxed);
        let is_kept = |at: &TopicPartition| partitions.contains(at);
        self.parts.lock().retain(|scope, _| match scope {
            Scope::Partition(at) => is_kept(at),
            Scope::Node(_) | Scope::Topic(_) => true,
        });
    }

    fn part(&self, scope: Scope, measures: &[Measure]) -> Arc<Part> {
        let mut parts = self.parts.lock();
        parts.entry(scope).or_insert_with(|| Arc::new(Part::new(measures, self.windows))).clone()
    }

    /// All metrics now, in the order of groups, names and tags. `gauges` are values that are not measured but looked
    /// up, by name; `nodes` tells the ids of brokers by their addresses.
    pub fn snapshot(&self, now: Instant, gauges: &[(&str, f64)], nodes: &NodeIds) -> Vec<Metric> {
        let seen: Vec<Seen> = self.all.iter().map(|stat| stat.seen(now)).collect();
        let mut parts: Vec<(Scope, Arc<Part>)> =
            self.parts.lock().iter().map(|(scope, part)| (scope.clone(), part.clone())).collect();
        parts.sort_by(|a, b| a.0.cmp(&b.0));
        let mut metrics = Vec::new();
        for name in names::of(self.kind) {
            if name.is_of_client() {
                let value = self.client_value(name, &seen, gauges);
                metrics.extend(value.map(|value| self.metric(name, BTreeMap::new(), value)));
                continue;
            }
            for (scope, part) in &parts {
                if let Some(tags) = name.tags_of(scope, nodes)
                    && let Some(value) = part_value(name, part, now)
                {
                    metrics.push(self.metric(name, tags, value));
                }
            }
        }
        let count = metrics.len() as f64 + 1.0;
        metrics.iter_mut().filter(|metric| metric.group == "kafka-metrics-count").for_each(|metric| {
            metric.value = Value::Number(count);
        });
        metrics
    }

    fn client_value(&self, name: &names::Name, seen: &[Seen], gauges: &[(&str, f64)]) -> Option<Value> {
        match (name.group, name.name) {
            ("app-info", "version") => return Some(Value::Text(env!("CARGO_PKG_VERSION").to_string())),
            ("app-info", "commit-id") => return Some(Value::Text("unknown".to_string())),
            ("app-info", "start-time-ms") => return Some(Value::Number(self.started_ms as f64)),
            ("kafka-metrics-count", _) => return Some(Value::Number(0.0)),
            (_, "network-io-rate" | "network-io-total") => {
                let (sent, received) = (seen[Measure::Sent as usize], seen[Measure::Received as usize]);
                let is_rate = name.name.ends_with("rate");
                return Some(Value::Number(if is_rate {
                    sent.count_rate + received.count_rate
                } else {
                    (sent.count + received.count) as f64
                }));
            }
            _ => {}
        }
        let gauge = gauges.iter().find(|(of, _)| *of == name.name).map(|(_, value)| *value);
        let (measure, facet) = name.source?;
        Some(Value::Number(gauge.unwrap_or_else(|| facet.of(&seen[measure as usize]))))
            .filter(|_| gauge.is_some() || !name.is_gauge())
    }

    fn metric(&self, name: &names::Name, tags: BTreeMap<&'static str, String>, value: Value) -> Metric {
        let mut tags = tags;
        tags.insert("client-id", self.client_id.clone());
        Metric { group: name.group, name: name.name, tags, value, kind: name.kind() }
    }
}

fn part_value(name: &names::Name, part: &Part, now: Instant) -> Option<Value> {
    let (measure, facet) = name.source?;
    Some(Value::Number(facet.of(&part.stat(measure)?.seen(now))))
}

#[cfg(test)]
mod tests;
