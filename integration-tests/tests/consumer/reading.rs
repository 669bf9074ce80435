//! Partitions by hand: positions, resets, batches, and who else looks on.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use futures::StreamExt;
use kavka_client::TopicPartition;
use kavka_client::admin::{CommittedOffset, OffsetSpec};
use kavka_client::consumer::{ConsumeError, ConsumedRecord, Consumer, ConsumerInterceptor, ConsumerParts};

use super::fixture::{Fixture, at, number, read};

pub async fn partitions_by_hand(fixture: Fixture) -> Result<()> {
    let topic = fixture.topic("t", 2).await?;
    fixture.write(&topic, 2, 0..100).await?;
    let (zero, one) = (at(&topic, 0), at(&topic, 1));
    let mut consumer = Consumer::new(&fixture.properties(&[("max.poll.records", "7")]))?;
    consumer.assign([zero.clone(), one.clone()]);
    let mut numbers: Vec<i32> = read(&mut consumer, 100).await?.iter().map(number).collect();
    numbers.sort_unstable();
    ensure!(numbers == (0..100).collect::<Vec<_>>());
    ensure!((consumer.position(&zero), consumer.position(&one)) == (Some(50), Some(50)));
    ensure!(consumer.current_lag(&zero) == Some(0));
    ensure!(consumer.end_offsets([zero.clone()]).await? == BTreeMap::from([(zero.clone(), 50)]));
    ensure!(consumer.beginning_offsets([one.clone()]).await? == BTreeMap::from([(one.clone(), 0)]));
    ensure!(consumer.partitions_for(&topic).await?.partitions.len() == 2);
    ensure!(consumer.list_topics().await?.contains_key(&topic));

    consumer.seek(&zero, 48);
    consumer.pause([one.clone()]);
    consumer.seek(&one, 0);
    let again: Vec<i64> = read(&mut consumer, 2).await?.iter().map(|record| record.offset).collect();
    ensure!(again == [48, 49], "paused partitions give nothing: {again:?}");
    consumer.resume([one.clone()]);
    ensure!(read(&mut consumer, 50).await?.iter().all(|record| *record.at == one));

    let all =
        consumer.offsets_for_times(BTreeMap::from([(zero.clone(), 0), (one.clone(), i64::MAX)])).await?;
    ensure!(all.len() == 1 && all[&zero].offset == 0, "{all:?}");
    consumer.seek_to(&zero, OffsetSpec::Timestamp(0));
    ensure!(consumer.find_position(&zero).await? == 0);
    consumer.seek_to(&zero, OffsetSpec::Latest);
    ensure!(consumer.find_position(&zero).await? == 50);
    let missing = consumer.find_position(&at("nowhere", 0)).await;
    ensure!(matches!(missing, Err(ConsumeError::NotAssigned(_))));
    consumer.close().await;
    Ok(())
}

pub async fn resets(fixture: Fixture) -> Result<()> {
    let topic = fixture.topic("t", 1).await?;
    fixture.write(&topic, 1, 0..10).await?;
    let zero = at(&topic, 0);
    let group = fixture.named("none");
    let none = [("auto.offset.reset", "none"), ("group.id", group.as_str())];
    let mut consumer = Consumer::new(&fixture.properties(&none))?;
    consumer.assign([zero.clone()]);
    let error = consumer.poll(Duration::from_secs(10)).await;
    ensure!(matches!(error, Err(ConsumeError::NoOffset(_))), "{error:?}");
    consumer.seek(&zero, 1000);
    let error = consumer.poll(Duration::from_secs(10)).await;
    ensure!(matches!(error, Err(ConsumeError::OutOfRange { offset: 1000, .. })), "{error:?}");
    consumer.seek(&zero, 9);
    ensure!(number(&read(&mut consumer, 1).await?[0]) == 9);

    let mut ago = Consumer::new(&fixture.properties(&[("auto.offset.reset", "by_duration:PT1H")]))?;
    ago.assign([zero.clone()]);
    ensure!(read(&mut ago, 10).await?.len() == 10);
    let mut latest = Consumer::new(&fixture.properties(&[("auto.offset.reset", "latest")]))?;
    latest.assign([zero.clone()]);
    ensure!(latest.find_position(&zero).await? == 10);
    latest.seek(&zero, 1000);
    ensure!(latest.poll(Duration::from_secs(1)).await?.is_empty());
    ensure!(latest.find_position(&zero).await? == 10, "out of range goes by the policy");
    Ok(())
}

