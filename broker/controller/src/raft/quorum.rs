//! The quorum as a pure state machine: events in, actions out.

use std::collections::BTreeSet;

use super::{ElectionState, ReplicaKey, VoterSet};

/// What a replica is in its epoch (KIP-595, KIP-996).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// Knows no leader, or not how to reach it.
    Unattached,
    /// Follows a leader.
    Follower {
        /// The leader.
        leader_id: i32,
    },
    /// Was leader when it stopped, and must not vote or write in that epoch again.
    Resigned,
    /// Asks for votes.
    Candidate {
        /// Who granted its vote.
        granted: BTreeSet<i32>,
    },
    /// Leads.
    Leader {
        /// First offset of the epoch: its LeaderChange record.
        epoch_start_offset: i64,
    },
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The replica starts with what it finds on disk. Must be the first event, and come once.
    Start {
        /// The `quorum-state` file.
        election: Option<ElectionState>,
        /// Epoch of the last record in the log, 0 if it is empty.
        last_epoch: i32,
        /// End of the log.
        log_end_offset: i64,
    },
    /// Everything below this offset is on this replica's disk.
    Flushed {
        /// End of what is on disk.
        end_offset: i64,
    },
}

/// What the driver has to do, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Write `quorum-state` to disk before anything else.
    Persist(ElectionState),
    /// Lead: write the control records that begin the epoch, then flush.
    BeginEpoch {
        /// The new epoch.
        epoch: i32,
        /// Who voted for this replica.
        granting_voters: Vec<i32>,
    },
    /// Records below this offset are committed.
    AdvanceHighWatermark(i64),
}

/// One replica's view of the quorum.
///
/// It reads no clock and touches no file; the driver carries out its [`Action`]s and reports back with
/// [`Event`]s. A sole voter elects itself at once; a voter among others waits as [`Role::Candidate`] for votes.
#[derive(Debug)]
pub struct Quorum {
    local: ReplicaKey,
    voters: VoterSet,
    epoch: i32,
    role: Role,
    log_end_offset: i64,
    /// Invariant: never goes back.
    high_watermark: Option<i64>,
}

impl Quorum {
    /// A replica that has not started yet.
    pub fn new(local: ReplicaKey, voters: VoterSet) -> Self {
        Self { local, voters, epoch: 0, role: Role::Unattached, log_end_offset: 0, high_watermark: None }
    }

    /// The epoch.
    pub fn epoch(&self) -> i32 {
        self.epoch
    }

    /// The role.
    pub fn role(&self) -> &Role {
        &self.role
    }

    /// Everything below is committed, as far as known.
    pub fn high_watermark(&self) -> Option<i64> {
        self.high_watermark
    }

    /// The voters.
    pub fn voters(&self) -> &VoterSet {
        &self.voters
    }

    /// Takes the voters as the leader has just written them: the same replicas, perhaps at other addresses.
    pub fn set_voters(&mut self, voters: VoterSet) {
        self.voters = voters;
    }

    /// Applies one event; the driver carries out the actions in order and reports back as events.
    pub fn step(&mut self, event: Event) -> Vec<Action> {
        match event {
            Event::Start { election, last_epoch, log_end_offset } => {
                self.log_end_offset = log_end_offset;
                self.start(election, last_epoch)
            }
            Event::Flushed { end_offset } => {
                assert!(end_offset >= self.log_end_offset, "flushed end went back");
                self.log_end_offset = end_offset;
                self.advance_high_watermark()
            }
        }
    }

    fn start(&mut self, election: Option<ElectionState>, last_epoch: i32) -> Vec<Action> {
        let election = election.unwrap_or(ElectionState { epoch: 0, leader_id: None, voted: None });
        // A quorum-state that lags behind the log says nothing about the log's epoch.
        let known = election.epoch >= last_epoch;
        self.epoch = election.epoch.max(last_epoch);
        self.role = match election.leader_id {
            Some(id) if known && id == self.local.id => Role::Resigned,
            Some(leader_id) if known => Role::Follower { leader_id },
            _ => Role::Unattached,
        };
        if self.voters.is_only(&self.local) { self.campaign() } else { Vec::new() }
    }

    /// Votes for itself in a new epoch.
    fn campaign(&mut self) -> Vec<Action> {
        self.epoch = self.epoch.checked_add(1).expect("epochs last");
        let granted = BTreeSet::from([self.local.id]);
        if granted.len() * 2 > self.voters.len() {
            return self.lead(granted);
        }
        self.role = Role::Candidate { granted };
        vec![Action::Persist(ElectionState { epoch: self.epoch, leader_id: None, voted: Some(self.local) })]
    }

