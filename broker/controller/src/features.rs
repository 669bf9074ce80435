//! Feature flags and the levels of `metadata.version`.

use crate::image::VersionRange;

/// `metadata.version`
pub const METADATA_VERSION: &str = "metadata.version";
/// `kraft.version`, kept in control records.
pub const KRAFT_VERSION: &str = "kraft.version";
/// `eligible.leader.replicas.version`
pub const ELR_VERSION: &str = "eligible.leader.replicas.version";
/// `group.version`
pub const GROUP_VERSION: &str = "group.version";
/// `transaction.version`
pub const TRANSACTION_VERSION: &str = "transaction.version";
/// `share.version`
pub const SHARE_VERSION: &str = "share.version";
/// `streams.version`
pub const STREAMS_VERSION: &str = "streams.version";

/// A feature flag of Kafka 4.3 besides `metadata.version`.
#[derive(Debug, Clone, Copy)]
pub struct Feature {
    /// Its name.
    pub name: &'static str,
    /// For each level from 0: the level of `metadata.version` from which it is the default when formatting.
    pub bootstrap_metadata_versions: &'static [i16],
    /// For each level from 0: the level of `metadata.version` it cannot do without, 0 for none.
    pub required_metadata_versions: &'static [i16],
}

impl Feature {
    /// Highest level.
    pub fn latest(&self) -> i16 {
        self.bootstrap_metadata_versions.len() as i16 - 1
    }

    /// The level that formatting finalizes at `metadata_version`.
    pub fn default_level(&self, metadata_version: i16) -> i16 {
        let reached = self.bootstrap_metadata_versions.iter().rposition(|from| metadata_version >= *from);
        reached.unwrap_or(0) as i16
    }
}

/// All feature flags besides `metadata.version`, `kraft.version` included.
///
/// The order is that in which Kafka's formatter writes them, with `kraft.version` (never written) last.
pub const FEATURES: [Feature; 6] = [
    feature(ELR_VERSION, &[7, 26], &[0, 23]),
    feature(GROUP_VERSION, &[7, 22], &[0, 0]),
    feature(SHARE_VERSION, &[7, 28], &[0, 0]),
    feature(STREAMS_VERSION, &[7, 29], &[0, 0]),
    feature(TRANSACTION_VERSION, &[7, 24, 24], &[0, 0, 0]),
    feature(KRAFT_VERSION, &[7, 21], &[0, 0]),
];

const fn feature(
    name: &'static str,
    bootstrap_metadata_versions: &'static [i16],
    required_metadata_versions: &'static [i16],
) -> Feature {
    Feature { name, bootstrap_metadata_versions, required_metadata_versions }
}

/// Levels of `metadata.version` that a node of Kafka 4.3 supports.
pub const METADATA_VERSION_RANGE: VersionRange =
    VersionRange { min: 7, max: MetadataVersion::LATEST_PRODUCTION.0 };

/// The range of levels this node supports of the feature `name`.
pub fn supported_range(name: &str) -> Option<VersionRange> {
    if name == METADATA_VERSION {
        return Some(METADATA_VERSION_RANGE);
    }
    FEATURES.iter().find(|f| f.name == name).map(|f| VersionRange { min: 0, max: f.latest() })
}

/// All features this node supports with their ranges, `metadata.version` first.
pub fn supported_features() -> impl Iterator<Item = (&'static str, VersionRange)> {
    std::iter::once((METADATA_VERSION, METADATA_VERSION_RANGE))
        .chain(FEATURES.iter().map(|f| (f.name, VersionRange { min: 0, max: f.latest() })))
}

/// A level of `metadata.version`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MetadataVersion(pub i16);

