// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `StreamsGroupTargetAssignmentMetadataValue`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct StreamsGroupTargetAssignmentMetadataValue {
    /// `AssignmentEpoch`, versions 0.
    pub assignment_epoch: i32,
    /// `AssignmentTimestamp`, versions 0, tag 0.
    pub assignment_timestamp: i64,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl StreamsGroupTargetAssignmentMetadataValue {
    /// Sets `assignment_epoch`.
    #[must_use]
    pub fn with_assignment_epoch(mut self, value: i32) -> Self {
        self.assignment_epoch = value;
        self
    }
    /// Sets `assignment_timestamp`.
    #[must_use]
    pub fn with_assignment_timestamp(mut self, value: i64) -> Self {
        self.assignment_timestamp = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for StreamsGroupTargetAssignmentMetadataValue {
    fn default() -> Self {
        Self {
            assignment_epoch: 0,
            assignment_timestamp: 0,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for StreamsGroupTargetAssignmentMetadataValue {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.assignment_epoch.to_be_bytes());
        let mut known = 0;
        let has_assignment_timestamp = self.assignment_timestamp != 0;
        known += u32::from(has_assignment_timestamp);
        put_uvarint(w, known + self.unknown_tagged_fields.len() as u32);
        put_unknown(w, &self.unknown_tagged_fields, 0..0)?;
        if has_assignment_timestamp {
            put_tag(w, 0, |w| {
            w.put(&self.assignment_timestamp.to_be_bytes());
            Ok(())
            })?;
        }
        put_unknown(w, &self.unknown_tagged_fields, 1..i32::MAX)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let assignment_epoch: i32 = get_i32(buf)?;
        let mut assignment_timestamp: i64 = 0;
        let unknown_tagged_fields = get_tags(buf, |tag, b| {
            match tag {
                0 => assignment_timestamp = get_i64(b)?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(Self {
            assignment_epoch,
            assignment_timestamp,
            unknown_tagged_fields,
        })
    }
}

impl_message!(StreamsGroupTargetAssignmentMetadataValue, 0, 0);
