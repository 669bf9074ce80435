//! Goal: whoever asks Kavka gets the answer that Apache Kafka 4.3 would give. Method: scripts of requests, good and
//! bad, at every version served on one node, are played against a fresh node of each; the decoded answers, written
//! as text with what must differ masked (ids, times, ports, paths), have to be equal line by line.
//!
//! Differences that are meant to be are listed in `accepted.rs`, each with its reason.
//!
//! `KAVKA_ORACLE_ONLY=topics,groups` plays some scripts only. `KAVKA_ORACLE_SUBJECT=apache` plays them against a second
//! Apache Kafka in Kavka's place, which shows what the masks fail to hide.
//! `KAVKA_ORACLE_SHOW=1` prints all of Apache Kafka's answers.

#[macro_use]
mod player;
mod accepted;
mod api_versions;
mod cluster;
mod configs;
mod consumer_groups;
mod fetch;
mod group_errors;
mod group_records;
mod groups;
mod levels;
mod log_reads;
mod member;
mod member_errors;
mod metadata;
mod migration;
mod offsets;
mod old_formats;
mod produce;
mod text;
mod topics;
mod transactions;
mod txn;
mod txn_errors;
mod txn_log;
mod txn_offsets;

use anyhow::{Result, ensure};
use kavka_integration_tests::harness::{Make, Node};
use player::{NOTE, Session, Step};

type Script = fn(&mut Session) -> Result<()>;

/// In the order of what they need: a broker that cannot create topics fails everything after the first two.
const SCRIPTS: &[(&str, Script)] = &[
    ("api_versions", api_versions::script),
    ("cluster", cluster::script),
    ("topics", topics::script),
    ("metadata", metadata::script),
    ("configs", configs::script),
    ("produce", produce::script),
    ("old_formats", old_formats::script),
    ("levels", levels::script),
    ("fetch", fetch::script),
    ("log_reads", log_reads::script),
    ("groups", groups::script),
    ("group_errors", group_errors::script),
    ("offsets", offsets::script),
    ("transactions", transactions::script),
    ("txn_errors", txn_errors::script),
    ("txn_offsets", txn_offsets::script),
    ("txn_log", txn_log::script),
    ("consumer_groups", consumer_groups::script),
    ("group_records", group_records::script),
    ("member_errors", member_errors::script),
    ("migration", migration::script),
];

/// Both nodes run on such a file, so that their settings are the same.
const EXTRA: &str = "auto.create.topics.enable=true\ngroup.initial.rebalance.delay.ms=0\nnum.partitions=1\n\
                     offsets.topic.num.partitions=4\ntransaction.state.log.num.partitions=4\n\
                     transaction.abort.timed.out.transaction.cleanup.interval.ms=500\n\
                     group.consumer.assignment.interval.ms=0\nbroker.rack=here\n";

fn play(node: &Node, script: Script) -> Vec<Step> {
    let mut session = Session::new(node.bootstrap());
    if let Err(error) = script(&mut session) {
        session.note(format!("script ends early: {error:#}"));
    }
    session.into_steps()
}

#[test]
fn answers_are_those_of_apache_kafka() -> Result<()> {
    let only = std::env::var("KAVKA_ORACLE_ONLY").unwrap_or_default();
    let named = |name: &str| only.split(',').any(|part| part == name);
    let scripts: Vec<_> = SCRIPTS.iter().filter(|(name, _)| only.is_empty() || named(name)).collect();
    let oracle = Node::start(Make::Apache, EXTRA)?;
    let is_kavka = std::env::var("KAVKA_ORACLE_SUBJECT").as_deref() != Ok("apache");
    let subject = Node::start(if is_kavka { Make::Kavka } else { Make::Apache }, EXTRA)?;
    let mut differing = 0;
    let mut total = 0;
    for (name, script) in scripts {
        let (expected, found) = std::thread::scope(|scope| {
            let expected = scope.spawn(|| play(&oracle, *script));
            let found = play(&subject, *script);
            (expected.join(), found)
        });
        let expected = expected.expect("the script ran");
        for step in expected.iter().filter(|step| step.label == NOTE) {
            println!("{name}, against Apache Kafka: {}", step.answer);
        }
        if std::env::var_os("KAVKA_ORACLE_SHOW").is_some() {
            expected.iter().for_each(|step| println!("{}\n{}", step.label, step.answer));
        }
        let differences = text::compare(name, &expected, &found);
        let (accepted, wrong): (Vec<_>, Vec<_>) = differences
            .into_iter()
            .partition(|found| is_kavka && accepted::find(name, &found.step).is_some());
        println!(
            "{name}: {} answers, {} differ, {} as accepted",
            expected.len(),
            wrong.len(),
            accepted.len()
        );
        for difference in &wrong {
            println!("{}", difference.shown);
        }
        let is_stale = |entry: &&accepted::Accepted| {
            entry.script == *name
                && !entry.by_timing
                && !accepted.iter().any(|found| found.step == entry.step)
        };
        for entry in accepted::ACCEPTED.iter().filter(is_stale).filter(|_| is_kavka) {
            println!("  {name}: {}\n      is accepted, but does not differ: {}", entry.step, entry.reason);
            differing += 1;
        }
        total += expected.len();
        differing += wrong.len();
    }
    ensure!(differing == 0, "{differing} of {total} answers differ from Apache Kafka's");
    Ok(())
}
