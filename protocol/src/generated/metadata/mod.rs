// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

/// Kafka's `AbortTransactionRecord`.
pub mod abort_transaction_record;
pub use abort_transaction_record::AbortTransactionRecord;
/// Kafka's `AccessControlEntryRecord`.
pub mod access_control_entry_record;
pub use access_control_entry_record::AccessControlEntryRecord;
/// Kafka's `BeginTransactionRecord`.
pub mod begin_transaction_record;
pub use begin_transaction_record::BeginTransactionRecord;
/// Kafka's `BrokerRegistrationChangeRecord`.
pub mod broker_registration_change_record;
pub use broker_registration_change_record::BrokerRegistrationChangeRecord;
/// Kafka's `ClearElrRecord`.
pub mod clear_elr_record;
pub use clear_elr_record::ClearElrRecord;
/// Kafka's `ClientQuotaRecord`.
pub mod client_quota_record;
pub use client_quota_record::ClientQuotaRecord;
/// Kafka's `ConfigRecord`.
pub mod config_record;
pub use config_record::ConfigRecord;
/// Kafka's `DelegationTokenRecord`.
pub mod delegation_token_record;
pub use delegation_token_record::DelegationTokenRecord;
/// Kafka's `EndTransactionRecord`.
pub mod end_transaction_record;
pub use end_transaction_record::EndTransactionRecord;
/// Kafka's `FeatureLevelRecord`.
pub mod feature_level_record;
pub use feature_level_record::FeatureLevelRecord;
/// Kafka's `FenceBrokerRecord`.
pub mod fence_broker_record;
pub use fence_broker_record::FenceBrokerRecord;
/// Kafka's `NoOpRecord`.
pub mod no_op_record;
pub use no_op_record::NoOpRecord;
/// Kafka's `PartitionChangeRecord`.
pub mod partition_change_record;
pub use partition_change_record::PartitionChangeRecord;
/// Kafka's `PartitionRecord`.
pub mod partition_record;
pub use partition_record::PartitionRecord;
/// Kafka's `ProducerIdsRecord`.
pub mod producer_ids_record;
pub use producer_ids_record::ProducerIdsRecord;
/// Kafka's `RegisterBrokerRecord`.
pub mod register_broker_record;
pub use register_broker_record::RegisterBrokerRecord;
/// Kafka's `RegisterControllerRecord`.
pub mod register_controller_record;
pub use register_controller_record::RegisterControllerRecord;
/// Kafka's `RemoveAccessControlEntryRecord`.
pub mod remove_access_control_entry_record;
pub use remove_access_control_entry_record::RemoveAccessControlEntryRecord;
/// Kafka's `RemoveDelegationTokenRecord`.
pub mod remove_delegation_token_record;
pub use remove_delegation_token_record::RemoveDelegationTokenRecord;
/// Kafka's `RemoveTopicRecord`.
pub mod remove_topic_record;
pub use remove_topic_record::RemoveTopicRecord;
/// Kafka's `RemoveUserScramCredentialRecord`.
pub mod remove_user_scram_credential_record;
pub use remove_user_scram_credential_record::RemoveUserScramCredentialRecord;
/// Kafka's `TopicRecord`.
pub mod topic_record;
pub use topic_record::TopicRecord;
/// Kafka's `UnfenceBrokerRecord`.
pub mod unfence_broker_record;
pub use unfence_broker_record::UnfenceBrokerRecord;
/// Kafka's `UnregisterBrokerRecord`.
pub mod unregister_broker_record;
pub use unregister_broker_record::UnregisterBrokerRecord;
/// Kafka's `UserScramCredentialRecord`.
pub mod user_scram_credential_record;
pub use user_scram_credential_record::UserScramCredentialRecord;
/// Kafka's `ZkMigrationStateRecord`.
pub mod zk_migration_state_record;
pub use zk_migration_state_record::ZkMigrationStateRecord;

