//! One connection: requests go out as they come, answers come back in the same order.
//!
//! A writer task and a reader task own the socket; [`Connection`] is a handle. The writer passes the
//! reader what it has to wait for before the request is on the wire, so an answer always finds its
//! caller. The queue between a caller and the writer holds [`QUEUE_LENGTH`] requests; a caller waits
//! when it is full. Both tasks stop when the peer closes, when an answer is overdue or makes no
//! sense, and when the last handle is dropped.

use std::collections::HashMap;
use std::io::IoSlice;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, OnceLock, Weak};
use std::time::{Duration, Instant};

use bytes::Bytes;
use kavka_protocol::messages::{ApiVersionsRequest, ApiVersionsResponse};
use kavka_protocol::wire::Request;
use kavka_protocol::{ApiKey, ErrorCode};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use super::codec::{decode_response, encode_head, encode_request, own_versions};
use super::frame::{check_greeting, frame_buffers, read_frame};
use super::tls::of_io_error;
use super::{NetError, TlsFailure};
use crate::metrics::Traffic;

const QUEUE_LENGTH: usize = 64;

/// How long a failed write waits for what the broker may have said before it closed, such as a TLS alert; and how long a
/// goodbye may take.
const LAST_WORDS: Duration = Duration::from_millis(300);

/// The version range of each API that the broker serves.
pub type ApiVersions = HashMap<i16, (i16, i16)>;

/// The cluster's features as a broker told them when the connection was made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FinalizedFeatures {
    /// Their version; -1 where the broker does not tell.
    pub epoch: i64,
    /// The level of each.
    pub levels: HashMap<String, i16>,
}

/// A handle on a connection; cheap to clone, and every clone shares the pipeline.
#[derive(Clone, Debug)]
pub struct Connection {
    shared: Arc<Shared>,
    /// Set while this handle alone may send; see [`Connection::alone`].
    lane: Option<mpsc::Sender<Outgoing>>,
}

/// A connection that may have ended: does not keep it open.
#[derive(Debug)]
pub(super) struct WeakConnection {
    shared: Weak<Shared>,
    link: Arc<Link>,
}

impl WeakConnection {
    /// The connection, unless all its handles are gone.
    pub(super) fn upgrade(&self) -> Option<Connection> {
        self.shared.upgrade().map(|shared| Connection { shared, lane: None })
    }

    /// Waits for its end.
    pub(super) async fn closed(&self) {
        self.link.closed.cancelled().await;
    }
}

#[derive(Debug)]
struct Shared {
    address: String,
    client_id: String,
    request_timeout: Duration,
    next_correlation_id: AtomicI32,
    requests: mpsc::Sender<Outgoing>,
    /// Lanes that take precedence over `requests` until they end.
    lanes: mpsc::Sender<mpsc::Receiver<Outgoing>>,
    link: Arc<Link>,
    versions: OnceLock<ApiVersions>,
    features: OnceLock<FinalizedFeatures>,
    traffic: OnceLock<Traffic>,
}

/// What the tasks and the handle tell each other about the end.
#[derive(Debug, Default)]
struct Link {
    closed: CancellationToken,
    end: OnceLock<End>,
}

/// Why a connection has ended.
#[derive(Debug)]
enum End {
    Told(String),
    /// In the TLS handshake, whose last part a broker may judge when for us it is over.
    Tls(TlsFailure),
}

impl Link {
    fn close(&self, reason: String) {
        self.close_as(End::Told(reason));
    }

    fn close_as(&self, end: End) {
        let _ = self.end.set(end);
        self.closed.cancel();
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.link.close("no longer used".to_string());
    }
}

#[derive(Debug)]
struct Outgoing {
    /// The pieces of the frame, in order.
    frame: Vec<Bytes>,
    waiting: Option<Waiting>,
}

#[derive(Debug)]
struct Waiting {
    correlation_id: i32,
    reply: oneshot::Sender<Bytes>,
}

