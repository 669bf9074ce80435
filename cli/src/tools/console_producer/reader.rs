//! A line as a record: `headers<TAB>key<TAB>value`, the parts that are switched on.

use bytes::Bytes;
use kavka_client::Properties;
use kavka_client::producer::Record;

use crate::args::ToolError;

/// How lines are read: the properties of Kafka's `LineMessageReader`.
#[derive(Debug)]
pub(super) struct LineReader {
    topic: String,
    parse_key: bool,
    key_separator: String,
    parse_headers: bool,
    headers_delimiter: String,
    headers_separator: String,
    header_key_separator: String,
    ignore_error: bool,
    null_marker: Option<String>,
}

impl LineReader {
    pub(super) fn new(topic: &str, properties: &Properties) -> Result<Self, ToolError> {
        let text =
            |name: &str, default: &str| properties.get(name).map_or(default, String::as_str).to_string();
        let flag =
            |name: &str| properties.get(name).is_some_and(|value| value.trim().eq_ignore_ascii_case("true"));
        let reader = Self {
            topic: topic.to_string(),
            parse_key: flag("parse.key"),
            key_separator: text("key.separator", "\t"),
            parse_headers: flag("parse.headers"),
            headers_delimiter: text("headers.delimiter", "\t"),
            headers_separator: text("headers.separator", ","),
            header_key_separator: text("headers.key.separator", ":"),
            ignore_error: flag("ignore.error"),
            null_marker: properties.get("null.marker").cloned(),
        };
        let clashes = [
            (
                &reader.headers_delimiter,
                &reader.headers_separator,
                "headers.delimiter and headers.separator may not be equal",
            ),
            (
                &reader.headers_delimiter,
                &reader.header_key_separator,
                "headers.delimiter and headers.key.separator may not be equal",
            ),
            (
                &reader.headers_separator,
                &reader.header_key_separator,
                "headers.separator and headers.key.separator may not be equal",
            ),
        ];
        match clashes.iter().find(|(a, b, _)| a == b) {
            Some((_, _, line)) => Err(ToolError::failed(line)),
            None => Ok(reader),
        }
    }

    pub(super) fn record(&self, line: &[u8]) -> Result<Record, ToolError> {
        let mut rest = line;
        let mut record = Record { topic: self.topic.clone(), ..Record::default() };
        if self.parse_headers
            && let Some(headers) =
                self.split(&mut rest, &self.headers_delimiter, "headers delimiter", line)?
            && self.bytes(headers).is_some()
        {
            record.headers = self.headers(headers)?;
        }
        if self.parse_key
            && let Some(key) = self.split(&mut rest, &self.key_separator, "key separator", line)?
        {
            record.key = self.bytes(key);
        }
        record.value = self.bytes(rest);
        Ok(record)
    }

    /// The part before the separator; with `ignore.error`, a line without it is all value.
    fn split<'a>(
        &self,
        rest: &mut &'a [u8],
        separator: &str,
        name: &str,
        line: &[u8],
    ) -> Result<Option<&'a [u8]>, ToolError> {
        match find(rest, separator.as_bytes()) {
            Some(at) => {
                let part = &rest[..at];
                *rest = &rest[at + separator.len()..];
                Ok(Some(part))
            }
            None if self.ignore_error => Ok(None),
            None => {
                let line = String::from_utf8_lossy(line);
                Err(ToolError::failed(format!("No {name} found in line '{line}'")))
            }
        }
    }

    fn bytes(&self, part: &[u8]) -> Option<Bytes> {
        let is_null = self.null_marker.as_ref().is_some_and(|marker| marker.as_bytes() == part);
        (!is_null).then(|| Bytes::copy_from_slice(part))
    }

    fn headers(&self, part: &[u8]) -> Result<Vec<(String, Option<Bytes>)>, ToolError> {
        let text = String::from_utf8_lossy(part);
        let one = |pair: &str| match pair.split_once(&self.header_key_separator) {
            Some((key, value)) => Ok((key.to_string(), self.bytes(value.as_bytes()))),
            None if self.ignore_error => Ok((pair.to_string(), None)),
            None => Err(ToolError::failed(format!("No header key separator found in pair '{pair}'"))),
        };
        text.split(&self.headers_separator).map(one).collect()
    }
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    if part.is_empty() {
        return None;
    }
    text.windows(part.len()).position(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader(pairs: &[(&str, &str)]) -> LineReader {
        let pairs = pairs.iter().map(|(name, value)| ((*name).to_string(), (*value).to_string()));
        LineReader::new("t", &pairs.collect()).unwrap_or_else(|error| panic!("{error}"))
    }

    fn read(reader: &LineReader, line: &str) -> Record {
        reader.record(line.as_bytes()).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn a_line_is_the_value_unless_more_is_switched_on() {
        let record = read(&reader(&[]), "a\tb");
        assert_eq!((record.key, record.value.unwrap().as_ref()), (None, b"a\tb".as_slice()));
        let all = reader(&[("parse.key", "true"), ("parse.headers", "true"), ("null.marker", "NULL")]);
        let record = read(&all, "h1:v1,h2:NULL\tk\tv");
        assert_eq!(record.headers, [("h1".to_string(), Some(Bytes::from("v1"))), ("h2".to_string(), None)]);
        assert_eq!(
            (record.key.unwrap().as_ref(), record.value.unwrap().as_ref()),
            (b"k".as_slice(), b"v".as_slice())
        );
        let record = read(&all, "NULL\tk\tNULL");
        assert!(record.headers.is_empty() && record.value.is_none());
    }

    #[test]
    fn a_missing_separator_is_an_error_unless_ignored() {
        let strict = reader(&[("parse.key", "true"), ("key.separator", ":")]);
        let error = strict.record(b"novalue").err().map(|error| error.to_string());
        assert_eq!(error.as_deref(), Some("No key separator found in line 'novalue'"));
        let lenient = reader(&[("parse.key", "true"), ("ignore.error", "true")]);
        let record = read(&lenient, "novalue");
        assert_eq!((record.key, record.value.unwrap().as_ref()), (None, b"novalue".as_slice()));
    }

    #[test]
    fn separators_must_differ() {
        let properties = Properties::from([("headers.separator".to_string(), ":".to_string())]);
        assert!(LineReader::new("t", &properties).is_err());
    }
}
