//! Goal: our tools print what Apache Kafka's print and end with the same exit code.
//! Method: both run the same command line against the same broker, one after the other. Lines are
//! compared as a set, since Java's maps have an order of their own, without times and stack traces.

use std::process::Command;

use anyhow::{Context, Result, ensure};
use kavka_integration_tests::harness::{Make, Node, apache_classpath, free_port, kavka_binary};
use regex::Regex;

/// What a tool did.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    code: Option<i32>,
    stdout: Vec<String>,
}

/// A broker and a directory for the files that options name.
struct Bench {
    node: Node,
    files: tempfile::TempDir,
    different: Vec<String>,
}

impl Bench {
    fn start() -> Result<Self> {
        let settings = "group.initial.rebalance.delay.ms=0\n";
        let node = Node::start(Make::from_env()?, settings)?;
        Ok(Self { node, files: tempfile::tempdir()?, different: Vec::new() })
    }

    fn file(&self, name: &str, text: &str) -> Result<String> {
        let path = self.files.path().join(name);
        std::fs::write(&path, text)?;
        Ok(path.display().to_string())
    }

    fn words(&self, line: &str) -> Vec<String> {
        let controllers = format!("--bootstrap-controller {}", self.node.controller_bootstrap());
        let line = line.replace("@@", &controllers);
        let line = line.replace("@", &format!("--bootstrap-server {}", self.node.bootstrap()));
        line.split_whitespace().map(str::to_string).collect()
    }

    fn apache(&self, class: &str, line: &str) -> Result<Outcome> {
        let mut command = Command::new("java");
        command.args(["-Xmx256m", "-XX:TieredStopAtLevel=1", "-Dorg.slf4j.simpleLogger.defaultLogLevel=off"]);
        command.args(["-cp", &apache_classpath()?, class]).args(self.words(line));
        outcome(command)
    }

    fn ours(&self, tool: &str, line: &str) -> Result<Outcome> {
        let mut command = Command::new(kavka_binary()?);
        command.arg(tool).args(self.words(line));
        outcome(command)
    }

    /// Runs both and notes where they differ.
    fn compare(&mut self, class: &str, tool: &str, line: &str) -> Result<()> {
        let apache = self.apache(class, line)?;
        let ours = self.ours(tool, line)?;
        if apache != ours {
            self.different.push(format!("{tool} {line}\n  apache {apache:#?}\n  ours {ours:#?}"));
        }
        Ok(())
    }

    fn compare_all(&mut self, class: &str, tool: &str, lines: &[&str]) -> Result<()> {
        lines.iter().try_for_each(|line| self.compare(class, tool, line))
    }

    fn finish(self) -> Result<()> {
        ensure!(self.different.is_empty(), "{}", self.different.join("\n"));
        Ok(())
    }
}

