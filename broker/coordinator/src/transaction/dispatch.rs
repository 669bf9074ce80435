//! Does what shards want done outside: markers written, producer ids fetched.

use std::{panic::AssertUnwindSafe, sync::Arc};

use futures::FutureExt;
use tokio::sync::{Semaphore, mpsc};

use super::{
    Marker, MarkerSender, ProducerIdSource,
    messages::{Producer, Request},
    shard::{Effect, SendMarkers, TransactionShard},
};
use crate::runtime::driver::Driver;

/// Attempts under way at once. While there are so many, what comes is gathered into the next.
const ATTEMPTS_MAX: usize = 64;

/// What a shard wants done.
#[derive(Debug)]
pub(crate) struct Job {
    pub partition: i32,
    /// Leader epoch of that partition.
    pub coordinator_epoch: i32,
    pub effect: Effect,
}

/// Takes jobs and tells the shards what became of them.
pub(crate) struct Dispatcher {
    pub driver: Arc<Driver<TransactionShard>>,
    pub markers: Arc<dyn MarkerSender>,
    pub producer_ids: Arc<dyn ProducerIdSource>,
}

/// A transaction whose markers are being written, and where to tell of it.
type Sent = (i32, Arc<str>, Producer);

impl Dispatcher {
    /// Runs until the coordinator is gone. Several transactions that end at the same time share an attempt.
    pub async fn run(&self, mut jobs: mpsc::UnboundedReceiver<Job>) {
        let attempts = Arc::new(Semaphore::new(ATTEMPTS_MAX));
        let mut gathered = Vec::new();
        while jobs.recv_many(&mut gathered, 1_000).await > 0 {
            // Never closed.
            let Ok(permit) = Arc::clone(&attempts).acquire_owned().await else { return };
            let mut markers = Vec::new();
            let mut sent = Vec::new();
            for job in gathered.drain(..) {
                match job.effect {
                    Effect::Send(send) => {
                        sent.push((job.partition, Arc::clone(&send.transactional_id), send.producer));
                        markers.push(marker(job.coordinator_epoch, send));
                    }
                    Effect::ProducerId(id, producer) => self.fetch_producer_id(job.partition, &id, producer),
                }
            }
            if !markers.is_empty() {
                let writing = self.markers.write_markers(markers);
                let driver = Arc::clone(&self.driver);
                tokio::spawn(async move {
                    let _permit = permit;
                    // A panic in there must not leave transactions without end.
                    let outcomes = AssertUnwindSafe(writing).catch_unwind().await.unwrap_or_default();
                    report(&driver, sent, outcomes);
                });
            }
        }
    }

    fn fetch_producer_id(&self, partition: i32, id: &str, producer: Producer) {
        let fetching = self.producer_ids.next();
        let (driver, id) = (Arc::clone(&self.driver), id.to_owned());
        tokio::spawn(async move {
            let fetched = fetching.await;
            drop(driver.request(partition, Request::TimedOut(id, producer, fetched)));
        });
    }
}

fn marker(coordinator_epoch: i32, send: SendMarkers) -> Marker {
    Marker {
        producer_id: send.producer.producer_id,
        producer_epoch: send.producer.producer_epoch,
        coordinator_epoch,
        committed: send.committed,
        transaction_version: send.transaction_version,
        partitions: send.partitions,
    }
}

/// Tells every shard; one whose outcomes are missing hears that nothing was written.
fn report(driver: &Driver<TransactionShard>, sent: Vec<Sent>, outcomes: Vec<super::MarkerOutcomes>) {
    let mut outcomes = outcomes.into_iter();
    for (partition, id, producer) in sent {
        let written = outcomes.next().unwrap_or_default();
        drop(driver.request(partition, Request::MarkersWritten(id.to_string(), producer, written)));
    }
}
