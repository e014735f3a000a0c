//! To a branch of a git repository: GitHub, Codeberg and GitLab pages, or a bare repository anywhere.
//!
//! One commit on top of what is there, made with git's own plumbing in a repository of its own that is thrown away: neither the site's work
//! tree nor its index is touched. History is never rewritten: the push is refused by the other side if the branch has moved meanwhile.

use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use super::{Options, Plan, Report, Tree, foreign, read_manifest};
use crate::config::Publish;
use crate::diagnostic::Failure;
use crate::write::{Entry, MANIFEST, write_manifest};

/// A branch, and where its repository is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branch {
    /// A remote's name, an address or a path.
    pub remote: String,
    /// The branch's name.
    pub name: String,
}

impl Branch {
    /// `REMOTE`, `REMOTE#BRANCH` or `#BRANCH`; what is not said comes from the settings, else `origin` and `gh-pages`.
    pub(super) fn of(settings: &Publish, place: Option<&str>) -> Self {
        let (remote, name) = place.map_or((None, None), |place| match place.rsplit_once('#') {
            Some((remote, name)) => (Some(remote), Some(name)),
            None => (Some(place), None),
        });
        let or =
            |given: Option<&str>, set: Option<&str>, usual: &str| given.filter(|text| !text.is_empty()).or(set).unwrap_or(usual).to_owned();
        Self { remote: or(remote, settings.remote.as_deref(), "origin"), name: or(name, settings.branch.as_deref(), "gh-pages") }
    }
}

/// An address without the name and password that may stand in it.
pub(super) fn without_secret(address: &str) -> String {
    match address.split_once("://").and_then(|(scheme, rest)| Some((scheme, rest.split_once('@')?))) {
        Some((scheme, (user, rest))) if !user.contains('/') => format!("{scheme}://{rest}"),
        _ => address.to_owned(),
    }
}

struct Git<'a> {
    folder: &'a Path,
    identity: Vec<(&'static str, String)>,
    secret: String,
}

impl Git<'_> {
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        // A hook or another tool may have set these for a repository that is not this one.
        for name in [
            "GIT_DIR",
            "GIT_WORK_TREE",
            "GIT_INDEX_FILE",
            "GIT_OBJECT_DIRECTORY",
            "GIT_ALTERNATE_OBJECT_DIRECTORIES",
            "GIT_COMMON_DIR",
            "GIT_NAMESPACE",
            "GIT_PREFIX",
        ] {
            command.env_remove(name);
        }
        command.args(["-c", "core.autocrlf=false", "-c", "core.quotePath=false", "-c", "gc.auto=0", "-c", "commit.gpgSign=false"]);
        command.arg("-C").arg(self.folder).args(arguments).env("LC_ALL", "C").envs(self.identity.iter().map(|(key, value)| (*key, value)));
        command
    }

    fn run(&self, arguments: &[&str], input: Option<&[u8]>) -> Result<Vec<u8>, Failure> {
        let mut command = self.command(arguments);
        command.stdin(if input.is_some() { Stdio::piped() } else { Stdio::inherit() }).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| missing_git(&error))?;
        let writer = input.zip(child.stdin.take()).map(|(input, mut stdin)| {
            let input = input.to_vec();
            // In a thread of its own: git answers while it reads.
            std::thread::spawn(move || stdin.write_all(&input))
        });
        let output = child.wait_with_output().map_err(|error| Failure::new(format!("git cannot be run: {error}")))?;
        if let Some(writer) = writer {
            let _ = writer.join();
        }
        if output.status.success() {
            return Ok(output.stdout);
        }
        let said = String::from_utf8_lossy(&output.stderr);
        let said = if self.secret.is_empty() { said.into_owned() } else { said.replace(&self.secret, &without_secret(&self.secret)) };
        let verb = arguments.first().copied().unwrap_or_default();
        Err(Failure::new(format!("`git {verb}` failed: {}", said.trim())))
    }

    fn line(&self, arguments: &[&str], input: Option<&[u8]>) -> Result<String, Failure> {
        Ok(String::from_utf8_lossy(&self.run(arguments, input)?).trim().to_owned())
    }
}

fn missing_git(error: &std::io::Error) -> Failure {
    Failure::new(format!("git cannot be run: {error}")).help("Install git, or publish to a folder.")
}

