//! What the state machine asks for, and what it is told.

use std::collections::HashMap;

use kavka_protocol::ErrorCode;

use super::Ticket;
use crate::producer::sequences::ProducerId;
use crate::producer::{CommittedOffset, GroupMetadata};
use crate::{ClientError, TopicPartition};

/// Who is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::producer) enum Coordinator {
    Transaction,
    Group,
}

/// A request to a coordinator.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::producer) enum Request {
    /// With `producer`, a new epoch of that one; without, whatever the coordinator gives.
    InitProducerId {
        producer: Option<ProducerId>,
        ticket: Ticket,
    },
    /// `is_first`: the transaction has no partitions yet, so the one before may still be completing.
    AddPartitions {
        partitions: Vec<TopicPartition>,
        is_first: bool,
    },
    AddOffsets {
        group: GroupMetadata,
        offsets: HashMap<TopicPartition, CommittedOffset>,
        ticket: Ticket,
    },
    CommitOffsets {
        group: GroupMetadata,
        offsets: HashMap<TopicPartition, CommittedOffset>,
        ticket: Ticket,
    },
    EndTxn {
        commit: bool,
        ticket: Ticket,
    },
}

impl Request {
    pub(in crate::producer) fn coordinator(&self) -> Coordinator {
        match self {
            Self::CommitOffsets { .. } => Coordinator::Group,
            _ => Coordinator::Transaction,
        }
    }

    /// The call that waits for it.
    pub(in crate::producer) fn ticket(&self) -> Option<Ticket> {
        match self {
            Self::AddPartitions { .. } => None,
            Self::InitProducerId { ticket, .. }
            | Self::AddOffsets { ticket, .. }
            | Self::CommitOffsets { ticket, .. }
            | Self::EndTxn { ticket, .. } => Some(*ticket),
        }
    }

    /// Lower goes first.
    pub(super) fn priority(&self) -> u8 {
        match self {
            Self::InitProducerId { .. } => 0,
            Self::AddPartitions { .. } | Self::AddOffsets { .. } | Self::CommitOffsets { .. } => 1,
            Self::EndTxn { .. } => 2,
        }
    }
}

/// What came of a request.
#[derive(Debug, Clone)]
pub(in crate::producer) enum Reply {
    /// No answer: the request may or may not have been carried out. All of them may be repeated.
    Disconnected,
    /// It cannot be sent, as to a broker that does not know it.
    Failed(ClientError),
    /// The coordinator was not found.
    CoordinatorRefused { code: ErrorCode, message: Option<String> },
    /// The code of the whole request.
    Code(ErrorCode),
    /// Success, with the producer id and epoch to use from now on.
    ProducerId(ProducerId),
    /// A code for each partition.
    Partitions(Vec<(TopicPartition, ErrorCode)>),
}
