//! Why a node does not start.

use std::io;
use std::path::PathBuf;

use kavka_broker_config::Endpoint;
use kavka_log::LogError;
use kavka_log::meta_properties::MetaPropertiesError;
use kavka_protocol::ErrorCode;

use crate::network::BindError;

/// A start that failed. The text is one line for whoever started the node.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The node would have a role without its counterpart.
    #[error("process.roles={roles}: only a node with both roles, broker and controller, is supported yet")]
    UnsupportedRoles {
        /// As configured.
        roles: String,
    },
    /// A listener that is not plaintext.
    #[error("listener {endpoint} has the security protocol {}, supported yet is PLAINTEXT", endpoint.security_protocol)]
    UnsupportedProtocol {
        /// The listener.
        endpoint: Endpoint,
    },
    /// `meta.properties` is missing.
    #[error("log directory {} is not formatted; run 'kavka storage format'", dir.display())]
    NotFormatted {
        /// The directory.
        dir: PathBuf,
    },
    /// `meta.properties` of the metadata directory cannot be read.
    #[error("{error}")]
    Unreadable {
        /// Why.
        error: MetaPropertiesError,
    },
    /// No `meta.properties` has a cluster id.
    #[error("meta.properties in {} has no cluster.id", dir.display())]
    NoClusterId {
        /// The directory.
        dir: PathBuf,
    },
    /// A directory of another cluster or node.
    #[error("Invalid {key} in: {}. Expected {expected}, but read {found}", file.display())]
    Foreign {
        /// What differs.
        key: &'static str,
        /// The file.
        file: PathBuf,
        /// What it should be.
        expected: String,
        /// What it is.
        found: String,
    },
    /// A listener cannot be bound.
    #[error(transparent)]
    Bind(#[from] BindError),
    /// The logs cannot be opened.
    #[error("{}", chain(.0))]
    Log(LogError),
    /// The controller cannot be started.
    #[error("{}", chain(.0))]
    Controller(kavka_controller::StartError),
    /// The controller stopped while the node started.
    #[error("the controller stopped during the start")]
    ControllerStopped,
    /// The controller refused the broker.
    #[error("the controller refused the registration of broker {id}: {} ({})", code.name(), code.message())]
    Registration {
        /// `node.id`
        id: i32,
        /// Its answer.
        code: ErrorCode,
    },
    /// The broker stayed fenced.
    #[error("the broker was not unfenced within initial.broker.registration.timeout.ms ({timeout_ms} ms)")]
    StillFenced {
        /// The setting.
        timeout_ms: u64,
    },
    /// A socket or thread.
    #[error("cannot start: {0}")]
    Socket(io::Error),
    /// A part panicked.
    #[error("a part of the broker failed while starting: {0}")]
    Panicked(tokio::task::JoinError),
}

/// An error with its causes on one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
