//! The shell around membership: a task that owns the state machine, talks to the coordinator for it, and leaves word
//! for the application.
//!
//! The application and the task share two small places, each behind a short lock: the inbox, in which wishes and replies
//! wait for the task, and the notice that the application is to work on. Neither is a queue, so neither grows.

mod classic;
mod line;
mod modern;
mod offsets;

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::StreamExt;
use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use parking_lot::Mutex;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

pub(super) use classic::{ClassicSpeaker, Decided, counts};
pub(super) use line::Line;
pub(super) use modern::ModernSpeaker;
pub(super) use offsets::{Committed, Wish};

use super::membership::{Action, Event, Identity, Leave, Membership, Notice, Wants};
use crate::{ClientError, TopicPartition};

/// How often at most a poll wakes the task.
const POLLS_APART: Duration = Duration::from_millis(50);

/// Talks to the coordinator for a state machine.
pub(super) trait Speaker<M: Membership>: Clone + Send + Sync + 'static {
    fn speak(&self, request: M::Request) -> BoxFuture<'static, Result<M::Answer, ClientError>>;

    /// Find the coordinator anew.
    fn forget_coordinator(&self);
}

#[derive(Debug)]
enum Reply {
    Released(Vec<TopicPartition>),
    Adopted { has_let_go: bool },
}

#[derive(Debug, Default)]
struct Inbox {
    polled: Option<Instant>,
    wants: Option<Wants>,
    reply: Option<(u64, Reply)>,
    must_rejoin: bool,
    leave: Option<Leave>,
}

#[derive(Debug)]
struct Shared {
    inbox: Mutex<Inbox>,
    inbox_changed: Notify,
    /// Numbered, so that a reply to one that was replaced is known.
    notice: Mutex<Option<(u64, Notice)>>,
    notice_changed: Notify,
    identity: Mutex<Identity>,
}

/// The application's end.
#[derive(Debug)]
pub(super) struct Group {
    shared: Arc<Shared>,
    task: JoinHandle<()>,
    woken_at: Instant,
}

impl Group {
    /// Starts the task.
    pub(super) fn start<M: Membership, S: Speaker<M>>(machine: M, speaker: S) -> Self {
        let shared = Arc::new(Shared {
            inbox: Mutex::default(),
            inbox_changed: Notify::new(),
            notice: Mutex::new(None),
            notice_changed: Notify::new(),
            identity: Mutex::new(machine.identity()),
        });
        let now = Instant::now();
        let shell = Shell {
            machine,
            speaker,
            shared: shared.clone(),
            in_flight: FuturesUnordered::new(),
            notices: 0,
        };
        Self { shared, task: tokio::spawn(shell.run()), woken_at: now }
    }

    /// Who we are, to be asked later from elsewhere.
    pub(super) fn identity_source(&self) -> impl Fn() -> Identity + Send + Sync + use<> {
        let shared = self.shared.clone();
        move || shared.identity.lock().clone()
    }

    pub(super) fn polled(&mut self) {
        let now = Instant::now();
        self.shared.inbox.lock().polled = Some(now);
        if now.saturating_duration_since(self.woken_at) >= POLLS_APART {
            self.woken_at = now;
            self.shared.inbox_changed.notify_one();
        }
    }

    pub(super) fn want(&self, wants: Wants) {
        let mut inbox = self.shared.inbox.lock();
        (inbox.wants, inbox.polled) = (Some(wants), Some(Instant::now()));
        drop(inbox);
        // What was to be taken over is not wanted any more, or will be said anew.
        self.shared.inbox_changed.notify_one();
    }

    pub(super) fn rejoin(&self) {
        self.shared.inbox.lock().must_rejoin = true;
        self.shared.inbox_changed.notify_one();
    }

    /// What the application is to do now. It stays until it is answered.
    pub(super) fn notice(&self) -> Option<(u64, Notice)> {
        self.shared.notice.lock().clone()
    }

