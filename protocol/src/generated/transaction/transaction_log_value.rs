// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `TransactionLogValue`, versions 0-1.
#[derive(Debug, Clone, PartialEq)]
pub struct TransactionLogValue {
    /// `ProducerId`, versions 0-1.
    pub producer_id: i64,
    /// `PreviousProducerId`, versions 1, tag 0.
    pub previous_producer_id: i64,
    /// `NextProducerId`, versions 1, tag 1.
    pub next_producer_id: i64,
    /// `ProducerEpoch`, versions 0-1.
    pub producer_epoch: i16,
    /// `NextProducerEpoch`, versions 1, tag 3.
    pub next_producer_epoch: i16,
    /// `TransactionTimeoutMs`, versions 0-1.
    pub transaction_timeout_ms: i32,
    /// `TransactionStatus`, versions 0-1.
    pub transaction_status: i8,
    /// `TransactionPartitions`, versions 0-1.
    pub transaction_partitions: Option<Vec<PartitionsSchema>>,
    /// `TransactionLastUpdateTimestampMs`, versions 0-1.
    pub transaction_last_update_timestamp_ms: i64,
    /// `TransactionStartTimestampMs`, versions 0-1.
    pub transaction_start_timestamp_ms: i64,
    /// `ClientTransactionVersion`, versions 1, tag 2.
    pub client_transaction_version: i16,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl TransactionLogValue {
    /// Sets `producer_id`.
    #[must_use]
    pub fn with_producer_id(mut self, value: i64) -> Self {
        self.producer_id = value;
        self
    }
    /// Sets `previous_producer_id`.
    #[must_use]
    pub fn with_previous_producer_id(mut self, value: i64) -> Self {
        self.previous_producer_id = value;
        self
    }
    /// Sets `next_producer_id`.
    #[must_use]
    pub fn with_next_producer_id(mut self, value: i64) -> Self {
        self.next_producer_id = value;
        self
    }
    /// Sets `producer_epoch`.
    #[must_use]
    pub fn with_producer_epoch(mut self, value: i16) -> Self {
        self.producer_epoch = value;
        self
    }
    /// Sets `next_producer_epoch`.
    #[must_use]
    pub fn with_next_producer_epoch(mut self, value: i16) -> Self {
        self.next_producer_epoch = value;
        self
    }
    /// Sets `transaction_timeout_ms`.
    #[must_use]
    pub fn with_transaction_timeout_ms(mut self, value: i32) -> Self {
        self.transaction_timeout_ms = value;
        self
    }
    /// Sets `transaction_status`.
    #[must_use]
    pub fn with_transaction_status(mut self, value: i8) -> Self {
        self.transaction_status = value;
        self
    }
    /// Sets `transaction_partitions`.
    #[must_use]
    pub fn with_transaction_partitions(mut self, value: Option<Vec<PartitionsSchema>>) -> Self {
        self.transaction_partitions = value;
        self
    }
    /// Sets `transaction_last_update_timestamp_ms`.
    #[must_use]
    pub fn with_transaction_last_update_timestamp_ms(mut self, value: i64) -> Self {
        self.transaction_last_update_timestamp_ms = value;
        self
    }
    /// Sets `transaction_start_timestamp_ms`.
    #[must_use]
    pub fn with_transaction_start_timestamp_ms(mut self, value: i64) -> Self {
        self.transaction_start_timestamp_ms = value;
        self
    }
    /// Sets `client_transaction_version`.
    #[must_use]
    pub fn with_client_transaction_version(mut self, value: i16) -> Self {
        self.client_transaction_version = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for TransactionLogValue {
    fn default() -> Self {
        Self {
            producer_id: 0,
            previous_producer_id: -1,
            next_producer_id: -1,
            producer_epoch: 0,
            next_producer_epoch: -1,
            transaction_timeout_ms: 0,
            transaction_status: 0,
            transaction_partitions: Some(Default::default()),
            transaction_last_update_timestamp_ms: 0,
            transaction_start_timestamp_ms: 0,
            client_transaction_version: 0,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for TransactionLogValue {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        let flex = v >= 1;
        w.put(&self.producer_id.to_be_bytes());
        if !(v >= 1) && self.previous_producer_id != -1 {
            return Err(CodecError::NotInVersion { field: "PreviousProducerId", version: v });
        }
        if !(v >= 1) && self.next_producer_id != -1 {
            return Err(CodecError::NotInVersion { field: "NextProducerId", version: v });
        }
        w.put(&self.producer_epoch.to_be_bytes());
        if !(v >= 1) && self.next_producer_epoch != -1 {
            return Err(CodecError::NotInVersion { field: "NextProducerEpoch", version: v });
        }
        w.put(&self.transaction_timeout_ms.to_be_bytes());
        w.put(&self.transaction_status.to_be_bytes());
        match &self.transaction_partitions {
            Some(value) => {  put_count(w, value.len(), flex)?;
        for item in value {
            item.write(w, v)?;
        } }
            None => put_null_count(w, flex),
        }
        w.put(&self.transaction_last_update_timestamp_ms.to_be_bytes());
        w.put(&self.transaction_start_timestamp_ms.to_be_bytes());
        if !(v >= 1) && self.client_transaction_version != 0 {
            return Err(CodecError::NotInVersion { field: "ClientTransactionVersion", version: v });
        }
        if flex {
        let mut known = 0;
        let has_previous_producer_id = self.previous_producer_id != -1;
        known += u32::from(has_previous_producer_id);
        let has_next_producer_id = self.next_producer_id != -1;
        known += u32::from(has_next_producer_id);
        let has_client_transaction_version = self.client_transaction_version != 0;
        known += u32::from(has_client_transaction_version);
        let has_next_producer_epoch = self.next_producer_epoch != -1;
        known += u32::from(has_next_producer_epoch);
        put_uvarint(w, known + self.unknown_tagged_fields.len() as u32);
        put_unknown(w, &self.unknown_tagged_fields, 0..0)?;
        if has_previous_producer_id {
            put_tag(w, 0, |w| {
            w.put(&self.previous_producer_id.to_be_bytes());
            Ok(())
            })?;
        }
        put_unknown(w, &self.unknown_tagged_fields, 1..1)?;
        if has_next_producer_id {
            put_tag(w, 1, |w| {
            w.put(&self.next_producer_id.to_be_bytes());
            Ok(())
            })?;
        }
        put_unknown(w, &self.unknown_tagged_fields, 2..2)?;
        if has_client_transaction_version {
            put_tag(w, 2, |w| {
            w.put(&self.client_transaction_version.to_be_bytes());
            Ok(())
            })?;
        }
        put_unknown(w, &self.unknown_tagged_fields, 3..3)?;
        if has_next_producer_epoch {
            put_tag(w, 3, |w| {
            w.put(&self.next_producer_epoch.to_be_bytes());
            Ok(())
            })?;
        }
        put_unknown(w, &self.unknown_tagged_fields, 4..i32::MAX)?;
        }
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let flex = v >= 1;
        let producer_id: i64 = get_i64(buf)?;
        let mut previous_producer_id: i64 = -1;
        let mut next_producer_id: i64 = -1;
        let producer_epoch: i16 = get_i16(buf)?;
        let mut next_producer_epoch: i16 = -1;
        let transaction_timeout_ms: i32 = get_i32(buf)?;
        let transaction_status: i8 = get_i8(buf)?;
        let transaction_partitions: Option<Vec<PartitionsSchema>> = get_nullable_array(buf, flex, |b| PartitionsSchema::read(b, v))?;
        let transaction_last_update_timestamp_ms: i64 = get_i64(buf)?;
        let transaction_start_timestamp_ms: i64 = get_i64(buf)?;
        let mut client_transaction_version: i16 = 0;
        let unknown_tagged_fields = if flex {
        get_tags(buf, |tag, b| {
            match tag {
                0 => previous_producer_id = get_i64(b)?,
                1 => next_producer_id = get_i64(b)?,
                3 => next_producer_epoch = get_i16(b)?,
                2 => client_transaction_version = get_i16(b)?,
                _ => return Ok(false),
            }
            Ok(true)
        })?
        } else { BTreeMap::new() };
        Ok(Self {
            producer_id,
            previous_producer_id,
            next_producer_id,
            producer_epoch,
            next_producer_epoch,
            transaction_timeout_ms,
            transaction_status,
            transaction_partitions,
            transaction_last_update_timestamp_ms,
            transaction_start_timestamp_ms,
            client_transaction_version,
            unknown_tagged_fields,
        })
    }
}

impl_message!(TransactionLogValue, 0, 1);

/// `PartitionsSchema` in [`TransactionLogValue`], versions 0-1.
#[derive(Debug, Clone, PartialEq)]
pub struct PartitionsSchema {
    /// `Topic`, versions 0-1.
    pub topic: StrBytes,
    /// `PartitionIds`, versions 0-1.
    pub partition_ids: Vec<i32>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl PartitionsSchema {
    /// Sets `topic`.
    #[must_use]
    pub fn with_topic(mut self, value: StrBytes) -> Self {
        self.topic = value;
        self
    }
    /// Sets `partition_ids`.
    #[must_use]
    pub fn with_partition_ids(mut self, value: Vec<i32>) -> Self {
        self.partition_ids = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for PartitionsSchema {
    fn default() -> Self {
        Self {
            topic: Default::default(),
            partition_ids: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for PartitionsSchema {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        let flex = v >= 1;
        put_string(w, &self.topic, flex)?;
        put_count(w, self.partition_ids.len(), flex)?;
        for item in &self.partition_ids {
            w.put(&item.to_be_bytes());
        }
        if flex {
        put_tags(w, &self.unknown_tagged_fields)?;
        }
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let flex = v >= 1;
        let topic: StrBytes = get_string(buf, flex)?;
        let partition_ids: Vec<i32> = get_array(buf, flex, |b| get_i32(b))?;
        let unknown_tagged_fields = if flex {
        get_tags(buf, |_, _| Ok(false))?
        } else { BTreeMap::new() };
        Ok(Self {
            topic,
            partition_ids,
            unknown_tagged_fields,
        })
    }
}

impl_message!(PartitionsSchema, 0, 1);
