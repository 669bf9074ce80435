//! Registration, fencing and leaving of brokers.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use kavka_protocol::error_code::ErrorCode;
use kavka_protocol::messages::{
    BrokerHeartbeatRequest, BrokerHeartbeatResponse, BrokerRegistrationRequest, BrokerRegistrationResponse,
    UnregisterBrokerRequest, UnregisterBrokerResponse,
};
use kavka_protocol::metadata_records::{
    BrokerRegistrationChangeRecord, MetadataRecord, UnregisterBrokerRecord,
};

use super::partition_change::{Election, PartitionChange, unclean_election_enabled};
use super::{ApiError, Context, Decision};
use crate::image::{BrokerRegistration, Endpoint, NO_LEADER, PartitionImage, VersionRange};

/// Directory ids up to this one stand for something special.
const RESERVED_DIRECTORY_MAX: u128 = 100;

/// BrokerRegistration: a broker that starts. It stays fenced until a heartbeat lifts that.
///
/// A new incarnation of a broker that was not fenced lost its leaderships first, so that its leader epochs grow.
///
/// Source: KIP-631, KIP-858; `ClusterControlManager` in Apache Kafka.
pub fn register_broker(
    context: &mut Context<'_>,
    request: &BrokerRegistrationRequest,
) -> Decision<BrokerRegistrationResponse> {
    let refuse = |code: ErrorCode| {
        Decision::answer(
            BrokerRegistrationResponse::default().with_error_code(code.code()).with_broker_epoch(-1),
        )
    };
    if *request.cluster_id != *context.settings.cluster_id {
        return refuse(ErrorCode::InconsistentClusterId);
    }
    if request.is_migrating_zk_broker {
        return refuse(ErrorCode::BrokerIdNotRegistered);
    }
    let id = request.broker_id.0;
    if let Err(code) = check_directories(context, request) {
        return refuse(code);
    }
    let features: BTreeMap<Arc<str>, VersionRange> = request
        .features
        .iter()
        .map(|f| {
            let range = VersionRange { min: f.min_supported_version, max: f.max_supported_version };
            (Arc::from(&*f.name), range)
        })
        .collect();
    if !supports_finalized(context, &features) {
        return refuse(ErrorCode::UnsupportedVersion);
    }
    let existing = context.image.cluster.brokers.get(&id);
    let amends = existing.filter(|broker| broker.incarnation_id == request.incarnation_id);
    let endpoint = |l: &kavka_protocol::messages::broker_registration_request::Listener| Endpoint {
        name: Arc::from(&*l.name),
        host: Arc::from(&*l.host),
        port: l.port,
        security_protocol: l.security_protocol,
    };
    let registration = BrokerRegistration {
        id,
        epoch: amends.map_or(context.next_offset, |broker| broker.epoch),
        incarnation_id: request.incarnation_id,
        endpoints: request.listeners.iter().map(endpoint).collect(),
        features,
        rack: request.rack.as_ref().map(|rack| Arc::from(&**rack)),
        fenced: amends.is_none_or(|broker| broker.fenced),
        in_controlled_shutdown: amends.is_some_and(|broker| broker.in_controlled_shutdown),
        directories: request.log_dirs.clone(),
        cordoned_directories: amends.and_then(|broker| broker.cordoned_directories.clone()),
    };
    let mut records = Vec::new();
    if amends.is_none() && existing.is_some_and(|broker| !broker.fenced) {
        records = leave_isr(context, id);
    }
    let epoch = registration.epoch;
    records.push(crate::image::broker_record(&registration, context.metadata_version()));
    Decision { records, response: BrokerRegistrationResponse::default().with_broker_epoch(epoch) }
}

fn check_directories(context: &Context<'_>, request: &BrokerRegistrationRequest) -> Result<(), ErrorCode> {
    if !context.metadata_version().supports_directories() {
        return Ok(());
    }
    let distinct: BTreeSet<_> = request.log_dirs.iter().collect();
    let reserved = request.log_dirs.iter().any(|dir| dir.as_u128() <= RESERVED_DIRECTORY_MAX);
    let taken = context
        .image
        .cluster
        .brokers
        .values()
        .any(|b| b.id != request.broker_id.0 && b.directories.iter().any(|dir| distinct.contains(dir)));
    if distinct.is_empty() || distinct.len() != request.log_dirs.len() || reserved || taken {
        return Err(ErrorCode::InvalidRegistration);
    }
    Ok(())
}

/// A broker must support every feature at the level that is finalized.
fn supports_finalized(context: &Context<'_>, features: &BTreeMap<Arc<str>, VersionRange>) -> bool {
    let finalized = &context.image.features;
    let metadata_version = (crate::features::METADATA_VERSION, finalized.metadata_version);
    finalized
        .finalized
        .iter()
        .map(|(name, level)| (&**name, *level))
        .chain([metadata_version])
        .all(|(name, level)| features.get(name).is_some_and(|range| range.contains(level)))
}

