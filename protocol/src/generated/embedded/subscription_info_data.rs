// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `SubscriptionInfoData`, versions 1-11.
#[derive(Debug, Clone, PartialEq)]
pub struct SubscriptionInfoData {
    /// `version`, versions 1-11.
    pub version: i32,
    /// `latestSupportedVersion`, versions 3-11.
    pub latest_supported_version: i32,
    /// `processId`, versions 1-11.
    pub process_id: Uuid,
    /// `prevTasks`, versions 1-6.
    pub prev_tasks: Vec<TaskId>,
    /// `standbyTasks`, versions 1-6.
    pub standby_tasks: Vec<TaskId>,
    /// `userEndPoint`, versions 2-11.
    pub user_end_point: Bytes,
    /// `taskOffsetSums`, versions 7-11.
    pub task_offset_sums: Vec<TaskOffsetSum>,
    /// `uniqueField`, versions 8-11.
    pub unique_field: i8,
    /// `errorCode`, versions 9-11.
    pub error_code: i32,
    /// `clientTags`, versions 11.
    pub client_tags: Vec<ClientTag>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl SubscriptionInfoData {
    /// Sets `version`.
    #[must_use]
    pub fn with_version(mut self, value: i32) -> Self {
        self.version = value;
        self
    }
    /// Sets `latest_supported_version`.
    #[must_use]
    pub fn with_latest_supported_version(mut self, value: i32) -> Self {
        self.latest_supported_version = value;
        self
    }
    /// Sets `process_id`.
    #[must_use]
    pub fn with_process_id(mut self, value: Uuid) -> Self {
        self.process_id = value;
        self
    }
    /// Sets `prev_tasks`.
    #[must_use]
    pub fn with_prev_tasks(mut self, value: Vec<TaskId>) -> Self {
        self.prev_tasks = value;
        self
    }
    /// Sets `standby_tasks`.
    #[must_use]
    pub fn with_standby_tasks(mut self, value: Vec<TaskId>) -> Self {
        self.standby_tasks = value;
        self
    }
    /// Sets `user_end_point`.
    #[must_use]
    pub fn with_user_end_point(mut self, value: Bytes) -> Self {
        self.user_end_point = value;
        self
    }
    /// Sets `task_offset_sums`.
    #[must_use]
    pub fn with_task_offset_sums(mut self, value: Vec<TaskOffsetSum>) -> Self {
        self.task_offset_sums = value;
        self
    }
    /// Sets `unique_field`.
    #[must_use]
    pub fn with_unique_field(mut self, value: i8) -> Self {
        self.unique_field = value;
        self
    }
    /// Sets `error_code`.
    #[must_use]
    pub fn with_error_code(mut self, value: i32) -> Self {
        self.error_code = value;
        self
    }
    /// Sets `client_tags`.
    #[must_use]
    pub fn with_client_tags(mut self, value: Vec<ClientTag>) -> Self {
        self.client_tags = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for SubscriptionInfoData {
    fn default() -> Self {
        Self {
            version: 0,
            latest_supported_version: -1,
            process_id: Default::default(),
            prev_tasks: Default::default(),
            standby_tasks: Default::default(),
            user_end_point: Default::default(),
            task_offset_sums: Default::default(),
            unique_field: 0,
            error_code: 0,
            client_tags: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for SubscriptionInfoData {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.version.to_be_bytes());
        if v >= 3 {
        w.put(&self.latest_supported_version.to_be_bytes());
        }
        if !(v >= 3) && self.latest_supported_version != -1 {
            return Err(CodecError::NotInVersion { field: "latestSupportedVersion", version: v });
        }
        w.put(self.process_id.as_bytes());
        if v <= 6 {
        put_count(w, self.prev_tasks.len(), false)?;
        for item in &self.prev_tasks {
            item.write(w, v)?;
        }
        }
        if !(v <= 6) && !self.prev_tasks.is_empty() {
            return Err(CodecError::NotInVersion { field: "prevTasks", version: v });
        }
        if v <= 6 {
        put_count(w, self.standby_tasks.len(), false)?;
        for item in &self.standby_tasks {
            item.write(w, v)?;
        }
        }
        if !(v <= 6) && !self.standby_tasks.is_empty() {
            return Err(CodecError::NotInVersion { field: "standbyTasks", version: v });
        }
        if v >= 2 {
        put_bytes(w, &self.user_end_point, false)?;
        }
        if !(v >= 2) && !self.user_end_point.is_empty() {
            return Err(CodecError::NotInVersion { field: "userEndPoint", version: v });
        }
        if v >= 7 {
        put_count(w, self.task_offset_sums.len(), false)?;
        for item in &self.task_offset_sums {
            item.write(w, v)?;
        }
        }
        if !(v >= 7) && !self.task_offset_sums.is_empty() {
            return Err(CodecError::NotInVersion { field: "taskOffsetSums", version: v });
        }
        if v >= 8 {
        w.put(&self.unique_field.to_be_bytes());
        }
        if !(v >= 8) && self.unique_field != 0 {
            return Err(CodecError::NotInVersion { field: "uniqueField", version: v });
        }
        if v >= 9 {
        w.put(&self.error_code.to_be_bytes());
        }
        if !(v >= 9) && self.error_code != 0 {
            return Err(CodecError::NotInVersion { field: "errorCode", version: v });
        }
        if v >= 11 {
        put_count(w, self.client_tags.len(), false)?;
        for item in &self.client_tags {
            item.write(w, v)?;
        }
        }
        if !(v >= 11) && !self.client_tags.is_empty() {
            return Err(CodecError::NotInVersion { field: "clientTags", version: v });
        }
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let version: i32 = get_i32(buf)?;
        let latest_supported_version: i32 = if v >= 3 { get_i32(buf)? } else { -1 };
        let process_id: Uuid = get_uuid(buf)?;
        let prev_tasks: Vec<TaskId> = if v <= 6 { get_array(buf, false, |b| TaskId::read(b, v))? } else { Default::default() };
        let standby_tasks: Vec<TaskId> = if v <= 6 { get_array(buf, false, |b| TaskId::read(b, v))? } else { Default::default() };
        let user_end_point: Bytes = if v >= 2 { get_bytes(buf, false)? } else { Default::default() };
        let task_offset_sums: Vec<TaskOffsetSum> = if v >= 7 { get_array(buf, false, |b| TaskOffsetSum::read(b, v))? } else { Default::default() };
        let unique_field: i8 = if v >= 8 { get_i8(buf)? } else { 0 };
        let error_code: i32 = if v >= 9 { get_i32(buf)? } else { 0 };
        let client_tags: Vec<ClientTag> = if v >= 11 { get_array(buf, false, |b| ClientTag::read(b, v))? } else { Default::default() };
        let unknown_tagged_fields = BTreeMap::new();
        Ok(Self {
            version,
            latest_supported_version,
            process_id,
            prev_tasks,
            standby_tasks,
            user_end_point,
            task_offset_sums,
            unique_field,
            error_code,
            client_tags,
            unknown_tagged_fields,
        })
    }
}

impl_message!(SubscriptionInfoData, 1, 11);

/// `TaskId` in [`SubscriptionInfoData`], versions 1-6.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskId {
    /// `topicGroupId`, versions 1-6.
    pub topic_group_id: i32,
    /// `partition`, versions 1-6.
    pub partition: i32,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl TaskId {
    /// Sets `topic_group_id`.
    #[must_use]
    pub fn with_topic_group_id(mut self, value: i32) -> Self {
        self.topic_group_id = value;
        self
    }
    /// Sets `partition`.
    #[must_use]
    pub fn with_partition(mut self, value: i32) -> Self {
        self.partition = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for TaskId {
    fn default() -> Self {
        Self {
            topic_group_id: 0,
            partition: 0,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for TaskId {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        if v <= 6 {
        w.put(&self.topic_group_id.to_be_bytes());
        }
        if !(v <= 6) && self.topic_group_id != 0 {
            return Err(CodecError::NotInVersion { field: "topicGroupId", version: v });
        }
        if v <= 6 {
        w.put(&self.partition.to_be_bytes());
        }
        if !(v <= 6) && self.partition != 0 {
            return Err(CodecError::NotInVersion { field: "partition", version: v });
        }
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let topic_group_id: i32 = if v <= 6 { get_i32(buf)? } else { 0 };
        let partition: i32 = if v <= 6 { get_i32(buf)? } else { 0 };
        let unknown_tagged_fields = BTreeMap::new();
        Ok(Self {
            topic_group_id,
            partition,
            unknown_tagged_fields,
        })
    }
}

impl_message!(TaskId, 1, 11);

/// `TaskOffsetSum` in [`SubscriptionInfoData`], versions 7-11.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskOffsetSum {
    /// `topicGroupId`, versions 7-11.
    pub topic_group_id: i32,
    /// `partition`, versions 10-11.
    pub partition: i32,
    /// `offsetSum`, versions 10-11.
    pub offset_sum: i64,
    /// `namedTopology`, versions 10-11.
    pub named_topology: Option<StrBytes>,
    /// `partitionToOffsetSum`, versions 7-9.
    pub partition_to_offset_sum: Vec<PartitionToOffsetSum>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl TaskOffsetSum {
    /// Sets `topic_group_id`.
    #[must_use]
    pub fn with_topic_group_id(mut self, value: i32) -> Self {
        self.topic_group_id = value;
        self
    }
    /// Sets `partition`.
    #[must_use]
    pub fn with_partition(mut self, value: i32) -> Self {
        self.partition = value;
        self
    }
    /// Sets `offset_sum`.
    #[must_use]
    pub fn with_offset_sum(mut self, value: i64) -> Self {
        self.offset_sum = value;
        self
    }
    /// Sets `named_topology`.
    #[must_use]
    pub fn with_named_topology(mut self, value: Option<StrBytes>) -> Self {
        self.named_topology = value;
        self
    }
    /// Sets `partition_to_offset_sum`.
    #[must_use]
    pub fn with_partition_to_offset_sum(mut self, value: Vec<PartitionToOffsetSum>) -> Self {
        self.partition_to_offset_sum = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for TaskOffsetSum {
    fn default() -> Self {
        Self {
            topic_group_id: 0,
            partition: 0,
            offset_sum: 0,
            named_topology: Some(Default::default()),
            partition_to_offset_sum: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for TaskOffsetSum {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        if v >= 7 {
        w.put(&self.topic_group_id.to_be_bytes());
        }
        if !(v >= 7) && self.topic_group_id != 0 {
            return Err(CodecError::NotInVersion { field: "topicGroupId", version: v });
        }
        if v >= 10 {
        w.put(&self.partition.to_be_bytes());
        }
        if !(v >= 10) && self.partition != 0 {
            return Err(CodecError::NotInVersion { field: "partition", version: v });
        }
        if v >= 10 {
        w.put(&self.offset_sum.to_be_bytes());
        }
        if !(v >= 10) && self.offset_sum != 0 {
            return Err(CodecError::NotInVersion { field: "offsetSum", version: v });
        }
        if v >= 10 {
        match &self.named_topology {
            Some(value) => {  put_string(w, value, false)?; }
            None => put_null_string(w, false),
        }
        }
        if !(v >= 10) && self.named_topology != Some(Default::default()) {
            return Err(CodecError::NotInVersion { field: "namedTopology", version: v });
        }
        if (7..=9).contains(&v) {
        put_count(w, self.partition_to_offset_sum.len(), false)?;
        for item in &self.partition_to_offset_sum {
            item.write(w, v)?;
        }
        }
        if !((7..=9).contains(&v)) && !self.partition_to_offset_sum.is_empty() {
            return Err(CodecError::NotInVersion { field: "partitionToOffsetSum", version: v });
        }
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let topic_group_id: i32 = if v >= 7 { get_i32(buf)? } else { 0 };
        let partition: i32 = if v >= 10 { get_i32(buf)? } else { 0 };
        let offset_sum: i64 = if v >= 10 { get_i64(buf)? } else { 0 };
        let named_topology: Option<StrBytes> = if v >= 10 { get_nullable_string(buf, false)? } else { Some(Default::default()) };
        let partition_to_offset_sum: Vec<PartitionToOffsetSum> = if (7..=9).contains(&v) { get_array(buf, false, |b| PartitionToOffsetSum::read(b, v))? } else { Default::default() };
        let unknown_tagged_fields = BTreeMap::new();
        Ok(Self {
            topic_group_id,
            partition,
            offset_sum,
            named_topology,
            partition_to_offset_sum,
            unknown_tagged_fields,
        })
    }
}

impl_message!(TaskOffsetSum, 1, 11);

/// `PartitionToOffsetSum` in [`SubscriptionInfoData`], versions 7-9.
#[derive(Debug, Clone, PartialEq)]
pub struct PartitionToOffsetSum {
    /// `partition`, versions 7-9.
    pub partition: i32,
    /// `offsetSum`, versions 7-9.
    pub offset_sum: i64,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl PartitionToOffsetSum {
    /// Sets `partition`.
    #[must_use]
    pub fn with_partition(mut self, value: i32) -> Self {
        self.partition = value;
        self
    }
    /// Sets `offset_sum`.
    #[must_use]
    pub fn with_offset_sum(mut self, value: i64) -> Self {
        self.offset_sum = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for PartitionToOffsetSum {
    fn default() -> Self {
        Self {
            partition: 0,
            offset_sum: 0,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for PartitionToOffsetSum {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        if (7..=9).contains(&v) {
        w.put(&self.partition.to_be_bytes());
        }
        if !((7..=9).contains(&v)) && self.partition != 0 {
            return Err(CodecError::NotInVersion { field: "partition", version: v });
        }
        if (7..=9).contains(&v) {
        w.put(&self.offset_sum.to_be_bytes());
        }
        if !((7..=9).contains(&v)) && self.offset_sum != 0 {
            return Err(CodecError::NotInVersion { field: "offsetSum", version: v });
        }
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let partition: i32 = if (7..=9).contains(&v) { get_i32(buf)? } else { 0 };
        let offset_sum: i64 = if (7..=9).contains(&v) { get_i64(buf)? } else { 0 };
        let unknown_tagged_fields = BTreeMap::new();
        Ok(Self {
            partition,
            offset_sum,
            unknown_tagged_fields,
        })
    }
}

impl_message!(PartitionToOffsetSum, 1, 11);

/// `ClientTag` in [`SubscriptionInfoData`], versions 11.
#[derive(Debug, Clone, PartialEq)]
pub struct ClientTag {
    /// `key`, versions 11.
    pub key: Bytes,
    /// `value`, versions 11.
    pub value: Bytes,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl ClientTag {
    /// Sets `key`.
    #[must_use]
    pub fn with_key(mut self, value: Bytes) -> Self {
        self.key = value;
        self
    }
    /// Sets `value`.
    #[must_use]
    pub fn with_value(mut self, value: Bytes) -> Self {
        self.value = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for ClientTag {
    fn default() -> Self {
        Self {
            key: Default::default(),
            value: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for ClientTag {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        if v >= 11 {
        put_bytes(w, &self.key, false)?;
        }
        if !(v >= 11) && !self.key.is_empty() {
            return Err(CodecError::NotInVersion { field: "key", version: v });
        }
        if v >= 11 {
        put_bytes(w, &self.value, false)?;
        }
        if !(v >= 11) && !self.value.is_empty() {
            return Err(CodecError::NotInVersion { field: "value", version: v });
        }
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let key: Bytes = if v >= 11 { get_bytes(buf, false)? } else { Default::default() };
        let value: Bytes = if v >= 11 { get_bytes(buf, false)? } else { Default::default() };
        let unknown_tagged_fields = BTreeMap::new();
        Ok(Self {
            key,
            value,
            unknown_tagged_fields,
        })
    }
}

impl_message!(ClientTag, 1, 11);
