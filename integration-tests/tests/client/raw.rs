//! Whole batches, written as they are.

use anyhow::{Context, Result, ensure};
use kavka_client::TopicPartition;
use kavka_client::raw::{RawBatch, RawOptions};
use kavka_integration_tests::client::{admin, create_topic, read_all, values};
use kavka_integration_tests::harness::{Make, Node};
use kavka_protocol::compression::{Codec, Compressor};
use kavka_protocol::record::{BatchBuilder, BatchOptions};

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
