//! The one binary, `kavka`: the broker and the command-line tools.
//!
//! `kavka <tool> …` runs a tool; called through a link named like one of Kafka's scripts
//! (`kafka-topics.sh` or `kafka-topics`) it runs that tool. [`tools::TOOLS`] is the list.

mod args;
mod broker;
mod connect;
mod dispatch;
mod java;
mod links;
mod logging;
mod output;
mod pattern;
mod progress;
mod time;
mod tools;
mod up;

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // Libraries that ask rustls for its default would find none, or two; ours name theirs.
    if rustls::crypto::aws_lc_rs::default_provider().install_default().is_err() {
        eprintln!("kavka: another provider of cryptography was installed before main");
    }
    dispatch::run(std::env::args_os().map(|arg| arg.to_string_lossy().into_owned()).collect())
}
