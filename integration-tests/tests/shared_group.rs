//! Goal: consumers of different makers share one group, whatever its protocol, and none sees the other's partitions.
//! Method: member programs of Java, librdkafka, franz-go and Confluent's Rust client say what they own and what they
//! are given. After each join, leave and kill the group has to settle: every partition owned exactly once, and the
//! broker's own description equal to what the members say; then new records in every partition are seen exactly once,
//! by their owner. In the end every record was seen.
//!
//! `KAVKA_TEST_SUBJECT=apache` runs it against Apache Kafka, to check the test itself.

mod programs;

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use kavka_integration_tests::harness::{Make, Node, Program, Raw, probe};
use kavka_protocol::ApiKey;
use kavka_protocol::messages::{
    ConsumerGroupDescribeRequest, ConsumerGroupDescribeResponse, DescribeGroupsRequest,
    DescribeGroupsResponse, GroupId, ListGroupsRequest, ListGroupsResponse,
};
use kavka_protocol::wire::StrBytes;
use programs::{confluent_rust, go, java, java_words, python, python_words, text};

const PARTITIONS: i32 = 8;
const SETTLES: Duration = Duration::from_secs(120);
/// Short enough that a killed member is missed soon.
const EXTRA: &str = "group.consumer.heartbeat.interval.ms=300\ngroup.consumer.min.heartbeat.interval.ms=100\n\
                     group.consumer.session.timeout.ms=5000\ngroup.consumer.min.session.timeout.ms=1000\n\
                     group.consumer.assignment.interval.ms=0\ngroup.initial.rebalance.delay.ms=0\n\
                     offsets.topic.num.partitions=3";

/// Partitions by member.
type Owned = BTreeMap<String, BTreeSet<i32>>;

struct Shared {
    node: Node,
    group: &'static str,
    topic: String,
    members: Vec<Program>,
    /// What members that are gone had printed.
    before: Vec<String>,
    sent: usize,
}

impl Shared {
    fn start(group: &'static str) -> Result<Shared> {
        let node = Node::start(Make::from_env()?, EXTRA)?;
        let topic = format!("{group}-topic");
        probe::create_topic(&node.bootstrap(), &topic, PARTITIONS)?;
        Ok(Shared { node, group, topic, members: Vec::new(), before: Vec::new(), sent: 0 })
    }

    /// Starts a member; `words` are its program, `protocol` is what the program takes last.
    fn join(&mut self, name: &str, words: Vec<String>, protocol: &str) -> Result<()> {
        let fixed = [self.node.bootstrap(), self.group.to_owned(), self.topic.clone(), protocol.to_owned()];
        self.members.push(Program::start(name, &[words, fixed.to_vec()].concat())?);
        self.settle(&format!("{name} joined"))
    }

    fn take(&mut self, name: &str) -> Result<Program> {
        let at = self.members.iter().position(|member| member.name() == name).context("no such member")?;
        Ok(self.members.remove(at))
    }

    fn leave(&mut self, name: &str) -> Result<()> {
        let mut member = self.take(name)?;
        member.end(Duration::from_secs(30))?;
        ensure!(member.lines().iter().any(|line| line == "left"), "did not leave; {}", member.tail());
        self.before.extend(member.lines());
        if self.members.is_empty() { Ok(()) } else { self.settle(&format!("{name} left")) }
    }

    fn kill(&mut self, name: &str) -> Result<()> {
        let mut member = self.take(name)?;
        member.kill()?;
        self.before.extend(member.lines());
        self.settle(&format!("{name} was killed"))
    }

    fn owned(&self) -> Owned {
        let of = |member: &Program| {
            let lines = member.lines();
            let last = lines.iter().rev().find_map(|line| line.strip_prefix("owns")).unwrap_or_default();
            last.split_whitespace().filter_map(|word| word.parse().ok()).collect()
        };
        self.members.iter().map(|member| (member.name().to_owned(), of(member))).collect()
    }

