//! To a folder on this computer: the files go there by the same writer that made the build.

use std::collections::HashSet;
use std::path::Path;

use super::{Options, Plan, Report, Tree};
use crate::diagnostic::Failure;
use crate::write::{self, Others, OutputState};

pub(super) fn publish(tree: Tree<'_>, root: &Path, target: &Path, options: Options, tell: &dyn Fn(&str)) -> Result<Report, Failure> {
    refuse_overlap(tree.folder, target)?;
    write::refuse_site(root, target)?;
    let others = if options.adopt { Others::TakenOver } else { Others::Allowed };
    // What a killed run left is put in place before anything is compared.
    let stage = match options.dry_run {
        true => None,
        false => Some(write::begin(root, target, others, || tell("Waiting for another run to end …"))?),
    };
    let old = if write::state(target)? == OutputState::Whole { write::read_manifest_of(target)? } else { Vec::new() };
    let ours: HashSet<&str> = old.iter().map(|entry| &*entry.path).collect();
    let mut foreign = Vec::new();
    let report = Plan::of(tree.files, &old, |entry| {
        let same = write::holds(target, entry);
        if !same && !ours.contains(&*entry.path) && target.join(&*entry.path).symlink_metadata().is_ok_and(|found| !found.is_dir()) {
            foreign.push(entry.path.to_string());
        }
        Ok(same)
    })?
    .report();
    super::foreign(&format!("`{}`", target.display()), &foreign, options.adopt, tell)?;
    if let Some(stage) = stage {
        for entry in tree.files {
            stage.put(&entry.path, &tree.read(entry)?)?;
        }
        stage.commit()?;
    }
    Ok(report)
}

fn refuse_overlap(built: &Path, target: &Path) -> Result<(), Failure> {
    let absolute = |path: &Path| {
        let path = std::path::absolute(path).map_err(|error| Failure::new(format!("cannot find `{}`: {error}", path.display())))?;
        Ok::<_, Failure>(path.canonicalize().unwrap_or(path))
    };
    let (built, target) = (absolute(built)?, absolute(target)?);
    if target.starts_with(&built) || built.starts_with(&target) {
        return Err(Failure::new(format!("cannot publish `{}` to `{}`: one lies in the other", built.display(), target.display()))
            .help("Choose a folder beside the build, not in or around it."));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::Entry;

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
        let root = tempfile::tempdir().unwrap();
        publish(Tree { folder: built.0.path(), files: &built.1 }, root.path(), target, Options { dry_run, ..Options::default() }, &|_| {})
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
    fn a_file_becomes_a_folder_and_a_folder_a_file() {
        let parent = tempfile::tempdir().unwrap();
        let at = &parent.path().join("www");
        let (one, two) = (build(&[("thing", "x"), ("dir/x.txt", "x")]), build(&[("thing/y.txt", "y"), ("dir", "f")]));
        for built in [&one, &two, &one, &two] {
            run(built, at, false).unwrap();
            assert_eq!(run(built, at, false).unwrap(), Report { unchanged: 2, ..Report::default() });
            assert_eq!(std::fs::read_dir(parent.path()).unwrap().count(), 1, "nothing of ours stays beside it");
        }
    }

    #[test]
    fn what_changed_since_the_build_is_not_published() {
        let (target, built) = (tempfile::tempdir().unwrap(), build(&[("index.html", "1")]));
        std::fs::write(built.0.path().join("index.html"), "2").unwrap();
        let failure = run(&built, target.path(), false).unwrap_err();
        assert!(failure.message.ends_with("is not as it was built"), "{failure}");
        assert_eq!(std::fs::read_dir(target.path()).unwrap().count(), 0);
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