/// Names of the levels from 7.
const METADATA_VERSION_NAMES: [&str; 25] = [
    "3.3-IV3", "3.4-IV0", "3.5-IV0", "3.5-IV1", "3.5-IV2", "3.6-IV0", "3.6-IV1", "3.6-IV2", "3.7-IV0",
    "3.7-IV1", "3.7-IV2", "3.7-IV3", "3.7-IV4", "3.8-IV0", "3.9-IV0", "4.0-IV0", "4.0-IV1", "4.0-IV2",
    "4.0-IV3", "4.1-IV0", "4.1-IV1", "4.2-IV0", "4.2-IV1", "4.3-IV0", "4.4-IV0",
];

impl MetadataVersion {
    /// The lowest level that Kafka 4.3 still starts with.
    pub const MINIMUM: Self = Self(7);
    /// 4.3-IV0.
    pub const LATEST_PRODUCTION: Self = Self(30);

    /// Its name, such as `4.3-IV0`.
    pub fn name(self) -> Option<&'static str> {
        METADATA_VERSION_NAMES.get(usize::try_from(self.0 - 7).ok()?).copied()
    }

    /// The level that a full name (`4.3-IV0`) or a release (`4.3`, its last level) stands for.
    pub fn from_name(name: &str) -> Option<Self> {
        let matches =
            |full: &str| full == name || full.split_once("-IV").is_some_and(|(short, _)| short == name);
        let at = METADATA_VERSION_NAMES.iter().rposition(|full| matches(full))?;
        Some(Self(at as i16 + 7))
    }

    /// Every known level with its name.
    pub fn all() -> impl Iterator<Item = (Self, &'static str)> {
        METADATA_VERSION_NAMES.iter().zip(7..).map(|(name, level)| (Self(level), *name))
    }

    /// Version of RegisterBrokerRecord to write.
    pub fn register_broker_record_version(self) -> i16 {
        match self.0 {
            30.. => 4,
            17.. => 3,
            8.. => 2,
            _ => 1,
        }
    }

    /// Version of PartitionRecord and PartitionChangeRecord to write.
    pub fn partition_record_version(self) -> i16 {
        match self.0 {
            23.. => 2,
            17.. => 1,
            _ => 0,
        }
    }

    /// Whether SCRAM credentials are in the metadata (3.5-IV2, KIP-900).
    pub fn supports_scram(self) -> bool {
        self.0 >= 11
    }

    /// Whether records of several batches may be wrapped in a transaction (3.6-IV1, KIP-868).
    pub fn supports_transactions(self) -> bool {
        self.0 >= 13
    }

    /// Whether controllers register (3.7-IV0, KIP-919).
    pub fn supports_controller_registration(self) -> bool {
        self.0 >= 15
    }

    /// Whether replicas have directory ids (3.7-IV2, KIP-858).
    pub fn supports_directories(self) -> bool {
        self.0 >= 17
    }

    /// Whether registrations name the directories that get no new replicas (KIP-1066).
    pub fn supports_cordoned_directories(self) -> bool {
        self.register_broker_record_version() >= 4
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_levels_agree() {
        assert_eq!(MetadataVersion(30).name(), Some("4.3-IV0"));
        assert_eq!(MetadataVersion(7).name(), Some("3.3-IV3"));
        assert_eq!(MetadataVersion(6).name(), None);
        assert_eq!(MetadataVersion::from_name("3.7"), Some(MetadataVersion(19)));
        assert_eq!(MetadataVersion::from_name("3.7-IV2"), Some(MetadataVersion(17)));
        assert_eq!(MetadataVersion::from_name("9.9"), None);
        assert_eq!(MetadataVersion::all().last(), Some((MetadataVersion(31), "4.4-IV0")));
    }

    #[test]
    fn format_defaults_follow_the_metadata_version() {
        let level = |name, mv| FEATURES.iter().find(|f| f.name == name).unwrap().default_level(mv);
        assert_eq!(level(TRANSACTION_VERSION, 30), 2);
        assert_eq!(level(TRANSACTION_VERSION, 23), 0);
        assert_eq!(level(ELR_VERSION, 25), 0);
        assert_eq!(level(KRAFT_VERSION, 21), 1);
        assert_eq!(level(STREAMS_VERSION, 28), 0);
    }
}
