//! Who may commit and fetch offsets of a consumer group.

use kavka_protocol::ErrorCode;
use uuid::Uuid;

use super::{ConsumerGroup, Member};

/// First version of OffsetCommit that speaks of member epochs.
const COMMIT_WITH_MEMBER_EPOCH: i16 = 9;

/// Which partitions a commit is good for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum MayCommit<'a> {
    /// Any.
    All,
    /// Those that the member got at this epoch or before, and still has: it just does not know its latest epoch yet
    /// (KIP-1251).
    Held(&'a Member, i32),
}

impl MayCommit<'_> {
    /// Whether it is good for any partition.
    pub fn is_for_all(&self) -> bool {
        matches!(self, Self::All)
    }

    /// Whether the partition may be committed.
    ///
    /// # Errors
    /// `STALE_MEMBER_EPOCH`, or `ILLEGAL_GENERATION` for a member of the classic protocol.
    pub fn check(&self, topic_id: Uuid, partition: i32) -> Result<(), ErrorCode> {
        match self {
            Self::Held(member, epoch)
                if member.assignment_epoch(topic_id, partition).is_none_or(|assigned| *epoch < assigned) =>
            {
                Err(stale(member))
            }
            Self::All | Self::Held(..) => Ok(()),
        }
    }
}

fn stale(member: &Member) -> ErrorCode {
    if member.uses_classic_protocol() { ErrorCode::IllegalGeneration } else { ErrorCode::StaleMemberEpoch }
}

impl ConsumerGroup {
    /// Whether a commit by this member at this epoch may be accepted, and for which partitions. `api_version` is that
    /// of OffsetCommit, `None` for a transaction's commit.
    ///
    /// # Errors
    /// `UNKNOWN_MEMBER_ID`, `UNSUPPORTED_VERSION`, and those of [`MayCommit::check`].
    pub fn may_commit(
        &self,
        member_id: &str,
        instance_id: Option<&str>,
        epoch: i32,
        api_version: Option<i16>,
    ) -> Result<MayCommit<'_>, ErrorCode> {
        if epoch < 0 && self.is_empty() {
            return Ok(MayCommit::All);
        }
        // A transaction's producer may know nothing of the group.
        if api_version.is_none() && epoch == -1 && member_id.is_empty() && instance_id.is_none() {
            return Ok(MayCommit::All);
        }
        let member = self.member(member_id).map_err(|refusal| refusal.error)?;
        let is_old = api_version.is_some_and(|version| version < COMMIT_WITH_MEMBER_EPOCH);
        if is_old && !member.uses_classic_protocol() {
            return Err(ErrorCode::UnsupportedVersion);
        }
        match epoch.cmp(&member.epoch) {
            std::cmp::Ordering::Equal => Ok(MayCommit::All),
            std::cmp::Ordering::Greater => Err(stale(member)),
            std::cmp::Ordering::Less => Ok(MayCommit::Held(member, epoch)),
        }
    }

    /// Whether offsets may be fetched by this member at this epoch.
    ///
    /// # Errors
    /// `UNKNOWN_MEMBER_ID`, `STALE_MEMBER_EPOCH`, or `ILLEGAL_GENERATION` for a member of the classic protocol.
    pub fn may_fetch(&self, member_id: Option<&str>, epoch: i32) -> Result<(), ErrorCode> {
        let member_id = match member_id {
            // An administrator, or a consumer outside group management.
            None if epoch < 0 => return Ok(()),
            member_id => member_id.unwrap_or_default(),
        };
        let member = self.member(member_id).map_err(|refusal| refusal.error)?;
        if epoch == member.epoch { Ok(()) } else { Err(stale(member)) }
    }
}
