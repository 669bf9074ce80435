//! The line to a group's coordinator.

use std::sync::Arc;

use parking_lot::Mutex;

use crate::ClientError;
use crate::cluster::{Cluster, CoordinatorType};
use crate::net::Connection;

/// The connection to the coordinator, found when it is first needed and again when it has moved.
#[derive(Debug, Clone)]
pub(in crate::consumer) struct Line {
    pub(in crate::consumer) cluster: Cluster,
    pub(in crate::consumer) group_id: Arc<str>,
    known: Arc<Mutex<Option<Connection>>>,
}

impl Line {
    pub(in crate::consumer) fn new(cluster: Cluster, group_id: &str) -> Self {
        Self { cluster, group_id: group_id.into(), known: Arc::default() }
    }

    pub(in crate::consumer) async fn connection(&self) -> Result<Connection, ClientError> {
        let known = self.known.lock().clone().filter(|connection| !connection.is_closed());
        if let Some(connection) = known {
            return Ok(connection);
        }
        let found = self.cluster.coordinator(CoordinatorType::Group, &self.group_id).await?;
        *self.known.lock() = Some(found.clone());
        Ok(found)
    }

    pub(in crate::consumer) fn forget(&self) {
        *self.known.lock() = None;
    }
}
