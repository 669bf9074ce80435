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
    /// The two that listeners can have of their own, by name in upper case.
    pub listeners: HashMap<String, ListenerLimits>,
    /// The listener between brokers, where there are others: the limits of all do not hold for it.
    pub protected_listener: Option<String>,
}

/// What one listener may have (`listener.name.<name>.…`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListenerLimits {
    /// `max.connections`
    pub max_connections: usize,
    /// `max.connection.creation.rate`, per second.
    pub max_connection_creation_rate: u32,
}

impl LimitSettings {
    fn is_protected(&self, listener: &str) -> bool {
        self.protected_listener.as_deref() == Some(listener)
    }
}

/// Counts the connections of several listeners.
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
    per_listener: HashMap<String, OfListener>,
}

/// What a listener has.
#[derive(Debug)]
struct OfListener {
    count: usize,
    bucket: TokenBucket,
}

impl State {
    fn of_listener(&mut self, listener: &str, now: Instant) -> &mut OfListener {
        let limits = self.settings.listeners.get(listener);
        let rate = limits.map_or(u32::MAX, |limits| limits.max_connection_creation_rate);
        let fresh = || OfListener { count: 0, bucket: TokenBucket::new(rate, now) };
        self.per_listener.entry(listener.to_owned()).or_insert_with(fresh)
    }

    fn is_full(&self, listener: &str) -> bool {
        let count = self.per_listener.get(listener).map_or(0, |of| of.count);
        let of_listener = self.settings.listeners.get(listener);
        of_listener.is_some_and(|limits| count >= limits.max_connections)
            || (!self.settings.is_protected(listener) && self.total >= self.settings.max_connections)
    }
}

impl ConnectionLimits {
    /// Limits as in `settings`.
    pub fn new(settings: LimitSettings, now: Instant) -> Arc<Self> {
        let bucket = TokenBucket::new(settings.max_connection_creation_rate, now);
        let (per_ip, per_listener) = Default::default();
        let state = State { settings, total: 0, per_ip, bucket, per_listener };
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

    /// Resolves once `listener` may accept another connection under both `max.connections`.
    pub(super) async fn wait_for_room(&self, listener: &str) {
        loop {
            let freed = self.freed.notified();
            tokio::pin!(freed);
            freed.as_mut().enable();
            if !self.state.lock().is_full(listener) {
                return;
            }
            freed.await;
        }
    }

    /// How long to wait before the next accept under both `max.connection.creation.rate`; counts one connection.
    pub(super) fn creation_delay(&self, listener: &str, now: Instant) -> Duration {
        let mut state = self.state.lock();
        let own_rate = state.settings.listeners.get(listener).map(|l| l.max_connection_creation_rate);
        let own =
            own_rate.map_or(Duration::ZERO, |rate| state.of_listener(listener, now).bucket.take(rate, now));
        if state.settings.is_protected(listener) {
            return own;
        }
        let rate = state.settings.max_connection_creation_rate;
        own.max(state.bucket.take(rate, now))
    }

    /// Counts a connection from `ip`; `None` if that address has as many as it may.
    pub(super) fn admit(self: &Arc<Self>, listener: &str, ip: IpAddr, now: Instant) -> Option<Admission> {
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
        state.of_listener(listener, now).count += 1;
        Some(Admission { limits: Arc::clone(self), listener: listener.to_owned(), ip })
    }
}

/// A counted connection; dropped with it.
#[derive(Debug)]
pub(super) struct Admission {
    limits: Arc<ConnectionLimits>,
    listener: String,
    ip: IpAddr,
}

impl Drop for Admission {
    fn drop(&mut self) {
        let mut state = self.limits.state.lock();
        state.total -= 1;
        if let Some(of_listener) = state.per_listener.get_mut(&self.listener) {
            of_listener.count -= 1;
        }
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
    fn new(rate: u32, now: Instant) -> Self {
        Self { tokens: f64::from(rate).max(1.0), at: now }
    }

    fn take(&mut self, rate: u32, now: Instant) -> Duration {
        let rate = f64::from(rate).max(1e-3);
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
            listeners: HashMap::from([(
                "SMALL".to_owned(),
                ListenerLimits { max_connections: 1, max_connection_creation_rate: 2 },
            )]),
            protected_listener: Some("INNER".to_owned()),
        }
    }

    fn admit(limits: &Arc<ConnectionLimits>, listener: &str, ip: &str) -> Option<Admission> {
        limits.admit(listener, ip.parse().unwrap(), Instant::now())
    }

    #[test]
    fn an_address_gets_its_share_and_no_more() {
        let limits = ConnectionLimits::new(settings(), Instant::now());
        let first = admit(&limits, "A", "10.0.0.1").unwrap();
        let _second = admit(&limits, "A", "::ffff:10.0.0.1").unwrap();
        assert!(admit(&limits, "A", "10.0.0.1").is_none());
        assert!(admit(&limits, "A", "10.0.0.9").is_none());
        drop(first);
        assert_eq!(limits.open(), 1);
        assert!(admit(&limits, "A", "10.0.0.1").is_some());
    }

    #[tokio::test]
    async fn accepting_waits_for_room() {
        let limits = ConnectionLimits::new(settings(), Instant::now());
        let held = ["10.0.0.1", "10.0.0.2", "10.0.0.3"].map(|ip| admit(&limits, "A", ip).unwrap());
        let waiter = tokio::spawn({
            let limits = Arc::clone(&limits);
            async move { limits.wait_for_room("A").await }
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
            assert_eq!(limits.creation_delay("A", start), Duration::ZERO);
        }
        assert!(limits.creation_delay("A", start) >= Duration::from_millis(99));
        assert_eq!(limits.creation_delay("A", start + Duration::from_secs(1)), Duration::ZERO);
    }

    #[test]
    fn a_listener_has_limits_of_its_own() {
        let start = Instant::now();
        let limits = ConnectionLimits::new(settings(), start);
        let _one = admit(&limits, "SMALL", "10.0.0.1").unwrap();
        let is_full = |listener: &str| limits.state.lock().is_full(listener);
        assert!(is_full("SMALL") && !is_full("A") && !is_full("INNER"));
        let _more = ["10.0.0.2", "10.0.0.3"].map(|ip| admit(&limits, "A", ip).unwrap());
        assert!(is_full("A") && !is_full("INNER"), "the listener between brokers stays open");
        for _ in 0..2 {
            assert_eq!(limits.creation_delay("SMALL", start), Duration::ZERO);
        }
        assert!(limits.creation_delay("SMALL", start) >= Duration::from_millis(499));
    }
}
