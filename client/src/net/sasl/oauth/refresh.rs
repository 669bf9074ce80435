//! When a token is fetched anew, as Kafka's `ExpiringCredentialRefreshingLogin` has it. No I/O; time is an argument.

use std::time::{Duration, SystemTime};

use kavka_config::ParsedConfig;

/// `sasl.login.refresh.*`.
#[derive(Debug, Clone, PartialEq)]
pub struct RefreshConfig {
    /// `window.factor`: share of a token's life after which it is refreshed.
    pub window_factor: f64,
    /// `window.jitter`: at most so much is added to that share, at random.
    pub window_jitter: f64,
    /// `min.period.seconds`: not earlier after the last one.
    pub min_period: Duration,
    /// `buffer.seconds`: not later than this before the end.
    pub buffer: Duration,
}

impl Default for RefreshConfig {
    fn default() -> Self {
        Self {
            window_factor: 0.8,
            window_jitter: 0.05,
            min_period: Duration::from_secs(60),
            buffer: Duration::from_secs(300),
        }
    }
}

impl RefreshConfig {
    pub(super) fn from_parsed(parsed: &ParsedConfig) -> Self {
        let seconds = |name: &str| Duration::from_secs(u64::try_from(parsed.short(name)).unwrap_or(0));
        Self {
            window_factor: parsed.double("sasl.login.refresh.window.factor"),
            window_jitter: parsed.double("sasl.login.refresh.window.jitter"),
            min_period: seconds("sasl.login.refresh.min.period.seconds"),
            buffer: seconds("sasl.login.refresh.buffer.seconds"),
        }
    }

    /// How long after `now` a token that has just come is to be replaced. `random` is from 0 to 1.
    pub(super) fn delay(
        &self,
        now: SystemTime,
        starts: Option<SystemTime>,
        expires: SystemTime,
        random: f64,
    ) -> Duration {
        let Ok(left) = expires.duration_since(now) else { return AFTER_FAILURE };
        let share = self.window_factor + self.window_jitter * random;
        if self.min_period + self.buffer > left {
            return left.mul_f64(share.clamp(0.0, 1.0));
        }
        let starts = starts.unwrap_or(now);
        let life = expires.duration_since(starts).unwrap_or_default();
        let wished = (starts + life.mul_f64(share)).duration_since(now).unwrap_or_default();
        wished.min(left - self.buffer).max(self.min_period)
    }
}

/// Pause after a refresh that failed; the old token is used until then.
pub(super) const AFTER_FAILURE: Duration = Duration::from_secs(10);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_replaced_within_its_window_and_outside_of_the_buffers() {
        let config = RefreshConfig::default();
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
        let at = |starts: Option<u64>, lives: u64, random: f64| {
            let starts = starts.map(|ago| now - Duration::from_secs(ago));
            config.delay(now, starts, now + Duration::from_secs(lives), random).as_secs()
        };
        // Eight tenths of an hour, and a little more.
        assert_eq!(at(None, 3600, 0.0), 2880);
        assert_eq!(at(None, 3600, 1.0), 3060);
        // The end is not to come nearer than five minutes.
        assert_eq!(at(None, 1200, 0.0), 900);
        // It began long ago: not sooner than a minute.
        assert_eq!(at(Some(36000), 3600, 0.0), 60);
        // Too short for the buffers.
        assert_eq!(at(None, 100, 0.0), 80);
        let expired = config.delay(now, None, now - Duration::from_secs(1), 0.0);
        assert_eq!(expired, AFTER_FAILURE);
    }
}
