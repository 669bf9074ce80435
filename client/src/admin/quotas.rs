//! Client quotas (KIP-546).

use std::collections::BTreeMap;

use kavka_protocol::messages::alter_client_quotas_request::{EntityData, EntryData, OpData};
use kavka_protocol::messages::describe_client_quotas_request::ComponentData;
use kavka_protocol::messages::{
    AlterClientQuotasRequest, AlterClientQuotasResponse, DescribeClientQuotasRequest,
};

use super::Admin;
use super::driver::{Handler, Outcome, Outcomes, only};
use super::routing::{Controller, Target};
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
        let alteration = QuotaAlteration { entity: entity.clone(), changes: changes.to_vec() };
        only(self.alter_quotas_of(&[alteration], validate_only).await)
    }

    /// As [`Admin::alter_client_quotas`], of several entities, each for itself.
    pub async fn alter_quotas_of(
        &self,
        alterations: &[QuotaAlteration],
        validate_only: bool,
    ) -> Outcomes<QuotaEntity, ()> {
        let entities = alterations.iter().map(|alteration| alteration.entity.clone()).collect();
        self.drive(&AlterQuotas { alterations, validate_only }, &Controller, entities).await
    }
}

/// Changes of the quotas of an entity.
#[derive(Debug, Clone, PartialEq)]
pub struct QuotaAlteration {
    /// Whose.
    pub entity: QuotaEntity,
    /// Values by key; no value takes the quota away.
    pub changes: Vec<(String, Option<f64>)>,
}

struct AlterQuotas<'a> {
    alterations: &'a [QuotaAlteration],
    validate_only: bool,
}

impl Handler for AlterQuotas<'_> {
    type Key = QuotaEntity;
    type Request = AlterClientQuotasRequest;
    type Value = ();
    const DOING: &'static str = "a change of client quotas";

    fn request(&self, _: i16, keys: &[QuotaEntity]) -> Result<AlterClientQuotasRequest, ClientError> {
        let wanted = self.alterations.iter().filter(|alteration| keys.contains(&alteration.entity));
        let mut request = AlterClientQuotasRequest::default();
        request.entries = wanted.map(entry).collect();
        request.validate_only = self.validate_only;
        Ok(request)
    }

    fn answer(
        &self,
        _: &Target,
        _: &[QuotaEntity],
        response: AlterClientQuotasResponse,
    ) -> Vec<(QuotaEntity, Outcome<()>)> {
        let outcomes = response.entries.iter().map(|entry| {
            let entity = entry.entity.iter().map(|part| {
                (part.entity_type.to_string(), part.entity_name.as_ref().map(ToString::to_string))
            });
            let message = entry.error_message.as_deref();
            (entity.collect(), Outcome::of_change(entry.error_code, message, || ()))
        });
        outcomes.collect()
    }
}

fn entry(alteration: &QuotaAlteration) -> EntryData {
    let part = |(kind, name): (&String, &Option<String>)| {
        let mut part = EntityData::default();
        part.entity_type = text(kind);
        part.entity_name = name.as_deref().map(text);
        part
    };
    let op = |(key, value): &(String, Option<f64>)| {
        let mut op = OpData::default();
        op.key = text(key);
        op.value = value.unwrap_or_default();
        op.remove = value.is_none();
        op
    };
    let mut entry = EntryData::default();
    entry.entity = alteration.entity.iter().map(part).collect();
    entry.ops = alteration.changes.iter().map(op).collect();
    entry
}