    /// Why the group has not settled, if it has not.
    fn unsettled(&mut self) -> Result<Option<String>> {
        for member in &mut self.members {
            if let Some(code) = member.ended()? {
                bail!("ended by itself with code {code}; {}", member.tail());
            }
        }
        let owned = self.owned();
        let all: Vec<i32> = owned.values().flatten().copied().collect();
        let distinct: BTreeSet<i32> = all.iter().copied().collect();
        let (least, most) = (PARTITIONS as usize / owned.len(), (PARTITIONS as usize).div_ceil(owned.len()));
        if all.len() != PARTITIONS as usize || distinct.len() != all.len() {
            return Ok(Some(format!("owned: {owned:?}")));
        }
        if owned.values().any(|partitions| partitions.len() < least || partitions.len() > most) {
            return Ok(Some(format!("unfairly owned: {owned:?}")));
        }
        let (state, described) = self.described()?;
        let mut said: Vec<BTreeSet<i32>> = owned.into_values().collect();
        let mut described_too = described.clone();
        said.sort();
        described_too.sort();
        let settled = state == "Stable" && said == described_too;
        Ok((!settled).then(|| format!("{state}, described as {described:?}, said {said:?}")))
    }

    fn kind(&self) -> Result<String> {
        let response: ListGroupsResponse = Raw::connect(&self.node.bootstrap())?.call(
            ApiKey::ListGroups,
            5,
            &ListGroupsRequest::default(),
        )?;
        let found = response.groups.iter().find(|found| *found.group_id.0 == *self.group);
        Ok(found.map_or_else(String::new, |found| found.group_type.to_string()))
    }

    /// State and partitions of each member as the broker says.
    fn described(&self) -> Result<(String, Vec<BTreeSet<i32>>)> {
        let id = GroupId(StrBytes::from_static_str(self.group));
        let mut connection = Raw::connect(&self.node.bootstrap())?;
        if self.kind()? == "consumer" {
            let request = ConsumerGroupDescribeRequest::default().with_group_ids(vec![id]);
            let response: ConsumerGroupDescribeResponse =
                connection.call(ApiKey::ConsumerGroupDescribe, 1, &request)?;
            let found = &response.groups[0];
            let partitions = found.members.iter().map(|member| {
                member.assignment.topic_partitions.iter().flat_map(|t| t.partitions.clone()).collect()
            });
            return Ok((found.group_state.to_string(), partitions.collect()));
        }
        let request = DescribeGroupsRequest::default().with_groups(vec![id]);
        let response: DescribeGroupsResponse = connection.call(ApiKey::DescribeGroups, 5, &request)?;
        let found = &response.groups[0];
        let partitions: Result<Vec<BTreeSet<i32>>> =
            found.members.iter().map(|member| assigned(&member.member_assignment)).collect();
        Ok((found.group_state.to_string(), partitions?))
    }

