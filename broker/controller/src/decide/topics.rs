//! Creating and deleting topics, and adding partitions.

use std::collections::{BTreeMap, BTreeSet};

use kavka_broker_config::TOPIC;
use kavka_protocol::error_code::ErrorCode;
use kavka_protocol::messages::create_partitions_request::CreatePartitionsTopic;
use kavka_protocol::messages::create_partitions_response::CreatePartitionsTopicResult;
use kavka_protocol::messages::create_topics_request::CreatableTopic;
use kavka_protocol::messages::create_topics_response::{CreatableTopicConfigs, CreatableTopicResult};
use kavka_protocol::messages::delete_topics_response::DeletableTopicResult;
use kavka_protocol::messages::{
    BrokerId, CreatePartitionsRequest, CreatePartitionsResponse, CreateTopicsRequest, CreateTopicsResponse,
    DeleteTopicsRequest, DeleteTopicsResponse, TopicName,
};
use kavka_protocol::metadata_records::{MetadataRecord, RemoveTopicRecord, TopicRecord};
use kavka_protocol::wire::StrBytes;
use uuid::Uuid;

use super::brokers::is_active;
use super::configs::{self, Change, topic_value_sources};
use super::placement::{self, check_manual, directory_for};
use super::{ApiError, Context, Decision, RECORDS_PER_USER_OPERATION_MAX};
use crate::image::{ConfigResource, LeaderRecoveryState, PartitionImage, partition_record};

/// The topic that is the metadata log.
const CLUSTER_METADATA: &str = "__cluster_metadata";
/// Partitions that one CreateTopics may make.
const PARTITIONS_PER_REQUEST_MAX: usize = 10_000;
/// Characters of a topic's name.
const NAME_CHARS_MAX: usize = 249;

/// The names of a request: those that are there once, and those that are there more often.
fn split_duplicates<'a>(names: impl Iterator<Item = &'a str>) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut once, mut more) = (BTreeSet::new(), BTreeSet::new());
    for name in names {
        if more.contains(name) {
            continue;
        }
        if !once.insert(name.to_owned()) {
            once.remove(name);
            more.insert(name.to_owned());
        }
    }
    (once, more)
}

/// More records than one request may cause.
pub(crate) fn too_many_records() -> ApiError {
    ApiError::new(ErrorCode::PolicyViolation, "Unable to perform excessively large batch operation.")
}

/// CreateTopics.
///
/// Source: `ReplicationControlManager`, `ControllerApis` in Apache Kafka.
pub fn create_topics(
    context: &mut Context<'_>,
    request: &CreateTopicsRequest,
) -> Decision<CreateTopicsResponse> {
    let (once, duplicates) = split_duplicates(request.topics.iter().map(|topic| &*topic.name.0));
    if total_partitions(context, request) > PARTITIONS_PER_REQUEST_MAX {
        let message = "Excessively large number of partitions per request.";
        let error = ApiError::new(ErrorCode::PolicyViolation, message);
        let topics = request.topics.iter().map(|topic| failed(&topic.name, &error)).collect();
        return Decision::answer(CreateTopicsResponse::default().with_topics(topics));
    }
    let mut records = Vec::new();
    let mut response = CreateTopicsResponse::default();
    let allowed =
        |topic: &&CreatableTopic| once.contains(&*topic.name.0) && *topic.name.0 != *CLUSTER_METADATA;
    for topic in request.topics.iter().filter(allowed) {
        match create_topic(context, topic) {
            Ok((new, _)) if records.len() + new.len() > RECORDS_PER_USER_OPERATION_MAX => {
                let topics = request.topics.iter();
                return Decision::answer(
                    CreateTopicsResponse::default()
                        .with_topics(topics.map(|topic| failed(&topic.name, &too_many_records())).collect()),
                );
            }
            Ok((new, result)) => {
                records.extend(new);
                response.topics.push(result);
            }
            Err(error) => response.topics.push(failed(&topic.name, &error)),
        }
    }
    let name = |text: &str| TopicName(StrBytes::from_string(text.to_owned()));
    let refuse = |message: &str| ApiError::new(ErrorCode::InvalidRequest, message);
    response.topics.extend(duplicates.iter().map(|d| failed(&name(d), &refuse("Duplicate topic name."))));
    if once.contains(CLUSTER_METADATA) {
        let error = refuse("Creation of internal topic __cluster_metadata is prohibited.");
        response.topics.push(failed(&name(CLUSTER_METADATA), &error));
    }
    if request.validate_only {
        records.clear();
    }
    Decision { records, response }
}

