//! An idempotent producer and brokers that are killed, stopped, paused and cut off.

use std::time::Duration;

use anyhow::Result;
use kavka_client::Producer;
use kavka_integration_tests::client::{ensure_numbers, properties, read_all};
use kavka_integration_tests::harness::ApacheCluster;
use kavka_integration_tests::writer::Writer;
use rand::Rng;

use super::{rounds, topic};

const TOPIC: &str = "idempotent";

pub async fn nothing_is_lost_or_written_twice(cluster: &mut ApacheCluster) -> Result<()> {
    let configs = [("min.insync.replicas", "2")];
    topic(cluster, TOPIC, &[[1, 2, 3], [2, 3, 1], [3, 1, 2]], &configs).await?;
    let settings = [
        ("batch.size", "2000"),
        ("request.timeout.ms", "3000"),
        ("delivery.timeout.ms", "180000"),
        ("max.block.ms", "180000"),
        ("linger.ms", "2"),
        ("buffer.memory", "400000"),
    ];
    let producer = Producer::new(&properties(&cluster.bootstrap(), &settings))?;
    let writer = Writer::start(producer, TOPIC, 3, Duration::from_millis(20));
    for round in 0..rounds()? {
        let id = rand::rng().random_range(1..=3);
        disturb(cluster, round, id).await?;
        pause(100..500).await;
    }
    let sent = writer.finish().await?;
    for (partition, records) in read_all(&cluster.bootstrap(), TOPIC, 3, "read_uncommitted").await? {
        ensure_numbers(partition, &records, sent[partition as usize])?;
    }
    Ok(())
}

async fn pause(ms: std::ops::Range<u64>) {
    let ms = rand::rng().random_range(ms);
    tokio::time::sleep(Duration::from_millis(ms)).await;
}

async fn disturb(cluster: &mut ApacheCluster, round: u32, id: i32) -> Result<()> {
    match round % 5 {
        0 => {
            cluster.kill(id);
            pause(0..3000).await;
            cluster.restart(id)?;
        }
        1 => {
            for _ in 0..5 {
                (1..=3).for_each(|id| cluster.proxy(id).reset());
                pause(1..100).await;
            }
        }
        2 => {
            // It is written and replicated, but the producer does not hear of it.
            cluster.proxy(id).lose_answers(true);
            pause(500..4000).await;
            cluster.proxy(id).reset();
            cluster.proxy(id).lose_answers(false);
        }
        3 => {
            cluster.stop(id)?;
            pause(0..1000).await;
            cluster.restart(id)?;
        }
        _ => {
            // Long enough to lose its leaderships while it believes it has them.
            cluster.pause(id)?;
            pause(6000..9000).await;
            cluster.resume(id)?;
            cluster.wait_for(&[1, 2, 3])?;
        }
    }
    Ok(())
}
