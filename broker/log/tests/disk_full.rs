//! A disk that is full: refused appends, an offline directory, and nothing lost that was acknowledged.
//!
//! Method: the test runs itself in a process with a limit on the size of files, which fails writes as a full disk
//! does, part of a write having been done. The shell ignores the signal that comes with it, which is inherited.

mod common;

use std::path::Path;
use std::process::Command;

use common::*;
use kavka_log::{AppendError, AppendOrigin, Isolation, LogConfig};

const DIR: &str = "KAVKA_TEST_FULL_DISK";
/// In units of the shell's `ulimit -f`, 512 bytes (dash) or 1 KiB (bash).
const LIMIT: u64 = 40;

fn config() -> LogConfig {
    LogConfig { index_interval_bytes: 100, ..LogConfig::default() }
}

/// Appends until it fails, then prints how many were acknowledged.
fn fill(dir: &Path) {
    let log = open(dir, &config());
    let mut acknowledged = 0;
    loop {
        let value = format!("{acknowledged}-{}", "x".repeat(100));
        match log.append_as_leader(plain(&[&value]), append_options(AppendOrigin::Client)) {
            Ok(info) => {
                assert_eq!(info.first_offset, acknowledged);
                acknowledged += 1;
            }
            Err(AppendError::Storage { .. }) => break,
            Err(error) => panic!("{error}"),
        }
        assert!(acknowledged < 10_000, "the limit does not hold");
    }
    assert_eq!(log.log_end_offset(), acknowledged);
    assert!(log.is_offline());
    let again = log.append_as_leader(plain(&["x"]), append_options(AppendOrigin::Client));
    assert!(matches!(again, Err(AppendError::Storage { .. })));
    std::fs::write(dir.join("acknowledged"), acknowledged.to_string()).unwrap();
}

#[test]
fn a_full_disk_loses_nothing_that_was_acknowledged() {
    if let Ok(dir) = std::env::var(DIR) {
        return fill(Path::new(&dir));
    }
    let dir = tempfile::tempdir().unwrap();
    let script = format!(
        "trap '' XFSZ; ulimit -f {LIMIT}; exec \"$0\" --exact a_full_disk_loses_nothing_that_was_acknowledged"
    );
    let output = Command::new("sh")
        .arg("-c")
        .arg(script)
        .arg(std::env::current_exe().unwrap())
        .env(DIR, dir.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    let acknowledged: usize =
        std::fs::read_to_string(dir.path().join("acknowledged")).unwrap().parse().unwrap();
    assert!(acknowledged > 10);
    let log = reopen_after_crash(dir.path(), &config(), 0);
    let found = read_all(&log, 0, 1000, Isolation::LogEnd);
    assert_eq!(found.len(), acknowledged, "neither more nor less than what was acknowledged");
    assert!(found.iter().enumerate().all(|(number, (offset, value))| {
        *offset == number as i64 && value.starts_with(&format!("{number}-"))
    }));
}
