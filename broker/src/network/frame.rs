//! Cutting the byte stream of a connection into frames.

use std::collections::VecDeque;
use std::mem::MaybeUninit;
use std::sync::Arc;

use bytes::{BufMut, Bytes, BytesMut};

use super::RequestBudget;
use super::budget::Permit;

/// A large frame's buffer starts with at most this and doubles as bytes arrive, so that a peer
/// that only claims a large size does not get it.
const FIRST_CAPACITY_MAX: usize = 4 << 20;

/// The stream broke the rules of framing. The connection is closed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum FrameError {
    #[error("frame of negative size {0}")]
    Negative(i32),
    #[error("frame of {size} bytes, socket.request.max.bytes is {max}")]
    TooLarge { size: usize, max: usize },
}

/// One request without its size field. Its memory is its own, so whoever keeps a slice of it keeps
/// no more than this frame.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) bytes: Bytes,
    pub(super) permit: Permit,
}

/// Collects bytes into frames. Holds no memory between frames.
#[derive(Debug)]
pub(super) struct FrameReader {
    max_bytes: usize,
    budget: Arc<RequestBudget>,
    /// Frames not yet handed out; bounded by what one read brings.
    ready: VecDeque<Frame>,
    /// Bytes of a size field cut in two, and how many there are.
    size_bytes: ([u8; 4], usize),
    partial: Option<Partial>,
}

#[derive(Debug)]
struct Partial {
    buffer: BytesMut,
    size: usize,
    permit: Permit,
}

impl FrameReader {
    pub(super) fn new(max_bytes: usize, budget: Arc<RequestBudget>) -> Self {
        Self { max_bytes, budget, ready: VecDeque::new(), size_bytes: ([0; 4], 0), partial: None }
    }

    /// The next complete frame.
    pub(super) fn next(&mut self) -> Option<Frame> {
        let frame = self.ready.pop_front();
        if self.ready.is_empty() {
            self.ready = VecDeque::new();
        }
        frame
    }

    /// Whether every complete frame has been taken.
    pub(super) fn is_drained(&self) -> bool {
        self.ready.is_empty()
    }

    /// Whether a frame has begun and is not complete.
    pub(super) fn is_inside_frame(&self) -> bool {
        self.partial.is_some() || self.size_bytes.1 > 0
    }

    /// Room in the frame that is being filled, to read into without copying; `None` between frames.
    /// Follow up with [`FrameReader::advance`].
    pub(super) fn spare(&mut self) -> Option<&mut [MaybeUninit<u8>]> {
        let partial = self.partial.as_mut()?;
        let missing = partial.size - partial.buffer.len();
        if partial.buffer.capacity() == partial.buffer.len() {
            partial.buffer.reserve(missing.min(partial.buffer.len()));
        }
        let spare = partial.buffer.spare_capacity_mut();
        let room = missing.min(spare.len());
        Some(&mut spare[..room])
    }

    /// Takes over `count` bytes that were written into [`FrameReader::spare`].
    ///
    /// # Safety
    /// The first `count` bytes of the slice that `spare` returned last are initialized.
    pub(super) unsafe fn advance(&mut self, count: usize) {
        if let Some(partial) = self.partial.as_mut() {
            // SAFETY: the caller vouches for the bytes, and `spare` never gave more than there is room.
            unsafe { partial.buffer.advance_mut(count) };
        }
        self.finish_partial();
    }

    /// Takes bytes that follow on those before.
    pub(super) fn feed(&mut self, mut data: &[u8]) -> Result<(), FrameError> {
        while !data.is_empty() {
            if let Some(partial) = self.partial.as_mut() {
                let count = data.len().min(partial.size - partial.buffer.len());
                partial.buffer.extend_from_slice(&data[..count]);
                data = &data[count..];
                self.finish_partial();
                continue;
            }
            let (bytes, have) = &mut self.size_bytes;
            let count = data.len().min(4 - *have);
            bytes[*have..*have + count].copy_from_slice(&data[..count]);
            *have += count;
            data = &data[count..];
            if *have < 4 {
                break;
            }
            let size = i32::from_be_bytes(*bytes);
            *have = 0;
            self.begin(size)?;
        }
        Ok(())
    }

