// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `ShareGroupCurrentMemberAssignmentValue`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct ShareGroupCurrentMemberAssignmentValue {
    /// `MemberEpoch`, versions 0.
    pub member_epoch: i32,
    /// `PreviousMemberEpoch`, versions 0.
    pub previous_member_epoch: i32,
    /// `State`, versions 0.
    pub state: i8,
    /// `AssignedPartitions`, versions 0.
    pub assigned_partitions: Vec<TopicPartitions>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl ShareGroupCurrentMemberAssignmentValue {
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
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for ShareGroupCurrentMemberAssignmentValue {
    fn default() -> Self {
        Self {
            member_epoch: 0,
            previous_member_epoch: 0,
            state: 0,
            assigned_partitions: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for ShareGroupCurrentMemberAssignmentValue {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.member_epoch.to_be_bytes());
        w.put(&self.previous_member_epoch.to_be_bytes());
        w.put(&self.state.to_be_bytes());
        put_count(w, self.assigned_partitions.len(), true)?;
        for item in &self.assigned_partitions {
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
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            member_epoch,
            previous_member_epoch,
            state,
            assigned_partitions,
            unknown_tagged_fields,
        })
    }
}

impl_message!(ShareGroupCurrentMemberAssignmentValue, 0, 0);

/// `TopicPartitions` in [`ShareGroupCurrentMemberAssignmentValue`], versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct TopicPartitions {
    /// `TopicId`, versions 0.
    pub topic_id: Uuid,
    /// `Partitions`, versions 0.
    pub partitions: Vec<i32>,
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
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let topic_id: Uuid = get_uuid(buf)?;
        let partitions: Vec<i32> = get_array(buf, true, |b| get_i32(b))?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            topic_id,
            partitions,
            unknown_tagged_fields,
        })
    }
}

impl_message!(TopicPartitions, 0, 0);
