//! Goal: our clients and tools get into every kind of secure listener of Apache Kafka 4.3, and say quickly what is wrong
//! where they do not. Method: one broker with five listeners, an authority and an identity provider of this run's own;
//! the cases run one after another. `KAVKA_TEST_CASE` runs those whose name contains it.

mod certificates;
mod cluster;
mod provider;
mod refusals;
mod renewal;
mod tools;
mod ways_in;

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use cluster::Cluster;
use futures::future::LocalBoxFuture;
use kavka_integration_tests::harness::kavka_binary;

type Case = for<'a> fn(&'a Cluster) -> LocalBoxFuture<'a, Result<()>>;

macro_rules! cases {
    ($($module:ident::$name:ident,)*) => {
        [$((concat!(stringify!($module), "::", stringify!($name)), (|cluster| Box::pin($module::$name(cluster))) as Case)),*]
    };
}

const CASE_LIMIT: Duration = Duration::from_secs(180);

#[tokio::test(flavor = "multi_thread")]
async fn secure_listeners_of_apache_kafka() -> Result<()> {
    // Built first, as that may take longer than any case.
    tokio::task::block_in_place(kavka_binary)?;
    let cluster = Cluster::start().await?;
    let cases = cases![
        ways_in::tls,
        ways_in::passwords,
        ways_in::tokens,
        ways_in::assertions,
        ways_in::a_providers_of_ones_own,
        ways_in::a_delegation_token,
        refusals::of_tls,
        refusals::of_the_wrong_protocol,
        refusals::of_passwords,
        refusals::of_tokens,
        refusals::of_producers_and_consumers,
        tools::topics_and_records,
        tools::one_line_says_what_is_wrong,
        renewal::with_a_password,
        renewal::with_tokens,
    ];
    let wanted = std::env::var("KAVKA_TEST_CASE").unwrap_or_default();
    let mut failed = Vec::new();
    for (name, case) in cases.into_iter().filter(|(name, _)| name.contains(&wanted)) {
        let started = Instant::now();
        match tokio::time::timeout(CASE_LIMIT, case(&cluster)).await {
            Ok(Ok(())) => println!("{name}: {:?}", started.elapsed()),
            Ok(Err(error)) => failed.push(format!("{name}: {error:?}")),
            Err(_) => failed.push(format!("{name}: no end after {CASE_LIMIT:?}")),
        }
    }
    ensure!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n"));
    Ok(())
}
