//! The shards of one coordinator on this broker, and what moves them: requests, the high watermark, time.
//!
//! Lock order: the table of partitions, then one shard. Neither is held across an await. A shard calls the log under
//! its lock, and the log may report a new high watermark from inside that call; so that report only notes the offset
//! and takes the shard's lock if it is free. Whoever holds the lock looks at the note again after letting go.

use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use kavka_protocol::{ErrorCode, compression::Codec};
use parking_lot::{Mutex, MutexGuard, RwLock};
use tokio::sync::{Notify, oneshot};

use super::{
    Now, StateMachine, loader,
    shard::{ActiveShard, Environment},
};
use crate::log::CoordinatorLog;

/// Never.
const NEVER: i64 = i64::MAX;

/// What the driver is set up with.
pub(crate) struct DriverConfig {
    pub codec: Codec,
    pub commit_timeout_ms: i64,
    pub load_buffer_size: usize,
}

/// Takes what a shard wants done, with its partition and leader epoch. Called under the shard's lock: it must not wait.
type EffectSink<M> = Box<dyn Fn(i32, i32, <M as StateMachine>::Effect) + Send + Sync>;

/// The shards of one coordinator on this broker.
pub(crate) struct Driver<M: StateMachine> {
    config: DriverConfig,
    log: Arc<dyn CoordinatorLog>,
    new_machine: Box<dyn Fn() -> M + Send + Sync>,
    on_effect: EffectSink<M>,
    slots: RwLock<HashMap<i32, Arc<Slot<M>>>>,
    /// Partitions to load, with their leader epochs. One blocking task works them off.
    to_load: Mutex<VecDeque<(i32, i32)>>,
    loading: AtomicBool,
    origin: Instant,
    /// When the time task wakes next.
    wake_at: AtomicI64,
    wake: Notify,
}

struct Slot<M: StateMachine> {
    state: Mutex<SlotState<M>>,
    /// As last reported.
    high_watermark: AtomicI64,
    next_wake: AtomicI64,
}

enum SlotState<M: StateMachine> {
    /// Led by another broker, or could not be loaded.
    Inactive { leader_epoch: i32 },
    /// Being read.
    Loading { leader_epoch: i32 },
    /// In service.
    Active(Box<ActiveShard<M>>),
}

impl<M: StateMachine> SlotState<M> {
    fn leader_epoch(&self) -> i32 {
        match self {
            Self::Inactive { leader_epoch } | Self::Loading { leader_epoch } => *leader_epoch,
            Self::Active(shard) => shard.leader_epoch(),
        }
    }
}

impl<M: StateMachine> Driver<M> {
    pub fn with_effects(
        config: DriverConfig,
        log: Arc<dyn CoordinatorLog>,
        new_machine: impl Fn() -> M + Send + Sync + 'static,
        on_effect: impl Fn(i32, i32, M::Effect) + Send + Sync + 'static,
    ) -> Self {
        Self {
            config,
            log,
            new_machine: Box::new(new_machine),
            on_effect: Box::new(on_effect),
            slots: RwLock::new(HashMap::new()),
            to_load: Mutex::new(VecDeque::new()),
            loading: AtomicBool::new(false),
            origin: Instant::now(),
            wake_at: AtomicI64::new(NEVER),
            wake: Notify::new(),
        }
    }

    fn now(&self) -> Now {
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Now { wall_ms: millis(wall), tick_ms: millis(self.origin.elapsed()) }
    }