fn total_partitions(context: &Context<'_>, request: &CreateTopicsRequest) -> usize {
    let count = |topic: &CreatableTopic| match topic.num_partitions {
        _ if !topic.assignments.is_empty() => topic.assignments.len(),
        -1 => context.settings.broker.num_partitions.unsigned_abs() as usize,
        given => usize::try_from(given).unwrap_or(0),
    };
    request.topics.iter().map(count).sum()
}

fn failed(name: &TopicName, error: &ApiError) -> CreatableTopicResult {
    CreatableTopicResult::default()
        .with_name(name.clone())
        .with_error_code(error.code.code())
        .with_error_message(error.wire_message())
        .with_num_partitions(-1)
        .with_replication_factor(-1)
        .with_configs(Some(Vec::new()))
}

/// The records and result of one new topic.
fn create_topic(
    context: &mut Context<'_>,
    topic: &CreatableTopic,
) -> Result<(Vec<MetadataRecord>, CreatableTopicResult), ApiError> {
    let name: &str = &topic.name.0;
    if context.image.topics.by_name(name).is_some() {
        let message = format!("Topic '{name}' already exists.");
        return Err(ApiError::new(ErrorCode::TopicAlreadyExists, message));
    }
    validate_topic_name(name)?;
    check_collision(context, name)?;
    let config_records = config_records(context, topic)?;
    let partitions = if topic.assignments.is_empty() {
        automatic_partitions(context, topic)?
    } else {
        manual_partitions(context, topic)?
    };
    let id = context.random_id();
    let mv = context.metadata_version();
    let mut records = Vec::with_capacity(1 + config_records.len() + partitions.len());
    records.push(MetadataRecord::Topic(
        TopicRecord::default().with_name(topic.name.0.clone()).with_topic_id(id),
    ));
    records.extend(config_records);
    records.extend(partitions.iter().zip(0..).map(|(p, number)| partition_record(id, number, p, mv)));
    let result = CreatableTopicResult::default()
        .with_error_message(None)
        .with_name(topic.name.clone())
        .with_topic_id(id)
        .with_num_partitions(i32::try_from(partitions.len()).unwrap_or(i32::MAX))
        .with_replication_factor(partitions.first().map_or(-1, |p| p.replicas.len() as i16))
        .with_configs(Some(effective_configs(context, topic)));
    Ok((records, result))
}

fn config_records(context: &Context<'_>, topic: &CreatableTopic) -> Result<Vec<MetadataRecord>, ApiError> {
    let null: Vec<&str> = topic.configs.iter().filter(|c| c.value.is_none()).map(|c| &*c.name).collect();
    if !null.is_empty() {
        let message = format!("Null value not supported for topic configs: {}", null.join(","));
        return Err(ApiError::new(ErrorCode::InvalidConfig, message));
    }
    // The last of several values of one key counts, and no key is set twice.
    let values: BTreeMap<&str, &str> =
        topic.configs.iter().filter_map(|c| Some((&*c.name, c.value.as_deref()?))).collect();
    let changes = values.into_iter().map(|(k, v)| (k.to_owned(), Change::Set(v.to_owned()))).collect();
    configs::alter(context, &ConfigResource::topic(&topic.name.0), changes, true)
}

fn effective_configs(context: &Context<'_>, topic: &CreatableTopic) -> Vec<CreatableTopicConfigs> {
    let mut keys: Vec<&str> = TOPIC.def().keys().filter(|key| !key.internal).map(|key| &*key.name).collect();
    keys.sort_unstable();
    let own =
        |key: &str| topic.configs.iter().rev().find(|c| *c.name == *key).and_then(|c| c.value.as_deref());
    keys.into_iter()
        .map(|key| {
            let sources = topic_value_sources(context.image, &context.settings.broker, own(key), key);
            let in_force = sources.into_iter().next();
            CreatableTopicConfigs::default()
                .with_name(StrBytes::from_string(key.to_owned()))
                .with_config_source(in_force.as_ref().map_or(5, |(_, _, source)| *source as i8))
                .with_value(in_force.map(|(_, value, _)| StrBytes::from_string(value)))
        })
        .collect()
}

