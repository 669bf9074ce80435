// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use kafka_protocol::messages::{BrokerId, GroupId, ProducerId, TopicName, TransactionalId};

use crate::wire::codec::*;

/// Kafka's `StreamsGroupHeartbeatRequest`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct StreamsGroupHeartbeatRequest {
    /// `GroupId`, versions 0.
    pub group_id: GroupId,
    /// `MemberId`, versions 0.
    pub member_id: StrBytes,
    /// `MemberEpoch`, versions 0.
    pub member_epoch: i32,
    /// `EndpointInformationEpoch`, versions 0.
    pub endpoint_information_epoch: i32,
    /// `InstanceId`, versions 0.
    pub instance_id: Option<StrBytes>,
    /// `RackId`, versions 0.
    pub rack_id: Option<StrBytes>,
    /// `RebalanceTimeoutMs`, versions 0.
    pub rebalance_timeout_ms: i32,
    /// `Topology`, versions 0.
    pub topology: Option<Topology>,
    /// `ActiveTasks`, versions 0.
    pub active_tasks: Option<Vec<TaskIds>>,
    /// `StandbyTasks`, versions 0.
    pub standby_tasks: Option<Vec<TaskIds>>,
    /// `WarmupTasks`, versions 0.
    pub warmup_tasks: Option<Vec<TaskIds>>,
    /// `ProcessId`, versions 0.
    pub process_id: Option<StrBytes>,
    /// `UserEndpoint`, versions 0.
    pub user_endpoint: Option<Endpoint>,
    /// `ClientTags`, versions 0.
    pub client_tags: Option<Vec<KeyValue>>,
    /// `TaskOffsets`, versions 0.
    pub task_offsets: Option<Vec<TaskOffset>>,
    /// `TaskEndOffsets`, versions 0.
    pub task_end_offsets: Option<Vec<TaskOffset>>,
    /// `ShutdownApplication`, versions 0.
    pub shutdown_application: bool,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl StreamsGroupHeartbeatRequest {
    /// Sets `group_id`.
    #[must_use]
    pub fn with_group_id(mut self, value: GroupId) -> Self {
        self.group_id = value;
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
    /// Sets `endpoint_information_epoch`.
    #[must_use]
    pub fn with_endpoint_information_epoch(mut self, value: i32) -> Self {
        self.endpoint_information_epoch = value;
        self
    }
    /// Sets `instance_id`.
    #[must_use]
    pub fn with_instance_id(mut self, value: Option<StrBytes>) -> Self {
        self.instance_id = value;
        self
    }
    /// Sets `rack_id`.
    #[must_use]
    pub fn with_rack_id(mut self, value: Option<StrBytes>) -> Self {
        self.rack_id = value;
        self
    }
    /// Sets `rebalance_timeout_ms`.
    #[must_use]
    pub fn with_rebalance_timeout_ms(mut self, value: i32) -> Self {
        self.rebalance_timeout_ms = value;
        self
    }
    /// Sets `topology`.
    #[must_use]
    pub fn with_topology(mut self, value: Option<Topology>) -> Self {
        self.topology = value;
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
    /// Sets `process_id`.
    #[must_use]
    pub fn with_process_id(mut self, value: Option<StrBytes>) -> Self {
        self.process_id = value;
        self
    }
    /// Sets `user_endpoint`.
    #[must_use]
    pub fn with_user_endpoint(mut self, value: Option<Endpoint>) -> Self {
        self.user_endpoint = value;
        self
    }
    /// Sets `client_tags`.
    #[must_use]
    pub fn with_client_tags(mut self, value: Option<Vec<KeyValue>>) -> Self {
        self.client_tags = value;
        self
    }
    /// Sets `task_offsets`.
    #[must_use]
    pub fn with_task_offsets(mut self, value: Option<Vec<TaskOffset>>) -> Self {
        self.task_offsets = value;
        self
    }
    /// Sets `task_end_offsets`.
    #[must_use]
    pub fn with_task_end_offsets(mut self, value: Option<Vec<TaskOffset>>) -> Self {
        self.task_end_offsets = value;
        self
    }
    /// Sets `shutdown_application`.
    #[must_use]
    pub fn with_shutdown_application(mut self, value: bool) -> Self {
        self.shutdown_application = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for StreamsGroupHeartbeatRequest {
    fn default() -> Self {
        Self {
            group_id: Default::default(),
            member_id: Default::default(),
            member_epoch: 0,
            endpoint_information_epoch: 0,
            instance_id: None,
            rack_id: None,
            rebalance_timeout_ms: -1,
            topology: None,
            active_tasks: None,
            standby_tasks: None,
            warmup_tasks: None,
            process_id: None,
            user_endpoint: None,
            client_tags: None,
            task_offsets: None,
            task_end_offsets: None,
            shutdown_application: false,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for StreamsGroupHeartbeatRequest {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_string(w, &self.group_id.0, true)?;
        put_string(w, &self.member_id, true)?;
        w.put(&self.member_epoch.to_be_bytes());
        w.put(&self.endpoint_information_epoch.to_be_bytes());
        match &self.instance_id {
            Some(value) => {  put_string(w, value, true)?; }
            None => put_null_string(w, true),
        }
        match &self.rack_id {
            Some(value) => {  put_string(w, value, true)?; }
            None => put_null_string(w, true),
        }
        w.put(&self.rebalance_timeout_ms.to_be_bytes());
        match &self.topology {
            Some(value) => { w.put(&[1]); value.write(w, v)?; }
            None => w.put(&[0xff]),
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
        match &self.process_id {
            Some(value) => {  put_string(w, value, true)?; }
            None => put_null_string(w, true),
        }
        match &self.user_endpoint {
            Some(value) => { w.put(&[1]); value.write(w, v)?; }
            None => w.put(&[0xff]),
        }
        match &self.client_tags {
            Some(value) => {  put_count(w, value.len(), true)?;
        for item in value {
            item.write(w, v)?;
        } }
            None => put_null_count(w, true),
        }
        match &self.task_offsets {
            Some(value) => {  put_count(w, value.len(), true)?;
        for item in value {
            item.write(w, v)?;
        } }
            None => put_null_count(w, true),
        }
        match &self.task_end_offsets {
            Some(value) => {  put_count(w, value.len(), true)?;
        for item in value {
            item.write(w, v)?;
        } }
            None => put_null_count(w, true),
        }
        w.put(&[u8::from(self.shutdown_application)]);
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let group_id: GroupId = GroupId(get_string(buf, true)?);
        let member_id: StrBytes = get_string(buf, true)?;
        let member_epoch: i32 = get_i32(buf)?;
        let endpoint_information_epoch: i32 = get_i32(buf)?;
        let instance_id: Option<StrBytes> = get_nullable_string(buf, true)?;
        let rack_id: Option<StrBytes> = get_nullable_string(buf, true)?;
        let rebalance_timeout_ms: i32 = get_i32(buf)?;
        let topology: Option<Topology> = if get_i8(buf)? < 0 { None } else { Some(Topology::read(buf, v)?) };
        let active_tasks: Option<Vec<TaskIds>> = get_nullable_array(buf, true, |b| TaskIds::read(b, v))?;
        let standby_tasks: Option<Vec<TaskIds>> = get_nullable_array(buf, true, |b| TaskIds::read(b, v))?;
        let warmup_tasks: Option<Vec<TaskIds>> = get_nullable_array(buf, true, |b| TaskIds::read(b, v))?;
        let process_id: Option<StrBytes> = get_nullable_string(buf, true)?;
        let user_endpoint: Option<Endpoint> = if get_i8(buf)? < 0 { None } else { Some(Endpoint::read(buf, v)?) };
        let client_tags: Option<Vec<KeyValue>> = get_nullable_array(buf, true, |b| KeyValue::read(b, v))?;
        let task_offsets: Option<Vec<TaskOffset>> = get_nullable_array(buf, true, |b| TaskOffset::read(b, v))?;
        let task_end_offsets: Option<Vec<TaskOffset>> = get_nullable_array(buf, true, |b| TaskOffset::read(b, v))?;
        let shutdown_application: bool = get_i8(buf)? != 0;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            group_id,
            member_id,
            member_epoch,
            endpoint_information_epoch,
            instance_id,
            rack_id,
            rebalance_timeout_ms,
            topology,
            active_tasks,
            standby_tasks,
            warmup_tasks,
            process_id,
            user_endpoint,
            client_tags,
            task_offsets,
            task_end_offsets,
            shutdown_application,
            unknown_tagged_fields,
        })
    }
}

impl_message!(StreamsGroupHeartbeatRequest, 0, 0);

/// `Topology` in [`StreamsGroupHeartbeatRequest`], versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Topology {
    /// `Epoch`, versions 0.
    pub epoch: i32,
    /// `Subtopologies`, versions 0.
    pub subtopologies: Vec<Subtopology>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl Topology {
    /// Sets `epoch`.
    #[must_use]
    pub fn with_epoch(mut self, value: i32) -> Self {
        self.epoch = value;
        self
    }
    /// Sets `subtopologies`.
    #[must_use]
    pub fn with_subtopologies(mut self, value: Vec<Subtopology>) -> Self {
        self.subtopologies = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for Topology {
    fn default() -> Self {
        Self {
            epoch: 0,
            subtopologies: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for Topology {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        w.put(&self.epoch.to_be_bytes());
        put_count(w, self.subtopologies.len(), true)?;
        for item in &self.subtopologies {
            item.write(w, v)?;
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let epoch: i32 = get_i32(buf)?;
        let subtopologies: Vec<Subtopology> = get_array(buf, true, |b| Subtopology::read(b, v))?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            epoch,
            subtopologies,
            unknown_tagged_fields,
        })
    }
}

impl_message!(Topology, 0, 0);

/// `Subtopology` in [`StreamsGroupHeartbeatRequest`], versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Subtopology {
    /// `SubtopologyId`, versions 0.
    pub subtopology_id: StrBytes,
    /// `SourceTopics`, versions 0.
    pub source_topics: Vec<TopicName>,
    /// `SourceTopicRegex`, versions 0.
    pub source_topic_regex: Vec<StrBytes>,
    /// `StateChangelogTopics`, versions 0.
    pub state_changelog_topics: Vec<TopicInfo>,
    /// `RepartitionSinkTopics`, versions 0.
    pub repartition_sink_topics: Vec<TopicName>,
    /// `RepartitionSourceTopics`, versions 0.
    pub repartition_source_topics: Vec<TopicInfo>,
    /// `CopartitionGroups`, versions 0.
    pub copartition_groups: Vec<CopartitionGroup>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl Subtopology {
    /// Sets `subtopology_id`.
    #[must_use]
    pub fn with_subtopology_id(mut self, value: StrBytes) -> Self {
        self.subtopology_id = value;
        self
    }
    /// Sets `source_topics`.
    #[must_use]
    pub fn with_source_topics(mut self, value: Vec<TopicName>) -> Self {
        self.source_topics = value;
        self
    }
    /// Sets `source_topic_regex`.
    #[must_use]
    pub fn with_source_topic_regex(mut self, value: Vec<StrBytes>) -> Self {
        self.source_topic_regex = value;
        self
    }
    /// Sets `state_changelog_topics`.
    #[must_use]
    pub fn with_state_changelog_topics(mut self, value: Vec<TopicInfo>) -> Self {
        self.state_changelog_topics = value;
        self
    }
    /// Sets `repartition_sink_topics`.
    #[must_use]
    pub fn with_repartition_sink_topics(mut self, value: Vec<TopicName>) -> Self {
        self.repartition_sink_topics = value;
        self
    }
    /// Sets `repartition_source_topics`.
    #[must_use]
    pub fn with_repartition_source_topics(mut self, value: Vec<TopicInfo>) -> Self {
        self.repartition_source_topics = value;
        self
    }
    /// Sets `copartition_groups`.
    #[must_use]
    pub fn with_copartition_groups(mut self, value: Vec<CopartitionGroup>) -> Self {
        self.copartition_groups = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for Subtopology {
    fn default() -> Self {
        Self {
            subtopology_id: Default::default(),
            source_topics: Default::default(),
            source_topic_regex: Default::default(),
            state_changelog_topics: Default::default(),
            repartition_sink_topics: Default::default(),
            repartition_source_topics: Default::default(),
            copartition_groups: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for Subtopology {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_string(w, &self.subtopology_id, true)?;
        put_count(w, self.source_topics.len(), true)?;
        for item in &self.source_topics {
            put_string(w, &item.0, true)?;
        }
        put_count(w, self.source_topic_regex.len(), true)?;
        for item in &self.source_topic_regex {
            put_string(w, &item, true)?;
        }
        put_count(w, self.state_changelog_topics.len(), true)?;
        for item in &self.state_changelog_topics {
            item.write(w, v)?;
        }
        put_count(w, self.repartition_sink_topics.len(), true)?;
        for item in &self.repartition_sink_topics {
            put_string(w, &item.0, true)?;
        }
        put_count(w, self.repartition_source_topics.len(), true)?;
        for item in &self.repartition_source_topics {
            item.write(w, v)?;
        }
        put_count(w, self.copartition_groups.len(), true)?;
        for item in &self.copartition_groups {
            item.write(w, v)?;
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let subtopology_id: StrBytes = get_string(buf, true)?;
        let source_topics: Vec<TopicName> = get_array(buf, true, |b| Ok(TopicName(get_string(b, true)?)))?;
        let source_topic_regex: Vec<StrBytes> = get_array(buf, true, |b| get_string(b, true))?;
        let state_changelog_topics: Vec<TopicInfo> = get_array(buf, true, |b| TopicInfo::read(b, v))?;
        let repartition_sink_topics: Vec<TopicName> = get_array(buf, true, |b| Ok(TopicName(get_string(b, true)?)))?;
        let repartition_source_topics: Vec<TopicInfo> = get_array(buf, true, |b| TopicInfo::read(b, v))?;
        let copartition_groups: Vec<CopartitionGroup> = get_array(buf, true, |b| CopartitionGroup::read(b, v))?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            subtopology_id,
            source_topics,
            source_topic_regex,
            state_changelog_topics,
            repartition_sink_topics,
            repartition_source_topics,
            copartition_groups,
            unknown_tagged_fields,
        })
    }
}

impl_message!(Subtopology, 0, 0);

/// `CopartitionGroup` in [`StreamsGroupHeartbeatRequest`], versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct CopartitionGroup {
    /// `SourceTopics`, versions 0.
    pub source_topics: Vec<i16>,
    /// `SourceTopicRegex`, versions 0.
    pub source_topic_regex: Vec<i16>,
    /// `RepartitionSourceTopics`, versions 0.
    pub repartition_source_topics: Vec<i16>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl CopartitionGroup {
    /// Sets `source_topics`.
    #[must_use]
    pub fn with_source_topics(mut self, value: Vec<i16>) -> Self {
        self.source_topics = value;
        self
    }
    /// Sets `source_topic_regex`.
    #[must_use]
    pub fn with_source_topic_regex(mut self, value: Vec<i16>) -> Self {
        self.source_topic_regex = value;
        self
    }
    /// Sets `repartition_source_topics`.
    #[must_use]
    pub fn with_repartition_source_topics(mut self, value: Vec<i16>) -> Self {
        self.repartition_source_topics = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for CopartitionGroup {
    fn default() -> Self {
        Self {
            source_topics: Default::default(),
            source_topic_regex: Default::default(),
            repartition_source_topics: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for CopartitionGroup {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_count(w, self.source_topics.len(), true)?;
        for item in &self.source_topics {
            w.put(&item.to_be_bytes());
        }
        put_count(w, self.source_topic_regex.len(), true)?;
        for item in &self.source_topic_regex {
            w.put(&item.to_be_bytes());
        }
        put_count(w, self.repartition_source_topics.len(), true)?;
        for item in &self.repartition_source_topics {
            w.put(&item.to_be_bytes());
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let source_topics: Vec<i16> = get_array(buf, true, |b| get_i16(b))?;
        let source_topic_regex: Vec<i16> = get_array(buf, true, |b| get_i16(b))?;
        let repartition_source_topics: Vec<i16> = get_array(buf, true, |b| get_i16(b))?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            source_topics,
            source_topic_regex,
            repartition_source_topics,
            unknown_tagged_fields,
        })
    }
}

impl_message!(CopartitionGroup, 0, 0);

/// `KeyValue` in [`StreamsGroupHeartbeatRequest`], versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyValue {
    /// `Key`, versions 0.
    pub key: StrBytes,
    /// `Value`, versions 0.
    pub value: StrBytes,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl KeyValue {
    /// Sets `key`.
    #[must_use]
    pub fn with_key(mut self, value: StrBytes) -> Self {
        self.key = value;
        self
    }
    /// Sets `value`.
    #[must_use]
    pub fn with_value(mut self, value: StrBytes) -> Self {
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

impl Default for KeyValue {
    fn default() -> Self {
        Self {
            key: Default::default(),
            value: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for KeyValue {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_string(w, &self.key, true)?;
        put_string(w, &self.value, true)?;
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let key: StrBytes = get_string(buf, true)?;
        let value: StrBytes = get_string(buf, true)?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            key,
            value,
            unknown_tagged_fields,
        })
    }
}

impl_message!(KeyValue, 0, 0);

/// `TopicInfo` in [`StreamsGroupHeartbeatRequest`], versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct TopicInfo {
    /// `Name`, versions 0.
    pub name: TopicName,
    /// `Partitions`, versions 0.
    pub partitions: i32,
    /// `ReplicationFactor`, versions 0.
    pub replication_factor: i16,
    /// `TopicConfigs`, versions 0.
    pub topic_configs: Vec<KeyValue>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl TopicInfo {
    /// Sets `name`.
    #[must_use]
    pub fn with_name(mut self, value: TopicName) -> Self {
        self.name = value;
        self
    }
    /// Sets `partitions`.
    #[must_use]
    pub fn with_partitions(mut self, value: i32) -> Self {
        self.partitions = value;
        self
    }
    /// Sets `replication_factor`.
    #[must_use]
    pub fn with_replication_factor(mut self, value: i16) -> Self {
        self.replication_factor = value;
        self
    }
    /// Sets `topic_configs`.
    #[must_use]
    pub fn with_topic_configs(mut self, value: Vec<KeyValue>) -> Self {
        self.topic_configs = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for TopicInfo {
    fn default() -> Self {
        Self {
            name: Default::default(),
            partitions: 0,
            replication_factor: 0,
            topic_configs: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for TopicInfo {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_string(w, &self.name.0, true)?;
        w.put(&self.partitions.to_be_bytes());
        w.put(&self.replication_factor.to_be_bytes());
        put_count(w, self.topic_configs.len(), true)?;
        for item in &self.topic_configs {
            item.write(w, v)?;
        }
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let name: TopicName = TopicName(get_string(buf, true)?);
        let partitions: i32 = get_i32(buf)?;
        let replication_factor: i16 = get_i16(buf)?;
        let topic_configs: Vec<KeyValue> = get_array(buf, true, |b| KeyValue::read(b, v))?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            name,
            partitions,
            replication_factor,
            topic_configs,
            unknown_tagged_fields,
        })
    }
}

impl_message!(TopicInfo, 0, 0);

/// `Endpoint` in [`StreamsGroupHeartbeatRequest`], versions 0.
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

/// `TaskOffset` in [`StreamsGroupHeartbeatRequest`], versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskOffset {
    /// `SubtopologyId`, versions 0.
    pub subtopology_id: StrBytes,
    /// `Partition`, versions 0.
    pub partition: i32,
    /// `Offset`, versions 0.
    pub offset: i64,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl TaskOffset {
    /// Sets `subtopology_id`.
    #[must_use]
    pub fn with_subtopology_id(mut self, value: StrBytes) -> Self {
        self.subtopology_id = value;
        self
    }
    /// Sets `partition`.
    #[must_use]
    pub fn with_partition(mut self, value: i32) -> Self {
        self.partition = value;
        self
    }
    /// Sets `offset`.
    #[must_use]
    pub fn with_offset(mut self, value: i64) -> Self {
        self.offset = value;
        self
    }
    /// Sets `unknown_tagged_fields`.
    #[must_use]
    pub fn with_unknown_tagged_fields(mut self, value: BTreeMap<i32, Bytes>) -> Self {
        self.unknown_tagged_fields = value;
        self
    }
}

impl Default for TaskOffset {
    fn default() -> Self {
        Self {
            subtopology_id: Default::default(),
            partition: 0,
            offset: 0,
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for TaskOffset {
    fn write<W: Sink>(&self, w: &mut W, v: i16) -> Result<(), CodecError> {
        put_string(w, &self.subtopology_id, true)?;
        w.put(&self.partition.to_be_bytes());
        w.put(&self.offset.to_be_bytes());
        put_tags(w, &self.unknown_tagged_fields)?;
        Ok(())
    }

    fn read<B: ByteBuf>(buf: &mut B, v: i16) -> Result<Self, CodecError> {
        let subtopology_id: StrBytes = get_string(buf, true)?;
        let partition: i32 = get_i32(buf)?;
        let offset: i64 = get_i64(buf)?;
        let unknown_tagged_fields = get_tags(buf, |_, _| Ok(false))?;
        Ok(Self {
            subtopology_id,
            partition,
            offset,
            unknown_tagged_fields,
        })
    }
}

impl_message!(TaskOffset, 0, 0);

/// `TaskIds` in [`StreamsGroupHeartbeatRequest`], versions 0.
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

impl HeaderVersion for StreamsGroupHeartbeatRequest {
    fn header_version(version: i16) -> i16 {
        if version >= 0 { 2 } else { 1 }
    }
}

impl Request for StreamsGroupHeartbeatRequest {
    const KEY: i16 = 88;
    type Response = super::StreamsGroupHeartbeatResponse;
}
