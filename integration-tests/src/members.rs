//! Group members made of raw requests, which a test can stop between any two of them and take up again on another
//! broker; and the offsets of groups.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use kavka_protocol::messages::consumer_group_heartbeat_request::TopicPartitions as Owned;
use kavka_protocol::messages::join_group_request::JoinGroupRequestProtocol;
use kavka_protocol::messages::leave_group_request::MemberIdentity;
use kavka_protocol::messages::offset_commit_request::{
    OffsetCommitRequestPartition, OffsetCommitRequestTopic,
};
use kavka_protocol::messages::offset_fetch_request::{OffsetFetchRequestGroup, OffsetFetchRequestTopics};
use kavka_protocol::messages::sync_group_request::SyncGroupRequestAssignment;
use kavka_protocol::messages::{
    ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse, FindCoordinatorRequest,
    FindCoordinatorResponse, GroupId, HeartbeatRequest, HeartbeatResponse, JoinGroupRequest,
    JoinGroupResponse, LeaveGroupRequest, LeaveGroupResponse, OffsetCommitRequest, OffsetCommitResponse,
    OffsetFetchRequest, OffsetFetchResponse, SyncGroupRequest, SyncGroupResponse, TopicName,
};
use kavka_protocol::wire::StrBytes;
use kavka_protocol::{ApiKey, ErrorCode};

use crate::harness::Raw;

fn string(text: &str) -> StrBytes {
    StrBytes::from_string(text.to_owned())
}

fn group_id(text: &str) -> GroupId {
    GroupId(string(text))
}

