//! The one binary, `kavka`: broker, Connect, Streams, MirrorMaker 2 and the command-line tools.

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {}
