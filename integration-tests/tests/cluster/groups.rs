//! Groups whose coordinator goes away.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use kavka_client::cluster::CoordinatorType;
use kavka_client::producer::RecordRef;
use kavka_client::{Consumer, Producer};
use kavka_integration_tests::client::{admin, properties, values};
use kavka_integration_tests::harness::ApacheCluster;

use super::topic;

async fn write(producer: &Producer, topic: &str, numbers: std::ops::Range<u32>) -> Result<()> {
    for number in numbers {
        let value = number.to_string();
        let partition = Some((number % 3) as i32);
        let record = RecordRef { partition, ..RecordRef::new(topic, value.as_bytes()) };
        producer.send(record).await?.await?;
    }
    Ok(())
}

/// Polls all until the numbers of `wanted` have come. More is an error unless `may_repeat`.
async fn read_numbers(members: &mut [Consumer], wanted: std::ops::Range<u32>) -> Result<Vec<String>> {
    let mut missing: BTreeSet<String> = wanted.map(|number| number.to_string()).collect();
    let mut repeated = Vec::new();
    let limit = tokio::time::Instant::now() + Duration::from_secs(90);
    while !missing.is_empty() {
        ensure!(tokio::time::Instant::now() < limit, "{missing:?} did not come");
        for member in &mut *members {
            let records = member.poll(Duration::from_millis(50)).await?;
            repeated.extend(values(&records).into_iter().filter(|value| !missing.remove(value)));
        }
    }
    Ok(repeated)
}

pub async fn members_outlive_their_coordinator(cluster: &mut ApacheCluster, protocol: &str) -> Result<()> {
    let name = format!("orphans-{protocol}");
    topic(cluster, &name, &[[1, 2, 3], [2, 3, 1], [3, 1, 2]], &[]).await?;
    let producer = Producer::new(&properties(&cluster.bootstrap(), &[]))?;
    write(&producer, &name, 0..30).await?;
    let settings = [
        ("group.id", name.as_str()),
        ("group.protocol", protocol),
        ("auto.offset.reset", "earliest"),
        ("auto.commit.interval.ms", "200"),
    ];
    let mut members = Vec::new();
    for _ in 0..2 {
        let mut member = Consumer::new(&properties(&cluster.bootstrap(), &settings))?;
        member.subscribe([name.clone()])?;
        members.push(member);
    }
    let repeated = read_numbers(&mut members, 0..30).await?;
    ensure!(repeated.is_empty(), "twice: {repeated:?}");
    for round in 1..=2 {
        let admin = admin(&cluster.bootstrap())?;
        let coordinator = admin.cluster().find_coordinator(CoordinatorType::Group, &name).await?.id;
        cluster.kill(coordinator);
        write(&producer, &name, round * 30..(round + 1) * 30).await?;
        // What was not committed before the end of the old coordinator may come again where partitions moved.
        let repeated = read_numbers(&mut members, round * 30..(round + 1) * 30).await?;
        println!("coordinator {coordinator} killed, {} came again", repeated.len());
        cluster.restart(coordinator)?;
    }
    for member in &mut members {
        member.commit().await.context("a commit to the new coordinator")?;
    }
    for member in members {
        member.close().await;
    }
    let committed = admin(&cluster.bootstrap())?.group_offsets(&name).await?;
    let total: i64 = committed.values().map(|committed| committed.offset).sum();
    ensure!(total == 90, "committed: {committed:?}");
    producer.close().await;
    Ok(())
}
