//! The usage text of a tool.

use super::{Opt, Spec, Takes};

/// A table of the tool's options, in two columns.
pub fn usage(spec: &Spec) -> String {
    let rows: Vec<(String, &str)> =
        spec.options.iter().map(|option| (left_column(option), option.help)).collect();
    let width = rows.iter().map(|(left, _)| left.len()).max().unwrap_or(0).max("--version".len());
    let mut text = format!("usage: {} [options]\n", spec.tool);
    for (left, help) in &rows {
        text.push_str(&format!("  {left:<width$}  {help}\n"));
    }
    text.push_str(&format!("  {:<width$}  print this\n", "--help"));
    text.push_str(&format!("  {:<width$}  print the version\n", "--version"));
    text
}

fn left_column(option: &Opt) -> String {
    let name = match option.short {
        Some(short) => format!("--{}, -{short}", option.name),
        None => format!("--{}", option.name),
    };
    match option.takes {
        Takes::Flag => name,
        Takes::One(value) => format!("{name} <{value}>"),
        Takes::Maybe(value) => format!("{name} [{value}]"),
        Takes::Many(value) => format!("{name} <{value}>..."),
    }
}
