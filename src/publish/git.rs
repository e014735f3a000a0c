//! To a branch of a git repository: GitHub, Codeberg and GitLab pages, or a bare repository anywhere.
//!
//! One commit on top of what is there, made with git's own plumbing in a repository of its own that is thrown away: neither the site's work
//! tree nor its index is touched. History is never rewritten: the push is refused by the other side if the branch has moved meanwhile.

mod command;
mod scratch;
mod secret;

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use self::command::{FeedError, Git, write_blob};
use self::scratch::Scratch;
pub(super) use self::secret::redact_address;
use super::{BuiltSite, Options, Report, TransferPlan, conflicting_paths, read_manifest, refuse_foreign};
use crate::config::Publish;
use crate::diagnostic::Failure;
use crate::write::{FileEntry, MANIFEST, write_manifest};

/// A branch, and where its repository is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// A remote's name, an address or a path.
    pub remote: String,
    /// Where a relative path begins: the site's folder for the settings, the current one for the command line.
    pub base: PathBuf,
    pub name: String,
}

impl Branch {
    /// `REMOTE`, `REMOTE#BRANCH` or `#BRANCH`; what is not said comes from the settings, else `origin` and `gh-pages`.
    pub(super) fn of(settings: &Publish, root: &Path, destination: Option<&str>) -> Self {
        let (remote, name) = destination.map_or((None, None), |destination| match destination.rsplit_once('#') {
            // An `@` after the `#` comes before a host: the `#` belongs to a password.
            Some((remote, name)) if !(remote.contains(':') && name.contains('@')) => (Some(remote), Some(name)),
            _ => (Some(destination), None),
        });
        let given = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
        let setting_or = |setting: &Option<Box<str>>, default: &str| setting.as_deref().unwrap_or(default).to_owned();
        let (remote, base) = match given(remote) {
            Some(remote) => (remote, PathBuf::new()),
            None => (setting_or(&settings.remote, "origin"), root.to_owned()),
        };
        Self { remote, base, name: given(name).unwrap_or_else(|| setting_or(&settings.branch, "gh-pages")) }
    }
}

pub(super) fn publish(
    site: BuiltSite<'_>,
    root: &Path,
    branch: &Branch,
    settings: &Publish,
    options: Options,
    notify: &dyn Fn(&str),
) -> Result<Report, Failure> {
    let site_git = Git { folder: root, variables: Vec::new(), address: branch.remote.clone() };
    // Where git cannot be run, what fails below would be blamed on something else.
    site_git.run(&["--version"])?;
    let address = address_of(&site_git, root, branch)?;
    let variables = identity(&site_git).into_iter().chain(connection_settings(&site_git)).collect();
    let scratch = Scratch::new(site.folder)?;
    let git = Git { folder: &scratch.0, variables, address };
    let reference = format!("refs/heads/{}", branch.name);
    git.run(&["check-ref-format", &reference]).map_err(|_| {
        Failure::new(format!("`{}` is not a valid branch name", branch.name)).help("Set `branch` in `[publish]`, such as \"gh-pages\".")
    })?;
    let before = BranchState::fetch(&git, &branch.name, &reference)?;
    let blobs = import_blobs(&git, site, &texts(site, settings)?)?;
    let plan = TransferPlan::of(site.files, &before.ours, |entry| {
        Ok(blobs.get(&*entry.path).is_some_and(|blob| before.holds(&entry.path, blob)))
    })?;
    refuse_foreign(&format!("the branch `{}`", branch.name), &before.foreign_conflicts(&blobs), options.adopt, notify)?;
    let mut report = plan.report;
    report.deleted.retain(|path| before.files.contains_key(path) && !blobs.contains_key(&**path));

    if let Some(commit) = &before.commit {
        git.run(&["read-tree", commit])?;
    }
    git.feed(&["update-index", "--replace", "-z", "--index-info"], |out| Ok(write_index(out, &before, &blobs, &report.deleted)?))?;
    let new_tree = git.text(&["write-tree"])?;
    let old_tree = before.commit.as_ref().map(|commit| git.text(&["rev-parse", &format!("{commit}^{{tree}}")])).transpose()?;
    report.remarks.push(format!("branch `{}` of {}", branch.name, redact_address(&git.address)));
    if old_tree.as_ref() == Some(&new_tree) || options.dry_run {
        return Ok(report);
    }
    let message = format!("Publish: {} new or changed, {} deleted", report.sent.len(), report.deleted.len());
    let mut arguments = vec!["commit-tree", &new_tree, "-m", &message];
    if let Some(commit) = &before.commit {
        arguments.extend(["-p", commit]);
    }
    let commit = git.text(&arguments)?;
    git.run(&["push", "--quiet", &git.address, &format!("{commit}:{reference}")])
        .map_err(|failure| failure.help("If somebody else has published meanwhile, run it again: nothing is ever overwritten."))?;
    report.remarks.push(format!("commit {commit:.10}"));
    Ok(report)
}

