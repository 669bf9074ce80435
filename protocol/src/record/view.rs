//! One record, borrowed, and the walk over the records of a batch.

use std::ops::ControlFlow;

use super::{BatchHeader, NO_SEQUENCE, RecordError, increment_sequence, read_varint, read_varlong};

/// A record, borrowed from its batch or from scratch memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordView<'a> {
    /// Absolute offset.
    pub offset: i64,
    /// In ms; the batch's where the broker set it; -1 for none.
    pub timestamp: i64,
    /// Sequence number, -1 without idempotence.
    pub sequence: i32,
    /// Attributes of the record: unused in format 2, codec and timestamp type before.
    pub attributes: i8,
    /// `None` is null, which is not empty.
    pub key: Option<&'a [u8]>,
    /// `None` is null: a tombstone in a compacted topic.
    pub value: Option<&'a [u8]>,
    /// In the order they were added; keys may repeat.
    pub headers: Headers<'a>,
    /// Bytes of the record in its batch, decompressed.
    pub size: usize,
}

/// The headers of a record, checked to be well formed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Headers<'a> {
    count: usize,
    bytes: &'a [u8],
}

impl<'a> Headers<'a> {
    /// How many.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The headers in order.
    pub fn iter(&self) -> HeaderIter<'a> {
        HeaderIter { remaining: self.count, rest: self.bytes }
    }

    /// The encoded headers, without their count.
    pub(super) fn raw(&self) -> &'a [u8] {
        self.bytes
    }
}

impl<'a> IntoIterator for Headers<'a> {
    type Item = Header<'a>;
    type IntoIter = HeaderIter<'a>;

    fn into_iter(self) -> HeaderIter<'a> {
        self.iter()
    }
}

/// A record header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header<'a> {
    /// UTF-8 by the protocol, which brokers do not check.
    pub key: &'a [u8],
    /// `None` is null.
    pub value: Option<&'a [u8]>,
}

impl<'a> Header<'a> {
    /// The key as text.
    ///
    /// # Errors
    /// If it is not UTF-8.
    pub fn key_str(&self) -> Result<&'a str, std::str::Utf8Error> {
        std::str::from_utf8(self.key)
    }
}

/// Iterator over [`Headers`].
#[derive(Clone, Debug)]
pub struct HeaderIter<'a> {
    remaining: usize,
    rest: &'a [u8],
}

impl<'a> Iterator for HeaderIter<'a> {
    type Item = Header<'a>;

    fn next(&mut self) -> Option<Header<'a>> {
        self.remaining = self.remaining.checked_sub(1)?;
        // Checked when the record was parsed, so neither fails.
        let key = take_bytes(&mut self.rest).ok()??;
        let value = take_bytes(&mut self.rest).ok()?;
        Some(Header { key, value })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.remaining, Some(self.remaining))
    }
}

impl ExactSizeIterator for HeaderIter<'_> {}

/// Takes a length and that many bytes; a negative length is null.
#[inline(always)]
fn take_bytes<'a>(rest: &mut &'a [u8]) -> Result<Option<&'a [u8]>, RecordError> {
    let Ok(length) = usize::try_from(read_varint(rest)?) else { return Ok(None) };
    let (bytes, after) =
        rest.split_at_checked(length).ok_or(RecordError::BadRecord("field is longer than the record"))?;
    *rest = after;
    Ok(Some(bytes))
}

/// The records of a batch, in order. After an error it ends.
#[derive(Clone, Debug)]
pub struct RecordIter<'s> {
    walk: Walk<'s>,
}

#[derive(Clone, Debug)]
enum Walk<'s> {
    Current(Current<'s>),
    Legacy(super::legacy::Messages<'s>),
}

#[derive(Clone, Debug)]
struct Current<'s> {
    rest: &'s [u8],
    remaining: i32,
    base_offset: i64,
    base_timestamp: i64,
    base_sequence: i32,
    log_append_time: Option<i64>,
    done: bool,
}

/// Where a walk over the records of a batch stands that is made in parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordMark {
    /// Bytes that are left.
    rest: usize,
    /// Records that are left.
    remaining: i32,
}

impl RecordMark {
    /// Before the first record of a batch of format 2 with this header, whose records take so many bytes decompressed.
    ///
    /// # Errors
    /// [`RecordError::BadCount`].
    pub fn start(header: &BatchHeader, data_len: usize) -> Result<RecordMark, RecordError> {
        let remaining = header.records_count;
        if remaining < 0 {
            Err(RecordError::BadCount { count: remaining })
        } else {
            Ok(Self { rest: data_len, remaining })
        }
    }

    /// Whether all records have been walked.
    pub fn is_end(&self) -> bool {
        self.rest == 0 && self.remaining == 0
    }

    /// Shows records to `visit` until it breaks off or all have been shown. `header` and `data`, the decompressed
    /// records, must be those of [`RecordMark::start`].
    ///
    /// # Errors
    /// As the items of [`RecordIter`]; the mark stands before the record in question, so walking on gives it again.
    ///
    /// # Panics
    /// Where the mark is of more bytes than these.
    pub fn walk<'s>(
        &mut self,
        header: &BatchHeader,
        data: &'s [u8],
        mut visit: impl FnMut(&RecordView<'s>) -> ControlFlow<()>,
    ) -> Result<(), RecordError> {
        let mut walk = Current::new(header, &data[data.len() - self.rest..], self.remaining);
        while walk.remaining > 0 {
            walk.remaining -= 1;
            let record = walk.record()?;
            *self = RecordMark { rest: walk.rest.len(), remaining: walk.remaining };
            if visit(&record).is_break() {
                return Ok(());
            }
        }
        walk.check_end()
    }
}

