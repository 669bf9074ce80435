//! Writes ten records with keys, waits for each to be acknowledged and says where it is.
//!
//! Start `kavka up` in another terminal, then `cargo run -p kavka-examples --example producer`.

use kavka_client::producer::Record;
use kavka_client::{Producer, Properties};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let servers = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:9092".to_string());
    let properties = Properties::from([("bootstrap.servers".to_string(), servers)]);
    let producer = Producer::new(&properties)?;
    let mut deliveries = Vec::new();
    for number in 0..10 {
        let record =
            Record::new("greetings", format!("hello {number}")).with_key(format!("key-{}", number % 3));
        // Sends do not wait for the broker, so that records share batches.
        deliveries.push(producer.send(&record).await?);
    }
    for delivery in deliveries {
        let written = delivery.await?;
        println!("written to {} at offset {}", written.at, written.offset);
    }
    producer.close().await;
    Ok(())
}
