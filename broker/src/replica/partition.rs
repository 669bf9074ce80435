//! One partition on this broker.

use std::sync::Arc;

use bytes::BytesMut;
use kavka_controller::image::PartitionImage;
use kavka_log::{
    AppendError, AppendInfo, AppendOptions, AppendOrigin, EpochEndOffset, FirstBatch, Isolation, LogError,
    ReadInfo, StartOffsetReason, TimestampOffset, TopicPartition, UnifiedLog, VerificationGuard,
};
use kavka_protocol::record::TransactionMarker;
use parking_lot::RwLock;
use uuid::Uuid;

use super::manager::LeadershipListener;
use super::{AppendFailure, PartitionError, ReadFailure};
use crate::purgatory::WatchList;

/// Who reads, which decides how far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// A client.
    Consumer {
        /// `isolation.level=read_committed`
        read_committed: bool,
    },
    /// A follower, or a tool that debugs.
    Replica,
}

impl Reader {
    fn isolation(self) -> Isolation {
        match self {
            Reader::Consumer { read_committed: true } => Isolation::TxnCommitted,
            Reader::Consumer { read_committed: false } => Isolation::HighWatermark,
            Reader::Replica => Isolation::LogEnd,
        }
    }
}

/// What a fetch wants of one partition.
#[derive(Debug, Clone, Copy)]
pub struct FetchSpec {
    /// First wanted offset.
    pub offset: i64,
    /// Bytes at most, except for a first batch that is larger.
    pub max_bytes: usize,
    /// Whether a batch larger than `max_bytes` is read whole.
    pub min_one_batch: bool,
    /// The leader epoch that the client knows, -1 if none.
    pub current_leader_epoch: i32,
    /// The epoch of the last record that the reader has, -1 if it does not say.
    pub last_fetched_epoch: i32,
    /// Whether only the leader may answer.
    pub leader_only: bool,
    /// Who reads.
    pub reader: Reader,
}

/// What a fetch found.
#[derive(Debug)]
pub enum FetchOutcome {
    /// Where the bytes are.
    Read(ReadInfo),
    /// The reader's history differs from ours after this end of an epoch.
    Diverging(EpochEndOffset, ReadInfo),
}

/// Who appends, and under which conditions.
#[derive(Debug, Clone, Copy)]
pub struct AppendSpec {
    /// The ISR must be large enough (acks=all).
    pub all_acks: bool,
    /// The epoch that a coordinator leads at, which must be the current one; -1 for any.
    pub leader_epoch: i32,
    /// Who.
    pub origin: AppendOrigin,
    /// From [`Partition::start_verification`], for the first batch of a transaction.
    pub verification: VerificationGuard,
}

impl AppendSpec {
    /// A producer's append.
    pub fn client(all_acks: bool, verification: VerificationGuard) -> Self {
        AppendSpec { all_acks, leader_epoch: -1, origin: AppendOrigin::Client, verification }
    }

    /// A coordinator's append to its topic.
    pub fn coordinator(leader_epoch: i32, verification: VerificationGuard) -> Self {
        AppendSpec { all_acks: true, leader_epoch, origin: AppendOrigin::Coordinator, verification }
    }
}

/// What an append did.
#[derive(Debug)]
pub struct Appended {
    /// From the log.
    pub info: AppendInfo,
    /// Whether the high watermark has passed it already.
    pub committed: bool,
    /// The epoch it was appended at.
    pub leader_epoch: i32,
}

/// How far an append with acks=all has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Commit {
    /// The high watermark has passed it.
    Done,
    /// Committed, but the ISR has shrunk below `min.insync.replicas` meanwhile.
    TooFewReplicas,
    /// The high watermark has not reached it.
    Pending,
    /// The leadership that it was appended under has ended.
    LeaderChanged,
}

/// A partition that has a replica on this broker.
pub struct Partition {
    id: TopicPartition,
    topic_id: Uuid,
    broker_id: i32,
    listener: Option<Arc<dyn LeadershipListener>>,
    state: RwLock<State>,
    watches: WatchList,
}

/// Invariant: `log` is `None` only while the directory is offline or after the replica was removed.
#[derive(Debug, Default)]
struct State {
    log: Option<Arc<UnifiedLog>>,
    removed: bool,
    leader: i32,
    leader_epoch: i32,
    partition_epoch: i32,
    /// Where the log ended when this broker became leader.
    epoch_start_offset: i64,
    isr: Vec<i32>,
    /// End offsets of the other replicas as their fetches told us, while this broker leads.
    followers: Vec<Follower>,
    min_insync_replicas: usize,
}

