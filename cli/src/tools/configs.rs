//! `kafka-configs`: show and change configs of topics, brokers, loggers, groups and client metrics.

mod entity;
mod quota;

use std::process::ExitCode;

use kavka_client::Admin;
use kavka_client::admin::{AlterOp, ConfigChange, ConfigEntry};

use crate::args::{Opt, Parsed, Spec, ToolError, run_tool};
use crate::connect::{admin, block_on, properties_file};
use crate::java::exception_class;
use crate::output::print_line;
use entity::{Entity, Name};
use quota::QuotaOwner;

const SPEC: Spec = Spec {
    tool: "kafka-configs",
    about: "This tool helps to manipulate and describe entity config for a topic, client, user, broker, ip, \
            client-metrics or group",
    options: &[
        Opt::one("add-config", "k=v,…", "configs to set; [a,b] for values with commas"),
        Opt::one("add-config-file", "file", "properties file of configs to set"),
        Opt::flag("all", "with --describe: all configs, also the static ones and defaults"),
        Opt::flag("alter", "change configs of an entity"),
        Opt::one("bootstrap-controller", "host:port,…", "the controllers to connect to"),
        Opt::one("bootstrap-server", "host:port,…", "REQUIRED: the brokers to connect to"),
        Opt::one("broker", "id", "the broker"),
        Opt::flag("broker-defaults", "the defaults of all brokers"),
        Opt::one("broker-logger", "id", "the broker whose loggers are meant"),
        Opt::one("client", "client-id", "the client id"),
        Opt::flag("client-defaults", "the defaults of all client ids"),
        Opt::one("client-metrics", "name", "the client metrics subscription"),
        Opt::one("command-config", "file", "properties of the admin client"),
        Opt::one("delete-config", "k,…", "configs to take back to their defaults"),
        Opt::flag("describe", "show configs"),
        Opt::flag("entity-default", "the default entity of the type"),
        Opt::one("entity-name", "name", "the entity"),
        Opt::one(
            "entity-type",
            "type",
            "topics, clients, users, brokers, broker-loggers, ips, client-metrics or groups; users and clients may be given together",
        ),
        Opt::one("group", "group", "the group"),
        Opt::one("ip", "address", "the address"),
        Opt::flag("ip-defaults", "the defaults of all addresses"),
        Opt::one("topic", "topic", "the topic"),
        Opt::one("user", "user", "the user's principal"),
        Opt::flag("user-defaults", "the defaults of all users"),
    ],
};

/// Runs the tool.
pub fn run(args: Vec<String>) -> ExitCode {
    let line = args.join(" ");
    run_tool(&SPEC, args, |parsed| {
        execute(parsed).map_err(|error| match error {
            ToolError::Failed(reason) => ToolError::Failed(format!(
                "Error while executing config command with args '{line}'\n{reason}"
            )),
            usage => usage,
        })
    })
}

fn execute(parsed: &Parsed) -> Result<ExitCode, ToolError> {
    if parsed.has("alter") == parsed.has("describe") {
        return Err(ToolError::Usage(
            "Command must include exactly one action: --describe, --alter".to_string(),
        ));
    }
    match (parsed.has("bootstrap-server"), parsed.has("bootstrap-controller")) {
        (false, false) => {
            return Err(ToolError::failed(
                "One of the required --bootstrap-server or --bootstrap-controller arguments must be specified",
            ));
        }
        (true, true) => {
            return Err(ToolError::failed(
                "Only one of --bootstrap-server or --bootstrap-controller can be specified",
            ));
        }
        _ => {}
    }
    if let Some(owner) = QuotaOwner::from_options(parsed)? {
        let changes = if parsed.has("alter") { Some(changes(parsed)?) } else { None };
        let admin = admin(parsed)?;
        return block_on(async {
            match changes {
                Some(changes) => owner.alter(&admin, &changes).await,
                None => owner.describe(&admin).await,
            }
        })
        .map(|()| ExitCode::SUCCESS);
    }
    let entity = Entity::from_options(parsed)?;
    let admin = admin(parsed)?;
    block_on(async {
        if parsed.has("alter") {
            alter(parsed, &admin, &entity).await
        } else {
            describe(parsed, &admin, &entity).await
        }
    })
    .map(|()| ExitCode::SUCCESS)
}

fn failed(error: kavka_client::ClientError) -> ToolError {
    let text = match error.code() {
        Some(code) => format!("java.util.concurrent.ExecutionException: {}: {error}", exception_class(code)),
        None => error.to_string(),
    };
    ToolError::Failed(text)
}

async fn describe(parsed: &Parsed, admin: &Admin, entity: &Entity) -> Result<(), ToolError> {
    let all = parsed.has("all");
    for name in entity.names(admin).await.map_err(failed)? {
        let mut entries = admin.describe_configs(entity.kind, name.resource()).await.map_err(failed)?;
        if let Some(source) = entity.own_source(&name).filter(|_| !all) {
            entries.retain(|entry| entry.source == source);
        }
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        print_line(&header(entity, &name, all));
        entries.iter().for_each(|entry| print_line(&entry_line(entry)));
    }
    Ok(())
}

fn header(entity: &Entity, name: &Name, all: bool) -> String {
    match name {
        Name::Default => format!("Default configs for {} in the cluster are:", entity.type_name),
        Name::One(name) => {
            let which = if all { "All" } else { "Dynamic" };
            format!("{which} configs for {} {name} are:", entity.singular())
        }
    }
}

