//! To a folder on this computer.

use std::collections::HashSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::{Options, Plan, Report, Tree, manifest_of_both, read_manifest};
use crate::diagnostic::Failure;
use crate::write::{Entry, MANIFEST, write_manifest};

fn refused(what: &str, path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("cannot {what} `{}`: {error}", path.display()))
}

pub(super) fn publish(tree: Tree<'_>, target: &Path, options: Options, tell: &dyn Fn(&str)) -> Result<Report, Failure> {
    let target = &absolute(target)?;
    refuse_overlap(tree.folder, target)?;
    let old = match std::fs::read_to_string(target.join(MANIFEST)) {
        Ok(text) => read_manifest(&text, &format!("`{}`", target.display()))?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(refused("read", &target.join(MANIFEST), &error)),
    };
    let ours: HashSet<&str> = old.iter().map(|entry| &*entry.path).collect();
    let mut foreign = Vec::new();
    let plan = Plan::of(tree.files, &old, |entry| {
        let place = target.join(&*entry.path);
        through_link(target, &entry.path)?;
        let same = holds(&place, entry);
        if !same && !ours.contains(&*entry.path) && place.symlink_metadata().is_ok() {
            foreign.push(entry.path.to_string());
        }
        Ok(same)
    })?;
    super::foreign(&format!("`{}`", target.display()), &foreign, options.adopt, tell)?;
    let report = plan.report();
    let text = write_manifest(None, tree.files.iter());
    if options.dry_run || (plan.is_empty() && std::fs::read(target.join(MANIFEST)).is_ok_and(|bytes| bytes == text.as_bytes())) {
        return Ok(report);
    }
    std::fs::create_dir_all(target).map_err(|error| refused("make", target, &error))?;
    put(target, MANIFEST, manifest_of_both(&old, tree.files, &HashSet::new()).as_bytes())?;
    for (_, entry) in &plan.send {
        put(target, &entry.path, &tree.read(entry)?)?;
    }
    for path in &plan.delete {
        through_link(target, path)?;
        remove(target, path)?;
    }
    put(target, MANIFEST, text.as_bytes())?;
    Ok(report)
}

fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    let path = std::path::absolute(path).map_err(|error| refused("find", path, &error))?;
    Ok(path.canonicalize().unwrap_or(path))
}

fn refuse_overlap(built: &Path, target: &Path) -> Result<(), Failure> {
    let built = absolute(built)?;
    if target.starts_with(&built) || built.starts_with(target) {
        return Err(Failure::new(format!("cannot publish `{}` to `{}`: one lies in the other", built.display(), target.display()))
            .help("Choose a folder beside the build, not in or around it."));
    }
    Ok(())
}

/// Refuses a path that leads through a symbolic link in the target: we would write outside it.
fn through_link(target: &Path, path: &str) -> Result<(), Failure> {
    let mut place = target.to_path_buf();
    let mut parts = path.split('/').peekable();
    while let Some(part) = parts.next() {
        place.push(part);
        let link = place.symlink_metadata().is_ok_and(|metadata| metadata.is_symlink());
        if link && parts.peek().is_some() {
            return Err(Failure::new(format!("`{}` is a symbolic link, and nothing is written through one", place.display()))
                .help("Put a folder in its place, or publish to another folder."));
        }
    }
    Ok(())
}

fn holds(place: &Path, entry: &Entry) -> bool {
    let Ok(metadata) = place.symlink_metadata() else { return false };
    metadata.is_file() && metadata.len() == entry.length && std::fs::read(place).is_ok_and(|bytes| blake3::hash(&bytes) == entry.hash)
}

/// Writes a file beside its place and renames it into it: a reader sees the old bytes or the new ones.
fn put(target: &Path, path: &str, bytes: &[u8]) -> Result<(), Failure> {
    let place = target.join(path);
    let folder = place.parent().unwrap_or(target);
    std::fs::create_dir_all(folder).map_err(|error| refused("make", folder, &error))?;
    let name = place.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let aside = folder.join(format!(".rapporteur-{name}"));
    let write = || -> std::io::Result<()> {
        let mut file = std::fs::File::create(&aside)?;
        file.write_all(bytes)?;
        file.sync_data()?;
        std::fs::rename(&aside, &place)
    };
    write().map_err(|error| {
        // What cannot be taken away is overwritten by the next run.
        let _ = std::fs::remove_file(&aside);
        refused("write", &place, &error)
    })
}

