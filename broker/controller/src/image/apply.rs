//! What each metadata record does to an image.

use std::sync::Arc;

use kavka_protocol::metadata_records::{
    AccessControlEntryRecord, BrokerRegistrationChangeRecord, ClearElrRecord, ClientQuotaRecord,
    ConfigRecord, DelegationTokenRecord, FeatureLevelRecord, MetadataRecord, PartitionChangeRecord,
    PartitionRecord, RegisterBrokerRecord, RegisterControllerRecord, RemoveTopicRecord, TopicRecord,
    UserScramCredentialRecord,
};
use uuid::Uuid;

use super::{
    Acl, BrokerRegistration, ConfigResource, ConfigResourceType, ControllerRegistration, DIRECTORY_MIGRATING,
    DelegationToken, Endpoint, LeaderRecoveryState, MetadataDelta, MetadataImage, PartitionImage,
    ProducerIdsImage, QuotaEntity, ScramCredential, TopicImage, VersionRange,
};
use crate::features::METADATA_VERSION;

/// The leader of a [`PartitionChangeRecord`] that leaves the leader as it is.
pub const NO_LEADER_CHANGE: i32 = -2;

/// Why a record cannot be applied. The log is then damaged or from a newer Kafka.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ApplyError {
    /// It names a topic that does not exist.
    #[error("{record} for unknown topic {topic_id}")]
    UnknownTopic {
        /// Kind of record.
        record: &'static str,
        /// The topic.
        topic_id: Uuid,
    },
    /// It names a partition that does not exist.
    #[error("{record} for unknown partition {partition} of {topic}")]
    UnknownPartition {
        /// Kind of record.
        record: &'static str,
        /// The topic's name.
        topic: Arc<str>,
        /// The partition.
        partition: i32,
    },
    /// It names a broker that is not registered with that epoch.
    #[error("{record} for broker {broker} at epoch {epoch}, which is not registered")]
    UnknownBroker {
        /// Kind of record.
        record: &'static str,
        /// The broker.
        broker: i32,
        /// Its epoch.
        epoch: i64,
    },
    /// A field holds what no version of Kafka writes.
    #[error("{record} with {field} {value}")]
    InvalidField {
        /// Kind of record.
        record: &'static str,
        /// The field.
        field: &'static str,
        /// Its value.
        value: i64,
    },
}

impl MetadataImage {
    /// Applies one record and notes in `delta` what it touched. Markers of transactions change nothing here.
    ///
    /// # Errors
    /// [`ApplyError`]; the image is then as before.
    pub fn apply(&mut self, record: &MetadataRecord, delta: &mut MetadataDelta) -> Result<(), ApplyError> {
        match record {
            MetadataRecord::Topic(r) => self.apply_topic(r, delta),
            MetadataRecord::Partition(r) => return self.apply_partition(r, delta),
            MetadataRecord::PartitionChange(r) => return self.apply_partition_change(r, delta),
            MetadataRecord::RemoveTopic(r) => return self.apply_remove_topic(r, delta),
            MetadataRecord::ClearElr(r) => self.apply_clear_elr(r, delta),
            MetadataRecord::Config(r) => return self.apply_config(r, delta),
            MetadataRecord::RegisterBroker(r) => self.apply_register_broker(r, delta),
            MetadataRecord::UnregisterBroker(r) => {
                Arc::make_mut(&mut self.cluster).brokers.remove(&r.broker_id);
                delta.brokers.insert(r.broker_id);
            }
            MetadataRecord::FenceBroker(r) => {
                return self.change_broker("FenceBrokerRecord", r.id, r.epoch, delta, |b| b.fenced = true);
            }
            MetadataRecord::UnfenceBroker(r) => {
                return self.change_broker("UnfenceBrokerRecord", r.id, r.epoch, delta, |b| b.fenced = false);
            }
            MetadataRecord::BrokerRegistrationChange(r) => return self.apply_registration_change(r, delta),
            MetadataRecord::RegisterController(r) => self.apply_register_controller(r, delta),
            MetadataRecord::FeatureLevel(r) => self.apply_feature_level(r, delta),
            MetadataRecord::ClientQuota(r) => self.apply_client_quota(r, delta),
            MetadataRecord::ProducerIds(r) => {
                self.producer_ids = ProducerIdsImage {
                    broker_id: r.broker_id,
                    broker_epoch: r.broker_epoch,
                    next_producer_id: r.next_producer_id,
                };
                delta.producer_ids = true;
            }
            MetadataRecord::UserScramCredential(r) => self.apply_scram(r, delta),
            MetadataRecord::RemoveUserScramCredential(r) => {
                let key = (r.mechanism, Arc::from(&*r.name));
                self.scram.remove(&key);
                delta.scram.insert(key);
            }
            MetadataRecord::AccessControlEntry(r) => self.apply_acl(r, delta),
            MetadataRecord::RemoveAccessControlEntry(r) => {
                self.acls.remove(&r.id);
                delta.acls.insert(r.id);
            }
            MetadataRecord::DelegationToken(r) => self.apply_token(r, delta),
            MetadataRecord::RemoveDelegationToken(r) => {
                self.delegation_tokens.remove(&*r.token_id);
                delta.delegation_tokens.insert(Arc::from(&*r.token_id));
            }
            MetadataRecord::NoOp(_)
            | MetadataRecord::ZkMigrationState(_)
            | MetadataRecord::BeginTransaction(_)
            | MetadataRecord::EndTransaction(_)
            | MetadataRecord::AbortTransaction(_) => {}
        }
        Ok(())
    }

