//! Replacing a small file so that a crash leaves either the old or the new content.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes `content` to `NAME.tmp`, syncs it, renames it over `path` and syncs the directory.
///
/// The order matters: without the sync before the rename a crash may leave an empty file under
/// the final name; without the sync of the directory it may bring the old file back.
///
/// # Errors
/// Whatever the file system reports; a left-over `NAME.tmp` is harmless and overwritten next time.
pub fn write_atomically(path: &Path, content: &[u8]) -> io::Result<()> {
    let temporary = temporary_name(path);
    let mut file = File::create(&temporary)?;
    file.write_all(content)?;
    file.sync_all()?;
    drop(file);
    fs::rename(&temporary, path)?;
    match path.parent() {
        Some(dir) => sync_dir(dir),
        None => Ok(()),
    }
}

/// Makes renames, creations and deletions inside `dir` durable.
///
/// # Errors
/// Whatever the file system reports.
pub fn sync_dir(dir: &Path) -> io::Result<()> {
    let dir = if dir.as_os_str().is_empty() { Path::new(".") } else { dir };
    File::open(dir)?.sync_all()
}

/// Reads at most `bytes_max` bytes of a text file; a longer one is an error instead of memory.
///
/// # Errors
/// I/O errors, `InvalidData` when the file is too long or not UTF-8.
pub fn read_text(path: &Path, bytes_max: u64) -> io::Result<String> {
    let length = fs::metadata(path)?.len();
    if length > bytes_max {
        let what = format!("{} has {length} bytes, more than {bytes_max}", path.display());
        return Err(io::Error::new(io::ErrorKind::InvalidData, what));
    }
    fs::read_to_string(path)
}

fn temporary_name(path: &Path) -> PathBuf {
    let mut name = OsString::from(path.as_os_str());
    name.push(".tmp");
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_the_file_and_leaves_no_temporary() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("name");
        fs::write(&path, "old").unwrap();
        fs::write(dir.path().join("name.tmp"), "left over from a crash").unwrap();
        write_atomically(&path, b"new").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn refuses_to_read_a_file_that_is_too_long() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("name");
        fs::write(&path, vec![b'a'; 100]).unwrap();
        assert_eq!(read_text(&path, 99).unwrap_err().kind(), io::ErrorKind::InvalidData);
        assert_eq!(read_text(&path, 100).unwrap().len(), 100);
    }
}
