//! `kafka-storage`: make and look at the log directories of a node.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use kavka_broker_config::BrokerConfig;
use kavka_controller::features::{FEATURES, METADATA_VERSION, MetadataVersion};
use kavka_log::kafka_uuid;

use crate::args::{Command, Commands, Opt, Parsed, Spec, ToolError, run_commands};
use crate::output::print_line;

mod format;
mod info;

const CONFIG: Opt = Opt::one("config", "CONFIG", "The Kafka configuration file to use.").or('c');

const TOOL: Commands = Commands {
    spec: Spec { tool: "kafka-storage", about: "The Kafka storage tool.", options: &[] },
    required: &[],
    error_line: None,
    help_exit: 0,
    commands: &COMMANDS,
};

const COMMANDS: [Command; 5] = [
    Command {
        spec: Spec {
            tool: "info",
            about: "Get information about the Kafka log directories on this node.",
            options: &[CONFIG],
        },
        required: &["config"],
        run: info::run,
    },
    Command {
        spec: Spec {
            tool: "format",
            about: "Format the Kafka log directories on this node.",
            options: &[
                CONFIG,
                Opt::one("cluster-id", "CLUSTER_ID", "The cluster ID to use.").or('t'),
                Opt::one(
                    "add-scram",
                    "ADD_SCRAM",
                    "A SCRAM credential for the metadata log, as SCRAM-SHA-256=[name=alice,password=…] or \
                     SCRAM-SHA-512=[name=alice,iterations=8192,salt=…,saltedpassword=…]; may be repeated.",
                )
                .or('S'),
                Opt::flag("ignore-formatted", "Skip over already formatted directories rather than failing.")
                    .or('g'),
                Opt::one(
                    "release-version",
                    "RELEASE_VERSION",
                    "The release version to use for the initial feature settings. The minimum is 3.3-IV3; \
                     the default is 4.3-IV0",
                )
                .or('r'),
                Opt::one("feature", "FEATURE", "The level of a feature, as feature=level; may be repeated.")
                    .or('f'),
                Opt::flag("standalone", "Initialize a controller as a single-node dynamic quorum.").or('s'),
                Opt::flag(
                    "no-initial-controllers",
                    "Initialize a server without specifying a dynamic quorum.",
                )
                .or('N'),
                Opt::one(
                    "initial-controllers",
                    "INITIAL_CONTROLLERS",
                    "The voters of a dynamic quorum, as id@hostname:port:directory,…; the same on all nodes.",
                )
                .or('I'),
            ],
        },
        required: &["config", "cluster-id"],
        run: format::run,
    },
    Command {
        spec: Spec {
            tool: "version-mapping",
            about: "Look up the corresponding features for a given metadata version; without \
                    --release-version for the latest stable one.",
            options: &[
                Opt::one("release-version", "RELEASE_VERSION", "The release version to look up.").or('r')
            ],
        },
        required: &[],
        run: version_mapping,
    },
    Command {
        spec: Spec {
            tool: "feature-dependencies",
            about: "Look up dependencies for a given feature version.",
            options: &[
                Opt::one("feature", "FEATURE", "A feature as feature=version; may be repeated.").or('f')
            ],
        },
        required: &["feature"],
        run: feature_dependencies,
    },
    Command {
        spec: Spec { tool: "random-uuid", about: "Print a random UUID.", options: &[] },
        required: &[],
        run: |_| {
            print_line(&kafka_uuid::to_string(kafka_uuid::random()));
            Ok(ExitCode::SUCCESS)
        },
    },
];

/// Runs the tool.
pub fn run(args: Vec<String>) -> ExitCode {
    run_commands(&TOOL, &args)
}

fn load_config(parsed: &Parsed) -> Result<BrokerConfig, ToolError> {
    let path = PathBuf::from(parsed.needed("config")?);
    let text =
        std::fs::read(&path).map_err(|error| ToolError::failed(format!("{}: {error}", path.display())))?;
    let properties = kavka_config::parse_properties(&text).map_err(ToolError::failed)?;
    BrokerConfig::from_properties(&properties).map_err(ToolError::failed)
}

