//! Goal: the tools and the client do their work against a real `kavka up`.
//! Method: one node as a process on a port of its own, the tools as processes, the client in this one.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use kavka_client::producer::Record;
use kavka_client::{Consumer, Producer, Properties};

/// A node that ends with the test.
struct Node {
    process: Child,
    address: String,
    _data: tempfile::TempDir,
}

impl Node {
    fn start() -> Self {
        let data = tempfile::tempdir().unwrap();
        let mut process = Command::new(env!("CARGO_BIN_EXE_kavka"))
            .args(["up", "--listen", "127.0.0.1:0", "--data"])
            .arg(data.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let ready = lines
            .find_map(|line| line.unwrap().strip_prefix("kavka ready: PLAINTEXT://").map(str::to_string));
        let address = ready.unwrap().split(' ').next().unwrap().to_string();
        // Whatever else it prints must not block it.
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, address, _data: data }
    }

    fn tool(&self, line: &str) -> Output {
        self.tool_with_input(line, "")
    }

    fn tool_with_input(&self, line: &str, input: &str) -> Output {
        let mut process = Command::new(env!("CARGO_BIN_EXE_kavka"))
            .args(line.split_whitespace())
            .args(["--bootstrap-server", &self.address])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        process.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        process.wait_with_output().unwrap()
    }

    /// The stdout of a tool that succeeds.
    fn output(&self, line: &str) -> String {
        let output = self.tool(line);
        assert!(output.status.success(), "{line}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn properties(&self, more: &[(&str, &str)]) -> Properties {
        let servers = ("bootstrap.servers", self.address.as_str());
        [servers]
            .iter()
            .chain(more)
            .map(|(name, value)| ((*name).to_string(), (*value).to_string()))
            .collect()
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn topics_live_and_die() {
    let node = Node::start();
    assert_eq!(
        node.output("topics --create --topic a --partitions 2 --config retention.ms=1000000"),
        "Created topic a.\n"
    );
    let again = node.tool("topics --create --topic a");
    assert_eq!(again.status.code(), Some(1));
    assert_eq!(
        String::from_utf8_lossy(&again.stdout),
        "Error while executing topic command : Topic 'a' already exists.\n"
    );
    let described = node.output("topics --describe --topic a");
    assert!(described.contains("PartitionCount: 2\tReplicationFactor: 1\tConfigs: "), "{described}");
    assert!(described.contains("retention.ms=1000000"), "{described}");
    node.output("topics --alter --topic a --partitions 3");
    assert_eq!(
        node.output("configs --alter --topic a --add-config max.message.bytes=2000"),
        "Completed updating config for topic a.\n"
    );
    assert!(node.output("configs --describe --topic a").contains("  max.message.bytes=2000 sensitive=false"));
    assert_eq!(node.output("get-offsets --topic a"), "a:0:0\na:1:0\na:2:0\n");
    node.output("topics --delete --topic a");
    assert_eq!(node.output("topics --list --exclude-internal"), "\n");
}

#[test]
fn lines_go_in_and_come_out_and_the_group_remembers() {
    let node = Node::start();
    node.output("topics --create --topic lines");
    for codec in ["none", "gzip", "snappy", "lz4", "zstd"] {
        let line = format!(
            "console-producer --topic lines --compression-codec {codec} --reader-property parse.key=true"
        );
        assert!(node.tool_with_input(&line, &format!("key\t{codec}\n")).status.success());
    }
    let read =
        "console-consumer --topic lines --group readers --from-beginning --formatter-property print.key=true";
    assert_eq!(
        node.output(&format!("{read} --max-messages 5")),
        "key\tnone\nkey\tgzip\nkey\tsnappy\nkey\tlz4\nkey\tzstd\n"
    );
    let described = node.output("consumer-groups --describe --group readers");
    let row: Vec<&str> = described.lines().last().unwrap().split_whitespace().collect();
    assert_eq!(row, ["readers", "lines", "0", "5", "5", "0", "-", "-", "-"]);
    let reset =
        node.output("consumer-groups --reset-offsets --group readers --topic lines --to-offset 4 --execute");
    assert!(reset.ends_with("readers         lines           0          4\n"), "{reset}");
    assert_eq!(node.output(&format!("{read} --max-messages 1")), "key\tzstd\n");
    assert_eq!(
        node.output("consumer-groups --delete --group readers"),
        "Deletion of requested consumer groups ('readers') was successful.\n"
    );
}

#[test]
fn a_broker_that_is_not_there_is_told_in_one_line() {
    let output = Command::new(env!("CARGO_BIN_EXE_kavka"))
        .args(["log-dirs", "--describe", "--bootstrap-server", "127.0.0.1:1"])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(text.starts_with("cannot connect to 127.0.0.1:1: ") && text.lines().count() == 1, "{text}");
}

/// Polls until the consumers together have what `is_done` asks for.
async fn poll_until(
    consumers: &mut [&mut Consumer],
    mut is_done: impl FnMut(&[&mut Consumer], &[String]) -> bool,
) {
    let started = Instant::now();
    let mut read = Vec::new();
    while !is_done(consumers, &read) {
        assert!(started.elapsed() < Duration::from_secs(40), "not done after {read:?}");
        for consumer in consumers.iter_mut() {
            let records = consumer.poll(Duration::from_millis(100)).await.unwrap();
            let values = records.into_iter().map(|record| record.value.unwrap());
            read.extend(values.map(|value| String::from_utf8(value.to_vec()).unwrap()));
        }
    }
}

fn is_split(consumers: &[&mut Consumer]) -> bool {
    let all: Vec<_> = consumers.iter().flat_map(|consumer| consumer.assignment().cloned()).collect();
    let distinct: BTreeSet<_> = all.iter().cloned().collect();
    consumers.iter().all(|consumer| consumer.assignment().count() == 2) && distinct.len() == all.len()
}

async fn members_share(node: &Node, assignor: &str) {
    let topic = format!("shared-{assignor}");
    node.output(&format!("topics --create --topic {topic} --partitions 4"));
    let properties = node.properties(&[
        ("group.id", assignor),
        ("partition.assignment.strategy", assignor),
        ("auto.offset.reset", "earliest"),
        ("heartbeat.interval.ms", "200"),
    ]);
    let mut first = Consumer::new(&properties).unwrap();
    first.subscribe([topic.clone()]).unwrap();
    poll_until(&mut [&mut first], |consumers, _| consumers[0].assignment().count() == 4).await;
    let mut second = Consumer::new(&properties).unwrap();
    second.subscribe([topic.clone()]).unwrap();
    poll_until(&mut [&mut first, &mut second], |consumers, _| is_split(consumers)).await;

    let producer = Producer::new(&node.properties(&[])).unwrap();
    for number in 0..40 {
        let record = Record { partition: Some(number % 4), ..Record::new(topic.clone(), number.to_string()) };
        producer.send(&record).await.unwrap().forget();
    }
    producer.close().await;
    poll_until(&mut [&mut first, &mut second], |_, read| {
        assert!(read.len() <= 40, "read twice: {read:?}");
        read.iter().collect::<BTreeSet<_>>().len() == 40
    })
    .await;
    second.close().await;
    poll_until(&mut [&mut first], |consumers, _| consumers[0].assignment().count() == 4).await;
    first.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn members_of_a_group_share_partitions_and_take_over() {
    let node = Node::start();
    members_share(&node, "range").await;
    members_share(&node, "cooperative-sticky").await;
}