#[derive(Debug, Clone, Copy)]
struct Follower {
    id: i32,
    log_start_offset: i64,
    log_end_offset: i64,
}

impl Partition {
    pub(super) fn new(
        id: TopicPartition,
        topic_id: Uuid,
        broker_id: i32,
        listener: Option<Arc<dyn LeadershipListener>>,
    ) -> Arc<Partition> {
        let state = State { leader: -1, leader_epoch: -1, partition_epoch: -1, ..State::default() };
        Arc::new(Partition {
            id,
            topic_id,
            broker_id,
            listener,
            state: RwLock::new(state),
            watches: WatchList::default(),
        })
    }

    /// Topic and number.
    pub fn id(&self) -> &TopicPartition {
        &self.id
    }

    /// The topic's id.
    pub fn topic_id(&self) -> Uuid {
        self.topic_id
    }

    /// The requests that wait for this partition.
    pub fn watches(&self) -> &WatchList {
        &self.watches
    }

    /// The leader and its epoch, -1 for none.
    pub fn leader(&self) -> (i32, i32) {
        let state = self.state.read();
        (state.leader, state.leader_epoch)
    }

    /// The log, whoever leads; `None` while its directory is offline.
    pub fn log(&self) -> Option<Arc<UnifiedLog>> {
        self.state.read().log.clone()
    }

    /// The log if this broker leads at `current_leader_epoch` (-1 for any).
    ///
    /// # Errors
    /// Any [`PartitionError`] of a hosted partition.
    pub fn leader_log(&self, current_leader_epoch: i32) -> Result<Arc<UnifiedLog>, PartitionError> {
        self.checked_log(&self.state.read(), current_leader_epoch, true).cloned()
    }

