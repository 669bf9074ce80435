//! `kafka-features`: the features of a cluster and their levels.

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

use kavka_client::admin::{FeatureUpdate, Features, UpgradeType};
use kavka_controller::features::{FEATURES, METADATA_VERSION, MetadataVersion};

use super::storage::{feature_dependencies, feature_levels, release_version, version_mapping};
use crate::args::{Command, Commands, Opt, Parsed, Spec, ToolError, run_commands};
use crate::connect::{admin, block_on};
use crate::output::print_line;

const SERVER: Opt = Opt::one("bootstrap-server", "BOOTSTRAP_SERVER", "the brokers to connect to");
const CONTROLLER: Opt =
    Opt::one("bootstrap-controller", "BOOTSTRAP_CONTROLLER", "the controllers to connect to");
const FEATURE: Opt =
    Opt::one("feature", "FEATURE", "a feature and its level, as name=level; may be repeated");
const METADATA: Opt =
    Opt::one("metadata", "METADATA", "deprecated: the level of metadata.version, as 3.3-IV3");
const RELEASE: Opt = Opt::one(
    "release-version",
    "RELEASE_VERSION",
    "the release whose levels all features are set to, as 3.9-IV0",
);
const DRY_RUN: Opt = Opt::flag("dry-run", "only check");
const UNSAFE: Opt = Opt::flag("unsafe", "also where metadata is lost for good");

const TOOL: Commands = Commands {
    spec: Spec {
        tool: "kafka-features",
        about: "This tool manages feature flags in Kafka.",
        options: &[
            Opt::one("command-config", "COMMAND_CONFIG", "properties of the admin client"),
            SERVER,
            CONTROLLER,
        ],
    },
    required: &[],
    error_line: Some(|text| format!("Command line error: {text}. Type --help for help.")),
    help_exit: 0,
    commands: &[
        Command {
            spec: Spec {
                tool: "describe",
                about: "Describes the current active feature flags.",
                options: &[Opt::one("node-id", "NODE_ID", "the node to ask; any by default")],
            },
            required: &[],
            run: describe,
        },
        Command {
            spec: Spec {
                tool: "upgrade",
                about: "Upgrade one or more feature flags.",
                options: &[METADATA, RELEASE, FEATURE, DRY_RUN],
            },
            required: &[],
            run: |parsed| update(parsed, &UPGRADE),
        },
        Command {
            spec: Spec {
                tool: "downgrade",
                about: "Downgrade one or more feature flags.",
                options: &[METADATA, RELEASE, FEATURE, UNSAFE, DRY_RUN],
            },
            required: &[],
            run: |parsed| update(parsed, &DOWNGRADE),
        },
        Command {
            spec: Spec {
                tool: "disable",
                about: "Disable one or more feature flags. This is the same as downgrading the version to zero.",
                options: &[
                    Opt::one("feature", "FEATURE", "a feature to disable; may be repeated"),
                    UNSAFE,
                    DRY_RUN,
                ],
            },
            required: &[],
            run: |parsed| update(parsed, &DISABLE),
        },
        Command {
            spec: Spec {
                tool: "version-mapping",
                about: "Look up the corresponding features for a given metadata version; without \
                        --release-version for the latest stable one.",
                options: &[Opt::one("release-version", "RELEASE_VERSION", "the release to look up")],
            },
            required: &[],
            run: version_mapping,
        },
        Command {
            spec: Spec {
                tool: "feature-dependencies",
                about: "Look up dependencies for a given feature version.",
                options: &[FEATURE],
            },
            required: &["feature"],
            run: feature_dependencies,
        },
    ],
};

/// A way to change levels, and its words.
struct Change {
    verb: &'static str,
    past: &'static str,
}

const UPGRADE: Change = Change { verb: "upgrade", past: "upgraded" };
const DOWNGRADE: Change = Change { verb: "downgrade", past: "downgraded" };
const DISABLE: Change = Change { verb: "disable", past: "disabled" };

/// Runs the tool.
pub fn run(args: Vec<String>) -> ExitCode {
    run_commands(&TOOL, &args)
}

