use std::time::{Duration, Instant};

use super::*;

const BEAT: Duration = Duration::from_secs(3);
const POLL: Duration = Duration::from_secs(60);

const LOST: Notice = Notice::Release { which: Release::All, are_lost: true };

fn timing() -> Timing {
    Timing {
        heartbeat_interval: BEAT,
        max_poll_interval: POLL,
        retry_backoff: Duration::from_millis(100),
        retry_backoff_max: Duration::from_secs(1),
    }
}

fn wants(topic: &str) -> Wants {
    Wants { topics: [topic.to_string()].into(), regex: None }
}

fn parts(numbers: &[i32]) -> Vec<TopicPartition> {
    numbers.iter().map(|number| TopicPartition::new("t", *number)).collect()
}

fn refused(code: ErrorCode) -> ClientError {
    ClientError::broker(code, None)
}

struct Member {
    machine: Classic,
    now: Instant,
}

impl Member {
    fn new(protocol: RebalanceProtocol, is_static: bool) -> Self {
        let now = Instant::now();
        Self { machine: Classic::new(timing(), protocol, is_static, now), now }
    }

    fn take(&mut self, event: Event<Answer>) -> Actions {
        self.machine.step(self.now, event)
    }

    fn after(&mut self, time: Duration) -> Actions {
        self.now += time;
        self.take(Event::Time)
    }

    /// Answers the one request among `actions`.
    fn answer(&mut self, actions: &Actions, answer: Result<Answer, ClientError>) -> Actions {
        let numbers: Vec<u64> = actions
            .iter()
            .filter_map(|action| match action {
                Action::Send { number, .. } => Some(*number),
                _ => None,
            })
            .collect();
        assert_eq!(numbers.len(), 1, "{actions:?}");
        self.take(Event::Answered { number: numbers[0], answer })
    }

    fn joined(&mut self, actions: &Actions, generation: i32) -> Actions {
        let identity = Identity { member_id: "m".to_string(), generation };
        let joined = Joined { protocol: "range".to_string(), members: None };
        self.answer(actions, Ok(Answer::Joined { identity, joined }))
    }

    /// From the wish to a first assignment.
    fn stable(protocol: RebalanceProtocol, is_static: bool) -> Self {
        let mut member = Self::new(protocol, is_static);
        let release = member.take(Event::Wanted(wants("t")));
        assert_eq!(
            release,
            [Action::Tell(Notice::Release {
                which: if protocol == RebalanceProtocol::Eager {
                    Release::All
                } else {
                    Release::Unwanted(wants("t"))
                },
                are_lost: false,
            })]
        );
        let join = member.take(Event::Released(Vec::new()));
        let sync = member.joined(&join, 1);
        assert!(matches!(request(&sync), Request::Sync { .. }));
        let assign = member.answer(&sync, Ok(Answer::Synced(parts(&[0, 1]))));
        assert_eq!(assign, [Action::Tell(Notice::Assign(parts(&[0, 1])))]);
        assert!(member.take(Event::Adopted { has_let_go: false }).is_empty());
        member
    }

    /// The next heartbeat.
    fn beat(&mut self) -> Actions {
        let beat = self.after(BEAT);
        assert!(matches!(request(&beat), Request::Heartbeat { .. }), "{beat:?}");
        beat
    }
}

fn request(actions: &Actions) -> &Request {
    match actions.first() {
        Some(Action::Send { request, .. }) => request,
        _ => panic!("no request in {actions:?}"),
    }
}

#[test]
fn a_broker_that_names_the_member_is_joined_again_with_the_name() {
    let mut member = Member::new(RebalanceProtocol::Eager, false);
    member.take(Event::Wanted(wants("t")));
    let join = member.take(Event::Released(Vec::new()));
    let again = member.answer(&join, Ok(Answer::UseMemberId("mine".to_string())));
    let Request::Join { identity, .. } = request(&again) else { panic!("{again:?}") };
    assert_eq!((identity.member_id.as_str(), identity.generation), ("mine", NO_GENERATION));
}

