//! `kafka-cluster`: the cluster's id and nodes, and brokers that will not come back.

use std::process::ExitCode;

use kavka_client::admin::DescribedNode;
use kavka_client::{Admin, ClientError};

use crate::args::{Command, Commands, Opt, Parsed, Spec, ToolError, run_commands};
use crate::connect::{admin, block_on};
use crate::java::exception_class;
use crate::output::{Column, print_line, table};

const SERVER: Opt = Opt::one("bootstrap-server", "BOOTSTRAP_SERVER", "the brokers to connect to").or('b');
const CONTROLLER: Opt =
    Opt::one("bootstrap-controller", "BOOTSTRAP_CONTROLLER", "the controllers to connect to").or('C');
const CONFIG: Opt = Opt::one("config", "CONFIG", "deprecated for --command-config");
const COMMAND_CONFIG: Opt =
    Opt::one("command-config", "COMMAND_CONFIG", "properties of the admin client").or('c');

const TOOL: Commands = Commands {
    spec: Spec { tool: "kafka-cluster", about: "The Kafka cluster tool.", options: &[] },
    required: &[],
    error_line: None,
    help_exit: 1,
    commands: &[
        Command {
            spec: Spec {
                tool: "cluster-id",
                about: "Get information about the ID of a cluster.",
                options: &[SERVER, CONTROLLER, CONFIG, COMMAND_CONFIG],
            },
            required: &[],
            run: |parsed| with_admin(parsed, cluster_id),
        },
        Command {
            spec: Spec {
                tool: "unregister",
                about: "Unregister a broker.",
                options: &[
                    SERVER,
                    CONTROLLER,
                    CONFIG,
                    COMMAND_CONFIG,
                    Opt::one("id", "ID", "the broker to unregister").or('i'),
                ],
            },
            required: &["id"],
            run: |parsed| with_admin(parsed, unregister),
        },
        Command {
            spec: Spec {
                tool: "list-endpoints",
                about: "List endpoints",
                options: &[
                    SERVER,
                    CONTROLLER,
                    CONFIG,
                    COMMAND_CONFIG,
                    Opt::flag("include-fenced-brokers", "fenced brokers too"),
                ],
            },
            required: &[],
            run: |parsed| with_admin(parsed, list_endpoints),
        },
    ],
};

/// Runs the tool.
pub fn run(args: Vec<String>) -> ExitCode {
    run_commands(&TOOL, &args)
}

fn with_admin(
    parsed: &Parsed,
    work: impl AsyncFnOnce(&Parsed, Admin) -> Result<Vec<String>, ToolError>,
) -> Result<ExitCode, ToolError> {
    parsed.one_of(&[SERVER, CONTROLLER], true)?;
    let admin = match parsed.last("config") {
        Some(path) => crate::connect::admin_of_file(parsed, path)?,
        None => admin(parsed)?,
    };
    let lines = block_on(async { work(parsed, admin).await })?;
    lines.iter().for_each(|line| print_line(line));
    Ok(ExitCode::SUCCESS)
}

fn failed(error: ClientError) -> ToolError {
    match error.code() {
        Some(code) => ToolError::Failed(format!("{}: {error}", exception_class(code))),
        None => ToolError::failed(error),
    }
}

async fn cluster_id(parsed: &Parsed, admin: Admin) -> Result<Vec<String>, ToolError> {
    let described = match parsed.has(CONTROLLER.name) {
        true => admin.describe_controllers().await,
        false => admin.describe_cluster(false).await,
    };
    Ok(vec![format!("Cluster ID: {}", described.map_err(failed)?.cluster_id)])
}

async fn unregister(parsed: &Parsed, admin: Admin) -> Result<Vec<String>, ToolError> {
    let id = parsed.number("id", "Integer")?.unwrap_or_default();
    match admin.unregister_broker(id).await {
        Ok(()) => Ok(vec![format!("Broker {id} is no longer registered.")]),
        Err(error) if error.code() == Some(kavka_protocol::ErrorCode::UnsupportedVersion) => {
            Err(ToolError::failed("The target cluster does not support the broker unregistration API."))
        }
        Err(error) => Err(failed(error)),
    }
}

async fn list_endpoints(parsed: &Parsed, admin: Admin) -> Result<Vec<String>, ToolError> {
    let of_controllers = parsed.has(CONTROLLER.name);
    if of_controllers && parsed.has("include-fenced-brokers") {
        return Err(ToolError::failed(
            "The option --include-fenced-brokers is only supported with --bootstrap-server option",
        ));
    }
    let described = match of_controllers {
        true => admin.describe_controllers().await,
        false => admin.describe_cluster(parsed.has("include-fenced-brokers")).await,
    };
    Ok(endpoints(&described.map_err(failed)?.nodes, of_controllers))
}

fn endpoints(nodes: &[DescribedNode], of_controllers: bool) -> Vec<String> {
    let rack_width = nodes.iter().filter_map(|node| node.broker.rack.as_ref()).map(String::len).max();
    let mut columns = vec![
        Column::exactly("ID", 10),
        Column::exactly("HOST", nodes.iter().map(|node| node.broker.host.len()).max().unwrap_or(100)),
        Column::exactly("PORT", 10),
        Column::exactly("RACK", rack_width.unwrap_or(10)),
    ];
    if !of_controllers {
        columns.push(Column::exactly("STATE", 10));
    }
    columns.push(Column::exactly("ENDPOINT_TYPE", 15));
    let row = |node: &DescribedNode| {
        let at = &node.broker;
        let rack = at.rack.clone().unwrap_or_else(|| "null".to_string());
        let mut cells = vec![at.id.to_string(), at.host.clone(), at.port.to_string(), rack];
        if of_controllers {
            cells.push("controller".to_string());
        } else {
            cells.push(if node.is_fenced { "fenced" } else { "unfenced" }.to_string());
            cells.push("broker".to_string());
        }
        cells
    };
    table(&columns, nodes.iter().map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::recorded;
    use kavka_client::cluster::Broker;

    #[test]
    fn endpoints_read_as_recorded() {
        let node = |port| {
            let broker = Broker { id: 1, host: "127.0.0.1".to_string(), port, rack: None };
            [DescribedNode { broker, is_fenced: false }]
        };
        let golden = recorded(include_str!("../../tests/golden/cluster-endpoints.txt"));
        assert_eq!(endpoints(&node(47192), false).join("\n"), golden);
        assert_eq!(
            endpoints(&node(19201), true),
            [
                "ID         HOST      PORT       RACK       ENDPOINT_TYPE  ",
                "1          127.0.0.1 19201      null       controller     "
            ]
        );
    }

    #[test]
    fn one_kind_of_address_is_given() {
        let parse = |line: &str| {
            let args: Vec<String> = line.split_whitespace().map(str::to_string).collect();
            TOOL.commands[0].parse(&args).unwrap()
        };
        let error = |line: &str| parse(line).one_of(&[SERVER, CONTROLLER], true).unwrap_err().to_string();
        assert_eq!(
            error(""),
            "one of the arguments --bootstrap-server/-b --bootstrap-controller/-C is required"
        );
        assert_eq!(
            error("-b a:1 -C b:1"),
            "argument --bootstrap-controller/-C: not allowed with argument --bootstrap-server/-b"
        );
    }
}
