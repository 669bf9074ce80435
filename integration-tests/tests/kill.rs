//! Goal: `kill -9` at any moment loses no acknowledged record, leaves offsets dense and every record where its
//! acknowledgement said. Method: idempotent producers write with acks=all, three requests in flight each, until the
//! broker is killed; it starts again on the same directory; everything is read back and compared with what was
//! acknowledged; and so on, each round on top of the last. `KAVKA_KILL_ROUNDS` sets the rounds (10); after 25 a new
//! directory is begun, since each round reads all that its directory ever held.

mod load;

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use kavka_integration_tests::harness::{Kavka, KavkaOptions, free_port, probe};
use kavka_integration_tests::log_check::check_data_dir;
use rand::Rng;

use load::{Acknowledged, PARTITIONS, TOPIC, check, create_topic, produce_until_broken};

const ROUNDS_PER_DIRECTORY_MAX: u32 = 25;

#[test]
fn no_acknowledged_record_is_lost() -> Result<()> {
    let mut left: u32 = std::env::var("KAVKA_KILL_ROUNDS").map_or(Ok(10), |text| text.parse())?;
    while left > 0 {
        let rounds = left.min(ROUNDS_PER_DIRECTORY_MAX);
        kill_again_and_again(rounds)?;
        left -= rounds;
    }
    Ok(())
}

fn kill_again_and_again(rounds: u32) -> Result<()> {
    let dir = tempfile::tempdir()?;
    let data = dir.path().join("data");
    let port = free_port()?;
    let start = || {
        let options = KavkaOptions { data: Some(data.clone()), port: Some(port), ..KavkaOptions::default() };
        Kavka::start_with(options)
    };
    let mut acknowledged = Acknowledged::new();
    for round in 0..rounds {
        let mut kavka = start()?;
        if round == 0 {
            create_topic(&kavka.bootstrap())?;
        }
        probe::wait_until_led(&kavka.bootstrap(), TOPIC, PARTITIONS)?;
        check(&kavka.bootstrap(), &acknowledged)
            .inspect_err(|_| println!("{}", kavka.log()))
            .with_context(|| format!("round {round}"))?;
        let before = acknowledged.len();
        acknowledged.extend(produce_until_killed(&mut kavka, round)?);
        let new = acknowledged.len() - before;
        println!("round {round}: {new} acknowledged, {} in all", acknowledged.len());
    }
    let mut kavka = start()?;
    probe::wait_until_led(&kavka.bootstrap(), TOPIC, PARTITIONS)?;
    check(&kavka.bootstrap(), &acknowledged).inspect_err(|_| println!("{}", kavka.log()))?;
    kavka.stop()?;
    println!("{:?}", check_data_dir(&data)?);
    ensure!(acknowledged.len() > rounds as usize * 10, "too little was produced: {}", acknowledged.len());
    Ok(())
}

/// Kills the broker at a random moment under load; what it had acknowledged.
fn produce_until_killed(kavka: &mut Kavka, round: u32) -> Result<Acknowledged> {
    let producers: Vec<_> = (0..PARTITIONS)
        .map(|partition| {
            let bootstrap = kavka.bootstrap();
            std::thread::spawn(move || produce_until_broken(&bootstrap, partition, round))
        })
        .collect();
    std::thread::sleep(Duration::from_millis(rand::rng().random_range(30..600)));
    kavka.kill()?;
    let mut acknowledged = Acknowledged::new();
    for producer in producers {
        acknowledged.extend(producer.join().expect("a producer panicked")?);
    }
    Ok(acknowledged)
}
