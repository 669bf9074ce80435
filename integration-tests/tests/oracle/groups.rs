//! A classic group's life: finding its coordinator, joining, syncing, leaving, being looked at.

use anyhow::{Context, Result};
use bytes::Bytes;
use kavka_protocol::ApiKey;
use kavka_protocol::messages::join_group_request::JoinGroupRequestProtocol;
use kavka_protocol::messages::leave_group_request::MemberIdentity;
use kavka_protocol::messages::sync_group_request::SyncGroupRequestAssignment;
use kavka_protocol::messages::{
    DeleteGroupsRequest, DeleteGroupsResponse, DescribeGroupsRequest, DescribeGroupsResponse,
    FindCoordinatorRequest, FindCoordinatorResponse, HeartbeatRequest, HeartbeatResponse, JoinGroupRequest,
    JoinGroupResponse, LeaveGroupRequest, LeaveGroupResponse, ListGroupsRequest, ListGroupsResponse,
    SyncGroupRequest, SyncGroupResponse,
};
use kavka_protocol::wire::StrBytes;

use crate::player::{Session, group, s};

/// Version 0, topic `t`, no user data. It has to be a subscription: one that cannot be parsed makes Apache Kafka fail
/// when it completes the join, and the member is never answered.
const SUBSCRIPTION: &[u8] = &[0, 0, 0, 0, 0, 1, 0, 1, b't', 0xff, 0xff, 0xff, 0xff];

/// Version 0, partition 0 of topic `t`, no user data.
const ASSIGNMENT: &[u8] = &[0, 0, 0, 0, 0, 1, 0, 1, b't', 0, 0, 0, 1, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff];

/// Waits until the coordinator of a group can be found and has loaded, and with it all partitions of the offsets
/// topic, of which the scripts' nodes have few.
pub(crate) fn await_coordinator(session: &mut Session, name: &str) -> Result<()> {
    (0..16).try_for_each(|number| await_one(session, &format!("{name}-{number}")))?;
    await_one(session, name)
}

fn await_one(session: &mut Session, name: &str) -> Result<()> {
    session.until(|session| {
        let request = make!(FindCoordinatorRequest { key: s(name) });
        let found: FindCoordinatorResponse = session.quiet(ApiKey::FindCoordinator, 3, &request)?;
        if found.error_code != 0 {
            return Ok(None);
        }
        let request = make!(HeartbeatRequest { group_id: group(name), member_id: s("nobody") });
        let beat: HeartbeatResponse = session.quiet(ApiKey::Heartbeat, 4, &request)?;
        // 14 is loading, 15 and 16 are a coordinator elsewhere or nowhere.
        Ok((!(14..=16).contains(&beat.error_code)).then_some(()))
    })
}

pub(crate) fn join(name: &str, member: &StrBytes, instance: Option<&str>) -> JoinGroupRequest {
    let protocol =
        make!(JoinGroupRequestProtocol { name: s("range"), metadata: Bytes::from_static(SUBSCRIPTION) });
    make!(JoinGroupRequest {
        group_id: group(name),
        session_timeout_ms: 30_000,
        rebalance_timeout_ms: 30_000,
        member_id: member.clone(),
        group_instance_id: instance.map(s),
        protocol_type: s("consumer"),
        protocols: vec![protocol],
    })
}

/// Old versions cannot say everything.
pub(crate) fn fit(version: i16, mut request: JoinGroupRequest) -> JoinGroupRequest {
    if version < 5 {
        request.group_instance_id = None;
    }
    if version < 1 {
        request.rebalance_timeout_ms = -1;
    }
    request
}

pub(crate) fn sync(name: &str, generation: i32, member: &StrBytes) -> SyncGroupRequest {
    let assignment = make!(SyncGroupRequestAssignment {
        member_id: member.clone(),
        assignment: Bytes::from_static(ASSIGNMENT)
    });
    make!(SyncGroupRequest {
        group_id: group(name),
        generation_id: generation,
        member_id: member.clone(),
        assignments: vec![assignment],
    })
}

pub(crate) fn script(session: &mut Session) -> Result<()> {
    await_coordinator(session, "g")?;
    find(session);
    for version in 0..=9 {
        life(session, version)?;
    }
    static_member(session)?;
    look(session);
    delete(session);
    Ok(())
}

