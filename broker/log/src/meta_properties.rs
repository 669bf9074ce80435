//! `meta.properties`: which node, cluster and directory a log directory belongs to (KIP-631, KIP-858).

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use uuid::Uuid;

use crate::atomic_file::{read_text, write_atomically};
use crate::kafka_uuid;

/// Name of the file.
pub const META_PROPERTIES: &str = "meta.properties";
const FILE_BYTES_MAX: u64 = 1 << 16;

/// Why `meta.properties` could not be read.
#[derive(Debug, thiserror::Error)]
pub enum MetaPropertiesError {
    /// The file system failed; the log directory is in doubt.
    #[error("error while reading meta.properties file {path}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the file system said.
        #[source]
        source: io::Error,
    },
    /// The version is not known.
    #[error("unknown meta.properties version {found:?} in {path}")]
    Version {
        /// The file.
        path: PathBuf,
        /// The version that stands in the file.
        found: String,
    },
    /// A key that this version must have is missing.
    #[error("{key} was not found in {path}")]
    Missing {
        /// The file.
        path: PathBuf,
        /// The key.
        key: &'static str,
    },
    /// A value cannot be read.
    #[error("unable to read {key} with value {value:?} in {path}")]
    Invalid {
        /// The file.
        path: PathBuf,
        /// The key.
        key: &'static str,
        /// Its value.
        value: String,
    },
}

/// What `meta.properties` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetaProperties {
    /// 1 since KRaft; 0 was written by brokers with ZooKeeper.
    pub version: u8,
    /// The cluster; never missing in version 1.
    pub cluster_id: Option<String>,
    /// The node; never missing in version 1.
    pub node_id: Option<i32>,
    /// The log directory, missing only before 3.7.
    pub directory_id: Option<Uuid>,
}

impl MetaProperties {
    /// The keys and values as they are stored.
    pub fn to_properties(&self) -> BTreeMap<&'static str, String> {
        let mut properties = BTreeMap::from([("version", self.version.to_string())]);
        if let Some(cluster_id) = &self.cluster_id {
            properties.insert("cluster.id", cluster_id.clone());
        }
        if let Some(node_id) = self.node_id {
            let key = if self.version == 0 { "broker.id" } else { "node.id" };
            properties.insert(key, node_id.to_string());
        }
        if let Some(directory_id) = self.directory_id {
            properties.insert("directory.id", kafka_uuid::to_string(directory_id));
        }
        properties
    }
}

/// Reads `meta.properties` of a log directory, `None` if it is not formatted.
///
/// # Errors
/// [`MetaPropertiesError`]
pub fn read(log_dir: &Path) -> Result<Option<MetaProperties>, MetaPropertiesError> {
    let path = log_dir.join(META_PROPERTIES);
    match read_text(&path, FILE_BYTES_MAX) {
        Ok(text) => parse(&path, &text).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(MetaPropertiesError::Io { path, source }),
    }
}

/// Replaces `meta.properties` of a log directory durably. `now` goes into its comment.
///
/// # Errors
/// I/O errors.
pub fn write(log_dir: &Path, meta: &MetaProperties, now: SystemTime) -> io::Result<()> {
    let mut text = format!("#\n#{}\n", date(now));
    let properties = meta.to_properties();
    // In the order that Java's hash table happens to give them.
    for key in ["node.id", "broker.id", "directory.id", "version", "cluster.id"] {
        if let Some(value) = properties.get(key) {
            text.push_str(&format!("{key}={}\n", escape(value)));
        }
    }
    write_atomically(&log_dir.join(META_PROPERTIES), text.as_bytes())
}

fn parse(path: &Path, text: &str) -> Result<MetaProperties, MetaPropertiesError> {
    let properties = parse_properties(text);
    let get = |key: &'static str| properties.get(key).map(String::as_str);
    let missing = |key| MetaPropertiesError::Missing { path: path.to_owned(), key };
    let invalid = |key, value: &str| MetaPropertiesError::Invalid {
        path: path.to_owned(),
        key,
        value: value.to_owned(),
    };
    let version = match get("version").map(str::trim) {
        None | Some("0") => 0,
        Some("1") => 1,
        Some(found) => {
            let found = found.to_owned();
            return Err(MetaPropertiesError::Version { path: path.to_owned(), found });
        }
    };
    let node_key = if version == 0 { "broker.id" } else { "node.id" };
    let node_id = get(node_key)
        .map(|value| value.trim().parse::<i32>().map_err(|_| invalid(node_key, value)))
        .transpose()?;
    let directory_id = get("directory.id")
        .map(|value| kafka_uuid::parse(value).ok_or_else(|| invalid("directory.id", value)))
        .transpose()?;
    let cluster_id = get("cluster.id").map(str::to_owned);
    if version > 0 && cluster_id.is_none() {
        return Err(missing("cluster.id"));
    }
    if version > 0 && node_id.is_none() {
        return Err(missing("node.id"));
    }
    Ok(MetaProperties { version, cluster_id, node_id, directory_id })
}

