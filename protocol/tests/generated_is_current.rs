//! The checked-in sources are what the generator makes of the checked-in facts.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn files_below(dir: &Path, base: &Path, out: &mut BTreeSet<PathBuf>) {
    for entry in std::fs::read_dir(dir).expect("generated directory") {
        let path = entry.expect("entry").path();
        if path.is_dir() {
            files_below(&path, base, out);
        } else {
            out.insert(path.strip_prefix(base).expect("below base").to_path_buf());
        }
    }
}

#[test]
fn generated_sources_equal_generator_output() {
    let protocol = Path::new(env!("CARGO_MANIFEST_DIR"));
    let out = protocol.join("src/generated");
    let wanted = kavka_protocol_codegen::generate(&protocol.join("schemas")).expect("generator");
    let mut present = BTreeSet::new();
    files_below(&out, &out, &mut present);
    assert_eq!(present, wanted.keys().cloned().collect::<BTreeSet<_>>(), "run the generator");
    for (path, text) in wanted {
        let found = std::fs::read_to_string(out.join(&path)).expect("generated file");
        assert!(found == text, "{} differs: run `cargo run -p kavka-protocol-codegen`", path.display());
    }
}
