//! Goal: a consume-transform-produce loop gives every input exactly once in its read_committed output, whatever is
//! killed. Method: two loops each in Java, franz-go and librdkafka read one input, in a group and to an output per
//! maker; in each round a loop, the broker or both are killed with -9 at a random moment while input is written, and
//! started again, the broker on the same directory. In the end an independent reader compares input and outputs.
//!
//! `KAVKA_EOS_ROUNDS` sets the rounds (4), `KAVKA_EOS_PROTOCOL` the group protocol (consumer, or classic),
//! `KAVKA_EOS_MAKERS` who takes part (java,franz,librdkafka).
//! `KAVKA_TEST_SUBJECT=apache` runs it against Apache Kafka, to check the test itself.

#[expect(dead_code, reason = "its other functions are for the tests of clients alone")]
mod programs;

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use kavka_integration_tests::committed::{read_committed, read_settled};
use kavka_integration_tests::harness::{Make, Node, Program, probe};
use programs::{go, java, java_words, python, python_words, text};
use rand::Rng;

const INPUT: &str = "input";
const PARTITIONS: i32 = 3;
const EXTRA: &str = "group.consumer.heartbeat.interval.ms=300\ngroup.consumer.min.heartbeat.interval.ms=100\n\
                     group.consumer.session.timeout.ms=3000\ngroup.consumer.min.session.timeout.ms=1000\n\
                     group.consumer.assignment.interval.ms=0\ngroup.initial.rebalance.delay.ms=0\n\
                     group.min.session.timeout.ms=1000\noffsets.topic.num.partitions=3\n\
                     transaction.state.log.num.partitions=3\n\
                     transaction.abort.timed.out.transaction.cleanup.interval.ms=1000";

/// One loop, started again whenever it is gone.
struct Pipe {
    name: String,
    words: Vec<String>,
    running: Option<Program>,
    /// How often it ended by itself, and with what last words.
    gave_up: Vec<String>,
}

impl Pipe {
    fn new(maker: &str, number: usize, program: &[String], bootstrap: &str, protocol: &str) -> Pipe {
        let name = format!("{maker}-{number}");
        let (output, group) = (output(maker), format!("group-{maker}"));
        let fixed = [bootstrap, INPUT, &output, &group, &name, protocol].map(str::to_owned);
        Pipe { name, words: [program, &fixed[..]].concat(), running: None, gave_up: Vec::new() }
    }

    fn keep_running(&mut self) -> Result<()> {
        if let Some(program) = &mut self.running {
            let Some(code) = program.ended()? else { return Ok(()) };
            ensure!(code == 3, "ended with code {code}; {}", program.tail());
            self.gave_up.push(program.lines().last().cloned().unwrap_or_default());
        }
        self.running = Some(Program::start(&self.name, &self.words)?);
        Ok(())
    }

    fn kill(&mut self) {
        self.running = None;
    }
}

fn output(maker: &str) -> String {
    format!("output-{maker}")
}

#[test]
fn every_input_is_exactly_once_in_the_output() -> Result<()> {
    let rounds: usize = std::env::var("KAVKA_EOS_ROUNDS").map_or(Ok(4), |text| text.parse())?;
    let protocol = std::env::var("KAVKA_EOS_PROTOCOL").unwrap_or_else(|_| "consumer".to_owned());
    let wanted = std::env::var("KAVKA_EOS_MAKERS").unwrap_or_else(|_| "java,franz,librdkafka".to_owned());
    let makers: Vec<(&str, Vec<String>)> =
        wanted.split(',').map(|maker| Ok((maker, program(maker)?))).collect::<Result<_>>()?;
    let mut node = Node::start(Make::from_env()?, EXTRA)?;
    probe::create_topic(&node.bootstrap(), INPUT, PARTITIONS)?;
    let mut pipes = Vec::new();
    for (maker, program) in &makers {
        probe::create_topic(&node.bootstrap(), &output(maker), PARTITIONS)?;
        pipes.extend((0..2).map(|number| Pipe::new(maker, number, program, &node.bootstrap(), &protocol)));
    }
    let mut sent = 0;
    for round in 0..rounds {
        one_round(round, &mut node, &mut pipes, &mut sent).inspect_err(|_| println!("{}", node.log()))?;
    }
    let makers: Vec<&str> = makers.iter().map(|(maker, _)| *maker).collect();
    finish(&node, &mut pipes, &makers).inspect_err(|_| println!("{}", node.log()))
}

fn program(maker: &str) -> Result<Vec<String>> {
    Ok(match maker {
        "java" => java_words(&java("4.3.0")?, "Pipe"),
        "franz" => vec![text(&go()?.join("pipe")).to_owned()],
        "librdkafka" => python_words(&python()?, "pipe.py"),
        _ => bail!("there is no loop of {maker}"),
    })
}

