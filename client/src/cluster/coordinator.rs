//! Finding the coordinator of a group or a transactional id.

use kavka_protocol::messages::FindCoordinatorRequest;
use kavka_protocol::wire::StrBytes;

use super::Cluster;
use crate::cluster::Broker;
use crate::error::ClientError;
use crate::net::Connection;

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

impl Cluster {
    /// The broker that coordinates `key`, asked anew each time.
    ///
    /// # Errors
    /// [`ClientError::Broker`], `COORDINATOR_NOT_AVAILABLE` above all, which is worth another try.
    pub async fn find_coordinator(&self, kind: CoordinatorType, key: &str) -> Result<Broker, ClientError> {
        let connection = self.any().await?;
        let version = connection.version_of::<FindCoordinatorRequest>()?;
        let key = StrBytes::from_string(key.to_string());
        let mut request = FindCoordinatorRequest::default();
        request.key_type = kind as i8;
        if version >= BATCHED_SINCE {
            request.coordinator_keys = vec![key];
        } else {
            request.key = key;
        }
        let response = connection.call_at(version, &request).await?;
        let broker = |id: i32, host: &StrBytes, port: i32| {
            let port = u16::try_from(port).unwrap_or(0);
            Broker { id, host: host.to_string(), port, rack: None }
        };
        match response.coordinators.first() {
            Some(found) => {
                ClientError::check(found.error_code, found.error_message.as_deref())?;
                Ok(broker(found.node_id.0, &found.host, found.port))
            }
            None => {
                ClientError::check(response.error_code, response.error_message.as_deref())?;
                Ok(broker(response.node_id.0, &response.host, response.port))
            }
        }
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
