//! `publish`, driven as a user drives it: to a folder, to a git repository, to a service like S3.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on says so by panicking"
)]
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
    for (more, why) in
        [(&["--drafts"][..], "has drafts in it"), (&["--base-url", "https://other.example/"], "was made for `https://other.example/`")]
    {
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
fn git_swaps_files_and_folders_of_ours() {
    let site = Site::new();
    put(&site.root(), "static/extra", "a file");
    site.build();
    let bare = repository(&site, "b.git", &[]);
    let target = format!("git:{}", bare.display());
    ended(&site.publish(&target, &[]), 0);
    fs::remove_file(site.root().join("static/extra")).unwrap();
    put(&site.root(), "static/extra/inner.txt", "in a folder");
    site.build();
    ended(&site.publish(&target, &[]), 0);
    assert_eq!(branch(&bare), on_branch(&site, &[]));
    fs::remove_dir_all(site.root().join("static/extra")).unwrap();
    put(&site.root(), "static/extra", "a file again");
    site.build();
    ended(&site.publish(&target, &[]), 0);
    assert_eq!(branch(&bare), on_branch(&site, &[]));
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

    fn publish(site: &Site, bucket: &Bucket, target: &str, more: &[&str]) -> Output {
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
