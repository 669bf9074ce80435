//! All members want the same topics: each keeps what it has up to its quota, and what is left is dealt round.

use std::collections::HashMap;

use super::Decided;
use super::previous::Claims;
use super::racks::Racks;
use crate::consumer::assignor::group_view::{At, GroupView};

struct Builder<'a> {
    view: &'a GroupView<'a>,
    racks: Racks<'a>,
    claims: Claims,
    quota_min: usize,
    quota_max: usize,
    /// How many members are to have more than the smaller quota, and how many do.
    over_min_wanted: usize,
    over_min: usize,
    /// Members that are below the smaller quota.
    under: Vec<usize>,
    /// Members at the smaller quota that may get one more.
    exact: Vec<usize>,
    given: Vec<Vec<At>>,
    /// What members had and may lose.
    let_go: HashMap<At, usize>,
    moving: HashMap<At, usize>,
}

pub(super) fn assign(view: &GroupView<'_>, claims: Claims) -> Result<Decided, String> {
    let (total, members) = (view.partition_count(), view.members.len());
    let mut builder = Builder {
        view,
        racks: Racks::new(view),
        claims,
        quota_min: total / members,
        quota_max: total.div_ceil(members),
        over_min_wanted: total % members,
        over_min: 0,
        under: Vec::new(),
        exact: Vec::new(),
        given: vec![Vec::new(); members],
        let_go: HashMap::new(),
        moving: HashMap::new(),
    };
    for member in view.walk() {
        builder.keep(member);
    }
    let mut unassigned = builder.unassigned();
    builder.under.sort_unstable();
    builder.exact.sort_unstable();
    builder.racks.sort_by_near_members(&mut unassigned);
    if builder.racks.matter {
        unassigned = builder.deal_near(unassigned);
    }
    builder.deal(unassigned)?;
    builder.check()?;
    Ok(Decided { given: builder.given, moving: Some(builder.moving) })
}

impl Builder<'_> {
    fn keep(&mut self, member: usize) {
        let claimed = std::mem::take(&mut self.claims.owned[member]);
        let (mut owned, far): (Vec<At>, Vec<At>) =
            claimed.into_iter().partition(|at| !self.racks.mismatch(member, *at));
        self.let_go.extend(far.into_iter().map(|at| (at, member)));
        owned.retain(|at| !self.claims.disputed.contains(at));
        owned.sort_by_key(|(topic, partition)| (*partition, *topic));
        let kept = if owned.len() < self.quota_min {
            self.under.push(member);
            owned.len()
        } else if owned.len() >= self.quota_max && self.over_min < self.over_min_wanted {
            self.over_min += 1;
            if self.over_min == self.over_min_wanted {
                self.exact.clear();
            }
            self.quota_max
        } else {
            if self.over_min < self.over_min_wanted {
                self.exact.push(member);
            }
            self.quota_min
        };
        self.let_go.extend(owned.split_off(kept).into_iter().map(|at| (at, member)));
        self.given[member] = owned;
    }

    fn unassigned(&self) -> Vec<At> {
        let mut kept: Vec<Vec<bool>> =
            self.view.topics.iter().map(|topic| vec![false; topic.partitions.len()]).collect();
        for (topic, partition) in self.given.iter().flatten() {
            kept[*topic][*partition] = true;
        }
        let all = kept.iter().enumerate().flat_map(|(topic, partitions)| {
            partitions.iter().enumerate().map(move |(partition, is_kept)| ((topic, partition), *is_kept))
        });
        all.filter(|(_, is_kept)| !is_kept).map(|(at, _)| at).collect()
    }

    fn give(&mut self, at: At, member: usize) -> usize {
        self.given[member].push(at);
        let was_anothers = self.let_go.get(&at).is_some_and(|owner| *owner != member);
        if was_anothers || self.claims.disputed.contains(&at) {
            self.moving.insert(at, member);
        }
        self.given[member].len()
    }

    /// Deals partitions to members near to them; gives back those that found none.
    fn deal_near(&mut self, partitions: Vec<At>) -> Vec<At> {
        let mut next = 0;
        let mut rest = Vec::new();
        for at in partitions {
            match self.near_member(at, &mut next) {
                Some(member) => {
                    self.give(at, member);
                }
                None => rest.push(at),
            }
        }
        rest
    }

    fn near_member(&mut self, at: At, next: &mut usize) -> Option<usize> {
        if let Some(mut index) = self.racks.next_near(at, &self.under, *next) {
            let member = self.under[index];
            let count = self.given[member].len() + 1;
            if count >= self.quota_min {
                self.under.remove(index);
                if count < self.quota_max && self.over_min < self.over_min_wanted {
                    self.exact.push(member);
                }
            } else {
                index += 1;
            }
            *next = if self.under.is_empty() { 0 } else { index % self.under.len() };
            return Some(member);
        }
        let index = self.racks.next_near(at, &self.exact, 0)?;
        let member = self.exact[index];
        if self.given[member].len() + 1 == self.quota_max {
            self.exact.remove(index);
            self.over_min += 1;
            if self.over_min == self.over_min_wanted {
                self.exact.clear();
            }
        }
        Some(member)
    }

    /// Deals the rest round: first to those below the smaller quota, then one each to those at it.
    fn deal(&mut self, partitions: Vec<At>) -> Result<(), String> {
        let mut next = 0;
        for at in partitions {
            if next >= self.under.len() {
                next = 0;
            }
            let member = match self.under.get(next) {
                Some(member) => *member,
                None if self.exact.is_empty() => {
                    return Err("No more unfilled consumers to be assigned.".to_string());
                }
                None => self.exact.remove(0),
            };
            let count = self.give(at, member);
            if count == self.quota_min {
                self.under.remove(next);
                self.exact.push(member);
            } else {
                next += 1;
                self.over_min += usize::from(count == self.quota_max);
            }
        }
        Ok(())
    }

    fn check(&self) -> Result<(), String> {
        if self.under.is_empty() {
            return Ok(());
        }
        if self.over_min != self.over_min_wanted {
            return Err(
                "We haven't reached the expected number of members with more than the minQuota partitions, \
                        but no more partitions to be assigned"
                    .to_string(),
            );
        }
        match self.under.iter().find(|member| self.given[**member].len() != self.quota_min) {
            Some(member) => Err(format!(
                "Consumer: [{}] doesn't reach minQuota partitions, and no more partitions to be assigned",
                self.view.members[*member].0
            )),
            None => Ok(()),
        }
    }
}
