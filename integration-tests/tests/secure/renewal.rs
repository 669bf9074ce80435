//! Sessions of two seconds (`connections.max.reauth.ms`, KIP-368): clients that live longer lose and double nothing, and
//! keep their connections.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use kavka_client::admin::NewTopic;
use kavka_client::producer::Record;
use kavka_client::{Consumer, Producer};

use crate::cluster::{
    Cluster, SESSION_MS, USER_PASSWORD, admin, password_login, properties, unsecured_login,
};

/// Several sessions.
const LIVES: Duration = Duration::from_millis(SESSION_MS * 5);

pub async fn with_a_password(cluster: &Cluster) -> Result<()> {
    long_lives(cluster, "renewed-scram", password_login("SASL_PLAINTEXT", "SCRAM-SHA-256", USER_PASSWORD))
        .await
}

/// Tokens that hold for three seconds must be fetched anew besides.
pub async fn with_tokens(cluster: &Cluster) -> Result<()> {
    long_lives(cluster, "renewed-token", unsecured_login(3)).await
}

/// Local ports of this process's connections to a port of this machine.
fn connections(port: u16) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for table in ["/proc/self/net/tcp", "/proc/self/net/tcp6"] {
        let text = std::fs::read_to_string(table).with_context(|| table.to_owned())?;
        for line in text.lines().skip(1) {
            let fields: Vec<&str> = line.split_whitespace().collect();
            let [_, local, remote, state, ..] = fields[..] else { continue };
            if state == "01" && remote.ends_with(&format!(":{port:04X}")) {
                found.insert(local.to_owned());
            }
        }
    }
    Ok(found)
}

async fn long_lives(cluster: &Cluster, topic: &str, settings: Vec<(String, String)>) -> Result<()> {
    let port = cluster.short.port();
    let mut client = properties(&cluster.short.bootstrap(), &settings);
    let new = NewTopic { name: topic.to_owned(), partitions: Some(1), ..NewTopic::default() };
    let admin = admin(&client)?;
    admin.create_topic(&new).await?;
    let producer = Producer::new(&client)?;
    client.insert("group.id".to_owned(), format!("{topic}-group"));
    client.insert("auto.offset.reset".to_owned(), "earliest".to_owned());
    let mut consumer = Consumer::new(&client)?;
    consumer.subscribe([topic.to_owned()])?;

    let started = Instant::now();
    let mut opened = BTreeSet::new();
    let writing = async {
        let (mut number, mut deliveries) = (0_u32, Vec::new());
        while started.elapsed() < LIVES {
            deliveries.push(producer.send(&Record::new(topic, number.to_string())).await?);
            number += 1;
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        for delivery in deliveries {
            delivery.await?;
        }
        anyhow::Ok(number)
    };
    let managing = async {
        while started.elapsed() < LIVES {
            admin.list_topics().await?;
            // All are open within the first session; what is not open at the end was not renewed.
            if started.elapsed() < Duration::from_millis(SESSION_MS) {
                opened = connections(port)?;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        anyhow::Ok(connections(port)?)
    };
    let reading = async {
        let mut read = Vec::new();
        let mut quiet_since = Instant::now();
        while started.elapsed() < LIVES || quiet_since.elapsed() < Duration::from_secs(2) {
            for record in consumer.poll(Duration::from_millis(100)).await? {
                let value = String::from_utf8_lossy(record.value.as_deref().unwrap_or_default()).into_owned();
                read.push(value.parse::<u32>()?);
                quiet_since = Instant::now();
            }
        }
        anyhow::Ok(read)
    };
    let (written, left, read) = tokio::try_join!(writing, managing, reading)?;
    ensure!(written > 100, "only {written} records in {LIVES:?}");
    ensure!(
        read.iter().copied().eq(0..written),
        "{written} were written, {} read in order or not",
        read.len()
    );
    ensure!(!opened.is_empty() && opened.is_subset(&left), "opened {opened:?}, left {left:?}");
    producer.close().await;
    consumer.close().await;
    Ok(())
}
