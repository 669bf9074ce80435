//! Topics made because somebody asked for them: those of clients (`auto.create.topics.enable`), and Kafka's own.

use std::collections::BTreeMap;

use kavka_protocol::ErrorCode;
use kavka_protocol::messages::create_topics_request::{CreatableTopic, CreatableTopicConfig};
use kavka_protocol::messages::{CreateTopicsRequest, TopicName};
use kavka_protocol::wire::StrBytes;

use super::topic_name;
use crate::Broker;

/// Committed offsets and groups.
pub(crate) const CONSUMER_OFFSETS: &str = "__consumer_offsets";
/// Transactions.
pub(crate) const TRANSACTION_STATE: &str = "__transaction_state";
/// Share groups' positions.
pub(crate) const SHARE_GROUP_STATE: &str = "__share_group_state";

/// Makes topics that are not there, and says for each name how that went. A topic that somebody else made
/// meanwhile counts as made.
pub(crate) async fn create(broker: &Broker, names: &[&str]) -> BTreeMap<String, ErrorCode> {
    let (valid, invalid): (Vec<&str>, Vec<&str>) = names.iter().partition(|name| topic_name::is_valid(name));
    let mut results: BTreeMap<String, ErrorCode> =
        invalid.into_iter().map(|name| (name.to_owned(), ErrorCode::InvalidTopicException)).collect();
    if valid.is_empty() {
        return results;
    }
    let topics = valid.iter().map(|name| creatable(broker, name)).collect();
    match broker.controller.create_topics(CreateTopicsRequest::default().with_topics(topics)).await {
        Ok(response) => results.extend(response.topics.iter().map(|topic| {
            let code = match ErrorCode::from_code(topic.error_code) {
                Some(ErrorCode::TopicAlreadyExists) => ErrorCode::None,
                Some(ErrorCode::InvalidRequest) | None => ErrorCode::UnknownTopicOrPartition,
                Some(code) => code,
            };
            (topic.name.to_string(), code)
        })),
        Err(_) => {
            results.extend(valid.iter().map(|name| ((*name).to_owned(), ErrorCode::UnknownTopicOrPartition)))
        }
    }
    results
}

/// A topic as it is made by itself: with the broker's defaults, or as Kafka wants its own.
///
/// Source: `AutoTopicCreationManager` in Apache Kafka.
fn creatable(broker: &Broker, name: &str) -> CreatableTopic {
    let values = broker.config.values();
    let segment = |key: &str| ("segment.bytes", values.int(key).to_string());
    let fixed = |key: &'static str, value: &str| (key, value.to_owned());
    let (partitions, replicas, configs) = match name {
        CONSUMER_OFFSETS => (
            values.int("offsets.topic.num.partitions"),
            values.short("offsets.topic.replication.factor"),
            vec![
                fixed("cleanup.policy", "compact"),
                fixed("compression.type", "producer"),
                segment("offsets.topic.segment.bytes"),
            ],
        ),
        TRANSACTION_STATE => (
            values.int("transaction.state.log.num.partitions"),
            values.short("transaction.state.log.replication.factor"),
            vec![
                fixed("unclean.leader.election.enable", "false"),
                fixed("compression.type", "uncompressed"),
                fixed("cleanup.policy", "compact"),
                ("min.insync.replicas", values.int("transaction.state.log.min.isr").to_string()),
                segment("transaction.state.log.segment.bytes"),
            ],
        ),
        SHARE_GROUP_STATE => (
            values.int("share.coordinator.state.topic.num.partitions"),
            values.short("share.coordinator.state.topic.replication.factor"),
            vec![
                fixed("unclean.leader.election.enable", "false"),
                fixed("compression.type", "producer"),
                fixed("cleanup.policy", "delete"),
                ("min.insync.replicas", values.short("share.coordinator.state.topic.min.isr").to_string()),
                segment("share.coordinator.state.topic.segment.bytes"),
                fixed("retention.ms", "-1"),
            ],
        ),
        _ => (-1, -1, Vec::new()),
    };
    let text = |text: &str| StrBytes::from_string(text.to_owned());
    let config = |(key, value): (&str, String)| {
        CreatableTopicConfig::default().with_name(text(key)).with_value(Some(StrBytes::from_string(value)))
    };
    CreatableTopic::default()
        .with_name(TopicName(text(name)))
        .with_num_partitions(partitions)
        .with_replication_factor(replicas)
        .with_configs(configs.into_iter().map(config).collect())
}
