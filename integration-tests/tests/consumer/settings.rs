//! Settings and habits of a consumer that its records must not depend on.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use kavka_client::producer::Record;
use kavka_client::{Consumer, Producer};

use super::fixture::{Fixture, at, eventually, number, read};

pub async fn polls_may_be_short_and_dropped(fixture: Fixture, protocol: &str) -> Result<()> {
    let topic = fixture.topic("t", 3).await?;
    fixture.write(&topic, 3, 0..300).await?;
    let mut consumer = fixture.member(protocol, &[("max.poll.records", "10")])?;
    consumer.subscribe([topic.clone()])?;
    let deadline = Instant::now() + Duration::from_secs(60);
    let mut found = BTreeMap::<i32, Vec<i32>>::new();
    let (mut count, mut polls) = (0, 0);
    while count < 300 {
        ensure!(Instant::now() < deadline, "{count} records after {polls} polls");
        polls += 1;
        let records = if polls % 2 == 0 {
            consumer.poll(Duration::ZERO).await?
        } else {
            // Dropped in the middle of whatever it does.
            match tokio::time::timeout(Duration::from_micros(300), consumer.poll(Duration::from_secs(5)))
                .await
            {
                Ok(records) => records?,
                Err(_) => continue,
            }
        };
        count += records.len();
        for record in &records {
            found.entry(record.at.partition).or_default().push(number(record));
        }
    }
    for (partition, numbers) in found {
        let expected: Vec<i32> = (0..300).filter(|number| number % 3 == partition).collect();
        ensure!(numbers == expected, "partition {partition}: {numbers:?}");
    }
    consumer.close().await;
    Ok(())
}

pub async fn records_may_be_larger_than_fetches(fixture: Fixture) -> Result<()> {
    let topic = fixture.topic("t", 2).await?;
    let producer = Producer::new(&fixture.properties(&[("linger.ms", "0")]))?;
    let sizes = [10, 700_000, 20, 900_000, 30];
    for (nth, size) in sizes.into_iter().enumerate() {
        let record = Record::new(topic.as_str(), vec![nth as u8; size]);
        for partition in 0..2 {
            producer.send(&record.clone().with_partition(partition)).await?.await?;
        }
    }
    producer.close().await;
    for limits in [
        [("fetch.max.bytes", "1000"), ("max.partition.fetch.bytes", "1000")],
        [("fetch.max.bytes", "1000"), ("max.partition.fetch.bytes", "1048576")],
        [("fetch.max.bytes", "52428800"), ("max.partition.fetch.bytes", "1000")],
    ] {
        let mut consumer = Consumer::new(&fixture.properties(&limits))?;
        consumer.assign([at(&topic, 0), at(&topic, 1)]);
        let records = read(&mut consumer, 2 * sizes.len()).await?;
        for partition in 0..2 {
            let of_partition = records.iter().filter(|record| record.at.partition == partition);
            let found: Vec<usize> =
                of_partition.map(|record| record.value.as_ref().map_or(0, |v| v.len())).collect();
            ensure!(found == sizes, "{limits:?}: {found:?}");
        }
        consumer.close().await;
    }
    Ok(())
}

pub async fn topics_are_made_where_that_is_allowed(fixture: Fixture) -> Result<()> {
    let topic = fixture.named("made");
    let admin = fixture.admin()?;
    for is_allowed in ["false", "true"] {
        let mut consumer = Consumer::new(&fixture.properties(&[("allow.auto.create.topics", is_allowed)]))?;
        consumer.assign([at(&topic, 0)]);
        ensure!(consumer.poll(Duration::from_secs(1)).await?.is_empty());
        if is_allowed == "false" {
            ensure!(!admin.list_topics().await?.into_iter().any(|(name, _)| name == topic), "it was made");
            continue;
        }
        eventually("the topic is made", || async {
            Ok(admin.list_topics().await?.into_iter().any(|(name, _)| name == topic))
        })
        .await?;
        fixture.write(&topic, 1, 0..3).await?;
        ensure!(read(&mut consumer, 3).await?.len() == 3, "and is read without being asked for again");
    }
    Ok(())
}

pub async fn both_isolation_levels_read_to_the_end(fixture: Fixture) -> Result<()> {
    let topic = fixture.topic("t", 1).await?;
    let id = fixture.named("id");
    let producer = Producer::new(&fixture.properties(&[("transactional.id", id.as_str())]))?;
    producer.init_transactions().await?;
    for (nth, commits) in [true, false, true].into_iter().enumerate() {
        producer.begin_transaction()?;
        for part in 0..3 {
            producer.send(&Record::new(topic.as_str(), (nth * 3 + part).to_string())).await?.forget();
        }
        producer.flush().await;
        if commits { producer.commit_transaction().await? } else { producer.abort_transaction().await? }
    }
    // Undecided records are there for one level and not for the other, which waits.
    producer.begin_transaction()?;
    producer.send(&Record::new(topic.as_str(), "9")).await?.await?;
    let zero = at(&topic, 0);
    for (level, wanted, end) in [
        ("read_committed", vec![0, 1, 2, 6, 7, 8], 12),
        ("read_uncommitted", (0..10).collect::<Vec<_>>(), 13),
    ] {
        let mut consumer = Consumer::new(&fixture.properties(&[("isolation.level", level)]))?;
        consumer.assign([zero.clone()]);
        let numbers: Vec<i32> = read(&mut consumer, wanted.len()).await?.iter().map(number).collect();
        ensure!(numbers == wanted, "{level}: {numbers:?}");
        // Markers and aborted records are passed over, and no lag is left.
        while consumer.position(&zero) != Some(end) {
            ensure!(consumer.poll(Duration::from_millis(200)).await?.is_empty());
        }
        ensure!(consumer.current_lag(&zero) == Some(0), "{level}: {:?}", consumer.current_lag(&zero));
        ensure!(consumer.end_offsets([zero.clone()]).await?[&zero] == end, "{level}");
        consumer.close().await;
    }
    producer.abort_transaction().await?;
    producer.close().await;
    Ok(())
}