fn describe(parsed: &Parsed) -> Result<ExitCode, ToolError> {
    parsed.one_of(&[SERVER, CONTROLLER], true)?;
    let node: Option<i32> = parsed.number("node-id", "Integer")?;
    if let Some(id) = node.filter(|id| *id < 0) {
        return Err(ToolError::failed(format!("Invalid node id {id}: must be non-negative.")));
    }
    let admin = admin(parsed)?;
    let features = block_on(async { admin.describe_features(node).await.map_err(ToolError::failed) })?;
    description(&features).iter().for_each(|line| print_line(line));
    Ok(ExitCode::SUCCESS)
}

fn description(features: &Features) -> Vec<String> {
    let supported: BTreeMap<&str, (i16, i16)> = features
        .supported
        .iter()
        .map(|feature| (feature.name.as_str(), (feature.min, feature.max)))
        .collect();
    let finalized: BTreeMap<&str, i16> =
        features.finalized.iter().map(|feature| (feature.name.as_str(), feature.level)).collect();
    let names: BTreeSet<&str> = supported.keys().chain(finalized.keys()).copied().collect();
    let epoch = if features.epoch < 0 { "-".to_string() } else { features.epoch.to_string() };
    let line = |name: &str| {
        let (min, max) = supported.get(name).copied().unwrap_or_default();
        let [min, max, level] =
            [min, max, finalized.get(name).copied().unwrap_or_default()].map(|level| level_text(name, level));
        format!(
            "Feature: {name:<40}  SupportedMinVersion: {min:<15}  SupportedMaxVersion: {max:<15}  \
             FinalizedVersionLevel: {level:<15}  Epoch: {epoch}"
        )
    };
    names.into_iter().map(line).collect()
}

fn level_text(feature: &str, level: i16) -> String {
    if feature != METADATA_VERSION {
        return level.to_string();
    }
    MetadataVersion(level).name().map_or_else(|| format!("UNKNOWN {level}"), str::to_string)
}

fn update(parsed: &Parsed, change: &Change) -> Result<ExitCode, ToolError> {
    let levels = levels(parsed, change)?;
    if levels.is_empty() {
        return Err(ToolError::failed(format!("You must specify at least one feature to {}", change.verb)));
    }
    parsed.one_of(&[SERVER, CONTROLLER], true)?;
    let upgrade_type = match () {
        () if change.verb == UPGRADE.verb => UpgradeType::Upgrade,
        () if parsed.has("unsafe") => UpgradeType::UnsafeDowngrade,
        () => UpgradeType::SafeDowngrade,
    };
    let updates: Vec<FeatureUpdate> =
        levels.into_iter().map(|(name, level)| FeatureUpdate { name, level, upgrade_type }).collect();
    let is_dry = parsed.has("dry-run");
    let admin = admin(parsed)?;
    // All or none: what is wrong with one is said of each.
    let outcome = block_on(async { Ok(admin.update_features(&updates, is_dry).await) })?;
    let refusal = match outcome {
        Ok(()) => None,
        Err(error) if error.code().is_some() => Some(error.to_string()),
        Err(error) => return Err(ToolError::failed(error)),
    };
    for update in &updates {
        print_line(&outcome_line(change, update, is_dry, refusal.as_deref()));
    }
    match refusal {
        None => Ok(ExitCode::SUCCESS),
        Some(_) => {
            let count = updates.len();
            Err(ToolError::failed(format!("{count} out of {count} operation(s) failed.")))
        }
    }
}

fn outcome_line(change: &Change, update: &FeatureUpdate, is_dry: bool, refusal: Option<&str>) -> String {
    let name = &update.name;
    let to = match change.verb {
        verb if verb == DISABLE.verb => String::new(),
        _ => format!(" to {}", update.level),
    };
    match (refusal, is_dry) {
        (None, false) => format!("{name} was {}{to}.", change.past),
        (None, true) => format!("{name} can be {}{to}.", change.past),
        (Some(why), false) => format!("Could not {} {name}{to}. {why}", change.verb),
        (Some(why), true) => format!("Can not {} {name}{to}. {why}", change.verb),
    }
}

