use std::time::{Duration, Instant};

use super::*;

const BEAT: Duration = Duration::from_secs(5);
const POLL: Duration = Duration::from_secs(60);
const T: Uuid = Uuid::from_u128(7);

fn wants(topic: &str) -> Wants {
    Wants { topics: [topic.to_string()].into(), regex: None }
}

fn parts(numbers: &[i32]) -> Vec<TopicPartition> {
    numbers.iter().map(|number| TopicPartition::new("t", *number)).collect()
}

fn ids(numbers: &[i32]) -> ById {
    ById::from([(T, numbers.iter().copied().collect())])
}

struct Member {
    machine: Modern,
    now: Instant,
}

impl Member {
    fn new(is_static: bool) -> Self {
        let now = Instant::now();
        let timing = Timing {
            heartbeat_interval: Duration::from_secs(3),
            max_poll_interval: POLL,
            retry_backoff: Duration::from_millis(100),
            retry_backoff_max: Duration::from_secs(1),
        };
        Self { machine: Modern::new(timing, "m".to_string(), is_static, now), now }
    }

    fn take(&mut self, event: Event<Answer>) -> Actions {
        self.machine.step(self.now, event)
    }

    fn after(&mut self, time: Duration) -> Actions {
        self.now += time;
        self.take(Event::Time)
    }

    fn answer(&mut self, actions: &Actions, answer: Result<Answer, ClientError>) -> Actions {
        let Some(Action::Send { number, .. }) = actions.last() else { panic!("no request in {actions:?}") };
        self.take(Event::Answered { number: *number, answer })
    }

    fn accepted(&mut self, actions: &Actions, epoch: i32, assigned: Option<ById>) -> Actions {
        let identity = Identity { member_id: "m".to_string(), generation: epoch };
        self.answer(actions, Ok(Answer::Heartbeat { identity, interval: BEAT, assigned }))
    }

    /// From the wish to two partitions, told to the broker.
    fn stable(is_static: bool) -> Self {
        let mut member = Self::new(is_static);
        let join = member.take(Event::Wanted(wants("t")));
        let resolve = member.accepted(&join, 1, Some(ids(&[0, 1])));
        assert!(matches!(&resolve[..], [Action::Send { request: Request::Resolve(_), .. }]), "{resolve:?}");
        let release = member.answer(&resolve, Ok(Answer::Resolved([(T, "t".to_string())].into())));
        assert_eq!(release, [tell_release(&[])]);
        assert_eq!(member.take(Event::Released(Vec::new())), [Action::Tell(Notice::Assign(parts(&[0, 1])))]);
        let told = member.take(Event::Adopted { has_let_go: false });
        assert_eq!(beat(&told).owned, Some(ids(&[0, 1])));
        assert!(member.accepted(&told, 1, None).is_empty());
        member
    }
}

fn tell_release(numbers: &[i32]) -> Action<Request> {
    Action::Tell(Notice::Release { which: Release::These(parts(numbers)), are_lost: false })
}

const LOST: Notice = Notice::Release { which: Release::All, are_lost: true };

fn beat(actions: &Actions) -> &Heartbeat {
    match actions.last() {
        Some(
            Action::Send { request: Request::Heartbeat(heartbeat), .. }
            | Action::SendOnly(Request::Heartbeat(heartbeat)),
        ) => heartbeat,
        _ => panic!("no heartbeat in {actions:?}"),
    }
}

fn refused(code: ErrorCode) -> Result<Answer, ClientError> {
    Err(ClientError::broker(code, None))
}

#[test]
fn the_first_heartbeat_says_everything_and_later_ones_nothing() {
    let mut member = Member::new(false);
    let join = member.take(Event::Wanted(wants("t")));
    let first = beat(&join);
    assert_eq!((first.identity.generation, first.is_full), (JOIN, true));
    assert_eq!((&first.topics, &first.owned), (&Some(wants("t").topics), &Some(ById::new())));
    let mut member = Member::stable(false);
    assert!(member.after(BEAT - Duration::from_millis(1)).is_empty());
    let later = member.after(Duration::from_millis(1));
    let expected = Heartbeat {
        identity: Identity { member_id: "m".to_string(), generation: 1 },
        ..Heartbeat::default()
    };
    assert_eq!(beat(&later), &expected);
}

#[test]
fn what_is_taken_away_is_let_go_and_then_told() {
    let mut member = Member::stable(false);
    let later = member.after(BEAT);
    let release = member.accepted(&later, 2, Some(ids(&[1, 2])));
    assert_eq!(release, [tell_release(&[0])]);
    // Heartbeats go on while the application lets go, and say nothing of it.
    let meanwhile = member.after(BEAT);
    assert_eq!(beat(&meanwhile).owned, None);
    assert!(member.accepted(&meanwhile, 2, None).is_empty());
    assert_eq!(member.take(Event::Released(parts(&[1]))), [Action::Tell(Notice::Assign(parts(&[1, 2])))]);
    let told = member.take(Event::Adopted { has_let_go: false });
    assert_eq!(beat(&told).owned, Some(ids(&[1, 2])));
}

