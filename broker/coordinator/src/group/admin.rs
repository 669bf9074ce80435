//! DescribeGroups, ListGroups, DeleteGroups.

use kavka_protocol::ErrorCode;

use super::{
    classic::{CONSUMER_PROTOCOL, ClassicGroup, GroupState, Member},
    messages::{
        DescribedConsumerGroup, DescribedGroup, DescribedMember, ListGroupsRequest, ListedGroup, Response,
    },
    records,
    shard::{Group, GroupShard},
};
use crate::runtime::{Actions, Now, Then, Ticket};

impl GroupShard {
    /// A classic group; any other is not found, since it has its own API.
    pub(super) fn describe(&self, group_id: &str) -> DescribedGroup {
        match self.groups.get(group_id) {
            Some(Group::Classic(group)) => describe_classic(group),
            Some(Group::Consumer(_) | Group::Modern(_)) => {
                not_found(group_id, format!("Group {group_id} is not a classic group."))
            }
            None => not_found(group_id, format!("Group {group_id} not found.")),
        }
    }

    /// A consumer group; any other is not found, since it has its own API.
    pub(super) fn describe_consumer(&self, group_id: &str) -> DescribedConsumerGroup {
        if group_id.is_empty() {
            return DescribedConsumerGroup::error(group_id, ErrorCode::InvalidGroupId);
        }
        let message = match self.groups.get(group_id) {
            Some(Group::Consumer(group)) => {
                let assignor = self.config.consumer.assignors.first().map_or("", String::as_str);
                return group.describe(assignor, &*self.view.topics());
            }
            Some(_) => format!("Group {group_id} is not a consumer group."),
            None => format!("Group {group_id} not found."),
        };
        DescribedConsumerGroup {
            error_message: Some(message),
            ..DescribedConsumerGroup::error(group_id, ErrorCode::GroupIdNotFound)
        }
    }

    /// Groups that pass both filters.
    pub(super) fn list(&self, request: &ListGroupsRequest) -> Vec<ListedGroup> {
        let states: Vec<String> =
            request.states_filter.iter().map(|state| state.trim().to_lowercase()).collect();
        let types: Vec<String> = request.types_filter.iter().map(|kind| kind.to_lowercase()).collect();
        let wanted = |group: &Group| {
            (states.is_empty() || states.iter().any(|state| *state == group.state_name().to_lowercase()))
                && (types.is_empty() || types.iter().any(|kind| kind == group.type_name()))
        };
        let listed = |(group_id, group): (&std::sync::Arc<str>, &Group)| ListedGroup {
            group_id: group_id.to_string(),
            protocol_type: match group {
                Group::Classic(group) => group.protocol_type.clone().unwrap_or_default(),
                Group::Consumer(_) => CONSUMER_PROTOCOL.to_owned(),
                Group::Modern(group) => group.kind.protocol_type().to_owned(),
            },
            group_state: group.state_name().to_owned(),
            group_type: group.type_name().to_owned(),
        };
        self.groups.iter().filter(|(_, group)| wanted(group)).map(listed).collect()
    }

    /// Deletes groups without members, with all their offsets.
    pub(super) fn delete_groups(
        &mut self,
        now: Now,
        actions: &mut Actions<Self>,
        ticket: Ticket,
        group_ids: Vec<String>,
    ) {
        let mut records = Vec::new();
        let mut results = Vec::with_capacity(group_ids.len());
        for group_id in group_ids {
            let error = match self.groups.get(group_id.as_str()) {
                None => ErrorCode::GroupIdNotFound,
                Some(group) if !group.is_empty() => ErrorCode::NonEmptyGroup,
                Some(group) => {
                    self.offsets.delete_all(&group_id, &mut records);
                    match group {
                        Group::Classic(_) => records.push(records::group_metadata_tombstone(&group_id)),
                        Group::Consumer(group) => group.tombstones(None, &mut records),
                        Group::Modern(group) => group.tombstones(&mut records),
                    }
                    ErrorCode::None
                }
            };
            results.push((group_id, error));
        }
        self.step(now, actions).write(records, true, Then::Reply(ticket, Response::Delete(results)));
    }
}

fn not_found(group_id: &str, message: String) -> DescribedGroup {
    DescribedGroup {
        group_state: "Dead".to_owned(),
        error_message: Some(message),
        ..DescribedGroup::error(group_id, ErrorCode::GroupIdNotFound)
    }
}

fn describe_classic(group: &ClassicGroup) -> DescribedGroup {
    let protocol = match group.state {
        GroupState::Stable => group.protocol_name.as_deref().unwrap_or_default(),
        GroupState::Empty | GroupState::PreparingRebalance | GroupState::CompletingRebalance => "",
    };
    let member = |member: &Member| DescribedMember {
        member_id: member.member_id.to_string(),
        group_instance_id: member.group_instance_id.as_deref().map(str::to_owned),
        client_id: member.client_id.to_string(),
        client_host: member.client_host.to_string(),
        metadata: if protocol.is_empty() { Default::default() } else { member.metadata(protocol) },
        assignment: member.assignment.clone(),
    };
    DescribedGroup {
        error: ErrorCode::None,
        error_message: None,
        group_id: group.group_id.to_string(),
        group_state: group.state.name().to_owned(),
        protocol_type: group.protocol_type.clone().unwrap_or_default(),
        protocol_data: protocol.to_owned(),
        members: group.members.values().map(member).collect(),
    }
}