/// A record of the metadata log.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "records are short-lived; boxing each costs more")]
pub enum MetadataRecord {
    /// Type 0, versions 0-4.
    RegisterBroker(RegisterBrokerRecord),
    /// Type 1, versions 0-0.
    UnregisterBroker(UnregisterBrokerRecord),
    /// Type 2, versions 0-0.
    Topic(TopicRecord),
    /// Type 3, versions 0-2.
    Partition(PartitionRecord),
    /// Type 4, versions 0-0.
    Config(ConfigRecord),
    /// Type 5, versions 0-2.
    PartitionChange(PartitionChangeRecord),
    /// Type 7, versions 0-0.
    FenceBroker(FenceBrokerRecord),
    /// Type 8, versions 0-0.
    UnfenceBroker(UnfenceBrokerRecord),
    /// Type 9, versions 0-0.
    RemoveTopic(RemoveTopicRecord),
    /// Type 10, versions 0-0.
    DelegationToken(DelegationTokenRecord),
    /// Type 11, versions 0-0.
    UserScramCredential(UserScramCredentialRecord),
    /// Type 12, versions 0-0.
    FeatureLevel(FeatureLevelRecord),
    /// Type 14, versions 0-0.
    ClientQuota(ClientQuotaRecord),
    /// Type 15, versions 0-0.
    ProducerIds(ProducerIdsRecord),
    /// Type 17, versions 0-3.
    BrokerRegistrationChange(BrokerRegistrationChangeRecord),
    /// Type 18, versions 0-0.
    AccessControlEntry(AccessControlEntryRecord),
    /// Type 19, versions 0-0.
    RemoveAccessControlEntry(RemoveAccessControlEntryRecord),
    /// Type 20, versions 0-0.
    NoOp(NoOpRecord),
    /// Type 21, versions 0-0.
    ZkMigrationState(ZkMigrationStateRecord),
    /// Type 22, versions 0-0.
    RemoveUserScramCredential(RemoveUserScramCredentialRecord),
    /// Type 23, versions 0-0.
    BeginTransaction(BeginTransactionRecord),
    /// Type 24, versions 0-0.
    EndTransaction(EndTransactionRecord),
    /// Type 25, versions 0-0.
    AbortTransaction(AbortTransactionRecord),
    /// Type 26, versions 0-0.
    RemoveDelegationToken(RemoveDelegationTokenRecord),
    /// Type 27, versions 0-0.
    RegisterController(RegisterControllerRecord),
    /// Type 28, versions 0-0.
    ClearElr(ClearElrRecord),
}

impl MetadataRecord {
    /// The record's type as written in front of it.
    pub fn id(&self) -> i16 {
        match self {
            Self::RegisterBroker(_) => 0,
            Self::UnregisterBroker(_) => 1,
            Self::Topic(_) => 2,
            Self::Partition(_) => 3,
            Self::Config(_) => 4,
            Self::PartitionChange(_) => 5,
            Self::FenceBroker(_) => 7,
            Self::UnfenceBroker(_) => 8,
            Self::RemoveTopic(_) => 9,
            Self::DelegationToken(_) => 10,
            Self::UserScramCredential(_) => 11,
            Self::FeatureLevel(_) => 12,
            Self::ClientQuota(_) => 14,
            Self::ProducerIds(_) => 15,
            Self::BrokerRegistrationChange(_) => 17,
            Self::AccessControlEntry(_) => 18,
            Self::RemoveAccessControlEntry(_) => 19,
            Self::NoOp(_) => 20,
            Self::ZkMigrationState(_) => 21,
            Self::RemoveUserScramCredential(_) => 22,
            Self::BeginTransaction(_) => 23,
            Self::EndTransaction(_) => 24,
            Self::AbortTransaction(_) => 25,
            Self::RemoveDelegationToken(_) => 26,
            Self::RegisterController(_) => 27,
            Self::ClearElr(_) => 28,
        }
    }

    /// Lowest and highest version of records of type `id`, if there are such.
    pub fn versions(id: i16) -> Option<(i16, i16)> {
        Some(match id {
            0 => (0, 4),
            1 => (0, 0),
            2 => (0, 0),
            3 => (0, 2),
            4 => (0, 0),
            5 => (0, 2),
            7 => (0, 0),
            8 => (0, 0),
            9 => (0, 0),
            10 => (0, 0),
            11 => (0, 0),
            12 => (0, 0),
            14 => (0, 0),
            15 => (0, 0),
            17 => (0, 3),
            18 => (0, 0),
            19 => (0, 0),
            20 => (0, 0),
            21 => (0, 0),
            22 => (0, 0),
            23 => (0, 0),
            24 => (0, 0),
            25 => (0, 0),
            26 => (0, 0),
            27 => (0, 0),
            28 => (0, 0),
            _ => return None,
        })
    }

