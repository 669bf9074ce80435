//! RE2's syntax, as RE2/J of Apache Kafka reads it, made into that of Rust's `regex`.
//!
//! Both have the same roots but not the same grammar: `{` that begins no count and `[` within a class are themselves in
//! RE2, `&&` means nothing there, `a**` is a mistake, `\d` is ASCII, and so on. So every element is read by RE2's rules
//! and written in a form in which the other syntax has no say. Whether a whole name matches depends neither on greed nor
//! on captures, which are left out.

use std::collections::BTreeSet;
use std::fmt::Write;

/// RE2/J's words for a mistake.
pub(super) type Mistake = &'static str;

const BAD_CLASS_RANGE: Mistake = "invalid character class range";
const BAD_ESCAPE: Mistake = "invalid escape sequence";
const BAD_NAME: Mistake = "invalid named capture";
const BAD_PERL: Mistake = "invalid or unsupported Perl syntax";
const BAD_COUNT: Mistake = "invalid repeat count";
const DUPLICATE_NAME: Mistake = "duplicate capture group name";
const NESTED_REPEAT: Mistake = "invalid nested repetition operator";
const NO_ARGUMENT: Mistake = "missing argument to repetition operator";
const NO_BRACKET: Mistake = "missing closing ]";
const NO_PAREN: Mistake = "missing closing )";
const TRAILING_BACKSLASH: Mistake = "trailing backslash at end of expression";
/// What RE2/J says of a closing parenthesis too many.
const ODD_PAREN: Mistake = "regexp/syntax: internal error";

/// The most that a count may be.
const REPEAT_MAX: u32 = 1_000;

const CATEGORIES: &str = "C Cc Cf Co Cs L Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps S Sc Sk Sm So Z \
                          Zl Zp Zs";
/// Those of the Unicode version that RE2/J knows.
const SCRIPTS: &str = "Arabic Armenian Avestan Balinese Bamum Batak Bengali Bopomofo Brahmi Braille Buginese Buhid \
    Canadian_Aboriginal Carian Cham Cherokee Common Coptic Cuneiform Cypriot Cyrillic Deseret Devanagari \
    Egyptian_Hieroglyphs Ethiopic Georgian Glagolitic Gothic Greek Gujarati Gurmukhi Han Hangul Hanunoo Hebrew Hiragana \
    Imperial_Aramaic Inherited Inscriptional_Pahlavi Inscriptional_Parthian Javanese Kaithi Kannada Katakana Kayah_Li \
    Kharoshthi Khmer Lao Latin Lepcha Limbu Linear_B Lisu Lycian Lydian Malayalam Mandaic Meetei_Mayek Mongolian Myanmar \
    New_Tai_Lue Nko Ogham Ol_Chiki Old_Italic Old_Persian Old_South_Arabian Old_Turkic Oriya Osmanya Phags_Pa Phoenician \
    Rejang Runic Samaritan Saurashtra Shavian Sinhala Sundanese Syloti_Nagri Syriac Tagalog Tagbanwa Tai_Le Tai_Tham \
    Tai_Viet Tamil Telugu Thaana Thai Tibetan Tifinagh Ugaritic Unknown Vai Yi";
const POSIX: &str = "alnum alpha ascii blank cntrl digit graph lower print punct space upper word xdigit";

/// The expression in the syntax of `regex`.
///
/// # Errors
/// The first mistake.
pub(super) fn translate(expression: &str) -> Result<String, Mistake> {
    let mut reader = Reader { rest: expression, out: String::new(), names: BTreeSet::new() };
    reader.expression()?;
    Ok(reader.out)
}

struct Reader<'a> {
    rest: &'a str,
    out: String,
    names: BTreeSet<&'a str>,
}

