//! Whole batches, written as they are.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use kavka_client::producer::Record;
use kavka_client::raw::{RawBatch, RawOptions};
use kavka_client::{Consumer, Producer, TopicPartition};
use kavka_integration_tests::client::{admin, create_topic, properties, read_all, values};
use kavka_integration_tests::harness::{Make, Node};
use kavka_integration_tests::transactor::Transactor;
use kavka_protocol::compression::{Codec, Compressor};
use kavka_protocol::record::{
    BatchBuilder, BatchOptions, BatchView, Scratch, batches, patch_base_offset, patch_leader_epoch,
};

#[tokio::test]
async fn a_batch_is_written_as_it_is() -> Result<()> {
    let node = Node::start(Make::from_env()?, "")?;
    create_topic(&node.bootstrap(), "raw", 2).await?;
    let mut batches = Vec::new();
    for (partition, codec) in [(1, Codec::Zstd), (0, Codec::None)] {
        let mut builder = BatchBuilder::new(BatchOptions { codec, ..BatchOptions::default() });
        for value in ["a", "b", "c"] {
            builder.append(1_000, None, Some(value.as_bytes()), &[])?;
        }
        let batch = builder.build(&mut Compressor::new())?.freeze();
        batches.push(RawBatch { at: TopicPartition::new("raw", partition), batch });
    }
    let mut torn = batches[0].clone();
    torn.batch.truncate(70);
    let cluster = admin(&node.bootstrap())?.cluster().clone();
    for round in 0..2 {
        for result in cluster.produce_raw(&batches, &RawOptions::default()).await? {
            ensure!(result?.base_offset == round * 3);
        }
    }
    let refused = cluster.produce_raw(&[torn], &RawOptions::default()).await?;
    ensure!(refused[0].is_err(), "{refused:?}");
    for (_, records) in read_all(&node.bootstrap(), "raw", 2, "read_uncommitted").await? {
        ensure!(values(&records) == ["a", "b", "c", "a", "b", "c"], "{:?}", values(&records));
        records.last().context("a record")?;
    }
    Ok(())
}

/// All that lies in partition 0 of a topic, batch by batch, as it was fetched.
async fn raw(bootstrap: &str, topic: &str) -> Result<Vec<Bytes>> {
    let mut consumer = Consumer::new(&properties(bootstrap, &[("auto.offset.reset", "earliest")]))?;
    let at = TopicPartition::new(topic, 0);
    let end = consumer.end_offsets([at.clone()]).await?[&at];
    consumer.assign([at]);
    let (mut all, mut next) = (Vec::new(), 0);
    while next < end {
        for polled in consumer.poll_batches(Duration::from_secs(10)).await? {
            ensure!(polled.from == next, "a gap before {}", polled.from);
            next = polled.next;
            for batch in batches(&polled.bytes) {
                all.push(polled.bytes.slice_ref(batch?.bytes()));
            }
        }
    }
    consumer.close().await;
    Ok(all)
}

/// The batch without what a broker may set.
fn placeless(batch: &Bytes) -> Vec<u8> {
    let mut bytes = batch.to_vec();
    patch_base_offset(&mut bytes, 0);
    patch_leader_epoch(&mut bytes, 0);
    bytes
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn batches_come_and_go_as_they_are() -> Result<()> {
    let node = Node::start(Make::from_env()?, "")?;
    let bootstrap = node.bootstrap();
    create_topic(&bootstrap, "from", 1).await?;
    create_topic(&bootstrap, "to", 1).await?;
    for codec in ["none", "gzip", "snappy", "lz4", "zstd"] {
        let producer =
            Producer::new(&properties(&bootstrap, &[("compression.type", codec), ("linger.ms", "20")]))?;
        for number in 0..40 {
            let record = Record::new("from", format!("{codec} {number} {}", "padding ".repeat(number)));
            producer
                .send(&record.with_key(format!("key {number}")).with_header("codec", codec))
                .await?
                .forget();
        }
        producer.close().await;
    }
    let mut transactor = Transactor::start(&bootstrap, "raw", Duration::from_secs(60))?;
    transactor.produce("from", 0, &["x".to_string(), "y".to_string()])?;

    // Each goes on its way as it came, those of the transaction as part of it.
    let source = raw(&bootstrap, "from").await?;
    let cluster = admin(&bootstrap)?.cluster().clone();
    let mut codecs = BTreeSet::new();
    for batch in &source {
        let header = *BatchView::parse(batch)?.header();
        codecs.insert(format!("{:?}", header.compression()?));
        let options = RawOptions {
            transactional_id: header.is_transactional().then(|| transactor.id().to_string()),
            ..RawOptions::default()
        };
        let raw = RawBatch { at: TopicPartition::new("to", 0), batch: batch.clone() };
        cluster.produce_raw(&[raw], &options).await?.remove(0)?;
    }
    ensure!(codecs.len() == 5, "{codecs:?}");
    transactor.end(true)?;
    transactor.produce("from", 0, &["z".to_string()])?;
    transactor.end(false)?;

    let (source, copy) = (raw(&bootstrap, "from").await?, raw(&bootstrap, "to").await?);
    // The marker of the commit is last in the copy; the source has an aborted batch and its marker more.
    ensure!(source.len() == copy.len() + 2, "{} and {} batches", source.len(), copy.len());
    for (nth, (theirs, ours)) in source.iter().zip(&copy).enumerate() {
        let is_marker = BatchView::parse(ours)?.header().is_control();
        ensure!(is_marker == (nth + 1 == copy.len()));
        ensure!(is_marker || placeless(theirs) == placeless(ours), "batch {nth} differs");
    }
    let file = node.dir().join("data/from-0/00000000000000000000.log");
    ensure!(std::fs::read(file)? == source.concat(), "what is fetched is what lies there");

    // Borrowed, without what was aborted where that is not wanted.
    for (level, wanted) in [("read_uncommitted", 203), ("read_committed", 202)] {
        let settings = [("isolation.level", level), ("auto.offset.reset", "earliest")];
        let mut consumer = Consumer::new(&properties(&bootstrap, &settings))?;
        consumer.assign([TopicPartition::new("from", 0)]);
        let (mut scratch, mut count, mut owned) = (Scratch::new(), 0, 0);
        while owned < wanted {
            for polled in consumer.poll_batches(Duration::from_secs(10)).await? {
                let is_committed = level == "read_committed";
                polled.for_each(is_committed, &mut scratch, |_, record| {
                    count += usize::from(record.value.is_some())
                })?;
                owned += polled.records(is_committed)?.len();
                ensure!(count == owned, "{count} borrowed, {owned} owned");
            }
        }
        ensure!(owned == wanted, "{level}: {owned}");
    }
    Ok(())
}
