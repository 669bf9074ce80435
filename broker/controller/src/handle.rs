//! What the rest of the node holds of its controller.

use std::sync::Arc;

use arc_swap::ArcSwap;
use kavka_protocol::error_code::ErrorCode;
use kavka_protocol::messages::{
    AllocateProducerIdsRequest, AllocateProducerIdsResponse, AlterClientQuotasRequest,
    AlterClientQuotasResponse, AlterConfigsRequest, AlterConfigsResponse, AlterPartitionReassignmentsRequest,
    AlterPartitionReassignmentsResponse, AlterUserScramCredentialsRequest, AlterUserScramCredentialsResponse,
    BrokerHeartbeatRequest, BrokerHeartbeatResponse, BrokerRegistrationRequest, BrokerRegistrationResponse,
    CreatePartitionsRequest, CreatePartitionsResponse, CreateTopicsRequest, CreateTopicsResponse,
    DeleteTopicsRequest, DeleteTopicsResponse, ElectLeadersRequest, ElectLeadersResponse,
    IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse, UnregisterBrokerRequest,
    UnregisterBrokerResponse, UpdateFeaturesRequest, UpdateFeaturesResponse,
};
use tokio::sync::{mpsc, oneshot};

use crate::decide::{self, Context, Decision};
use crate::image::{MetadataImage, MetadataListener};
use crate::raft::VoterSet;
use crate::service::Message;

/// Why an operation has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ControllerError {
    /// The controller has stopped, or its log failed. What was asked for may or may not have been written.
    #[error("the controller has stopped")]
    Stopped,
}

impl ControllerError {
    /// The code for the client, which may try elsewhere or again.
    pub fn error_code(self) -> ErrorCode {
        match self {
            Self::Stopped => ErrorCode::NotController,
        }
    }
}

/// The quorum as this node sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QuorumStatus {
    /// The epoch.
    pub epoch: i32,
    /// Its leader.
    pub leader_id: Option<i32>,
    /// Everything below is committed.
    pub high_watermark: i64,
    /// End of this node's log.
    pub log_end_offset: i64,
    /// When the leader last wrote, in milliseconds.
    pub last_write_ms: i64,
    /// The voters.
    pub voters: VoterSet,
}

/// A handle of the controller; a copy is cheap.
///
/// Operations are decided one after the other on the controller's own thread. Those that wait together are
/// written and synced together. An operation returns once its records are on disk, applied, and seen by every
/// [`MetadataListener`]. Dropping its future does not undo it. Up to 1,024 operations wait in the queue; more
/// wait to get into it.
#[derive(Debug, Clone)]
pub struct Controller {
    pub(crate) queue: mpsc::Sender<Message>,
    pub(crate) image: Arc<ArcSwap<MetadataImage>>,
    pub(crate) status: Arc<ArcSwap<QuorumStatus>>,
}

impl Controller {
    /// The published metadata. Later changes do not show in it.
    pub fn image(&self) -> Arc<MetadataImage> {
        self.image.load_full()
    }

    /// The quorum as of the last write.
    pub fn quorum_status(&self) -> Arc<QuorumStatus> {
        self.status.load_full()
    }

    /// Adds a listener, which first hears of everything there is, as one update from an empty image. Returns
    /// once it has.
    ///
    /// # Errors
    /// [`ControllerError`]
    pub async fn subscribe(&self, listener: impl MetadataListener + 'static) -> Result<(), ControllerError> {
        let (done, wait) = oneshot::channel();
        self.send(Message::Subscribe { listener: Box::new(listener), done }).await?;
        wait.await.map_err(|_| ControllerError::Stopped)
    }

    /// Resolves once the controller has stopped, in order or by a failure of its log.
    pub async fn stopped(&self) {
        self.queue.closed().await;
    }

    /// Stops the controller after everything asked for so far, and closes the log.
    pub async fn shutdown(&self) {
        let (done, wait) = oneshot::channel();
        if self.send(Message::Shutdown { done }).await.is_ok() {
            // A dropped sender means that it has stopped, too.
            let _ = wait.await;
        }
    }

    /// Registers a broker; see [`decide::register_broker`].
    ///
    /// # Errors
    /// [`ControllerError`]
    pub async fn register_broker(
        &self,
        request: BrokerRegistrationRequest,
    ) -> Result<BrokerRegistrationResponse, ControllerError> {
        self.decide(move |context| decide::register_broker(context, &request)).await
    }

    /// Tells that a broker is alive; see [`decide::broker_heartbeat`].
    ///
    /// # Errors
    /// [`ControllerError`]
    pub async fn broker_heartbeat(
        &self,
        request: BrokerHeartbeatRequest,
    ) -> Result<BrokerHeartbeatResponse, ControllerError> {
        self.decide(move |context| decide::broker_heartbeat(context, &request)).await
    }

    /// Forgets a broker; see [`decide::unregister_broker`].
    ///
    /// # Errors
    /// [`ControllerError`]
    pub async fn unregister_broker(
        &self,
        request: UnregisterBrokerRequest,
    ) -> Result<UnregisterBrokerResponse, ControllerError> {
        self.decide(move |context| decide::unregister_broker(context, &request)).await
    }