pub(super) fn publish(
    tree: Tree<'_>,
    root: &Path,
    branch: &Branch,
    settings: &Publish,
    options: Options,
    tell: &dyn Fn(&str),
) -> Result<Report, Failure> {
    let here = Git { folder: root, identity: Vec::new(), secret: String::new() };
    let address = address_of(&here, root, &branch.remote)?;
    let identity = identity(&here);
    let scratch = Scratch::new(tree.folder)?;
    let git = Git { folder: &scratch.0, identity, secret: address.clone() };
    git.run(&["init", "--bare", "--quiet", "."], None)?;
    let reference = format!("refs/heads/{}", branch.name);
    git.run(&["check-ref-format", &reference], None).map_err(|_| {
        Failure::new(format!("`{}` is no name for a branch", branch.name)).help("Set `branch` in `[publish]`, such as \"gh-pages\".")
    })?;
    let found = git.line(&["ls-remote", &address, &reference], None)?;
    let parent = if found.is_empty() {
        None
    } else {
        git.run(&["fetch", "--quiet", "--depth=1", "--no-tags", &address, &reference], None)?;
        Some(git.line(&["rev-parse", "FETCH_HEAD"], None)?)
    };
    let before = match &parent {
        Some(commit) => listing(&git, commit)?,
        None => HashMap::new(),
    };
    let old = match before.get(MANIFEST) {
        Some(object) => {
            let text = git.run(&["cat-file", "blob", object], None)?;
            read_manifest(&String::from_utf8_lossy(&text), &format!("the branch `{}`", branch.name))?
        }
        None => Vec::new(),
    };
    let mut index = Index::new(&git, tree, &before)?;
    let objects: HashMap<&str, String> = tree.files.iter().map(|entry| &*entry.path).zip(index.objects.clone()).collect();
    let ours: HashSet<&str> = old.iter().map(|entry| &*entry.path).collect();
    let mut others = Vec::new();
    let plan = Plan::of(tree.files, &old, |entry| {
        let same = before.get(&*entry.path) == objects.get(&*entry.path);
        if !same && before.contains_key(&*entry.path) && !ours.contains(&*entry.path) {
            others.push(entry.path.to_string());
        }
        Ok(same)
    })?;
    foreign(&format!("the branch `{}`", branch.name), &others, options.adopt, tell)?;
    let mut report = plan.report();
    report.deleted.retain(|path| before.contains_key(path));

    index.put_text(&git, MANIFEST, &write_manifest(None, tree.files.iter()))?;
    // GitHub would leave out names that begin with `_`.
    index.put_text(&git, ".nojekyll", "")?;
    if let Some(cname) = &settings.cname {
        index.put_text(&git, "CNAME", &format!("{cname}\n"))?;
    }
    for path in &plan.delete {
        index.lines.push_str(&format!("0 {} 0\t{path}\0", "0".repeat(40)));
    }
    if let Some(commit) = &parent {
        git.run(&["read-tree", commit], None)?;
    }
    git.run(&["update-index", "-z", "--index-info"], Some(index.lines.as_bytes()))?;
    let new_tree = git.line(&["write-tree"], None)?;
    let old_tree = parent.as_ref().map(|commit| git.line(&["rev-parse", &format!("{commit}^{{tree}}")], None)).transpose()?;
    report.remarks.push(format!("branch `{}` of {}", branch.name, without_secret(&address)));
    if old_tree.as_ref() == Some(&new_tree) || options.dry_run {
        return Ok(report);
    }
    let message = format!("Publish: {} new or changed, {} deleted", report.sent.len(), report.deleted.len());
    let mut arguments = vec!["commit-tree", &new_tree, "-m", &message];
    if let Some(commit) = &parent {
        arguments.extend(["-p", commit]);
    }
    let commit = git.line(&arguments, None)?;
    git.run(&["push", "--quiet", &address, &format!("{commit}:{reference}")], None)
        .map_err(|failure| failure.help("If somebody else has published meanwhile, run it again: nothing is ever overwritten."))?;
    report.remarks.push(format!("commit {}", commit.get(..10).unwrap_or(&commit)));
    Ok(report)
}

/// A remote's name in the site's repository → its address. What is no remote's name is an address itself; a relative path counts from here.
fn address_of(here: &Git<'_>, root: &Path, remote: &str) -> Result<String, Failure> {
    if remote.starts_with('-') {
        return Err(Failure::new(format!("`{remote}` is no name of a remote")));
    }
    if let Ok(address) = here.line(&["remote", "get-url", "--push", remote], None) {
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
    Err(Failure::new(format!("there is no git remote `{remote}` in the repository of `{}`", root.display()))
        .help("Add one with `git remote add`, or name an address: `git:https://…#branch`."))
}

fn absolute(path: &Path) -> String {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf()).to_string_lossy().into_owned()
}

