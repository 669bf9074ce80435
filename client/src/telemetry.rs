//! Telemetry: a broker that wants to know is told the client's metrics (KIP-714).
//!
//! The machine decides when; a task asks for subscriptions, makes the payload and pushes it. It runs from when the
//! client is made until it is closed, unless `enable.metrics.push` is off or the client was made outside of a runtime.

mod machine;
mod payload;

use std::collections::BTreeMap;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use kavka_protocol::compression::{Codec, Compressor};
use kavka_protocol::messages::{
    GetTelemetrySubscriptionsRequest, GetTelemetrySubscriptionsResponse, PushTelemetryRequest,
};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::ClientError;
use crate::cluster::Cluster;
use crate::error::code_of;
use crate::metrics::Metric;
use crate::net::NetError;
use machine::{Machine, Step, Subscription};
use payload::Ledger;

/// How long the last push may take.
const LAST_PUSH_LIMIT: Duration = Duration::from_secs(5);

/// The metrics of a client when they are asked for.
pub(crate) type Source = Box<dyn Fn() -> Vec<Metric> + Send + Sync>;

/// A running telemetry; it ends when dropped.
#[derive(Debug)]
pub(crate) struct Telemetry {
    task: Option<JoinHandle<()>>,
    closing: CancellationToken,
    instance_id: watch::Receiver<Uuid>,
}

impl Telemetry {
    /// Starts the telemetry of a client; nothing where it is turned off. `resource` describes the client.
    pub(crate) fn start(
        cluster: &Cluster,
        source: Source,
        resource: BTreeMap<String, String>,
    ) -> Option<Self> {
        let runtime = tokio::runtime::Handle::try_current().ok()?;
        if !cluster.config().metrics_push {
            return None;
        }
        let closing = CancellationToken::new();
        let (told, instance_id) = watch::channel(Uuid::nil());
        let worker = Worker {
            cluster: cluster.clone(),
            source,
            resource,
            ledger: Ledger::new(now_ns()),
            closing: closing.clone(),
            told,
        };
        Some(Self { task: Some(runtime.spawn(worker.run())), closing, instance_id })
    }

    /// The id that the broker has given the client.
    ///
    /// # Errors
    /// [`ClientError::Timeout`] where it has not done so within `limit`.
    pub(crate) async fn client_instance_id(&self, limit: Duration) -> Result<Uuid, ClientError> {
        let mut told = self.instance_id.clone();
        let id = tokio::time::timeout(limit, told.wait_for(|id| !id.is_nil())).await;
        match id {
            Ok(Ok(id)) => Ok(*id),
            Ok(Err(_)) => Err(ClientError::Invalid("the broker does not serve telemetry".to_string())),
            Err(_) => Err(ClientError::Timeout {
                doing: "the client's instance id".to_string(),
                after: limit,
                last: "no answer".to_string(),
            }),
        }
    }

    /// Pushes once more where something is wanted, and ends.
    pub(crate) async fn close(mut self, limit: Duration) {
        self.closing.cancel();
        if let Some(task) = self.task.take() {
            let abort = task.abort_handle();
            if tokio::time::timeout(limit.min(LAST_PUSH_LIMIT), task).await.is_err() {
                abort.abort();
            }
        }
    }
}

impl Drop for Telemetry {
    fn drop(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
        }
    }
}

/// The error for a client whose telemetry is off, in Kafka's words.
pub(crate) fn is_off() -> ClientError {
    ClientError::Invalid("Telemetry is not enabled. Set config `enable.metrics.push` to `true`.".to_string())
}

struct Worker {
    cluster: Cluster,
    source: Source,
    resource: BTreeMap<String, String>,
    ledger: Ledger,
    closing: CancellationToken,
    told: watch::Sender<Uuid>,
}

impl Worker {
    async fn run(mut self) {
        let mut machine = Machine::new(Instant::now());
        let mut is_closing = false;
        loop {
            if !is_closing && self.closing.is_cancelled() {
                is_closing = true;
                machine.close();
            }
            match machine.next(Instant::now()) {
                Step::End => return,
                Step::Wait(until) => {
                    tokio::select! {
                        () = tokio::time::sleep_until(until.into()) => {}
                        () = self.closing.cancelled() => {}
                    }
                }
                Step::Ask(instance_id) => {
                    let closing = self.closing.clone();
                    tokio::select! {
                        asked = self.ask(instance_id) => self.take(&mut machine, asked),
                        () = closing.cancelled() => {}
                    }
                }
                Step::Push { instance_id, subscription, codec, is_last } => {
                    let pushed = self.push(instance_id, &subscription, codec, is_last).await;
                    match pushed {
                        Ok(code) => machine.pushed(code_of(code), Instant::now()),
                        Err(error) => self.failed(&mut machine, &error),
                    }
                }
            }
        }
    }

    async fn ask(&self, instance_id: Uuid) -> Result<GetTelemetrySubscriptionsResponse, ClientError> {
        let mut request = GetTelemetrySubscriptionsRequest::default();
        request.client_instance_id = instance_id;
        Ok(self.cluster.any().await?.call(&request).await?)
    }

    fn take(&self, machine: &mut Machine, asked: Result<GetTelemetrySubscriptionsResponse, ClientError>) {
        match asked {
            Ok(response) => {
                machine.subscribed(&response, rand::random_range(0.0..1.0), Instant::now());
                if !response.client_instance_id.is_nil() {
                    self.told.send_replace(response.client_instance_id);
                }
            }
            Err(error) => self.failed(machine, &error),
        }
    }

    fn failed(&self, machine: &mut Machine, error: &ClientError) {
        tracing::debug!(%error, "telemetry goes without an answer");
        let is_final = matches!(error, ClientError::Net(NetError::UnsupportedVersion { .. }));
        machine.failed(is_final, Instant::now());
    }

    async fn push(
        &mut self,
        instance_id: Uuid,
        subscription: &Subscription,
        codec: Codec,
        is_last: bool,
    ) -> Result<i16, ClientError> {
        let metrics = (self.source)();
        let wants = |name: &str| subscription.wants(name);
        let payload = self.ledger.payload(&metrics, wants, subscription.is_delta, &self.resource, now_ns());
        let mut request = PushTelemetryRequest::default();
        request.client_instance_id = instance_id;
        request.subscription_id = subscription.id;
        request.terminating = is_last;
        (request.compression_type, request.metrics) = compressed(payload, codec);
        Ok(self.cluster.any().await?.call(&request).await?.error_code)
    }
}

/// The payload in this codec, or as it is where that fails, and the number of the codec.
fn compressed(payload: Vec<u8>, codec: Codec) -> (i8, Bytes) {
    let mut out = Vec::new();
    match Compressor::new().compress(codec, None, &payload, &mut out) {
        Ok(()) => (i8::try_from(codec.id()).unwrap_or(0), out.into()),
        Err(error) => {
            tracing::debug!(%error, "telemetry goes uncompressed");
            (0, payload.into())
        }
    }
}

fn now_ns() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| u64::try_from(since.as_nanos()).unwrap_or(u64::MAX))
}
