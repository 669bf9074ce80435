//! ConsumerGroupHeartbeat, and the names of topic ids.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::future::BoxFuture;
use kavka_protocol::messages::ConsumerGroupHeartbeatRequest;
use kavka_protocol::messages::consumer_group_heartbeat_request::TopicPartitions;
use uuid::Uuid;

use super::{Line, Speaker};
use crate::ClientError;
use crate::consumer::config::ConsumerConfig;
use crate::consumer::membership::Identity;
use crate::consumer::membership::modern::{Answer, ById, Heartbeat, Modern, Request};
use crate::metrics::Measure;
use crate::text::{group_id, text, topic_name};

/// The version that knows expressions and ids made by members.
const REGEX_SINCE: i16 = 1;

/// Speaks the protocol of KIP-848.
#[derive(Debug, Clone)]
pub(in crate::consumer) struct ModernSpeaker {
    pub line: Line,
    pub config: Arc<ConsumerConfig>,
}

impl Speaker<Modern> for ModernSpeaker {
    fn speak(&self, request: Request) -> BoxFuture<'static, Result<Answer, ClientError>> {
        let speaker = self.clone();
        Box::pin(async move {
            match request {
                Request::Heartbeat(heartbeat) => speaker.heartbeat(heartbeat).await,
                Request::Resolve(ids) => speaker.resolve(ids).await,
            }
        })
    }

    fn forget_coordinator(&self) {
        self.line.forget();
    }
}

impl ModernSpeaker {
    async fn heartbeat(&self, heartbeat: Heartbeat) -> Result<Answer, ClientError> {
        let connection = self.line.connection().await?;
        let version = connection.version_of::<ConsumerGroupHeartbeatRequest>()?;
        if heartbeat.regex.is_some() && version < REGEX_SINCE {
            let line = "the broker does not resolve subscription patterns: subscribe to names";
            return Err(ClientError::Invalid(line.to_string()));
        }
        let request = self.request(&heartbeat, version);
        let started = Instant::now();
        let response = connection.call_at(version, &request).await?;
        self.line.cluster.meter().record_ms_since(Measure::Heartbeat, started);
        ClientError::check(response.error_code, response.error_message.as_deref())?;
        let member_id = match response.member_id {
            Some(given) if !given.is_empty() => given.to_string(),
            _ => heartbeat.identity.member_id,
        };
        let assigned = response.assignment.map(|assignment| {
            let of_topic = assignment.topic_partitions.into_iter();
            of_topic.map(|topic| (topic.topic_id, topic.partitions.into_iter().collect())).collect::<ById>()
        });
        Ok(Answer::Heartbeat {
            identity: Identity { member_id, generation: response.member_epoch },
            interval: Duration::from_millis(u64::try_from(response.heartbeat_interval_ms).unwrap_or(0)),
            assigned,
        })
    }

    fn request(&self, heartbeat: &Heartbeat, version: i16) -> ConsumerGroupHeartbeatRequest {
        let is_leaving = heartbeat.identity.generation < 0;
        let mut request = ConsumerGroupHeartbeatRequest::default();
        request.group_id = group_id(&self.line.group_id);
        request.member_id = text(&heartbeat.identity.member_id);
        request.member_epoch = heartbeat.identity.generation;
        request.instance_id = self.config.group_instance_id.as_deref().map(text);
        request.rebalance_timeout_ms = -1;
        if heartbeat.is_full && !is_leaving {
            request.rack_id = Some(&self.config.rack).filter(|rack| !rack.is_empty()).map(|rack| text(rack));
            request.rebalance_timeout_ms =
                i32::try_from(self.config.max_poll_interval.as_millis()).unwrap_or(i32::MAX);
            request.server_assignor = self.config.remote_assignor.as_deref().map(text);
        }
        let topics = heartbeat.topics.as_ref();
        request.subscribed_topic_names =
            topics.map(|topics| topics.iter().map(|topic| topic_name(topic)).collect());
        if version >= REGEX_SINCE {
            request.subscribed_topic_regex = heartbeat.regex.as_deref().map(text);
        }
        request.topic_partitions = heartbeat.owned.as_ref().map(|owned| owned.iter().map(of_topic).collect());
        request
    }

    async fn resolve(&self, ids: BTreeSet<Uuid>) -> Result<Answer, ClientError> {
        let known = |view: &crate::cluster::ClusterView| -> BTreeMap<Uuid, String> {
            let topics = view.topics.iter().map(|(name, topic)| (topic.id, name.clone()));
            topics.filter(|(id, _)| ids.contains(id)).collect()
        };
        let names = known(&self.line.cluster.view());
        if names.len() == ids.len() {
            return Ok(Answer::Resolved(names));
        }
        let ids_asked: Vec<Uuid> = ids.iter().copied().collect();
        Ok(Answer::Resolved(known(&*self.line.cluster.refresh_ids(&ids_asked).await?)))
    }
}

fn of_topic((id, partitions): (&Uuid, &BTreeSet<i32>)) -> TopicPartitions {
    let mut topic = TopicPartitions::default();
    topic.topic_id = *id;
    topic.partitions = partitions.iter().copied().collect();
    topic
}
