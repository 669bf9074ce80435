//! Listeners and connections: framing, response order, limits.
//!
//! One task per connection drives everything of that connection: reading frames, running handlers
//! in order, collecting answers that come later, and writing them in the order of the requests.
//! What a request means is the business of a [`Handler`].

mod budget;
mod connection;
mod frame;
mod limits;
mod listener;
mod output;

use std::net::IpAddr;
use std::sync::Arc;

use bytes::Bytes;

use crate::api::{BoxFuture, Outcome};

pub use budget::RequestBudget;
pub use limits::{ConnectionLimits, LimitSettings, ListenerLimits};
pub use listener::{BindError, Listener, ListenerSettings};

/// What a handler knows of the connection a request came over.
#[derive(Debug, Clone)]
pub struct ConnectionInfo {
    /// A number no other connection of this process has had.
    pub id: u64,
    /// The peer's address.
    pub peer: IpAddr,
    /// Name of the listener, in upper case.
    pub listener: Arc<str>,
}

/// How the answer to a request is framed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResponseHead {
    /// The client's number for the request.
    pub correlation_id: i32,
    /// Whether the response header carries tagged fields (response header v1).
    pub flexible: bool,
}

/// Takes one frame after the other of a connection.
pub trait Handler: Send + Sync + 'static {
    /// Handles a frame without its size. Runs to its end before the next frame of the same
    /// connection is handed over; dropped when the connection goes away.
    fn handle(
        &self,
        connection: &Arc<ConnectionInfo>,
        frame: Bytes,
    ) -> BoxFuture<'static, (ResponseHead, Outcome)>;

    /// The connection is gone; nothing of it is called afterwards.
    fn closed(&self, connection: &ConnectionInfo);
}
