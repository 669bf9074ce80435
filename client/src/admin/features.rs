//! Features of the cluster: levels that are supported and in use (KIP-584).

use kavka_protocol::messages::update_features_request::FeatureUpdateKey;
use kavka_protocol::messages::{ApiVersionsRequest, ApiVersionsResponse, UpdateFeaturesRequest};

use super::Admin;
use crate::error::ClientError;
use crate::text::text;

/// The features of a cluster.
#[derive(Debug, Clone)]
pub struct Features {
    /// Those finalized.
    pub finalized: Vec<FinalizedFeature>,
    /// The metadata offset at which they were read; -1 for none.
    pub epoch: i64,
    /// Those the broker supports.
    pub supported: Vec<SupportedFeature>,
}

/// A feature in use.
#[derive(Debug, Clone)]
pub struct FinalizedFeature {
    /// Its name.
    pub name: String,
    /// The level in use.
    pub level: i16,
}

/// A feature a broker supports.
#[derive(Debug, Clone)]
pub struct SupportedFeature {
    /// Its name.
    pub name: String,
    /// The lowest level.
    pub min: i16,
    /// The highest level.
    pub max: i16,
}

/// Which changes of a level are allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i8)]
pub enum UpgradeType {
    /// Upwards only.
    Upgrade = 1,
    /// Downwards where no metadata is lost.
    SafeDowngrade = 2,
    /// Downwards in any case.
    UnsafeDowngrade = 3,
}

/// A feature to set.
#[derive(Debug, Clone)]
pub struct FeatureUpdate {
    /// Its name.
    pub name: String,
    /// The level; 0 takes it out of use.
    pub level: i16,
    /// The allowed direction.
    pub upgrade_type: UpgradeType,
}

impl Admin {
    /// The features of the cluster, as any broker or the given one knows them.
    ///
    /// # Errors
    /// [`ClientError`] of the call.
    pub async fn describe_features(&self, node: Option<i32>) -> Result<Features, ClientError> {
        let mut request = ApiVersionsRequest::default();
        request.client_software_name = text("kavka");
        request.client_software_version = text(env!("CARGO_PKG_VERSION"));
        let checked = |response: &ApiVersionsResponse| ClientError::check(response.error_code, None);
        let response = self.ask("features", node, &request, checked).await?;
        let finalized = response.finalized_features.iter();
        let supported = response.supported_features.iter();
        Ok(Features {
            finalized: finalized
                .map(|feature| FinalizedFeature {
                    name: feature.name.to_string(),
                    level: feature.max_version_level,
                })
                .collect(),
            epoch: response.finalized_features_epoch,
            supported: supported
                .map(|feature| SupportedFeature {
                    name: feature.name.to_string(),
                    min: feature.min_version,
                    max: feature.max_version,
                })
                .collect(),
        })
    }

    /// Sets features, all or none.
    ///
    /// # Errors
    /// [`ClientError::Broker`] with the broker's message.
    pub async fn update_features(
        &self,
        updates: &[FeatureUpdate],
        validate_only: bool,
    ) -> Result<(), ClientError> {
        let mut request = UpdateFeaturesRequest::default();
        request.timeout_ms = self.request_timeout_ms();
        request.validate_only = validate_only;
        request.feature_updates = updates
            .iter()
            .map(|update| {
                let mut key = FeatureUpdateKey::default();
                key.feature = text(&update.name);
                key.max_version_level = update.level;
                key.upgrade_type = update.upgrade_type as i8;
                key
            })
            .collect();
        self.ask_any("a change of features", &request, |response| {
            ClientError::check(response.error_code, response.error_message.as_deref())?;
            let mut results = response.results.iter();
            results
                .try_for_each(|result| ClientError::check(result.error_code, result.error_message.as_deref()))
        })
        .await?;
        Ok(())
    }
}
