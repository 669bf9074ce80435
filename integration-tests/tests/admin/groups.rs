//! Groups of every kind.

#![allow(
    clippy::field_reassign_with_default,
    reason = "messages are filled in field by field: most cannot be written as literals"
)]

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use kavka_client::admin::{CommittedOffset, GroupFilter};
use kavka_client::cluster::CoordinatorType;
use kavka_client::{Admin, TopicPartition};
use kavka_protocol::ErrorCode;
use kavka_protocol::messages::streams_group_heartbeat_request::{Subtopology, Topology};
use kavka_protocol::messages::{
    GroupId, ShareGroupHeartbeatRequest, StreamsGroupHeartbeatRequest, TopicName,
};
use kavka_protocol::wire::StrBytes;

use super::{Make, code, eventually, one, served};

fn text(value: &'static str) -> StrBytes {
    StrBytes::from_static_str(value)
}

pub async fn of_consumers(admin: &Admin) -> Result<()> {
    let at = TopicPartition::new("t", 0);
    let committed = CommittedOffset { offset: 7, leader_epoch: -1, metadata: "m".to_string() };
    admin.alter_group_offsets("g", &BTreeMap::from([(at.clone(), committed.clone())])).await?;
    ensure!(admin.group_offsets("g").await?[&at] == committed);
    ensure!(admin.stable_group_offsets("g").await?[&at] == committed);
    let listed = admin.list_groups(&[], &[]).await?;
    let group = listed.iter().find(|group| group.id == "g").context("g is not listed")?;
    ensure!((group.group_type.as_str(), group.is_of_consumers()) == ("Classic", true), "{group:?}");
    ensure!(admin.list_groups(&["Stable".to_string()], &[]).await?.is_empty());
    let wanted = BTreeMap::from([
        ("g".to_string(), Some(vec![at.clone(), TopicPartition::new("t", 1)])),
        ("nope".to_string(), None),
    ]);
    let offsets = admin.offsets_of_groups(&wanted, false).await;
    ensure!(offsets["g"].as_ref().is_ok_and(|all| all.len() == 1 && all[&at] == committed), "{offsets:?}");
    ensure!(offsets["nope"].as_ref().is_ok_and(BTreeMap::is_empty), "{offsets:?}");
    let listed = admin.list_groups_by_broker(&GroupFilter::of_consumers()).await?;
    ensure!(listed[&1].as_ref().is_ok_and(|all| all.iter().any(|group| group.id == "g")), "{listed:?}");
    let connect = GroupFilter { protocol_types: vec!["connect".to_string()], ..GroupFilter::default() };
    ensure!(admin.list_groups_by_broker(&connect).await?[&1].as_ref().is_ok_and(Vec::is_empty));
    let many = ["g", "nope"].map(str::to_string);
    let described = admin.describe_groups(&many).await;
    ensure!(described["g"].is_ok(), "{described:?}");
    ensure!(code(&described["nope"]) == Some(ErrorCode::GroupIdNotFound), "{described:?}");
    let described = admin.describe_classic_groups(&many).await;
    ensure!(described["g"].is_ok() && described["nope"].is_err(), "{described:?}");
    let described = admin.describe_group("g").await?;
    ensure!((described.state.as_str(), described.members.len()) == ("Empty", 0), "{described:?}");
    ensure!(admin.describe_classic_group("g").await?.id == "g");
    ensure!(admin.remove_members("g", &["x".to_string()], "test").await?[0].1 == ErrorCode::UnknownMemberId);
    ensure!(admin.delete_group_offsets("g", std::slice::from_ref(&at)).await?[&at] == ErrorCode::None);
    // A simple group goes with its last offset.
    let deleted = admin.delete_group("g").await;
    ensure!(matches!(code(&deleted), None | Some(ErrorCode::GroupIdNotFound)), "{deleted:?}");
    let deleted = admin.delete_groups(&many).await;
    ensure!(deleted.values().all(|outcome| code(outcome) == Some(ErrorCode::GroupIdNotFound)), "{deleted:?}");
    let unknown = admin.describe_group("nope").await;
    ensure!(code(&unknown) == Some(ErrorCode::GroupIdNotFound), "{unknown:?}");
    Ok(())
}

