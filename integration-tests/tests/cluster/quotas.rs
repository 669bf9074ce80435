//! Clients that the brokers slow down.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use kavka_client::admin::QuotaEntity;
use kavka_client::producer::RecordRef;
use kavka_client::{Consumer, Producer, TopicPartition};
use kavka_integration_tests::client::{admin, properties};
use kavka_integration_tests::harness::ApacheCluster;

use super::{read, topic};

const TOPIC: &str = "throttled";
const RECORD_BYTES: usize = 10_000;
const COUNT: usize = 100;

pub async fn a_throttled_client_goes_on(cluster: &mut ApacheCluster) -> Result<()> {
    topic(cluster, TOPIC, &[[1, 2, 3]], &[]).await?;
    let admin = admin(&cluster.bootstrap())?;
    let slow: QuotaEntity = [("client-id".to_string(), Some("slow".to_string()))].into();
    let rate = Some(100_000.0);
    let quotas = [("producer_byte_rate".to_string(), rate), ("consumer_byte_rate".to_string(), rate)];
    admin.alter_client_quotas(&slow, &quotas, false).await?;
    // The brokers hear of it through the metadata log.
    tokio::time::sleep(Duration::from_secs(2)).await;

    let started = Instant::now();
    let settings = [("client.id", "slow"), ("batch.size", "20000")];
    let producer = Producer::new(&properties(&cluster.bootstrap(), &settings))?;
    let mut deliveries = Vec::new();
    for _ in 0..COUNT {
        deliveries.push(producer.send(RecordRef::new(TOPIC, &[7; RECORD_BYTES])).await?);
    }
    for delivery in deliveries {
        delivery.await?;
    }
    let written = started.elapsed();
    producer.close().await;

    let started = Instant::now();
    let settings =
        [("client.id", "slow"), ("auto.offset.reset", "earliest"), ("max.partition.fetch.bytes", "50000")];
    let mut consumer = Consumer::new(&properties(&cluster.bootstrap(), &settings))?;
    consumer.assign([TopicPartition::new(TOPIC, 0)]);
    let found = read(&mut consumer, COUNT).await?.len();
    ensure!(found == COUNT, "{found} records");
    let read = started.elapsed();
    consumer.close().await;
    println!("1 MB at 100 kB/s: written in {written:?}, read in {read:?}");
    // A quota is over a window of ten seconds, so the first bytes are quick.
    ensure!(read > Duration::from_secs(1), "nobody was slowed down: {read:?}");
    let none = quotas.map(|(name, _)| (name, None));
    Ok(admin.alter_client_quotas(&slow, &none, false).await?)
}
