// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `StreamsGroupTargetAssignmentMemberValue`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct StreamsGroupTargetAssignmentMemberValue {
    /// `ActiveTasks`, versions 0.
    pub active_tasks: Vec<TaskIds>,
    /// `StandbyTasks`, versions 0.
    pub standby_tasks: Vec<TaskIds>,
    /// `WarmupTasks`, versions 0.
    pub warmup_tasks: Vec<TaskIds>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl StreamsGroupTargetAssignmentMemberValue {
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
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for StreamsGroupTargetAssignmentMemberValue {
    fn default() -> Self {
        Self {
            active_tasks: Default::default(),
            standby_tasks: Default::default(),
            warmup_tasks: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for StreamsGroupTargetAssignmentMemberValue {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
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
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let active_tasks: Vec<TaskIds> = get_array(buf, true, |b| TaskIds::read(b, v))?;
        let standby_tasks: Vec<TaskIds> = get_array(buf, true, |b| TaskIds::read(b, v))?;
        let warmup_tasks: Vec<TaskIds> = get_array(buf, true, |b| TaskIds::read(b, v))?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            active_tasks,
            standby_tasks,
            warmup_tasks,
            unknown_tagged_fields,
        })
    }
}

impl_message!(StreamsGroupTargetAssignmentMemberValue, 0, 0);

/// `TaskIds` in [`StreamsGroupTargetAssignmentMemberValue`], versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskIds {
    /// `SubtopologyId`, versions 0.
    pub subtopology_id: StrBytes,
    /// `Partitions`, versions 0.
    pub partitions: Vec<i32>,
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
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let subtopology_id: StrBytes = get_string(buf, true)?;
        let partitions: Vec<i32> = get_array(buf, true, |b| get_i32(b))?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            subtopology_id,
            partitions,
            unknown_tagged_fields,
        })
    }
}

impl_message!(TaskIds, 0, 0);
