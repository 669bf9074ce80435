//! `kafka-metadata-quorum`: the quorum of controllers, and its members.

use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use kavka_broker_config::BrokerConfig;
use kavka_client::admin::{QuorumDescription, QuorumReplica, VoterEndpoint};
use kavka_client::{Admin, ClientError};
use kavka_log::meta_properties;
use uuid::Uuid;

use crate::args::{Command, Commands, Opt, Parsed, Spec, ToolError, run_commands};
use crate::connect::{admin, block_on, properties_file};
use crate::java::{exception_class, parse_uuid, uuid_text};
use crate::output::{print_line, tab_table};

const SERVER: Opt = Opt::one("bootstrap-server", "BOOTSTRAP_SERVER", "the brokers to connect to");
const CONTROLLER: Opt =
    Opt::one("bootstrap-controller", "BOOTSTRAP_CONTROLLER", "the controllers to connect to");
const DRY_RUN: Opt = Opt::flag("dry-run", "only say what would be done");

const TOOL: Commands = Commands {
    spec: Spec {
        tool: "kafka-metadata-quorum",
        about: "This tool describes kraft metadata quorum status.",
        options: &[
            Opt::one(
                "command-config",
                "COMMAND_CONFIG",
                "properties of the admin client and, for add-controller, of the controller",
            ),
            SERVER,
            CONTROLLER,
        ],
    },
    required: &[],
    error_line: None,
    help_exit: 0,
    commands: &[
        Command {
            spec: Spec {
                tool: "describe",
                about: "Describe the metadata quorum info",
                options: &[
                    Opt::flag("status", "a short summary"),
                    Opt::flag("replication", "the replicas and how far they are"),
                    Opt::flag("human-readable", "with --replication: times as so long ago"),
                ],
            },
            required: &[],
            run: |parsed| with_admin(parsed, describe),
        },
        Command {
            spec: Spec {
                tool: "add-controller",
                about: "Add a controller to the KRaft controller cluster",
                options: &[DRY_RUN],
            },
            required: &[],
            run: |parsed| with_admin(parsed, add_controller),
        },
        Command {
            spec: Spec {
                tool: "remove-controller",
                about: "Remove a controller from the KRaft controller cluster",
                options: &[
                    Opt::one("controller-id", "CONTROLLER_ID", "the node id").or('i'),
                    Opt::one("controller-directory-id", "CONTROLLER_DIRECTORY_ID", "the id of its directory")
                        .or('d'),
                    DRY_RUN,
                ],
            },
            required: &["controller-id", "controller-directory-id"],
            run: |parsed| with_admin(parsed, remove_controller),
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
    let admin = admin(parsed)?;
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

async fn describe(parsed: &Parsed, admin: Admin) -> Result<Vec<String>, ToolError> {
    match (parsed.has("status"), parsed.has("replication"), parsed.has("human-readable")) {
        (true, true, _) => Err(ToolError::failed(
            "Only one of --status or --replication should be specified with describe sub-command",
        )),
        (true, false, true) => {
            Err(ToolError::failed("The option --human-readable is only supported along with --replication"))
        }
        (true, false, false) => {
            let described = match parsed.has(CONTROLLER.name) {
                true => admin.describe_controllers().await,
                false => admin.describe_cluster(false).await,
            };
            let cluster_id = described.map_err(failed)?.cluster_id;
            Ok(status(&cluster_id, &admin.describe_quorum().await.map_err(failed)?))
        }
        (false, true, is_human) => {
            let quorum = admin.describe_quorum().await.map_err(failed)?;
            Ok(replication(&quorum, is_human.then(now_ms)))
        }
        (false, false, _) => Err(ToolError::failed(
            "One of --status or --replication must be specified with describe sub-command",
        )),
    }
}

fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

fn replication(quorum: &QuorumDescription, now: Option<i64>) -> Vec<String> {
    let end = leader(quorum).map_or(0, |leader| leader.log_end_offset);
    let time = |at: i64| match (at, now) {
        (..0, _) => "-1".to_string(),
        (at, None) => at.to_string(),
        (at, Some(now)) => format!("{} ms ago", now - at),
    };
    let row = |replica: &QuorumReplica, status: &str| {
        vec![
            replica.id.to_string(),
            uuid_text(replica.directory_id),
            replica.log_end_offset.to_string(),
            (end - replica.log_end_offset).to_string(),
            time(replica.last_fetch_timestamp),
            time(replica.last_caught_up_timestamp),
            status.to_string(),
        ]
    };
    let of_leader = quorum.voters.iter().filter(|voter| voter.id == quorum.leader_id);
    let others = quorum.voters.iter().filter(|voter| voter.id != quorum.leader_id);
    let mut rows: Vec<Vec<String>> = of_leader.map(|voter| row(voter, "Leader")).collect();
    rows.extend(others.map(|voter| row(voter, "Follower")));
    rows.extend(quorum.observers.iter().map(|observer| row(observer, "Observer")));
    let titles = [
        "NodeId",
        "DirectoryId",
        "LogEndOffset",
        "Lag",
        "LastFetchTimestamp",
        "LastCaughtUpTimestamp",
        "Status",
    ];
    tab_table(&titles, &rows)
}

fn leader(quorum: &QuorumDescription) -> Option<&QuorumReplica> {
    quorum.voters.iter().find(|voter| voter.id == quorum.leader_id)
}

fn status(cluster_id: &str, quorum: &QuorumDescription) -> Vec<String> {
    let leader_end = leader(quorum).map_or(0, |leader| leader.log_end_offset);
    let followers = || quorum.voters.iter().filter(|voter| voter.id != quorum.leader_id);
    let lag = followers().map(|voter| leader_end - voter.log_end_offset).max().unwrap_or(0);
    let caught_up = leader(quorum).map_or(0, |leader| leader.last_caught_up_timestamp);
    let lag_time = match followers().map(|voter| voter.last_caught_up_timestamp).min() {
        None => 0,
        Some(oldest) if oldest > 0 && caught_up > 0 => caught_up - oldest,
        Some(_) => -1,
    };
    let line = |name: &str, value: String| format!("{:<24}{value}", format!("{name}:"));
    vec![
        line("ClusterId", cluster_id.to_string()),
        line("LeaderId", quorum.leader_id.to_string()),
        line("LeaderEpoch", quorum.leader_epoch.to_string()),
        line("HighWatermark", quorum.high_watermark.to_string()),
        line("MaxFollowerLag", lag.to_string()),
        line("MaxFollowerLagTimeMs", lag_time.to_string()),
        line("CurrentVoters", replicas_text(quorum, &quorum.voters)),
        line("CurrentObservers", replicas_text(quorum, &quorum.observers)),
    ]
}

fn replicas_text(quorum: &QuorumDescription, replicas: &[QuorumReplica]) -> String {
    let one = |replica: &QuorumReplica| {
        let mut text = format!("{{\"id\": {}", replica.id);
        if !replica.directory_id.is_nil() {
            text.push_str(&format!(", \"directoryId\": \"{}\"", uuid_text(replica.directory_id)));
        }
        let listeners = quorum.endpoints.iter().find(|(id, _)| *id == replica.id);
        if let Some((_, listeners)) = listeners.filter(|(_, listeners)| !listeners.is_empty()) {
            let listeners: Vec<String> = listeners.iter().map(|at| format!("\"{at}\"")).collect();
            text.push_str(&format!(", \"endpoints\": [{}]", listeners.join(", ")));
        }
        text + "}"
    };
    format!("[{}]", replicas.iter().map(one).collect::<Vec<_>>().join(", "))
}

/// Who the file of `--command-config` says the new controller is.
struct NewController {
    id: i32,
    directory_id: Uuid,
    endpoints: Vec<VoterEndpoint>,
}

async fn add_controller(parsed: &Parsed, admin: Admin) -> Result<Vec<String>, ToolError> {
    let path = parsed.last("command-config").ok_or_else(|| {
        ToolError::failed(
            "You must supply the configuration file of the controller you are adding when using add-controller.",
        )
    })?;
    let new = new_controller(path)?;
    let is_dry = parsed.has("dry-run");
    if !is_dry {
        admin.add_voter(new.id, new.directory_id, &new.endpoints, None).await.map_err(failed)?;
    }
    let at = new.endpoints.iter().map(|(name, host, port)| format!("{name}://{host}:{port}"));
    let at = at.collect::<Vec<_>>().join(", ");
    let doing = if is_dry { "DRY RUN of adding" } else { "Added" };
    let directory_id = uuid_text(new.directory_id);
    Ok(vec![format!("{doing} controller {} with directory id {directory_id} and endpoints: {at}", new.id)])
}

fn new_controller(path: &str) -> Result<NewController, ToolError> {
    let config = BrokerConfig::from_properties(&properties_file(path)?).map_err(ToolError::failed)?;
    if !config.is_controller() {
        return Err(ToolError::failed(
            "Unable to find controller in process.roles; only a controller can be added.",
        ));
    }
    let dir = &config.metadata_log_dir;
    let found = meta_properties::read(dir).map_err(ToolError::failed)?;
    let directory_id = found.and_then(|found| found.directory_id);
    let directory_id = directory_id
        .ok_or_else(|| ToolError::failed(format!("No directory id found in {}", dir.display())))?;
    let endpoints = config.listeners.advertised_controllers.iter();
    let endpoints = endpoints.map(|at| (at.listener_name.clone(), at.host.clone(), at.port)).collect();
    Ok(NewController { id: config.node_id, directory_id, endpoints })
}

async fn remove_controller(parsed: &Parsed, admin: Admin) -> Result<Vec<String>, ToolError> {
    let id: i32 = parsed.number("controller-id", "Integer")?.unwrap_or_default();
    if id < 0 {
        return Err(ToolError::failed(format!("Invalid negative --controller-id: {id}")));
    }
    let text = parsed.needed("controller-directory-id")?;
    let directory_id = parse_uuid(text).ok_or_else(|| {
        // So many whole bytes are in the text; Java leaves out the rest.
        let bytes = text.len() * 6 / 8;
        ToolError::failed(format!(
            "Failed to parse --controller-directory-id: Input string `{text}` decoded as {bytes} bytes, which is not \
             equal to the expected 16 bytes of a base64-encoded UUID"
        ))
    })?;
    let is_dry = parsed.has("dry-run");
    if !is_dry {
        admin.remove_voter(id, directory_id, None).await.map_err(failed)?;
    }
    // As the original has it, with two blanks in the line of a dry run.
    let doing = if is_dry { "DRY RUN of removing " } else { "Removed" };
    Ok(vec![format!("{doing} KRaft controller {id} with directory id {text}")])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::recorded;

    fn quorum(end: i64, at: i64) -> QuorumDescription {
        QuorumDescription {
            leader_id: 1,
            leader_epoch: 1,
            high_watermark: 1833,
            voters: vec![QuorumReplica {
                id: 1,
                directory_id: parse_uuid("c5Ka5A2uRfePz-OCoQLgOQ").unwrap(),
                log_end_offset: end,
                last_fetch_timestamp: at,
                last_caught_up_timestamp: at,
            }],
            observers: Vec::new(),
            endpoints: vec![(1, vec!["CONTROLLER://127.0.0.1:47193".to_string()])],
        }
    }

    #[test]
    fn a_quorum_reads_as_recorded() {
        let golden = recorded(include_str!("../../tests/golden/quorum-status.txt"));
        assert_eq!(status("AAAAAAAAQACAAAAAAAAAAA", &quorum(1833, 0)).join("\n"), golden);
        let golden = recorded(include_str!("../../tests/golden/quorum-replication.txt"));
        assert_eq!(replication(&quorum(1836, 1_795_365_695_566), None).join("\n"), golden);
        let line = &replication(&quorum(1, 1000), Some(1010))[1];
        assert!(line.contains("\t10 ms ago         \t10 ms ago            \tLeader\t"), "{line}");
    }

    #[test]
    fn followers_lag_behind_the_leader() {
        let mut quorum = quorum(100, 5000);
        let follower = QuorumReplica {
            id: 2,
            log_end_offset: 90,
            last_caught_up_timestamp: 4000,
            ..quorum.voters[0].clone()
        };
        quorum.voters.push(follower);
        let lines = status("id", &quorum);
        assert_eq!(lines[4], "MaxFollowerLag:         10");
        assert_eq!(lines[5], "MaxFollowerLagTimeMs:   1000");
    }
}
