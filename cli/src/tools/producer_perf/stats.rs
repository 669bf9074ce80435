//! Counts and latencies, in lines as the original prints them.

use std::time::{Duration, Instant};

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
        let mut samples = self.samples.clone();
        samples.sort_unstable();
        let at = |share: f64| samples.get((share * samples.len() as f64) as usize).copied().unwrap_or(0);
        format!(
            "{} records sent, {records:.6} records/sec ({megabytes:.2} MB/sec), {mean:.2} ms avg latency, {:.2} ms max latency, \
             {} ms 50th, {} ms 95th, {} ms 99th, {} ms 99.9th.",
            self.total.count,
            self.total.max_ms as f64,
            at(0.5),
            at(0.95),
            at(0.99),
            at(0.999)
        )
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
}