    fn apply_topic(&mut self, record: &TopicRecord, delta: &mut MetadataDelta) {
        self.topics.insert(Arc::new(TopicImage {
            name: Arc::from(&*record.name),
            id: record.topic_id,
            partitions: Default::default(),
        }));
        delta.topics.entry(record.topic_id).or_default();
    }

    fn apply_partition(
        &mut self,
        record: &PartitionRecord,
        delta: &mut MetadataDelta,
    ) -> Result<(), ApplyError> {
        const NAME: &str = "PartitionRecord";
        let code = record.leader_recovery_state;
        let invalid =
            || ApplyError::InvalidField { record: NAME, field: "LeaderRecoveryState", value: code.into() };
        let partition = PartitionImage {
            replicas: record.replicas.clone(),
            directories: if record.directories.is_empty() {
                vec![DIRECTORY_MIGRATING; record.replicas.len()]
            } else {
                record.directories.clone()
            },
            isr: record.isr.clone(),
            removing_replicas: record.removing_replicas.clone(),
            adding_replicas: record.adding_replicas.clone(),
            elr: record.eligible_leader_replicas.clone().unwrap_or_default(),
            last_known_elr: record.last_known_elr.clone().unwrap_or_default(),
            leader: record.leader,
            leader_recovery_state: LeaderRecoveryState::from_code(code).ok_or_else(invalid)?,
            leader_epoch: record.leader_epoch,
            partition_epoch: record.partition_epoch,
        };
        let mut topic = self.topic(NAME, record.topic_id)?;
        Arc::make_mut(&mut topic).partitions.insert(record.partition_id, Arc::new(partition));
        self.topics.insert(topic);
        delta.topics.entry(record.topic_id).or_default().insert(record.partition_id);
        Ok(())
    }

    fn apply_partition_change(
        &mut self,
        record: &PartitionChangeRecord,
        delta: &mut MetadataDelta,
    ) -> Result<(), ApplyError> {
        const NAME: &str = "PartitionChangeRecord";
        let mut topic = self.topic(NAME, record.topic_id)?;
        let unknown = || ApplyError::UnknownPartition {
            record: NAME,
            topic: Arc::clone(&topic.name),
            partition: record.partition_id,
        };
        let partition = topic.partitions.get(&record.partition_id).ok_or_else(unknown)?.merge(record)?;
        Arc::make_mut(&mut topic).partitions.insert(record.partition_id, Arc::new(partition));
        self.topics.insert(topic);
        delta.topics.entry(record.topic_id).or_default().insert(record.partition_id);
        Ok(())
    }