/// The texts that stand on the branch beside the build's files.
fn texts(site: BuiltSite<'_>, settings: &Publish) -> Result<Vec<(&'static str, String)>, Failure> {
    let built = |path: &str| site.files.iter().find(|entry| &*entry.path == path);
    let mut texts = vec![(MANIFEST, write_manifest(None, site.files.iter()))];
    // GitHub would leave out names that begin with `_`.
    if built(".nojekyll").is_none() {
        texts.push((".nojekyll", String::new()));
    }
    if let Some(cname) = &settings.cname {
        let text = format!("{}\n", cname.value);
        match built("CNAME") {
            None => texts.push(("CNAME", text)),
            Some(entry) if site.read(entry)?.trim_ascii() == text.trim_ascii().as_bytes() => {}
            Some(_) => {
                return Err(Failure::new(format!("`static/CNAME` names another domain than `cname = \"{}\"`", cname.value))
                    .help("Remove one of the two; `cname` stands in `[publish]` in site.toml."));
            }
        }
    }
    Ok(texts)
}

/// What the branch holds.
struct BranchState {
    commit: Option<String>,
    /// Every file, by path: its object, where it is a regular file, as all are that we publish; nothing for a program, a link or another
    /// repository.
    files: HashMap<String, Option<String>>,
    /// What an earlier run of ours has put there.
    ours: Vec<FileEntry>,
}

impl BranchState {
    /// Makes the repository and fetches the branch's last commit into it.
    fn fetch(git: &Git<'_>, name: &str, reference: &str) -> Result<Self, Failure> {
        let heads = git.text(&["ls-remote", "--heads", &git.address])?;
        match heads.split_whitespace().next() {
            Some(object) => {
                let format = if object.len() == 64 { "--object-format=sha256" } else { "--object-format=sha1" };
                git.run(&["init", "--bare", "--quiet", format, "."])?;
            }
            // `ls-remote` lists nothing for an empty repository; cloning learns its object format.
            None => drop(git.run(&["clone", "--bare", "--quiet", "--depth=1", "--no-tags", &git.address, "."])?),
        }
        if !heads.lines().any(|line| line.split_whitespace().nth(1) == Some(reference)) {
            return Ok(Self { commit: None, files: HashMap::new(), ours: Vec::new() });
        }
        git.run(&["fetch", "--quiet", "--depth=1", "--no-tags", &git.address, reference])?;
        let commit = git.text(&["rev-parse", "FETCH_HEAD"])?;
        let files = list_files(git, &commit)?;
        let ours = match files.get(MANIFEST) {
            Some(Some(object)) => {
                let text = git.run(&["cat-file", "blob", object])?;
                read_manifest(&String::from_utf8_lossy(&text), &format!("the branch `{name}`"))?
            }
            _ => Vec::new(),
        };
        Ok(Self { commit: Some(commit), files, ours })
    }

    /// Whether it has this file with these bytes.
    fn holds(&self, path: &str, object: &str) -> bool {
        self.files.get(path).is_some_and(|known| known.as_deref() == Some(object))
    }