    /// Makes topics; see [`decide::create_topics`].
    ///
    /// # Errors
    /// [`ControllerError`]
    pub async fn create_topics(
        &self,
        request: CreateTopicsRequest,
    ) -> Result<CreateTopicsResponse, ControllerError> {
        self.decide(move |context| decide::create_topics(context, &request)).await
    }

    /// Adds partitions; see [`decide::create_partitions`].
    ///
    /// # Errors
    /// [`ControllerError`]
    pub async fn create_partitions(
        &self,
        request: CreatePartitionsRequest,
    ) -> Result<CreatePartitionsResponse, ControllerError> {
        self.decide(move |context| decide::create_partitions(context, &request)).await
    }

    /// Changes configs; see [`decide::incremental_alter_configs`].
    ///
    /// # Errors
    /// [`ControllerError`]
    pub async fn incremental_alter_configs(
        &self,
        request: IncrementalAlterConfigsRequest,
    ) -> Result<IncrementalAlterConfigsResponse, ControllerError> {
        self.decide(move |context| decide::incremental_alter_configs(context, &request)).await
    }

    /// Replaces configs; see [`decide::legacy_alter_configs`].
    ///
    /// # Errors
    /// [`ControllerError`]
    pub async fn legacy_alter_configs(
        &self,
        request: AlterConfigsRequest,
    ) -> Result<AlterConfigsResponse, ControllerError> {
        self.decide(move |context| decide::legacy_alter_configs(context, &request)).await
    }

    /// Hands out a block of producer ids; see [`decide::allocate_producer_ids`].
    ///
    /// # Errors
    /// [`ControllerError`]
    pub async fn allocate_producer_ids(
        &self,
        request: AllocateProducerIdsRequest,
    ) -> Result<AllocateProducerIdsResponse, ControllerError> {
        self.decide(move |context| decide::allocate_producer_ids(context, &request)).await
    }

    /// Deletes topics; see [`decide::delete_topics`].
    ///
    /// # Errors
    /// [`ControllerError`]
    pub async fn delete_topics(
        &self,
        request: DeleteTopicsRequest,
        version: i16,
    ) -> Result<DeleteTopicsResponse, ControllerError> {
        self.decide(move |context| decide::delete_topics(context, &request, version)).await
    }

    /// Changes client quotas; see [`decide::alter_client_quotas`].
    ///
    /// # Errors
    /// [`ControllerError`]
    pub async fn alter_client_quotas(
        &self,
        request: AlterClientQuotasRequest,
    ) -> Result<AlterClientQuotasResponse, ControllerError> {
        self.decide(move |context| decide::alter_client_quotas(context, &request)).await
    }

    /// Changes SCRAM credentials; see [`decide::alter_user_scram_credentials`].
    ///
    /// # Errors
    /// [`ControllerError`]
    pub async fn alter_user_scram_credentials(
        &self,
        request: AlterUserScramCredentialsRequest,
    ) -> Result<AlterUserScramCredentialsResponse, ControllerError> {
        self.decide(move |context| decide::alter_user_scram_credentials(context, &request)).await
    }

    /// Elects leaders; see [`decide::elect_leaders`].
    ///
    /// # Errors
    /// [`ControllerError`]
    pub async fn elect_leaders(
        &self,
        request: ElectLeadersRequest,
    ) -> Result<ElectLeadersResponse, ControllerError> {
        self.decide(move |context| decide::elect_leaders(context, &request)).await
    }

    /// Moves replicas; see [`decide::alter_partition_reassignments`].
    ///
    /// # Errors
    /// [`ControllerError`]
    pub async fn alter_partition_reassignments(
        &self,
        request: AlterPartitionReassignmentsRequest,
    ) -> Result<AlterPartitionReassignmentsResponse, ControllerError> {
        self.decide(move |context| decide::alter_partition_reassignments(context, &request)).await
    }

    /// Changes finalized features; see [`decide::update_features`].
    ///
    /// # Errors
    /// [`ControllerError`]
    pub async fn update_features(
        &self,
        request: UpdateFeaturesRequest,
        version: i16,
    ) -> Result<UpdateFeaturesResponse, ControllerError> {
        self.decide(move |context| decide::update_features(context, &request, version)).await
    }

    /// Runs a decision on the controller's thread and returns its response once its records are published.
    pub(crate) async fn decide<R: Send + 'static>(
        &self,
        decision: impl FnOnce(&mut Context<'_>) -> Decision<R> + Send + 'static,
    ) -> Result<R, ControllerError> {
        let (reply, answer) = oneshot::channel();
        let operation = Box::new(move |context: &mut Context<'_>| {
            let Decision { records, response } = decision(context);
            // Nobody waits if the caller has gone away.
            let complete: Box<dyn FnOnce() + Send> = Box::new(move || drop(reply.send(response)));
            (records, complete)
        });
        self.send(Message::Operation(operation)).await?;
        answer.await.map_err(|_| ControllerError::Stopped)
    }

    async fn send(&self, message: Message) -> Result<(), ControllerError> {
        self.queue.send(message).await.map_err(|_| ControllerError::Stopped)
    }
}
