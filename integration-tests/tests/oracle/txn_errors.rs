//! Transactions that cannot be: strangers, fenced producers, wrong states, bad ids, and those that take too long.

use anyhow::{Context, Result};
use kavka_protocol::ApiKey;
use kavka_protocol::messages::{
    AddPartitionsToTxnRequest, AddPartitionsToTxnResponse, InitProducerIdRequest, InitProducerIdResponse,
};

use crate::player::Session;
use crate::txn::{Producer, await_coordinator, await_state, describe, init_request, tidy_added};

pub(crate) fn script(session: &mut Session) -> Result<()> {
    session.topic("te", 3, &[])?;
    await_coordinator(session, "te")?;
    beginnings(session);
    epochs(session)?;
    partitions(session)?;
    batched(session)?;
    strangers(session)?;
    fenced(session)?;
    timed_out(session)?;
    Ok(())
}

fn init(session: &mut Session, label: &str, version: i16, request: &InitProducerIdRequest) {
    session.call::<_, InitProducerIdResponse>(label, ApiKey::InitProducerId, version, request);
}

fn beginnings(session: &mut Session) {
    for version in 0..=5 {
        for timeout in [0, -1, 900_000, 900_001, i32::MAX, 1] {
            let request = init_request(version, Some("te-timeout"), timeout, None);
            init(session, &format!("timeout {timeout}"), version, &request);
            let settled = session.until(|session| {
                let probe = init_request(4, Some("te-timeout"), 60_000, None);
                let answer: InitProducerIdResponse = session.quiet(ApiKey::InitProducerId, 4, &probe)?;
                Ok((answer.error_code == 0).then_some(()))
            });
            if let Err(error) = settled {
                session.note(format!("the producer never settles: {error:#}"));
            }
        }
    }
}

/// A producer that says which id and epoch it has (KIP-360).
fn epochs(session: &mut Session) -> Result<()> {
    for version in 3..=5 {
        let id = ["te-epochs-3", "te-epochs-4", "te-epochs-5"][version as usize - 3];
        let given = Producer::quietly(session, id, 60_000)?;
        let mut ask = |label: &str, id: &str, current: (i64, i16)| {
            let request = init_request(version, Some(id), 60_000, Some(current));
            init(session, label, version, &request);
        };
        ask("with its own epoch", id, (given.producer_id, given.epoch));
        ask("with the epoch before, as a retry", id, (given.producer_id, given.epoch));
        ask("with the new epoch", id, (given.producer_id, given.epoch + 1));
        ask("with the epoch before the last", id, (given.producer_id, given.epoch));
        ask("with an epoch to come", id, (given.producer_id, given.epoch + 9));
        ask("with another producer id", id, (given.producer_id + 1_000_000, given.epoch));
        ask("with an epoch but no id", id, (-1, 3));
        ask("with an id but no epoch", id, (given.producer_id, -1));
        ask("of a transactional id never seen", &format!("{id}-new"), (77, 5));
        describe(session, "after all that", &[id, &format!("{id}-new")]);
    }
    Ok(())
}

fn partitions(session: &mut Session) -> Result<()> {
    let producer = Producer::quietly(session, "te-parts", 60_000)?;
    for version in 0..=5 {
        let mut ask = |label: &str, producer: &Producer, partitions: &[(&str, &[i32])]| {
            producer.add(session, label, version, partitions);
        };
        ask("unknown topic", &producer, &[("te-unknown", &[0])]);
        ask("unknown partition", &producer, &[("te", &[9])]);
        ask("one unknown of three", &producer, &[("te", &[0, 9]), ("te-unknown", &[0])]);
        ask("internal topic", &producer, &[("__consumer_offsets", &[0])]);
        ask("bad name", &producer, &[("a b", &[0])]);
        ask("no partition", &producer, &[("te", &[])]);
        ask("nothing", &producer, &[]);
        ask("older epoch", &producer.with_epoch(producer.epoch - 1), &[("te", &[0])]);
        ask("newer epoch", &producer.with_epoch(producer.epoch + 1), &[("te", &[0])]);
        ask("no epoch", &producer.with_epoch(-1), &[("te", &[0])]);
        ask("another producer", &producer.with_producer_id(123_456), &[("te", &[0])]);
        ask("no producer", &producer.with_producer_id(-1), &[("te", &[0])]);
        ask("unknown transactional id", &producer.with_id("te-nobody"), &[("te", &[0])]);
        ask("empty transactional id", &producer.with_id(""), &[("te", &[0])]);
        ask("a partition twice", &producer, &[("te", &[0, 0])]);
    }
    describe(session, "what was added", &["te-parts"]);
    let mut producer = producer;
    producer.end(session, "what was added", 4, false);
    await_state(session, "te-parts", "CompleteAbort")
}

