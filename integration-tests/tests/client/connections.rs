//! Connections that end while consumers read, and a cluster that has moved.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use kavka_client::producer::Record;
use kavka_client::{Consumer, Producer, TopicPartition};
use kavka_integration_tests::client::{create_topic, properties, values};
use kavka_integration_tests::harness::{Make, Node, Proxy, free_port, write_properties};

fn advertised(port: u16) -> String {
    format!("advertised.listeners=PLAINTEXT://127.0.0.1:{port}")
}

async fn write(bootstrap: &str, topic: &str, numbers: std::ops::Range<u32>) -> Result<()> {
    let producer = Producer::new(&properties(bootstrap, &[]))?;
    for number in numbers {
        let record = Record::new(topic, number.to_string()).with_partition((number % 2) as i32);
        producer.send(&record).await?.await?;
    }
    producer.close().await;
    Ok(())
}

/// Polls until so many records have come, and gives their values in order.
async fn read(consumer: &mut Consumer, count: usize) -> Result<Vec<u32>> {
    let deadline = Instant::now() + Duration::from_secs(60);
    let mut numbers = Vec::new();
    while numbers.len() < count {
        ensure!(Instant::now() < deadline, "{} of {count} came", numbers.len());
        let records = consumer.poll(Duration::from_millis(200)).await?;
        numbers.extend(values(&records).iter().filter_map(|value| value.parse::<u32>().ok()));
    }
    numbers.sort_unstable();
    Ok(numbers)
}

/// A fetch session ends with its connection or its broker; each consumer goes on in a new one of its own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sessions_are_opened_again() -> Result<()> {
    let port = free_port()?;
    let mut node = Node::start(Make::from_env()?, &advertised(port))?;
    let target: SocketAddr = node.bootstrap().parse()?;
    let proxy = Proxy::start(port, target)?;
    let topics = ["left", "right"];
    let mut consumers = Vec::new();
    for topic in topics {
        create_topic(&proxy.bootstrap(), topic, 2).await?;
        let settings = [("auto.offset.reset", "earliest"), ("fetch.max.wait.ms", "100")];
        let mut consumer = Consumer::new(&properties(&proxy.bootstrap(), &settings))?;
        consumer.assign([0, 1].map(|index| TopicPartition::new(topic, index)));
        consumers.push(consumer);
    }
    for round in 0..6 {
        let numbers = round * 10..(round + 1) * 10;
        for (topic, consumer) in topics.iter().zip(&mut consumers) {
            write(&proxy.bootstrap(), topic, numbers.clone()).await?;
            ensure!(
                read(consumer, 10).await? == numbers.clone().collect::<Vec<_>>(),
                "{topic} in round {round}"
            );
        }
        match round % 3 {
            0 => proxy.reset(),
            1 => {
                // The broker forgets all sessions.
                node.kill();
                node.restart()?;
            }
            _ => {
                proxy.refuse(true);
                proxy.reset();
                tokio::time::sleep(Duration::from_millis(300)).await;
                proxy.refuse(false);
            }
        }
    }
    for consumer in consumers {
        consumer.close().await;
    }
    Ok(())
}

/// `metadata.recovery.strategy` (KIP-899): brokers that were known are gone for good, and `bootstrap.servers` lead to
/// where the cluster is now.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cluster_that_has_moved_is_found_by_its_bootstrap_servers() -> Result<()> {
    let (known, later, stable) = (free_port()?, free_port()?, free_port()?);
    let mut node = Node::start(Make::from_env()?, &advertised(known))?;
    let target: SocketAddr = node.bootstrap().parse()?;
    let bootstrap = Proxy::start(stable, target)?;
    let first = Proxy::start(known, target)?;
    create_topic(&bootstrap.bootstrap(), "moved", 2).await?;
    let consumer = |strategy| {
        let settings = [
            ("auto.offset.reset", "earliest"),
            ("metadata.recovery.strategy", strategy),
            ("request.timeout.ms", "2000"),
        ];
        let mut consumer = Consumer::new(&properties(&bootstrap.bootstrap(), &settings))?;
        consumer.assign([0, 1].map(|index| TopicPartition::new("moved", index)));
        anyhow::Ok(consumer)
    };
    let (mut finds, mut stays) = (consumer("rebootstrap")?, consumer("none")?);
    write(&bootstrap.bootstrap(), "moved", 0..10).await?;
    for consumer in [&mut finds, &mut stays] {
        ensure!(read(consumer, 10).await?.len() == 10);
    }
    node.stop()?;
    drop(first);
    let moved = Proxy::start(later, target)?;
    move_to(&mut node, target.port(), later)?;
    write(&moved.bootstrap(), "moved", 10..20).await?;
    ensure!(read(&mut finds, 10).await? == (10..20).collect::<Vec<_>>());
    ensure!(stays.poll(Duration::from_secs(2)).await?.is_empty(), "it knows one address, where nobody is");
    finds.close().await;
    Ok(())
}

/// Starts the node again under another address.
fn move_to(node: &mut Node, port: u16, advertised_port: u16) -> Result<()> {
    let text = std::fs::read_to_string(node.dir().join("server.properties"))?;
    let controller =
        text.lines().find_map(|line| line.strip_prefix("controller.quorum.bootstrap.servers=127.0.0.1:"));
    let controller_port: u16 = controller.unwrap_or_default().parse()?;
    write_properties(node.dir(), port, controller_port, &advertised(advertised_port))?;
    node.restart()
}
