//! `kafka-client-metrics`: which metrics clients send to the brokers (KIP-714).

use std::process::ExitCode;

use kavka_client::admin::{AlterOp, ConfigChange, ConfigSource, ResourceType};
use kavka_client::{Admin, ClientError};
use kavka_log::kafka_uuid;

use crate::args::{Opt, Parsed, Spec, ToolError, run_tool};
use crate::connect::{admin, block_on};
use crate::output::print_line;

const SPEC: Spec = Spec {
    tool: "kafka-client-metrics",
    about: "This tool helps to manipulate and describe client metrics configurations.",
    options: &[
        Opt::flag("alter", "change a client metrics resource, or make it"),
        Opt::one("bootstrap-server", "host:port,…", "REQUIRED: the brokers to connect to"),
        Opt::one("command-config", "file", "properties of the admin client"),
        Opt::flag("delete", "delete a client metrics resource"),
        Opt::flag("describe", "show client metrics resources"),
        Opt::flag("generate-name", "with --alter: make up a name"),
        Opt::one("interval", "ms", "how often clients push; empty is back to the default"),
        Opt::flag("list", "list the client metrics resources"),
        Opt::one(
            "match",
            "k1=v1,k2=v2",
            "which clients: client_id, client_instance_id, client_software_name, client_software_version, \
             client_source_address, client_source_port",
        ),
        Opt::one("metrics", "m1,m2", "prefixes of the names of metrics"),
        Opt::one("name", "name", "the client metrics resource"),
    ],
};

const KIND: ResourceType = ResourceType::ClientMetrics;

/// Runs the tool.
pub fn run(args: Vec<String>) -> ExitCode {
    run_tool(&SPEC, args, execute)
}

fn execute(parsed: &Parsed) -> Result<ExitCode, ToolError> {
    parsed.require(&["bootstrap-server"])?;
    let actions: Vec<&str> =
        ["alter", "delete", "describe", "list"].into_iter().filter(|action| parsed.has(action)).collect();
    let [action] = actions[..] else {
        return Err(ToolError::Usage(
            "Command must include exactly one action: --alter, --delete, --describe or --list.".to_string(),
        ));
    };
    check(parsed, action)?;
    let admin = admin(parsed)?;
    let outcome = block_on(async {
        match action {
            "alter" => alter(parsed, &admin).await,
            "delete" => delete(parsed, &admin).await,
            "describe" => describe(parsed, &admin).await,
            _ => admin.list_config_resources(KIND).await.map(|names| vec![names.join("\n")]).map_err(failed),
        }
    });
    // Also what went wrong goes to stdout, as in the original.
    let (lines, code) = match outcome {
        Ok(lines) => (lines, ExitCode::SUCCESS),
        Err(error) => (vec![error.to_string()], ExitCode::FAILURE),
    };
    lines.iter().for_each(|line| print_line(line));
    Ok(code)
}

fn check(parsed: &Parsed, action: &str) -> Result<(), ToolError> {
    let is_named = parsed.has("name");
    if action == "alter" && is_named == parsed.has("generate-name") {
        return Err(ToolError::failed("One of --name or --generate-name must be specified with --alter."));
    }
    if action == "delete" && !is_named {
        return Err(ToolError::failed("A client metrics resource name must be specified with --delete."));
    }
    let interval = parsed.one("interval")?.filter(|text| !text.is_empty());
    if interval.is_some_and(|text| text.parse::<i32>().is_err()) {
        return Err(ToolError::failed("Invalid interval value. Enter an integer, or leave empty to reset."));
    }
    Ok(())
}

fn failed(error: ClientError) -> ToolError {
    ToolError::Failed(format!("Error while executing client metrics command : {error}"))
}

/// A change, or back to the default where the value is empty.
fn change(name: &str, value: &str) -> ConfigChange {
    let (op, value) = match value {
        "" => (AlterOp::Delete, None),
        value => (AlterOp::Set, Some(value.to_string())),
    };
    ConfigChange { name: name.to_string(), op, value }
}

async fn alter(parsed: &Parsed, admin: &Admin) -> Result<Vec<String>, ToolError> {
    let name = match parsed.one("name")? {
        Some(name) => name.to_string(),
        None => kafka_uuid::to_string(kafka_uuid::random()),
    };
    let mut changes = Vec::new();
    for (option, key) in [("interval", "interval.ms"), ("metrics", "metrics"), ("match", "match")] {
        changes.extend(parsed.one(option)?.map(|value| change(key, value)));
    }
    admin.alter_configs(KIND, &name, &changes).await.map_err(failed)?;
    Ok(vec![format!("Altered client metrics config for {name}.")])
}

async fn delete(parsed: &Parsed, admin: &Admin) -> Result<Vec<String>, ToolError> {
    let name = parsed.required("name")?;
    let configs = admin.describe_configs(KIND, name).await.map_err(failed)?;
    let changes: Vec<ConfigChange> = configs.iter().map(|config| change(&config.name, "")).collect();
    admin.alter_configs(KIND, name, &changes).await.map_err(failed)?;
    Ok(vec![format!("Deleted client metrics config for {name}.")])
}

async fn describe(parsed: &Parsed, admin: &Admin) -> Result<Vec<String>, ToolError> {
    let all = admin.list_config_resources(KIND).await.map_err(failed)?;
    let names = match parsed.one("name")? {
        Some(name) if !all.iter().any(|known| known == name) => {
            return Ok(vec![format!(
                "The client metric resource {name} doesn't exist and doesn't have dynamic config."
            )]);
        }
        Some(name) => vec![name.to_string()],
        None => all,
    };
    let mut lines = Vec::new();
    for name in names {
        let configs = admin.describe_configs(KIND, &name).await.map_err(failed)?;
        lines.push(format!("Client metrics configs for {name} are:"));
        let mut shown: Vec<(String, String)> = configs
            .into_iter()
            .filter(|config| config.source != ConfigSource::Unknown)
            .map(|config| (config.name, config.value.unwrap_or_default()))
            .collect();
        shown.sort();
        lines.extend(shown.iter().map(|(name, value)| format!("  {name}={value}")));
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(line: &[&str], action: &str) -> Result<(), String> {
        let args: Vec<String> = line.iter().map(ToString::to_string).collect();
        check(&Parsed::parse(&SPEC, &args).unwrap(), action).map_err(|error| error.to_string())
    }

    #[test]
    fn a_resource_is_named_or_its_name_made_up() {
        assert!(checked(&["--alter"], "alter").unwrap_err().starts_with("One of --name or --generate-name"));
        assert!(checked(&["--alter", "--name", "a", "--generate-name"], "alter").is_err());
        assert!(checked(&["--delete"], "delete").is_err());
        assert_eq!(checked(&["--alter", "--name", "a", "--interval", ""], "alter"), Ok(()));
        assert!(checked(&["--alter", "--name", "a", "--interval", "x"], "alter").is_err());
    }

    #[test]
    fn an_empty_value_is_back_to_the_default() {
        assert_eq!(change("interval.ms", "").op, AlterOp::Delete);
        assert_eq!(change("interval.ms", "5").value.as_deref(), Some("5"));
    }
}
