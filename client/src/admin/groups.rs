//! Groups of every kind: list, take members out, delete.

use kavka_protocol::ErrorCode;
use kavka_protocol::messages::leave_group_request::MemberIdentity;
use kavka_protocol::messages::{
    DeleteGroupsRequest, DeleteGroupsResponse, LeaveGroupRequest, LeaveGroupResponse, ListGroupsRequest,
    ListGroupsResponse,
};

use super::Admin;
use super::driver::{Handler, Outcome, Outcomes, for_all, only};
use super::groups_described::CONSUMER_PROTOCOL;
use super::routing::{Coordinator, Named, Target};
use crate::cluster::CoordinatorType;
use crate::error::{ClientError, code_of};
use crate::text::{group_id, text};

/// The version of LeaveGroup that takes a reason (KIP-800).
const LEAVE_REASON_SINCE: i16 = 5;
/// The version of ListGroups that filters by state (KIP-518).
const STATES_SINCE: i16 = 4;
/// The version of ListGroups that filters by type (KIP-848).
const TYPES_SINCE: i16 = 5;

/// A group in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupListing {
    /// Its id.
    pub id: String,
    /// `consumer` for consumers; empty for a group that only has offsets.
    pub protocol_type: String,
    /// Its state; empty where the broker does not tell.
    pub state: String,
    /// `Classic`, `Consumer`, …; empty where the broker does not tell.
    pub group_type: String,
}

/// Which groups to list; nothing given means any.
#[derive(Debug, Clone, Default)]
pub struct GroupFilter {
    /// States, such as `Stable`.
    pub states: Vec<String>,
    /// Types: `classic`, `consumer`, `share`, `streams`.
    pub types: Vec<String>,
    /// Protocol types, such as `consumer`, `connect`; empty for groups that only have offsets.
    pub protocol_types: Vec<String>,
}

impl GroupFilter {
    /// All groups of consumers, of either protocol.
    pub fn of_consumers() -> Self {
        let types = vec!["classic".to_string(), "consumer".to_string()];
        let protocol_types = vec![String::new(), CONSUMER_PROTOCOL.to_string()];
        Self { types, protocol_types, ..Self::default() }
    }

    /// All share groups.
    pub fn of_shares() -> Self {
        Self { types: vec!["share".to_string()], ..Self::default() }
    }

    /// All streams groups.
    pub fn of_streams() -> Self {
        Self { types: vec!["streams".to_string()], ..Self::default() }
    }
}

impl Admin {
    /// All groups on all brokers whose state and type are among those given; empty means any.
    ///
    /// # Errors
    /// [`ClientError`], also when only one broker fails.
    pub async fn list_groups(
        &self,
        states: &[String],
        types: &[String],
    ) -> Result<Vec<GroupListing>, ClientError> {
        let filter = GroupFilter { states: states.to_vec(), types: types.to_vec(), ..GroupFilter::default() };
        let mut groups = Vec::new();
        for listed in self.list_groups_by_broker(&filter).await?.into_values() {
            groups.extend(listed?);
        }
        Ok(groups)
    }

    /// The groups that pass the filter, by the broker that coordinates them: one broker may fail alone.
    ///
    /// # Errors
    /// [`ClientError`] when the brokers cannot be learnt.
    pub async fn list_groups_by_broker(
        &self,
        filter: &GroupFilter,
    ) -> Result<Outcomes<i32, Vec<GroupListing>>, ClientError> {
        let brokers = self.broker_ids().await?;
        Ok(self.drive(&ListGroups { filter }, &Named(|id| Some(*id)), brokers).await)
    }

    /// Takes static members (by `group.instance.id`) out of a classic or consumer group, or all members
    /// when none is named. Returns how it went for each.
    ///
    /// # Errors
    /// [`ClientError::Broker`] of the group, such as `GROUP_ID_NOT_FOUND`.
    pub async fn remove_members(
        &self,
        id: &str,
        instances: &[String],
        reason: &str,
    ) -> Result<Vec<(String, ErrorCode)>, ClientError> {
        let leaving = |member_id: &str, instance: Option<&str>| {
            let mut member = MemberIdentity::default();
            member.member_id = text(member_id);
            member.group_instance_id = instance.map(text);
            member.reason = Some(text(reason));
            member
        };
        let members: Vec<MemberIdentity> = if instances.is_empty() {
            let described = self.describe_group(id).await?;
            let all = described.members.iter();
            // A static member is known by its instance, whatever id it has now.
            all.map(|member| match &member.instance_id {
                Some(instance) => leaving("", Some(instance)),
                None => leaving(&member.id, None),
            })
            .collect()
        } else {
            instances.iter().map(|instance| leaving("", Some(instance))).collect()
        };
        let routing = Coordinator(CoordinatorType::Group);
        only(self.drive(&RemoveMembers { members }, &routing, vec![id.to_string()]).await)
    }

    /// Deletes a group without members.
    ///
    /// # Errors
    /// [`ClientError::Broker`], such as `NON_EMPTY_GROUP` or `GROUP_ID_NOT_FOUND`.
    pub async fn delete_group(&self, id: &str) -> Result<(), ClientError> {
        only(self.delete_groups(&[id.to_string()]).await)
    }

