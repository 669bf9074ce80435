//! Membership in a classic group: join, sync, heartbeats, commits, leave.
//!
//! Joining runs in a task of its own, since the broker holds the answer back until everyone has
//! come; so does the heartbeat. Both report through [`Membership`]; the consumer looks at it in poll.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use kavka_protocol::ErrorCode;
use kavka_protocol::group_metadata::{ConsumerProtocolAssignment, ConsumerProtocolSubscription};
use kavka_protocol::group_metadata::{consumer_protocol_assignment, consumer_protocol_subscription};
use kavka_protocol::messages::join_group_request::JoinGroupRequestProtocol;
use kavka_protocol::messages::leave_group_request::MemberIdentity;
use kavka_protocol::messages::sync_group_request::SyncGroupRequestAssignment;
use kavka_protocol::messages::{
    HeartbeatRequest, JoinGroupRequest, JoinGroupResponse, LeaveGroupRequest, OffsetCommitRequest,
    SyncGroupRequest,
};
use parking_lot::Mutex;
use tokio_util::sync::CancellationToken;

use super::assignor::{Assignment, PartitionAssignor, RebalanceProtocol, Subscription};
use super::config::ConsumerConfig;
use crate::admin::{
    CONSUMER_PROTOCOL, CommittedOffset, NAMES_UNTIL, commit_topics, decode_assignment, decode_subscription,
};
use crate::cluster::{Cluster, CoordinatorType};
use crate::error::code_of;
use crate::net::Connection;
use crate::text::{group_id, text};
use crate::{ClientError, TopicPartition};

/// Version of the embedded subscription: 2 tells what is owned and since which generation.
const SUBSCRIPTION_VERSION: i16 = 2;
/// Version of the embedded assignment.
const ASSIGNMENT_VERSION: i16 = 1;

/// What the group knows us by.
#[derive(Debug, Clone)]
pub(super) struct Identity {
    pub member_id: String,
    pub generation: i32,
}

impl Default for Identity {
    fn default() -> Self {
        Self { member_id: String::new(), generation: -1 }
    }
}

/// Where membership stands.
#[derive(Debug)]
pub(super) struct Membership {
    pub identity: Identity,
    /// The group rebalances, or we are out: join (again).
    pub must_join: bool,
    /// We were thrown out: what we had may have new owners already.
    pub is_lost: bool,
    /// Another client took our instance id.
    pub fenced: Option<ClientError>,
    /// When poll was last called.
    pub last_poll: Instant,
}

/// What a round of joining came to.
#[derive(Debug)]
pub(super) struct Joined {
    pub identity: Identity,
    pub assignment: Vec<TopicPartition>,
    pub is_cooperative: bool,
}

/// What is wanted of a round of joining.
#[derive(Debug, Clone)]
pub(super) struct JoinPlan {
    pub topics: BTreeSet<String>,
    pub owned: Vec<TopicPartition>,
}

/// The client's side of a group. Cheap to clone; tasks hold one.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub id: String,
    cluster: Cluster,
    config: Arc<ConsumerConfig>,
    assignors: Arc<Vec<Arc<dyn PartitionAssignor>>>,
    pub membership: Arc<Mutex<Membership>>,
    coordinator: Arc<Mutex<Option<Connection>>>,
}

impl Group {
    pub(super) fn new(
        id: String,
        cluster: Cluster,
        config: Arc<ConsumerConfig>,
        assignors: Vec<Arc<dyn PartitionAssignor>>,
    ) -> Self {
        let membership = Membership {
            identity: Identity::default(),
            must_join: true,
            is_lost: false,
            fenced: None,
            last_poll: Instant::now(),
        };
        let membership = Arc::new(Mutex::new(membership));
        Self { id, cluster, config, assignors: Arc::new(assignors), membership, coordinator: Arc::default() }
    }

    async fn coordinator(&self) -> Result<Connection, ClientError> {
        let known = self.coordinator.lock().clone().filter(|connection| !connection.is_closed());
        if let Some(connection) = known {
            return Ok(connection);
        }
        let found = self.cluster.coordinator(CoordinatorType::Group, &self.id).await?;
        *self.coordinator.lock() = Some(found.clone());
        Ok(found)
    }

