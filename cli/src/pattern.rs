//! Topic patterns: a regular expression for the whole name, with commas for alternatives.

use regex::Regex;

use crate::args::ToolError;

/// What `--topic` and `--include` select by.
#[derive(Debug)]
pub struct TopicPattern(Regex);

impl TopicPattern {
    /// Reads a pattern; quotes around it are dropped and a comma is read as `|`.
    ///
    /// # Errors
    /// One line for a pattern that is no regular expression.
    pub fn new(text: &str) -> Result<Self, ToolError> {
        let cleaned = text.trim().replace(',', "|").replace(' ', "");
        let cleaned = cleaned.trim_matches(['"', '\'']);
        let whole = Regex::new(&format!("^(?:{cleaned})$"));
        whole.map(Self).map_err(|_| ToolError::failed(format!("{text} is an invalid regex.")))
    }

    /// The expression itself.
    pub fn text(&self) -> &str {
        self.0.as_str()
    }

    /// Whether the whole name fits.
    pub fn is_match(&self, name: &str) -> bool {
        self.0.is_match(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_for_the_whole_name() {
        let pattern = TopicPattern::new("'a, b.+'").unwrap_or_else(|error| panic!("{error}"));
        assert!(pattern.is_match("a") && !pattern.is_match("aa"));
        assert!(TopicPattern::new("b.*,c").unwrap().is_match("bb"));
        assert!(TopicPattern::new("*").is_err());
    }
}