impl Connection {
    /// Takes over an established stream. Versions are not known yet: see [`Connection::set_versions`].
    pub(super) fn over(
        reader: impl AsyncRead + Send + Unpin + 'static,
        writer: impl AsyncWrite + Send + Unpin + 'static,
        address: String,
        client_id: String,
        request_timeout: Duration,
    ) -> Self {
        let (requests, outgoing) = mpsc::channel(QUEUE_LENGTH);
        let (lanes, precedence) = mpsc::channel(1);
        let (sent, waiting) = mpsc::unbounded_channel();
        let link = Arc::new(Link::default());
        let queues = Queues { outgoing, lanes: precedence };
        tokio::spawn(write_requests(writer, queues, sent, link.clone()));
        tokio::spawn(read_responses(reader, waiting, link.clone()));
        let next_correlation_id = AtomicI32::new(0);
        let versions = OnceLock::new();
        let features = OnceLock::new();
        Self {
            shared: Arc::new(Shared {
                address,
                client_id,
                request_timeout,
                next_correlation_id,
                requests,
                lanes,
                link,
                versions,
                features,
                traffic: OnceLock::new(),
            }),
            lane: None,
        }
    }

    pub(super) fn set_versions(&self, versions: ApiVersions) {
        let _ = self.shared.versions.set(versions);
    }

    /// Requests and answers are measured from now on.
    pub(super) fn set_traffic(&self, traffic: Traffic) {
        let _ = self.shared.traffic.set(traffic);
    }

    fn note_sent(&self, bytes: usize) -> Instant {
        let now = Instant::now();
        if let Some(traffic) = self.shared.traffic.get() {
            traffic.sent(bytes, now);
        }
        now
    }

    fn note_received(&self, frame: &Bytes, sent: Instant) {
        if let Some(traffic) = self.shared.traffic.get() {
            traffic.received(frame.len(), sent);
        }
    }

    pub(super) fn set_features(&self, features: FinalizedFeatures) {
        let _ = self.shared.features.set(features);
    }

    /// A handle that alone may send as long as it lives: requests of others wait in their queue. What was sent before is
    /// answered first.
    ///
    /// # Errors
    /// [`NetError::Closed`].
    pub(super) async fn alone(&self) -> Result<Connection, NetError> {
        let (lane, requests) = mpsc::channel(1);
        self.shared.lanes.send(requests).await.map_err(|_| self.closed_error())?;
        Ok(Connection { shared: Arc::clone(&self.shared), lane: Some(lane) })
    }

    pub(super) fn downgrade(&self) -> WeakConnection {
        WeakConnection { shared: Arc::downgrade(&self.shared), link: Arc::clone(&self.shared.link) }
    }

    fn requests(&self) -> &mpsc::Sender<Outgoing> {
        self.lane.as_ref().unwrap_or(&self.shared.requests)
    }

    /// The cluster's finalized features when the connection was made.
    pub fn features(&self) -> FinalizedFeatures {
        self.shared.features.get().cloned().unwrap_or_default()
    }

    /// `host:port` it was dialled at.
    pub fn address(&self) -> &str {
        &self.shared.address
    }

    /// Whether it has ended; requests on it fail at once.
    pub fn is_closed(&self) -> bool {
        self.shared.link.closed.is_cancelled()
    }

    /// Ends it; requests that wait for an answer fail.
    pub fn close(&self) {
        self.close_for("closed by the client".to_string());
    }

    /// Ends it for a reason that those who wait are told.
    pub(super) fn close_for(&self, reason: String) {
        self.shared.link.close(reason);
    }

    /// `request.timeout.ms`.
    pub(super) fn request_timeout(&self) -> Duration {
        self.shared.request_timeout
    }

    /// What the broker serves, by API key.
    pub fn versions(&self) -> &ApiVersions {
        static NONE: std::sync::LazyLock<ApiVersions> = std::sync::LazyLock::new(ApiVersions::new);
        self.shared.versions.get().unwrap_or(&NONE)
    }

    /// The version to use for `R`: the highest that both sides know, at most `at_most`.
    ///
    /// # Errors
    /// [`NetError::UnsupportedVersion`] when there is none.
    pub fn version_at_most<R: Request>(&self, at_most: i16) -> Result<i16, NetError> {
        let api = api_of::<R>();
        let (own_min, own_max) = own_versions::<R>(api);
        let usable = self
            .versions()
            .get(&R::KEY)
            .map(|(min, max)| (own_min.max(*min), own_max.min(*max).min(at_most)))
            .filter(|(min, max)| min <= max);
        usable.map(|(_, max)| max).ok_or_else(|| NetError::UnsupportedVersion {
            api: api.name(),
            address: self.shared.address.clone(),
            needed: format!(" in a version of {own_min} to {}", own_max.min(at_most)),
        })
    }