impl<'a> Reader<'a> {
    fn expression(&mut self) -> Result<(), Mistake> {
        let mut depth = 0;
        // Whether there is something that a repetition would repeat, and whether that is a repetition.
        let (mut is_operand, mut is_repeat) = (false, false);
        while let Some(next) = self.peek() {
            let mut repeats = false;
            match next {
                '(' => match self.open()? {
                    Opened::Group => (depth, is_operand) = (depth + 1, false),
                    Opened::Flags => {}
                },
                ')' => {
                    self.pop();
                    depth = if depth == 0 { return Err(ODD_PAREN) } else { depth - 1 };
                    self.out.push(')');
                    is_operand = true;
                }
                '|' => {
                    self.pop();
                    self.out.push('|');
                    is_operand = false;
                }
                '*' | '+' | '?' | '{' => match self.repetition()? {
                    Some(_) if is_repeat => return Err(NESTED_REPEAT),
                    Some(_) if !is_operand => return Err(NO_ARGUMENT),
                    Some(written) => {
                        self.out.push_str(&written);
                        repeats = true;
                    }
                    None => {
                        self.pop();
                        self.literal('{');
                        is_operand = true;
                    }
                },
                _ => is_operand |= self.atom(next)?,
            }
            is_repeat = repeats;
        }
        if depth > 0 { Err(NO_PAREN) } else { Ok(()) }
    }

    /// Reads what can be repeated; false where nothing came of it.
    fn atom(&mut self, next: char) -> Result<bool, Mistake> {
        match next {
            '[' => self.class()?,
            '^' | '$' | '.' => {
                self.pop();
                self.out.push(next);
            }
            '\\' => return self.backslash(),
            literal => {
                self.pop();
                self.literal(literal);
            }
        }
        Ok(true)
    }

    fn backslash(&mut self) -> Result<bool, Mistake> {
        match self.rest.chars().nth(1) {
            Some(anchor @ ('A' | 'b' | 'B' | 'z')) => {
                self.skip(2);
                let _infallible = write!(self.out, "\\{anchor}");
            }
            Some('Q') => {
                self.skip(2);
                let (quoted, after) = self.rest.split_once("\\E").unwrap_or((self.rest, ""));
                self.rest = after;
                quoted.chars().for_each(|c| self.literal(c));
                return Ok(!quoted.is_empty());
            }
            _ => match self.class_escape()? {
                Some(class) => self.out.push_str(&class),
                None => {
                    let c = self.escape()?;
                    self.literal(c);
                }
            },
        }
        Ok(true)
    }

