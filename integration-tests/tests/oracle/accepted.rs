//! The differences from Apache Kafka that are meant to be. Each names its script and step; what else differs fails
//! the test, and so does an entry whose answers no longer differ.

/// A step that may differ, and why.
pub(crate) struct Accepted {
    pub(crate) script: &'static str,
    /// The step's label.
    pub(crate) step: &'static str,
    pub(crate) reason: &'static str,
    /// A race in Apache Kafka decides whether the answers differ, so that equal ones do not make the entry stale.
    pub(crate) by_timing: bool,
}

/// Every accepted difference. Beside these stand the masks: values that no two nodes share (`text.rs`), and the
/// documentation of settings, which Kavka gives in its own words (`configs.rs`).
pub(crate) const ACCEPTED: &[Accepted] = &[
    Accepted {
        script: "metadata",
        step: "Metadata v12: creates",
        reason: "Apache Kafka answers before the topic is there, so that the client has to ask again; Kavka waits \
                 for the topic, as the controller is in the same process",
        by_timing: true,
    },
    Accepted {
        script: "configs",
        step: r#"IncrementalAlterConfigs v1: ((4, "1"), [("log.cleaner.threads", 0, Some("0"))])"#,
        reason: ZERO_CLEANERS,
        by_timing: false,
    },
    Accepted {
        script: "configs",
        step: r#"IncrementalAlterConfigs v1: ((4, "1"), [("log.cleaner.threads", 0, Some("0"))]), validated"#,
        reason: ZERO_CLEANERS,
        by_timing: false,
    },
    Accepted {
        script: "member_errors",
        step: "ConsumerGroupHeartbeat v1: m: an empty expression alone",
        reason: "the expression before it is resolved beside the group, before or after this heartbeat, and raises \
                 the epoch then",
        by_timing: true,
    },
];

const ZERO_CLEANERS: &str = "Apache Kafka divides by the number of threads before it checks it and says \"/ by zero\"; the codes are the same";

/// The entry for a step, if its difference is accepted.
pub(crate) fn find(script: &str, step: &str) -> Option<&'static Accepted> {
    ACCEPTED.iter().find(|accepted| accepted.script == script && accepted.step == step)
}
