//! To a branch of a git repository: GitHub, Codeberg and GitLab pages, or a bare repository anywhere.
//!
//! One commit on top of what is there, made with git's own plumbing in a repository of its own that is thrown away: neither the site's work
//! tree nor its index is touched. History is never rewritten: the push is refused by the other side if the branch has moved meanwhile.

mod command;
mod scratch;
mod secret;

use std::collections::{HashMap, HashSet};
use std::path::Path;

use self::command::{FeedError, Git, write_blob};
use self::scratch::Scratch;
pub(super) use self::secret::without_userinfo;
use super::{Options, Report, TransferPlan, Tree, in_the_way, read_manifest, refuse_foreign};
use crate::config::Publish;
use crate::diagnostic::Failure;
use crate::write::{FileEntry, MANIFEST, write_manifest};

/// A branch, and where its repository is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// A remote's name, an address or a path.
    pub remote: String,
    pub name: String,
}

impl Branch {
    /// `REMOTE`, `REMOTE#BRANCH` or `#BRANCH`; what is not said comes from the settings, else `origin` and `gh-pages`.
    pub(super) fn of(settings: &Publish, place: Option<&str>) -> Self {
        let (remote, name) = place.map_or((None, None), |place| match place.rsplit_once('#') {
            // What holds the host of an address is the rest of a password.
            Some((remote, name)) if !(remote.contains(':') && name.contains('@')) => (Some(remote), Some(name)),
            _ => (Some(place), None),
        });
        let given = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
        let set = |setting: &Option<Box<str>>, default: &str| setting.as_deref().unwrap_or(default).to_owned();
        let remote = given(remote).unwrap_or_else(|| set(&settings.remote, "origin"));
        Self { remote, name: given(name).unwrap_or_else(|| set(&settings.branch, "gh-pages")) }
    }
}

pub(super) fn publish(
    tree: Tree<'_>,
    root: &Path,
    branch: &Branch,
    settings: &Publish,
    options: Options,
    notify: &dyn Fn(&str),
) -> Result<Report, Failure> {
    let site_git = Git { folder: root, identity: Vec::new(), address: branch.remote.clone() };
    let address = address_of(&site_git, root, &branch.remote)?;
    let identity = identity(&site_git);
    let scratch = Scratch::new(tree.folder)?;
    let git = Git { folder: &scratch.0, identity, address };
    let reference = format!("refs/heads/{}", branch.name);
    git.run(&["check-ref-format", &reference]).map_err(|_| {
        Failure::new(format!("`{}` is no name for a branch", branch.name)).help("Set `branch` in `[publish]`, such as \"gh-pages\".")
    })?;
    let before = BranchState::fetch(&git, &branch.name, &reference)?;
    // GitHub would leave out names that begin with `_`.
    let mut texts = vec![(MANIFEST, write_manifest(None, tree.files.iter())), (".nojekyll", String::new())];
    texts.extend(settings.cname.as_ref().map(|cname| ("CNAME", format!("{}\n", cname.value))));
    let objects = objects(&git, tree, &texts)?;
    let plan = TransferPlan::of(tree.files, &before.ours, |entry| Ok(before.files.get(&*entry.path) == objects.get(&*entry.path)))?;
    let others = before.others_in_the_way(&objects);
    refuse_foreign(&format!("the branch `{}`", branch.name), &others, options.adopt, notify)?;
    let mut report = plan.report();
    report.deleted.retain(|path| before.files.contains_key(path));

    if let Some(commit) = &before.commit {
        git.run(&["read-tree", commit])?;
    }
    git.feed(&["update-index", "--replace", "-z", "--index-info"], |out| Ok(write_index(out, &before, &objects, &plan.delete)?))?;
    let new_tree = git.line(&["write-tree"])?;
    let old_tree = before.commit.as_ref().map(|commit| git.line(&["rev-parse", &format!("{commit}^{{tree}}")])).transpose()?;
    report.remarks.push(format!("branch `{}` of {}", branch.name, without_userinfo(&git.address)));
    if old_tree.as_ref() == Some(&new_tree) || options.dry_run {
        return Ok(report);
    }
    let message = format!("Publish: {} new or changed, {} deleted", report.sent.len(), report.deleted.len());
    let mut arguments = vec!["commit-tree", &new_tree, "-m", &message];
    if let Some(commit) = &before.commit {
        arguments.extend(["-p", commit]);
    }
    let commit = git.line(&arguments)?;
    git.run(&["push", "--quiet", &git.address, &format!("{commit}:{reference}")])
        .map_err(|failure| failure.help("If somebody else has published meanwhile, run it again: nothing is ever overwritten."))?;
    report.remarks.push(format!("commit {commit:.10}"));
    Ok(report)
}

