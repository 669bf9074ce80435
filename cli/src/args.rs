//! Command lines as Kafka's tools read them.
//!
//! Kafka's tools use two parsers whose behaviour scripts rely on: most take options as jopt-simple
//! does (`--option value`, `--option=value`, `-option value`, options with an optional value, errors
//! as one line and exit code 1), the others as argparse4j does (subcommands, options that take
//! several values). clap agrees with neither on exit codes, error lines or optional values, so one
//! small parser serves both. Commands of our own, which no Apache script has, use clap.

mod commands;
mod parse;
mod usage;

use std::process::ExitCode;

pub use commands::{Command, Commands, run_command, run_commands};
pub use parse::Parsed;
use usage::usage;

/// Options of a command of our own. Help is no failure; what is wrong ends with exit code 1, as in all tools.
pub fn clap_args<T: clap::Parser>(command: &str, args: Vec<String>) -> Result<T, ExitCode> {
    T::try_parse_from(std::iter::once(command.to_string()).chain(args)).map_err(|error| {
        // There is nobody to tell when the terminal is gone.
        let _ = error.print();
        if error.use_stderr() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
    })
}

/// The release of Apache Kafka whose behaviour the tools have.
pub const KAFKA_VERSION: &str = "4.3.0";

/// What an option takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Nothing.
    Flag,
    /// One value; the text names it in the usage.
    One(&'static str),
    /// A value that may be left out.
    Maybe(&'static str),
    /// One or more values, up to the next option.
    Many(&'static str),
}

/// An option of a tool.
#[derive(Clone, Copy, Debug)]
pub struct Opt {
    /// Without the leading dashes.
    pub name: &'static str,
    /// A second, one-letter name.
    pub short: Option<char>,
    /// What follows it.
    pub takes: Takes,
    /// One sentence for the usage.
    pub help: &'static str,
}

impl Opt {
    /// An option without a value.
    pub const fn flag(name: &'static str, help: &'static str) -> Self {
        Self { name, short: None, takes: Takes::Flag, help }
    }

    /// An option with a value called `value` in the usage.
    pub const fn one(name: &'static str, value: &'static str, help: &'static str) -> Self {
        Self { name, short: None, takes: Takes::One(value), help }
    }

    /// An option whose value may be left out.
    pub const fn maybe(name: &'static str, value: &'static str, help: &'static str) -> Self {
        Self { name, short: None, takes: Takes::Maybe(value), help }
    }

    /// An option with one or more values.
    pub const fn many(name: &'static str, value: &'static str, help: &'static str) -> Self {
        Self { name, short: None, takes: Takes::Many(value), help }
    }

    /// The same option with a one-letter name too.
    pub const fn or(mut self, short: char) -> Self {
        self.short = Some(short);
        self
    }
}

/// A tool's command line. `--help` and `--version` need not be listed.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// The script's name, for the usage.
    pub tool: &'static str,
    /// What it does, in a sentence.
    pub about: &'static str,
    /// Its options, in the order of the usage.
    pub options: &'static [Opt],
}

/// Why a tool ends without having done its work.
#[derive(Debug, thiserror::Error)]
pub enum ToolError {
    /// The command line is wrong: the line goes to stderr, with the usage after it.
    #[error("{0}")]
    Usage(String),
    /// Anything else: one line on stderr.
    #[error("{0}")]
    Failed(String),
}

impl ToolError {
    /// A failure with this line.
    pub fn failed(line: impl ToString) -> Self {
        Self::Failed(line.to_string())
    }
}

/// Parses `args`, answers `--help` and `--version`, and otherwise runs `tool`.
///
/// As with Kafka's tools, help goes to stderr with exit code 1, and so does an empty command line.
pub fn run_tool(
    spec: &Spec,
    args: Vec<String>,
    tool: impl FnOnce(&Parsed) -> Result<ExitCode, ToolError>,
) -> ExitCode {
    let outcome = Parsed::parse(spec, &args).and_then(|parsed| {
        if parsed.has("help") || args.is_empty() {
            return Err(ToolError::Usage(spec.about.to_string()));
        }
        if parsed.has("version") {
            crate::output::print_line(KAFKA_VERSION);
            return Ok(ExitCode::SUCCESS);
        }
        tool(&parsed)
    });
    outcome.unwrap_or_else(|error| {
        match error {
            ToolError::Usage(line) => eprint!("{line}\n{}", usage(spec)),
            ToolError::Failed(line) => eprintln!("{line}"),
        }
        ExitCode::FAILURE
    })
}
