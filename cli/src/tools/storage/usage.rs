//! Help as argparse4j lays it out, without its filling of lines.

use super::Command;
use crate::args::{Opt, Spec, Takes};

/// The short usage of the tool.
pub fn tool() -> String {
    "usage: kafka-storage [-h]\n                     \
     {info,format,version-mapping,feature-dependencies,random-uuid}\n                     ...\n"
        .to_owned()
}

/// The help of the tool.
pub fn tool_help(commands: &[Command]) -> String {
    let mut text = tool() + "\nThe Kafka storage tool.\n\npositional arguments:\n";
    for command in commands {
        text.push_str(&format!("    {:<20} {}\n", command.spec.tool, command.spec.about));
    }
    text + "\noptional arguments:\n  -h, --help             show this help message and exit\n"
}

/// The short usage of a subcommand.
pub fn command(spec: &Spec) -> String {
    let options: Vec<_> = spec.options.iter().map(|option| format!(" [{}]", long(option))).collect();
    format!("usage: kafka-storage {} [-h]{}\n", spec.tool, options.concat())
}

/// The help of a subcommand.
pub fn command_help(spec: &Spec) -> String {
    let mut text = command(spec) + "\noptional arguments:\n";
    text.push_str("  -h, --help             show this help message and exit\n");
    for option in spec.options {
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
