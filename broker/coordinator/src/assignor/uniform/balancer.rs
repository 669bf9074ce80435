//! Picks, among the readers of a topic, who gets the next partition and who gives one up.
//!
//! Readers stand in the order of their loads. Those with the least load form a range at the lower end, which everyone
//! in it fills by one in turn before it grows upwards; those with the most form one at the upper end, which is emptied in
//! the same manner and grows downwards. No reader is ever looked at twice at one level, so a topic costs one sort and
//! one step per partition moved.

/// The state for one topic at a time. Loads are the caller's, and are read as they change.
#[derive(Debug, Default)]
pub(super) struct Balancer {
    /// Indexes of members, least loaded first at the start.
    sorted: Vec<usize>,
    /// `0..least_end` is the range of the least loaded.
    least_end: usize,
    /// The load of its members before they get what is next; may start at -1.
    least_load: i64,
    next_least: usize,
    /// `most_start..most_end` is the range of the most loaded; above it stand those that have nothing to give.
    most_start: usize,
    most_end: usize,
    /// The load of its members before they give what is next.
    most_load: i64,
    /// One above the next to give: 0 where there is nobody.
    after_next_most: usize,
}

fn load(loads: &[usize], member: usize) -> i64 {
    i64::try_from(loads[member]).unwrap_or(i64::MAX)
}

impl Balancer {
    /// Starts on a topic with these readers, at least one. Gives the difference between the most and the least loaded.
    pub(super) fn start(&mut self, readers: &[usize], loads: &[usize]) -> i64 {
        self.sorted.clear();
        self.sorted.extend_from_slice(readers);
        self.sorted.sort_by_key(|member| (loads[*member], *member));
        let (least, most) = (load(loads, self.sorted[0]), load(loads, self.sorted[self.sorted.len() - 1]));
        (self.least_end, self.least_load, self.next_least) = (0, least - 1, 0);
        (self.most_start, self.most_end) = (self.sorted.len(), self.sorted.len());
        (self.most_load, self.after_next_most) = (most + 1, self.sorted.len());
        most - least
    }

    /// Who gets the next partition. Counts on the caller to give it.
    pub(super) fn next_least_loaded(&mut self, loads: &[usize]) -> usize {
        if self.next_least >= self.least_end {
            self.least_load += 1;
            while self
                .sorted
                .get(self.least_end)
                .is_some_and(|member| load(loads, *member) == self.least_load)
            {
                self.least_end += 1;
            }
            self.next_least = 0;
        }
        let member = self.sorted[self.next_least];
        self.next_least += 1;
        member
    }

    /// Who gives the next partition up, if there is anybody. Counts on the caller to take it or to exclude the member.
    pub(super) fn next_most_loaded(&mut self, loads: &[usize]) -> Option<usize> {
        if self.after_next_most <= self.most_start {
            if self.most_end <= self.most_start && self.most_start > 0 {
                // All of the range were excluded: the next level is that of whoever stands below.
                self.most_load = load(loads, self.sorted[self.most_start - 1]);
            } else {
                self.most_load -= 1;
            }
            while self.most_start > 0 && load(loads, self.sorted[self.most_start - 1]) == self.most_load {
                self.most_start -= 1;
            }
            self.after_next_most = self.most_end;
        }
        self.after_next_most = self.after_next_most.checked_sub(1)?;
        Some(self.sorted[self.after_next_most])
    }

    /// Takes the member last given by [`Balancer::next_most_loaded`] out: it has nothing of this topic.
    pub(super) fn exclude_most_loaded(&mut self) {
        self.most_end -= 1;
        self.sorted.swap(self.after_next_most, self.most_end);
    }

    /// Whether moving one more would not help.
    pub(super) fn is_balanced(&self) -> bool {
        self.most_load - self.least_load <= 1
    }
}
