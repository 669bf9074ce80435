//! `kafka-delete-records`: delete the records of partitions below given offsets.

use std::collections::BTreeMap;
use std::process::ExitCode;

use kavka_client::TopicPartition;
use serde::Deserialize;

use crate::args::{Opt, Parsed, Spec, ToolError, run_tool};
use crate::connect::{admin, block_on};
use crate::output::print_line;

const SPEC: Spec = Spec {
    tool: "kafka-delete-records",
    about: "This tool helps to delete records of the given partitions down to the specified offset.",
    options: &[
        Opt::one("bootstrap-server", "host:port,…", "REQUIRED: the brokers to connect to"),
        Opt::one("command-config", "file", "properties of the admin client"),
        Opt::one(
            "offset-json-file",
            "file",
            "REQUIRED: JSON with topic, partition and offset of each deletion; -1 is all",
        ),
    ],
};

/// Runs the tool.
pub fn run(args: Vec<String>) -> ExitCode {
    run_tool(&SPEC, args, execute)
}

#[derive(Debug, Deserialize)]
struct OffsetFile {
    partitions: Vec<OffsetLine>,
    #[serde(default = "first_version")]
    version: i32,
}

#[derive(Debug, Deserialize)]
struct OffsetLine {
    topic: String,
    partition: i32,
    offset: i64,
}

fn first_version() -> i32 {
    1
}

fn parse_offsets(text: &str) -> Result<BTreeMap<TopicPartition, i64>, ToolError> {
    let file: OffsetFile = serde_json::from_str(text)
        .map_err(|error| ToolError::failed(format!("The input string is not a valid JSON: {error}")))?;
    if file.version != 1 {
        return Err(ToolError::failed(format!("Not supported version field value {}", file.version)));
    }
    let mut offsets = BTreeMap::new();
    for line in file.partitions {
        let at = TopicPartition::new(line.topic, line.partition);
        if offsets.insert(at.clone(), line.offset).is_some() {
            return Err(ToolError::failed(format!(
                "Offset json file contains duplicate topic partitions: {at}"
            )));
        }
    }
    Ok(offsets)
}

fn execute(parsed: &Parsed) -> Result<ExitCode, ToolError> {
    parsed.require(&["bootstrap-server", "offset-json-file"])?;
    let path = parsed.required("offset-json-file")?;
    let text = std::fs::read_to_string(path)
        .map_err(|error| ToolError::failed(format!("Unable to read {path}: {error}")))?;
    let offsets = parse_offsets(&text)?;
    let admin = admin(parsed)?;
    block_on(async {
        print_line("Executing records delete operation");
        let mut results = Vec::new();
        for (at, offset) in &offsets {
            results.push((at, admin.delete_records(at, *offset).await));
        }
        print_line("Records delete operation completed:");
        for (at, result) in results {
            match result {
                Ok(low_watermark) => print_line(&format!("partition: {at}\tlow_watermark: {low_watermark}")),
                Err(error) => print_line(&format!("partition: {at}\terror: {error}")),
            }
        }
        Ok(ExitCode::SUCCESS)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_names_each_partition_once() {
        let good = r#"{"partitions":[{"topic":"a","partition":0,"offset":-1}],"version":1}"#;
        assert_eq!(parse_offsets(good).unwrap(), BTreeMap::from([(TopicPartition::new("a", 0), -1)]));
        let twice = r#"{"partitions":[{"topic":"a","partition":0,"offset":1},{"topic":"a","partition":0,"offset":2}]}"#;
        assert_eq!(
            parse_offsets(twice).unwrap_err().to_string(),
            "Offset json file contains duplicate topic partitions: a-0"
        );
        assert_eq!(
            parse_offsets(r#"{"partitions":[],"version":2}"#).unwrap_err().to_string(),
            "Not supported version field value 2"
        );
        assert!(parse_offsets("nonsense").is_err());
    }
}