/// The subset of Java's properties format that this file can contain: no continued lines.
fn parse_properties(text: &str) -> BTreeMap<String, String> {
    text.lines()
        .map(str::trim_start)
        .filter(|line| !line.is_empty() && !line.starts_with(['#', '!']))
        .map(|line| {
            let end = line.find(['=', ':', ' ', '\t']).unwrap_or(line.len());
            let (key, rest) = line.split_at(end);
            let rest = rest.trim_start();
            let value = rest.strip_prefix(['=', ':']).unwrap_or(rest).trim_start();
            (unescape(key), unescape(value))
        })
        .collect()
}

fn escape(value: &str) -> String {
    let special = |c| matches!(c, '=' | ':' | '#' | '!' | '\\');
    value.chars().flat_map(|c| special(c).then_some('\\').into_iter().chain([c])).collect()
}

fn unescape(text: &str) -> String {
    let mut chars = text.chars();
    let mut out = String::with_capacity(text.len());
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.extend(chars.next()),
            c => out.push(c),
        }
    }
    out
}

/// `Sun Nov 22 16:27:51 UTC 2026`
fn date(now: SystemTime) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let seconds = now.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs();
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    let (mut day, mut year) = (days, 1970);
    let is_leap =
        |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    while day >= 365 + u64::from(is_leap(year)) {
        day -= 365 + u64::from(is_leap(year));
        year += 1;
    }
    let lengths = [31, 28 + u64::from(is_leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 0;
    while day >= lengths[month] {
        day -= lengths[month];
        month += 1;
    }
    let (weekday, month, day) = (DAYS[(days % 7) as usize], MONTHS[month], day + 1);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{weekday} {month} {day:02} {hour:02}:{minute:02}:{second:02} UTC {year}")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn rewrites_kafkas_file_byte_for_byte() {
        let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/log.dir");
        let meta = read(&golden).unwrap().unwrap();
        assert_eq!((meta.version, meta.node_id), (1, Some(1)));
        assert_eq!(meta.cluster_id.as_deref(), Some("AAAAAAAAQACAAAAAAAAAAA"));
        assert_eq!(kafka_uuid::to_string(meta.directory_id.unwrap()), "c5Ka5A2uRfePz-OCoQLgOQ");
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(read(dir.path()).unwrap(), None);
        write(dir.path(), &meta, UNIX_EPOCH + Duration::from_secs(1_795_364_871)).unwrap();
        let text = |dir: &Path| fs::read_to_string(dir.join(META_PROPERTIES)).unwrap();
        assert_eq!(text(dir.path()), text(&golden));
    }

    #[test]
    fn nonsense_gives_typed_errors() {
        let dir = tempfile::tempdir().unwrap();
        let read_content = |content: &[u8]| {
            fs::write(dir.path().join(META_PROPERTIES), content).unwrap();
            read(dir.path())
        };
        let error = |content: &[u8]| read_content(content).unwrap_err();
        use MetaPropertiesError as E;
        assert!(matches!(error(b"version=2"), E::Version { .. }));
        assert!(matches!(error(b"version=1"), E::Missing { key: "cluster.id", .. }));
        assert!(matches!(error(b"version=1\ncluster.id=x"), E::Missing { key: "node.id", .. }));
        assert!(matches!(error(b"version=1\ncluster.id=x\nnode.id=y"), E::Invalid { .. }));
        assert!(matches!(error(b"directory.id=xyz"), E::Invalid { .. }));
        assert!(matches!(error(&[0xff; 10]), E::Io { .. }));
        assert!(matches!(error(&[0; 70_000]), E::Io { .. }));
        // As in Kafka, zeros are a version 0 file without any of our keys.
        assert_eq!(read_content(&[0; 100]).unwrap().unwrap().node_id, None);
    }

    #[test]
    fn reads_other_spellings() {
        let dir = tempfile::tempdir().unwrap();
        let content = "! x\nversion: 1\n node.id = 7\ncluster.id a\\:b\\=c\n";
        fs::write(dir.path().join(META_PROPERTIES), content).unwrap();
        let meta = read(dir.path()).unwrap().unwrap();
        assert_eq!((meta.node_id, meta.cluster_id.as_deref()), (Some(7), Some("a:b=c")));
        write(dir.path(), &meta, UNIX_EPOCH).unwrap();
        assert_eq!(read(dir.path()).unwrap().unwrap(), meta);
    }
}