    /// The highest usable version for `R`.
    ///
    /// # Errors
    /// [`NetError::UnsupportedVersion`] when there is none.
    pub fn version_of<R: Request>(&self) -> Result<i16, NetError> {
        self.version_at_most::<R>(i16::MAX)
    }

    /// Sends a request at the highest usable version and waits for its answer.
    ///
    /// Dropping the future does not take the request back.
    ///
    /// # Errors
    /// [`NetError`]; on a timeout the connection is closed.
    pub async fn call<R: Request>(&self, request: &R) -> Result<R::Response, NetError> {
        let version = self.version_of::<R>()?;
        self.call_at(version, request).await
    }

    /// Like [`Connection::call`] at a version the caller has chosen with [`Connection::version_at_most`].
    ///
    /// # Errors
    /// [`NetError`]; on a timeout the connection is closed.
    pub async fn call_at<R: Request>(&self, version: i16, request: &R) -> Result<R::Response, NetError> {
        self.call_within(version, request, self.shared.request_timeout).await
    }

    /// Like [`Connection::call_at`], with its own time limit: for requests the broker may hold back.
    ///
    /// # Errors
    /// [`NetError`]; on a timeout the connection is closed.
    pub async fn call_within<R: Request>(
        &self,
        version: i16,
        request: &R,
        limit: Duration,
    ) -> Result<R::Response, NetError> {
        let api = api_of::<R>();
        let frame = self.exchange(api, version, request, limit).await?;
        decode_response::<R>(api, version, frame).map_err(|reason| self.bad_response(api, reason))
    }

    /// ApiVersions, whose answer may be of version 0 whatever was asked (KIP-511).
    pub(super) async fn api_versions_at(
        &self,
        version: i16,
        request: &ApiVersionsRequest,
    ) -> Result<ApiVersionsResponse, NetError> {
        let api = ApiKey::ApiVersions;
        let frame = self.exchange(api, version, request, self.shared.request_timeout).await?;
        let code = frame.get(4..6).map_or(0, |code| i16::from_be_bytes([code[0], code[1]]));
        let is_downgraded = code == ErrorCode::UnsupportedVersion.code();
        let answered = if is_downgraded { 0 } else { version };
        decode_response::<ApiVersionsRequest>(api, answered, frame)
            .map_err(|reason| self.bad_response(api, reason))
    }

    /// Sends a request and returns the frame of its answer.
    async fn exchange<R: Request>(
        &self,
        api: ApiKey,
        version: i16,
        request: &R,
        limit: Duration,
    ) -> Result<Bytes, NetError> {
        let (reply, answer) = oneshot::channel();
        let correlation_id = self.shared.next_correlation_id.fetch_add(1, Ordering::Relaxed);
        let frame = self.encode(request, api, version, correlation_id)?;
        let sent = self.note_sent(frame.len());
        let outgoing = Outgoing { frame: vec![frame], waiting: Some(Waiting { correlation_id, reply }) };
        let exchange = async {
            self.requests().send(outgoing).await.map_err(|_| ())?;
            answer.await.map_err(|_| ())
        };
        let frame = self.within(api, limit, exchange).await?;
        self.note_received(&frame, sent);
        Ok(frame)
    }

    /// Waits for an answer; gives the connection up where it does not come in time.
    async fn within(
        &self,
        api: ApiKey,
        limit: Duration,
        answer: impl Future<Output = Result<Bytes, ()>>,
    ) -> Result<Bytes, NetError> {
        match tokio::time::timeout(limit, answer).await {
            Ok(Ok(frame)) => Ok(frame),
            Ok(Err(())) => Err(self.closed_error()),
            Err(_) => {
                self.shared.link.close(format!("{} got no answer within {limit:?}", api.name()));
                let address = self.shared.address.clone();
                Err(NetError::RequestTimeout { api: api.name(), address, after: limit })
            }
        }
    }

    /// Whether [`Connection::start`] has room.
    pub(crate) fn has_room(&self) -> bool {
        !self.is_closed() && self.requests().capacity() > 0
    }