/// From version 4 on brokers ask for several producers at once, and may ask only whether a partition is in (KIP-890).
fn batched(session: &mut Session) -> Result<()> {
    let one = Producer::quietly(session, "te-one", 60_000)?;
    let two = Producer::quietly(session, "te-two", 60_000)?;
    one.add_quietly(session, &[("te", &[0])])?;
    for version in 4..=5 {
        let mut ask = |label: &str, transactions| {
            let request = make!(AddPartitionsToTxnRequest { transactions: transactions });
            session.call_then::<_, AddPartitionsToTxnResponse>(
                label,
                ApiKey::AddPartitionsToTxn,
                version,
                &request,
                tidy_added,
            );
        };
        // A request without transactions is left out: Apache Kafka never answers it.
        ask("verified, is in", vec![one.transaction(true, &[("te", &[0])])]);
        ask("verified, is not in", vec![one.transaction(true, &[("te", &[1])])]);
        ask("verified, one of two", vec![one.transaction(true, &[("te", &[0, 1])])]);
        ask("verified, nothing is open", vec![two.transaction(true, &[("te", &[0])])]);
        ask("verified, unknown topic", vec![one.transaction(true, &[("te-unknown", &[0])])]);
        ask("verified, old epoch", vec![one.with_epoch(-1).transaction(true, &[("te", &[0])])]);
        ask("verified, newer epoch", vec![one.with_epoch(5).transaction(true, &[("te", &[0])])]);
        ask("verified, other producer", vec![one.with_producer_id(3_333).transaction(true, &[("te", &[0])])]);
        ask("verified, unknown id", vec![one.with_id("te-none").transaction(true, &[("te", &[0])])]);
        ask("verified, empty id", vec![one.with_id("").transaction(true, &[("te", &[0])])]);
        ask(
            "two at once",
            vec![one.transaction(true, &[("te", &[0])]), two.transaction(true, &[("te", &[0, 2])])],
        );
        ask(
            "one adds, one verifies, one is unknown",
            vec![
                one.transaction(false, &[("te", &[0])]),
                two.transaction(true, &[("te", &[2])]),
                two.with_id("te-none").transaction(false, &[("te", &[2])]),
            ],
        );
    }
    describe(session, "both", &["te-one", "te-two"]);
    let (mut one, mut two) = (one, two);
    one.end(session, "the first", 4, true);
    two.end(session, "nothing", 4, true);
    two.end(session, "nothing", 4, false);
    await_state(session, "te-one", "CompleteCommit")
}