fn entry_line(entry: &ConfigEntry) -> String {
    let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "null".to_string());
    let synonyms: Vec<String> = entry
        .synonyms
        .iter()
        .map(|synonym| format!("{}:{}={}", synonym.source.name(), synonym.name, shown(&synonym.value)))
        .collect();
    let (value, sensitive) = (shown(&entry.value), entry.is_sensitive);
    format!("  {}={value} sensitive={sensitive} synonyms={{{}}}", entry.name, synonyms.join(", "))
}

async fn alter(parsed: &Parsed, admin: &Admin, entity: &Entity) -> Result<(), ToolError> {
    let name = entity.name.clone().ok_or_else(|| {
        ToolError::Usage("An entity name must be specified with --alter of the given entity type".to_string())
    })?;
    let changes = changes(parsed)?;
    let deleted: Vec<&str> = changes
        .iter()
        .filter(|change| change.op == AlterOp::Delete)
        .map(|change| change.name.as_str())
        .collect();
    if let Some(source) = entity.own_source(&name).filter(|_| !deleted.is_empty()) {
        let entries = admin.describe_configs(entity.kind, name.resource()).await.map_err(failed)?;
        let is_set = |key: &str| entries.iter().any(|entry| entry.name == key && entry.source == source);
        let unknown: Vec<&str> = deleted.into_iter().filter(|key| !is_set(key)).collect();
        if !unknown.is_empty() {
            let class = exception_class(kavka_protocol::ErrorCode::InvalidConfig);
            return Err(ToolError::Failed(format!("{class}: Invalid config(s): {}", unknown.join(","))));
        }
    }
    admin.alter_configs(entity.kind, name.resource(), &changes).await.map_err(failed)?;
    print_line(&match &name {
        Name::Default => {
            format!("Completed updating default config for {} in the cluster.", entity.type_name)
        }
        Name::One(name) => format!("Completed updating config for {} {name}.", entity.singular()),
    });
    Ok(())
}

fn changes(parsed: &Parsed) -> Result<Vec<ConfigChange>, ToolError> {
    parsed.exclude("add-config", &["add-config-file"])?;
    let set = |name: &str, value: &str| ConfigChange {
        name: name.to_string(),
        op: AlterOp::Set,
        value: Some(value.to_string()),
    };
    let mut changes = Vec::new();
    if let Some(path) = parsed.one("add-config-file")? {
        changes.extend(properties_file(path)?.iter().map(|(name, value)| set(name, value)));
    }
    for pair in split_outside_brackets(parsed.one("add-config")?.unwrap_or("")) {
        let (name, value) = pair.split_once('=').ok_or_else(|| {
            ToolError::Failed(
                "requirement failed: Invalid entity config: all configs to be added must be in the format \"key=val\".".to_string(),
            )
        })?;
        let value = value.trim();
        let value = value.strip_prefix('[').and_then(|value| value.strip_suffix(']')).unwrap_or(value);
        changes.push(set(name.trim(), value));
    }
    let deleted = parsed.all("delete-config").flat_map(|list| list.split(','));
    changes.extend(deleted.map(|name| ConfigChange {
        name: name.trim().to_string(),
        op: AlterOp::Delete,
        value: None,
    }));
    if changes.is_empty() {
        let line = "At least one of --add-config, --add-config-file, or --delete-config must be specified with --alter";
        return Err(ToolError::Usage(line.to_string()));
    }
    Ok(changes)
}

/// Parts between commas, except commas in brackets.
fn split_outside_brackets(text: &str) -> Vec<&str> {
    let mut depth = 0;
    let separator = |letter: char| {
        match letter {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => {}
        }
        letter == ',' && depth == 0
    };
    text.split(separator).filter(|part| !part.trim().is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::recorded;
    use kavka_client::admin::{ConfigSource, ConfigSynonym, ResourceType};

    #[test]
    fn values_with_commas_stand_in_brackets() {
        let args = [
            "--add-config",
            "cleanup.policy=[compact,delete],max.message.bytes=2000",
            "--delete-config",
            "a, b",
        ];
        let args: Vec<String> = args.iter().map(ToString::to_string).collect();
        let changes =
            changes(&Parsed::parse(&SPEC, &args).unwrap()).unwrap_or_else(|error| panic!("{error}"));
        let shown: Vec<(&str, Option<&str>)> =
            changes.iter().map(|change| (change.name.as_str(), change.value.as_deref())).collect();
        assert_eq!(
            shown,
            [
                ("cleanup.policy", Some("compact,delete")),
                ("max.message.bytes", Some("2000")),
                ("a", None),
                ("b", None)
            ]
        );
    }

    #[test]
    fn descriptions_read_as_recorded() {
        let entry = |name: &str, value: &str, source: ConfigSource| ConfigEntry {
            name: name.to_string(),
            value: Some(value.to_string()),
            source,
            synonyms: vec![ConfigSynonym { name: name.to_string(), value: Some(value.to_string()), source }],
            ..ConfigEntry::default()
        };
        let topics = Entity { kind: ResourceType::Topic, type_name: "topics", name: None };
        let lines = [
            header(&topics, &Name::One("cli-a".to_string()), false),
            entry_line(&entry("retention.ms", "1000000", ConfigSource::DynamicTopicConfig)),
        ];
        assert_eq!(lines.join("\n"), recorded(include_str!("../../tests/golden/configs-topic.txt")));
        let brokers = Entity { kind: ResourceType::Broker, type_name: "brokers", name: None };
        let source = ConfigSource::DynamicDefaultBrokerConfig;
        let lines = [
            header(&brokers, &Name::Default, false),
            entry_line(&entry("log.cleaner.threads", "2", source)),
            entry_line(&entry("min.insync.replicas", "1", source)),
        ];
        assert_eq!(lines.join("\n"), recorded(include_str!("../../tests/golden/configs-broker-default.txt")));
    }
}
