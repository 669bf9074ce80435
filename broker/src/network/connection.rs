//! One connection: reads frames, runs handlers in order, writes answers in order.
//!
//! A single task owns all of it, so there are no locks and no channels:
//!
//! - at most one handler runs at a time; the next frame waits for it;
//! - what a handler left to come later ([`Outcome::Waiting`]) sits in a queue and is polled beside
//!   the next handlers; an answer leaves when all before it have left;
//! - nothing is read while frames are unhandled, while too many answers are outstanding, while the
//!   peer does not read its answers, or while the memory for requests is used up. So a slow peer
//!   holds back itself alone, by TCP.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};

use super::budget::Permit;
use super::frame::{Frame, FrameError, FrameReader};
use super::output::{Output, OutputError};
use super::{ConnectionInfo, Handler, RequestBudget, ResponseHead};
use crate::api::{BoxFuture, Outcome, ResponseBody};

/// Answers outstanding on one connection before it reads no more requests. Kafka allows one;
/// clients keep 5 (Java) to some hundreds (librdkafka) in flight.
const IN_FLIGHT_MAX: usize = 128;
/// Bytes of answers in memory before no more requests are read.
const OUTPUT_MAX: usize = 1 << 20;
/// Steps before other tasks of the thread get a turn.
const STEPS_MAX: usize = 64;
/// Size of the buffer that the connections of a thread read into.
const SCRATCH_BYTES: usize = 64 << 10;
/// How long a frame may stand still while others wait for the memory it holds.
const STALL_MAX: Duration = Duration::from_secs(30);
/// How long a connection may take to write what is ready once the broker stops.
const DRAIN_MAX: Duration = Duration::from_millis(500);

thread_local! {
    /// Shared by all connections of a thread: an idle connection has no read buffer of its own.
    static SCRATCH: RefCell<Box<[u8]>> = RefCell::new(vec![0; SCRATCH_BYTES].into_boxed_slice());
}

/// How a connection behaves.
#[derive(Debug, Clone, Copy)]
pub(super) struct ConnectionSettings {
    pub(super) request_max_bytes: usize,
    pub(super) max_idle: Option<Duration>,
}