    /// Looks for the coordinator anew where it turned out to be another.
    fn note(&self, error: &ClientError) {
        let moved = matches!(
            error.code(),
            Some(
                ErrorCode::NotCoordinator
                    | ErrorCode::CoordinatorNotAvailable
                    | ErrorCode::CoordinatorLoadInProgress
            )
        );
        if moved || matches!(error, ClientError::Net(_)) {
            *self.coordinator.lock() = None;
        }
    }

    /// Joins and gets an assignment; rounds that the group breaks off are begun again.
    pub(super) async fn join(self, plan: JoinPlan) -> Result<Joined, ClientError> {
        let mut backoff = crate::retry::Backoff::new(
            self.config.common.retry_backoff,
            self.config.common.retry_backoff_max,
        );
        loop {
            let error = match self.join_once(&plan).await {
                Ok(joined) => return Ok(joined),
                Err(error) => error,
            };
            self.note(&error);
            match error.code() {
                // The id to use from now on is known; no need to wait.
                Some(ErrorCode::MemberIdRequired | ErrorCode::RebalanceInProgress) => continue,
                Some(ErrorCode::UnknownMemberId) => self.membership.lock().identity = Identity::default(),
                Some(ErrorCode::IllegalGeneration) => self.membership.lock().identity.generation = -1,
                _ if error.is_retriable() => {}
                _ => return Err(error),
            }
            tokio::time::sleep(backoff.next_delay()).await;
        }
    }

    async fn join_once(&self, plan: &JoinPlan) -> Result<Joined, ClientError> {
        let connection = self.coordinator().await?;
        let identity = self.membership.lock().identity.clone();
        let request = self.join_request(plan, &identity)?;
        let version = connection.version_of::<JoinGroupRequest>()?;
        // The broker answers when all members have joined or their time is up.
        let limit = self.config.max_poll_interval.max(self.config.session_timeout) + Duration::from_secs(5);
        let response = connection.call_within(version, &request, limit).await?;
        if code_of(response.error_code) == ErrorCode::MemberIdRequired {
            self.membership.lock().identity.member_id = response.member_id.to_string();
        }
        ClientError::check(response.error_code, None)?;
        let identity =
            Identity { member_id: response.member_id.to_string(), generation: response.generation_id };
        self.membership.lock().identity = identity.clone();
        let protocol = response.protocol_name.as_ref().map(ToString::to_string).unwrap_or_default();
        let unknown = || ClientError::Invalid(format!("the group chose the unknown assignor '{protocol}'"));
        let assignor =
            self.assignors.iter().find(|assignor| assignor.name() == protocol).ok_or_else(unknown)?;
        let is_leader = response.leader.as_str() == identity.member_id && !response.skip_assignment;
        let assignments = if is_leader { self.lead(&response, &**assignor).await? } else { Vec::new() };
        let request = self.sync_request(&identity, &protocol, assignments);
        let answer = connection.call(&request).await?;
        ClientError::check(answer.error_code, None)?;
        let topics = decode_assignment(&answer.assignment);
        let assignment = topics
            .into_iter()
            .flat_map(|(topic, indexes)| {
                indexes.into_iter().map(move |index| TopicPartition::new(topic.clone(), index))
            })
            .collect();
        let assignment = Assignment { partitions: assignment, user_data: None };
        assignor.on_assignment(&assignment, identity.generation);
        let assignment = assignment.partitions;
        Ok(Joined { identity, assignment, is_cooperative: self.is_cooperative() })
    }

    /// Members keep what they have only if every strategy that may be chosen lets them.
    pub(super) fn is_cooperative(&self) -> bool {
        self.assignors.iter().all(|assignor| assignor.protocols().contains(&RebalanceProtocol::Cooperative))
    }

