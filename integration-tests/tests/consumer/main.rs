//! Goal: Kavka's consumer does against Kavka what it does against Apache Kafka 4.3. Method: the same cases against a
//! node of either make, each with topics and groups of its own. `KAVKA_TEST_CASE` runs those whose name contains it.

mod fixture;
mod groups;
mod members;
mod reading;
mod settings;

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use fixture::Fixture;
use kavka_integration_tests::harness::{Make, Node};

/// A case: its name and what it does.
type Case = (&'static str, CaseFn);
type CaseFn = fn(Fixture) -> futures::future::LocalBoxFuture<'static, Result<()>>;

macro_rules! cases {
    ($($module:ident::$name:ident($($argument:literal)?),)*) => {
        [$((
            concat!(stringify!($name), $("-", $argument)?),
            (|fixture| Box::pin($module::$name(fixture $(, $argument)?))) as CaseFn,
        )),*]
    };
}

/// Short intervals, so that the cases wait for little.
const EXTRA: &str = "group.initial.rebalance.delay.ms=100\ngroup.min.session.timeout.ms=1000\n\
                     group.consumer.heartbeat.interval.ms=300\ngroup.consumer.min.heartbeat.interval.ms=100\n\
                     group.consumer.assignment.interval.ms=0";
const CASE_LIMIT: Duration = Duration::from_secs(180);

fn run(make: Make) -> Result<()> {
    let node = Node::start(make, EXTRA)?;
    let cases: Vec<Case> = cases![
        reading::partitions_by_hand(),
        reading::resets(),
        reading::batches_and_streams(),
        reading::a_poll_is_woken(),
        reading::interceptors_see_all(),
        settings::polls_may_be_short_and_dropped("classic"),
        settings::polls_may_be_short_and_dropped("consumer"),
        settings::records_may_be_larger_than_fetches(),
        settings::topics_are_made_where_that_is_allowed(),
        settings::both_isolation_levels_read_to_the_end(),
        groups::members_share_and_hand_over("classic"),
        groups::members_share_and_hand_over("consumer"),
        groups::commits_are_found_again("classic"),
        groups::commits_are_found_again("consumer"),
        groups::listeners_hear_what_moves("classic"),
        groups::listeners_hear_what_moves("consumer"),
        groups::a_static_member_comes_back("classic"),
        groups::a_static_member_comes_back("consumer"),
        groups::who_does_not_poll_is_out("classic"),
        groups::who_does_not_poll_is_out("consumer"),
        groups::patterns_find_new_topics("classic"),
        groups::patterns_find_new_topics("consumer"),
        groups::the_broker_resolves_expressions(),
        groups::assignors_of_ones_own(),
        members::pauses_outlive_rebalances("classic"),
        members::pauses_outlive_rebalances("consumer"),
        members::offsets_are_committed_by_themselves("classic"),
        members::offsets_are_committed_by_themselves("consumer"),
        members::a_name_has_one_member_at_a_time("classic"),
        members::a_name_has_one_member_at_a_time("consumer"),
        members::who_closes_may_stay("classic"),
        members::who_closes_may_stay("consumer"),
    ]
    .into();
    let wanted = std::env::var("KAVKA_TEST_CASE").unwrap_or_default();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let mut failed = Vec::new();
    for (name, case) in cases.into_iter().filter(|(name, _)| name.contains(&wanted)) {
        let started = Instant::now();
        let fixture = Fixture::new(name, &node.bootstrap());
        let outcome = runtime.block_on(async { tokio::time::timeout(CASE_LIMIT, case(fixture)).await });
        match outcome {
            Ok(Ok(())) => println!("{name}: {:?}", started.elapsed()),
            Ok(Err(error)) => failed.push(format!("{name}: {error:?}")),
            Err(_) => failed.push(format!("{name}: no end after {CASE_LIMIT:?}")),
        }
    }
    ensure!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n"));
    Ok(())
}

#[test]
fn the_consumer_on_kavka() -> Result<()> {
    run(Make::from_env()?)
}

#[cfg(feature = "oracle")]
#[test]
fn the_consumer_on_apache_kafka() -> Result<()> {
    run(Make::Apache)
}
