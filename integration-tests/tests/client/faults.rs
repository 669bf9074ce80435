//! Goal: an idempotent producer loses and duplicates nothing and keeps the order of each partition, whatever happens to
//! its connections and its broker. Method: one producer lives through rounds of `kill -9`, resets in the middle of
//! requests and answers, delays and lost answers; every delivery must succeed, and what is read back must be the numbers
//! that were sent, each once and in order. `KAVKA_FAULT_ROUNDS` sets the rounds (6).

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use kavka_client::Producer;
use kavka_client::producer::{Delivery, RecordRef};
use kavka_integration_tests::harness::{Make, Node, Proxy, free_port};
use rand::Rng;

use super::{create_topic, properties, read_all, values};

const TOPIC: &str = "faults";
const PARTITIONS: i32 = 3;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_idempotent_producer_loses_and_duplicates_nothing() -> Result<()> {
    let rounds: u32 = std::env::var("KAVKA_FAULT_ROUNDS").map_or(Ok(6), |text| text.parse())?;
    let port = free_port()?;
    let mut node =
        Node::start(Make::from_env()?, &format!("advertised.listeners=PLAINTEXT://127.0.0.1:{port}"))?;
    let target: SocketAddr = node.bootstrap().parse()?;
    let proxy = Proxy::start(port, target)?;
    create_topic(&proxy.bootstrap(), TOPIC, PARTITIONS).await?;
    let settings = [
        ("batch.size", "2000"),
        ("request.timeout.ms", "1500"),
        ("delivery.timeout.ms", "120000"),
        ("linger.ms", "2"),
        ("retry.backoff.ms", "20"),
        ("buffer.memory", "400000"),
    ];
    let producer = Arc::new(Producer::new(&properties(&proxy.bootstrap(), &settings))?);
    let stop = Arc::new(AtomicBool::new(false));
    let writer = tokio::spawn(write(producer.clone(), stop.clone()));
    for round in 0..rounds {
        disturb(&mut node, &proxy, round).await?;
        tokio::time::sleep(Duration::from_millis(rand::rng().random_range(20..200))).await;
    }
    stop.store(true, Ordering::Relaxed);
    let (sent, deliveries) = writer.await??;
    producer.flush().await;
    for delivery in deliveries {
        delivery.await.context("a delivery")?;
    }
    let metrics = producer.metrics();
    println!("{sent:?} sent, {:?}", metrics.counters);
    let read = read_all(&proxy.bootstrap(), TOPIC, PARTITIONS, "read_uncommitted").await?;
    for (partition, records) in read {
        let found = values(&records);
        let expected: Vec<String> = (0..sent[partition as usize]).map(|number| number.to_string()).collect();
        let differs = found.iter().zip(&expected).position(|(a, b)| a != b);
        ensure!(
            found == expected,
            "partition {partition}: {} records of {}, first difference at {differs:?}: {:?}",
            found.len(),
            expected.len(),
            differs.map(|at| &found[at..found.len().min(at + 5)])
        );
    }
    Ok(())
}

/// Numbers to every partition until it is stopped: how many each got, and what became of them.
async fn write(
    producer: Arc<Producer>,
    stop: Arc<AtomicBool>,
) -> Result<([u64; PARTITIONS as usize], Vec<Delivery>)> {
    let mut sent = [0; PARTITIONS as usize];
    let mut deliveries = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        for (partition, next) in (0..).zip(&mut sent) {
            let value = next.to_string();
            let record = RecordRef { partition: Some(partition), ..RecordRef::new(TOPIC, value.as_bytes()) };
            deliveries.push(producer.send(record).await?);
            *next += 1;
        }
        if sent[0] % 20 == 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
    Ok((sent, deliveries))
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
