//! The tables of `kafka-transactions`.

use kavka_client::TopicPartition;
use kavka_client::admin::{PartitionProducer, TransactionDescription, TransactionListing};

use crate::output::tab_table;

pub(super) fn listing(listed: &[TransactionListing]) -> Vec<String> {
    let row = |listed: &TransactionListing| {
        let TransactionListing { id, producer_id, state, coordinator } = listed;
        vec![id.clone(), coordinator.to_string(), producer_id.to_string(), state.clone()]
    };
    let rows: Vec<Vec<String>> = listed.iter().map(row).collect();
    tab_table(&["TransactionalId", "Coordinator", "ProducerId", "TransactionState"], &rows)
}

pub(super) fn description(described: &TransactionDescription, now_ms: i64) -> Vec<String> {
    let titles = [
        "CoordinatorId",
        "TransactionalId",
        "ProducerId",
        "ProducerEpoch",
        "TransactionState",
        "TransactionTimeoutMs",
        "CurrentTransactionStartTimeMs",
        "TransactionDurationMs",
        "TopicPartitions",
    ];
    let or_none = |value: Option<i64>| value.map_or("None".to_string(), |value| value.to_string());
    let partitions: Vec<String> = described.partitions.iter().map(ToString::to_string).collect();
    let row = vec![
        described.coordinator.to_string(),
        described.id.clone(),
        described.producer_id.to_string(),
        described.producer_epoch.to_string(),
        described.state.clone(),
        described.timeout_ms.to_string(),
        or_none(described.started_ms),
        or_none(described.started_ms.map(|started| now_ms - started)),
        partitions.join(","),
    ];
    tab_table(&titles, &[row])
}

pub(super) fn producers(producers: &[PartitionProducer]) -> Vec<String> {
    let titles = [
        "ProducerId",
        "ProducerEpoch",
        "LatestCoordinatorEpoch",
        "LastSequence",
        "LastTimestamp",
        "CurrentTransactionStartOffset",
    ];
    let row = |producer: &PartitionProducer| {
        vec![
            producer.producer_id.to_string(),
            producer.producer_epoch.to_string(),
            producer.coordinator_epoch.unwrap_or(-1).to_string(),
            producer.last_sequence.to_string(),
            producer.last_timestamp.to_string(),
            producer.transaction_start.map_or("None".to_string(), |start| start.to_string()),
        ]
    };
    tab_table(&titles, &producers.iter().map(row).collect::<Vec<_>>())
}

pub(super) fn hanging(found: &[(TopicPartition, PartitionProducer)], now_ms: i64) -> Vec<String> {
    let titles = [
        "Topic",
        "Partition",
        "ProducerId",
        "ProducerEpoch",
        "CoordinatorEpoch",
        "StartOffset",
        "LastTimestamp",
        "Duration(min)",
    ];
    let row = |(at, producer): &(TopicPartition, PartitionProducer)| {
        vec![
            at.topic.clone(),
            at.partition.to_string(),
            producer.producer_id.to_string(),
            producer.producer_epoch.to_string(),
            producer.coordinator_epoch.unwrap_or(-1).to_string(),
            producer.transaction_start.unwrap_or(-1).to_string(),
            producer.last_timestamp.to_string(),
            ((now_ms - producer.last_timestamp) / 60_000).to_string(),
        ]
    };
    tab_table(&titles, &found.iter().map(row).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::recorded;

    #[test]
    fn lists_read_as_recorded() {
        let golden = recorded(include_str!("../../../tests/golden/transactions-list.txt"));
        let listed: Vec<TransactionListing> = golden
            .lines()
            .skip(1)
            .map(|line| {
                let cells: Vec<&str> = line.split('\t').map(str::trim_end).collect();
                TransactionListing {
                    id: cells[0].to_string(),
                    coordinator: cells[1].parse().unwrap(),
                    producer_id: cells[2].parse().unwrap(),
                    state: cells[3].to_string(),
                }
            })
            .collect();
        assert_eq!(listing(&listed).join("\n"), golden);
    }

    #[test]
    fn a_transaction_reads_as_recorded() {
        let described = TransactionDescription {
            id: "g-tx1".to_string(),
            coordinator: 1,
            state: "CompleteCommit".to_string(),
            producer_id: 13,
            producer_epoch: 3,
            timeout_ms: 60_000,
            started_ms: Some(1_795_365_078_286),
            partitions: Vec::new(),
        };
        let golden = recorded(include_str!("../../../tests/golden/transactions-describe.txt"));
        assert_eq!(description(&described, 1_795_365_710_649).join("\n"), golden);
    }

    #[test]
    fn producers_read_as_recorded() {
        let producer = |producer_id, producer_epoch, last_timestamp| PartitionProducer {
            producer_id,
            producer_epoch,
            last_sequence: -1,
            last_timestamp,
            coordinator_epoch: Some(0),
            transaction_start: None,
        };
        let golden = recorded(include_str!("../../../tests/golden/transactions-producers.txt"));
        let found = [producer(13, 3, 1_795_365_078_341), producer(14, 1, 1_795_365_078_662)];
        assert_eq!(producers(&found).join("\n"), golden);
    }
}
