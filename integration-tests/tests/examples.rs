//! Goal: what a newcomer runs first works. Method: the examples themselves, built and run against a node: one writes,
//! two members of a group read, and after Ctrl-C a third goes on where they left off.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use kavka_integration_tests::harness::{Make, Node, project_root};

/// The folder of the examples, built on first use.
fn built() -> Result<PathBuf> {
    let mut build = Command::new(env!("CARGO"));
    build.current_dir(project_root()).args(["build", "--quiet", "-p", "kavka-examples", "--examples"]);
    ensure!(build.status().context("cargo build")?.success(), "the examples do not build");
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| project_root().join("target"), PathBuf::from);
    Ok(target.join("debug/examples"))
}

/// An example that is running, and its lines.
struct Example {
    child: Child,
    lines: Receiver<String>,
}

impl Example {
    fn start(name: &str, bootstrap: &str) -> Result<Self> {
        let mut child = Command::new(built()?.join(name))
            .arg(bootstrap)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .context("start an example")?;
        let stdout = child.stdout.take().context("no stdout")?;
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Ok(Self { child, lines })
    }

    fn line(&self) -> Result<String> {
        self.lines.recv_timeout(Duration::from_secs(240)).context("no line in time")
    }

    /// Ctrl-C, and whatever it still printed.
    fn interrupt(mut self) -> Result<Vec<String>> {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, rustix::process::Signal::INT)?;
        ensure!(self.child.wait()?.success(), "an orderly end");
        Ok(self.lines.try_iter().collect())
    }
}

impl Drop for Example {
    fn drop(&mut self) {
        // Already gone is as good as killed.
        let _killed = self.child.kill();
        let _reaped = self.child.wait();
    }
}

#[test]
fn a_group_reads_what_the_producer_writes_and_goes_on_where_it_left_off() -> Result<()> {
    let node = Node::start(Make::from_env()?, "")?;
    let mut writer = Example::start("producer", &node.bootstrap())?;
    ensure!(writer.child.wait()?.success());
    let reader = Example::start("consumer", &node.bootstrap())?;
    let mut lines: Vec<String> = (0..10).map(|_| reader.line()).collect::<Result<_>>()?;
    lines.sort();
    let read = |number: usize| lines.iter().any(|line| line.ends_with(&format!(": hello {number}")));
    ensure!((0..10).all(read), "{lines:?}");
    reader.interrupt()?;
    let mut writer = Example::start("producer", &node.bootstrap())?;
    ensure!(writer.child.wait()?.success());
    let reader = Example::start("consumer", &node.bootstrap())?;
    let again: Vec<String> = (0..10).map(|_| reader.line()).collect::<Result<_>>()?;
    ensure!(again.iter().all(|line| !lines.contains(line)), "nothing twice: {again:?}");
    ensure!(reader.interrupt()?.is_empty());
    Ok(())
}

#[test]
fn what_the_producer_writes_is_copied_exactly_once() -> Result<()> {
    let node = Node::start(Make::from_env()?, "")?;
    let mut writer = Example::start("producer", &node.bootstrap())?;
    ensure!(writer.child.wait()?.success());
    for copied in ["copied 10 records", "copied 0 records"] {
        let copier = Example::start("transactional_copy", &node.bootstrap())?;
        let line = copier.line()?;
        ensure!(line.starts_with(copied), "{line}");
    }
    Ok(())
}

#[test]
fn typed_records_are_written_and_read() -> Result<()> {
    let node = Node::start(Make::from_env()?, "")?;
    let mut typed = Example::start("typed", &node.bootstrap())?;
    let mut lines: Vec<String> = (0..3).map(|_| typed.line()).collect::<Result<_>>()?;
    lines.sort();
    let wanted = "cellar: Some(Reading { sensor: 1, celsius: 11.25 })";
    ensure!(lines[1] == wanted, "{lines:?}");
    ensure!(typed.child.wait()?.success());
    Ok(())
}
