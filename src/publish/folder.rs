//! To a folder on this computer: the files go there by the same writer that made the build.

use std::collections::HashSet;
use std::path::Path;

use super::{BuiltSite, Options, Report, TransferPlan, conflicting_paths};
use crate::diagnostic::Failure;
use crate::write::{self, ForeignFiles, MANIFEST, OutputState};

pub(super) fn publish(site: BuiltSite<'_>, root: &Path, target: &Path, options: Options, notify: &dyn Fn(&str)) -> Result<Report, Failure> {
    refuse_overlap(site.folder, target)?;
    write::refuse_site(root, target)?;
    let foreign = if options.adopt { ForeignFiles::TakenOver } else { ForeignFiles::Allowed };
    // What a killed run left is put in place before anything is compared.
    let begin = || write::begin(root, target, foreign, || notify("Waiting for another run to end …"));
    let stage = (!options.dry_run).then(begin).transpose()?;
    let (old, manifest) = match write::state(target)? {
        OutputState::Whole => (write::read_manifest_of(target)?, Some(MANIFEST)),
        _ => (Vec::new(), None),
    };
    let ours: HashSet<&str> = old.iter().map(|entry| &*entry.path).chain(manifest).collect();
    let report = TransferPlan::of(site.files, &old, |entry| Ok(write::holds(target, entry)))?.report;
    let others = walkdir::WalkDir::new(target).into_iter().flatten().filter(|found| !found.file_type().is_dir()).filter_map(|found| {
        let path = found.path().strip_prefix(target).ok()?.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
        (!ours.contains(&*path)).then_some(path)
    });
    let conflicts = conflicting_paths(others, report.sent.iter().map(String::as_str).chain([MANIFEST]));
    super::refuse_foreign(&format!("`{}`", target.display()), &conflicts, options.adopt, notify)?;
    if let Some(stage) = stage {
        for entry in site.files {
            stage.put(&entry.path, &site.read(entry)?)?;
        }
        stage.commit()?;
    }
    Ok(report)
}

fn refuse_overlap(built: &Path, target: &Path) -> Result<(), Failure> {
    let (built, target) = (write::resolve(built)?, write::resolve(target)?);
    if target.starts_with(&built) || built.starts_with(&target) {
        return Err(Failure::new(format!("cannot publish `{}` to `{}`: one lies in the other", built.display(), target.display()))
            .help("Choose a folder beside the build, not in or around it."));
    }
    Ok(())
}
