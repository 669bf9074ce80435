//! Which features a new cluster starts with.

use std::collections::BTreeMap;

use crate::features::{FEATURES, KRAFT_VERSION, METADATA_VERSION, MetadataVersion};

/// What decides the levels.
#[derive(Debug, Clone, Default)]
pub struct LevelOptions {
    /// `--release-version`, already looked up.
    pub release_version: Option<MetadataVersion>,
    /// `--feature name=level`
    pub features: BTreeMap<String, i16>,
    /// The quorum is a dynamic one (KIP-853).
    pub dynamic_quorum: bool,
    /// `unstable.feature.versions.enable`
    pub unstable: bool,
}

/// Why levels do not fit; the texts are Kafka's.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum LevelError {
    /// Both ways of setting the metadata version were used.
    #[error("Use --release-version instead of --feature metadata.version=X to avoid ambiguity.")]
    AmbiguousRelease,
    /// No such metadata version.
    #[error("No MetadataVersion with feature level {0}. Valid feature levels are from {min} to {max}.",
        min = MetadataVersion::MINIMUM.0, max = MetadataVersion::LATEST_PRODUCTION.0 + 1)]
    UnknownMetadataVersion(i16),
    /// The metadata version is for tests of Kafka only.
    #[error("metadata.version {0} is not yet stable.")]
    Unstable(&'static str),
    /// No such feature.
    #[error("Unsupported feature: {name}. Supported features are: {supported}")]
    UnknownFeature {
        /// The feature.
        name: String,
        /// All that there are.
        supported: String,
    },
    /// The feature has no such level.
    #[error("No feature:{name} with feature level {level}")]
    UnknownLevel {
        /// The feature.
        name: &'static str,
        /// The level.
        level: i16,
    },
    /// `kraft.version` 0 with a dynamic quorum.
    #[error(
        "Cannot set kraft.version to {0} if controller.quorum.voters is empty and one of the flags --standalone, --initial-controllers, or --no-initial-controllers is used. For dynamic controllers support, try removing the --feature flag for kraft.version."
    )]
    KRaftVersionTooLow(i16),
    /// `kraft.version` 1 without a dynamic quorum.
    #[error(
        "Cannot set kraft.version to {0} unless controller.quorum.voters is empty and one of the flags --standalone, --initial-controllers, or --no-initial-controllers is used. For dynamic controllers support, try using one of --standalone, --initial-controllers, or --no-initial-controllers and removing controller.quorum.voters."
    )]
    KRaftVersionTooHigh(i16),
    /// A feature needs a later metadata version.
    #[error("{name} could not be set to {level} because it depends on metadata.version level {required}")]
    Dependency {
        /// The feature.
        name: &'static str,
        /// Its level.
        level: i16,
        /// The metadata version it needs.
        required: i16,
    },
}

/// The levels a new cluster starts with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeatureLevels {
    metadata_version: MetadataVersion,
    /// All others, `kraft.version` too.
    others: BTreeMap<&'static str, i16>,
}

impl FeatureLevels {
    /// Decides the levels.
    ///
    /// # Errors
    /// [`LevelError`]
    pub fn decide(options: &LevelOptions) -> Result<Self, LevelError> {
        let metadata_version = metadata_version(options)?;
        if let Some(name) = options.features.keys().find(|name| !is_known(name)) {
            let mut names: Vec<_> = FEATURES.iter().map(|feature| feature.name).collect();
            names.sort_unstable();
            let (name, supported) = (name.clone(), names.join(", "));
            return Err(LevelError::UnknownFeature { name, supported });
        }
        let mut others = BTreeMap::new();
        for feature in &FEATURES {
            let given = options.features.get(feature.name).copied();
            let level = match feature.name {
                KRAFT_VERSION => kraft_version(given, options.dynamic_quorum)?,
                _ => given.unwrap_or_else(|| feature.default_level(metadata_version.0)),
            };
            let required = usize::try_from(level)
                .ok()
                .and_then(|level| feature.required_metadata_versions.get(level))
                .ok_or(LevelError::UnknownLevel { name: feature.name, level })?;
            if metadata_version.0 < *required {
                let (name, required) = (feature.name, *required);
                return Err(LevelError::Dependency { name, level, required });
            }
            others.insert(feature.name, level);
        }
        Ok(Self { metadata_version, others })
    }

    /// What `kafka-storage format` chooses without options, with a dynamic quorum.
    pub fn latest() -> Self {
        let options = LevelOptions { dynamic_quorum: true, ..LevelOptions::default() };
        Self::decide(&options).expect("the defaults fit each other")
    }

    /// The level of `metadata.version`.
    pub fn metadata_version(&self) -> MetadataVersion {
        self.metadata_version
    }

    /// The level of `kraft.version`.
    pub fn kraft_version(&self) -> i16 {
        self.others.get(KRAFT_VERSION).copied().unwrap_or_default()
    }

    /// Names and levels of the records in `bootstrap.checkpoint`, in their order.
    ///
    /// Level 0 is the same as no record, and `kraft.version` stands in the metadata log instead.
    pub fn bootstrap_records(&self) -> impl Iterator<Item = (&'static str, i16)> {
        let others = self.others.iter().filter(|(name, level)| **name != KRAFT_VERSION && **level > 0);
        std::iter::once((METADATA_VERSION, self.metadata_version.0))
            .chain(others.map(|(name, level)| (*name, *level)))
    }
}

fn is_known(name: &str) -> bool {
    name == METADATA_VERSION || FEATURES.iter().any(|feature| feature.name == name)
}

fn metadata_version(options: &LevelOptions) -> Result<MetadataVersion, LevelError> {
    let version = match (options.features.get(METADATA_VERSION), options.release_version) {
        (Some(_), Some(_)) => return Err(LevelError::AmbiguousRelease),
        (Some(level), None) => MetadataVersion(*level),
        (None, Some(version)) => version,
        (None, None) => MetadataVersion::LATEST_PRODUCTION,
    };
    let name = version.name().ok_or(LevelError::UnknownMetadataVersion(version.0))?;
    if version > MetadataVersion::LATEST_PRODUCTION && !options.unstable {
        return Err(LevelError::Unstable(name));
    }
    Ok(version)
}

fn kraft_version(given: Option<i16>, dynamic_quorum: bool) -> Result<i16, LevelError> {
    match given {
        Some(0) if dynamic_quorum => Err(LevelError::KRaftVersionTooLow(0)),
        Some(level) if level != 0 && !dynamic_quorum => Err(LevelError::KRaftVersionTooHigh(level)),
        Some(level) => Ok(level),
        None => Ok(i16::from(dynamic_quorum)),
    }
}
