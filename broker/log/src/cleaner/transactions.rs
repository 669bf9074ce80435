//! Which transactions the cleaner is in the middle of while it walks a log.

use std::collections::{BTreeMap, HashMap, HashSet};

use kavka_protocol::record::{BatchHeader, ControlType};

use crate::transaction_index::TransactionIndexEntry;

/// What the cleaner knows of transactions up to the batch it looks at.
///
/// Data of aborted transactions goes. A marker may go once no data of its transaction is left (then it waits
/// for its delete horizon, so that readers who have seen the data see the marker too).
#[derive(Debug, Default)]
pub(crate) struct CleanedTransactions {
    /// Aborted transactions that begin after the batch, by their first offsets; two cannot share one.
    upcoming: BTreeMap<i64, TransactionIndexEntry>,
    ongoing_aborted: HashMap<i64, Aborted>,
    ongoing_committed: HashSet<i64>,
    /// Aborted transactions whose data is still there, for the new transaction index.
    retained: Vec<TransactionIndexEntry>,
}

#[derive(Debug)]
struct Aborted {
    entry: TransactionIndexEntry,
    has_batches: bool,
}

impl CleanedTransactions {
    /// Adds what the transaction index of the next segment says.
    pub(crate) fn add_aborted(&mut self, entries: impl IntoIterator<Item = TransactionIndexEntry>) {
        self.upcoming.extend(entries.into_iter().map(|entry| (entry.first_offset, entry)));
    }

    /// Notes a data batch; whether it belongs to an aborted transaction.
    pub(crate) fn on_batch(&mut self, header: &BatchHeader) -> bool {
        self.begin_up_to(header.last_offset());
        if !header.is_transactional() {
            return false;
        }
        match self.ongoing_aborted.get_mut(&header.producer_id) {
            Some(aborted) => {
                aborted.has_batches = true;
                true
            }
            None => {
                self.ongoing_committed.insert(header.producer_id);
                false
            }
        }
    }

    /// Notes a control batch, with the type of its record unless that is gone; whether it is not needed.
    pub(crate) fn on_control_batch(&mut self, header: &BatchHeader, kind: Option<ControlType>) -> bool {
        self.begin_up_to(header.last_offset());
        match kind {
            Some(ControlType::Abort) => match self.ongoing_aborted.remove(&header.producer_id) {
                Some(aborted) if aborted.has_batches => {
                    self.retained.push(aborted.entry);
                    false
                }
                _ => true,
            },
            Some(ControlType::Commit) => !self.ongoing_committed.remove(&header.producer_id),
            Some(_) => false,
            // The marker was cleaned away earlier and the batch was kept for its offsets or its producer.
            None => true,
        }
    }

    /// Takes the transactions that the new index must name so far, in the order of their markers.
    pub(crate) fn take_retained(&mut self) -> Vec<TransactionIndexEntry> {
        std::mem::take(&mut self.retained)
    }

    fn begin_up_to(&mut self, offset: i64) {
        while let Some(first) = self.upcoming.first_entry().filter(|entry| *entry.key() <= offset) {
            let entry = first.remove();
            self.ongoing_aborted.entry(entry.producer_id).or_insert(Aborted { entry, has_batches: false });
        }
    }
}
