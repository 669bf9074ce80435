//! Our own words on settings, one line per key.

pub(crate) const BROKER: &str = include_str!("../facts/broker-docs.tsv");
pub(crate) const TOPIC: &str = include_str!("../facts/topic-docs.tsv");
pub(crate) const GROUP: &str = include_str!("../facts/group-docs.tsv");
pub(crate) const CLIENT_METRICS: &str = "interval.ms\tHow often clients push their metrics, in milliseconds.\n\
     match\tWhich clients the subscription is for: attribute=regex pairs, all of which must match.\n\
     metrics\tPrefixes of the metric names that are wanted.\n";
