//! Subscriptions by regular expression, which the server resolves.
//!
//! Kafka uses RE2/J; Rust's `regex` has the same roots, the same syntax but for rare corners, and the same promise of
//! linear time. Resolving walks over all topics, so it happens away from the shard.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use kavka_protocol::ErrorCode;
use regex::Regex;

use super::Refusal;
use crate::group::view::TopicsView;

/// Kafka resolves a group's expressions no more often than this.
pub(super) const REFRESH_MIN_INTERVAL_MS: i64 = 10_000;

/// What an expression stands for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ResolvedRegex {
    pub topics: BTreeSet<Arc<str>>,
    /// Version of the topics it was resolved against.
    pub version: i64,
    /// Wall clock of that.
    pub timestamp: i64,
}

/// Expressions of one group to resolve.
#[derive(Debug, Clone)]
pub(crate) struct RegexJob {
    pub group_id: Arc<str>,
    pub topics: Arc<dyn TopicsView>,
    pub regexes: BTreeSet<Arc<str>>,
    /// Wall clock when it was asked for.
    pub timestamp: i64,
}

impl RegexJob {
    /// Does the work: looks at every topic of the cluster. An expression that cannot be read stands for nothing.
    pub fn resolve(&self) -> BTreeMap<Arc<str>, ResolvedRegex> {
        let names = self.topics.names();
        let resolve = |regex: &Arc<str>| {
            let topics = match compile(regex) {
                Ok(compiled) => names.iter().filter(|name| compiled.is_match(name)).cloned().collect(),
                Err(error) => {
                    tracing::error!(group = %self.group_id, %regex, error, "cannot read regular expression");
                    BTreeSet::new()
                }
            };
            let version = self.topics.version();
            (Arc::clone(regex), ResolvedRegex { topics, version, timestamp: self.timestamp })
        };
        self.regexes.iter().map(resolve).collect()
    }
}

/// Checks an expression a member brings.
///
/// # Errors
/// `INVALID_REGULAR_EXPRESSION`.
pub(super) fn check(regex: &str) -> Result<(), Refusal> {
    compile(regex).map(drop).map_err(|error| {
        let message = format!("SubscribedTopicRegex `{regex}` is not a valid regular expression: {error}.");
        Refusal::new(ErrorCode::InvalidRegularExpression, message)
    })
}

/// The expression, to match whole names, or RE2/J's words for what is wrong with it.
fn compile(regex: &str) -> Result<Regex, String> {
    // Alone first: with ours around it, `a)|(b` would do.
    Regex::new(regex).and_then(|_| Regex::new(&format!("^(?:{regex})$"))).map_err(|error| {
        let error = error.to_string();
        let says = |part: &str| error.contains(part);
        if says("unclosed group") {
            "missing closing )".to_owned()
        } else if says("unopened group") {
            "unexpected )".to_owned()
        } else if says("Unicode property not found") || says("Unicode property value not found") {
            "invalid character class range".to_owned()
        } else if says("unclosed character class") {
            "missing closing ]".to_owned()
        } else if says("repetition operator missing expression") {
            "missing argument to repetition operator".to_owned()
        } else {
            error.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_matches_whole_names() {
        let compiled = compile("a|b.*").expect("valid");
        assert!(compiled.is_match("a") && compiled.is_match("bcd"));
        assert!(!compiled.is_match("xa") && !compiled.is_match("ab"));
    }

    #[test]
    fn mistakes_are_told_as_kafka_tells_them() {
        let told = |regex: &str| check(regex).expect_err("invalid").message;
        assert_eq!(
            told("foo["),
            "SubscribedTopicRegex `foo[` is not a valid regular expression: missing closing ]."
        );
        assert_eq!(
            told("*"),
            "SubscribedTopicRegex `*` is not a valid regular expression: missing argument to repetition operator."
        );
        assert!(check("a)|(b").is_err());
        assert_eq!(
            told("(a"),
            "SubscribedTopicRegex `(a` is not a valid regular expression: missing closing )."
        );
    }
}
