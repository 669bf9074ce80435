//! Transactions of the producer, of both versions.

use std::collections::HashMap;

use anyhow::{Context, Result, ensure};
use kavka_client::admin::{CommittedOffset, FeatureUpdate, UpgradeType};
use kavka_client::producer::{RecordRef, TransactionError};
use kavka_client::{GroupMetadata, Producer, TopicPartition};
use kavka_integration_tests::client::{admin, create_topic, properties, read_all, values};
use kavka_integration_tests::harness::{Make, Node};

const TOPIC: &str = "transactional";

fn producer(bootstrap: &str, id: &str) -> Result<Producer> {
    Ok(Producer::new(&properties(
        bootstrap,
        &[("transactional.id", id), ("transaction.timeout.ms", "30000")],
    ))?)
}

async fn send(producer: &Producer, value: &str) -> Result<()> {
    producer
        .send(RecordRef { partition: Some(0), ..RecordRef::new(TOPIC, value.as_bytes()) })
        .await?
        .forget();
    Ok(())
}

#[tokio::test]
async fn transactions_of_version_2() -> Result<()> {
    let node = Node::start(Make::from_env()?, "")?;
    let outcome = scenario(&node.bootstrap()).await;
    outcome.inspect_err(|_| println!("{}", node.log()))
}

#[tokio::test]
async fn transactions_of_version_1() -> Result<()> {
    let node = Node::start(Make::from_env()?, "")?;
    let name = "transaction.version".to_string();
    let update = FeatureUpdate { name, level: 1, upgrade_type: UpgradeType::SafeDowngrade };
    admin(&node.bootstrap())?.update_features(&[update], false).await?;
    let outcome = scenario(&node.bootstrap()).await;
    outcome.inspect_err(|_| println!("{}", node.log()))
}

async fn scenario(bootstrap: &str) -> Result<()> {
    create_topic(bootstrap, TOPIC, 2).await?;
    let first = producer(bootstrap, "tx")?;
    let early = first.begin_transaction().unwrap_err();
    ensure!(matches!(early, TransactionError::InvalidState(_)), "{early}");
    first.init_transactions().await?;

    for round in 0..3 {
        first.begin_transaction()?;
        send(&first, &format!("committed {round}")).await?;
        first.commit_transaction().await?;
        first.begin_transaction()?;
        send(&first, &format!("aborted {round}")).await?;
        first.flush().await;
        first.abort_transaction().await?;
    }
    first.begin_transaction()?;
    first.commit_transaction().await.context("an empty transaction")?;

    // Offsets are seen with the commit, and not before or after an abort.
    let group = GroupMetadata::new("copiers");
    let offset = |offset| {
        let at = TopicPartition::new(TOPIC, 1);
        HashMap::from([(at, CommittedOffset { offset, leader_epoch: -1, metadata: "m".to_string() })])
    };
    for (number, commits) in [(5, true), (7, false)] {
        first.begin_transaction()?;
        send(&first, &format!("with offset {number}")).await?;
        first.send_offsets_to_transaction(offset(number), group.clone()).await?;
        if commits { first.commit_transaction().await? } else { first.abort_transaction().await? }
    }
    let committed = admin(bootstrap)?.group_offsets("copiers").await?;
    let found = committed.get(&TopicPartition::new(TOPIC, 1)).context("a committed offset")?;
    ensure!(found.offset == 5 && found.metadata == "m", "{found:?}");

    // A record that cannot be written fails the transaction; after the abort the producer goes on.
    first.begin_transaction()?;
    let large = vec![0; 1_040_000];
    let refused = first.send(RecordRef { partition: Some(0), ..RecordRef::new(TOPIC, &large) }).await;
    if let Ok(delivery) = refused {
        // The broker's limit is on the batch: 1048588 bytes, so this one fits.
        delivery.await?;
    }
    first.abort_transaction().await?;

    // A second producer of the same name ends what the first has begun, and fences it.
    first.begin_transaction()?;
    send(&first, "left open").await?;
    first.flush().await;
    let second = producer(bootstrap, "tx")?;
    second.init_transactions().await?;
    let fenced = first.commit_transaction().await.unwrap_err();
    ensure!(fenced.is_fatal(), "{fenced}");
    second.begin_transaction()?;
    send(&second, "by the second").await?;
    second.commit_transaction().await?;

    let read = read_all(bootstrap, TOPIC, 2, "read_committed").await?;
    let expected =
        ["committed 0", "committed 1", "committed 2", "with offset 5", "by the second"].map(str::to_string);
    ensure!(values(&read[&0]) == expected, "{:?}", values(&read[&0]));
    first.close().await;
    second.close().await;
    Ok(())
}