    /// The record's name in Kafka.
    pub fn name(&self) -> &'static str {
        match self {
            Self::RegisterBroker(_) => "RegisterBrokerRecord",
            Self::UnregisterBroker(_) => "UnregisterBrokerRecord",
            Self::Topic(_) => "TopicRecord",
            Self::Partition(_) => "PartitionRecord",
            Self::Config(_) => "ConfigRecord",
            Self::PartitionChange(_) => "PartitionChangeRecord",
            Self::FenceBroker(_) => "FenceBrokerRecord",
            Self::UnfenceBroker(_) => "UnfenceBrokerRecord",
            Self::RemoveTopic(_) => "RemoveTopicRecord",
            Self::DelegationToken(_) => "DelegationTokenRecord",
            Self::UserScramCredential(_) => "UserScramCredentialRecord",
            Self::FeatureLevel(_) => "FeatureLevelRecord",
            Self::ClientQuota(_) => "ClientQuotaRecord",
            Self::ProducerIds(_) => "ProducerIdsRecord",
            Self::BrokerRegistrationChange(_) => "BrokerRegistrationChangeRecord",
            Self::AccessControlEntry(_) => "AccessControlEntryRecord",
            Self::RemoveAccessControlEntry(_) => "RemoveAccessControlEntryRecord",
            Self::NoOp(_) => "NoOpRecord",
            Self::ZkMigrationState(_) => "ZkMigrationStateRecord",
            Self::RemoveUserScramCredential(_) => "RemoveUserScramCredentialRecord",
            Self::BeginTransaction(_) => "BeginTransactionRecord",
            Self::EndTransaction(_) => "EndTransactionRecord",
            Self::AbortTransaction(_) => "AbortTransactionRecord",
            Self::RemoveDelegationToken(_) => "RemoveDelegationTokenRecord",
            Self::RegisterController(_) => "RegisterControllerRecord",
            Self::ClearElr(_) => "ClearElrRecord",
        }
    }

    /// Kafka's name of the records of type `id`.
    pub fn name_of(id: i16) -> Option<&'static str> {
        Some(match id {
            0 => "RegisterBrokerRecord",
            1 => "UnregisterBrokerRecord",
            2 => "TopicRecord",
            3 => "PartitionRecord",
            4 => "ConfigRecord",
            5 => "PartitionChangeRecord",
            7 => "FenceBrokerRecord",
            8 => "UnfenceBrokerRecord",
            9 => "RemoveTopicRecord",
            10 => "DelegationTokenRecord",
            11 => "UserScramCredentialRecord",
            12 => "FeatureLevelRecord",
            14 => "ClientQuotaRecord",
            15 => "ProducerIdsRecord",
            17 => "BrokerRegistrationChangeRecord",
            18 => "AccessControlEntryRecord",
            19 => "RemoveAccessControlEntryRecord",
            20 => "NoOpRecord",
            21 => "ZkMigrationStateRecord",
            22 => "RemoveUserScramCredentialRecord",
            23 => "BeginTransactionRecord",
            24 => "EndTransactionRecord",
            25 => "AbortTransactionRecord",
            26 => "RemoveDelegationTokenRecord",
            27 => "RegisterControllerRecord",
            28 => "ClearElrRecord",
            _ => return None,
        })
    }

    pub(crate) fn read_body<B: crate::wire::ByteBuf>(id: i16, version: i16, buf: &mut B) -> Result<Self, crate::wire::CodecError> {
        use crate::wire::codec::Wire;
        Ok(match id {
            0 => Self::RegisterBroker(RegisterBrokerRecord::read(buf, version)?),
            1 => Self::UnregisterBroker(UnregisterBrokerRecord::read(buf, version)?),
            2 => Self::Topic(TopicRecord::read(buf, version)?),
            3 => Self::Partition(PartitionRecord::read(buf, version)?),
            4 => Self::Config(ConfigRecord::read(buf, version)?),
            5 => Self::PartitionChange(PartitionChangeRecord::read(buf, version)?),
            7 => Self::FenceBroker(FenceBrokerRecord::read(buf, version)?),
            8 => Self::UnfenceBroker(UnfenceBrokerRecord::read(buf, version)?),
            9 => Self::RemoveTopic(RemoveTopicRecord::read(buf, version)?),
            10 => Self::DelegationToken(DelegationTokenRecord::read(buf, version)?),
            11 => Self::UserScramCredential(UserScramCredentialRecord::read(buf, version)?),
            12 => Self::FeatureLevel(FeatureLevelRecord::read(buf, version)?),
            14 => Self::ClientQuota(ClientQuotaRecord::read(buf, version)?),
            15 => Self::ProducerIds(ProducerIdsRecord::read(buf, version)?),
            17 => Self::BrokerRegistrationChange(BrokerRegistrationChangeRecord::read(buf, version)?),
            18 => Self::AccessControlEntry(AccessControlEntryRecord::read(buf, version)?),
            19 => Self::RemoveAccessControlEntry(RemoveAccessControlEntryRecord::read(buf, version)?),
            20 => Self::NoOp(NoOpRecord::read(buf, version)?),
            21 => Self::ZkMigrationState(ZkMigrationStateRecord::read(buf, version)?),
            22 => Self::RemoveUserScramCredential(RemoveUserScramCredentialRecord::read(buf, version)?),
            23 => Self::BeginTransaction(BeginTransactionRecord::read(buf, version)?),
            24 => Self::EndTransaction(EndTransactionRecord::read(buf, version)?),
            25 => Self::AbortTransaction(AbortTransactionRecord::read(buf, version)?),
            26 => Self::RemoveDelegationToken(RemoveDelegationTokenRecord::read(buf, version)?),
            27 => Self::RegisterController(RegisterControllerRecord::read(buf, version)?),
            28 => Self::ClearElr(ClearElrRecord::read(buf, version)?),
            other => return Err(crate::wire::CodecError::UnknownType(other)),
        })
    }

    pub(crate) fn write_body<W: crate::wire::codec::Sink>(&self, version: i16, w: &mut W) -> Result<(), crate::wire::CodecError> {
        use crate::wire::codec::Wire;
        match self {
            Self::RegisterBroker(record) => record.write(w, version),
            Self::UnregisterBroker(record) => record.write(w, version),
            Self::Topic(record) => record.write(w, version),
            Self::Partition(record) => record.write(w, version),
            Self::Config(record) => record.write(w, version),
            Self::PartitionChange(record) => record.write(w, version),
            Self::FenceBroker(record) => record.write(w, version),
            Self::UnfenceBroker(record) => record.write(w, version),
            Self::RemoveTopic(record) => record.write(w, version),
            Self::DelegationToken(record) => record.write(w, version),
            Self::UserScramCredential(record) => record.write(w, version),
            Self::FeatureLevel(record) => record.write(w, version),
            Self::ClientQuota(record) => record.write(w, version),
            Self::ProducerIds(record) => record.write(w, version),
            Self::BrokerRegistrationChange(record) => record.write(w, version),
            Self::AccessControlEntry(record) => record.write(w, version),
            Self::RemoveAccessControlEntry(record) => record.write(w, version),
            Self::NoOp(record) => record.write(w, version),
            Self::ZkMigrationState(record) => record.write(w, version),
            Self::RemoveUserScramCredential(record) => record.write(w, version),
            Self::BeginTransaction(record) => record.write(w, version),
            Self::EndTransaction(record) => record.write(w, version),
            Self::AbortTransaction(record) => record.write(w, version),
            Self::RemoveDelegationToken(record) => record.write(w, version),
            Self::RegisterController(record) => record.write(w, version),
            Self::ClearElr(record) => record.write(w, version),
        }
    }
}

