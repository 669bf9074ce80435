//! Leaders that move while records are written and read.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use kavka_client::{Consumer, Producer, TopicPartition};
use kavka_integration_tests::client::{ensure_numbers, properties, read_all};
use kavka_integration_tests::harness::ApacheCluster;
use kavka_integration_tests::writer::Writer;
use tokio::sync::watch;

use super::{lead, topic};

const PARTITIONS: usize = 3;

/// A member of a group that reads numbers until it has those that were written: how often each came.
async fn member(
    mut consumer: Consumer,
    mut written: watch::Receiver<Option<Vec<u64>>>,
) -> Result<BTreeMap<i32, Vec<String>>> {
    let mut found = BTreeMap::<i32, Vec<String>>::new();
    let mut deadline = None;
    loop {
        for record in consumer.poll(Duration::from_millis(100)).await? {
            let value = String::from_utf8_lossy(record.value.as_deref().unwrap_or_default()).into_owned();
            found.entry(record.at.partition).or_default().push(value);
        }
        let Some(counts) = written.borrow_and_update().clone() else { continue };
        let has_all = |(partition, count): (i32, &u64)| {
            *count == 0 || found.get(&partition).is_some_and(|found| found.len() as u64 >= *count)
        };
        if (0..).zip(&counts).all(has_all) {
            consumer.close().await;
            return Ok(found);
        }
        let deadline = deadline.get_or_insert_with(|| Instant::now() + Duration::from_secs(90));
        ensure!(Instant::now() < *deadline, "not all came: {counts:?}");
    }
}

pub async fn leaders_move_under_load(cluster: &mut ApacheCluster, protocol: &str) -> Result<()> {
    let name = format!("moving-{protocol}");
    topic(cluster, &name, &[[1, 2, 3], [2, 3, 1], [3, 1, 2]], &[]).await?;
    let group = format!("moving-{protocol}");
    let settings = [
        ("group.id", group.as_str()),
        ("group.protocol", protocol),
        ("auto.offset.reset", "earliest"),
        ("auto.commit.interval.ms", "500"),
    ];
    let mut consumer = Consumer::new(&properties(&cluster.bootstrap(), &settings))?;
    consumer.subscribe([name.clone()])?;
    let (tell, written) = watch::channel(None);
    let reader = tokio::spawn(member(consumer, written));
    let producer = Producer::new(&properties(&cluster.bootstrap(), &[("batch.size", "2000")]))?;
    let writer = Writer::start(producer, &name, PARTITIONS, Duration::from_millis(5));
    for round in 0..6 {
        let at = TopicPartition::new(name.as_str(), round % 3);
        lead(cluster, &at, (round * 2) % 3 + 1).await?;
    }
    let sent = writer.finish().await?;
    tell.send(Some(sent.clone()))?;
    let found = reader.await??;
    for (partition, records) in read_all(&cluster.bootstrap(), &name, 3, "read_uncommitted").await? {
        let count = sent[partition as usize];
        ensure_numbers(partition, &records, count)?;
        // The member never lost a partition, so it has read everything once and in order.
        let expected: Vec<String> = (0..count).map(|number| number.to_string()).collect();
        let read = found.get(&partition).map_or(0, Vec::len);
        ensure!(found.get(&partition) == Some(&expected), "the member read {read} of {count} of {partition}");
    }
    Ok(())
}
