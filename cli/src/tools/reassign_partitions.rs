//! `kafka-reassign-partitions`: moves partitions between brokers and log directories.

mod plan;

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

use kavka_client::admin::{AlterOp, ConfigChange, ResourceType};
use kavka_client::{Admin, ClientError, TopicPartition};
use kavka_protocol::ErrorCode;

use crate::args::{Opt, Parsed, Spec, ToolError, run_tool};
use crate::connect::{admin, block_on};
use crate::java::exception_class;
use crate::output::print_line;
use plan::{ANY_DIR, Plan, Target};

const SPEC: Spec = Spec {
    tool: "kafka-reassign-partitions",
    about: "This tool helps to move topic partitions between replicas.",
    options: &[
        Opt::flag("additional", "with --execute: beside reassignments that are under way"),
        Opt::one(
            "bootstrap-controller",
            "host:port,…",
            "the controllers to connect to, for --cancel and --list",
        ),
        Opt::one("bootstrap-server", "host:port,…", "the brokers to connect to"),
        Opt::one("broker-list", "ids", "with --generate: the brokers to move to"),
        Opt::flag("cancel", "cancel reassignments"),
        Opt::one("command-config", "file", "properties of the admin client"),
        Opt::flag("disable-rack-aware", "with --generate: take no notice of racks"),
        Opt::flag("disallow-replication-factor-change", "with --execute: refuse other numbers of replicas"),
        Opt::flag("execute", "carry out a plan"),
        Opt::flag("generate", "propose a plan"),
        Opt::flag("list", "list reassignments under way"),
        Opt::flag("preserve-throttles", "with --verify or --cancel: leave throttles as they are"),
        Opt::one("reassignment-json-file", "file", "the plan"),
        Opt::one("replica-alter-log-dirs-throttle", "bytes/s", "limit of moves between directories"),
        Opt::one("throttle", "bytes/s", "limit of moves between brokers"),
        Opt::one("timeout", "ms", "how long moves between directories may take to begin; 10000 by default"),
        Opt::one("topics-to-move-json-file", "file", "with --generate: the topics to move"),
        Opt::flag("verify", "show how far a plan is, and end its throttles when it is done"),
    ],
};

const BROKER_RATES: [&str; 3] = [
    "leader.replication.throttled.rate",
    "follower.replication.throttled.rate",
    "replica.alter.log.dirs.io.max.bytes.per.second",
];
const TOPIC_REPLICAS: [&str; 2] =
    ["leader.replication.throttled.replicas", "follower.replication.throttled.replicas"];

/// Runs the tool.
pub fn run(args: Vec<String>) -> ExitCode {
    run_tool(&SPEC, args, execute)
}

fn execute(parsed: &Parsed) -> Result<ExitCode, ToolError> {
    let actions: Vec<&str> = ["generate", "execute", "verify", "cancel", "list"]
        .into_iter()
        .filter(|action| parsed.has(action))
        .collect();
    let [action] = actions[..] else {
        return Err(ToolError::Usage(
            "Command must include exactly one action: --generate, --execute, --verify, --cancel, --list"
                .to_string(),
        ));
    };
    match action {
        "generate" => parsed.require(&["broker-list", "topics-to-move-json-file"])?,
        "list" => {}
        _ => parsed.require(&["reassignment-json-file"])?,
    }
    if !parsed.has("bootstrap-server") && !parsed.has("bootstrap-controller") {
        return Err(ToolError::Usage("Please specify --bootstrap-server".to_string()));
    }
    let admin = admin(parsed)?;
    let outcome = block_on(async {
        match action {
            "generate" => generate(parsed, &admin).await,
            "execute" => carry_out(parsed, &admin).await,
            "verify" => verify(parsed, &admin).await,
            "cancel" => cancel(parsed, &admin).await,
            _ => list(&admin).await,
        }
    });
    // Also what went wrong goes to stdout, as in the original.
    match outcome {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(ToolError::Failed(line)) => {
            print_line(&line);
            Ok(ExitCode::FAILURE)
        }
        Err(usage) => Err(usage),
    }
}

