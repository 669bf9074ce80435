//! ConsumerGroupDescribe (key 69), versions 0-1: groups of the consumer protocol (KIP-848).
//!
//! Such groups are only kept here, as Apache Kafka has left them; tools ask for every group by this API first and turn
//! to DescribeGroups when it is not found.
//!
//! v1 type of each member

use std::sync::Arc;

use kavka_coordinator::group::messages as group;
use kavka_protocol::ErrorCode;
use kavka_protocol::messages::consumer_group_describe_response::{DescribedGroup, Member};
use kavka_protocol::messages::{
    ConsumerGroupDescribeRequest, ConsumerGroupDescribeResponse, GroupId, TopicName,
};

use super::groups::text;
use super::{Outcome, RequestContext, ResponseBody, authorized_operations};
use crate::Broker;

/// The assignor of a group whose members name none.
const DEFAULT_ASSIGNOR: &str = "uniform";
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
    let members = group.members.into_iter().map(|(id, epoch, topics)| {
        let topics = topics.into_iter().map(|topic| TopicName(text(topic))).collect();
        let member = Member::default()
            .with_member_id(text(id))
            .with_member_epoch(epoch)
            .with_subscribed_topic_names(topics);
        if version >= 1 { member.with_member_type(CONSUMER_MEMBER) } else { member }
    });
    DescribedGroup::default()
        .with_error_code(group.error.code())
        .with_error_message(group.error_message.map(text))
        .with_group_id(GroupId(text(group.group_id)))
        .with_group_state(text(group.group_state))
        .with_group_epoch(group.group_epoch)
        .with_assignment_epoch(group.assignment_epoch)
        .with_assignor_name(text(if is_found { DEFAULT_ASSIGNOR } else { "" }))
        .with_members(members.collect())
        .with_authorized_operations(if is_found { operations } else { authorized_operations::OMITTED })
}
