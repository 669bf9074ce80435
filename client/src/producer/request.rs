//! The Produce request, written around batches that are not copied.

use std::sync::Arc;

use bytes::{BufMut, Bytes, BytesMut};
use uuid::Uuid;

/// First version that writes lengths and counts as variable-length integers.
const FLEXIBLE_SINCE: i16 = 9;
/// First version that names topics by their ids (KIP-516).
pub(crate) const TOPIC_IDS_SINCE: i16 = 13;

/// One batch of a request.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub topic: Arc<str>,
    /// The topic's id, which versions since [`TOPIC_IDS_SINCE`] need.
    pub topic_id: Uuid,
    pub partition: i32,
    pub records: Bytes,
}

/// What a request says besides its batches.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Envelope<'a> {
    pub transactional_id: Option<&'a str>,
    pub acks: i16,
    pub timeout_ms: i32,
}

/// The body in pieces; the batches of one topic must stand together.
pub(crate) fn encode(version: i16, envelope: Envelope<'_>, parts: &[Part]) -> Vec<Bytes> {
    let mut out = Writer {
        flexible: version >= FLEXIBLE_SINCE,
        text: BytesMut::with_capacity(64 + 16 * parts.len()),
        pieces: Vec::with_capacity(2 * parts.len() + 1),
    };
    out.nullable_string(envelope.transactional_id);
    out.text.put_i16(envelope.acks);
    out.text.put_i32(envelope.timeout_ms);
    let topics = || parts.chunk_by(|a, b| a.topic == b.topic);
    out.count(topics().count());
    for topic in topics() {
        if version >= TOPIC_IDS_SINCE {
            out.text.put_slice(topic[0].topic_id.as_bytes());
        } else {
            out.nullable_string(Some(&topic[0].topic));
        }
        out.count(topic.len());
        for part in topic {
            out.text.put_i32(part.partition);
            out.records(&part.records);
            out.no_tags();
        }
        out.no_tags();
    }
    out.no_tags();
    out.pieces.push(out.text.freeze());
    out.pieces
}

struct Writer {
    flexible: bool,
    text: BytesMut,
    pieces: Vec<Bytes>,
}

impl Writer {
    fn uvarint(&mut self, mut value: usize) {
        while value >= 0x80 {
            self.text.put_u8(value as u8 | 0x80);
            value >>= 7;
        }
        self.text.put_u8(value as u8);
    }

    /// Topic names and transactional ids are short: the broker limits both, and so does the field.
    fn nullable_string(&mut self, text: Option<&str>) {
        let text = text.map(|text| &text.as_bytes()[..text.len().min(i16::MAX as usize)]);
        match (self.flexible, text) {
            (true, None) => self.text.put_u8(0),
            (true, Some(text)) => self.uvarint(text.len() + 1),
            (false, None) => self.text.put_i16(-1),
            (false, Some(text)) => self.text.put_i16(text.len() as i16),
        }
        self.text.put_slice(text.unwrap_or_default());
    }

    fn count(&mut self, count: usize) {
        if self.flexible { self.uvarint(count + 1) } else { self.text.put_i32(count as i32) }
    }

    fn records(&mut self, records: &Bytes) {
        if self.flexible {
            self.uvarint(records.len() + 1);
        } else {
            self.text.put_i32(records.len() as i32);
        }
        self.pieces.push(self.text.split().freeze());
        self.pieces.push(records.clone());
    }

    fn no_tags(&mut self) {
        if self.flexible {
            self.text.put_u8(0);
        }
    }
}

#[cfg(test)]
mod tests {
    use kavka_protocol::messages::produce_request::{PartitionProduceData, TopicProduceData};
    use kavka_protocol::messages::{ProduceRequest, TransactionalId};
    use kavka_protocol::wire;

    use super::*;
    use crate::text::{text, topic_name};

    fn part(topic: &str, partition: i32, size: usize) -> Part {
        let topic_id = Uuid::from_u128(topic.len() as u128);
        Part { topic: topic.into(), topic_id, partition, records: vec![partition as u8; size].into() }
    }

    #[test]
    fn the_pieces_are_what_the_message_encodes_to() {
        let parts = [part("a", 0, 3), part("a", 7, 300), part("bb", 1, 0)];
        for version in 3..=13 {
            for transactional_id in [None, Some("tx")] {
                let mut request = ProduceRequest::default();
                request.transactional_id = transactional_id.map(|id| TransactionalId(text(id)));
                request.acks = -1;
                request.timeout_ms = 30_000;
                for topic in parts.chunk_by(|a, b| a.topic == b.topic) {
                    let mut data = TopicProduceData::default();
                    if version >= TOPIC_IDS_SINCE {
                        data.topic_id = topic[0].topic_id;
                    } else {
                        data.name = topic_name(&topic[0].topic);
                    }
                    for part in topic {
                        let mut partition = PartitionProduceData::default();
                        partition.index = part.partition;
                        partition.records = Some(part.records.clone());
                        data.partition_data.push(partition);
                    }
                    request.topic_data.push(data);
                }
                let envelope = Envelope { transactional_id, acks: -1, timeout_ms: 30_000 };
                let pieces = encode(version, envelope, &parts).concat();
                assert_eq!(pieces, wire::encode_to_bytes(&request, version).unwrap(), "version {version}");
            }
        }
    }
}
