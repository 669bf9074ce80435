//! The Java clients' names, and where each value comes from.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use super::measure::Measure;
use super::stat::Seen;
use super::{ClientKind, Scope};

const TABLE: &str = include_str!("../../settings/metrics.tsv");

/// Ids of brokers by their addresses.
pub type NodeIds = HashMap<String, i32>;

/// Names of the Java clients that have no meaning here, by how they begin, and why.
pub const ABSENT: &[(&str, &str)] = &[
    ("io-", "there is no thread that waits for sockets: the runtime does, for all clients of a process"),
    ("select-", "there is no thread that waits for sockets: the runtime does, for all clients of a process"),
    ("application-event", "calls act on the client themselves; no queue leads to a thread of its own"),
    ("background-event", "calls act on the client themselves; no queue leads to a thread of its own"),
    ("unsent-requests", "requests go to their connection at once"),
    ("time-between-network-thread-poll", "there is no network thread"),
    (
        "reauthentication-",
        "sessions are renewed by the connections themselves, which count it as traffic only",
    ),
    (
        "failed-reauthentication",
        "sessions are renewed by the connections themselves, which count it as traffic only",
    ),
    (
        "successful-reauthentication",
        "sessions are renewed by the connections themselves, which count it as traffic only",
    ),
    (
        "successful-authentication-no-reauth",
        "brokers without re-authentication (before Kafka 2.2) are not told apart",
    ),
    ("txn-prepare", "two-phase commit is not supported"),
    (
        "bufferpool-wait-ratio",
        "many callers may wait at once: bufferpool-wait-time-ns-total adds their time up",
    ),
    (
        "poll-idle-ratio",
        "the application's tasks, not a thread, call poll: time outside of it is not idleness",
    ),
];

/// Whether a metric only grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It only grows.
    Counter,
    /// It goes up and down.
    Gauge,
}

/// What of a [`Seen`] a metric shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Facet {
    Count,
    Sum,
    CountRate,
    SumRate,
    CountPerHour,
    Avg,
    Max,
    Min,
    Last,
    Age,
}

impl Facet {
    pub(super) fn of(self, seen: &Seen) -> f64 {
        match self {
            Self::Count => seen.count as f64,
            Self::Sum => seen.sum,
            Self::CountRate => seen.count_rate,
            Self::SumRate => seen.sum_rate,
            Self::CountPerHour => seen.count_rate * 3600.0,
            Self::Avg => seen.avg,
            Self::Max => seen.max,
            Self::Min => seen.min,
            Self::Last => seen.last,
            Self::Age => seen.age.map_or(-1.0, |age| age.as_secs() as f64),
        }
    }
}

/// A name of the table.
#[derive(Debug)]
pub(super) struct Name {
    clients: &'static str,
    pub(super) group: &'static str,
    pub(super) name: &'static str,
    tags: Vec<&'static str>,
    pub(super) source: Option<(Measure, Facet)>,
}

impl Name {
    pub(super) fn is_of_client(&self) -> bool {
        self.tags == ["client-id"]
    }

    pub(super) fn is_gauge(&self) -> bool {
        matches!(self.source, Some((Measure::Gauge, _)))
    }

    pub(super) fn kind(&self) -> Kind {
        match self.source {
            Some((_, Facet::Count | Facet::Sum)) => Kind::Counter,
            _ if self.name.ends_with("-total") => Kind::Counter,
            _ => Kind::Gauge,
        }
    }

    /// The tags beside `client-id`, where the metric is one of the scope.
    pub(super) fn tags_of(&self, scope: &Scope, nodes: &NodeIds) -> Option<BTreeMap<&'static str, String>> {
        match (self.tags.as_slice(), scope) {
            (["client-id", "node-id"], Scope::Node(address)) => {
                // Bootstrap addresses have negative ids with the Java client.
                let id = nodes.get(address).copied().unwrap_or(-1);
                Some(BTreeMap::from([("node-id", format!("node-{id}"))]))
            }
            (["client-id", "topic"], Scope::Topic(topic)) => Some(BTreeMap::from([("topic", topic.clone())])),
            (["client-id", "partition", "topic"], Scope::Partition(at)) => {
                Some(BTreeMap::from([("topic", at.topic.clone()), ("partition", at.partition.to_string())]))
            }
            _ => None,
        }
    }
}

/// The names of a client.
pub(super) fn of(kind: ClientKind) -> impl Iterator<Item = &'static Name> {
    static NAMES: LazyLock<Vec<Name>> =
        LazyLock::new(|| TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(name).collect());
    let letter = match kind {
        ClientKind::Producer => 'p',
        ClientKind::Consumer => 'c',
        ClientKind::ModernConsumer => 'm',
        ClientKind::Admin => 'a',
    };
    NAMES.iter().filter(move |name| name.clients.contains(letter))
}

fn name(line: &'static str) -> Option<Name> {
    let mut fields = line.split('\t');
    let (clients, group, name) = (fields.next()?, fields.next()?, fields.next()?);
    let tags: Vec<&str> = fields.next()?.split(',').collect();
    let is_absent = ABSENT.iter().any(|(start, _)| name.starts_with(start));
    let source = if is_absent { None } else { source(group, name) };
    Some(Name { clients, group, name, tags, source })
}

