//! `kafka-broker-api-versions`: the requests each broker serves.

use std::collections::BTreeMap;
use std::process::ExitCode;

use kavka_client::admin::DescribedNode;
use kavka_protocol::ApiKey;

use crate::args::{Opt, Parsed, Spec, ToolError, run_tool};
use crate::connect::{admin, block_on};
use crate::output::print_line;

const SPEC: Spec = Spec {
    tool: "kafka-broker-api-versions",
    about: "This tool helps to retrieve broker version information.",
    options: &[
        Opt::one("bootstrap-server", "host:port,…", "REQUIRED: the brokers to connect to"),
        Opt::one("command-config", "file", "properties of the admin client"),
    ],
};

/// Runs the tool.
pub fn run(args: Vec<String>) -> ExitCode {
    run_tool(&SPEC, args, execute)
}

fn execute(parsed: &Parsed) -> Result<ExitCode, ToolError> {
    parsed.require(&["bootstrap-server"])?;
    let admin = admin(parsed)?;
    block_on(async {
        for broker in admin.broker_apis().await.map_err(ToolError::failed)? {
            match &broker.apis {
                Ok(apis) => print_line(&broker_text(&broker.node, apis)),
                Err(error) => print_line(&format!("{} -> ERROR: {error}", node_text(&broker.node))),
            }
        }
        Ok(ExitCode::SUCCESS)
    })
}

fn node_text(node: &DescribedNode) -> String {
    let broker = &node.broker;
    let rack = broker.rack.as_deref().unwrap_or("null");
    format!("{}:{} (id: {} rack: {rack} isFenced: {})", broker.host, broker.port, broker.id, node.is_fenced)
}

fn broker_text(node: &DescribedNode, apis: &[(i16, i16, i16)]) -> String {
    let served: BTreeMap<i16, (i16, i16)> = apis.iter().map(|(key, min, max)| (*key, (*min, *max))).collect();
    let known = ApiKey::ALL.iter().filter(|key| key.info().listeners.broker());
    let mut lines: BTreeMap<i16, String> =
        known.map(|key| (key.code(), format!("{}({}): UNSUPPORTED", key.name(), key.code()))).collect();
    for (key, (min, max)) in served {
        lines.insert(key, api_text(key, min, max));
    }
    let lines: Vec<String> = lines.into_values().map(|line| format!("\t{line}")).collect();
    format!("{} -> (\n{}\n)", node_text(node), lines.join(",\n"))
}

fn api_text(key: i16, min: i16, max: i16) -> String {
    let range = if min == max { min.to_string() } else { format!("{min} to {max}") };
    match ApiKey::from_i16(key) {
        None => format!("UNKNOWN({key}): {range}"),
        Some(api) => {
            let usable = api.info().max_version.min(max);
            let usable = if usable < api.info().min_version.max(min) {
                "unusable".to_string()
            } else {
                format!("usable: {usable}")
            };
            format!("{}({key}): {range} [{usable}]", api.name())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::recorded;
    use kavka_client::cluster::Broker;

    #[test]
    fn a_broker_reads_as_recorded() {
        let golden = recorded(include_str!("../../tests/golden/broker-api-versions.txt"));
        let mut apis = Vec::new();
        for line in golden.lines().filter(|line| line.starts_with('\t') && !line.contains("UNSUPPORTED")) {
            let (name, rest) = line.split_once("): ").unwrap();
            let range = rest.split(" [").next().unwrap();
            let (min, max) = range.split_once(" to ").unwrap_or((range, range));
            let key = name.split_once('(').unwrap().1.parse().unwrap();
            apis.push((key, min.parse().unwrap(), max.parse().unwrap()));
        }
        let broker = Broker { id: 1, host: "127.0.0.1".to_string(), port: 47192, rack: None };
        assert_eq!(broker_text(&DescribedNode { broker, is_fenced: false }, &apis), golden);
    }
}
