//! Who is asked about a key: any broker, the controller, a given broker, a partition's leader, a coordinator.

use std::collections::BTreeSet;

use kavka_protocol::ErrorCode;

use super::Admin;
use super::driver::{Outcome, refusal};
use crate::TopicPartition;
use crate::cluster::{Broker, Cluster, ClusterView, CoordinatorType};
use crate::error::ClientError;
use crate::net::Connection;

/// A broker to ask.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Target {
    /// Whichever can be had.
    Any,
    /// The one with this id.
    Broker(i32),
    /// The one that coordinates.
    Coordinator(Broker),
}

impl Target {
    pub(super) async fn connection(&self, cluster: &Cluster) -> Result<Connection, ClientError> {
        match self {
            Self::Any => cluster.any().await,
            Self::Broker(id) => cluster.broker(*id).await,
            Self::Coordinator(broker) => cluster.at(broker).await,
        }
    }

    /// The coordinator; a broker without a name where it is none.
    pub(super) fn coordinator(&self) -> Broker {
        match self {
            Self::Coordinator(broker) => broker.clone(),
            Self::Any => Broker { id: -1, host: String::new(), port: 0, rack: None },
            Self::Broker(id) => Broker { id: *id, host: String::new(), port: 0, rack: None },
        }
    }
}

/// How brokers are found for keys.
pub(super) trait Routing<K>: Sync {
    /// The broker of each key, or why there is none (yet).
    fn find(&self, admin: &Admin, keys: Vec<K>) -> impl Future<Output = Vec<(K, Outcome<Target>)>> + Send;

    /// The broker found for a key was not the right one.
    fn moved(&self, admin: &Admin, key: &K);
}

/// The controller, or a broker: all of them pass on to the controller what it has to do.
pub(super) struct Controller;

impl<K: Send + Sync> Routing<K> for Controller {
    async fn find(&self, admin: &Admin, keys: Vec<K>) -> Vec<(K, Outcome<Target>)> {
        if !admin.asks_controllers() || keys.is_empty() {
            return keys.into_iter().map(|key| (key, Outcome::Done(Target::Any))).collect();
        }
        let known = admin.cluster.view().controller;
        let found = match known {
            Some(id) => Ok(id),
            None => admin.active_controller().await,
        };
        each(keys, |_| match &found {
            Ok(id) => Outcome::Done(Target::Broker(*id)),
            Err(error) => failure(error),
        })
    }

    fn moved(&self, admin: &Admin, _: &K) {
        admin.cluster.forget_controller();
    }
}

/// The broker that a key names; any for a key that names none.
pub(super) struct Named<K>(pub(super) fn(&K) -> Option<i32>);

impl<K: Send + Sync> Routing<K> for Named<K> {
    async fn find(&self, admin: &Admin, keys: Vec<K>) -> Vec<(K, Outcome<Target>)> {
        let is_known =
            |view: &ClusterView| keys.iter().filter_map(self.0).all(|id| view.brokers.contains_key(&id));
        let known = if is_known(&admin.cluster.view()) { Ok(()) } else { admin.learn_nodes().await };
        let id_of = self.0;
        each(keys, |key| match (&known, id_of(key)) {
            (_, None) => Outcome::Done(Target::Any),
            (Ok(()), Some(id)) => Outcome::Done(Target::Broker(id)),
            (Err(error), Some(_)) => failure(error),
        })
    }

    /// It may have come back at another address.
    fn moved(&self, admin: &Admin, key: &K) {
        if let Some(id) = (self.0)(key) {
            admin.cluster.forget_broker(id);
        }
    }
}

/// The leader of a partition.
pub(super) struct Leader;

impl Routing<TopicPartition> for Leader {
    async fn find(&self, admin: &Admin, keys: Vec<TopicPartition>) -> Vec<(TopicPartition, Outcome<Target>)> {
        let topics: BTreeSet<&str> = keys.iter().map(|at| at.topic.as_str()).collect();
        let view = admin.cluster.with_what_is_known_of(&topics, false).await;
        each(keys, |at| match &view {
            Ok(view) => leader(admin, view, at),
            Err(error) => failure(error),
        })
    }

    fn moved(&self, admin: &Admin, at: &TopicPartition) {
        admin.cluster.forget_topic(&at.topic);
    }
}

fn leader(admin: &Admin, view: &ClusterView, at: &TopicPartition) -> Outcome<Target> {
    let code = match view.topics.get(&at.topic) {
        None => ErrorCode::UnknownTopicOrPartition,
        Some(topic) if topic.error != ErrorCode::None => topic.error,
        Some(topic) => match topic.partition(at.partition) {
            None => ErrorCode::UnknownTopicOrPartition,
            Some(partition) => match partition.leader {
                Some(id) => return Outcome::Done(Target::Broker(id)),
                None => ErrorCode::LeaderNotAvailable,
            },
        },
    };
    admin.cluster.forget_topic(&at.topic);
    refusal(code, None)
}

/// The coordinator of a group or of a transactional id; all are looked for at once (KIP-699).
pub(super) struct Coordinator(pub(super) CoordinatorType);

impl Routing<String> for Coordinator {
    async fn find(&self, admin: &Admin, keys: Vec<String>) -> Vec<(String, Outcome<Target>)> {
        if keys.is_empty() {
            return Vec::new();
        }
        match admin.cluster.find_coordinators(self.0, &keys).await {
            Ok(found) => {
                let target = |(key, found): (String, Result<Broker, ClientError>)| match found {
                    Ok(broker) => (key, Outcome::Done(Target::Coordinator(broker))),
                    Err(error) => (key, failure(&error)),
                };
                found.into_iter().map(target).collect()
            }
            Err(error) => each(keys, |_| failure(&error)),
        }
    }

    fn moved(&self, _: &Admin, _: &String) {}
}

fn each<K>(keys: Vec<K>, mut found: impl FnMut(&K) -> Outcome<Target>) -> Vec<(K, Outcome<Target>)> {
    let with_outcome = |key| {
        let outcome = found(&key);
        (key, outcome)
    };
    keys.into_iter().map(with_outcome).collect()
}

fn failure(error: &ClientError) -> Outcome<Target> {
    if error.is_retriable() { Outcome::Retry(error.clone()) } else { Outcome::Failed(error.clone()) }
}