    /// Queues a request whose body is already encoded, in pieces that are not copied again. Requests that are started
    /// one after the other are on the wire in that order, which [`Connection::call`] does not promise.
    ///
    /// # Errors
    /// [`NetError::Closed`], also where the queue is full: see [`Connection::has_room`].
    pub(crate) fn start<R: Request>(
        &self,
        version: i16,
        body: Vec<Bytes>,
        has_answer: bool,
    ) -> Result<Started<R>, NetError> {
        let api = api_of::<R>();
        let correlation_id = self.shared.next_correlation_id.fetch_add(1, Ordering::Relaxed);
        let head = encode_head(api, version, correlation_id, &self.shared.client_id, &body)
            .map_err(|reason| NetError::Encode { api: api.name(), version, reason })?;
        let mut frame = Vec::with_capacity(body.len() + 1);
        frame.push(head);
        frame.extend(body);
        let (waiting, answer) = if has_answer {
            let (reply, answer) = oneshot::channel();
            (Some(Waiting { correlation_id, reply }), Some(answer))
        } else {
            (None, None)
        };
        let sent = self.note_sent(frame.iter().map(Bytes::len).sum());
        let queued = self.requests().try_send(Outgoing { frame, waiting });
        queued.map_err(|_| self.closed_error())?;
        Ok(Started { connection: self.clone(), version, sent, answer, request: PhantomData })
    }

    fn bad_response(&self, api: ApiKey, reason: String) -> NetError {
        self.shared.link.close(format!("bad {} response", api.name()));
        NetError::BadResponse { api: api.name(), address: self.shared.address.clone(), reason }
    }

    /// Sends a request that has no answer: Produce with acks=0.
    ///
    /// # Errors
    /// [`NetError::Closed`] or [`NetError::Encode`]; success means only that it is queued.
    pub async fn send_only<R: Request>(&self, version: i16, request: &R) -> Result<(), NetError> {
        let correlation_id = self.shared.next_correlation_id.fetch_add(1, Ordering::Relaxed);
        let frame = self.encode(request, api_of::<R>(), version, correlation_id)?;
        self.note_sent(frame.len());
        let sent = self.requests().send(Outgoing { frame: vec![frame], waiting: None }).await;
        sent.map_err(|_| self.closed_error())
    }

    fn encode<R: Request>(
        &self,
        request: &R,
        api: ApiKey,
        version: i16,
        correlation_id: i32,
    ) -> Result<Bytes, NetError> {
        encode_request(request, api, version, correlation_id, &self.shared.client_id)
            .map_err(|reason| NetError::Encode { api: api.name(), version, reason })
    }

    fn closed_error(&self) -> NetError {
        let address = self.shared.address.clone();
        match self.shared.link.end.get() {
            Some(End::Tls(failure)) => NetError::Tls { address, failure: failure.clone() },
            Some(End::Told(reason)) => NetError::Closed { address, reason: reason.clone() },
            None => NetError::Closed { address, reason: "unknown".to_string() },
        }
    }
}

/// A request on its way.
#[derive(Debug)]
pub(crate) struct Started<R> {
    connection: Connection,
    version: i16,
    sent: Instant,
    answer: Option<oneshot::Receiver<Bytes>>,
    request: PhantomData<fn() -> R>,
}

impl<R: Request> Started<R> {
    /// Waits for the answer; `None` at once for a request that has none.
    ///
    /// # Errors
    /// As [`Connection::call_within`].
    pub(crate) async fn answer(self, limit: Duration) -> Result<Option<R::Response>, NetError> {
        let Some(answer) = self.answer else { return Ok(None) };
        let api = api_of::<R>();
        let waiting = async { answer.await.map_err(|_| ()) };
        let frame = self.connection.within(api, limit, waiting).await?;
        self.connection.note_received(&frame, self.sent);
        let decoded = decode_response::<R>(api, self.version, frame);
        decoded.map(Some).map_err(|reason| self.connection.bad_response(api, reason))
    }
}

/// The API of a request type.
pub(super) fn api_of<R: Request>() -> ApiKey {
    ApiKey::from_i16(R::KEY).expect("every request type has a key of Kafka's table")
}

/// What the writer takes requests from.
struct Queues {
    outgoing: mpsc::Receiver<Outgoing>,
    lanes: mpsc::Receiver<mpsc::Receiver<Outgoing>>,
}

async fn write_requests(
    writer: impl AsyncWrite + Unpin,
    queues: Queues,
    sent: mpsc::UnboundedSender<Waiting>,
    link: Arc<Link>,
) {
    let mut out = Out { writer, sent, queued: Vec::with_capacity(QUEUE_LENGTH), pieces: Vec::new() };
    let work = async {
        if let Err(error) = out.serve(queues).await {
            tokio::time::sleep(LAST_WORDS).await;
            link.close(error.to_string());
        }
    };
    tokio::select! {
        () = work => {}
        () = link.closed.cancelled() => {}
    }
    // A goodbye: TLS has one, which a peer that takes nothing more would keep waiting.
    let _ = tokio::time::timeout(LAST_WORDS, out.writer.shutdown()).await;
}

