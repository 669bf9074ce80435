//! What transactions need of the broker besides their coordinator: markers written to partitions, and a look at the
//! coordinator before a transaction's first append to a partition.

mod markers;
mod verify;

use std::sync::Arc;

use futures::future::BoxFuture;
use kavka_coordinator::transaction::ProducerIdSource;
use kavka_protocol::ErrorCode;

pub(crate) use markers::{LocalMarkers, MarkerWrite, MarkerWrites};
pub(crate) use verify::{ClientSupport, FirstAppend, Verification, Verified};

use crate::producer_ids::ProducerIds;

/// Producer ids for transactional ids, from the same blocks as all others.
pub(crate) struct CoordinatorIds(pub(crate) Arc<ProducerIds>);

impl ProducerIdSource for CoordinatorIds {
    fn next(&self) -> BoxFuture<'static, Result<i64, ErrorCode>> {
        let ids = Arc::clone(&self.0);
        // Kafka has its clients try again, whatever the controller said.
        Box::pin(async move { ids.next().await.map_err(|_| ErrorCode::CoordinatorLoadInProgress) })
    }
}
