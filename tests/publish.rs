//! `publish`, driven as a user drives it: to a folder, to a git repository, to a service like S3.

#![allow(clippy::restriction, reason = "a test that cannot go on says so by panicking")]
#![cfg(unix)]

#[cfg(feature = "s3")]
mod bucket;
mod scratch;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use scratch::put;

const MANIFEST: &str = ".rapporteur-manifest";
const SECRET: &str = "a-secret-that-is-never-shown";

/// A built site, and a place beside it.
struct Site {
    dir: tempfile::TempDir,
}

impl Site {
    fn new() -> Self {
        let site = Self { dir: tempfile::tempdir().unwrap() };
        scratch::small(&site.root());
        site.build();
        site
    }

    fn root(&self) -> PathBuf {
        self.dir.path().join("site")
    }

    fn at(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn build(&self) {
        let run = self.command(&["build", "--quiet"]).output().unwrap();
        assert!(run.status.success(), "{}", text(&run));
    }

    /// A word changes, a note goes, a note comes.
    fn change(&self) {
        put(&self.root(), "content/pages/new.md", "+++\ntitle = \"New\"\n+++\n\nText.\n");
        put(&self.root(), "content/actors/_index.md", "+++\ntitle = \"Who\"\n+++\n\nThe parties, in other words.\n");
        self.build();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rapporteur"));
        command.args(arguments).arg("--root").arg(self.root()).current_dir(self.dir.path()).stdin(Stdio::null());
        for (name, _) in std::env::vars_os() {
            let shown = name.to_string_lossy();
            if shown.starts_with("AWS_") || shown.starts_with("GIT_") {
                command.env_remove(name);
            }
        }
        // No settings of whoever runs the tests.
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_TERMINAL_PROMPT", "0");
        command
    }

    fn publish(&self, target: &str, more: &[&str]) -> Output {
        self.command(&[&["publish", target], more].concat()).output().unwrap()
    }

    /// What is published: every file of the build, and the manifest without what concerns the next build alone.
    fn built(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = scratch::tree(&self.root().join("public"));
        let manifest = String::from_utf8(files.remove(MANIFEST).unwrap()).unwrap();
        let kept: String = manifest.split_inclusive('\n').filter(|line| !line.starts_with("made-of ")).collect();
        files.insert(MANIFEST.to_owned(), kept.into_bytes());
        files
    }
}

fn text(run: &Output) -> String {
    let said = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
    assert!(!said.contains(SECRET), "a secret is shown: {said}");
    said
}

/// What a run that ends with this status says.
fn ended(run: &Output, status: i32) -> String {
    let said = text(run);
    assert_eq!(run.status.code(), Some(status), "{said}");
    said
}

fn git(folder: &Path, arguments: &[&str]) -> Output {
    let run = Command::new("git")
        .args(["-c", "user.name=A", "-c", "user.email=a@example.org", "-C"])
        .arg(folder)
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env_remove("GIT_DIR")
        .env_remove("GIT_INDEX_FILE")
        .env_remove("GIT_WORK_TREE")
        .output()
        .unwrap();
    assert!(run.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&run.stderr));
    run
}

/// A bare repository whose branch holds these files of somebody else, where there are any.
fn repository(site: &Site, name: &str, files: &[(&str, &str)]) -> PathBuf {
    let bare = site.at(name);
    fs::create_dir_all(&bare).unwrap();
    git(&bare, &["init", "--bare", "--quiet", "--initial-branch=main", "."]);
    if !files.is_empty() {
        let work = site.at(&format!("{name}-work"));
        fs::create_dir_all(&work).unwrap();
        git(&work, &["init", "--quiet", "--initial-branch=gh-pages", "."]);
        files.iter().for_each(|(path, text)| put(&work, path, text));
        git(&work, &["add", "--all"]);
        git(&work, &["commit", "--quiet", "--message=x"]);
        git(&work, &["push", "--quiet", bare.to_str().unwrap(), "gh-pages"]);
    }
    bare
}

fn branch(bare: &Path) -> BTreeMap<String, Vec<u8>> {
    let listed = git(bare, &["ls-tree", "-r", "-z", "--name-only", "gh-pages"]).stdout;
    let names: Vec<String> = String::from_utf8(listed).unwrap().split_terminator('\0').map(str::to_owned).collect();
    names.into_iter().map(|name| (name.clone(), git(bare, &["cat-file", "blob", &format!("gh-pages:{name}")]).stdout)).collect()
}

/// The branch as it must be, with the file that tells GitHub to leave names alone.
fn on_branch(site: &Site, more: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
    let mut files = site.built();
    files.insert(".nojekyll".to_owned(), Vec::new());
    files.extend(more.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())));
    files
}

