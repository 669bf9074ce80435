//! Goal: `kill -9` in the midst of transactions leaves none of them half visible, loses none that was committed, and
//! keeps every committed offset. Method: transactional producers write each transaction to two partitions and commit
//! its number as an offset of a group of their own, and commit or abort; plain groups commit rising offsets; the broker
//! is killed at a random moment and starts again on the same directory, and so on, each round on top of the last. Then
//! an independent reader looks at what is visible. `KAVKA_KILL_ROUNDS` sets the rounds (6).

mod transacted;

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Result, ensure};
use kavka_integration_tests::harness::{Kavka, KavkaOptions, free_port, probe};
use rand::Rng;

use transacted::{
    Fate, History, PARTITIONS, PRODUCERS, TOPIC, check, commit_until_broken, transact_until_broken,
};

/// Each of the two coordinators reads each of its partitions once. Which of them it was is not said, but two
/// partitions of one number hardly end at one offset.
fn loads_once(log: &str) -> Result<()> {
    let mut times = BTreeMap::<&str, usize>::new();
    for (_, rest) in log.lines().filter_map(|line| line.split_once("loaded a coordinator's partition ")) {
        *times.entry(rest.split(" elapsed").next().unwrap_or_default()).or_default() += 1;
    }
    ensure!(!times.is_empty() && times.values().all(|times| *times == 1), "loaded: {times:?}");
    Ok(())
}

#[test]
fn no_transaction_is_half_visible() -> Result<()> {
    let rounds: i64 = std::env::var("KAVKA_KILL_ROUNDS").map_or(Ok(6), |text| text.parse())?;
    let dir = tempfile::tempdir()?;
    let options = || -> Result<KavkaOptions> {
        Ok(KavkaOptions {
            data: Some(dir.path().join("data")),
            port: Some(free_port()?),
            ..KavkaOptions::default()
        })
    };
    let mut histories = vec![History::new(); PRODUCERS];
    let mut acknowledged = 0;
    for round in 0..rounds {
        let mut kavka = Kavka::start_with(options()?)?;
        if round == 0 {
            probe::create_topic(&kavka.bootstrap(), TOPIC, PARTITIONS)?;
        }
        let bootstrap = kavka.bootstrap();
        let producers: Vec<_> = (0..PRODUCERS)
            .map(|number| {
                let bootstrap = bootstrap.clone();
                std::thread::spawn(move || transact_until_broken(&bootstrap, number, round))
            })
            .collect();
        let plain = std::thread::spawn(move || commit_until_broken(&bootstrap, acknowledged, i64::MAX));
        std::thread::sleep(Duration::from_millis(rand::rng().random_range(300..1_500)));
        kavka.kill()?;
        for (history, producer) in histories.iter_mut().zip(producers) {
            history.append(
                &mut producer
                    .join()
                    .expect("a producer panicked")
                    .inspect_err(|_| println!("{}", kavka.log()))?,
            );
        }
        acknowledged =
            plain.join().expect("the committer panicked").inspect_err(|_| println!("{}", kavka.log()))?;
        let committed = histories.iter().flat_map(BTreeMap::values).filter(|f| **f == Fate::Committed);
        println!("round {round}: {} committed in all, plain offset {acknowledged}", committed.count());
    }
    let mut kavka = Kavka::start_with(options()?)?;
    check(&kavka.bootstrap(), &histories, acknowledged).inspect_err(|_| println!("{}", kavka.log()))?;
    loads_once(&kavka.log())?;
    kavka.stop()
}
