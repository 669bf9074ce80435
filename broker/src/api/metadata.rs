//! Metadata (key 3), versions 0-13: brokers, topics, and who leads which partition.
//!
//! v0 an empty list asks for all topics; from v1 null does, and an empty list for none
//! v4 the client says whether a topic that is not there may be made
//! v8 what the client may do (KIP-430); for the cluster only up to v10
//! v10 topic ids in the answer (KIP-516); from v12 topics can be asked for by id
//! v13 a top-level error code (KIP-1102)

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use kavka_controller::MetadataImage;
use kavka_controller::image::{NO_LEADER, PartitionImage, TopicImage};
use kavka_protocol::ErrorCode;
use kavka_protocol::messages::metadata_request::MetadataRequestTopic;
use kavka_protocol::messages::metadata_response::{
    MetadataResponseBroker, MetadataResponsePartition, MetadataResponseTopic,
};
use kavka_protocol::messages::{BrokerId, MetadataRequest, MetadataResponse, TopicName};
use kavka_protocol::wire::StrBytes;
use uuid::Uuid;

use super::{Outcome, RequestContext, authorized_operations, auto_create, topic_name};
use crate::Broker;

pub(crate) async fn handle(broker: &Arc<Broker>, ctx: &RequestContext, request: MetadataRequest) -> Outcome {
    let requested = request.topics.as_deref().unwrap_or(&[]);
    let refused_creation = if request.allow_auto_topic_creation || ctx.api_version < 4 {
        create_missing(broker, requested).await
    } else {
        BTreeMap::new()
    };
    let view = View { version: ctx.api_version, listener: &ctx.listener, image: broker.image() };
    let mut response = view.cluster(broker);
    let all = request.topics.is_none() || (ctx.api_version == 0 && requested.is_empty());
    if !all && let Some(error) = refusal(ctx.api_version, requested) {
        return Outcome::reply(ctx, &refuse_all(requested, error));
    }
    response.topics = if all {
        view.image.topics.iter().map(|topic| view.topic(topic)).collect()
    } else {
        topics(&view, requested, &refused_creation)
    };
    if ctx.api_version >= 8 {
        if request.include_cluster_authorized_operations && ctx.api_version <= 10 {
            response.cluster_authorized_operations = authorized_operations::CLUSTER;
        }
        if request.include_topic_authorized_operations {
            for topic in response.topics.iter_mut().filter(|topic| topic.error_code == 0) {
                topic.topic_authorized_operations = authorized_operations::TOPIC;
            }
        }
    }
    Outcome::reply(ctx, &response)
}

/// Why the whole request is refused: ids before v12 are invalid; neither name nor id later is a failure in Kafka.
fn refusal(version: i16, requested: &[MetadataRequestTopic]) -> Option<ErrorCode> {
    let any = |is_odd: fn(&MetadataRequestTopic) -> bool| requested.iter().any(is_odd);
    if version < 12 {
        return any(|t| t.name.is_none() || !t.topic_id.is_nil()).then_some(ErrorCode::InvalidRequest);
    }
    any(|t| t.name.is_none() && t.topic_id.is_nil()).then_some(ErrorCode::UnknownServerError)
}

/// A refusal names no brokers and has the error at every topic; its names are never null. Only a failure shows at
/// the top level too.
fn refuse_all(requested: &[MetadataRequestTopic], error: ErrorCode) -> MetadataResponse {
    let topic = |asked: &MetadataRequestTopic| {
        let mut answer = refused(asked, error);
        answer.name.get_or_insert_default();
        answer
    };
    let top_level = if error == ErrorCode::UnknownServerError { error } else { ErrorCode::None };
    MetadataResponse::default()
        .with_cluster_id(None)
        .with_controller_id(BrokerId(-1))
        .with_topics(requested.iter().map(topic).collect())
        .with_cluster_authorized_operations(authorized_operations::OMITTED)
        .with_error_code(top_level.code())
}

/// Makes topics that are asked for by name and are not there, if the broker is to do so.
///
/// Kafka answers that they are unknown and makes them meanwhile; here they are in the answer, which spares the
/// client a round and its pause.
async fn create_missing(
    broker: &Arc<Broker>,
    requested: &[MetadataRequestTopic],
) -> BTreeMap<String, ErrorCode> {
    if !broker.config.auto_create_topics_enable {
        return BTreeMap::new();
    }
    let image = broker.image();
    let missing: Vec<&str> = requested
        .iter()
        .filter(|topic| topic.topic_id.is_nil())
        .filter_map(|topic| topic.name.as_deref().map(|name| &**name))
        .filter(|name| image.topics.by_name(name).is_none())
        .collect();
    if missing.is_empty() { BTreeMap::new() } else { auto_create::create(broker, &missing).await }
}

/// The topics that were asked for by name or id, each once, those there are before those there are not.
fn topics(
    view: &View<'_>,
    requested: &[MetadataRequestTopic],
    refused_creation: &BTreeMap<String, ErrorCode>,
) -> Vec<MetadataResponseTopic> {
    let mut found = Vec::new();
    let mut unknown = Vec::new();
    let mut missing = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for topic in requested {
        match &topic.name {
            // As in Kafka, a topic with an id is looked up by it alone.
            _ if !topic.topic_id.is_nil() => match view.image.topics.by_id(&topic.topic_id) {
                Some(known) if seen.insert(Arc::clone(&known.name)) => found.push(view.topic(known)),
                Some(_) => {}
                None => unknown.push(refused(topic, ErrorCode::UnknownTopicId)),
            },
            Some(name) => match view.image.topics.by_name(name) {
                Some(known) if seen.insert(Arc::clone(&known.name)) => found.push(view.topic(known)),
                Some(_) => {}
                None => {
                    missing.insert(name.to_string());
                }
            },
            None => unknown.push(refused(topic, ErrorCode::UnknownTopicId)),
        }
    }
    unknown.extend(missing.iter().map(|name| {
        let creation = refused_creation.get(name).copied().filter(|code| !code.is_none());
        refused_name(name, creation.unwrap_or_else(|| unknown_error(name)))
    }));
    found.extend(unknown);
    found
}

