//! Tools with subcommands, which Kafka reads with argparse4j: options of the tool before the
//! command, options of the command after it, the last of several values counts.

use std::process::ExitCode;
use std::str::FromStr;

use super::parse::{ARGPARSE, Problem, Read};
use super::{KAFKA_VERSION, Opt, Parsed, Spec, Takes, ToolError};
use crate::output::print_line;

/// A tool with subcommands.
#[derive(Clone, Copy, Debug)]
pub struct Commands {
    /// The tool's name, its purpose, and the options before the command.
    pub spec: Spec,
    /// Options of the tool that must be given.
    pub required: &'static [&'static str],
    /// How the tool puts an error of its command line; without it, after the usage as argparse4j does.
    pub error_line: Option<fn(&str) -> String>,
    /// The exit code of help: some of Kafka's tools take it for a failure.
    pub help_exit: u8,
    /// The commands.
    pub commands: &'static [Command],
}

/// A command of a tool.
#[derive(Clone, Copy, Debug)]
pub struct Command {
    /// Its name, its purpose, and its own options.
    pub spec: Spec,
    /// Options that must be given.
    pub required: &'static [&'static str],
    /// Runs it with all options, those before it too.
    pub run: fn(&Parsed) -> Result<ExitCode, ToolError>,
}

/// Parses `args`, answers `--help` and, where the tool has it, `--version`; otherwise runs the command that is named.
pub fn run_commands(tool: &Commands, args: &[String]) -> ExitCode {
    let wrong = |text: &str, usage: String| {
        match tool.error_line {
            Some(line) => eprintln!("{}", line(text)),
            None => eprintln!("{usage}{}: error: {text}", tool.spec.tool),
        }
        ExitCode::FAILURE
    };
    let (common, used) = match Parsed::read(&tool.spec, ARGPARSE, args, Read::UntilPositional) {
        Ok(read) => read,
        Err(problem) => return wrong(&text_of(&tool.spec, &problem), usage(tool)),
    };
    if common.has("help") {
        print_line(help(tool).trim_end());
        return ExitCode::from(tool.help_exit);
    }
    if common.has("version") {
        // As Kafka's own where it was not built from a commit.
        print_line(&format!("{KAFKA_VERSION} (Commit:unknown)"));
        return ExitCode::SUCCESS;
    }
    let Some((name, rest)) = args.get(used..).and_then(<[String]>::split_first) else {
        return wrong("too few arguments", usage(tool));
    };
    let Some(command) = tool.commands.iter().find(|command| command.spec.tool == name) else {
        let names: Vec<_> = tool.commands.iter().map(|command| format!("'{}'", command.spec.tool)).collect();
        return wrong(&format!("invalid choice: '{name}' (choose from {})", names.join(", ")), usage(tool));
    };
    match command.parse(rest) {
        Err(line) => wrong(&line, command_usage(tool, command)),
        Ok(own) if own.has("help") => {
            print_line(command_help(tool, command).trim_end());
            ExitCode::from(tool.help_exit)
        }
        Ok(own) => {
            if let Some(line) = missing(&tool.spec, tool.required, &common) {
                return wrong(&line, usage(tool));
            }
            (command.run)(&common.with(own)).unwrap_or_else(|error| match error {
                ToolError::Usage(line) => wrong(&line, command_usage(tool, command)),
                ToolError::Failed(line) => {
                    eprintln!("{line}");
                    ExitCode::FAILURE
                }
            })
        }
    }
}