#[test]
fn compressed_copies_stay_where_the_site_wants_them() {
    let site = Site::new();
    let target = site.at("target");
    let settings = fs::read_to_string(site.root().join("site.toml")).unwrap();
    put(&site.root(), "site.toml", format!("{settings}\n[publish]\nprecompress = true\n"));
    site.build();
    let again = text(&site.command(&["build"]).output().unwrap());
    let files = again.split_once(" files: 0 written, ").unwrap();
    let (whole, unchanged) = (files.0.rsplit('(').next(), files.1.split(' ').next());
    assert!(whole == unchanged, "{again}");
    let run = site.publish(target.to_str().unwrap(), &[]);
    assert!(run.status.success(), "{}", text(&run));
    assert!(fs::read(target.join("index.html.gz")).unwrap().starts_with(&[0x1f, 0x8b]));
    site.change();
    let run = site.publish(target.to_str().unwrap(), &["--build"]);
    assert!(run.status.success() && target.join("index.html.gz").is_file(), "{}", text(&run));
    // And they go with the setting.
    put(&site.root(), "site.toml", settings);
    let run = site.publish(target.to_str().unwrap(), &["--build"]);
    assert!(run.status.success() && !target.join("index.html.gz").exists(), "{}", text(&run));
}

#[test]
fn a_build_that_is_not_of_this_content_is_sent_nowhere() {
    let site = Site::new();
    let target = site.at("published").display().to_string();
    let refused = |why: &str| {
        let said = ended(&site.publish(&target, &[]), 2);
        assert!(said.contains(why) && said.contains("--build"), "{said}");
        assert!(!site.at("published").exists());
    };
    put(&site.root(), "content/pages/new.md", "+++\ntitle = \"New\"\n+++\n\nText.\n");
    refused("was made of other content");
    for (more, why) in [
        (&["--drafts"][..], "was built with `--drafts`"),
        (&["--base-url", "https://other.example/"], "was made for `https://other.example/`"),
    ] {
        assert!(site.command(&[&["build", "--quiet"], more].concat()).output().unwrap().status.success());
        refused(why);
    }
    // As it is, or built anew.
    ended(&site.publish(&target, &["--as-it-is"]), 0);
    let page = || fs::read_to_string(site.at("published/pages/new/index.html")).unwrap();
    assert!(page().contains("https://other.example/"), "{}", page());
    ended(&site.publish(&target, &["--build"]), 0);
    assert!(!page().contains("https://other.example/"));
    ended(&site.publish(&target, &[]), 0);
    // A site with errors is not built, and so not published.
    put(&site.root(), "content/pages/broken.md", "+++\ntitle = 3\n+++\n");
    ended(&site.publish(&target, &["--build"]), 1);
    ended(&site.publish(&target, &["--build", "--as-it-is"]), 2);
}

#[test]
fn what_is_not_as_it_was_built_is_sent_nowhere() {
    for link in [false, true] {
        let site = Site::new();
        let index = site.root().join("public/index.html");
        let bytes = fs::read(&index).unwrap();
        fs::remove_file(&index).unwrap();
        if link {
            // Even where it leads to the right bytes.
            fs::write(site.at("elsewhere.html"), &bytes).unwrap();
            std::os::unix::fs::symlink(site.at("elsewhere.html"), &index).unwrap();
        } else {
            fs::write(&index, "").unwrap();
        }
        let bare = repository(&site, "b.git", &[]);
        let said = ended(&site.publish(&format!("git:{}", bare.display()), &[]), 2);
        assert!(said.contains("index.html") && said.contains("not as it was built"), "{said}");
        assert!(git(&bare, &["for-each-ref"]).stdout.is_empty(), "something was pushed");
        assert!(ended(&site.publish(site.at("www").to_str().unwrap(), &[]), 2).contains("not as it was built"));
    }
}

#[test]
fn git_leaves_alone_what_others_put_there() {
    let site = Site::new();
    let theirs = [("CNAME", "theirs.example\n"), ("index.html", "theirs"), ("actors", "a file"), ("feed.xml/inner", "a folder")];
    let bare = repository(&site, "b.git", &theirs);
    let target = format!("git:{}", bare.display());
    for more in [&[][..], &["--dry-run"]] {
        let said = ended(&site.publish(&target, more), 2);
        for path in ["`index.html`", "`actors`", "`feed.xml/inner`", "--adopt"] {
            assert!(said.contains(path), "{path}: {said}");
        }
        assert_eq!(branch(&bare).len(), theirs.len());
    }
    let said = ended(&site.publish(&target, &["--adopt"]), 0);
    for path in ["index.html", "actors", "feed.xml/inner"] {
        assert!(said.contains(&format!("takes over    {path}\n")), "{path}: {said}");
    }
    assert_eq!(branch(&bare), on_branch(&site, &[("CNAME", "theirs.example\n")]));
    // From now on all of it is ours.
    site.change();
    ended(&site.publish(&target, &[]), 0);
    assert_eq!(branch(&bare), on_branch(&site, &[("CNAME", "theirs.example\n")]));
}

#[test]
fn what_a_first_run_would_send_is_summed_up() {
    let site = Site::new();
    let target = site.at("www");
    let target = target.to_str().unwrap();
    let said = ended(&site.publish(target, &["-n"]), 0);
    assert!(said.contains("would send    index.html\n") && said.contains("would send    actors/  ") && said.lines().count() < 50, "{said}");
    assert!(!said.contains("actors/index.html"), "{said}");
    let of_actors = said.lines().find(|line| line.contains("  actors/  ")).unwrap();
    let said = ended(&site.publish(target, &["-n", "--list"]), 0);
    assert!(said.contains("would send    actors/index.html\n"), "{said}");
    let count = said.lines().filter(|line| line.starts_with("would send    actors/")).count();
    assert!(of_actors.ends_with(&format!("  {count} files")), "{of_actors}: {count}");
}