#[test]
fn heartbeats_go_on_while_the_application_lets_go_and_stop_while_it_joins() {
    let mut member = Member::stable(RebalanceProtocol::Eager, false);
    let beat = member.beat();
    let release = member.answer(&beat, Err(refused(ErrorCode::RebalanceInProgress)));
    assert!(matches!(release[0], Action::Tell(Notice::Release { are_lost: false, .. })));
    let beat = member.beat();
    member.answer(&beat, Ok(Answer::Done));
    let join = member.take(Event::Released(Vec::new()));
    assert!(matches!(request(&join), Request::Join { .. }));
    assert!(member.after(BEAT * 2).is_empty());
    let sync = member.joined(&join, 2);
    assert!(matches!(request(&sync), Request::Sync { .. }));
    assert_eq!(member.machine.identity().generation, 2);
}

#[test]
fn a_cooperative_member_tells_what_it_keeps_and_joins_once_more_after_letting_go() {
    let mut member = Member::stable(RebalanceProtocol::Cooperative, false);
    let release = member.take(Event::Rejoin);
    assert!(matches!(&release[0], Action::Tell(Notice::Release { which: Release::Unwanted(_), .. })));
    let join = member.take(Event::Released(parts(&[0, 1])));
    let Request::Join { owned, identity, .. } = request(&join) else { panic!("{join:?}") };
    assert_eq!((owned.clone(), identity.generation), (parts(&[0, 1]), 1));
    let sync = member.joined(&join, 2);
    member.answer(&sync, Ok(Answer::Synced(parts(&[0]))));
    let again = member.take(Event::Adopted { has_let_go: true });
    assert!(matches!(again[0], Action::Tell(Notice::Release { .. })), "others wait for partition 1");
}

#[test]
fn who_is_thrown_out_loses_everything_and_comes_back_as_a_stranger() {
    let mut member = Member::stable(RebalanceProtocol::Cooperative, false);
    let beat = member.beat();
    let release = member.answer(&beat, Err(refused(ErrorCode::UnknownMemberId)));
    assert_eq!(release, [Action::Tell(LOST)]);
    let join = member.take(Event::Released(Vec::new()));
    let Request::Join { identity, owned, .. } = request(&join) else { panic!("{join:?}") };
    assert!(*identity == Identity::default() && owned.is_empty());
}

#[test]
fn an_old_generation_keeps_the_members_name() {
    let mut member = Member::stable(RebalanceProtocol::Eager, false);
    let beat = member.beat();
    member.answer(&beat, Err(refused(ErrorCode::IllegalGeneration)));
    let join = member.take(Event::Released(Vec::new()));
    let Request::Join { identity, .. } = request(&join) else { panic!("{join:?}") };
    assert_eq!((identity.member_id.as_str(), identity.generation), ("m", NO_GENERATION));
}

#[test]
fn who_does_not_poll_leaves_and_comes_back_with_the_next_poll() {
    let mut member = Member::stable(RebalanceProtocol::Eager, false);
    let left = member.after(POLL + Duration::from_millis(1));
    assert!(matches!(&left[..], [Action::Tell(LOST), Action::SendOnly(Request::Leave { .. })]), "{left:?}");
    assert!(member.after(POLL).is_empty(), "nothing before a poll");
    assert!(member.take(Event::Polled).is_empty());
    let join = member.take(Event::Released(Vec::new()));
    let Request::Join { identity, .. } = request(&join) else { panic!("{join:?}") };
    assert_eq!(*identity, Identity::default());
}

#[test]
fn who_was_asked_to_let_go_and_does_not_poll_loses_it_instead() {
    for protocol in [RebalanceProtocol::Eager, RebalanceProtocol::Cooperative] {
        let mut member = Member::stable(protocol, false);
        let release = member.take(Event::Rejoin);
        assert!(matches!(release[0], Action::Tell(Notice::Release { are_lost: false, .. })));
        let left = member.after(POLL + Duration::from_millis(1));
        assert!(
            matches!(&left[..], [Action::Tell(LOST), Action::SendOnly(Request::Leave { .. })]),
            "{left:?}"
        );
    }
}

