//! Client quotas (KIP-546).

use std::collections::BTreeMap;

use kavka_protocol::messages::alter_client_quotas_request::{EntityData, EntryData, OpData};
use kavka_protocol::messages::describe_client_quotas_request::ComponentData;
use kavka_protocol::messages::{AlterClientQuotasRequest, DescribeClientQuotasRequest};

use super::Admin;
use crate::error::ClientError;
use crate::text::text;

/// Whose quotas: names by type (`user`, `client-id`, `ip`); no name is the default of the type.
pub type QuotaEntity = BTreeMap<String, Option<String>>;

/// Which entities a description is of, for one type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QuotaMatch {
    /// The one with this name.
    Exact(String),
    /// The default.
    Default,
    /// Any, the default too.
    Any,
}

impl Admin {
    /// Quotas of entities that match in every given type, and that have no other type if `strict`.
    ///
    /// # Errors
    /// [`ClientError`] of the call.
    pub async fn describe_client_quotas(
        &self,
        filter: &[(String, QuotaMatch)],
        strict: bool,
    ) -> Result<Vec<(QuotaEntity, BTreeMap<String, f64>)>, ClientError> {
        let component = |(kind, wanted): &(String, QuotaMatch)| {
            let mut component = ComponentData::default();
            component.entity_type = text(kind);
            (component.match_type, component._match) = match wanted {
                QuotaMatch::Exact(name) => (0, Some(text(name))),
                QuotaMatch::Default => (1, None),
                QuotaMatch::Any => (2, None),
            };
            component
        };
        let mut request = DescribeClientQuotasRequest::default();
        request.components = filter.iter().map(component).collect();
        request.strict = strict;
        let response = self
            .ask_any("client quotas", &request, |response| {
                ClientError::check(response.error_code, response.error_message.as_deref())
            })
            .await?;
        let entries = response.entries.unwrap_or_default().into_iter().map(|entry| {
            let entity = entry.entity.iter().map(|part| {
                (part.entity_type.to_string(), part.entity_name.as_ref().map(ToString::to_string))
            });
            let values = entry.values.iter().map(|value| (value.key.to_string(), value.value));
            (entity.collect(), values.collect())
        });
        Ok(entries.collect())
    }

    /// Sets quotas of an entity, or takes them away where there is no value.
    ///
    /// # Errors
    /// [`ClientError::Broker`] with the broker's message.
    pub async fn alter_client_quotas(
        &self,
        entity: &QuotaEntity,
        changes: &[(String, Option<f64>)],
        validate_only: bool,
    ) -> Result<(), ClientError> {
        let mut entry = EntryData::default();
        entry.entity = entity
            .iter()
            .map(|(kind, name)| {
                let mut part = EntityData::default();
                part.entity_type = text(kind);
                part.entity_name = name.as_deref().map(text);
                part
            })
            .collect();
        entry.ops = changes
            .iter()
            .map(|(key, value)| {
                let mut op = OpData::default();
                op.key = text(key);
                op.value = value.unwrap_or_default();
                op.remove = value.is_none();
                op
            })
            .collect();
        let mut request = AlterClientQuotasRequest::default();
        request.entries = vec![entry];
        request.validate_only = validate_only;
        self.ask_any("a change of client quotas", &request, |response| {
            let mut entries = response.entries.iter();
            entries.try_for_each(|entry| ClientError::check(entry.error_code, entry.error_message.as_deref()))
        })
        .await?;
        Ok(())
    }
}