fn one_round(round: usize, node: &mut Node, pipes: &mut [Pipe], sent: &mut usize) -> Result<()> {
    let mut rng = rand::rng();
    for pipe in pipes.iter_mut() {
        pipe.keep_running()?;
    }
    // The first round lets every loop come up, so that there is something to kill.
    let until_kill = if round == 0 { 5_000 } else { rng.random_range(300..2_500) };
    let deadline = Instant::now() + Duration::from_millis(until_kill);
    let before = *sent;
    while Instant::now() < deadline {
        for partition in 0..PARTITIONS {
            let values: Vec<String> =
                (0..rng.random_range(1..8)).map(|more| format!("{round}-{}", *sent + more)).collect();
            *sent += values.len();
            probe::produce(&node.bootstrap(), INPUT, partition, &values)?;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let what = rng.random_range(0..3);
    let mut victims = Vec::new();
    if what != 0 {
        let pipe = &mut pipes[rng.random_range(0..pipes.len())];
        pipe.kill();
        victims.push(pipe.name.clone());
    }
    if what != 1 {
        node.kill();
        victims.push("broker".to_owned());
        std::thread::sleep(Duration::from_millis(rng.random_range(0..400)));
        node.restart()?;
        probe::wait_until_led(&node.bootstrap(), INPUT, PARTITIONS)?;
    }
    println!("round {round}: {} inputs, killed {victims:?}", *sent - before);
    Ok(())
}

/// Lets the loops come to the end of the input, stops them, and compares.
fn finish(node: &Node, pipes: &mut [Pipe], makers: &[&str]) -> Result<()> {
    let bootstrap = node.bootstrap();
    let began = Instant::now();
    let inputs: Vec<Vec<i64>> = (0..PARTITIONS)
        .map(|partition| Ok(read_committed(&bootstrap, INPUT, partition)?.values.into_keys().collect()))
        .collect::<Result<_>>()?;
    let count: usize = inputs.iter().map(Vec::len).sum();
    for maker in makers {
        loop {
            for pipe in pipes.iter_mut() {
                pipe.keep_running()?;
            }
            let done: usize = (0..PARTITIONS)
                .map(|partition| Ok(read_committed(&bootstrap, &output(maker), partition)?.values.len()))
                .sum::<Result<_>>()?;
            if done >= count {
                break;
            }
            if began.elapsed() > Duration::from_secs(300) {
                let tails: Vec<String> =
                    pipes.iter().flat_map(|pipe| &pipe.running).map(Program::tail).collect();
                println!("{}", tails.join("\n"));
                bail!("{maker}: {done} of {count} after {:?}", began.elapsed());
            }
            std::thread::sleep(Duration::from_millis(200));
        }
    }
    println!("all {count} inputs are through in {:?}", began.elapsed());
    for pipe in pipes.iter_mut() {
        pipe.kill();
        if !pipe.gave_up.is_empty() {
            println!("{} gave up {} times, last: {:?}", pipe.name, pipe.gave_up.len(), pipe.gave_up.last());
        }
    }
    for maker in makers {
        let mut aborted = 0;
        for (partition, expected) in inputs.iter().enumerate() {
            let found = read_settled(&bootstrap, &output(maker), partition as i32, Duration::from_secs(30))?;
            aborted += found.aborted;
            let offsets: Vec<i64> =
                found.values.values().map(|value| source(value, partition)).collect::<Result<_>>()?;
            check(&offsets, expected).with_context(|| format!("{maker}, partition {partition}"))?;
        }
        println!("{maker}: {count} inputs exactly once and in order, {aborted} records aborted on the way");
    }
    Ok(())
}

/// The offset of the input that an output names.
fn source(value: &str, partition: usize) -> Result<i64> {
    let mut words = value.split(' ');
    let from = words.next().context("no partition")?;
    ensure!(from == partition.to_string(), "{value:?} is in partition {partition}");
    Ok(words.next().context("no offset")?.parse()?)
}

fn check(found: &[i64], expected: &[i64]) -> Result<()> {
    if found == expected {
        return Ok(());
    }
    let mut sorted = found.to_vec();
    sorted.sort_unstable();
    let twice: Vec<i64> = sorted.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
    let missing: Vec<i64> =
        expected.iter().filter(|offset| sorted.binary_search(offset).is_err()).copied().collect();
    bail!(
        "{} outputs of {} inputs; twice: {twice:?}, missing: {missing:?}{}",
        found.len(),
        expected.len(),
        if sorted == expected { ", all there, but out of order" } else { "" }
    )
}
