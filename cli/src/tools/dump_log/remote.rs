//! Records of `__remote_log_metadata`, written as `toString` of the classes that Kafka reads them into.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::frame::{self, FrameError};

/// Shows a record's value.
pub fn show(value: Option<&[u8]>) -> Result<String, FrameError> {
    let framed = frame::read(value, |name| name.starts_with("Remote"))?;
    text(framed.name, &framed.data)
}

fn text(name: &str, data: &Value) -> Result<String, FrameError> {
    let segment = |name: &str| -> Result<String, FrameError> {
        Ok(format!(
            "segmentLeaderEpochs={}, segmentSizeInBytes={}, customMetadata={}, state={}, txnIdxEmpty={}}}",
            epochs(&data["segmentLeaderEpochs"]),
            data["segmentSizeInBytes"],
            custom(&data["customMetadata"]),
            segment_state(&data[name])?,
            data["txnIndexEmpty"].as_bool().unwrap_or(false),
        ))
    };
    Ok(match name {
        "RemoteLogSegmentMetadataRecord" => format!(
            "RemoteLogSegmentMetadata{{remoteLogSegmentId={}, startOffset={}, endOffset={}, brokerId={}, \
             maxTimestampMs={}, eventTimestampMs={}, {}",
            segment_id(&data["remoteLogSegmentId"]),
            data["startOffset"],
            data["endOffset"],
            data["brokerId"],
            data["maxTimestampMs"],
            data["eventTimestampMs"],
            segment("remoteLogSegmentState")?,
        ),
        "RemoteLogSegmentMetadataSnapshotRecord" => format!(
            "RemoteLogSegmentMetadataSnapshot{{segmentId={}, startOffset={}, endOffset={}, maxTimestampMs={}, {}",
            words(&data["segmentId"]),
            data["startOffset"],
            data["endOffset"],
            data["maxTimestampMs"],
            segment("remoteLogSegmentState")?,
        ),
        "RemoteLogSegmentMetadataUpdateRecord" => format!(
            "RemoteLogSegmentMetadataUpdate{{remoteLogSegmentId={}, customMetadata={}, state={}, \
             eventTimestampMs={}, brokerId={}}}",
            segment_id(&data["remoteLogSegmentId"]),
            custom(&data["customMetadata"]),
            segment_state(&data["remoteLogSegmentState"])?,
            data["eventTimestampMs"],
            data["brokerId"],
        ),
        _ => format!(
            "RemotePartitionDeleteMetadata{{topicPartition={}, state={}, eventTimestampMs={}, brokerId={}}}",
            partition(&data["topicIdPartition"]),
            deletion_state(&data["remotePartitionDeleteState"])?,
            data["eventTimestampMs"],
            data["brokerId"],
        ),
    })
}

fn words(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn segment_id(value: &Value) -> String {
    let partition = partition(&value["topicIdPartition"]);
    format!("RemoteLogSegmentId{{topicIdPartition={partition}, id={}}}", words(&value["id"]))
}

fn partition(value: &Value) -> String {
    format!("{}:{}-{}", words(&value["id"]), words(&value["name"]), value["partition"])
}

/// A map from epoch to offset, in the order of the epochs.
fn epochs(value: &Value) -> String {
    let number = |value: &Value| value.as_i64().unwrap_or_default();
    let entries = value.as_array().into_iter().flatten();
    let sorted: std::collections::BTreeMap<i64, i64> =
        entries.map(|entry| (number(&entry["leaderEpoch"]), number(&entry["offset"]))).collect();
    let shown: Vec<String> = sorted.iter().map(|(epoch, offset)| format!("{epoch}={offset}")).collect();
    format!("{{{}}}", shown.join(", "))
}

fn custom(value: &Value) -> String {
    match value.as_str().and_then(|text| STANDARD.decode(text).ok()) {
        Some(bytes) => format!("Optional[CustomMetadata{{{} bytes}}]", bytes.len()),
        None => "Optional.empty".to_owned(),
    }
}

fn segment_state(value: &Value) -> Result<&'static str, FrameError> {
    Ok(match value.as_i64() {
        Some(0) => "COPY_SEGMENT_STARTED",
        Some(1) => "COPY_SEGMENT_FINISHED",
        Some(2) => "DELETE_SEGMENT_STARTED",
        Some(3) => "DELETE_SEGMENT_FINISHED",
        _ => return Err(FrameError::UnknownState),
    })
}

fn deletion_state(value: &Value) -> Result<&'static str, FrameError> {
    Ok(match value.as_i64() {
        Some(0) => "DELETE_PARTITION_MARKED",
        Some(1) => "DELETE_PARTITION_STARTED",
        Some(2) => "DELETE_PARTITION_FINISHED",
        _ => return Err(FrameError::UnknownState),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_without_value_and_an_unknown_state_are_told() {
        assert_eq!(show(None).unwrap_err().to_string(), "the record has no value");
        let data = serde_json::json!({"remotePartitionDeleteState": 9});
        let error = text("RemotePartitionDeleteMetadataRecord", &data).unwrap_err();
        assert_eq!(error.to_string(), "state can not be null");
    }
}