/// Asks again while the coordinator is loading or not there yet, up to a minute.
///
/// # Errors
/// Where the broker refuses or the connection breaks.
pub fn patiently<T>(what: &str, mut call: impl FnMut() -> Result<(i16, T)>) -> Result<T> {
    let again = [
        ErrorCode::CoordinatorLoadInProgress,
        ErrorCode::CoordinatorNotAvailable,
        ErrorCode::NotCoordinator,
        ErrorCode::NotLeaderOrFollower,
    ];
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        let (code, answer) = call()?;
        if !again.iter().any(|error| error.code() == code) || Instant::now() > deadline {
            ensure!(code == 0, "{what}: {:?}", ErrorCode::from_code(code));
            return Ok(answer);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The committed offset, if there is one; that of a pending transaction is none where it has to be stable.
///
/// # Errors
/// Where the broker refuses or the connection breaks.
pub fn committed_offset(
    bootstrap: &str,
    group: &str,
    topic: &str,
    partition: i32,
    stable: bool,
) -> Result<Option<i64>> {
    let wanted = OffsetFetchRequestTopics::default()
        .with_name(TopicName(string(topic)))
        .with_partition_indexes(vec![partition]);
    let asked =
        OffsetFetchRequestGroup::default().with_group_id(group_id(group)).with_topics(Some(vec![wanted]));
    let request = OffsetFetchRequest::default().with_groups(vec![asked]).with_require_stable(stable);
    let mut connection = Raw::connect(bootstrap)?;
    let found = patiently("offset fetch", || {
        let mut response: OffsetFetchResponse = connection.call(ApiKey::OffsetFetch, 9, &request)?;
        let found = response.groups.remove(0);
        Ok((found.error_code, found))
    })?;
    let found = &found.topics[0].partitions[0];
    let unstable = ErrorCode::UnstableOffsetCommit.code();
    ensure!([0, unstable].contains(&found.error_code), "offset fetch: {found:?}");
    Ok((found.error_code == 0 && found.committed_offset >= 0).then_some(found.committed_offset))
}

/// A connection, once the group's coordinator can be found.
///
/// # Errors
/// Where it cannot within a minute.
pub fn await_coordinator(bootstrap: &str, group: &str) -> Result<Raw> {
    let mut connection = Raw::connect(bootstrap)?;
    let request = FindCoordinatorRequest::default().with_key(string(group));
    patiently("find coordinator", || {
        let found: FindCoordinatorResponse = connection.call(ApiKey::FindCoordinator, 3, &request)?;
        Ok((found.error_code, ()))
    })?;
    Ok(connection)
}

fn commit(
    connection: &mut Raw,
    (group, member, epoch): (&str, &str, i32),
    topic: &str,
    partition: i32,
    offset: i64,
) -> Result<()> {
    let partition = OffsetCommitRequestPartition::default()
        .with_partition_index(partition)
        .with_committed_offset(offset)
        .with_committed_metadata(Some(string("note")));
    let topic = OffsetCommitRequestTopic::default()
        .with_name(TopicName(string(topic)))
        .with_partitions(vec![partition]);
    let request = OffsetCommitRequest::default()
        .with_group_id(group_id(group))
        .with_member_id(string(member))
        .with_generation_id_or_member_epoch(epoch)
        .with_topics(vec![topic]);
    patiently("commit", || {
        let response: OffsetCommitResponse = connection.call(ApiKey::OffsetCommit, 9, &request)?;
        Ok((response.topics[0].partitions[0].error_code, ()))
    })
}

/// Commits an offset of a group without members, as tools do.
///
/// # Errors
/// Where the broker refuses or the connection breaks.
pub fn commit_offset(bootstrap: &str, group: &str, topic: &str, partition: i32, offset: i64) -> Result<()> {
    let mut connection = await_coordinator(bootstrap, group)?;
    commit(&mut connection, (group, "", -1), topic, partition, offset)
}

/// A classic member that leads a group of one.
#[derive(Debug)]
pub struct Classic {
    connection: Raw,
    group: String,
    id: StrBytes,
    generation: i32,
}

impl Classic {
    /// Joins the group.
    ///
    /// # Errors
    /// Where the broker refuses or the connection breaks.
    pub fn join(bootstrap: &str, group: &str) -> Result<Classic> {
        let mut connection = await_coordinator(bootstrap, group)?;
        // Version 0, topic t, no user data.
        let metadata = Bytes::from_static(&[0, 0, 0, 0, 0, 1, 0, 1, b't', 0xff, 0xff, 0xff, 0xff]);
        let protocol =
            JoinGroupRequestProtocol::default().with_name(string("range")).with_metadata(metadata.clone());
        let mut request = JoinGroupRequest::default()
            .with_group_id(group_id(group))
            .with_session_timeout_ms(120_000)
            .with_rebalance_timeout_ms(120_000)
            .with_protocol_type(string("consumer"))
            .with_protocols(vec![protocol]);
        let joined = patiently("join", || {
            let joined: JoinGroupResponse = connection.call(ApiKey::JoinGroup, 9, &request)?;
            if joined.error_code == ErrorCode::MemberIdRequired.code() {
                request.member_id = joined.member_id;
                let joined: JoinGroupResponse = connection.call(ApiKey::JoinGroup, 9, &request)?;
                return Ok((joined.error_code, joined));
            }
            Ok((joined.error_code, joined))
        })?;
        // Version 0, no topics, no user data.
        let assignment = Bytes::from_static(&[0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]);
        let ours = SyncGroupRequestAssignment::default()
            .with_member_id(joined.member_id.clone())
            .with_assignment(assignment);
        let request = SyncGroupRequest::default()
            .with_group_id(group_id(group))
            .with_generation_id(joined.generation_id)
            .with_member_id(joined.member_id.clone())
            .with_assignments(vec![ours]);
        let synced: SyncGroupResponse = connection.call(ApiKey::SyncGroup, 4, &request)?;
        ensure!(synced.error_code == 0, "sync: {synced:?}");
        let (id, generation) = (joined.member_id, joined.generation_id);
        Ok(Classic { connection, group: group.to_owned(), id, generation })
    }

    /// Goes on, on a new connection.
    ///
    /// # Errors
    /// Where the broker refuses or the connection breaks.
    pub fn reconnect(&mut self, bootstrap: &str) -> Result<()> {
        self.connection = Raw::connect(bootstrap)?;
        Ok(())
    }

    /// Says that it lives.
    ///
    /// # Errors
    /// Where the broker refuses or the connection breaks.
    pub fn beat(&mut self) -> Result<()> {
        let request = HeartbeatRequest::default()
            .with_group_id(group_id(&self.group))
            .with_generation_id(self.generation)
            .with_member_id(self.id.clone());
        patiently("heartbeat of a classic member", || {
            let response: HeartbeatResponse = self.connection.call(ApiKey::Heartbeat, 4, &request)?;
            Ok((response.error_code, ()))
        })
    }

    /// Commits an offset under its epoch.
    ///
    /// # Errors
    /// Where the broker refuses or the connection breaks.
    pub fn commit(&self, topic: &str, partition: i32, offset: i64) -> Result<()> {
        let mut connection = self.connection.again()?;
        commit(&mut connection, (&self.group, &self.id, self.generation), topic, partition, offset)
    }

    /// Leaves for good.
    ///
    /// # Errors
    /// Where the broker refuses or the connection breaks.
    pub fn leave(&mut self) -> Result<()> {
        let leaver = MemberIdentity::default().with_member_id(self.id.clone());
        let request =
            LeaveGroupRequest::default().with_group_id(group_id(&self.group)).with_members(vec![leaver]);
        let response: LeaveGroupResponse = self.connection.call(ApiKey::LeaveGroup, 5, &request)?;
        ensure!(response.error_code == 0 && response.members[0].error_code == 0, "leave: {response:?}");
        Ok(())
    }
}

/// A member of a KIP-848 group.
#[derive(Debug)]
pub struct Member {
    connection: Raw,
    group: String,
    id: String,
    epoch: i32,
    owned: Vec<Owned>,
}

impl Member {
    /// Joins the group.
    ///
    /// # Errors
    /// Where the broker refuses or the connection breaks.
    pub fn join(bootstrap: &str, group: &str, id: &str, topic: &str) -> Result<Member> {
        let connection = await_coordinator(bootstrap, group)?;
        let (group, id) = (group.to_owned(), id.to_owned());
        let mut member = Member { connection, group, id, epoch: 0, owned: Vec::new() };
        let mut request = member.request();
        request.rebalance_timeout_ms = 120_000;
        request.subscribed_topic_names = Some(vec![TopicName(string(topic))]);
        member.send(&request)?;
        Ok(member)
    }

    /// Goes on, on a new connection.
    ///
    /// # Errors
    /// Where the broker refuses or the connection breaks.
    pub fn reconnect(&mut self, bootstrap: &str) -> Result<()> {
        self.connection = Raw::connect(bootstrap)?;
        Ok(())
    }

    /// The epoch it was last given.
    pub fn epoch(&self) -> i32 {
        self.epoch
    }

    /// The partitions it owns of the one topic it asks for, in order.
    pub fn owned(&self) -> Vec<i32> {
        let mut owned: Vec<i32> = self.owned.iter().flat_map(|topic| topic.partitions.clone()).collect();
        owned.sort_unstable();
        owned
    }

    fn request(&self) -> ConsumerGroupHeartbeatRequest {
        ConsumerGroupHeartbeatRequest::default()
            .with_group_id(group_id(&self.group))
            .with_member_id(string(&self.id))
            .with_member_epoch(self.epoch)
            .with_rebalance_timeout_ms(-1)
            .with_subscribed_topic_names(None)
            .with_topic_partitions(Some(self.owned.clone()))
    }

    fn send(&mut self, request: &ConsumerGroupHeartbeatRequest) -> Result<()> {
        let answer = patiently("heartbeat of a member", || {
            let answer: ConsumerGroupHeartbeatResponse =
                self.connection.call(ApiKey::ConsumerGroupHeartbeat, 1, request)?;
            Ok((answer.error_code, answer))
        })
        .with_context(|| format!("{} of {}", self.id, self.group))?;
        self.epoch = answer.member_epoch;
        if let Some(given) = answer.assignment {
            let owned = given.topic_partitions.into_iter();
            self.owned = owned
                .map(|given| Owned::default().with_topic_id(given.topic_id).with_partitions(given.partitions))
                .collect();
        }
        Ok(())
    }

    /// Says what it owns, and does what it is told.
    ///
    /// # Errors
    /// Where the broker refuses or the connection breaks.
    pub fn beat(&mut self) -> Result<()> {
        let request = self.request();
        self.send(&request)
    }

    /// Commits an offset under its epoch.
    ///
    /// # Errors
    /// Where the broker refuses or the connection breaks.
    pub fn commit(&self, topic: &str, partition: i32, offset: i64) -> Result<()> {
        let mut connection = self.connection.again()?;
        commit(&mut connection, (&self.group, &self.id, self.epoch), topic, partition, offset)
    }

    /// Leaves for good.
    ///
    /// # Errors
    /// Where the broker refuses or the connection breaks.
    pub fn leave(&mut self) -> Result<()> {
        let mut request = self.request();
        request.member_epoch = -1;
        request.topic_partitions = None;
        self.send(&request)
    }
}