fn manual_partitions(context: &Context<'_>, topic: &CreatableTopic) -> Result<Vec<PartitionImage>, ApiError> {
    let refuse = |message: &str| Err(ApiError::new(ErrorCode::InvalidRequest, message));
    if topic.replication_factor != -1 {
        return refuse(
            "A manual partition assignment was specified, but replication factor was not set to -1.",
        );
    }
    if topic.num_partitions != -1 {
        return refuse("A manual partition assignment was specified, but numPartitions was not set to -1.");
    }
    let invalid = |message: String| ApiError::new(ErrorCode::InvalidReplicaAssignment, message);
    let mut partitions = BTreeMap::new();
    let mut replication_factor = None;
    for assignment in &topic.assignments {
        let index = assignment.partition_index;
        if partitions.contains_key(&index) {
            return Err(invalid(format!(
                "Found multiple manual partition assignments for partition {index}"
            )));
        }
        let replicas: Vec<i32> = assignment.broker_ids.iter().map(|id| id.0).collect();
        check_manual(context, &replicas, replication_factor)?;
        replication_factor = Some(replicas.len());
        partitions.insert(index, manual_partition(context, replicas, index)?);
    }
    if (0..).zip(partitions.keys()).any(|(expected, index)| expected != *index) {
        return Err(invalid("partitions should be a consecutive 0-based integer sequence".to_owned()));
    }
    Ok(partitions.into_values().collect())
}

fn manual_partition(
    context: &Context<'_>,
    replicas: Vec<i32>,
    index: i32,
) -> Result<PartitionImage, ApiError> {
    new_partition(context, replicas).ok_or_else(|| {
        let message = format!(
            "All brokers specified in the manual partition assignment for partition {index} are fenced or in controlled shutdown."
        );
        ApiError::new(ErrorCode::InvalidReplicaAssignment, message)
    })
}

fn automatic_partitions(
    context: &mut Context<'_>,
    topic: &CreatableTopic,
) -> Result<Vec<PartitionImage>, ApiError> {
    if topic.replication_factor < -1 || topic.replication_factor == 0 {
        let message = "Replication factor must be larger than 0, or -1 to use the default value.";
        return Err(ApiError::new(ErrorCode::InvalidReplicationFactor, message));
    }
    if topic.num_partitions < -1 || topic.num_partitions == 0 {
        let message = "Number of partitions was set to an invalid non-positive value.";
        return Err(ApiError::new(ErrorCode::InvalidPartitions, message));
    }
    let broker = &context.settings.broker;
    let count = if topic.num_partitions == -1 { broker.num_partitions } else { topic.num_partitions };
    let factor = match topic.replication_factor {
        -1 => broker.default_replication_factor,
        factor => factor,
    };
    let explain = |reason: &str| {
        let message = format!("Unable to replicate the partition {factor} time(s): {reason}");
        ApiError::new(ErrorCode::InvalidReplicationFactor, message)
    };
    let placed = placement::place(context, count, factor).map_err(|reason| explain(&reason))?;
    let fenced = || explain("All brokers are currently fenced or in controlled shutdown.");
    placed.into_iter().map(|replicas| new_partition(context, replicas).ok_or_else(fenced)).collect()
}

/// A partition with its first leader; `None` if no replica can lead.
fn new_partition(context: &Context<'_>, replicas: Vec<i32>) -> Option<PartitionImage> {
    let isr: Vec<i32> = replicas.iter().copied().filter(|id| is_active(context, *id)).collect();
    Some(PartitionImage {
        directories: replicas.iter().map(|id| directory_for(context, *id)).collect(),
        replicas,
        leader: *isr.first()?,
        isr,
        removing_replicas: Vec::new(),
        adding_replicas: Vec::new(),
        elr: Vec::new(),
        last_known_elr: Vec::new(),
        leader_recovery_state: LeaderRecoveryState::Recovered,
        leader_epoch: 0,
        partition_epoch: 0,
    })
}

/// Checks a topic's name, with Kafka's words.
pub fn validate_topic_name(name: &str) -> Result<(), ApiError> {
    let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let reason = if name.is_empty() {
        "the empty string is not allowed".to_owned()
    } else if name == "." || name == ".." {
        format!("'{name}' is not allowed")
    } else if name.chars().count() > NAME_CHARS_MAX {
        format!("the length of '{name}' is longer than the max allowed length {NAME_CHARS_MAX}")
    } else if !name.chars().all(legal) {
        format!("'{name}' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'")
    } else {
        return Ok(());
    };
    Err(ApiError::new(ErrorCode::InvalidTopicException, format!("Topic name is invalid: {reason}")))
}

