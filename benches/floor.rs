//! The bare cost of an output: reads a built site into memory, then writes the same files to a new folder with two threads, and does nothing else.
//!
//! `cargo run --release --example floor -- BUILT NEW` prints how long the writing took, in seconds. `benches/run` measures the whole
//! process; reading comes from the page cache and is a small part of it.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Instant;

const THREADS: usize = 2;

fn read(folder: &Path, base: &Path, folders: &mut Vec<PathBuf>, files: &mut Vec<(PathBuf, Vec<u8>)>) -> Result<(), Box<dyn Error>> {
    folders.push(folder.strip_prefix(base)?.to_path_buf());
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            read(&entry.path(), base, folders, files)?;
        } else {
            files.push((entry.path().strip_prefix(base)?.to_path_buf(), fs::read(entry.path())?));
        }
    }
    Ok(())
}

fn write(files: &[(PathBuf, Vec<u8>)], new: &Path) -> std::io::Result<()> {
    for (path, bytes) in files {
        // A page lies in a folder of its own, so making the folder belongs to writing the file.
        let path = new.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, bytes)?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(built), Some(new)) = (arguments.next(), arguments.next()) else {
        return Err("usage: floor BUILT NEW".into());
    };
    let (built, new) = (PathBuf::from(built), PathBuf::from(new));
    let (mut folders, mut files) = (Vec::new(), Vec::new());
    read(&built, &built, &mut folders, &mut files)?;
    files.sort();
    let start = Instant::now();
    let share = files.len().div_ceil(THREADS).max(1);
    let new = &new;
    let results: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = files.chunks(share).map(|part| scope.spawn(move || write(part, new))).collect();
        threads.into_iter().map(thread::ScopedJoinHandle::join).collect()
    });
    for result in results {
        result.map_err(|_| "a thread panicked")??;
    }
    let bytes: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
    println!("{:.4} s for {} files in {} folders, {:.1} MB", start.elapsed().as_secs_f64(), files.len(), folders.len(), bytes as f64 / 1e6);
    Ok(())
}
