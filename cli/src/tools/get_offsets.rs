//! `kafka-get-offsets`: offsets of partitions, by time.

use std::collections::BTreeMap;
use std::process::ExitCode;

use kavka_client::TopicPartition;
use kavka_client::admin::OffsetSpec;
use kavka_client::cluster::ClusterView;

use crate::args::{Opt, Parsed, Spec, ToolError, run_tool};
use crate::connect::{admin, block_on};
use crate::output::print_line;
use crate::pattern::TopicPattern;

const SPEC: Spec = Spec {
    tool: "kafka-get-offsets",
    about: "An interactive shell for getting topic-partition offsets.",
    options: &[
        Opt::one("bootstrap-server", "host:port,…", "REQUIRED: the brokers to connect to"),
        Opt::one("command-config", "file", "properties of the admin client"),
        Opt::flag("exclude-internal-topics", "leave internal topics out"),
        Opt::one("partitions", "ids", "only these partitions; all by default"),
        Opt::one(
            "time",
            "when",
            "ms, latest, earliest, max-timestamp, earliest-local, latest-tiered or earliest-pending-upload",
        ),
        Opt::one("topic", "pattern", "only topics with such a name; all by default"),
        Opt::one("topic-partitions", "list", "patterns of topics, each with :n, :n-m, :n- or :-m after it"),
    ],
};

/// Runs the tool.
pub fn run(args: Vec<String>) -> ExitCode {
    run_tool(&SPEC, args, |parsed| {
        let outcome = execute(parsed);
        outcome.map_err(|error| match error {
            ToolError::Failed(line) => ToolError::Failed(format!("Error occurred: {line}")),
            usage => usage,
        })
    })
}

fn execute(parsed: &Parsed) -> Result<ExitCode, ToolError> {
    parsed.require(&["bootstrap-server"])?;
    if parsed.has("topic-partitions") && (parsed.has("topic") || parsed.has("partitions")) {
        return Err(ToolError::failed("--topic-partitions cannot be used with --topic or --partitions"));
    }
    let spec = parse_time(parsed.one("time")?.unwrap_or("latest"))?;
    let filter = Filter::from_options(parsed)?;
    let admin = admin(parsed)?;
    block_on(async {
        let view = admin.all_topics().await.map_err(ToolError::failed)?;
        let wanted: BTreeMap<TopicPartition, OffsetSpec> =
            filter.select(&view).into_iter().map(|at| (at, spec)).collect();
        if wanted.is_empty() {
            return Err(ToolError::failed("Could not match any topic-partitions with the specified filters"));
        }
        let found = admin.list_offsets(&wanted, false).await.map_err(ToolError::failed)?;
        for (at, offset) in found {
            match offset {
                Ok(found) if found.offset >= 0 => {
                    print_line(&format!("{}:{}:{}", at.topic, at.partition, found.offset));
                }
                // As the original, a partition without such a record is left out.
                Ok(_) => {}
                Err(error) => {
                    eprintln!("Skip getting offsets for topic-partition {at} due to error: {error}")
                }
            }
        }
        Ok(ExitCode::SUCCESS)
    })
}

fn parse_time(text: &str) -> Result<OffsetSpec, ToolError> {
    Ok(match text {
        "latest" | "-1" => OffsetSpec::Latest,
        "earliest" | "-2" => OffsetSpec::Earliest,
        "max-timestamp" | "-3" => OffsetSpec::MaxTimestamp,
        "earliest-local" | "-4" => OffsetSpec::EarliestLocal,
        "latest-tiered" | "-5" => OffsetSpec::LatestTiered,
        "earliest-pending-upload" | "-6" => OffsetSpec::EarliestPendingUpload,
        ms => OffsetSpec::Timestamp(ms.parse().map_err(|_| {
            ToolError::failed(format!(
                "Malformed time argument {ms}. Please use -1 or latest / -2 or earliest / -3 or max-timestamp / -4 or \
                 earliest-local / -5 or latest-tiered / -6 or earliest-pending-upload, or a specified long format timestamp"
            ))
        })?),
    })
}

/// Which partitions to look at: any of the rules, and internal topics only if wanted.
#[derive(Debug)]
struct Filter {
    rules: Vec<Rule>,
    exclude_internal: bool,
}

