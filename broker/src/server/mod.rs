//! Start and stop of a node, and what runs on the side. The only place that knows every part.
//!
//! Start: directories are checked and locked and listeners bound, so that what is wrong with them shows before
//! anything is touched; the metadata is loaded, then the logs, which need their topics' settings;
//! the broker registers and is unfenced; connections are accepted last. Stop goes the other way: no
//! new requests, coordinators, logs flushed and marked as cleanly closed.

mod coordinators;
mod directories;
mod dynamic;
mod error;
mod group_topics;
mod lifecycle;
mod listeners;
mod settings;
mod start;
mod upkeep;

use std::sync::Arc;
use std::time::Duration;

use kavka_broker_config::Endpoint;
use kavka_log::DirLocks;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::Broker;
use crate::loggers::Loggers;
use lifecycle::Lifecycle;
use upkeep::Upkeep;

pub use error::StartError;

/// How long connections may take to write what is ready when the node stops.
const DRAIN_MAX: Duration = Duration::from_secs(2);

/// A node that serves clients. Dropped without [`Server::stop`] it recovers its logs at the next start.
pub struct Server {
    broker: Arc<Broker>,
    ready: Ready,
    lifecycle: Lifecycle,
    upkeep: Arc<Upkeep>,
    tasks: TaskTracker,
    shutdown: CancellationToken,
    failed: CancellationToken,
    /// Held until the controller has written its last.
    _locks: Arc<DirLocks>,
}

/// What the process of a node may have prepared for it.
#[derive(Debug, Default)]
pub struct StartOptions {
    /// Levels of its loggers.
    pub loggers: Arc<Loggers>,
    /// The locks on all its directories, if it has them already.
    pub locks: Option<DirLocks>,
}

/// What a node that has started is known by.
#[derive(Debug, Clone)]
pub struct Ready {
    /// What it advertises to clients.
    pub endpoints: Vec<Endpoint>,
    /// What it advertises to whoever asks its controller directly.
    pub controller_endpoints: Vec<Endpoint>,
    /// `node.id`
    pub node_id: i32,
    /// The cluster's id.
    pub cluster_id: Arc<str>,
}

impl Server {
    /// What the node is known by.
    pub fn ready(&self) -> &Ready {
        &self.ready
    }

    /// Resolves if the node cannot go on: its metadata log or its last log directory failed.
    pub async fn failed(&self) {
        tokio::select! {
            () = self.failed.cancelled() => {}
            () = self.broker.controller.stopped() => {}
        }
    }

    /// Stops cleanly: answers what is in flight, flushes, and marks the logs as complete.
    pub async fn stop(self) {
        tracing::info!("stopping");
        self.lifecycle.controlled_shutdown(&self.broker.controller).await;
        self.shutdown.cancel();
        self.tasks.close();
        if tokio::time::timeout(DRAIN_MAX, self.tasks.wait()).await.is_err() {
            tracing::warn!("connections still had answers to write");
        }
        self.broker.transactions.shut_down();
        self.broker.groups.shut_down();
        let (logs, upkeep, epoch) =
            (Arc::clone(self.broker.replicas.logs()), self.upkeep, self.lifecycle.broker_epoch());
        let closing = tokio::task::spawn_blocking(move || {
            upkeep.stop();
            logs.shutdown(Some(epoch));
        });
        if let Err(error) = closing.await {
            tracing::error!(%error, "closing the logs failed");
        }
        self.broker.controller.shutdown().await;
        tracing::info!("stopped");
    }
}
