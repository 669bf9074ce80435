//! From a tool's options to a client.

use std::path::Path;
use std::time::{Duration, Instant};

use kavka_client::admin::AdminConfig;
use kavka_client::consumer::{ConsumeError, ConsumedRecord};
use kavka_client::producer::{Delivery, ProduceError, RecordRef};
use kavka_client::{Admin, ClientError, Producer, Properties};

use crate::args::{Parsed, ToolError};

/// Runs a tool's future on a runtime of its own.
pub fn block_on<T>(work: impl Future<Output = Result<T, ToolError>>) -> Result<T, ToolError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.map_err(ToolError::failed)?.block_on(work)
}

/// Says on stderr why a cluster cannot be reached, while a tool goes on trying: at once, and then ever less often.
#[derive(Debug)]
pub struct Unreachable {
    next: Instant,
    pause: Duration,
}

impl Unreachable {
    const PAUSE_MAX: Duration = Duration::from_secs(10);

    /// Nothing said yet.
    pub fn new() -> Self {
        Self { next: Instant::now(), pause: Duration::from_secs(1) }
    }

    /// The line, if it is time to say it again.
    pub fn line(&mut self, error: &ClientError, now: Instant) -> Option<String> {
        if now < self.next {
            return None;
        }
        self.next = now + self.pause;
        self.pause = (self.pause * 2).min(Self::PAUSE_MAX);
        Some(format!("WARN {error}. The broker may not be available; trying again."))
    }

    /// The records of a poll; none where the cluster cannot be reached, of which is told.
    ///
    /// # Errors
    /// What does not pass.
    pub fn of_poll(
        &mut self,
        polled: Result<Vec<ConsumedRecord>, ConsumeError>,
    ) -> Result<Vec<ConsumedRecord>, ConsumeError> {
        match polled {
            Err(ConsumeError::Client(error)) if error.is_retriable() => {
                if let Some(line) = self.line(&error, Instant::now()) {
                    eprintln!("{line}");
                }
                Ok(Vec::new())
            }
            other => other,
        }
    }

    /// Puts a record on its way; for `max.block.ms` a cluster that cannot be reached is told and tried again.
    ///
    /// # Errors
    /// What does not pass, or has lasted too long.
    pub async fn send(
        &mut self,
        producer: &Producer,
        record: impl Into<RecordRef<'_>>,
    ) -> Result<Delivery, ProduceError> {
        let record = record.into();
        self.retry(producer, || producer.send(record)).await
    }

    /// Waits like [`Unreachable::send`] until a topic is known, for calls that would wait without a word.
    ///
    /// # Errors
    /// As [`Unreachable::send`].
    pub async fn find_topic(&mut self, producer: &Producer, topic: &str) -> Result<(), ProduceError> {
        self.retry(producer, || producer.partitions_for(topic)).await.map(drop)
    }

    async fn retry<T>(
        &mut self,
        producer: &Producer,
        attempt: impl AsyncFn() -> Result<T, ProduceError>,
    ) -> Result<T, ProduceError> {
        let deadline = Instant::now() + producer.config().max_block;
        loop {
            match attempt().await {
                Err(ProduceError::Client(error)) if error.is_retriable() && Instant::now() < deadline => {
                    if let Some(line) = self.line(&error, Instant::now()) {
                        eprintln!("{line}");
                    }
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
                other => return other,
            }
        }
    }
}

/// The properties of a file in Java's format.
///
/// # Errors
/// One line that names the file.
pub fn properties_file(path: &str) -> Result<Properties, ToolError> {
    kavka_config::read_properties(Path::new(path))
        .map_err(|error| ToolError::failed(format!("{path}: {error}")))
}

/// Properties of a client: the file of `--command-config`, and over it `--bootstrap-server` or, for
/// the few requests that controllers answer, `--bootstrap-controller`.
///
/// # Errors
/// As [`properties_file`].
pub fn client_properties(parsed: &Parsed) -> Result<Properties, ToolError> {
    let mut properties = match parsed.one("command-config")? {
        Some(path) => properties_file(path)?,
        None => Properties::new(),
    };
    if let Some(servers) = parsed.one("bootstrap-server")? {
        properties.shift_remove("bootstrap.controllers");
        properties.insert("bootstrap.servers".to_string(), servers.to_string());
    } else if let Some(controllers) = parsed.one("bootstrap-controller")? {
        properties.shift_remove("bootstrap.servers");
        properties.insert("bootstrap.controllers".to_string(), controllers.to_string());
    }
    Ok(properties)
}

/// An admin client as the options say.
///
/// # Errors
/// One line that says which option or property is wrong.
pub fn admin(parsed: &Parsed) -> Result<Admin, ToolError> {
    admin_with(parsed, &[])
}

/// Like [`admin`], with the client's properties from this file, for tools with an older name of the option.
///
/// # Errors
/// As [`admin`].
pub fn admin_of_file(parsed: &Parsed, path: &str) -> Result<Admin, ToolError> {
    let mut properties = properties_file(path)?;
    properties.extend(client_properties(parsed)?);
    let config = AdminConfig::from_properties(&properties).map_err(ToolError::failed)?;
    Admin::new(config).map_err(ToolError::failed)
}

/// Like [`admin`], with properties the tool sets unless the file does.
///
/// # Errors
/// As [`admin`].
pub fn admin_with(parsed: &Parsed, defaults: &[(&str, &str)]) -> Result<Admin, ToolError> {
    let mut properties = client_properties(parsed)?;
    for (name, value) in defaults {
        properties.entry((*name).to_string()).or_insert_with(|| (*value).to_string());
    }
    let config = AdminConfig::from_properties(&properties).map_err(ToolError::failed)?;
    Admin::new(config).map_err(ToolError::failed)
}

/// Adds `key=value` pairs to properties, as `--command-property` gives them.
///
/// # Errors
/// A usage error for a pair without an equals sign or value.
pub fn add_pairs<'a>(
    properties: &mut Properties,
    pairs: impl Iterator<Item = &'a str>,
) -> Result<(), ToolError> {
    for pair in pairs {
        let (key, value) = pair
            .split_once('=')
            .filter(|(key, value)| !key.is_empty() && !value.is_empty())
            .ok_or_else(|| ToolError::Usage(format!("Missing value for key {pair}")))?;
        properties.insert(key.to_string(), value.to_string());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_reached_is_told_at_once_and_then_ever_less_often() {
        let (mut unreachable, start) = (Unreachable::new(), Instant::now());
        let error = ClientError::Invalid("nobody listens".to_string());
        let told: Vec<u64> = (0..40)
            .filter(|second| unreachable.line(&error, start + Duration::from_secs(*second)).is_some())
            .collect();
        assert_eq!(told, [0, 1, 3, 7, 15, 25, 35]);
    }
}
