//! Goal: a disk that fills up in the midst of transactions tears none of them, and keeps every commit that was
//! acknowledged, offsets included. Method: transactional producers write to two partitions, commit an offset of a group
//! of their own, and commit or abort; the kernel refuses to let any file of the broker grow above a limit, so that
//! writes of records, of offsets, of markers or of the coordinator's own log fail, whichever comes first; then the broker
//! starts again without the limit, and an independent reader looks at what is visible.

mod transacted;

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context, Result};
use kavka_integration_tests::harness::{Kavka, KavkaOptions, free_port, probe};

use transacted::{Fate, PARTITIONS, PRODUCERS, TOPIC, check, commit_until_broken, transact_until_broken};

/// The limits of the rounds: a small one is met by the first files that grow, a larger one by others as well.
const LIMITS: [u64; 3] = [60_000, 200_000, 500_000];

#[test]
fn a_full_disk_tears_no_transaction() -> Result<()> {
    let dir = tempfile::tempdir()?;
    let options = || -> Result<KavkaOptions> {
        Ok(KavkaOptions {
            data: Some(dir.path().join("data")),
            port: Some(free_port()?),
            ..KavkaOptions::default()
        })
    };
    let mut histories = vec![BTreeMap::new(); PRODUCERS];
    let mut acknowledged = 0;
    for (round, limit) in (0..).zip(LIMITS) {
        let mut kavka = Kavka::start_with(KavkaOptions { ignore_file_size_signal: true, ..options()? })?;
        let bootstrap = kavka.bootstrap();
        if round == 0 {
            probe::create_topic(&bootstrap, TOPIC, PARTITIONS)?;
        }
        // The coordinators' topics are there before the disk is full.
        let before = acknowledged;
        acknowledged = commit_until_broken(&bootstrap, before, before + 1)?;
        kavka.limit_file_size(limit)?;
        let producers: Vec<_> = (0..PRODUCERS)
            .map(|number| {
                let bootstrap = bootstrap.clone();
                std::thread::spawn(move || transact_until_broken(&bootstrap, number, round))
            })
            .collect();
        let plain = std::thread::spawn(move || commit_until_broken(&bootstrap, acknowledged, i64::MAX));
        for (history, producer) in histories.iter_mut().zip(producers) {
            history.append(&mut producer.join().expect("a producer panicked").with_context(|| kavka.log())?);
        }
        acknowledged = plain.join().expect("the committer panicked").with_context(|| kavka.log())?;
        let committed = histories.iter().flat_map(BTreeMap::values).filter(|f| **f == Fate::Committed);
        println!("limit {limit}: {} committed in all, plain offset {acknowledged}", committed.count());
        // All its directories have failed, so it goes down by itself; the kill only waits no longer than that.
        std::thread::sleep(Duration::from_millis(300));
        kavka.kill()?;
    }
    let mut kavka = Kavka::start_with(options()?)?;
    check(&kavka.bootstrap(), &histories, acknowledged).with_context(|| kavka.log())?;
    kavka.stop()
}
