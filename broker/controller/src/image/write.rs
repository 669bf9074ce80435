//! An image as the records of a snapshot.

use std::sync::Arc;

use kavka_protocol::metadata_records::{
    AccessControlEntryRecord, ClientQuotaRecord, ConfigRecord, DelegationTokenRecord, FeatureLevelRecord,
    MetadataRecord, PartitionRecord, ProducerIdsRecord, RegisterBrokerRecord, RegisterControllerRecord,
    TopicRecord, UserScramCredentialRecord, client_quota_record, register_broker_record,
    register_controller_record,
};
use kavka_protocol::wire::StrBytes;
use uuid::Uuid;

use super::{
    BrokerRegistration, ControllerRegistration, FeaturesImage, MetadataImage, PartitionImage, QuotaEntity,
    TopicImage,
};
use crate::features::{METADATA_VERSION, MetadataVersion};

impl MetadataImage {
    /// The records that make this image out of an empty one, in the order of Kafka's snapshots.
    pub fn records(&self) -> impl Iterator<Item = MetadataRecord> {
        let mv = MetadataVersion(self.features.metadata_version);
        let controllers = self.cluster.controllers.values().map(|c| controller_record(c));
        let brokers = self.cluster.brokers.values().map(move |b| broker_record(b, mv));
        let configs = self.configs.iter().flat_map(|(resource, values)| {
            values.iter().map(|(key, value)| {
                MetadataRecord::Config(
                    ConfigRecord::default()
                        .with_resource_type(resource.resource_type.code())
                        .with_resource_name(text(&resource.name))
                        .with_name(text(key))
                        .with_value(Some(text(value))),
                )
            })
        });
        let quotas = self.client_quotas.iter().flat_map(|(entity, quotas)| {
            quotas.iter().map(|(key, value)| quota_record(entity, key, Some(*value)))
        });
        feature_records(&self.features)
            .chain(controllers)
            .chain(brokers)
            .chain(self.topics.iter().flat_map(move |topic| topic_records(topic, mv)))
            .chain(configs)
            .chain(quotas)
            .chain(self.producer_ids_record())
            .chain(self.acls.iter().map(|(id, acl)| acl_record(*id, acl)))
            .chain(self.scram_records())
            .chain(self.token_records())
    }

    fn producer_ids_record(&self) -> Option<MetadataRecord> {
        let ids = &self.producer_ids;
        (ids.next_producer_id > 0).then(|| {
            MetadataRecord::ProducerIds(
                ProducerIdsRecord::default()
                    .with_broker_id(ids.broker_id)
                    .with_broker_epoch(ids.broker_epoch)
                    .with_next_producer_id(ids.next_producer_id),
            )
        })
    }

    fn scram_records(&self) -> impl Iterator<Item = MetadataRecord> {
        self.scram.iter().map(|((mechanism, user), credential)| {
            MetadataRecord::UserScramCredential(
                UserScramCredentialRecord::default()
                    .with_name(text(user))
                    .with_mechanism(*mechanism)
                    .with_salt(credential.salt.clone())
                    .with_stored_key(credential.stored_key.clone())
                    .with_server_key(credential.server_key.clone())
                    .with_iterations(credential.iterations),
            )
        })
    }

    fn token_records(&self) -> impl Iterator<Item = MetadataRecord> {
        self.delegation_tokens.iter().map(|(id, token)| {
            MetadataRecord::DelegationToken(
                DelegationTokenRecord::default()
                    .with_owner(text(&token.owner))
                    .with_requester(text(&token.requester))
                    .with_renewers(token.renewers.iter().map(text).collect())
                    .with_issue_timestamp(token.issue_timestamp)
                    .with_max_timestamp(token.max_timestamp)
                    .with_expiration_timestamp(token.expiration_timestamp)
                    .with_token_id(text(id)),
            )
        })
    }
}

fn text(value: &Arc<str>) -> StrBytes {
    StrBytes::from_string(value.to_string())
}

fn feature_records(features: &FeaturesImage) -> impl Iterator<Item = MetadataRecord> {
    let level = |name: StrBytes, level| {
        MetadataRecord::FeatureLevel(FeatureLevelRecord::default().with_name(name).with_feature_level(level))
    };
    let metadata_version = (features.metadata_version > 0)
        .then(|| level(StrBytes::from_static_str(METADATA_VERSION), features.metadata_version));
    metadata_version.into_iter().chain(features.finalized.iter().map(move |(name, l)| level(text(name), *l)))
}