    /// Deletes groups without members, of whatever type, each for itself.
    pub async fn delete_groups(&self, ids: &[String]) -> Outcomes<String, ()> {
        self.drive(&DeleteGroups, &Coordinator(CoordinatorType::Group), ids.to_vec()).await
    }
}

struct ListGroups<'a> {
    filter: &'a GroupFilter,
}

impl Handler for ListGroups<'_> {
    type Key = i32;
    type Request = ListGroupsRequest;
    type Value = Vec<GroupListing>;
    const DOING: &'static str = "the list of groups";

    /// Brokers that cannot filter by type only have groups of consumers.
    fn request(&self, version: i16, _: &[i32]) -> Result<ListGroupsRequest, ClientError> {
        let too_old = |what: &str| {
            let told = format!("the broker is too old to list groups by {what}");
            Err(ClientError::broker(ErrorCode::UnsupportedVersion, Some(&told)))
        };
        let is_of_consumers =
            |kind: &String| kind.eq_ignore_ascii_case("classic") || kind.eq_ignore_ascii_case("consumer");
        let mut request = ListGroupsRequest::default();
        if !self.filter.states.is_empty() && version < STATES_SINCE {
            return too_old("state");
        }
        request.states_filter = self.filter.states.iter().map(|state| text(state)).collect();
        if version >= TYPES_SINCE {
            request.types_filter = self.filter.types.iter().map(|kind| text(kind)).collect();
        } else if !self.filter.types.iter().all(is_of_consumers) {
            return too_old("type");
        }
        Ok(request)
    }

    fn answer(
        &self,
        _: &Target,
        keys: &[i32],
        response: ListGroupsResponse,
    ) -> Vec<(i32, Outcome<Vec<GroupListing>>)> {
        match code_of(response.error_code) {
            ErrorCode::None => {}
            // The broker itself is asked, so another one is no help.
            code @ (ErrorCode::CoordinatorNotAvailable | ErrorCode::CoordinatorLoadInProgress) => {
                return keys
                    .iter()
                    .map(|id| (*id, Outcome::Retry(ClientError::broker(code, None))))
                    .collect();
            }
            code => return for_all(keys, code, None),
        }
        let listed = response.groups.iter().map(|group| GroupListing {
            id: group.group_id.to_string(),
            protocol_type: group.protocol_type.to_string(),
            state: group.group_state.to_string(),
            group_type: capitalized(&group.group_type),
        });
        let protocols = &self.filter.protocol_types;
        let is_wanted =
            |group: &GroupListing| protocols.is_empty() || protocols.contains(&group.protocol_type);
        let listed: Vec<GroupListing> = listed.filter(is_wanted).collect();
        keys.first().map(|id| (*id, Outcome::Done(listed))).into_iter().collect()
    }
}

struct RemoveMembers {
    members: Vec<MemberIdentity>,
}

impl Handler for RemoveMembers {
    type Key = String;
    type Request = LeaveGroupRequest;
    type Value = Vec<(String, ErrorCode)>;
    const DOING: &'static str = "the removal of members";
    const KEYS_MAX: usize = 1;

    fn request(&self, version: i16, keys: &[String]) -> Result<LeaveGroupRequest, ClientError> {
        let mut request = LeaveGroupRequest::default();
        request.group_id = group_id(keys.first().map_or("", String::as_str));
        request.members = self.members.clone();
        if version < LEAVE_REASON_SINCE {
            request.members.iter_mut().for_each(|member| member.reason = None);
        }
        Ok(request)
    }

    fn answer(
        &self,
        _: &Target,
        keys: &[String],
        response: LeaveGroupResponse,
    ) -> Vec<(String, Outcome<Self::Value>)> {
        let code = code_of(response.error_code);
        if code != ErrorCode::None {
            return for_all(keys, code, None);
        }
        let results = response.members.iter().map(|member| {
            let name = member.group_instance_id.as_ref().unwrap_or(&member.member_id);
            (name.to_string(), code_of(member.error_code))
        });
        let results = results.collect();
        keys.first().map(|group| (group.clone(), Outcome::Done(results))).into_iter().collect()
    }
}

struct DeleteGroups;

impl Handler for DeleteGroups {
    type Key = String;
    type Request = DeleteGroupsRequest;
    type Value = ();
    const DOING: &'static str = "the deletion of groups";

    fn request(&self, _: i16, keys: &[String]) -> Result<DeleteGroupsRequest, ClientError> {
        let mut request = DeleteGroupsRequest::default();
        request.groups_names = keys.iter().map(|id| group_id(id)).collect();
        Ok(request)
    }

    fn answer(&self, _: &Target, _: &[String], response: DeleteGroupsResponse) -> Vec<(String, Outcome<()>)> {
        let results = response.results.iter();
        results
            .map(|result| (result.group_id.to_string(), Outcome::of(result.error_code, None, || ())))
            .collect()
    }
}

/// `classic` on the wire is `Classic` in Kafka's words.
fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

impl GroupListing {
    /// Whether consumers use it, or did.
    pub fn is_of_consumers(&self) -> bool {
        self.group_type.eq_ignore_ascii_case("consumer")
            || self.protocol_type == CONSUMER_PROTOCOL
            || (self.protocol_type.is_empty()
                && !self.group_type.eq_ignore_ascii_case("share")
                && !self.group_type.eq_ignore_ascii_case("streams"))
    }
}
