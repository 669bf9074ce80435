//! Making the files of a new node: what `kafka-storage format` and the first `kavka up` do.
//!
//! Each log directory gets `bootstrap.checkpoint` (the features the cluster starts with) and `meta.properties`.
//! With a dynamic quorum (KIP-853) the metadata directory also gets the first snapshot of the metadata log,
//! which holds `kraft.version` and the voters. `meta.properties` comes last: it is what makes a directory count
//! as formatted, so that one that was interrupted is formatted again.
//!
//! Source: `Formatter` in Apache Kafka 4.3.

mod checkpoint;
mod levels;
mod scram;
mod voters;

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use kavka_log::atomic_file::write_atomically;
use kavka_log::kafka_uuid;
use kavka_log::meta_properties::{self, MetaProperties, MetaPropertiesError};
use kavka_protocol::metadata_records::MetadataRecord;
use uuid::Uuid;

pub use checkpoint::{BOOTSTRAP_CHECKPOINT, FIRST_SNAPSHOT, bootstrap_checkpoint, first_snapshot};
pub use levels::{FeatureLevels, LevelError, LevelOptions};
pub use scram::{ScramParseError, parse_scram};
pub use voters::{InitialVoter, VoterParseError, parse_voters};

/// Directory of the metadata log.
pub(crate) const METADATA_LOG: &str = "__cluster_metadata-0";

/// How to format a node.
#[derive(Debug, Clone)]
pub struct FormatOptions {
    /// `node.id`
    pub node_id: i32,
    /// The cluster's id: a uuid as Kafka writes it, though any text will do.
    pub cluster_id: String,
    /// `log.dirs`, and `metadata.log.dir` if that is set.
    pub log_dirs: BTreeSet<PathBuf>,
    /// The one of them with the metadata log.
    pub metadata_log_dir: PathBuf,
    /// The features to start with.
    pub levels: FeatureLevels,
    /// Records the cluster begins with besides the features: SCRAM credentials.
    pub records: Vec<MetadataRecord>,
    /// Name of the first controller listener.
    pub controller_listener: String,
    /// The voters of a dynamic quorum; `None` for a static one, or for a node that joins later.
    pub initial_voters: Option<Vec<InitialVoter>>,
    /// Leave directories alone that are formatted already.
    pub ignore_formatted: bool,
    /// Goes into the files.
    pub now: SystemTime,
}

/// Why a node could not be formatted.
#[derive(Debug, thiserror::Error)]
pub enum FormatError {
    /// A directory is formatted already.
    #[error(
        "Log directory {dir} is already formatted. Use --ignore-formatted to ignore this directory and format the others."
    )]
    AlreadyFormatted {
        /// The directory.
        dir: PathBuf,
    },
    /// No directory could be read.
    #[error("No available log directories to format.")]
    NoDirectories,
    /// The metadata directory is not among the directories.
    #[error("The specified metadata log directory, {dir} was not one of the given directories: {given:?}")]
    ForeignMetadataDir {
        /// The metadata directory.
        dir: PathBuf,
        /// All directories.
        given: BTreeSet<PathBuf>,
    },
    /// A directory belongs to another cluster or node.
    #[error("Invalid {key} in: {file}. Expected {expected}, but read {found}")]
    Mismatch {
        /// What differs.
        key: &'static str,
        /// The file.
        file: PathBuf,
        /// What it should be.
        expected: String,
        /// What it is.
        found: String,
    },
    /// A file could not be written.
    #[error("Error while writing {path}: {source}")]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What the file system said.
        #[source]
        source: io::Error,
    },
}

/// What formatting has done, for a tool to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormatEvent {
    /// A directory cannot be read and is left alone.
    Unreadable(PathBuf),
    /// There was nothing to do.
    AllFormatted,
    /// A directory is being formatted.
    Formatting(DirectoryKind, PathBuf),
}

/// What a directory is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DirectoryKind {
    /// Partitions only.
    Log,
    /// The metadata log with a static quorum, or without the node being a voter yet.
    StaticMetadata,
    /// The metadata log of a dynamic quorum in which the node does not vote.
    DynamicNonVoter,
    /// The metadata log of a dynamic quorum in which the node votes.
    DynamicVoter,
}

impl DirectoryKind {
    /// Kafka's words for it.
    pub fn description(self) -> &'static str {
        match self {
            Self::Log => "data directory",
            Self::StaticMetadata => "metadata directory",
            Self::DynamicNonVoter => "dynamic metadata directory",
            Self::DynamicVoter => "dynamic metadata voter directory",
        }
    }
}

/// What stands in the log directories before formatting.
struct Found {
    formatted: Vec<(PathBuf, MetaProperties)>,
    empty: Vec<PathBuf>,
}

