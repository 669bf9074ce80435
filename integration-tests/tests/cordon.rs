//! Goal: directories that `cordoned.log.dirs` names get no new replicas (KIP-1066), and whoever asks for them is told
//! what Apache Kafka 4.3 tells. Method: one script on a node with two directories, played on both; what came of each
//! step is compared.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use kavka_integration_tests::harness::{Make, Node, Raw};
use kavka_protocol::ApiKey;
use kavka_protocol::messages::alter_replica_log_dirs_request::{AlterReplicaLogDir, AlterReplicaLogDirTopic};
use kavka_protocol::messages::create_partitions_request::CreatePartitionsTopic;
use kavka_protocol::messages::create_topics_request::CreatableTopic;
use kavka_protocol::messages::incremental_alter_configs_request::{AlterConfigsResource, AlterableConfig};
use kavka_protocol::messages::{
    AlterReplicaLogDirsRequest, AlterReplicaLogDirsResponse, CreatePartitionsRequest,
    CreatePartitionsResponse, CreateTopicsRequest, CreateTopicsResponse, DescribeLogDirsRequest,
    DescribeLogDirsResponse, IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse, TopicName,
};
use kavka_protocol::wire::StrBytes;

fn s(text: &str) -> StrBytes {
    StrBytes::from_string(text.to_owned())
}

struct Talk {
    raw: Raw,
    dir: String,
    facts: Vec<String>,
}

/// What DescribeLogDirs says of a directory: whether it is cordoned, and its partitions by topic.
type Dirs = BTreeMap<String, (bool, BTreeMap<String, usize>)>;

impl Talk {
    fn fact(&mut self, what: &str, found: impl std::fmt::Debug) {
        self.facts.push(format!("{what}: {found:?}").replace(&self.dir, "<dir>"));
    }

    fn cordon(&mut self, what: &str, dirs: &str) -> Result<()> {
        let value = dirs.replace("<dir>", &self.dir);
        let config = AlterableConfig::default().with_name(s("cordoned.log.dirs")).with_value(Some(s(&value)));
        let resource = AlterConfigsResource::default()
            .with_resource_type(4)
            .with_resource_name(s("1"))
            .with_configs(vec![config]);
        let request = IncrementalAlterConfigsRequest::default().with_resources(vec![resource]);
        let answer: IncrementalAlterConfigsResponse =
            self.raw.call(ApiKey::IncrementalAlterConfigs, 1, &request)?;
        let found: Vec<_> =
            answer.responses.iter().map(|r| (r.error_code, r.error_message.as_deref())).collect();
        self.facts.push(format!("{what}: {found:?}").replace(&self.dir, "<dir>"));
        Ok(())
    }

    fn dirs(&mut self) -> Result<Dirs> {
        let request = DescribeLogDirsRequest::default().with_topics(None);
        let answer: DescribeLogDirsResponse = self.raw.call(ApiKey::DescribeLogDirs, 5, &request)?;
        let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
        let of = |dir: &kavka_protocol::messages::describe_log_dirs_response::DescribeLogDirsResult| {
            dir.topics.iter().map(|topic| (topic.name.to_string(), topic.partitions.len())).collect()
        };
        Ok(answer.results.iter().map(|dir| (name(&dir.log_dir), (dir.is_cordoned, of(dir)))).collect())
    }

