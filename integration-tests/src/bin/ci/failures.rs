//! Why tests failed, picked out of what `cargo test` printed, to be said once more in the last lines.

const MAX_LENGTH: usize = 400;

/// Reads the output line by line; each failed test gives one line.
#[derive(Debug, Default)]
pub struct Failures {
    test: String,
    found: Vec<String>,
    follows: Follows,
}

/// What belongs to the line before.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Follows {
    #[default]
    Nothing,
    PanicMessage,
    FirstCause,
    MoreCauses,
}

impl Failures {
    /// Takes the next line.
    pub fn line(&mut self, line: &str) {
        if let Some(test) = line.strip_prefix("---- ").and_then(|rest| rest.strip_suffix(" stdout ----")) {
            test.clone_into(&mut self.test);
            self.follows = Follows::Nothing;
        } else if line == "failures:" || line == "successes:" {
            self.test.clear();
        } else if self.test.is_empty() {
            // Not in the part about single tests.
        } else if let Some(reason) = line.strip_prefix("Error: ") {
            self.found.push(shortened(&format!("{}: {reason}", self.test)));
        } else if let Some((_, place)) = line.split_once(" panicked at ") {
            self.found.push(format!("{}: panicked at {}", self.test, place.trim_end_matches(':')));
            self.follows = Follows::PanicMessage;
        } else if line == "Caused by:" {
            self.follows = Follows::FirstCause;
        } else {
            self.more(line.trim_start());
        }
    }

    fn more(&mut self, text: &str) {
        // Several causes are numbered, and each may have further lines; a single one is not.
        let numbered = text.split_once(": ").filter(|(number, _)| number.parse::<usize>().is_ok());
        let is_wanted = match self.follows {
            Follows::Nothing => false,
            Follows::PanicMessage | Follows::FirstCause => true,
            Follows::MoreCauses => numbered.is_some(),
        };
        self.follows = match self.follows {
            Follows::FirstCause | Follows::MoreCauses if numbered.is_some() => Follows::MoreCauses,
            Follows::MoreCauses => Follows::MoreCauses,
            _ => Follows::Nothing,
        };
        if let Some(last) = self.found.last_mut().filter(|_| is_wanted) {
            *last = shortened(&format!("{last}: {}", numbered.map_or(text, |(_, cause)| cause)));
        }
    }

    /// A line for each failed test.
    pub fn found(&self) -> &[String] {
        &self.found
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(MAX_LENGTH) {
        Some((at, _)) => format!("{}…", text[..at].trim_end_matches('…')),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(output: &str) -> Vec<String> {
        let mut failures = Failures::default();
        output.lines().for_each(|line| failures.line(line));
        failures.found().to_vec()
    }

    #[test]
    fn errors_come_with_their_causes() {
        let output = "running 3 tests\ntest one ... FAILED\nError: not in its part\n\nfailures:\n\n\
                      ---- one stdout ----\nan own line\nError: client ended with 1: FAILED a step\n--- stdout\nok\n\n\
                      ---- two stdout ----\nError: round 3\n\nCaused by:\n    the only cause\n    and more\n\n\
                      ---- three stdout ----\nError: top\n\nCaused by:\n    0: middle\n       of two lines\n    1: root\n\n\
                      failures:\n    one\n";
        let wanted = [
            "one: client ended with 1: FAILED a step",
            "two: round 3: the only cause",
            "three: top: middle: root",
        ];
        assert_eq!(found(output), wanted);
    }

    #[test]
    fn panics_come_with_their_message() {
        let output = "failures:\n\n---- a::b stdout ----\n\nthread 'a::b' (12) panicked at src/a.rs:1:2:\n\
                      assertion failed: x\nnote: run with `RUST_BACKTRACE=1`\n\n\nfailures:\n    a::b\n";
        assert_eq!(found(output), ["a::b: panicked at src/a.rs:1:2: assertion failed: x"]);
    }

    #[test]
    fn what_went_well_says_nothing() {
        assert!(
            found("successes:\n\n---- a stdout ----\nok\n\nsuccesses:\n    a\n\ntest result: ok.\n")
                .is_empty()
        );
    }
}
