//! To a folder on this computer: the files go there by the same writer that made the build.

use std::collections::HashSet;
use std::path::Path;

use super::{Options, Plan, Report, Tree};
use crate::diagnostic::Failure;
use crate::write::{self, MANIFEST, Others, OutputState};

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
        if !same {
            foreign.extend(in_the_way(target, &entry.path, &ours));
        }
        Ok(same)
    })?
    .report();
    if target.join(MANIFEST).symlink_metadata().is_ok_and(|found| !found.is_file()) {
        foreign.push(MANIFEST.to_owned());
    }
    foreign.sort_unstable();
    foreign.dedup();
    super::foreign(&format!("`{}`", target.display()), &foreign, options.adopt, tell)?;
    if let Some(stage) = stage {
        for entry in tree.files {
            stage.put(&entry.path, &tree.read(entry)?)?;
        }
        stage.commit()?;
    }
    Ok(report)
}

/// What is not ours where a file goes, or in the place of a folder around it.
fn in_the_way(target: &Path, path: &str, ours: &HashSet<&str>) -> Vec<String> {
    let there = |path: &str| target.join(path).symlink_metadata().ok();
    if let Some(folder) =
        write::folders_of(path).find(|folder| !ours.contains(folder) && there(folder).is_some_and(|found| !found.is_dir()))
    {
        return vec![folder.to_owned()];
    }
    match there(path) {
        Some(found) if found.is_dir() => {
            let inside = walkdir::WalkDir::new(target.join(path)).into_iter().flatten().filter(|entry| !entry.file_type().is_dir());
            let name = |entry: walkdir::DirEntry| {
                Some(entry.path().strip_prefix(target).ok()?.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/"))
            };
            inside.filter_map(name).filter(|name| !ours.contains(&**name)).collect()
        }
        Some(_) if !ours.contains(path) => vec![path.to_owned()],
        _ => Vec::new(),
    }
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
