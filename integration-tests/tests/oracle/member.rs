//! What the scripts of KIP-848 groups share: a member and its requests, and answers without what no two nodes share.

use anyhow::Result;
use kavka_protocol::ApiKey;
use kavka_protocol::messages::consumer_group_describe_response::Assignment as Described;
use kavka_protocol::messages::consumer_group_heartbeat_request::TopicPartitions as Owned;
use kavka_protocol::messages::{
    ConsumerGroupDescribeRequest, ConsumerGroupDescribeResponse, ConsumerGroupHeartbeatRequest,
    ConsumerGroupHeartbeatResponse, DescribeGroupsRequest, DescribeGroupsResponse, ListGroupsRequest,
    ListGroupsResponse,
};
use kavka_protocol::wire::StrBytes;
use uuid::Uuid;

use crate::player::{Session, group, s, topic};

/// Topics of a script in a fixed order. Ids differ from node to node, so a partition of the n-th topic is written as
/// n·1000 plus its number.
#[derive(Debug, Clone, Default)]
pub(crate) struct Topics(Vec<(String, Uuid)>);

impl Topics {
    pub(crate) fn make(session: &mut Session, topics: &[(&str, i32)]) -> Result<Topics> {
        let mut made = Topics::default();
        for (name, partitions) in topics {
            let id = session.topic(name, *partitions, &[])?;
            made.0.push(((*name).to_owned(), id));
        }
        Ok(made)
    }

    pub(crate) fn id(&self, at: usize) -> Uuid {
        self.0[at].1
    }

    fn numbered<'a>(&self, id: Uuid, partitions: &'a [i32]) -> impl Iterator<Item = i32> + use<'a> {
        let at = self.0.iter().position(|(_, known)| *known == id).map_or(99, |at| at as i32);
        partitions.iter().map(move |partition| at * 1_000 + partition)
    }
}

/// A member of a KIP-848 group, as a script drives it.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) group: String,
    pub(crate) id: String,
    pub(crate) epoch: i32,
    /// Partitions of the script's first topic that it was last told to own.
    pub(crate) assigned: Vec<i32>,
    topics: Topics,
    version: i16,
    /// Its name in labels; an id that the broker gave is none.
    shown: String,
}

impl Member {
    pub(crate) fn new(topics: &Topics, version: i16, group: &str, id: &str) -> Member {
        let shown = if id.is_empty() { "a member" } else { id }.to_owned();
        let (group, id, assigned) = (group.to_owned(), id.to_owned(), Vec::new());
        Member { group, id, epoch: 0, assigned, topics: topics.clone(), version, shown }
    }

    /// The first request of a member that subscribes to these topics.
    pub(crate) fn joining(&self, names: &[&str]) -> ConsumerGroupHeartbeatRequest {
        make!(ConsumerGroupHeartbeatRequest {
            group_id: group(&self.group),
            member_id: s(&self.id),
            member_epoch: 0,
            rebalance_timeout_ms: 30_000,
            subscribed_topic_names: Some(names.iter().map(|name| topic(name)).collect()),
            topic_partitions: Some(vec![]),
        })
    }

    /// A request that says only that it lives.
    pub(crate) fn alive(&self) -> ConsumerGroupHeartbeatRequest {
        make!(ConsumerGroupHeartbeatRequest {
            group_id: group(&self.group),
            member_id: s(&self.id),
            member_epoch: self.epoch,
            rebalance_timeout_ms: -1,
            subscribed_topic_names: None,
            topic_partitions: None,
        })
    }

    /// A request that says what it owns of the first topic.
    pub(crate) fn owning(&self, partitions: &[i32]) -> ConsumerGroupHeartbeatRequest {
        let owned = make!(Owned { topic_id: self.topics.id(0), partitions: partitions.to_vec() });
        let owned = if partitions.is_empty() { vec![] } else { vec![owned] };
        let mut request = self.alive();
        request.topic_partitions = Some(owned);
        request
    }

    /// Sends a request; its answer gives the member its id, epoch and assignment.
    pub(crate) fn beat(
        &mut self,
        session: &mut Session,
        label: &str,
        request: &ConsumerGroupHeartbeatRequest,
    ) -> Option<ConsumerGroupHeartbeatResponse> {
        let (topics, ours) = (self.topics.clone(), self.shown.clone());
        let mut given = None;
        let label = format!("{}: {label}", self.shown);
        session.call_then::<_, ConsumerGroupHeartbeatResponse>(
            &label,
            ApiKey::ConsumerGroupHeartbeat,
            self.version,
            request,
            |response| {
                given = Some(response.clone());
                tidy(response, &topics, &ours);
                if let Some(message) = &response.error_message {
                    response.error_message = Some(s(&if self.id.is_empty() {
                        message.to_string()
                    } else {
                        message.replace(&self.id, &ours)
                    }));
                }
            },
        );
        let answer = given?;
        if answer.error_code == 0 {
            self.epoch = answer.member_epoch;
            if let Some(id) = answer.member_id.as_ref().filter(|_| self.id.is_empty()) {
                self.id = id.to_string();
            }
            if let Some(assignment) = &answer.assignment {
                let first = self.topics.id(0);
                self.assigned = assignment
                    .topic_partitions
                    .iter()
                    .filter(|found| found.topic_id == first)
                    .flat_map(|found| found.partitions.clone())
                    .collect();
            }
        }
        Some(answer)
    }

