//! `kafka-dump-log`: what is in the files of a log directory.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::args::{Opt, Parsed, Spec, ToolError, run_tool};

mod bytes;
mod decoder;
mod frame;
mod index;
mod log;
mod remote;
mod schema;

pub use decoder::coordinator_record;
use decoder::{Decoder, Plain};
use index::{IndexOptions, TimeIndexErrors};
use log::LogOptions;
pub use schema::SchemaError;

const SPEC: Spec = Spec {
    tool: "kafka-dump-log",
    about: "This tool helps to parse a log file and dump its contents to the console, useful for debugging a \
            seemingly corrupt log segment.",
    options: &[
        Opt::one("files", "file1,file2,…", "REQUIRED: data and index files to be dumped"),
        Opt::flag("print-data-log", "print keys and values; set by any decoder option"),
        Opt::flag("deep-iteration", "print records, not only batches; set by --print-data-log"),
        Opt::flag("skip-record-metadata", "print only keys and values of records"),
        Opt::flag("verify-index-only", "compare indexes with the log without printing them"),
        Opt::flag("index-sanity-check", "only the check of indexes that a broker does when it starts"),
        Opt::one("max-message-size", "size", "size of the largest message (default 5242880)"),
        Opt::one("max-bytes", "size", "stop after this many bytes of batches"),
        Opt::maybe("key-decoder-class", "class", "StringDecoder (default), IntegerDecoder or LongDecoder"),
        Opt::maybe("value-decoder-class", "class", "StringDecoder (default), IntegerDecoder or LongDecoder"),
        Opt::flag("offsets-decoder", "the log is of __consumer_offsets"),
        Opt::flag("transaction-log-decoder", "the log is of __transaction_state"),
        Opt::flag("share-group-state-decoder", "the log is of __share_group_state"),
        Opt::flag("cluster-metadata-decoder", "the log is of __cluster_metadata"),
        Opt::flag("remote-log-metadata-decoder", "the log is of __remote_log_metadata"),
    ],
};

/// Runs the tool.
pub fn run(args: Vec<String>) -> ExitCode {
    run_tool(&SPEC, args, execute)
}

fn execute(parsed: &Parsed) -> Result<ExitCode, ToolError> {
    let files = parsed.required("files")?.split(',').map(PathBuf::from).collect();
    let dump = Dump { files, log: log_options(parsed)?, index: index_options(parsed) };
    // As files may be large and lines many, stdout is written in blocks.
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    match dump.run(&mut out, &mut io::stderr()) {
        Ok(()) => Ok(ExitCode::SUCCESS),
        // The reader has seen enough, as `head` has.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ExitCode::FAILURE),
        Err(error) => {
            // What was shown so far helps to find the damaged place.
            let _ = out.flush();
            Err(ToolError::failed(error))
        }
    }
}

fn log_options(parsed: &Parsed) -> Result<LogOptions, ToolError> {
    let decoder = match () {
        () if parsed.has("offsets-decoder") => Decoder::Offsets,
        () if parsed.has("transaction-log-decoder") => Decoder::Transactions,
        () if parsed.has("cluster-metadata-decoder") => Decoder::Metadata,
        () if parsed.has("remote-log-metadata-decoder") => Decoder::RemoteMetadata,
        () if parsed.has("share-group-state-decoder") => Decoder::ShareState,
        () => Decoder::Plain(plain(parsed, "key-decoder-class")?, plain(parsed, "value-decoder-class")?),
    };
    let has_decoder = !matches!(decoder, Decoder::Plain(..))
        || parsed.has("key-decoder-class")
        || parsed.has("value-decoder-class");
    let contents = has_decoder || parsed.has("print-data-log");
    let max_bytes: Option<i32> = parsed.parse_one("max-bytes")?;
    let _size: Option<i32> = parsed.parse_one("max-message-size")?;
    Ok(LogOptions {
        deep: contents || parsed.has("deep-iteration"),
        contents,
        skip_metadata: parsed.has("skip-record-metadata"),
        max_bytes: match max_bytes {
            None | Some(i32::MAX) => u64::MAX,
            Some(bytes) => u64::try_from(bytes).unwrap_or(0),
        },
        decoder,
    })
}

fn plain(parsed: &Parsed, option: &str) -> Result<Plain, ToolError> {
    let Some(class) = parsed.one(option)? else { return Ok(Plain::Text) };
    Plain::from_class(class)
        .ok_or_else(|| ToolError::failed(format!("class {class} cannot be loaded for --{option}")))
}

fn index_options(parsed: &Parsed) -> IndexOptions {
    IndexOptions {
        sanity_only: parsed.has("index-sanity-check"),
        verify_only: parsed.has("verify-index-only"),
    }
}

struct Dump {
    files: Vec<PathBuf>,
    log: LogOptions,
    index: IndexOptions,
}

type Pairs = Vec<(PathBuf, Vec<(i64, i64)>)>;

impl Dump {
    fn run(&self, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<()> {
        let (mut gaps, mut mismatches, mut times) = (Pairs::new(), Pairs::new(), TimeIndexErrors::default());
        for file in &self.files {
            writeln!(out, "Dumping {}", file.display())?;
            // Java's exception names the file, the system's error does not.
            let named = |error: io::Error| match error.kind() {
                io::ErrorKind::NotFound => {
                    io::Error::new(error.kind(), format!("{}: {error}", file.display()))
                }
                _ => error,
            };
            match file.extension().and_then(|extension| extension.to_str()) {
                Some("log" | "checkpoint") => {
                    gaps.push((file.clone(), log::dump(file, &self.log, out).map_err(named)?))
                }
                Some("index") => mismatches
                    .push((file.clone(), index::dump_offsets(file, self.index, out).map_err(named)?)),
                Some("timeindex") => index::dump_times(file, self.index, &mut times, out).map_err(named)?,
                Some("txnindex") => index::dump_transactions(file, out).map_err(named)?,
                Some("snapshot") => index::dump_producers(file, out, err).map_err(named)?,
                _ => writeln!(err, "Ignoring unknown file {}", file.display())?,
            }
        }
        out.flush()?;
        complain("Mismatches in :", "  Index offset: {}, log offset: {}", &mismatches, err)?;
        let line = "  Index timestamp: {}, log timestamp: {}";
        complain("Found timestamp mismatch in :", line, &times.mismatches, err)?;
        let line = "  Index timestamp: {}, Previously indexed timestamp: {}";
        complain("Found out of order timestamp in :", line, &times.out_of_order, err)?;
        for (_, pairs) in &times.not_found {
            writeln!(err, "The following indexed offsets are not found in the log.")?;
            print_pairs("Indexed offset: {}, found log offset: {}", pairs, err)?;
        }
        complain("Non-consecutive offsets in ", "  {} is followed by {}", &gaps, err)
    }
}

/// A title with each file's absolute path, and a line for each pair.
fn complain(title: &str, line: &str, found: &Pairs, err: &mut dyn Write) -> io::Result<()> {
    for (path, pairs) in found.iter().filter(|(_, pairs)| !pairs.is_empty()) {
        writeln!(err, "{title}{}", absolute(path).display())?;
        print_pairs(line, pairs, err)?;
    }
    Ok(())
}

fn print_pairs(line: &str, pairs: &[(i64, i64)], err: &mut dyn Write) -> io::Result<()> {
    for (first, second) in pairs {
        writeln!(
            err,
            "{}",
            line.replacen("{}", &first.to_string(), 1).replacen("{}", &second.to_string(), 1)
        )?;
    }
    Ok(())
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

#[cfg(test)]
mod tests;
