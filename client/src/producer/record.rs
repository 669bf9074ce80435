//! Records as callers give them, and what comes back.

use std::sync::Arc;

use bytes::Bytes;

use crate::TopicPartition;

/// A record to write.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// Where to.
    pub topic: String,
    /// The partition; by key, or any, if absent.
    pub partition: Option<i32>,
    /// In ms since 1970; now if absent.
    pub timestamp: Option<i64>,
    /// The key.
    pub key: Option<Bytes>,
    /// The value; none is a tombstone in a compacted topic.
    pub value: Option<Bytes>,
    /// In order; keys may repeat.
    pub headers: Vec<(String, Option<Bytes>)>,
}

impl Record {
    /// A record without key for a topic.
    pub fn new(topic: impl Into<String>, value: impl Into<Bytes>) -> Self {
        Self { topic: topic.into(), value: Some(value.into()), ..Self::default() }
    }

    /// The same record with a key.
    #[must_use]
    pub fn with_key(mut self, key: impl Into<Bytes>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// The same record for a partition.
    #[must_use]
    pub fn with_partition(mut self, partition: i32) -> Self {
        self.partition = Some(partition);
        self
    }

    /// The same record with one header more.
    #[must_use]
    pub fn with_header(mut self, key: impl Into<String>, value: impl Into<Bytes>) -> Self {
        self.headers.push((key.into(), Some(value.into())));
        self
    }
}

/// The headers of a borrowed record.
#[derive(Debug, Clone, Copy)]
pub enum HeadersRef<'a> {
    /// Those of a [`Record`].
    Owned(&'a [(String, Option<Bytes>)]),
    /// Keys and values from anywhere.
    Borrowed(&'a [(&'a str, Option<&'a [u8]>)]),
}

impl HeadersRef<'_> {
    pub(super) fn views(&self) -> Vec<(&[u8], Option<&[u8]>)> {
        match self {
            Self::Owned(headers) => {
                headers.iter().map(|(key, value)| (key.as_bytes(), value.as_deref())).collect()
            }
            Self::Borrowed(headers) => headers.iter().map(|(key, value)| (key.as_bytes(), *value)).collect(),
        }
    }
}

/// A record to write, borrowed: its bytes go straight into the batch, and nothing is allocated for it.
#[derive(Debug, Clone, Copy)]
pub struct RecordRef<'a> {
    /// Where to.
    pub topic: &'a str,
    /// The partition; by key, or any, if absent.
    pub partition: Option<i32>,
    /// In ms since 1970; now if absent.
    pub timestamp: Option<i64>,
    /// The key.
    pub key: Option<&'a [u8]>,
    /// The value; none is a tombstone in a compacted topic.
    pub value: Option<&'a [u8]>,
    /// In order; keys may repeat.
    pub headers: HeadersRef<'a>,
}

impl<'a> RecordRef<'a> {
    /// A record without key for a topic.
    pub fn new(topic: &'a str, value: &'a [u8]) -> Self {
        Self {
            topic,
            partition: None,
            timestamp: None,
            key: None,
            value: Some(value),
            headers: HeadersRef::Owned(&[]),
        }
    }

    /// The same record with a key.
    #[must_use]
    pub fn with_key(mut self, key: &'a [u8]) -> Self {
        self.key = Some(key);
        self
    }

    /// A copy that stands alone.
    pub fn to_owned(&self) -> Record {
        let headers = match self.headers {
            HeadersRef::Owned(headers) => headers.to_vec(),
            HeadersRef::Borrowed(headers) => {
                let copied = |value: &Option<&[u8]>| value.map(Bytes::copy_from_slice);
                headers.iter().map(|(key, value)| ((*key).to_string(), copied(value))).collect()
            }
        };
        Record {
            topic: self.topic.to_string(),
            partition: self.partition,
            timestamp: self.timestamp,
            key: self.key.map(Bytes::copy_from_slice),
            value: self.value.map(Bytes::copy_from_slice),
            headers,
        }
    }
}

impl<'a> From<&'a Record> for RecordRef<'a> {
    fn from(record: &'a Record) -> Self {
        Self {
            topic: &record.topic,
            partition: record.partition,
            timestamp: record.timestamp,
            key: record.key.as_deref(),
            value: record.value.as_deref(),
            headers: HeadersRef::Owned(&record.headers),
        }
    }
}

/// Where a record has been written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Topic and partition.
    pub at: Arc<TopicPartition>,
    /// The record's offset; -1 with acks=0 and where the broker no longer knows it.
    pub offset: i64,
    /// Its timestamp: the broker's with LogAppendTime, else the record's.
    pub timestamp: i64,
}
