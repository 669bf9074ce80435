//! JoinGroup, SyncGroup, Heartbeat and LeaveGroup, and deciding for the group where this member leads.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures::future::BoxFuture;
use kavka_protocol::ErrorCode;
use kavka_protocol::group_metadata::{
    ConsumerProtocolAssignment, ConsumerProtocolSubscription, consumer_protocol_assignment,
    consumer_protocol_subscription,
};
use kavka_protocol::messages::join_group_request::JoinGroupRequestProtocol;
use kavka_protocol::messages::leave_group_request::MemberIdentity;
use kavka_protocol::messages::sync_group_request::SyncGroupRequestAssignment;
use kavka_protocol::messages::{HeartbeatRequest, JoinGroupRequest, LeaveGroupRequest, SyncGroupRequest};
use parking_lot::Mutex;

use super::{Line, Speaker};
use crate::admin::{CONSUMER_PROTOCOL, decode_subscription};
use crate::cluster::{ClusterView, Wanted};
use crate::consumer::assignor::{Assignment, PartitionAssignor, Subscription};
use crate::consumer::config::ConsumerConfig;
use crate::consumer::membership::classic::{Answer, Classic, Joined, Request};
use crate::consumer::membership::{Identity, Wants};
use crate::error::code_of;
use crate::metrics::Measure;
use crate::text::{group_id, text};
use crate::{ClientError, TopicPartition};

/// Version of the embedded subscription: 3 tells the rack.
const SUBSCRIPTION_VERSION: i16 = 3;
/// Version of the embedded assignment.
const ASSIGNMENT_VERSION: i16 = 3;

/// How many partitions the topics of a group had when this member decided for it.
pub(in crate::consumer) type Decided = BTreeMap<String, usize>;

/// Speaks the classic protocol.
#[derive(Debug, Clone)]
pub(in crate::consumer) struct ClassicSpeaker {
    pub line: Line,
    pub config: Arc<ConsumerConfig>,
    pub assignors: Arc<Vec<Arc<dyn PartitionAssignor>>>,
    /// Empty where another member leads.
    pub decided: Arc<Mutex<Decided>>,
}

impl Speaker<Classic> for ClassicSpeaker {
    fn speak(&self, request: Request) -> BoxFuture<'static, Result<Answer, ClientError>> {
        let speaker = self.clone();
        Box::pin(async move {
            match request {
                Request::Join { identity, wants, owned } => speaker.join(&identity, &wants, &owned).await,
                Request::Sync { identity, joined } => speaker.sync(&identity, joined).await,
                Request::Heartbeat { identity } => speaker.heartbeat(&identity).await,
                Request::Leave { identity } => speaker.leave(&identity).await,
            }
        })
    }

    fn forget_coordinator(&self) {
        self.line.forget();
    }
}

impl ClassicSpeaker {
    fn instance_id(&self) -> Option<kavka_protocol::wire::StrBytes> {
        self.config.group_instance_id.as_deref().map(text)
    }

    async fn join(
        &self,
        identity: &Identity,
        wants: &Wants,
        owned: &[TopicPartition],
    ) -> Result<Answer, ClientError> {
        let connection = self.line.connection().await?;
        let version = connection.version_of::<JoinGroupRequest>()?;
        let request = self.join_request(identity, wants, owned)?;
        // The broker answers when all members have joined or their time is up.
        let limit = self.config.max_poll_interval.max(self.config.session_timeout) + Duration::from_secs(5);
        self.line.cluster.meter().begin(Measure::Rebalance);
        let started = Instant::now();
        let response = connection.call_within(version, &request, limit).await?;
        self.line.cluster.meter().record_ms_since(Measure::Join, started);
        if code_of(response.error_code) == ErrorCode::MemberIdRequired {
            return Ok(Answer::UseMemberId(response.member_id.to_string()));
        }
        ClientError::check(response.error_code, None)?;
        let identity =
            Identity { member_id: response.member_id.to_string(), generation: response.generation_id };
        let leads = response.leader.as_str() == identity.member_id && !response.skip_assignment;
        let member = |member: kavka_protocol::messages::join_group_response::JoinGroupResponseMember| {
            let instance_id = member.group_instance_id.as_ref().map(ToString::to_string);
            (member.member_id.to_string(), instance_id, member.metadata)
        };
        let protocol = response.protocol_name.as_ref().map(ToString::to_string).unwrap_or_default();
        let members = leads.then(|| response.members.into_iter().map(member).collect());
        Ok(Answer::Joined { identity, joined: Joined { protocol, members } })
    }

