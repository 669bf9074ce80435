//! Members that are none, groups that cannot be.

use anyhow::{Context, Result};
use bytes::Bytes;
use kavka_protocol::ApiKey;
use kavka_protocol::messages::join_group_request::JoinGroupRequestProtocol;
use kavka_protocol::messages::leave_group_request::MemberIdentity;
use kavka_protocol::messages::{
    HeartbeatRequest, HeartbeatResponse, JoinGroupRequest, JoinGroupResponse, LeaveGroupRequest,
    LeaveGroupResponse, SyncGroupRequest, SyncGroupResponse,
};

use crate::groups::{await_coordinator, fit, join, sync};
use crate::player::{Session, group, s};

pub(crate) fn script(session: &mut Session) -> Result<()> {
    await_coordinator(session, "ge")?;
    joins(session);
    outsiders(session);
    mismatches(session)
}

fn joins(session: &mut Session) {
    type Change = fn(&mut JoinGroupRequest);
    let changes: &[(&str, Change)] = &[
        ("empty group id", |r| r.group_id = group("")),
        ("session timeout 0", |r| r.session_timeout_ms = 0),
        ("session timeout too short", |r| r.session_timeout_ms = 5_999),
        ("session timeout too long", |r| r.session_timeout_ms = 1_800_001),
        ("no protocols", |r| r.protocols.clear()),
        ("no protocol type", |r| r.protocol_type = s("")),
        ("unknown member", |r| r.member_id = s("stranger")),
        ("negative rebalance timeout", |r| r.rebalance_timeout_ms = -5),
        ("empty instance id", |r| r.group_instance_id = Some(s(""))),
        ("odd instance id", |r| r.group_instance_id = Some(s("a b"))),
        ("long instance id", |r| r.group_instance_id = Some(s(&"x".repeat(250)))),
    ];
    for (label, change) in changes {
        for version in [1, 5, 9] {
            // A group each: a second member of a group would wait for the first to join again.
            let name = format!("ge-new-{version}-{}", label.replace(' ', "-"));
            let mut request = fit(version, join(&name, &s(""), None));
            change(&mut request);
            session.call::<_, JoinGroupResponse>(label, ApiKey::JoinGroup, version, &fit(version, request));
        }
    }
}

fn outsiders(session: &mut Session) {
    let stranger = s("stranger");
    for version in 0..=5 {
        for name in ["ge-none", ""] {
            let request = sync(name, 1, &stranger);
            session.call::<_, SyncGroupResponse>(
                &format!("stranger in {name:?}"),
                ApiKey::SyncGroup,
                version,
                &request,
            );
        }
    }
    for version in 0..=4 {
        for name in ["ge-none", ""] {
            let request = make!(HeartbeatRequest {
                group_id: group(name),
                generation_id: 1,
                member_id: stranger.clone()
            });
            session.call::<_, HeartbeatResponse>(
                &format!("stranger in {name:?}"),
                ApiKey::Heartbeat,
                version,
                &request,
            );
        }
    }
    for version in 0..=5 {
        for name in ["ge-none", ""] {
            let request = if version >= 3 {
                let leaver = make!(MemberIdentity { member_id: stranger.clone() });
                make!(LeaveGroupRequest { group_id: group(name), members: vec![leaver] })
            } else {
                make!(LeaveGroupRequest { group_id: group(name), member_id: stranger.clone() })
            };
            session.call::<_, LeaveGroupResponse>(
                &format!("stranger in {name:?}"),
                ApiKey::LeaveGroup,
                version,
                &request,
            );
        }
    }
    let nobody = make!(LeaveGroupRequest { group_id: group("ge-none") });
    session.call::<_, LeaveGroupResponse>("nobody leaves", ApiKey::LeaveGroup, 5, &nobody);
}

/// A group with one stable member, and requests that do not fit it.
fn mismatches(session: &mut Session) -> Result<()> {
    let name = "ge-stable";
    let given: JoinGroupResponse = session.quiet(ApiKey::JoinGroup, 9, &join(name, &s(""), None))?;
    let joined: JoinGroupResponse =
        session.quiet(ApiKey::JoinGroup, 9, &join(name, &given.member_id, None))?;
    let member = joined.member_id.clone();
    let generation = joined.generation_id;
    let _: SyncGroupResponse = session.quiet(ApiKey::SyncGroup, 4, &sync(name, generation, &member))?;

    let mut other_type = join(name, &s(""), None);
    other_type.protocol_type = s("connect");
    session.call::<_, JoinGroupResponse>("another protocol type", ApiKey::JoinGroup, 3, &other_type);
    let mut other_protocol = join(name, &s(""), None);
    other_protocol.protocols =
        vec![make!(JoinGroupRequestProtocol { name: s("sticky"), metadata: Bytes::new() })];
    session.call::<_, JoinGroupResponse>("another protocol", ApiKey::JoinGroup, 3, &other_protocol);

    type Change = fn(&mut SyncGroupRequest);
    let changes: &[(&str, Change)] = &[
        ("old generation", |r| r.generation_id -= 1),
        ("generation to come", |r| r.generation_id += 1),
        ("unknown member", |r| r.member_id = s("stranger")),
        ("another protocol type", |r| r.protocol_type = Some(s("connect"))),
        ("another protocol", |r| r.protocol_name = Some(s("sticky"))),
        ("no protocol", |r| r.protocol_name = None),
        ("an instance it has not", |r| r.group_instance_id = Some(s("i"))),
    ];
    for (label, change) in changes {
        let mut request = sync(name, generation, &member);
        request.protocol_type = Some(s("consumer"));
        request.protocol_name = Some(s("range"));
        change(&mut request);
        session.call::<_, SyncGroupResponse>(label, ApiKey::SyncGroup, 5, &request);
    }
    for (label, generation) in [("this generation", generation), ("another", generation + 1), ("none", -1)] {
        let beat = make!(HeartbeatRequest {
            group_id: group(name),
            generation_id: generation,
            member_id: member.clone()
        });
        session.call::<_, HeartbeatResponse>(label, ApiKey::Heartbeat, 4, &beat);
    }
    let leaver = make!(MemberIdentity { member_id: member, group_instance_id: Some(s("not-static")) });
    let leave = make!(LeaveGroupRequest { group_id: group(name), members: vec![leaver] });
    session
        .call::<_, LeaveGroupResponse>("as an instance it is not", ApiKey::LeaveGroup, 5, &leave)
        .context("leave")?;
    Ok(())
}
