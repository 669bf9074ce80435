//! The sockets that clients connect to.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;

use indexmap::IndexMap;
use kavka_broker_config::{BrokerConfig, Endpoint, SecurityProtocol};

use super::StartError;
use crate::network::{LimitSettings, Listener, ListenerLimits, ListenerSettings};

/// Bound listeners, and what of them is told to others: where a port was left to the system, the one it chose.
pub(super) struct Bound {
    pub(super) listeners: Vec<Listener>,
    pub(super) advertised: Vec<Endpoint>,
}

/// Binds the listeners for clients.
pub(super) fn bind_broker(config: &BrokerConfig) -> Result<Bound, StartError> {
    bind(config, config.listeners.broker_listeners(), config.listeners.advertised.clone())
}

/// Binds those of `controller.listener.names`.
pub(super) fn bind_controller(config: &BrokerConfig) -> Result<Bound, StartError> {
    bind(config, config.listeners.controller_listeners(), config.listeners.advertised_controllers.clone())
}

fn bind<'a>(
    config: &BrokerConfig,
    endpoints: impl Iterator<Item = &'a Endpoint>,
    mut advertised: Vec<Endpoint>,
) -> Result<Bound, StartError> {
    let mut listeners = Vec::new();
    for endpoint in endpoints {
        if endpoint.security_protocol != SecurityProtocol::Plaintext {
            return Err(StartError::UnsupportedProtocol { endpoint: endpoint.clone() });
        }
        let listener = Listener::bind(settings(config, endpoint))?;
        let port = listener.local_addr().map_err(StartError::Socket)?.port();
        for told in advertised.iter_mut().filter(|told| told.listener_name == endpoint.listener_name) {
            if told.port == 0 {
                told.port = port;
            }
            if told.host.is_empty() {
                told.host = host_name();
            }
        }
        listeners.push(listener);
    }
    Ok(Bound { listeners, advertised })
}

fn settings(config: &BrokerConfig, endpoint: &Endpoint) -> ListenerSettings {
    ListenerSettings {
        name: Arc::from(endpoint.listener_name.as_str()),
        host: endpoint.host.clone(),
        port: endpoint.port,
        backlog: config.socket_listen_backlog_size,
        send_buffer_bytes: config.socket_send_buffer_bytes,
        receive_buffer_bytes: config.socket_receive_buffer_bytes,
        request_max_bytes: config.socket_request_max_bytes,
        max_idle: config.connections_max_idle,
    }
}

/// The limits on connections of the listeners `names`. Overrides for host names hold for the addresses these have now.
pub(super) fn limits<'a>(config: &BrokerConfig, names: impl Iterator<Item = &'a Endpoint>) -> LimitSettings {
    let mut overrides = IndexMap::new();
    for (host, limit) in &config.max_connections_per_ip_overrides {
        for address in resolve(host) {
            overrides.insert(address, *limit);
        }
    }
    let of_listener = |name: &str| ListenerLimits {
        max_connections: usize::try_from(config.listener_int(name, "max.connections")).unwrap_or(0),
        max_connection_creation_rate: config
            .listener_int(name, "max.connection.creation.rate")
            .unsigned_abs(),
    };
    let listeners: HashMap<_, _> =
        names.map(|e| (e.listener_name.clone(), of_listener(&e.listener_name))).collect();
    let inner = &config.listeners.inter_broker_name;
    LimitSettings {
        max_connections: config.max_connections,
        max_connections_per_ip: config.max_connections_per_ip,
        max_connections_per_ip_overrides: overrides,
        max_connection_creation_rate: config.max_connection_creation_rate,
        protected_listener: (listeners.len() > 1 && listeners.contains_key(inner)).then(|| inner.clone()),
        listeners,
    }
}

fn resolve(host: &str) -> Vec<IpAddr> {
    match std::net::ToSocketAddrs::to_socket_addrs(&(host, 0)) {
        Ok(addresses) => addresses.map(|address| address.ip().to_canonical()).collect(),
        Err(error) => {
            tracing::warn!(host, %error, "cannot resolve host of max.connections.per.ip.overrides");
            Vec::new()
        }
    }
}

/// This machine's name, as Kafka advertises where no host was given.
fn host_name() -> String {
    let name = rustix::system::uname();
    name.nodename().to_str().ok().filter(|name| !name.is_empty()).unwrap_or("localhost").to_owned()
}
