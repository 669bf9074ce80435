//! A producer that writes numbers until it is stopped, whatever happens meanwhile.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use kavka_client::Producer;
use kavka_client::producer::{Delivery, RecordRef};
use tokio::task::JoinHandle;

/// Writes 0, 1, 2, … to each partition of a topic.
#[derive(Debug)]
pub struct Writer {
    producer: Arc<Producer>,
    stop: Arc<AtomicBool>,
    task: JoinHandle<Result<(Vec<u64>, Vec<Delivery>)>>,
}

impl Writer {
    /// Starts, with a pause of `pause` after every twenty records of each partition.
    pub fn start(producer: Producer, topic: &str, partitions: usize, pause: Duration) -> Self {
        let producer = Arc::new(producer);
        let stop = Arc::new(AtomicBool::new(false));
        let task = tokio::spawn(write(producer.clone(), topic.to_string(), partitions, pause, stop.clone()));
        Self { producer, stop, task }
    }

    /// Stops, waits for all deliveries, and says how many numbers each partition got.
    ///
    /// # Errors
    /// Where one was not delivered.
    pub async fn finish(self) -> Result<Vec<u64>> {
        self.stop.store(true, Ordering::Relaxed);
        let (sent, deliveries) = self.task.await??;
        self.producer.flush().await;
        for delivery in deliveries {
            delivery.await.context("a delivery")?;
        }
        println!("{sent:?} sent, {:?}", self.producer.metrics().counters);
        Ok(sent)
    }
}

async fn write(
    producer: Arc<Producer>,
    topic: String,
    partitions: usize,
    pause: Duration,
    stop: Arc<AtomicBool>,
) -> Result<(Vec<u64>, Vec<Delivery>)> {
    let mut sent = vec![0_u64; partitions];
    let mut deliveries = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        for (partition, next) in (0..).zip(&mut sent) {
            let value = next.to_string();
            let record = RecordRef { partition: Some(partition), ..RecordRef::new(&topic, value.as_bytes()) };
            deliveries.push(producer.send(record).await?);
            *next += 1;
        }
        if sent[0].is_multiple_of(20) {
            tokio::time::sleep(pause).await;
        }
    }
    Ok((sent, deliveries))
}