/// Metric names have `_` for `.`, so names that differ in these only would share them.
fn unify(name: &str) -> String {
    name.replace('.', "_")
}

fn check_collision(context: &Context<'_>, name: &str) -> Result<(), ApiError> {
    if !name.contains(['.', '_']) {
        return Ok(());
    }
    let unified = unify(name);
    // The first difference is at a `.` or `_`, so whatever collides shares what is before the first of them.
    let prefix = name.split(['.', '_']).next().unwrap_or("");
    let colliding = context
        .image
        .topics
        .from_name(prefix)
        .take_while(|topic| topic.name.starts_with(prefix))
        .find(|topic| unify(&topic.name) == unified);
    match colliding {
        Some(topic) => {
            let message = format!("Topic '{name}' collides with existing topic: {}", topic.name);
            Err(ApiError::new(ErrorCode::InvalidTopicException, message))
        }
        None => Ok(()),
    }
}

/// DeleteTopics, by name or id.
///
/// Source: KIP-516; `ControllerApis` in Apache Kafka.
pub fn delete_topics(
    context: &mut Context<'_>,
    request: &DeleteTopicsRequest,
    version: i16,
) -> Decision<DeleteTopicsResponse> {
    let named = request.topic_names.iter().map(|name| (Some(name.clone()), Uuid::nil()));
    let wanted: Vec<(Option<TopicName>, Uuid)> =
        named.chain(request.topics.iter().map(|topic| (topic.name.clone(), topic.topic_id))).collect();
    let mut results = Vec::new();
    let mut respond = |name: Option<&str>, id: Uuid, error: &ApiError| {
        results.push(
            DeletableTopicResult::default()
                .with_name(name.map(|name| TopicName(StrBytes::from_string(name.to_owned()))))
                .with_topic_id(id)
                .with_error_code(error.code.code())
                .with_error_message(error.wire_message()),
        );
    };
    if !context.settings.broker.values().boolean("delete.topic.enable") {
        let code = if version < 3 { ErrorCode::InvalidRequest } else { ErrorCode::TopicDeletionDisabled };
        let error = match code {
            ErrorCode::InvalidRequest => ApiError::new(code, "Topic deletion is disabled."),
            code => code.into(),
        };
        wanted.iter().for_each(|(name, id)| respond(name.as_ref().map(|n| &*n.0), *id, &error));
        return Decision::answer(DeleteTopicsResponse::default().with_responses(results));
    }
    let refuse = |message: &str| ApiError::new(ErrorCode::InvalidRequest, message);
    let (mut names, mut ids) = (BTreeMap::<&str, usize>::new(), BTreeMap::<Uuid, usize>::new());
    for (name, id) in &wanted {
        match (name, id.is_nil()) {
            (None, true) => respond(None, *id, &refuse("Neither topic name nor id were specified.")),
            (Some(name), false) => {
                respond(Some(&name.0), *id, &refuse("You may not specify both topic name and topic id."));
            }
            (Some(name), true) => *names.entry(&name.0).or_default() += 1,
            (None, false) => *ids.entry(*id).or_default() += 1,
        }
    }
    let mut doomed: BTreeMap<Uuid, String> = BTreeMap::new();
    for (id, times) in &ids {
        match context.image.topics.by_id(id) {
            _ if *times > 1 => respond(None, *id, &refuse("Duplicate topic id.")),
            None => respond(None, *id, &ErrorCode::UnknownTopicId.into()),
            Some(topic) => drop(doomed.insert(*id, topic.name.to_string())),
        }
    }
    for (name, times) in names {
        match context.image.topics.by_name(name) {
            _ if times > 1 => respond(Some(name), Uuid::nil(), &refuse("Duplicate topic name.")),
            None => respond(Some(name), Uuid::nil(), &ErrorCode::UnknownTopicOrPartition.into()),
            Some(topic) if ids.contains_key(&topic.id) => {
                doomed.remove(&topic.id);
                let error = refuse("The provided topic name maps to an ID that was already supplied.");
                respond(Some(name), topic.id, &error);
            }
            Some(topic) => drop(doomed.insert(topic.id, name.to_owned())),
        }
    }
    let records = doomed
        .keys()
        .map(|id| MetadataRecord::RemoveTopic(RemoveTopicRecord::default().with_topic_id(*id)))
        .collect();
    doomed.iter().for_each(|(id, name)| respond(Some(name), *id, &ApiError::NONE));
    Decision { records, response: DeleteTopicsResponse::default().with_responses(results) }
}