fn failed(error: ClientError) -> ToolError {
    let class = error.code().map(|code| format!("{}: ", exception_class(code))).unwrap_or_default();
    ToolError::Failed(format!("Error: {class}{error}"))
}

fn read(parsed: &Parsed, option: &str) -> Result<String, ToolError> {
    let path = parsed.required(option)?;
    std::fs::read_to_string(path).map_err(|_| ToolError::Failed(format!("Error: Unable to read file {path}")))
}

/// Where the partitions of topics are now, with the directories of replicas whose brokers answer.
async fn current(admin: &Admin, topics: &[String]) -> Result<Plan, ToolError> {
    let mut dirs = BTreeMap::<(TopicPartition, i32), String>::new();
    for broker in admin.brokers().await.map_err(failed)? {
        for dir in admin.describe_log_dirs(broker.id).await.map_err(failed)? {
            let here = dir.replicas.into_iter().filter(|replica| !replica.is_future);
            dirs.extend(here.map(|replica| ((replica.at, broker.id), dir.path.clone())));
        }
    }
    let described = admin.describe_topics(topics, 2000).await.map_err(failed)?;
    let mut plan = Plan::new();
    for topic in described {
        for partition in topic.partitions {
            let at = TopicPartition::new(topic.name.clone(), partition.index);
            let dir_of =
                |id: &i32| dirs.get(&(at.clone(), *id)).cloned().unwrap_or_else(|| ANY_DIR.to_string());
            let target = Target {
                dirs: partition.replicas.iter().map(dir_of).collect(),
                replicas: partition.replicas,
            };
            plan.insert(at, target);
        }
    }
    Ok(plan)
}

fn topics_of(plan: &Plan) -> Vec<String> {
    plan.keys().map(|at| at.topic.clone()).collect::<BTreeSet<_>>().into_iter().collect()
}

async fn generate(parsed: &Parsed, admin: &Admin) -> Result<(), ToolError> {
    let topics = plan::topics_to_move(&read(parsed, "topics-to-move-json-file")?)?;
    let wanted: Option<Vec<i32>> =
        parsed.required("broker-list")?.split(',').map(|id| id.trim().parse().ok()).collect();
    let wanted = wanted.ok_or_else(|| {
        ToolError::Failed("Error: the broker list must be numbers between commas".to_string())
    })?;
    let live: BTreeSet<i32> = admin.brokers().await.map_err(failed)?.iter().map(|broker| broker.id).collect();
    let brokers: Vec<i32> = wanted.into_iter().filter(|id| live.contains(id)).collect();
    let now = current(admin, &topics).await?;
    let proposed = plan::propose(&now, &brokers)?;
    print_line(&format!("Current partition replica assignment\n{}\n", plan::to_json(&now)));
    print_line(&format!("Proposed partition reassignment configuration\n{}", plan::to_json(&proposed)));
    Ok(())
}

async fn list(admin: &Admin) -> Result<(), ToolError> {
    let moves = admin.reassignments().await.map_err(failed)?;
    if moves.is_empty() {
        print_line("No partition reassignments found.");
        return Ok(());
    }
    print_line("Current partition reassignments:");
    let joined = |ids: &[i32]| ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    for (at, moved) in moves {
        let part = |name: &str, ids: &[i32]| match ids {
            [] => String::new(),
            ids => format!(" {name}: {}.", joined(ids)),
        };
        let (adding, removing) = (part("adding", &moved.adding), part("removing", &moved.removing));
        print_line(&format!("{at}: replicas: {}.{adding}{removing}", joined(&moved.replicas)));
    }
    Ok(())
}