/// BrokerHeartbeat: lifts the fence of a broker that has caught up, and guides one that wants to stop.
///
/// Source: KIP-631; `BrokerHeartbeatManager` in Apache Kafka.
pub fn broker_heartbeat(
    context: &mut Context<'_>,
    request: &BrokerHeartbeatRequest,
) -> Decision<BrokerHeartbeatResponse> {
    let id = request.broker_id.0;
    let Some(broker) = context.image.cluster.brokers.get(&id).filter(|b| b.epoch == request.broker_epoch)
    else {
        let code = if context.image.cluster.brokers.contains_key(&id) {
            ErrorCode::StaleBrokerEpoch
        } else {
            ErrorCode::BrokerIdNotRegistered
        };
        return Decision::answer(BrokerHeartbeatResponse::default().with_error_code(code.code()));
    };
    let change = BrokerRegistrationChangeRecord::default().with_broker_id(id).with_broker_epoch(broker.epoch);
    let caught_up = request.current_metadata_offset >= broker.epoch;
    let mut records = Vec::new();
    let (mut fenced, mut should_shut_down) = (broker.fenced, false);
    if request.want_shut_down {
        let leaves = if broker.fenced { Vec::new() } else { leave_isr(context, id) };
        if !broker.fenced && !broker.in_controlled_shutdown {
            records.push(MetadataRecord::BrokerRegistrationChange(
                change.clone().with_in_controlled_shutdown(1),
            ));
        }
        records.extend(leaves);
        // Nobody can be waiting for its leaderships to move: what could not move has no leader now.
        if !broker.fenced {
            records.push(MetadataRecord::BrokerRegistrationChange(change.clone().with_fenced(1)));
        }
        (fenced, should_shut_down) = (true, true);
    } else if broker.fenced && !request.want_fence && caught_up {
        records.push(MetadataRecord::BrokerRegistrationChange(change.clone().with_fenced(-1)));
        records.extend(elect_where_none(context, id));
        fenced = false;
    } else if !broker.fenced && request.want_fence {
        records.extend(leave_isr(context, id));
        records.push(MetadataRecord::BrokerRegistrationChange(change.clone().with_fenced(1)));
        fenced = true;
    }
    if let Some(cordoned) = &request.cordoned_log_dirs
        && broker.cordoned_directories.as_deref().unwrap_or_default() != cordoned
        && context.metadata_version().supports_cordoned_directories()
    {
        records.push(MetadataRecord::BrokerRegistrationChange(
            change.clone().with_cordoned_log_dirs(Some(cordoned.clone())),
        ));
    }
    records.extend(directories_offline(context, broker, request));
    let response = BrokerHeartbeatResponse::default()
        .with_is_caught_up(caught_up)
        .with_is_fenced(fenced)
        .with_should_shut_down(should_shut_down);
    Decision { records, response }
}

/// UnregisterBroker: forgets a broker.
pub fn unregister_broker(
    context: &mut Context<'_>,
    request: &UnregisterBrokerRequest,
) -> Decision<UnregisterBrokerResponse> {
    let id = request.broker_id.0;
    let Some(broker) = context.image.cluster.brokers.get(&id) else {
        let error = ApiError::new(
            ErrorCode::BrokerIdNotRegistered,
            format!("Broker ID {id} is not currently registered"),
        );
        return Decision::answer(
            UnregisterBrokerResponse::default()
                .with_error_code(error.code.code())
                .with_error_message(error.wire_message()),
        );
    };
    let mut records = leave_isr(context, id);
    records.push(MetadataRecord::UnregisterBroker(
        UnregisterBrokerRecord::default().with_broker_id(id).with_broker_epoch(broker.epoch),
    ));
    Decision { records, response: UnregisterBrokerResponse::default() }
}

/// Takes a broker out of every ISR and elects other leaders where it led.
fn leave_isr(context: &Context<'_>, broker: i32) -> Vec<MetadataRecord> {
    change_partitions(
        context,
        |partition| partition.isr.contains(&broker),
        Some(broker),
        |replica| replica != broker && is_active(context, replica),
    )
}

/// Elects leaders where there are none, now that a broker may lead.
fn elect_where_none(context: &Context<'_>, broker: i32) -> Vec<MetadataRecord> {
    change_partitions(
        context,
        |partition| partition.leader == NO_LEADER,
        None,
        |replica| replica == broker || is_active(context, replica),
    )
}

/// Whether a broker can lead: alive and not on its way out.
pub(crate) fn is_active(context: &Context<'_>, broker: i32) -> bool {
    context.image.cluster.alive_broker(broker).is_some_and(|b| !b.in_controlled_shutdown)
}

fn change_partitions(
    context: &Context<'_>,
    concerned: impl Fn(&PartitionImage) -> bool,
    remove: Option<i32>,
    may_lead: impl Fn(i32) -> bool,
) -> Vec<MetadataRecord> {
    let mut records = Vec::new();
    for topic in context.image.topics.iter() {
        let concerned = topic.partitions.iter().filter(|(_, partition)| concerned(partition));
        for (number, partition) in concerned {
            let mut change = PartitionChange::new(context, topic, *number, partition);
            if let Some(broker) = remove {
                change = change.without(broker);
            }
            if unclean_election_enabled(context, &topic.name) {
                change = change.election(Election::Unclean);
            }
            records.extend(change.build(&may_lead));
        }
    }
    records
}

/// Records for log directories that went offline.
fn directories_offline(
    context: &Context<'_>,
    broker: &BrokerRegistration,
    request: &BrokerHeartbeatRequest,
) -> Vec<MetadataRecord> {
    let gone: BTreeSet<_> =
        request.offline_log_dirs.iter().filter(|dir| broker.directories.contains(dir)).collect();
    if gone.is_empty() {
        return Vec::new();
    }
    let id = broker.id;
    let mut records = change_partitions(
        context,
        |partition| {
            partition.isr.contains(&id) && partition.directory(id).is_some_and(|dir| gone.contains(&dir))
        },
        Some(id),
        |replica| replica != id && is_active(context, replica),
    );
    let online = broker.directories.iter().filter(|dir| !gone.contains(dir)).copied().collect();
    records.push(MetadataRecord::BrokerRegistrationChange(
        BrokerRegistrationChangeRecord::default()
            .with_broker_id(id)
            .with_broker_epoch(broker.epoch)
            .with_log_dirs(online),
    ));
    records
}
