//! Goal: an idempotent producer loses and duplicates nothing and keeps the order of each partition, whatever happens to
//! its connections and its broker. Method: one producer lives through rounds of `kill -9`, resets in the middle of
//! requests and answers, delays and lost answers; every delivery must succeed, and what is read back must be the numbers
//! that were sent, each once and in order. `KAVKA_FAULT_ROUNDS` sets the rounds (6).

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Result;
use kavka_client::Producer;
use kavka_integration_tests::client::{create_topic, ensure_numbers, properties, read_all};
use kavka_integration_tests::harness::{Make, Node, Proxy, free_port};
use kavka_integration_tests::writer::Writer;
use rand::Rng;

const TOPIC: &str = "faults";
const PARTITIONS: usize = 3;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_idempotent_producer_loses_and_duplicates_nothing() -> Result<()> {
    let rounds: u32 = std::env::var("KAVKA_FAULT_ROUNDS").map_or(Ok(6), |text| text.parse())?;
    let port = free_port()?;
    let mut node =
        Node::start(Make::from_env()?, &format!("advertised.listeners=PLAINTEXT://127.0.0.1:{port}"))?;
    let target: SocketAddr = node.bootstrap().parse()?;
    let proxy = Proxy::start(port, target)?;
    create_topic(&proxy.bootstrap(), TOPIC, PARTITIONS as i32).await?;
    let settings = [
        ("batch.size", "2000"),
        ("request.timeout.ms", "1500"),
        ("delivery.timeout.ms", "120000"),
        ("linger.ms", "2"),
        ("retry.backoff.ms", "20"),
        ("buffer.memory", "400000"),
    ];
    let producer = Producer::new(&properties(&proxy.bootstrap(), &settings))?;
    let writer = Writer::start(producer, TOPIC, PARTITIONS, Duration::from_millis(1));
    for round in 0..rounds {
        disturb(&mut node, &proxy, round).await?;
        tokio::time::sleep(Duration::from_millis(rand::rng().random_range(20..200))).await;
    }
    let sent = writer.finish().await?;
    let read = read_all(&proxy.bootstrap(), TOPIC, PARTITIONS as i32, "read_uncommitted").await?;
    for (partition, records) in read {
        ensure_numbers(partition, &records, sent[partition as usize])?;
    }
    Ok(())
}

async fn disturb(node: &mut Node, proxy: &Proxy, round: u32) -> Result<()> {
    let pause = |range: std::ops::Range<u64>| {
        tokio::time::sleep(Duration::from_millis(rand::rng().random_range(range)))
    };
    match round % 5 {
        0 => {
            node.kill();
            pause(0..100).await;
            node.restart()?;
        }
        1 => {
            for _ in 0..5 {
                proxy.reset();
                pause(1..60).await;
            }
        }
        2 => {
            // What is sent is written, but the producer does not hear of it.
            proxy.lose_answers(true);
            pause(20..300).await;
            proxy.reset();
            proxy.lose_answers(false);
        }
        3 => {
            proxy.delay(Duration::from_millis(40));
            pause(50..300).await;
            proxy.reset();
            proxy.delay(Duration::ZERO);
        }
        _ => {
            // Longer than request.timeout.ms: requests time out with an unknown outcome.
            proxy.lose_answers(true);
            pause(1600..1800).await;
            proxy.lose_answers(false);
            proxy.refuse(true);
            proxy.reset();
            pause(10..200).await;
            proxy.refuse(false);
        }
    }
    Ok(())
}