/// Who commits: as set for the site's repository; a neutral name where nothing is set, so that a build server need not be told.
fn identity(here: &Git<'_>) -> Vec<(&'static str, String)> {
    let of =
        |key: &str, usual: &str| here.line(&["config", key], None).ok().filter(|text| !text.is_empty()).unwrap_or_else(|| usual.to_owned());
    let (name, mail) = (of("user.name", "rapporteur"), of("user.email", "rapporteur@localhost"));
    let set = |key: &'static str, value: &str| std::env::var_os(key).is_none().then(|| (key, value.to_owned()));
    [set("GIT_AUTHOR_NAME", &name), set("GIT_AUTHOR_EMAIL", &mail), set("GIT_COMMITTER_NAME", &name), set("GIT_COMMITTER_EMAIL", &mail)]
        .into_iter()
        .flatten()
        .collect()
}

/// Path → object of every file of a commit.
fn listing(git: &Git<'_>, commit: &str) -> Result<HashMap<String, String>, Failure> {
    let text = String::from_utf8_lossy(&git.run(&["ls-tree", "-r", "-z", commit], None)?).into_owned();
    let line = |line: &str| {
        let (about, path) = line.split_once('\t')?;
        Some((path.to_owned(), about.split(' ').nth(2)?.to_owned()))
    };
    Ok(text.split('\0').filter_map(line).collect())
}

/// What goes into the new tree.
struct Index {
    objects: Vec<String>,
    lines: String,
}

impl Index {
    fn new(git: &Git<'_>, tree: Tree<'_>, before: &HashMap<String, String>) -> Result<Self, Failure> {
        let paths: Vec<String> = tree.files.iter().map(|entry: &Entry| tree.path(entry).to_string_lossy().into_owned() + "\n").collect();
        let objects = git.line(&["hash-object", "-w", "--no-filters", "--stdin-paths"], Some(paths.concat().as_bytes()))?;
        let objects: Vec<String> = objects.lines().map(str::to_owned).collect();
        if objects.len() != tree.files.len() {
            return Err(Failure::new("git did not take in every file of the build").help("Run `rapporteur build` again."));
        }
        let mut lines = String::new();
        for (entry, object) in tree.files.iter().zip(&objects) {
            if before.get(&*entry.path) != Some(object) {
                lines.push_str(&format!("100644 {object} 0\t{}\0", entry.path));
            }
        }
        Ok(Self { objects, lines })
    }

    fn put_text(&mut self, git: &Git<'_>, path: &str, text: &str) -> Result<(), Failure> {
        let object = git.line(&["hash-object", "-w", "--stdin"], Some(text.as_bytes()))?;
        self.lines.push_str(&format!("100644 {object} 0\t{path}\0"));
        Ok(())
    }
}

/// A folder that goes when the run ends.
struct Scratch(std::path::PathBuf);

impl Scratch {
    fn new(built: &Path) -> Result<Self, Failure> {
        let name = blake3::hash(built.as_os_str().as_encoded_bytes()).to_hex();
        let name = format!("rapporteur-publish-{}-{}", name.get(..12).unwrap_or_default(), std::process::id());
        let path = std::env::temp_dir().join(OsStr::new(&name));
        // `create_dir` refuses what is there already: nobody else's folder is used, or deleted.
        std::fs::create_dir(&path).map_err(|error| Failure::new(format!("cannot make `{}`: {error}", path.display())))?;
        Ok(Self(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be deleted lies in the system's folder for such things.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        assert_eq!(without_secret("https://me:token@example.org/a.git"), "https://example.org/a.git");
        assert_eq!(without_secret("git@example.org:a.git"), "git@example.org:a.git");
        assert_eq!(without_secret("/srv/a@b.git"), "/srv/a@b.git");
    }

    #[test]
    fn branches_are_read() {
        let of = |text| Branch::of(&Publish::default(), Some(text));
        assert_eq!(of("https://x.org/a.git#pages"), Branch { remote: "https://x.org/a.git".into(), name: "pages".into() });
        assert_eq!(of("#pages"), Branch { remote: "origin".into(), name: "pages".into() });
        assert_eq!(of("upstream"), Branch { remote: "upstream".into(), name: "gh-pages".into() });
    }
}