/// What the branch holds.
struct BranchState {
    commit: Option<String>,
    /// Path → object of every file; what is no ordinary file (a link, another repository) has its mode before the object.
    files: HashMap<String, String>,
    /// What an earlier run of ours has put there.
    ours: Vec<FileEntry>,
}

impl BranchState {
    /// Makes the repository and fetches the branch's last commit into it.
    fn fetch(git: &Git<'_>, name: &str, reference: &str) -> Result<Self, Failure> {
        let heads = git.line(&["ls-remote", "--heads", &git.address])?;
        match heads.split_whitespace().next() {
            Some(object) => {
                let format = if object.len() == 64 { "--object-format=sha256" } else { "--object-format=sha1" };
                git.run(&["init", "--bare", "--quiet", format, "."])?;
            }
            // Only cloning asks an empty repository for its format.
            None => drop(git.run(&["clone", "--bare", "--quiet", "--depth=1", "--no-tags", &git.address, "."])?),
        }
        if !heads.lines().any(|line| line.split_whitespace().nth(1) == Some(reference)) {
            return Ok(Self { commit: None, files: HashMap::new(), ours: Vec::new() });
        }
        git.run(&["fetch", "--quiet", "--depth=1", "--no-tags", &git.address, reference])?;
        let commit = git.line(&["rev-parse", "FETCH_HEAD"])?;
        let files = list_files(git, &commit)?;
        // What has a mode before its object is no file of ours.
        let ours = match files.get(MANIFEST).filter(|object| !object.contains(' ')) {
            Some(object) => {
                let text = git.run(&["cat-file", "blob", object])?;
                read_manifest(&String::from_utf8_lossy(&text), &format!("the branch `{name}`"))?
            }
            None => Vec::new(),
        };
        Ok(Self { commit: Some(commit), files, ours })
    }

    fn others_in_the_way(&self, new: &HashMap<&str, String>) -> Vec<String> {
        let mut ours: HashSet<&str> = self.ours.iter().map(|entry| &*entry.path).collect();
        if self.files.get(MANIFEST).is_some_and(|object| !object.contains(' ')) {
            // Written by every run, and in no manifest.
            ours.extend([MANIFEST, ".nojekyll", "CNAME"]);
        }
        let others = self.files.keys().filter(|path| !ours.contains(path.as_str())).cloned();
        in_the_way(others, new.iter().filter(|(path, object)| self.files.get(**path) != Some(object)).map(|(path, _)| *path))
    }
}

/// A remote's name in the site's repository → its address. What is no remote's name is an address itself; a relative path counts from site_git.
fn address_of(site_git: &Git<'_>, root: &Path, remote: &str) -> Result<String, Failure> {
    if remote.starts_with('-') {
        return Err(Failure::new(format!("`{remote}` is no name of a remote")));
    }
    if let Ok(address) = site_git.line(&["remote", "get-url", "--push", remote]) {
        let path = root.join(&address);
        // The scratch repository lies elsewhere.
        return Ok(if path.exists() && !address.contains("://") { absolute(&path) } else { address });
    }
    if remote.contains("://") || (remote.contains(':') && !Path::new(remote).exists()) {
        return Ok(remote.to_owned());
    }
    let path = Path::new(remote);
    if path.exists() {
        return Ok(absolute(path));
    }
    let remote = without_userinfo(remote);
    Err(Failure::new(format!("there is no git remote `{remote}` in the repository of `{}`", root.display()))
        .help("Add one with `git remote add`, or name an address: `git:https://…#branch`."))
}

fn absolute(path: &Path) -> String {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf()).to_string_lossy().into_owned()
}