    fn checked_log<'a>(
        &self,
        state: &'a State,
        current_leader_epoch: i32,
        leader_only: bool,
    ) -> Result<&'a Arc<UnifiedLog>, PartitionError> {
        let (asked, current) = (current_leader_epoch, state.leader_epoch);
        if asked >= 0 && asked < current {
            return Err(PartitionError::FencedLeaderEpoch { asked, current });
        }
        if asked > current {
            return Err(PartitionError::UnknownLeaderEpoch { asked, current });
        }
        if state.removed || (leader_only && state.leader != self.broker_id) {
            return Err(PartitionError::NotLeader);
        }
        state.log.as_ref().ok_or(PartitionError::Offline)
    }

    /// A guard for the first batch of a transaction; see [`UnifiedLog::start_verification`].
    ///
    /// # Errors
    /// See [`AppendFailure`].
    pub fn start_verification(
        &self,
        batch: &FirstBatch,
        now_ms: i64,
    ) -> Result<VerificationGuard, AppendFailure> {
        Ok(self.leader_log(-1)?.start_verification(batch, now_ms)?)
    }

    /// Appends as the leader. Wakes whoever waits for it.
    ///
    /// # Errors
    /// See [`AppendFailure`].
    pub fn append(
        &self,
        records: BytesMut,
        spec: AppendSpec,
        now_ms: i64,
    ) -> Result<Appended, AppendFailure> {
        let AppendSpec { all_acks, leader_epoch, origin, verification } = spec;
        self.append_with(all_acks, leader_epoch, |log, leader_epoch| {
            let options = AppendOptions { leader_epoch, origin, now_ms, verification };
            let info = log.append_as_leader(records, options)?;
            let span = Span::of([&info]);
            Ok((info, span))
        })
        .map(|(info, committed, leader_epoch)| Appended { info, committed, leader_epoch })
    }

    /// Appends the ends of transactions as the leader, with acks=all. The answers are in the order of the markers.
    ///
    /// # Errors
    /// The outer one is of all of them. See [`AppendFailure`].
    pub fn append_markers(
        &self,
        markers: &[TransactionMarker],
        leader_epoch: i32,
        now_ms: i64,
    ) -> Result<Vec<Result<Appended, AppendFailure>>, AppendFailure> {
        let (answers, committed, leader_epoch) =
            self.append_with(true, leader_epoch, |log, leader_epoch| {
                let answers = log.append_markers(markers, leader_epoch, now_ms)?;
                // A marker may show much more than itself to those who read what is decided: they look for themselves.
                let span = Span { first_offset: -1, ..Span::of(answers.iter().flatten()) };
                Ok((answers, span))
            })?;
        let appended = |info| Appended { info, committed, leader_epoch };
        Ok(answers.into_iter().map(|answer| answer.map(appended).map_err(AppendFailure::Log)).collect())
    }

    /// Lets `append` write to the log under the conditions of a leader. Returns with what it returned whether that is
    /// committed, and the epoch.
    fn append_with<T>(
        &self,
        all_acks: bool,
        leader_epoch: i32,
        append: impl FnOnce(&UnifiedLog, i32) -> Result<(T, Span), AppendError>,
    ) -> Result<(T, bool, i32), AppendFailure> {
        let (appended, span, leader_epoch, log_end, before, high_watermark) = {
            // Held during the append, so that nothing is appended in an epoch that has ended.
            let state = self.state.read();
            let log = self.checked_log(&state, leader_epoch, true)?;
            if all_acks && state.isr.len() < state.min_insync_replicas {
                return Err(AppendFailure::NotEnoughReplicas {
                    isr: state.isr.clone(),
                    required: state.min_insync_replicas,
                });
            }
            let (appended, span) = append(log, state.leader_epoch)?;
            let before = log.high_watermark();
            let high_watermark = state.advance_high_watermark(self.broker_id, log);
            (appended, span, state.leader_epoch, log.log_end_offset(), before, high_watermark)
        };
        if span.bytes > 0 {
            self.watches.appended(span.bytes);
        }
        if let Some(high_watermark) = high_watermark {
            // One append that is committed at once shows its own bytes; otherwise who waits looks for itself.
            let only_this = before == span.first_offset && high_watermark == log_end;
            self.committed(high_watermark, if only_this { span.bytes } else { i64::MAX });
        }
        let committed = high_watermark.unwrap_or(before) > span.last_offset;
        Ok((appended, committed, leader_epoch))
    }

    /// How far the records below `required_offset`, appended at `leader_epoch`, have come.
    pub fn commit_state(&self, required_offset: i64, leader_epoch: i32) -> Commit {
        let state = self.state.read();
        match &state.log {
            Some(log) if state.leader == self.broker_id && state.leader_epoch == leader_epoch => {
                if log.high_watermark() < required_offset {
                    Commit::Pending
                } else if state.isr.len() < state.min_insync_replicas {
                    Commit::TooFewReplicas
                } else {
                    Commit::Done
                }
            }
            _ => Commit::LeaderChanged,
        }
    }

    fn committed(&self, high_watermark: i64, bytes: i64) {
        self.watches.committed(high_watermark, bytes);
        if let Some(listener) = &self.listener {
            listener.high_watermark(self.id.partition, high_watermark);
        }
    }

    /// Finds what a fetch gets, without reading it.
    ///
    /// # Errors
    /// See [`ReadFailure`].
    pub fn fetch(&self, spec: &FetchSpec) -> Result<FetchOutcome, ReadFailure> {
        let state = self.state.read();
        let log = self.checked_log(&state, spec.current_leader_epoch, spec.leader_only)?;
        if spec.last_fetched_epoch >= 0 {
            let out_of_range = ReadFailure::OffsetOutOfRange { requested: spec.offset };
            let Some(end) = log.epoch_end_offset(spec.last_fetched_epoch) else { return Err(out_of_range) };
            if spec.offset < log.log_start_offset() {
                return Err(out_of_range);
            }
            if end.leader_epoch < spec.last_fetched_epoch || end.end_offset < spec.offset {
                return Ok(FetchOutcome::Diverging(end, nothing_at(log, spec.offset)));
            }
        }
        // The usual case of a reader that has everything costs no look into the segments.
        let end = match spec.reader {
            Reader::Consumer { read_committed: true } => log.last_stable_offset(),
            Reader::Consumer { read_committed: false } => log.high_watermark(),
            Reader::Replica => log.log_end_offset(),
        };
        if spec.offset == end && spec.offset >= log.log_start_offset() {
            return Ok(FetchOutcome::Read(nothing_at(log, spec.offset)));
        }
        let isolation = spec.reader.isolation();
        Ok(FetchOutcome::Read(log.read(spec.offset, spec.max_bytes, isolation, spec.min_one_batch)?))
    }

    /// The end of what `reader` sees, for a second look after registering in the purgatory.
    pub fn visible_end(&self, reader: Reader) -> Option<i64> {
        let state = self.state.read();
        let log = state.log.as_ref()?;
        Some(match reader {
            Reader::Consumer { read_committed: true } => log.last_stable_offset(),
            Reader::Consumer { read_committed: false } => log.high_watermark(),
            Reader::Replica => log.log_end_offset(),
        })
    }

    /// Looks up a timestamp or one of Kafka's special ones (ListOffsets).
    ///
    /// # Errors
    /// See [`ReadFailure`].
    pub fn offset_for_timestamp(
        &self,
        timestamp: i64,
        reader: Reader,
        current_leader_epoch: i32,
        leader_only: bool,
    ) -> Result<Option<TimestampOffset>, ReadFailure> {
        const LATEST: i64 = -1;
        const EARLIEST: i64 = -2;
        const EARLIEST_LOCAL: i64 = -4;
        /// Last offset in remote storage, and first one not there; nothing is there.
        const REMOTE: std::ops::RangeInclusive<i64> = -6..=-5;
        let state = self.state.read();
        let log = self.checked_log(&state, current_leader_epoch, leader_only)?;
        let offsets = log.offsets();
        let last_fetchable = match reader {
            Reader::Consumer { read_committed: true } => offsets.last_stable_offset,
            Reader::Consumer { read_committed: false } => offsets.high_watermark,
            Reader::Replica => offsets.log_end_offset,
        };
        // A new leader does not yet know how far its predecessor had committed.
        let lags = state.leader == self.broker_id
            && reader != Reader::Replica
            && state.epoch_start_offset > offsets.high_watermark;
        match timestamp {
            LATEST if lags => Err(PartitionError::OffsetNotAvailable.into()),
            LATEST => Ok(Some(TimestampOffset {
                timestamp: -1,
                offset: last_fetchable,
                leader_epoch: Some(state.leader_epoch),
            })),
            _ if REMOTE.contains(&timestamp) => Ok(None),
            EARLIEST | EARLIEST_LOCAL => Ok(log.offset_for_timestamp(timestamp)?),
            _ => match log.offset_for_timestamp(timestamp)? {
                Some(found) if found.offset < last_fetchable => Ok(Some(found)),
                _ if lags => Err(PartitionError::OffsetNotAvailable.into()),
                _ => Ok(None),
            },
        }
    }

    /// The end of the largest epoch not above `epoch` (OffsetForLeaderEpoch); `None` if there is none.
    ///
    /// # Errors
    /// Any [`PartitionError`] of a hosted partition.
    pub fn epoch_end_offset(
        &self,
        current_leader_epoch: i32,
        epoch: i32,
    ) -> Result<Option<EpochEndOffset>, PartitionError> {
        let state = self.state.read();
        let log = self.checked_log(&state, current_leader_epoch, true)?;
        Ok(log.epoch_end_offset(epoch))
    }

    /// Whether this broker leads the partition for a replica on the other one.
    pub fn has_follower(&self, broker: i32) -> bool {
        self.state.read().followers.iter().any(|follower| follower.id == broker)
    }

    /// Moves the log's start up and returns the low watermark, the least start of all replicas. `None` asks for
    /// the high watermark.
    ///
    /// # Errors
    /// [`LogError::OffsetOutOfRange`] above the high watermark; the inner error if this broker does not lead.
    pub fn delete_records(
        &self,
        offset: Option<i64>,
    ) -> Result<Result<(i64, i64), LogError>, PartitionError> {
        let state = self.state.read();
        let log = self.checked_log(&state, -1, true)?;
        let offset = offset.unwrap_or_else(|| log.high_watermark());
        Ok(log.increment_log_start_offset(offset, StartOffsetReason::ClientRecordDeletion).map(|_| {
            let followers = state.followers.iter().map(|follower| follower.log_start_offset);
            (offset, followers.fold(log.log_start_offset(), i64::min))
        }))
    }

    /// Takes over what the image says. Returns whether this broker leads.
    pub(super) fn apply(&self, image: &PartitionImage, min_insync_replicas: usize) -> Result<bool, LogError> {
        let mut state = self.state.write();
        let was_leader = state.leader == self.broker_id && !state.removed;
        let new_epoch = image.leader_epoch > state.leader_epoch;
        state.removed = false;
        state.leader = image.leader;
        state.leader_epoch = image.leader_epoch;
        state.partition_epoch = image.partition_epoch;
        state.isr.clone_from(&image.isr);
        state.min_insync_replicas = min_insync_replicas;
        let leads = image.leader == self.broker_id;
        let mut high_watermark = None;
        if leads {
            state.keep_followers(image, self.broker_id);
            if let Some(log) = state.log.clone() {
                if new_epoch || !was_leader {
                    state.epoch_start_offset = log.log_end_offset();
                    log.assign_epoch_start_offset(image.leader_epoch, state.epoch_start_offset)?;
                }
                high_watermark = state.advance_high_watermark(self.broker_id, &log);
            }
        } else {
            state.followers.clear();
        }
        drop(state);
        self.changed(high_watermark, new_epoch || was_leader != leads);
        if let Some(listener) = &self.listener {
            if leads && (new_epoch || !was_leader) {
                listener.elected(self.id.partition, image.leader_epoch);
            } else if was_leader && !leads {
                listener.resigned(self.id.partition, image.leader_epoch);
            }
        }
        Ok(leads)
    }

    fn changed(&self, high_watermark: Option<i64>, wake_all: bool) {
        if let Some(high_watermark) = high_watermark {
            self.committed(high_watermark, i64::MAX);
        }
        if wake_all {
            self.watches.wake_all();
        }
    }

    pub(super) fn set_min_insync_replicas(&self, count: usize) {
        self.state.write().min_insync_replicas = count;
    }

    pub(super) fn set_log(&self, log: Arc<UnifiedLog>) {
        self.state.write().log = Some(log);
    }

    /// Lets `swap` put another log in the place of the current one while nothing is appended. Returns whether it did.
    pub(super) fn swap_log(
        &self,
        swap: impl FnOnce(&UnifiedLog) -> Result<Option<Arc<UnifiedLog>>, LogError>,
    ) -> Result<bool, LogError> {
        let mut state = self.state.write();
        let Some(current) = &state.log else { return Ok(false) };
        let Some(other) = swap(current)? else { return Ok(false) };
        state.log = Some(other);
        drop(state);
        self.watches.wake_all();
        Ok(true)
    }

    /// The directory failed: everything is answered with a storage error from here on.
    pub(super) fn set_offline(&self) {
        self.state.write().log = None;
        self.watches.wake_all();
    }

    /// The replica goes away.
    pub(super) fn remove(&self) {
        let (was_leader, epoch) = {
            let mut state = self.state.write();
            state.removed = true;
            state.log = None;
            (state.leader == self.broker_id, state.leader_epoch)
        };
        self.watches.wake_all();
        if let (Some(listener), true) = (&self.listener, was_leader) {
            listener.resigned(self.id.partition, epoch);
        }
    }
}

