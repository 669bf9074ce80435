//! When to try again.

use std::time::Duration;

/// Growing delays between tries: doubled each time up to a maximum, give or take a fifth (KIP-580).
#[derive(Debug, Clone)]
pub struct Backoff {
    next: Duration,
    max: Duration,
}

impl Backoff {
    /// Starts at `first` (`retry.backoff.ms`) and stays at `max` (`retry.backoff.max.ms`).
    pub fn new(first: Duration, max: Duration) -> Self {
        Self { next: first.min(max), max }
    }

    /// The delay before the next try.
    pub fn next_delay(&mut self) -> Duration {
        let delay = self.next;
        self.next = (self.next * 2).min(self.max);
        delay.mul_f64(rand::random_range(0.8..1.2))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_up_to_the_maximum() {
        let mut backoff = Backoff::new(Duration::from_millis(100), Duration::from_millis(350));
        for expected in [100.0, 200.0, 350.0, 350.0] {
            let delay = backoff.next_delay().as_secs_f64() * 1000.0;
            assert!((expected * 0.8..=expected * 1.2).contains(&delay), "{delay} for {expected}");
        }
    }
}