impl From<RegisterBrokerRecord> for MetadataRecord {
    fn from(record: RegisterBrokerRecord) -> Self {
        Self::RegisterBroker(record)
    }
}

impl From<UnregisterBrokerRecord> for MetadataRecord {
    fn from(record: UnregisterBrokerRecord) -> Self {
        Self::UnregisterBroker(record)
    }
}

impl From<TopicRecord> for MetadataRecord {
    fn from(record: TopicRecord) -> Self {
        Self::Topic(record)
    }
}

impl From<PartitionRecord> for MetadataRecord {
    fn from(record: PartitionRecord) -> Self {
        Self::Partition(record)
    }
}

impl From<ConfigRecord> for MetadataRecord {
    fn from(record: ConfigRecord) -> Self {
        Self::Config(record)
    }
}

impl From<PartitionChangeRecord> for MetadataRecord {
    fn from(record: PartitionChangeRecord) -> Self {
        Self::PartitionChange(record)
    }
}

impl From<FenceBrokerRecord> for MetadataRecord {
    fn from(record: FenceBrokerRecord) -> Self {
        Self::FenceBroker(record)
    }
}

impl From<UnfenceBrokerRecord> for MetadataRecord {
    fn from(record: UnfenceBrokerRecord) -> Self {
        Self::UnfenceBroker(record)
    }
}

