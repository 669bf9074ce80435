//! Goal: members of a KIP-848 group go on after a `kill -9` of the broker as if nothing had been: with their ids, epochs
//! and partitions, and without a rebalance that nobody asked for. Method: members made of raw requests settle; the broker
//! is killed, at rest, or just after a member was told that it has joined or left, or while heartbeats run; it starts
//! again on the same directory, and every member's next heartbeat must be taken. `KAVKA_KILL_ROUNDS` sets the rounds (6).

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use kavka_integration_tests::harness::{Kavka, KavkaOptions, free_port, probe};
use kavka_integration_tests::members::Member;
use rand::Rng;

const TOPIC: &str = "shared";
const PARTITIONS: i32 = 12;
const GROUP: &str = "survivors";

/// Heartbeats of all until each owns its part and nothing changes any more.
fn settle(members: &mut [Member]) -> Result<()> {
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        let before: Vec<_> = members.iter().map(|member| (member.epoch(), member.owned())).collect();
        members.iter_mut().try_for_each(Member::beat)?;
        let after: Vec<_> = members.iter().map(|member| (member.epoch(), member.owned())).collect();
        let mut all: Vec<i32> = after.iter().flat_map(|(_, owned)| owned.clone()).collect();
        all.sort_unstable();
        let is_one_epoch = after.iter().all(|(epoch, _)| *epoch == after[0].0);
        // A group is assigned at most once in a second, so all may have one epoch before everyone has a part.
        let fair = PARTITIONS as usize / members.len();
        let is_fair = after.iter().all(|(_, owned)| (fair..=fair + 1).contains(&owned.len()));
        if before == after && is_one_epoch && is_fair && all == (0..PARTITIONS).collect::<Vec<_>>() {
            return Ok(());
        }
        ensure!(Instant::now() < deadline, "the group does not settle: {after:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn members_go_on_after_a_kill() -> Result<()> {
    let rounds: usize = std::env::var("KAVKA_KILL_ROUNDS").map_or(Ok(6), |text| text.parse())?;
    let dir = tempfile::tempdir()?;
    let options = || -> Result<KavkaOptions> {
        Ok(KavkaOptions {
            data: Some(dir.path().join("data")),
            port: Some(free_port()?),
            ..KavkaOptions::default()
        })
    };
    let mut kavka = Kavka::start_with(options()?)?;
    probe::create_topic(&kavka.bootstrap(), TOPIC, PARTITIONS)?;
    let mut members = (0..4)
        .map(|number| Member::join(&kavka.bootstrap(), GROUP, &format!("member-{number}"), TOPIC))
        .collect::<Result<Vec<_>>>()?;
    for round in 0..rounds {
        settle(&mut members).with_context(|| kavka.log())?;
        let settled: Vec<_> = members.iter().map(|member| (member.epoch(), member.owned())).collect();
        let is_at_rest = match round % 4 {
            1 => {
                members.push(Member::join(&kavka.bootstrap(), GROUP, &format!("late-{round}"), TOPIC)?);
                false
            }
            2 => {
                members.pop().context("a member")?.leave()?;
                false
            }
            3 => {
                beat_for_a_while(&mut members, Duration::from_millis(rand::rng().random_range(0..300)))?;
                true
            }
            _ => true,
        };
        kavka.kill()?;
        kavka = Kavka::start_with(options()?)?;
        for member in &mut members {
            member.reconnect(&kavka.bootstrap())?;
            member.beat().with_context(|| format!("round {round}\n{}", kavka.log()))?;
        }
        if is_at_rest {
            for _ in 0..3 {
                members.iter_mut().try_for_each(Member::beat)?;
            }
            let after: Vec<_> = members.iter().map(|member| (member.epoch(), member.owned())).collect();
            ensure!(settled == after, "round {round}: a rebalance without reason: {settled:?}, {after:?}");
        }
    }
    settle(&mut members).with_context(|| kavka.log())?;
    println!("epoch {} after {rounds} rounds", members[0].epoch());
    kavka.stop()
}

fn beat_for_a_while(members: &mut [Member], time: Duration) -> Result<()> {
    let until = Instant::now() + time;
    while Instant::now() < until {
        members.iter_mut().try_for_each(Member::beat)?;
    }
    Ok(())
}
