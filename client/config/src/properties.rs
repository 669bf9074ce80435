//! `.properties` files as `java.util.Properties` reads them.

use std::path::Path;

use indexmap::IndexMap;

/// Key-value pairs in the order of the file; a key that occurs again keeps its place and takes the later value.
pub type Properties = IndexMap<String, String>;

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
pub enum PropertiesError {
    /// The file system's answer.
    #[error("cannot read {path}: {source}")]
    Io {
        /// The file.
        path: String,
        /// Its error.
        #[source]
        source: std::io::Error,
    },
    /// `\u` is not followed by four hexadecimal digits.
    #[error("line {line}: malformed \\uxxxx encoding")]
    MalformedEscape {
        /// Number of the natural line, from 1, in which the logical line began.
        line: usize,
    },
}

/// Reads a file.
///
/// # Errors
/// [`PropertiesError`].
pub fn read(path: &Path) -> Result<Properties, PropertiesError> {
    let bytes = std::fs::read(path)
        .map_err(|source| PropertiesError::Io { path: path.display().to_string(), source })?;
    parse_properties(&bytes)
}

/// Reads the bytes of a file: ISO-8859-1 with `\uXXXX` escapes, `#` and `!` comments, `=`, `:` or
/// white space between key and value, and lines continued by a backslash at their end.
///
/// # Errors
/// [`PropertiesError::MalformedEscape`].
pub fn parse_properties(bytes: &[u8]) -> Result<Properties, PropertiesError> {
    let mut properties = Properties::new();
    let mut lines = LogicalLines { bytes, line: 0 };
    while let Some((number, line)) = lines.next() {
        let (key, value) = split_pair(&line);
        let malformed = || PropertiesError::MalformedEscape { line: number };
        let key = unescape(key).ok_or_else(malformed)?;
        let value = unescape(value).ok_or_else(malformed)?;
        properties.insert(key, value);
    }
    Ok(properties)
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | 0x0c)
}

/// Yields lines with continuations joined, without comments and blank lines.
struct LogicalLines<'a> {
    bytes: &'a [u8],
    line: usize,
}

impl LogicalLines<'_> {
    fn next(&mut self) -> Option<(usize, Vec<u8>)> {
        loop {
            let first = self.natural_line()?;
            let number = self.line;
            if first.is_empty() || matches!(first[0], b'#' | b'!') {
                continue;
            }
            let mut logical = first.to_vec();
            while ends_with_open_backslash(&logical) {
                logical.pop();
                match self.natural_line() {
                    Some(more) => logical.extend_from_slice(more),
                    None => break,
                }
            }
            if !logical.is_empty() {
                return Some((number, logical));
            }
        }
    }

    /// One line without its end and its leading white space.
    fn natural_line<'b>(&mut self) -> Option<&'b [u8]>
    where
        Self: 'b,
    {
        if self.bytes.is_empty() {
            return None;
        }
        self.line += 1;
        let end = self.bytes.iter().position(|b| matches!(b, b'\n' | b'\r')).unwrap_or(self.bytes.len());
        let (line, rest) = self.bytes.split_at(end);
        self.bytes = match rest {
            [b'\r', b'\n', rest @ ..] | [_, rest @ ..] => rest,
            [] => rest,
        };
        let start = line.iter().position(|b| !is_blank(*b)).unwrap_or(line.len());
        Some(&line[start..])
    }
}

fn ends_with_open_backslash(line: &[u8]) -> bool {
    line.iter().rev().take_while(|b| **b == b'\\').count() % 2 == 1
}

/// Splits at the first separator that is not escaped.
fn split_pair(line: &[u8]) -> (&[u8], &[u8]) {
    let mut escaped = false;
    let mut end = line.len();
    for (index, byte) in line.iter().enumerate() {
        if !escaped && (is_blank(*byte) || matches!(byte, b'=' | b':')) {
            end = index;
            break;
        }
        escaped = *byte == b'\\' && !escaped;
    }
    let (key, mut rest) = line.split_at(end);
    let skip_blanks = |bytes: &mut &[u8]| {
        while let [first, tail @ ..] = *bytes {
            if !is_blank(*first) {
                break;
            }
            *bytes = tail;
        }
    };
    skip_blanks(&mut rest);
    if let [b'=' | b':', tail @ ..] = rest {
        rest = tail;
        skip_blanks(&mut rest);
    }
    (key, rest)
}

fn unescape(bytes: &[u8]) -> Option<String> {
    // Java works on UTF-16 units, so an escaped surrogate pair is one character.
    let mut units: Vec<u16> = Vec::with_capacity(bytes.len());
    let mut iter = bytes.iter().copied();
    while let Some(byte) = iter.next() {
        if byte != b'\\' {
            units.push(u16::from(byte));
            continue;
        }
        match iter.next() {
            Some(b'u') => {
                let mut unit = 0;
                for _ in 0..4 {
                    unit = unit * 16 + char::from(iter.next()?).to_digit(16)?;
                }
                units.push(unit as u16);
            }
            Some(b't') => units.push(u16::from(b'\t')),
            Some(b'n') => units.push(u16::from(b'\n')),
            Some(b'r') => units.push(u16::from(b'\r')),
            Some(b'f') => units.push(0x0c),
            Some(other) => units.push(u16::from(other)),
            None => {}
        }
    }
    Some(String::from_utf16_lossy(&units))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &[u8]) -> Vec<(String, String)> {
        parse_properties(text).unwrap().into_iter().collect()
    }

    fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect()
    }

    #[test]
    fn separators_and_comments() {
        let text = b"# c\n! c\n a = 1\nb:2\nc 3\n  d\t=\t4  \ne\n\nf==x\n";
        let want = [("a", "1"), ("b", "2"), ("c", "3"), ("d", "4  "), ("e", ""), ("f", "=x")];
        assert_eq!(pairs(text), owned(&want));
    }

    #[test]
    fn continuation_lines_lose_their_leading_blanks() {
        assert_eq!(
            pairs(b"a=1,\\\n   2,\\\r\n\t3\nb=x\\\\\nc=y"),
            owned(&[("a", "1,2,3"), ("b", "x\\"), ("c", "y")])
        );
        assert_eq!(pairs(b"a=1\\"), owned(&[("a", "1")]));
    }

    #[test]
    fn a_comment_sign_after_a_continuation_is_text() {
        assert_eq!(pairs(b"a=1\\\n#2\n"), owned(&[("a", "1#2")]));
    }

    #[test]
    fn escapes_and_encodings() {
        assert_eq!(pairs(b"a\\ b\\=c=\\t\\u00e9\\uD83D\\uDE00\\q"), owned(&[("a b=c", "\té😀q")]));
        assert_eq!(pairs(b"k=\xe9"), owned(&[("k", "é")]));
        assert!(matches!(
            parse_properties(b"x=1\na=\\u12"),
            Err(PropertiesError::MalformedEscape { line: 2 })
        ));
    }

    #[test]
    fn later_values_win() {
        assert_eq!(pairs(b"a=1\nb=2\na=3"), owned(&[("a", "3"), ("b", "2")]));
    }
}
