//! The Fetch response, written by hand: between its fields lie record bytes that never pass through memory.

use bytes::{BufMut, BytesMut};
use kavka_log::{AbortedTransaction, FileRange};
use kavka_protocol::ErrorCode;

use super::session::{Head, TopicKey};
use crate::api::leader_hint::LeaderNode;
use crate::api::{Part, ResponseBody};

/// A range up to this size is read into the response: one write for all costs less than a `sendfile` of its own.
const INLINE_MAX: usize = 16 << 10;

/// What the answer says of a partition.
#[derive(Debug, Clone)]
pub(super) struct PartitionAnswer {
    pub(super) partition: i32,
    pub(super) error: ErrorCode,
    pub(super) high_watermark: i64,
    pub(super) last_stable_offset: i64,
    pub(super) log_start_offset: i64,
    /// Epoch and end where the reader's history leaves ours.
    pub(super) diverging: Option<(i32, i64)>,
    /// Leader and epoch, beside an error.
    pub(super) current_leader: Option<(i32, i32)>,
    pub(super) aborted: Option<Vec<AbortedTransaction>>,
    pub(super) records: Option<FileRange>,
}

impl PartitionAnswer {
    /// An answer with nothing but an error.
    pub(super) fn error(partition: i32, error: ErrorCode) -> Self {
        PartitionAnswer {
            partition,
            error,
            high_watermark: -1,
            last_stable_offset: -1,
            log_start_offset: -1,
            diverging: None,
            current_leader: None,
            aborted: Some(Vec::new()),
            records: None,
        }
    }
}

/// Encodes the response. `answers` are grouped by topic where neighbours share it.
pub(super) fn response(
    version: i16,
    head: Head,
    answers: &[(&TopicKey, PartitionAnswer)],
    nodes: &[LeaderNode],
) -> ResponseBody {
    let mut out =
        Encoder { version, flexible: version >= 12, buffer: BytesMut::with_capacity(256), parts: Vec::new() };
    out.buffer.put_i32(0); // throttle time
    if version >= 7 {
        out.buffer.put_i16(head.error.code());
        out.buffer.put_i32(head.session_id);
    }
    let same_topic = |a: &(&TopicKey, PartitionAnswer), b: &(&TopicKey, PartitionAnswer)| a.0 == b.0;
    out.array_len(answers.chunk_by(same_topic).count());
    for group in answers.chunk_by(same_topic) {
        out.topic(group);
    }
    if out.flexible {
        out.nodes(nodes);
    }
    out.finish()
}

struct Encoder {
    version: i16,
    flexible: bool,
    buffer: BytesMut,
    parts: Vec<Part>,
}

impl Encoder {
    fn finish(mut self) -> ResponseBody {
        if self.parts.is_empty() {
            return ResponseBody::from_bytes(self.buffer.freeze());
        }
        self.parts.push(Part::Bytes(self.buffer.freeze()));
        ResponseBody::from_parts(self.parts)
    }

    fn topic(&mut self, group: &[(&TopicKey, PartitionAnswer)]) {
        match group[0].0 {
            TopicKey::Id(id) => self.buffer.put_slice(id.as_bytes()),
            TopicKey::Name(name) => self.string(name),
        }
        self.array_len(group.len());
        for (_, answer) in group {
            self.partition(answer);
        }
        self.no_tags();
    }

    fn partition(&mut self, answer: &PartitionAnswer) {
        self.buffer.put_i32(answer.partition);
        self.buffer.put_i16(answer.error.code());
        self.buffer.put_i64(answer.high_watermark);
        self.buffer.put_i64(answer.last_stable_offset);
        if self.version >= 5 {
            self.buffer.put_i64(answer.log_start_offset);
        }
        match &answer.aborted {
            None if self.flexible => self.buffer.put_u8(0),
            None => self.buffer.put_i32(-1),
            Some(aborted) => {
                self.array_len(aborted.len());
                for transaction in aborted {
                    self.buffer.put_i64(transaction.producer_id);
                    self.buffer.put_i64(transaction.first_offset);
                    self.no_tags();
                }
            }
        }
        if self.version >= 11 {
            self.buffer.put_i32(-1); // preferred read replica
        }
        self.records(answer.records.as_ref());
        if self.flexible {
            self.partition_tags(answer);
        }
    }

