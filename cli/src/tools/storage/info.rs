//! `kafka-storage info`: what the log directories say about themselves.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;

use kavka_log::meta_properties::{self, MetaProperties};

use super::load_config;
use crate::args::{Parsed, ToolError};
use crate::output::print_line;

/// Runs the subcommand.
pub fn run(parsed: &Parsed) -> Result<ExitCode, ToolError> {
    let config = load_config(parsed)?;
    let dirs: BTreeSet<_> = config.log_dirs.iter().chain([&config.metadata_log_dir]).cloned().collect();
    let found = look(&dirs);
    // The line that is printed ends the last, empty one.
    print_line(found.text().strip_suffix('\n').unwrap_or_default());
    Ok(if found.problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    dirs: Vec<PathBuf>,
    metadata: Option<MetaProperties>,
    /// What is wrong, a line each.
    pub problems: Vec<String>,
}

/// Looks at all directories.
pub fn look(dirs: &BTreeSet<PathBuf>) -> Found {
    let mut found = Found::default();
    for dir in dirs {
        let shown = dir.display();
        if !dir.is_dir() {
            let problem = if dir.exists() { "is not a directory" } else { "does not exist" };
            found.problems.push(format!("{shown} {problem}"));
            continue;
        }
        found.dirs.push(dir.clone());
        match meta_properties::read(dir) {
            Ok(None) => found.problems.push(format!("{shown} is not formatted.")),
            Ok(Some(meta)) => found.compare(meta),
            Err(error) => found.problems.push(format!("Error loading {shown}/meta.properties: {error}")),
        }
    }
    if found.metadata.as_ref().is_some_and(|meta| meta.version == 0) {
        found.problems.push(
            "The kafka configuration file appears to be for a cluster in KRaft mode, but the directories are \
             formatted for legacy mode."
                .to_owned(),
        );
    }
    found
}

impl Found {
    fn compare(&mut self, meta: MetaProperties) {
        let Some(first) = &self.metadata else {
            self.metadata = Some(meta);
            return;
        };
        if first.cluster_id != meta.cluster_id {
            self.problems.push("Mismatched cluster IDs between storage directories.".to_owned());
        } else if first.node_id != meta.node_id {
            self.problems.push("Mismatched node IDs between storage directories.".to_owned());
        }
    }

    /// What the tool prints, each part with an empty line after it.
    pub fn text(&self) -> String {
        let dirs: Vec<_> = self.dirs.iter().map(|dir| dir.display().to_string()).collect();
        let mut text = part("Found log directory:", "Found log directories:", &dirs);
        if let Some(meta) = &self.metadata {
            let properties = meta.to_properties();
            let pairs: Vec<_> = properties.iter().map(|(key, value)| format!("{key}={value}")).collect();
            text.push_str(&format!("Found metadata: {{{}}}\n\n", pairs.join(", ")));
        }
        text + &part("Found problem:", "Found problems:", &self.problems)
    }
}

fn part(one: &str, many: &str, lines: &[String]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let title = if lines.len() == 1 { one } else { many };
    let lines: String = lines.iter().map(|line| format!("  {line}\n")).collect();
    format!("{title}\n{lines}\n")
}