/// A share group that a member has joined and left.
pub async fn of_shares(make: Make, admin: &Admin) -> Result<()> {
    let id = "sg".to_string();
    let ids = std::slice::from_ref(&id);
    let described = one(admin.describe_share_groups(ids).await);
    if make == Make::Kavka {
        if served(make, "ShareGroupDescribe", described)?.is_none() {
            let wanted = BTreeMap::from([(id.clone(), None)]);
            let offsets = one(admin.share_group_offsets(&wanted).await);
            ensure!(served(make, "DescribeShareGroupOffsets", offsets)?.is_none());
            let altered = admin.alter_share_group_offsets(&id, &BTreeMap::new()).await;
            ensure!(served(make, "AlterShareGroupOffsets", altered)?.is_none());
            let deleted = admin.delete_share_group_offsets(&id, &[]).await;
            ensure!(served(make, "DeleteShareGroupOffsets", deleted)?.is_none());
        }
        return Ok(());
    }
    ensure!(code(&described) == Some(ErrorCode::GroupIdNotFound), "{described:?}");
    let join = async || {
        let connection = admin.cluster().coordinator(CoordinatorType::Group, &id).await?;
        let mut request = ShareGroupHeartbeatRequest::default();
        request.group_id = GroupId(text("sg"));
        request.member_id = text("AAAAAAAAAAAAAAAAAAAAAg");
        request.subscribed_topic_names = Some(vec![TopicName(text("t"))]);
        Ok(connection.call(&request).await?.error_code)
    };
    eventually(join, |code| *code == 0).await?;
    let described = one(admin.describe_share_groups(ids).await)?;
    ensure!(described.members.len() == 1 && described.members[0].topics == ["t"], "{described:?}");
    let listed = admin.list_groups_by_broker(&GroupFilter::of_shares()).await?;
    ensure!(
        listed[&1].as_ref().is_ok_and(|all| all.len() == 1 && all[0].group_type == "Share"),
        "{listed:?}"
    );
    let at = TopicPartition::new("t", 0);
    let start = BTreeMap::from([(at.clone(), 6)]);
    let busy = admin.alter_share_group_offsets(&id, &start).await;
    ensure!(code(&busy) == Some(ErrorCode::NonEmptyGroup), "{busy:?}");
    let leave = async || {
        let connection = admin.cluster().coordinator(CoordinatorType::Group, &id).await?;
        let mut request = ShareGroupHeartbeatRequest::default();
        request.group_id = GroupId(text("sg"));
        request.member_id = text("AAAAAAAAAAAAAAAAAAAAAg");
        request.member_epoch = -1;
        Ok(connection.call(&request).await?.error_code)
    };
    eventually(leave, |code| *code == 0).await?;
    let altered = admin.alter_share_group_offsets(&id, &start).await?;
    ensure!(altered[&at].is_ok(), "{altered:?}");
    let wanted = BTreeMap::from([(id.clone(), None)]);
    let offsets = one(admin.share_group_offsets(&wanted).await)?;
    let found = offsets.get(&at).context("no offset")?.clone()?.context("no offset of it")?;
    ensure!(found.start_offset == 6, "{offsets:?}");
    let deleted = admin.delete_share_group_offsets(&id, &["t".to_string(), "nope".to_string()]).await?;
    ensure!(deleted["t"].is_ok(), "{deleted:?}");
    ensure!(code(&deleted["nope"]) == Some(ErrorCode::UnknownTopicOrPartition), "{deleted:?}");
    one(admin.delete_groups(ids).await)?;
    Ok(())
}

/// A streams group that a member has joined and left.
pub async fn of_streams(make: Make, admin: &Admin) -> Result<()> {
    let id = "streams".to_string();
    let ids = std::slice::from_ref(&id);
    let described = one(admin.describe_streams_groups(ids).await);
    if make == Make::Kavka {
        served(make, "StreamsGroupDescribe", described)?;
        return Ok(());
    }
    ensure!(code(&described) == Some(ErrorCode::GroupIdNotFound), "{described:?}");
    let heartbeat = || {
        let mut request = StreamsGroupHeartbeatRequest::default();
        request.group_id = GroupId(text("streams"));
        request.member_id = text("AAAAAAAAAAAAAAAAAAAAAQ");
        request
    };
    let join = async || {
        let mut subtopology = Subtopology::default();
        subtopology.subtopology_id = text("0");
        subtopology.source_topics = vec![TopicName(text("t"))];
        let mut topology = Topology::default();
        topology.epoch = 1;
        topology.subtopologies = vec![subtopology];
        let mut request = heartbeat();
        request.rebalance_timeout_ms = 10_000;
        request.topology = Some(topology);
        request.process_id = Some(text("p"));
        request.client_tags = Some(Vec::new());
        (request.active_tasks, request.standby_tasks, request.warmup_tasks) =
            (Some(Vec::new()), Some(Vec::new()), Some(Vec::new()));
        let connection = admin.cluster().coordinator(CoordinatorType::Group, &id).await?;
        let response = connection.call(&request).await?;
        Ok((response.error_code, response.error_message))
    };
    eventually(join, |(code, _)| *code == 0).await?;
    let described = one(admin.describe_streams_groups(ids).await)?;
    ensure!(described.members.len() == 1 && described.members[0].process_id == "p", "{described:?}");
    ensure!(described.subtopologies[0].source_topics == ["t"], "{described:?}");
    let listed = admin.list_groups_by_broker(&GroupFilter::of_streams()).await?;
    let is_streams = |all: &Vec<kavka_client::admin::GroupListing>| all[0].group_type == "Streams";
    ensure!(listed[&1].as_ref().is_ok_and(is_streams), "{listed:?}");
    let leave = async || {
        let mut request = heartbeat();
        request.member_epoch = -1;
        let connection = admin.cluster().coordinator(CoordinatorType::Group, &id).await?;
        Ok(connection.call(&request).await?.error_code)
    };
    eventually(leave, |code| *code == 0).await?;
    let at = TopicPartition::new("t", 0);
    let committed = CommittedOffset { offset: 7, leader_epoch: -1, metadata: String::new() };
    let altered =
        admin.alter_each_group_offset(&id, &BTreeMap::from([(at.clone(), committed.clone())])).await?;
    ensure!(altered[&at].is_ok(), "{altered:?}");
    ensure!(admin.group_offsets(&id).await?[&at] == committed);
    let deleted = admin.delete_group_offsets(&id, std::slice::from_ref(&at)).await?;
    ensure!(deleted[&at] == ErrorCode::None, "{deleted:?}");
    one(admin.delete_groups(ids).await)?;
    Ok(())
}
