//! `log.cleaner.io.max.bytes.per.second`

use std::time::{Duration, Instant};

use parking_lot::Mutex;

/// Sleeps are not shorter than this, so that small reads do not each cost a wake-up.
const SLEEP_MIN: Duration = Duration::from_millis(50);

/// Holds all cleaner threads together to one rate.
#[derive(Debug)]
pub(crate) struct Throttle {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    bytes_per_second: f64,
    /// When what was spent so far is paid for; in the past while nothing is owed.
    paid_at: Instant,
}

impl State {
    /// Notes an expense, and says how long to wait.
    fn spend(&mut self, now: Instant, bytes: u64) -> Duration {
        let seconds = bytes as f64 / self.bytes_per_second;
        // The default rate is the largest number there is.
        let cost = Duration::try_from_secs_f64(seconds).unwrap_or(Duration::ZERO);
        self.paid_at = self.paid_at.max(now) + cost;
        let owed = self.paid_at - now;
        if owed < SLEEP_MIN { Duration::ZERO } else { owed }
    }
}

impl Throttle {
    pub(crate) fn new(bytes_per_second: f64) -> Self {
        Self { state: Mutex::new(State { bytes_per_second, paid_at: Instant::now() }) }
    }

    /// Changes the rate.
    pub(crate) fn set_rate(&self, bytes_per_second: f64) {
        self.state.lock().bytes_per_second = bytes_per_second;
    }

    /// Sleeps until `bytes` more may be read or written.
    pub(crate) fn spend(&self, bytes: u64) {
        let wait = self.state.lock().spend(Instant::now(), bytes);
        // In steps, as a changed rate should not take minutes to be felt.
        std::thread::sleep(wait.min(Duration::from_secs(1)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_for_what_is_owed_beyond_a_moment() {
        let now = Instant::now();
        let mut state = State { bytes_per_second: 1000.0, paid_at: now };
        assert_eq!(state.spend(now, 40), Duration::ZERO);
        assert_eq!(state.spend(now, 60), Duration::from_millis(100));
        assert_eq!(state.spend(now + Duration::from_millis(100), 500), Duration::from_millis(500));
        // Time that nobody used is not saved up.
        assert_eq!(state.spend(now + Duration::from_secs(60), 100), Duration::from_millis(100));
    }

    #[test]
    fn the_default_rate_never_waits() {
        let now = Instant::now();
        let mut state = State { bytes_per_second: f64::MAX, paid_at: now };
        assert_eq!(state.spend(now, u64::MAX), Duration::ZERO);
    }
}
