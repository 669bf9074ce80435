//! Goal: groups and transactions move with their data directory from Apache Kafka 4.3 to kavka and back: committed and
//! pending offsets, members that are alive at the stop, and transactions that are open, which end on the other side.
//! Method: on each broker in turn groups with members and transactions in every state are made; all that can be seen of
//! them is read; the broker is stopped and the other takes over the directory, must show the same, and goes on with the
//! same members and producers. In the end Apache Kafka's dump tool reads what both have written.

mod seen;

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use kavka_integration_tests::committed::read_settled;
use kavka_integration_tests::harness::{Make, Node, apache_tool, probe};
use kavka_integration_tests::members::{Classic, Member, committed_offset};
use kavka_integration_tests::transactor::{Transactor, await_state};
use seen::describe_all;

const TOPIC: &str = "moved";
const EXTRA: &str = "offsets.topic.num.partitions=3\ntransaction.state.log.num.partitions=3\n\
                     group.initial.rebalance.delay.ms=0\ngroup.consumer.assignment.interval.ms=0\n\
                     transaction.abort.timed.out.transaction.cleanup.interval.ms=500\n\
                     broker.rack=here";
// The rack is part of the hash of a group's topics: members would be assigned anew on the other side if it differed.
/// Long enough to outlast the move, short enough to wait for.
const TIMES_OUT: Duration = Duration::from_secs(25);
const LONG: Duration = Duration::from_secs(600);

/// What one broker leaves for the other.
struct Left {
    tag: &'static str,
    classic: Classic,
    members: Vec<Member>,
    open: Transactor,
    to_abort: Transactor,
    to_time_out: Transactor,
    ended: Vec<Transactor>,
}

#[test]
fn groups_and_transactions_move_to_kavka_and_back() -> Result<()> {
    let mut node = Node::start(Make::Apache, EXTRA)?;
    probe::create_topic(&node.bootstrap(), TOPIC, 2)?;
    let by_apache = prepare(&node, "apache").inspect_err(|_| println!("{}", node.log()))?;
    cross(&mut node, Make::Kavka, &[by_apache.ids()])?;
    go_on(&node, by_apache).inspect_err(|_| println!("{}", node.log()))?;
    let by_kavka = prepare(&node, "kavka").inspect_err(|_| println!("{}", node.log()))?;
    cross(&mut node, Make::Apache, &[by_kavka.ids()])?;
    go_on(&node, by_kavka).inspect_err(|_| println!("{}", node.log()))?;
    node.stop()?;
    dump(&node)
}

impl Left {
    /// Transactional ids whose state does not change by itself while the directory moves.
    fn ids(&self) -> Vec<String> {
        let lasting = self.ended.iter().chain([&self.open, &self.to_abort]);
        lasting.map(|transactor| transactor.id().to_owned()).collect()
    }
}

/// Stops the node, starts the other make on its directory, and compares what they show.
fn cross(node: &mut Node, make: Make, ids: &[Vec<String>]) -> Result<()> {
    let ids: Vec<String> = ids.concat();
    let before =
        describe_all(&node.bootstrap(), TOPIC, &ids, &[]).inspect_err(|_| println!("{}", node.log()))?;
    let groups: Vec<String> =
        before.keys().filter_map(|key| key.strip_prefix("group ").map(str::to_owned)).collect();
    node.stop()?;
    node.restart_as(make)?;
    let after =
        describe_all(&node.bootstrap(), TOPIC, &ids, &groups).inspect_err(|_| println!("{}", node.log()))?;
    let differs: Vec<String> = before
        .keys()
        .chain(after.keys())
        .filter(|key| before.get(*key) != after.get(*key))
        .map(|key| format!("{key}\n  before: {:?}\n  after:  {:?}", before.get(key), after.get(key)))
        .collect();
    ensure!(differs.is_empty(), "{make:?} shows something else:\n{}\n{}", differs.join("\n"), node.log());
    println!("{make:?} shows the same {} things", before.len());
    Ok(())
}

fn values(tag: &str, what: &str) -> Vec<String> {
    (0..3).map(|number| format!("{tag} {what} {number}")).collect()
}

/// Groups with members and offsets, and a transaction in every state that lasts.
fn prepare(node: &Node, tag: &'static str) -> Result<Left> {
    let bootstrap = node.bootstrap();
    let classic = Classic::join(&bootstrap, &format!("{tag}-classic"))?;
    classic.commit(TOPIC, 0, 2)?;
    let group = format!("{tag}-consumer");
    let mut members = vec![Member::join(&bootstrap, &group, "first", TOPIC)?];
    members.push(Member::join(&bootstrap, &group, "second", TOPIC)?);
    // Each hears of the other, gives up and takes.
    for _ in 0..3 {
        members.iter_mut().try_for_each(Member::beat)?;
    }
    members[0].commit(TOPIC, 1, 3)?;

    let start = |what: &str, timeout| Transactor::start(&bootstrap, &format!("{tag}-{what}"), timeout);
    let mut ended = Vec::new();
    for (what, commits) in [("committed", true), ("aborted", false)] {
        let mut transactor = start(what, LONG)?;
        transactor.produce(TOPIC, 0, &values(tag, what))?;
        transactor.commit_offset(&format!("{tag}-{what}-offsets"), TOPIC, 0, 7)?;
        transactor.end(commits)?;
        let state = if commits { "CompleteCommit" } else { "CompleteAbort" };
        let mut connection = kavka_integration_tests::harness::Raw::connect(&bootstrap)?;
        await_state(&mut connection, transactor.id(), state, Duration::from_secs(20))?;
        ended.push(transactor);
    }
    ended.push(start("empty", LONG)?);
    let mut left = Left {
        tag,
        classic,
        members,
        open: start("open", LONG)?,
        to_abort: start("to-abort", LONG)?,
        to_time_out: start("to-time-out", TIMES_OUT)?,
        ended,
    };
    for transactor in [&mut left.open, &mut left.to_abort, &mut left.to_time_out] {
        let what = transactor.id().trim_start_matches(tag).trim_start_matches('-').to_owned();
        transactor.produce(TOPIC, 0, &values(tag, &what))?;
        transactor.produce(TOPIC, 1, &values(tag, &what))?;
        transactor.commit_offset(&format!("{tag}-{what}-offsets"), TOPIC, 0, 9)?;
    }
    Ok(left)
}

