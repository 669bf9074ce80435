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
