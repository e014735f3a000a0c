//! `init`: a small complete site.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use crate::config;
use crate::diagnostic::{Failure, number_of};
use crate::render::assets::files_in;
use crate::render::templates;
use crate::terminal::{OutputArgs, print_status};
use crate::write::refused;

static STARTER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/commands/init/starter");

/// Begin a site: one note of each kind, which explain themselves and wait to be rewritten.
///
/// Nothing is ever overwritten.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The folder, which must be empty or not there yet
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
    /// Write the built-in templates into templates/, to be changed; in a site that is there already, nothing else
    #[arg(long)]
    templates: bool,
}

pub fn run(arguments: &Arguments, output_args: OutputArgs) -> Result<(), Failure> {
    let folder = &arguments.folder;
    let is_site = folder.join(config::FILE_NAME).exists();
    if is_site && !arguments.templates {
        return Err(Failure::new(format!("`{}` is a site already", folder.display()))
            .help("Choose another folder. `--templates` writes the built-in templates into this one."));
    }
    let mut files: Vec<(PathBuf, &[u8])> = Vec::new();
    if !is_site {
        refuse_full(folder)?;
        files.extend(files_in(&STARTER).into_iter().map(|(path, bytes)| (PathBuf::from(path), bytes)));
    }
    if arguments.templates {
        files.extend(templates::built_in().into_iter().map(|(name, text)| (Path::new("templates").join(name), text.as_bytes())));
    }
    let mut kept = 0_usize;
    for (path, bytes) in &files {
        if !write_new(folder, path, bytes)? {
            kept += 1;
        }
    }
    if !output_args.quiet {
        print_status(&format!("Wrote {} into `{}`.", number_of(files.len() - kept, "file"), folder.display()));
        if kept > 0 {
            print_status(&format!("Left {} as {}.", number_of(kept, "file"), if kept == 1 { "it was" } else { "they were" }));
        }
        if !is_site {
            let name = folder.display().to_string();
            let is_plain = name.chars().all(|c| c.is_alphanumeric() || "/\\._-:".contains(c));
            let change_folder = match &*name {
                "." => String::new(),
                name if is_plain => format!("cd {name} && "),
                name => format!("cd \"{name}\" && "),
            };
            print_status(&format!("To look at it: {change_folder}rapporteur serve --open"));
        }
    }
    Ok(())
}

/// Refuses a folder that holds anything but hidden files.
fn refuse_full(folder: &Path) -> Result<(), Failure> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(refused("read", folder, &error)),
    };
    let is_visible = |entry: &fs::DirEntry| !entry.file_name().as_encoded_bytes().starts_with(b".");
    if entries.flatten().any(|entry| is_visible(&entry)) {
        return Err(Failure::new(format!("`{}` is not empty", folder.display()))
            .help("Choose an empty folder, or one that is not there yet: `rapporteur init briefing`."));
    }
    Ok(())
}

/// Writes a file of a site unless there is one; says whether it did. Nothing is written where a link leads out of the site.
pub(super) fn write_new(root: &Path, path: &Path, bytes: &[u8]) -> Result<bool, Failure> {
    let path = &root.join(path);
    let unwritten = |error: std::io::Error| refused("write", path, &error);
    fs::create_dir_all(root).map_err(unwritten)?;
    let folder = path.parent().unwrap_or(root);
    check_inside(root, folder)?;
    fs::create_dir_all(folder).map_err(unwritten)?;
    match File::create_new(path) {
        Ok(mut file) => file.write_all(bytes).map(|()| true).map_err(unwritten),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(unwritten(error)),
    }
}

/// Writes a file of a site that is not there yet.
pub(super) fn create(root: &Path, path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if write_new(root, path, bytes)? { Ok(()) } else { Err(already_there(path)) }
}

pub(super) fn already_there(path: &Path) -> Failure {
    Failure::new(format!("`{}` is there already, and nothing is overwritten", path.display()))
}

/// Refuses a path that leads out of the site's root by a symbolic link.
pub(super) fn check_inside(root: &Path, path: &Path) -> Result<(), Failure> {
    let canonical = |path: &Path| path.canonicalize().map_err(|error| refused("read", path, &error));
    let existing = path.ancestors().find(|path| path.symlink_metadata().is_ok()).unwrap_or(root);
    if canonical(existing)?.starts_with(canonical(root)?) {
        return Ok(());
    }
    Err(Failure::new(format!("`{}` leads out of the site by a link, and nothing is written there", path.display()))
        .help("Put a folder in the place of the link."))
}
