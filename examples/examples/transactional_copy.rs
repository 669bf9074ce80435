//! Copies the topic `greetings` to `copies`, record by record exactly once: each step writes a few records and commits
//! the offsets it has read to in one transaction, so that both happen or neither.
//!
//! Start `kavka up` in another terminal, run the example `producer`, then
//! `cargo run -p kavka-examples --example transactional_copy`. It ends when everything that was there has been copied;
//! run it again, and it copies only what has come since.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use kavka_client::admin::{Admin, AdminConfig, CommittedOffset, OffsetSpec};
use kavka_client::producer::RecordRef;
use kavka_client::{Consumer, GroupMetadata, Producer, Properties, TopicPartition};

const FROM: &str = "greetings";
const TO: &str = "copies";
const GROUP: &str = "copier";

fn properties(servers: &str, more: &[(&str, &str)]) -> Properties {
    let all = [&[("bootstrap.servers", servers)], more].concat();
    all.into_iter().map(|(name, value)| (name.to_string(), value.to_string())).collect()
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let servers = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:9092".to_string());
    let admin = Admin::new(AdminConfig::from_properties(&properties(&servers, &[]))?)?;
    let producer = Producer::new(&properties(&servers, &[("transactional.id", "copier-1")]))?;
    // Ends what an earlier run has left open, so that the committed offsets are final.
    producer.init_transactions().await?;

    let partitions = producer.partitions_for(FROM).await?;
    let all: Vec<TopicPartition> =
        partitions.iter().map(|partition| TopicPartition::new(FROM, partition.index)).collect();
    let ends =
        admin.list_offsets(&all.iter().map(|at| (at.clone(), OffsetSpec::Latest)).collect(), true).await?;
    let done = admin.group_offsets(GROUP).await?;

    let mut consumer = Consumer::new(&properties(&servers, &[("isolation.level", "read_committed")]))?;
    consumer.assign(all.clone());
    let mut positions = BTreeMap::new();
    for at in &all {
        let start = done.get(at).map_or(0, |committed| committed.offset);
        consumer.seek(at, start);
        positions.insert(at.clone(), start);
    }
    let mut copied = 0;
    loop {
        let mut is_done = true;
        for (at, position) in &positions {
            is_done &= *position >= ends[at].as_ref().map_err(Clone::clone)?.offset;
        }
        if is_done {
            break;
        }
        let records = consumer.poll(Duration::from_millis(500)).await?;
        for at in &all {
            // The position also passes what is not shown: ends of transactions, and what they aborted.
            if let Some(position) = consumer.position(at) {
                positions.insert(at.clone(), position);
            }
        }
        producer.begin_transaction()?;
        for record in &records {
            let copy = RecordRef {
                key: record.key.as_deref(),
                ..RecordRef::new(TO, record.value.as_deref().unwrap_or_default())
            };
            // What fails here also fails the commit below.
            producer.send(copy).await?.forget();
        }
        let offsets: HashMap<TopicPartition, CommittedOffset> = positions
            .iter()
            .map(|(at, offset)| {
                let committed =
                    CommittedOffset { offset: *offset, leader_epoch: -1, metadata: String::new() };
                (at.clone(), committed)
            })
            .collect();
        producer.send_offsets_to_transaction(offsets, GroupMetadata::new(GROUP)).await?;
        producer.commit_transaction().await?;
        copied += records.len();
    }
    println!("copied {copied} records from {FROM} to {TO}");
    producer.close().await;
    consumer.close().await;
    Ok(())
}