    /// Reads an opening parenthesis with what belongs to it.
    fn open(&mut self) -> Result<Opened, Mistake> {
        let Some(after) = self.rest.strip_prefix("(?") else {
            self.pop();
            self.out.push_str("(?:");
            return Ok(Opened::Group);
        };
        if let Some(named) = after.strip_prefix("P<").or_else(|| after.strip_prefix('<')) {
            let (name, after) = named.split_once('>').ok_or(BAD_NAME)?;
            if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
                return Err(BAD_NAME);
            }
            if !self.names.insert(name) {
                return Err(DUPLICATE_NAME);
            }
            self.rest = after;
            self.out.push_str("(?:");
            return Ok(Opened::Group);
        }
        self.rest = after;
        self.flags()
    }

    fn flags(&mut self) -> Result<Opened, Mistake> {
        let (mut set, mut cleared) = (String::new(), String::new());
        let (mut is_clearing, mut is_any) = (false, false);
        loop {
            match self.pop().ok_or(BAD_PERL)? {
                flag @ ('i' | 'm' | 's' | 'U') => {
                    is_any = true;
                    let flags = if is_clearing { &mut cleared } else { &mut set };
                    // Greed does not matter, and a flag given twice is refused by the other syntax.
                    if flag != 'U' && !flags.contains(flag) {
                        flags.push(flag);
                    }
                }
                '-' if !is_clearing => (is_clearing, is_any) = (true, false),
                end @ (':' | ')') if !is_clearing || is_any => {
                    set.retain(|flag| !cleared.contains(flag));
                    let minus = if cleared.is_empty() { "" } else { "-" };
                    let _infallible = match (end, set.is_empty() && cleared.is_empty()) {
                        (')', true) => Ok(()),
                        _ => write!(self.out, "(?{set}{minus}{cleared}{end}"),
                    };
                    return Ok(if end == ':' { Opened::Group } else { Opened::Flags });
                }
                _ => return Err(BAD_PERL),
            }
        }
    }

    /// Reads a repetition; `None` for a brace that begins no count, which is left unread.
    fn repetition(&mut self) -> Result<Option<String>, Mistake> {
        let written = match self.peek() {
            Some(operator @ ('*' | '+' | '?')) => {
                self.pop();
                operator.to_string()
            }
            _ => {
                let Some((min, max, rest)) = count(self.rest) else { return Ok(None) };
                if min > REPEAT_MAX || max.flatten().is_some_and(|max| max > REPEAT_MAX || min > max) {
                    return Err(BAD_COUNT);
                }
                self.rest = rest;
                match max {
                    None => format!("{{{min}}}"),
                    Some(None) => format!("{{{min},}}"),
                    Some(Some(max)) => format!("{{{min},{max}}}"),
                }
            }
        };
        if self.peek() == Some('?') {
            self.pop();
        }
        Ok(Some(written))
    }

    fn class(&mut self) -> Result<(), Mistake> {
        self.pop();
        self.out.push('[');
        if self.peek() == Some('^') {
            self.pop();
            self.out.push('^');
        }
        let mut is_first = true;
        while is_first || self.peek() != Some(']') {
            is_first = false;
            if let Some(named) = self.posix()? {
                self.out.push_str(named);
                continue;
            }
            if let Some(class) = self.class_escape()? {
                self.out.push_str(&class);
                continue;
            }
            let low = self.class_char()?;
            let mut high = low;
            if self.rest.starts_with('-') && !self.rest.starts_with("-]") {
                self.pop();
                high = self.class_char()?;
                if high < low {
                    return Err(BAD_CLASS_RANGE);
                }
            }
            let _infallible = write!(self.out, "\\x{{{:x}}}-\\x{{{:x}}}", u32::from(low), u32::from(high));
        }
        self.pop();
        self.out.push(']');
        Ok(())
    }

    /// `[:alpha:]` and its like.
    fn posix(&mut self) -> Result<Option<&'a str>, Mistake> {
        let Some(inner) = self.rest.strip_prefix("[:") else { return Ok(None) };
        let Some(end) = inner.find(":]") else { return Ok(None) };
        let name = &inner[..end];
        if !POSIX.split(' ').any(|known| known == name.strip_prefix('^').unwrap_or(name)) {
            return Err(BAD_CLASS_RANGE);
        }
        let (whole, after) = self.rest.split_at(end + "[::]".len());
        self.rest = after;
        Ok(Some(whole))
    }

    fn class_char(&mut self) -> Result<char, Mistake> {
        match self.peek() {
            None => Err(NO_BRACKET),
            Some('\\') => self.escape(),
            Some(c) => {
                self.pop();
                Ok(c)
            }
        }
    }

    /// `\d` and `\p{…}` and their like, which are classes of their own and may stand in one.
    fn class_escape(&mut self) -> Result<Option<String>, Mistake> {
        let Some(after) = self.rest.strip_prefix('\\') else { return Ok(None) };
        let mut after = after.chars();
        let class = match after.next() {
            Some('d') => "[0-9]",
            Some('D') => "[^0-9]",
            Some('s') => r"[\t\n\x0c\r\x20]",
            Some('S') => r"[^\t\n\x0c\r\x20]",
            Some('w') => "[0-9A-Za-z_]",
            Some('W') => "[^0-9A-Za-z_]",
            Some(sign @ ('p' | 'P')) => {
                self.rest = after.as_str();
                return self.property(sign == 'P').map(Some);
            }
            _ => return Ok(None),
        };
        self.rest = after.as_str();
        Ok(Some(class.to_owned()))
    }

    fn property(&mut self, mut is_negated: bool) -> Result<String, Mistake> {
        let first = self.peek().ok_or(BAD_CLASS_RANGE)?;
        let mut name = match self.rest.strip_prefix('{') {
            None => {
                let (name, after) = self.rest.split_at(first.len_utf8());
                self.rest = after;
                name
            }
            Some(braced) => {
                let (name, after) = braced.split_once('}').ok_or(BAD_CLASS_RANGE)?;
                self.rest = after;
                name
            }
        };
        if let Some(inverse) = name.strip_prefix('^') {
            (name, is_negated) = (inverse, !is_negated);
        }
        let is_known =
            name == "Any" || [CATEGORIES, SCRIPTS].iter().any(|all| all.split(' ').any(|n| n == name));
        if !is_known {
            return Err(BAD_CLASS_RANGE);
        }
        // No text has surrogates, and no name has what no script claims.
        if matches!(name, "Cs" | "Unknown") {
            return Ok(if is_negated { r"\p{Any}" } else { r"\P{Any}" }.to_owned());
        }
        Ok(format!("\\{}{{{name}}}", if is_negated { 'P' } else { 'p' }))
    }

    /// The character that an escape stands for.
    fn escape(&mut self) -> Result<char, Mistake> {
        self.pop();
        let is_octal = |c: char| ('0'..='7').contains(&c);
        let code = match self.pop().ok_or(TRAILING_BACKSLASH)? {
            // A digit alone would refer back to a group, which takes more than linear time.
            digit @ '0'..='7' if digit == '0' || self.peek().is_some_and(is_octal) => {
                let mut code = digit as u32 - '0' as u32;
                for _ in 0..2 {
                    let Some(digit) = self.peek().filter(|c| is_octal(*c)) else { break };
                    self.pop();
                    code = code * 8 + (digit as u32 - '0' as u32);
                }
                code
            }
            'x' => self.hexadecimal()?,
            'a' => 7,
            'f' => 12,
            'n' => 10,
            'r' => 13,
            't' => 9,
            'v' => 11,
            c if !c.is_ascii_alphanumeric() => c.into(),
            _ => return Err(BAD_ESCAPE),
        };
        char::from_u32(code).ok_or(BAD_ESCAPE)
    }

    fn hexadecimal(&mut self) -> Result<u32, Mistake> {
        let (digits, after) = match self.rest.strip_prefix('{') {
            Some(braced) => braced.split_once('}').ok_or(BAD_ESCAPE)?,
            None => self.rest.split_at_checked(2).ok_or(BAD_ESCAPE)?,
        };
        self.rest = after;
        if digits.is_empty() || !digits.chars().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(BAD_ESCAPE);
        }
        u32::from_str_radix(digits, 16).map_err(|_| BAD_ESCAPE)
    }

    fn literal(&mut self, c: char) {
        if c.is_ascii_alphanumeric() {
            self.out.push(c);
        } else {
            let _infallible = write!(self.out, "\\x{{{:x}}}", u32::from(c));
        }
    }

    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn pop(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    fn skip(&mut self, count: usize) {
        for _ in 0..count {
            self.pop();
        }
    }
}

enum Opened {
    Group,
    Flags,
}

/// A count in braces: its least, its greatest (`None` where it is the same, `Some(None)` where there is none), and what
/// follows.
fn count(text: &str) -> Option<(u32, Option<Option<u32>>, &str)> {
    let (min, rest) = number(text.strip_prefix('{')?)?;
    if let Some(rest) = rest.strip_prefix('}') {
        return Some((min, None, rest));
    }
    let rest = rest.strip_prefix(',')?;
    if let Some(rest) = rest.strip_prefix('}') {
        return Some((min, Some(None), rest));
    }
    let (max, rest) = number(rest)?;
    Some((min, Some(Some(max)), rest.strip_prefix('}')?))
}

/// A number without leading zeros; one that does not fit is more than any limit.
fn number(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    if digits.is_empty() || (digits.len() > 1 && digits.starts_with('0')) {
        return None;
    }
    Some((digits.parse().unwrap_or(u32::MAX), rest))
}
