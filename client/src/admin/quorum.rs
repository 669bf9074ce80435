//! The metadata quorum.

use kavka_protocol::messages::add_raft_voter_request::Listener;
use kavka_protocol::messages::describe_quorum_request::{PartitionData, TopicData};
use kavka_protocol::messages::describe_quorum_response::ReplicaState;
use kavka_protocol::messages::{AddRaftVoterRequest, DescribeQuorumRequest, RemoveRaftVoterRequest};
use uuid::Uuid;

use super::Admin;
use crate::error::ClientError;
use crate::text::{text, topic_name};

/// The quorum as its leader sees it.
#[derive(Debug, Clone)]
pub struct QuorumDescription {
    /// The leader's node id.
    pub leader_id: i32,
    /// Its epoch.
    pub leader_epoch: i32,
    /// The high watermark of the metadata log.
    pub high_watermark: i64,
    /// Voters.
    pub voters: Vec<QuorumReplica>,
    /// Observers.
    pub observers: Vec<QuorumReplica>,
    /// Controller listeners by node: `NAME://host:port`.
    pub endpoints: Vec<(i32, Vec<String>)>,
}

/// A replica of the metadata log.
#[derive(Debug, Clone)]
pub struct QuorumReplica {
    /// Its node id.
    pub id: i32,
    /// The id of its log directory.
    pub directory_id: Uuid,
    /// The end of its log.
    pub log_end_offset: i64,
    /// When it last fetched, in ms; -1 where it is not known.
    pub last_fetch_timestamp: i64,
    /// When it last had everything, in ms; -1 where it is not known.
    pub last_caught_up_timestamp: i64,
}

impl Admin {
    /// Describes the metadata quorum.
    ///
    /// # Errors
    /// [`ClientError`] of the call.
    pub async fn describe_quorum(&self) -> Result<QuorumDescription, ClientError> {
        let mut topic = TopicData::default();
        topic.topic_name = topic_name("__cluster_metadata");
        topic.partitions = vec![PartitionData::default()];
        let mut request = DescribeQuorumRequest::default();
        request.topics = vec![topic];
        let response = self
            .ask_any("the description of the quorum", &request, |response| {
                ClientError::check(response.error_code, response.error_message.as_deref())?;
                let mut partitions = response.topics.iter().flat_map(|topic| &topic.partitions);
                partitions.try_for_each(|partition| ClientError::check(partition.error_code, None))
            })
            .await?;
        let partition = response.topics.first().and_then(|topic| topic.partitions.first());
        let partition =
            partition.ok_or_else(|| ClientError::Invalid("the answer has no partition".to_string()))?;
        Ok(QuorumDescription {
            leader_id: partition.leader_id.0,
            leader_epoch: partition.leader_epoch,
            high_watermark: partition.high_watermark,
            voters: partition.current_voters.iter().map(replica).collect(),
            observers: partition.observers.iter().map(replica).collect(),
            endpoints: response
                .nodes
                .iter()
                .map(|node| {
                    let listeners = node.listeners.iter();
                    (
                        node.node_id.0,
                        listeners.map(|at| format!("{}://{}:{}", at.name, at.host, at.port)).collect(),
                    )
                })
                .collect(),
        })
    }
}

/// A listener of a controller: name, host, port.
pub type VoterEndpoint = (String, String, u16);

impl Admin {
    /// Adds a controller to the voters of the quorum (KIP-853). Returns when the change is committed.
    ///
    /// # Errors
    /// `DUPLICATE_VOTER`, `UNSUPPORTED_VERSION` on a static quorum, and the like.
    pub async fn add_voter(
        &self,
        id: i32,
        directory_id: Uuid,
        endpoints: &[VoterEndpoint],
        cluster_id: Option<&str>,
    ) -> Result<(), ClientError> {
        let listener = |(name, host, port): &VoterEndpoint| {
            let mut listener = Listener::default();
            listener.name = text(name);
            listener.host = text(host);
            listener.port = *port;
            listener
        };
        let mut request = AddRaftVoterRequest::default();
        request.cluster_id = cluster_id.map(text);
        request.voter_id = id;
        request.voter_directory_id = directory_id;
        request.timeout_ms = self.request_timeout_ms();
        request.listeners = endpoints.iter().map(listener).collect();
        request.ack_when_committed = true;
        self.ask_any("a new voter", &request, |response| {
            ClientError::check(response.error_code, response.error_message.as_deref())
        })
        .await?;
        Ok(())
    }

    /// Removes a controller from the voters of the quorum (KIP-853).
    ///
    /// # Errors
    /// `VOTER_NOT_FOUND` and the like.
    pub async fn remove_voter(
        &self,
        id: i32,
        directory_id: Uuid,
        cluster_id: Option<&str>,
    ) -> Result<(), ClientError> {
        let mut request = RemoveRaftVoterRequest::default();
        request.cluster_id = cluster_id.map(text);
        request.voter_id = id;
        request.voter_directory_id = directory_id;
        self.ask_any("the removal of a voter", &request, |response| {
            ClientError::check(response.error_code, response.error_message.as_deref())
        })
        .await?;
        Ok(())
    }
}

fn replica(state: &ReplicaState) -> QuorumReplica {
    QuorumReplica {
        id: state.replica_id.0,
        directory_id: state.replica_directory_id,
        log_end_offset: state.log_end_offset,
        last_fetch_timestamp: state.last_fetch_timestamp,
        last_caught_up_timestamp: state.last_caught_up_timestamp,
    }
}