/// Formats the directories that are not formatted yet, telling `report` of each step.
///
/// # Errors
/// [`FormatError`]; directories formatted before the failure stay so.
pub fn format(options: &FormatOptions, mut report: impl FnMut(FormatEvent)) -> Result<(), FormatError> {
    if !options.log_dirs.contains(&options.metadata_log_dir) {
        let (dir, given) = (options.metadata_log_dir.clone(), options.log_dirs.clone());
        return Err(FormatError::ForeignMetadataDir { dir, given });
    }
    let found = look(options, &mut report)?;
    if found.empty.is_empty() {
        report(FormatEvent::AllFormatted);
        return Ok(());
    }
    let mut taken: BTreeSet<Uuid> =
        found.formatted.iter().filter_map(|(_, meta)| meta.directory_id).collect();
    for dir in &found.empty {
        let kind = kind_of(options, dir);
        report(FormatEvent::Formatting(kind, dir.clone()));
        let directory_id = match (kind, own_voter(options)) {
            (DirectoryKind::DynamicVoter, Some(voter)) => voter.directory_id,
            _ => unused_id(&taken),
        };
        taken.insert(directory_id);
        format_dir(options, dir, kind, directory_id)?;
    }
    Ok(())
}

/// Reads all `meta.properties` and refuses directories of someone else.
fn look(options: &FormatOptions, report: &mut impl FnMut(FormatEvent)) -> Result<Found, FormatError> {
    let mut found = Found { formatted: Vec::new(), empty: Vec::new() };
    let mut unreadable = Vec::new();
    for dir in &options.log_dirs {
        match meta_properties::read(dir) {
            Ok(Some(meta)) => {
                check_owner(options, dir, &meta)?;
                found.formatted.push((dir.clone(), meta));
            }
            Ok(None) => found.empty.push(dir.clone()),
            Err(
                MetaPropertiesError::Io { .. }
                | MetaPropertiesError::Version { .. }
                | MetaPropertiesError::Missing { .. }
                | MetaPropertiesError::Invalid { .. },
            ) => unreadable.push(dir.clone()),
        }
    }
    if let Some((dir, _)) = found.formatted.first().filter(|_| !options.ignore_formatted) {
        return Err(FormatError::AlreadyFormatted { dir: dir.clone() });
    }
    let nothing_left = found.formatted.is_empty() && found.empty.is_empty();
    unreadable.into_iter().for_each(|dir| report(FormatEvent::Unreadable(dir)));
    if nothing_left { Err(FormatError::NoDirectories) } else { Ok(found) }
}

fn check_owner(options: &FormatOptions, dir: &Path, meta: &MetaProperties) -> Result<(), FormatError> {
    let mismatch = |key, expected: String, found: String| {
        let file = dir.join(meta_properties::META_PROPERTIES);
        Err(FormatError::Mismatch { key, file, expected, found })
    };
    match (&meta.cluster_id, meta.node_id) {
        (Some(found), _) if *found != options.cluster_id => {
            mismatch("cluster.id", options.cluster_id.clone(), found.clone())
        }
        (_, Some(found)) if found != options.node_id => {
            mismatch("node.id", options.node_id.to_string(), found.to_string())
        }
        _ => Ok(()),
    }
}

fn kind_of(options: &FormatOptions, dir: &Path) -> DirectoryKind {
    match &options.initial_voters {
        _ if *dir != *options.metadata_log_dir => DirectoryKind::Log,
        None => DirectoryKind::StaticMetadata,
        Some(_) if own_voter(options).is_some() => DirectoryKind::DynamicVoter,
        Some(_) => DirectoryKind::DynamicNonVoter,
    }
}

fn own_voter(options: &FormatOptions) -> Option<&InitialVoter> {
    options.initial_voters.iter().flatten().find(|voter| voter.id == options.node_id)
}

fn unused_id(taken: &BTreeSet<Uuid>) -> Uuid {
    loop {
        let id = kafka_uuid::random();
        if !taken.contains(&id) {
            return id;
        }
    }
}

fn format_dir(
    options: &FormatOptions,
    dir: &Path,
    kind: DirectoryKind,
    directory_id: Uuid,
) -> Result<(), FormatError> {
    let io = |path: &Path| {
        let path = path.to_owned();
        move |source| FormatError::Io { path, source }
    };
    fs::create_dir_all(dir).map_err(io(dir))?;
    let bootstrap = dir.join(BOOTSTRAP_CHECKPOINT);
    let content = bootstrap_checkpoint(&options.levels, &options.records, options.now);
    write_atomically(&bootstrap, &content).map_err(io(&bootstrap))?;
    if let (DirectoryKind::DynamicVoter | DirectoryKind::DynamicNonVoter, Some(voters)) =
        (kind, &options.initial_voters)
    {
        let log = dir.join(METADATA_LOG);
        fs::create_dir_all(&log).map_err(io(&log))?;
        let snapshot = log.join(FIRST_SNAPSHOT);
        let level = options.levels.kraft_version();
        let content = first_snapshot(level, voters, &options.controller_listener, options.now);
        write_atomically(&snapshot, &content).map_err(io(&snapshot))?;
        mark_read_only(&snapshot).map_err(io(&snapshot))?;
    }
    let meta = MetaProperties {
        version: 1,
        cluster_id: Some(options.cluster_id.clone()),
        node_id: Some(options.node_id),
        directory_id: Some(directory_id),
    };
    meta_properties::write(dir, &meta, options.now).map_err(io(&dir.join(meta_properties::META_PROPERTIES)))
}

/// Kafka marks frozen snapshots so.
fn mark_read_only(path: &Path) -> io::Result<()> {
    let mut permissions = fs::metadata(path)?.permissions();
    permissions.set_readonly(true);
    fs::set_permissions(path, permissions)
}

#[cfg(test)]
mod tests;
