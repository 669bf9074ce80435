//! `kafka-storage format`: make the log directories of a node.

use std::process::ExitCode;
use std::time::SystemTime;

use kavka_broker_config::BrokerConfig;
use kavka_controller::features::MetadataVersion;
use kavka_controller::format::{
    self, FeatureLevels, FormatEvent, FormatOptions, InitialVoter, LevelOptions, parse_scram, parse_voters,
};
use kavka_log::kafka_uuid;
use kavka_protocol::metadata_records::MetadataRecord;

use super::{feature_levels, load_config, release_version};
use crate::args::{Parsed, ToolError};
use crate::output::print_line;

/// Runs the subcommand.
pub fn run(parsed: &Parsed) -> Result<ExitCode, ToolError> {
    let cluster_id = parsed.needed("cluster-id")?.to_owned();
    exclusive(parsed)?;
    let config = load_config(parsed)?;
    let options = options(parsed, &config, cluster_id)?;
    let mut told = false;
    let (levels, records) = (options.levels.clone(), options.records.clone());
    let outcome = format::format(&options, |event| {
        if matches!(event, FormatEvent::Formatting(..)) && !std::mem::replace(&mut told, true) {
            print_line(&bootstrap_line(&levels, &records));
        }
        print_line(&event_line(&event, levels.metadata_version()));
    });
    outcome.map_err(ToolError::failed)?;
    Ok(ExitCode::SUCCESS)
}

const QUORUM_OPTIONS: [(&str, char); 3] =
    [("standalone", 's'), ("no-initial-controllers", 'N'), ("initial-controllers", 'I')];

fn exclusive(parsed: &Parsed) -> Result<(), ToolError> {
    let mut given = QUORUM_OPTIONS.iter().filter(|(name, _)| parsed.has(name));
    match (given.next(), given.next()) {
        (Some((first, a)), Some((second, b))) => Err(ToolError::Usage(format!(
            "argument --{second}/-{b}: not allowed with argument --{first}/-{a}"
        ))),
        _ => Ok(()),
    }
}

fn options(parsed: &Parsed, config: &BrokerConfig, cluster_id: String) -> Result<FormatOptions, ToolError> {
    let has_static_voters = !config.controller_quorum_voters.is_empty();
    let initial_voters = initial_voters(parsed, config)?;
    if has_static_voters && initial_voters.is_some() {
        return Err(ToolError::failed(
            "You cannot specify controller.quorum.voters and format the node with --initial-controllers or \
             --standalone. If you want to use dynamic quorum, please remove controller.quorum.voters and specify \
             controller.quorum.bootstrap.servers instead.",
        ));
    }
    let no_initial = parsed.has("no-initial-controllers");
    if !no_initial && config.is_controller() && !has_static_voters && initial_voters.is_none() {
        return Err(ToolError::failed(
            "Because controller.quorum.voters is not set on this controller, you must specify one of the following: \
             --standalone, --initial-controllers, or --no-initial-controllers.",
        ));
    }
    let release = parsed.last("release-version");
    let levels = FeatureLevels::decide(&LevelOptions {
        release_version: release
            .map(|text| release_version(text, MetadataVersion::LATEST_PRODUCTION))
            .transpose()?,
        features: feature_levels(parsed)?,
        dynamic_quorum: !has_static_voters,
        unstable: config.values().boolean("unstable.feature.versions.enable"),
    })
    .map_err(ToolError::failed)?;
    let records = parsed.all("add-scram").map(parse_scram).collect::<Result<Vec<_>, _>>();
    let records = records.map_err(ToolError::failed)?;
    if !records.is_empty() && !levels.metadata_version().supports_scram() {
        return Err(ToolError::failed("SCRAM is only supported in metadata.version 3.5-IV2 or later."));
    }
    Ok(FormatOptions {
        node_id: config.node_id,
        cluster_id,
        log_dirs: config.log_dirs.iter().chain([&config.metadata_log_dir]).cloned().collect(),
        metadata_log_dir: config.metadata_log_dir.clone(),
        levels,
        records,
        controller_listener: config
            .values()
            .list("controller.listener.names")
            .first()
            .cloned()
            .unwrap_or_default(),
        initial_voters,
        ignore_formatted: parsed.has("ignore-formatted"),
        now: SystemTime::now(),
    })
}

fn initial_voters(parsed: &Parsed, config: &BrokerConfig) -> Result<Option<Vec<InitialVoter>>, ToolError> {
    if let Some(text) = parsed.last("initial-controllers") {
        return parse_voters(text).map(Some).map_err(ToolError::failed);
    }
    if !parsed.has("standalone") {
        return Ok(None);
    }
    if !config.is_controller() {
        return Err(ToolError::failed("You can only use --standalone on a controller."));
    }
    let listener = config.listeners.controller_listeners().next();
    let listener = listener.ok_or_else(|| ToolError::failed("No controller listeners found."))?;
    let host = if listener.host.is_empty() { "localhost" } else { &listener.host };
    Ok(Some(vec![InitialVoter {
        id: config.node_id,
        directory_id: kafka_uuid::random(),
        host: host.to_owned(),
        port: listener.port,
    }]))
}

/// What the cluster starts with, as Kafka's records print themselves.
pub fn bootstrap_line(levels: &FeatureLevels, records: &[MetadataRecord]) -> String {
    let records: Vec<_> = levels
        .bootstrap_records()
        .map(|(name, level)| {
            format!(
                "ApiMessageAndVersion(FeatureLevelRecord(name='{name}', featureLevel={level}) at version 0)"
            )
        })
        .chain(records.iter().map(record_text))
        .collect();
    format!(
        "Bootstrap metadata: BootstrapMetadata(records=[{}], metadataVersionLevel={}, source=format command)",
        records.join(", "),
        levels.metadata_version().0
    )
}

/// A credential as Kafka's records print themselves: bytes are signed, and nothing is hidden.
fn record_text(record: &MetadataRecord) -> String {
    let MetadataRecord::UserScramCredential(record) = record else { return format!("{record:?}") };
    let bytes = |bytes: &[u8]| {
        let numbers: Vec<String> = bytes.iter().map(|byte| byte.cast_signed().to_string()).collect();
        format!("[{}]", numbers.join(", "))
    };
    format!(
        "ApiMessageAndVersion(UserScramCredentialRecord(name='{}', mechanism={}, salt={}, storedKey={}, \
         serverKey={}, iterations={}) at version 0)",
        &*record.name,
        record.mechanism,
        bytes(&record.salt),
        bytes(&record.stored_key),
        bytes(&record.server_key),
        record.iterations
    )
}

fn event_line(event: &FormatEvent, version: MetadataVersion) -> String {
    match event {
        FormatEvent::Unreadable(dir) => {
            format!("I/O error trying to read log directory {}. Ignoring...", dir.display())
        }
        FormatEvent::AllFormatted => "All of the log directories are already formatted.".to_owned(),
        FormatEvent::Formatting(kind, dir) => format!(
            "Formatting {} {} with metadata.version {}.",
            kind.description(),
            dir.display(),
            version.name().unwrap_or_default()
        ),
    }
}