#[cfg(unix)]
#[test]
fn a_folder_gives_up_what_is_in_the_way_when_told() {
    let site = Site::new();
    let (www, elsewhere) = (site.at("www"), site.at("elsewhere"));
    let theirs = || {
        fs::create_dir_all(www.join("feed.xml")).unwrap();
        fs::create_dir_all(&elsewhere).unwrap();
        for (path, text) in [("CNAME", "theirs.example\n"), ("index.html", "theirs"), ("actors", "a file"), ("feed.xml/inner", "a folder")]
        {
            fs::write(www.join(path), text).unwrap();
        }
        fs::write(elsewhere.join("kept"), "behind a link").unwrap();
        std::os::unix::fs::symlink(&elsewhere, www.join("topics")).unwrap();
    };
    theirs();
    let target = www.to_str().unwrap();
    let said = ended(&site.publish(target, &[]), 2);
    for path in ["`index.html`", "`actors`", "`feed.xml/inner`", "`topics`", "--adopt"] {
        assert!(said.contains(path), "{path}: {said}");
    }
    assert_eq!(fs::read_to_string(www.join("actors")).unwrap(), "a file");
    let said = ended(&site.publish(target, &["--adopt"]), 0);
    for path in ["index.html", "actors", "feed.xml/inner", "topics"] {
        assert!(said.contains(&format!("takes over    {path}\n")), "{path}: {said}");
    }
    for path in ["index.html", "actors/index.html", "feed.xml", "topics/index.html"] {
        assert_eq!(fs::read(www.join(path)).unwrap(), fs::read(site.root().join("public").join(path)).unwrap(), "{path}");
    }
    assert_eq!(fs::read_to_string(www.join("CNAME")).unwrap(), "theirs.example\n");
    assert_eq!(fs::read_to_string(elsewhere.join("kept")).unwrap(), "behind a link", "nothing is written or deleted through a link");
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 1);
    assert!(ended(&site.publish(target, &[]), 0).contains("0 sent"));
}

#[test]
fn what_a_branch_gets_beside_the_build_may_be_in_static_too() {
    let site = Site::new();
    let bare = repository(&site, "b.git", &[]);
    put(&site.root(), "static/.nojekyll", "");
    put(&site.root(), "static/CNAME", "briefing.example.org");
    let settings = fs::read_to_string(site.root().join("site.toml")).unwrap();
    // A relative path in the settings begins in the site's folder, wherever the command is called.
    let set = |cname: &str| {
        put(&site.root(), "site.toml", format!("{settings}\n[publish]\nremote = \"../b.git\"\ncname = \"{cname}\"\n"));
        site.build();
    };
    set("briefing.example.org");
    ended(&site.publish("git", &[]), 0);
    assert_eq!(branch(&bare), on_branch(&site, &[("CNAME", "briefing.example.org")]));
    // What the build no longer has, and we add, stays.
    fs::remove_file(site.root().join("static/CNAME")).unwrap();
    fs::remove_file(site.root().join("static/.nojekyll")).unwrap();
    site.build();
    ended(&site.publish("git", &[]), 0);
    assert_eq!(branch(&bare), on_branch(&site, &[("CNAME", "briefing.example.org\n")]));
    put(&site.root(), "static/CNAME", "briefing.example.org\n");
    site.build();
    ended(&site.publish("git", &[]), 0);
    fs::remove_file(site.root().join("static/CNAME")).unwrap();
    site.build();
    assert!(ended(&site.publish("git", &[]), 0).contains("0 deleted"));
    assert_eq!(branch(&bare), on_branch(&site, &[("CNAME", "briefing.example.org\n")]));
    put(&site.root(), "static/CNAME", "briefing.example.org\n");
    set("other.example.org");
    let refused = ended(&site.publish("git", &[]), 2);
    assert!(refused.contains("`static/CNAME` names another domain"), "{refused}");
}

#[test]
fn without_git_it_is_said_so() {
    let site = Site::new();
    let run = site.command(&["publish", "git"]).env("PATH", site.at("nothing")).output().unwrap();
    assert!(ended(&run, 2).contains("git cannot be run"), "{}", text(&run));
}

