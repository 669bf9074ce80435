// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `StreamsGroupCurrentMemberAssignmentValue`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct StreamsGroupCurrentMemberAssignmentValue {
    /// `MemberEpoch`, versions 0.
    pub member_epoch: i32,
    /// `PreviousMemberEpoch`, versions 0.
    pub previous_member_epoch: i32,
    /// `State`, versions 0.
    pub state: i8,
    /// `ActiveTasks`, versions 0.
    pub active_tasks: Vec<TaskIds>,
    /// `StandbyTasks`, versions 0.
    pub standby_tasks: Vec<TaskIds>,
    /// `WarmupTasks`, versions 0.
    pub warmup_tasks: Vec<TaskIds>,
    /// `ActiveTasksPendingRevocation`, versions 0.
    pub active_tasks_pending_revocation: Vec<TaskIds>,
    /// `StandbyTasksPendingRevocation`, versions 0.
    pub standby_tasks_pending_revocation: Vec<TaskIds>,
    /// `WarmupTasksPendingRevocation`, versions 0.
    pub warmup_tasks_pending_revocation: Vec<TaskIds>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl StreamsGroupCurrentMemberAssignmentValue {
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
    /// Sets `active_tasks`.
    #[must_use]
    pub fn with_active_tasks(mut self, value: Vec<TaskIds>) -> Self {
        self.active_tasks = value;
        self
    }
    /// Sets `standby_tasks`.
    #[must_use]
    pub fn with_standby_tasks(mut self, value: Vec<TaskIds>) -> Self {
        self.standby_tasks = value;
        self
    }
    /// Sets `warmup_tasks`.
    #[must_use]
    pub fn with_warmup_tasks(mut self, value: Vec<TaskIds>) -> Self {
        self.warmup_tasks = value;
        self
    }
    /// Sets `active_tasks_pending_revocation`.
    #[must_use]
    pub fn with_active_tasks_pending_revocation(mut self, value: Vec<TaskIds>) -> Self {
        self.active_tasks_pending_revocation = value;
        self
    }
    /// Sets `standby_tasks_pending_revocation`.
    #[must_use]
    pub fn with_standby_tasks_pending_revocation(mut self, value: Vec<TaskIds>) -> Self {
        self.standby_tasks_pending_revocation = value;
        self
    }
    /// Sets `warmup_tasks_pending_revocation`.
    #[must_use]
    pub fn with_warmup_tasks_pending_revocation(mut self, value: Vec<TaskIds>) -> Self {
        self.warmup_tasks_pending_revocation = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for StreamsGroupCurrentMemberAssignmentValue {
    fn default() -> Self {
        Self {
            member_epoch: 0,
            previous_member_epoch: 0,
            state: 0,
            active_tasks: Default::default(),
            standby_tasks: Default::default(),
            warmup_tasks: Default::default(),
            active_tasks_pending_revocation: Default::default(),
            standby_tasks_pending_revocation: Default::default(),
            warmup_tasks_pending_revocation: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for StreamsGroupCurrentMemberAssignmentValue {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.member_epoch.to_be_bytes());
        w.put(&self.previous_member_epoch.to_be_bytes());
        w.put(&self.state.to_be_bytes());
        put_count(w, self.active_tasks.len(), true)?;
        for item in &self.active_tasks {
            item.write(w, v)?;
        }
        put_count(w, self.standby_tasks.len(), true)?;
        for item in &self.standby_tasks {
            item.write(w, v)?;
        }
        put_count(w, self.warmup_tasks.len(), true)?;
        for item in &self.warmup_tasks {
            item.write(w, v)?;
        }
        put_count(w, self.active_tasks_pending_revocation.len(), true)?;
        for item in &self.active_tasks_pending_revocation {
            item.write(w, v)?;
        }
        put_count(w, self.standby_tasks_pending_revocation.len(), true)?;
        for item in &self.standby_tasks_pending_revocation {
            item.write(w, v)?;
        }
        put_count(w, self.warmup_tasks_pending_revocation.len(), true)?;
        for item in &self.warmup_tasks_pending_revocation {
            item.write(w, v)?;
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let member_epoch: i32 = get_i32(buf)?;
        let previous_member_epoch: i32 = get_i32(buf)?;
        let state: i8 = get_i8(buf)?;
        let active_tasks: Vec<TaskIds> = get_array(buf, true, |b| TaskIds::read(b, v))?;
        let standby_tasks: Vec<TaskIds> = get_array(buf, true, |b| TaskIds::read(b, v))?;
        let warmup_tasks: Vec<TaskIds> = get_array(buf, true, |b| TaskIds::read(b, v))?;
        let active_tasks_pending_revocation: Vec<TaskIds> = get_array(buf, true, |b| TaskIds::read(b, v))?;
        let standby_tasks_pending_revocation: Vec<TaskIds> = get_array(buf, true, |b| TaskIds::read(b, v))?;
        let warmup_tasks_pending_revocation: Vec<TaskIds> = get_array(buf, true, |b| TaskIds::read(b, v))?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            member_epoch,
            previous_member_epoch,
            state,
            active_tasks,
            standby_tasks,
            warmup_tasks,
            active_tasks_pending_revocation,
            standby_tasks_pending_revocation,
            warmup_tasks_pending_revocation,
            unknown_tagged_fields,
        })
    }
}

impl_message!(StreamsGroupCurrentMemberAssignmentValue, 0, 0);

/// `TaskIds` in [`StreamsGroupCurrentMemberAssignmentValue`], versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskIds {
    /// `SubtopologyId`, versions 0.
    pub subtopology_id: StrBytes,
    /// `Partitions`, versions 0.
    pub partitions: Vec<i32>,
    /// `AssignmentEpochs`, versions 0, tag 0.
    pub assignment_epochs: Option<Vec<i32>>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl TaskIds {
    /// Sets `subtopology_id`.
    #[must_use]
    pub fn with_subtopology_id(mut self, value: StrBytes) -> Self {
        self.subtopology_id = value;
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

impl Default for TaskIds {
    fn default() -> Self {
        Self {
            subtopology_id: Default::default(),
            partitions: Default::default(),
            assignment_epochs: Some(Default::default()),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for TaskIds {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_string(w, &self.subtopology_id, true)?;
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
        let subtopology_id: StrBytes = get_string(buf, true)?;
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
            subtopology_id,
            partitions,
            assignment_epochs,
            unknown_tagged_fields,
        })
    }
}

impl_message!(TaskIds, 0, 0);
