//! Load of transactions that a test breaks off, and what has to be seen of it afterwards.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use kavka_integration_tests::committed::{Committed, read_settled};
use kavka_integration_tests::members::{commit_offset, committed_offset};
use kavka_integration_tests::transactor::Transactor;
use rand::Rng;

/// What is written to.
pub const TOPIC: &str = "transacted";
/// Its partitions.
pub const PARTITIONS: i32 = 3;
/// How many write at once.
pub const PRODUCERS: usize = 4;
/// `transaction.timeout.ms`, and how long an end may take.
pub const TIMEOUT: Duration = Duration::from_secs(30);

/// What a producer knows of a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// The commit was acknowledged.
    Committed,
    /// Aborted, or never ended: it must not be seen.
    Unseen,
    /// The commit was asked for and never answered.
    Unknown,
}

/// Transactions of one producer by number.
pub type History = BTreeMap<i64, Fate>;

fn id(number: usize) -> String {
    format!("transactor-{number}")
}

/// Runs transactions until the connection breaks, which is how each round ends.
pub fn transact_until_broken(bootstrap: &str, number: usize, round: i64) -> Result<History> {
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

/// A broken connection is what the tests want, or that the disk failed; another refusal is not.
fn broken(error: anyhow::Error) -> Result<()> {
    let text = format!("{error:#}");
    let has_failed = [
        "KafkaStorageError",
        "CoordinatorNotAvailable",
        "NotCoordinator",
        "NotLeaderOrFollower",
        "NotEnoughReplicas",
    ]
    .iter()
    .any(|code| text.contains(code));
    let is_broken = error.chain().any(|cause| cause.is::<std::io::Error>());
    if is_broken || has_failed { Ok(()) } else { Err(error) }
}

fn write(transactor: &mut Transactor, number: usize, transaction: i64) -> Result<()> {
    let first = rand::rng().random_range(0..PARTITIONS);
    for partition in [first, (first + 1) % PARTITIONS] {
        let values: Vec<String> = (0..2).map(|part| format!("{number} {transaction} {part}")).collect();
        transactor.produce(TOPIC, partition, &values)?;
    }
    transactor.commit_offset(&format!("group-{number}"), TOPIC, 0, transaction)
}

/// Commits rising offsets of a plain group up to `last`; gives the last that was acknowledged.
pub fn commit_until_broken(bootstrap: &str, mut acknowledged: i64, last: i64) -> Result<i64> {
    while acknowledged < last {
        match commit_offset(bootstrap, "plain", TOPIC, 1, acknowledged + 1) {
            Ok(()) => acknowledged += 1,
            Err(error) => return broken(error).map(|()| acknowledged),
        }
    }
    Ok(acknowledged)
}

/// Checks what is visible against what the producers know, and the offsets of all groups.
pub fn check(bootstrap: &str, histories: &[History], acknowledged: i64) -> Result<()> {
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