#[test]
fn a_topic_without_a_name_waits_and_the_others_do_not() {
    let mut member = Member::stable(false);
    let other = Uuid::from_u128(8);
    let later = member.after(BEAT);
    let mut assigned = ids(&[0]);
    assigned.insert(other, [0].into());
    let resolve = member.accepted(&later, 2, Some(assigned));
    let release = member.answer(&resolve, Ok(Answer::Resolved(BTreeMap::new())));
    assert_eq!(release, [tell_release(&[1])]);
    assert_eq!(member.take(Event::Released(parts(&[0]))), [Action::Tell(Notice::Assign(parts(&[0])))]);
    let told = member.take(Event::Adopted { has_let_go: false });
    assert_eq!(beat(&told).owned, Some(ids(&[0])));
    member.accepted(&told, 2, None);
    let again = member.after(Duration::from_secs(1));
    assert!(matches!(&again[..], [Action::Send { request: Request::Resolve(_), .. }]), "{again:?}");
    let release = member.answer(&again, Ok(Answer::Resolved([(other, "u".to_string())].into())));
    assert_eq!(release, [tell_release(&[])]);
}

#[test]
fn who_is_fenced_loses_everything_and_joins_under_the_same_name() {
    for code in [ErrorCode::FencedMemberEpoch, ErrorCode::UnknownMemberId] {
        let mut member = Member::stable(false);
        let later = member.after(BEAT);
        assert_eq!(member.answer(&later, refused(code)), [Action::Tell(LOST)]);
        assert!(member.after(BEAT).is_empty(), "not before the application has let go");
        let join = member.take(Event::Released(Vec::new()));
        assert!(beat(&join).is_full && beat(&join).identity.generation == JOIN);
        assert_eq!(beat(&join).identity.member_id, "m");
    }
}

#[test]
fn after_a_heartbeat_that_may_be_lost_everything_is_said_again() {
    let mut member = Member::stable(false);
    let later = member.after(BEAT);
    assert_eq!(member.answer(&later, refused(ErrorCode::NotCoordinator)), [Action::ForgetCoordinator]);
    let again = member.after(Duration::from_millis(100));
    assert!(beat(&again).is_full && beat(&again).identity.generation == 1);
    assert_eq!(beat(&again).owned, Some(ids(&[0, 1])));
}

#[test]
fn a_new_wish_is_told_at_once_and_after_the_heartbeat_on_its_way() {
    let mut member = Member::stable(false);
    let changed = member.take(Event::Wanted(wants("u")));
    assert_eq!(beat(&changed).topics, Some(wants("u").topics));
    let regex = Wants { topics: BTreeSet::new(), regex: Some("u.*".to_string()) };
    assert!(member.take(Event::Wanted(regex)).is_empty(), "one at a time");
    let told = member.accepted(&changed, 2, None);
    assert_eq!((&beat(&told).topics, &beat(&told).regex), (&Some(BTreeSet::new()), &Some("u.*".to_string())));
    let back = member.accepted(&told, 3, None);
    assert!(back.is_empty());
    let back = member.take(Event::Wanted(wants("u")));
    assert_eq!(beat(&back).regex, Some(String::new()), "an empty expression takes one back");
}

#[test]
fn who_does_not_poll_leaves_and_joins_with_the_next_poll() {
    for (is_static, epoch) in [(false, LEAVE), (true, LEAVE_FOR_NOW)] {
        let mut member = Member::stable(is_static);
        let left = member.after(POLL + Duration::from_millis(1));
        assert_eq!((&left[0], left.len(), beat(&left).identity.generation), (&Action::Tell(LOST), 2, epoch));
        assert!(member.after(POLL).is_empty());
        assert!(member.take(Event::Polled).is_empty(), "not before the application has let go");
        let join = member.take(Event::Released(Vec::new()));
        assert_eq!(beat(&join).identity.generation, JOIN);
    }
}

#[test]
fn who_was_asked_to_let_go_and_does_not_poll_loses_it_instead() {
    let mut member = Member::stable(false);
    let later = member.after(BEAT);
    assert_eq!(member.accepted(&later, 2, Some(ids(&[1]))), [tell_release(&[0])]);
    let left = member.after(POLL);
    assert_eq!((&left[0], beat(&left).identity.generation), (&Action::Tell(LOST), LEAVE));
}

#[test]
fn leaving_says_whether_it_is_for_good() {
    let epoch = |is_static, how| {
        let request = Member::stable(is_static).machine.leave(how);
        request.map(|request| match request {
            Request::Heartbeat(heartbeat) => heartbeat.identity.generation,
            Request::Resolve(_) => 0,
        })
    };
    assert_eq!(epoch(false, Leave::Default), Some(LEAVE));
    assert_eq!(epoch(true, Leave::Default), Some(LEAVE_FOR_NOW));
    assert_eq!(epoch(true, Leave::LeaveGroup), Some(LEAVE));
    assert_eq!(epoch(false, Leave::RemainInGroup), None);
}

#[test]
fn what_does_not_pass_ends_it() {
    let mut member = Member::stable(false);
    let later = member.after(BEAT);
    let over = member.answer(&later, refused(ErrorCode::InvalidRegularExpression));
    assert!(matches!(&over[..], [Action::Tell(Notice::Fail(_))]));
    assert!(member.after(POLL).is_empty() && member.machine.deadline().is_none());
}