fn find(session: &mut Session) {
    for version in 0..=3 {
        for (kind, key) in [(0, "g"), (0, ""), (2, "g"), (3, "g"), (-1, "g")] {
            let mut request = make!(FindCoordinatorRequest { key: s(key) });
            if version >= 1 {
                request.key_type = kind;
            }
            let label = format!("kind {kind} {key:?}");
            session.call::<_, FindCoordinatorResponse>(&label, ApiKey::FindCoordinator, version, &request);
        }
    }
    for version in 4..=6 {
        for (kind, keys) in
            [(0, vec!["g", "h", ""]), (0, vec![]), (0, vec!["g", "g"]), (2, vec!["g"]), (3, vec!["g"])]
        {
            let request = make!(FindCoordinatorRequest {
                key_type: kind,
                coordinator_keys: keys.iter().map(|key| s(key)).collect(),
            });
            let label = format!("kind {kind} {keys:?}");
            session.call::<_, FindCoordinatorResponse>(&label, ApiKey::FindCoordinator, version, &request);
        }
    }
}

/// Joins at every version of JoinGroup, and uses the versions of the others that belong to its time.
fn life(session: &mut Session, version: i16) -> Result<()> {
    let name = format!("g-life-{version}");
    let mut joined = session
        .call::<_, JoinGroupResponse>(
            "joins",
            ApiKey::JoinGroup,
            version,
            &fit(version, join(&name, &s(""), None)),
        )
        .context("no answer")?;
    // From version 4 on a member gets its id first and joins with it (KIP-394).
    if joined.error_code == 79 {
        let again = fit(version, join(&name, &joined.member_id, None));
        joined = session
            .call::<_, JoinGroupResponse>("joins with its id", ApiKey::JoinGroup, version, &again)
            .context("no answer")?;
    }
    let (generation, member) = (joined.generation_id, joined.member_id);
    let sync_version = version.min(5);
    let mut request = sync(&name, generation, &member);
    if sync_version >= 5 {
        request.protocol_type = Some(s("consumer"));
        request.protocol_name = Some(s("range"));
    }
    let beat = make!(HeartbeatRequest {
        group_id: group(&name),
        generation_id: generation,
        member_id: member.clone()
    });
    session.call::<_, HeartbeatResponse>("before it syncs", ApiKey::Heartbeat, version.min(4), &beat);
    session.call::<_, SyncGroupResponse>("syncs", ApiKey::SyncGroup, sync_version, &request);
    session.call::<_, SyncGroupResponse>("syncs again", ApiKey::SyncGroup, sync_version, &request);
    session.call::<_, HeartbeatResponse>("is alive", ApiKey::Heartbeat, version.min(4), &beat);
    describe(session, "stable", version.min(6), &[&name]);
    let rejoin = fit(version, join(&name, &member, None));
    session.call::<_, JoinGroupResponse>("joins again", ApiKey::JoinGroup, version, &rejoin);
    let old = make!(HeartbeatRequest {
        group_id: group(&name),
        generation_id: generation - 1,
        member_id: member.clone()
    });
    session.call::<_, HeartbeatResponse>("of an old generation", ApiKey::Heartbeat, version.min(4), &old);
    let leave_version = version.min(5);
    let leave = if leave_version >= 3 {
        let leaver = make!(MemberIdentity { member_id: member });
        make!(LeaveGroupRequest { group_id: group(&name), members: vec![leaver] })
    } else {
        make!(LeaveGroupRequest { group_id: group(&name), member_id: member })
    };
    session.call::<_, LeaveGroupResponse>("leaves", ApiKey::LeaveGroup, leave_version, &leave);
    session.call::<_, LeaveGroupResponse>("leaves again", ApiKey::LeaveGroup, leave_version, &leave);
    describe(session, "empty", version.min(6), &[&name]);
    Ok(())
}

