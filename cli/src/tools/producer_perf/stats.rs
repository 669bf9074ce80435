//! Counts and latencies, in lines as the original prints them.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Most latencies kept; of longer runs a regular sample is.
const SAMPLES_MAX: u64 = 500_000;

#[derive(Debug, Clone, Copy)]
struct Sum {
    since: Instant,
    count: u64,
    bytes: u64,
    latency_ms: u64,
    max_ms: u64,
}

impl Sum {
    fn new(since: Instant) -> Self {
        Self { since, count: 0, bytes: 0, latency_ms: 0, max_ms: 0 }
    }

    fn add(&mut self, latency_ms: u64, bytes: usize) {
        self.count += 1;
        self.bytes += bytes as u64;
        self.latency_ms += latency_ms;
        self.max_ms = self.max_ms.max(latency_ms);
    }

    /// Records and MiB per second, and the mean latency in ms.
    fn rates(&self, now: Instant) -> (f64, f64, f64) {
        let seconds = now.saturating_duration_since(self.since).as_millis().max(1) as f64 / 1000.0;
        let mean = self.latency_ms as f64 / self.count as f64;
        (self.count as f64 / seconds, self.bytes as f64 / seconds / (1024.0 * 1024.0), mean)
    }
}

/// The books of one run.
#[derive(Debug)]
pub(super) struct Stats {
    total: Sum,
    window: Sum,
    interval: Duration,
    sampling: u64,
    samples: Vec<u32>,
}

impl Stats {
    pub(super) fn new(now: Instant, interval_ms: u64, expected: u64) -> Self {
        Self {
            total: Sum::new(now),
            window: Sum::new(now),
            interval: Duration::from_millis(interval_ms),
            sampling: expected.div_ceil(SAMPLES_MAX).max(1),
            samples: Vec::new(),
        }
    }

    /// Adds a record; returns the line of the window that ends with it.
    pub(super) fn record(&mut self, started: Instant, now: Instant, bytes: usize) -> Option<String> {
        let latency_ms =
            u64::try_from(now.saturating_duration_since(started).as_millis()).unwrap_or(u64::MAX);
        if self.total.count.is_multiple_of(self.sampling) {
            self.samples.push(u32::try_from(latency_ms).unwrap_or(u32::MAX));
        }
        self.total.add(latency_ms, bytes);
        self.window.add(latency_ms, bytes);
        if now.saturating_duration_since(self.window.since) < self.interval {
            return None;
        }
        let line = self.window_line(now);
        self.window = Sum::new(now);
        Some(line)
    }

    fn window_line(&self, now: Instant) -> String {
        let (records, megabytes, mean) = self.window.rates(now);
        format!(
            "{} records sent, {records:.1} records/sec ({megabytes:.2} MB/sec), {mean:.1} ms avg latency, {:.1} ms max latency.",
            self.window.count, self.window.max_ms as f64
        )
    }

    /// The line of the whole run.
    pub(super) fn total(&self, now: Instant) -> String {
        if self.total.count == 0 {
            return "0 records sent, 0.000000 records/sec (0.00 MB/sec), NaN ms avg latency, 0.00 ms max latency, \
                    0 ms 50th, 0 ms 95th, 0 ms 99th, 0 ms 99.9th."
                .to_string();
        }
        let (records, megabytes, mean) = self.total.rates(now);
        let [half, most, nearly, all] = self.percentiles();
        format!(
            "{} records sent, {records:.6} records/sec ({megabytes:.2} MB/sec), {mean:.2} ms avg latency, {:.2} ms max latency, \
             {half} ms 50th, {most} ms 95th, {nearly} ms 99th, {all} ms 99.9th.",
            self.total.count, self.total.max_ms as f64,
        )
    }

    /// The whole run as JSON; the mean is null where nothing was acknowledged.
    pub(super) fn total_json(&self, now: Instant) -> Value {
        let (records, mebibytes, mean) = self.total.rates(now);
        let [half, most, nearly, all] = self.percentiles();
        json!({
            "records": self.total.count,
            "bytes": self.total.bytes,
            "elapsedMs": u64::try_from(now.saturating_duration_since(self.total.since).as_millis()).unwrap_or(u64::MAX),
            "recordsPerSec": records,
            "mibPerSec": mebibytes,
            "latencyMs": {"avg": mean, "max": self.total.max_ms, "p50": half, "p95": most, "p99": nearly, "p99.9": all},
        })
    }

    /// The latencies in ms below which 50, 95, 99 and 99.9 % of the records stayed.
    fn percentiles(&self) -> [u32; 4] {
        let mut samples = self.samples.clone();
        samples.sort_unstable();
        [0.5, 0.95, 0.99, 0.999]
            .map(|share: f64| samples.get((share * samples.len() as f64) as usize).copied().unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::recorded;

    #[test]
    fn nothing_sent_reads_as_recorded() {
        let start = Instant::now();
        let golden = recorded(include_str!("../../../tests/golden/producer-perf.txt"));
        assert_eq!(Some(Stats::new(start, 5000, 10).total(start).as_str()), golden.lines().last());
    }

    #[test]
    fn windows_and_totals_count_what_was_acknowledged() {
        let start = Instant::now();
        let mut stats = Stats::new(start, 1000, 4);
        let ms = Duration::from_millis;
        assert!(stats.record(start, start + ms(10), 1 << 20).is_none());
        let line = stats.record(start, start + ms(1000), 1 << 20).unwrap();
        assert_eq!(
            line,
            "2 records sent, 2.0 records/sec (2.00 MB/sec), 505.0 ms avg latency, 1000.0 ms max latency."
        );
        let line = stats.total(start + ms(2000));
        assert_eq!(
            line,
            "2 records sent, 1.000000 records/sec (1.00 MB/sec), 505.00 ms avg latency, 1000.00 ms max latency, \
             1000 ms 50th, 1000 ms 95th, 1000 ms 99th, 1000 ms 99.9th."
        );
    }
    #[test]
    fn a_total_as_json_has_the_numbers_of_the_line() {
        let start = Instant::now();
        let mut stats = Stats::new(start, 5000, 2);
        let none = stats.total_json(start + Duration::from_secs(1));
        assert_eq!((&none["records"], &none["latencyMs"]["avg"]), (&json!(0), &Value::Null));
        for latency in [10, 30] {
            stats.record(start, start + Duration::from_millis(latency), 1 << 20);
        }
        let expected = json!({
            "records": 2, "bytes": 2 << 20, "elapsedMs": 2000, "recordsPerSec": 1.0, "mibPerSec": 1.0,
            "latencyMs": {"avg": 20.0, "max": 30, "p50": 30, "p95": 30, "p99": 30, "p99.9": 30},
        });
        assert_eq!(stats.total_json(start + Duration::from_secs(2)), expected);
    }
}
