//! `sasl.jaas.config`: one entry of a JAAS file, such as
//! `org.apache.kafka.common.security.plain.PlainLoginModule required username="alice" password="secret";`

use std::collections::HashMap;

/// A login module with its options.
#[derive(PartialEq, Eq)]
pub(super) struct Entry {
    options: HashMap<String, String>,
}

impl Entry {
    /// The value of an option.
    pub(super) fn option(&self, key: &str) -> Option<&str> {
        self.options.get(key).map(String::as_str)
    }

    /// All options, in no order.
    pub(super) fn options(&self) -> impl Iterator<Item = (&str, &str)> {
        self.options.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }
}

/// Why an entry cannot be read. Says nothing of its content, which is secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum JaasError {
    #[error("Login module not specified in JAAS config")]
    NoModule,
    #[error("Login module control flag not specified in JAAS config")]
    Flag,
    #[error("a key of the JAAS config has no value")]
    NoValue,
    #[error("a quoted value of the JAAS config does not end")]
    OpenQuote,
    #[error("JAAS config entry not terminated by semi-colon")]
    NoEnd,
    #[error("JAAS config property has more than one login module")]
    Several,
}

#[derive(Debug, PartialEq, Eq)]
enum Token {
    Text(String),
    Equals,
    End,
}

pub(super) fn parse(text: &str) -> Result<Entry, JaasError> {
    let mut tokens = tokens(text)?.into_iter();
    match tokens.next() {
        Some(Token::Text(_)) => {}
        _ => return Err(JaasError::NoModule),
    }
    const FLAGS: [&str; 4] = ["required", "requisite", "sufficient", "optional"];
    match tokens.next() {
        Some(Token::Text(flag)) if FLAGS.contains(&flag.to_ascii_lowercase().as_str()) => {}
        _ => return Err(JaasError::Flag),
    }
    let mut options = HashMap::new();
    loop {
        match tokens.next() {
            Some(Token::Text(key)) => match (tokens.next(), tokens.next()) {
                (Some(Token::Equals), Some(Token::Text(value))) => drop(options.insert(key, value)),
                _ => return Err(JaasError::NoValue),
            },
            Some(Token::End) => break,
            Some(Token::Equals) => return Err(JaasError::NoValue),
            None => return Err(JaasError::NoEnd),
        }
    }
    if tokens.next().is_some() { Err(JaasError::Several) } else { Ok(Entry { options }) }
}

/// Words, `=` and `;`. In quotes a backslash takes the next character as it is.
fn tokens(text: &str) -> Result<Vec<Token>, JaasError> {
    let mut tokens = Vec::new();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            c if c.is_whitespace() => {}
            '=' => tokens.push(Token::Equals),
            ';' => tokens.push(Token::End),
            '"' | '\'' => {
                let mut value = String::new();
                loop {
                    match rest.next().ok_or(JaasError::OpenQuote)? {
                        '\\' => value.push(rest.next().ok_or(JaasError::OpenQuote)?),
                        end if end == c => break,
                        other => value.push(other),
                    }
                }
                tokens.push(Token::Text(value));
            }
            first => {
                let mut word = String::from(first);
                while let Some(c) = rest.next_if(|c| !c.is_whitespace() && !"=;\"'".contains(*c)) {
                    word.push(c);
                }
                tokens.push(Token::Text(word));
            }
        }
    }
    Ok(tokens)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_with_and_without_quotes() {
        let entry = parse(
            "org.x.PlainLoginModule required\n username=\"al ice\" password='a;b=\"c' x = 1 esc=\"q\\\"\\\\\";",
        )
        .unwrap_or_else(|error| panic!("{error}"));
        let expected = [("username", "al ice"), ("password", "a;b=\"c"), ("x", "1"), ("esc", "q\"\\")];
        for (key, value) in expected {
            assert_eq!(entry.option(key), Some(value), "{key}");
        }
        assert_eq!(entry.option("y"), None);
    }

    #[test]
    fn says_what_is_wrong() {
        for (text, error) in [
            ("", JaasError::NoModule),
            ("M", JaasError::Flag),
            ("M always;", JaasError::Flag),
            ("M required a;", JaasError::NoValue),
            ("M required a=b", JaasError::NoEnd),
            ("M required a=\"b;", JaasError::OpenQuote),
            ("M required a=b; N required c=d;", JaasError::Several),
        ] {
            assert_eq!(parse(text).err(), Some(error), "{text}");
        }
    }
}
