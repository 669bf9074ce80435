//! Fetch sessions (KIP-227): the broker remembers which partitions a client follows, so that requests and
//! answers name only what changed.
//!
//! Kafka spreads the sessions over shards by id; one cache of the same total size behaves the same until it is
//! full, and then evicts by the same rules over all of it.

use std::collections::HashMap;
use std::sync::Arc;

use indexmap::IndexMap;
use kavka_protocol::ErrorCode;
use parking_lot::Mutex;
use uuid::Uuid;

/// A session of no one.
pub(crate) const NO_SESSION: i32 = 0;
/// Epoch of a request that asks for a new session.
const INITIAL_EPOCH: i32 = 0;
/// Epoch of a request that wants no session.
const FINAL_EPOCH: i32 = -1;
/// A session unused for this long may be evicted by any other, and one younger than this by none of its kind.
const EVICTION_MS: i64 = 120_000;

/// A partition as a session knows it: by id, or by name before version 13.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    pub(crate) topic: TopicKey,
    pub(crate) partition: i32,
}

/// How the client names topics.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum TopicKey {
    Id(Uuid),
    Name(Arc<str>),
}

/// What a client wants of a partition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) fetch_offset: i64,
    pub(crate) max_bytes: i32,
    pub(crate) current_leader_epoch: i32,
    pub(crate) last_fetched_epoch: i32,
}

/// What an answer says of a partition, as far as a session compares it with the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) high_watermark: i64,
    pub(crate) log_start_offset: i64,
    /// Records, an error or a diverging epoch: never left out.
    pub(crate) has_records: bool,
    pub(crate) has_error: bool,
    pub(crate) is_diverging: bool,
}

#[derive(Debug)]
struct Cached {
    wanted: Wanted,
    high_watermark: i64,
    log_start_offset: i64,
}

impl Cached {
    /// Whether the partition must be in the answer; remembers what the answer says.
    fn must_tell(&mut self, told: &Told) -> bool {
        let changed =
            self.high_watermark != told.high_watermark || self.log_start_offset != told.log_start_offset;
        // After an error everything is told again, whatever it is.
        self.high_watermark = if told.has_error { -1 } else { told.high_watermark };
        self.log_start_offset = told.log_start_offset;
        changed || told.has_records || told.has_error || told.is_diverging
    }
}

/// One client's session.
#[derive(Debug)]
pub(crate) struct Session {
    id: i32,
    epoch: i32,
    by_id: bool,
    partitions: IndexMap<Key, Cached>,
}

/// The partitions of a request that names them, in its order; the last mention of one counts.
pub(crate) type Request = IndexMap<Key, Wanted>;

/// How a request stands to sessions.
#[derive(Debug)]
pub(crate) enum FetchContext {
    /// Answered with this error and nothing else.
    Error(ErrorCode),
    /// No session, now or later.
    Sessionless(Request),
    /// A session is made with the answer, if there is room.
    Full { request: Request, by_id: bool, privileged: bool },
    /// A session, and the epoch that it moved to with this request.
    Incremental { session: Arc<Mutex<Session>>, epoch: i32 },
}

impl FetchContext {
    /// Everything that is to be read, in order.
    pub(crate) fn wanted(&self) -> Vec<(Key, Wanted)> {
        match self {
            FetchContext::Error(_) => Vec::new(),
            FetchContext::Sessionless(request) | FetchContext::Full { request, .. } => {
                request.iter().map(|(key, wanted)| (key.clone(), *wanted)).collect()
            }
            FetchContext::Incremental { session, .. } => {
                let session = session.lock();
                session.partitions.iter().map(|(key, cached)| (key.clone(), cached.wanted)).collect()
            }
        }
    }
}

/// The head of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) error: ErrorCode,
    pub(crate) session_id: i32,
}

/// All sessions of the broker.
#[derive(Debug)]
pub struct FetchSessions {
    slots: usize,
    /// Lock order: this before a session's.
    entries: Mutex<HashMap<i32, Entry>>,
}

#[derive(Debug)]
struct Entry {
    session: Arc<Mutex<Session>>,
    privileged: bool,
    partitions: usize,
    created_ms: i64,
    last_used_ms: i64,
}

impl FetchSessions {
    /// Room for `slots` sessions (`max.incremental.fetch.session.cache.slots`).
    pub fn new(slots: usize) -> Self {
        FetchSessions { slots, entries: Mutex::default() }
    }

