//! Goal: of two first starts on one directory at the same moment one wins and the other says why it does not.
//! Method: pairs of `kavka up` as processes, on ports of their own.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

fn up(data: &std::path::Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_kavka"))
        .args(["up", "--listen", "127.0.0.1:0", "--data"])
        .arg(data)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Whether it got ready; one that did not has ended.
fn is_ready(process: &mut Child) -> bool {
    let mut first = String::new();
    BufReader::new(process.stdout.as_mut().unwrap()).read_line(&mut first).unwrap();
    first.starts_with("kavka ready: ")
}

#[test]
fn one_of_two_first_starts_wins() {
    for round in 0..5 {
        let data = tempfile::tempdir().unwrap();
        let mut both = [up(data.path()), up(data.path())];
        let ready = both.each_mut().map(is_ready);
        if ready == [false, false] {
            let said = both.each_mut().map(|one| {
                let mut said = String::new();
                one.stderr.take().unwrap().read_to_string(&mut said).unwrap();
                said
            });
            panic!("round {round}: none got ready: {said:?}");
        }
        assert_ne!(ready[0], ready[1], "round {round}: one is ready, the other is not");
        let [winner, loser] = if ready[0] { [0, 1] } else { [1, 0] };
        assert_eq!(both[loser].wait().unwrap().code(), Some(1));
        let mut said = String::new();
        both[loser].stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!(said.trim_end().lines().count(), 1, "{said}");
        assert!(said.contains("Failed to acquire lock on file .lock"), "{said}");
        assert!(both[winner].try_wait().unwrap().is_none());
        both[winner].kill().unwrap();
        both[winner].wait().unwrap();
    }
}
