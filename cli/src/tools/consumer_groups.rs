//! `kafka-consumer-groups`: list, describe and delete groups; set and delete their offsets.

mod describe;
mod pattern;
mod report;
mod reset;

use std::process::ExitCode;

use kavka_client::{Admin, ClientError, TopicPartition};
use kavka_protocol::ErrorCode;

use crate::args::{Opt, Parsed, Spec, ToolError, run_tool};
use crate::connect::{admin_with, block_on};
use crate::java::exception_class;
use crate::output::print_line;

const SPEC: Spec = Spec {
    tool: "kafka-consumer-groups",
    about: "This tool helps to list all consumer groups, describe a consumer group, delete consumer group info, or reset consumer group offsets.",
    options: &[
        Opt::flag("all-groups", "apply to all consumer groups"),
        Opt::flag("all-topics", "consider all topics of the group when resetting offsets"),
        Opt::one("bootstrap-server", "host:port,…", "REQUIRED: the brokers to connect to"),
        Opt::one("by-duration", "PnDTnHnMnS", "reset to the offsets of so long ago"),
        Opt::one("command-config", "file", "properties of the admin client"),
        Opt::flag("delete", "delete groups"),
        Opt::flag("delete-offsets", "delete the group's offsets of topics"),
        Opt::flag("describe", "describe groups"),
        Opt::flag("dry-run", "only show the new offsets"),
        Opt::flag("execute", "set the new offsets"),
        Opt::flag("export", "print the new offsets as CSV"),
        Opt::one("from-file", "file", "reset to the offsets of a CSV file"),
        Opt::one("group", "group", "the group; may be repeated"),
        Opt::flag("list", "list the groups"),
        Opt::flag("members", "with --describe: the members"),
        Opt::flag("offsets", "with --describe: offsets and lags (the default)"),
        Opt::flag("reset-offsets", "set the offsets of a group without members"),
        Opt::one("shift-by", "count", "move the offsets by so many"),
        Opt::maybe("state", "states", "with --describe: the state; with --list: show it, or select by it"),
        Opt::one("timeout", "ms", "the time allowed for each call; 30000 by default"),
        Opt::flag("to-current", "reset to the current offsets"),
        Opt::one("to-datetime", "YYYY-MM-DDThh:mm:ss.sss", "reset to the offsets of this time"),
        Opt::flag("to-earliest", "reset to the earliest offsets"),
        Opt::flag("to-latest", "reset to the latest offsets"),
        Opt::one("to-offset", "offset", "reset to this offset"),
        Opt::one("topic", "topic[:partitions]", "a topic whose offsets are meant; may be repeated"),
        Opt::maybe("type", "types", "with --list: show the type, or select by it"),
        Opt::one("validate-regex", "pattern", "check a subscription pattern of the new protocol"),
        Opt::flag("verbose", "with --describe: more columns"),
    ],
};

/// Milliseconds a call may take unless an option says otherwise.
const DEFAULT_TIMEOUT_MS: &str = "30000";

/// Runs the tool.
pub fn run(args: Vec<String>) -> ExitCode {
    run_tool(&SPEC, args, execute)
}

fn execute(parsed: &Parsed) -> Result<ExitCode, ToolError> {
    let actions: Vec<&str> =
        ["list", "describe", "delete", "reset-offsets", "delete-offsets", "validate-regex"]
            .into_iter()
            .filter(|action| parsed.has(action))
            .collect();
    let [action] = actions[..] else {
        let line = "Command must include exactly one action: --list, --describe, --delete, --reset-offsets, --delete-offsets, --validate-regex";
        return Err(ToolError::Usage(line.to_string()));
    };
    if let Some(text) = parsed.one("validate-regex")? {
        print_line(&pattern::verdict(text));
        return Ok(ExitCode::SUCCESS);
    }
    check(parsed, action)?;
    let timeout = parsed.one("timeout")?.unwrap_or(DEFAULT_TIMEOUT_MS);
    let admin = admin_with(parsed, &[("default.api.timeout.ms", timeout), ("request.timeout.ms", timeout)])?;
    let outcome = block_on(async {
        match action {
            "list" => list(parsed, &admin).await,
            "describe" => describe::describe(parsed, &admin).await,
            "delete" => delete(parsed, &admin).await,
            "reset-offsets" => reset::reset(parsed, &admin).await,
            _ => delete_offsets(parsed, &admin).await,
        }
    });
    match outcome {
        // What fails once the command line is read goes to stdout and is no failure, as in the original.
        Err(ToolError::Failed(line)) => print_failure(&line),
        outcome => outcome?,
    }
    Ok(ExitCode::SUCCESS)
}

fn print_failure(line: &str) {
    print_line(&format!("\nError: Executing consumer group command failed due to {line}"));
}

fn check(parsed: &Parsed, action: &str) -> Result<(), ToolError> {
    parsed.require(&["bootstrap-server"])?;
    let one_of = |a: &str, b: &str| {
        if parsed.has(a) || parsed.has(b) {
            return Ok(());
        }
        Err(ToolError::Usage(format!("Option [{action}] takes one of these options: [{a}], [{b}]")))
    };
    match action {
        "describe" => {
            one_of("all-groups", "group")?;
            let views = ["members", "offsets", "state"].iter().filter(|view| parsed.has(view)).count();
            if views > 1 {
                let line =
                    "Option [describe] takes at most one of these options: [members], [offsets], [state]";
                return Err(ToolError::Usage(line.to_string()));
            }
            if parsed.one("state")?.is_some() {
                return Err(ToolError::Usage(
                    "Option [describe] does not take a value for [state]".to_string(),
                ));
            }
        }
        "delete" => {
            one_of("all-groups", "group")?;
            if parsed.has("topic") {
                let line =
                    "The consumer does not support topic-specific offset deletion from a consumer group.";
                return Err(ToolError::Usage(line.to_string()));
            }
        }
        "delete-offsets" => parsed.require(&["group", "topic"])?,
        "reset-offsets" => one_of("all-groups", "group")?,
        _ => {}
    }
    parsed.exclude("group", &["all-groups"])
}

