//! Client quotas: stored and told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use kavka_broker_config::{ConfigType, QUOTA_IP, QUOTA_USER_CLIENT};
use kavka_protocol::error_code::ErrorCode;
use kavka_protocol::messages::alter_client_quotas_request::EntryData;
use kavka_protocol::messages::{
    AlterClientQuotasRequest, AlterClientQuotasResponse, DescribeClientQuotasRequest,
    DescribeClientQuotasResponse, alter_client_quotas_response as altered,
    describe_client_quotas_response as described,
};
use kavka_protocol::metadata_records::MetadataRecord;
use kavka_protocol::wire::StrBytes;

use super::{ApiError, Context, Decision};
use crate::image::{MetadataImage, QuotaEntity, quota_record};

const USER: &str = "user";
const CLIENT_ID: &str = "client-id";
const IP: &str = "ip";

fn invalid(message: impl Into<String>) -> ApiError {
    ApiError::new(ErrorCode::InvalidRequest, message)
}

/// AlterClientQuotas.
///
/// Source: KIP-546; `ClientQuotaControlManager` in Apache Kafka.
pub fn alter_client_quotas(
    context: &mut Context<'_>,
    request: &AlterClientQuotasRequest,
) -> Decision<AlterClientQuotasResponse> {
    let mut records = Vec::new();
    let mut entries = Vec::new();
    for entry in &request.entries {
        let error = match alter_entity(context, entry) {
            Ok(new) => {
                records.extend(new);
                ApiError::NONE
            }
            Err(error) => error,
        };
        let entity = |e: &kavka_protocol::messages::alter_client_quotas_request::EntityData| {
            altered::EntityData::default()
                .with_entity_type(e.entity_type.clone())
                .with_entity_name(e.entity_name.clone())
        };
        entries.push(
            altered::EntryData::default()
                .with_error_code(error.code.code())
                .with_error_message(error.wire_message())
                .with_entity(entry.entity.iter().map(entity).collect()),
        );
    }
    if request.validate_only {
        records.clear();
    }
    Decision { records, response: AlterClientQuotasResponse::default().with_entries(entries) }
}

fn alter_entity(context: &Context<'_>, entry: &EntryData) -> Result<Vec<MetadataRecord>, ApiError> {
    let mut entity = QuotaEntity::new();
    for part in &entry.entity {
        let kind: &str = &part.entity_type;
        if ![USER, CLIENT_ID, IP].contains(&kind) {
            return Err(invalid(format!("Unhandled client quota entity type: {kind}")));
        }
        if part.entity_name.as_ref().is_some_and(|name| name.is_empty()) {
            return Err(invalid(format!("Empty {kind} not supported")));
        }
        let name = part.entity_name.as_ref().map(|name| Arc::from(&**name));
        if entity.insert(Arc::from(kind), name).is_some() {
            return Err(invalid(format!("Invalid client quota entity, duplicate entity entry {kind}")));
        }
    }
    let table = match entity.get(IP) {
        _ if entity.is_empty() => return Err(invalid("Invalid empty client quota entity")),
        Some(_) if entity.len() > 1 => {
            return Err(invalid(
                "Invalid quota entity combination, IP entity shouldnot be combined with User or ClientId",
            ));
        }
        Some(_) => &QUOTA_IP,
        None => &QUOTA_USER_CLIENT,
    };
    let current = context.image.client_quotas.get(&entity);
    let mut records = Vec::new();
    let mut keys = BTreeSet::new();
    for op in &entry.ops {
        let key: Arc<str> = Arc::from(&*op.key);
        if !keys.insert(Arc::clone(&key)) {
            return Err(invalid(format!("Duplicate quota key {key} not updating quota for this entity")));
        }
        let old = current.and_then(|quotas| quotas.get(&key)).copied();
        if op.remove {
            records.extend(old.map(|_| quota_record(&entity, &key, None)));
            continue;
        }
        let definition =
            table.key(&key).ok_or_else(|| invalid(format!("Invalid configuration key {key}")))?;
        check_value(&key, definition.config_type, op.value)?;
        if old != Some(op.value) {
            records.push(quota_record(&entity, &key, Some(op.value)));
        }
    }
    Ok(records)
}

