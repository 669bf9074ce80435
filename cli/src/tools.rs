//! The table of tools. A new tool is a module and a line in [`TOOLS`].

use std::process::ExitCode;

mod topics;

/// A command of `kavka`.
pub struct Tool {
    /// The command: `kavka <name>`.
    pub name: &'static str,
    /// Kafka's script of the same job, without `.sh`, where there is one.
    pub script: Option<&'static str>,
    /// One line for `kavka --help`.
    pub about: &'static str,
    /// Runs it with the arguments after the name.
    pub run: fn(Vec<String>) -> ExitCode,
}

/// All tools, in the order of `kavka --help`.
pub const TOOLS: &[Tool] = &[Tool {
    name: "topics",
    script: Some("kafka-topics"),
    about: "create, delete, describe or change topics",
    run: topics::run,
}];
