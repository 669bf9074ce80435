//! Subscriptions by regular expression, which the server resolves.
//!
//! Kafka uses RE2/J. Rust's `regex` makes the same promise of linear time; what is of RE2's syntax is made into its
//! ([`re2`]). Resolving walks over all topics, so it happens away from the shard.

mod re2;

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
    let translated = re2::translate(regex).map_err(str::to_owned)?;
    // What is still refused is too large: RE2/J has no limit, and neither has what it takes of memory.
    Regex::new(&format!(r"\A(?:{translated})\z")).map_err(|_| "expression is too large".to_owned())
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
        assert!(told("((a{1000}){1000}){1000}").ends_with("expression is too large."));
    }

    /// What RE2/J 1.8 says of each expression: a mistake, or which of the names in the first line match.
    #[test]
    fn expressions_mean_what_they_mean_to_re2j() {
        let plain = |text: &str| text.replace("\\u{e9}", "é").replace("\\n", "\n").replace("\\\\", "\\");
        let mut lines =
            include_str!("regex/golden/re2j.tsv").lines().map(|line| line.split_once('\t').expect("a tab"));
        let (_, names) = lines.next().expect("names");
        let names: Vec<String> = names.split(' ').map(plain).collect();
        let mut wrong = Vec::new();
        for (expression, expected) in lines {
            let expression = plain(expression);
            let found = match compile(&expression) {
                Ok(compiled) => {
                    names.iter().map(|name| if compiled.is_match(name) { '1' } else { '0' }).collect()
                }
                Err(mistake) => format!("! {mistake}"),
            };
            if found != expected {
                wrong.push(format!("{expression}\n  RE2/J {expected}\n  ours  {found}"));
            }
        }
        assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
    }
}