    fn records(&mut self, range: Option<&FileRange>) {
        match range {
            None => self.records_len(0),
            Some(range) if range.len <= INLINE_MAX => self.inline(range),
            Some(range) => {
                self.records_len(range.len);
                self.parts.push(Part::Bytes(self.buffer.split().freeze()));
                self.parts.push(Part::File(range.clone()));
            }
        }
    }

    /// Reads a small range into the response. A file that was cut meanwhile gives what there is: the reader
    /// comes again.
    fn inline(&mut self, range: &FileRange) {
        use std::os::unix::fs::FileExt;
        let length_at = self.buffer.len();
        // The length has one size for all lengths of this range, so it can be written first and last.
        self.records_len(range.len);
        let at = self.buffer.len();
        self.buffer.resize(at + range.len, 0);
        if range.file.read_exact_at(&mut self.buffer[at..], range.position).is_err() {
            self.buffer.truncate(length_at);
            self.records_len(0);
        }
    }

    fn partition_tags(&mut self, answer: &PartitionAnswer) {
        let count = usize::from(answer.diverging.is_some()) + usize::from(answer.current_leader.is_some());
        self.uvarint(count);
        if let Some((epoch, end_offset)) = answer.diverging {
            self.buffer.put_slice(&[0, 13]);
            self.buffer.put_i32(epoch);
            self.buffer.put_i64(end_offset);
            self.no_tags();
        }
        if let Some((leader, epoch)) = answer.current_leader {
            self.buffer.put_slice(&[1, 9]);
            self.buffer.put_i32(leader);
            self.buffer.put_i32(epoch);
            self.no_tags();
        }
    }

    fn nodes(&mut self, nodes: &[LeaderNode]) {
        if nodes.is_empty() || self.version < 16 {
            return self.no_tags();
        }
        let mut inner =
            Encoder { version: self.version, flexible: true, buffer: BytesMut::new(), parts: Vec::new() };
        inner.array_len(nodes.len());
        for node in nodes {
            inner.buffer.put_i32(node.id);
            inner.string(&node.host);
            inner.buffer.put_i32(node.port);
            match &node.rack {
                Some(rack) => inner.string(rack),
                None => inner.buffer.put_u8(0),
            }
            inner.no_tags();
        }
        self.buffer.put_slice(&[1, 0]);
        self.uvarint(inner.buffer.len());
        self.buffer.put_slice(&inner.buffer);
    }

    fn array_len(&mut self, len: usize) {
        if self.flexible { self.uvarint(len + 1) } else { self.buffer.put_i32(len as i32) }
    }

    fn records_len(&mut self, len: usize) {
        if self.flexible { self.uvarint(len + 1) } else { self.buffer.put_i32(len as i32) }
    }

    fn string(&mut self, text: &str) {
        if self.flexible {
            self.uvarint(text.len() + 1)
        } else {
            self.buffer.put_i16(text.len() as i16)
        }
        self.buffer.put_slice(text.as_bytes());
    }

    fn no_tags(&mut self) {
        if self.flexible {
            self.buffer.put_u8(0);
        }
    }

    fn uvarint(&mut self, mut value: usize) {
        while value >= 0x80 {
            self.buffer.put_u8(value as u8 | 0x80);
            value >>= 7;
        }
        self.buffer.put_u8(value as u8);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::{Bytes, BytesMut};
    use kavka_protocol::messages::FetchResponse;
    use kavka_protocol::wire;
    use std::io::Write;
    use std::sync::Arc;
    use uuid::Uuid;

    fn range(bytes: &[u8]) -> FileRange {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"skipped").unwrap();
        file.write_all(bytes).unwrap();
        FileRange { file: Arc::new(file), position: 7, len: bytes.len() }
    }