    fn join_request(&self, plan: &JoinPlan, identity: &Identity) -> Result<JoinGroupRequest, ClientError> {
        let mut subscription = ConsumerProtocolSubscription::default();
        subscription.topics = plan.topics.iter().map(|topic| text(topic)).collect();
        subscription.generation_id = identity.generation;
        subscription.owned_partitions = by_topic(&plan.owned)
            .into_iter()
            .map(|(topic, partitions)| {
                let mut owned = consumer_protocol_subscription::TopicPartition::default();
                owned.topic = text(&topic);
                owned.partitions = partitions;
                owned
            })
            .collect();
        let mut request = JoinGroupRequest::default();
        request.group_id = group_id(&self.id);
        request.session_timeout_ms = ms(self.config.session_timeout);
        request.rebalance_timeout_ms = ms(self.config.max_poll_interval);
        request.member_id = text(&identity.member_id);
        request.group_instance_id = self.config.group_instance_id.as_deref().map(text);
        request.protocol_type = text(CONSUMER_PROTOCOL);
        let topics: Vec<String> = plan.topics.iter().cloned().collect();
        for assignor in self.assignors.iter() {
            subscription.user_data = assignor.user_data(&topics);
            let mut protocol = JoinGroupRequestProtocol::default();
            protocol.name = text(assignor.name());
            protocol.metadata = subscription
                .to_bytes(SUBSCRIPTION_VERSION)
                .map_err(|error| ClientError::Invalid(error.to_string()))?;
            request.protocols.push(protocol);
        }
        Ok(request)
    }

    /// Decides for the group.
    async fn lead(
        &self,
        response: &JoinGroupResponse,
        assignor: &dyn PartitionAssignor,
    ) -> Result<Vec<SyncGroupRequestAssignment>, ClientError> {
        let mut members = BTreeMap::new();
        for member in &response.members {
            let subscription = decode_subscription(&member.metadata).unwrap_or_default();
            let owned = subscription.owned_partitions.iter().flat_map(|topic| {
                topic.partitions.iter().map(|index| TopicPartition::new(topic.topic.to_string(), *index))
            });
            let subscriber = Subscription {
                topics: subscription.topics.iter().map(ToString::to_string).collect(),
                owned: owned.collect(),
                generation: Some(subscription.generation_id).filter(|generation| *generation >= 0),
                user_data: subscription.user_data.clone(),
                rack: subscription.rack_id.as_ref().map(ToString::to_string),
                instance_id: member.group_instance_id.as_ref().map(ToString::to_string),
            };
            members.insert(member.member_id.to_string(), subscriber);
        }
        let topics: BTreeSet<&String> = members.values().flat_map(|member| &member.topics).collect();
        let topics: Vec<String> = topics.into_iter().cloned().collect();
        let view = self
            .cluster
            .refresh(&crate::cluster::Wanted::Topics(topics.clone()), self.config.create_topics)
            .await?;
        let assigned = assignor.assign(&view, &members);
        encode(assigned.map_err(|error| ClientError::Invalid(error.to_string()))?)
    }

    fn sync_request(
        &self,
        identity: &Identity,
        protocol: &str,
        assignments: Vec<SyncGroupRequestAssignment>,
    ) -> SyncGroupRequest {
        let mut request = SyncGroupRequest::default();
        request.group_id = group_id(&self.id);
        request.generation_id = identity.generation;
        request.member_id = text(&identity.member_id);
        request.group_instance_id = self.config.group_instance_id.as_deref().map(text);
        request.protocol_type = Some(text(CONSUMER_PROTOCOL));
        request.protocol_name = Some(text(protocol));
        request.assignments = assignments;
        request
    }

