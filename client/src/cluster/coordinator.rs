//! Finding the coordinator of a group or a transactional id.

use futures::FutureExt;
use kavka_protocol::ErrorCode;
use kavka_protocol::messages::FindCoordinatorRequest;
use kavka_protocol::wire::StrBytes;

use super::Cluster;
use crate::cluster::Broker;
use crate::error::ClientError;
use crate::net::Connection;
use crate::text::text;

/// What is coordinated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i8)]
pub enum CoordinatorType {
    /// A consumer group.
    Group = 0,
    /// A transactional id.
    Transaction = 1,
}

/// The first version that asks for several keys at once (KIP-699).
const BATCHED_SINCE: i16 = 4;

/// Keys and the brokers that coordinate them.
type Found = Vec<(String, Result<Broker, ClientError>)>;

impl Cluster {
    /// The broker that coordinates `key`, asked anew each time.
    ///
    /// # Errors
    /// [`ClientError::Broker`], `COORDINATOR_NOT_AVAILABLE` above all, which is worth another try.
    pub async fn find_coordinator(&self, kind: CoordinatorType, key: &str) -> Result<Broker, ClientError> {
        let found = self.find_coordinators(kind, &[key.to_string()]).await?;
        let silent = || Err(ClientError::broker(ErrorCode::CoordinatorNotAvailable, None));
        found.into_iter().next().map_or_else(silent, |(_, broker)| broker)
    }

    /// The brokers that coordinate `keys`, with one request where the broker takes several keys (KIP-699).
    ///
    /// # Errors
    /// [`ClientError`] of the call; refusals of single keys are in the result.
    pub(crate) async fn find_coordinators(
        &self,
        kind: CoordinatorType,
        keys: &[String],
    ) -> Result<Found, ClientError> {
        self.first_answer(|connection| find(connection, kind, keys.to_vec()).boxed()).await
    }

    /// A connection to the coordinator of `key`.
    ///
    /// # Errors
    /// As [`Cluster::find_coordinator`].
    pub async fn coordinator(&self, kind: CoordinatorType, key: &str) -> Result<Connection, ClientError> {
        let broker = self.find_coordinator(kind, key).await?;
        Ok(self.shared.coordinators.get(&broker.address()).await?)
    }

    /// A connection to a broker whose address is known.
    ///
    /// # Errors
    /// [`ClientError::Net`].
    pub(crate) async fn at(&self, broker: &Broker) -> Result<Connection, ClientError> {
        Ok(self.shared.pool.get(&broker.address()).await?)
    }
}

async fn find(
    connection: Connection,
    kind: CoordinatorType,
    keys: Vec<String>,
) -> Result<Found, ClientError> {
    let version = connection.version_of::<FindCoordinatorRequest>()?;
    let mut request = FindCoordinatorRequest::default();
    request.key_type = kind as i8;
    if version >= BATCHED_SINCE {
        request.coordinator_keys = keys.iter().map(|key| text(key)).collect();
        let response = connection.call_at(version, &request).await?;
        let found = response.coordinators.iter().map(|found| {
            let checked = ClientError::check(found.error_code, found.error_message.as_deref());
            let broker = checked.map(|()| broker(found.node_id.0, &found.host, found.port));
            (found.key.to_string(), broker)
        });
        return Ok(found.collect());
    }
    let mut all = Vec::with_capacity(keys.len());
    for key in keys {
        request.key = text(&key);
        let found = connection.call_at(version, &request).await?;
        let checked = ClientError::check(found.error_code, found.error_message.as_deref());
        all.push((key, checked.map(|()| broker(found.node_id.0, &found.host, found.port))));
    }
    Ok(all)
}

fn broker(id: i32, host: &StrBytes, port: i32) -> Broker {
    Broker { id, host: host.to_string(), port: u16::try_from(port).unwrap_or(0), rack: None }
}
