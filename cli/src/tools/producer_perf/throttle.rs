//! A steady rate.

use std::time::{Duration, Instant};

/// Shorter pauses are saved up: the timer has no finer grain.
const PAUSE_MIN: Duration = Duration::from_millis(2);

/// Says how long to pause so that a rate is kept.
#[derive(Debug)]
pub struct Throttle {
    per_second: f64,
    started: Instant,
}

impl Throttle {
    /// A rate below zero is no limit.
    pub fn new(per_second: f64, started: Instant) -> Self {
        Self { per_second, started }
    }

    /// The pause after `sent` records.
    pub fn pause(&self, sent: u64, now: Instant) -> Option<Duration> {
        if self.per_second <= 0.0 {
            return None;
        }
        let due = Duration::try_from_secs_f64(sent as f64 / self.per_second).ok()?;
        let pause = due.checked_sub(now.saturating_duration_since(self.started))?;
        (pause >= PAUSE_MIN).then_some(pause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_keep_the_rate() {
        let start = Instant::now();
        let throttle = Throttle::new(1000.0, start);
        assert_eq!(throttle.pause(1, start), None, "too short to sleep");
        assert_eq!(throttle.pause(10, start), Some(Duration::from_millis(10)));
        assert_eq!(throttle.pause(10, start + Duration::from_millis(20)), None);
        assert_eq!(Throttle::new(-1.0, start).pause(10, start), None);
    }
}