    fn environment(&self, partition: i32) -> Environment<'_, M> {
        Environment {
            log: &*self.log,
            on_effect: &*self.on_effect,
            partition,
            codec: self.config.codec,
            commit_timeout_ms: self.config.commit_timeout_ms,
        }
    }

    fn slot(&self, partition: i32) -> Option<Arc<Slot<M>>> {
        self.slots.read().get(&partition).cloned()
    }

    /// Partitions that have a shard.
    pub fn partitions(&self) -> Vec<i32> {
        self.slots.read().keys().copied().collect()
    }

    /// Hands a request to a shard. The answer may be there already when this returns.
    pub fn request(&self, partition: i32, request: M::Request) -> oneshot::Receiver<M::Response> {
        let (reply, answer) = oneshot::channel();
        let Some(slot) = self.slot(partition) else {
            let _ = reply.send(M::refuse(&request, ErrorCode::NotCoordinator));
            return answer;
        };
        let mut state = slot.state.lock();
        match &mut *state {
            SlotState::Inactive { .. } => {
                let _ = reply.send(M::refuse(&request, ErrorCode::NotCoordinator));
            }
            SlotState::Loading { .. } => {
                let _ = reply.send(M::refuse(&request, ErrorCode::CoordinatorLoadInProgress));
            }
            SlotState::Active(shard) => {
                let high_watermark = slot.high_watermark.load(Ordering::SeqCst);
                shard.request(&self.environment(partition), self.now(), request, reply, high_watermark);
                self.release(partition, &slot, state, high_watermark);
            }
        }
        answer
    }

    /// Lets go of a shard: notes when it wants to wake, and takes it again if the high watermark has moved on.
    fn release(&self, partition: i32, slot: &Slot<M>, state: MutexGuard<'_, SlotState<M>>, seen: i64) {
        let mut state = state;
        let mut seen = seen;
        loop {
            let wake = match &*state {
                SlotState::Active(shard) => shard.next_wake().unwrap_or(NEVER),
                SlotState::Inactive { .. } | SlotState::Loading { .. } => NEVER,
            };
            slot.next_wake.store(wake, Ordering::SeqCst);
            drop(state);
            if wake < self.wake_at.load(Ordering::SeqCst) {
                self.wake.notify_one();
            }
            let now_at = slot.high_watermark.load(Ordering::SeqCst);
            if now_at <= seen {
                return;
            }
            // If it is not free, its holder comes by here after us.
            let Some(again) = slot.state.try_lock() else { return };
            state = again;
            seen = now_at;
            if let SlotState::Active(shard) = &mut *state {
                shard.advance(&self.environment(partition), self.now(), now_at);
            }
        }
    }

    /// Notes the high watermark and, if the shard is free, lets it answer. Never blocks.
    pub fn on_high_watermark(&self, partition: i32, high_watermark: i64) {
        let Some(slot) = self.slot(partition) else { return };
        let before = slot.high_watermark.fetch_max(high_watermark, Ordering::SeqCst);
        if high_watermark <= before {
            return;
        }
        let Some(mut state) = slot.state.try_lock() else { return };
        if let SlotState::Active(shard) = &mut *state {
            shard.advance(&self.environment(partition), self.now(), high_watermark);
        }
        self.release(partition, &slot, state, high_watermark);
    }

    /// This broker leads `partition` from `leader_epoch` on.
    pub fn on_elected(self: &Arc<Self>, partition: i32, leader_epoch: i32) {
        let slot = {
            let mut slots = self.slots.write();
            slots.entry(partition).or_insert_with(|| Arc::new(Slot::new())).clone()
        };
        let mut state = slot.state.lock();
        // Told again, or an old message. One that could not be loaded gets another chance with the same epoch.
        let is_inactive = matches!(&*state, SlotState::Inactive { .. });
        if state.leader_epoch() > leader_epoch || (state.leader_epoch() == leader_epoch && !is_inactive) {
            return;
        }
        self.unload(&mut state, SlotState::Loading { leader_epoch });
        let Some(bounds) = self.log.bounds(partition) else {
            *state = SlotState::Inactive { leader_epoch };
            return;
        };
        slot.high_watermark.store(bounds.high_watermark, Ordering::SeqCst);
        if bounds.log_start_offset == bounds.log_end_offset {
            // Most partitions of a new cluster: nothing to read, so no reason to wait for the loader.
            let shard = ActiveShard::new((self.new_machine)(), leader_epoch, bounds.log_end_offset);
            return self.activate(partition, &slot, state, shard);
        }
        drop(state);
        self.to_load.lock().push_back((partition, leader_epoch));
        if !self.loading.swap(true, Ordering::SeqCst) {
            let driver = Arc::clone(self);
            tokio::task::spawn_blocking(move || driver.load_all());
        }
    }

    fn activate(
        &self,
        partition: i32,
        slot: &Slot<M>,
        mut state: MutexGuard<'_, SlotState<M>>,
        mut shard: ActiveShard<M>,
    ) {
        let high_watermark = slot.high_watermark.load(Ordering::SeqCst);
        shard.loaded(&self.environment(partition), self.now(), high_watermark);
        *state = SlotState::Active(Box::new(shard));
        self.release(partition, slot, state, high_watermark);
    }

    fn load_all(&self) {
        loop {
            let next = {
                let mut queue = self.to_load.lock();
                let next = queue.pop_front();
                if next.is_none() {
                    // Under the queue's lock, so that nobody queues between our look and this.
                    self.loading.store(false, Ordering::SeqCst);
                }
                next
            };
            let Some((partition, leader_epoch)) = next else { return };
            self.load(partition, leader_epoch);
        }
    }

    fn load(&self, partition: i32, leader_epoch: i32) {
        let Some(slot) = self.slot(partition) else { return };
        let wanted = || {
            let state = slot.state.lock();
            matches!(&*state, SlotState::Loading { leader_epoch: epoch } if *epoch == leader_epoch)
        };
        let started = Instant::now();
        let mut machine = (self.new_machine)();
        let size = self.config.load_buffer_size;
        let loaded = loader::load(&mut machine, &*self.log, partition, size, self.now(), wanted);
        let state = slot.state.lock();
        if !matches!(&*state, SlotState::Loading { leader_epoch: epoch } if *epoch == leader_epoch) {
            return;
        }
        match loaded {
            Ok(Some(end)) => {
                tracing::info!(partition, end, elapsed = ?started.elapsed(), "loaded a coordinator's partition");
                self.activate(partition, &slot, state, ActiveShard::new(machine, leader_epoch, end));
            }
            Ok(None) => {}
            Err(error) => {
                tracing::error!(partition, %error, "could not load a coordinator's partition");
                let mut state = state;
                *state = SlotState::Inactive { leader_epoch };
            }
        }
    }

    /// This broker no longer leads `partition`. Later elections are not undone by an old resignation.
    pub fn on_resigned(&self, partition: i32, leader_epoch: i32) {
        let Some(slot) = self.slot(partition) else { return };
        let mut state = slot.state.lock();
        if leader_epoch < state.leader_epoch() {
            return;
        }
        self.unload(&mut state, SlotState::Inactive { leader_epoch });
        slot.next_wake.store(NEVER, Ordering::SeqCst);
    }

    fn unload(&self, state: &mut SlotState<M>, next: SlotState<M>) {
        if let SlotState::Active(shard) = std::mem::replace(state, next) {
            shard.unload(self.now());
        }
    }

    /// Drops every shard; whoever waits is told to look elsewhere.
    pub fn shut_down(&self) {
        let slots = std::mem::take(&mut *self.slots.write());
        for slot in slots.into_values() {
            let mut state = slot.state.lock();
            let leader_epoch = state.leader_epoch();
            self.unload(&mut state, SlotState::Inactive { leader_epoch });
        }
    }

    /// Brings time to the shards; never returns. Sleeps until the earliest deadline of all.
    pub async fn keep_time(&self) {
        loop {
            let slots: Vec<(i32, Arc<Slot<M>>)> =
                self.slots.read().iter().map(|(partition, slot)| (*partition, Arc::clone(slot))).collect();
            let now = self.now();
            for (partition, slot) in &slots {
                if slot.next_wake.load(Ordering::SeqCst) <= now.tick_ms {
                    self.tick(*partition, slot);
                }
            }
            // Announced before the last look, so that a deadline set after that look finds it and wakes us.
            let mut wake_at = NEVER;
            self.wake_at.store(wake_at, Ordering::SeqCst);
            for slot in self.slots.read().values() {
                wake_at = wake_at.min(slot.next_wake.load(Ordering::SeqCst));
            }
            self.wake_at.store(wake_at, Ordering::SeqCst);
            let wait = u64::try_from(wake_at.saturating_sub(self.now().tick_ms)).unwrap_or(0);
            let sleep = tokio::time::sleep(Duration::from_millis(wait.min(60_000)));
            tokio::select! {
                () = sleep => {}
                () = self.wake.notified() => {}
            }
        }
    }

    fn tick(&self, partition: i32, slot: &Slot<M>) {
        let mut state = slot.state.lock();
        let high_watermark = slot.high_watermark.load(Ordering::SeqCst);
        if let SlotState::Active(shard) = &mut *state {
            shard.advance(&self.environment(partition), self.now(), high_watermark);
        }
        self.release(partition, slot, state, high_watermark);
    }
}

impl<M: StateMachine> Slot<M> {
    fn new() -> Self {
        Self {
            state: Mutex::new(SlotState::Inactive { leader_epoch: -1 }),
            high_watermark: AtomicI64::new(0),
            next_wake: AtomicI64::new(NEVER),
        }
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