    pub(crate) fn join(&mut self, session: &mut Session, names: &[&str]) {
        let request = self.joining(names);
        self.beat(session, &format!("joins for {names:?}"), &request);
    }

    pub(crate) fn live(&mut self, session: &mut Session, label: &str) {
        let request = self.alive();
        self.beat(session, label, &request);
    }

    /// Says that it owns what it was told to own.
    pub(crate) fn adopt(&mut self, session: &mut Session) {
        let request = self.owning(&self.assigned.clone());
        self.beat(session, "has what it was given", &request);
    }

    pub(crate) fn leave(&mut self, session: &mut Session) {
        let mut request = self.alive();
        request.member_epoch = -1;
        self.beat(session, "leaves", &request);
    }
}

fn tidy(response: &mut ConsumerGroupHeartbeatResponse, topics: &Topics, ours: &str) {
    if response.member_id.as_ref().is_some_and(|id| !id.is_empty() && **id != *ours) {
        response.member_id = Some(StrBytes::from_static_str("<given>"));
    }
    let Some(assignment) = &mut response.assignment else { return };
    let mut all: Vec<i32> = assignment
        .topic_partitions
        .iter()
        .flat_map(|found| topics.numbered(found.topic_id, &found.partitions))
        .collect();
    all.sort_unstable();
    assignment.topic_partitions.truncate(1);
    assignment.topic_partitions.iter_mut().for_each(|found| found.partitions = all.clone());
}

/// ConsumerGroupDescribe, with members in the order of their ids; ids that the broker made are masked by `known`.
pub(crate) fn describe(session: &mut Session, label: &str, version: i16, names: &[&str], known: &[&str]) {
    let mut request =
        make!(ConsumerGroupDescribeRequest { group_ids: names.iter().map(|name| group(name)).collect() });
    request.include_authorized_operations = version > 0;
    session.call_then::<_, ConsumerGroupDescribeResponse>(
        label,
        ApiKey::ConsumerGroupDescribe,
        version,
        &request,
        |response| {
            response.groups.sort_by(|a, b| a.group_id.cmp(&b.group_id));
            for member in response.groups.iter_mut().flat_map(|found| &mut found.members) {
                if !known.contains(&&*member.member_id) {
                    member.member_id = StrBytes::from_static_str("<given>");
                }
                member.subscribed_topic_names.sort();
                [&mut member.assignment, &mut member.target_assignment].into_iter().for_each(in_order);
            }
            for found in &mut response.groups {
                found.members.sort_by(|a, b| a.member_id.cmp(&b.member_id));
            }
        },
    );
}

fn in_order(assignment: &mut Described) {
    assignment.topic_partitions.sort_by(|a, b| a.topic_name.cmp(&b.topic_name));
    assignment.topic_partitions.iter_mut().for_each(|topic| topic.partitions.sort_unstable());
}

/// What the requests of classic groups say of a group.
pub(crate) fn describe_classic(session: &mut Session, label: &str, versions: &[i16], name: &str) {
    for version in versions {
        let request = make!(DescribeGroupsRequest { groups: vec![group(name)] });
        session.call_then::<_, DescribeGroupsResponse>(
            label,
            ApiKey::DescribeGroups,
            *version,
            &request,
            |response| {
                for member in response.groups.iter_mut().flat_map(|found| &mut found.members) {
                    member.member_id = StrBytes::from_static_str("<given>");
                }
            },
        );
    }
}

/// Groups whose names begin so, with state and type.
pub(crate) fn list(session: &mut Session, label: &str, prefix: &str, states: &[&str], types: &[&str]) {
    let request = make!(ListGroupsRequest {
        states_filter: states.iter().map(|state| s(state)).collect(),
        types_filter: types.iter().map(|kind| s(kind)).collect(),
    });
    let label = format!("{label} {states:?} {types:?}");
    session.call_then::<_, ListGroupsResponse>(&label, ApiKey::ListGroups, 5, &request, |response| {
        response.groups.retain(|found| found.group_id.starts_with(prefix));
        response.groups.sort_by(|a, b| a.group_id.cmp(&b.group_id));
    });
}
