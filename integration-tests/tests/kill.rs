//! Goal: `kill -9` at any moment loses no acknowledged record, leaves offsets dense and every record where its
//! acknowledgement said. Method: idempotent producers write with acks=all, three requests in flight each, until the
//! broker is killed; it starts again on the same directory; everything is read back and compared with what was
//! acknowledged; and so on, each round on top of the last. `KAVKA_KILL_ROUNDS` sets the rounds (10).

mod load;

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use kavka_integration_tests::harness::{Kavka, KavkaOptions, free_port, probe};
use kavka_integration_tests::log_check::check_data_dir;
use rand::Rng;

use load::{Acknowledged, PARTITIONS, TOPIC, check, create_topic, produce_until_broken};

#[test]
fn no_acknowledged_record_is_lost() -> Result<()> {
    let rounds: u32 = std::env::var("KAVKA_KILL_ROUNDS").map_or(Ok(10), |text| text.parse())?;
    let dir = tempfile::tempdir()?;
    let data = dir.path().join("data");
    let port = free_port()?;
    let mut acknowledged = Acknowledged::new();
    for round in 0..rounds {
        let mut kavka = Kavka::start_with(KavkaOptions {
            data: Some(data.clone()),
            port: Some(port),
            ..KavkaOptions::default()
        })?;
        if round == 0 {
            create_topic(&kavka.bootstrap())?;
        }
        probe::wait_until_led(&kavka.bootstrap(), TOPIC, PARTITIONS)?;
        check(&kavka.bootstrap(), &acknowledged)
            .with_context(|| format!("round {round}\n{}", kavka.log()))?;
        let producers: Vec<_> = (0..PARTITIONS)
            .map(|partition| {
                let bootstrap = kavka.bootstrap();
                std::thread::spawn(move || produce_until_broken(&bootstrap, partition, round))
            })
            .collect();
        std::thread::sleep(Duration::from_millis(rand::rng().random_range(30..600)));
        kavka.kill()?;
        let before = acknowledged.len();
        for producer in producers {
            acknowledged.extend(producer.join().expect("a producer panicked")?);
        }
        println!(
            "round {round}: {} acknowledged, {} in all",
            acknowledged.len() - before,
            acknowledged.len()
        );
    }
    let mut kavka = Kavka::start_with(KavkaOptions {
        data: Some(data.clone()),
        port: Some(port),
        ..KavkaOptions::default()
    })?;
    probe::wait_until_led(&kavka.bootstrap(), TOPIC, PARTITIONS)?;
    check(&kavka.bootstrap(), &acknowledged).with_context(|| kavka.log())?;
    kavka.stop()?;
    println!("{:?}", check_data_dir(&data)?);
    ensure!(acknowledged.len() > rounds as usize * 10, "too little was produced: {}", acknowledged.len());
    Ok(())
}
