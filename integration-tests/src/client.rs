//! Our client in the tests: its settings, its topics, and reading everything back.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use kavka_client::admin::{Admin, AdminConfig, NewTopic, OffsetSpec};
use kavka_client::consumer::ConsumedRecord;
use kavka_client::{Consumer, Properties, TopicPartition};

/// Settings with these keys.
pub fn properties(bootstrap: &str, more: &[(&str, &str)]) -> Properties {
    let all = [&[("bootstrap.servers", bootstrap)], more].concat();
    all.into_iter().map(|(key, value)| (key.to_string(), value.to_string())).collect()
}

/// An admin client.
///
/// # Errors
/// For an address that is none.
pub fn admin(bootstrap: &str) -> Result<Admin> {
    Ok(Admin::new(AdminConfig::from_properties(&properties(bootstrap, &[]))?)?)
}

/// Makes a topic with so many partitions.
///
/// # Errors
/// As the broker says.
pub async fn create_topic(bootstrap: &str, name: &str, partitions: i32) -> Result<()> {
    let topic = NewTopic { name: name.to_string(), partitions: Some(partitions), ..NewTopic::default() };
    Ok(admin(bootstrap)?.create_topic(&topic).await?)
}

/// All records of a topic, by partition.
///
/// # Errors
/// Where they have not all come within two minutes.
pub async fn read_all(
    bootstrap: &str,
    topic: &str,
    partitions: i32,
    isolation: &str,
) -> Result<BTreeMap<i32, Vec<ConsumedRecord>>> {
    let settings = [("isolation.level", isolation), ("auto.offset.reset", "earliest")];
    let mut consumer = Consumer::new(&properties(bootstrap, &settings))?;
    let all: Vec<TopicPartition> = (0..partitions).map(|index| TopicPartition::new(topic, index)).collect();
    let wanted = all.iter().map(|at| (at.clone(), OffsetSpec::Latest)).collect();
    let ends = admin(bootstrap)?.list_offsets(&wanted, isolation == "read_committed").await?;
    let mut read: BTreeMap<i32, Vec<ConsumedRecord>> =
        (0..partitions).map(|index| (index, Vec::new())).collect();
    consumer.assign(all.clone());
    let deadline = Instant::now() + Duration::from_secs(120);
    loop {
        let mut is_complete = true;
        for at in &all {
            let end = ends.get(at).context("a partition")?.as_ref().map_err(Clone::clone)?.offset;
            is_complete &= end == 0 || consumer.position(at).is_some_and(|position| position >= end);
        }
        if is_complete {
            return Ok(read);
        }
        ensure!(Instant::now() < deadline, "not all of {topic} was read");
        for record in consumer.poll(Duration::from_millis(200)).await? {
            read.entry(record.at.partition).or_default().push(record);
        }
    }
}

/// The values as text.
pub fn values(records: &[ConsumedRecord]) -> Vec<String> {
    let value = |record: &ConsumedRecord| {
        String::from_utf8_lossy(record.value.as_deref().unwrap_or_default()).into_owned()
    };
    records.iter().map(value).collect()
}

/// That the values of a partition are the numbers from 0 up to `count`, each once and in order.
///
/// # Errors
/// Where they are not; the error shows where they first differ.
pub fn ensure_numbers(partition: i32, records: &[ConsumedRecord], count: u64) -> Result<()> {
    let found = values(records);
    let expected: Vec<String> = (0..count).map(|number| number.to_string()).collect();
    let differs = found.iter().zip(&expected).position(|(a, b)| a != b);
    ensure!(
        found == expected,
        "partition {partition}: {} records of {}, first difference at {differs:?}: {:?}",
        found.len(),
        expected.len(),
        differs.map(|at| &found[at..found.len().min(at + 5)])
    );
    Ok(())
}