    fn apply_remove_topic(
        &mut self,
        record: &RemoveTopicRecord,
        delta: &mut MetadataDelta,
    ) -> Result<(), ApplyError> {
        let id = record.topic_id;
        let unknown = ApplyError::UnknownTopic { record: "RemoveTopicRecord", topic_id: id };
        let topic = self.topics.remove(&id).ok_or(unknown)?;
        // A topic's configs go with it, without records of their own.
        let resource = ConfigResource::new(ConfigResourceType::Topic, Arc::clone(&topic.name));
        if self.configs.resources.remove(&resource).is_some() {
            delta.configs.insert(resource);
        }
        delta.topics.remove(&id);
        delta.deleted_topics.insert(id, topic);
        Ok(())
    }

    fn apply_clear_elr(&mut self, record: &ClearElrRecord, delta: &mut MetadataDelta) {
        let topics: Vec<Arc<TopicImage>> = if record.topic_name.is_empty() {
            self.topics.iter().cloned().collect()
        } else {
            self.topics.by_name(&record.topic_name).cloned().into_iter().collect()
        };
        for mut topic in topics {
            let with_elr = |p: &Arc<PartitionImage>| !p.elr.is_empty() || !p.last_known_elr.is_empty();
            let touched: Vec<i32> =
                topic.partitions.iter().filter(|(_, p)| with_elr(p)).map(|(number, _)| *number).collect();
            if touched.is_empty() {
                continue;
            }
            let changed = Arc::make_mut(&mut topic);
            for partition in changed.partitions.values_mut().filter(|p| with_elr(p)) {
                let partition = Arc::make_mut(partition);
                partition.elr.clear();
                partition.last_known_elr.clear();
                partition.partition_epoch += 1;
            }
            delta.topics.entry(topic.id).or_default().extend(touched);
            self.topics.insert(topic);
        }
    }

    fn apply_config(&mut self, record: &ConfigRecord, delta: &mut MetadataDelta) -> Result<(), ApplyError> {
        let code = record.resource_type;
        let invalid =
            ApplyError::InvalidField { record: "ConfigRecord", field: "ResourceType", value: code.into() };
        let resource_type = ConfigResourceType::from_code(code).ok_or(invalid)?;
        let resource = ConfigResource::new(resource_type, &*record.resource_name);
        let mut values = self.configs.resources.get(&resource).cloned().unwrap_or_default();
        let changed = Arc::make_mut(&mut values);
        match &record.value {
            Some(value) => changed.insert(Arc::from(&*record.name), Arc::from(&**value)),
            None => changed.remove(&*record.name),
        };
        if values.is_empty() {
            self.configs.resources.remove(&resource);
        } else {
            self.configs.resources.insert(resource.clone(), values);
        }
        delta.configs.insert(resource);
        Ok(())
    }

    fn apply_register_broker(&mut self, record: &RegisterBrokerRecord, delta: &mut MetadataDelta) {
        let endpoint =
            |e: &kavka_protocol::metadata_records::register_broker_record::BrokerEndpoint| Endpoint {
                name: Arc::from(&*e.name),
                host: Arc::from(&*e.host),
                port: e.port,
                security_protocol: e.security_protocol,
            };
        let mut directories = record.log_dirs.clone();
        directories.sort_unstable();
        let registration = BrokerRegistration {
            id: record.broker_id,
            epoch: record.broker_epoch,
            incarnation_id: record.incarnation_id,
            endpoints: record.end_points.iter().map(endpoint).collect(),
            features: record
                .features
                .iter()
                .map(|f| (Arc::from(&*f.name), range(f.min_supported_version, f.max_supported_version)))
                .collect(),
            rack: record.rack.as_ref().map(|rack| Arc::from(&**rack)),
            fenced: record.fenced,
            in_controlled_shutdown: record.in_controlled_shutdown,
            directories,
            cordoned_directories: record.cordoned_log_dirs.clone(),
        };
        Arc::make_mut(&mut self.cluster).brokers.insert(record.broker_id, Arc::new(registration));
        delta.brokers.insert(record.broker_id);
    }