pub async fn batches_and_streams(fixture: Fixture) -> Result<()> {
    let topic = fixture.topic("t", 1).await?;
    fixture.write(&topic, 1, 0..20).await?;
    let mut consumer = Consumer::new(&fixture.properties(&[]))?;
    consumer.assign([at(&topic, 0)]);
    let mut next = 0;
    let mut numbers = Vec::new();
    while next < 20 {
        for batches in consumer.poll_batches(Duration::from_secs(5)).await? {
            ensure!(batches.from == next && batches.high_watermark == 20);
            next = batches.next;
            numbers.extend(batches.records(false)?.iter().map(number));
        }
    }
    ensure!(numbers == (0..20).collect::<Vec<_>>() && consumer.position(&at(&topic, 0)) == Some(20));
    consumer.seek(&at(&topic, 0), 5);
    let mut stream = std::pin::pin!(consumer.stream().take(15));
    let mut numbers = Vec::new();
    while let Some(record) = stream.next().await {
        numbers.push(number(&record?));
    }
    ensure!(numbers == (5..20).collect::<Vec<_>>());
    Ok(())
}

pub async fn a_poll_is_woken(fixture: Fixture) -> Result<()> {
    let topic = fixture.topic("t", 1).await?;
    let mut consumer = Consumer::new(&fixture.properties(&[]))?;
    consumer.assign([at(&topic, 0)]);
    let waker = consumer.waker();
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(300)).await;
        waker.wake();
    });
    let started = Instant::now();
    let woken = consumer.poll(Duration::from_secs(30)).await;
    ensure!(matches!(woken, Err(ConsumeError::Woken)) && started.elapsed() < Duration::from_secs(5));
    ensure!(consumer.poll(Duration::from_millis(100)).await?.is_empty(), "one wake, one poll");
    Ok(())
}

#[derive(Default)]
struct Counts {
    records: AtomicUsize,
    commits: AtomicUsize,
}

impl ConsumerInterceptor for Counts {
    fn on_consume(&self, mut records: Vec<ConsumedRecord>) -> Vec<ConsumedRecord> {
        self.records.fetch_add(records.len(), Ordering::Relaxed);
        records.retain(|record| number(record) % 2 == 0);
        records
    }

    fn on_commit(&self, _: &BTreeMap<TopicPartition, CommittedOffset>) {
        self.commits.fetch_add(1, Ordering::Relaxed);
    }
}

pub async fn interceptors_see_all(fixture: Fixture) -> Result<()> {
    let topic = fixture.topic("t", 1).await?;
    fixture.write(&topic, 1, 0..10).await?;
    let counts = Arc::new(Counts::default());
    let parts = ConsumerParts { interceptors: vec![counts.clone()], ..ConsumerParts::default() };
    let group = fixture.named("group");
    let mut consumer = Consumer::with_parts(&fixture.properties(&[("group.id", &group)]), parts)?;
    consumer.assign([at(&topic, 0)]);
    ensure!(read(&mut consumer, 5).await?.iter().all(|record| number(record) % 2 == 0));
    consumer.commit().await?;
    let seen = (counts.records.load(Ordering::Relaxed), counts.commits.load(Ordering::Relaxed));
    ensure!(seen == (10, 1) && consumer.metrics().records == 5, "{seen:?}");
    Ok(())
}