fn unknown_error(name: &str) -> ErrorCode {
    if topic_name::is_valid(name) {
        ErrorCode::UnknownTopicOrPartition
    } else {
        ErrorCode::InvalidTopicException
    }
}

fn refused(topic: &MetadataRequestTopic, error: ErrorCode) -> MetadataResponseTopic {
    MetadataResponseTopic::default()
        .with_error_code(error.code())
        .with_name(topic.name.clone())
        .with_topic_id(topic.topic_id)
        .with_topic_authorized_operations(authorized_operations::OMITTED)
}

fn refused_name(name: &str, error: ErrorCode) -> MetadataResponseTopic {
    MetadataResponseTopic::default()
        .with_error_code(error.code())
        .with_name(Some(to_topic_name(name)))
        .with_topic_id(Uuid::nil())
        .with_is_internal(topic_name::is_internal(name))
        .with_topic_authorized_operations(authorized_operations::OMITTED)
}

fn to_topic_name(name: &str) -> TopicName {
    TopicName(StrBytes::from_string(name.to_owned()))
}

/// The image as one request sees it.
struct View<'a> {
    version: i16,
    listener: &'a str,
    image: Arc<MetadataImage>,
}

impl View<'_> {
    /// The answer without topics.
    fn cluster(&self, broker: &Broker) -> MetadataResponse {
        let brokers = self.image.cluster.alive_brokers().filter_map(|registration| {
            let endpoint = registration.endpoint(self.listener)?;
            let rack = registration.rack.as_deref().map(|rack| StrBytes::from_string(rack.to_owned()));
            Some(
                MetadataResponseBroker::default()
                    .with_node_id(BrokerId(registration.id))
                    .with_host(StrBytes::from_string(endpoint.host.to_string()))
                    .with_port(i32::from(endpoint.port))
                    .with_rack(rack),
            )
        });
        let mut response = MetadataResponse::default()
            .with_brokers(brokers.collect())
            .with_cluster_id(Some(StrBytes::from_string(broker.cluster_id.to_string())))
            .with_cluster_authorized_operations(authorized_operations::OMITTED);
        // Clients send what is for the controller to any broker, which passes it on; so, as in
        // Kafka, any broker that is alive is named.
        response.controller_id = response.brokers.first().map_or(BrokerId(-1), |broker| broker.node_id);
        response
    }

    fn topic(&self, topic: &TopicImage) -> MetadataResponseTopic {
        MetadataResponseTopic::default()
            .with_name(Some(to_topic_name(&topic.name)))
            .with_topic_id(topic.id)
            .with_is_internal(topic_name::is_internal(&topic.name))
            .with_partitions(
                topic.partitions.iter().map(|(index, state)| self.partition(*index, state)).collect(),
            )
            .with_topic_authorized_operations(authorized_operations::OMITTED)
    }

    fn partition(&self, index: i32, state: &PartitionImage) -> MetadataResponsePartition {
        let leader = self.image.cluster.alive_broker(state.leader);
        let has_listener = leader.is_some_and(|leader| leader.endpoint(self.listener).is_some());
        let error = match leader {
            None => ErrorCode::LeaderNotAvailable,
            Some(_) if has_listener => ErrorCode::None,
            Some(_) if self.version >= 6 => ErrorCode::ListenerNotFound,
            Some(_) => ErrorCode::LeaderNotAvailable,
        };
        let leader_id = if error == ErrorCode::None { state.leader } else { NO_LEADER };
        // v0 knew no offline replicas: a dead one is left out and the partition has an error.
        let is_shown = |id: &i32| self.version > 0 || self.image.cluster.alive_broker(*id).is_some();
        let shown = |ids: &[i32]| ids.iter().copied().filter(is_shown).map(BrokerId).collect::<Vec<_>>();
        let replica_nodes = shown(&state.replicas);
        let isr_nodes = shown(&state.isr);
        let is_cut = replica_nodes.len() < state.replicas.len() || isr_nodes.len() < state.isr.len();
        let error = if error == ErrorCode::None && is_cut { ErrorCode::ReplicaNotAvailable } else { error };
        MetadataResponsePartition::default()
            .with_error_code(error.code())
            .with_partition_index(index)
            .with_leader_id(BrokerId(leader_id))
            .with_leader_epoch(state.leader_epoch)
            .with_replica_nodes(replica_nodes)
            .with_isr_nodes(isr_nodes)
            .with_offline_replicas(offline_replicas(&self.image, state, self.listener))
    }
}

/// Replicas on brokers that are gone, or that do not have the client's listener.
pub(super) fn offline_replicas(
    image: &MetadataImage,
    state: &PartitionImage,
    listener: &str,
) -> Vec<BrokerId> {
    let is_online = |id: &&i32| {
        image.cluster.alive_broker(**id).is_some_and(|broker| broker.endpoint(listener).is_some())
    };
    state.replicas.iter().filter(|id| !is_online(id)).map(|id| BrokerId(*id)).collect()
}