    fn settle(&mut self, after: &str) -> Result<()> {
        let began = Instant::now();
        loop {
            let why = self.unsettled().inspect_err(|_| println!("{}", self.everything(after)))?;
            // Once more a moment later: a group between two steps can look settled.
            if why.is_none() {
                std::thread::sleep(Duration::from_millis(400));
                if self.unsettled()?.is_none() {
                    break;
                }
            }
            if began.elapsed() > SETTLES {
                println!("{}", self.everything(after));
                bail!("after {after} it does not settle: {}", why.unwrap_or_default());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let owned = self.owned();
        println!("{}: {after}, settled in {:?}: {owned:?}", self.group, began.elapsed());
        self.records_reach_their_owners(&owned)
            .inspect_err(|_| println!("{}", self.everything(after)))
            .with_context(|| format!("after {after}"))
    }

    fn records_reach_their_owners(&mut self, owned: &Owned) -> Result<()> {
        let mut new = Vec::new();
        for partition in 0..PARTITIONS {
            let values: Vec<String> = (0..3).map(|more| format!("value-{}", self.sent + more)).collect();
            self.sent += values.len();
            probe::produce(&self.node.bootstrap(), &self.topic, partition, &values)?;
            new.extend(values.into_iter().map(|value| (partition, value)));
        }
        for (partition, value) in new {
            let deadline = Instant::now() + Duration::from_secs(60);
            let seen = loop {
                let seen: Vec<&str> = self
                    .members
                    .iter()
                    .filter(|member| member.lines().iter().any(|line| is_got(line, &value)))
                    .map(Program::name)
                    .collect();
                if !seen.is_empty() || Instant::now() > deadline {
                    break seen.into_iter().map(str::to_owned).collect::<Vec<_>>();
                }
                std::thread::sleep(Duration::from_millis(10));
            };
            let owner = owned.iter().find(|(_, partitions)| partitions.contains(&partition));
            let owner = owner.map(|(name, _)| name.clone());
            ensure!(
                seen == owner.iter().cloned().collect::<Vec<_>>(),
                "{value} in {partition} of {owner:?} was seen by {seen:?}"
            );
        }
        Ok(())
    }

    /// Every record was given to some member at some time.
    fn nothing_is_missed(&self) -> Result<()> {
        let lines: Vec<String> =
            self.before.iter().cloned().chain(self.members.iter().flat_map(Program::lines)).collect();
        for number in 0..self.sent {
            let value = format!("value-{number}");
            ensure!(lines.iter().any(|line| is_got(line, &value)), "{value} was never seen");
        }
        Ok(())
    }

    fn everything(&self, after: &str) -> String {
        let tails: Vec<String> = self.members.iter().map(Program::tail).collect();
        let log = self.node.log();
        let log: Vec<&str> = log.lines().collect();
        let log = log[log.len().saturating_sub(40)..].join("\n");
        format!("after {after}; described as {:?}\n{}\n{log}", self.described(), tails.join("\n"))
    }
}

fn is_got(line: &str, value: &str) -> bool {
    line.starts_with("got ") && line.split(' ').nth(3) == Some(value)
}

/// The partitions in a classic member's assignment of one topic.
fn assigned(bytes: &[u8]) -> Result<BTreeSet<i32>> {
    if bytes.is_empty() {
        return Ok(BTreeSet::new());
    }
    let topics = i32::from_be_bytes(bytes.get(2..6).context("topics")?.try_into()?);
    if topics == 0 {
        return Ok(BTreeSet::new());
    }
    let length = i16::from_be_bytes(bytes.get(6..8).context("topic")?.try_into()?);
    let at = 8 + usize::try_from(length)?;
    let count = i32::from_be_bytes(bytes.get(at..at + 4).context("partitions")?.try_into()?);
    (0..usize::try_from(count)?)
        .map(|number| {
            let at = at + 4 + 4 * number;
            Ok(i32::from_be_bytes(bytes.get(at..at + 4).context("partition")?.try_into()?))
        })
        .collect()
}

#[test]
fn clients_of_four_makers_share_a_consumer_group() -> Result<()> {
    let java = java_words(&java("4.3.0")?, "Member");
    let python = python_words(&python()?, "member.py");
    let franz = vec![text(&go()?.join("member")).to_owned()];
    let rust = vec![text(&confluent_rust()?.join("member")).to_owned()];
    let mut group = Shared::start("four-makers")?;
    group.join("java", java.clone(), "consumer")?;
    group.join("librdkafka", python.clone(), "consumer")?;
    group.join("franz-go", franz.clone(), "consumer")?;
    group.join("confluent-rust", rust, "consumer")?;
    ensure!(group.kind()? == "consumer", "the group is of type {}", group.kind()?);
    group.leave("java")?;
    group.join("java again", java, "consumer")?;
    group.kill("librdkafka")?;
    group.leave("franz-go")?;
    group.join("librdkafka again", python, "consumer")?;
    group.join("franz-go again", franz, "consumer")?;
    for name in ["confluent-rust", "java again", "franz-go again", "librdkafka again"] {
        group.leave(name)?;
    }
    let (state, members) = group.described()?;
    ensure!(state == "Empty" && members.is_empty(), "in the end: {state}, {members:?}");
    group.nothing_is_missed()
}

#[test]
fn a_group_changes_its_protocol_while_it_lives() -> Result<()> {
    let java = java_words(&java("4.3.0")?, "Member");
    let python = python_words(&python()?, "member.py");
    let mut group = Shared::start("migrating")?;
    let is = |group: &Shared, wanted: &str| -> Result<()> {
        let kind = group.kind()?;
        ensure!(kind == wanted, "the group is of type {kind}, not {wanted}");
        Ok(())
    };
    group.join("classic java", java.clone(), "classic")?;
    is(&group, "classic")?;
    group.join("new java", java.clone(), "consumer")?;
    is(&group, "consumer")?;
    group.join("new librdkafka", python.clone(), "consumer")?;
    group.leave("classic java")?;
    is(&group, "consumer")?;
    // And back: classic members come, and when the last new one goes, the group is theirs.
    group.join("classic java again", java, "classic")?;
    group.leave("new java")?;
    is(&group, "consumer")?;
    group.leave("new librdkafka")?;
    is(&group, "classic")?;
    group.join("classic librdkafka", python, "classic")?;
    group.leave("classic java again")?;
    group.leave("classic librdkafka")?;
    group.nothing_is_missed()
}
