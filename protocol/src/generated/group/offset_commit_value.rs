// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `OffsetCommitValue`, versions 0-4.
#[derive(Debug, Clone, PartialEq)]
pub struct OffsetCommitValue {
    /// `offset`, versions 0-4.
    pub offset: i64,
    /// `leaderEpoch`, versions 3-4.
    pub leader_epoch: i32,
    /// `metadata`, versions 0-4.
    pub metadata: StrBytes,
    /// `commitTimestamp`, versions 0-4.
    pub commit_timestamp: i64,
    /// `expireTimestamp`, versions 1.
    pub expire_timestamp: i64,
    /// `topicId`, versions 4, tag 0.
    pub topic_id: Uuid,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl OffsetCommitValue {
    /// Sets `offset`.
    #[must_use]
    pub fn with_offset(mut self, value: i64) -> Self {
        self.offset = value;
        self
    }
    /// Sets `leader_epoch`.
    #[must_use]
    pub fn with_leader_epoch(mut self, value: i32) -> Self {
        self.leader_epoch = value;
        self
    }
    /// Sets `metadata`.
    #[must_use]
    pub fn with_metadata(mut self, value: StrBytes) -> Self {
        self.metadata = value;
        self
    }
    /// Sets `commit_timestamp`.
    #[must_use]
    pub fn with_commit_timestamp(mut self, value: i64) -> Self {
        self.commit_timestamp = value;
        self
    }
    /// Sets `expire_timestamp`.
    #[must_use]
    pub fn with_expire_timestamp(mut self, value: i64) -> Self {
        self.expire_timestamp = value;
        self
    }
    /// Sets `topic_id`.
    #[must_use]
    pub fn with_topic_id(mut self, value: Uuid) -> Self {
        self.topic_id = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for OffsetCommitValue {
    fn default() -> Self {
        Self {
            offset: 0,
            leader_epoch: -1,
            metadata: Default::default(),
            commit_timestamp: 0,
            expire_timestamp: -1,
            topic_id: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for OffsetCommitValue {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        let flex = v >= 4;
        w.put(&self.offset.to_be_bytes());
        if v >= 3 {
        w.put(&self.leader_epoch.to_be_bytes());
        }
        put_string(w, &self.metadata, flex)?;
        w.put(&self.commit_timestamp.to_be_bytes());
        if (1..=1).contains(&v) {
        w.put(&self.expire_timestamp.to_be_bytes());
        }
        if flex {
        let mut known = 0;
        let has_topic_id = !self.topic_id.is_nil();
        known += u32::from(has_topic_id);
        put_uvarint(w, known + self.unknown_tagged_fields.len() as u32);
        put_unknown(w, &self.unknown_tagged_fields, 0..0)?;
        if has_topic_id {
            put_tag(w, 0, |w| {
            w.put(self.topic_id.as_bytes());
            Ok(())
            })?;
        }
        put_unknown(w, &self.unknown_tagged_fields, 1..i32::MAX)?;
        }
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let flex = v >= 4;
        let offset: i64 = get_i64(buf)?;
        let leader_epoch: i32 = if v >= 3 { get_i32(buf)? } else { -1 };
        let metadata: StrBytes = get_string(buf, flex)?;
        let commit_timestamp: i64 = get_i64(buf)?;
        let expire_timestamp: i64 = if (1..=1).contains(&v) { get_i64(buf)? } else { -1 };
        let mut topic_id: Uuid = Default::default();
        let unknown_tagged_fields = if flex {
        get_tags(buf, |tag, b| {
            match tag {
                0 => topic_id = get_uuid(b)?,
                _ => return Ok(false),
            }
            Ok(true)
        })?
        } else { BTreeMap::new() };
        Ok(Self {
            offset,
            leader_epoch,
            metadata,
            commit_timestamp,
            expire_timestamp,
            topic_id,
            unknown_tagged_fields,
        })
    }
}

impl_message!(OffsetCommitValue, 0, 4);
