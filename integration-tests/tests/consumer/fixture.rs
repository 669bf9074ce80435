//! Topics, records and consumers of one case.

use std::collections::BTreeSet;
use std::future::Future;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use kavka_client::admin::{Admin, AdminConfig, NewTopic};
use kavka_client::consumer::{ConsumedRecord, Consumer, ConsumerParts};
use kavka_client::producer::Record;
use kavka_client::{Producer, Properties, TopicPartition};

pub struct Fixture {
    name: &'static str,
    bootstrap: String,
}

impl Fixture {
    pub fn new(name: &'static str, bootstrap: &str) -> Self {
        Self { name, bootstrap: bootstrap.to_string() }
    }

    /// A name of this case's own.
    pub fn named(&self, what: &str) -> String {
        format!("{}-{what}", self.name)
    }

    pub fn properties(&self, pairs: &[(&str, &str)]) -> Properties {
        let mut properties = Properties::from([
            ("bootstrap.servers".to_string(), self.bootstrap.clone()),
            ("auto.offset.reset".to_string(), "earliest".to_string()),
            ("metadata.max.age.ms".to_string(), "1000".to_string()),
        ]);
        properties.extend(pairs.iter().map(|(name, value)| ((*name).to_string(), (*value).to_string())));
        properties
    }

    /// A consumer of the case's group.
    pub fn member(&self, protocol: &str, pairs: &[(&str, &str)]) -> Result<Consumer> {
        Ok(Consumer::new(&self.member_properties(protocol, pairs))?)
    }

    pub fn member_properties(&self, protocol: &str, pairs: &[(&str, &str)]) -> Properties {
        let group = self.named("group");
        let mut all = vec![("group.id", group.as_str()), ("group.protocol", protocol)];
        if protocol == "classic" {
            all.extend([("session.timeout.ms", "6000"), ("heartbeat.interval.ms", "300")]);
        }
        all.extend_from_slice(pairs);
        self.properties(&all)
    }

    pub fn member_with(
        &self,
        protocol: &str,
        pairs: &[(&str, &str)],
        parts: ConsumerParts,
    ) -> Result<Consumer> {
        Ok(Consumer::with_parts(&self.member_properties(protocol, pairs), parts)?)
    }

    pub fn admin(&self) -> Result<Admin> {
        Ok(Admin::new(AdminConfig::from_properties(&self.properties(&[]))?)?)
    }

    /// Makes a topic.
    pub async fn topic(&self, what: &str, partitions: i32) -> Result<String> {
        let topic = NewTopic {
            name: self.named(what),
            partitions: Some(partitions),
            replication_factor: Some(1),
            assignments: Vec::new(),
            configs: Vec::new(),
        };
        self.admin()?.create_topic(&topic).await?;
        Ok(topic.name)
    }

    /// Writes values `from..to`, to each partition in turn.
    pub async fn write(&self, topic: &str, partitions: i32, numbers: std::ops::Range<i32>) -> Result<()> {
        let producer =
            Producer::new(&Properties::from([("bootstrap.servers".to_string(), self.bootstrap.clone())]))?;
        let mut deliveries = Vec::new();
        for number in numbers {
            let mut record = Record::new(topic, number.to_string());
            record.partition = Some(number % partitions);
            deliveries.push(producer.send(&record).await?);
        }
        for delivery in deliveries {
            delivery.await?;
        }
        producer.close().await;
        Ok(())
    }
}

pub fn at(topic: &str, partition: i32) -> TopicPartition {
    TopicPartition::new(topic, partition)
}

pub fn number(record: &ConsumedRecord) -> i32 {
    std::str::from_utf8(record.value.as_deref().unwrap_or_default()).unwrap_or_default().parse().unwrap_or(-1)
}

/// Polls until `count` records have come.
pub async fn read(consumer: &mut Consumer, count: usize) -> Result<Vec<ConsumedRecord>> {
    let deadline = Instant::now() + Duration::from_secs(120);
    let mut all = Vec::new();
    while all.len() < count {
        if Instant::now() > deadline {
            bail!("{} of {count} records came", all.len());
        }
        all.extend(consumer.poll(Duration::from_millis(200)).await?);
    }
    Ok(all)
}

/// Polls all of them in turn until `done`.
pub async fn poll_until(
    consumers: &mut [&mut Consumer],
    what: &str,
    mut done: impl FnMut(&[&mut Consumer]) -> bool,
) -> Result<()> {
    let deadline = Instant::now() + Duration::from_secs(120);
    while !done(consumers) {
        if Instant::now() > deadline {
            let shown: Vec<Vec<String>> = consumers
                .iter()
                .map(|consumer| consumer.assignment().map(ToString::to_string).collect())
                .collect();
            bail!("never: {what}; assigned are {shown:?}");
        }
        for consumer in consumers.iter_mut() {
            consumer.poll(Duration::from_millis(50)).await.with_context(|| format!("waiting for: {what}"))?;
        }
    }
    Ok(())
}

pub fn assigned(consumer: &Consumer) -> BTreeSet<TopicPartition> {
    consumer.assignment().cloned().collect()
}

/// Tries until it holds.
pub async fn eventually<F: Future<Output = Result<bool>>>(
    what: &str,
    mut holds: impl FnMut() -> F,
) -> Result<()> {
    let deadline = Instant::now() + Duration::from_secs(120);
    while !holds().await? {
        if Instant::now() > deadline {
            bail!("never: {what}");
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}
