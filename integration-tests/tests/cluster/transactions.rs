//! Transactions whose coordinator goes away in the middle.

use anyhow::{Context, Result, ensure};
use kavka_client::Producer;
use kavka_client::cluster::CoordinatorType;
use kavka_client::producer::RecordRef;
use kavka_integration_tests::client::{admin, properties, read_all, values};
use kavka_integration_tests::harness::ApacheCluster;

use super::{rounds, topic};

const TOPIC: &str = "outliving";
const ID: &str = "outliving";

async fn send(producer: &Producer, value: &str) -> Result<()> {
    for partition in 0..3 {
        let record = RecordRef { partition: Some(partition), ..RecordRef::new(TOPIC, value.as_bytes()) };
        producer.send(record).await?.forget();
    }
    Ok(())
}

pub async fn transactions_outlive_their_coordinator(cluster: &mut ApacheCluster) -> Result<()> {
    topic(cluster, TOPIC, &[[1, 2, 3], [2, 3, 1], [3, 1, 2]], &[]).await?;
    let producer = Producer::new(&properties(
        &cluster.bootstrap(),
        &[("transactional.id", ID), ("max.block.ms", "120000"), ("transaction.timeout.ms", "120000")],
    ))?;
    producer.init_transactions().await?;
    let mut committed = Vec::new();
    for round in 0..rounds()? {
        let coordinator = admin(&cluster.bootstrap())?
            .cluster()
            .find_coordinator(CoordinatorType::Transaction, ID)
            .await?
            .id;
        producer.begin_transaction()?;
        let value = format!("round {round}");
        send(&producer, &value).await?;
        if round % 2 == 0 {
            // Its records are there before the coordinator goes.
            producer.flush().await;
        }
        cluster.kill(coordinator);
        if round % 3 == 2 {
            producer.abort_transaction().await.with_context(|| format!("abort of {value}"))?;
        } else {
            send(&producer, &value).await?;
            producer.commit_transaction().await.with_context(|| format!("commit of {value}"))?;
            committed.extend([value.clone(), value]);
        }
        cluster.restart(coordinator)?;
    }
    producer.close().await;
    for (partition, records) in read_all(&cluster.bootstrap(), TOPIC, 3, "read_committed").await? {
        ensure!(values(&records) == committed, "partition {partition}: {:?}", values(&records));
    }
    Ok(())
}