    /// Finds out how a request stands to sessions, and takes over what it changes in its session.
    #[expect(clippy::too_many_arguments, reason = "the session fields of a request")]
    pub(crate) fn open(
        &self,
        session_id: i32,
        epoch: i32,
        request: Request,
        forgotten: &[Key],
        by_id: bool,
        privileged: bool,
        now_ms: i64,
    ) -> FetchContext {
        if epoch == INITIAL_EPOCH || epoch == FINAL_EPOCH {
            // A full request ends the session that it names.
            if session_id != NO_SESSION {
                self.entries.lock().remove(&session_id);
            }
            return match epoch {
                FINAL_EPOCH => FetchContext::Sessionless(request),
                _ => FetchContext::Full { request, by_id, privileged },
            };
        }
        let mut entries = self.entries.lock();
        let Some(entry) = entries.get_mut(&session_id) else {
            return FetchContext::Error(ErrorCode::FetchSessionIdNotFound);
        };
        let shared = Arc::clone(&entry.session);
        let mut session = shared.lock();
        if session.epoch != epoch {
            return FetchContext::Error(ErrorCode::InvalidFetchSessionEpoch);
        }
        if session.by_id != by_id {
            return FetchContext::Error(ErrorCode::FetchSessionTopicIdError);
        }
        session.update(request, forgotten);
        if session.partitions.is_empty() {
            entries.remove(&session_id);
            return FetchContext::Sessionless(Request::new());
        }
        session.epoch = next_epoch(epoch);
        entry.last_used_ms = now_ms;
        entry.partitions = session.partitions.len();
        let epoch = session.epoch;
        drop(session);
        FetchContext::Incremental { session: shared, epoch }
    }

    /// Settles what an answer says: its head, and for each partition of `told` whether it is in it. `told` has
    /// the keys in the order of the answer.
    pub(crate) fn settle(
        &self,
        context: FetchContext,
        told: &[(&Key, Told)],
        now_ms: i64,
    ) -> (Head, Vec<bool>) {
        let all = || vec![true; told.len()];
        match context {
            FetchContext::Error(error) => (Head { error, session_id: NO_SESSION }, all()),
            FetchContext::Sessionless(_) => (Head { error: ErrorCode::None, session_id: NO_SESSION }, all()),
            FetchContext::Full { request, by_id, privileged } => {
                let session_id = self.create(&request, told, by_id, privileged, now_ms);
                (Head { error: ErrorCode::None, session_id }, all())
            }
            FetchContext::Incremental { session, epoch } => {
                let mut session = session.lock();
                if session.epoch != epoch {
                    let error = ErrorCode::InvalidFetchSessionEpoch;
                    return (Head { error, session_id: session.id }, vec![false; told.len()]);
                }
                let tell = told.iter().map(|(key, told)| session.tell(key, told)).collect();
                (Head { error: ErrorCode::None, session_id: session.id }, tell)
            }
        }
    }

    fn create(
        &self,
        request: &Request,
        told: &[(&Key, Told)],
        by_id: bool,
        privileged: bool,
        now_ms: i64,
    ) -> i32 {
        let mut entries = self.entries.lock();
        if entries.len() >= self.slots && !evict(&mut entries, privileged, told.len(), now_ms) {
            return NO_SESSION;
        }
        let id = loop {
            let id = rand::random_range(1..i32::MAX);
            if !entries.contains_key(&id) {
                break id;
            }
        };
        let mut partitions = IndexMap::with_capacity(told.len());
        for (key, told) in told {
            if let Some(wanted) = request.get(*key) {
                let cached = Cached {
                    wanted: *wanted,
                    high_watermark: told.high_watermark,
                    log_start_offset: told.log_start_offset,
                };
                partitions.insert((*key).clone(), cached);
            }
        }
        let count = partitions.len();
        let session = Session { id, epoch: next_epoch(INITIAL_EPOCH), by_id, partitions };
        let session = Arc::new(Mutex::new(session));
        let entry =
            Entry { session, privileged, partitions: count, created_ms: now_ms, last_used_ms: now_ms };
        entries.insert(id, entry);
        id
    }

    #[cfg(test)]
    fn len(&self) -> usize {
        self.entries.lock().len()
    }
}