/// The levels that the options ask for.
fn levels(parsed: &Parsed, change: &Change) -> Result<BTreeMap<String, i16>, ToolError> {
    if change.verb == DISABLE.verb {
        return unique(parsed.all("feature").map(|name| (name.to_string(), 0)));
    }
    let newest = MetadataVersion(MetadataVersion::LATEST_PRODUCTION.0 + 1);
    if let Some(release) = parsed.last("release-version") {
        if parsed.has("metadata") || parsed.has("feature") {
            return Err(ToolError::failed("Can not specify `release-version` with other feature flags."));
        }
        let version = release_version(release, newest)?;
        let levels =
            FEATURES.iter().map(|feature| (feature.name.to_string(), feature.default_level(version.0)));
        let mut levels: BTreeMap<String, i16> = levels.collect();
        levels.insert(METADATA_VERSION.to_string(), version.0);
        return Ok(levels);
    }
    let mut levels = feature_levels(parsed)?;
    unique(parsed.all("feature").map(|text| (text.split('=').next().unwrap_or(text).to_string(), 0)))?;
    if let Some(metadata) = parsed.last("metadata") {
        print_line(" `metadata` flag is deprecated and may be removed in a future release.");
        levels.insert(METADATA_VERSION.to_string(), release_version(metadata, newest)?.0);
    }
    Ok(levels)
}

fn unique(levels: impl Iterator<Item = (String, i16)>) -> Result<BTreeMap<String, i16>, ToolError> {
    let mut found = BTreeMap::new();
    for (name, level) in levels {
        if found.insert(name.clone(), level).is_some() {
            return Err(ToolError::failed(format!("Feature {name} was specified more than once.")));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::recorded;
    use kavka_client::admin::{FinalizedFeature, SupportedFeature};

    #[test]
    fn features_read_as_recorded() {
        let levels = [
            ("eligible.leader.replicas.version", 0, 1),
            ("group.version", 0, 1),
            ("kraft.version", 0, 1),
            ("metadata.version", 7, 30),
            ("share.version", 0, 1),
            ("streams.version", 0, 1),
            ("transaction.version", 0, 2),
        ];
        let name = |name: &str| name.to_string();
        let features = Features {
            finalized: levels
                .iter()
                .map(|(feature, _, level)| FinalizedFeature { name: name(feature), level: *level })
                .collect(),
            epoch: 1823,
            supported: levels
                .iter()
                .map(|(feature, min, max)| SupportedFeature { name: name(feature), min: *min, max: *max })
                .collect(),
        };
        let golden = recorded(include_str!("../../tests/golden/features-describe.txt"));
        assert_eq!(description(&features).join("\n"), golden);
    }

    fn asked(line: &str) -> Result<BTreeMap<String, i16>, String> {
        let args: Vec<String> = line.split_whitespace().map(str::to_string).collect();
        let parsed = TOOL.commands[1].parse(&args)?;
        levels(&parsed, &UPGRADE).map_err(|error| error.to_string())
    }

    #[test]
    fn levels_come_from_a_release_or_one_by_one() {
        let all = asked("--release-version 4.3").unwrap();
        assert_eq!((all.len(), all["metadata.version"], all["transaction.version"]), (7, 30, 2));
        assert_eq!(asked("--feature a=1 --feature b=2").unwrap().len(), 2);
        assert!(asked("--feature a=1 --feature a=2").unwrap_err().contains("more than once"));
        assert!(asked("--release-version 4.3 --feature a=1").unwrap_err().starts_with("Can not specify"));
    }

    #[test]
    fn outcomes_read_as_recorded() {
        let update =
            FeatureUpdate { name: "x.version".to_string(), level: 1, upgrade_type: UpgradeType::Upgrade };
        assert_eq!(outcome_line(&UPGRADE, &update, false, None), "x.version was upgraded to 1.");
        assert_eq!(outcome_line(&DOWNGRADE, &update, true, None), "x.version can be downgraded to 1.");
        assert_eq!(outcome_line(&DISABLE, &update, false, None), "x.version was disabled.");
        assert_eq!(outcome_line(&DISABLE, &update, true, Some("No.")), "Can not disable x.version. No.");
    }
}
