//! When to ask for subscriptions and when to push, without a clock or a socket (`ClientTelemetryReporter` in Apache
//! Kafka).

use std::time::{Duration, Instant};

use kavka_protocol::ErrorCode;
use kavka_protocol::compression::Codec;
use kavka_protocol::messages::GetTelemetrySubscriptionsResponse;
use uuid::Uuid;

use crate::config::millis;
use crate::error::code_of;

/// The pause after an error, and the interval where the broker names none.
const DEFAULT_INTERVAL: Duration = Duration::from_secs(5 * 60);

/// What a broker wants to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Subscription {
    pub(super) id: i32,
    interval: Duration,
    /// Codecs in the broker's order of preference.
    accepted: Vec<Codec>,
    /// Whether sums are of the time since the last push.
    pub(super) is_delta: bool,
    /// How the names begin that it wants.
    requested: Vec<String>,
}

impl Subscription {
    /// Whether a metric with this name is wanted.
    pub(super) fn wants(&self, name: &str) -> bool {
        let is_all = self.requested == ["*"];
        is_all || self.requested.iter().any(|start| name.starts_with(start))
    }
}

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// Nothing before this time.
    Wait(Instant),
    /// Ask what is wanted, as the client with this id; nil before it has one.
    Ask(Uuid),
    /// Push what is wanted.
    Push {
        instance_id: Uuid,
        subscription: Subscription,
        codec: Codec,
        /// It is the last one.
        is_last: bool,
    },
    /// Nothing ever again.
    End,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Asking,
    Pushing,
    /// The client closes; one more push.
    Closing,
    Ended,
}

/// The telemetry of one client.
#[derive(Debug)]
pub(super) struct Machine {
    state: State,
    not_before: Instant,
    instance_id: Uuid,
    subscription: Option<Subscription>,
}

impl Machine {
    pub(super) fn new(now: Instant) -> Self {
        Self { state: State::Asking, not_before: now, instance_id: Uuid::nil(), subscription: None }
    }

    pub(super) fn next(&self, now: Instant) -> Step {
        let push = |is_last| match &self.subscription {
            Some(subscription) => Step::Push {
                instance_id: self.instance_id,
                codec: subscription.accepted.first().copied().unwrap_or(Codec::None),
                subscription: subscription.clone(),
                is_last,
            },
            None => Step::End,
        };
        match self.state {
            State::Ended => Step::End,
            State::Closing => push(true),
            State::Asking | State::Pushing if now < self.not_before => Step::Wait(self.not_before),
            State::Asking => Step::Ask(self.instance_id),
            State::Pushing => push(false),
        }
    }

    /// The broker has told what it wants. `jitter` is from 0 to 1: the first push comes after half to one and a half
    /// of the interval, so that not all clients push at once.
    pub(super) fn subscribed(
        &mut self,
        response: &GetTelemetrySubscriptionsResponse,
        jitter: f64,
        now: Instant,
    ) {
        if self.state != State::Asking {
            return;
        }
        let code = code_of(response.error_code);
        if code != ErrorCode::None {
            let interval = self.subscription.as_ref().map(|subscription| subscription.interval);
            return self.refused(code, interval, now);
        }
        if !response.client_instance_id.is_nil() {
            self.instance_id = response.client_instance_id;
        }
        let interval = match response.push_interval_ms {
            ms @ 1.. => millis(i64::from(ms)),
            _ => DEFAULT_INTERVAL,
        };
        let known = |id: &i8| u8::try_from(*id).ok().and_then(Codec::from_id);
        let subscription = Subscription {
            id: response.subscription_id,
            interval,
            accepted: response.accepted_compression_types.iter().filter_map(known).collect(),
            is_delta: response.delta_temporality,
            requested: response.requested_metrics.iter().map(ToString::to_string).collect(),
        };
        if subscription.requested.is_empty() {
            // Nothing is wanted now; perhaps later.
            self.subscription = None;
            self.not_before = now + interval;
        } else {
            self.subscription = Some(subscription);
            self.state = State::Pushing;
            self.not_before = now + interval.mul_f64(0.5 + jitter.clamp(0.0, 1.0));
        }
    }

    /// A push was answered.
    pub(super) fn pushed(&mut self, code: ErrorCode, now: Instant) {
        match (self.state, &self.subscription) {
            (State::Closing, _) => self.state = State::Ended,
            (State::Pushing, Some(subscription)) => {
                let interval = subscription.interval;
                match code {
                    ErrorCode::None => self.not_before = now + interval,
                    code => self.refused(code, Some(interval), now),
                }
            }
            _ => {}
        }
    }

    /// No answer; `is_final` where the broker does not serve telemetry at all.
    pub(super) fn failed(&mut self, is_final: bool, now: Instant) {
        match self.state {
            State::Closing => self.state = State::Ended,
            State::Asking | State::Pushing if is_final => self.state = State::Ended,
            State::Asking | State::Pushing => {
                self.state = State::Asking;
                self.not_before = now + DEFAULT_INTERVAL;
            }
            State::Ended => {}
        }
    }

