//! Transactions of a run: one after the other, each as long as was asked for.

use std::time::{Duration, Instant};

use kavka_client::{Producer, Properties};
use kavka_log::kafka_uuid;

use crate::args::{Parsed, ToolError};

const DEFAULT_DURATION_MS: u64 = 3_000;

/// Transactions that are to be made.
#[derive(Debug)]
pub(super) struct Transactions {
    duration: Duration,
    /// When the open one began.
    open_since: Option<Instant>,
}

impl Transactions {
    /// `None` where neither an id nor a duration asks for them. Without an id there is one made up.
    ///
    /// # Errors
    /// A duration that is none.
    pub(super) fn from_options(
        parsed: &Parsed,
        properties: &mut Properties,
    ) -> Result<Option<Self>, ToolError> {
        const KEY: &str = "transactional.id";
        let duration_ms = super::above_zero::<i64>(parsed, "transaction-duration-ms", "Long")?;
        match parsed.last("transactional-id") {
            Some(id) => drop(properties.insert(KEY.to_owned(), id.to_owned())),
            None if properties.contains_key(KEY) => {}
            None if duration_ms.is_some() => {
                let id = format!("performance-producer-{}", kafka_uuid::to_string(kafka_uuid::random()));
                properties.insert(KEY.to_owned(), id);
            }
            None => return Ok(None),
        }
        let duration = Duration::from_millis(duration_ms.unwrap_or(DEFAULT_DURATION_MS));
        Ok(Some(Self { duration, open_since: None }))
    }

    /// Begins one unless one is open.
    pub(super) fn begin(&mut self, producer: &Producer) -> Result<(), ToolError> {
        if self.open_since.is_none() {
            producer.begin_transaction().map_err(ToolError::failed)?;
            self.open_since = Some(Instant::now());
        }
        Ok(())
    }

    /// Commits one that has lasted long enough.
    pub(super) async fn commit_if_due(&mut self, producer: &Producer) -> Result<(), ToolError> {
        match self.open_since {
            Some(since) if since.elapsed() >= self.duration => self.commit(producer).await,
            _ => Ok(()),
        }
    }

    /// Commits the open one, if there is one.
    pub(super) async fn commit(&mut self, producer: &Producer) -> Result<(), ToolError> {
        if self.open_since.take().is_some() {
            producer.commit_transaction().await.map_err(ToolError::failed)?;
        }
        Ok(())
    }
}
