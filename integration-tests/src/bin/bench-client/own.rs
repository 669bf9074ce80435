//! The load by our client, as an application would write it.
//!
//! Producing: [`Producer::send`] with a borrowed record; every delivery is awaited, some way behind the sending.
//! Consuming: assigned partitions from their beginning and [`Consumer::poll`].

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use kavka_client::config::ProducerConfigBuilder;
use kavka_client::producer::RecordRef;
use kavka_client::{Consumer, Producer, Properties, TopicPartition};
use rustix::time::{ClockId, clock_gettime};

/// How far the awaiting of deliveries may be behind the sending, in records.
const DELIVERIES_BEHIND: usize = 100_000;
const PATIENCE: Duration = Duration::from_secs(120);

#[derive(Debug, Clone, Copy)]
pub enum Load {
    Produce,
    Consume,
}

impl Load {
    pub fn from_word(word: &str) -> Result<Load> {
        match word {
            "produce" => Ok(Load::Produce),
            "consume" => Ok(Load::Consume),
            other => bail!("no load {other}"),
        }
    }
}

/// `BOOTSTRAP TOPIC PAYLOADS SIZE CODEC SECONDS COUNT` or `BOOTSTRAP TOPIC PARTITIONS SECONDS COUNT`: clients warm up
/// with COUNT / 4 records each until they have taken SECONDS of CPU time, a new one is measured with COUNT. Prints
/// `warmed=… cpu=… seconds=… sum=…`.
#[tokio::main]
pub async fn run(load: Load, words: &[String]) -> Result<()> {
    let [.., warm_seconds, count] = words else { bail!("bad arguments") };
    let (warm_seconds, count): (f64, usize) = (warm_seconds.parse()?, count.parse()?);
    let mut warmed = 0;
    loop {
        let measured = warmed > 0 && cpu_seconds() >= warm_seconds;
        let many = if measured { count } else { count / 4 };
        let (cpu, started) = (cpu_seconds(), Instant::now());
        let sum = match load {
            Load::Produce => produce(words, many).await?,
            Load::Consume => consume(words, many).await?,
        };
        let (cpu, elapsed) = (cpu_seconds() - cpu, started.elapsed().as_secs_f64());
        if measured {
            println!("warmed={warmed} cpu={cpu:.6} seconds={elapsed:.6} sum={sum}");
            return Ok(());
        }
        warmed += many;
    }
}

fn cpu_seconds() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 / 1e9
}

async fn produce(words: &[String], count: usize) -> Result<u64> {
    let [bootstrap, topic, payloads, size, codec, ..] = words else { bail!("bad arguments") };
    let payloads = std::fs::read(payloads)?;
    let payloads: Vec<&[u8]> = payloads.chunks_exact(size.parse()?).collect();
    let config = ProducerConfigBuilder::new()
        .bootstrap_servers(bootstrap)
        .compression_type(codec)
        .batch_size(65_536)
        .linger(Duration::from_millis(5))
        .buffer_memory(67_108_864)
        .build()?;
    let producer = Producer::from_config(config)?;
    let mut deliveries = VecDeque::with_capacity(DELIVERIES_BEHIND);
    for number in 0..count {
        if deliveries.len() == DELIVERIES_BEHIND {
            deliveries.pop_front().context("none")?.await?;
        }
        let record = RecordRef::new(topic, payloads[number % payloads.len()]);
        deliveries.push_back(producer.send(record).await?);
    }
    producer.flush().await;
    for delivery in deliveries {
        delivery.await?;
    }
    producer.close().await;
    Ok(0)
}

async fn consume(words: &[String], count: usize) -> Result<u64> {
    let [bootstrap, topic, partitions, ..] = words else { bail!("bad arguments") };
    let settings = [
        ("bootstrap.servers", bootstrap.as_str()),
        ("auto.offset.reset", "earliest"),
        ("enable.auto.commit", "false"),
    ];
    let own = |(name, value): (&str, &str)| (name.to_string(), value.to_string());
    let mut consumer = Consumer::new(&settings.map(own).into_iter().collect::<Properties>())?;
    consumer.assign((0..partitions.parse()?).map(|index| TopicPartition::new(topic.as_str(), index)));
    let (mut seen, mut sum) = (0, 0);
    let deadline = Instant::now() + PATIENCE;
    while seen < count {
        for record in consumer.poll(Duration::from_millis(500)).await? {
            let value = record.value.as_deref().unwrap_or_default();
            sum += value.len() as u64 + value.first().map_or(0, |first| u64::from(*first));
            seen += 1;
        }
        ensure!(Instant::now() < deadline, "{seen} of {count}: too slow");
    }
    consumer.close().await;
    Ok(sum)
}