fn check_value(key: &str, config_type: ConfigType, value: f64) -> Result<(), ApiError> {
    if value.is_nan() || value <= 0.0 {
        return Err(invalid(format!("Quota {key} must be greater than 0")));
    }
    let (max, name) = match config_type {
        ConfigType::Short => (f64::from(i16::MAX), "a SHORT"),
        ConfigType::Int => (f64::from(i32::MAX), "an INT"),
        ConfigType::Long => (i64::MAX as f64, "a LONG"),
        _ => return Ok(()),
    };
    if value > max {
        return Err(invalid(format!("Proposed value for {key} is too large for {name}.")));
    }
    if (value % 1.0).abs() > 1e-6 {
        return Err(invalid(format!("{key} cannot be a fractional value.")));
    }
    Ok(())
}

/// DescribeClientQuotas.
///
/// Source: `ClientQuotasImage` in Apache Kafka.
pub fn describe_client_quotas(
    image: &MetadataImage,
    request: &DescribeClientQuotasRequest,
) -> DescribeClientQuotasResponse {
    match matching(image, request) {
        Ok(entries) => {
            DescribeClientQuotasResponse::default().with_error_message(None).with_entries(Some(entries))
        }
        Err(error) => DescribeClientQuotasResponse::default()
            .with_error_code(error.code.code())
            .with_error_message(error.wire_message())
            .with_entries(None),
    }
}

fn matching(
    image: &MetadataImage,
    request: &DescribeClientQuotasRequest,
) -> Result<Vec<described::EntryData>, ApiError> {
    // What each entity type must be: some name, the default (`None` inside), or anything (`None`).
    let mut filter: BTreeMap<&str, Option<Option<&str>>> = BTreeMap::new();
    for component in &request.components {
        let kind: &str = &component.entity_type;
        if kind.is_empty() {
            return Err(invalid("Invalid empty entity type."));
        }
        if filter.contains_key(kind) {
            return Err(invalid(format!("Entity type {kind} cannot appear more than once in the filter.")));
        }
        if ![USER, CLIENT_ID, IP].contains(&kind) {
            return Err(ApiError::new(
                ErrorCode::UnsupportedVersion,
                format!("Unsupported entity type {kind}"),
            ));
        }
        let wanted = match (component.match_type, component._match.as_deref()) {
            (0, Some(name)) => Some(Some(name)),
            (0, None) => {
                return Err(invalid("Request specified MATCH_TYPE_EXACT, but set match string to null."));
            }
            (1, None) => Some(None),
            (2, None) => None,
            (code @ (1 | 2), Some(_)) => {
                let name = if code == 1 { "MATCH_TYPE_DEFAULT" } else { "MATCH_TYPE_SPECIFIED" };
                return Err(invalid(format!("Request specified {name}, but also specified a match string.")));
            }
            (other, _) => return Err(invalid(format!("Unknown match type {other}"))),
        };
        filter.insert(kind, wanted);
    }
    if filter.contains_key(IP) && filter.len() > 1 {
        return Err(invalid(
            "Invalid entity filter component combination. IP filter component should not be used with user or clientId filter component.",
        ));
    }
    let matches = |entity: &QuotaEntity| {
        (!request.strict || entity.len() == filter.len())
            && filter.iter().all(|(kind, wanted)| match (entity.get(*kind), wanted) {
                (None, _) => false,
                (Some(_), None) => true,
                (Some(name), Some(wanted)) => name.as_deref() == *wanted,
            })
    };
    let text = |text: &Arc<str>| StrBytes::from_string(text.to_string());
    let found = image.client_quotas.iter().filter(|(entity, _)| matches(entity));
    Ok(found
        .map(|(entity, quotas)| {
            let part = |(kind, name): (&Arc<str>, &Option<Arc<str>>)| {
                described::EntityData::default()
                    .with_entity_type(text(kind))
                    .with_entity_name(name.as_ref().map(text))
            };
            let value = |(key, value): (&Arc<str>, &f64)| {
                described::ValueData::default().with_key(text(key)).with_value(*value)
            };
            described::EntryData::default()
                .with_entity(entity.iter().map(part).collect())
                .with_values(quotas.iter().map(value).collect())
        })
        .collect())
}
