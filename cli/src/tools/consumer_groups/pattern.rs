//! `kafka-consumer-groups --validate-regex`: whether a broker will take a pattern for subscriptions.

use regex::Regex;

/// The original's line, with the words of RE2/J for what is wrong.
pub(super) fn verdict(text: &str) -> String {
    match Regex::new(text) {
        Ok(_) => format!("The regular expression `{text}` is valid."),
        Err(error) => {
            format!("The regular expression `{text}` is invalid: {}.", in_re2_words(&error.to_string()))
        }
    }
}

/// Patterns are of the same kind, but the two say differently what is wrong with them.
fn in_re2_words(error: &str) -> &str {
    let reason = error.lines().last().unwrap_or(error).trim_start_matches("error: ");
    let known = [
        ("unclosed group", "missing closing )"),
        ("unopened group", "unexpected )"),
        ("unclosed character class", "missing closing ]"),
        ("repetition operator missing expression", "missing argument to repetition operator"),
        ("incomplete escape sequence", "trailing backslash at end of expression"),
        ("unrecognized escape sequence", "invalid escape sequence"),
        ("invalid escape sequence", "invalid escape sequence"),
        ("backreferences are not supported", "invalid escape sequence"),
        ("invalid character class range", "invalid character class range"),
        ("invalid repetition count range", "invalid repetition size"),
        ("unrecognized flag", "invalid or unsupported Perl syntax"),
        ("look-around", "invalid or unsupported Perl syntax"),
    ];
    known.iter().find(|(start, _)| reason.starts_with(start)).map_or(reason, |(_, words)| words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_judged_in_the_originals_words() {
        assert_eq!(verdict("a.*"), "The regular expression `a.*` is valid.");
        for (text, reason) in [
            ("(", "missing closing )"),
            (")", "unexpected )"),
            ("[a", "missing closing ]"),
            ("*", "missing argument to repetition operator"),
            ("a\\", "trailing backslash at end of expression"),
            ("[b-a]", "invalid character class range"),
            ("(?=a)", "invalid or unsupported Perl syntax"),
        ] {
            assert_eq!(verdict(text), format!("The regular expression `{text}` is invalid: {reason}."));
        }
    }
}