#[test]
fn git_does_not_depend_on_where_it_is_called() {
    let site = Site::new();
    let bare = repository(&site, "b.git", &[]);
    let target = format!("git:{}", bare.display());
    ended(&site.publish(&target, &[]), 0);
    // What a hook or a tool leaves in the environment is about its own repository.
    for (n, (name, value)) in [
        ("GIT_SHALLOW_FILE", "/nope"),
        ("GIT_DEFAULT_HASH", "sha256"),
        ("GIT_QUARANTINE_PATH", "x"),
        ("GIT_DIR", "/nope"),
        ("GIT_AUTHOR_NAME", ""),
    ]
    .into_iter()
    .enumerate()
    {
        put(&site.root(), "static/count.txt", format!("{n}"));
        site.build();
        let run = site.command(&["publish", &target]).env(name, value).output().unwrap();
        assert!(ended(&run, 0).contains("sent"), "{name}");
        assert_eq!(branch(&bare)["count.txt"], format!("{n}").into_bytes(), "{name}");
    }
    // The site's own repository may say how a server is reached.
    git(&site.root(), &["init", "--quiet", "."]);
    git(&site.root(), &["config", &format!("url.{}.insteadOf", bare.display()), "hosted://pages"]);
    put(&site.root(), "static/count.txt", "hosted");
    site.build();
    ended(&site.publish("git:hosted://pages", &[]), 0);
    assert_eq!(branch(&bare)["count.txt"], b"hosted");
    // Empty and used repositories of the other sort of hash.
    let other = site.at("sha256.git");
    fs::create_dir_all(&other).unwrap();
    git(&other, &["init", "--bare", "--quiet", "--object-format=sha256", "."]);
    for n in 0..2 {
        put(&site.root(), "static/count.txt", format!("other {n}"));
        site.build();
        ended(&site.publish(&format!("git:{}", other.display()), &[]), 0);
        assert_eq!(branch(&other), on_branch(&site, &[]));
    }
}

#[test]
fn passwords_in_addresses_are_not_shown() {
    let site = Site::new();
    // Nobody listens there.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    for password in [SECRET.to_owned(), format!("{SECRET}@{SECRET}"), format!("x@{SECRET}"), format!("x%2F{SECRET}"), format!("x#{SECRET}")]
    {
        for address in [
            format!("git:https://me:{password}@127.0.0.1:{port}/x.git"),
            format!("git:http://{password}@127.0.0.1:{port}/x.git#pages"),
            format!("git:https://me:{password}@127.0.0.1:{port}/x.git#no..branch"),
            format!("git:nobody:{password}@127.0.0.1:x.git"),
        ] {
            ended(&site.publish(&address, &[]), 2);
        }
    }
}

#[test]
fn an_interrupted_run_leaves_no_repository_behind() {
    let site = Site::new();
    let temporary = site.at("tmp");
    fs::create_dir(&temporary).unwrap();
    // A server that takes the call and says nothing.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let target = format!("git:git://127.0.0.1:{}/x", listener.local_addr().unwrap().port());
    let start = || site.command(&["publish", &target]).env("TMPDIR", &temporary).stderr(Stdio::piped()).spawn().unwrap();
    let there = || fs::read_dir(&temporary).unwrap().count();
    for signal in ["-INT", "-KILL"] {
        let mut run = start();
        let (mut call, _) = listener.accept().unwrap();
        assert_eq!(there(), 1);
        assert!(Command::new("kill").args([signal, &run.id().to_string()]).status().unwrap().success());
        run.wait().unwrap();
        // Its git would wait for ever.
        std::io::Write::write_all(&mut call, b"0000").unwrap();
        drop(call);
        assert_eq!(there(), usize::from(signal == "-KILL"), "{signal}");
    }
    // What a killed run could not take away, the next one does.
    let bare = repository(&site, "b.git", &[]);
    let run = site.command(&["publish", &format!("git:{}", bare.display())]).env("TMPDIR", &temporary).output().unwrap();
    ended(&run, 0);
    assert_eq!(there(), 0);
}