/// How a name ends, and what that shows of values that are counted, or added up.
const ENDS: [(&str, Facet, Facet); 7] = [
    ("-rate-per-hour", Facet::CountPerHour, Facet::CountPerHour),
    ("-seconds-ago", Facet::Age, Facet::Age),
    ("-total", Facet::Count, Facet::Sum),
    ("-rate", Facet::CountRate, Facet::SumRate),
    ("-avg", Facet::Avg, Facet::Avg),
    ("-max", Facet::Max, Facet::Max),
    ("-min", Facet::Min, Facet::Min),
];

/// What a metric's value is made of.
fn source(group: &str, name: &str) -> Option<(Measure, Facet)> {
    use Measure as M;
    match (group, name) {
        ("producer-topic-metrics", "compression-rate") => return Some((M::Compression, Facet::Avg)),
        ("producer-metrics", "request-latency-avg") => return Some((M::ProduceLatency, Facet::Avg)),
        ("producer-metrics", "request-latency-max") => return Some((M::ProduceLatency, Facet::Max)),
        ("consumer-fetch-manager-metrics", "records-per-request-avg") => {
            return Some((M::RecordsPerFetch, Facet::Avg));
        }
        ("consumer-coordinator-metrics", "rebalance-latency-total") => {
            return Some((M::Rebalance, Facet::Sum));
        }
        _ => {}
    }
    let end = ENDS.iter().find(|(end, ..)| name.ends_with(end));
    let (base, facets) = match end {
        Some((end, counted, summed)) => (&name[..name.len() - end.len()], (*counted, *summed)),
        None => (name, (Facet::Last, Facet::Last)),
    };
    // What is counted a value at a time.
    let counted = match base {
        "request" => Some(M::Sent),
        "response" => Some(M::Received),
        "connection-creation" => Some(M::ConnectionCreated),
        "connection-close" => Some(M::ConnectionClosed),
        "successful-authentication" => Some(M::AuthenticationSucceeded),
        "failed-authentication" => Some(M::AuthenticationFailed),
        "batch-split" => Some(M::BatchSplit),
        "buffer-exhausted" => Some(M::BufferExhausted),
        "commit" => Some(M::Commit),
        "heartbeat" | "last-heartbeat" => Some(M::Heartbeat),
        "join" => Some(M::Join),
        "sync" => Some(M::Sync),
        "rebalance" | "last-rebalance" => Some(M::Rebalance),
        "failed-rebalance" => Some(M::RebalanceFailed),
        "fetch" => Some(M::FetchLatency),
        "last-poll" => Some(M::TimeBetweenPolls),
        _ => None,
    };
    if let Some(measure) = counted {
        return Some((measure, facets.0));
    }
    let summed = match base {
        "outgoing-byte" | "request-size" => M::Sent,
        "incoming-byte" => M::Received,
        "request-latency" => M::RequestLatency,
        "batch-size" => M::BatchSize,
        "bufferpool-wait-time-ns" => M::BufferWait,
        "compression-rate" => M::Compression,
        "flush-time-ns" => M::Flush,
        "metadata-wait-time-ns" => M::MetadataWait,
        "produce-throttle-time" => M::ProduceThrottle,
        "record-error" => M::RecordError,
        "record-queue-time" => M::RecordQueueTime,
        "record-retry" => M::RecordRetry,
        "record-send" => M::RecordSend,
        "record-size" => M::RecordSize,
        "records-per-request" => M::RecordsPerRequest,
        "byte" => M::TopicBytes,
        "txn-init-time-ns" => M::TransactionInit,
        "txn-begin-time-ns" => M::TransactionBegin,
        "txn-send-offsets-time-ns" => M::TransactionSendOffsets,
        "txn-commit-time-ns" => M::TransactionCommit,
        "txn-abort-time-ns" => M::TransactionAbort,
        "commit-sync-time-ns" => M::CommitSync,
        "committed-time-ns" => M::Committed,
        "commit-latency" => M::Commit,
        "heartbeat-response-time" => M::Heartbeat,
        "join-time" => M::Join,
        "sync-time" => M::Sync,
        "rebalance-latency" => M::Rebalance,
        "partition-assigned-latency" => M::PartitionsAssigned,
        "partition-revoked-latency" => M::PartitionsRevoked,
        "partition-lost-latency" => M::PartitionsLost,
        "fetch-latency" => M::FetchLatency,
        "fetch-size" => M::FetchSize,
        "fetch-throttle-time" => M::FetchThrottle,
        "bytes-consumed" => M::BytesConsumed,
        "records-consumed" => M::RecordsConsumed,
        "records-lag" => M::RecordsLag,
        "records-lead" => M::RecordsLead,
        "preferred-read-replica" => M::PreferredReplica,
        "time-between-poll" => M::TimeBetweenPolls,
        "connection-count"
        | "buffer-available-bytes"
        | "buffer-total-bytes"
        | "waiting-threads"
        | "metadata-age"
        | "requests-in-flight"
        | "assigned-partitions" => M::Gauge,
        _ => return None,
    };
    Some((summed, facets.1))
}