/// The members live on under their epochs, and the open transactions end as their producers want.
fn go_on(node: &Node, mut left: Left) -> Result<()> {
    let bootstrap = node.bootstrap();
    let tag = left.tag;
    left.classic.reconnect(&bootstrap)?;
    left.classic.beat()?;
    left.classic.commit(TOPIC, 0, 5)?;
    for member in &mut left.members {
        member.reconnect(&bootstrap)?;
        let epoch = member.epoch();
        member.beat()?;
        ensure!(member.epoch() == epoch, "a member's epoch went from {epoch} to {}", member.epoch());
    }
    left.members[1].commit(TOPIC, 0, 6)?;
    let pending = committed_offset(&bootstrap, &format!("{tag}-open-offsets"), TOPIC, 0, true)?;
    ensure!(pending.is_none(), "an offset of an open transaction is {pending:?}");

    left.open.reconnect(&bootstrap)?;
    left.open.produce(TOPIC, 1, &values(tag, "open later"))?;
    left.open.end(true).context("the open transaction")?;
    left.to_abort.reconnect(&bootstrap)?;
    left.to_abort.end(false).context("the transaction to abort")?;
    let mut connection = kavka_integration_tests::harness::Raw::connect(&bootstrap)?;
    for (id, state) in
        [("open", "CompleteCommit"), ("to-abort", "CompleteAbort"), ("to-time-out", "CompleteAbort")]
    {
        await_state(&mut connection, &format!("{tag}-{id}"), state, 2 * TIMES_OUT)?;
    }
    for partition in 0..2 {
        let found = read_settled(&bootstrap, TOPIC, partition, Duration::from_secs(20))?;
        let ours: Vec<&String> = found.values.values().filter(|value| value.starts_with(tag)).collect();
        let mut expected = Vec::new();
        if partition == 0 {
            expected.extend(values(tag, "committed"));
        }
        expected.extend(values(tag, "open"));
        if partition == 1 {
            expected.extend(values(tag, "open later"));
        }
        ensure!(ours == expected.iter().collect::<Vec<_>>(), "partition {partition}: {ours:?}");
        ensure!(found.aborted >= 6, "partition {partition}: only {} aborted", found.aborted);
    }
    for (what, expected) in [
        ("committed", Some(7)),
        ("aborted", None),
        ("open", Some(9)),
        ("to-abort", None),
        ("to-time-out", None),
    ] {
        let found = committed_offset(&bootstrap, &format!("{tag}-{what}-offsets"), TOPIC, 0, true)?;
        ensure!(found == expected, "the offset of {what} is {found:?}, not {expected:?}");
    }
    // Producers that had ended go on as well, and the one that took too long may not.
    for transactor in left.ended.iter_mut().take(2) {
        transactor.reconnect(&bootstrap)?;
        transactor.produce(TOPIC, 1, &values(tag, "afterwards"))?;
        transactor.end(true).with_context(|| transactor.id().to_owned())?;
    }
    left.to_time_out.reconnect(&bootstrap)?;
    ensure!(left.to_time_out.end(true).is_err(), "a transaction that was aborted for its time was committed");
    for mut member in left.members {
        member.leave()?;
    }
    left.classic.leave()
}

/// Apache Kafka's own tool reads the records of the coordinators' topics.
fn dump(node: &Node) -> Result<()> {
    for (topic, decoder, wanted) in [
        ("__consumer_offsets", "--offsets-decoder", "kavka-consumer"),
        ("__transaction_state", "--transaction-log-decoder", "kavka-open"),
    ] {
        let mut files = Vec::new();
        for entry in std::fs::read_dir(node.dir().join("data"))? {
            let dir = entry?.path();
            if dir.file_name().is_some_and(|name| name.to_string_lossy().starts_with(topic)) {
                let logs = std::fs::read_dir(dir)?.map(|file| file.map(|file| file.path()));
                files.extend(
                    logs.collect::<std::io::Result<Vec<_>>>()?
                        .into_iter()
                        .filter(|path| path.extension().is_some_and(|extension| extension == "log"))
                        .map(|path| path.display().to_string()),
                );
            }
        }
        let arguments = ["--deep-iteration", decoder, "--files", &files.join(",")];
        let output = apache_tool("org.apache.kafka.tools.DumpLogSegments", &arguments)?;
        ensure!(output.contains(wanted), "{topic} shows nothing of {wanted}:\n{output}");
        for complaint in ["isvalid: false", "Could not", "Unknown record", "unknown"] {
            ensure!(!output.contains(complaint), "the dump of {topic} complains: {complaint}\n{output}");
        }
    }
    Ok(())
}
