//! Goal: whatever the controller decides, its records alone rebuild its state, and so does a snapshot of it.
//! Method: random operations are decided against an image; their records are written as batches and read back into
//! a second image, and the image is written as a snapshot and read back into a third. All must be equal, and what
//! the delta does not name must not have changed.

mod common;

use std::sync::Arc;

use kavka_controller::decide::{self, Context, Decision};
use kavka_controller::features::{self, MetadataVersion};
use kavka_controller::image::{MetadataDelta, MetadataImage};
use kavka_controller::raft::batch::{BatchError, BatchPosition, Entry, data_batch, read_batches};
use kavka_protocol::messages::create_partitions_request::CreatePartitionsTopic;
use kavka_protocol::messages::create_topics_request::{CreatableTopic, CreatableTopicConfig};
use kavka_protocol::messages::incremental_alter_configs_request::{AlterConfigsResource, AlterableConfig};
use kavka_protocol::messages::{
    AllocateProducerIdsRequest, BrokerHeartbeatRequest, BrokerRegistrationRequest, CreatePartitionsRequest,
    CreateTopicsRequest, DeleteTopicsRequest, IncrementalAlterConfigsRequest, TopicName,
    broker_registration_request,
};
use kavka_protocol::metadata_records::{FeatureLevelRecord, MetadataRecord};
use kavka_protocol::wire::StrBytes;
use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::StdRng;
use uuid::Uuid;

#[derive(Debug, Clone)]
enum Operation {
    Register(i32),
    Heartbeat { broker: i32, fence: bool, leave: bool },
    Create { topic: u8, partitions: i32, replicas: i16, retention: Option<u16> },
    Delete(u8),
    Grow { topic: u8, partitions: i32 },
    Alter { topic: u8, value: Option<u16> },
    ProducerIds(i32),
}

fn operation() -> impl Strategy<Value = Operation> {
    prop_oneof![
        (1..4).prop_map(Operation::Register),
        (1..4, any::<bool>(), prop::bool::weighted(0.1))
            .prop_map(|(broker, fence, leave)| Operation::Heartbeat { broker, fence, leave }),
        (0..6u8, 1..5, 1..4i16, any::<Option<u16>>()).prop_map(|(topic, partitions, replicas, retention)| {
            Operation::Create { topic, partitions, replicas, retention }
        }),
        (0..6u8).prop_map(Operation::Delete),
        (0..6u8, 1..8).prop_map(|(topic, partitions)| Operation::Grow { topic, partitions }),
        (0..6u8, any::<Option<u16>>()).prop_map(|(topic, value)| Operation::Alter { topic, value }),
        (1..4).prop_map(Operation::ProducerIds),
    ]
}

fn text(text: impl ToString) -> StrBytes {
    StrBytes::from_string(text.to_string())
}

fn name(topic: u8) -> TopicName {
    TopicName(text(format!("topic-{topic}")))
}

fn decide(context: &mut Context<'_>, operation: &Operation) -> Vec<MetadataRecord> {
    let epoch =
        |context: &Context<'_>, id: i32| context.image.cluster.brokers.get(&id).map_or(-1, |b| b.epoch);
    fn records<R>(decision: Decision<R>) -> Vec<MetadataRecord> {
        decision.records
    }
    match *operation {
        Operation::Register(id) => {
            let feature = |(name, range): (&str, kavka_controller::image::VersionRange)| {
                broker_registration_request::Feature::default()
                    .with_name(text(name))
                    .with_min_supported_version(range.min)
                    .with_max_supported_version(range.max)
            };
            let request = BrokerRegistrationRequest::default()
                .with_broker_id(id.into())
                .with_cluster_id(text(common::CLUSTER_ID))
                .with_incarnation_id(context.random_id())
                .with_features(features::supported_features().map(feature).collect())
                .with_log_dirs(vec![Uuid::from_u128(1000 + id as u128)]);
            records(decide::register_broker(context, &request))
        }
        Operation::Heartbeat { broker, fence, leave } => {
            let request = BrokerHeartbeatRequest::default()
                .with_broker_id(broker.into())
                .with_broker_epoch(epoch(context, broker))
                .with_current_metadata_offset(i64::MAX)
                .with_want_fence(fence)
                .with_want_shut_down(leave);
            records(decide::broker_heartbeat(context, &request))
        }
        Operation::Create { topic, partitions, replicas, retention } => {
            let config = |value: u16| {
                CreatableTopicConfig::default().with_name(text("retention.ms")).with_value(Some(text(value)))
            };
            let topic = CreatableTopic::default()
                .with_name(name(topic))
                .with_num_partitions(partitions)
                .with_replication_factor(replicas)
                .with_configs(retention.map(config).into_iter().collect());
            records(decide::create_topics(context, &CreateTopicsRequest::default().with_topics(vec![topic])))
        }
        Operation::Delete(topic) => {
            let request = DeleteTopicsRequest::default().with_topic_names(vec![name(topic)]);
            records(decide::delete_topics(context, &request, 5))
        }
        Operation::Grow { topic, partitions } => {
            let topic = CreatePartitionsTopic::default()
                .with_name(name(topic))
                .with_count(partitions)
                .with_assignments(None);
            let request = CreatePartitionsRequest::default().with_topics(vec![topic]);
            records(decide::create_partitions(context, &request))
        }
        Operation::Alter { topic, value } => {
            let config = AlterableConfig::default()
                .with_name(text("segment.ms"))
                .with_config_operation(if value.is_some() { 0 } else { 1 })
                .with_value(value.map(|value| text(u32::from(value) + 1)));
            let resource = AlterConfigsResource::default()
                .with_resource_type(2)
                .with_resource_name(name(topic).0)
                .with_configs(vec![config]);
            let request = IncrementalAlterConfigsRequest::default().with_resources(vec![resource]);
            records(decide::incremental_alter_configs(context, &request))
        }
        Operation::ProducerIds(id) => {
            let request = AllocateProducerIdsRequest::default()
                .with_broker_id(id.into())
                .with_broker_epoch(epoch(context, id));
            records(decide::allocate_producer_ids(context, &request))
        }
    }
}

