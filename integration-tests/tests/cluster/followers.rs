//! Reading from the follower in the consumer's rack (KIP-392). Which broker answered is seen by the bytes that came
//! through its proxy.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use kavka_client::producer::RecordRef;
use kavka_client::{Consumer, Producer, TopicPartition};
use kavka_integration_tests::client::properties;
use kavka_integration_tests::harness::ApacheCluster;

use super::{read, topic};

const TOPIC: &str = "near";
const RECORD_BYTES: usize = 5_000;
const COUNT: usize = 200;

async fn write(cluster: &ApacheCluster, count: usize) -> Result<()> {
    let producer = Producer::new(&properties(&cluster.bootstrap(), &[]))?;
    for number in 0..count {
        let value = vec![number as u8; RECORD_BYTES];
        producer.send(RecordRef::new(TOPIC, &value)).await?.forget();
    }
    producer.flush().await;
    producer.close().await;
    Ok(())
}

/// The bytes each broker answers while `count` records are read.
async fn read_counted(cluster: &ApacheCluster, consumer: &mut Consumer, count: usize) -> Result<[u64; 3]> {
    let now = || [1, 2, 3].map(|id| cluster.proxy(id).answered_bytes());
    let before = now();
    let found = read(consumer, count).await?;
    ensure!(found.len() == count, "{} records", found.len());
    let after = now();
    Ok([0, 1, 2].map(|index| after[index] - before[index]))
}

pub async fn records_come_from_the_rack(cluster: &mut ApacheCluster) -> Result<()> {
    topic(cluster, TOPIC, &[[1, 2, 3]], &[]).await?;
    write(cluster, COUNT).await?;
    let at = TopicPartition::new(TOPIC, 0);
    let settings = |rack| [("client.rack", rack), ("auto.offset.reset", "earliest")];
    let most = (COUNT * RECORD_BYTES) as u64;
    let little = most / 4;

    let mut anywhere = Consumer::new(&properties(&cluster.bootstrap(), &settings("")))?;
    anywhere.assign([at.clone()]);
    let bytes = read_counted(cluster, &mut anywhere, COUNT).await?;
    ensure!(bytes[0] >= most && bytes[1] < little && bytes[2] < little, "without a rack: {bytes:?}");
    anywhere.close().await;

    let mut near = Consumer::new(&properties(&cluster.bootstrap(), &settings("b")))?;
    near.assign([at.clone()]);
    let bytes = read_counted(cluster, &mut near, COUNT).await?;
    ensure!(bytes[1] >= most && bytes[0] < little && bytes[2] < little, "in rack b: {bytes:?}");

    // What is written later comes from there too.
    write(cluster, COUNT).await?;
    let bytes = read_counted(cluster, &mut near, COUNT).await?;
    ensure!(bytes[1] >= most && bytes[0] < little, "later, in rack b: {bytes:?}");

    // The leader takes over when the follower is gone, at once and not when the cluster has noticed.
    cluster.kill(2);
    write(cluster, COUNT).await?;
    let bytes = read_counted(cluster, &mut near, COUNT).await?;
    ensure!(bytes[0] >= most, "without the follower: {bytes:?}");

    // A follower that does not answer is no better than one that is gone.
    cluster.restart(2)?;
    super::wait_for_isr(cluster, &at, &[1, 2, 3]).await?;
    let mut patient = Consumer::new(&properties(
        &cluster.bootstrap(),
        &[&settings("b")[..], &[("request.timeout.ms", "3000")]].concat(),
    ))?;
    patient.assign([at.clone()]);
    let bytes = read_counted(cluster, &mut patient, 3 * COUNT).await?;
    ensure!(bytes[1] >= 3 * most && bytes[0] < little, "in rack b again: {bytes:?}");
    cluster.proxy(2).lose_answers(true);
    write(cluster, COUNT).await?;
    tokio::time::timeout(Duration::from_secs(60), read_counted(cluster, &mut patient, COUNT)).await??;
    cluster.proxy(2).lose_answers(false);
    patient.close().await;
    near.close().await;
    Ok(())
}

/// A broker that is there and says nothing: what another could answer, another is asked.
pub async fn a_silent_broker_delays_nobody(cluster: &mut ApacheCluster) -> Result<()> {
    topic(cluster, "spoken", &[[2, 3, 1], [3, 2, 1]], &[]).await?;
    let producer = Producer::new(&properties(&cluster.bootstrap(), &[]))?;
    cluster.pause(1)?;
    let started = Instant::now();
    for (nth, bootstrap) in [cluster.proxy(1).bootstrap(), String::new()].iter().enumerate() {
        // The silent one is asked first, or perhaps.
        let bootstrap = format!("{bootstrap},{}", cluster.bootstrap());
        let settings = [("auto.offset.reset", "earliest")];
        let mut consumer = Consumer::new(&properties(bootstrap.trim_matches(','), &settings))?;
        consumer.assign([0, 1].map(|index| TopicPartition::new("spoken", index)));
        for partition in 0..2 {
            let record = RecordRef { partition: Some(partition), ..RecordRef::new("spoken", b"word") };
            producer.send(record).await?.await?;
        }
        ensure!(read(&mut consumer, 2 * (nth + 1)).await?.len() == 2 * (nth + 1));
        consumer.close().await;
    }
    let elapsed = started.elapsed();
    cluster.resume(1)?;
    // Each question to the silent one would take request.timeout.ms, 30 s, or socket.connection.setup.timeout.ms, 10 s.
    ensure!(elapsed < Duration::from_secs(20), "it took {elapsed:?}");
    producer.close().await;
    Ok(())
}
