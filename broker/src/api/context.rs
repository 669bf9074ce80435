//! Who asks, over what, and in which version.

use std::net::IpAddr;
use std::sync::Arc;

use kavka_protocol::ApiKey;

/// Whose listener a request came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// One for clients and brokers.
    Broker,
    /// One of `controller.listener.names`.
    Controller,
}

/// All that is known about one request besides its body.
#[derive(Debug, Clone)]
pub struct RequestContext {
    /// Which request this is.
    pub api_key: ApiKey,
    /// The version the client chose; already checked to be one that is served.
    pub api_version: i16,
    /// The client's number for this request, repeated in the answer.
    pub correlation_id: i32,
    /// What the client calls itself; `None` where the header's field is null.
    pub client_id: Option<Arc<str>>,
    /// The peer's address.
    pub client_host: IpAddr,
    /// Whose listener accepted the connection.
    pub side: Side,
    /// Name of the listener that accepted the connection, in upper case, such as `PLAINTEXT`.
    pub listener: Arc<str>,
    /// Who the connection belongs to, as Kafka writes it: `User:ANONYMOUS` on plaintext.
    pub principal: Arc<str>,
    /// A number no other connection of this process has had; session state may be keyed by it.
    pub connection_id: u64,
}

impl RequestContext {
    /// The client id as handlers of Kafka see it: the empty string where it was null.
    pub fn client_id(&self) -> &str {
        self.client_id.as_deref().unwrap_or("")
    }
}
