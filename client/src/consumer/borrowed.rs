//! Records where they lie: for heavy use, without an allocation for each.

use kavka_protocol::record::{BatchHeader, RecordError, RecordView, Scratch, batches};

use super::records::Aborted;
use super::{ConsumeError, RawBatches};

impl RawBatches {
    /// Shows `each` record that a consumer of this isolation would see, in order, with the header of its batch. Keys,
    /// values and headers are borrowed from the answer, or from `scratch` where the batch is compressed; one `scratch`
    /// serves any number of calls. Checksums are checked.
    ///
    /// ```no_run
    /// # async fn example(consumer: &mut kavka_client::Consumer) -> Result<(), Box<dyn std::error::Error>> {
    /// let mut scratch = kavka_protocol::record::Scratch::new();
    /// let mut bytes = 0;
    /// for polled in consumer.poll_batches(std::time::Duration::from_secs(1)).await? {
    ///     polled.for_each(false, &mut scratch, |_, record| bytes += record.value.map_or(0, <[u8]>::len))?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`ConsumeError::Corrupt`] for bytes that are no batches, after the records before them.
    pub fn for_each(
        &self,
        read_committed: bool,
        scratch: &mut Scratch,
        each: impl FnMut(&BatchHeader, &RecordView<'_>),
    ) -> Result<(), ConsumeError> {
        self.walk(read_committed, scratch, each).map_err(|error| ConsumeError::Corrupt {
            at: (*self.at).clone(),
            offset: self.from,
            reason: error.to_string(),
        })
    }

    fn walk(
        &self,
        read_committed: bool,
        scratch: &mut Scratch,
        mut each: impl FnMut(&BatchHeader, &RecordView<'_>),
    ) -> Result<(), RecordError> {
        let mut aborted = Aborted::new(&self.aborted);
        for batch in batches(&self.bytes) {
            let batch = batch?;
            batch.verify_crc()?;
            let is_hidden = read_committed && aborted.hides(&batch, scratch)?;
            if is_hidden || batch.header().is_control() {
                continue;
            }
            for record in batch.records(scratch)? {
                let record = record?;
                // A batch may begin before the offset that was asked for.
                if record.offset >= self.from {
                    each(batch.header(), &record);
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use kavka_protocol::compression::{Codec, Compressor};
    use kavka_protocol::record::{BatchBuilder, BatchOptions};

    use super::*;
    use crate::TopicPartition;

    fn polled(codec: Codec, from: i64) -> RawBatches {
        let mut bytes = Vec::new();
        for base_offset in [0, 3] {
            let mut builder =
                BatchBuilder::new(BatchOptions { codec, base_offset, ..BatchOptions::default() });
            for value in ["a", "b", "c"] {
                builder.append(1, None, Some(value.as_bytes()), &[]).unwrap();
            }
            bytes.extend_from_slice(&builder.build(&mut Compressor::new()).unwrap());
        }
        RawBatches {
            at: Arc::new(TopicPartition::new("t", 0)),
            from,
            next: 6,
            bytes: bytes.into(),
            aborted: Vec::new(),
            high_watermark: 6,
            last_stable_offset: 6,
            log_start_offset: 0,
        }
    }

    fn seen(polled: &RawBatches) -> (Vec<i64>, Result<(), ConsumeError>) {
        let mut offsets = Vec::new();
        let outcome = polled.for_each(false, &mut Scratch::new(), |_, record| offsets.push(record.offset));
        (offsets, outcome)
    }

    #[test]
    fn what_lies_before_the_offset_asked_for_is_passed_over() {
        for codec in [Codec::None, Codec::Zstd] {
            let (offsets, outcome) = seen(&polled(codec, 2));
            assert!(outcome.is_ok());
            assert_eq!(offsets, [2, 3, 4, 5]);
        }
    }

    #[test]
    fn a_damaged_batch_ends_it_after_the_good_ones() {
        let mut damaged = polled(Codec::None, 0);
        let mut bytes = damaged.bytes.to_vec();
        *bytes.last_mut().unwrap() ^= 1;
        damaged.bytes = bytes.into();
        let (offsets, outcome) = seen(&damaged);
        assert_eq!(offsets, [0, 1, 2]);
        assert!(matches!(outcome, Err(ConsumeError::Corrupt { .. })), "{outcome:?}");
    }
}