    fn join_request(
        &self,
        identity: &Identity,
        wants: &Wants,
        owned: &[TopicPartition],
    ) -> Result<JoinGroupRequest, ClientError> {
        let mut subscription = ConsumerProtocolSubscription::default();
        subscription.topics = wants.topics.iter().map(|topic| text(topic)).collect();
        subscription.generation_id = identity.generation;
        subscription.rack_id = Some(&self.config.rack).filter(|rack| !rack.is_empty()).map(|rack| text(rack));
        subscription.owned_partitions = by_topic(owned)
            .into_iter()
            .map(|(topic, partitions)| {
                let mut owned = consumer_protocol_subscription::TopicPartition::default();
                (owned.topic, owned.partitions) = (text(&topic), partitions);
                owned
            })
            .collect();
        let mut request = JoinGroupRequest::default();
        request.group_id = group_id(&self.line.group_id);
        request.session_timeout_ms = ms(self.config.session_timeout);
        request.rebalance_timeout_ms = ms(self.config.max_poll_interval);
        request.member_id = text(&identity.member_id);
        request.group_instance_id = self.instance_id();
        request.protocol_type = text(CONSUMER_PROTOCOL);
        let topics: Vec<String> = wants.topics.iter().cloned().collect();
        for assignor in self.assignors.iter() {
            subscription.user_data = assignor.user_data(&topics);
            let mut protocol = JoinGroupRequestProtocol::default();
            protocol.name = text(assignor.name());
            protocol.metadata = subscription.to_bytes(SUBSCRIPTION_VERSION).map_err(invalid)?;
            request.protocols.push(protocol);
        }
        Ok(request)
    }

    async fn sync(&self, identity: &Identity, joined: Joined) -> Result<Answer, ClientError> {
        let unknown =
            || ClientError::Invalid(format!("the group chose the unknown assignor '{}'", joined.protocol));
        let assignor =
            self.assignors.iter().find(|assignor| assignor.name() == joined.protocol).ok_or_else(unknown)?;
        let assignments = match &joined.members {
            Some(members) => self.decide(members, &**assignor).await?,
            None => {
                self.decided.lock().clear();
                Vec::new()
            }
        };
        let mut request = SyncGroupRequest::default();
        request.group_id = group_id(&self.line.group_id);
        request.generation_id = identity.generation;
        request.member_id = text(&identity.member_id);
        request.group_instance_id = self.instance_id();
        request.protocol_type = Some(text(CONSUMER_PROTOCOL));
        request.protocol_name = Some(text(&joined.protocol));
        request.assignments = assignments;
        let connection = self.line.connection().await?;
        let version = connection.version_of::<SyncGroupRequest>()?;
        // Held back until the leader has decided, as long as members may take to join.
        let limit = self.config.max_poll_interval.max(self.config.session_timeout) + Duration::from_secs(5);
        let started = Instant::now();
        let response = connection.call_within(version, &request, limit).await?;
        self.line.cluster.meter().record_ms_since(Measure::Sync, started);
        ClientError::check(response.error_code, None)?;
        let assignment = read_assignment(response.assignment)?;
        assignor.on_assignment(&assignment, identity.generation);
        Ok(Answer::Synced(assignment.partitions))
    }

    async fn decide(
        &self,
        members: &[(String, Option<String>, Bytes)],
        assignor: &dyn PartitionAssignor,
    ) -> Result<Vec<SyncGroupRequestAssignment>, ClientError> {
        let group: BTreeMap<String, Subscription> = members
            .iter()
            .map(|(id, instance_id, blob)| (id.clone(), read_subscription(blob, instance_id.clone())))
            .collect();
        let topics: BTreeSet<String> = group.values().flat_map(|member| member.topics.clone()).collect();
        let wanted = Wanted::Topics(topics.iter().cloned().collect());
        let view = self.line.cluster.refresh(&wanted, self.config.create_topics).await?;
        *self.decided.lock() = counts(&view, topics.iter());
        let assignments = assignor.assign(&view, &group).map_err(invalid)?;
        assignments.into_iter().map(|(id, assignment)| write_assignment(&id, assignment)).collect()
    }