/// Every partition has what its fields promise each other.
fn check_partitions(image: &MetadataImage) {
    for topic in image.topics.iter() {
        assert_eq!(image.topics.by_id(&topic.id), Some(topic));
        for (expected, (number, p)) in (0..).zip(&topic.partitions) {
            assert_eq!(expected, *number);
            assert_eq!(p.replicas.len(), p.directories.len());
            assert!(p.isr.iter().chain(&p.elr).all(|id| p.replicas.contains(id)), "{p:?}");
            assert!(!p.isr.iter().any(|id| p.elr.contains(id)), "{p:?}");
            assert!(p.leader == -1 || p.isr.contains(&p.leader), "{p:?}");
            assert!(p.leader == -1 || image.cluster.alive_broker(p.leader).is_some(), "{p:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn records_and_snapshots_rebuild_the_state(operations in prop::collection::vec(operation(), 1..60), seed in any::<u64>()) {
        let dir = tempfile::tempdir().unwrap();
        let settings = common::config(dir.path()).settings;
        let mut rng = StdRng::seed_from_u64(seed);
        let mut image = MetadataImage::default();
        let level = FeatureLevelRecord::default().with_name(text("metadata.version")).with_feature_level(30);
        let elr = FeatureLevelRecord::default()
            .with_name(text("eligible.leader.replicas.version"))
            .with_feature_level(1);
        for record in [level, elr] {
            image.apply(&MetadataRecord::FeatureLevel(record), &mut MetadataDelta::default()).unwrap();
        }
        let mut replayed = image.clone();
        let mut next_offset = 2;
        for operation in &operations {
            let before = image.clone();
            let mut context =
                Context { image: &before, settings: &settings, next_offset, now_ms: 1, rng: &mut rng };
            let records = decide(&mut context, operation);
            let mut delta = MetadataDelta::default();
            for record in &records {
                image.apply(record, &mut delta).unwrap();
            }
            check_partitions(&image);
            let position = BatchPosition { base_offset: next_offset, epoch: 1, timestamp: 1 };
            if !records.is_empty() {
                let batch = data_batch(position, &records, MetadataVersion(30)).unwrap();
                read_batches::<BatchError>(&batch, |_, _, entry| {
                    let Entry::Data(record) = entry else { panic!("{entry:?}") };
                    replayed.apply(&record, &mut MetadataDelta::default()).unwrap();
                    Ok(())
                })
                .unwrap();
            }
            next_offset += records.len() as i64;
            prop_assert_eq!(&replayed, &image);
            // What the delta does not name is the same value, not merely an equal one.
            for topic in before.topics.iter() {
                let touched = delta.topics.contains_key(&topic.id) || delta.deleted_topics.contains_key(&topic.id);
                let after = image.topics.by_id(&topic.id);
                prop_assert!(touched || after.is_some_and(|after| Arc::ptr_eq(after, topic)));
            }
        }
        let mut restored = MetadataImage::default();
        for record in image.records() {
            restored.apply(&record, &mut MetadataDelta::default()).unwrap();
        }
        prop_assert_eq!(restored, image);
    }
}
