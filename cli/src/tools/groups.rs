//! `kafka-groups`: groups of all types.

use std::process::ExitCode;

use kavka_client::admin::GroupListing;

use crate::args::{Opt, Parsed, Spec, ToolError, run_tool};
use crate::connect::{admin, block_on};
use crate::output::print_line;

const SPEC: Spec = Spec {
    tool: "kafka-groups",
    about: "This tool helps to list groups of all types.",
    options: &[
        Opt::one("bootstrap-server", "host:port,…", "REQUIRED: the brokers to connect to"),
        Opt::one("command-config", "file", "properties of the admin client"),
        Opt::flag(
            "consumer",
            "only groups of consumers: type consumer, or classic with protocol consumer or none",
        ),
        Opt::one("group-type", "type", "only groups of this type: classic, consumer, share or streams"),
        Opt::flag("list", "list the groups"),
        Opt::one("protocol", "protocol", "only groups of this protocol"),
        Opt::flag("share", "only share groups"),
        Opt::flag("streams", "only streams groups"),
    ],
};

/// Filters that exclude each other; `--group-type` and `--protocol` go together.
const FILTERS: [&str; 5] = ["consumer", "group-type", "protocol", "share", "streams"];

/// No column is narrower.
const MIN_WIDTH: usize = 20;

/// Runs the tool.
pub fn run(args: Vec<String>) -> ExitCode {
    run_tool(&SPEC, args, execute)
}

fn execute(parsed: &Parsed) -> Result<ExitCode, ToolError> {
    parsed.require(&["bootstrap-server"])?;
    if !parsed.has("list") {
        return Err(ToolError::Usage("Command must include exactly one action: --list.".to_string()));
    }
    let filter = Filter::from_options(parsed)?;
    let admin = admin(parsed)?;
    block_on(async {
        let mut groups = admin.list_groups(&[], &[]).await.map_err(|error| {
            // As in the original, also the reason goes to stdout.
            print_line(&error.to_string());
            ToolError::failed(error)
        })?;
        groups.retain(|group| filter.takes(group));
        listing(&groups).iter().for_each(|line| print_line(line));
        Ok(ExitCode::SUCCESS)
    })
}

#[derive(Debug)]
enum Filter {
    None,
    Type { group_type: String, protocol: Option<String> },
    Protocol(String),
    Consumers,
}

impl Filter {
    fn from_options(parsed: &Parsed) -> Result<Self, ToolError> {
        let group_type = parsed.one("group-type")?.map(str::to_lowercase);
        if let Some(group_type) = &group_type
            && !["classic", "consumer", "share", "streams"].contains(&group_type.as_str())
        {
            return Err(ToolError::failed("--group-type must be a valid group type."));
        }
        for used in ["consumer", "share", "streams"] {
            let others: Vec<&str> = FILTERS.into_iter().filter(|other| *other != used).collect();
            parsed.exclude(used, &others)?;
        }
        let protocol = parsed.one("protocol")?.map(str::to_string);
        let of_type = |group_type: &str| Self::Type { group_type: group_type.to_string(), protocol: None };
        Ok(match (group_type, protocol) {
            (Some(group_type), protocol) => Self::Type { group_type, protocol },
            (None, Some(protocol)) => Self::Protocol(protocol),
            (None, None) if parsed.has("consumer") => Self::Consumers,
            (None, None) if parsed.has("share") => of_type("share"),
            (None, None) if parsed.has("streams") => of_type("streams"),
            (None, None) => Self::None,
        })
    }

    fn takes(&self, group: &GroupListing) -> bool {
        match self {
            Self::None => true,
            Self::Type { group_type, protocol } => {
                group.group_type.eq_ignore_ascii_case(group_type)
                    && protocol.as_ref().is_none_or(|protocol| *protocol == group.protocol_type)
            }
            Self::Protocol(protocol) => *protocol == group.protocol_type,
            Self::Consumers => {
                ["consumer", ""].contains(&group.protocol_type.as_str())
                    || group.group_type.eq_ignore_ascii_case("consumer")
            }
        }
    }
}

/// All columns are as wide as the widest cell of any.
fn listing(groups: &[GroupListing]) -> Vec<String> {
    let rows = groups.iter().map(|group| [&group.id, &group.group_type, &group.protocol_type]);
    let rows: Vec<[&str; 3]> = rows.map(|row| row.map(String::as_str)).collect();
    let width = rows.iter().flatten().map(|cell| cell.chars().count()).max().unwrap_or(0).max(MIN_WIDTH);
    let line = |cells: &[&str; 3]| cells.map(|cell| format!("{cell:<width$}")).join(" ");
    let mut lines = vec![line(&["GROUP", "TYPE", "PROTOCOL"])];
    // The original ends each row with a separator, but not the titles.
    lines.extend(rows.iter().map(|row| line(row) + " "));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::recorded;

    fn group(id: &str, group_type: &str, protocol_type: &str) -> GroupListing {
        GroupListing {
            id: id.to_string(),
            protocol_type: protocol_type.to_string(),
            state: String::new(),
            group_type: group_type.to_string(),
        }
    }

    fn filter(line: &str) -> Result<Filter, ToolError> {
        let args: Vec<String> = line.split_whitespace().map(str::to_string).collect();
        Filter::from_options(&Parsed::parse(&SPEC, &args).unwrap())
    }

    #[test]
    fn lists_read_as_recorded() {
        let golden = recorded(include_str!("../../tests/golden/groups-list.txt"));
        let groups: Vec<GroupListing> = golden
            .lines()
            .skip(1)
            .map(|line| {
                let mut words = line.split_whitespace();
                let mut next = || words.next().unwrap_or("");
                group(next(), next(), next())
            })
            .collect();
        assert_eq!(listing(&groups).join("\n"), golden);
    }

    #[test]
    fn filters_take_what_they_name() {
        let groups = [
            group("new", "Consumer", "consumer"),
            group("old", "Classic", "consumer"),
            group("simple", "Classic", ""),
            group("connect", "Classic", "connect"),
            group("share", "Share", "share"),
        ];
        let taken = |line: &str| -> Vec<&str> {
            let filter = filter(line).unwrap();
            groups.iter().filter(|group| filter.takes(group)).map(|group| group.id.as_str()).collect()
        };
        assert_eq!(taken("--list").len(), 5);
        assert_eq!(taken("--consumer"), ["new", "old", "simple"]);
        assert_eq!(taken("--group-type Classic"), ["old", "simple", "connect"]);
        assert_eq!(taken("--group-type classic --protocol connect"), ["connect"]);
        assert_eq!(taken("--protocol consumer"), ["new", "old"]);
        assert_eq!(taken("--share"), ["share"]);
        assert!(taken("--streams").is_empty());
        assert!(filter("--share --streams").is_err());
        assert_eq!(
            filter("--group-type x").unwrap_err().to_string(),
            "--group-type must be a valid group type."
        );
    }
}