    fn begin(&mut self, size: i32) -> Result<(), FrameError> {
        let size = usize::try_from(size).map_err(|_| FrameError::Negative(size))?;
        if size > self.max_bytes {
            return Err(FrameError::TooLarge { size, max: self.max_bytes });
        }
        let permit = self.budget.take(size);
        self.partial =
            Some(Partial { buffer: BytesMut::with_capacity(size.min(FIRST_CAPACITY_MAX)), size, permit });
        self.finish_partial();
        Ok(())
    }

    fn finish_partial(&mut self) {
        if let Some(Partial { buffer, permit, .. }) = self.partial.take_if(|p| p.buffer.len() == p.size) {
            self.ready.push_back(Frame { bytes: buffer.freeze(), permit });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn reader(max: usize) -> FrameReader {
        FrameReader::new(max, RequestBudget::new(None))
    }

    fn frames(reader: &mut FrameReader) -> Vec<Bytes> {
        std::iter::from_fn(|| reader.next()).map(|frame| frame.bytes).collect()
    }

    #[test]
    fn sizes_out_of_range_are_refused() {
        assert_eq!(reader(10).feed(&11_i32.to_be_bytes()), Err(FrameError::TooLarge { size: 11, max: 10 }));
        assert_eq!(reader(10).feed(&(-1_i32).to_be_bytes()), Err(FrameError::Negative(-1)));
        assert_eq!(reader(10).feed(&10_i32.to_be_bytes()), Ok(()));
    }

    #[test]
    fn a_claimed_size_is_not_allocated_at_once() {
        let mut reader = reader(i32::MAX as usize);
        reader.feed(&i32::MAX.to_be_bytes()).unwrap();
        assert!(reader.partial.as_ref().unwrap().buffer.capacity() <= FIRST_CAPACITY_MAX);
        assert!(reader.is_inside_frame());
    }

    #[test]
    fn the_budget_is_held_from_the_size_field_until_the_frame_is_dropped() {
        let budget = RequestBudget::new(Some(5));
        let mut reader = FrameReader::new(100, Arc::clone(&budget));
        reader.feed(&[0, 0, 0, 6, 1]).unwrap();
        assert!(budget.is_exhausted());
        reader.feed(&[2, 3, 4, 5, 6]).unwrap();
        let frame = reader.next().unwrap();
        assert!(budget.is_exhausted());
        drop(frame);
        assert!(!budget.is_exhausted());
    }

    proptest! {
        #[test]
        fn frames_come_out_as_they_went_in_however_the_stream_is_cut(
            bodies in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..40), 0..20),
            cuts in proptest::collection::vec(1_usize..30, 1..50),
            direct in any::<bool>(),
        ) {
            let mut stream = Vec::new();
            for body in &bodies {
                stream.extend_from_slice(&(body.len() as i32).to_be_bytes());
                stream.extend_from_slice(body);
            }
            let mut reader = reader(1000);
            let mut rest = stream.as_slice();
            let mut got = Vec::new();
            let mut cuts = cuts.iter().cycle();
            while !rest.is_empty() {
                let mut count = rest.len().min(*cuts.next().unwrap());
                match reader.spare() {
                    Some(spare) if direct && !spare.is_empty() => {
                        count = count.min(spare.len());
                        for (to, from) in spare.iter_mut().zip(&rest[..count]) {
                            to.write(*from);
                        }
                        // SAFETY: `count` bytes were just written.
                        unsafe { reader.advance(count) };
                    }
                    _ => reader.feed(&rest[..count]).unwrap(),
                }
                rest = &rest[count..];
                got.extend(frames(&mut reader));
            }
            prop_assert!(!reader.is_inside_frame());
            prop_assert_eq!(got, bodies);
        }
    }
}