/// The groups that the options name.
async fn groups(parsed: &Parsed, admin: &Admin) -> Result<Vec<String>, ToolError> {
    if !parsed.has("all-groups") {
        return Ok(parsed.all("group").map(str::to_string).collect());
    }
    let all = admin.list_groups(&[], &[]).await.map_err(failed)?;
    Ok(all.into_iter().filter(|group| group.is_of_consumers()).map(|group| group.id).collect())
}

async fn list(parsed: &Parsed, admin: &Admin) -> Result<(), ToolError> {
    let states = words(parsed.one("state")?, &STATES, "state")?;
    let types = words(parsed.one("type")?, &["Consumer", "Classic"], "types")?;
    let mut all = admin.list_groups(&states, &types).await.map_err(failed)?;
    all.retain(kavka_client::admin::GroupListing::is_of_consumers);
    for line in report::listing(&all, parsed.has("type"), parsed.has("state")) {
        print_line(&line);
    }
    Ok(())
}

const STATES: [&str; 7] =
    ["Dead", "Empty", "PreparingRebalance", "CompletingRebalance", "Assigning", "Reconciling", "Stable"];

/// Words of a comma-separated list in their proper spelling.
fn words(text: Option<&str>, known: &[&str], what: &str) -> Result<Vec<String>, ToolError> {
    let spelled = |word: &str| {
        let found = known.iter().find(|known| known.eq_ignore_ascii_case(word.trim()));
        found.map(|word| (*word).to_string()).ok_or_else(|| {
            let line = format!(
                "Invalid {what} list '{}'. Valid {}s are: {}",
                text.unwrap_or(""),
                what.trim_end_matches('s'),
                known.join(", ")
            );
            ToolError::Usage(line)
        })
    };
    text.into_iter().flat_map(|text| text.split(',')).filter(|word| !word.is_empty()).map(spelled).collect()
}

async fn delete(parsed: &Parsed, admin: &Admin) -> Result<(), ToolError> {
    let (mut deleted, mut failures) = (Vec::new(), Vec::new());
    for group in groups(parsed, admin).await? {
        match admin.delete_group(&group).await {
            Ok(()) => deleted.push(format!("'{group}'")),
            Err(error) => failures
                .push(format!("* Group '{group}' could not be deleted due to: {}", with_class(&error))),
        }
    }
    if failures.is_empty() {
        print_line(&format!(
            "Deletion of requested consumer groups ({}) was successful.",
            deleted.join(", ")
        ));
        return Ok(());
    }
    print_line("\nError: Deletion of some consumer groups failed:");
    failures.iter().for_each(|line| print_line(line));
    if !deleted.is_empty() {
        print_line(&format!("\nThese consumer groups were deleted successfully: {}", deleted.join(", ")));
    }
    Ok(())
}

async fn delete_offsets(parsed: &Parsed, admin: &Admin) -> Result<(), ToolError> {
    let group = parsed.required("group")?.to_string();
    let (partitions, unknown) = reset::named_partitions(parsed, admin).await?;
    let mut rows: Vec<(TopicPartition, String)> = Vec::new();
    match admin.delete_group_offsets(&group, &partitions).await {
        Ok(results) => {
            if results.values().all(|code| *code == ErrorCode::None) {
                print_line(&format!("Request succeeded for deleting offsets from group {group}."));
            } else {
                print_line("\nError: Encountered some partition-level error, see the follow-up details.");
            }
            rows.extend(results.into_iter().map(|(at, code)| (at, deletion_status(code))));
        }
        Err(error) => {
            let Some(code) = error.code() else { return Err(failed(error)) };
            print_line(&format!("\nError: {}", delete_offsets_error(code)));
            rows.extend(partitions.into_iter().map(|at| (at, deletion_status(code))));
        }
    }
    let missing = deletion_status(ErrorCode::UnknownTopicOrPartition);
    rows.extend(unknown.into_iter().map(|topic| (TopicPartition::new(topic, -1), missing.clone())));
    rows.sort();
    report::deleted_offsets(&rows).iter().for_each(|line| print_line(line));
    Ok(())
}

fn deletion_status(code: ErrorCode) -> String {
    match code {
        ErrorCode::None => "Successful".to_string(),
        code => format!("Error: {}: {}", exception_class(code), code.message()),
    }
}

fn delete_offsets_error(code: ErrorCode) -> String {
    match code {
        ErrorCode::InvalidGroupId
        | ErrorCode::GroupIdNotFound
        | ErrorCode::GroupAuthorizationFailed
        | ErrorCode::NonEmptyGroup => code.message().to_string(),
        code => format!("Encountered some unknown error: {}", code.name()),
    }
}

/// A failure in the words of the original.
fn failed(error: ClientError) -> ToolError {
    ToolError::Failed(with_class(&error))
}

/// The message, after the exception's class where it is a refusal of the broker.
fn with_class(error: &ClientError) -> String {
    match error.code() {
        Some(code) => format!("{}: {error}", exception_class(code)),
        None => error.to_string(),
    }
}
