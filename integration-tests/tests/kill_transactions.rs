//! Goal: `kill -9` in the midst of transactions leaves none of them half visible, loses none that was committed, and
//! keeps every committed offset. Method: transactional producers write each transaction to two partitions and commit
//! its number as an offset of a group of their own, and commit or abort; plain groups commit rising offsets; the broker
//! is killed at a random moment and starts again on the same directory, and so on, each round on top of the last. Then
//! an independent reader looks at what is visible. `KAVKA_KILL_ROUNDS` sets the rounds (6).

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use kavka_integration_tests::committed::{Committed, read_settled};
use kavka_integration_tests::harness::{Kavka, KavkaOptions, free_port, probe};
use kavka_integration_tests::members::{commit_offset, committed_offset};
use kavka_integration_tests::transactor::Transactor;
use rand::Rng;

const TOPIC: &str = "transacted";
const PARTITIONS: i32 = 3;
const PRODUCERS: usize = 4;
const TIMEOUT: Duration = Duration::from_secs(30);

/// What a producer knows of a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Committed,
    /// Aborted, or never ended: it must not be seen.
    Unseen,
    /// The commit was asked for and never answered.
    Unknown,
}

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

/// Transactions of one producer by number.
type History = BTreeMap<i64, Fate>;

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
        let plain = std::thread::spawn(move || commit_until_broken(&bootstrap, acknowledged));
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

fn id(number: usize) -> String {
    format!("transactor-{number}")
}

/// Runs transactions until the connection breaks, which is how each round ends.
fn transact_until_broken(bootstrap: &str, number: usize, round: i64) -> Result<History> {
    let mut history = History::new();
    let Ok(mut transactor) = Transactor::start(bootstrap, &id(number), TIMEOUT) else { return Ok(history) };
    for transaction in round * 100_000.. {
        let commits = rand::rng().random_range(0..4) != 0;
        history.insert(transaction, Fate::Unseen);
        if let Err(error) = write(&mut transactor, number, transaction) {
            return broken(error).map(|()| history);
        }
        if commits {
            history.insert(transaction, Fate::Unknown);
        }
        if let Err(error) = transactor.end(commits) {
            return broken(error).map(|()| history);
        }
        if commits {
            history.insert(transaction, Fate::Committed);
        }
    }
    Ok(history)
}

/// A broken connection is what the test wants; a refusal is not.
fn broken(error: anyhow::Error) -> Result<()> {
    if error.chain().any(|cause| cause.is::<std::io::Error>()) { Ok(()) } else { Err(error) }
}

fn write(transactor: &mut Transactor, number: usize, transaction: i64) -> Result<()> {
    let first = rand::rng().random_range(0..PARTITIONS);
    for partition in [first, (first + 1) % PARTITIONS] {
        let values: Vec<String> = (0..2).map(|part| format!("{number} {transaction} {part}")).collect();
        transactor.produce(TOPIC, partition, &values)?;
    }
    transactor.commit_offset(&format!("group-{number}"), TOPIC, 0, transaction)
}

/// Commits rising offsets of a plain group; gives the last that was acknowledged.
fn commit_until_broken(bootstrap: &str, mut acknowledged: i64) -> Result<i64> {
    loop {
        match commit_offset(bootstrap, "plain", TOPIC, 1, acknowledged + 1) {
            Ok(()) => acknowledged += 1,
            Err(error) => return broken(error).map(|()| acknowledged),
        }
    }
}

fn check(bootstrap: &str, histories: &[History], acknowledged: i64) -> Result<()> {
    // Fences and aborts what the last round left open.
    for number in 0..PRODUCERS {
        Transactor::start(bootstrap, &id(number), TIMEOUT)?;
    }
    let began = Instant::now();
    let partitions: Vec<Committed> = (0..PARTITIONS)
        .map(|partition| read_settled(bootstrap, TOPIC, partition, TIMEOUT))
        .collect::<Result<_>>()?;
    println!("settled in {:?}", began.elapsed());
    let mut seen: BTreeMap<(usize, i64), usize> = BTreeMap::new();
    let mut values = BTreeSet::new();
    for (partition, found) in partitions.iter().enumerate() {
        for value in found.values.values() {
            ensure!(values.insert((partition, value)), "{value:?} is twice in partition {partition}");
            let mut words = value.split(' ');
            let number = words.next().context("no producer")?.parse()?;
            *seen.entry((number, words.next().context("no transaction")?.parse()?)).or_default() += 1;
        }
    }
    let mut counts = [0; 3];
    for (number, history) in histories.iter().enumerate() {
        for (transaction, fate) in history {
            let parts = seen.remove(&(number, *transaction)).unwrap_or(0);
            let right = match fate {
                Fate::Committed => parts == 4,
                Fate::Unseen => parts == 0,
                Fate::Unknown => parts == 0 || parts == 4,
            };
            ensure!(right, "{parts} of 4 parts of transaction {transaction} of {number} are seen: {fate:?}");
            counts[*fate as usize] += 1;
        }
    }
    ensure!(seen.is_empty(), "nobody wrote {seen:?}");
    ensure!(counts[0] > histories.len(), "too little was committed: {counts:?}");
    offsets(bootstrap, histories, &values.into_iter().map(|(_, value)| value.as_str()).collect())?;
    let plain = committed_offset(bootstrap, "plain", TOPIC, 1, true)?;
    ensure!(
        plain == Some(acknowledged) || plain == Some(acknowledged + 1),
        "the plain offset is {plain:?}, acknowledged was {acknowledged}"
    );
    println!("{counts:?} committed, unseen, unknown; plain offset {plain:?}");
    Ok(())
}

/// A group's offset is the number of its producer's last visible transaction: offsets and records end alike.
fn offsets(bootstrap: &str, histories: &[History], values: &BTreeSet<&str>) -> Result<()> {
    for (number, history) in histories.iter().enumerate() {
        let visible = history.keys().rev().find(|n| values.contains(format!("{number} {n} 0").as_str()));
        let found = committed_offset(bootstrap, &format!("group-{number}"), TOPIC, 0, true)?;
        ensure!(
            found.as_ref() == visible,
            "group-{number} is at {found:?}, its last visible transaction is {visible:?}"
        );
    }
    Ok(())
}
