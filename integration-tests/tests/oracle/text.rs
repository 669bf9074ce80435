//! Answers as text: what must differ between two nodes is masked, the rest compared line by line.

use std::fmt::Debug;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::player::Step;

/// Fields that are set but never the same: only whether they are set counts.
const MASKED: &str = "cluster_id|broker_epoch|controller_epoch|producer_id|session_id|log_dir|total_bytes|usable_bytes|\
                      last_fetch_timestamp|last_caught_up_timestamp|metadata_offset|finalized_features_epoch|\
                      log_append_time_ms|last_timestamp|high_watermark_of_quorum|port";

fn mask(text: &str, bootstrap: &str) -> String {
    static ONE_LINE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?m)(Some)\(\n\s*([^\n]*?),\n\s*\)").expect("pattern"));
    static EMPTY_TAGS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?m)^\s*unknown_tagged_fields: \{\},\n").expect("pattern"));
    static UUID: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}").expect("pattern")
    });
    static FIELD: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(&format!(r"(?m)^(\s*(?:{MASKED})): (.*),$")).expect("pattern"));
    static TIME: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b1[789]\d{11}\b").expect("pattern"));
    static DIRECTORY: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"/[^ ,\x22]*/data\b").expect("pattern"));

    let mut text = text.to_string();
    while ONE_LINE.is_match(&text) {
        text = ONE_LINE.replace_all(&text, "$1($2)").into_owned();
    }
    let text = EMPTY_TAGS.replace_all(&text, "");
    let text = UUID.replace_all(&text, |found: &Captures<'_>| match &found[0] {
        zero @ "00000000-0000-0000-0000-000000000000" => zero.to_string(),
        _ => "<id>".to_string(),
    });
    let text = FIELD.replace_all(&text, |found: &Captures<'_>| match &found[2] {
        // The first producer id is 0, which is set.
        "0" if found[1].trim_start() == "producer_id" => format!("{}: <set>,", &found[1]),
        unset @ ("0" | "-1" | "\"\"" | "None") => format!("{}: {unset},", &found[1]),
        _ => format!("{}: <set>,", &found[1]),
    });
    let text = TIME.replace_all(&text, "<time>");
    let text = DIRECTORY.replace_all(&text, "<dir>");
    let port = bootstrap.rsplit(':').next().unwrap_or_default();
    text.replace(port, "<port>")
}

/// A decoded answer as masked text.
pub(crate) fn show(answer: &impl Debug, bootstrap: &str) -> String {
    mask(&format!("{answer:#?}"), bootstrap)
}

/// A step that differs: its label and the lines that only one side has.
pub(crate) struct Difference {
    pub(crate) step: String,
    pub(crate) shown: String,
}

/// One entry per step that differs.
pub(crate) fn compare(script: &str, expected: &[Step], found: &[Step]) -> Vec<Difference> {
    let mut out = Vec::new();
    for at in 0..expected.len().max(found.len()) {
        match (expected.get(at), found.get(at)) {
            (Some(e), Some(f)) if e == f => {}
            (Some(e), Some(f)) if e.label == f.label => {
                let shown = format!("  {script}: {}\n{}", e.label, lines(&e.answer, &f.answer));
                out.push(Difference { step: e.label.clone(), shown });
            }
            (e, f) => {
                let label = |step: Option<&Step>| step.map_or("nothing".into(), |s| s.label.clone());
                let answer = f.map_or("", |step| &step.answer);
                let (e, f) = (label(e), label(f));
                let shown = format!("  {script}: Apache Kafka has step {e}, the subject {f}: {answer}");
                // Without a step's name nothing can accept it.
                out.push(Difference { step: String::new(), shown });
                break; // the scripts took different paths; what follows says nothing
            }
        }
    }
    out
}

/// A line diff by longest common subsequence; answers are short enough for the square table.
fn lines(expected: &str, found: &str) -> String {
    let (a, b): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), found.lines().collect());
    if a.len() * b.len() > 25_000_000 {
        return format!("      Apache Kafka: {} lines, the subject: {} lines", a.len(), b.len());
    }
    let mut common = vec![vec![0u32; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            common[i][j] =
                if a[i] == b[j] { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
        }
    }
    let (mut i, mut j, mut out, mut shown) = (0, 0, String::new(), 0);
    while i < a.len() || j < b.len() {
        if i < a.len() && j < b.len() && a[i] == b[j] {
            (i, j) = (i + 1, j + 1);
            continue;
        }
        let (line, side) = if j == b.len() || (i < a.len() && common[i + 1][j] >= common[i][j + 1]) {
            i += 1;
            (a[i - 1], "apache")
        } else {
            j += 1;
            (b[j - 1], "kavka ")
        };
        shown += 1;
        if shown <= LINES_MAX {
            out.push_str(&format!("      {side} {line}\n"));
        }
    }
    if shown > LINES_MAX {
        out.push_str(&format!("      … {} lines more\n", shown - LINES_MAX));
    }
    out
}

/// Lines shown of one difference.
const LINES_MAX: usize = 40;
