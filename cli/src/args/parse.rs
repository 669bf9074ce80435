//! From arguments to options and values.

use std::str::FromStr;

use super::{Opt, Spec, Takes, ToolError};

const HELP: Opt = Opt::flag("help", "print this").or('h');
const VERSION: Opt = Opt::flag("version", "print the version of Apache Kafka this tool follows").or('v');

/// Options that every tool has whose command line jopt-simple reads.
const JOPT: &[Opt] = &[HELP, VERSION];
/// Options that every tool has whose command line argparse4j reads.
pub(super) const ARGPARSE: &[Opt] = &[HELP];

/// How far to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Read {
    /// To the end; what is no option is kept.
    All,
    /// Up to the first argument that is no option, which is a subcommand.
    UntilPositional,
}

/// What is wrong with a command line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// No option has this name; the token is the argument as given.
    Unknown { name: String, token: String },
    /// The option lacks its value.
    NoValue { name: String },
}

/// The options of one command line.
#[derive(Debug, Default)]
pub struct Parsed {
    given: Vec<(&'static str, Option<String>)>,
    positionals: Vec<String>,
}

impl Parsed {
    /// Reads `args` by `spec`.
    ///
    /// # Errors
    /// [`ToolError::Usage`] for an unknown option or a missing value, worded as jopt-simple does.
    pub fn parse(spec: &Spec, args: &[String]) -> Result<Self, ToolError> {
        match Self::read(spec, JOPT, args, Read::All) {
            Ok((parsed, _)) => Ok(parsed),
            Err(Problem::Unknown { name, .. }) => {
                Err(ToolError::Usage(format!("{name} is not a recognized option")))
            }
            Err(Problem::NoValue { name }) => Err(missing_value(&name)),
        }
    }

    /// Like [`Parsed::parse`] without the words, with the tool's options and the `common` ones; says how many
    /// arguments were used too.
    pub(super) fn read(
        spec: &Spec,
        common: &'static [Opt],
        args: &[String],
        read: Read,
    ) -> Result<(Self, usize), Problem> {
        let mut parsed = Self::default();
        let mut rest = args.iter().map(String::as_str).peekable();
        while let Some(token) = rest.next() {
            if token == "--" {
                parsed.positionals.extend(rest.by_ref().map(str::to_string));
                break;
            }
            let Some(body) = option_body(token) else {
                if read == Read::UntilPositional {
                    return Ok((parsed, args.len() - rest.len() - 1));
                }
                parsed.positionals.push(token.to_string());
                continue;
            };
            let (name, inline) = match body.split_once('=') {
                Some((name, value)) => (name, Some(value.to_string())),
                None => (body, None),
            };
            let unknown = || Problem::Unknown { name: name.to_string(), token: token.to_string() };
            let option = find(spec, common, name).ok_or_else(unknown)?;
            let no_value = || Problem::NoValue { name: name.to_string() };
            let mut next_value =
                || rest.next_if(|next| !looks_like_option(spec, common, next)).map(str::to_string);
            match option.takes {
                Takes::Flag => parsed.given.push((option.name, None)),
                Takes::Maybe(_) => parsed.given.push((option.name, inline.or_else(next_value))),
                Takes::One(_) => {
                    let value = inline.or_else(|| rest.next().map(str::to_string));
                    parsed.given.push((option.name, Some(value.ok_or_else(no_value)?)));
                }
                Takes::Many(_) => {
                    let first = inline.or_else(&mut next_value).ok_or_else(no_value)?;
                    parsed.given.push((option.name, Some(first)));
                    while let Some(value) = next_value() {
                        parsed.given.push((option.name, Some(value)));
                    }
                }
            }
        }
        Ok((parsed, args.len()))
    }

    /// These options and those of `other` together.
    pub(super) fn with(mut self, other: Self) -> Self {
        self.given.extend(other.given);
        self.positionals.extend(other.positionals);
        self
    }

    /// Whether the option is on the command line.
    pub fn has(&self, name: &str) -> bool {
        self.given.iter().any(|(given, _)| *given == name)
    }

    /// All values of an option that may be repeated, in order.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.given.iter().filter(move |(given, _)| *given == name).filter_map(|(_, value)| value.as_deref())
    }

    /// The values of several options in the order of the command line, with nothing for flags.
    pub fn in_order<'a>(&'a self, names: &'a [&str]) -> impl Iterator<Item = Option<&'a str>> {
        let given = self.given.iter().filter(|(given, _)| names.contains(given));
        given.map(|(_, value)| value.as_deref())
    }

    /// The value of an option that may be given once.
    ///
    /// # Errors
    /// [`ToolError::Usage`] when it is given more than once.
    pub fn one(&self, name: &str) -> Result<Option<&str>, ToolError> {
        let mut values =
            self.given.iter().filter(|(given, _)| *given == name).filter_map(|(_, value)| value.as_deref());
        let first = values.next();
        if values.next().is_some() {
            let line = format!("Found multiple arguments for option {name}, but you asked for only one");
            return Err(ToolError::Usage(line));
        }
        Ok(first)
    }

    /// The value of an option as a number or another parsed type.
    ///
    /// # Errors
    /// [`ToolError::Usage`] when it does not parse, or is given more than once.
    pub fn parse_one<T: FromStr>(&self, name: &str) -> Result<Option<T>, ToolError> {
        self.one(name)?
            .map(|text| {
                text.parse()
                    .map_err(|_| ToolError::Usage(format!("Cannot parse argument '{text}' of option {name}")))
            })
            .transpose()
    }

