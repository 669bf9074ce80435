//! `kavka links DIR`: a symbolic link for each tool, named as Kafka names its script.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::args::clap_args;
use crate::output::print_line;
use crate::tools::TOOLS;

/// Makes a link in DIR for each tool, named as Kafka names its script, such as kafka-topics.sh. Links of
/// those names are replaced, other files left alone.
#[derive(Debug, clap::Parser)]
#[command(name = "kavka links", bin_name = "kavka links")]
struct Links {
    /// The folder; made if it is not there.
    #[arg(value_name = "DIR")]
    dir: PathBuf,
}

/// Runs the command.
pub fn run(args: Vec<String>) -> ExitCode {
    let Links { dir } = match clap_args("kavka links", args) {
        Ok(options) => options,
        Err(code) => return code,
    };
    let made = std::env::current_exe().and_then(|program| make_links(&program, &dir));
    match made {
        Ok(count) => {
            print_line(&format!("{count} links in {}", dir.display()));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("cannot make links in {}: {error}", dir.display());
            ExitCode::FAILURE
        }
    }
}

fn make_links(program: &Path, dir: &Path) -> io::Result<usize> {
    std::fs::create_dir_all(dir)?;
    let mut count = 0;
    for script in TOOLS.iter().filter_map(|tool| tool.script) {
        let link = dir.join(format!("{script}.sh"));
        match link.symlink_metadata() {
            Ok(found) if found.is_symlink() => std::fs::remove_file(&link)?,
            Ok(_) => {
                let text = format!("{} exists and is no link", link.display());
                return Err(io::Error::new(io::ErrorKind::AlreadyExists, text));
            }
            Err(_) => {}
        }
        std::os::unix::fs::symlink(program, &link)?;
        count += 1;
    }
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_made_again_and_files_are_kept() {
        let dir = tempfile::tempdir().unwrap();
        let program = Path::new("/usr/bin/kavka");
        let count = make_links(program, dir.path()).unwrap();
        assert_eq!(make_links(program, dir.path()).unwrap(), count);
        let link = dir.path().join("kafka-topics.sh");
        assert_eq!(std::fs::read_link(&link).unwrap(), program);
        std::fs::remove_file(&link).unwrap();
        std::fs::write(&link, "mine").unwrap();
        assert!(make_links(program, dir.path()).is_err());
        assert_eq!(std::fs::read_to_string(&link).unwrap(), "mine");
    }
}
