//! A log in memory whose high watermark, leadership and failures a test moves.

use std::{collections::HashMap, sync::OnceLock, time::Duration};

use bytes::{Bytes, BytesMut};
use kavka_coordinator::{AppendError, CoordinatorLog, LogBounds, ReadError};
use kavka_protocol::record::{BatchView, TimestampType, TransactionMarker, batches, patch_base_offset};
use parking_lot::Mutex;

/// Hears of a partition's high watermark.
type HighWatermarkListener = Box<dyn Fn(i32, i64) + Send + Sync>;

/// Partitions of an internal topic, in memory.
#[derive(Default)]
pub struct MemoryLog {
    partitions: Mutex<HashMap<i32, Partition>>,
    /// Told of the high watermark from inside an append, as a lone replica does.
    coordinator: OnceLock<HighWatermarkListener>,
}

/// A partition, and how it behaves.
#[derive(Default)]
pub struct Partition {
    pub bytes: Vec<u8>,
    pub end: i64,
    pub high_watermark: i64,
    pub leader_epoch: i32,
    /// Commits wait for [`MemoryLog::commit`].
    pub held: bool,
    pub max_batch_bytes: usize,
    pub reads_block: bool,
}

impl MemoryLog {
    /// Who is to hear of high watermarks.
    pub fn tell(&self, listener: impl Fn(i32, i64) + Send + Sync + 'static) {
        assert!(self.coordinator.set(Box::new(listener)).is_ok(), "once");
    }

    pub fn with<T>(&self, partition: i32, f: impl FnOnce(&mut Partition) -> T) -> T {
        f(self.partitions.lock().entry(partition).or_default())
    }

    pub fn commit(&self, partition: i32) {
        let high_watermark = self.with(partition, |p| {
            p.high_watermark = p.end;
            p.end
        });
        self.coordinator.get().expect("set")(partition, high_watermark);
    }
}

impl CoordinatorLog for MemoryLog {
    fn append(&self, partition: i32, epoch: i32, mut batch: BytesMut, _: i64) -> Result<i64, AppendError> {
        let committed = self.with(partition, |p| {
            if epoch != p.leader_epoch {
                return Err(AppendError::NotLeader);
            }
            if p.max_batch_bytes > 0 && batch.len() > p.max_batch_bytes {
                return Err(AppendError::TooLarge);
            }
            patch_base_offset(&mut batch, p.end);
            let count = BatchView::parse(&batch).expect("a batch").header().next_offset() - p.end;
            p.end += count;
            p.bytes.extend_from_slice(&batch);
            if !p.held {
                p.high_watermark = p.end;
            }
            Ok((p.end, p.high_watermark))
        });
        let (end, high_watermark) = committed?;
        self.coordinator.get().expect("set")(partition, high_watermark);
        Ok(end)
    }

    fn append_transactional(
        &self,
        partition: i32,
        epoch: i32,
        batch: BytesMut,
        _: u64,
        now_ms: i64,
    ) -> Result<i64, AppendError> {
        self.append(partition, epoch, batch, now_ms)
    }

    fn append_marker(
        &self,
        partition: i32,
        epoch: i32,
        marker: &TransactionMarker,
        now_ms: i64,
    ) -> Result<i64, AppendError> {
        self.append(partition, epoch, marker.to_batch(TimestampType::CreateTime, now_ms), now_ms)
    }

    fn read(&self, partition: i32, start: i64, _: usize) -> Result<Bytes, ReadError> {
        while self.with(partition, |p| p.reads_block) {
            std::thread::sleep(Duration::from_millis(1));
        }
        self.with(partition, |p| {
            let whole = batches(&p.bytes).map(|batch| batch.expect("whole"));
            let next = whole.into_iter().find(|batch| batch.header().last_offset() >= start);
            Ok(next.map(|batch| Bytes::copy_from_slice(batch.bytes())).unwrap_or_default())
        })
    }

    fn bounds(&self, partition: i32) -> Option<LogBounds> {
        Some(self.with(partition, |p| LogBounds {
            log_start_offset: 0,
            high_watermark: p.high_watermark,
            log_end_offset: p.end,
        }))
    }

    fn max_batch_bytes(&self, partition: i32) -> usize {
        self.with(partition, |p| if p.max_batch_bytes == 0 { 1 << 20 } else { p.max_batch_bytes })
    }
}

/// Waits for a condition.
pub async fn until(what: &str, mut condition: impl AsyncFnMut() -> bool) {
    for _ in 0..1_000 {
        if condition().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("never: {what}");
}