#[test]
fn who_is_thrown_out_in_the_midst_of_a_round_loses_what_it_had_or_was_given() {
    let mut member = Member::stable(RebalanceProtocol::Cooperative, false);
    let beat = member.beat();
    member.take(Event::Rejoin);
    assert_eq!(member.answer(&beat, Err(refused(ErrorCode::UnknownMemberId))), [Action::Tell(LOST)]);
    let mut member = Member::stable(RebalanceProtocol::Cooperative, false);
    member.take(Event::Rejoin);
    let join = member.take(Event::Released(parts(&[0])));
    let sync = member.joined(&join, 2);
    member.answer(&sync, Ok(Answer::Synced(parts(&[0, 1]))));
    let beat = member.beat();
    assert_eq!(member.answer(&beat, Err(refused(ErrorCode::UnknownMemberId))), [Action::Tell(LOST)]);
}

#[test]
fn letting_go_for_long_counts_as_a_poll() {
    let mut member = Member::stable(RebalanceProtocol::Eager, false);
    member.take(Event::Rejoin);
    member.now += POLL;
    let join = member.take(Event::Released(Vec::new()));
    let sync = member.joined(&join, 2);
    member.now += POLL;
    let assign = member.answer(&sync, Ok(Answer::Synced(parts(&[0]))));
    assert_eq!(assign[0], Action::Tell(Notice::Assign(parts(&[0]))));
    assert!(!assign.iter().any(|action| matches!(action, Action::SendOnly(_))), "{assign:?}");
}

#[test]
fn a_static_member_stays_away_without_leaving() {
    let mut member = Member::stable(RebalanceProtocol::Eager, true);
    assert_eq!(member.machine.leave(Leave::Default), None);
    assert!(matches!(member.machine.leave(Leave::LeaveGroup), Some(Request::Leave { .. })));
    assert_eq!(member.after(POLL + Duration::from_millis(1)), [Action::Tell(LOST)]);
}

#[test]
fn what_passes_is_tried_again_later_and_what_does_not_ends_it() {
    let mut member = Member::new(RebalanceProtocol::Eager, false);
    member.take(Event::Wanted(wants("t")));
    let join = member.take(Event::Released(Vec::new()));
    let waits = member.answer(&join, Err(refused(ErrorCode::NotCoordinator)));
    assert_eq!(waits, [Action::ForgetCoordinator]);
    assert_eq!(member.machine.deadline(), Some(member.now + Duration::from_millis(100)));
    let join = member.after(Duration::from_millis(100));
    let over = member.answer(&join, Err(refused(ErrorCode::GroupMaxSizeReached)));
    assert!(
        matches!(&over[..], [Action::Tell(Notice::Fail(failed))] if failed.code == Some(ErrorCode::GroupMaxSizeReached))
    );
    assert!(member.take(Event::Polled).is_empty());
    assert_eq!(member.machine.deadline(), None);
}

#[test]
fn answers_of_a_round_that_is_over_change_nothing() {
    let mut member = Member::stable(RebalanceProtocol::Eager, false);
    let beat = member.beat();
    member.take(Event::Rejoin);
    let join = member.take(Event::Released(Vec::new()));
    member.joined(&join, 2);
    // The heartbeat of generation 1 comes back late.
    assert!(member.answer(&beat, Err(refused(ErrorCode::IllegalGeneration))).is_empty());
    assert_eq!(member.machine.identity().generation, 2);
}

#[test]
fn nothing_wanted_is_leaving() {
    let mut member = Member::stable(RebalanceProtocol::Eager, false);
    let left = member.take(Event::Wanted(Wants::default()));
    assert!(matches!(&left[..], [Action::SendOnly(Request::Leave { .. })]));
    assert!(member.after(POLL).is_empty());
}
