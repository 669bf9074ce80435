//! Offsets that are committed as part of a transaction (TxnOffsetCommit, KIP-98, KIP-447), and its end.

use kavka_protocol::{ErrorCode, record::TransactionMarker};

use super::{
    classic::{ClassicGroup, GroupState},
    consumer::ConsumerGroup,
    messages::{OffsetCommitResponse, Response, TxnOffsetCommitRequest},
    shard::{Group, GroupShard},
};
use crate::runtime::{Action, Actions, Now, Then, Ticket, Write};

impl GroupShard {
    /// Writes offsets that come to be when the transaction commits. The group need not exist.
    pub(super) fn commit_transactional_offsets(
        &mut self,
        now: Now,
        actions: &mut Actions<Self>,
        ticket: Ticket,
        request: TxnOffsetCommitRequest,
    ) {
        if let Err(error) = self.validate_transactional_commit(&request) {
            let response = OffsetCommitResponse::error(&request.topics, error);
            return self.step(now, actions).reply_committed(ticket, Response::Commit(response));
        }
        let (records, topics) = self.offset_records(now, &request.group_id, request.topics, -1);
        let then = Then::Reply(ticket, Response::Commit(OffsetCommitResponse { topics }));
        let write = Write { records, replay: true, then };
        actions.push(Action::WriteTransactional(request.producer, write));
    }

    /// Writes the end of a transaction, which commits or drops its offsets.
    pub(super) fn end_transaction(
        &mut self,
        actions: &mut Actions<Self>,
        ticket: Ticket,
        marker: TransactionMarker,
    ) {
        let then = Then::Reply(ticket, Response::EndTransaction(ErrorCode::None));
        actions.push(Action::EndTransaction(marker, then));
    }

    /// Only who names a member is fenced by generation or epoch: clients before KIP-447 do not. There is no error for
    /// old clients but `ILLEGAL_GENERATION`.
    fn validate_transactional_commit(&self, request: &TxnOffsetCommitRequest) -> Result<(), ErrorCode> {
        let names_member = request.generation_id >= 0
            || !request.member_id.is_empty()
            || request.group_instance_id.is_some();
        match self.groups.get(request.group_id.as_str()) {
            Some(Group::Classic(group)) => validate_classic(group, request, names_member),
            Some(Group::Consumer(group)) => self.validate_consumer(group, request),
            Some(Group::Modern(group)) => {
                let nobody = if names_member { None } else { Some(()) };
                // Other kinds of groups than consumers' have no offsets, whoever asks.
                match (group.validate_commit(&request.member_id, request.generation_id), nobody) {
                    (Err(ErrorCode::StaleMemberEpoch), _) => Err(ErrorCode::IllegalGeneration),
                    (Err(ErrorCode::UnknownMemberId), Some(())) => Ok(()),
                    (result, _) => result,
                }
            }
            None if request.generation_id < 0 => Ok(()),
            None => Err(ErrorCode::IllegalGeneration),
        }
    }

    fn validate_consumer(
        &self,
        group: &ConsumerGroup,
        request: &TxnOffsetCommitRequest,
    ) -> Result<(), ErrorCode> {
        let as_known = |error| match error {
            ErrorCode::StaleMemberEpoch => ErrorCode::IllegalGeneration,
            other => other,
        };
        let instance_id = request.group_instance_id.as_deref();
        let may = group.may_commit(&request.member_id, instance_id, request.generation_id, None);
        let may = may.map_err(as_known)?;
        if may.is_for_all() {
            return Ok(());
        }
        let topics = self.view.topics();
        for topic in &request.topics {
            let known = topics.by_name(&topic.name).ok_or(ErrorCode::IllegalGeneration)?;
            let mut partitions = topic.partitions.iter();
            partitions.try_for_each(|p| may.check(known.id, p.partition)).map_err(as_known)?;
        }
        Ok(())
    }
}

fn validate_classic(
    group: &ClassicGroup,
    request: &TxnOffsetCommitRequest,
    names_member: bool,
) -> Result<(), ErrorCode> {
    if !names_member || (request.generation_id < 0 && group.state == GroupState::Empty) {
        return Ok(());
    }
    group.validate_member(&request.member_id, request.group_instance_id.as_deref())?;
    if request.generation_id == group.generation_id { Ok(()) } else { Err(ErrorCode::IllegalGeneration) }
}
