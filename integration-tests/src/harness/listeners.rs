//! Listeners of a node besides its plain one.

use std::fmt::Write;

use anyhow::Result;

use super::free_port;

/// A listener with a security protocol and settings of its own, at `127.0.0.1`, advertised as `localhost`.
#[derive(Debug, Clone)]
pub struct Listener {
    name: &'static str,
    protocol: &'static str,
    port: u16,
    settings: Vec<(String, String)>,
}

impl Listener {
    /// A listener on a free port; the name is in capitals.
    ///
    /// # Errors
    /// Where the system has no port to give.
    pub fn new(name: &'static str, protocol: &'static str) -> Result<Self> {
        Ok(Self { name, protocol, port: free_port()?, settings: Vec::new() })
    }

    /// With `listener.name.NAME.KEY=VALUE`.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<String>) -> Self {
        self.settings.push((key.to_owned(), value.into()));
        self
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// `localhost:PORT`.
    pub fn bootstrap(&self) -> String {
        format!("localhost:{}", self.port)
    }
}

/// Lines for the end of `server.properties` that add listeners to the plain one and that of the controller.
pub fn listener_lines(port: u16, controller_port: u16, listeners: &[Listener]) -> String {
    let mut bound = format!("PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port}");
    let mut advertised = format!("PLAINTEXT://127.0.0.1:{port}");
    let mut protocols = "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT".to_owned();
    let mut settings = String::new();
    let told = "writing to a string does not fail";
    for Listener { name, protocol, port, settings: own } in listeners {
        write!(bound, ",{name}://127.0.0.1:{port}").expect(told);
        write!(advertised, ",{name}://localhost:{port}").expect(told);
        write!(protocols, ",{name}:{protocol}").expect(told);
        for (key, value) in own {
            writeln!(settings, "listener.name.{}.{key}={value}", name.to_lowercase()).expect(told);
        }
    }
    format!(
        "listeners={bound}\nadvertised.listeners={advertised}\nlistener.security.protocol.map={protocols}\n\
         inter.broker.listener.name=PLAINTEXT\n{settings}"
    )
}