/// Who commits: as set for the site's repository; a neutral name where nothing is set, so that a build server need not be told.
fn identity(site_git: &Git<'_>) -> Vec<(&'static str, String)> {
    let setting = |key: &str| site_git.line(&["config", key]).ok().filter(|text| !text.is_empty());
    let name = setting("user.name").unwrap_or_else(|| "rapporteur".to_owned());
    let mail = setting("user.email").unwrap_or_else(|| "rapporteur@localhost".to_owned());
    let variables =
        [("GIT_AUTHOR_NAME", &name), ("GIT_AUTHOR_EMAIL", &mail), ("GIT_COMMITTER_NAME", &name), ("GIT_COMMITTER_EMAIL", &mail)];
    let is_unset = |key: &str| std::env::var_os(key).is_none_or(|value| value.is_empty());
    variables.into_iter().filter(|(key, _)| is_unset(key)).map(|(key, value)| (key, value.clone())).collect()
}

/// Path → object of every file of a commit.
fn list_files(git: &Git<'_>, commit: &str) -> Result<HashMap<String, String>, Failure> {
    let text = String::from_utf8_lossy(&git.run(&["ls-tree", "-r", "-z", commit])?).into_owned();
    let line = |line: &str| {
        let (about, path) = line.split_once('\t')?;
        let mut words = about.split(' ');
        let (mode, object) = (words.next()?, words.nth(1)?);
        Some((path.to_owned(), if mode == "100644" { object.to_owned() } else { format!("{mode} {object}") }))
    };
    Ok(text.split('\0').filter_map(line).collect())
}

/// Takes every file of the build, and some texts of our own, into the repository; gives path → object. What is not as it was built is
/// refused before anything is sent.
fn objects<'t>(git: &Git<'_>, tree: Tree<'t>, texts: &[(&'static str, String)]) -> Result<HashMap<&'t str, String>, Failure> {
    let marks = git.folder.join("marks");
    let export = format!("--export-marks={}", marks.display());
    let mut paths: Vec<&'t str> = Vec::new();
    git.feed(&["fast-import", "--quiet", &export], |out| {
        for entry in tree.files {
            let bytes = tree.read(entry).map_err(FeedError::Refused)?;
            paths.push(&entry.path);
            write_blob(out, paths.len(), &bytes)?;
        }
        for (path, text) in texts {
            paths.push(path);
            write_blob(out, paths.len(), text.as_bytes())?;
        }
        Ok(())
    })?;
    let unread = |why: String| Failure::new(format!("git did not take in every file of the build: {why}"));
    let marks = std::fs::read_to_string(&marks).map_err(|error| unread(error.to_string()))?;
    let mut objects = HashMap::new();
    for line in marks.lines() {
        let (mark, object) = line.split_once(' ').ok_or_else(|| unread(line.to_owned()))?;
        let index = mark.strip_prefix(':').and_then(|mark| mark.parse::<usize>().ok()).and_then(|mark| mark.checked_sub(1));
        let path = index.and_then(|index| paths.get(index)).ok_or_else(|| unread(line.to_owned()))?;
        objects.insert(*path, object.to_owned());
    }
    if objects.len() != paths.len() {
        return Err(unread(format!("{} of {}", objects.len(), paths.len())));
    }
    Ok(objects)
}

/// What changes in the index: what goes first, then what is new or changed.
fn write_index(
    out: &mut impl std::io::Write,
    before: &BranchState,
    objects: &HashMap<&str, String>,
    delete: &[Box<str>],
) -> std::io::Result<()> {
    let none = "0".repeat(objects.values().next().map_or(40, String::len));
    for path in delete.iter().filter(|path| before.files.contains_key(&***path)) {
        write!(out, "0 {none} 0\t{path}\0")?;
    }
    let mut sorted: Vec<(&&str, &String)> = objects.iter().collect();
    sorted.sort_unstable();
    for (path, object) in sorted {
        if before.files.get(*path) != Some(object) {
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
        let of = |text| Branch::of(&Publish::default(), Some(text));
        assert_eq!(of("https://x.org/a.git#pages"), Branch { remote: "https://x.org/a.git".into(), name: "pages".into() });
        assert_eq!(of("#pages"), Branch { remote: "origin".into(), name: "pages".into() });
        assert_eq!(of("upstream"), Branch { remote: "upstream".into(), name: "gh-pages".into() });
        for address in ["https://me:p#ss@x.org/a.git", "me:p#ss@x.org:a.git"] {
            assert_eq!(of(address).name, "gh-pages", "the rest of a password");
        }
    }
}
