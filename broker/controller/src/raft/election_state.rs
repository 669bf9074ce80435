//! What a replica must not forget of elections: the `quorum-state` file.

use std::io;
use std::path::Path;

use kavka_log::kafka_uuid;
use serde_json::{Value, json};
use uuid::Uuid;

use super::ReplicaKey;

/// Name of the file in the metadata log's directory.
pub const QUORUM_STATE_FILE: &str = "quorum-state";

/// The file is a few hundred bytes; more than this is not ours.
const FILE_BYTES_MAX: u64 = 1 << 20;

/// Epoch, leader and vote of a replica.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ElectionState {
    /// The epoch.
    pub epoch: i32,
    /// Its leader, if known.
    pub leader_id: Option<i32>,
    /// Whom this replica voted for in it.
    pub voted: Option<ReplicaKey>,
}

/// Why `quorum-state` could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ElectionStateError {
    /// The file could not be read.
    #[error("cannot read {QUORUM_STATE_FILE}")]
    Io(#[source] io::Error),
    /// It is not what it should be.
    #[error("{QUORUM_STATE_FILE} is not valid: {0}")]
    Invalid(String),
}

/// Reads the state of the metadata log in `dir`, `None` if it was never written.
///
/// # Errors
/// [`ElectionStateError`].
///
/// Source: KIP-595, KIP-853; `FileQuorumStateStore` in Apache Kafka 4.3.
pub fn read(dir: &Path) -> Result<Option<ElectionState>, ElectionStateError> {
    match kavka_log::atomic_file::read_text(&dir.join(QUORUM_STATE_FILE), FILE_BYTES_MAX) {
        Ok(text) => parse(&text).map(Some),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(ElectionStateError::Io(e)),
    }
}

/// Writes the state so that it survives a crash, in the layout that goes with `kraft_version`.
///
/// # Errors
/// The file's. The old content stays then.
pub fn write(dir: &Path, state: &ElectionState, kraft_version: i16, voters: &[i32]) -> io::Result<()> {
    let text = render(state, kraft_version, voters);
    kavka_log::atomic_file::write_atomically(&dir.join(QUORUM_STATE_FILE), text.as_bytes())
}

fn render(state: &ElectionState, kraft_version: i16, voters: &[i32]) -> String {
    let leader = state.leader_id.unwrap_or(-1);
    let voted = state.voted.map_or(-1, |key| key.id);
    let value = if kraft_version == 0 {
        let voters: Vec<Value> = voters.iter().map(|id| json!({ "voterId": id })).collect();
        json!({
            "clusterId": "", "leaderId": leader, "leaderEpoch": state.epoch, "votedId": voted,
            "appliedOffset": 0, "currentVoters": voters, "data_version": 0,
        })
    } else {
        let directory = state.voted.map_or(Uuid::nil(), |key| key.directory_id);
        json!({
            "leaderId": leader, "leaderEpoch": state.epoch, "votedId": voted,
            "votedDirectoryId": kafka_uuid::to_string(directory), "data_version": 1,
        })
    };
    value.to_string()
}

fn parse(text: &str) -> Result<ElectionState, ElectionStateError> {
    let invalid = |what: &str| ElectionStateError::Invalid(what.to_owned());
    let value: Value = serde_json::from_str(text).map_err(|e| invalid(&e.to_string()))?;
    let number = |key: &str| {
        let number = value.get(key).and_then(Value::as_i64).and_then(|n| i32::try_from(n).ok());
        number.ok_or_else(|| invalid(&format!("{key} is missing or not a number")))
    };
    let directory_id = match number("data_version")? {
        0 => Uuid::nil(),
        1 => {
            let text = value.get("votedDirectoryId").and_then(Value::as_str);
            text.and_then(kafka_uuid::parse)
                .ok_or_else(|| invalid("votedDirectoryId is missing or not an id"))?
        }
        other => return Err(invalid(&format!("unknown data_version {other}"))),
    };
    let id = |key: &str| number(key).map(|id| (id >= 0).then_some(id));
    Ok(ElectionState {
        epoch: number("leaderEpoch")?,
        leader_id: id("leaderId")?,
        voted: id("votedId")?.map(|id| ReplicaKey { id, directory_id }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Written by Apache Kafka 4.3.0.
    const RECORDED: &str = r#"{"leaderId":1,"leaderEpoch":1,"votedId":-1,"votedDirectoryId":"AAAAAAAAAAAAAAAAAAAAAA","data_version":1}"#;

    #[test]
    fn writes_the_bytes_apache_kafka_writes() {
        let state = parse(RECORDED).unwrap();
        assert_eq!(state, ElectionState { epoch: 1, leader_id: Some(1), voted: None });
        assert_eq!(render(&state, 1, &[1]), RECORDED);
    }

    #[test]
    fn older_layout_keeps_the_vote() {
        let state =
            ElectionState { epoch: 7, leader_id: None, voted: Some(ReplicaKey::without_directory(3)) };
        let text = render(&state, 0, &[1, 3]);
        assert!(text.contains(r#""currentVoters":[{"voterId":1},{"voterId":3}]"#), "{text}");
        assert_eq!(parse(&text).unwrap(), state);
    }

    #[test]
    fn nonsense_is_an_error() {
        for text in ["", "{}", "[1]", r#"{"leaderId":1,"leaderEpoch":1,"votedId":-1,"data_version":9}"#] {
            assert!(matches!(parse(text), Err(ElectionStateError::Invalid(_))), "{text}");
        }
    }

    #[test]
    fn survives_the_file() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(read(dir.path()).unwrap(), None);
        let key = ReplicaKey { id: 2, directory_id: Uuid::from_u128(77) };
        let state = ElectionState { epoch: 3, leader_id: Some(1), voted: Some(key) };
        write(dir.path(), &state, 1, &[]).unwrap();
        assert_eq!(read(dir.path()).unwrap(), Some(state));
    }
}
