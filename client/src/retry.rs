//! When to try again.

use std::time::{Duration, Instant};

use futures::future::BoxFuture;

use crate::ClientError;

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

/// Tries of one thing within a time limit, for futures that must be `Send` whatever they borrow: a closure that is
/// called again and again, as [`Cluster::retrying`](crate::cluster::Cluster::retrying) takes, cannot promise that.
#[derive(Debug)]
pub(crate) struct Tries {
    doing: &'static str,
    started: Instant,
    limit: Duration,
    backoff: Backoff,
}

impl Tries {
    pub(crate) fn new(doing: &'static str, limit: Duration, config: &crate::config::CommonConfig) -> Self {
        let backoff = Backoff::new(config.retry_backoff, config.retry_backoff_max);
        Self { doing, started: Instant::now(), limit, backoff }
    }

    /// One try, cut short when time is up.
    pub(crate) async fn one<T>(
        &self,
        attempt: BoxFuture<'_, Result<T, ClientError>>,
    ) -> Result<T, ClientError> {
        let left = self.limit.saturating_sub(self.started.elapsed());
        let timed_out = |_| Err(self.timed_out("no answer".to_string()));
        tokio::time::timeout(left, attempt).await.unwrap_or_else(timed_out)
    }

    /// Waits before the next try, or gives the error back where another cannot help or there is no time.
    pub(crate) async fn again(&mut self, error: ClientError) -> Result<(), ClientError> {
        if !error.is_retriable() {
            return Err(error);
        }
        let delay = self.backoff.next_delay();
        if self.started.elapsed() + delay >= self.limit {
            return Err(self.timed_out(error.to_string()));
        }
        tracing::debug!(%error, doing = self.doing, "trying again in {delay:?}");
        tokio::time::sleep(delay).await;
        Ok(())
    }

    fn timed_out(&self, last: String) -> ClientError {
        ClientError::Timeout { doing: self.doing.to_string(), after: self.limit, last }
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