/// The writer's end of a connection.
struct Out<W> {
    writer: W,
    sent: mpsc::UnboundedSender<Waiting>,
    queued: Vec<Outgoing>,
    pieces: Vec<Bytes>,
}

impl<W: AsyncWrite + Unpin> Out<W> {
    /// Writes what comes, until nobody is left to send or to read.
    async fn serve(&mut self, mut queues: Queues) -> std::io::Result<()> {
        loop {
            tokio::select! {
                biased;
                Some(mut lane) = queues.lanes.recv() => {
                    while lane.recv_many(&mut self.queued, QUEUE_LENGTH).await > 0 {
                        self.write_queued().await?;
                    }
                }
                count = queues.outgoing.recv_many(&mut self.queued, QUEUE_LENGTH) => {
                    if count == 0 || self.sent.is_closed() {
                        return Ok(());
                    }
                    self.write_queued().await?;
                }
            }
        }
    }

    async fn write_queued(&mut self) -> std::io::Result<()> {
        for Outgoing { frame, waiting } in self.queued.drain(..) {
            if let Some(waiting) = waiting {
                // Nobody reads any more: whoever waits learns it by the end of the link.
                let _ = self.sent.send(waiting);
            }
            self.pieces.extend(frame.into_iter().filter(|piece| !piece.is_empty()));
        }
        write_pieces(&mut self.writer, &self.pieces).await?;
        self.pieces.clear();
        // A TLS stream keeps what the socket did not take at once.
        self.writer.flush().await
    }
}

/// Writes all pieces, many with one call to the system.
async fn write_pieces(writer: &mut (impl AsyncWrite + Unpin), pieces: &[Bytes]) -> std::io::Result<()> {
    // The system takes no more slices at once (IOV_MAX is 1024).
    for pieces in pieces.chunks(512) {
        let mut slices: Vec<IoSlice<'_>> = pieces.iter().map(|piece| IoSlice::new(piece)).collect();
        let mut rest = &mut slices[..];
        while !rest.is_empty() {
            let written = writer.write_vectored(rest).await?;
            if written == 0 {
                return Err(std::io::ErrorKind::WriteZero.into());
            }
            IoSlice::advance_slices(&mut rest, written);
        }
    }
    Ok(())
}

/// A listener that wants SASL, and is not told of it, answers ApiVersions and closes.
fn closed_after(answers: u64) -> &'static str {
    match answers {
        1 => {
            "by the broker, which answered nothing but ApiVersions; does the listener want SASL (security.protocol)?"
        }
        _ => "by the broker",
    }
}

async fn read_responses(
    reader: impl AsyncRead + Unpin,
    mut waiting: mpsc::UnboundedReceiver<Waiting>,
    link: Arc<Link>,
) {
    let mut reader = BufReader::with_capacity(64 * 1024, reader);
    let mut buffers = frame_buffers();
    let work = async {
        let mut answers: u64 = 0;
        loop {
            let is_new = answers == 0;
            let read = async {
                if is_new {
                    check_greeting(&mut reader).await?;
                }
                read_frame(&mut reader, &mut buffers).await
            };
            let frame = match read.await {
                Ok(Some(frame)) => frame,
                Ok(None) => return link.close(closed_after(answers).to_string()),
                Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
                    return link.close(closed_after(answers).to_string());
                }
                Err(error) => {
                    let failure = of_io_error(&error).filter(|_| is_new);
                    return link.close_as(failure.map_or_else(|| End::Told(error.to_string()), End::Tls));
                }
            };
            answers += 1;
            let id = frame.first_chunk().map(|bytes| i32::from_be_bytes(*bytes));
            match waiting.try_recv() {
                Ok(next) if Some(next.correlation_id) == id => {
                    // The caller may have given up; its answer is of no use to anyone else.
                    let _ = next.reply.send(frame);
                }
                Ok(next) => {
                    return link.close(format!("answer to {id:?} in place of {}", next.correlation_id));
                }
                Err(_) => return link.close("an answer nobody asked for".to_string()),
            }
        }
    };
    tokio::select! {
        () = work => {}
        () = link.closed.cancelled() => {}
    }
}