impl Session {
    fn update(&mut self, request: Request, forgotten: &[Key]) {
        for (key, wanted) in request {
            match self.partitions.get_mut(&key) {
                Some(cached) => cached.wanted = wanted,
                None => {
                    let cached = Cached { wanted, high_watermark: -1, log_start_offset: -1 };
                    self.partitions.insert(key, cached);
                }
            }
        }
        for key in forgotten {
            self.partitions.shift_remove(key);
        }
    }

    /// Whether a partition is in the answer. One with records goes to the end of the line, so that all get
    /// their turn when an answer is full before its end.
    fn tell(&mut self, key: &Key, told: &Told) -> bool {
        let Some((index, _, cached)) = self.partitions.get_full_mut(key) else { return false };
        let must = cached.must_tell(told);
        if told.has_records && self.partitions.len() > 1 {
            self.partitions.move_index(index, self.partitions.len() - 1);
        }
        must
    }
}

/// Epochs count up from 1 and wrap to 1.
fn next_epoch(epoch: i32) -> i32 {
    if epoch == i32::MAX { 1 } else { epoch.max(0) + 1 }
}

/// Makes room for a session of `partitions`: takes the one unused for too long, else one that is less valuable:
/// not a follower's, or smaller and not new.
fn evict(entries: &mut HashMap<i32, Entry>, privileged: bool, partitions: usize, now_ms: i64) -> bool {
    let Some((&oldest, entry)) = entries.iter().min_by_key(|(id, entry)| (entry.last_used_ms, **id)) else {
        return false;
    };
    if now_ms - entry.last_used_ms > EVICTION_MS {
        entries.remove(&oldest);
        return true;
    }
    let is_old = |entry: &Entry| now_ms - entry.created_ms > EVICTION_MS;
    let least = entries
        .iter()
        .filter(|(_, entry)| is_old(entry) || (privileged && !entry.privileged))
        .map(|(id, entry)| (entry.privileged, entry.partitions, *id))
        .min();
    match least {
        // The newcomer counts with id 0, below all others.
        Some(least) if (privileged, partitions, 0) >= least => {
            entries.remove(&least.2);
            true
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(partition: i32) -> Key {
        Key { topic: TopicKey::Name("t".into()), partition }
    }

    fn wanted(fetch_offset: i64) -> Wanted {
        Wanted { fetch_offset, max_bytes: 1 << 20, current_leader_epoch: -1, last_fetched_epoch: -1 }
    }

    fn request(partitions: &[i32]) -> Request {
        partitions.iter().map(|number| (key(*number), wanted(0))).collect()
    }

    fn told(high_watermark: i64, has_records: bool) -> Told {
        Told { high_watermark, log_start_offset: 0, has_records, has_error: false, is_diverging: false }
    }

    fn start(sessions: &FetchSessions, partitions: &[i32], now_ms: i64) -> i32 {
        let context = sessions.open(0, 0, request(partitions), &[], false, false, now_ms);
        let keys: Vec<Key> = partitions.iter().map(|number| key(*number)).collect();
        let answers: Vec<(&Key, Told)> = keys.iter().map(|key| (key, told(0, false))).collect();
        let (head, tell) = sessions.settle(context, &answers, now_ms);
        assert_eq!(head.error, ErrorCode::None);
        assert!(tell.iter().all(|told| *told), "a full answer tells everything");
        head.session_id
    }

    fn order(context: &FetchContext) -> Vec<i32> {
        context.wanted().iter().map(|(key, _)| key.partition).collect()
    }

    #[test]
    fn only_changes_are_told_and_partitions_with_records_go_to_the_end() {
        let sessions = FetchSessions::new(10);
        let id = start(&sessions, &[0, 1, 2], 0);
        let context = sessions.open(id, 1, Request::new(), &[], false, false, 1);
        assert_eq!(order(&context), [0, 1, 2]);
        let keys = [key(0), key(1), key(2)];
        let answers = [(&keys[0], told(5, true)), (&keys[1], told(7, false)), (&keys[2], told(0, false))];
        let (head, tell) = sessions.settle(context, &answers, 1);
        assert_eq!((head.session_id, tell.as_slice()), (id, [true, true, false].as_slice()));

        let context = sessions.open(id, 2, Request::new(), &[], false, false, 2);
        assert_eq!(order(&context), [1, 2, 0]);
    }

    #[test]
    fn errors_are_told_and_what_follows_them_too() {
        let sessions = FetchSessions::new(10);
        let id = start(&sessions, &[0], 0);
        let only = key(0);
        let failed = Told { has_error: true, high_watermark: -1, ..told(0, false) };
        for (epoch, answer, expect) in
            [(1, failed, true), (2, told(0, false), true), (3, told(0, false), false)]
        {
            let context = sessions.open(id, epoch, Request::new(), &[], false, false, 0);
            assert_eq!(sessions.settle(context, &[(&only, answer)], 0).1, [expect], "epoch {epoch}");
        }
    }

    #[test]
    fn wrong_session_epoch_or_naming_is_an_error() {
        let sessions = FetchSessions::new(10);
        let id = start(&sessions, &[0], 0);
        let open = |id, epoch, by_id| match sessions.open(id, epoch, Request::new(), &[], by_id, false, 0) {
            FetchContext::Error(code) => code,
            other => panic!("{other:?}"),
        };
        assert_eq!(open(id + 1, 1, false), ErrorCode::FetchSessionIdNotFound);
        assert_eq!(open(id, 2, false), ErrorCode::InvalidFetchSessionEpoch);
        assert_eq!(open(id, 1, true), ErrorCode::FetchSessionTopicIdError);
    }

    #[test]
    fn an_answer_overtaken_by_the_next_request_is_an_epoch_error() {
        let sessions = FetchSessions::new(10);
        let id = start(&sessions, &[0], 0);
        let first = sessions.open(id, 1, Request::new(), &[], false, false, 0);
        let second = sessions.open(id, 2, Request::new(), &[], false, false, 0);
        let only = key(0);
        let (head, tell) = sessions.settle(first, &[(&only, told(1, true))], 0);
        assert_eq!((head.error, tell), (ErrorCode::InvalidFetchSessionEpoch, vec![false]));
        assert_eq!(sessions.settle(second, &[(&only, told(1, true))], 0).0.error, ErrorCode::None);
    }

    #[test]
    fn partitions_are_added_changed_and_forgotten_and_an_empty_session_ends() {
        let sessions = FetchSessions::new(10);
        let id = start(&sessions, &[0, 1], 0);
        let mut change = request(&[2]);
        change.insert(key(1), wanted(9));
        let context = sessions.open(id, 1, change, &[key(0)], false, false, 0);
        let mut now = context.wanted();
        now.sort_by_key(|(key, _)| key.partition);
        let now: Vec<(i32, i64)> =
            now.iter().map(|(key, wanted)| (key.partition, wanted.fetch_offset)).collect();
        assert_eq!(now, [(1, 9), (2, 0)]);
        let context = sessions.open(id, 2, Request::new(), &[key(1), key(2)], false, false, 0);
        assert!(matches!(context, FetchContext::Sessionless(_)));
        assert_eq!(sessions.len(), 0);
    }

    #[test]
    fn a_full_cache_evicts_the_stale_then_the_smaller_and_never_the_new() {
        let sessions = FetchSessions::new(2);
        let first = start(&sessions, &[0], 0);
        let second = start(&sessions, &[0, 1], 0);
        assert_eq!(start(&sessions, &[0, 1, 2], 1000), NO_SESSION, "none is old enough");
        // Both are in use, the first is smaller.
        for id in [first, second] {
            sessions.open(id, 1, Request::new(), &[], false, false, 100_000);
        }
        assert_ne!(start(&sessions, &[0, 1], 130_000), NO_SESSION);
        let gone = sessions.open(first, 2, Request::new(), &[], false, false, 130_000);
        assert!(matches!(gone, FetchContext::Error(ErrorCode::FetchSessionIdNotFound)));
        assert!(matches!(
            sessions.open(second, 2, Request::new(), &[], false, false, 130_001),
            FetchContext::Incremental { .. }
        ));
        assert_ne!(start(&sessions, &[0], 400_000), NO_SESSION, "the stale make room for anyone");
    }

    #[test]
    fn a_full_request_ends_the_session_it_names() {
        let sessions = FetchSessions::new(2);
        let id = start(&sessions, &[0], 0);
        assert!(matches!(
            sessions.open(id, -1, Request::new(), &[], false, false, 0),
            FetchContext::Sessionless(_)
        ));
        assert_eq!(sessions.len(), 0);
    }
}
