//! Which brokers get the replicas of new partitions.

use std::collections::BTreeMap;
use std::sync::Arc;

use kavka_protocol::error_code::ErrorCode;
use rand::Rng;
use uuid::Uuid;

use super::{ApiError, Context};
use crate::image::{BrokerRegistration, DIRECTORY_MIGRATING, DIRECTORY_UNASSIGNED};

/// Replicas for `count` partitions, spread over racks and brokers from a random start on.
///
/// # Errors
/// Kafka's words for why not.
///
/// Source: `StripedReplicaPlacer` in Apache Kafka; which brokers exactly is random there, too.
pub(crate) fn place(context: &mut Context<'_>, count: i32, factor: i16) -> Result<Vec<Vec<i32>>, String> {
    if factor <= 0 {
        return Err(format!("Invalid replication factor {factor}: the replication factor must be positive."));
    }
    let registered = &context.image.cluster.brokers;
    let mut racks: BTreeMap<Option<Arc<str>>, (Vec<i32>, Vec<i32>)> = BTreeMap::new();
    let is_usable = |broker: &&Arc<BrokerRegistration>| {
        !broker.in_controlled_shutdown && broker.has_uncordoned_directories()
    };
    for broker in registered.values().filter(is_usable) {
        let (alive, fenced) = racks.entry(broker.rack.clone()).or_default();
        if broker.fenced { fenced.push(broker.id) } else { alive.push(broker.id) }
    }
    if racks.values().all(|(alive, _)| alive.is_empty()) {
        return Err(
            "All brokers are currently fenced, or have all their log directories cordoned.".to_owned()
        );
    }
    let total: usize = racks.values().map(|(alive, fenced)| alive.len() + fenced.len()).sum();
    let factor = factor.unsigned_abs() as usize;
    if factor > total {
        return Err(format!(
            "The target replication factor of {factor} cannot be reached because only {total} broker(s) are registered or some brokers have all their log directories cordoned."
        ));
    }
    // One broker of each rack in turn, those alive first; each partition starts one further.
    let alive = interleave(racks.values().map(|(alive, _)| alive));
    let fenced = interleave(racks.values().map(|(_, fenced)| fenced));
    let start = context.rng.random_range(0..alive.len());
    Ok((0..count as usize)
        .map(|partition| {
            let first = (start + partition) % alive.len();
            let turned = alive[first..].iter().chain(&alive[..first]);
            turned.chain(&fenced).copied().take(factor).collect()
        })
        .collect())
}

fn interleave<'a>(lists: impl Iterator<Item = &'a Vec<i32>>) -> Vec<i32> {
    let lists: Vec<&Vec<i32>> = lists.collect();
    let longest = lists.iter().map(|list| list.len()).max().unwrap_or(0);
    (0..longest).flat_map(|i| lists.iter().filter_map(move |list| list.get(i).copied())).collect()
}

/// The directory a new replica on `broker` starts in: its only one, or one that the broker picks.
pub(crate) fn directory_for(context: &Context<'_>, broker: i32) -> Uuid {
    match context.image.cluster.brokers.get(&broker).map(|b: &Arc<BrokerRegistration>| &b.directories[..]) {
        Some([only]) => *only,
        Some([]) => DIRECTORY_MIGRATING,
        _ => DIRECTORY_UNASSIGNED,
    }
}

/// Checks replicas that a client chose.
pub(crate) fn check_manual(
    context: &Context<'_>,
    replicas: &[i32],
    replication_factor: Option<usize>,
) -> Result<(), ApiError> {
    let invalid = |message: String| Err(ApiError::new(ErrorCode::InvalidReplicaAssignment, message));
    if replicas.is_empty() {
        return invalid("The manual partition assignment includes an empty replica list.".to_owned());
    }
    let mut sorted = replicas.to_vec();
    sorted.sort_unstable();
    for (i, id) in sorted.iter().enumerate() {
        if !context.image.cluster.brokers.contains_key(id) {
            return invalid(format!(
                "The manual partition assignment includes broker {id}, but no such broker is registered."
            ));
        }
        if i > 0 && sorted[i - 1] == *id {
            return invalid(format!(
                "The manual partition assignment includes the broker {id} more than once."
            ));
        }
    }
    match replication_factor {
        Some(factor) if factor != replicas.len() => invalid(format!(
            "The manual partition assignment includes a partition with {} replica(s), but this is not consistent with previous partitions, which have {factor} replica(s).",
            replicas.len()
        )),
        _ => Ok(()),
    }
}
