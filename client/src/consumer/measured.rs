//! Metrics of fetches and of what is given to the application.

use std::time::Instant;

use kavka_protocol::messages::FetchResponse;

use super::records::Fetched;
use crate::metrics::{Measure, Meter};

/// A Fetch that was sent at `started` was answered.
pub(super) fn answered(meter: &Meter, response: &FetchResponse, started: Instant) {
    let now = Instant::now();
    let partitions = response.responses.iter().flat_map(|topic| &topic.partitions);
    let bytes: usize = partitions.filter_map(|one| one.records.as_ref()).map(bytes::Bytes::len).sum();
    let latency = now.saturating_duration_since(started).as_secs_f64() * 1e3;
    meter.record(Measure::FetchLatency, latency, now);
    meter.record(Measure::FetchSize, bytes as f64, now);
    meter.record(Measure::FetchThrottle, f64::from(response.throttle_time_ms), now);
}

/// Bytes of a partition have come, with which reading goes on at `next`. `read_committed` readers are at the end when
/// they are at the last stable offset.
pub(super) fn fetched(meter: &Meter, fetched: &Fetched, next: i64, read_committed: bool) {
    let now = Instant::now();
    let end = if read_committed { fetched.last_stable_offset } else { fetched.high_watermark };
    let (lag, lead) = ((end - next).max(0) as f64, (next - fetched.log_start_offset).max(0) as f64);
    let partition = meter.partition(&fetched.at);
    for (measure, value) in [(Measure::RecordsLag, lag), (Measure::RecordsLead, lead)] {
        meter.record(measure, value, now);
        partition.record(measure, value, now);
    }
    partition.record(Measure::PreferredReplica, f64::from(fetched.preferred.unwrap_or(-1)), now);
    let (bytes, records) = (fetched.bytes.len() as f64, (next - fetched.from).max(0) as f64);
    let topic = meter.topic(&fetched.at.topic);
    meter.record(Measure::BytesConsumed, bytes, now);
    meter.record(Measure::RecordsPerFetch, records, now);
    topic.record(Measure::BytesConsumed, bytes, now);
    topic.record(Measure::FetchSize, bytes, now);
    topic.record(Measure::RecordsPerFetch, records, now);
}

/// Records of a topic were given to the application.
pub(super) fn given(meter: &Meter, topic: &str, count: usize) {
    let now = Instant::now();
    meter.record(Measure::RecordsConsumed, count as f64, now);
    meter.topic(topic).record(Measure::RecordsConsumed, count as f64, now);
}
