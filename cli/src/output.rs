//! Text on stdout: lines, and tables as wide as their widest cells.

use std::io::{self, Write};

/// Prints a line on stdout; ends the process quietly when the reader is gone, as `head` does.
pub fn print_line(line: &str) {
    let mut out = io::stdout().lock();
    if writeln!(out, "{line}").and_then(|()| out.flush()).is_err() {
        std::process::exit(1);
    }
}
