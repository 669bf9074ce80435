//! A log that lost its end in an unclean election (KIP-320).

use std::time::Duration;

use anyhow::{Result, ensure};
use kavka_client::consumer::{ConsumeError, Consumer};
use kavka_client::producer::RecordRef;
use kavka_client::{Producer, TopicPartition};
use kavka_integration_tests::client::{properties, values};
use kavka_integration_tests::harness::ApacheCluster;

use super::{leader_of, read, topic_on, wait_for_isr};

const TOPIC: &str = "cut";

async fn write(cluster: &ApacheCluster, values: &[&str]) -> Result<()> {
    let producer = Producer::new(&properties(&cluster.bootstrap(), &[]))?;
    for value in values {
        producer.send(RecordRef::new(TOPIC, value.as_bytes())).await?.await?;
    }
    producer.close().await;
    Ok(())
}

pub async fn a_cut_log_is_noticed(cluster: &mut ApacheCluster) -> Result<()> {
    let at = TopicPartition::new(TOPIC, 0);
    topic_on(cluster, TOPIC, &[&[2, 3]], &[("unclean.leader.election.enable", "true")]).await?;
    let consumer = |reset| {
        let settings = [("auto.offset.reset", reset), ("max.poll.records", "4")];
        let mut consumer = Consumer::new(&properties(&cluster.bootstrap(), &settings))?;
        consumer.assign([at.clone()]);
        anyhow::Ok(consumer)
    };
    let (mut lenient, mut strict) = (consumer("earliest")?, consumer("none")?);
    strict.seek(&at, 0);
    write(cluster, &["a", "b", "c"]).await?;
    wait_for_isr(cluster, &at, &[2, 3]).await?;
    cluster.kill(3);
    wait_for_isr(cluster, &at, &[2]).await?;
    write(cluster, &["lost 1", "lost 2"]).await?;
    ensure!(values(&read(&mut lenient, 5).await?) == ["a", "b", "c", "lost 1", "lost 2"]);
    ensure!(values(&read(&mut strict, 5).await?) == ["a", "b", "c", "lost 1", "lost 2"]);

    cluster.kill(2);
    // The one that never had the last two leads, and overwrites them.
    cluster.restart(3)?;
    while leader_of(cluster, &at).await? != Some(3) {
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    write(cluster, &["new 1", "new 2", "new 3"]).await?;
    // Without the check both would go on at 5 and miss what is new.
    ensure!(values(&read(&mut lenient, 3).await?) == ["new 1", "new 2", "new 3"]);
    let error = loop {
        match strict.poll(Duration::from_millis(200)).await {
            Ok(records) => ensure!(records.is_empty(), "{:?}", values(&records)),
            Err(error) => break error,
        }
    };
    let ConsumeError::Truncated { offset, end_offset, .. } = &error else {
        anyhow::bail!("{error:?}");
    };
    ensure!((*offset, *end_offset) == (5, 3), "{error}");
    // The application decides, and goes on.
    strict.seek(&at, *end_offset);
    ensure!(values(&read(&mut strict, 3).await?) == ["new 1", "new 2", "new 3"]);
    cluster.restart(2)?;
    lenient.close().await;
    strict.close().await;
    Ok(())
}
