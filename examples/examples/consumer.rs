//! Reads the records of the example `producer` as a member of a group, until Ctrl-C.
//!
//! Start it twice, and the two share the topic's partitions; stop and start it, and it goes on where
//! it left off.

use std::time::Duration;

use kavka_client::{Consumer, Properties};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let servers = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:9092".to_string());
    let properties = [
        ("bootstrap.servers", servers.as_str()),
        ("group.id", "greeters"),
        ("auto.offset.reset", "earliest"),
    ];
    let properties: Properties =
        properties.into_iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
    let mut consumer = Consumer::new(&properties)?;
    consumer.subscribe(["greetings".to_string()])?;
    loop {
        let records = tokio::select! {
            records = consumer.poll(Duration::from_secs(1)) => records?,
            _ = tokio::signal::ctrl_c() => break,
        };
        for record in records {
            let value = record.value.as_deref().map(String::from_utf8_lossy).unwrap_or_default();
            println!("{} offset {}: {value}", record.at, record.offset);
        }
    }
    // Commits the offsets and leaves the group, so that others need not wait for the session to end.
    consumer.close().await;
    Ok(())
}
