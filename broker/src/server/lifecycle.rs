//! The broker's standing with the controller: registration, heartbeats, leaving.

use std::sync::Arc;
use std::time::{Duration, Instant};

use kavka_broker_config::{BrokerConfig, Endpoint};
use kavka_controller::{Controller, features};
use kavka_log::{LogDirInfo, LogManager};
use kavka_protocol::ErrorCode;
use kavka_protocol::messages::broker_registration_request::{Feature, Listener};
use kavka_protocol::messages::{BrokerHeartbeatRequest, BrokerId, BrokerRegistrationRequest};
use kavka_protocol::wire::StrBytes;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::StartError;

/// Pause between heartbeats that ask for something, as to be unfenced.
const IMPATIENT: Duration = Duration::from_millis(5);
/// How long a controller may take to let the broker go.
const LEAVE_MAX: Duration = Duration::from_secs(5);

/// A registered broker.
#[derive(Debug)]
pub(super) struct Lifecycle {
    id: i32,
    epoch: i64,
    /// Ends the heartbeats, before the last words are exchanged.
    leaving: CancellationToken,
}

impl Lifecycle {
    /// Registers the broker as fenced.
    pub(super) async fn register(
        config: &BrokerConfig,
        cluster_id: &str,
        incarnation_id: Uuid,
        advertised: &[Endpoint],
        logs: &LogManager,
        controller: &Controller,
    ) -> Result<Self, StartError> {
        let request = registration(config, cluster_id, incarnation_id, advertised, logs);
        let response =
            controller.register_broker(request).await.map_err(|_| StartError::ControllerStopped)?;
        match error_code(response.error_code) {
            ErrorCode::None => Ok(Self {
                id: config.node_id,
                epoch: response.broker_epoch,
                leaving: CancellationToken::new(),
            }),
            code => Err(StartError::Registration { id: config.node_id, code }),
        }
    }

    /// The epoch of this registration.
    pub(super) fn broker_epoch(&self) -> i64 {
        self.epoch
    }

    /// Asks to be unfenced until it is granted.
    pub(super) async fn unfence(
        &self,
        config: &BrokerConfig,
        controller: &Controller,
        logs: &LogManager,
    ) -> Result<(), StartError> {
        let timeout_ms =
            u64::from(config.values().int("initial.broker.registration.timeout.ms").unsigned_abs());
        let until = Instant::now() + Duration::from_millis(timeout_ms);
        loop {
            let response = controller
                .broker_heartbeat(heartbeat(self.id, self.epoch, controller, Some(logs)))
                .await
                .map_err(|_| StartError::ControllerStopped)?;
            if response.error_code == ErrorCode::None.code() && !response.is_fenced {
                return Ok(());
            }
            if Instant::now() >= until {
                return Err(StartError::StillFenced { timeout_ms });
            }
            tokio::time::sleep(IMPATIENT).await;
        }
    }

    /// Heartbeats, with what is known of failed and cordoned directories, until the broker leaves.
    pub(super) fn keep_alive(
        &self,
        config: &BrokerConfig,
        controller: Controller,
        logs: Arc<LogManager>,
        at_once: Arc<Notify>,
    ) -> impl Future<Output = ()> + Send + use<> {
        let period = Duration::from_millis(u64::from(
            config.values().int("broker.heartbeat.interval.ms").unsigned_abs(),
        ));
        let (id, epoch, leaving) = (self.id, self.epoch, self.leaving.clone());
        async move {
            loop {
                tokio::select! {
                    () = leaving.cancelled() => return,
                    () = tokio::time::sleep(period) => {}
                    () = at_once.notified() => {}
                }
                match controller.broker_heartbeat(heartbeat(id, epoch, &controller, Some(&logs))).await {
                    Ok(response) if response.error_code == 0 => {}
                    Ok(response) => {
                        tracing::warn!(
                            error = error_code(response.error_code).name(),
                            "heartbeat was refused"
                        );
                    }
                    Err(error) => {
                        tracing::error!(%error, "no more heartbeats");
                        return;
                    }
                }
            }
        }
    }

    /// Tells the controller that the broker goes, and waits until it may.
    pub(super) async fn controlled_shutdown(&self, controller: &Controller) {
        self.leaving.cancel();
        let until = Instant::now() + LEAVE_MAX;
        while Instant::now() < until {
            let request = heartbeat(self.id, self.epoch, controller, None).with_want_shut_down(true);
            match controller.broker_heartbeat(request).await {
                Ok(response) if response.error_code == 0 && !response.should_shut_down => {
                    tokio::time::sleep(IMPATIENT).await;
                }
                _ => return,
            }
        }
    }
}

fn error_code(code: i16) -> ErrorCode {
    ErrorCode::from_code(code).unwrap_or(ErrorCode::UnknownServerError)
}

/// A heartbeat, with the state of the directories in `logs`.
fn heartbeat(
    id: i32,
    epoch: i64,
    controller: &Controller,
    logs: Option<&LogManager>,
) -> BrokerHeartbeatRequest {
    let dirs = logs.map(LogManager::dirs).unwrap_or_default();
    let ids = |wanted: fn(&LogDirInfo) -> bool| -> Vec<Uuid> {
        dirs.iter().filter(|dir| wanted(dir)).map(|dir| dir.directory_id).collect()
    };
    let cordoned = logs.map(|_| ids(|dir| dir.cordoned));
    BrokerHeartbeatRequest::default()
        .with_broker_id(BrokerId(id))
        .with_broker_epoch(epoch)
        .with_current_metadata_offset(controller.image().provenance.last_offset)
        .with_want_fence(false)
        .with_want_shut_down(false)
        .with_offline_log_dirs(ids(|dir| !dir.online))
        .with_cordoned_log_dirs(cordoned)
}

fn registration(
    config: &BrokerConfig,
    cluster_id: &str,
    incarnation_id: Uuid,
    advertised: &[Endpoint],
    logs: &LogManager,
) -> BrokerRegistrationRequest {
    let text = |text: &str| StrBytes::from_string(text.to_owned());
    let listeners = advertised.iter().map(|endpoint| {
        Listener::default()
            .with_name(text(&endpoint.listener_name))
            .with_host(text(&endpoint.host))
            .with_port(endpoint.port)
            .with_security_protocol(endpoint.security_protocol.code())
    });
    let supported = features::supported_features().map(|(name, range)| {
        Feature::default()
            .with_name(StrBytes::from_static_str(name))
            .with_min_supported_version(range.min)
            .with_max_supported_version(range.max)
    });
    let online = |dir: &LogDirInfo| dir.online.then_some(dir.directory_id);
    BrokerRegistrationRequest::default()
        .with_broker_id(BrokerId(config.node_id))
        .with_cluster_id(text(cluster_id))
        .with_incarnation_id(incarnation_id)
        .with_listeners(listeners.collect())
        .with_features(supported.collect())
        .with_rack(config.broker_rack.as_deref().map(text))
        .with_log_dirs(logs.dirs().iter().filter_map(online).collect())
        .with_previous_broker_epoch(logs.clean_shutdown_broker_epoch().unwrap_or(-1))
}
