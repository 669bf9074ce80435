//! WriteTxnMarkers (key 27), versions 1-2: a transaction coordinator ends transactions here (KIP-98).
//!
//! v1 flexible · v2 the version of the transaction, by which the epoch is checked (KIP-890)
//!
//! Also how `kafka-transactions abort` gets rid of hanging transactions.

use std::sync::Arc;

use indexmap::IndexMap;
use kavka_protocol::ErrorCode;
use kavka_protocol::messages::write_txn_markers_request::WritableTxnMarker;
use kavka_protocol::messages::write_txn_markers_response::{
    WritableTxnMarkerPartitionResult, WritableTxnMarkerResult, WritableTxnMarkerTopicResult,
};
use kavka_protocol::messages::{TopicName, WriteTxnMarkersRequest, WriteTxnMarkersResponse};
use kavka_protocol::record::TransactionMarker;

use super::groups::text;
use super::{Outcome, RequestContext, ResponseBody};
use crate::Broker;
use crate::transactions::{MarkerWrite, MarkerWrites};

/// By producer id, topic and partition, as asked: a producer that is named twice is answered once.
type Answered = IndexMap<i64, IndexMap<Arc<str>, IndexMap<i32, ErrorCode>>>;

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: WriteTxnMarkersRequest,
) -> Outcome {
    let version = ctx.api_version;
    let mut writes = MarkerWrites::new();
    let mut answered = Answered::new();
    // Kafka cannot write a batch of such a producer, and fails over the whole request.
    let is_none = |marker: &WritableTxnMarker| marker.producer_id.0 < 0 || marker.producer_epoch < 0;
    let mut fails = false;
    for (index, marker) in request.markers.iter().enumerate() {
        let write = MarkerWrite { index, marker: of_wire(marker) };
        for topic in &marker.topics {
            let name: Arc<str> = topic.name.as_str().into();
            for number in &topic.partition_indexes {
                // Kafka does not tell a partition elsewhere from one that does not exist.
                let is_here = broker.replicas.partition(&name, *number).is_ok();
                let code = if is_here { ErrorCode::None } else { ErrorCode::UnknownTopicOrPartition };
                answer(&mut answered, write.marker.producer_id, &name, *number, code);
                fails |= is_here && is_none(marker);
                if is_here {
                    writes.entry((Arc::clone(&name), *number)).or_default().push(write);
                }
            }
        }
    }
    if fails {
        let codes = answered.values_mut().flat_map(IndexMap::values_mut).flat_map(IndexMap::values_mut);
        codes.for_each(|code| *code = ErrorCode::UnknownServerError);
        return Outcome::reply(ctx, &shape(answered));
    }
    let producers: Vec<i64> = request.markers.iter().map(|marker| marker.producer_id.0).collect();
    let markers = broker.markers.clone();
    Outcome::Waiting(Box::pin(async move {
        for (topic, number, index, code) in markers.write(writes).await {
            answer(&mut answered, producers[index], &topic, number, code);
        }
        ResponseBody::encode(&shape(answered), version)
    }))
}

fn of_wire(marker: &WritableTxnMarker) -> TransactionMarker {
    TransactionMarker {
        producer_id: marker.producer_id.0,
        producer_epoch: marker.producer_epoch,
        coordinator_epoch: marker.coordinator_epoch,
        committed: marker.transaction_result,
        transaction_version: i16::from(marker.transaction_version),
    }
}

fn answer(answered: &mut Answered, producer_id: i64, topic: &Arc<str>, number: i32, code: ErrorCode) {
    let topics = answered.entry(producer_id).or_default();
    topics.entry(Arc::clone(topic)).or_default().insert(number, code);
}

fn shape(answered: Answered) -> WriteTxnMarkersResponse {
    let markers = answered.into_iter().map(|(producer_id, topics)| {
        let topics = topics.into_iter().map(|(topic, partitions)| {
            let partitions = partitions.into_iter().map(|(number, code)| {
                WritableTxnMarkerPartitionResult::default()
                    .with_partition_index(number)
                    .with_error_code(code.code())
            });
            WritableTxnMarkerTopicResult::default()
                .with_name(TopicName(text(&*topic)))
                .with_partitions(partitions.collect())
        });
        WritableTxnMarkerResult::default().with_producer_id(producer_id.into()).with_topics(topics.collect())
    });
    WriteTxnMarkersResponse::default().with_markers(markers.collect())
}