fn static_member(session: &mut Session) -> Result<()> {
    let name = "g-static";
    let first = session
        .call::<_, JoinGroupResponse>(
            "a static member",
            ApiKey::JoinGroup,
            9,
            &join(name, &s(""), Some("one")),
        )
        .context("no answer")?;
    let request = sync(name, first.generation_id, &first.member_id);
    session.call::<_, SyncGroupResponse>("syncs", ApiKey::SyncGroup, 4, &request);
    // The same instance comes back without its member id and takes over; the old id is fenced.
    let second = session
        .call::<_, JoinGroupResponse>("comes back", ApiKey::JoinGroup, 9, &join(name, &s(""), Some("one")))
        .context("no answer")?;
    let beat = |generation: i32, member: &StrBytes, instance: Option<&str>| {
        make!(HeartbeatRequest {
            group_id: group(name),
            generation_id: generation,
            member_id: member.clone(),
            group_instance_id: instance.map(s),
        })
    };
    let generation = second.generation_id;
    for (label, request) in [
        ("the old id", beat(generation, &first.member_id, Some("one"))),
        ("the new id", beat(generation, &second.member_id, Some("one"))),
        ("unknown instance", beat(generation, &second.member_id, Some("two"))),
        ("without instance", beat(generation, &second.member_id, None)),
    ] {
        session.call::<_, HeartbeatResponse>(label, ApiKey::Heartbeat, 4, &request);
    }
    let wrong = join(name, &s("not-its-id"), Some("one"));
    session.call::<_, JoinGroupResponse>("with a wrong id", ApiKey::JoinGroup, 9, &wrong);
    describe(session, "static", 6, &[name]);
    let leaver = |member: &str, instance: Option<&str>| {
        make!(MemberIdentity {
            member_id: s(member),
            group_instance_id: instance.map(s),
            reason: Some(s("test"))
        })
    };
    let leave = make!(LeaveGroupRequest {
        group_id: group(name),
        members: vec![
            leaver("", Some("nobody")),
            leaver("wrong", Some("one")),
            leaver("", Some("one")),
            leaver("gone", None)
        ],
    });
    session.call::<_, LeaveGroupResponse>("several leave", ApiKey::LeaveGroup, 5, &leave);
    describe(session, "after leaving", 6, &[name]);
    Ok(())
}

fn describe(session: &mut Session, label: &str, version: i16, names: &[&str]) {
    let mut request = make!(DescribeGroupsRequest { groups: names.iter().map(|name| group(name)).collect() });
    request.include_authorized_operations = version >= 3;
    session.call_then::<_, DescribeGroupsResponse>(
        label,
        ApiKey::DescribeGroups,
        version,
        &request,
        |response| {
            response.groups.sort_by(|a, b| a.group_id.cmp(&b.group_id));
        },
    );
}

fn look(session: &mut Session) {
    for version in 0..=6 {
        describe(session, "unknown", version, &["g-unknown"]);
        describe(session, "several", version, &["g-life-0", "", "g-life-1"]);
        describe(session, "none", version, &[]);
    }
    let mut list = |label: &str, version: i16, states: &[&str], types: &[&str]| {
        let request = make!(ListGroupsRequest {
            states_filter: states.iter().map(|state| s(state)).collect(),
            types_filter: types.iter().map(|kind| s(kind)).collect(),
        });
        session.call_then::<_, ListGroupsResponse>(
            label,
            ApiKey::ListGroups,
            version,
            &request,
            |response| {
                response.groups.retain(|found| found.group_id.starts_with("g-"));
                response.groups.sort_by(|a, b| a.group_id.cmp(&b.group_id));
            },
        );
    };
    for version in 0..=5 {
        list("all", version, &[], &[]);
        if version >= 4 {
            list("empty", version, &["Empty"], &[]);
            list("stable or dead", version, &["Stable", "Dead"], &[]);
            list("in other letters", version, &["eMPTY"], &[]);
            list("odd state", version, &["Bored"], &[]);
        }
    }
    list("classic", 5, &[], &["classic"]);
    list("consumer", 5, &[], &["Consumer"]);
    list("odd type", 5, &[], &["odd"]);
    list("empty and classic", 5, &["Empty"], &["Classic"]);
}

fn delete(session: &mut Session) {
    for version in 0..=2 {
        for names in [vec!["g-unknown"], vec![""], vec![], vec!["g-life-0", "g-unknown"], vec!["g-life-0"]] {
            let request =
                make!(DeleteGroupsRequest { groups_names: names.iter().map(|name| group(name)).collect() });
            session.call_then::<_, DeleteGroupsResponse>(
                &format!("{names:?}"),
                ApiKey::DeleteGroups,
                version,
                &request,
                |response| response.results.sort_by(|a, b| a.group_id.cmp(&b.group_id)),
            );
        }
    }
}