/// CreatePartitions.
///
/// Source: KIP-195; `ReplicationControlManager` in Apache Kafka.
pub fn create_partitions(
    context: &mut Context<'_>,
    request: &CreatePartitionsRequest,
) -> Decision<CreatePartitionsResponse> {
    let (once, duplicates) = split_duplicates(request.topics.iter().map(|topic| &*topic.name.0));
    let mut records = Vec::new();
    let mut results = Vec::new();
    let mut respond = |name: &str, error: &ApiError| {
        results.push(
            CreatePartitionsTopicResult::default()
                .with_name(TopicName(StrBytes::from_string(name.to_owned())))
                .with_error_code(error.code.code())
                .with_error_message(error.wire_message()),
        );
    };
    let duplicate = ApiError::new(ErrorCode::InvalidRequest, "Duplicate topic name.");
    duplicates.iter().for_each(|name| respond(name, &duplicate));
    for topic in request.topics.iter().filter(|topic| once.contains(&*topic.name.0)) {
        match add_partitions(context, topic) {
            Ok(new) if records.len() + new.len() > RECORDS_PER_USER_OPERATION_MAX => {
                respond(&topic.name.0, &too_many_records());
            }
            Ok(new) => {
                records.extend(new);
                respond(&topic.name.0, &ApiError::NONE);
            }
            Err(error) => respond(&topic.name.0, &error),
        }
    }
    if request.validate_only {
        records.clear();
    }
    Decision { records, response: CreatePartitionsResponse::default().with_results(results) }
}

fn add_partitions(
    context: &mut Context<'_>,
    request: &CreatePartitionsTopic,
) -> Result<Vec<MetadataRecord>, ApiError> {
    let name: &str = &request.name.0;
    let image = context.image;
    // Kafka says no more than the code here.
    let unknown = ApiError { code: ErrorCode::UnknownTopicOrPartition, message: None };
    let topic = image.topics.by_name(name).ok_or(unknown)?;
    let present = i32::try_from(topic.partitions.len()).unwrap_or(i32::MAX);
    let count = request.count;
    let invalid = |message: String| Err(ApiError::new(ErrorCode::InvalidPartitions, message));
    if count == present {
        return invalid(format!("Topic already has {present} partition(s)."));
    }
    if count < present {
        return invalid(format!(
            "The topic {name} currently has {present} partition(s); {count} would not be an increase."
        ));
    }
    let additional = count - present;
    if additional as usize > RECORDS_PER_USER_OPERATION_MAX {
        // As in Kafka, where this trips over a limit inside the controller.
        return Err(ApiError { code: ErrorCode::UnknownServerError, message: None });
    }
    let factor = topic.partitions.values().next().map_or(1, |partition| partition.replicas.len());
    let mut partitions = Vec::new();
    match &request.assignments {
        Some(assignments) => {
            if assignments.len() != additional as usize {
                let message = format!(
                    "Attempted to add {additional} additional partition(s), but only {} assignment(s) were specified.",
                    assignments.len()
                );
                return Err(ApiError::new(ErrorCode::InvalidReplicaAssignment, message));
            }
            for (assignment, index) in assignments.iter().zip(present..) {
                let replicas: Vec<i32> = assignment.broker_ids.iter().map(|id: &BrokerId| id.0).collect();
                check_manual(context, &replicas, Some(factor))?;
                partitions.push(manual_partition(context, replicas, index)?);
            }
        }
        None => {
            let factor = i16::try_from(factor).unwrap_or(i16::MAX);
            let invalid = |message: String| ApiError::new(ErrorCode::InvalidReplicationFactor, message);
            for replicas in placement::place(context, additional, factor).map_err(invalid)? {
                let fenced = || {
                    invalid(format!(
                        "Unable to replicate the partition {factor} time(s): All brokers are currently fenced or in controlled shutdown."
                    ))
                };
                partitions.push(new_partition(context, replicas).ok_or_else(fenced)?);
            }
        }
    }
    let mv = context.metadata_version();
    Ok(partitions
        .iter()
        .zip(present..)
        .map(|(p, number)| partition_record(topic.id, number, p, mv))
        .collect())
}
