//! Groups of the consumer protocol (KIP-848): the coordinator assigns, and members follow at their own pace.
//!
//! A change of subscriptions moves the group's epoch on; the assignment made for it is the target; a member that asks
//! is led there step by step, its own epoch telling how far it is. All state comes from records: an operation decides
//! on records and an answer, and the records change the state once they are written.
//!
//! Source: `GroupMetadataManager` and `modern.consumer` of Apache Kafka 4.3.

mod classic_members;
mod commit;
mod convert;
mod describe;
mod group;
mod hash;
mod heartbeat;
mod leave;
mod member;
mod reconcile;
pub(super) mod records;
mod regex;
mod replay;
mod resolved;
mod scene;
mod subscriptions;
mod target;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use kavka_protocol::ErrorCode;
use uuid::Uuid;

pub(crate) use convert::Downgrade;
pub(crate) use group::ConsumerGroup;
pub(crate) use heartbeat::validate;
pub(crate) use leave::Fenced;
pub(crate) use member::Member;
pub(crate) use regex::{RegexJob, ResolvedRegex};
pub(crate) use scene::TopicHashes;

/// Why a request is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub error: ErrorCode,
    /// Kafka's text for it.
    pub message: String,
}

impl Refusal {
    pub fn new(error: ErrorCode, message: impl Into<String>) -> Self {
        Self { error, message: message.into() }
    }
}

/// An id as Kafka writes it.
fn kafka_id(id: Uuid) -> String {
    URL_SAFE_NO_PAD.encode(id.as_bytes())
}