async fn carry_out(parsed: &Parsed, admin: &Admin) -> Result<(), ToolError> {
    let plan = plan::parse(&read(parsed, "reassignment-json-file")?)?;
    plan::check(&plan)?;
    let live: BTreeSet<i32> = admin.brokers().await.map_err(failed)?.iter().map(|broker| broker.id).collect();
    let unknown = plan.values().flat_map(|target| &target.replicas).find(|id| !live.contains(*id));
    if let Some(id) = unknown {
        return Err(ToolError::Failed(format!("Error: Unknown broker id {id}")));
    }
    if !parsed.has("additional") && !admin.reassignments().await.map_err(failed)?.is_empty() {
        return Err(ToolError::Failed(
            "Error: Cannot execute because there is an existing partition assignment.  Use --additional to override \
             this and create a new partition assignment in addition to the existing one. The --additional flag can \
             also be used to change the throttle by resubmitting the current reassignment."
                .to_string(),
        ));
    }
    let view = admin.all_topics().await.map_err(failed)?;
    if let Some(topic) = topics_of(&plan).into_iter().find(|topic| !view.topics.contains_key(topic)) {
        let class = exception_class(ErrorCode::UnknownTopicOrPartition);
        return Err(ToolError::Failed(format!("Error: {class}: Topic {topic} not found.")));
    }
    let mut now = current(admin, &topics_of(&plan)).await?;
    now.retain(|at, _| plan.contains_key(at));
    print_line(&format!("Current partition replica assignment\n\n{}\n", plan::to_json(&now)));
    print_line("Save this to use as the --reassignment-json-file option during rollback");
    throttle(parsed, admin, &plan, &now).await?;
    let targets = plan.iter().map(|(at, target)| (at.clone(), Some(target.replicas.clone()))).collect();
    let may_change = !parsed.has("disallow-replication-factor-change");
    let results = admin.alter_reassignments(&targets, may_change).await.map_err(failed)?;
    let errors: Vec<String> = results
        .iter()
        .filter_map(|(at, result)| result.as_ref().err().map(|error| format!("{at}: {error}")))
        .collect();
    if !errors.is_empty() {
        return Err(ToolError::Failed(format!(
            "Error: Error reassigning partition(s):\n{}",
            errors.join("\n")
        )));
    }
    let moved: Vec<String> = plan.keys().map(ToString::to_string).collect();
    let noun = if moved.len() == 1 { "reassignment" } else { "reassignments" };
    print_line(&format!("Successfully started partition {noun} for {}", moved.join(",")));
    move_directories(admin, &plan).await
}

/// Asks brokers to move replicas whose directory the plan names.
async fn move_directories(admin: &Admin, plan: &Plan) -> Result<(), ToolError> {
    let mut by_broker = BTreeMap::<i32, BTreeMap<TopicPartition, String>>::new();
    for (at, target) in plan {
        for (id, dir) in target.replicas.iter().zip(&target.dirs).filter(|(_, dir)| *dir != ANY_DIR) {
            by_broker.entry(*id).or_default().insert(at.clone(), dir.clone());
        }
    }
    for (broker, targets) in by_broker {
        let results = admin.alter_replica_log_dirs(broker, &targets).await.map_err(failed)?;
        for (at, dir) in &targets {
            match results.get(at) {
                Some(Err(error)) => return Err(failed(error.clone())),
                _ => print_line(&format!(
                    "Successfully started moving log directory to {dir} for replica {at} with broker {broker} "
                )),
            }
        }
    }
    Ok(())
}

