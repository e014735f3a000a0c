//! Puts a whole build where people read it: a folder, a git branch, an S3-compatible bucket.
//!
//! # What holds for all of them
//! - Only a whole build is published ([`write::open`] refuses an unfinished one), and no other build changes it meanwhile.
//! - Only what changed is sent. What we sent before stands in a manifest at the target, in the format of [`mod@write`]'s own.
//! - What we did not put there is never touched.
//! - Killed half-way, the published site still works: assets go first, then data, then pages, then what leads to pages (home, feeds,
//!   sitemap); what no longer belongs is deleted last. The next run goes on from there: for a bucket the manifest says beforehand what is
//!   about to be written, for a folder the staged files do. (A git branch moves in one step, or not at all.)

mod folder;
mod git;
#[cfg(feature = "s3")]
mod s3;
mod target;

use std::collections::BTreeSet;
use std::path::Path;

use crate::config::Publish;
use crate::diagnostic::{Failure, some_of};
use crate::write::{self, FileEntry, MANIFEST, folders_of};
#[cfg(feature = "s3")]
pub use target::Bucket;
pub use target::Target;

/// What a run did, or would do.
#[derive(Debug)]
pub struct Report {
    /// Paths that are new or changed, in the order in which they go.
    pub sent: Vec<String>,
    /// Paths that no longer belong, in the order in which they go.
    pub deleted: Vec<String>,
    /// How many files were the same.
    pub unchanged: usize,
    /// What else a reader of the report should know.
    pub remarks: Vec<String>,
}

/// What the user may choose.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Say what would be done, and change nothing.
    pub dry_run: bool,
    /// Take over files at the target that we did not write, where ours go.
    pub adopt: bool,
    /// Send the credentials for S3 to the service that `site.toml` names.
    #[cfg_attr(not(feature = "s3"), expect(dead_code, reason = "no other target asks for credentials"))]
    pub endpoint_from_site: bool,
}

/// What a build must be made of to be published.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The hash of the content, as [`write::BuildOrigin::content`] has it.
    pub content: blake3::Hash,
    /// The site's address, as `site.toml` says it.
    pub base_url: Option<&'a str>,
}

impl Expected<'_> {
    /// Refuses a build with drafts, for another address, or of other content: readers would get what the editor does not see.
    fn check(self, origin: Option<&write::BuildOrigin>, output: &Path) -> Result<(), Failure> {
        let address = |url: Option<&str>| url.map_or_else(|| "no address".to_owned(), |url| format!("`{url}`"));
        let reason = match origin {
            None => "does not say what it was made of; another version of rapporteur wrote it".to_owned(),
            Some(origin) if origin.drafts => "was built with `--drafts`".to_owned(),
            Some(origin) if origin.base_url.as_deref() != self.base_url => {
                format!("was made for {}, and site.toml says {}", address(origin.base_url.as_deref()), address(self.base_url))
            }
            Some(origin) if origin.content != self.content => "was made of other content than the site's today".to_owned(),
            Some(_) => return Ok(()),
        };
        Err(Failure::new(format!("the build in `{}` {reason}", output.display()))
            .help("Nothing was sent. Publish with `--build` to build it anew first, or with `--as-it-is` if it is to go out all the same."))
    }
}

/// Publishes the build in `output`. It must be made of what is `expected`, where that is given. `notify` gets what the user should know
/// meanwhile, a line at a time.
pub fn publish(
    target: &Target,
    root: &Path,
    output: &Path,
    settings: &Publish,
    expected: Option<Expected<'_>>,
    options: Options,
    notify: &dyn Fn(&str),
) -> Result<Report, Failure> {
    let built = write::open(output, || notify("Waiting for another build to end …"))?;
    expected.map_or(Ok(()), |expected| expected.check(built.origin.as_ref(), &built.folder))?;
    let site = BuiltSite { folder: &built.folder, files: &built.files };
    match target {
        Target::Folder(folder) => folder::publish(site, root, folder, options, notify),
        Target::Git(branch) => git::publish(site, root, branch, settings, options, notify),
        #[cfg(feature = "s3")]
        Target::S3(bucket) => s3::publish(site, bucket, options, notify),
        #[cfg(not(feature = "s3"))]
        Target::S3(_) => Err(Failure::missing_feature("publish to S3", "s3")),
    }
}