/// The record of a registered controller.
pub(crate) fn controller_record(controller: &ControllerRegistration) -> MetadataRecord {
    use register_controller_record::{ControllerEndpoint, ControllerFeature};
    MetadataRecord::RegisterController(
        RegisterControllerRecord::default()
            .with_controller_id(controller.id)
            .with_incarnation_id(controller.incarnation_id)
            .with_zk_migration_ready(controller.zk_migration_ready)
            .with_end_points(
                controller
                    .endpoints
                    .iter()
                    .map(|e| {
                        ControllerEndpoint::default()
                            .with_name(text(&e.name))
                            .with_host(text(&e.host))
                            .with_port(e.port)
                            .with_security_protocol(e.security_protocol)
                    })
                    .collect(),
            )
            .with_features(
                controller
                    .features
                    .iter()
                    .map(|(name, range)| {
                        ControllerFeature::default()
                            .with_name(text(name))
                            .with_min_supported_version(range.min)
                            .with_max_supported_version(range.max)
                    })
                    .collect(),
            ),
    )
}

/// The record of a registered broker, with what `mv` can hold.
pub(crate) fn broker_record(broker: &BrokerRegistration, mv: MetadataVersion) -> MetadataRecord {
    use register_broker_record::{BrokerEndpoint, BrokerFeature};
    let version = mv.register_broker_record_version();
    MetadataRecord::RegisterBroker(
        RegisterBrokerRecord::default()
            .with_broker_id(broker.id)
            .with_incarnation_id(broker.incarnation_id)
            .with_broker_epoch(broker.epoch)
            .with_end_points(
                broker
                    .endpoints
                    .iter()
                    .map(|e| {
                        BrokerEndpoint::default()
                            .with_name(text(&e.name))
                            .with_host(text(&e.host))
                            .with_port(e.port)
                            .with_security_protocol(e.security_protocol)
                    })
                    .collect(),
            )
            .with_features(
                broker
                    .features
                    .iter()
                    .map(|(name, range)| {
                        BrokerFeature::default()
                            .with_name(text(name))
                            .with_min_supported_version(range.min)
                            .with_max_supported_version(range.max)
                    })
                    .collect(),
            )
            .with_rack(broker.rack.as_ref().map(text))
            .with_fenced(broker.fenced)
            .with_in_controlled_shutdown(broker.in_controlled_shutdown)
            .with_log_dirs(if version >= 3 { broker.directories.clone() } else { Vec::new() })
            .with_cordoned_log_dirs(if version >= 4 { broker.cordoned_directories.clone() } else { None }),
    )
}

/// A topic and its partitions.
pub(crate) fn topic_records(topic: &TopicImage, mv: MetadataVersion) -> impl Iterator<Item = MetadataRecord> {
    let record = TopicRecord::default().with_name(text(&topic.name)).with_topic_id(topic.id);
    let id = topic.id;
    std::iter::once(MetadataRecord::Topic(record))
        .chain(topic.partitions.iter().map(move |(number, p)| partition_record(id, *number, p, mv)))
}

/// The record of a whole partition, with what `mv` can hold.
pub(crate) fn partition_record(
    topic_id: Uuid,
    number: i32,
    partition: &PartitionImage,
    mv: MetadataVersion,
) -> MetadataRecord {
    let version = mv.partition_record_version();
    let elr = |replicas: &Vec<i32>| (version >= 2 && !replicas.is_empty()).then(|| replicas.clone());
    MetadataRecord::Partition(
        PartitionRecord::default()
            .with_partition_id(number)
            .with_topic_id(topic_id)
            .with_replicas(partition.replicas.clone())
            .with_isr(partition.isr.clone())
            .with_removing_replicas(partition.removing_replicas.clone())
            .with_adding_replicas(partition.adding_replicas.clone())
            .with_leader(partition.leader)
            .with_leader_recovery_state(partition.leader_recovery_state.code())
            .with_leader_epoch(partition.leader_epoch)
            .with_partition_epoch(partition.partition_epoch)
            .with_directories(if version >= 1 { partition.directories.clone() } else { Vec::new() })
            .with_eligible_leader_replicas(elr(&partition.elr))
            .with_last_known_elr(elr(&partition.last_known_elr)),
    )
}

/// The record that sets a quota, or removes it.
pub(crate) fn quota_record(entity: &QuotaEntity, key: &Arc<str>, value: Option<f64>) -> MetadataRecord {
    let part = |(kind, name): (&Arc<str>, &Option<Arc<str>>)| {
        client_quota_record::EntityData::default()
            .with_entity_type(text(kind))
            .with_entity_name(name.as_ref().map(text))
    };
    MetadataRecord::ClientQuota(
        ClientQuotaRecord::default()
            .with_entity(entity.iter().map(part).collect())
            .with_key(text(key))
            .with_value(value.unwrap_or(0.0))
            .with_remove(value.is_none()),
    )
}

fn acl_record(id: Uuid, acl: &super::Acl) -> MetadataRecord {
    MetadataRecord::AccessControlEntry(
        AccessControlEntryRecord::default()
            .with_id(id)
            .with_resource_type(acl.resource_type)
            .with_resource_name(text(&acl.resource_name))
            .with_pattern_type(acl.pattern_type)
            .with_principal(text(&acl.principal))
            .with_host(text(&acl.host))
            .with_operation(acl.operation)
            .with_permission_type(acl.permission_type),
    )
}
