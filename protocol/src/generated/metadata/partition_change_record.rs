// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `PartitionChangeRecord`, versions 0-2.
#[derive(Debug, Clone, PartialEq)]
pub struct PartitionChangeRecord {
    /// `PartitionId`, versions 0-2.
    pub partition_id: i32,
    /// `TopicId`, versions 0-2.
    pub topic_id: Uuid,
    /// `Isr`, versions 0-2, tag 0.
    pub isr: Option<Vec<i32>>,
    /// `Leader`, versions 0-2, tag 1.
    pub leader: i32,
    /// `Replicas`, versions 0-2, tag 2.
    pub replicas: Option<Vec<i32>>,
    /// `RemovingReplicas`, versions 0-2, tag 3.
    pub removing_replicas: Option<Vec<i32>>,
    /// `AddingReplicas`, versions 0-2, tag 4.
    pub adding_replicas: Option<Vec<i32>>,
    /// `LeaderRecoveryState`, versions 0-2, tag 5.
    pub leader_recovery_state: i8,
    /// `Directories`, versions 1-2, tag 8.
    pub directories: Option<Vec<Uuid>>,
    /// `EligibleLeaderReplicas`, versions 2, tag 6.
    pub eligible_leader_replicas: Option<Vec<i32>>,
    /// `LastKnownElr`, versions 2, tag 7.
    pub last_known_elr: Option<Vec<i32>>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl PartitionChangeRecord {
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
    /// Sets `isr`.
    #[must_use]
    pub fn with_isr(mut self, value: Option<Vec<i32>>) -> Self {
        self.isr = value;
        self
    }
    /// Sets `leader`.
    #[must_use]
    pub fn with_leader(mut self, value: i32) -> Self {
        self.leader = value;
        self
    }
    /// Sets `replicas`.
    #[must_use]
    pub fn with_replicas(mut self, value: Option<Vec<i32>>) -> Self {
        self.replicas = value;
        self
    }
    /// Sets `removing_replicas`.
    #[must_use]
    pub fn with_removing_replicas(mut self, value: Option<Vec<i32>>) -> Self {
        self.removing_replicas = value;
        self
    }
    /// Sets `adding_replicas`.
    #[must_use]
    pub fn with_adding_replicas(mut self, value: Option<Vec<i32>>) -> Self {
        self.adding_replicas = value;
        self
    }
    /// Sets `leader_recovery_state`.
    #[must_use]
    pub fn with_leader_recovery_state(mut self, value: i8) -> Self {
        self.leader_recovery_state = value;
        self
    }
    /// Sets `directories`.
    #[must_use]
    pub fn with_directories(mut self, value: Option<Vec<Uuid>>) -> Self {
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

impl Default for PartitionChangeRecord {
    fn default() -> Self {
        Self {
            partition_id: -1,
            topic_id: Default::default(),
            isr: None,
            leader: -2,
            replicas: None,
            removing_replicas: None,
            adding_replicas: None,
            leader_recovery_state: -1,
            directories: None,
            eligible_leader_replicas: None,
            last_known_elr: None,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for PartitionChangeRecord {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.partition_id.to_be_bytes());
        w.put(self.topic_id.as_bytes());
        if !(v >= 1) && self.directories.is_some() {
            return Err(CodecError::NotInVersion { field: "Directories", version: v });
        }
        if !(v >= 2) && self.eligible_leader_replicas.is_some() {
            return Err(CodecError::NotInVersion { field: "EligibleLeaderReplicas", version: v });
        }
        if !(v >= 2) && self.last_known_elr.is_some() {
            return Err(CodecError::NotInVersion { field: "LastKnownElr", version: v });
        }
        let mut known = 0;
        let has_isr = self.isr.is_some();
        known += u32::from(has_isr);
        let has_leader = self.leader != -2;
        known += u32::from(has_leader);
        let has_replicas = self.replicas.is_some();
        known += u32::from(has_replicas);
        let has_removing_replicas = self.removing_replicas.is_some();
        known += u32::from(has_removing_replicas);
        let has_adding_replicas = self.adding_replicas.is_some();
        known += u32::from(has_adding_replicas);
        let has_leader_recovery_state = self.leader_recovery_state != -1;
        known += u32::from(has_leader_recovery_state);
        let has_eligible_leader_replicas = v >= 2 && self.eligible_leader_replicas.is_some();
        known += u32::from(has_eligible_leader_replicas);
        let has_last_known_elr = v >= 2 && self.last_known_elr.is_some();
        known += u32::from(has_last_known_elr);
        let has_directories = v >= 1 && self.directories.is_some();
        known += u32::from(has_directories);
        put_uvarint(w, known + self.unknown_tagged_fields.len() as u32);
        put_unknown(w, &self.unknown_tagged_fields, 0..0)?;
        if has_isr {
            put_tag(w, 0, |w| {
            match &self.isr {
            Some(value) => {  put_count(w, value.len(), true)?;
        for item in value {
            w.put(&item.to_be_bytes());
        } }
            None => put_null_count(w, true),
        }
            Ok(())
            })?;
        }
        put_unknown(w, &self.unknown_tagged_fields, 1..1)?;
        if has_leader {
            put_tag(w, 1, |w| {
            w.put(&self.leader.to_be_bytes());
            Ok(())
            })?;
        }
        put_unknown(w, &self.unknown_tagged_fields, 2..2)?;
        if has_replicas {
            put_tag(w, 2, |w| {
            match &self.replicas {
            Some(value) => {  put_count(w, value.len(), true)?;
        for item in value {
            w.put(&item.to_be_bytes());
        } }
            None => put_null_count(w, true),
        }
            Ok(())
            })?;
        }
        put_unknown(w, &self.unknown_tagged_fields, 3..3)?;
        if has_removing_replicas {
            put_tag(w, 3, |w| {
            match &self.removing_replicas {
            Some(value) => {  put_count(w, value.len(), true)?;
        for item in value {
            w.put(&item.to_be_bytes());
        } }
            None => put_null_count(w, true),
        }
            Ok(())
            })?;
        }
        put_unknown(w, &self.unknown_tagged_fields, 4..4)?;
        if has_adding_replicas {
            put_tag(w, 4, |w| {
            match &self.adding_replicas {
            Some(value) => {  put_count(w, value.len(), true)?;
        for item in value {
            w.put(&item.to_be_bytes());
        } }
            None => put_null_count(w, true),
        }
            Ok(())
            })?;
        }
        put_unknown(w, &self.unknown_tagged_fields, 5..5)?;
        if has_leader_recovery_state {
            put_tag(w, 5, |w| {
            w.put(&self.leader_recovery_state.to_be_bytes());
            Ok(())
            })?;
        }
        put_unknown(w, &self.unknown_tagged_fields, 6..6)?;
        if has_eligible_leader_replicas {
            put_tag(w, 6, |w| {
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
        put_unknown(w, &self.unknown_tagged_fields, 7..7)?;
        if has_last_known_elr {
            put_tag(w, 7, |w| {
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
        put_unknown(w, &self.unknown_tagged_fields, 8..8)?;
        if has_directories {
            put_tag(w, 8, |w| {
            match &self.directories {
            Some(value) => {  put_count(w, value.len(), true)?;
        for item in value {
            w.put(item.as_bytes());
        } }
            None => put_null_count(w, true),
        }
            Ok(())
            })?;
        }
        put_unknown(w, &self.unknown_tagged_fields, 9..i32::MAX)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let partition_id: i32 = get_i32(buf)?;
        let topic_id: Uuid = get_uuid(buf)?;
        let mut isr: Option<Vec<i32>> = None;
        let mut leader: i32 = -2;
        let mut replicas: Option<Vec<i32>> = None;
        let mut removing_replicas: Option<Vec<i32>> = None;
        let mut adding_replicas: Option<Vec<i32>> = None;
        let mut leader_recovery_state: i8 = -1;
        let mut directories: Option<Vec<Uuid>> = None;
        let mut eligible_leader_replicas: Option<Vec<i32>> = None;
        let mut last_known_elr: Option<Vec<i32>> = None;
        let unknown_tagged_fields = get_tags(buf, |tag, b| {
            match tag {
                0 => isr = get_nullable_array(b, true, |b| get_i32(b))?,
                1 => leader = get_i32(b)?,
                2 => replicas = get_nullable_array(b, true, |b| get_i32(b))?,
                3 => removing_replicas = get_nullable_array(b, true, |b| get_i32(b))?,
                4 => adding_replicas = get_nullable_array(b, true, |b| get_i32(b))?,
                5 => leader_recovery_state = get_i8(b)?,
                8 if v >= 1 => directories = get_nullable_array(b, true, |b| get_uuid(b))?,
                6 if v >= 2 => eligible_leader_replicas = get_nullable_array(b, true, |b| get_i32(b))?,
                7 if v >= 2 => last_known_elr = get_nullable_array(b, true, |b| get_i32(b))?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self {
            partition_id,
            topic_id,
            isr,
            leader,
            replicas,
            removing_replicas,
            adding_replicas,
            leader_recovery_state,
            directories,
            eligible_leader_replicas,
            last_known_elr,
            unknown_tagged_fields,
        })
    }
}

impl_message!(PartitionChangeRecord, 0, 2);
