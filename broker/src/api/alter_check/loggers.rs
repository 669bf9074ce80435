//! Changes of log levels.
//!
//! Source: `RuntimeLoggerManager` in Apache Kafka 4.3; KIP-412.

use kavka_controller::decide::ApiError;
use kavka_protocol::ErrorCode;

use super::{APPEND, DELETE, KeyChange, SET, SUBTRACT, invalid};
use crate::Broker;
use crate::loggers::{LogLevel, Loggers, ROOT};

/// Checks all changes, then makes them.
pub(super) fn alter(
    broker: &Broker,
    resource: &str,
    changes: &[KeyChange<'_>],
    validate_only: bool,
) -> Result<(), ApiError> {
    let node_id = broker.config.node_id;
    match resource.parse::<i32>() {
        Err(_) => return Err(invalid(format!("Node id must be an integer, but it is: {resource}"))),
        Ok(id) if id != node_id => {
            return Err(invalid(format!("Unexpected node id. Expected {node_id}, but received {id}")));
        }
        Ok(_) => {}
    }
    let levels = changes
        .iter()
        .map(|change| Ok((change.name, check(&broker.loggers, change)?)))
        .collect::<Result<Vec<_>, ApiError>>()?;
    if !validate_only {
        levels.into_iter().for_each(|(name, level)| broker.loggers.set(name, level));
    }
    Ok(())
}

/// The level a logger is to have, `None` for that of the logger above it.
fn check(loggers: &Loggers, change: &KeyChange<'_>) -> Result<Option<LogLevel>, ApiError> {
    let invalid_config = |message: String| ApiError::new(ErrorCode::InvalidConfig, message);
    let name = change.name;
    let refused = |operation: &str| {
        Err(invalid(format!("{operation} operation is not allowed for the BROKER_LOGGER resource")))
    };
    match change.operation {
        APPEND => refused("APPEND"),
        SUBTRACT => refused("SUBTRACT"),
        SET | DELETE if !loggers.exists(name) => {
            Err(invalid_config(format!("Logger {name} does not exist!")))
        }
        DELETE if name == ROOT => Err(invalid("Removing the log level of the root logger is not allowed")),
        DELETE => Ok(None),
        SET => {
            let wanted = change.value.unwrap_or_default();
            let valid = LogLevel::ALL.map(LogLevel::name).join(", ");
            let text = || {
                format!(
                    "Cannot set the log level of {name} to {wanted} as it is not a supported log level. Valid log levels are {valid}"
                )
            };
            LogLevel::from_name(wanted).map(Some).ok_or_else(|| invalid_config(text()))
        }
        // As in Kafka, which has no words for it.
        _ => Err(ApiError { code: ErrorCode::UnknownServerError, message: None }),
    }
}