#[derive(Debug)]
struct Rule {
    topic: Option<TopicPattern>,
    /// Half-open ranges of partitions; empty means all.
    partitions: Vec<(i32, i32)>,
}

impl Filter {
    fn from_options(parsed: &Parsed) -> Result<Self, ToolError> {
        let rules = match parsed.one("topic-partitions")? {
            Some(list) => list.split(',').map(Rule::parse).collect::<Result<_, _>>()?,
            None => {
                let ids = parsed.one("partitions")?.map(parse_partitions).transpose()?.unwrap_or_default();
                vec![Rule {
                    topic: parsed.one("topic")?.map(TopicPattern::new).transpose()?,
                    partitions: ids,
                }]
            }
        };
        Ok(Self { rules, exclude_internal: parsed.has("exclude-internal-topics") })
    }

    fn select(&self, view: &ClusterView) -> Vec<TopicPartition> {
        let mut selected = Vec::new();
        for (name, topic) in &view.topics {
            if topic.is_internal && self.exclude_internal {
                continue;
            }
            for partition in &topic.partitions {
                if self.rules.iter().any(|rule| rule.is_match(name, partition.index)) {
                    selected.push(TopicPartition::new(name.clone(), partition.index));
                }
            }
        }
        selected.sort();
        selected
    }
}

impl Rule {
    /// Reads `pattern`, `pattern:n`, `pattern:n-m`, `pattern:n-`, `pattern:-m` or `:n`.
    fn parse(text: &str) -> Result<Self, ToolError> {
        let (topic, range) = text.split_once(':').map_or((text, None), |(topic, range)| (topic, Some(range)));
        let topic = if topic.is_empty() { None } else { Some(TopicPattern::new(topic)?) };
        let invalid = || ToolError::failed(format!("Invalid rule specification: {text}"));
        let number = |text: &str, default| {
            if text.is_empty() { Ok(default) } else { text.parse().map_err(|_| invalid()) }
        };
        let partitions = match range {
            None | Some("") => Vec::new(),
            Some(range) => match range.split_once('-') {
                Some((first, end)) => vec![(number(first, 0)?, number(end, i32::MAX)?)],
                None => {
                    let id = range.parse::<i32>().map_err(|_| invalid())?;
                    vec![(id, id.saturating_add(1))]
                }
            },
        };
        Ok(Self { topic, partitions })
    }

    fn is_match(&self, topic: &str, partition: i32) -> bool {
        self.topic.as_ref().is_none_or(|pattern| pattern.is_match(topic))
            && (self.partitions.is_empty()
                || self.partitions.iter().any(|(first, end)| (*first..*end).contains(&partition)))
    }
}

fn parse_partitions(text: &str) -> Result<Vec<(i32, i32)>, ToolError> {
    let parse = |id: &str| {
        let id: i32 = id.trim().parse().map_err(|_| {
            ToolError::failed(format!(
                "--partitions expects a comma separated list of numeric partition ids, but received: {text}"
            ))
        })?;
        Ok((id, id.saturating_add(1)))
    };
    text.split(',').map(parse).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_select_ranges_of_partitions() {
        let selects = |rule: &str, topic: &str| {
            let rule = Rule::parse(rule).unwrap_or_else(|error| panic!("{error}"));
            (0..5).filter(|partition| rule.is_match(topic, *partition)).collect::<Vec<_>>()
        };
        assert_eq!(selects("t.*", "t1"), [0, 1, 2, 3, 4]);
        assert_eq!(selects("t.*:2", "t1"), [2]);
        assert_eq!(selects("t:1-3", "t"), [1, 2]);
        assert_eq!(selects(":3-", "any"), [3, 4]);
        assert_eq!(selects("t:-2", "t"), [0, 1]);
        assert!(selects("t", "u").is_empty());
        assert!(Rule::parse("t:x").is_err());
    }

    #[test]
    fn times_are_words_or_numbers() {
        assert_eq!(parse_time("-3").unwrap(), OffsetSpec::MaxTimestamp);
        assert_eq!(parse_time("17").unwrap(), OffsetSpec::Timestamp(17));
        assert!(parse_time("soon").unwrap_err().to_string().starts_with("Malformed time argument soon."));
    }
}
