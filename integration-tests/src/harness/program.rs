//! A foreign program that runs beside the test and says on stdout what it does.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

/// A running program. Killed when dropped.
#[derive(Debug)]
pub struct Program {
    name: String,
    child: Child,
    stdin: Option<ChildStdin>,
    lines: Arc<Mutex<Vec<String>>>,
}

impl Program {
    /// Starts the program of these words. What it prints, on stderr too, is kept.
    ///
    /// # Errors
    /// Where it cannot be started.
    pub fn start(name: &str, words: &[String]) -> Result<Program> {
        let (program, arguments) = words.split_first().context("no program")?;
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("start {name}: {program}"))?;
        let lines = Arc::new(Mutex::new(Vec::new()));
        let stdin = child.stdin.take();
        keep(child.stdout.take().context("no stdout")?, Arc::clone(&lines), "");
        keep(child.stderr.take().context("no stderr")?, Arc::clone(&lines), "stderr: ");
        Ok(Program { name: name.to_owned(), child, stdin, lines })
    }

    /// Its name in messages.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// All lines so far.
    pub fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Its last lines, for messages.
    pub fn tail(&self) -> String {
        let lines = self.lines();
        format!("{}:\n  {}", self.name, lines[lines.len().saturating_sub(30)..].join("\n  "))
    }

    /// Its exit code, or -1 for a signal, once it has ended.
    ///
    /// # Errors
    /// Where the system cannot say.
    pub fn ended(&mut self) -> Result<Option<i32>> {
        Ok(self.child.try_wait()?.map(|status| status.code().unwrap_or(-1)))
    }

    /// Closes its stdin, which asks it to end, and waits for it to end with code 0.
    ///
    /// # Errors
    /// Where it does not, or not within `limit`.
    pub fn end(&mut self, limit: Duration) -> Result<()> {
        self.stdin = None;
        let deadline = Instant::now() + limit;
        loop {
            if let Some(code) = self.ended()? {
                ensure!(code == 0, "ended with code {code}; {}", self.tail());
                return Ok(());
            }
            ensure!(Instant::now() < deadline, "does not end within {limit:?}; {}", self.tail());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// `kill -9`.
    ///
    /// # Errors
    /// Where the system refuses.
    pub fn kill(&mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

/// Reads in a thread of its own, so that the program never waits for the test.
fn keep(stream: impl std::io::Read + Send + 'static, lines: Arc<Mutex<Vec<String>>>, prefix: &'static str) {
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(std::result::Result::ok) {
            lines.lock().unwrap_or_else(PoisonError::into_inner).push(format!("{prefix}{line}"));
        }
    });
}

impl Drop for Program {
    fn drop(&mut self) {
        // Already gone is as good as killed.
        let _ended = self.kill();
    }
}