/// Why a connection ended.
#[derive(Debug, thiserror::Error)]
enum End {
    #[error("closed by peer")]
    Peer,
    #[error("idle for connections.max.idle.ms")]
    Idle,
    #[error("request stood still while others waited for its memory")]
    Stalled,
    #[error("closed by handler")]
    Handler,
    #[error("broker stops")]
    Shutdown,
    #[error(transparent)]
    Frame(#[from] FrameError),
    #[error(transparent)]
    Output(#[from] OutputError),
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Runs a connection to its end. Dropping the future closes the connection.
pub(super) async fn serve<H: Handler>(
    stream: TcpStream,
    info: Arc<ConnectionInfo>,
    settings: ConnectionSettings,
    handler: Arc<H>,
    budget: Arc<RequestBudget>,
    shutdown: CancellationToken,
) {
    let tell = TellClosed { handler: Arc::clone(&handler), info: Arc::clone(&info) };
    let mut connection = Connection {
        stream,
        info,
        handler,
        reader: FrameReader::new(settings.request_max_bytes, Arc::clone(&budget)),
        budget,
        current: None,
        slots: VecDeque::new(),
        output: Output::default(),
        waiting_for_budget: None,
        closing: None,
        max_idle: settings.max_idle,
        active_at: Instant::now(),
        timer: Box::pin(tokio::time::sleep(settings.max_idle.unwrap_or(STALL_MAX))),
        shutdown: Box::pin(shutdown.cancelled_owned()),
        stopping: false,
    };
    let end = std::future::poll_fn(|cx| connection.poll(cx)).await;
    match end {
        End::Frame(_) | End::Output(OutputError::FileTooShort | OutputError::TooLarge(_)) => {
            tracing::info!(peer = %connection.info.peer, listener = %connection.info.listener, reason = %end, "closing connection");
        }
        _ => tracing::debug!(peer = %connection.info.peer, reason = %end, "connection ended"),
    }
    drop(connection);
    drop(tell);
}

/// Tells the handler that the connection is gone, also when a handler panicked.
struct TellClosed<H: Handler> {
    handler: Arc<H>,
    info: Arc<ConnectionInfo>,
}

impl<H: Handler> Drop for TellClosed<H> {
    fn drop(&mut self) {
        self.handler.closed(&self.info);
    }
}

struct Connection<H> {
    stream: TcpStream,
    info: Arc<ConnectionInfo>,
    handler: Arc<H>,
    reader: FrameReader,
    budget: Arc<RequestBudget>,
    current: Option<Current>,
    slots: VecDeque<Slot>,
    output: Output,
    waiting_for_budget: Option<BoxFuture<'static, ()>>,
    /// Set once no more requests are taken: the connection ends when the answers before are out.
    closing: Option<End>,
    max_idle: Option<Duration>,
    active_at: Instant,
    timer: Pin<Box<Sleep>>,
    shutdown: Pin<Box<WaitForCancellationFutureOwned>>,
    stopping: bool,
}

/// The handler that runs now.
struct Current {
    handling: BoxFuture<'static, (ResponseHead, Outcome)>,
    permit: Permit,
}

/// A request whose answer has not been queued for writing.
struct Slot {
    head: ResponseHead,
    answer: Answer,
    /// The request's memory counts until its answer is ready.
    _permit: Permit,
}

enum Answer {
    Ready(ResponseBody),
    Waiting(BoxFuture<'static, ResponseBody>),
}

impl<H: Handler> Connection<H> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<End> {
        self.poll_shutdown(cx);
        for _ in 0..STEPS_MAX {
            match self.step(cx) {
                Ok(true) => {}
                Ok(false) => return self.poll_end(cx),
                Err(end) => return Poll::Ready(end),
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    /// Does what can be done now; `false` if nothing was.
    fn step(&mut self, cx: &mut Context<'_>) -> Result<bool, End> {
        let mut progress = self.poll_handler(cx)?;
        progress |= self.poll_answers(cx)?;
        // Frames that came together are handled before the socket is touched again, so that their
        // answers leave together.
        if progress && !self.reader.is_drained() {
            return Ok(true);
        }
        let before = self.output.memory();
        let flushed = self.output.poll_flush(&self.stream, cx).map_err(End::from)?;
        progress |= before != self.output.memory();
        if flushed.is_pending() && self.output.memory() >= OUTPUT_MAX {
            return Ok(progress);
        }
        progress |= self.poll_read(cx)?;
        Ok(progress)
    }

    fn poll_handler(&mut self, cx: &mut Context<'_>) -> Result<bool, End> {
        if self.current.is_none()
            && self.closing.is_none()
            && self.slots.len() < IN_FLIGHT_MAX
            && let Some(Frame { bytes, permit }) = self.reader.next()
        {
            self.current = Some(Current { handling: self.handler.handle(&self.info, bytes), permit });
        }
        let Some(current) = self.current.as_mut() else { return Ok(false) };
        let Poll::Ready((head, outcome)) = current.handling.as_mut().poll(cx) else { return Ok(false) };
        let Some(Current { permit, .. }) = self.current.take() else { return Ok(false) };
        let answer = match outcome {
            Outcome::Done(body) => Answer::Ready(body),
            Outcome::Waiting(future) => Answer::Waiting(future),
            Outcome::NoReply => return Ok(true),
            Outcome::Close => {
                self.closing = Some(End::Handler);
                return Ok(true);
            }
        };
        self.slots.push_back(Slot { head, answer, _permit: permit });
        Ok(true)
    }

    /// Polls every outstanding answer and queues those whose turn it is.
    fn poll_answers(&mut self, cx: &mut Context<'_>) -> Result<bool, End> {
        for slot in &mut self.slots {
            if let Answer::Waiting(future) = &mut slot.answer
                && let Poll::Ready(body) = future.as_mut().poll(cx)
            {
                slot.answer = Answer::Ready(body);
            }
        }
        let mut progress = false;
        while self.output.memory() < OUTPUT_MAX {
            match self.slots.pop_front() {
                Some(Slot { head, answer: Answer::Ready(body), .. }) => {
                    self.output.push(head, body)?;
                    progress = true;
                }
                Some(waiting) => {
                    self.slots.push_front(waiting);
                    break;
                }
                None => {
                    if progress {
                        self.slots = VecDeque::new();
                    }
                    break;
                }
            }
        }
        if progress {
            self.active_at = Instant::now();
        }
        Ok(progress)
    }

    fn may_read(&self) -> bool {
        self.closing.is_none()
            && self.current.is_none()
            && self.reader.is_drained()
            && self.slots.len() < IN_FLIGHT_MAX
            && self.output.memory() < OUTPUT_MAX
    }

    /// One read; `true` if bytes came.
    fn poll_read(&mut self, cx: &mut Context<'_>) -> Result<bool, End> {
        if !self.may_read() || self.poll_budget(cx).is_pending() {
            return Ok(false);
        }
        let stream = Pin::new(&mut self.stream);
        let count = match self.reader.spare() {
            // The rest of a frame goes straight to where it belongs.
            Some(spare) => {
                let mut buffer = ReadBuf::uninit(spare);
                if stream.poll_read(cx, &mut buffer)?.is_pending() {
                    return Ok(false);
                }
                let count = buffer.filled().len();
                // SAFETY: `ReadBuf` counts as filled only what was written into `spare`.
                unsafe { self.reader.advance(count) };
                count
            }
            None => {
                let reader = &mut self.reader;
                let read = SCRATCH.with_borrow_mut(|scratch| {
                    let mut buffer = ReadBuf::new(scratch);
                    match stream.poll_read(cx, &mut buffer) {
                        Poll::Pending => Ok(None),
                        Poll::Ready(Err(error)) => Err(End::from(error)),
                        Poll::Ready(Ok(())) => {
                            reader.feed(buffer.filled())?;
                            Ok(Some(buffer.filled().len()))
                        }
                    }
                })?;
                match read {
                    Some(count) => count,
                    None => return Ok(false),
                }
            }
        };
        if count == 0 {
            return Err(End::Peer);
        }
        self.active_at = Instant::now();
        Ok(true)
    }

    /// A new frame needs memory; one that has begun has it already.
    fn poll_budget(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        loop {
            if self.reader.is_inside_frame() || !self.budget.is_exhausted() {
                self.waiting_for_budget = None;
                return Poll::Ready(());
            }
            let budget = &self.budget;
            let waiting = self.waiting_for_budget.get_or_insert_with(|| Box::pin(Arc::clone(budget).wait()));
            if waiting.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
            self.waiting_for_budget = None;
        }
    }

    fn poll_shutdown(&mut self, cx: &mut Context<'_>) {
        if !self.stopping && self.shutdown.as_mut().poll(cx).is_ready() {
            self.stopping = true;
            self.closing.get_or_insert(End::Shutdown);
            self.timer.as_mut().reset(Instant::now() + DRAIN_MAX);
        }
    }

    /// Whether the connection is at its end, now that nothing more can be done.
    fn poll_end(&mut self, cx: &mut Context<'_>) -> Poll<End> {
        let is_done = self.current.is_none() && self.slots.is_empty() && self.output.is_empty();
        if is_done && let Some(end) = self.closing.take() {
            return Poll::Ready(end);
        }
        while self.timer.as_mut().poll(cx).is_ready() {
            if self.stopping {
                return Poll::Ready(End::Shutdown);
            }
            let now = Instant::now();
            let quiet = now.saturating_duration_since(self.active_at);
            let is_stalled = self.reader.is_inside_frame() && self.budget.is_exhausted();
            if is_stalled && quiet >= STALL_MAX {
                return Poll::Ready(End::Stalled);
            }
            // A request that is being worked on is not idle.
            let is_idle = self.current.is_none() && self.slots.is_empty();
            let Some(max_idle) = self.max_idle else {
                self.timer.as_mut().reset(now + STALL_MAX);
                continue;
            };
            if is_idle && quiet >= max_idle {
                return Poll::Ready(End::Idle);
            }
            let next = if is_idle { self.active_at + max_idle } else { now + max_idle };
            // A wake-up every so often finds frames that stand still, without a timer for each.
            self.timer.as_mut().reset(next.min(now + STALL_MAX.max(max_idle / 8)));
        }
        Poll::Pending
    }
}
