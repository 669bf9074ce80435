//! Members of groups, by both protocols.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::{Result, ensure};
use futures::FutureExt;
use futures::future::BoxFuture;
use kavka_client::TopicPartition;
use kavka_client::admin::CommittedOffset;
use kavka_client::cluster::ClusterView;
use kavka_client::consumer::assignor::{Assignment, AssignorError, PartitionAssignor, Subscription};
use kavka_client::consumer::{Consumer, ConsumerParts, Leave, RebalanceListener};

use super::fixture::{Fixture, assigned, at, eventually, number, poll_until, read};

pub async fn members_share_and_hand_over(fixture: Fixture, protocol: &str) -> Result<()> {
    let topic = fixture.topic("t", 4).await?;
    fixture.write(&topic, 4, 0..40).await?;
    let mut first = fixture.member(protocol, &[])?;
    first.subscribe([topic.clone()])?;
    ensure!(read(&mut first, 40).await?.len() == 40);
    ensure!(assigned(&first).len() == 4);
    let metadata = first.group_metadata()?;
    ensure!(metadata.generation_id > 0 && !metadata.member_id.is_empty(), "{metadata:?}");
    let mut second = fixture.member(protocol, &[])?;
    second.subscribe([topic.clone()])?;
    poll_until(&mut [&mut first, &mut second], "two each", |all| {
        all.iter().all(|consumer| assigned(consumer).len() == 2)
    })
    .await?;
    ensure!(assigned(&first).is_disjoint(&assigned(&second)));
    // What the first has read is committed, or still its own: nothing comes twice.
    fixture.write(&topic, 4, 40..80).await?;
    let mut numbers = Vec::new();
    while numbers.len() < 40 {
        numbers.extend(first.poll(Duration::from_millis(100)).await?.iter().map(number));
        numbers.extend(second.poll(Duration::from_millis(100)).await?.iter().map(number));
    }
    numbers.sort_unstable();
    ensure!(numbers == (40..80).collect::<Vec<_>>(), "{numbers:?}");
    first.close().await;
    poll_until(&mut [&mut second], "all four", |all| assigned(all[0]).len() == 4).await?;
    second.close().await;
    Ok(())
}

pub async fn commits_are_found_again(fixture: Fixture, protocol: &str) -> Result<()> {
    let topic = fixture.topic("t", 1).await?;
    fixture.write(&topic, 1, 0..30).await?;
    let zero = at(&topic, 0);
    let by_hand = [("enable.auto.commit", "false"), ("max.poll.records", "10")];
    let mut consumer = fixture.member(protocol, &by_hand)?;
    consumer.subscribe([topic.clone()])?;
    ensure!(read(&mut consumer, 10).await?.len() == 10);
    ensure!(consumer.committed([zero.clone()]).await?.is_empty());
    consumer.commit().await?;
    let offset =
        |metadata: &str, offset| CommittedOffset { offset, leader_epoch: -1, metadata: metadata.to_string() };
    ensure!(consumer.committed([zero.clone()]).await?[&zero].offset == 10);
    ensure!(read(&mut consumer, 10).await?.len() == 10);
    consumer.commit_async()?.await?;
    ensure!(consumer.committed([zero.clone()]).await?[&zero].offset == 20);
    consumer.commit_offsets(BTreeMap::from([(zero.clone(), offset("mine", 15))])).await?;
    let found = consumer.committed([zero.clone(), at(&topic, 9)]).await?;
    ensure!(found.len() == 1 && found[&zero] == offset("mine", 15), "{found:?}");
    consumer.close().await;
    // Another goes on there, and commits by itself.
    let mut other = fixture.member(protocol, &[("auto.commit.interval.ms", "200")])?;
    other.subscribe([topic.clone()])?;
    ensure!(number(&read(&mut other, 15).await?[0]) == 15);
    for _ in 0..30 {
        other.poll(Duration::from_millis(50)).await?;
    }
    ensure!(other.committed([zero.clone()]).await?[&zero].offset == 30);
    other.unsubscribe().await;
    ensure!(assigned(&other).is_empty());
    other.subscribe([topic.clone()])?;
    poll_until(&mut [&mut other], "a member again", |all| assigned(all[0]).len() == 1).await?;
    other.close().await;
    Ok(())
}

/// Writes down what it hears, and commits what it loses by order.
#[derive(Default)]
struct Heard(Mutex<Vec<String>>);

impl Heard {
    fn note(&self, what: &str, partitions: &[TopicPartition]) {
        let numbers: Vec<String> = partitions.iter().map(|at| at.partition.to_string()).collect();
        self.0.lock().unwrap().push(format!("{what} {}", numbers.join(",")));
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl RebalanceListener for Heard {
    fn on_assigned<'a>(&'a self, _: &'a mut Consumer, partitions: &'a [TopicPartition]) -> BoxFuture<'a, ()> {
        async move { self.note("assigned", partitions) }.boxed()
    }

