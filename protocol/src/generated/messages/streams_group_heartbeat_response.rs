// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use kafka_protocol::messages::{BrokerId, GroupId, ProducerId, TopicName, TransactionalId};

use crate::wire::codec::*;

/// Kafka's `StreamsGroupHeartbeatResponse`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct StreamsGroupHeartbeatResponse {
    /// `ThrottleTimeMs`, versions 0.
    pub throttle_time_ms: i32,
    /// `ErrorCode`, versions 0.
    pub error_code: i16,
    /// `ErrorMessage`, versions 0.
    pub error_message: Option<StrBytes>,
    /// `MemberId`, versions 0.
    pub member_id: StrBytes,
    /// `MemberEpoch`, versions 0.
    pub member_epoch: i32,
    /// `HeartbeatIntervalMs`, versions 0.
    pub heartbeat_interval_ms: i32,
    /// `AcceptableRecoveryLag`, versions 0.
    pub acceptable_recovery_lag: i32,
    /// `TaskOffsetIntervalMs`, versions 0.
    pub task_offset_interval_ms: i32,
    /// `Status`, versions 0.
    pub status: Option<Vec<Status>>,
    /// `ActiveTasks`, versions 0.
    pub active_tasks: Option<Vec<TaskIds>>,
    /// `StandbyTasks`, versions 0.
    pub standby_tasks: Option<Vec<TaskIds>>,
    /// `WarmupTasks`, versions 0.
    pub warmup_tasks: Option<Vec<TaskIds>>,
    /// `EndpointInformationEpoch`, versions 0.
    pub endpoint_information_epoch: i32,
    /// `PartitionsByUserEndpoint`, versions 0.
    pub partitions_by_user_endpoint: Option<Vec<EndpointToPartitions>>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl StreamsGroupHeartbeatResponse {
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
    /// Sets `error_message`.
    #[must_use]
    pub fn with_error_message(mut self, value: Option<StrBytes>) -> Self {
        self.error_message = value;
        self
    }
    /// Sets `member_id`.
    #[must_use]
    pub fn with_member_id(mut self, value: StrBytes) -> Self {
        self.member_id = value;
        self
    }
    /// Sets `member_epoch`.
    #[must_use]
    pub fn with_member_epoch(mut self, value: i32) -> Self {
        self.member_epoch = value;
        self
    }
    /// Sets `heartbeat_interval_ms`.
    #[must_use]
    pub fn with_heartbeat_interval_ms(mut self, value: i32) -> Self {
        self.heartbeat_interval_ms = value;
        self
    }
    /// Sets `acceptable_recovery_lag`.
    #[must_use]
    pub fn with_acceptable_recovery_lag(mut self, value: i32) -> Self {
        self.acceptable_recovery_lag = value;
        self
    }
    /// Sets `task_offset_interval_ms`.
    #[must_use]
    pub fn with_task_offset_interval_ms(mut self, value: i32) -> Self {
        self.task_offset_interval_ms = value;
        self
    }
    /// Sets `status`.
    #[must_use]
    pub fn with_status(mut self, value: Option<Vec<Status>>) -> Self {
        self.status = value;
        self
    }
    /// Sets `active_tasks`.
    #[must_use]
    pub fn with_active_tasks(mut self, value: Option<Vec<TaskIds>>) -> Self {
        self.active_tasks = value;
        self
    }
    /// Sets `standby_tasks`.
    #[must_use]
    pub fn with_standby_tasks(mut self, value: Option<Vec<TaskIds>>) -> Self {
        self.standby_tasks = value;
        self
    }
    /// Sets `warmup_tasks`.
    #[must_use]
    pub fn with_warmup_tasks(mut self, value: Option<Vec<TaskIds>>) -> Self {
        self.warmup_tasks = value;
        self
    }
    /// Sets `endpoint_information_epoch`.
    #[must_use]
    pub fn with_endpoint_information_epoch(mut self, value: i32) -> Self {
        self.endpoint_information_epoch = value;
        self
    }
    /// Sets `partitions_by_user_endpoint`.
    #[must_use]
    pub fn with_partitions_by_user_endpoint(mut self, value: Option<Vec<EndpointToPartitions>>) -> Self {
        self.partitions_by_user_endpoint = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for StreamsGroupHeartbeatResponse {
    fn default() -> Self {
        Self {
            throttle_time_ms: 0,
            error_code: 0,
            error_message: None,
            member_id: Default::default(),
            member_epoch: 0,
            heartbeat_interval_ms: 0,
            acceptable_recovery_lag: 0,
            task_offset_interval_ms: 0,
            status: Some(Default::default()),
            active_tasks: None,
            standby_tasks: None,
            warmup_tasks: None,
            endpoint_information_epoch: 0,
            partitions_by_user_endpoint: None,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for StreamsGroupHeartbeatResponse {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.throttle_time_ms.to_be_bytes());
        w.put(&self.error_code.to_be_bytes());
        match &self.error_message {
            Some(value) => {  put_string(w, value, true)?; }
            None => put_null_string(w, true),
        }
        put_string(w, &self.member_id, true)?;
        w.put(&self.member_epoch.to_be_bytes());
        w.put(&self.heartbeat_interval_ms.to_be_bytes());
        w.put(&self.acceptable_recovery_lag.to_be_bytes());
        w.put(&self.task_offset_interval_ms.to_be_bytes());
        match &self.status {
            Some(value) => {  put_count(w, value.len(), true)?;
        for item in value {
            item.write(w, v)?;
        } }
            None => put_null_count(w, true),
        }
        match &self.active_tasks {
            Some(value) => {  put_count(w, value.len(), true)?;
        for item in value {
            item.write(w, v)?;
        } }
            None => put_null_count(w, true),
        }
        match &self.standby_tasks {
            Some(value) => {  put_count(w, value.len(), true)?;
        for item in value {
            item.write(w, v)?;
        } }
            None => put_null_count(w, true),
        }
        match &self.warmup_tasks {
            Some(value) => {  put_count(w, value.len(), true)?;
        for item in value {
            item.write(w, v)?;
        } }
            None => put_null_count(w, true),
        }
        w.put(&self.endpoint_information_epoch.to_be_bytes());
        match &self.partitions_by_user_endpoint {
            Some(value) => {  put_count(w, value.len(), true)?;
        for item in value {
            item.write(w, v)?;
        } }
            None => put_null_count(w, true),
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let throttle_time_ms: i32 = get_i32(buf)?;
        let error_code: i16 = get_i16(buf)?;
        let error_message: Option<StrBytes> = get_nullable_string(buf, true)?;
        let member_id: StrBytes = get_string(buf, true)?;
        let member_epoch: i32 = get_i32(buf)?;
        let heartbeat_interval_ms: i32 = get_i32(buf)?;
        let acceptable_recovery_lag: i32 = get_i32(buf)?;
        let task_offset_interval_ms: i32 = get_i32(buf)?;
        let status: Option<Vec<Status>> = get_nullable_array(buf, true, |b| Status::read(b, v))?;
        let active_tasks: Option<Vec<TaskIds>> = get_nullable_array(buf, true, |b| TaskIds::read(b, v))?;
        let standby_tasks: Option<Vec<TaskIds>> = get_nullable_array(buf, true, |b| TaskIds::read(b, v))?;
        let warmup_tasks: Option<Vec<TaskIds>> = get_nullable_array(buf, true, |b| TaskIds::read(b, v))?;
        let endpoint_information_epoch: i32 = get_i32(buf)?;
        let partitions_by_user_endpoint: Option<Vec<EndpointToPartitions>> = get_nullable_array(buf, true, |b| EndpointToPartitions::read(b, v))?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            throttle_time_ms,
            error_code,
            error_message,
            member_id,
            member_epoch,
            heartbeat_interval_ms,
            acceptable_recovery_lag,
            task_offset_interval_ms,
            status,
            active_tasks,
            standby_tasks,
            warmup_tasks,
            endpoint_information_epoch,
            partitions_by_user_endpoint,
            unknown_tagged_fields,
        })
    }
}

impl_message!(StreamsGroupHeartbeatResponse, 0, 0);

/// `EndpointToPartitions` in [`StreamsGroupHeartbeatResponse`], versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct EndpointToPartitions {
    /// `UserEndpoint`, versions 0.
    pub user_endpoint: Endpoint,
    /// `ActivePartitions`, versions 0.
    pub active_partitions: Vec<TopicPartition>,
    /// `StandbyPartitions`, versions 0.
    pub standby_partitions: Vec<TopicPartition>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl EndpointToPartitions {
    /// Sets `user_endpoint`.
    #[must_use]
    pub fn with_user_endpoint(mut self, value: Endpoint) -> Self {
        self.user_endpoint = value;
        self
    }
    /// Sets `active_partitions`.
    #[must_use]
    pub fn with_active_partitions(mut self, value: Vec<TopicPartition>) -> Self {
        self.active_partitions = value;
        self
    }
    /// Sets `standby_partitions`.
    #[must_use]
    pub fn with_standby_partitions(mut self, value: Vec<TopicPartition>) -> Self {
        self.standby_partitions = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for EndpointToPartitions {
    fn default() -> Self {
        Self {
            user_endpoint: Default::default(),
            active_partitions: Default::default(),
            standby_partitions: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for EndpointToPartitions {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        self.user_endpoint.write(w, v)?;
        put_count(w, self.active_partitions.len(), true)?;
        for item in &self.active_partitions {
            item.write(w, v)?;
        }
        put_count(w, self.standby_partitions.len(), true)?;
        for item in &self.standby_partitions {
            item.write(w, v)?;
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let user_endpoint: Endpoint = Endpoint::read(buf, v)?;
        let active_partitions: Vec<TopicPartition> = get_array(buf, true, |b| TopicPartition::read(b, v))?;
        let standby_partitions: Vec<TopicPartition> = get_array(buf, true, |b| TopicPartition::read(b, v))?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            user_endpoint,
            active_partitions,
            standby_partitions,
            unknown_tagged_fields,
        })
    }
}

impl_message!(EndpointToPartitions, 0, 0);

/// `Status` in [`StreamsGroupHeartbeatResponse`], versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Status {
    /// `StatusCode`, versions 0.
    pub status_code: i8,
    /// `StatusDetail`, versions 0.
    pub status_detail: StrBytes,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl Status {
    /// Sets `status_code`.
    #[must_use]
    pub fn with_status_code(mut self, value: i8) -> Self {
        self.status_code = value;
        self
    }
    /// Sets `status_detail`.
    #[must_use]
    pub fn with_status_detail(mut self, value: StrBytes) -> Self {
        self.status_detail = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for Status {
    fn default() -> Self {
        Self {
            status_code: 0,
            status_detail: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for Status {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.status_code.to_be_bytes());
        put_string(w, &self.status_detail, true)?;
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let status_code: i8 = get_i8(buf)?;
        let status_detail: StrBytes = get_string(buf, true)?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            status_code,
            status_detail,
            unknown_tagged_fields,
        })
    }
}

impl_message!(Status, 0, 0);

/// `TopicPartition` in [`StreamsGroupHeartbeatResponse`], versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct TopicPartition {
    /// `Topic`, versions 0.
    pub topic: TopicName,
    /// `Partitions`, versions 0.
    pub partitions: Vec<i32>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl TopicPartition {
    /// Sets `topic`.
    #[must_use]
    pub fn with_topic(mut self, value: TopicName) -> Self {
        self.topic = value;
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

impl Default for TopicPartition {
    fn default() -> Self {
        Self {
            topic: Default::default(),
            partitions: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for TopicPartition {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_string(w, &self.topic.0, true)?;
        put_count(w, self.partitions.len(), true)?;
        for item in &self.partitions {
            w.put(&item.to_be_bytes());
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let topic: TopicName = TopicName(get_string(buf, true)?);
        let partitions: Vec<i32> = get_array(buf, true, |b| get_i32(b))?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            topic,
            partitions,
            unknown_tagged_fields,
        })
    }
}

impl_message!(TopicPartition, 0, 0);

/// `TaskIds` in [`StreamsGroupHeartbeatResponse`], versions 0.
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

/// `Endpoint` in [`StreamsGroupHeartbeatResponse`], versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Endpoint {
    /// `Host`, versions 0.
    pub host: StrBytes,
    /// `Port`, versions 0.
    pub port: u16,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl Endpoint {
    /// Sets `host`.
    #[must_use]
    pub fn with_host(mut self, value: StrBytes) -> Self {
        self.host = value;
        self
    }
    /// Sets `port`.
    #[must_use]
    pub fn with_port(mut self, value: u16) -> Self {
        self.port = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for Endpoint {
    fn default() -> Self {
        Self {
            host: Default::default(),
            port: 0,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for Endpoint {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_string(w, &self.host, true)?;
        w.put(&self.port.to_be_bytes());
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let host: StrBytes = get_string(buf, true)?;
        let port: u16 = get_i16(buf)? as u16;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            host,
            port,
            unknown_tagged_fields,
        })
    }
}

impl_message!(Endpoint, 0, 0);

impl HeaderVersion for StreamsGroupHeartbeatResponse {
    fn header_version(version: i16) -> i16 {
        if version >= 0 { 1 } else { 0 }
    }
}
