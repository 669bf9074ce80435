//! Connections by address, made when first wanted and again after they end.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::FutureExt;
use futures::future::{BoxFuture, Shared};
use parking_lot::Mutex;

use super::{Connection, DialConfig, NetError, dial};
use crate::metrics::{Measure, Meter, Traffic};

type Dialling = Shared<BoxFuture<'static, Result<Connection, NetError>>>;

/// A pool. Callers that want the same address share one dial.
#[derive(Debug)]
pub struct Pool {
    config: DialConfig,
    /// `reconnect.backoff.ms`: a failed dial answers for this long.
    reconnect_backoff: Duration,
    meter: Arc<Meter>,
    slots: Mutex<HashMap<String, Slot>>,
}

#[derive(Debug)]
struct Slot {
    dialling: Dialling,
    started: Instant,
}

impl Pool {
    /// An empty pool.
    pub fn new(config: DialConfig, reconnect_backoff: Duration, meter: Arc<Meter>) -> Self {
        Self { config, reconnect_backoff, meter, slots: Mutex::default() }
    }

    /// How many connections are open now.
    pub(crate) fn open_count(&self) -> usize {
        let slots = self.slots.lock();
        let open = slots.values().filter_map(|slot| slot.dialling.peek());
        open.filter(|dialled| dialled.as_ref().is_ok_and(|connection| !connection.is_closed())).count()
    }

    /// An open connection to `address`.
    ///
    /// # Errors
    /// [`NetError`] of the dial, which may be that of a moment ago.
    pub async fn get(&self, address: &str) -> Result<Connection, NetError> {
        let dialling = self.slot(address);
        dialling.await
    }

    fn slot(&self, address: &str) -> Dialling {
        let mut slots = self.slots.lock();
        if let Some(slot) = slots.get(address) {
            let is_usable = match slot.dialling.peek() {
                None => true,
                Some(Ok(connection)) => !connection.is_closed(),
                Some(Err(_)) => slot.started.elapsed() < self.reconnect_backoff,
            };
            if is_usable {
                return slot.dialling.clone();
            }
        }
        let config = self.config.clone();
        let target: Arc<str> = address.into();
        let meter = self.meter.clone();
        let dialling = async move { measured(dial(&target, &config).await, &target, &config, &meter) };
        let dialling = dialling.boxed().shared();
        slots.insert(address.to_string(), Slot { dialling: dialling.clone(), started: Instant::now() });
        dialling
    }

    /// Closes every connection.
    pub fn close(&self) {
        for slot in std::mem::take(&mut *self.slots.lock()).into_values() {
            if let Some(Ok(connection)) = slot.dialling.peek() {
                connection.close();
            }
        }
    }
}

/// Takes note of a new connection, and lets it measure its traffic.
fn measured(
    dialled: Result<Connection, NetError>,
    address: &str,
    config: &DialConfig,
    meter: &Arc<Meter>,
) -> Result<Connection, NetError> {
    let now = Instant::now();
    match &dialled {
        Ok(connection) => {
            meter.record(Measure::ConnectionCreated, 1.0, now);
            connection.set_traffic(Traffic::new(meter, address));
            if config.sasl.is_some() {
                meter.record(Measure::AuthenticationSucceeded, 1.0, now);
            }
        }
        Err(NetError::Authentication { .. }) => meter.record(Measure::AuthenticationFailed, 1.0, now),
        Err(_) => {}
    }
    dialled
}