    fn on_revoked<'a>(
        &'a self,
        consumer: &'a mut Consumer,
        partitions: &'a [TopicPartition],
    ) -> BoxFuture<'a, ()> {
        async move {
            let committed = consumer.commit().await;
            self.note(if committed.is_ok() { "revoked" } else { "revoked, not committed" }, partitions);
        }
        .boxed()
    }

    fn on_lost<'a>(&'a self, _: &'a mut Consumer, partitions: &'a [TopicPartition]) -> BoxFuture<'a, ()> {
        async move { self.note("lost", partitions) }.boxed()
    }
}

/// What a member of an eager protocol holds in the end who held `before`: each generation revokes all that the one before
/// assigned. A busy machine may put one more generation in between.
fn held_after(before: &str, events: &[String]) -> Result<String> {
    let mut held = before.to_owned();
    for event in events {
        match event.split_once(' ') {
            Some(("revoked", all)) if all == held && !held.is_empty() => held.clear(),
            Some(("assigned", all)) if held.is_empty() => all.clone_into(&mut held),
            _ => anyhow::bail!("{event} with {held:?} held: {events:?}"),
        }
    }
    Ok(held)
}

pub async fn listeners_hear_what_moves(fixture: Fixture, protocol: &str) -> Result<()> {
    let topic = fixture.topic("t", 2).await?;
    let strategies: &[&str] =
        if protocol == "classic" { &["RangeAssignor", "CooperativeStickyAssignor"] } else { &[""] };
    for strategy in strategies {
        let classic = [("partition.assignment.strategy", *strategy)];
        let pairs: &[(&str, &str)] = if strategy.is_empty() { &[] } else { &classic };
        let mut first = fixture.member(protocol, pairs)?;
        let heard = Arc::new(Heard::default());
        first.set_rebalance_listener(Some(heard.clone()));
        first.subscribe([topic.clone()])?;
        poll_until(&mut [&mut first], "both", |all| assigned(all[0]).len() == 2).await?;
        let events = heard.take();
        // A topic that the coordinator has not heard of yet comes a heartbeat later.
        ensure!(events.iter().all(|event| event == "assigned " || event == "assigned 0,1"), "{events:?}");
        let mut second = fixture.member(protocol, pairs)?;
        second.subscribe([topic.clone()])?;
        poll_until(&mut [&mut first, &mut second], "one each", |all| {
            all.iter().all(|consumer| assigned(consumer).len() == 1)
        })
        .await?;
        let events = heard.take();
        let kept = assigned(&first).iter().map(|at| at.partition).next().unwrap_or(-1);
        if *strategy == "RangeAssignor" {
            ensure!(held_after("0,1", &events)? == kept.to_string(), "{events:?}");
        } else {
            ensure!(events.contains(&format!("revoked {}", 1 - kept)), "{events:?}");
            ensure!(!events.iter().any(|event| event.contains("0,1")), "{events:?}");
        }
        second.close().await;
        poll_until(&mut [&mut first], "both again", |all| assigned(all[0]).len() == 2).await?;
        heard.take();
        first.close().await;
        ensure!(heard.take() == ["revoked 0,1"], "closing lets go");
    }
    Ok(())
}

pub async fn a_static_member_comes_back(fixture: Fixture, protocol: &str) -> Result<()> {
    let topic = fixture.topic("t", 2).await?;
    let named = [("group.instance.id", "one")];
    let mut first = fixture.member(protocol, &named)?;
    first.subscribe([topic.clone()])?;
    let mut second = fixture.member(protocol, &[("group.instance.id", "two")])?;
    second.subscribe([topic.clone()])?;
    poll_until(&mut [&mut first, &mut second], "one each", |all| {
        all.iter().all(|consumer| assigned(consumer).len() == 1)
    })
    .await?;
    let had = assigned(&first);
    first.close().await;
    let mut again = fixture.member(protocol, &named)?;
    again.subscribe([topic.clone()])?;
    poll_until(&mut [&mut again, &mut second], "the same again", |all| assigned(all[0]) == had).await?;
    ensure!(assigned(&second).len() == 1, "the other never heard of it");
    again.close_with(Duration::from_secs(5), Leave::LeaveGroup).await;
    poll_until(&mut [&mut second], "both", |all| assigned(all[0]).len() == 2).await?;
    second.close_with(Duration::from_secs(5), Leave::LeaveGroup).await;
    Ok(())
}

