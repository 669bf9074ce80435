// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `ConsumerGroupCurrentMemberAssignmentValue`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct ConsumerGroupCurrentMemberAssignmentValue {
    /// `MemberEpoch`, versions 0.
    pub member_epoch: i32,
    /// `PreviousMemberEpoch`, versions 0.
    pub previous_member_epoch: i32,
    /// `State`, versions 0.
    pub state: i8,
    /// `AssignedPartitions`, versions 0.
    pub assigned_partitions: Vec<TopicPartitions>,
    /// `PartitionsPendingRevocation`, versions 0.
    pub partitions_pending_revocation: Vec<TopicPartitions>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl ConsumerGroupCurrentMemberAssignmentValue {
    /// Sets `member_epoch`.
    #[must_use]
    pub fn with_member_epoch(mut self, value: i32) -> Self {
        self.member_epoch = value;
        self
    }
    /// Sets `previous_member_epoch`.
    #[must_use]
    pub fn with_previous_member_epoch(mut self, value: i32) -> Self {
        self.previous_member_epoch = value;
        self
    }
    /// Sets `state`.
    #[must_use]
    pub fn with_state(mut self, value: i8) -> Self {
        self.state = value;
        self
    }
    /// Sets `assigned_partitions`.
    #[must_use]
    pub fn with_assigned_partitions(mut self, value: Vec<TopicPartitions>) -> Self {
        self.assigned_partitions = value;
        self
    }
    /// Sets `partitions_pending_revocation`.
    #[must_use]
    pub fn with_partitions_pending_revocation(mut self, value: Vec<TopicPartitions>) -> Self {
        self.partitions_pending_revocation = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for ConsumerGroupCurrentMemberAssignmentValue {
    fn default() -> Self {
        Self {
            member_epoch: 0,
            previous_member_epoch: 0,
            state: 0,
            assigned_partitions: Default::default(),
            partitions_pending_revocation: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for ConsumerGroupCurrentMemberAssignmentValue {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.member_epoch.to_be_bytes());
        w.put(&self.previous_member_epoch.to_be_bytes());
        w.put(&self.state.to_be_bytes());
        put_count(w, self.assigned_partitions.len(), true)?;
        for item in &self.assigned_partitions {
            item.write(w, v)?;
        }
        put_count(w, self.partitions_pending_revocation.len(), true)?;
        for item in &self.partitions_pending_revocation {
            item.write(w, v)?;
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let member_epoch: i32 = get_i32(buf)?;
        let previous_member_epoch: i32 = get_i32(buf)?;
        let state: i8 = get_i8(buf)?;
        let assigned_partitions: Vec<TopicPartitions> = get_array(buf, true, |b| TopicPartitions::read(b, v))?;
        let partitions_pending_revocation: Vec<TopicPartitions> = get_array(buf, true, |b| TopicPartitions::read(b, v))?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            member_epoch,
            previous_member_epoch,
            state,
            assigned_partitions,
            partitions_pending_revocation,
            unknown_tagged_fields,
        })
    }
}

impl_message!(ConsumerGroupCurrentMemberAssignmentValue, 0, 0);

/// `TopicPartitions` in [`ConsumerGroupCurrentMemberAssignmentValue`], versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct TopicPartitions {
    /// `TopicId`, versions 0.
    pub topic_id: Uuid,
    /// `Partitions`, versions 0.
    pub partitions: Vec<i32>,
    /// `AssignmentEpochs`, versions 0, tag 0.
    pub assignment_epochs: Option<Vec<i32>>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl TopicPartitions {
    /// Sets `topic_id`.
    #[must_use]
    pub fn with_topic_id(mut self, value: Uuid) -> Self {
        self.topic_id = value;
        self
    }
    /// Sets `partitions`.
    #[must_use]
    pub fn with_partitions(mut self, value: Vec<i32>) -> Self {
        self.partitions = value;
        self
    }
    /// Sets `assignment_epochs`.
    #[must_use]
    pub fn with_assignment_epochs(mut self, value: Option<Vec<i32>>) -> Self {
        self.assignment_epochs = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for TopicPartitions {
    fn default() -> Self {
        Self {
            topic_id: Default::default(),
            partitions: Default::default(),
            assignment_epochs: Some(Default::default()),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for TopicPartitions {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(self.topic_id.as_bytes());
        put_count(w, self.partitions.len(), true)?;
        for item in &self.partitions {
            w.put(&item.to_be_bytes());
        }
        let mut known = 0;
        let has_assignment_epochs = self.assignment_epochs != Some(Default::default());
        known += u32::from(has_assignment_epochs);
        put_uvarint(w, known + self.unknown_tagged_fields.len() as u32);
        put_unknown(w, &self.unknown_tagged_fields, 0..0)?;
        if has_assignment_epochs {
            put_tag(w, 0, |w| {
            match &self.assignment_epochs {
            Some(value) => {  put_count(w, value.len(), true)?;
        for item in value {
            w.put(&item.to_be_bytes());
        } }
            None => put_null_count(w, true),
        }
            Ok(())
            })?;
        }
        put_unknown(w, &self.unknown_tagged_fields, 1..i32::MAX)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let topic_id: Uuid = get_uuid(buf)?;
        let partitions: Vec<i32> = get_array(buf, true, |b| get_i32(b))?;
        let mut assignment_epochs: Option<Vec<i32>> = Some(Default::default());
        let unknown_tagged_fields = get_tags(buf, |tag, b| {
            match tag {
                0 => assignment_epochs = get_nullable_array(b, true, |b| get_i32(b))?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self {
            topic_id,
            partitions,
            assignment_epochs,
            unknown_tagged_fields,
        })
    }
}

impl_message!(TopicPartitions, 0, 0);
