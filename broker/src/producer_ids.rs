//! Producer ids, handed out one by one from blocks that the controller gives (KIP-730).

use std::ops::Range;

use kavka_controller::Controller;
use kavka_protocol::ErrorCode;
use kavka_protocol::messages::AllocateProducerIdsRequest;
use parking_lot::Mutex;
use tokio::sync::Mutex as AsyncMutex;

use crate::api::BoxFuture;

/// Asks the controller for a block of ids that nobody else gets.
pub type BlockSource = Box<dyn Fn() -> BoxFuture<'static, Result<Range<i64>, ErrorCode>> + Send + Sync>;

/// Blocks from the controller, for the broker `node_id` as it is registered when it asks.
pub(crate) fn from_controller(node_id: i32, controller: Controller) -> BlockSource {
    Box::new(move || {
        let controller = controller.clone();
        Box::pin(async move {
            let epoch = controller.image().cluster.brokers.get(&node_id).map_or(-1, |broker| broker.epoch);
            let request =
                AllocateProducerIdsRequest::default().with_broker_id(node_id.into()).with_broker_epoch(epoch);
            let response = controller
                .allocate_producer_ids(request)
                .await
                // Clients ask again on this one.
                .map_err(|_| ErrorCode::CoordinatorNotAvailable)?;
            match ErrorCode::from_code(response.error_code) {
                Some(ErrorCode::None) => {
                    let start = response.producer_id_start.0;
                    Ok(start..start + i64::from(response.producer_id_len))
                }
                // A broker that is only just registering is what these say.
                Some(_) | None => Err(ErrorCode::CoordinatorNotAvailable),
            }
        })
    })
}

/// The ids of this broker.
pub struct ProducerIds {
    source: BlockSource,
    block: Mutex<Range<i64>>,
    /// Held by the one that asks for the next block.
    asking: AsyncMutex<()>,
}

impl ProducerIds {
    /// Has no block until the first id is wanted.
    pub fn new(source: BlockSource) -> Self {
        ProducerIds { source, block: Mutex::new(0..0), asking: AsyncMutex::new(()) }
    }

    /// The next id. Waits for the controller once per block.
    ///
    /// # Errors
    /// The controller's.
    pub async fn next(&self) -> Result<i64, ErrorCode> {
        loop {
            if let Some(id) = self.block.lock().next() {
                return Ok(id);
            }
            let _asking = self.asking.lock().await;
            // The one before us may have brought a block.
            if !self.block.lock().is_empty() {
                continue;
            }
            let block = (self.source)().await?;
            *self.block.lock() = block;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};

    #[tokio::test]
    async fn ids_are_dense_over_blocks_and_a_block_is_asked_for_once() {
        let asked = Arc::new(AtomicI64::new(0));
        let counter = Arc::clone(&asked);
        let ids = Arc::new(ProducerIds::new(Box::new(move || {
            let start = counter.fetch_add(1, Ordering::SeqCst) * 10;
            Box::pin(async move {
                tokio::task::yield_now().await;
                Ok(start..start + 10)
            })
        })));
        let all = futures::future::join_all((0..25).map(|_| ids.next())).await;
        let mut all: Vec<i64> = all.into_iter().map(Result::unwrap).collect();
        all.sort_unstable();
        assert_eq!(all, (0..25).collect::<Vec<_>>());
        assert_eq!(asked.load(Ordering::SeqCst), 3);
    }

    #[tokio::test]
    async fn a_refusal_is_passed_on() {
        let ids = ProducerIds::new(Box::new(|| Box::pin(async { Err(ErrorCode::NotController) })));
        assert_eq!(ids.next().await, Err(ErrorCode::NotController));
    }
}
