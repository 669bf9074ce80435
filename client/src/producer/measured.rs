//! Metrics of batches and requests as they leave.

use std::time::{Duration, Instant};

use super::batch::Batch;
use crate::metrics::{Measure, Meter};

/// A batch of so many bytes was sent. Sizes of records are the average of their batch.
pub(super) fn sent(meter: &Meter, topic: &str, batch: &Batch, bytes: usize) {
    let now = Instant::now();
    let count = f64::from(batch.count);
    let ratio = bytes as f64 / batch.raw_size.max(1) as f64;
    meter.record(Measure::BatchSize, bytes as f64, now);
    meter.record(Measure::RecordSend, count, now);
    meter.record(Measure::RecordSize, batch.raw_size as f64 / count.max(1.0), now);
    meter.record(Measure::Compression, ratio, now);
    let topic = meter.topic(topic);
    topic.record(Measure::RecordSend, count, now);
    topic.record(Measure::TopicBytes, bytes as f64, now);
    topic.record(Measure::Compression, ratio, now);
}

/// A request with so many records was answered.
pub(super) fn answered(meter: &Meter, records: u32, latency: Duration, throttle_ms: i32, now: Instant) {
    meter.record(Measure::RecordsPerRequest, f64::from(records), now);
    meter.record(Measure::ProduceLatency, latency.as_secs_f64() * 1e3, now);
    meter.record(Measure::ProduceThrottle, f64::from(throttle_ms), now);
}

/// What the time of a transactional call goes to.
pub(super) fn of_transaction(operation: &str) -> Measure {
    match operation {
        "sendOffsetsToTransaction" => Measure::TransactionSendOffsets,
        "commitTransaction" => Measure::TransactionCommit,
        "abortTransaction" => Measure::TransactionAbort,
        _ => Measure::TransactionInit,
    }
}