    /// Sends heartbeats until it is cancelled, the group rebalances, or we are out of it.
    pub(super) async fn heartbeat(self, identity: Identity, stop: CancellationToken) {
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(self.config.heartbeat_interval) => {}
            }
            let idle = self.membership.lock().last_poll.elapsed();
            if idle > self.config.max_poll_interval {
                tracing::warn!("consumer poll timeout has expired: leaving group {}", self.id);
                self.leave().await;
                let mut membership = self.membership.lock();
                (membership.must_join, membership.is_lost) = (true, true);
                return;
            }
            let mut request = HeartbeatRequest::default();
            request.group_id = group_id(&self.id);
            request.generation_id = identity.generation;
            request.member_id = text(&identity.member_id);
            request.group_instance_id = self.config.group_instance_id.as_deref().map(text);
            let beat = async {
                let response = self.coordinator().await?.call(&request).await?;
                ClientError::check(response.error_code, None)
            };
            let Err(error) = beat.await else { continue };
            self.note(&error);
            let mut membership = self.membership.lock();
            match error.code() {
                Some(ErrorCode::RebalanceInProgress) => membership.must_join = true,
                Some(ErrorCode::UnknownMemberId | ErrorCode::IllegalGeneration) => {
                    membership.identity = Identity::default();
                    (membership.must_join, membership.is_lost) = (true, true);
                }
                Some(ErrorCode::FencedInstanceId) => membership.fenced = Some(error),
                // The next beat finds out whether it was more than a hiccup.
                _ => continue,
            }
            return;
        }
    }

    /// Commits offsets as a member, or as nobody where offsets alone are kept in the group.
    pub(super) async fn commit(
        &self,
        offsets: &BTreeMap<TopicPartition, CommittedOffset>,
    ) -> Result<(), ClientError> {
        let identity = self.membership.lock().identity.clone();
        let mut request = OffsetCommitRequest::default();
        request.group_id = group_id(&self.id);
        request.generation_id_or_member_epoch = identity.generation;
        request.member_id = text(&identity.member_id);
        let is_member = !identity.member_id.is_empty();
        request.group_instance_id = self.config.group_instance_id.as_deref().filter(|_| is_member).map(text);
        request.topics = commit_topics(offsets);
        self.cluster
            .retrying("a commit of offsets", self.config.api_timeout, async || {
                let committed = async {
                    let connection = self.coordinator().await?;
                    let version = connection.version_at_most::<OffsetCommitRequest>(NAMES_UNTIL)?;
                    let response = connection.call_at(version, &request).await?;
                    let mut partitions = response.topics.iter().flat_map(|topic| &topic.partitions);
                    partitions.try_for_each(|partition| ClientError::check(partition.error_code, None))
                };
                let outcome = committed.await;
                outcome.inspect_err(|error| self.note(error))
            })
            .await
    }

    /// Leaves, unless membership is static: then the place is kept until the session ends.
    pub(super) async fn leave(&self) {
        let identity = std::mem::take(&mut self.membership.lock().identity);
        if identity.member_id.is_empty() || self.config.group_instance_id.is_some() {
            return;
        }
        let leave = async {
            let connection = self.coordinator().await?;
            let version = connection.version_of::<LeaveGroupRequest>()?;
            let mut request = LeaveGroupRequest::default();
            request.group_id = group_id(&self.id);
            if version >= 3 {
                let mut member = MemberIdentity::default();
                member.member_id = text(&identity.member_id);
                request.members = vec![member];
            } else {
                request.member_id = text(&identity.member_id);
            }
            Ok::<_, ClientError>(connection.call_at(version, &request).await?)
        };
        // If it does not get through, the session timeout does the same.
        if let Err(error) = leave.await {
            tracing::debug!(%error, "could not leave group {}", self.id);
        }
    }
}

fn ms(duration: Duration) -> i32 {
    i32::try_from(duration.as_millis()).unwrap_or(i32::MAX)
}

fn by_topic<'a>(partitions: impl IntoIterator<Item = &'a TopicPartition>) -> BTreeMap<String, Vec<i32>> {
    let mut topics = BTreeMap::<String, Vec<i32>>::new();
    for at in partitions {
        topics.entry(at.topic.clone()).or_default().push(at.partition);
    }
    topics
}

fn encode(assignments: BTreeMap<String, Assignment>) -> Result<Vec<SyncGroupRequestAssignment>, ClientError> {
    let one = |(member_id, assignment): (String, Assignment)| {
        let mut assigned = ConsumerProtocolAssignment::default();
        assigned.assigned_partitions = by_topic(&assignment.partitions)
            .into_iter()
            .map(|(topic, partitions)| {
                let mut of_topic = consumer_protocol_assignment::TopicPartition::default();
                of_topic.topic = text(&topic);
                of_topic.partitions = partitions;
                of_topic
            })
            .collect();
        assigned.user_data = assignment.user_data;
        let mut request = SyncGroupRequestAssignment::default();
        request.member_id = text(&member_id);
        request.assignment =
            assigned.to_bytes(ASSIGNMENT_VERSION).map_err(|error| ClientError::Invalid(error.to_string()))?;
        Ok(request)
    };
    assignments.into_iter().map(one).collect()
}
