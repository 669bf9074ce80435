//! What the kernel says of a process: CPU time and memory.

use anyhow::{Context, Result};

/// Resident memory of a process.
#[derive(Debug, Clone, Copy)]
pub struct Memory {
    /// Now, in MiB.
    pub resident_mib: f64,
    /// The most so far, in MiB.
    pub peak_mib: f64,
}

/// Resident memory of process `pid`.
///
/// # Errors
/// Where there is no such process.
pub fn memory(pid: u32) -> Result<Memory> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let mib = |key: &str| -> Result<f64> {
        let line = status.lines().find(|line| line.starts_with(key)).with_context(|| format!("no {key}"))?;
        let kib: f64 = line.split_whitespace().nth(1).context("no value")?.parse()?;
        Ok(kib / 1024.0)
    };
    Ok(Memory { resident_mib: mib("VmRSS:")?, peak_mib: mib("VmHWM:")? })
}

/// User plus system CPU seconds that process `pid` has used.
///
/// # Errors
/// Where there is no such process.
pub fn cpu_seconds(pid: u32) -> Result<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The second field is the program's name in parentheses and may hold spaces.
    let rest = stat.rsplit_once(") ").context("odd /proc stat line")?.1;
    let fields: Vec<&str> = rest.split(' ').collect();
    let ticks: f64 = fields[11].parse::<f64>()? + fields[12].parse::<f64>()?;
    // Linux counts these in hundredths of a second on every architecture (USER_HZ).
    Ok(ticks / 100.0)
}