/// Like [`run_commands`] for a tool without subcommands. An empty command line is a call for help that succeeds;
/// asking for help ends with exit code 1, as argparse4j raises it as an error.
pub fn run_command(tool: &Command, args: &[String]) -> ExitCode {
    let name = tool.spec.tool;
    let usage = || format!("usage: {name} [-h]{}\n", optional(tool.spec.options, tool.required));
    let wrong = |text: &str| {
        eprintln!("{}{name}: error: {text}", usage());
        ExitCode::FAILURE
    };
    if args.is_empty() || args.iter().any(|arg| arg == "-h" || arg == "--help") {
        let options = option_lines(tool.spec.options);
        let help = format!("{}\n{}\n\noptional arguments:\n{options}", usage(), tool.spec.about);
        print_line(help.trim_end());
        return if args.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    let outcome = tool.parse(args).map_err(ToolError::Usage).and_then(|parsed| (tool.run)(&parsed));
    outcome.unwrap_or_else(|error| match error {
        ToolError::Usage(line) => wrong(&line),
        ToolError::Failed(line) => {
            eprintln!("{line}");
            ExitCode::FAILURE
        }
    })
}

impl Command {
    /// The command's own options, checked.
    pub fn parse(&self, args: &[String]) -> Result<Parsed, String> {
        let read = Parsed::read(&self.spec, ARGPARSE, args, Read::All);
        let (own, _) = read.map_err(|problem| text_of(&self.spec, &problem))?;
        if own.has("help") {
            return Ok(own);
        }
        if let Some(extra) = own.positionals().first() {
            return Err(format!("unrecognized arguments: '{extra}'"));
        }
        missing(&self.spec, self.required, &own).map_or(Ok(own), Err)
    }
}

impl Parsed {
    /// The value of an option; given several times, the last one counts.
    pub fn last<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.all(name).last()
    }

    /// The value of an option as a number of the type that Java calls `java_type`.
    ///
    /// # Errors
    /// [`ToolError::Usage`] in argparse4j's words.
    pub fn number<T: FromStr>(&self, name: &str, java_type: &str) -> Result<Option<T>, ToolError> {
        let Some(text) = self.last(name) else { return Ok(None) };
        text.parse().map(Some).map_err(|_| {
            let line = format!(
                "argument --{name}: could not convert '{text}' to {java_type} (For input string: \"{text}\")"
            );
            ToolError::Usage(line)
        })
    }

    /// Checks that at most one of `names` is given, and one at all if `is_required`.
    ///
    /// # Errors
    /// [`ToolError::Usage`] in argparse4j's words.
    pub fn one_of(&self, options: &[Opt], is_required: bool) -> Result<(), ToolError> {
        let given: Vec<&Opt> = options.iter().filter(|option| self.has(option.name)).collect();
        match given[..] {
            [first, second, ..] => Err(ToolError::Usage(format!(
                "argument {}: not allowed with argument {}",
                all_names(second),
                all_names(first)
            ))),
            [] if is_required => {
                let names: Vec<String> = options.iter().map(all_names).collect();
                Err(ToolError::Usage(format!("one of the arguments {} is required", names.join(" "))))
            }
            _ => Ok(()),
        }
    }

    /// The value of an option that [`Command::required`] lists.
    ///
    /// # Errors
    /// [`ToolError::Usage`] when it is absent after all.
    pub fn needed<'a>(&'a self, name: &'a str) -> Result<&'a str, ToolError> {
        self.last(name).ok_or_else(|| ToolError::Usage(format!("argument --{name} is required")))
    }
}

fn missing(spec: &Spec, required: &[&str], parsed: &Parsed) -> Option<String> {
    let name = required.iter().find(|name| !parsed.has(name))?;
    Some(format!("argument {} is required", flags(spec, name)))
}

fn text_of(spec: &Spec, problem: &Problem) -> String {
    match problem {
        Problem::Unknown { token, .. } => format!("unrecognized arguments: '{token}'"),
        Problem::NoValue { name } => format!("argument {}: expected one argument", flags(spec, name)),
    }
}

/// All names of an option, as errors give them.
fn flags(spec: &Spec, name: &str) -> String {
    let option = spec.options.iter().find(|option| option.name == name);
    option.map_or(format!("--{name}"), all_names)
}

fn all_names(option: &Opt) -> String {
    let name = option.name;
    option.short.map_or(format!("--{name}"), |short| format!("--{name}/-{short}"))
}

fn names(tool: &Commands) -> String {
    tool.commands.iter().map(|command| command.spec.tool).collect::<Vec<_>>().join(",")
}

/// The short usage of the tool.
fn usage(tool: &Commands) -> String {
    let options = optional(tool.spec.options, tool.required);
    format!("usage: {} [-h]{options} {{{}}} ...\n", tool.spec.tool, names(tool))
}

fn help(tool: &Commands) -> String {
    let mut text = format!("{}\n{}\n\npositional arguments:\n", usage(tool), tool.spec.about);
    for command in tool.commands {
        text.push_str(&format!("    {:<20} {}\n", command.spec.tool, command.spec.about));
    }
    text + "\noptional arguments:\n" + &option_lines(tool.spec.options)
}

/// The short usage of a command.
fn command_usage(tool: &Commands, command: &Command) -> String {
    let own = optional(command.spec.options, command.required);
    format!("usage: {} {} [-h]{own}\n", tool.spec.tool, command.spec.tool)
}

