//! What regular expressions stand for has been found out.

use std::{collections::BTreeMap, sync::Arc};

use super::{ResolvedRegex, records};
use crate::{
    group::{
        messages::Response,
        shard::{Group, GroupShard},
    },
    runtime::{Actions, Now, Then, Ticket},
};

impl GroupShard {
    /// Takes over what a job has found. Meanwhile the group may have gone, or nobody may use the expression any more.
    pub(in crate::group) fn regexes_resolved(
        &mut self,
        now: Now,
        actions: &mut Actions<Self>,
        ticket: Ticket,
        group_id: &str,
        found: BTreeMap<Arc<str>, ResolvedRegex>,
    ) {
        self.resolving.remove(group_id);
        let mut written = Vec::new();
        let (groups, mut scene) = self.scene(now, &mut written);
        let mut refreshed = None;
        if let Some(Group::Consumer(group)) = groups.get(group_id) {
            let mut subscriptions = group.subscriptions.clone();
            let mut must_bump = false;
            for (regex, new) in found {
                if group.regex_member_count(&regex) == 0 {
                    continue;
                }
                let old = group.resolved.get(&regex).cloned().unwrap_or_default();
                if old.topics != new.topics {
                    must_bump = true;
                    old.topics.iter().for_each(|topic| subscriptions.remove_regex(topic));
                    new.topics.iter().for_each(|topic| subscriptions.add_regex(topic));
                }
                scene.records.push(records::regex(group_id, &regex, Some(&new)));
            }
            let hash = scene.metadata_hash(&subscriptions);
            if must_bump || hash != group.metadata_hash {
                let epoch = group.epoch + 1;
                tracing::info!(group = group_id, epoch, hash, "group epoch moves on");
                scene.records.push(records::epoch(group_id, Some((epoch, hash))));
                refreshed = Some(epoch);
            }
        }
        if let (Some(epoch), Some(Group::Consumer(group))) = (refreshed, self.groups.get_mut(group_id)) {
            group.refreshed(epoch);
        }
        self.step(now, actions).write(written, true, Then::Reply(ticket, Response::Done));
    }
}
