//! The output for recorded command lines, compared with what Apache Kafka 4.3 printed.

use std::fs;

use super::*;

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// Where the samples lie: beside the recordings, or with the tests of the log.
fn sample(name: &str) -> PathBuf {
    let here = golden().join("samples").join(name);
    if here.exists() { here } else { golden().join("../../../broker/log/tests/golden").join(name) }
}

fn dump(args: &[String]) -> (String, String) {
    let parsed = Parsed::parse(&SPEC, args).unwrap();
    let files = vec![PathBuf::from(parsed.required("files").unwrap())];
    let dump = Dump { files, log: log_options(&parsed).unwrap(), index: index_options(&parsed) };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    dump.run(&mut out, &mut err).unwrap();
    (String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

fn args(line: &str) -> Vec<String> {
    line.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn prints_what_kafka_prints() {
    let mut compared = 0;
    for entry in fs::read_dir(golden().join("dump-log")).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let (first, expected) = text.split_once('\n').unwrap();
        let (_, command) = first.split_once("kafka-dump-log.sh ").unwrap();
        let (command, _) = command.split_once(" (cwd").unwrap();
        let mut args = args(command);
        let file = args.iter().position(|arg| arg == "--files").unwrap() + 1;
        let name = std::mem::take(&mut args[file]);
        let sample = sample(&name);
        args[file] = sample.display().to_string();
        let (out, err) = dump(&args);
        // The recordings name the files otherwise, and lost the blanks at the ends of lines.
        let path_in_errors = format!("./log-format/samples/{name}");
        let ours = out.replace(&sample.display().to_string(), &name)
            + &err.replace(&sample.display().to_string(), &path_in_errors);
        let ours: String = ours.lines().map(|line| format!("{}\n", line.trim_end())).collect();
        let expected: String = expected.lines().map(|line| format!("{}\n", line.trim_end())).collect();
        for (ours, expected) in ours.lines().zip(expected.lines()) {
            assert_eq!(ours, expected, "{}", path.display());
        }
        // Long recordings were cut.
        let is_whole = ours.len() == expected.len();
        assert!(is_whole || expected.lines().count() >= 25, "{}", path.display());
        compared += 1;
    }
    assert_eq!(compared, 36);
}

#[test]
fn keys_and_values_only() {
    let file = sample("g-none-0/00000000000000000000.log");
    let (out, _) =
        dump(&args(&format!("--files {} --print-data-log --skip-record-metadata", file.display())));
    assert_eq!(
        out.lines().nth(3),
        Some("| key: key-0 payload: value-0-0-abcabcabcabcabcabcabcabcabcabcabcabc")
    );
}

#[test]
fn stops_after_max_bytes() {
    let file = sample("g-none-0/00000000000000000000.log");
    let (out, _) = dump(&args(&format!("--files {} --max-bytes 400", file.display())));
    assert_eq!(out.lines().count(), 3);
}

#[test]
fn indexes_are_checked_against_the_log() {
    let dir = tempfile::tempdir().unwrap();
    for extension in ["log", "index", "timeindex"] {
        let name = format!("00000000000000000000.{extension}");
        fs::copy(sample(&format!("g-index-0/{name}")), dir.path().join(&name)).unwrap();
    }
    let file = dir.path().join("00000000000000000000.index");
    let sane = dump(&args(&format!("--files {} --index-sanity-check", file.display())));
    assert!(sane.0.ends_with(" passed sanity check.\n"), "{}", sane.0);
    let mut bytes = fs::read(&file).unwrap();
    bytes[3] = 1;
    fs::write(&file, bytes).unwrap();
    let (out, err) = dump(&args(&format!("--files {} --verify-index-only", file.display())));
    assert_eq!(out.lines().count(), 1);
    let expected = format!("Mismatches in :{}\n  Index offset: 1, log offset: 2\n", file.display());
    assert_eq!(err, expected);
    let times = dir.path().join("00000000000000000000.timeindex");
    let mut bytes = fs::read(&times).unwrap();
    bytes[7] += 1;
    fs::write(&times, bytes).unwrap();
    let (_, err) = dump(&args(&format!("--files {} --verify-index-only", times.display())));
    assert!(err.starts_with("Found timestamp mismatch in :"), "{err}");
}

#[test]
fn trailing_bytes_are_told() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("00000000000000000000.log");
    let mut bytes = fs::read(sample("g-none-0/00000000000000000000.log")).unwrap();
    bytes.extend_from_within(..100);
    fs::write(&file, bytes).unwrap();
    let (out, _) = dump(&args(&format!("--files {}", file.display())));
    assert!(out.ends_with("Found 100 invalid bytes at the end of 00000000000000000000.log\n"), "{out}");
}