/// Where an append lies.
struct Span {
    first_offset: i64,
    last_offset: i64,
    bytes: i64,
}

impl Span {
    fn of<'a>(infos: impl IntoIterator<Item = &'a AppendInfo>) -> Self {
        let mut span = Span { first_offset: i64::MAX, last_offset: -1, bytes: 0 };
        for info in infos {
            span.first_offset = span.first_offset.min(info.first_offset);
            span.last_offset = span.last_offset.max(info.last_offset);
            span.bytes += info.bytes as i64;
        }
        span
    }
}

impl State {
    /// The high watermark is the least end of the in-sync replicas. Returns it if it moved.
    fn advance_high_watermark(&self, broker_id: i32, log: &UnifiedLog) -> Option<i64> {
        let own = log.log_end_offset();
        let end = if self.isr.as_slice() == [broker_id] {
            own
        } else {
            self.followers
                .iter()
                .filter(|follower| self.isr.contains(&follower.id))
                .map(|follower| follower.log_end_offset)
                .fold(own, i64::min)
        };
        log.maybe_increment_high_watermark(end).map(|_| log.high_watermark())
    }

    /// Followers that stay keep what they told; new ones have told nothing.
    fn keep_followers(&mut self, image: &PartitionImage, broker_id: i32) {
        let known = std::mem::take(&mut self.followers);
        self.followers = image
            .replicas
            .iter()
            .filter(|id| **id != broker_id)
            .map(|id| {
                let told = known.iter().find(|follower| follower.id == *id).copied();
                told.unwrap_or(Follower { id: *id, log_start_offset: -1, log_end_offset: -1 })
            })
            .collect();
    }
}

fn nothing_at(log: &UnifiedLog, offset: i64) -> ReadInfo {
    ReadInfo {
        range: None,
        first_batch_base_offset: offset,
        first_batch_incomplete: false,
        aborted_transactions: Vec::new(),
        offsets: log.offsets(),
    }
}
