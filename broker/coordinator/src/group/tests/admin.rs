use kavka_protocol::ErrorCode;

use super::{
    super::messages::*,
    fixture::{Fixture, commit},
};

fn list(f: &Fixture, states: &[&str], types: &[&str]) -> Vec<String> {
    let own = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let request = ListGroupsRequest { states_filter: own(states), types_filter: own(types) };
    f.shard.list(&request).into_iter().map(|group| group.group_id).collect()
}

fn delete(f: &mut Fixture, group: &str) -> ErrorCode {
    let ticket = f.send(Request::Delete(vec![group.into()]));
    match f.reply(ticket) {
        Some(Response::Delete(results)) => results[0].1,
        other => panic!("delete answered with {other:?}"),
    }
}

#[test]
fn groups_are_listed_by_state_and_type_without_regard_to_case() {
    let mut f = Fixture::without_delay();
    f.stable_group("stable");
    f.commit_offset(commit("simple"));
    assert_eq!(list(&f, &[], &[]), ["simple", "stable"]);
    assert_eq!(list(&f, &["STABLE"], &[]), ["stable"]);
    assert_eq!(list(&f, &["empty", "Dead"], &["Classic"]), ["simple"]);
    assert!(list(&f, &[], &["consumer"]).is_empty());
    assert!(list(&f, &["nonsense"], &[]).is_empty());
    let all = f.shard.list(&ListGroupsRequest::default());
    assert_eq!((all[0].protocol_type.as_str(), all[1].protocol_type.as_str()), ("", "consumer"));
    assert_eq!((all[1].group_type.as_str(), all[1].group_state.as_str()), ("classic", "Stable"));
}

#[test]
fn a_group_that_does_not_exist_is_described_as_dead() {
    let f = Fixture::new();
    let group = f.describe("g");
    assert_eq!((group.error, group.group_state.as_str()), (ErrorCode::GroupIdNotFound, "Dead"));
    assert_eq!(group.error_message.as_deref(), Some("Group g not found."));
}

#[test]
fn members_are_described_with_metadata_only_when_stable() {
    let mut f = Fixture::without_delay();
    let a = f.stable_group("g");
    let group = f.describe("g");
    assert_eq!((group.protocol_data.as_str(), group.members[0].member_id.as_str()), ("range", a.as_str()));
    assert!(!group.members[0].metadata.is_empty());
    f.join_dynamic("g");
    let group = f.describe("g");
    assert_eq!((group.group_state.as_str(), group.protocol_data.as_str()), ("PreparingRebalance", ""));
    assert!(group.members[0].metadata.is_empty());
}

#[test]
fn only_groups_without_members_are_deleted_and_their_offsets_go_too() {
    let mut f = Fixture::without_delay();
    let a = f.stable_group("g");
    f.commit_offset(commit("simple"));
    assert_eq!(delete(&mut f, "g"), ErrorCode::NonEmptyGroup);
    assert_eq!(delete(&mut f, "who"), ErrorCode::GroupIdNotFound);
    assert_eq!(delete(&mut f, ""), ErrorCode::GroupIdNotFound);
    f.commit_offset(commit(""));
    assert_eq!(delete(&mut f, ""), ErrorCode::None, "the empty id may hold offsets, so it can be deleted");
    assert_eq!(delete(&mut f, "simple"), ErrorCode::None);
    assert_eq!(f.fetch_offset("simple", "t", uuid::Uuid::nil()), -1);
    f.leave("g", &[(&a, None)]);
    assert_eq!(delete(&mut f, "g"), ErrorCode::None);
    f.restart();
    assert!(f.shard.groups.is_empty());
    assert_eq!(delete(&mut f, "g"), ErrorCode::GroupIdNotFound);
}