    /// The value of an option the tool cannot do without.
    ///
    /// # Errors
    /// [`ToolError::Usage`] when it is absent.
    pub fn required(&self, name: &str) -> Result<&str, ToolError> {
        self.require(&[name])?;
        self.one(name)?.ok_or_else(|| missing_value(name))
    }

    /// Checks that all of `names` are given.
    ///
    /// # Errors
    /// [`ToolError::Usage`] that names the first one missing.
    pub fn require(&self, names: &[&str]) -> Result<(), ToolError> {
        match names.iter().find(|name| !self.has(name)) {
            Some(name) => Err(ToolError::Usage(format!("Missing required argument \"[{name}]\""))),
            None => Ok(()),
        }
    }

    /// Checks that none of `others` is given together with `used`.
    ///
    /// # Errors
    /// [`ToolError::Usage`] that names the pair.
    pub fn exclude(&self, used: &str, others: &[&str]) -> Result<(), ToolError> {
        match others.iter().find(|other| self.has(used) && self.has(other)) {
            Some(other) => {
                Err(ToolError::Usage(format!("Option \"[{used}]\" can't be used with option \"[{other}]\"")))
            }
            None => Ok(()),
        }
    }

    /// What is left beside options: subcommands.
    pub fn positionals(&self) -> &[String] {
        &self.positionals
    }
}

fn missing_value(name: &str) -> ToolError {
    ToolError::Usage(format!("Option {name} requires an argument"))
}

/// The token without its dashes, if it is an option. A lone dash and negative numbers are values.
fn option_body(token: &str) -> Option<&str> {
    let body = token.strip_prefix("--").or_else(|| token.strip_prefix('-'))?;
    let is_value =
        body.is_empty() || (body.starts_with(|c: char| c.is_ascii_digit()) && !token.starts_with("--"));
    (!is_value).then_some(body)
}

fn looks_like_option(spec: &Spec, common: &'static [Opt], token: &str) -> bool {
    token.starts_with("--")
        || option_body(token)
            .is_some_and(|body| find(spec, common, body.split('=').next().unwrap_or(body)).is_some())
}

fn find<'a>(spec: &'a Spec, common: &'static [Opt], name: &str) -> Option<&'a Opt> {
    let is_named = |option: &&Opt| {
        let mut letters = name.chars();
        let letter = letters.next().filter(|_| letters.next().is_none());
        option.name == name || (letter.is_some() && option.short == letter)
    };
    spec.options.iter().chain(common).find(is_named)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPEC: Spec = Spec {
        tool: "kafka-test",
        about: "tests",
        options: &[
            Opt::one("topic", "topic", "a topic"),
            Opt::maybe("state", "state", "states"),
            Opt::many("props", "k=v", "properties"),
            Opt::flag("list", "list"),
            Opt::one("config", "k=v", "config").or('c'),
        ],
    };

    fn parse(line: &str) -> Result<Parsed, ToolError> {
        let args: Vec<String> = line.split_whitespace().map(str::to_string).collect();
        Parsed::parse(&SPEC, &args)
    }

    #[test]
    fn values_follow_or_are_joined_by_an_equals_sign() {
        for line in ["--topic a=b", "--topic=a=b", "-topic a=b"] {
            assert_eq!(parse(line).unwrap().one("topic").unwrap(), Some("a=b"), "{line}");
        }
        assert_eq!(parse("-c x=1 --config y=2").unwrap().all("config").collect::<Vec<_>>(), ["x=1", "y=2"]);
    }

    #[test]
    fn a_value_may_look_like_a_negative_number_or_an_option() {
        assert_eq!(parse("--topic -1").unwrap().one("topic").unwrap(), Some("-1"));
        assert_eq!(parse("--topic --list").unwrap().one("topic").unwrap(), Some("--list"));
    }

    #[test]
    fn an_optional_value_is_not_taken_from_the_next_option() {
        let parsed = parse("--state --list").unwrap();
        assert!(parsed.has("state") && parsed.has("list"));
        assert_eq!(parsed.one("state").unwrap(), None);
        assert_eq!(parse("--state Empty").unwrap().one("state").unwrap(), Some("Empty"));
    }

    #[test]
    fn several_values_end_at_the_next_option() {
        let parsed = parse("--props a=1 b=2 --list sub").unwrap();
        assert_eq!(parsed.all("props").collect::<Vec<_>>(), ["a=1", "b=2"]);
        assert_eq!(parsed.positionals(), ["sub"]);
    }

    #[test]
    fn errors_read_as_those_of_the_original() {
        let line = |text: &str| parse(text).unwrap_err().to_string();
        assert_eq!(line("--foo"), "foo is not a recognized option");
        assert_eq!(line("--topic"), "Option topic requires an argument");
        let twice = parse("--topic a --topic b").unwrap();
        assert!(
            twice
                .one("topic")
                .unwrap_err()
                .to_string()
                .starts_with("Found multiple arguments for option topic")
        );
        assert_eq!(
            parse("--list").unwrap().require(&["list", "topic"]).unwrap_err().to_string(),
            "Missing required argument \"[topic]\""
        );
        assert_eq!(
            parse("--list --topic a").unwrap().exclude("list", &["state", "topic"]).unwrap_err().to_string(),
            "Option \"[list]\" can't be used with option \"[topic]\""
        );
        assert_eq!(
            parse("--topic x").unwrap().parse_one::<i64>("topic").unwrap_err().to_string(),
            "Cannot parse argument 'x' of option topic"
        );
    }
}