impl From<RemoveTopicRecord> for MetadataRecord {
    fn from(record: RemoveTopicRecord) -> Self {
        Self::RemoveTopic(record)
    }
}

impl From<DelegationTokenRecord> for MetadataRecord {
    fn from(record: DelegationTokenRecord) -> Self {
        Self::DelegationToken(record)
    }
}

impl From<UserScramCredentialRecord> for MetadataRecord {
    fn from(record: UserScramCredentialRecord) -> Self {
        Self::UserScramCredential(record)
    }
}

impl From<FeatureLevelRecord> for MetadataRecord {
    fn from(record: FeatureLevelRecord) -> Self {
        Self::FeatureLevel(record)
    }
}

impl From<ClientQuotaRecord> for MetadataRecord {
    fn from(record: ClientQuotaRecord) -> Self {
        Self::ClientQuota(record)
    }
}

impl From<ProducerIdsRecord> for MetadataRecord {
    fn from(record: ProducerIdsRecord) -> Self {
        Self::ProducerIds(record)
    }
}

impl From<BrokerRegistrationChangeRecord> for MetadataRecord {
    fn from(record: BrokerRegistrationChangeRecord) -> Self {
        Self::BrokerRegistrationChange(record)
    }
}

impl From<AccessControlEntryRecord> for MetadataRecord {
    fn from(record: AccessControlEntryRecord) -> Self {
        Self::AccessControlEntry(record)
    }
}

impl From<RemoveAccessControlEntryRecord> for MetadataRecord {
    fn from(record: RemoveAccessControlEntryRecord) -> Self {
        Self::RemoveAccessControlEntry(record)
    }
}

impl From<NoOpRecord> for MetadataRecord {
    fn from(record: NoOpRecord) -> Self {
        Self::NoOp(record)
    }
}

impl From<ZkMigrationStateRecord> for MetadataRecord {
    fn from(record: ZkMigrationStateRecord) -> Self {
        Self::ZkMigrationState(record)
    }
}

impl From<RemoveUserScramCredentialRecord> for MetadataRecord {
    fn from(record: RemoveUserScramCredentialRecord) -> Self {
        Self::RemoveUserScramCredential(record)
    }
}

impl From<BeginTransactionRecord> for MetadataRecord {
    fn from(record: BeginTransactionRecord) -> Self {
        Self::BeginTransaction(record)
    }
}

impl From<EndTransactionRecord> for MetadataRecord {
    fn from(record: EndTransactionRecord) -> Self {
        Self::EndTransaction(record)
    }
}

impl From<AbortTransactionRecord> for MetadataRecord {
    fn from(record: AbortTransactionRecord) -> Self {
        Self::AbortTransaction(record)
    }
}

impl From<RemoveDelegationTokenRecord> for MetadataRecord {
    fn from(record: RemoveDelegationTokenRecord) -> Self {
        Self::RemoveDelegationToken(record)
    }
}

impl From<RegisterControllerRecord> for MetadataRecord {
    fn from(record: RegisterControllerRecord) -> Self {
        Self::RegisterController(record)
    }
}

impl From<ClearElrRecord> for MetadataRecord {
    fn from(record: ClearElrRecord) -> Self {
        Self::ClearElr(record)
    }
}
