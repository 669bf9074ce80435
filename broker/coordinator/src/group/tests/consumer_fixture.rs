//! Members of consumer groups, and the topics around them.

use std::{collections::BTreeMap, sync::Arc};

use kavka_protocol::ErrorCode;
use uuid::Uuid;

use super::{
    super::{
        consumer::ConsumerGroup,
        messages::*,
        shard::Group,
        view::{TopicView, TopicsView},
    },
    fixture::Fixture,
};

/// Topics by name, with their ids and how many partitions they have.
#[derive(Debug, Clone, Default)]
pub(super) struct Topics {
    pub version: i64,
    pub topics: BTreeMap<Arc<str>, (Uuid, i32)>,
}

impl Topics {
    pub fn of(topics: &[(&str, i32)]) -> Self {
        let topic = |(name, count): &(&str, i32)| ((*name).into(), (topic_id(name), *count));
        Self { version: 1, topics: topics.iter().map(topic).collect() }
    }
}

/// The id of the first topic of that name.
pub(super) fn topic_id(name: &str) -> Uuid {
    Uuid::from_u128(name.bytes().fold(1, |id, byte| id * 257 + u128::from(byte)))
}

impl TopicsView for Topics {
    fn version(&self) -> i64 {
        self.version
    }

    fn by_name(&self, name: &str) -> Option<TopicView> {
        let (name, (id, count)) = self.topics.get_key_value(name)?;
        Some(TopicView { name: name.clone(), id: *id, partition_count: *count })
    }

    fn by_id(&self, id: Uuid) -> Option<TopicView> {
        let (name, _) = self.topics.iter().find(|(_, topic)| topic.0 == id)?;
        self.by_name(name)
    }

    fn names(&self) -> Vec<Arc<str>> {
        self.topics.keys().cloned().collect()
    }

    fn racks(&self, _: Uuid, _: i32) -> Vec<String> {
        Vec::new()
    }
}

/// What a member says that joins `g` and reads `names`.
pub(super) fn joining(member_id: &str, names: &[&str]) -> ConsumerHeartbeatRequest {
    ConsumerHeartbeatRequest {
        api_version: 1,
        group_id: "g".into(),
        member_id: member_id.into(),
        member_epoch: 0,
        instance_id: None,
        rack_id: None,
        rebalance_timeout_ms: 60_000,
        topics: Some(names.iter().map(|name| (*name).to_owned()).collect()),
        regex: None,
        assignor: None,
        owned: Some(Vec::new()),
        fresh_id: Uuid::from_u128(7),
    }
}

/// What a member says that has nothing to say.
pub(super) fn alive(member_id: &str, epoch: i32) -> ConsumerHeartbeatRequest {
    ConsumerHeartbeatRequest {
        member_epoch: epoch,
        rebalance_timeout_ms: -1,
        topics: None,
        owned: None,
        ..joining(member_id, &[])
    }
}

/// Partitions as answers have them.
pub(super) fn of(topic: &str, partitions: &[i32]) -> (Uuid, Vec<i32>) {
    (topic_id(topic), partitions.to_vec())
}

impl Fixture {
    pub fn with_topics(topics: &[(&str, i32)]) -> Self {
        let f = Self::new();
        f.shard.view.set_topics(Arc::new(Topics::of(topics)), true);
        f
    }

    /// Another state of the cluster's topics.
    pub fn change_topics(&mut self, topics: Topics, has_new: bool, changed: &[&str]) {
        self.shard.view.set_topics(Arc::new(topics), has_new);
        let changed: Vec<Arc<str>> = changed.iter().map(|name| (*name).into()).collect();
        self.send(Request::TopicsChanged(changed.into()));
    }

    pub fn beat(&mut self, request: ConsumerHeartbeatRequest) -> ConsumerHeartbeatResponse {
        let caller = Caller { client_id: "client".into(), client_host: "/127.0.0.1".into() };
        let ticket = self.send(Request::ConsumerHeartbeat(caller, request));
        match self.reply(ticket) {
            Some(Response::ConsumerHeartbeat(response)) => response,
            other => panic!("heartbeat answered with {other:?}"),
        }
    }

    /// A heartbeat that is accepted: the epoch and the assignment if it is told.
    pub fn beat_ok(&mut self, request: ConsumerHeartbeatRequest) -> (i32, Option<Vec<(Uuid, Vec<i32>)>>) {
        let response = self.beat(request);
        assert_eq!((response.error, response.error_message), (ErrorCode::None, None));
        (response.member_epoch, response.assignment)
    }

    /// Does the work that the shard wants done away from it.
    pub fn resolve(&mut self) {
        for job in std::mem::take(&mut self.jobs) {
            self.send(Request::RegexesResolved(job.group_id.clone(), job.resolve()));
        }
    }

    pub fn consumer_group(&self, group: &str) -> &ConsumerGroup {
        match self.shard.groups.get(group) {
            Some(Group::Consumer(group)) => group,
            other => panic!("not a consumer group: {other:?}"),
        }
    }
}
