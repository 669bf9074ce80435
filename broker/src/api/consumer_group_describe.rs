//! ConsumerGroupDescribe (key 69), versions 0-1: groups of the consumer protocol (KIP-848).
//!
//! v1 type of each member

use std::sync::Arc;

use kavka_coordinator::group::messages as group;
use kavka_protocol::ErrorCode;
use kavka_protocol::messages::consumer_group_describe_response::{
    Assignment, DescribedGroup, Member, TopicPartitions,
};
use kavka_protocol::messages::{
    ConsumerGroupDescribeRequest, ConsumerGroupDescribeResponse, GroupId, TopicName,
};

use super::groups::text;
use super::{Outcome, RequestContext, ResponseBody, authorized_operations};
use crate::Broker;

/// `member_type` of a member of the classic protocol.
const CLASSIC_MEMBER: i8 = 0;
/// `member_type` of a member of the consumer protocol.
const CONSUMER_MEMBER: i8 = 1;

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: ConsumerGroupDescribeRequest,
) -> Outcome {
    let version = ctx.api_version;
    let operations = if request.include_authorized_operations {
        authorized_operations::GROUP
    } else {
        authorized_operations::OMITTED
    };
    let ids = request.group_ids.iter().map(|id| id.to_string()).collect();
    let described = broker.groups.describe_consumer_groups(ids);
    Outcome::Waiting(Box::pin(async move {
        let groups = described.await.into_iter().map(|group| shape(version, operations, group));
        let response = ConsumerGroupDescribeResponse::default().with_groups(groups.collect());
        ResponseBody::encode(&response, version)
    }))
}

fn shape(version: i16, operations: i32, group: group::DescribedConsumerGroup) -> DescribedGroup {
    let is_found = group.error == ErrorCode::None;
    let members = group.members.into_iter().map(|member| shape_member(version, member));
    DescribedGroup::default()
        .with_error_code(group.error.code())
        .with_error_message(group.error_message.map(text))
        .with_group_id(GroupId(text(group.group_id)))
        .with_group_state(text(group.group_state))
        .with_group_epoch(group.group_epoch)
        .with_assignment_epoch(group.assignment_epoch)
        .with_assignor_name(text(group.assignor))
        .with_members(members.collect())
        .with_authorized_operations(if is_found { operations } else { authorized_operations::OMITTED })
}

fn shape_member(version: i16, member: group::DescribedConsumerMember) -> Member {
    let kind = if member.uses_classic_protocol { CLASSIC_MEMBER } else { CONSUMER_MEMBER };
    let shaped = Member::default()
        .with_member_id(text(member.member_id))
        .with_instance_id(member.instance_id.map(text))
        .with_rack_id(member.rack_id.map(text))
        .with_member_epoch(member.epoch)
        .with_client_id(text(member.client_id))
        .with_client_host(text(member.client_host))
        .with_subscribed_topic_names(member.topics.into_iter().map(|topic| TopicName(text(topic))).collect())
        .with_subscribed_topic_regex(member.regex.map(text))
        .with_assignment(shape_assignment(member.assignment))
        .with_target_assignment(shape_assignment(member.target_assignment));
    if version >= 1 { shaped.with_member_type(kind) } else { shaped }
}

fn shape_assignment(topics: Vec<group::DescribedPartitions>) -> Assignment {
    let topic = |topic: group::DescribedPartitions| {
        TopicPartitions::default()
            .with_topic_id(topic.topic_id)
            .with_topic_name(TopicName(text(topic.topic)))
            .with_partitions(topic.partitions)
    };
    Assignment::default().with_topic_partitions(topics.into_iter().map(topic).collect())
}