#[test]
fn targets_that_are_none_are_refused_before_anything_is_written() {
    let site = Site::new();
    let before = scratch::tree(site.dir.path());
    for target in ["https://example.invalid/x", "S3://bucket", "ftp://example.invalid", "s3://bucket/../x", "s3://bucket//x"] {
        ended(&site.publish(target, &[]), 2);
    }
    for folder in ["content", "content/actors", "static", "templates", "."] {
        let said = ended(&site.publish(site.root().join(folder).to_str().unwrap(), &[]), 2);
        assert!(said.contains(if folder == "." { "one lies in the other" } else { "cannot be its output too" }), "{folder}: {said}");
    }
    // Settings with errors are not half followed.
    for settings in ["title = ", "[publish]\ntarget = \"folder\"\nfolder = \"out\"\ncname = \"x.example\\nevil.example\"\n"] {
        put(&site.root(), "site.toml", settings);
        assert!(ended(&site.publish("folder", &[]), 1).contains("error["), "{settings}");
    }
    fs::remove_file(site.root().join("site.toml")).unwrap();
    let mut after = before.clone();
    after.remove("site/site.toml");
    assert_eq!(scratch::tree(site.dir.path()).keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
}

#[cfg(not(feature = "s3"))]
#[test]
fn without_the_feature_s3_says_how_to_get_it() {
    assert!(ended(&Site::new().publish("s3://briefing", &[]), 2).contains("--features s3"));
}

#[cfg(feature = "s3")]
mod s3 {
    use super::bucket::{Bucket, Manner};
    use super::*;

    fn command(site: &Site, bucket: &Bucket, target: &str, more: &[&str]) -> Command {
        let mut command = site.command(&[&["publish", target], more].concat());
        command
            .env("AWS_ACCESS_KEY_ID", "key")
            .env("AWS_SECRET_ACCESS_KEY", SECRET)
            .env("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{}", bucket.port))
            .env("NO_PROXY", "*");
        command
    }

    pub(super) fn publish(site: &Site, bucket: &Bucket, target: &str, more: &[&str]) -> Output {
        command(site, bucket, target, more).output().unwrap()
    }

    #[test]
    fn only_what_changed_is_sent_and_what_is_others_stays() {
        let (site, bucket) = (Site::new(), Bucket::start());
        put(&site.root(), "static/img/карта +1.png", "a picture");
        site.build();
        bucket.put("theirs.txt", b"keep me");
        bucket.put("b/theirs & more.txt", b"keep me");
        assert!(ended(&publish(&site, &bucket, "s3://briefing", &["--dry-run"]), 0).contains("would send    index.html"));
        assert_eq!(bucket.asked("PUT"), 0);
        ended(&publish(&site, &bucket, "s3://briefing", &[]), 0);
        let with_theirs = |mut files: BTreeMap<String, Vec<u8>>| {
            files.insert("theirs.txt".to_owned(), b"keep me".to_vec());
            files.insert("b/theirs & more.txt".to_owned(), b"keep me".to_vec());
            files
        };
        assert_eq!(bucket.objects(), with_theirs(site.built()));
        assert_eq!(bucket.state.lock().unwrap().types["index.html"], "text/html; charset=utf-8");
        bucket.behave(Manner::Well);
        assert!(ended(&publish(&site, &bucket, "s3://briefing", &[]), 0).contains("0 sent, 0 deleted"));
        assert_eq!(bucket.asked("PUT"), 0);
        site.change();
        fs::remove_file(site.root().join("static/img/карта +1.png")).unwrap();
        site.build();
        assert!(ended(&publish(&site, &bucket, "s3://briefing", &[]), 0).contains("1 deleted"));
        assert_eq!(bucket.objects(), with_theirs(site.built()));
        // Under a prefix; a service that is busy at first; one without conditions.
        bucket.behave(Manner::BusyAtFirst);
        ended(&publish(&site, &bucket, "s3://briefing/a/b", &[]), 0);
        bucket.behave(Manner::NoConditions);
        let said = ended(&publish(&site, &bucket, "s3://briefing/c", &[]), 0);
        assert!(said.contains("conditional writes"), "{said}");
        for prefix in ["a/b/", "c/"] {
            let under: BTreeMap<String, Vec<u8>> =
                bucket.objects().into_iter().filter_map(|(key, bytes)| Some((key.strip_prefix(prefix)?.to_owned(), bytes))).collect();
            assert_eq!(under, site.built(), "{prefix}");
        }
    }

    #[test]
    fn a_run_that_was_refused_half_way_goes_on() {
        let (site, bucket) = (Site::new(), Bucket::start());
        let whole = site.built().len();
        // More than there are files that lead to pages.
        let left = 60;
        bucket.behave(Manner::WritesAtMost(whole - left));
        let said = ended(&publish(&site, &bucket, "s3://briefing", &[]), 2);
        assert!(said.contains("AccessDenied No & no") && said.contains("AWS_ACCESS_KEY_ID"), "{said}");
        assert!(!bucket.objects().contains_key("index.html"), "what leads to pages goes last");
        bucket.behave(Manner::Well);
        ended(&publish(&site, &bucket, "s3://briefing", &[]), 0);
        assert_eq!(bucket.objects(), site.built());
        // Those since the last checkpoint are sent twice, no others; the manifest goes with each checkpoint.
        assert!(bucket.asked("PUT") <= left + 64 + 5, "{} of {whole}", bucket.asked("PUT"));
    }

    #[test]
    fn foreign_objects_are_taken_over_only_when_told() {
        let (site, bucket) = (Site::new(), Bucket::start());
        bucket.put("index.html", b"somebody's");
        let said = ended(&publish(&site, &bucket, "s3://briefing", &[]), 2);
        assert!(said.contains("`index.html`") && said.contains("--adopt"), "{said}");
        assert_eq!(bucket.objects().len(), 1);
        assert!(ended(&publish(&site, &bucket, "s3://briefing", &["--adopt"]), 0).contains("takes over    index.html"));
        assert_eq!(bucket.objects(), site.built());
    }

    #[test]
    fn an_object_that_somebody_replaced_by_one_as_long_is_noticed() {
        let (site, bucket) = (Site::new(), Bucket::start());
        ended(&publish(&site, &bucket, "s3://briefing", &[]), 0);
        let page = bucket.objects().get("index.html").unwrap().clone();
        bucket.put("index.html", &page.iter().rev().copied().collect::<Vec<u8>>());
        assert!(ended(&publish(&site, &bucket, "s3://briefing", &["--dry-run"]), 0).contains("1 sent"));
        ended(&publish(&site, &bucket, "s3://briefing", &[]), 0);
        assert_eq!(bucket.objects(), site.built());
        // Nothing is read again once all of it is ours.
        bucket.behave(Manner::Well);
        assert!(ended(&publish(&site, &bucket, "s3://briefing", &[]), 0).contains("0 sent"));
        assert_eq!(bucket.asked("GET /briefing/index.html"), 0);
    }

    #[test]
    fn what_somebody_writes_meanwhile_is_not_lost() {
        let (site, bucket) = (Site::new(), Bucket::start());
        bucket.behave(Manner::Meddling);
        let said = ended(&publish(&site, &bucket, "s3://briefing", &[]), 2);
        assert!(said.contains("somebody else has written"), "{said}");
        assert_eq!(bucket.objects()["index.html"], b"somebody's");
    }

    #[test]
    fn hostile_services_end_a_run() {
        let (site, bucket, other) = (Site::new(), Bucket::start(), Bucket::start());
        bucket.put("a", b"a");
        bucket.behave(Manner::EndlessListing);
        let said = ended(&publish(&site, &bucket, "s3://briefing", &[]), 2);
        assert!(said.contains("does not end"), "{said}");
        bucket.behave(Manner::Elsewhere(other.port));
        let said = ended(&publish(&site, &bucket, "s3://briefing", &[]), 2);
        assert!(said.contains("another region"), "{said}");
        assert_eq!(other.state.lock().unwrap().asked, Vec::<String>::new(), "a signed request went elsewhere");
        bucket.behave(Manner::Well);
        assert!(ended(&publish(&site, &bucket, "s3://nobody", &[]), 2).contains("NoSuchBucket"));
    }

    #[test]
    fn endpoints_and_credentials_are_looked_at_first() {
        let (site, bucket) = (Site::new(), Bucket::start());
        for endpoint in [
            "127.0.0.1:9000",
            "localhost",
            "",
            "http://",
            "ftp://127.0.0.1",
            "http://me:pw@127.0.0.1",
            "http://127.0.0.1/?x",
            "http://[::1",
        ] {
            let run = command(&site, &bucket, "s3://briefing", &[]).env("AWS_ENDPOINT_URL", endpoint).output().unwrap();
            let said = ended(&run, 2);
            assert!(said.contains("AWS_ENDPOINT_URL") && !said.contains("pw"), "{endpoint}: {said}");
        }
        let token = command(&site, &bucket, "s3://briefing", &[]).env("AWS_SESSION_TOKEN", "a\r\nX: y").output().unwrap();
        assert!(ended(&token, 2).contains("AWS_SESSION_TOKEN"));
        // No service that hands out credentials is asked for them.
        let metadata = Bucket::start();
        let address = format!("http://127.0.0.1:{}/", metadata.port);
        let run = command(&site, &bucket, "s3://briefing", &[])
            .env_remove("AWS_SECRET_ACCESS_KEY")
            .env("AWS_EC2_METADATA_SERVICE_ENDPOINT", &address)
            .env("AWS_CONTAINER_CREDENTIALS_FULL_URI", &address)
            .output()
            .unwrap();
        assert!(ended(&run, 2).contains("AWS_SECRET_ACCESS_KEY"));
        assert_eq!(metadata.state.lock().unwrap().asked, Vec::<String>::new());
        assert_eq!(bucket.state.lock().unwrap().asked, Vec::<String>::new());
        // Who wrote the settings need not be who has the credentials.
        let settings = fs::read_to_string(site.root().join("site.toml")).unwrap();
        put(&site.root(), "site.toml", format!("{settings}\n[publish]\nendpoint = \"http://127.0.0.1:{}\"\n", bucket.port));
        site.build();
        let of_site = |more: &[&str]| command(&site, &bucket, "s3://briefing", more).env_remove("AWS_ENDPOINT_URL").output().unwrap();
        assert!(ended(&of_site(&[]), 2).contains("--endpoint-from-site"));
        assert_eq!(bucket.state.lock().unwrap().asked, Vec::<String>::new());
        ended(&of_site(&["--endpoint-from-site"]), 0);
        assert_eq!(bucket.objects(), site.built());
    }
}

