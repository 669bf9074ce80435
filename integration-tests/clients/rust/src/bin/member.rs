//! A group member on Confluent's native Rust client that says what it does: `member BOOTSTRAP GROUP TOPIC`. Prints
//! `owns P P…` at each change of its assignment and `got P OFFSET VALUE` for each record; leaves at the end of stdin
//! and prints `left`.

use std::collections::HashMap;
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use confluent_kafka::common::serialization::StringDeserializer;
use confluent_kafka::consumer::{Consumer, ConsumerConfig, KafkaConsumer};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let leaving = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&leaving);
    std::thread::spawn(move || {
        let ended = std::io::stdin().read_to_end(&mut Vec::new());
        seen.store(true, Ordering::SeqCst);
        ended
    });
    let settings: HashMap<String, String> = [
        ("bootstrap.servers", arguments[1].as_str()),
        ("group.id", arguments[2].as_str()),
        ("group.protocol", "consumer"),
        ("auto.offset.reset", "earliest"),
        ("enable.auto.commit", "false"),
    ]
    .map(|(key, value)| (key.to_string(), value.to_string()))
    .into();
    let mut consumer = KafkaConsumer::<String, String>::new(
        ConsumerConfig::new(&settings)?,
        StringDeserializer::default(),
        StringDeserializer::default(),
    )?;
    consumer.subscribe_with_topics(vec![arguments[3].clone()]).await?;
    let mut before = None;
    while !leaving.load(Ordering::SeqCst) {
        let records = consumer.poll(Duration::from_millis(100)).await?;
        let assignment = consumer.assignment();
        let mut now: Vec<i32> = assignment.iter().map(|partition| partition.partition()).collect();
        now.sort_unstable();
        if before.as_ref() != Some(&now) {
            let words: Vec<String> = now.iter().map(ToString::to_string).collect();
            println!("owns {}", words.join(" "));
            before = Some(now);
        }
        for partition in records.partitions() {
            for record in records.records_with_partition(partition) {
                let value = record.value().cloned().unwrap_or_default();
                println!("got {} {} {value}", record.partition(), record.offset());
            }
        }
        if records.count() > 0 {
            if let Err(error) = consumer.commit_sync().await {
                println!("note {error}");
            }
        }
    }
    consumer.close().await?;
    println!("left");
    Ok(())
}
