//! A transaction's life at every version of its requests, and what is to be seen of it from outside.

use anyhow::{Context, Result};
use kavka_protocol::ApiKey;
use kavka_protocol::messages::{
    FindCoordinatorRequest, FindCoordinatorResponse, InitProducerIdResponse, ListTransactionsRequest,
    ListTransactionsResponse, ProducerId,
};

use crate::player::{Session, s};
use crate::txn::{Producer, await_coordinator, await_state, describe, init_request};

pub(crate) fn script(session: &mut Session) -> Result<()> {
    session.topic("tx", 3, &[])?;
    await_coordinator(session, "tx")?;
    find(session);
    for version in 0..=5 {
        life(session, version)?;
    }
    second_version(session)?;
    look(session)?;
    Ok(())
}

fn find(session: &mut Session) {
    for version in 1..=6 {
        for keys in [vec!["tx"], vec![""], vec!["tx", "ty"], vec![]] {
            let mut request = make!(FindCoordinatorRequest { key_type: 1 });
            if version >= 4 {
                request.coordinator_keys = keys.iter().map(|key| s(key)).collect();
            } else {
                let [key] = keys[..] else { continue };
                request.key = s(key);
            }
            let label = format!("transactions {keys:?}");
            session.call::<_, FindCoordinatorResponse>(&label, ApiKey::FindCoordinator, version, &request);
        }
    }
}

/// Every request at the version of its time, up to a commit and an abort.
fn life(session: &mut Session, version: i16) -> Result<()> {
    const IDS: [&str; 6] = ["tx-0", "tx-1", "tx-2", "tx-3", "tx-4", "tx-5"];
    let id = IDS[version as usize];
    await_coordinator(session, id)?;
    let request = init_request(version, Some(id), 60_000, None);
    let given: InitProducerIdResponse = session
        .call("a transactional producer", ApiKey::InitProducerId, version, &request)
        .context("no answer")?;
    let mut producer = Producer { id, producer_id: given.producer_id.0, epoch: given.producer_epoch };
    describe(session, "begun with nothing", &[id]);
    let (add, produce, end) = (version.min(5), version + 3, version);
    producer.add(session, "two partitions", add, &[("tx", &[0, 1])]);
    describe(session, "ongoing", &[id]);
    producer.add(session, "one of them again", add, &[("tx", &[1])]);
    producer.produce(session, "in a transaction", produce, ("tx", 0), (0, &["a", "b"]))?;
    producer.produce(session, "in a transaction", produce.min(12), ("tx", 1), (0, &["c"]))?;
    producer.produce(session, "the same again", produce, ("tx", 1), (0, &["c"]))?;
    producer.add(session, "a third", add, &[("tx", &[2])]);
    describe(session, "still ongoing", &[id]);
    let old = producer.clone();
    producer.end(session, "ongoing", end, true);
    await_state(session, id, "CompleteCommit")?;
    describe(session, "committed", &[id]);
    old.clone().end(session, "ended already, as before", end, true);
    old.clone().end(session, "ended already, the other way", end, false);

    producer.add(session, "the next transaction", add, &[("tx", &[0])]);
    describe(session, "the next one ongoing", &[id]);
    producer.produce(
        session,
        "the next transaction",
        produce,
        ("tx", 0),
        (if version >= 5 { 0 } else { 2 }, &["d"]),
    )?;
    let old = producer.clone();
    producer.end(session, "ongoing", end, false);
    await_state(session, id, "CompleteAbort")?;
    describe(session, "aborted", &[id]);
    old.clone().end(session, "ended already, as before", end, false);
    old.clone().end(session, "ended already, the other way", end, true);

    // A transaction with nothing in it.
    let old = producer.clone();
    producer.end(session, "without partitions", end, false);
    describe(session, "after an end of nothing", &[id]);
    old.clone().end(session, "of nothing, once more", end, false);
    producer.end(session, "of nothing", end, true);
    describe(session, "after a commit of nothing", &[id]);

    // Another instance takes over, while nothing is open and while something is.
    let request = init_request(version, Some(id), 60_000, None);
    session.until(|session| {
        let answer: InitProducerIdResponse = session.quiet(ApiKey::InitProducerId, version, &request)?;
        Ok((answer.error_code == 0).then_some(()))
    })?;
    let given: InitProducerIdResponse =
        session.call("another instance", ApiKey::InitProducerId, version, &request).context("no answer")?;
    let mut other = Producer { id, producer_id: given.producer_id.0, epoch: given.producer_epoch };
    producer.add(session, "fenced", add, &[("tx", &[0])]);
    producer.end(session, "fenced", end, true);
    other.add(session, "opens one", add, &[("tx", &[0])]);
    other.produce(session, "opens one", produce, ("tx", 0), (0, &["e"]))?;
    session.call::<_, InitProducerIdResponse>(
        "a third instance while one is open",
        ApiKey::InitProducerId,
        version,
        &request,
    );
    await_state(session, id, "CompleteAbort")?;
    describe(session, "aborted by another instance", &[id]);
    other.end(session, "aborted by another instance", end, true);
    other.end(session, "aborted by another instance", end, false);
    session.call::<_, InitProducerIdResponse>(
        "a third instance, again",
        ApiKey::InitProducerId,
        version,
        &request,
    );
    describe(session, "with its third instance", &[id]);
    Ok(())
}