    async fn heartbeat(&self, identity: &Identity) -> Result<Answer, ClientError> {
        let mut request = HeartbeatRequest::default();
        request.group_id = group_id(&self.line.group_id);
        request.generation_id = identity.generation;
        request.member_id = text(&identity.member_id);
        request.group_instance_id = self.instance_id();
        let started = Instant::now();
        let response = self.line.connection().await?.call(&request).await?;
        self.line.cluster.meter().record_ms_since(Measure::Heartbeat, started);
        ClientError::check(response.error_code, None)?;
        Ok(Answer::Done)
    }

    async fn leave(&self, identity: &Identity) -> Result<Answer, ClientError> {
        let connection = self.line.connection().await?;
        let version = connection.version_of::<LeaveGroupRequest>()?;
        let mut request = LeaveGroupRequest::default();
        request.group_id = group_id(&self.line.group_id);
        if version >= 3 {
            let mut member = MemberIdentity::default();
            member.member_id = text(&identity.member_id);
            member.group_instance_id = self.instance_id();
            if version >= 5 {
                member.reason = Some(text("the consumer is being closed or unsubscribed"));
            }
            request.members = vec![member];
        } else {
            request.member_id = text(&identity.member_id);
        }
        let response = connection.call_at(version, &request).await?;
        ClientError::check(response.error_code, None)?;
        Ok(Answer::Done)
    }
}

/// How many partitions these topics have.
pub(in crate::consumer) fn counts<'a>(
    view: &ClusterView,
    topics: impl Iterator<Item = &'a String>,
) -> Decided {
    let count = |topic: &String| view.topics.get(topic).map_or(0, |topic| topic.partitions.len());
    topics.map(|topic| (topic.clone(), count(topic))).collect()
}

fn invalid(error: impl std::fmt::Display) -> ClientError {
    ClientError::Invalid(error.to_string())
}

fn ms(duration: Duration) -> i32 {
    i32::try_from(duration.as_millis()).unwrap_or(i32::MAX)
}

fn by_topic(partitions: &[TopicPartition]) -> BTreeMap<String, Vec<i32>> {
    let mut topics = BTreeMap::<String, Vec<i32>>::new();
    for at in partitions {
        topics.entry(at.topic.clone()).or_default().push(at.partition);
    }
    topics
}

/// A member whose words make no sense gets nothing, and the others go on.
fn read_subscription(blob: &Bytes, instance_id: Option<String>) -> Subscription {
    let subscription = decode_subscription(blob).unwrap_or_default();
    let owned = subscription.owned_partitions.iter().flat_map(|topic| {
        topic.partitions.iter().map(|index| TopicPartition::new(topic.topic.to_string(), *index))
    });
    Subscription {
        topics: subscription.topics.iter().map(ToString::to_string).collect(),
        user_data: subscription.user_data.clone(),
        owned: owned.collect(),
        generation: Some(subscription.generation_id).filter(|generation| *generation >= 0),
        rack: subscription.rack_id.as_ref().map(ToString::to_string),
        instance_id,
    }
}

fn read_assignment(blob: Bytes) -> Result<Assignment, ClientError> {
    if blob.is_empty() {
        return Ok(Assignment::default());
    }
    let (assignment, _) = ConsumerProtocolAssignment::from_bytes(blob).map_err(invalid)?;
    let partitions = assignment.assigned_partitions.iter().flat_map(|topic| {
        topic.partitions.iter().map(|index| TopicPartition::new(topic.topic.to_string(), *index))
    });
    Ok(Assignment { partitions: partitions.collect(), user_data: assignment.user_data })
}

fn write_assignment(
    member_id: &str,
    assignment: Assignment,
) -> Result<SyncGroupRequestAssignment, ClientError> {
    let mut assigned = ConsumerProtocolAssignment::default();
    assigned.assigned_partitions = by_topic(&assignment.partitions)
        .into_iter()
        .map(|(topic, partitions)| {
            let mut of_topic = consumer_protocol_assignment::TopicPartition::default();
            (of_topic.topic, of_topic.partitions) = (text(&topic), partitions);
            of_topic
        })
        .collect();
    assigned.user_data = assignment.user_data;
    let mut request = SyncGroupRequestAssignment::default();
    request.member_id = text(member_id);
    request.assignment = assigned.to_bytes(ASSIGNMENT_VERSION).map_err(invalid)?;
    Ok(request)
}
