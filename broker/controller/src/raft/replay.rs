//! What a run of the metadata log adds up to.

use std::sync::Arc;

use super::batch::{Control, Entry};
use super::{EntryPosition, VoterSet};
use crate::image::{ApplyError, MetadataDelta, MetadataImage, Provenance};
use kavka_protocol::metadata_records::MetadataRecord;

/// Image, voters and open transaction after the records so far.
#[derive(Debug, Clone, Default)]
pub struct Replayed {
    /// The image with the records of an open transaction.
    pub image: MetadataImage,
    /// What was touched since it was last taken.
    pub delta: MetadataDelta,
    /// The voters, once a record has named them.
    pub voters: Option<VoterSet>,
    /// Offset of that record; -1 if it stands in a snapshot.
    pub voters_offset: i64,
    /// Image and delta as they were before the open transaction.
    transaction: Option<Box<(MetadataImage, MetadataDelta)>>,
}

impl Replayed {
    /// Applies what was read at `position`.
    ///
    /// # Errors
    /// [`ApplyError`]
    pub fn apply(&mut self, position: EntryPosition, entry: Entry) -> Result<(), ApplyError> {
        match entry {
            Entry::Data(record) => self.apply_record(&record)?,
            Entry::Control(Control::KRaftVersion(level)) => {
                Arc::make_mut(&mut self.image.features).kraft_version = level;
                self.delta.features = true;
            }
            Entry::Control(Control::Voters(voters)) => {
                self.voters = Some(voters);
                self.voters_offset = position.offset;
            }
            Entry::Control(Control::SnapshotHeader { last_contained_log_timestamp }) => {
                self.image.provenance.last_timestamp = last_contained_log_timestamp;
            }
            Entry::Control(Control::LeaderChange { .. } | Control::SnapshotFooter) => {}
        }
        if position.offset >= 0 {
            self.image.provenance = Provenance {
                last_offset: position.offset,
                last_epoch: position.epoch,
                last_timestamp: position.timestamp,
            };
        }
        Ok(())
    }

    /// Applies a record of the metadata, with the transactions of KIP-868.
    ///
    /// # Errors
    /// [`ApplyError`]
    pub fn apply_record(&mut self, record: &MetadataRecord) -> Result<(), ApplyError> {
        match record {
            MetadataRecord::BeginTransaction(_) => {
                self.transaction = Some(Box::new((self.image.clone(), self.delta.clone())));
            }
            MetadataRecord::EndTransaction(_) => self.transaction = None,
            MetadataRecord::AbortTransaction(_) => {
                if let Some(before) = self.transaction.take() {
                    let provenance = self.image.provenance;
                    (self.image, self.delta) = *before;
                    self.image.provenance = provenance;
                }
            }
            record => self.image.apply(record, &mut self.delta)?,
        }
        Ok(())
    }

    /// Whether a transaction began and did not end.
    pub fn in_transaction(&self) -> bool {
        self.transaction.is_some()
    }

    /// Whether no record of the metadata has come yet.
    pub fn is_empty(&self) -> bool {
        self.image.features.metadata_version == 0
    }
}
