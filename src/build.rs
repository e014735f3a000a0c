//! Rebuilds the program when an embedded template, style or starter file changes (the embedding macro does not tell Cargo of them), and
//! gives the program an identity: two programs with the same one write the same site.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// All that the program is made of.
const PROGRAM_FILES: [&str; 5] = ["Cargo.lock", "Cargo.toml", "src", "static", "templates"];

fn main() {
    let mut files = Vec::new();
    for path in PROGRAM_FILES {
        println!("cargo:rerun-if-changed={path}");
        list(Path::new(path), &mut files);
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        file.hash(&mut hasher);
        std::fs::read(&file).ok().hash(&mut hasher);
    }
    // The only feature that changes what a site holds.
    std::env::var_os("CARGO_FEATURE_SHARE_IMAGES").is_some().hash(&mut hasher);
    println!("cargo:rustc-env=RAPPORTEUR_IDENTITY={} {:016x}", env!("CARGO_PKG_VERSION"), hasher.finish());
}

fn list(path: &Path, files: &mut Vec<PathBuf>) {
    match std::fs::read_dir(path) {
        Ok(entries) => entries.flatten().for_each(|entry| list(&entry.path(), files)),
        Err(_) if path.is_file() => files.push(path.to_path_buf()),
        Err(_) => {}
    }
}
