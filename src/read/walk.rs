//! The files below a folder, links followed with care.

use std::path::Path;

use walkdir::{DirEntry, WalkDir};

use super::place::{self, PathProblem};
use crate::config::FOLDERS;
use crate::diagnostic::{Code, Failure, misspelling_of};

/// The folder whose files are published as they are.
const STATIC: &str = "static";

/// Lists the files of `root/folder`: their paths from the root, with `/`, in order. `real_root` is the root with all links resolved.
pub(super) fn walk(root: &Path, real_root: &Path, folder: &str) -> Result<(Vec<String>, Vec<PathProblem>), Failure> {
    let start = root.join(folder);
    let problem = |message: String, help: &str| Ok((Vec::new(), vec![PathProblem::invalid(folder, message, help)]));
    match start.symlink_metadata() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok((Vec::new(), Vec::new())),
        Err(error) => return Err(super::unreadable(&start, &error)),
        Ok(_) if !start.is_dir() => {
            return problem(format!("`{folder}` is not a folder"), "Make a folder of this name, or delete the file.");
        }
        Ok(data) if data.is_symlink() && !stays_inside(&start, real_root) => return Ok((Vec::new(), vec![outside_link(folder)])),
        // It could lead to notes and drafts, which would be published as they are.
        Ok(data) if data.is_symlink() && folder == STATIC => {
            return problem("this folder is a link, and is not followed".to_owned(), "Put the folder itself here.");
        }
        Ok(_) => {}
    }
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    let mut entries = WalkDir::new(&start).min_depth(1).follow_links(true).sort_by_file_name().into_iter();
    while let Some(entry) = entries.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                problems.extend(explain(&error, root, folder)?);
                continue;
            }
        };
        let is_folder = entry.file_type().is_dir();
        let name = entry.file_name().to_string_lossy();
        if is_left_out(&name, folder) {
            if folder == STATIC && !is_clutter(&name) {
                problems.push(left_out(entry.path(), root));
            }
            if is_folder {
                entries.skip_current_dir();
            }
            continue;
        }
        match check_entry(&entry, root, real_root, folder) {
            Ok(Some(file)) => found.push(file),
            Ok(None) => {}
            Err(problem) => {
                problems.push(problem);
                if is_folder {
                    entries.skip_current_dir();
                }
            }
        }
    }
    found.sort();
    Ok((found, problems))
}

