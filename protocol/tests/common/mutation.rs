//! Mangled bytes, and an allocator that tells what they made the code ask for.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::time::{Duration, Instant};

use proptest::prelude::*;

/// The system's allocator, which adds up what is asked of it.
struct Counting;

thread_local! {
    static ASKED: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: every call goes to the system's allocator unchanged; only a thread-local sum is kept.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let _ = ASKED.try_with(|asked| asked.set(asked.get() + layout.size()));
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Bytes that `work` asked the allocator for, on this thread.
pub fn asked_for(work: impl FnOnce()) -> usize {
    let before = ASKED.with(Cell::get);
    work();
    ASKED.with(Cell::get) - before
}

/// When a run ends: `KAVKA_FUZZ_SECONDS` from now, at once without it (every loop runs at least once).
pub fn deadline() -> Instant {
    let seconds = std::env::var("KAVKA_FUZZ_SECONDS").ok().and_then(|s| s.parse().ok()).unwrap_or(0);
    Instant::now() + Duration::from_secs(seconds)
}

/// One way to mangle bytes.
#[derive(Debug, Clone)]
pub enum Change {
    Set(usize, u8),
    Count(usize, i32),
    Varint(usize),
    Cut(usize),
    Repeat(usize, usize, usize),
}

/// A few changes at random.
pub fn changes() -> impl Strategy<Value = Vec<Change>> {
    let at = any::<usize>();
    let change = prop_oneof![
        (at, any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        (at, prop_oneof![Just(i32::MAX), Just(-1), Just(-2), Just(1 << 24), any::<i32>()])
            .prop_map(|(at, count)| Change::Count(at, count)),
        at.prop_map(Change::Varint),
        at.prop_map(Change::Cut),
        (at, 1..16usize, 1..400usize).prop_map(|(at, len, times)| Change::Repeat(at, len, times)),
    ];
    proptest::collection::vec(change, 1..6)
}

/// Mangles `body`.
pub fn apply(body: &mut Vec<u8>, changes: &[Change]) {
    for change in changes {
        if body.is_empty() {
            body.push(0x7f);
        }
        let length = body.len();
        match *change {
            Change::Set(at, byte) => body[at % length] = byte,
            Change::Count(at, count) => {
                let at = at % length;
                let end = (at + 4).min(length);
                body[at..end].copy_from_slice(&count.to_be_bytes()[..end - at]);
            }
            Change::Varint(at) => {
                let at = at % length;
                body.splice(at..at + 1, [0xff, 0xff, 0xff, 0xff, 0x07]);
            }
            Change::Cut(at) => body.truncate(at % length),
            Change::Repeat(at, len, times) => {
                let at = at % length;
                let piece = body[at..(at + len).min(length)].repeat(times);
                body.splice(at..at, piece);
            }
        }
    }
}
