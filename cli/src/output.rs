//! Text on stdout: lines, and tables as wide as their widest cells.

use std::io::{self, Write};

use kavka_client::metrics::{Metric, Value};
use serde_json::json;

/// Prints a line on stdout; ends the process quietly when the reader is gone, as `head` does.
pub fn print_line(line: &str) {
    let mut out = io::stdout().lock();
    if writeln!(out, "{line}").and_then(|()| out.flush()).is_err() {
        std::process::exit(1);
    }
}

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its header.
    pub title: &'static str,
    width: Width,
}

#[derive(Debug, Clone, Copy)]
enum Width {
    AtLeast(usize),
    Exactly(usize),
    Unpadded,
}

impl Column {
    /// As wide as its widest cell, but no narrower than this.
    pub const fn at_least(title: &'static str, width: usize) -> Self {
        Self { title, width: Width::AtLeast(width) }
    }

    /// Always so wide; longer cells push the rest to the right, as in `printf`.
    pub const fn exactly(title: &'static str, width: usize) -> Self {
        Self { title, width: Width::Exactly(width) }
    }

    /// The last one, without padding.
    pub const fn last(title: &'static str) -> Self {
        Self { title, width: Width::Unpadded }
    }
}

/// Header and rows, cells padded and parted by a space.
pub fn table(columns: &[Column], rows: Vec<Vec<String>>) -> Vec<String> {
    let width_of = |(at, column): (usize, &Column)| match column.width {
        Width::AtLeast(least) => {
            let cells = rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count());
            cells.chain([least, column.title.len()]).max().unwrap_or(least)
        }
        Width::Exactly(width) => width,
        Width::Unpadded => 0,
    };
    let widths: Vec<usize> = columns.iter().enumerate().map(width_of).collect();
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let padded: Vec<String> = cells.zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        padded.join(" ")
    };
    let mut lines = vec![line(&mut columns.iter().map(|column| column.title))];
    lines.extend(rows.iter().map(|row| line(&mut row.iter().map(String::as_str))));
    lines
}

/// Header and rows, cells as wide as the widest of their column and each followed by a tab.
pub fn tab_table(titles: &[&str], rows: &[Vec<String>]) -> Vec<String> {
    let title_row: Vec<String> = titles.iter().map(ToString::to_string).collect();
    let width_of = |at: usize| {
        let cells = rows.iter().chain([&title_row]).filter_map(|row| row.get(at));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..titles.len()).map(width_of).collect();
    let line = |row: &Vec<String>| -> String {
        row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}\t")).collect()
    };
    std::iter::once(&title_row).chain(rows).map(line).collect()
}

/// A client's metrics as Kafka's tools print them: by group, name and tags.
pub fn metric_table(metrics: &[Metric]) -> Vec<String> {
    let shown = |metric: &Metric| {
        let tags: Vec<String> = metric.tags.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let value = match &metric.value {
            Value::Number(number) if number.is_nan() => "NaN".to_owned(),
            Value::Number(number) => format!("{number:.3}"),
            Value::Text(text) => text.clone(),
        };
        (format!("{}:{}:{{{}}}", metric.group, metric.name, tags.join(", ")), value)
    };
    let mut rows: Vec<(String, String)> = metrics.iter().map(shown).collect();
    rows.sort();
    let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let head = [String::new(), format!("{:width$}   Value", "Metric Name")];
    head.into_iter().chain(rows.into_iter().map(|(name, value)| format!("{name:width$} : {value}"))).collect()
}

/// A client's metrics as JSON: an object for each, with group, name, tags and value; NaN is null.
pub fn metric_json(metrics: &[Metric]) -> serde_json::Value {
    let shown = |metric: &Metric| {
        let value = match &metric.value {
            Value::Number(number) => json!(number),
            Value::Text(text) => json!(text),
        };
        json!({"group": metric.group, "name": metric.name, "tags": metric.tags, "value": value})
    };
    metrics.iter().map(shown).collect()
}

/// The stdout of a recording: what is between the command line and `[stderr]` or `[exit …]`.
#[cfg(test)]
pub fn recorded(text: &str) -> String {
    let lines = text.lines().skip_while(|line| !line.starts_with("$ ")).skip(1);
    lines.take_while(|line| *line != "[stderr]" && !line.starts_with("[exit ")).collect::<Vec<_>>().join("\n")
}
