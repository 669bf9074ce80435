//! Rewrites `protocol/src/generated` from `protocol/schemas`.

use anyhow::Result;

fn main() -> Result<()> {
    let protocol = kavka_protocol_codegen::protocol_dir();
    let out = protocol.join("src/generated");
    let files = kavka_protocol_codegen::generate(&protocol.join("schemas"))?;
    if out.exists() {
        std::fs::remove_dir_all(&out)?;
    }
    for (path, text) in &files {
        let path = out.join(path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, text)?;
    }
    println!("{} files", files.len());
    Ok(())
}
