// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

#![allow(unused_imports, unused_variables, reason = "one frame for all generated modules")]

use std::collections::BTreeMap;

use bytes::Bytes;
use uuid::Uuid;

use crate::wire::codec::*;

/// Kafka's `StreamsGroupTopologyValue`, versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct StreamsGroupTopologyValue {
    /// `Epoch`, versions 0.
    pub epoch: i32,
    /// `Subtopologies`, versions 0.
    pub subtopologies: Vec<Subtopology>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl StreamsGroupTopologyValue {
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

impl Default for StreamsGroupTopologyValue {
    fn default() -> Self {
        Self {
            epoch: 0,
            subtopologies: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for StreamsGroupTopologyValue {
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

impl_message!(StreamsGroupTopologyValue, 0, 0);

/// `Subtopology` in [`StreamsGroupTopologyValue`], versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Subtopology {
    /// `SubtopologyId`, versions 0.
    pub subtopology_id: StrBytes,
    /// `SourceTopics`, versions 0.
    pub source_topics: Vec<StrBytes>,
    /// `SourceTopicRegex`, versions 0.
    pub source_topic_regex: Vec<StrBytes>,
    /// `StateChangelogTopics`, versions 0.
    pub state_changelog_topics: Vec<TopicInfo>,
    /// `RepartitionSinkTopics`, versions 0.
    pub repartition_sink_topics: Vec<StrBytes>,
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
    pub fn with_source_topics(mut self, value: Vec<StrBytes>) -> Self {
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
    pub fn with_repartition_sink_topics(mut self, value: Vec<StrBytes>) -> Self {
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
            put_string(w, &item, true)?;
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
            put_string(w, &item, true)?;
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
        let source_topics: Vec<StrBytes> = get_array(buf, true, |b| get_string(b, true))?;
        let source_topic_regex: Vec<StrBytes> = get_array(buf, true, |b| get_string(b, true))?;
        let state_changelog_topics: Vec<TopicInfo> = get_array(buf, true, |b| TopicInfo::read(b, v))?;
        let repartition_sink_topics: Vec<StrBytes> = get_array(buf, true, |b| get_string(b, true))?;
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

/// `CopartitionGroup` in [`StreamsGroupTopologyValue`], versions 0.
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

/// `TopicConfig` in [`StreamsGroupTopologyValue`], versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct TopicConfig {
    /// `key`, versions 0.
    pub key: StrBytes,
    /// `value`, versions 0.
    pub value: StrBytes,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl TopicConfig {
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

impl Default for TopicConfig {
    fn default() -> Self {
        Self {
            key: Default::default(),
            value: Default::default(),
            unknown_tagged_fields: BTreeMap::new(),
        }
    }
}

impl Wire for TopicConfig {
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

impl_message!(TopicConfig, 0, 0);

/// `TopicInfo` in [`StreamsGroupTopologyValue`], versions 0.
#[derive(Debug, Clone, PartialEq)]
pub struct TopicInfo {
    /// `Name`, versions 0.
    pub name: StrBytes,
    /// `Partitions`, versions 0.
    pub partitions: i32,
    /// `ReplicationFactor`, versions 0.
    pub replication_factor: i16,
    /// `TopicConfigs`, versions 0.
    pub topic_configs: Vec<TopicConfig>,
    /// Tagged fields this version of Kavka has no name for.
    pub unknown_tagged_fields: BTreeMap<i32, Bytes>,
}

impl TopicInfo {
    /// Sets `name`.
    #[must_use]
    pub fn with_name(mut self, value: StrBytes) -> Self {
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
    pub fn with_topic_configs(mut self, value: Vec<TopicConfig>) -> Self {
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
        put_string(w, &self.name, true)?;
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
        let name: StrBytes = get_string(buf, true)?;
        let partitions: i32 = get_i32(buf)?;
        let replication_factor: i16 = get_i16(buf)?;
        let topic_configs: Vec<TopicConfig> = get_array(buf, true, |b| TopicConfig::read(b, v))?;
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