/// A release such as `4.0` or `4.0-IV3`; Kafka knows only stable ones here.
pub(super) fn release_version(text: &str, max: MetadataVersion) -> Result<MetadataVersion, ToolError> {
    MetadataVersion::from_name(text)
        .filter(|version| *version <= MetadataVersion::LATEST_PRODUCTION)
        .ok_or_else(|| {
            let names: Vec<_> =
                MetadataVersion::all().filter(|(version, _)| *version <= max).map(|(_, name)| name).collect();
            let names = names.join(", ");
            ToolError::failed(format!(
                "Unknown metadata.version '{text}'. Supported metadata.version are: {names}"
            ))
        })
}

pub(super) fn version_mapping(parsed: &Parsed) -> Result<ExitCode, ToolError> {
    const ORDER: [&str; 6] = [
        "kraft.version",
        "transaction.version",
        "group.version",
        "eligible.leader.replicas.version",
        "share.version",
        "streams.version",
    ];
    let latest = MetadataVersion::LATEST_PRODUCTION;
    let text = parsed.last("release-version").unwrap_or(latest.name().unwrap_or_default());
    let version = release_version(text, MetadataVersion(latest.0 + 1))?;
    print_line(&format!("{METADATA_VERSION}={} ({text})", version.0));
    for name in ORDER {
        let feature = FEATURES.iter().find(|feature| feature.name == name);
        let level = feature.map_or(0, |feature| feature.default_level(version.0));
        print_line(&format!("{name}={level}"));
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn feature_dependencies(parsed: &Parsed) -> Result<ExitCode, ToolError> {
    for text in parsed.all("feature") {
        let (name, level) = text.split_once('=').ok_or_else(|| {
            ToolError::failed(format!(
                "Invalid feature format: {text}. Expected format: 'feature=version' (e.g. 'group.version=1')"
            ))
        })?;
        let level: i16 = level
            .parse()
            .map_err(|_| ToolError::failed(format!("Invalid version format: {level} for feature {name}")))?;
        print_line(&dependencies(name, level)?);
    }
    Ok(ExitCode::SUCCESS)
}

fn dependencies(name: &str, level: i16) -> Result<String, ToolError> {
    if name == METADATA_VERSION {
        let version = MetadataVersion(level).name();
        let version =
            version.ok_or_else(|| ToolError::failed(format!("Unknown metadata.version {level}")))?;
        return Ok(format!("{name}={level} ({version}) has no dependencies."));
    }
    let feature = FEATURES.iter().find(|feature| feature.name == name);
    let feature = feature.ok_or_else(|| ToolError::failed(format!("Unknown feature: {name}")))?;
    let required = usize::try_from(level).ok().and_then(|at| feature.required_metadata_versions.get(at));
    match required {
        None => Err(ToolError::failed(format!("Feature level {level} is not supported for feature {name}"))),
        Some(0) => Ok(format!("{name}={level} has no dependencies.")),
        Some(required) => {
            let version = MetadataVersion(*required).name().unwrap_or_default();
            Ok(format!("{name}={level} requires:\n    {METADATA_VERSION}={required} ({version})"))
        }
    }
}

/// `--feature name=level`, as the formatter reads them.
pub(super) fn feature_levels(parsed: &Parsed) -> Result<BTreeMap<String, i16>, ToolError> {
    let parse = |text: &str| {
        let Some((name, level)) = text.split_once('=') else {
            return Err(format!("Can't parse feature=level string {text}: equals sign not found."));
        };
        let level = level.trim().parse().map_err(|_| {
            format!("Can't parse feature=level string {text}: unable to parse {} as a short.", level.trim())
        })?;
        Ok((name.trim().to_owned(), level))
    };
    parsed.all("feature").map(|text| parse(text).map_err(ToolError::failed)).collect()
}

#[cfg(test)]
mod tests;
