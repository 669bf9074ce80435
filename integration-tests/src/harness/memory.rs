//! Memory of the machine, made ready for a measurement.

use std::hint::black_box;

use anyhow::{Context, Result};

/// Takes `bytes` from the system, writes to each page, and gives them back; less where that would be more than half of
/// what is available.
///
/// On a virtual machine whose host takes free pages back, the first write to such a page waits for the host to find
/// one, and counts as system time of whoever writes. A broker that fills the page cache would be charged several
/// microseconds for each page, more than all it does with the bytes; the pages that this call gives back are those
/// that the system hands out next.
///
/// # Errors
/// Where `/proc/meminfo` does not tell what is available.
pub fn touch(bytes: usize) -> Result<()> {
    const PAGE: usize = 4096;
    let bytes = bytes.min(available()? / 2);
    let mut pages = vec![0u8; bytes];
    for page in pages.chunks_mut(PAGE) {
        page[0] = 1;
    }
    black_box(&pages);
    Ok(())
}

fn available() -> Result<usize> {
    let info = std::fs::read_to_string("/proc/meminfo")?;
    let line = info.lines().find(|line| line.starts_with("MemAvailable:")).context("no MemAvailable")?;
    let kib: usize = line.split_whitespace().nth(1).context("no value of MemAvailable")?.parse()?;
    Ok(kib * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_taken_and_given_back() {
        let before = available().unwrap();
        assert!(before > 0);
        touch(8 << 20).unwrap();
    }
}