async fn throttle(parsed: &Parsed, admin: &Admin, plan: &Plan, now: &Plan) -> Result<(), ToolError> {
    let between_brokers: Option<i64> = parsed.parse_one("throttle")?;
    let between_dirs: Option<i64> = parsed.parse_one("replica-alter-log-dirs-throttle")?;
    let (between_brokers, between_dirs) =
        (between_brokers.filter(|rate| *rate >= 0), between_dirs.filter(|rate| *rate >= 0));
    if between_brokers.is_none() && between_dirs.is_none() {
        return Ok(());
    }
    print_line(
        "Warning: You must run --verify periodically, until the reassignment completes, to ensure the throttle is \
         removed.",
    );
    let brokers: BTreeSet<i32> =
        plan.values().chain(now.values()).flat_map(|target| target.replicas.iter().copied()).collect();
    let set = |name: &str, value: String| ConfigChange {
        name: name.to_string(),
        op: AlterOp::Set,
        value: Some(value),
    };
    if let Some(rate) = between_brokers {
        for topic in topics_of(plan) {
            let changes = throttled_replicas(&topic, plan, now);
            admin.alter_configs(ResourceType::Topic, &topic, &changes).await.map_err(failed)?;
        }
        let changes: Vec<ConfigChange> =
            BROKER_RATES[..2].iter().map(|name| set(name, rate.to_string())).collect();
        for broker in &brokers {
            admin.alter_configs(ResourceType::Broker, &broker.to_string(), &changes).await.map_err(failed)?;
        }
        print_line(&format!("The inter-broker throttle limit was set to {rate} B/s"));
    }
    if let Some(rate) = between_dirs {
        for broker in &brokers {
            let change = [set(BROKER_RATES[2], rate.to_string())];
            admin.alter_configs(ResourceType::Broker, &broker.to_string(), &change).await.map_err(failed)?;
        }
        print_line(&format!("The replica-alter-dir throttle limit was set to {rate} B/s"));
    }
    Ok(())
}

/// Leaders are throttled where a partition is, followers where it goes.
fn throttled_replicas(topic: &str, plan: &Plan, now: &Plan) -> Vec<ConfigChange> {
    let (mut leaders, mut followers) = (Vec::new(), Vec::new());
    for (at, target) in plan.iter().filter(|(at, _)| at.topic == topic) {
        let before = now.get(at).map(|target| target.replicas.as_slice()).unwrap_or_default();
        leaders.extend(before.iter().map(|id| format!("{}:{id}", at.partition)));
        let new = target.replicas.iter().filter(|id| !before.contains(id));
        followers.extend(new.map(|id| format!("{}:{id}", at.partition)));
    }
    [(TOPIC_REPLICAS[0], leaders), (TOPIC_REPLICAS[1], followers)]
        .into_iter()
        .map(|(name, replicas)| ConfigChange {
            name: name.to_string(),
            op: AlterOp::Set,
            value: Some(replicas.join(",")),
        })
        .collect()
}

async fn verify(parsed: &Parsed, admin: &Admin) -> Result<(), ToolError> {
    let plan = plan::parse(&read(parsed, "reassignment-json-file")?)?;
    let moves = admin.reassignments().await.map_err(failed)?;
    let view = admin.all_topics().await.map_err(failed)?;
    print_line("Status of partition reassignment:");
    let joined = |ids: &[i32]| ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    for (at, target) in &plan {
        let replicas = view.topics.get(&at.topic).and_then(|topic| topic.partition(at.partition));
        let replicas = replicas.map(|partition| partition.replicas.clone()).unwrap_or_default();
        print_line(&match moves.contains_key(at) {
            true => format!("Reassignment of partition {at} is still in progress."),
            false if replicas == target.replicas => format!("Reassignment of partition {at} is completed."),
            false => format!(
                "There is no active reassignment of partition {at}, but replica set is {} rather than {}.",
                joined(&replicas),
                joined(&target.replicas)
            ),
        });
    }
    let are_dirs_done = verify_directories(admin, &plan).await?;
    let are_moves_done = plan.keys().all(|at| !moves.contains_key(at));
    if are_moves_done && are_dirs_done && !parsed.has("preserve-throttles") {
        clear_throttles(admin, &plan).await?;
    }
    Ok(())
}