pub async fn who_does_not_poll_is_out(fixture: Fixture, protocol: &str) -> Result<()> {
    let topic = fixture.topic("t", 2).await?;
    let lazy_pairs = [("max.poll.interval.ms", "2500")];
    let mut lazy = fixture.member(protocol, &lazy_pairs)?;
    let heard = Arc::new(Heard::default());
    lazy.set_rebalance_listener(Some(heard.clone()));
    lazy.subscribe([topic.clone()])?;
    poll_until(&mut [&mut lazy], "both", |all| assigned(all[0]).len() == 2).await?;
    heard.take();
    let mut other = fixture.member(protocol, &[])?;
    other.subscribe([topic.clone()])?;
    poll_until(&mut [&mut other], "all of the one that sleeps", |all| assigned(all[0]).len() == 2).await?;
    // By the newer protocol the broker has the same limit, which may end a moment before the sleeper's own.
    eventually("the sleeper knows", || async { Ok(lazy.group_metadata()?.generation_id <= 0) }).await?;
    poll_until(&mut [&mut lazy, &mut other], "one each", |all| {
        all.iter().all(|consumer| assigned(consumer).len() == 1)
    })
    .await?;
    let events = heard.take();
    ensure!(events.first().is_some_and(|event| event == "lost 0,1"), "{events:?}");
    lazy.close().await;
    other.close().await;
    Ok(())
}

pub async fn patterns_find_new_topics(fixture: Fixture, protocol: &str) -> Result<()> {
    let first = fixture.topic("found-1", 1).await?;
    fixture.topic("not-found", 1).await?;
    let mut consumer = fixture.member(protocol, &[])?;
    consumer.subscribe_pattern(&fixture.named("found-.*"))?;
    poll_until(&mut [&mut consumer], "the first", |all| assigned(all[0]) == [at(&first, 0)].into()).await?;
    let second = fixture.topic("found-2", 1).await?;
    let both = [at(&first, 0), at(&second, 0)].into();
    poll_until(&mut [&mut consumer], "both", |all| assigned(all[0]) == both).await?;
    consumer.close().await;
    Ok(())
}

pub async fn the_broker_resolves_expressions(fixture: Fixture) -> Result<()> {
    let first = fixture.topic("found-1", 1).await?;
    let mut consumer = fixture.member("consumer", &[])?;
    consumer.subscribe_regex(&fixture.named("found-.*"))?;
    poll_until(&mut [&mut consumer], "the first", |all| assigned(all[0]) == [at(&first, 0)].into()).await?;
    consumer.close().await;
    let mut wrong = fixture.member("consumer", &[])?;
    wrong.subscribe_regex("(")?;
    eventually("the broker says no", || {
        let poll = wrong.poll(Duration::from_millis(200)).now_or_never();
        async move { Ok(matches!(poll, Some(Err(_)))) }
    })
    .await
}

/// Gives everything to the member whose user data is the greatest.
#[derive(Debug)]
struct Greedy(&'static str);

impl PartitionAssignor for Greedy {
    fn name(&self) -> &str {
        "greedy"
    }

    fn user_data(&self, _: &[String]) -> Option<bytes::Bytes> {
        Some(bytes::Bytes::from_static(self.0.as_bytes()))
    }

    fn assign(
        &self,
        cluster: &ClusterView,
        group: &BTreeMap<String, Subscription>,
    ) -> Result<BTreeMap<String, Assignment>, AssignorError> {
        let greatest = group.iter().max_by_key(|(_, member)| member.user_data.clone()).map(|(id, _)| id);
        let all = group.values().flat_map(|member| &member.topics).collect::<std::collections::BTreeSet<_>>();
        let partitions: Vec<TopicPartition> = all
            .into_iter()
            .flat_map(|name| cluster.topics[name].partitions.iter().map(|one| at(name, one.index)))
            .collect();
        let give = |id: &String| {
            let partitions = if Some(id) == greatest { partitions.clone() } else { Vec::new() };
            (id.clone(), Assignment { partitions, user_data: None })
        };
        Ok(group.keys().map(give).collect())
    }
}

pub async fn assignors_of_ones_own(fixture: Fixture) -> Result<()> {
    let topic = fixture.topic("t", 3).await?;
    let member = |rank: &'static str| {
        let parts = ConsumerParts { assignors: vec![Arc::new(Greedy(rank))], ..ConsumerParts::default() };
        fixture.member_with("classic", &[("partition.assignment.strategy", "greedy")], parts)
    };
    let (mut low, mut high) = (member("1")?, member("2")?);
    low.subscribe([topic.clone()])?;
    poll_until(&mut [&mut low], "all", |all| assigned(all[0]).len() == 3).await?;
    high.subscribe([topic.clone()])?;
    poll_until(&mut [&mut low, &mut high], "all to the higher", |all| {
        assigned(all[0]).is_empty() && assigned(all[1]).len() == 3
    })
    .await?;
    low.enforce_rebalance();
    poll_until(&mut [&mut low, &mut high], "and again", |all| assigned(all[1]).len() == 3).await?;
    low.close().await;
    high.close().await;
    Ok(())
}
