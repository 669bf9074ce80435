//! Goal: our client bears what happens in a cluster of several brokers. Method: the cases run one after another on one
//! cluster of Apache Kafka 4.3, each with topics of its own, and leave the cluster whole. `KAVKA_TEST_CASE` runs those
//! whose name contains it; `KAVKA_FAULT_ROUNDS` sets the rounds of faults (5; 100 in the long form).

mod followers;
mod groups;
mod leaders;
mod outcomes;
mod producing;
mod quotas;
mod transactions;
mod truncation;

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use futures::future::LocalBoxFuture;
use kavka_client::TopicPartition;
use kavka_client::admin::{ElectionType, NewTopic};
use kavka_client::consumer::{ConsumedRecord, Consumer};
use kavka_integration_tests::client::admin;
use kavka_integration_tests::harness::ApacheCluster;

/// A case: its name and what it does.
type Case = (&'static str, CaseFn);
type CaseFn = for<'a> fn(&'a mut ApacheCluster) -> LocalBoxFuture<'a, Result<()>>;

macro_rules! cases {
    ($($module:ident::$name:ident($($argument:literal)?),)*) => {
        vec![$((
            concat!(stringify!($name), $("-", $argument)?),
            (|cluster| Box::pin($module::$name(cluster $(, $argument)?))) as CaseFn,
        )),*]
    };
}

/// Of one case; rounds of faults have a limit of their own.
const CASE_LIMIT: Duration = Duration::from_secs(300);

#[test]
fn the_client_on_a_cluster() -> Result<()> {
    let mut cluster = ApacheCluster::start("")?;
    let cases: Vec<Case> = cases![
        followers::records_come_from_the_rack(),
        followers::a_silent_broker_delays_nobody(),
        leaders::leaders_move_under_load("classic"),
        leaders::leaders_move_under_load("consumer"),
        truncation::a_cut_log_is_noticed(),
        outcomes::unknown_is_not_failed(),
        quotas::a_throttled_client_goes_on(),
        groups::members_outlive_their_coordinator("classic"),
        groups::members_outlive_their_coordinator("consumer"),
        transactions::transactions_outlive_their_coordinator(),
        producing::nothing_is_lost_or_written_twice(),
    ];
    let wanted = std::env::var("KAVKA_TEST_CASE").unwrap_or_default();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let mut failed = Vec::new();
    for (name, case) in cases.into_iter().filter(|(name, _)| name.contains(&wanted)) {
        let started = Instant::now();
        let limit = CASE_LIMIT + Duration::from_secs(30) * rounds()?;
        let outcome = runtime.block_on(async { tokio::time::timeout(limit, case(&mut cluster)).await });
        println!("{name}: {:?}", started.elapsed());
        match outcome {
            Ok(Ok(())) => {}
            Ok(Err(error)) => failed.push(format!("{name}: {error:?}")),
            Err(_) => failed.push(format!("{name}: no end after {limit:?}")),
        }
        make_whole(&mut cluster)?;
    }
    ensure!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n"));
    Ok(())
}

/// How often a case of faults repeats.
pub fn rounds() -> Result<u32> {
    Ok(std::env::var("KAVKA_FAULT_ROUNDS").map_or(Ok(5), |text| text.parse())?)
}

/// Undoes what a case that failed has left.
fn make_whole(cluster: &mut ApacheCluster) -> Result<()> {
    for id in 1..=3 {
        let proxy = cluster.proxy(id);
        proxy.refuse(false);
        proxy.lose_answers(false);
        proxy.delay(Duration::ZERO);
        if cluster.is_running(id) {
            cluster.resume(id)?;
        } else {
            cluster.restart(id)?;
        }
    }
    cluster.wait_for(&[1, 2, 3])
}

/// A topic with these replicas of each partition; the first leads.
pub async fn topic(
    cluster: &ApacheCluster,
    name: &str,
    replicas: &[[i32; 3]],
    configs: &[(&str, &str)],
) -> Result<()> {
    let replicas: Vec<&[i32]> = replicas.iter().map(<[i32; 3]>::as_slice).collect();
    topic_on(cluster, name, &replicas, configs).await
}

/// As [`topic`], with any number of replicas.
pub async fn topic_on(
    cluster: &ApacheCluster,
    name: &str,
    replicas: &[&[i32]],
    configs: &[(&str, &str)],
) -> Result<()> {
    let topic = NewTopic {
        name: name.to_string(),
        assignments: replicas.iter().map(|ids| ids.to_vec()).collect(),
        configs: configs.iter().map(|(key, value)| ((*key).to_string(), (*value).to_string())).collect(),
        ..NewTopic::default()
    };
    Ok(admin(&cluster.bootstrap())?.create_topic(&topic).await?)
}

/// Polls until `count` records have come.
pub async fn read(consumer: &mut Consumer, count: usize) -> Result<Vec<ConsumedRecord>> {
    let deadline = Instant::now() + Duration::from_secs(90);
    let mut all = Vec::new();
    while all.len() < count {
        ensure!(Instant::now() < deadline, "{} of {count} records came", all.len());
        all.extend(consumer.poll(Duration::from_millis(200)).await?);
    }
    Ok(all)
}

/// Makes `leader` lead the partition, which it has in sync, and waits until it does.
pub async fn lead(cluster: &ApacheCluster, at: &TopicPartition, leader: i32) -> Result<()> {
    let admin = admin(&cluster.bootstrap())?;
    let mut replicas = vec![leader];
    replicas.extend((1..=3).filter(|id| *id != leader));
    let target = [(at.clone(), Some(replicas))].into();
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        // Each of these fails while another is under way or a broker is on its way back.
        let _reassigned = admin.alter_reassignments(&target, true).await;
        let _elected = admin.elect_leaders(ElectionType::Preferred, Some(std::slice::from_ref(at))).await;
        if leader_of(cluster, at).await? == Some(leader) {
            return Ok(());
        }
        ensure!(Instant::now() < deadline, "{leader} does not lead {at} after a minute");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// Who leads it now.
pub async fn leader_of(cluster: &ApacheCluster, at: &TopicPartition) -> Result<Option<i32>> {
    let wanted = kavka_client::cluster::Wanted::Topics(vec![at.topic.clone()]);
    let view = admin(&cluster.bootstrap())?.cluster().refresh(&wanted, false).await?;
    Ok(view.leader(&at.topic, at.partition))
}

/// Waits until the replicas in sync are these.
pub async fn wait_for_isr(cluster: &ApacheCluster, at: &TopicPartition, isr: &[i32]) -> Result<()> {
    let wanted = kavka_client::cluster::Wanted::Topics(vec![at.topic.clone()]);
    let deadline = Instant::now() + Duration::from_secs(90);
    loop {
        let view = admin(&cluster.bootstrap())?.cluster().refresh(&wanted, false).await?;
        let topic = view.topics.get(&at.topic).context("the topic")?;
        let mut now = topic.partition(at.partition).context("the partition")?.isr.clone();
        now.sort_unstable();
        if now == isr {
            return Ok(());
        }
        ensure!(Instant::now() < deadline, "{at} has {now:?} in sync, not {isr:?}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}