impl<'s> RecordIter<'s> {
    pub(super) fn new(header: &BatchHeader, data: &'s [u8]) -> Result<RecordIter<'s>, RecordError> {
        if header.records_count < 0 {
            return Err(RecordError::BadCount { count: header.records_count });
        }
        let walk = Walk::Current(Current::new(header, data, header.records_count));
        Ok(RecordIter { walk })
    }

    /// Shows every record to `visit`, with its index in the batch. The same as going through the iterator, at half the
    /// price: a record is a large value, which is not moved here.
    ///
    /// # Errors
    /// What the iterator yields.
    pub(super) fn try_for_each_record(
        self,
        mut visit: impl FnMut(i32, &RecordView<'s>),
    ) -> Result<(), RecordError> {
        match self.walk {
            Walk::Current(walk) => walk.try_for_each(visit),
            Walk::Legacy(mut walk) => {
                for (index, record) in (0..).zip(std::iter::from_fn(|| walk.next())) {
                    visit(index, &record?);
                }
                Ok(())
            }
        }
    }

    pub(super) fn legacy(messages: super::legacy::Messages<'s>) -> RecordIter<'s> {
        RecordIter { walk: Walk::Legacy(messages) }
    }
}

impl<'s> Iterator for RecordIter<'s> {
    type Item = Result<RecordView<'s>, RecordError>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.walk {
            Walk::Current(walk) => walk.next(),
            Walk::Legacy(walk) => walk.next(),
        }
    }
}

impl<'s> Current<'s> {
    fn new(header: &BatchHeader, rest: &'s [u8], remaining: i32) -> Self {
        Current {
            rest,
            remaining,
            base_offset: header.base_offset,
            base_timestamp: header.base_timestamp,
            base_sequence: header.base_sequence,
            log_append_time: header.log_append_time(),
            done: false,
        }
    }

    fn next(&mut self) -> Option<Result<RecordView<'s>, RecordError>> {
        if self.done {
            return None;
        }
        if self.remaining == 0 {
            self.done = true;
            return self.check_end().err().map(Err);
        }
        self.remaining -= 1;
        let record = self.record();
        self.done = record.is_err();
        Some(record)
    }

    fn try_for_each(mut self, mut visit: impl FnMut(i32, &RecordView<'s>)) -> Result<(), RecordError> {
        for index in 0..self.remaining {
            visit(index, &self.record()?);
        }
        self.check_end()
    }

    fn check_end(&self) -> Result<(), RecordError> {
        match self.rest {
            [] => Ok(()),
            _ => Err(RecordError::CountMismatch("records still remaining in file")),
        }
    }

    #[inline(always)]
    fn record(&mut self) -> Result<RecordView<'s>, RecordError> {
        if self.rest.is_empty() {
            return Err(RecordError::CountMismatch("premature EOF reached"));
        }
        let before = self.rest.len();
        let mut rest = self.rest;
        let length = usize::try_from(read_varint(&mut rest)?)
            .map_err(|_| RecordError::BadRecord("negative record size"))?;
        let (mut body, after) =
            rest.split_at_checked(length).ok_or(RecordError::BadRecord("record is longer than the batch"))?;
        self.rest = after;
        let (&attributes, after) = body.split_first().ok_or(RecordError::BadRecord("empty record"))?;
        body = after;
        let timestamp_delta = read_varlong(&mut body)?;
        let offset_delta = read_varint(&mut body)?;
        let key = take_bytes(&mut body)?;
        let value = take_bytes(&mut body)?;
        let headers = take_headers(&mut body)?;
        if !body.is_empty() {
            return Err(RecordError::BadRecord("bytes left at the end of the record"));
        }
        let sequence = match self.base_sequence {
            base if base >= 0 && offset_delta >= 0 => increment_sequence(base, offset_delta),
            _ => NO_SEQUENCE,
        };
        Ok(RecordView {
            offset: self.base_offset.wrapping_add(i64::from(offset_delta)),
            timestamp: self.log_append_time.unwrap_or(self.base_timestamp.wrapping_add(timestamp_delta)),
            sequence,
            attributes: attributes as i8,
            key,
            value,
            headers,
            size: before - self.rest.len(),
        })
    }
}

#[inline(always)]
fn take_headers<'a>(body: &mut &'a [u8]) -> Result<Headers<'a>, RecordError> {
    match read_varint(body)? {
        0 => Ok(Headers::default()),
        count => take_some_headers(count, body),
    }
}

fn take_some_headers<'a>(count: i32, body: &mut &'a [u8]) -> Result<Headers<'a>, RecordError> {
    let count =
        usize::try_from(count).map_err(|_| RecordError::BadRecord("negative number of record headers"))?;
    if count > body.len() {
        return Err(RecordError::BadRecord("more record headers than bytes"));
    }
    let start = *body;
    for _ in 0..count {
        take_bytes(body)?.ok_or(RecordError::BadRecord("negative header key size"))?;
        take_bytes(body)?;
    }
    Ok(Headers { count, bytes: &start[..start.len() - body.len()] })
}
