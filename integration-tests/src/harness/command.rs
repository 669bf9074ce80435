//! Programs run to their end, with their output when they fail.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// Runs a program and gives its stdout.
///
/// # Errors
/// Where it cannot start, ends with another code than 0 (the error's first line has the last words it said, then comes
/// all it printed), or takes longer than `limit` (it is killed then).
pub fn run<S: AsRef<OsStr>>(program: &str, arguments: &[S], limit: Duration) -> Result<String> {
    run_in(Path::new("."), program, arguments, limit)
}

/// As [`run`], in a folder.
///
/// # Errors
/// As [`run`].
pub fn run_in<S: AsRef<OsStr>>(
    dir: &Path,
    program: &str,
    arguments: &[S],
    limit: Duration,
) -> Result<String> {
    let (out, err) = (tempfile::NamedTempFile::new()?, tempfile::NamedTempFile::new()?);
    let mut child = Command::new(program)
        .args(arguments)
        .current_dir(dir)
        .stdin(Stdio::null())
        .stdout(out.reopen()?)
        .stderr(err.reopen()?)
        .spawn()
        .with_context(|| format!("start {program}"))?;
    let deadline = Instant::now() + limit;
    let status = loop {
        match child.try_wait()? {
            Some(status) => break Some(status),
            None if Instant::now() > deadline => {
                child.kill()?;
                child.wait()?;
                break None;
            }
            None => std::thread::sleep(Duration::from_millis(20)),
        }
    };
    let stdout = String::from_utf8_lossy(&std::fs::read(out.path())?).into_owned();
    if status.is_some_and(|status| status.success()) {
        return Ok(stdout);
    }
    let stderr = String::from_utf8_lossy(&std::fs::read(err.path())?).into_owned();
    let shown: Vec<_> = arguments.iter().map(|a| a.as_ref().to_string_lossy().into_owned()).collect();
    let end = status
        .map_or_else(|| format!("did not end within {limit:?}"), |status| format!("ended with {status}"));
    let last = last_words(&stderr).or_else(|| last_words(&stdout)).unwrap_or("it printed nothing");
    bail!("{program} {} {end}: {last}\n--- stdout\n{stdout}\n--- stderr\n{stderr}", shown.join(" "))
}

fn last_words(output: &str) -> Option<&str> {
    output.lines().map(str::trim).rfind(|line| !line.is_empty())
}
