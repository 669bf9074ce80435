// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use kafka_protocol::messages::{BrokerId, GroupId, ProducerId, TopicName, TransactionalId};

use crate::wire::codec::*;

/// Kafka's `ShareAcknowledgeResponse`, versions 1-2.
#[derive(Debug, Clone, PartialEq)]
pub struct ShareAcknowledgeResponse {
    /// `ThrottleTimeMs`, versions 1-2.
    pub throttle_time_ms: i32,
    /// `ErrorCode`, versions 1-2.
    pub error_code: i16,
    /// `ErrorMessage`, versions 1-2.
    pub error_message: Option<StrBytes>,
    /// `AcquisitionLockTimeoutMs`, versions 2.
    pub acquisition_lock_timeout_ms: i32,
    /// `Responses`, versions 1-2.
    pub responses: Vec<ShareAcknowledgeTopicResponse>,
    /// `NodeEndpoints`, versions 1-2.
    pub node_endpoints: Vec<NodeEndpoint>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl ShareAcknowledgeResponse {
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
    /// Sets `acquisition_lock_timeout_ms`.
    #[must_use]
    pub fn with_acquisition_lock_timeout_ms(mut self, value: i32) -> Self {
        self.acquisition_lock_timeout_ms = value;
        self
    }
    /// Sets `responses`.
    #[must_use]
    pub fn with_responses(mut self, value: Vec<ShareAcknowledgeTopicResponse>) -> Self {
        self.responses = value;
        self
    }
    /// Sets `node_endpoints`.
    #[must_use]
    pub fn with_node_endpoints(mut self, value: Vec<NodeEndpoint>) -> Self {
        self.node_endpoints = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for ShareAcknowledgeResponse {
    fn default() -> Self {
        Self {
            throttle_time_ms: 0,
            error_code: 0,
            error_message: None,
            acquisition_lock_timeout_ms: 0,
            responses: Default::default(),
            node_endpoints: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for ShareAcknowledgeResponse {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.throttle_time_ms.to_be_bytes());
        w.put(&self.error_code.to_be_bytes());
        match &self.error_message {
            Some(value) => {  put_string(w, value, true)?; }
            None => put_null_string(w, true),
        }
        if v >= 2 {
        w.put(&self.acquisition_lock_timeout_ms.to_be_bytes());
        }
        put_count(w, self.responses.len(), true)?;
        for item in &self.responses {
            item.write(w, v)?;
        }
        put_count(w, self.node_endpoints.len(), true)?;
        for item in &self.node_endpoints {
            item.write(w, v)?;
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let throttle_time_ms: i32 = get_i32(buf)?;
        let error_code: i16 = get_i16(buf)?;
        let error_message: Option<StrBytes> = get_nullable_string(buf, true)?;
        let acquisition_lock_timeout_ms: i32 = if v >= 2 { get_i32(buf)? } else { 0 };
        let responses: Vec<ShareAcknowledgeTopicResponse> = get_array(buf, true, |b| ShareAcknowledgeTopicResponse::read(b, v))?;
        let node_endpoints: Vec<NodeEndpoint> = get_array(buf, true, |b| NodeEndpoint::read(b, v))?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            throttle_time_ms,
            error_code,
            error_message,
            acquisition_lock_timeout_ms,
            responses,
            node_endpoints,
            unknown_tagged_fields,
        })
    }
}

impl_message!(ShareAcknowledgeResponse, 1, 2);

/// `ShareAcknowledgeTopicResponse` in [`ShareAcknowledgeResponse`], versions 1-2.
#[derive(Debug, Clone, PartialEq)]
pub struct ShareAcknowledgeTopicResponse {
    /// `TopicId`, versions 1-2.
    pub topic_id: Uuid,
    /// `Partitions`, versions 1-2.
    pub partitions: Vec<PartitionData>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl ShareAcknowledgeTopicResponse {
    /// Sets `topic_id`.
    #[must_use]
    pub fn with_topic_id(mut self, value: Uuid) -> Self {
        self.topic_id = value;
        self
    }
    /// Sets `partitions`.
    #[must_use]
    pub fn with_partitions(mut self, value: Vec<PartitionData>) -> Self {
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

impl Default for ShareAcknowledgeTopicResponse {
    fn default() -> Self {
        Self {
            topic_id: Default::default(),
            partitions: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for ShareAcknowledgeTopicResponse {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(self.topic_id.as_bytes());
        put_count(w, self.partitions.len(), true)?;
        for item in &self.partitions {
            item.write(w, v)?;
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let topic_id: Uuid = get_uuid(buf)?;
        let partitions: Vec<PartitionData> = get_array(buf, true, |b| PartitionData::read(b, v))?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            topic_id,
            partitions,
            unknown_tagged_fields,
        })
    }
}

impl_message!(ShareAcknowledgeTopicResponse, 1, 2);

/// `PartitionData` in [`ShareAcknowledgeResponse`], versions 1-2.
#[derive(Debug, Clone, PartialEq)]
pub struct PartitionData {
    /// `PartitionIndex`, versions 1-2.
    pub partition_index: i32,
    /// `ErrorCode`, versions 1-2.
    pub error_code: i16,
    /// `ErrorMessage`, versions 1-2.
    pub error_message: Option<StrBytes>,
    /// `CurrentLeader`, versions 1-2.
    pub current_leader: LeaderIdAndEpoch,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl PartitionData {
    /// Sets `partition_index`.
    #[must_use]
    pub fn with_partition_index(mut self, value: i32) -> Self {
        self.partition_index = value;
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
    /// Sets `current_leader`.
    #[must_use]
    pub fn with_current_leader(mut self, value: LeaderIdAndEpoch) -> Self {
        self.current_leader = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for PartitionData {
    fn default() -> Self {
        Self {
            partition_index: 0,
            error_code: 0,
            error_message: None,
            current_leader: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for PartitionData {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.partition_index.to_be_bytes());
        w.put(&self.error_code.to_be_bytes());
        match &self.error_message {
            Some(value) => {  put_string(w, value, true)?; }
            None => put_null_string(w, true),
        }
        self.current_leader.write(w, v)?;
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let partition_index: i32 = get_i32(buf)?;
        let error_code: i16 = get_i16(buf)?;
        let error_message: Option<StrBytes> = get_nullable_string(buf, true)?;
        let current_leader: LeaderIdAndEpoch = LeaderIdAndEpoch::read(buf, v)?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            partition_index,
            error_code,
            error_message,
            current_leader,
            unknown_tagged_fields,
        })
    }
}

impl_message!(PartitionData, 1, 2);

/// `LeaderIdAndEpoch` in [`ShareAcknowledgeResponse`], versions 1-2.
#[derive(Debug, Clone, PartialEq)]
pub struct LeaderIdAndEpoch {
    /// `LeaderId`, versions 1-2.
    pub leader_id: i32,
    /// `LeaderEpoch`, versions 1-2.
    pub leader_epoch: i32,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl LeaderIdAndEpoch {
    /// Sets `leader_id`.
    #[must_use]
    pub fn with_leader_id(mut self, value: i32) -> Self {
        self.leader_id = value;
        self
    }
    /// Sets `leader_epoch`.
    #[must_use]
    pub fn with_leader_epoch(mut self, value: i32) -> Self {
        self.leader_epoch = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for LeaderIdAndEpoch {
    fn default() -> Self {
        Self {
            leader_id: 0,
            leader_epoch: 0,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for LeaderIdAndEpoch {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.leader_id.to_be_bytes());
        w.put(&self.leader_epoch.to_be_bytes());
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let leader_id: i32 = get_i32(buf)?;
        let leader_epoch: i32 = get_i32(buf)?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            leader_id,
            leader_epoch,
            unknown_tagged_fields,
        })
    }
}

impl_message!(LeaderIdAndEpoch, 1, 2);

/// `NodeEndpoint` in [`ShareAcknowledgeResponse`], versions 1-2.
#[derive(Debug, Clone, PartialEq)]
pub struct NodeEndpoint {
    /// `NodeId`, versions 1-2.
    pub node_id: BrokerId,
    /// `Host`, versions 1-2.
    pub host: StrBytes,
    /// `Port`, versions 1-2.
    pub port: i32,
    /// `Rack`, versions 1-2.
    pub rack: Option<StrBytes>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl NodeEndpoint {
    /// Sets `node_id`.
    #[must_use]
    pub fn with_node_id(mut self, value: BrokerId) -> Self {
        self.node_id = value;
        self
    }
    /// Sets `host`.
    #[must_use]
    pub fn with_host(mut self, value: StrBytes) -> Self {
        self.host = value;
        self
    }
    /// Sets `port`.
    #[must_use]
    pub fn with_port(mut self, value: i32) -> Self {
        self.port = value;
        self
    }
    /// Sets `rack`.
    #[must_use]
    pub fn with_rack(mut self, value: Option<StrBytes>) -> Self {
        self.rack = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for NodeEndpoint {
    fn default() -> Self {
        Self {
            node_id: BrokerId(0),
            host: Default::default(),
            port: 0,
            rack: None,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for NodeEndpoint {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.node_id.0.to_be_bytes());
        put_string(w, &self.host, true)?;
        w.put(&self.port.to_be_bytes());
        match &self.rack {
            Some(value) => {  put_string(w, value, true)?; }
            None => put_null_string(w, true),
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let node_id: BrokerId = BrokerId(get_i32(buf)?);
        let host: StrBytes = get_string(buf, true)?;
        let port: i32 = get_i32(buf)?;
        let rack: Option<StrBytes> = get_nullable_string(buf, true)?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            node_id,
            host,
            port,
            rack,
            unknown_tagged_fields,
        })
    }
}

impl_message!(NodeEndpoint, 1, 2);

impl HeaderVersion for ShareAcknowledgeResponse {
    fn header_version(version: i16) -> i16 {
        if version >= 1 { 1 } else { 0 }
    }
}
