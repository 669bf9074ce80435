//! What a producer says of a record that was not acknowledged: whether it may be there all the same.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use kavka_client::producer::{ProduceError, RecordRef};
use kavka_client::{Producer, TopicPartition};
use kavka_integration_tests::client::{properties, read_all, values};
use kavka_integration_tests::harness::ApacheCluster;
use kavka_protocol::ErrorCode;

use super::{topic, wait_for_isr};

const TOPIC: &str = "outcomes";

/// A producer that has written a record already, so that it knows the topic and is connected.
async fn producer(cluster: &ApacheCluster, name: &str, more: &[(&str, &str)]) -> Result<Producer> {
    let settings =
        [&[("delivery.timeout.ms", "4000"), ("request.timeout.ms", "1500"), ("linger.ms", "0")], more];
    let producer = Producer::new(&properties(&cluster.bootstrap(), &settings.concat()))?;
    let first = format!("{name} first");
    producer.send(RecordRef::new(TOPIC, first.as_bytes())).await?.await.context("the first record")?;
    Ok(producer)
}

async fn fail(producer: &Producer, value: &str) -> Result<ProduceError> {
    match producer.send(RecordRef::new(TOPIC, value.as_bytes())).await?.await {
        Ok(written) => anyhow::bail!("{value} was written: {written:?}"),
        Err(error) => Ok(error),
    }
}

pub async fn unknown_is_not_failed(cluster: &mut ApacheCluster) -> Result<()> {
    topic(cluster, TOPIC, &[[1, 2, 3]], &[]).await?;
    let at = TopicPartition::new(TOPIC, 0);

    // Nobody could be reached: it is certain that nothing was written.
    let never_sent = producer(cluster, "refused", &[]).await?;
    for id in 1..=3 {
        cluster.proxy(id).refuse(true);
        cluster.proxy(id).reset();
    }
    // What goes into a connection whose end is not noticed yet is on its way as far as the producer can know.
    tokio::time::sleep(Duration::from_millis(500)).await;
    let error = fail(&never_sent, "never sent").await?;
    ensure!(
        matches!(error, ProduceError::Expired { .. }) && !error.outcome_is_unknown(),
        "refused: {error:?}"
    );
    (1..=3).for_each(|id| cluster.proxy(id).refuse(false));

    // It arrived, but no answer came.
    let unheard = producer(cluster, "unheard", &[]).await?;
    cluster.proxy(1).lose_answers(true);
    let error = fail(&unheard, "unheard").await?;
    ensure!(error.outcome_is_unknown(), "unheard: {error:?}");
    cluster.proxy(1).lose_answers(false);
    cluster.proxy(1).reset();

    // The leader has it and the followers do not confirm.
    let alone = [("retries", "0"), ("enable.idempotence", "false")];
    let unconfirmed = producer(cluster, "unconfirmed", &alone).await?;
    cluster.pause(2)?;
    cluster.pause(3)?;
    let error = fail(&unconfirmed, "unconfirmed").await?;
    ensure!(error.outcome_is_unknown(), "unconfirmed: {error:?}");
    cluster.resume(2)?;
    cluster.resume(3)?;
    wait_for_isr(cluster, &at, &[1, 2, 3]).await?;

    // The leader refused it before writing.
    topic(cluster, "strict", &[[1, 2, 3]], &[("min.insync.replicas", "3")]).await?;
    let strict = TopicPartition::new("strict", 0);
    wait_for_isr(cluster, &strict, &[1, 2, 3]).await?;
    let refused = producer(cluster, "strict", &alone).await?;
    cluster.stop(3)?;
    wait_for_isr(cluster, &strict, &[1, 2]).await?;
    let error = match refused.send(RecordRef::new("strict", b"refused")).await?.await {
        Ok(written) => anyhow::bail!("written without enough replicas: {written:?}"),
        Err(error) => error,
    };
    let is_known = error.code() == Some(ErrorCode::NotEnoughReplicas) && !error.outcome_is_unknown();
    ensure!(is_known, "too few replicas: {error:?}");
    cluster.restart(3)?;

    let all = read_all(&cluster.bootstrap(), TOPIC, 1, "read_uncommitted").await?;
    let found = values(&all[&0]);
    let count = |value: &str| found.iter().filter(|found| *found == value).count();
    ensure!(count("never sent") == 0, "{found:?}");
    ensure!(count("unheard") == 1 && count("unconfirmed") == 1, "{found:?}");
    ensure!(read_all(&cluster.bootstrap(), "strict", 1, "read_uncommitted").await?[&0].is_empty());
    Ok(())
}