fn outcome(mut command: Command) -> Result<Outcome> {
    let output = command.output().with_context(|| format!("{command:?}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let moving =
        [(" +", " "), ("-?[0-9]+ ms ago", "N ms ago"), ("1[0-9]{12}", "TIME"), ("Epoch: [0-9]+", "Epoch: N")];
    let mut stdout: Vec<String> = text
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with("\tat "))
        .map(|line| {
            moving.iter().fold(line.trim_end().to_string(), |line, (pattern, with)| {
                Regex::new(pattern)
                    .map_or(line.clone(), |pattern| pattern.replace_all(&line, *with).into_owned())
            })
        })
        .collect();
    stdout.sort();
    Ok(Outcome { code: output.status.code(), stdout })
}

/// `@@` in the lines of a tool stands for the controller's listener.
#[test]
fn controllers_are_asked_alike() -> Result<()> {
    let mut bench = Bench::start()?;
    bench.compare_all(
        "kafka.admin.ConfigCommand",
        "configs",
        &[
            "@@ --describe --entity-type brokers --entity-name 1",
            "@@ --describe --entity-type brokers --entity-default",
            "@@ --alter --entity-type brokers --entity-default --add-config log.cleaner.threads=2",
            "@@ --describe --entity-type brokers --entity-default",
            "@@ --alter --entity-type brokers --entity-name 1 --add-config odd.key=1",
            "@@ --alter --entity-type topics --entity-name nope --add-config retention.ms=1",
            "@@ --describe --entity-type topics --entity-name nope",
            "@@ --describe --entity-type broker-loggers --entity-name 1",
            "@@ --describe --entity-type users",
            "@@ --alter --entity-type users --entity-name u --add-config producer_byte_rate=1000",
            "@@ --describe --entity-type users --entity-name u",
            "@@ --describe --entity-type groups",
            "@@ @ --describe --entity-type brokers --entity-name 1",
        ],
    )?;
    bench.compare_all(
        "org.apache.kafka.tools.FeatureCommand",
        "features",
        &[
            "@@ describe",
            "@@ upgrade --release-version 4.3-IV0",
            "@@ upgrade --feature odd=1",
            "@@ downgrade --feature metadata.version=7 --dry-run",
        ],
    )?;
    bench.compare_all(
        "org.apache.kafka.tools.MetadataQuorumCommand",
        "metadata-quorum",
        &["@@ describe --status", "@@ describe --replication", "@@ describe --replication --human-readable"],
    )?;
    bench.compare_all(
        "org.apache.kafka.tools.ClusterTool",
        "cluster",
        &[
            "cluster-id @@",
            "list-endpoints @@",
            "list-endpoints @@ --include-fenced-brokers",
            "unregister @@ --id 99",
        ],
    )?;
    bench.finish()
}

#[test]
fn the_perf_tools_write_in_transactions_and_tell_what_they_counted() -> Result<()> {
    let bench = Bench::start()?;
    bench.ours("topics", "@ --create --topic perf")?;
    let write = "@ --topic perf --num-records 500 --record-size 10 --throughput 1000 --print-metrics \
                 --transactional-id perf --transaction-duration-ms 100";
    let written = bench.ours("producer-perf-test", write)?;
    let has = |outcome: &Outcome, start: &str, end: &str| {
        outcome.stdout.iter().any(|line| line.starts_with(start) && line.ends_with(end))
    };
    ensure!(
        has(&written, "producer-metrics:record-send-total:{client-id=perf-producer-client}", ": 500.000"),
        "{written:#?}"
    );
    let read =
        "@ --topic perf --num-records 500 --print-metrics --command-property isolation.level=read_committed";
    let read = bench.ours("consumer-perf-test", read)?;
    let name = "consumer-fetch-manager-metrics:records-consumed-total:{client-id=perf-consumer-client}";
    ensure!(has(&read, name, ": 500.000"), "{read:#?}");
    let listed = bench.ours("transactions", "@ list")?;
    ensure!(listed.stdout.iter().any(|line| line.contains("CompleteCommit")), "{listed:#?}");
    Ok(())
}

const GROUPS: &str = "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand";

#[test]
fn groups_are_shown_and_changed_alike() -> Result<()> {
    let mut bench = Bench::start()?;
    bench.ours("topics", "@ --create --topic t1 --partitions 3")?;
    bench.ours("topics", "@ --create --topic t2 --partitions 1")?;
    bench.ours("producer-perf-test", "@ --topic t1 --num-records 300 --record-size 10 --throughput -1")?;
    for topic in ["t1", "t2"] {
        let line = format!("@ --reset-offsets --group some --topic {topic} --to-latest --execute");
        bench.compare(GROUPS, "consumer-groups", &line)?;
    }
    let plain = bench.file("plain.csv", "t1,0,1\nt1,1,2\n")?;
    let grouped = bench.file("grouped.csv", "some,t1,0,1\nother,t1,1,2\n")?;
    bench.compare_all(
        GROUPS,
        "consumer-groups",
        &[
            "@",
            "@ --list",
            "@ --list --state",
            "@ --list --type",
            "@ --list --state stable",
            "@ --list --state foo",
            "@ --list --type classic --state",
            "@ --list --type foo",
            "@ --describe",
            "@ --describe --group some",
            "@ --describe --group some --offsets --verbose",
            "@ --describe --group some --members",
            "@ --describe --group some --members --verbose",
            "@ --describe --group some --state",
            "@ --describe --group some --state --verbose",
            "@ --describe --group some --members --state",
            "@ --describe --all-groups",
            "@ --describe --group nope",
            "@ --describe --group nope --members",
            "@ --delete --group nope",
            "@ --delete",
            "@ --delete-offsets --group nope --topic t1",
            "@ --delete-offsets --group some --topic nope",
            "@ --delete-offsets --group some --topic t1:7",
            "@ --validate-regex a.*",
            "@ --validate-regex (",
            "@ --list --validate-regex a",
        ],
    )?;
    let rules = [
        "--to-earliest",
        "--to-latest",
        "--to-current",
        "--to-offset 5",
        "--to-offset 100000",
        "--shift-by -2",
        "--shift-by -1000",
        "--by-duration PT1H",
        "--by-duration PT0S",
        "--by-duration xx",
        "--to-datetime 2020-01-01T00:00:00.000",
        "--to-datetime 2050-01-01T00:00:00.000+0100",
        "--to-datetime xx",
        "--to-datetime 2020-13-01T00:00:00.000",
        "--from-file nofile",
    ];
    for rule in rules {
        let line = format!("@ --reset-offsets --group some --topic t1 {rule} --dry-run");
        bench.compare(GROUPS, "consumer-groups", &line)?;
    }
    for rest in [
        "--group some --all-topics --to-earliest --dry-run --export",
        "--group some --group other --all-topics --to-earliest --dry-run --export",
        "--all-groups --all-topics --to-earliest --dry-run",
        "--group some --topic t1:0,2 --to-latest --dry-run",
        "--group some --topic t1:x --to-latest --dry-run",
        "--group some --topic t1:9 --to-latest --dry-run",
        "--group some --topic nope --to-latest --dry-run",
        "--group some --to-latest --dry-run",
        "--group some --topic t1 --dry-run",
        "--group some --topic t1 --to-latest --to-earliest --dry-run",
        "--group some --topic t1 --to-latest --dry-run --execute",
        "--group some --topic t1 --to-latest",
        &format!("--group some --from-file {plain} --dry-run"),
        &format!("--group some --group other --from-file {grouped} --dry-run"),
        &format!("--group some --from-file {grouped} --dry-run"),
    ] {
        bench.compare(GROUPS, "consumer-groups", &format!("@ --reset-offsets {rest}"))?;
    }
    let class = "org.apache.kafka.tools.GroupsCommand";
    let lines = ["@ --list", "@ --list --consumer", "@ --list --share", "@ --list --group-type classic"];
    bench.compare_all(class, "groups", &lines)?;
    let lines =
        ["@ --list --protocol consumer", "@ --list --group-type x", "@", "@ --list --share --streams"];
    bench.compare_all(class, "groups", &lines)?;
    bench.finish()
}

#[test]
fn the_cluster_is_shown_and_changed_alike() -> Result<()> {
    let mut bench = Bench::start()?;
    bench.ours("topics", "@ --create --topic a --partitions 2")?;
    let class = "org.apache.kafka.tools.ClusterTool";
    let lines =
        ["", "cluster-id", "cluster-id @", "list-endpoints @", "unregister @ --id 7", "unregister @ --id x"];
    bench.compare_all(class, "cluster", &lines)?;
    let class = "org.apache.kafka.tools.FeatureCommand";
    bench.compare_all(
        class,
        "features",
        &[
            "",
            "@ describe",
            "@ upgrade",
            "@ upgrade --feature share.version=1",
            "@ upgrade --feature foo=1",
            "@ upgrade --feature foo",
            "@ upgrade --metadata 4.3 --dry-run",
            "@ upgrade --release-version 4.2",
            "@ downgrade --feature transaction.version=1 --dry-run",
            "@ downgrade --metadata 3.0 --unsafe",
            "@ disable",
            "@ upgrade --feature group.version=1 --feature foo=2 --dry-run",
            "version-mapping",
            "version-mapping --release-version 3.6",
            "feature-dependencies --feature transaction.version=2",
            "feature-dependencies",
        ],
    )?;
    let class = "org.apache.kafka.tools.MetadataQuorumCommand";
    bench.compare_all(
        class,
        "metadata-quorum",
        &[
            "",
            "@ describe",
            "@ describe --status --replication",
            "@ describe --status --human-readable",
            "@ add-controller",
            "@ remove-controller -i 1",
            "@ remove-controller -i -1 -d AAAAAAAAQACAAAAAAAAAAA",
            "@ remove-controller -i 1 -d AAAAAAAAQACAAAAAAAAAAA --dry-run",
            "@ remove-controller -i 1 -d xx",
        ],
    )?;
    let class = "org.apache.kafka.tools.ClientMetricsCommand";
    bench.compare_all(
        class,
        "client-metrics",
        &[
            "@",
            "@ --list",
            "@ --alter",
            "@ --alter --name cm --metrics org.apache.kafka --interval 30000",
            "@ --describe",
            "@ --describe --name nope",
            "@ --alter --name cm --interval 5",
            "@ --alter --name cm --match xx",
            "@ --list",
            "@ --delete --name cm",
            "@ --delete",
        ],
    )?;
    bench.finish()
}

#[test]
fn leaders_are_elected_alike() -> Result<()> {
    let mut bench = Bench::start()?;
    bench.ours("topics", "@ --create --topic a --partitions 2")?;
    let good = "{\"partitions\":[{\"topic\":\"a\",\"partition\":0},{\"topic\":\"nope\",\"partition\":1}]}";
    let (good, bad) = (bench.file("good.json", good)?, bench.file("bad.json", "{\"x\":1}")?);
    bench.compare_all(
        "org.apache.kafka.tools.LeaderElectionCommand",
        "leader-election",
        &[
            "@",
            "@ --election-type preferred",
            "@ --election-type x --all-topic-partitions",
            "@ --election-type preferred --all-topic-partitions",
            "@ --election-type preferred --topic a --partition 0",
            "@ --election-type preferred --topic a",
            "@ --election-type preferred --topic nope --partition 0",
            &format!("@ --election-type preferred --path-to-json-file {good}"),
            &format!("@ --election-type preferred --path-to-json-file {bad}"),
        ],
    )?;
    bench.finish()
}

#[test]
fn transactions_are_shown_alike() -> Result<()> {
    let mut bench = Bench::start()?;
    bench.ours("topics", "@ --create --topic t --partitions 1")?;
    // Apache's, as it is a client that transactions are known to work with.
    let line = "@ --topic t --num-records 30 --record-size 10 --throughput -1 --transactional-id done-1 \
                --transaction-duration-ms 100";
    bench.apache("org.apache.kafka.tools.ProducerPerformance", line)?;
    bench.compare_all(
        "org.apache.kafka.tools.TransactionsCommand",
        "transactions",
        &[
            "",
            "@ list",
            "@ list --duration-filter 100000000",
            "@ list --transactional-id-pattern do.*",
            "@ list --transactional-id-pattern x.*",
            "@ list --foo",
            "@ describe",
            "@ describe --transactional-id nope",
            "@ describe-producers --topic t --partition 0",
            "@ describe-producers --topic t --partition 0 --broker-id 1",
            "@ describe-producers --topic t --partition x",
            "@ find-hanging",
            "@ find-hanging --topic t --max-transaction-timeout 0",
            "@ find-hanging --broker-id 1 --max-transaction-timeout 0",
            "@ abort --topic t --partition 0",
            "@ abort --topic t --partition 0 --start-offset 9999",
            "@ abort --topic t --partition 0 --producer-id 1",
            "@ forceTerminateTransaction --transactionalId done-1",
            "@ list",
        ],
    )?;
    bench.finish()
}

#[test]
fn users_and_clients_are_configured_alike() -> Result<()> {
    let mut bench = Bench::start()?;
    bench.compare_all(
        "kafka.admin.ConfigCommand",
        "configs",
        &[
            "@ --alter --entity-type users --entity-name alice --add-config SCRAM-SHA-256=[iterations=4096,password=pw]",
            "@ --describe --entity-type users",
            "@ --describe --user alice",
            "@ --describe --user nobody",
            "@ --alter --user alice --delete-config SCRAM-SHA-512",
            "@ --alter --user alice --add-config SCRAM-SHA-256=[iterations=10,password=pw]",
            "@ --alter --user-defaults --add-config SCRAM-SHA-256=[password=pw]",
            "@ --alter --user alice --add-config foo=1",
            "@ --alter --client c --add-config SCRAM-SHA-256=[password=pw]",
            "@ --alter --ip 127.0.0.1 --add-config producer_byte_rate=1",
            "@ --alter --user alice --add-config producer_byte_rate=x",
        ],
    )?;
    // What one tool has deleted, the other cannot delete again.
    let deleted = bench.ours("configs", "@ --alter --user alice --delete-config SCRAM-SHA-256")?;
    ensure!(deleted.stdout == ["Completed updating config for user alice."], "{deleted:?}");
    bench.compare("kafka.admin.ConfigCommand", "configs", "@ --describe --entity-type users")?;
    bench.finish()
}

#[test]
fn quotas_are_configured_alike() -> Result<()> {
    let mut bench = Bench::start()?;
    bench.compare_all(
        "kafka.admin.ConfigCommand",
        "configs",
        &[
            "@ --alter --user alice --client c1 --add-config producer_byte_rate=1024,consumer_byte_rate=2048.5",
            "@ --alter --client-defaults --add-config request_percentage=50",
            "@ --alter --ip 127.0.0.1 --add-config connection_creation_rate=7",
            "@ --describe --entity-type users --entity-name alice --entity-type clients",
            "@ --describe --entity-type clients --entity-default",
            "@ --describe --entity-type clients",
            "@ --describe --entity-type ips",
            "@ --describe --user alice --client c1",
            "@ --alter --user alice --client c1 --delete-config request_percentage",
            "@ --alter --user alice --client c1 --delete-config producer_byte_rate",
            "@ --describe --user alice --client c1",
        ],
    )?;
    bench.finish()
}

const VERIFIABLE_CONSUMER: &str = "org.apache.kafka.tools.VerifiableConsumer";
const VERIFIABLE_PRODUCER: &str = "org.apache.kafka.tools.VerifiableProducer";

#[test]
fn verifiable_tools_print_alike() -> Result<()> {
    let mut bench = Bench::start()?;
    bench.ours("topics", "@ --create --topic told --partitions 1")?;
    // Offsets differ between two runs on one topic, so each has one of its own, and their lines name it.
    let lines = |outcome: Outcome, topic: &str| {
        let average = Regex::new("\"avg_throughput\":[^}]*")?;
        let plain = |line: &String| average.replace(line, "AVERAGE").replace(topic, "TOPIC");
        anyhow::Ok((outcome.code, outcome.stdout.iter().map(plain).collect::<Vec<_>>()))
    };
    for (nth, more) in ["", "--acks 1", "--repeating-keys 3", "--value-prefix 7 --message-create-time 1000"]
        .into_iter()
        .enumerate()
    {
        let line = |whose: &str| format!("@ --topic {whose}{nth} --max-messages 10 {more}");
        for whose in ["theirs", "ours"] {
            bench.ours("topics", &format!("@ --create --topic {whose}{nth} --partitions 1"))?;
        }
        let theirs = bench.apache(VERIFIABLE_PRODUCER, &line("theirs"))?;
        let ours = bench.ours("verifiable-producer", &line("ours"))?;
        let (theirs, ours) = (lines(theirs, &format!("theirs{nth}"))?, lines(ours, &format!("ours{nth}"))?);
        ensure!(theirs == ours, "verifiable-producer {more}:\n{theirs:#?}\n{ours:#?}");
    }
    bench.ours("verifiable-producer", "@ --topic told --max-messages 10 --repeating-keys 3")?;
    for more in [
        "--max-messages 10",
        "--max-messages 10 --verbose",
        "--max-messages 10 --verbose --enable-autocommit",
        "--max-messages 7 --verbose",
        "--max-messages 10 --group-protocol consumer",
        "--max-messages 10 --session-timeout 10000 --group-instance-id static",
        "--max-messages 0",
        "--max-messages 10 --assignment-strategy org.apache.kafka.clients.consumer.CooperativeStickyAssignor",
    ] {
        let line = |group: &str| format!("@ --topic told --group-id {group}-{} {more}", more.len());
        let theirs = bench.apache(VERIFIABLE_CONSUMER, &line("theirs"))?;
        let ours = bench.ours("verifiable-consumer", &line("ours"))?;
        ensure!(theirs == ours, "verifiable-consumer {more}:\n{theirs:#?}\n{ours:#?}");
    }
    let both = "@ --topic told --group-id g --consumer.config a --command-config b";
    bench.compare_all(
        VERIFIABLE_CONSUMER,
        "verifiable-consumer",
        &[
            "@ --topic told",
            "--topic told --group-id g",
            "@ --topic told --group-id g --max-messages x",
            both,
        ],
    )?;
    bench.finish()
}

#[test]
fn tools_go_on_trying_where_no_broker_is() -> Result<()> {
    let mut bench = Bench::start()?;
    let nobody = format!("--bootstrap-server 127.0.0.1:{} --topic t", free_port()?);
    let line = format!("{nobody} --timeout-ms 3000");
    bench.compare("org.apache.kafka.tools.consumer.ConsoleConsumer", "console-consumer", &line)?;
    let number = Regex::new("[0-9]+")?;
    let numberless = |outcome: Outcome| {
        let plain = |line: &String| number.replace_all(line, "N").into_owned();
        (outcome.code, outcome.stdout.iter().map(plain).collect::<Vec<_>>())
    };
    let line = format!("{nobody} --num-records 10 --timeout 3000");
    let theirs = numberless(bench.apache("org.apache.kafka.tools.ConsumerPerformance", &line)?);
    let ours = numberless(bench.ours("consumer-perf-test", &line)?);
    ensure!(theirs == ours, "{theirs:#?}\n{ours:#?}");
    bench.finish()
}
