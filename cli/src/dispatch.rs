//! Which tool a command line means.

use std::path::Path;
use std::process::ExitCode;

use crate::links;
use crate::output::print_line;
use crate::tools::{TOOLS, Tool};

/// Runs the tool that `argv` names, by its program name or by its first argument.
pub fn run(argv: Vec<String>) -> ExitCode {
    let mut rest = argv.into_iter();
    let program = rest.next().unwrap_or_default();
    let mut args: Vec<String> = rest.collect();
    if let Some(tool) = tool_for_program(&program) {
        return (tool.run)(args);
    }
    if args.is_empty() {
        eprint!("{}", help());
        return ExitCode::FAILURE;
    }
    let command = args.remove(0);
    match command.as_str() {
        "--help" | "-h" | "help" => {
            print_line(help().trim_end());
            ExitCode::SUCCESS
        }
        "--version" | "-V" | "version" => {
            print_line(&format!(
                "kavka {} (Apache Kafka {})",
                env!("CARGO_PKG_VERSION"),
                crate::args::KAFKA_VERSION
            ));
            ExitCode::SUCCESS
        }
        "links" => links::run(args),
        name => match TOOLS.iter().find(|tool| tool.name == name).or_else(|| tool_for_program(name)) {
            Some(tool) => (tool.run)(args),
            None => {
                eprintln!("kavka: unknown command '{name}'; 'kavka --help' lists the commands");
                ExitCode::FAILURE
            }
        },
    }
}

/// The tool whose script name `program` has, with or without a directory and `.sh`.
fn tool_for_program(program: &str) -> Option<&'static Tool> {
    let name = Path::new(program).file_name()?.to_str()?;
    let name = name.strip_suffix(".sh").unwrap_or(name);
    TOOLS.iter().find(|tool| tool.script == Some(name))
}

fn help() -> String {
    let mut text = String::from("Usage: kavka <command> [options]\n\nCommands:\n");
    for tool in TOOLS {
        text.push_str(&format!("  {:<22} {}\n", tool.name, tool.about));
    }
    text.push_str(&format!(
        "  {:<22} {}\n",
        "links DIR", "make a link in DIR for each tool, named as Kafka's script"
    ));
    text.push_str("\n'kavka <command> --help' lists the options of a command.\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_named_as_a_script_runs_its_tool() {
        for program in ["kafka-topics.sh", "kafka-topics", "/opt/kafka/bin/kafka-topics.sh"] {
            assert_eq!(tool_for_program(program).map(|tool| tool.name), Some("topics"), "{program}");
        }
        for program in ["kavka", "topics", "kafka-nothing.sh", ""] {
            assert!(tool_for_program(program).is_none(), "{program}");
        }
    }

    #[test]
    fn names_and_scripts_are_unique() {
        let mut seen = std::collections::HashSet::new();
        for tool in TOOLS {
            assert!(seen.insert(tool.name), "{}", tool.name);
            assert!(tool.script.is_none_or(|script| seen.insert(script)), "{:?}", tool.script);
            assert!(help().contains(tool.about));
        }
    }
}