fn command_help(tool: &Commands, command: &Command) -> String {
    let mut text = command_usage(tool, command);
    text.push_str("\noptional arguments:\n");
    text + &option_lines(command.spec.options)
}

fn optional(options: &[Opt], required: &[&str]) -> String {
    let shown = |option: &Opt| match required.contains(&option.name) {
        true => format!(" {}", long(option)),
        false => format!(" [{}]", long(option)),
    };
    options.iter().map(shown).collect()
}

fn option_lines(options: &[Opt]) -> String {
    let mut text = "  -h, --help             show this help message and exit\n".to_string();
    for option in options {
        let short = option.short.map(|short| format!(", -{short}{}", value(option))).unwrap_or_default();
        text.push_str(&format!("  {}{short}\n                         {}\n", long(option), option.help));
    }
    text
}

fn long(option: &Opt) -> String {
    format!("--{}{}", option.name, value(option))
}

fn value(option: &Opt) -> String {
    match option.takes {
        Takes::Flag => String::new(),
        Takes::One(value) | Takes::Maybe(value) | Takes::Many(value) => format!(" {value}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOOL: Commands = Commands {
        spec: Spec {
            tool: "kafka-test.sh",
            about: "tests",
            options: &[Opt::one("bootstrap-server", "host:port", "where").or('b')],
        },
        required: &["bootstrap-server"],
        error_line: None,
        help_exit: 1,
        commands: &[Command {
            spec: Spec {
                tool: "describe",
                about: "describes",
                options: &[Opt::one("partition", "PARTITION", "which").or('p'), Opt::flag("all", "all")],
            },
            required: &["partition"],
            run: |_| Ok(ExitCode::SUCCESS),
        }],
    };

    fn own(line: &str) -> Result<Parsed, String> {
        let args: Vec<String> = line.split_whitespace().map(str::to_string).collect();
        TOOL.commands[0].parse(&args)
    }

    #[test]
    fn errors_read_as_those_of_the_original() {
        assert_eq!(own("--all").unwrap_err(), "argument --partition/-p is required");
        assert_eq!(own("--foo").unwrap_err(), "unrecognized arguments: '--foo'");
        assert_eq!(own("-p 1 bla").unwrap_err(), "unrecognized arguments: 'bla'");
        assert_eq!(own("--partition").unwrap_err(), "argument --partition/-p: expected one argument");
        assert_eq!(
            own("-p x").unwrap().number::<i32>("partition", "Integer").unwrap_err().to_string(),
            "argument --partition: could not convert 'x' to Integer (For input string: \"x\")"
        );
    }

    #[test]
    fn only_tools_that_list_it_have_a_version() {
        let exit = |tool: &Commands, arg: &str| run_commands(tool, &[arg.to_string()]);
        assert_eq!(own("--version").unwrap_err(), "unrecognized arguments: '--version'");
        assert_eq!(exit(&TOOL, "--version"), ExitCode::FAILURE);
        const VERSION: &[Opt] = &[Opt::flag("version", "the version").or('v')];
        let tool = Commands { spec: Spec { options: VERSION, ..TOOL.spec }, ..TOOL };
        assert_eq!((exit(&tool, "--version"), exit(&tool, "-v")), (ExitCode::SUCCESS, ExitCode::SUCCESS));
    }

    #[test]
    fn help_that_was_asked_for_is_an_error_without_subcommands() {
        let command = &TOOL.commands[0];
        assert_eq!(run_command(command, &[]), ExitCode::SUCCESS);
        assert_eq!(run_command(command, &["-h".to_string()]), ExitCode::FAILURE);
    }

    #[test]
    fn the_last_value_counts() {
        let parsed = own("-p 1 --partition 2").unwrap();
        assert_eq!(parsed.number::<i32>("partition", "Integer").unwrap(), Some(2));
    }

    #[test]
    fn the_tools_options_stand_before_the_command() {
        let args: Vec<String> = ["-b", "a:1", "describe", "-p", "0"].map(str::to_string).to_vec();
        let (common, used) = Parsed::read(&TOOL.spec, ARGPARSE, &args, Read::UntilPositional).unwrap();
        assert_eq!((common.last("bootstrap-server"), used), (Some("a:1"), 2));
        assert_eq!(run_commands(&TOOL, &args), ExitCode::SUCCESS);
    }
}
