//! Incremental fetch sessions (KIP-227): after the first fetch, only what changed is said.

use std::collections::BTreeMap;

use kavka_protocol::messages::fetch_request::{FetchPartition, FetchTopic, ForgottenTopic};
use uuid::Uuid;

use crate::TopicPartition;
use crate::text::topic_name;

/// What is asked of a partition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wanted {
    /// Nil where it is not known: such a request goes by name.
    pub topic_id: Uuid,
    pub offset: i64,
    pub leader_epoch: i32,
    pub max_bytes: i32,
}

/// The session with one broker.
#[derive(Debug, Default)]
pub(super) struct Session {
    id: i32,
    epoch: i32,
    /// What the broker remembers.
    known: BTreeMap<TopicPartition, Wanted>,
}

/// The part of a fetch request that the session decides.
#[derive(Debug)]
pub(super) struct Ask {
    pub session_id: i32,
    pub session_epoch: i32,
    pub topics: Vec<FetchTopic>,
    pub forgotten: Vec<ForgottenTopic>,
}

impl Session {
    /// What to send to fetch `wanted` and nothing else.
    pub(super) fn ask(&mut self, wanted: &BTreeMap<TopicPartition, Wanted>) -> Ask {
        let is_full = self.epoch == 0;
        let changed = wanted.iter().filter(|(at, one)| is_full || self.known.get(at) != Some(*one));
        let mut topics: Vec<FetchTopic> = Vec::new();
        for (at, one) in changed {
            let mut partition = FetchPartition::default();
            partition.partition = at.partition;
            partition.current_leader_epoch = one.leader_epoch;
            partition.fetch_offset = one.offset;
            partition.partition_max_bytes = one.max_bytes;
            match topics.last_mut().filter(|topic| topic.topic.as_str() == at.topic) {
                Some(topic) => topic.partitions.push(partition),
                None => {
                    let mut topic = FetchTopic::default();
                    topic.topic = topic_name(&at.topic);
                    topic.topic_id = one.topic_id;
                    topic.partitions = vec![partition];
                    topics.push(topic);
                }
            }
        }
        // A topic made again under its old name is another topic: the broker must forget the old one.
        let is_kept = |at: &TopicPartition, one: &Wanted| {
            wanted.get(at).is_some_and(|wanted| wanted.topic_id == one.topic_id)
        };
        let mut forgotten = Vec::new();
        for (at, one) in self.known.iter().filter(|(at, one)| !is_full && !is_kept(at, one)) {
            let mut topic = ForgottenTopic::default();
            topic.topic = topic_name(&at.topic);
            topic.topic_id = one.topic_id;
            topic.partitions = vec![at.partition];
            forgotten.push(topic);
        }
        self.known = wanted.clone();
        Ask { session_id: self.id, session_epoch: self.epoch, topics, forgotten }
    }

    /// The session to close, if the broker keeps one.
    pub(super) fn open_id(&self) -> Option<i32> {
        (self.id != 0).then_some(self.id)
    }

    /// After an answer without an error of the session: its id, 0 where the broker keeps none.
    pub(super) fn answered(&mut self, session_id: i32) {
        if session_id == 0 {
            self.reset();
            return;
        }
        self.id = session_id;
        // Epoch 0 opens a session and -1 ends one.
        self.epoch = if self.epoch == i32::MAX { 1 } else { self.epoch + 1 };
    }

    /// After a failure: the next fetch opens a new session.
    pub(super) fn reset(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(offsets: &[(i32, i64)]) -> BTreeMap<TopicPartition, Wanted> {
        let one = |offset| Wanted { topic_id: Uuid::from_u128(1), offset, leader_epoch: -1, max_bytes: 1 };
        offsets.iter().map(|(index, offset)| (TopicPartition::new("t", *index), one(*offset))).collect()
    }

    fn asked(ask: &Ask) -> Vec<(i32, i64)> {
        let partitions = ask.topics.iter().flat_map(|topic| &topic.partitions);
        partitions.map(|partition| (partition.partition, partition.fetch_offset)).collect()
    }

    #[test]
    fn only_changes_are_said_once_there_is_a_session() {
        let mut session = Session::default();
        assert_eq!(asked(&session.ask(&wanted(&[(0, 5), (1, 7)]))), [(0, 5), (1, 7)]);
        session.answered(42);
        let ask = session.ask(&wanted(&[(0, 6), (1, 7)]));
        assert_eq!((ask.session_id, ask.session_epoch, asked(&ask)), (42, 1, vec![(0, 6)]));
        session.answered(42);
        let ask = session.ask(&wanted(&[(1, 7)]));
        assert!(ask.topics.is_empty());
        assert_eq!(ask.forgotten[0].partitions, [0]);
    }

    #[test]
    fn without_a_session_everything_is_said_each_time() {
        let mut session = Session::default();
        for _ in 0..2 {
            let ask = session.ask(&wanted(&[(0, 5)]));
            assert_eq!((ask.session_id, ask.session_epoch, asked(&ask)), (0, 0, vec![(0, 5)]));
            session.answered(0);
        }
    }

    #[test]
    fn a_topic_made_again_is_forgotten_under_its_old_id() {
        let mut session = Session::default();
        session.ask(&wanted(&[(0, 5)]));
        session.answered(42);
        let mut again = wanted(&[(0, 0)]);
        for one in again.values_mut() {
            one.topic_id = Uuid::from_u128(2);
        }
        let ask = session.ask(&again);
        assert_eq!(
            (ask.forgotten[0].topic_id, ask.topics[0].topic_id),
            (Uuid::from_u128(1), Uuid::from_u128(2))
        );
    }
}
