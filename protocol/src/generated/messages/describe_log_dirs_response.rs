// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use kafka_protocol::messages::{BrokerId, GroupId, ProducerId, TopicName, TransactionalId};

use crate::wire::codec::*;

/// Kafka's `DescribeLogDirsResponse`, versions 1-5.
#[derive(Debug, Clone, PartialEq)]
pub struct DescribeLogDirsResponse {
    /// `ThrottleTimeMs`, versions 1-5.
    pub throttle_time_ms: i32,
    /// `ErrorCode`, versions 3-5.
    pub error_code: i16,
    /// `Results`, versions 1-5.
    pub results: Vec<DescribeLogDirsResult>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl DescribeLogDirsResponse {
    /// Sets `throttle_time_ms`.
    #[must_use]
    pub fn with_throttle_time_ms(mut self, value: i32) -> Self {
        self.throttle_time_ms = value;
        self
    }
    /// Sets `error_code`.
    #[must_use]
    pub fn with_error_code(mut self, value: i16) -> Self {
        self.error_code = value;
        self
    }
    /// Sets `results`.
    #[must_use]
    pub fn with_results(mut self, value: Vec<DescribeLogDirsResult>) -> Self {
        self.results = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for DescribeLogDirsResponse {
    fn default() -> Self {
        Self {
            throttle_time_ms: 0,
            error_code: 0,
            results: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for DescribeLogDirsResponse {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        let flex = v >= 2;
        w.put(&self.throttle_time_ms.to_be_bytes());
        if v >= 3 {
        w.put(&self.error_code.to_be_bytes());
        }
        put_count(w, self.results.len(), flex)?;
        for item in &self.results {
            item.write(w, v)?;
        }
        if flex {
        put_tags(w, &self.unknown_tagged_fields)?;
        }
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let flex = v >= 2;
        let throttle_time_ms: i32 = get_i32(buf)?;
        let error_code: i16 = if v >= 3 { get_i16(buf)? } else { 0 };
        let results: Vec<DescribeLogDirsResult> = get_array(buf, flex, |b| DescribeLogDirsResult::read(b, v))?;
        let unknown_tagged_fields = if flex {
        get_tags(buf, |_, _| Ok(false))?
        } else { BTreeMap::new() };
        Ok(Self {
            throttle_time_ms,
            error_code,
            results,
            unknown_tagged_fields,
        })
    }
}

impl_message!(DescribeLogDirsResponse, 1, 5);

/// `DescribeLogDirsResult` in [`DescribeLogDirsResponse`], versions 1-5.
#[derive(Debug, Clone, PartialEq)]
pub struct DescribeLogDirsResult {
    /// `ErrorCode`, versions 1-5.
    pub error_code: i16,
    /// `LogDir`, versions 1-5.
    pub log_dir: StrBytes,
    /// `Topics`, versions 1-5.
    pub topics: Vec<DescribeLogDirsTopic>,
    /// `TotalBytes`, versions 4-5.
    pub total_bytes: i64,
    /// `UsableBytes`, versions 4-5.
    pub usable_bytes: i64,
    /// `IsCordoned`, versions 5.
    pub is_cordoned: bool,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl DescribeLogDirsResult {
    /// Sets `error_code`.
    #[must_use]
    pub fn with_error_code(mut self, value: i16) -> Self {
        self.error_code = value;
        self
    }
    /// Sets `log_dir`.
    #[must_use]
    pub fn with_log_dir(mut self, value: StrBytes) -> Self {
        self.log_dir = value;
        self
    }
    /// Sets `topics`.
    #[must_use]
    pub fn with_topics(mut self, value: Vec<DescribeLogDirsTopic>) -> Self {
        self.topics = value;
        self
    }
    /// Sets `total_bytes`.
    #[must_use]
    pub fn with_total_bytes(mut self, value: i64) -> Self {
        self.total_bytes = value;
        self
    }
    /// Sets `usable_bytes`.
    #[must_use]
    pub fn with_usable_bytes(mut self, value: i64) -> Self {
        self.usable_bytes = value;
        self
    }
    /// Sets `is_cordoned`.
    #[must_use]
    pub fn with_is_cordoned(mut self, value: bool) -> Self {
        self.is_cordoned = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for DescribeLogDirsResult {
    fn default() -> Self {
        Self {
            error_code: 0,
            log_dir: Default::default(),
            topics: Default::default(),
            total_bytes: -1,
            usable_bytes: -1,
            is_cordoned: false,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for DescribeLogDirsResult {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        let flex = v >= 2;
        w.put(&self.error_code.to_be_bytes());
        put_string(w, &self.log_dir, flex)?;
        put_count(w, self.topics.len(), flex)?;
        for item in &self.topics {
            item.write(w, v)?;
        }
        if v >= 4 {
        w.put(&self.total_bytes.to_be_bytes());
        }
        if v >= 4 {
        w.put(&self.usable_bytes.to_be_bytes());
        }
        if v >= 5 {
        w.put(&[u8::from(self.is_cordoned)]);
        }
        if flex {
        put_tags(w, &self.unknown_tagged_fields)?;
        }
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let flex = v >= 2;
        let error_code: i16 = get_i16(buf)?;
        let log_dir: StrBytes = get_string(buf, flex)?;
        let topics: Vec<DescribeLogDirsTopic> = get_array(buf, flex, |b| DescribeLogDirsTopic::read(b, v))?;
        let total_bytes: i64 = if v >= 4 { get_i64(buf)? } else { -1 };
        let usable_bytes: i64 = if v >= 4 { get_i64(buf)? } else { -1 };
        let is_cordoned: bool = if v >= 5 { get_i8(buf)? != 0 } else { false };
        let unknown_tagged_fields = if flex {
        get_tags(buf, |_, _| Ok(false))?
        } else { BTreeMap::new() };
        Ok(Self {
            error_code,
            log_dir,
            topics,
            total_bytes,
            usable_bytes,
            is_cordoned,
            unknown_tagged_fields,
        })
    }
}

impl_message!(DescribeLogDirsResult, 1, 5);

/// `DescribeLogDirsTopic` in [`DescribeLogDirsResponse`], versions 1-5.
#[derive(Debug, Clone, PartialEq)]
pub struct DescribeLogDirsTopic {
    /// `Name`, versions 1-5.
    pub name: TopicName,
    /// `Partitions`, versions 1-5.
    pub partitions: Vec<DescribeLogDirsPartition>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl DescribeLogDirsTopic {
    /// Sets `name`.
    #[must_use]
    pub fn with_name(mut self, value: TopicName) -> Self {
        self.name = value;
        self
    }
    /// Sets `partitions`.
    #[must_use]
    pub fn with_partitions(mut self, value: Vec<DescribeLogDirsPartition>) -> Self {
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

impl Default for DescribeLogDirsTopic {
    fn default() -> Self {
        Self {
            name: Default::default(),
            partitions: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for DescribeLogDirsTopic {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        let flex = v >= 2;
        put_string(w, &self.name.0, flex)?;
        put_count(w, self.partitions.len(), flex)?;
        for item in &self.partitions {
            item.write(w, v)?;
        }
        if flex {
        put_tags(w, &self.unknown_tagged_fields)?;
        }
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let flex = v >= 2;
        let name: TopicName = TopicName(get_string(buf, flex)?);
        let partitions: Vec<DescribeLogDirsPartition> = get_array(buf, flex, |b| DescribeLogDirsPartition::read(b, v))?;
        let unknown_tagged_fields = if flex {
        get_tags(buf, |_, _| Ok(false))?
        } else { BTreeMap::new() };
        Ok(Self {
            name,
            partitions,
            unknown_tagged_fields,
        })
    }
}

impl_message!(DescribeLogDirsTopic, 1, 5);

/// `DescribeLogDirsPartition` in [`DescribeLogDirsResponse`], versions 1-5.
#[derive(Debug, Clone, PartialEq)]
pub struct DescribeLogDirsPartition {
    /// `PartitionIndex`, versions 1-5.
    pub partition_index: i32,
    /// `PartitionSize`, versions 1-5.
    pub partition_size: i64,
    /// `OffsetLag`, versions 1-5.
    pub offset_lag: i64,
    /// `IsFutureKey`, versions 1-5.
    pub is_future_key: bool,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl DescribeLogDirsPartition {
    /// Sets `partition_index`.
    #[must_use]
    pub fn with_partition_index(mut self, value: i32) -> Self {
        self.partition_index = value;
        self
    }
    /// Sets `partition_size`.
    #[must_use]
    pub fn with_partition_size(mut self, value: i64) -> Self {
        self.partition_size = value;
        self
    }
    /// Sets `offset_lag`.
    #[must_use]
    pub fn with_offset_lag(mut self, value: i64) -> Self {
        self.offset_lag = value;
        self
    }
    /// Sets `is_future_key`.
    #[must_use]
    pub fn with_is_future_key(mut self, value: bool) -> Self {
        self.is_future_key = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for DescribeLogDirsPartition {
    fn default() -> Self {
        Self {
            partition_index: 0,
            partition_size: 0,
            offset_lag: 0,
            is_future_key: false,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for DescribeLogDirsPartition {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        let flex = v >= 2;
        w.put(&self.partition_index.to_be_bytes());
        w.put(&self.partition_size.to_be_bytes());
        w.put(&self.offset_lag.to_be_bytes());
        w.put(&[u8::from(self.is_future_key)]);
        if flex {
        put_tags(w, &self.unknown_tagged_fields)?;
        }
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let flex = v >= 2;
        let partition_index: i32 = get_i32(buf)?;
        let partition_size: i64 = get_i64(buf)?;
        let offset_lag: i64 = get_i64(buf)?;
        let is_future_key: bool = get_i8(buf)? != 0;
        let unknown_tagged_fields = if flex {
        get_tags(buf, |_, _| Ok(false))?
        } else { BTreeMap::new() };
        Ok(Self {
            partition_index,
            partition_size,
            offset_lag,
            is_future_key,
            unknown_tagged_fields,
        })
    }
}

impl_message!(DescribeLogDirsPartition, 1, 5);

impl HeaderVersion for DescribeLogDirsResponse {
    fn header_version(version: i16) -> i16 {
        if version >= 2 { 1 } else { 0 }
    }
}