    fn apply_registration_change(
        &mut self,
        record: &BrokerRegistrationChangeRecord,
        delta: &mut MetadataDelta,
    ) -> Result<(), ApplyError> {
        const NAME: &str = "BrokerRegistrationChangeRecord";
        let switch = |field, code: i8| match code {
            -1 => Ok(Some(false)),
            0 => Ok(None),
            1 => Ok(Some(true)),
            other => Err(ApplyError::InvalidField { record: NAME, field, value: other.into() }),
        };
        let fenced = switch("Fenced", record.fenced)?;
        let shutdown = switch("InControlledShutdown", record.in_controlled_shutdown)?;
        self.change_broker(NAME, record.broker_id, record.broker_epoch, delta, |broker| {
            broker.fenced = fenced.unwrap_or(broker.fenced);
            broker.in_controlled_shutdown = shutdown.unwrap_or(broker.in_controlled_shutdown);
            if !record.log_dirs.is_empty() {
                broker.directories = record.log_dirs.clone();
                broker.directories.sort_unstable();
            }
            if let Some(cordoned) = &record.cordoned_log_dirs {
                broker.cordoned_directories = Some(cordoned.clone());
            }
        })
    }

    fn change_broker(
        &mut self,
        record: &'static str,
        id: i32,
        epoch: i64,
        delta: &mut MetadataDelta,
        change: impl FnOnce(&mut BrokerRegistration),
    ) -> Result<(), ApplyError> {
        let known = self.cluster.brokers.get(&id).is_some_and(|broker| broker.epoch == epoch);
        if !known {
            return Err(ApplyError::UnknownBroker { record, broker: id, epoch });
        }
        if let Some(broker) = Arc::make_mut(&mut self.cluster).brokers.get_mut(&id) {
            change(Arc::make_mut(broker));
        }
        delta.brokers.insert(id);
        Ok(())
    }

    fn apply_register_controller(&mut self, record: &RegisterControllerRecord, delta: &mut MetadataDelta) {
        let endpoint =
            |e: &kavka_protocol::metadata_records::register_controller_record::ControllerEndpoint| Endpoint {
                name: Arc::from(&*e.name),
                host: Arc::from(&*e.host),
                port: e.port,
                security_protocol: e.security_protocol,
            };
        let registration = ControllerRegistration {
            id: record.controller_id,
            incarnation_id: record.incarnation_id,
            zk_migration_ready: record.zk_migration_ready,
            endpoints: record.end_points.iter().map(endpoint).collect(),
            features: record
                .features
                .iter()
                .map(|f| (Arc::from(&*f.name), range(f.min_supported_version, f.max_supported_version)))
                .collect(),
        };
        Arc::make_mut(&mut self.cluster).controllers.insert(record.controller_id, Arc::new(registration));
        delta.controllers.insert(record.controller_id);
    }

    fn apply_feature_level(&mut self, record: &FeatureLevelRecord, delta: &mut MetadataDelta) {
        let features = Arc::make_mut(&mut self.features);
        match &*record.name {
            METADATA_VERSION => features.metadata_version = record.feature_level,
            name if record.feature_level == 0 => {
                features.finalized.remove(name);
            }
            name => {
                features.finalized.insert(Arc::from(name), record.feature_level);
            }
        }
        delta.features = true;
    }

    fn apply_client_quota(&mut self, record: &ClientQuotaRecord, delta: &mut MetadataDelta) {
        let entity: QuotaEntity = record
            .entity
            .iter()
            .map(|e| (Arc::from(&*e.entity_type), e.entity_name.as_ref().map(|name| Arc::from(&**name))))
            .collect();
        let mut quotas = self.client_quotas.get(&entity).cloned().unwrap_or_default();
        let changed = Arc::make_mut(&mut quotas);
        if record.remove {
            changed.remove(&*record.key);
        } else {
            changed.insert(Arc::from(&*record.key), record.value);
        }
        if quotas.is_empty() {
            self.client_quotas.remove(&entity);
        } else {
            self.client_quotas.insert(entity.clone(), quotas);
        }
        delta.client_quotas.insert(entity);
    }

