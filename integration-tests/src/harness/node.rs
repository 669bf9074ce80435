//! A broker of either make behind one face, started from `server.properties`, killed and started again.

use std::path::Path;
use std::time::Duration;

use anyhow::{Result, bail};
use tempfile::TempDir;

use super::{
    Apache, Kavka, Listener, apache_tool, free_port, kavka_binary, listener_lines, run, write_properties,
};

/// The cluster id of every directory that tests format.
pub const CLUSTER_ID: &str = "AAAAAAAAQACAAAAAAAAAAA";

/// Whose broker it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Make {
    /// Apache Kafka 4.3.
    Apache,
    /// Ours.
    Kavka,
}

impl Make {
    /// Kavka, or what `KAVKA_TEST_SUBJECT` names: `apache` runs a test against Apache Kafka, to check the test itself.
    ///
    /// # Errors
    /// Where it names neither.
    pub fn from_env() -> Result<Make> {
        match std::env::var("KAVKA_TEST_SUBJECT").as_deref() {
            Err(_) | Ok("kavka") => Ok(Make::Kavka),
            Ok("apache") => Ok(Make::Apache),
            Ok(other) => bail!("KAVKA_TEST_SUBJECT is {other:?}, not kavka or apache"),
        }
    }
}

#[derive(Debug)]
enum Process {
    Apache(Apache),
    Kavka(Kavka),
}

/// A node in both roles with a directory of its own. Killed when dropped.
#[derive(Debug)]
pub struct Node {
    make: Make,
    port: u16,
    controller_port: u16,
    process: Option<Process>,
    dir: TempDir,
    /// Options of the Java machine.
    java: Vec<String>,
}

/// What a node may have besides the usual.
#[derive(Debug, Default)]
pub struct Extras<'a> {
    /// Lines at the end of `server.properties`.
    pub lines: &'a str,
    /// Listeners besides the plain one.
    pub listeners: &'a [Listener],
    /// Options of the Java machine; Kavka has none.
    pub java: Vec<String>,
}

impl Node {
    /// Formats a directory and starts a node on it; `extra` lines end its `server.properties`.
    ///
    /// # Errors
    /// Where it does not come up; the error holds its log.
    pub fn start(make: Make, extra: &str) -> Result<Node> {
        Self::start_with(make, Extras { lines: extra, ..Extras::default() })
    }

    /// As [`Self::start`], with more than lines.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub fn start_with(make: Make, extras: Extras<'_>) -> Result<Node> {
        let dir = tempfile::tempdir()?;
        let (port, controller_port) = (free_port()?, free_port()?);
        let mut lines = extras.lines.to_owned();
        if !extras.listeners.is_empty() {
            lines = format!("{lines}\n{}", listener_lines(port, controller_port, extras.listeners));
        }
        let properties = write_properties(dir.path(), port, controller_port, &lines)?;
        let properties = properties.display().to_string();
        let format = ["format", "--standalone", "-t", CLUSTER_ID, "-c", &properties];
        match make {
            Make::Apache => apache_tool("kafka.tools.StorageTool", &format)?,
            Make::Kavka => {
                let binary = kavka_binary()?.display().to_string();
                run(&binary, &[&["storage"], &format[..]].concat(), Duration::from_secs(30))?
            }
        };
        let mut node = Node { make, port, controller_port, process: None, dir, java: extras.java };
        node.restart()?;
        Ok(node)
    }

    /// Starts it again on the same directory and port, whether it was killed or stopped.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub fn restart(&mut self) -> Result<()> {
        self.restart_as(self.make)
    }

    /// As [`Self::restart`], with the broker of the given make.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub fn restart_as(&mut self, make: Make) -> Result<()> {
        self.kill();
        self.make = make;
        let dir = self.dir.path();
        self.process = Some(match make {
            Make::Apache => {
                let (port, controller_port) = (self.port, self.controller_port);
                let java: Vec<&str> =
                    ["-Xmx1g"].into_iter().chain(self.java.iter().map(String::as_str)).collect();
                Process::Apache(Apache::launch_with(dir.to_path_buf(), port, controller_port, &java)?)
            }
            Make::Kavka => Process::Kavka(Kavka::start_broker(dir, self.port)?),
        });
        Ok(())
    }

    /// `kill -9`, if it runs.
    pub fn kill(&mut self) {
        self.process = None;
    }

    /// SIGTERM, then waits for a clean end.
    ///
    /// # Errors
    /// Where it does not end.
    pub fn stop(&mut self) -> Result<()> {
        match &mut self.process {
            Some(Process::Apache(apache)) => apache.stop()?,
            Some(Process::Kavka(kavka)) => kavka.stop()?,
            None => {}
        }
        self.process = None;
        Ok(())
    }

    /// Whose broker runs on it, or ran last.
    pub fn make(&self) -> Make {
        self.make
    }

    /// `127.0.0.1:PORT`, the same for all its life.
    pub fn bootstrap(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// `127.0.0.1:PORT` of its controller's listener.
    pub fn controller_bootstrap(&self) -> String {
        format!("127.0.0.1:{}", self.controller_port)
    }

    /// The process id, while it runs.
    pub fn pid(&self) -> Option<u32> {
        self.process.as_ref().map(|process| match process {
            Process::Apache(apache) => apache.pid(),
            Process::Kavka(kavka) => kavka.pid(),
        })
    }

    /// The folder with `server.properties` and `data`.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// All that the running process logged.
    pub fn log(&self) -> String {
        match &self.process {
            Some(Process::Apache(apache)) => apache.log(),
            Some(Process::Kavka(kavka)) => kavka.log(),
            None => String::new(),
        }
    }
}