fn remove(target: &Path, path: &str) -> Result<(), Failure> {
    let place = target.join(path);
    match std::fs::remove_file(&place) {
        Ok(()) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(refused("delete", &place, &error)),
    }
    let mut folder = place.parent();
    while let Some(inner) = folder.filter(|inner| *inner != target) {
        // A folder that still holds something stays.
        if std::fs::remove_dir(inner).is_err() {
            break;
        }
        folder = inner.parent();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build(files: &[(&str, &str)]) -> (tempfile::TempDir, Vec<Entry>) {
        let folder = tempfile::tempdir().unwrap();
        let entry = |(path, text): &(&str, &str)| {
            let place = folder.path().join(path);
            std::fs::create_dir_all(place.parent().unwrap()).unwrap();
            std::fs::write(place, text).unwrap();
            Entry { path: (*path).into(), hash: blake3::hash(text.as_bytes()), length: text.len() as u64 }
        };
        let entries = files.iter().map(entry).collect();
        (folder, entries)
    }

    fn run(built: &(tempfile::TempDir, Vec<Entry>), target: &Path, dry_run: bool) -> Result<Report, Failure> {
        publish(Tree { folder: built.0.path(), files: &built.1 }, target, Options { dry_run, ..Options::default() }, &|_| {})
    }

    #[test]
    fn only_what_changed_and_only_what_is_ours() {
        let target = tempfile::tempdir().unwrap();
        let at = target.path();
        std::fs::write(at.join("CNAME"), "example.org").unwrap();
        let first = build(&[("index.html", "1"), ("a/index.html", "a"), ("style.css", "s")]);
        assert_eq!(run(&first, at, true).unwrap().sent, ["style.css", "a/index.html", "index.html"]);
        assert!(!at.join("index.html").exists());
        run(&first, at, false).unwrap();
        assert_eq!(run(&first, at, false).unwrap(), Report { unchanged: 3, ..Report::default() });
        let second = build(&[("index.html", "2"), ("style.css", "s")]);
        let report = run(&second, at, false).unwrap();
        assert_eq!((report.sent, report.deleted, report.unchanged), (vec!["index.html".to_owned()], vec!["a/index.html".to_owned()], 1));
        assert!(!at.join("a").exists());
        assert_eq!(std::fs::read_to_string(at.join("CNAME")).unwrap(), "example.org");
    }

    #[test]
    fn foreign_files_stop_it() {
        let target = tempfile::tempdir().unwrap();
        std::fs::write(target.path().join("index.html"), "somebody's").unwrap();
        let failure = run(&build(&[("index.html", "ours")]), target.path(), false).unwrap_err();
        assert!(failure.message.contains("somebody else"), "{failure}");
        assert_eq!(std::fs::read_to_string(target.path().join("index.html")).unwrap(), "somebody's");
    }

    #[test]
    fn an_interrupted_run_is_gone_on_with() {
        let target = tempfile::tempdir().unwrap();
        let at = target.path();
        let built = build(&[("index.html", "1"), ("style.css", "s")]);
        // Killed after the first file: the manifest says what was to come.
        put(at, MANIFEST, manifest_of_both(&[], &built.1, &HashSet::new()).as_bytes()).unwrap();
        put(at, "style.css", b"s").unwrap();
        std::fs::write(at.join("index.html"), "half").unwrap();
        let report = run(&built, at, false).unwrap();
        assert_eq!((report.sent, report.unchanged), (vec!["index.html".to_owned()], 1));
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_written_through_a_link() {
        let target = tempfile::tempdir().unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(elsewhere.path(), target.path().join("a")).unwrap();
        assert!(run(&build(&[("a/index.html", "1")]), target.path(), false).is_err());
        assert_eq!(std::fs::read_dir(elsewhere.path()).unwrap().count(), 0);
    }

    #[test]
    fn not_into_itself() {
        let built = build(&[("index.html", "1")]);
        assert!(run(&built, &built.0.path().join("out"), false).is_err());
    }
}