/// The files of others that stand where new files go: at their paths, in the place of a folder around them, or in a folder at their paths.
fn conflicting_paths<'p>(others: impl Iterator<Item = String>, new: impl Iterator<Item = &'p str>) -> Vec<String> {
    let others: BTreeSet<String> = others.collect();
    let mut found = BTreeSet::new();
    for path in new {
        found.extend(std::iter::once(path).chain(folders_of(path)).filter_map(|path| others.get(path)));
        let inside = format!("{path}/");
        found.extend(others.range(inside.clone()..).take_while(|other| other.starts_with(&inside)));
    }
    found.into_iter().cloned().collect()
}

/// Refuses to write over files of others, or lists those that are taken over where that was asked for.
fn refuse_foreign(place: &str, paths: &[String], adopt: bool, notify: &dyn Fn(&str)) -> Result<(), Failure> {
    if adopt {
        paths.iter().for_each(|path| notify(&format!("takes over    {path}")));
    }
    if adopt || paths.is_empty() {
        return Ok(());
    }
    let list = some_of(paths.iter().map(|path| format!("`{path}`")), 20);
    Err(Failure::new(format!("{place} holds files of somebody else in the place of ours: {list}"))
        .help("Nothing was changed. Publish to another place; or, if they may be lost, write over them with `--adopt`."))
}

/// A build that is to be published.
#[derive(Clone, Copy)]
struct BuiltSite<'a> {
    folder: &'a Path,
    files: &'a [FileEntry],
}

impl BuiltSite<'_> {
    /// The bytes of a file, as the manifest knows them.
    fn read(&self, entry: &FileEntry) -> Result<Vec<u8>, Failure> {
        let path = self.folder.join(&*entry.path);
        let changed = |how: &str| {
            let message = format!("`{}` is not as it was built{how}", path.display());
            Err(Failure::new(message).help("Run `rapporteur build` again."))
        };
        // A link was not built by us, wherever it leads.
        if path.symlink_metadata().is_ok_and(|metadata| metadata.is_symlink()) {
            return changed(": it is a link");
        }
        let bytes = std::fs::read(&path).map_err(|error| write::refused("read", &path, &error))?;
        if blake3::hash(&bytes) == entry.hash { Ok(bytes) } else { changed("") }
    }
}

/// What to send and what to delete.
struct TransferPlan<'a> {
    /// In the order in which they go; the number is the stage: nothing of a stage goes before the last one is done.
    #[cfg_attr(not(feature = "s3"), expect(dead_code, reason = "no other target is sent one file after the other"))]
    send: Vec<(u8, &'a FileEntry)>,
    /// The same in words, with what is deleted.
    report: Report,
}

impl<'a> TransferPlan<'a> {
    /// `is_same` says whether the target holds these bytes already; `old` is the target's manifest.
    fn of(new: &'a [FileEntry], old: &[FileEntry], mut is_same: impl FnMut(&FileEntry) -> Result<bool, Failure>) -> Result<Self, Failure> {
        let mut send = Vec::new();
        let mut unchanged = 0_usize;
        for entry in new {
            if is_same(entry)? {
                unchanged += 1;
            } else {
                send.push((write::phase(&entry.path), entry));
            }
        }
        send.sort_by(|(a, first), (b, second)| a.cmp(b).then_with(|| first.path.cmp(&second.path)));
        let kept: std::collections::HashSet<&str> = new.iter().map(|entry| &*entry.path).collect();
        let mut deleted: Vec<String> = old.iter().map(|entry| entry.path.to_string()).filter(|path| !kept.contains(&**path)).collect();
        deleted.sort_unstable();
        let sent = send.iter().map(|(_, entry)| entry.path.to_string()).collect();
        Ok(Self { send, report: Report { sent, deleted, unchanged, remarks: Vec::new() } })
    }
}

fn read_manifest(text: &str, place: &str) -> Result<Vec<FileEntry>, Failure> {
    write::read_manifest(text).map_err(|line| {
        Failure::new(format!("line {line} of `{MANIFEST}` in {place} is damaged, so that it is not known which files there are ours"))
            .help("Publish to an empty place, or delete the damaged file and what was published there.")
    })
}