    /// The client closes: what is wanted is pushed once more, where something was.
    pub(super) fn close(&mut self) {
        self.state = match (self.state, &self.subscription) {
            (State::Pushing, Some(_)) => State::Closing,
            _ => State::Ended,
        };
    }

    fn refused(&mut self, code: ErrorCode, interval: Option<Duration>, now: Instant) {
        let pause = match code {
            ErrorCode::UnknownSubscriptionId | ErrorCode::UnsupportedCompressionType => Some(Duration::ZERO),
            ErrorCode::TelemetryTooLarge | ErrorCode::ThrottlingQuotaExceeded => {
                Some(interval.unwrap_or(DEFAULT_INTERVAL))
            }
            // InvalidRequest, InvalidRecord, UnsupportedVersion, and what nobody expects: it would not get better.
            _ => None,
        };
        tracing::debug!(%code, "telemetry is refused");
        match pause {
            Some(pause) => {
                self.state = State::Asking;
                self.not_before = now + pause;
            }
            None => self.state = State::Ended,
        }
    }
}

#[cfg(test)]
mod tests {
    use kavka_protocol::wire::StrBytes;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn response(requested: &[&'static str]) -> GetTelemetrySubscriptionsResponse {
        let mut response = GetTelemetrySubscriptionsResponse::default();
        response.client_instance_id = Uuid::from_u128(1);
        response.subscription_id = 7;
        response.accepted_compression_types = vec![9, 4, 3];
        response.push_interval_ms = 10_000;
        response.requested_metrics = requested.iter().map(|name| StrBytes::from_static_str(name)).collect();
        response
    }

    fn pushing(now: Instant) -> Machine {
        let mut machine = Machine::new(now);
        machine.subscribed(&response(&["org.apache.kafka.producer."]), 0.5, now);
        machine
    }

    #[test]
    fn the_first_push_comes_within_half_to_one_and_a_half_of_the_interval() {
        let now = Instant::now();
        for (jitter, seconds) in [(0.0, 5), (0.5, 10), (1.0, 15)] {
            let mut machine = Machine::new(now);
            assert_eq!(machine.next(now), Step::Ask(Uuid::nil()));
            machine.subscribed(&response(&["a"]), jitter, now);
            assert_eq!(machine.next(now), Step::Wait(now + SECOND * seconds));
        }
    }

    #[test]
    fn a_push_follows_the_other_at_the_interval_in_the_preferred_codec() {
        let now = Instant::now();
        let mut machine = pushing(now);
        let due = now + SECOND * 10;
        let Step::Push { instance_id, subscription, codec, is_last } = machine.next(due) else {
            panic!("{:?}", machine.next(due))
        };
        assert_eq!((instance_id, codec, is_last), (Uuid::from_u128(1), Codec::Zstd, false));
        assert!(subscription.wants("org.apache.kafka.producer.x"));
        assert!(!subscription.wants("org.apache.kafka.consumer.x"));
        machine.pushed(ErrorCode::None, due);
        assert_eq!(machine.next(due), Step::Wait(due + SECOND * 10));
    }

    #[test]
    fn nothing_is_pushed_where_nothing_is_wanted() {
        let now = Instant::now();
        let mut machine = Machine::new(now);
        machine.subscribed(&response(&[]), 0.5, now);
        assert_eq!(machine.next(now), Step::Wait(now + SECOND * 10));
        assert_eq!(machine.next(now + SECOND * 10), Step::Ask(Uuid::from_u128(1)));
        machine.close();
        assert_eq!(machine.next(now), Step::End);
    }

    #[test]
    fn refusals_make_it_ask_anew_wait_or_end() {
        let now = Instant::now();
        let due = now + SECOND * 10;
        let after = |code| {
            let mut machine = pushing(now);
            machine.pushed(code, due);
            machine.next(due)
        };
        let ask = Step::Ask(Uuid::from_u128(1));
        assert_eq!(after(ErrorCode::UnknownSubscriptionId), ask);
        assert_eq!(after(ErrorCode::UnsupportedCompressionType), ask);
        assert_eq!(after(ErrorCode::TelemetryTooLarge), Step::Wait(due + SECOND * 10));
        assert_eq!(after(ErrorCode::InvalidRecord), Step::End);
        let mut machine = pushing(now);
        machine.failed(false, due);
        assert_eq!(machine.next(due), Step::Wait(due + DEFAULT_INTERVAL));
    }

    #[test]
    fn a_client_that_closes_pushes_once_more_and_no_more() {
        let now = Instant::now();
        let mut machine = pushing(now);
        machine.close();
        assert!(matches!(machine.next(now), Step::Push { is_last: true, .. }));
        machine.pushed(ErrorCode::ThrottlingQuotaExceeded, now);
        assert_eq!(machine.next(now), Step::End);
    }

    #[test]
    fn a_star_wants_all() {
        let now = Instant::now();
        let mut machine = Machine::new(now);
        machine.subscribed(&response(&["*"]), 0.0, now);
        assert!(machine.subscription.unwrap().wants("anything"));
    }
}