/// Folders beside `site.toml` whose names are misspellings of those that are read: `template`, `contents`.
pub(super) fn misspelt_folders(root: &Path) -> Result<Vec<PathProblem>, Failure> {
    let mut found = Vec::new();
    for entry in root.read_dir().map_err(|error| super::unreadable(root, &error))?.flatten() {
        let Ok(name) = entry.file_name().into_string() else { continue };
        let Some(meant) = misspelling_of(&name, FOLDERS).filter(|meant| name != **meant && entry.path().is_dir()) else { continue };
        // Where case does not count, it is the folder that is read.
        if name.to_lowercase() == meant && root.join(meant).is_dir() {
            continue;
        }
        let message = format!("nothing is read from the folder `{name}`");
        found.push(PathProblem::new(&name, Code::UnusedOverride, message, format!("Did you mean `{meant}`? Rename it.")));
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

/// A file, nothing for a folder to go into, or why it is neither.
fn check_entry(entry: &DirEntry, root: &Path, real_root: &Path, folder: &str) -> Result<Option<String>, PathProblem> {
    let path = relative(entry.path(), root);
    let problem = |message: &str, help: &str| Err(PathProblem::invalid(&path, message, help));
    if entry.file_name().to_str().is_none() {
        return problem("this name is not UTF-8", PLAIN_NAME);
    }
    if entry.path_is_symlink() {
        if folder == STATIC {
            stays_in_static(entry.path(), &real_root.join(STATIC), &path)?;
        } else if !stays_inside(entry.path(), real_root) {
            return Err(outside_link(&path));
        }
        if leads_around(entry.path(), &real_root.join(folder)) {
            return Err(circular_link(&path));
        }
    }
    // Neither the manifest nor an address could hold these.
    if entry.file_name().to_string_lossy().contains(|c: char| c.is_control() || c == '\\') {
        return problem("this name holds a control character or a `\\`, and cannot be published", PLAIN_NAME);
    }
    if folder == STATIC && entry.depth() == 1 && entry.file_name().to_string_lossy().starts_with(".rapporteur-") {
        return problem("names that begin with `.rapporteur-` are the program's own", "Rename it.");
    }
    if entry.file_type().is_dir() {
        return if folder == "content" { place::check_folder(&path, entry.depth()).map_or(Ok(None), Err) } else { Ok(None) };
    }
    if entry.file_type().is_file() {
        return Ok(Some(path));
    }
    problem("this is not a regular file", "Sockets, pipes and devices cannot be published; move it out of the site.")
}

const PLAIN_NAME: &str = "Rename it, best in small letters a–z, digits and hyphens.";

/// A path from the site's root, with `/`.
fn relative(path: &Path, root: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
}

fn stays_inside(path: &Path, real_root: &Path) -> bool {
    path.canonicalize().is_ok_and(|target| target.starts_with(real_root))
}

/// Refuses a link in `static/` that leads out of it, where notes, settings and passwords lie, or to what is left out there.
fn stays_in_static(link: &Path, folder: &Path, path: &str) -> Result<(), PathProblem> {
    let target = link.canonicalize().ok();
    let inside = target.as_deref().and_then(|target| target.strip_prefix(folder).ok());
    if inside.is_some_and(|inside| !inside.iter().any(|part| is_left_out(&part.to_string_lossy(), STATIC))) {
        return Ok(());
    }
    Err(PathProblem::invalid(
        path,
        "this link leads out of `static/`, and is not followed",
        "Copy the files into `static/`, or delete the link.",
    ))
}

/// Whether a link leads to a folder that holds the one being listed: all of the site, its drafts and its output, would come with it.
fn leads_around(link: &Path, listed: &Path) -> bool {
    link.canonicalize().is_ok_and(|target| listed.canonicalize().is_ok_and(|listed| listed.starts_with(target)))
}

fn circular_link(path: &str) -> PathProblem {
    PathProblem::invalid(path, "this link leads into a folder that holds it, and is not followed", "Delete the link.")
}

fn outside_link(path: &str) -> PathProblem {
    PathProblem::invalid(path, "this link leads out of the site, and is not followed", "Copy the files into the site, or delete the link.")
}

/// A link that leads nowhere or into its own folder is a problem of the site; everything else the environment refuses.
fn explain(error: &walkdir::Error, root: &Path, folder: &str) -> Result<Option<PathProblem>, Failure> {
    let full = error.path().unwrap_or(root);
    let path = relative(full, root);
    if error.loop_ancestor().is_some() {
        return Ok(Some(circular_link(&path)));
    }
    let dangling = full.symlink_metadata().is_ok_and(|data| data.is_symlink());
    match error.io_error().expect("what is no loop is an error of the file system") {
        _ if full.file_name().is_some_and(|name| is_left_out(&name.to_string_lossy(), folder)) => Ok(None),
        // `ELOOP` has no stable kind; a link that cannot be followed is a bad link whatever the reason.
        _ if dangling => Ok(Some(PathProblem::invalid(&path, "this link leads nowhere", "Mend it or delete it."))),
        // It went away while the folder was being listed.
        reason if reason.kind() == std::io::ErrorKind::NotFound => Ok(None),
        reason => Err(super::unreadable(full, reason)),
    }
}

fn left_out(full: &Path, root: &Path) -> PathProblem {
    let path = relative(full, root);
    let message = "this is not published: hidden files and what editors leave behind are not part of a site";
    let help = "Delete it or move it out of `static/`; if readers are to have it, give it another name.";
    PathProblem::new(&path, Code::LeftOutFile, message, help)
}

/// Whether an operating system or a tool puts files of this name into any folder.
fn is_clutter(name: &str) -> bool {
    matches!(name, ".DS_Store" | "Thumbs.db" | "desktop.ini" | ".gitkeep" | ".gitignore" | ".gitattributes")
}

/// Whether a name is hidden, or of an editor's or a system's making.
fn is_left_out(name: &str, folder: &str) -> bool {
    let ends = |ending: &str| name.len() > ending.len() && name.ends_with(ending);
    // Hosts and servers read some hidden files. The program's own names are an error of their own in `static/`.
    let is_for_servers = matches!(name, ".well-known" | ".nojekyll" | ".htaccess" | ".domains");
    let known = folder == STATIC && (is_for_servers || name.starts_with(".rapporteur-"));
    (name.starts_with('.') && !known)
        || is_clutter(name)
        || name == "4913"
        || (name.len() > 1 && name.starts_with('#') && name.ends_with('#'))
        || ends("~")
        || ends(".tmp")
        || ends("___jb_tmp___")
}