    /// Becomes leader with a majority of votes.
    ///
    /// A sole voter's vote and its election are one write: nobody can have seen the moment between them.
    fn lead(&mut self, granted: BTreeSet<i32>) -> Vec<Action> {
        self.role = Role::Leader { epoch_start_offset: self.log_end_offset };
        vec![
            Action::Persist(ElectionState { epoch: self.epoch, leader_id: Some(self.local.id), voted: None }),
            Action::BeginEpoch { epoch: self.epoch, granting_voters: granted.into_iter().collect() },
        ]
    }

    /// The high watermark is what a majority has, once that reaches into the leader's own epoch.
    fn advance_high_watermark(&mut self) -> Vec<Action> {
        let Role::Leader { epoch_start_offset } = self.role else { return Vec::new() };
        let reached = self.voters.is_only(&self.local) && self.log_end_offset > epoch_start_offset;
        if !reached || self.high_watermark.is_some_and(|known| known >= self.log_end_offset) {
            return Vec::new();
        }
        self.high_watermark = Some(self.log_end_offset);
        vec![Action::AdvanceHighWatermark(self.log_end_offset)]
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::image::VersionRange;
    use crate::raft::Voter;

    fn key(id: i32) -> ReplicaKey {
        ReplicaKey { id, directory_id: Uuid::from_u128(id as u128 + 100) }
    }

    fn quorum(ids: &[i32]) -> Quorum {
        let voter = |id: &i32| Voter {
            key: key(*id),
            listeners: Vec::new(),
            kraft_version: VersionRange { min: 0, max: 1 },
        };
        Quorum::new(key(1), ids.iter().map(voter).collect())
    }

    fn start(election: Option<ElectionState>, last_epoch: i32, log_end_offset: i64) -> Event {
        Event::Start { election, last_epoch, log_end_offset }
    }

    #[test]
    fn sole_voter_leads_a_new_epoch_at_once() {
        let mut quorum = quorum(&[1]);
        let actions = quorum.step(start(None, 0, 0));
        let persisted = ElectionState { epoch: 1, leader_id: Some(1), voted: None };
        assert_eq!(
            actions,
            [Action::Persist(persisted), Action::BeginEpoch { epoch: 1, granting_voters: vec![1] }]
        );
        assert_eq!(quorum.role(), &Role::Leader { epoch_start_offset: 0 });
        assert_eq!(quorum.high_watermark(), None);
        assert_eq!(quorum.step(Event::Flushed { end_offset: 3 }), [Action::AdvanceHighWatermark(3)]);
        assert_eq!(quorum.step(Event::Flushed { end_offset: 3 }), []);
    }

    #[test]
    fn nothing_of_older_epochs_is_committed_before_the_leader_wrote() {
        let mut quorum = quorum(&[1]);
        quorum.step(start(None, 4, 20));
        assert_eq!(quorum.epoch(), 5);
        assert_eq!(quorum.step(Event::Flushed { end_offset: 20 }), []);
        assert_eq!(quorum.step(Event::Flushed { end_offset: 21 }), [Action::AdvanceHighWatermark(21)]);
    }

    #[test]
    fn epoch_grows_beyond_both_file_and_log() {
        for (file, log, expected) in [(9, 4, 10), (4, 9, 10), (9, 9, 10)] {
            let mut quorum = quorum(&[1]);
            let election = ElectionState { epoch: file, leader_id: Some(1), voted: None };
            quorum.step(start(Some(election), log, 1));
            assert_eq!(quorum.epoch(), expected);
        }
    }

    #[test]
    fn one_voter_of_several_does_not_elect_itself() {
        let mut quorum = quorum(&[1, 2, 3]);
        let election = ElectionState { epoch: 2, leader_id: Some(1), voted: None };
        assert_eq!(quorum.step(start(Some(election), 2, 5)), []);
        assert_eq!(quorum.role(), &Role::Resigned);
        assert_eq!(quorum.step(Event::Flushed { end_offset: 5 }), []);
    }

    #[test]
    fn a_voter_with_another_directory_is_somebody_else() {
        let mut quorum = quorum(&[1]);
        quorum.local.directory_id = Uuid::from_u128(1);
        assert_eq!(quorum.step(start(None, 0, 0)), []);
        assert_eq!(quorum.role(), &Role::Unattached);
    }
}
