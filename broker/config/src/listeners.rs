//! Listeners, advertised listeners and the listener between brokers, and the rules that tie them together.

use std::collections::HashSet;
use std::net::IpAddr;

use indexmap::IndexMap;
use kavka_config::{ConfigError, ParsedConfig};

use crate::{Endpoint, SecurityProtocol};

/// The network face of a node.
#[derive(Debug, Clone)]
pub struct Listeners {
    /// All listeners of this process.
    pub listeners: Vec<Endpoint>,
    /// What brokers advertise to clients: without the controllers' listeners.
    pub advertised: Vec<Endpoint>,
    /// What a controller advertises.
    pub advertised_controllers: Vec<Endpoint>,
    /// `controller.listener.names` in upper case.
    pub controller_names: Vec<String>,
    /// The listener that brokers use among each other.
    pub inter_broker_name: String,
    /// Protocol of each listener name.
    pub protocols: IndexMap<String, SecurityProtocol>,
}

fn rule(text: String) -> ConfigError {
    ConfigError::Rule(text)
}

impl Listeners {
    /// Works the settings out.
    pub(crate) fn from_config(config: &ParsedConfig) -> Result<Self, ConfigError> {
        let controller_names: Vec<String> =
            config.list("controller.listener.names").iter().map(|name| name.to_ascii_uppercase()).collect();
        let protocols = protocol_map(config, &controller_names)?;
        let listeners = endpoints("listeners", config.list("listeners"), &protocols, true)?;
        let all_advertised = match config.get("advertised.listeners") {
            Some(_) => {
                endpoints("advertised.listeners", config.list("advertised.listeners"), &protocols, false)?
            }
            None => listeners.clone(),
        };
        let is_controller = |endpoint: &&Endpoint| controller_names.contains(&endpoint.listener_name);
        let advertised_controllers = controller_names
            .iter()
            .filter_map(|name| all_advertised.iter().chain(&listeners).find(|e| e.listener_name == *name))
            .cloned()
            .collect();
        let advertised: Vec<Endpoint> =
            all_advertised.iter().filter(|e| !is_controller(e)).cloned().collect();
        let inter_broker_name = inter_broker_name(config, &protocols)?;
        let this = Self {
            listeners,
            advertised,
            advertised_controllers,
            controller_names,
            inter_broker_name,
            protocols,
        };
        this.check_routable()?;
        Ok(this)
    }

    /// Listeners of this process for clients and brokers.
    pub fn broker_listeners(&self) -> impl Iterator<Item = &Endpoint> {
        self.listeners.iter().filter(|e| !self.controller_names.contains(&e.listener_name))
    }

    /// Listeners of this process for the quorum.
    pub fn controller_listeners(&self) -> impl Iterator<Item = &Endpoint> {
        self.listeners.iter().filter(|e| self.controller_names.contains(&e.listener_name))
    }

    fn check_routable(&self) -> Result<(), ConfigError> {
        if self.advertised.iter().chain(&self.advertised_controllers).any(|e| e.host == "0.0.0.0") {
            let text = "advertised.listeners cannot use the nonroutable meta-address 0.0.0.0. Use a routable IP address.";
            return Err(rule(text.to_owned()));
        }
        Ok(())
    }

    /// Rules of every node with the broker role.
    pub(crate) fn check_broker(&self) -> Result<(), ConfigError> {
        let names = |endpoints: &[Endpoint]| {
            endpoints.iter().map(|e| e.listener_name.as_str()).collect::<Vec<_>>().join(",")
        };
        if self.advertised.is_empty() {
            return Err(rule(
                "There must be at least one broker advertised listener. \
                 Perhaps all listeners appear in controller.listener.names?"
                    .to_owned(),
            ));
        }
        if !self.advertised.iter().any(|e| e.listener_name == self.inter_broker_name) {
            return Err(rule(format!(
                "inter.broker.listener.name must be a listener name defined in advertised.listeners. \
                 The valid options based on currently configured listeners are {}",
                names(&self.advertised)
            )));
        }
        if let Some(stray) = self
            .advertised
            .iter()
            .find(|a| !self.listeners.iter().any(|l| l.listener_name == a.listener_name))
        {
            return Err(rule(format!(
                "advertised.listeners listener names must be equal to or a subset of the ones defined in listeners. \
                 Found {}. The valid options based on the current configuration are {}",
                stray.listener_name,
                names(&self.listeners)
            )));
        }
        Ok(())
    }

    /// Rules of every node with the controller role.
    pub(crate) fn check_controller(&self) -> Result<(), ConfigError> {
        if self.advertised_controllers.is_empty() {
            return Err(rule(
                "controller.listener.names must contain at least one value appearing in the 'listeners' \
                 configuration when running the KRaft controller role"
                    .to_owned(),
            ));
        }
        if !self.controller_names.iter().all(|name| self.listeners.iter().any(|e| e.listener_name == *name)) {
            return Err(rule(
                "controller.listener.names must only contain values appearing in the 'listeners' \
                 configuration when running the KRaft controller role"
                    .to_owned(),
            ));
        }
        Ok(())
    }

