//! How many connections there may be, in all and per address, and how fast they may come.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use indexmap::IndexMap;
use parking_lot::Mutex;
use tokio::sync::Notify;

/// The settings behind the limits; all can change at run time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitSettings {
    /// `max.connections`
    pub max_connections: usize,
    /// `max.connections.per.ip`
    pub max_connections_per_ip: usize,
    /// `max.connections.per.ip.overrides`
    pub max_connections_per_ip_overrides: IndexMap<IpAddr, usize>,
    /// `max.connection.creation.rate`, per second.
    pub max_connection_creation_rate: u32,
}

/// Counts connections of all listeners of a process.
#[derive(Debug)]
pub struct ConnectionLimits {
    state: Mutex<State>,
    freed: Notify,
}

#[derive(Debug)]
struct State {
    settings: LimitSettings,
    total: usize,
    per_ip: HashMap<IpAddr, usize>,
    bucket: TokenBucket,
}

impl ConnectionLimits {
    /// Limits as in `settings`.
    pub fn new(settings: LimitSettings, now: Instant) -> Arc<Self> {
        let bucket =
            TokenBucket { tokens: f64::from(settings.max_connection_creation_rate).max(1.0), at: now };
        let state = State { settings, total: 0, per_ip: HashMap::new(), bucket };
        Arc::new(Self { state: Mutex::new(state), freed: Notify::new() })
    }

    /// Takes new settings. Connections that are there stay.
    pub fn update(&self, settings: LimitSettings) {
        self.state.lock().settings = settings;
        self.freed.notify_waiters();
    }

    /// Connections that are open now.
    pub fn open(&self) -> usize {
        self.state.lock().total
    }

    /// Resolves once another connection may be accepted under `max.connections`.
    pub(super) async fn wait_for_room(&self) {
        loop {
            let freed = self.freed.notified();
            tokio::pin!(freed);
            freed.as_mut().enable();
            let full = {
                let state = self.state.lock();
                state.total >= state.settings.max_connections
            };
            if !full {
                return;
            }
            freed.await;
        }
    }

    /// How long to wait before the next accept under `max.connection.creation.rate`; counts one connection.
    pub(super) fn creation_delay(&self, now: Instant) -> Duration {
        let mut state = self.state.lock();
        let rate = f64::from(state.settings.max_connection_creation_rate).max(1e-3);
        state.bucket.take(rate, now)
    }

    /// Counts a connection from `ip`; `None` if that address has as many as it may.
    pub(super) fn admit(self: &Arc<Self>, ip: IpAddr) -> Option<Admission> {
        let ip = ip.to_canonical();
        let mut state = self.state.lock();
        let settings = &state.settings;
        let max =
            *settings.max_connections_per_ip_overrides.get(&ip).unwrap_or(&settings.max_connections_per_ip);
        if state.per_ip.get(&ip).copied().unwrap_or(0) >= max {
            return None;
        }
        *state.per_ip.entry(ip).or_insert(0) += 1;
        state.total += 1;
        Some(Admission { limits: Arc::clone(self), ip })
    }
}

/// A counted connection; dropped with it.
#[derive(Debug)]
pub(super) struct Admission {
    limits: Arc<ConnectionLimits>,
    ip: IpAddr,
}

impl Drop for Admission {
    fn drop(&mut self) {
        let mut state = self.limits.state.lock();
        state.total -= 1;
        if let Some(count) = state.per_ip.get_mut(&self.ip) {
            *count -= 1;
            if *count == 0 {
                state.per_ip.remove(&self.ip);
            }
        }
        drop(state);
        self.limits.freed.notify_waiters();
    }
}

/// One second's worth of connections may come at once, then they come at the rate.
#[derive(Debug)]
struct TokenBucket {
    tokens: f64,
    at: Instant,
}

impl TokenBucket {
    fn take(&mut self, rate: f64, now: Instant) -> Duration {
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        self.at = now;
        self.tokens = (self.tokens + passed * rate).min(rate.max(1.0)) - 1.0;
        if self.tokens >= 0.0 {
            Duration::ZERO
        } else {
            Duration::from_secs_f64((-self.tokens / rate).min(60.0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> LimitSettings {
        LimitSettings {
            max_connections: 3,
            max_connections_per_ip: 2,
            max_connections_per_ip_overrides: [("10.0.0.9".parse().unwrap(), 0)].into_iter().collect(),
            max_connection_creation_rate: 10,
        }
    }

    #[test]
    fn an_address_gets_its_share_and_no_more() {
        let limits = ConnectionLimits::new(settings(), Instant::now());
        let ip = "10.0.0.1".parse().unwrap();
        let first = limits.admit(ip).unwrap();
        let _second = limits.admit("::ffff:10.0.0.1".parse().unwrap()).unwrap();
        assert!(limits.admit(ip).is_none());
        assert!(limits.admit("10.0.0.9".parse().unwrap()).is_none());
        drop(first);
        assert_eq!(limits.open(), 1);
        assert!(limits.admit(ip).is_some());
    }

    #[tokio::test]
    async fn accepting_waits_for_room() {
        let limits = ConnectionLimits::new(settings(), Instant::now());
        let admit = |text: &str| limits.admit(text.parse().unwrap()).unwrap();
        let held = [admit("10.0.0.1"), admit("10.0.0.2"), admit("10.0.0.3")];
        let waiter = tokio::spawn({
            let limits = Arc::clone(&limits);
            async move { limits.wait_for_room().await }
        });
        tokio::task::yield_now().await;
        assert!(!waiter.is_finished());
        drop(held);
        waiter.await.unwrap();
    }

    #[test]
    fn connections_beyond_the_rate_are_delayed() {
        let start = Instant::now();
        let limits = ConnectionLimits::new(settings(), start);
        for _ in 0..10 {
            assert_eq!(limits.creation_delay(start), Duration::ZERO);
        }
        assert!(limits.creation_delay(start) >= Duration::from_millis(99));
        assert_eq!(limits.creation_delay(start + Duration::from_secs(1)), Duration::ZERO);
    }
}
