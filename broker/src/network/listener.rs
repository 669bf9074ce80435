//! Accepting connections under their limits.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use socket2::{Domain, Protocol, SockRef, Socket, Type};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::connection::{self, ConnectionSettings};
use super::limits::Admission;
use super::{ConnectionInfo, ConnectionLimits, Handler, RequestBudget};

static NEXT_CONNECTION_ID: AtomicU64 = AtomicU64::new(1);

/// Pause after an accept that failed for want of file descriptors or memory; more tries would fail alike.
const ACCEPT_RETRY: Duration = Duration::from_millis(50);

/// How one listener and its connections behave.
#[derive(Debug, Clone)]
pub struct ListenerSettings {
    /// The listener's name in upper case.
    pub name: Arc<str>,
    /// Host to bind; empty for all interfaces.
    pub host: String,
    /// Port to bind; 0 lets the system choose.
    pub port: u16,
    /// `socket.listen.backlog.size`
    pub backlog: i32,
    /// `socket.send.buffer.bytes`
    pub send_buffer_bytes: Option<usize>,
    /// `socket.receive.buffer.bytes`
    pub receive_buffer_bytes: Option<usize>,
    /// `socket.request.max.bytes`
    pub request_max_bytes: usize,
    /// `connections.max.idle.ms`
    pub max_idle: Option<Duration>,
}

/// A listener could not be bound.
#[derive(Debug, thiserror::Error)]
#[error("cannot listen on {name}://{host}:{port}: {source}")]
pub struct BindError {
    name: Arc<str>,
    host: String,
    port: u16,
    #[source]
    source: io::Error,
}

/// A bound socket; connections queue in the kernel until [`Listener::run`].
#[derive(Debug)]
pub struct Listener {
    socket: TcpListener,
    settings: ListenerSettings,
}

impl Listener {
    /// Binds. Must be called within a tokio runtime.
    ///
    /// # Errors
    /// [`BindError`] with the address.
    pub fn bind(settings: ListenerSettings) -> Result<Self, BindError> {
        match bind(&settings) {
            Ok(socket) => Ok(Self { socket, settings }),
            Err(source) => Err(BindError {
                name: Arc::clone(&settings.name),
                host: settings.host.clone(),
                port: settings.port,
                source,
            }),
        }
    }

    /// The address it is bound to.
    ///
    /// # Errors
    /// The socket's.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.socket.local_addr()
    }

    /// Accepts until `shutdown`. Each connection is a task of `tasks`, and ends on `shutdown` after
    /// the answers that are ready have been written.
    pub async fn run<H: Handler>(
        self,
        handler: Arc<H>,
        limits: Arc<ConnectionLimits>,
        budget: Arc<RequestBudget>,
        tasks: TaskTracker,
        shutdown: CancellationToken,
    ) {
        let accepting = async {
            loop {
                let Some((stream, peer)) = self.accept().await else { continue };
                // Afterwards: the limit may have been lowered while nobody came.
                limits.wait_for_room(&self.settings.name).await;
                let delay = limits.creation_delay(&self.settings.name, Instant::now());
                if !delay.is_zero() {
                    tokio::time::sleep(delay).await;
                }
                let Some(admission) = limits.admit(&self.settings.name, peer.ip(), Instant::now()) else {
                    tracing::info!(listener = %self.settings.name, peer = %peer.ip(), "too many connections from address");
                    continue;
                };
                if let Err(error) = self.configure(&stream) {
                    tracing::debug!(%peer, %error, "cannot configure connection");
                    continue;
                }
                self.spawn(stream, peer.ip(), admission, &handler, &budget, &tasks, &shutdown);
            }
        };
        tokio::select! {
            () = shutdown.cancelled() => {}
            () = accepting => {}
        }
    }

    async fn accept(&self) -> Option<(TcpStream, SocketAddr)> {
        match self.socket.accept().await {
            Ok(accepted) => Some(accepted),
            // The peer went away between the handshake and the accept.
            Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => None,
            Err(error) => {
                tracing::warn!(listener = %self.settings.name, %error, "cannot accept connections");
                tokio::time::sleep(ACCEPT_RETRY).await;
                None
            }
        }
    }

    fn configure(&self, stream: &TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        let socket = SockRef::from(stream);
        socket.set_keepalive(true)?;
        if let Some(bytes) = self.settings.send_buffer_bytes {
            socket.set_send_buffer_size(bytes)?;
        }
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "all of them are handed on to the connection")]
    fn spawn<H: Handler>(
        &self,
        stream: TcpStream,
        peer: IpAddr,
        admission: Admission,
        handler: &Arc<H>,
        budget: &Arc<RequestBudget>,
        tasks: &TaskTracker,
        shutdown: &CancellationToken,
    ) {
        let info = Arc::new(ConnectionInfo {
            id: NEXT_CONNECTION_ID.fetch_add(1, Ordering::Relaxed),
            peer: peer.to_canonical(),
            listener: Arc::clone(&self.settings.name),
        });
        let settings = ConnectionSettings {
            request_max_bytes: self.settings.request_max_bytes,
            max_idle: self.settings.max_idle,
        };
        let serving = connection::serve(
            stream,
            info,
            settings,
            Arc::clone(handler),
            Arc::clone(budget),
            shutdown.child_token(),
        );
        tasks.spawn(async move {
            // A panic in a handler ends this task and with it the connection; the runtime catches it.
            let _admission = admission;
            serving.await;
        });
    }
}

fn bind(settings: &ListenerSettings) -> io::Result<TcpListener> {
    let mut last = None;
    for address in addresses(settings)? {
        match bind_address(settings, address) {
            Ok(listener) => return Ok(listener),
            Err(error) => last = Some(error),
        }
    }
    Err(last.unwrap_or_else(|| io::Error::new(io::ErrorKind::NotFound, "host has no address")))
}

/// An empty host is every interface of both IP versions, or of IPv4 where the system has no IPv6.
fn addresses(settings: &ListenerSettings) -> io::Result<Vec<SocketAddr>> {
    if settings.host.is_empty() {
        let any = [IpAddr::V6(Ipv6Addr::UNSPECIFIED), IpAddr::V4(Ipv4Addr::UNSPECIFIED)];
        return Ok(any.map(|ip| SocketAddr::new(ip, settings.port)).to_vec());
    }
    Ok(std::net::ToSocketAddrs::to_socket_addrs(&(settings.host.as_str(), settings.port))?.collect())
}

fn bind_address(settings: &ListenerSettings, address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    if address.is_ipv6() && address.ip().is_unspecified() {
        socket.set_only_v6(false)?;
    }
    socket.set_reuse_address(true)?;
    // Inherited by accepted sockets; it must be set before the handshake to allow large windows.
    if let Some(bytes) = settings.receive_buffer_bytes {
        socket.set_recv_buffer_size(bytes)?;
    }
    socket.bind(&address.into())?;
    socket.listen(settings.backlog)?;
    socket.set_nonblocking(true)?;
    TcpListener::from_std(socket.into())
}