/// Ends and offsets of transactions that are not theirs.
fn strangers(session: &mut Session) -> Result<()> {
    let known = Producer::quietly(session, "te-known", 60_000)?;
    known.add_quietly(session, &[("te", &[1])])?;
    let cases: [(&str, Producer); 8] = [
        ("unknown transactional id", known.with_id("te-nobody")),
        ("empty transactional id", known.with_id("")),
        ("another producer", known.with_producer_id(123_456)),
        ("no producer", known.with_producer_id(-1)),
        ("older epoch", known.with_epoch(known.epoch - 1)),
        ("newer epoch", known.with_epoch(known.epoch + 1)),
        ("much newer epoch", known.with_epoch(i16::MAX)),
        ("no epoch", known.with_epoch(-1)),
    ];
    for version in 0..=5 {
        for (label, producer) in &cases {
            producer.clone().end(session, label, version, true);
            producer.clone().end(session, label, version, false);
        }
    }
    for version in 0..=4 {
        for (label, producer) in &cases {
            producer.add_offsets(session, label, version, "te-group");
        }
        known.add_offsets(session, "empty group", version, "");
    }
    for (version, (label, producer)) in [11, 12].into_iter().flat_map(|v| cases.iter().map(move |c| (v, c))) {
        producer.produce(session, label, version, ("te", 1), (0, &["x"]))?;
    }
    describe(session, "still open", &["te-known"]);
    let mut known = known;
    known.end(session, "by itself", 5, true);
    await_state(session, "te-known", "CompleteCommit")
}

/// What a producer gets once another instance has taken its place.
fn fenced(session: &mut Session) -> Result<()> {
    for version in [4, 5] {
        let id = if version == 4 { "te-fenced-4" } else { "te-fenced-5" };
        let mut old = Producer::quietly(session, id, 60_000)?;
        old.add_quietly(session, &[("te", &[0])])?;
        old.produce(session, "before", 11, ("te", 0), (0, &["a"]))?;
        let mut new = Producer::quietly(session, id, 60_000)?;
        describe(session, "taken over", &[id]);
        old.produce(session, "fenced, old client", 11, ("te", 0), (1, &["b"]))?;
        old.produce(session, "fenced, new client", 12, ("te", 0), (1, &["b"]))?;
        old.add(session, "fenced", 3, &[("te", &[1])]);
        old.add(session, "fenced", 4, &[("te", &[1])]);
        old.add_offsets(session, "fenced", 3, "te-group");
        old.end(session, "fenced", version, true);
        old.end(session, "fenced", version, false);
        let request = init_request(5, Some(id), 60_000, Some((old.producer_id, old.epoch)));
        init(session, "fenced", 5, &request);
        new.add(session, "the new one", 3, &[("te", &[0])]);
        old.end(session, "of the new one's transaction", version, true);
        new.produce(session, "the new one", 11, ("te", 0), (0, &["c"]))?;
        old.produce(session, "into the new one's transaction", 11, ("te", 0), (0, &["d"]))?;
        new.end(session, "the new one", version, true);
        await_state(session, id, "CompleteCommit")?;
        describe(session, "the new one is through", &[id]);
    }
    Ok(())
}

fn timed_out(session: &mut Session) -> Result<()> {
    for version in [4, 5] {
        let id = if version == 4 { "te-slow-4" } else { "te-slow-5" };
        let mut slow = Producer::quietly(session, id, 700)?;
        slow.add_quietly(session, &[("te", &[2])])?;
        await_state(session, id, "CompleteAbort")?;
        describe(session, "took too long", &[id]);
        slow.produce(session, "took too long", 11, ("te", 2), (0, &["late"]))?;
        slow.produce(session, "took too long", 12, ("te", 2), (0, &["late"]))?;
        slow.add(session, "took too long", 3, &[("te", &[2])]);
        slow.add_offsets(session, "took too long", 3, "te-group");
        slow.end(session, "took too long", version, true);
        slow.end(session, "took too long", version, false);
        let request = init_request(5, Some(id), 60_000, Some((slow.producer_id, slow.epoch)));
        let answer: InitProducerIdResponse = session
            .call("a producer that took too long goes on", ApiKey::InitProducerId, 5, &request)
            .context("no answer")?;
        let mut back = Producer { id, producer_id: answer.producer_id.0, epoch: answer.producer_epoch };
        back.add(session, "it is back", 3, &[("te", &[2])]);
        back.end(session, "it is back", version, true);
        if answer.error_code == 0 {
            await_state(session, id, "CompleteCommit")?;
        }
        describe(session, "in the end", &[id]);
    }
    Ok(())
}
