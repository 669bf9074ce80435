//! One measured thing: totals since the start, and what the last windows saw.

use std::time::{Duration, Instant};

use parking_lot::Mutex;

/// How windows are kept: `metrics.num.samples` of `metrics.sample.window.ms` each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Windows {
    /// How many.
    pub count: usize,
    /// How long one is.
    pub length: Duration,
}

impl Default for Windows {
    fn default() -> Self {
        Self { count: 2, length: Duration::from_secs(30) }
    }
}

#[derive(Debug, Clone, Copy)]
struct Sample {
    started: Instant,
    count: u64,
    sum: f64,
    max: f64,
    min: f64,
}

impl Sample {
    fn new(started: Instant) -> Self {
        Self { started, count: 0, sum: 0.0, max: f64::NEG_INFINITY, min: f64::INFINITY }
    }
}

#[derive(Debug)]
struct State {
    samples: Vec<Sample>,
    current: usize,
    count: u64,
    sum: f64,
    last: f64,
    last_at: Option<Instant>,
}

/// Records values; cheap enough for each batch and each request, not for each record (`Sensor` in Apache Kafka).
#[derive(Debug)]
pub struct Stat {
    windows: Windows,
    state: Mutex<State>,
}

/// What a [`Stat`] has seen at one moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Seen {
    /// Values so far.
    pub count: u64,
    /// Their sum.
    pub sum: f64,
    /// The last value; NaN before the first.
    pub last: f64,
    /// Since when; `None` before the first.
    pub age: Option<Duration>,
    /// The average of the last windows; NaN without a value.
    pub avg: f64,
    /// The greatest of the last windows; NaN without a value.
    pub max: f64,
    /// The least of the last windows; NaN without a value.
    pub min: f64,
    /// Values per second.
    pub count_rate: f64,
    /// Their sum per second.
    pub sum_rate: f64,
}

impl Stat {
    /// Nothing seen yet.
    pub fn new(windows: Windows) -> Self {
        let now = Instant::now();
        let state = State {
            samples: vec![Sample::new(now)],
            current: 0,
            count: 0,
            sum: 0.0,
            last: f64::NAN,
            last_at: None,
        };
        Self { windows, state: Mutex::new(state) }
    }

    /// Takes a value.
    pub fn record(&self, value: f64, now: Instant) {
        let state = &mut *self.state.lock();
        let current = &mut state.samples[state.current];
        let sample = if now.saturating_duration_since(current.started) < self.windows.length {
            current
        } else {
            state.current = (state.current + 1) % self.windows.count.max(1);
            if state.current >= state.samples.len() {
                state.samples.push(Sample::new(now));
            }
            let next = &mut state.samples[state.current];
            *next = Sample::new(now);
            next
        };
        sample.count += 1;
        sample.sum += value;
        sample.max = sample.max.max(value);
        sample.min = sample.min.min(value);
        state.count += 1;
        state.sum += value;
        state.last = value;
        state.last_at = Some(now);
    }

    /// What it has seen. Windows that are too old count as empty, as for the Java client.
    pub fn seen(&self, now: Instant) -> Seen {
        let state = &mut *self.state.lock();
        let keep = self.windows.length * u32::try_from(self.windows.count).unwrap_or(1);
        for sample in &mut state.samples {
            if now.saturating_duration_since(sample.started) >= keep {
                *sample = Sample::new(now);
            }
        }
        let (mut count, mut sum) = (0, 0.0);
        let (mut max, mut min) = (f64::NEG_INFINITY, f64::INFINITY);
        for sample in &state.samples {
            count += sample.count;
            sum += sample.sum;
            max = max.max(sample.max);
            min = min.min(sample.min);
        }
        let seconds = self.span(&state.samples, now).as_secs_f64();
        let or_nan = |value: f64| if count == 0 { f64::NAN } else { value };
        Seen {
            count: state.count,
            sum: state.sum,
            last: state.last,
            age: state.last_at.map(|at| now.saturating_duration_since(at)),
            avg: or_nan(sum / count as f64),
            max: or_nan(max),
            min: or_nan(min),
            count_rate: count as f64 / seconds,
            sum_rate: sum / seconds,
        }
    }

    /// The time that the samples stand for: windows that are not there yet count as whole (`Rate.windowSize`).
    fn span(&self, samples: &[Sample], now: Instant) -> Duration {
        let oldest = samples.iter().map(|sample| sample.started).min().unwrap_or(now);
        let elapsed = now.saturating_duration_since(oldest);
        let window = self.windows.length.as_millis().max(1);
        let full = elapsed.as_millis() / window;
        let least = self.windows.count.saturating_sub(1) as u128;
        let missing = u32::try_from(least.saturating_sub(full)).unwrap_or(0);
        (elapsed + self.windows.length * missing).max(self.windows.length).max(Duration::from_millis(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_pass_and_totals_stay() {
        let stat = Stat::new(Windows { count: 2, length: Duration::from_secs(1) });
        let start = Instant::now();
        stat.record(10.0, start);
        stat.record(20.0, start + Duration::from_millis(1500));
        let seen = stat.seen(start + Duration::from_millis(1600));
        assert_eq!((seen.count, seen.sum, seen.avg, seen.max, seen.min), (2, 30.0, 15.0, 20.0, 10.0));
        let later = stat.seen(start + Duration::from_millis(2400));
        assert_eq!((later.max, later.min), (20.0, 20.0));
        let last = stat.seen(start + Duration::from_secs(60));
        assert!(last.avg.is_nan());
        assert_eq!((last.count, last.sum, last.sum_rate), (2, 30.0, 0.0));
    }

    #[test]
    fn a_rate_counts_windows_that_have_not_been_as_whole() {
        let stat = Stat::new(Windows { count: 2, length: Duration::from_secs(30) });
        let now = Instant::now();
        stat.record(60.0, now);
        let seen = stat.seen(now);
        assert!((seen.sum_rate - 2.0).abs() < 0.01, "{}", seen.sum_rate);
    }
}
