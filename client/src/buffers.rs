//! Memory that is used again once nobody looks at what it held.
//!
//! Frames and decompressed batches are large, short-lived and given out in slices. Allocators tend to hand such memory
//! back to the system, which then has to find and clear the pages again.

use std::collections::VecDeque;

use bytes::Bytes;

/// Remembers buffers that were given out, a few of them.
#[derive(Debug)]
pub(crate) struct Buffers {
    limits: Limits,
    given: VecDeque<Bytes>,
    given_bytes: usize,
}

/// What is remembered.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// The smallest buffer worth it, in bytes.
    pub worth: usize,
    /// How many at most.
    pub count: usize,
    /// How many bytes in all at most.
    pub bytes: usize,
}

impl Buffers {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { limits, given: VecDeque::new(), given_bytes: 0 }
    }

    /// A buffer with room for `size` bytes in all: one that was given out and that nobody holds any more, with what is in
    /// it, or a new one.
    pub(crate) fn take(&mut self, size: usize) -> Vec<u8> {
        if size < self.limits.worth {
            // Who needs little now gives back the memory of busier times.
            self.forget_oldest();
            return Vec::with_capacity(size);
        }
        let found = self.given.iter().position(Bytes::is_unique).and_then(|at| self.given.remove(at));
        let Some(found) = found else { return Vec::with_capacity(size) };
        self.given_bytes -= found.len();
        match found.try_into_mut() {
            Ok(buffer) if buffer.capacity() >= size => buffer.into(),
            _ => Vec::with_capacity(size),
        }
    }

    /// Freezes a buffer, to be used again when all slices of it are gone.
    pub(crate) fn give(&mut self, buffer: Vec<u8>) -> Bytes {
        let bytes = Bytes::from(buffer);
        if bytes.len() >= self.limits.worth && bytes.len() <= self.limits.bytes {
            while self.given.len() >= self.limits.count || self.given_bytes + bytes.len() > self.limits.bytes
            {
                self.forget_oldest();
            }
            self.given_bytes += bytes.len();
            self.given.push_back(bytes.clone());
        }
        bytes
    }

    fn forget_oldest(&mut self) {
        if let Some(oldest) = self.given.pop_front() {
            self.given_bytes -= oldest.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn buffers() -> Buffers {
        Buffers::new(Limits { worth: 100, count: 2, bytes: 1000 })
    }

    fn filled(buffers: &mut Buffers, size: usize) -> Bytes {
        let mut buffer = buffers.take(size);
        assert!(buffer.capacity() >= size);
        buffer.clear();
        buffer.resize(size, 7);
        buffers.give(buffer)
    }

    #[test]
    fn memory_is_used_again_when_the_last_slice_is_gone() {
        let mut buffers = buffers();
        let first = filled(&mut buffers, 200);
        let (memory, slice) = (first.as_ptr(), first.slice(10..20));
        drop(first);
        assert_ne!(filled(&mut buffers, 200).as_ptr(), memory, "a slice is still there");
        assert_eq!(slice, [7; 10][..]);
        drop(slice);
        assert_eq!(filled(&mut buffers, 150).as_ptr(), memory);
    }

    #[test]
    fn little_is_remembered() {
        let mut buffers = buffers();
        let held: Vec<Bytes> = (0..5).map(|_| filled(&mut buffers, 400)).collect();
        assert_eq!((buffers.given.len(), buffers.given_bytes), (2, 800));
        drop(held);
        filled(&mut buffers, 1001);
        filled(&mut buffers, 99);
        filled(&mut buffers, 99);
        assert_eq!((buffers.given.len(), buffers.given_bytes), (0, 0), "small ones make it forget");
    }
}
