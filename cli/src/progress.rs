//! How far long work is, on a terminal.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// Between two looks at the line.
const PAUSE: Duration = Duration::from_millis(500);
/// Back to the start of the line, and away with what stands on it.
const CLEAR: &str = "\r\x1b[K";

/// A line on stderr with percent, rate and the time left. Where stderr is no terminal nothing is written, so that
/// scripts see what Kafka's tools print and no more.
#[derive(Debug)]
pub struct Progress {
    total: u64,
    started: Instant,
    next: Instant,
    is_terminal: bool,
    is_shown: bool,
}

impl Progress {
    /// Work of `total` records that begins now.
    pub fn new(total: u64, now: Instant) -> Self {
        Self::on(io::stderr().is_terminal(), total, now)
    }

    fn on(is_terminal: bool, total: u64, now: Instant) -> Self {
        Self { total, started: now, next: now + PAUSE, is_terminal, is_shown: false }
    }

    /// Shows that `done` records are done, if it is time to.
    pub fn advance(&mut self, done: u64, now: Instant) {
        if let Some(line) = self.due(done, now) {
            eprint!("{CLEAR}{line}");
            self.is_shown = true;
        }
    }

    /// Takes the line away, before other text and at the end.
    pub fn clear(&mut self) {
        if std::mem::take(&mut self.is_shown) {
            eprint!("{CLEAR}");
            // There is nobody to tell when the terminal is gone.
            let _ = io::stderr().flush();
        }
    }

    fn due(&mut self, done: u64, now: Instant) -> Option<String> {
        if !self.is_terminal || now < self.next {
            return None;
        }
        self.next = now + PAUSE;
        Some(line(done, self.total, now.saturating_duration_since(self.started)))
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}

fn line(done: u64, total: u64, elapsed: Duration) -> String {
    let percent = (u128::from(done) * 100).checked_div(u128::from(total)).unwrap_or(100).min(100);
    let rate = done as f64 / elapsed.as_secs_f64().max(0.001);
    let left = match Duration::try_from_secs_f64(total.saturating_sub(done) as f64 / rate) {
        Ok(left) => format!("{} left", time_text(left)),
        Err(_) => "time left unknown".to_owned(),
    };
    format!("{percent:3}% of {total} records, {rate:.0} records/sec, {left}")
}

/// `5 s`, `2 min 05 s`, `3 h 02 min`.
fn time_text(time: Duration) -> String {
    let seconds = time.as_secs();
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, seconds) => format!("{minutes} min {seconds:02} s"),
        (hours, minutes, _) => format!("{hours} h {minutes:02} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_percent_rate_and_the_time_left() {
        let second = Duration::from_secs(1);
        assert_eq!(line(250, 1000, second * 5), " 25% of 1000 records, 50 records/sec, 15 s left");
        assert_eq!(line(1, 7201, second), "  0% of 7201 records, 1 records/sec, 2 h 00 min left");
        assert_eq!(line(100, 225, second), " 44% of 225 records, 100 records/sec, 1 s left");
        assert_eq!(line(1000, 126_000, second), "  0% of 126000 records, 1000 records/sec, 2 min 05 s left");
        assert_eq!(line(0, 10, second), "  0% of 10 records, 0 records/sec, time left unknown");
        // A poll may bring more than was asked for.
        assert_eq!(line(12, 10, second), "100% of 10 records, 12 records/sec, 0 s left");
    }

    #[test]
    fn it_is_shown_now_and_then_and_on_terminals_only() {
        let start = Instant::now();
        let mut progress = Progress::on(true, 10, start);
        assert_eq!(progress.due(1, start), None, "short work needs no line");
        assert!(progress.due(5, start + PAUSE).is_some());
        assert_eq!(progress.due(6, start + PAUSE + PAUSE / 2), None);
        assert!(progress.due(7, start + PAUSE * 2).is_some());
        assert_eq!(Progress::on(false, 10, start).due(5, start + PAUSE), None);
    }
}
