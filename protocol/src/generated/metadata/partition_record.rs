// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `PartitionRecord`, versions 0-2.
#[derive(Debug, Clone, PartialEq)]
pub struct PartitionRecord {
    /// `PartitionId`, versions 0-2.
    pub partition_id: i32,
    /// `TopicId`, versions 0-2.
    pub topic_id: Uuid,
    /// `Replicas`, versions 0-2.
    pub replicas: Vec<i32>,
    /// `Isr`, versions 0-2.
    pub isr: Vec<i32>,
    /// `RemovingReplicas`, versions 0-2.
    pub removing_replicas: Vec<i32>,
    /// `AddingReplicas`, versions 0-2.
    pub adding_replicas: Vec<i32>,
    /// `Leader`, versions 0-2.
    pub leader: i32,
    /// `LeaderRecoveryState`, versions 0-2, tag 0.
    pub leader_recovery_state: i8,
    /// `LeaderEpoch`, versions 0-2.
    pub leader_epoch: i32,
    /// `PartitionEpoch`, versions 0-2.
    pub partition_epoch: i32,
    /// `Directories`, versions 1-2.
    pub directories: Vec<Uuid>,
    /// `EligibleLeaderReplicas`, versions 2, tag 1.
    pub eligible_leader_replicas: Option<Vec<i32>>,
    /// `LastKnownElr`, versions 2, tag 2.
    pub last_known_elr: Option<Vec<i32>>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl PartitionRecord {
    /// Sets `partition_id`.
    #[must_use]
    pub fn with_partition_id(mut self, value: i32) -> Self {
        self.partition_id = value;
        self
    }
    /// Sets `topic_id`.
    #[must_use]
    pub fn with_topic_id(mut self, value: Uuid) -> Self {
        self.topic_id = value;
        self
    }
    /// Sets `replicas`.
    #[must_use]
    pub fn with_replicas(mut self, value: Vec<i32>) -> Self {
        self.replicas = value;
        self
    }
    /// Sets `isr`.
    #[must_use]
    pub fn with_isr(mut self, value: Vec<i32>) -> Self {
        self.isr = value;
        self
    }
    /// Sets `removing_replicas`.
    #[must_use]
    pub fn with_removing_replicas(mut self, value: Vec<i32>) -> Self {
        self.removing_replicas = value;
        self
    }
    /// Sets `adding_replicas`.
    #[must_use]
    pub fn with_adding_replicas(mut self, value: Vec<i32>) -> Self {
        self.adding_replicas = value;
        self
    }
    /// Sets `leader`.
    #[must_use]
    pub fn with_leader(mut self, value: i32) -> Self {
        self.leader = value;
        self
    }
    /// Sets `leader_recovery_state`.
    #[must_use]
    pub fn with_leader_recovery_state(mut self, value: i8) -> Self {
        self.leader_recovery_state = value;
        self
    }
    /// Sets `leader_epoch`.
    #[must_use]
    pub fn with_leader_epoch(mut self, value: i32) -> Self {
        self.leader_epoch = value;
        self
    }
    /// Sets `partition_epoch`.
    #[must_use]
    pub fn with_partition_epoch(mut self, value: i32) -> Self {
        self.partition_epoch = value;
        self
    }
    /// Sets `directories`.
    #[must_use]
    pub fn with_directories(mut self, value: Vec<Uuid>) -> Self {
        self.directories = value;
        self
    }
    /// Sets `eligible_leader_replicas`.
    #[must_use]
    pub fn with_eligible_leader_replicas(mut self, value: Option<Vec<i32>>) -> Self {
        self.eligible_leader_replicas = value;
        self
    }
    /// Sets `last_known_elr`.
    #[must_use]
    pub fn with_last_known_elr(mut self, value: Option<Vec<i32>>) -> Self {
        self.last_known_elr = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for PartitionRecord {
    fn default() -> Self {
        Self {
            partition_id: -1,
            topic_id: Default::default(),
            replicas: Default::default(),
            isr: Default::default(),
            removing_replicas: Default::default(),
            adding_replicas: Default::default(),
            leader: -1,
            leader_recovery_state: 0,
            leader_epoch: -1,
            partition_epoch: -1,
            directories: Default::default(),
            eligible_leader_replicas: None,
            last_known_elr: None,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for PartitionRecord {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.partition_id.to_be_bytes());
        w.put(self.topic_id.as_bytes());
        put_count(w, self.replicas.len(), true)?;
        for item in &self.replicas {
            w.put(&item.to_be_bytes());
        }
        put_count(w, self.isr.len(), true)?;
        for item in &self.isr {
            w.put(&item.to_be_bytes());
        }
        put_count(w, self.removing_replicas.len(), true)?;
        for item in &self.removing_replicas {
            w.put(&item.to_be_bytes());
        }
        put_count(w, self.adding_replicas.len(), true)?;
        for item in &self.adding_replicas {
            w.put(&item.to_be_bytes());
        }
        w.put(&self.leader.to_be_bytes());
        w.put(&self.leader_epoch.to_be_bytes());
        w.put(&self.partition_epoch.to_be_bytes());
        if v >= 1 {
        put_count(w, self.directories.len(), true)?;
        for item in &self.directories {
            w.put(item.as_bytes());
        }
        }
        if !(v >= 1) && !self.directories.is_empty() {
            return Err(CodecError::NotInVersion { field: "Directories", version: v });
        }
        if !(v >= 2) && self.eligible_leader_replicas.is_some() {
            return Err(CodecError::NotInVersion { field: "EligibleLeaderReplicas", version: v });
        }
        if !(v >= 2) && self.last_known_elr.is_some() {
            return Err(CodecError::NotInVersion { field: "LastKnownElr", version: v });
        }
        let mut known = 0;
        let has_leader_recovery_state = self.leader_recovery_state != 0;
        known += u32::from(has_leader_recovery_state);
        let has_eligible_leader_replicas = v >= 2 && self.eligible_leader_replicas.is_some();
        known += u32::from(has_eligible_leader_replicas);
        let has_last_known_elr = v >= 2 && self.last_known_elr.is_some();
        known += u32::from(has_last_known_elr);
        put_uvarint(w, known + self.unknown_tagged_fields.len() as u32);
        put_unknown(w, &self.unknown_tagged_fields, 0..0)?;
        if has_leader_recovery_state {
            put_tag(w, 0, |w| {
            w.put(&self.leader_recovery_state.to_be_bytes());
            Ok(())
            })?;
        }
        put_unknown(w, &self.unknown_tagged_fields, 1..1)?;
        if has_eligible_leader_replicas {
            put_tag(w, 1, |w| {
            match &self.eligible_leader_replicas {
            Some(value) => {  put_count(w, value.len(), true)?;
        for item in value {
            w.put(&item.to_be_bytes());
        } }
            None => put_null_count(w, true),
        }
            Ok(())
            })?;
        }
        put_unknown(w, &self.unknown_tagged_fields, 2..2)?;
        if has_last_known_elr {
            put_tag(w, 2, |w| {
            match &self.last_known_elr {
            Some(value) => {  put_count(w, value.len(), true)?;
        for item in value {
            w.put(&item.to_be_bytes());
        } }
            None => put_null_count(w, true),
        }
            Ok(())
            })?;
        }
        put_unknown(w, &self.unknown_tagged_fields, 3..i32::MAX)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let partition_id: i32 = get_i32(buf)?;
        let topic_id: Uuid = get_uuid(buf)?;
        let replicas: Vec<i32> = get_array(buf, true, |b| get_i32(b))?;
        let isr: Vec<i32> = get_array(buf, true, |b| get_i32(b))?;
        let removing_replicas: Vec<i32> = get_array(buf, true, |b| get_i32(b))?;
        let adding_replicas: Vec<i32> = get_array(buf, true, |b| get_i32(b))?;
        let leader: i32 = get_i32(buf)?;
        let mut leader_recovery_state: i8 = 0;
        let leader_epoch: i32 = get_i32(buf)?;
        let partition_epoch: i32 = get_i32(buf)?;
        let directories: Vec<Uuid> = if v >= 1 { get_array(buf, true, |b| get_uuid(b))? } else { Default::default() };
        let mut eligible_leader_replicas: Option<Vec<i32>> = None;
        let mut last_known_elr: Option<Vec<i32>> = None;
        let unknown_tagged_fields = get_tags(buf, |tag, b| {
            match tag {
                0 => leader_recovery_state = get_i8(b)?,
                1 if v >= 2 => eligible_leader_replicas = get_nullable_array(b, true, |b| get_i32(b))?,
                2 if v >= 2 => last_known_elr = get_nullable_array(b, true, |b| get_i32(b))?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self {
            partition_id,
            topic_id,
            replicas,
            isr,
            removing_replicas,
            adding_replicas,
            leader,
            leader_recovery_state,
            leader_epoch,
            partition_epoch,
            directories,
            eligible_leader_replicas,
            last_known_elr,
            unknown_tagged_fields,
        })
    }
}

impl_message!(PartitionRecord, 0, 2);
