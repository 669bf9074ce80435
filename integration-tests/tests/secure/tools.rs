//! The tools, with a file for `--command-config`.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use anyhow::{Context, Result, ensure};
use kavka_integration_tests::harness::{Listener, kavka_binary};

use crate::cluster::{Cluster, USER_PASSWORD, encrypted_identity, known_client, pairs, password_login};

/// A file of properties. Backslashes, line ends and the like are escaped as in Java's files.
fn file(cluster: &Cluster, name: &str, settings: &[(String, String)]) -> Result<String> {
    let mut text = String::new();
    for (key, value) in settings {
        writeln!(text, "{key}={}", value.replace('\\', "\\\\").replace('\n', "\\n"))?;
    }
    cluster.file(name, &text)
}

fn tool(arguments: &[&str], input: &str) -> Result<Output> {
    let mut child = Command::new(kavka_binary()?)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    child.stdin.take().context("stdin")?.write_all(input.as_bytes())?;
    Ok(child.wait_with_output()?)
}

fn run(arguments: &[&str], input: &str) -> Result<String> {
    let output = tool(arguments, input)?;
    let stderr = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{arguments:?}: {}\n{stderr}", output.status);
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

pub async fn topics_and_records(cluster: &Cluster) -> Result<()> {
    let trust = cluster.trust("authority.pem");
    let mutual =
        [pairs(&[("security.protocol", "SSL")]), trust.clone(), encrypted_identity(&cluster.certificates)?];
    let ways: [(&str, &Listener, Vec<(String, String)>); 4] = [
        ("tool-mutual", &cluster.mutual, mutual.concat()),
        ("tool-plain", &cluster.sasl, password_login("SASL_PLAINTEXT", "PLAIN", USER_PASSWORD)),
        (
            "tool-scram",
            &cluster.both,
            [password_login("SASL_SSL", "SCRAM-SHA-512", USER_PASSWORD), trust.clone()].concat(),
        ),
        ("tool-token", &cluster.both, [known_client(&cluster.provider), trust].concat()),
    ];
    tokio::task::block_in_place(|| {
        for (topic, listener, settings) in ways {
            let (bootstrap, config) = (listener.bootstrap(), file(cluster, topic, &settings)?);
            let to = ["--bootstrap-server", &bootstrap, "--command-config", &config, "--topic", topic];
            run(&[&["topics", "--create"], &to[..]].concat(), "")?;
            run(&[&["console-producer"], &to[..]].concat(), "one\ntwo\n")?;
            let until = ["--from-beginning", "--max-messages", "2", "--timeout-ms", "60000"];
            let read = run(&[&["console-consumer"], &to[..], &until].concat(), "")?;
            ensure!(read == "one\ntwo\n", "{topic}: {read:?}");
        }
        Ok(())
    })
}

pub async fn one_line_says_what_is_wrong(cluster: &Cluster) -> Result<()> {
    let wrong = password_login("SASL_PLAINTEXT", "PLAIN", "wrong");
    let untrusted = [pairs(&[("security.protocol", "SSL")]), cluster.trust("other-authority.pem")].concat();
    let cases = [
        ("wrong-password", &cluster.sasl, wrong, "Authentication failed"),
        ("untrusted", &cluster.tls, untrusted, "not signed by a trusted authority"),
        (
            "no-file",
            &cluster.tls,
            [pairs(&[("security.protocol", "SSL")]), cluster.trust("none.pem")].concat(),
            "none.pem",
        ),
    ];
    tokio::task::block_in_place(|| {
        for (name, listener, settings, told) in cases {
            let (bootstrap, config) = (listener.bootstrap(), file(cluster, name, &settings)?);
            let list = ["topics", "--list", "--bootstrap-server", &bootstrap, "--command-config", &config];
            let output = tool(&list, "")?;
            let text = format!(
                "{}{}",
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr)
            );
            ensure!(!output.status.success() && text.contains(told), "{name}: {}: {text}", output.status);
        }
        Ok(())
    })
}