    /// Files of others that would be replaced, or stand where a folder must be.
    fn foreign_conflicts(&self, new: &HashMap<&str, String>) -> Vec<String> {
        let mut ours: HashSet<&str> = self.ours.iter().map(|entry| &*entry.path).collect();
        if self.files.get(MANIFEST).is_some_and(Option::is_some) {
            // Written by every run, and in no manifest.
            ours.extend([MANIFEST, ".nojekyll", "CNAME"]);
        }
        let others = self.files.keys().filter(|path| !ours.contains(path.as_str())).cloned();
        conflicting_paths(others, new.iter().filter(|(path, object)| !self.holds(path, object)).map(|(path, _)| *path))
    }
}

/// A remote's name in the site's repository → its address. What is not a remote's name is an address or a path itself.
fn address_of(site_git: &Git<'_>, root: &Path, branch: &Branch) -> Result<String, Failure> {
    let remote = &*branch.remote;
    if remote.starts_with('-') {
        return Err(Failure::new(format!("`{remote}` is not the name of a remote")));
    }
    if let Ok(address) = site_git.text(&["remote", "get-url", "--push", remote]) {
        let path = root.join(&address);
        // The scratch repository lies elsewhere.
        return Ok(if path.exists() && !address.contains("://") { absolute(&path) } else { address });
    }
    let path = branch.base.join(remote);
    if remote.contains("://") || (remote.contains(':') && !path.exists()) {
        return Ok(remote.to_owned());
    }
    if path.exists() {
        return Ok(absolute(&path));
    }
    if site_git.text(&["rev-parse", "--git-dir"]).is_err() {
        return Err(Failure::new(format!("`{}` lies in no git repository", root.display()))
            .help("Make one with `git init`, or name an address: `git:https://…#branch`."));
    }
    let remote = redact_address(remote);
    Err(Failure::new(format!("there is no git remote `{remote}` in the repository of `{}`", root.display()))
        .help("Add one with `git remote add`, or name an address: `git:https://…#branch`."))
}

fn absolute(path: &Path) -> String {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf()).to_string_lossy().into_owned()
}

/// Who commits: as set for the site's repository; a neutral name where nothing is set, so that a build server need not be told.
fn identity(site_git: &Git<'_>) -> Vec<(String, String)> {
    let setting = |key: &str| site_git.text(&["config", key]).ok().filter(|text| !text.is_empty());
    let name = setting("user.name").unwrap_or_else(|| "rapporteur".to_owned());
    let mail = setting("user.email").unwrap_or_else(|| "rapporteur@localhost".to_owned());
    let variables =
        [("GIT_AUTHOR_NAME", &name), ("GIT_AUTHOR_EMAIL", &mail), ("GIT_COMMITTER_NAME", &name), ("GIT_COMMITTER_EMAIL", &mail)];
    let is_unset = |key: &str| std::env::var_os(key).is_none_or(|value| value.is_empty());
    variables.into_iter().filter(|(key, _)| is_unset(key)).map(|(key, value)| (key.to_owned(), value.clone())).collect()
}

/// How the site's repository says that servers are reached, as variables of the environment: the repository that is thrown away does not
/// know its settings. A build server puts its credentials there.
fn connection_settings(site_git: &Git<'_>) -> Vec<(String, String)> {
    const KEYS: [&str; 7] = ["core.askpass", "core.gitproxy", "core.sshcommand", "credential.", "http.", "ssh.", "url."];
    // A site that lies in no repository has none.
    let list = site_git.run(&["config", "--local", "--includes", "--list", "-z"]).unwrap_or_default();
    let list = String::from_utf8_lossy(&list);
    let settings = list.split('\0').filter_map(|setting| setting.split_once('\n'));
    let given = std::env::var("GIT_CONFIG_COUNT").ok().and_then(|count| count.parse().ok()).unwrap_or(0_usize);
    let mut count = given;
    let mut variables = Vec::new();
    for (key, value) in settings.filter(|(key, _)| KEYS.iter().any(|known| key.starts_with(known))) {
        variables.push((format!("GIT_CONFIG_KEY_{count}"), key.to_owned()));
        variables.push((format!("GIT_CONFIG_VALUE_{count}"), value.to_owned()));
        count += 1;
    }
    variables.push(("GIT_CONFIG_COUNT".to_owned(), count.to_string()));
    variables
}