    /// Rules of a node that is only a broker.
    pub(crate) fn check_broker_only(&self) -> Result<(), ConfigError> {
        if self.controller_listeners().next().is_some() {
            return Err(rule(
                "controller.listener.names must not contain a value appearing in the 'listeners' \
                 configuration when running KRaft with just the broker role"
                    .to_owned(),
            ));
        }
        match self.controller_names.iter().find(|name| !self.protocols.contains_key(*name)) {
            None => Ok(()),
            Some(name) => Err(rule(format!(
                "Controller listener with name {name} defined in controller.listener.names not found in \
                 listener.security.protocol.map  (an explicit security mapping for each controller listener is \
                 required if listener.security.protocol.map is non-empty, or if there are security protocols \
                 other than PLAINTEXT in use)"
            ))),
        }
    }
}

/// `listener.security.protocol.map`. Where it was not given and nothing but PLAINTEXT is in use,
/// the controllers' listeners are PLAINTEXT.
fn protocol_map(
    config: &ParsedConfig,
    controller_names: &[String],
) -> Result<IndexMap<String, SecurityProtocol>, ConfigError> {
    const KEY: &str = "listener.security.protocol.map";
    let mut map = IndexMap::new();
    for pair in config.string(KEY).split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
        let Some((name, protocol)) = pair.rsplit_once(':') else {
            return Err(ConfigError::invalid(KEY, pair, "each item must have the form NAME:PROTOCOL"));
        };
        let protocol = SecurityProtocol::from_name(protocol.trim()).ok_or_else(|| {
            rule(format!("Invalid security protocol `{}` defined in {KEY}", protocol.trim()))
        })?;
        if map.insert(name.trim().to_ascii_uppercase(), protocol).is_some() {
            return Err(ConfigError::invalid(KEY, pair, "each listener may occur once"));
        }
    }
    let listener_names =
        config.list("listeners").iter().filter_map(|text| text.split_once("://")).map(|(name, _)| name);
    let uses_security =
        controller_names.iter().map(String::as_str).chain(listener_names).any(
            |name| matches!(SecurityProtocol::from_name(name), Some(p) if p != SecurityProtocol::Plaintext),
        );
    if !config.is_given(KEY) && !uses_security {
        for name in controller_names {
            map.entry(name.clone()).or_insert(SecurityProtocol::Plaintext);
        }
    }
    Ok(map)
}

fn endpoints(
    key: &str,
    items: &[String],
    protocols: &IndexMap<String, SecurityProtocol>,
    distinct_ports: bool,
) -> Result<Vec<Endpoint>, ConfigError> {
    let listed = || items.join(",");
    let mut endpoints = Vec::with_capacity(items.len());
    let mut names = HashSet::new();
    for item in items {
        let Some((listener_name, host, port)) = Endpoint::split(item) else {
            return Err(ConfigError::invalid(key, item, "each listener must have the form NAME://host:port"));
        };
        let Some(security_protocol) = protocols.get(&listener_name).copied() else {
            return Err(ConfigError::invalid(
                key,
                item,
                format!(
                    "No security protocol defined for listener {listener_name} in listener.security.protocol.map"
                ),
            ));
        };
        if !names.insert(listener_name.clone()) {
            return Err(ConfigError::invalid(key, listed(), "Each listener must have a different name"));
        }
        endpoints.push(Endpoint { listener_name, host, port, security_protocol });
    }
    if distinct_ports && let Some(port) = shared_port(&endpoints) {
        return Err(ConfigError::invalid(
            key,
            listed(),
            format!(
                "Each listener must have a different port unless exactly one listener has an IPv4 address \
                 and the other IPv6 address, port: {port}"
            ),
        ));
    }
    Ok(endpoints)
}

/// The first port that two listeners cannot share. One IPv4 and one IPv6 address can.
fn shared_port(endpoints: &[Endpoint]) -> Option<u16> {
    for (index, first) in endpoints.iter().enumerate() {
        let same: Vec<&Endpoint> =
            endpoints[index + 1..].iter().filter(|e| e.port == first.port && e.port != 0).collect();
        let is_pair = |second: &Endpoint| {
            matches!(
                (first.host.parse(), second.host.parse()),
                (Ok(IpAddr::V4(_)), Ok(IpAddr::V6(_))) | (Ok(IpAddr::V6(_)), Ok(IpAddr::V4(_)))
            )
        };
        match same.as_slice() {
            [] => {}
            [second] if is_pair(second) => {}
            _ => return Some(first.port),
        }
    }
    None
}

fn inter_broker_name(
    config: &ParsedConfig,
    protocols: &IndexMap<String, SecurityProtocol>,
) -> Result<String, ConfigError> {
    let protocol = config.string("security.inter.broker.protocol");
    match config.optional_string("inter.broker.listener.name") {
        None => Ok(protocol.to_owned()),
        Some(_) if config.is_given("security.inter.broker.protocol") => Err(rule(
            "Only one of inter.broker.listener.name and security.inter.broker.protocol should be set."
                .to_owned(),
        )),
        Some(name) => {
            let name = name.to_ascii_uppercase();
            if protocols.contains_key(&name) {
                return Ok(name);
            }
            Err(rule(format!(
                "Listener with name {name} defined in inter.broker.listener.name not found in \
                 listener.security.protocol.map."
            )))
        }
    }
}