    fn until_cordoned(&mut self, wanted: [bool; 2]) -> Result<()> {
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            let found: Vec<bool> = self.dirs()?.values().map(|(is_cordoned, _)| *is_cordoned).collect();
            if found == wanted {
                // The controller hears of it by a heartbeat of its own.
                std::thread::sleep(Duration::from_secs(1));
                return Ok(());
            }
            ensure!(Instant::now() < deadline, "directories are cordoned {found:?}, not {wanted:?}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn create(&mut self, name: &str, partitions: i32) -> Result<()> {
        let topic = CreatableTopic::default()
            .with_name(TopicName(s(name)))
            .with_num_partitions(partitions)
            .with_replication_factor(1);
        let request = CreateTopicsRequest::default().with_topics(vec![topic]).with_timeout_ms(30_000);
        let answer: CreateTopicsResponse = self.raw.call(ApiKey::CreateTopics, 7, &request)?;
        let found: Vec<_> =
            answer.topics.iter().map(|t| (t.error_code, t.error_message.as_deref())).collect();
        self.facts.push(format!("create {name}: {found:?}"));
        Ok(())
    }

    fn grow(&mut self, name: &str, count: i32) -> Result<()> {
        let topic = CreatePartitionsTopic::default()
            .with_name(TopicName(s(name)))
            .with_count(count)
            .with_assignments(None);
        let request = CreatePartitionsRequest::default().with_topics(vec![topic]).with_timeout_ms(30_000);
        let answer: CreatePartitionsResponse = self.raw.call(ApiKey::CreatePartitions, 3, &request)?;
        let found: Vec<_> =
            answer.results.iter().map(|t| (t.error_code, t.error_message.as_deref())).collect();
        self.facts.push(format!("grow {name}: {found:?}"));
        Ok(())
    }

    fn relocate(&mut self, name: &str, dir: &str) -> Result<()> {
        let topic = AlterReplicaLogDirTopic::default().with_name(TopicName(s(name))).with_partitions(vec![0]);
        let path = s(&format!("{}/{dir}", self.dir));
        let dirs = vec![AlterReplicaLogDir::default().with_path(path).with_topics(vec![topic])];
        let request = AlterReplicaLogDirsRequest::default().with_dirs(dirs);
        let answer: AlterReplicaLogDirsResponse = self.raw.call(ApiKey::AlterReplicaLogDirs, 2, &request)?;
        let codes: Vec<i16> =
            answer.results.iter().flat_map(|t| t.partitions.iter().map(|p| p.error_code)).collect();
        self.fact(&format!("move {name} to {dir}"), codes);
        Ok(())
    }

    /// Where the partitions of a topic are, once there are so many.
    fn placed(&mut self, name: &str, partitions: usize) -> Result<()> {
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            let dirs = self.dirs()?;
            let by_dir: BTreeMap<_, _> = dirs
                .iter()
                .map(|(dir, (_, topics))| (dir.clone(), topics.get(name).copied().unwrap_or(0)))
                .collect();
            if by_dir.values().sum::<usize>() == partitions {
                self.fact(&format!("{name} lies in"), by_dir);
                return Ok(());
            }
            ensure!(Instant::now() < deadline, "{name} has not {partitions} partitions: {by_dir:?}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

fn play(make: Make) -> Result<Vec<String>> {
    let node = Node::start(make, "log.dirs={dir}/data,{dir}/more")?;
    let dir = node.dir().display().to_string();
    let mut talk = Talk { raw: Raw::connect(&node.bootstrap())?, dir, facts: Vec::new() };
    converse(&mut talk).with_context(|| format!("{make:?} after {:#?}", talk.facts))?;
    Ok(talk.facts)
}

fn converse(talk: &mut Talk) -> Result<()> {
    talk.create("before", 4)?;
    talk.placed("before", 4)?;
    talk.cordon("a directory that is not the broker's", "/elsewhere")?;
    talk.cordon("all and one", "*,<dir>/more")?;
    talk.cordon("one", "<dir>/more")?;
    talk.until_cordoned([false, true])?;
    talk.create("beside", 6)?;
    talk.placed("beside", 6)?;
    talk.relocate("beside", "more")?;
    talk.relocate("beside", "data")?;
    talk.cordon("both", "<dir>/more,<dir>/data")?;
    talk.until_cordoned([true, true])?;
    talk.create("nowhere", 1)?;
    talk.grow("before", 6)?;
    talk.cordon("all", "*")?;
    talk.create("nowhere", 1)?;
    talk.cordon("none", "")?;
    talk.until_cordoned([false, false])?;
    talk.create("after", 2)?;
    talk.placed("after", 2)?;
    talk.grow("before", 6)?;
    talk.placed("before", 6)
}

#[test]
fn cordoned_directories_get_no_replicas() -> Result<()> {
    let (apache, kavka) = std::thread::scope(|scope| {
        let apache = scope.spawn(|| play(Make::Apache));
        let kavka = play(Make::Kavka);
        (apache.join().expect("the script ran"), kavka)
    });
    let (apache, kavka) = (apache?, kavka?);
    println!("{}", apache.join("\n"));
    assert_eq!(kavka, apache);
    Ok(())
}