/// The same hostile targets, as a folder, as a branch and as a bucket.
#[cfg(feature = "s3")]
mod hostile {
    use super::bucket::Bucket;
    use super::*;

    /// What stands at a path of a target. A bucket has no links: there one is an object that holds where it would lead.
    #[derive(Clone, Copy)]
    enum Thing {
        Text(&'static str),
        Link(&'static str),
        /// The bytes that our build has at this path.
        Ours(&'static str),
        Gone,
    }
    use Thing::{Gone, Link, Ours, Text};

    /// How a run ends: ours goes there and theirs stays, or nothing is touched.
    #[derive(Clone, Copy, PartialEq, Debug)]
    enum End {
        Fine,
        Refused,
    }
    use End::{Fine, Refused};

    /// Whether we have published there before, what somebody did then, and how a run ends in a folder, a branch and a bucket.
    type Case = (&'static str, bool, &'static [(&'static str, Thing)], [End; 3]);

    const CASES: [Case; 20] = [
        (
            "others' files beside ours",
            false,
            &[("theirs.txt", Text("x")), (".htaccess", Text("x")), ("img/a b\u{e9}.png", Text("x"))],
            [Fine; 3],
        ),
        ("names in other letters", false, &[("INDEX.HTML", Text("x")), ("Feed.xml", Text("x"))], [Fine; 3]),
        ("a link beside ours", false, &[("theirs", Link("/etc/passwd")), ("loop", Link("loop"))], [Fine; 3]),
        ("a file of theirs in the place of ours", false, &[("index.html", Text("x"))], [Refused; 3]),
        ("a file of theirs with the bytes of ours", false, &[("robots.txt", Ours("robots.txt"))], [Fine; 3]),
        ("an empty file in the place of ours", false, &[("feed.xml", Text(""))], [Refused; 3]),
        ("a link in the place of a file", false, &[("index.html", Link("/etc/passwd"))], [Refused; 3]),
        ("a link to nothing in the place of a file", false, &[("robots.txt", Link("nowhere"))], [Refused; 3]),
        // An object is not a folder: names below it are free.
        ("a link in the place of a folder", false, &[("actors", Link("../elsewhere"))], [Refused, Refused, Fine]),
        ("a file in the place of a folder", false, &[("actors", Text("x"))], [Refused, Refused, Fine]),
        ("a folder in the place of a file", false, &[("feed.xml/inner", Text("x"))], [Refused, Refused, Fine]),
        ("a manifest that is none", false, &[(MANIFEST, Text("anything"))], [Refused; 3]),
        ("a manifest that ends too early", false, &[(MANIFEST, Text("rapporteur-manifest 1\n"))], [Refused; 3]),
        ("a manifest that names what lies elsewhere", false, &[(MANIFEST, Text(ELSEWHERE))], [Refused; 3]),
        ("a manifest that is a link", false, &[(MANIFEST, Link("/etc/passwd"))], [Refused; 3]),
        ("a folder in the place of the manifest", false, &[(".rapporteur-manifest/x", Text("x"))], [Refused, Refused, Fine]),
        ("a file of ours that somebody deleted", true, &[("index.html", Gone), ("actors/index.html", Gone)], [Fine; 3]),
        ("a link to the bytes of ours", true, &[("index.html", Gone), ("index.html", Link("robots.txt"))], [Fine; 3]),
        ("a folder of ours that became a file", true, &[("pages/about", Gone), ("pages/about", Text("x"))], [Refused, Refused, Fine]),
        ("others' files in a folder that goes", true, &[("pages/new/theirs.txt", Text("x"))], [Fine; 3]),
    ];

    const ELSEWHERE: &str =
        "rapporteur-manifest 1\naf1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262 0 ../elsewhere/kept\nend 1\n";

    /// One of the three, and where it is.
    enum Place {
        Folder(PathBuf),
        Branch(PathBuf),
        Bucket(Bucket),
    }

    impl Place {
        fn run(&self, site: &Site, more: &[&str]) -> Output {
            match self {
                Self::Folder(at) => site.publish(at.to_str().unwrap(), more),
                Self::Branch(bare) => site.publish(&format!("git:{}", bare.display()), more),
                Self::Bucket(bucket) => super::s3::publish(site, bucket, "s3://briefing", more),
            }
        }

        /// Everything that stands there; a link as where it leads, after an arrow.
        fn holds(&self) -> BTreeMap<String, Vec<u8>> {
            match self {
                Self::Folder(at) => folder(at),
                Self::Branch(bare) if git(bare, &["for-each-ref"]).stdout.is_empty() => BTreeMap::new(),
                Self::Branch(bare) => {
                    let listed = String::from_utf8(git(bare, &["ls-tree", "-r", "-z", "gh-pages"]).stdout).unwrap();
                    let read = |line: &str| {
                        let (about, name) = line.split_once('\t').unwrap();
                        let bytes = git(bare, &["cat-file", "blob", about.split(' ').nth(2).unwrap()]).stdout;
                        (name.to_owned(), if about.starts_with("120000") { [b"-> ", bytes.as_slice()].concat() } else { bytes })
                    };
                    let mut found: BTreeMap<_, _> = listed.split_terminator('\0').map(read).collect();
                    found.remove(".nojekyll");
                    found
                }
                Self::Bucket(bucket) => bucket.objects(),
            }
        }

        fn change(&self, site: &Site, things: &[(&str, Thing)]) {
            let ours = |path: &str| fs::read(site.root().join("public").join(path)).unwrap();
            let in_folder = |at: &Path| {
                for (path, thing) in things {
                    let whole = at.join(path);
                    fs::create_dir_all(whole.parent().unwrap()).unwrap();
                    match thing {
                        Text(text) => fs::write(whole, text).unwrap(),
                        Ours(path) => fs::write(whole, ours(path)).unwrap(),
                        Link(to) => std::os::unix::fs::symlink(to, whole).unwrap(),
                        Gone if whole.is_dir() => fs::remove_dir_all(whole).unwrap(),
                        Gone => fs::remove_file(whole).unwrap(),
                    }
                }
            };
            match self {
                Self::Folder(at) => in_folder(at),
                Self::Branch(bare) => {
                    let work = tempfile::tempdir().unwrap();
                    let remote = bare.to_str().unwrap();
                    git(work.path(), &["init", "--quiet", "--initial-branch=gh-pages", "."]);
                    if !self.holds().is_empty() {
                        git(work.path(), &["pull", "--quiet", remote, "gh-pages"]);
                    }
                    in_folder(work.path());
                    git(work.path(), &["add", "--all", "--force"]);
                    git(work.path(), &["commit", "--quiet", "--message=x"]);
                    git(work.path(), &["push", "--quiet", remote, "gh-pages"]);
                }
                Self::Bucket(bucket) => {
                    for (path, thing) in things {
                        match thing {
                            Text(text) | Link(text) => bucket.put(path, text.as_bytes()),
                            Ours(path) => bucket.put(path, &ours(path)),
                            Gone => bucket.state.lock().unwrap().objects.retain(|key, _| !key.starts_with(path)),
                        }
                    }
                }
            }
        }
    }

    fn folder(at: &Path) -> BTreeMap<String, Vec<u8>> {
        let entries = walkdir::WalkDir::new(at).into_iter().map(Result::unwrap).filter(|entry| !entry.file_type().is_dir());
        let read = |entry: walkdir::DirEntry| {
            let name = entry.path().strip_prefix(at).unwrap().to_str().unwrap().to_owned();
            let link = entry.path_is_symlink().then(|| fs::read_link(entry.path()).unwrap());
            (name, link.map_or_else(|| fs::read(entry.path()).unwrap(), |to| format!("-> {}", to.display()).into_bytes()))
        };
        entries.map(read).collect()
    }

    #[test]
    fn the_same_targets_end_alike_in_all_three_places() {
        let site = Site::new();
        put(&site.root(), "content/pages/new.md", "+++\ntitle = \"New\"\n+++\n\nText.\n");
        site.build();
        // What every place holds that was published to before: this build, then one without that page.
        let before: Vec<Vec<Place>> = (0..CASES.len()).map(|n| places(&site, n)).collect();
        for (place, _) in
            before.iter().zip(CASES).filter(|(_, case)| case.1).flat_map(|(places, case)| places.iter().map(move |p| (p, case)))
        {
            ended(&place.run(&site, &[]), 0);
        }
        fs::remove_file(site.root().join("content/pages/new.md")).unwrap();
        site.build();
        put(site.dir.path(), "elsewhere/kept", "");
        let mut wrong = Vec::new();
        for (places, (name, _, things, ends)) in before.iter().zip(CASES) {
            for (place, end) in places.iter().zip(ends) {
                place.change(&site, things);
                let sort = match place {
                    Place::Folder(_) => "folder",
                    Place::Branch(_) => "git",
                    Place::Bucket(_) => "s3",
                };
                let there = place.holds();
                let dry = place.run(&site, &["--dry-run"]);
                if place.holds() != there {
                    wrong.push(format!("{name}, {sort}: a dry run changed something"));
                }
                let run = place.run(&site, &[]);
                let said = text(&run);
                let wanted = match end {
                    Refused => there.clone(),
                    Fine => {
                        let mut wanted = there.clone();
                        wanted.retain(|path, _| *path == "pages/new/theirs.txt" || !path.contains("pages/new"));
                        wanted.extend(site.built());
                        wanted
                    }
                };
                let status = if end == Fine { 0 } else { 2 };
                if run.status.code() != Some(status) || dry.status.code() != Some(status) {
                    wrong.push(format!("{name}, {sort}: ends with {:?}, dry {:?}: {said}", run.status.code(), dry.status.code()));
                }
                let now = place.holds();
                let differ: Vec<&String> = wanted.keys().chain(now.keys()).filter(|path| wanted.get(*path) != now.get(*path)).collect();
                if !differ.is_empty() {
                    wrong.push(format!("{name}, {sort}: not as it should be: {differ:?}"));
                }
                let first = things[0].0.split('/').next().unwrap();
                if end == Refused && !said.contains(first) {
                    wrong.push(format!("{name}, {sort}: does not name `{first}`: {said}"));
                }
            }
        }
        assert_eq!(folder(&site.at("elsewhere")).keys().collect::<Vec<_>>(), ["kept"], "something went through a link");
        let beside: Vec<_> = fs::read_dir(site.dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(beside.iter().all(|name| !name.to_str().unwrap().starts_with('.')), "{beside:?}");
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn files_and_folders_of_ours_change_places() {
        let site = Site::new();
        let places = places(&site, 0);
        for n in 0..4 {
            let _ = fs::remove_file(site.root().join("static/thing"));
            let _ = fs::remove_dir_all(site.root().join("static/thing"));
            put(&site.root(), if n % 2 == 0 { "static/thing" } else { "static/thing/inner.txt" }, format!("{n}"));
            site.build();
            for place in &places {
                let said = ended(&place.run(&site, &[]), 0);
                assert!(n == 0 || said.contains("1 sent, 1 deleted"), "{said}");
                assert_eq!(place.holds(), site.built());
                let said = ended(&place.run(&site, &[]), 0);
                assert!(said.contains("0 sent, 0 deleted"), "{said}");
            }
        }
        let beside: Vec<_> = fs::read_dir(site.dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(beside.len(), 3, "nothing of ours stays beside a target: {beside:?}");
    }

    #[test]
    fn no_folder_in_or_around_the_build_is_a_target() {
        let site = Site::new();
        for target in ["public", "public/inner"] {
            let said = ended(&site.publish(site.root().join(target).to_str().unwrap(), &[]), 2);
            assert!(said.contains("one lies in the other"), "{said}");
        }
    }

    fn places(site: &Site, n: usize) -> Vec<Place> {
        let at = site.at(&format!("www-{n}"));
        fs::create_dir(&at).unwrap();
        vec![Place::Folder(at), Place::Branch(repository(site, &format!("{n}.git"), &[])), Place::Bucket(Bucket::start())]
    }
}