    fn apply_scram(&mut self, record: &UserScramCredentialRecord, delta: &mut MetadataDelta) {
        let key: (i8, Arc<str>) = (record.mechanism, Arc::from(&*record.name));
        let credential = ScramCredential {
            salt: record.salt.clone(),
            stored_key: record.stored_key.clone(),
            server_key: record.server_key.clone(),
            iterations: record.iterations,
        };
        self.scram.insert(key.clone(), Arc::new(credential));
        delta.scram.insert(key);
    }

    fn apply_acl(&mut self, record: &AccessControlEntryRecord, delta: &mut MetadataDelta) {
        let acl = Acl {
            resource_type: record.resource_type,
            resource_name: Arc::from(&*record.resource_name),
            pattern_type: record.pattern_type,
            principal: Arc::from(&*record.principal),
            host: Arc::from(&*record.host),
            operation: record.operation,
            permission_type: record.permission_type,
        };
        self.acls.insert(record.id, Arc::new(acl));
        delta.acls.insert(record.id);
    }

    fn apply_token(&mut self, record: &DelegationTokenRecord, delta: &mut MetadataDelta) {
        let id: Arc<str> = Arc::from(&*record.token_id);
        let token = DelegationToken {
            owner: Arc::from(&*record.owner),
            requester: Arc::from(&*record.requester),
            renewers: record.renewers.iter().map(|r| Arc::from(&**r)).collect(),
            issue_timestamp: record.issue_timestamp,
            max_timestamp: record.max_timestamp,
            expiration_timestamp: record.expiration_timestamp,
        };
        self.delegation_tokens.insert(Arc::clone(&id), Arc::new(token));
        delta.delegation_tokens.insert(id);
    }

    fn topic(&self, record: &'static str, topic_id: Uuid) -> Result<Arc<TopicImage>, ApplyError> {
        self.topics.by_id(&topic_id).cloned().ok_or(ApplyError::UnknownTopic { record, topic_id })
    }
}

impl PartitionImage {
    /// The partition after `record`.
    ///
    /// # Errors
    /// [`ApplyError::InvalidField`].
    pub fn merge(&self, record: &PartitionChangeRecord) -> Result<Self, ApplyError> {
        let or_old = |new: &Option<Vec<i32>>, old: &Vec<i32>| new.as_ref().unwrap_or(old).clone();
        let leader_changes = record.leader != NO_LEADER_CHANGE;
        let code = record.leader_recovery_state;
        let leader_recovery_state = match code {
            -1 => self.leader_recovery_state,
            _ => LeaderRecoveryState::from_code(code).ok_or(ApplyError::InvalidField {
                record: "PartitionChangeRecord",
                field: "LeaderRecoveryState",
                value: code.into(),
            })?,
        };
        Ok(Self {
            replicas: or_old(&record.replicas, &self.replicas),
            directories: record.directories.as_ref().unwrap_or(&self.directories).clone(),
            isr: or_old(&record.isr, &self.isr),
            removing_replicas: or_old(&record.removing_replicas, &self.removing_replicas),
            adding_replicas: or_old(&record.adding_replicas, &self.adding_replicas),
            elr: or_old(&record.eligible_leader_replicas, &self.elr),
            last_known_elr: or_old(&record.last_known_elr, &self.last_known_elr),
            leader: if leader_changes { record.leader } else { self.leader },
            leader_recovery_state,
            leader_epoch: self.leader_epoch.saturating_add(i32::from(leader_changes)),
            partition_epoch: self.partition_epoch.saturating_add(1),
        })
    }
}

fn range(min: i16, max: i16) -> VersionRange {
    VersionRange { min, max }
}