    fn bytes(body: ResponseBody) -> Bytes {
        let mut out = BytesMut::new();
        for part in body.into_parts().unwrap() {
            match part {
                Part::Bytes(bytes) => out.extend_from_slice(&bytes),
                Part::File(range) => out.extend_from_slice(&range.read_to_bytes().unwrap()),
            }
        }
        out.freeze()
    }

    /// What is written by hand is read back by the generated decoder, at every version.
    #[test]
    fn every_version_decodes_to_what_was_said() {
        let large = vec![7; INLINE_MAX + 1];
        let (id, other) = (TopicKey::Id(Uuid::from_u128(5)), TopicKey::Id(Uuid::from_u128(6)));
        let (name, other_name) = (TopicKey::Name("topic".into()), TopicKey::Name("other".into()));
        for version in 4..=18 {
            let (topic, second) = if version >= 13 { (&id, &other) } else { (&name, &other_name) };
            let full = PartitionAnswer {
                error: ErrorCode::None,
                high_watermark: 10,
                last_stable_offset: 9,
                log_start_offset: 3,
                aborted: Some(vec![AbortedTransaction { producer_id: 1, first_offset: 4 }]),
                records: Some(range(b"small")),
                ..PartitionAnswer::error(0, ErrorCode::None)
            };
            let big =
                PartitionAnswer { partition: 1, aborted: None, records: Some(range(&large)), ..full.clone() };
            let diverging = PartitionAnswer {
                diverging: Some((4, 44)),
                current_leader: Some((2, 8)),
                ..PartitionAnswer::error(2, ErrorCode::NotLeaderOrFollower)
            };
            let answers = [(topic, full), (topic, big), (second, diverging)];
            let nodes = [LeaderNode { id: 2, host: "h".into(), port: 9, rack: None }];
            let head = Head { error: ErrorCode::None, session_id: 77 };
            let mut encoded = bytes(response(version, head, &answers, &nodes));
            let decoded: FetchResponse = wire::decode(&mut encoded, version).unwrap();
            assert!(encoded.is_empty(), "version {version}");
            if version >= 7 {
                assert_eq!(decoded.session_id, 77);
            }
            assert_eq!(decoded.responses.len(), 2);
            let [first, second] = &decoded.responses[0].partitions[..] else { panic!("version {version}") };
            assert_eq!(first.records.as_deref(), Some(&b"small"[..]));
            assert_eq!(first.aborted_transactions.as_ref().unwrap()[0].first_offset, 4);
            assert_eq!((first.high_watermark, first.last_stable_offset), (10, 9));
            assert_eq!(second.records.as_deref(), Some(&large[..]));
            assert!(second.aborted_transactions.is_none());
            let third = &decoded.responses[1].partitions[0];
            assert_eq!(third.error_code, ErrorCode::NotLeaderOrFollower.code());
            assert_eq!(third.records.as_deref(), Some(&b""[..]));
            if version >= 12 {
                assert_eq!((third.diverging_epoch.epoch, third.diverging_epoch.end_offset), (4, 44));
                assert_eq!((third.current_leader.leader_id.0, third.current_leader.leader_epoch), (2, 8));
            }
            assert_eq!(decoded.node_endpoints.len(), usize::from(version >= 16));
        }
    }

    #[test]
    fn a_range_that_was_cut_off_gives_no_records() {
        let mut cut = range(b"abc");
        cut.len = 10;
        let name = TopicKey::Name("t".into());
        let answer = PartitionAnswer { records: Some(cut), ..PartitionAnswer::error(0, ErrorCode::None) };
        let head = Head { error: ErrorCode::None, session_id: 0 };
        let mut encoded = bytes(response(11, head, &[(&name, answer)], &[]));
        let decoded: FetchResponse = wire::decode(&mut encoded, 11).unwrap();
        assert_eq!(decoded.responses[0].partitions[0].records.as_deref(), Some(&b""[..]));
    }
}