    /// Waits until there is a notice.
    pub(super) async fn notified(&self) {
        loop {
            let changed = self.shared.notice_changed.notified();
            if self.shared.notice.lock().is_some() {
                return;
            }
            changed.await;
        }
    }

    pub(super) fn released(&self, number: u64, owned: Vec<TopicPartition>) {
        self.reply(number, Reply::Released(owned));
    }

    pub(super) fn adopted(&self, number: u64, has_let_go: bool) {
        self.reply(number, Reply::Adopted { has_let_go });
    }

    fn reply(&self, number: u64, reply: Reply) {
        self.shared.notice.lock().take_if(|(current, _)| *current == number);
        self.shared.inbox.lock().reply = Some((number, reply));
        self.shared.inbox_changed.notify_one();
    }

    /// Leaves, and waits until the coordinator has heard it or `limit` has passed.
    pub(super) async fn leave(&mut self, how: Leave, limit: Duration) {
        self.shared.inbox.lock().leave = Some(how);
        self.shared.inbox_changed.notify_one();
        if tokio::time::timeout(limit, &mut self.task).await.is_err() {
            tracing::debug!("the coordinator has not heard in time that we leave");
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The task.
struct Shell<M: Membership, S> {
    machine: M,
    speaker: S,
    shared: Arc<Shared>,
    in_flight: FuturesUnordered<BoxFuture<'static, (u64, Result<M::Answer, ClientError>)>>,
    notices: u64,
}

impl<M: Membership, S: Speaker<M>> Shell<M, S> {
    /// Until it is told to leave, or the handle is dropped.
    async fn run(mut self) {
        let shared = self.shared.clone();
        loop {
            let deadline = self.machine.deadline();
            let sleep = async {
                match deadline {
                    Some(at) => tokio::time::sleep_until(at.into()).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = shared.inbox_changed.notified() => {}
                Some((number, answer)) = self.in_flight.next(), if !self.in_flight.is_empty() => {
                    self.take(Event::Answered { number, answer });
                }
                () = sleep => {}
            }
            if let Some(how) = self.read_inbox() {
                return self.leave(how).await;
            }
            self.take(Event::Time);
        }
    }

    /// Hears what the application has to say; how to leave, if that is it.
    fn read_inbox(&mut self) -> Option<Leave> {
        let inbox = std::mem::take(&mut *self.shared.inbox.lock());
        if inbox.leave.is_some() {
            return inbox.leave;
        }
        if inbox.polled.is_some() {
            self.take(Event::Polled);
        }
        match inbox.reply.filter(|(number, _)| *number == self.notices) {
            Some((_, Reply::Released(owned))) => self.take(Event::Released(owned)),
            Some((_, Reply::Adopted { has_let_go })) => self.take(Event::Adopted { has_let_go }),
            None => {}
        }
        if let Some(wants) = inbox.wants {
            self.take(Event::Wanted(wants));
        }
        if inbox.must_rejoin {
            self.take(Event::Rejoin);
        }
        None
    }

    fn take(&mut self, event: Event<M::Answer>) {
        let actions = self.machine.step(Instant::now(), event);
        *self.shared.identity.lock() = self.machine.identity();
        for action in actions {
            match action {
                Action::Send { number, request } => {
                    let answer = self.speaker.speak(request);
                    self.in_flight.push(Box::pin(async move { (number, answer.await) }));
                }
                Action::SendOnly(request) => {
                    tokio::spawn(self.speaker.speak(request));
                }
                Action::ForgetCoordinator => self.speaker.forget_coordinator(),
                Action::Tell(notice) => {
                    self.notices += 1;
                    *self.shared.notice.lock() = Some((self.notices, notice));
                    self.shared.notice_changed.notify_waiters();
                }
            }
        }
    }

    async fn leave(mut self, how: Leave) {
        let Some(request) = self.machine.leave(how) else { return };
        // If it does not get through, the end of the session does the same.
        if let Err(error) = self.speaker.speak(request).await {
            tracing::debug!(%error, "could not leave the group");
        }
    }
}
