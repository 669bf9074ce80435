//! Goal: a disk that fills up under load loses no acknowledged record, and the broker answers with an error or goes down
//! instead of acknowledging. Method: the kernel refuses to let any file of the broker grow above a limit, which fails
//! writes part way as a full disk does; then the broker starts again without the limit and everything is read back.

mod load;

use std::time::Duration;

use anyhow::{Result, ensure};
use kavka_integration_tests::harness::{Kavka, KavkaOptions, free_port, probe};
use kavka_integration_tests::log_check::check_data_dir;

use load::{Acknowledged, PARTITIONS, TOPIC, check, create_topic, produce_until_broken};

/// Below `segment.bytes` of the load's topic, so that it is an append that fails.
const LIMIT: u64 = 300_000;

#[test]
fn a_full_disk_loses_no_acknowledged_record() -> Result<()> {
    let dir = tempfile::tempdir()?;
    let data = dir.path().join("data");
    let port = free_port()?;
    let options = || KavkaOptions { data: Some(data.clone()), port: Some(port), ..KavkaOptions::default() };
    let mut kavka = Kavka::start_with(KavkaOptions { ignore_file_size_signal: true, ..options() })?;
    create_topic(&kavka.bootstrap())?;
    probe::wait_until_led(&kavka.bootstrap(), TOPIC, PARTITIONS)?;
    kavka.limit_file_size(LIMIT)?;
    let mut acknowledged = Acknowledged::new();
    let bootstrap = kavka.bootstrap();
    let producers: Vec<_> = (0..PARTITIONS)
        .map(|partition| {
            let bootstrap = bootstrap.clone();
            std::thread::spawn(move || produce_until_broken(&bootstrap, partition, 0))
        })
        .collect();
    for producer in producers {
        let by_this =
            producer.join().expect("a producer panicked").inspect_err(|_| println!("{}", kavka.log()))?;
        acknowledged.extend(by_this);
    }
    ensure!(acknowledged.len() > 100, "only {} were acknowledged:\n{}", acknowledged.len(), kavka.log());
    // All its directories have failed, so it goes down by itself; the kill only waits no longer than that.
    std::thread::sleep(Duration::from_millis(300));
    kavka.kill()?;
    drop(kavka);
    let mut kavka = Kavka::start_with(options())?;
    probe::wait_until_led(&kavka.bootstrap(), TOPIC, PARTITIONS)?;
    check(&kavka.bootstrap(), &acknowledged).inspect_err(|_| println!("{}", kavka.log()))?;
    kavka.stop()?;
    println!("{} acknowledged, {:?}", acknowledged.len(), check_data_dir(&data)?);
    Ok(())
}