/// Says how far moves between directories are, and whether all are done. Without any, a blank line.
async fn verify_directories(admin: &Admin, plan: &Plan) -> Result<bool, ToolError> {
    let mut found = BTreeMap::new();
    let mut lines = Vec::new();
    let mut is_done = true;
    for (at, target) in plan {
        for (id, dir) in target.replicas.iter().zip(&target.dirs).filter(|(_, dir)| *dir != ANY_DIR) {
            if !found.contains_key(id) {
                found.insert(*id, admin.describe_log_dirs(*id).await.map_err(failed)?);
            }
            let holding = |is_future: bool| {
                let dirs = found.get(id).into_iter().flatten();
                dirs.filter(move |dir| {
                    dir.replicas.iter().any(|replica| replica.at == *at && replica.is_future == is_future)
                })
                .map(|dir| dir.path.clone())
                .next()
            };
            let (now, future) = (holding(false), holding(true));
            let what = format!("Reassignment of replica {at}-{id}");
            lines.push(match (now, future) {
                (_, Some(future)) if future == *dir => {
                    is_done = false;
                    format!("{what} is still in progress.")
                }
                (_, Some(future)) => {
                    format!("Partition {at} on broker {id} is being moved to log dir {future} instead of {dir}.")
                }
                (Some(now), None) if now == *dir => format!("{what} completed successfully."),
                (Some(now), None) => {
                    format!("Partition {at} on broker {id} is not being moved from log dir {now} to {dir}.")
                }
                (None, None) => format!("Partition {at} is not found in any live log dir on broker {id}. There is likely an offline log directory on the broker."),
            });
        }
    }
    if lines.is_empty() {
        print_line("");
    }
    lines.iter().for_each(|line| print_line(line));
    Ok(is_done)
}

async fn clear_throttles(admin: &Admin, plan: &Plan) -> Result<(), ToolError> {
    let live: BTreeSet<i32> = admin.brokers().await.map_err(failed)?.iter().map(|broker| broker.id).collect();
    let mut brokers = live.clone();
    brokers.extend(plan.values().flat_map(|target| &target.replicas));
    let shown: Vec<String> = brokers.iter().map(ToString::to_string).collect();
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    print_line(&format!(
        "Clearing broker-level throttles on broker{} {}",
        plural(shown.len()),
        shown.join(",")
    ));
    let delete = |name: &&str| ConfigChange { name: (*name).to_string(), op: AlterOp::Delete, value: None };
    let changes: Vec<ConfigChange> = BROKER_RATES.iter().map(delete).collect();
    // A broker that is not there cannot be asked; the original waits for it in vain.
    for broker in live {
        admin.alter_configs(ResourceType::Broker, &broker.to_string(), &changes).await.map_err(failed)?;
    }
    let topics = topics_of(plan);
    print_line(&format!(
        "Clearing topic-level throttles on topic{} {}",
        plural(topics.len()),
        topics.join(",")
    ));
    let changes: Vec<ConfigChange> = TOPIC_REPLICAS.iter().map(delete).collect();
    for topic in topics {
        admin.alter_configs(ResourceType::Topic, &topic, &changes).await.map_err(failed)?;
    }
    Ok(())
}

async fn cancel(parsed: &Parsed, admin: &Admin) -> Result<(), ToolError> {
    let plan = plan::parse(&read(parsed, "reassignment-json-file")?)?;
    let moves = admin.reassignments().await.map_err(failed)?;
    let targets: BTreeMap<TopicPartition, Option<Vec<i32>>> =
        plan.keys().filter(|at| moves.contains_key(at)).map(|at| (at.clone(), None)).collect();
    if targets.is_empty() {
        print_line("None of the specified partition reassignments are active.");
    } else {
        let results = admin.alter_reassignments(&targets, true).await.map_err(failed)?;
        for (at, result) in &results {
            match result {
                Err(error) if error.code() != Some(ErrorCode::NoReassignmentInProgress) => {
                    return Err(failed(error.clone()));
                }
                _ => {}
            }
            print_line(&format!("Successfully cancelled partition reassignment for: {at}"));
        }
    }
    let cleared = "None of the specified partition moves are active.";
    if parsed.has("preserve-throttles") {
        print_line(cleared);
        return Ok(());
    }
    // As in the original, without a break between the two.
    print!("{cleared}");
    clear_throttles(admin, &plan).await
}