/// Transaction version 2 (KIP-890): produce adds the partition by itself, and each end gives a new epoch.
fn second_version(session: &mut Session) -> Result<()> {
    let mut producer = Producer::quietly(session, "tx-v2", 60_000)?;
    producer.produce(session, "not added, old client", 11, ("tx", 0), (0, &["no"]))?;
    describe(session, "nothing was added", &["tx-v2"]);
    producer.produce(session, "not added, new client", 12, ("tx", 0), (0, &["f"]))?;
    describe(session, "added by produce", &["tx-v2"]);
    producer.produce(session, "again", 12, ("tx", 0), (1, &["g"]))?;
    producer.produce(session, "another partition", 12, ("tx", 2), (0, &["h"]))?;
    producer.produce(session, "unknown partition", 12, ("tx", 7), (0, &["h"]))?;
    producer.produce(session, "unknown topic", 12, ("tx-unknown", 0), (0, &["h"]))?;
    describe(session, "two by produce", &["tx-v2"]);
    let old = producer.clone();
    producer.end(session, "with a new epoch", 5, true);
    await_state(session, "tx-v2", "CompleteCommit")?;
    describe(session, "with a new epoch", &["tx-v2"]);
    old.produce(session, "with the old epoch", 12, ("tx", 0), (2, &["i"]))?;
    old.clone().end(session, "with the old epoch", 5, true);
    old.clone().end(session, "with the old epoch", 5, false);
    producer.produce(session, "of a sequence left out", 12, ("tx", 0), (3, &["i"]))?;
    producer.produce(session, "with the new epoch", 12, ("tx", 0), (0, &["i"]))?;
    producer.end(session, "of what produce began", 5, false);
    await_state(session, "tx-v2", "CompleteAbort")?;
    producer.end(session, "of nothing, abort bumps", 5, false);
    describe(session, "after an end of nothing", &["tx-v2"]);
    producer.end(session, "of nothing", 5, true);
    describe(session, "after a commit of nothing", &["tx-v2"]);
    // A new client ends with the old version, and the other way round.
    producer.produce(session, "to be ended the old way", 12, ("tx", 1), (0, &["j"]))?;
    producer.end(session, "the old way", 4, true);
    await_state(session, "tx-v2", "CompleteCommit")?;
    describe(session, "ended the old way", &["tx-v2"]);
    producer.add(session, "the old way", 3, &[("tx", &[1])]);
    producer.produce(session, "added the old way", 11, ("tx", 1), (1, &["k"]))?;
    producer.end(session, "the new way", 5, true);
    await_state(session, "tx-v2", "CompleteCommit")?;
    describe(session, "ended the new way", &["tx-v2"]);
    Ok(())
}

fn look(session: &mut Session) -> Result<()> {
    let open = Producer::quietly(session, "tx-open", 60_000)?;
    open.add_quietly(session, &[("tx", &[0, 2])])?;
    Producer::quietly(session, "tx-empty", 60_000)?;
    describe(session, "several", &["tx-open", "tx-unknown", "", "tx-empty", "tx-5"]);
    describe(session, "one twice", &["tx-open", "tx-open"]);
    describe(session, "nothing", &[]);
    let mut list =
        |label: &str, version: i16, states: &[&str], ids: &[i64], duration: i64, pattern: Option<&str>| {
            let mut request = make!(ListTransactionsRequest {
                state_filters: states.iter().map(|state| s(state)).collect(),
                producer_id_filters: ids.iter().map(|id| ProducerId(*id)).collect(),
            });
            if version >= 1 {
                request.duration_filter = duration;
            }
            if version >= 2 {
                request.transactional_id_pattern = pattern.map(s);
            }
            session.call_then::<_, ListTransactionsResponse>(
                label,
                ApiKey::ListTransactions,
                version,
                &request,
                |response| {
                    response.transaction_states.retain(|found| found.transactional_id.starts_with("tx"));
                    response.transaction_states.sort_by(|a, b| a.transactional_id.cmp(&b.transactional_id));
                    response.unknown_state_filters.sort();
                },
            );
        };
    for version in 0..=2 {
        list("all", version, &[], &[], -1, None);
        for state in [
            "Ongoing",
            "Empty",
            "CompleteCommit",
            "CompleteAbort",
            "PrepareCommit",
            "Dead",
            "PrepareEpochFence",
        ] {
            list(state, version, &[state], &[], -1, None);
        }
        list("in other letters", version, &["ongoing"], &[], -1, None);
        list("an unknown state", version, &["Ongoing", "Bored", "Idle"], &[], -1, None);
        list("unknown states only", version, &["Bored"], &[], -1, None);
        list("by producer", version, &[], &[open.producer_id], -1, None);
        list("by unknown producer", version, &[], &[987_654], -1, None);
        list("by state and producer", version, &["Empty"], &[open.producer_id], -1, None);
    }
    for version in 1..=2 {
        list("long ones", version, &[], &[], 3_600_000, None);
        list("of any length", version, &[], &[], 0, None);
        list("of negative length", version, &[], &[], -5, None);
    }
    for pattern in ["tx-o.*", "tx-open", "tx", "", "nothing.*", "[", "tx-(open|empty)", "(?i)TX-OPEN"] {
        list(&format!("pattern {pattern:?}"), 2, &[], &[], -1, Some(pattern));
    }
    let mut open = open;
    open.end(session, "the open one", 4, false);
    await_state(session, "tx-open", "CompleteAbort")
}
