//! What a member keeps, commits and leaves behind.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use kavka_client::TopicPartition;
use kavka_client::admin::CommittedOffset;
use kavka_client::consumer::{ConsumeError, Consumer, Leave};
use kavka_protocol::ErrorCode;

use super::fixture::{Fixture, assigned, number, poll_until, read};

/// Assignors with which members keep what they have.
const COOPERATIVE: (&str, &str) = ("partition.assignment.strategy", "cooperative-sticky");

fn keeping(protocol: &str) -> &'static [(&'static str, &'static str)] {
    if protocol == "classic" { &[COOPERATIVE] } else { &[] }
}

pub async fn pauses_outlive_rebalances(fixture: Fixture, protocol: &str) -> Result<()> {
    let topic = fixture.topic("t", 4).await?;
    fixture.write(&topic, 4, 0..40).await?;
    let mut first = fixture.member(protocol, keeping(protocol))?;
    first.subscribe([topic.clone()])?;
    read(&mut first, 40).await?;
    let all: Vec<TopicPartition> = assigned(&first).into_iter().collect();
    first.pause(all);
    fixture.write(&topic, 4, 40..80).await?;
    ensure!(first.poll(Duration::from_millis(500)).await?.is_empty(), "paused partitions give nothing");
    let mut second = fixture.member(protocol, keeping(protocol))?;
    second.subscribe([topic.clone()])?;
    let mut numbers = Vec::new();
    while (assigned(&first).len(), assigned(&second).len()) != (2, 2) || numbers.len() < 20 {
        ensure!(first.poll(Duration::from_millis(50)).await?.is_empty(), "what is kept is paused still");
        numbers.extend(second.poll(Duration::from_millis(50)).await?.iter().map(number));
    }
    let paused: Vec<&TopicPartition> = first.paused().collect();
    ensure!(paused == first.assignment().collect::<Vec<_>>(), "{paused:?}");
    let kept: Vec<TopicPartition> = assigned(&first).into_iter().collect();
    first.resume(kept);
    numbers.extend(read(&mut first, 20).await?.iter().map(number));
    numbers.sort_unstable();
    ensure!(numbers == (40..80).collect::<Vec<_>>(), "{numbers:?}");
    first.close().await;
    second.close().await;
    Ok(())
}

async fn committed(fixture: &Fixture) -> Result<BTreeMap<i32, i64>> {
    let offsets = fixture.admin()?.group_offsets(&fixture.named("group")).await?;
    Ok(offsets.into_iter().map(|(at, committed)| (at.partition, committed.offset)).collect())
}

pub async fn offsets_are_committed_by_themselves(fixture: Fixture, protocol: &str) -> Result<()> {
    let topic = fixture.topic("t", 2).await?;
    fixture.write(&topic, 2, 0..20).await?;
    // Not if that is off, not even with the last breath.
    let off = [&[("enable.auto.commit", "false")], keeping(protocol)].concat();
    let mut silent = fixture.member(protocol, &off)?;
    silent.subscribe([topic.clone()])?;
    read(&mut silent, 20).await?;
    silent.close().await;
    ensure!(committed(&fixture).await?.is_empty(), "nobody was to commit");

    // Before partitions go to another: what was read is not read again.
    let seldom = [&[("auto.commit.interval.ms", "3600000")], keeping(protocol)].concat();
    let mut first = fixture.member(protocol, &seldom)?;
    first.subscribe([topic.clone()])?;
    read(&mut first, 20).await?;
    ensure!(committed(&fixture).await?.is_empty(), "the hour has not passed");
    let mut second = fixture.member(protocol, &seldom)?;
    second.subscribe([topic.clone()])?;
    poll_until(&mut [&mut first, &mut second], "one each", |all| {
        all.iter().all(|consumer| assigned(consumer).len() == 1)
    })
    .await?;
    let moved = assigned(&second).first().context("a partition")?.partition;
    ensure!(committed(&fixture).await?.get(&moved) == Some(&10), "{:?}", committed(&fixture).await?);
    ensure!(second.poll(Duration::from_millis(300)).await?.is_empty(), "twice");

    // And at the end.
    fixture.write(&topic, 2, 20..30).await?;
    let (of_first, of_second) = (read(&mut first, 5).await?, read(&mut second, 5).await?);
    ensure!((of_first.len(), of_second.len()) == (5, 5));
    first.close().await;
    second.close().await;
    ensure!(
        committed(&fixture).await? == BTreeMap::from([(0, 15), (1, 15)]),
        "{:?}",
        committed(&fixture).await?
    );
    Ok(())
}

/// Polls until it fails, for half a minute.
async fn failure(consumer: &mut Consumer) -> Result<ConsumeError> {
    for _ in 0..150 {
        if let Err(error) = consumer.poll(Duration::from_millis(200)).await {
            return Ok(error);
        }
    }
    bail!("no poll failed")
}

pub async fn a_name_has_one_member_at_a_time(fixture: Fixture, protocol: &str) -> Result<()> {
    let topic = fixture.topic("t", 1).await?;
    let named = [("group.instance.id", "the-only")];
    let mut first = fixture.member(protocol, &named)?;
    first.subscribe([topic.clone()])?;
    poll_until(&mut [&mut first], "all", |all| assigned(all[0]).len() == 1).await?;
    let mut second = fixture.member(protocol, &named)?;
    second.subscribe([topic.clone()])?;
    let code = |error: &ConsumeError| match error {
        ConsumeError::Client(error) => error.code(),
        _ => None,
    };
    let (mut stays, goes) = if protocol == "classic" {
        // The newcomer takes the place over.
        poll_until(&mut [&mut second], "the place", |all| assigned(all[0]).len() == 1).await?;
        let error = failure(&mut first).await?;
        ensure!(code(&error) == Some(ErrorCode::FencedInstanceId), "{error:?}");
        let offset = CommittedOffset { offset: 1, leader_epoch: -1, metadata: String::new() };
        let commit = first.commit_offsets([(TopicPartition::new(topic, 0), offset)].into()).await;
        ensure!(commit.is_err(), "who is fenced commits nothing");
        (second, first)
    } else {
        // The place is taken until its member leaves.
        let error = failure(&mut second).await?;
        ensure!(code(&error) == Some(ErrorCode::UnreleasedInstanceId), "{error:?}");
        (first, second)
    };
    goes.close().await;
    poll_until(&mut [&mut stays], "the other is still a member", |all| assigned(all[0]).len() == 1).await?;
    stays.close_with(Duration::from_secs(5), Leave::LeaveGroup).await;
    Ok(())
}

pub async fn who_closes_may_stay(fixture: Fixture, protocol: &str) -> Result<()> {
    let topic = fixture.topic("t", 1).await?;
    for (how, remain) in [(Leave::RemainInGroup, 1), (Leave::Default, 0)] {
        let group = fixture.named(&format!("{how:?}").to_lowercase());
        let mut member = fixture.member(protocol, &[("group.id", group.as_str())])?;
        member.subscribe([topic.clone()])?;
        poll_until(&mut [&mut member], "all", |all| assigned(all[0]).len() == 1).await?;
        member.close_with(Duration::from_secs(5), how).await;
        let members = fixture.admin()?.describe_group(&group).await?.members;
        ensure!(members.len() == remain, "{how:?}: {members:?}");
    }
    Ok(())
}