/// Every file of a commit, by path.
fn list_files(git: &Git<'_>, commit: &str) -> Result<HashMap<String, Option<String>>, Failure> {
    let text = String::from_utf8_lossy(&git.run(&["ls-tree", "-r", "-z", commit])?).into_owned();
    let entry = |entry: &str| {
        let (about, path) = entry.split_once('\t')?;
        let mut words = about.split(' ');
        let (is_regular, object) = (words.next()? == "100644", words.nth(1)?.to_owned());
        Some((path.to_owned(), Some(object).filter(|_| is_regular)))
    };
    Ok(text.split('\0').filter_map(entry).collect())
}

/// Takes every file of the build, and some texts of our own, into the repository; gives path → object. What is not as it was built is
/// refused before anything is sent.
fn import_blobs<'t>(git: &Git<'_>, site: BuiltSite<'t>, texts: &[(&'static str, String)]) -> Result<HashMap<&'t str, String>, Failure> {
    let marks = git.folder.join("marks");
    let export = format!("--export-marks={}", marks.display());
    let mut paths: Vec<&'t str> = Vec::new();
    git.feed(&["fast-import", "--quiet", &export], |out| {
        for entry in site.files {
            let bytes = site.read(entry).map_err(FeedError::Refused)?;
            paths.push(&entry.path);
            write_blob(out, paths.len(), &bytes)?;
        }
        for (path, text) in texts {
            paths.push(path);
            write_blob(out, paths.len(), text.as_bytes())?;
        }
        Ok(())
    })?;
    let incomplete = |why: String| Failure::new(format!("git did not take in every file of the build: {why}"));
    let marks = std::fs::read_to_string(&marks).map_err(|error| incomplete(error.to_string()))?;
    let mut blobs = HashMap::new();
    for line in marks.lines() {
        let (mark, object) = line.split_once(' ').ok_or_else(|| incomplete(line.to_owned()))?;
        let index = mark.strip_prefix(':').and_then(|mark| mark.parse::<usize>().ok()).and_then(|mark| mark.checked_sub(1));
        let path = index.and_then(|index| paths.get(index)).ok_or_else(|| incomplete(line.to_owned()))?;
        blobs.insert(*path, object.to_owned());
    }
    if blobs.len() != paths.len() {
        return Err(incomplete(format!("{} of {}", blobs.len(), paths.len())));
    }
    Ok(blobs)
}

/// What changes in the index: deletions, then what is new or changed.
fn write_index(
    out: &mut impl std::io::Write,
    before: &BranchState,
    blobs: &HashMap<&str, String>,
    deleted: &[String],
) -> std::io::Result<()> {
    let none = "0".repeat(blobs.values().next().map_or(40, String::len));
    for path in deleted {
        write!(out, "0 {none} 0\t{path}\0")?;
    }
    let mut sorted: Vec<(&&str, &String)> = blobs.iter().collect();
    sorted.sort_unstable();
    for (path, object) in sorted {
        if !before.holds(path, object) {
            write!(out, "100644 {object} 0\t{path}\0")?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branches_are_read() {
        let of = |text| Branch::of(&Publish::default(), Path::new("site"), Some(text));
        let branch = |remote: &str, base: &str, name: &str| Branch { remote: remote.into(), base: base.into(), name: name.into() };
        assert_eq!(of("https://x.org/a.git#pages"), branch("https://x.org/a.git", "", "pages"));
        assert_eq!(of("#pages"), branch("origin", "site", "pages"));
        assert_eq!(of("upstream"), branch("upstream", "", "gh-pages"));
        for address in ["https://me:p#ss@x.org/a.git", "me:p#ss@x.org:a.git"] {
            assert_eq!(of(address).name, "gh-pages", "the rest of a password");
        }
    }
}
