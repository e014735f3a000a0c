use std::fs;

use tempfile::TempDir;

use super::*;
use crate::diagnostic::Place;
use crate::parse::markdown::Settings;

fn show(files: &Files, problem: &Diagnostic) -> String {
    let at = |place: Place| match place {
        Place::Nowhere => "-".to_owned(),
        Place::File(file) => files.path(file).to_owned(),
        Place::Span(span) => {
            let file = files.get(span.file).unwrap();
            let position = file.position(span.start);
            format!("{}:{}:{}", file.path, position.line, position.column)
        }
    };
    let mut text = format!("{}: {}[{}]: {}", at(problem.place), problem.severity.as_str(), problem.code.as_str(), problem.message);
    if let Some(help) = &problem.help {
        text.push_str("\n  help: ");
        text.push_str(help);
    }
    for related in &problem.related {
        text.push_str(&format!("\n  {}: {}", at(related.place), related.message));
    }
    text
}

const SITE: &str = "title = \"X\"\nbase_url = \"https://x.org\"\nlanguages = [\"en\", \"tr\"]\n";
const NOTE: &str = "+++\ntitle = \"X\"\n+++\n";

/// A site of these files, beside `site.toml`; the folder `outside` lies next to it.
fn site(files: &[(&str, &[u8])]) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let root = folder.path().join("site");
    fs::create_dir_all(folder.path().join("outside")).unwrap();
    fs::write(folder.path().join("outside/secret.md"), NOTE).unwrap();
    for (path, bytes) in [("site.toml", SITE.as_bytes())].iter().chain(files) {
        let full = root.join(path);
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        fs::write(full, bytes).unwrap();
    }
    (folder, root)
}

/// All notes and problems of a site.
fn listing(inputs: &Inputs) -> String {
    let notes = inputs.notes.iter().map(|note| {
        let file = |file: &Option<Arc<File>>| file.as_ref().map_or("-", |file| &file.path).to_owned();
        format!("{:?} {:?} {:?} {} {}", note.location, note.id, note.language, file(&note.md), file(&note.toml))
    });
    notes.chain(inputs.diagnostics.iter().map(|problem| show(&inputs.files, problem))).collect::<Vec<_>>().join("\n")
}

#[test]
fn notes_of_every_sort() {
    let note = NOTE.as_bytes();
    let (_folder, root) = site(&[
        ("content/_index.md", note),
        ("content/_index.tr.md", note),
        ("content/actors/_index.md", note),
        ("content/actors/persons/hakan-fidan.md", note),
        ("content/actors/hakan-fidan.tr.md", note),
        ("content/actors/a.md", b"body"),
        ("content/actors/a.toml", b"title = \"A\""),
        ("content/topics/only.toml", b"title = \"A\""),
        ("content/actors/.hidden.md", note),
        ("content/actors/.x.md.swp", b"\xff"),
        ("content/actors/x.md~", note),
        ("content/actors/#x.md#", note),
        ("content/.obsidian/x.json", b"{}"),
        ("content/.DS_Store", b"\xff"),
        ("templates/actor.html", b"x"),
        ("templates/parts/card.html", b"y"),
        ("static/images/map.png", b"\x89PNG"),
        ("static/.well-known/x", b"1"),
        ("static/.DS_Store", b"\xff"),
    ]);
    let inputs = Disk::new(&root).read().unwrap();
    insta::assert_snapshot!(listing(&inputs), @r#"
Home "" None content/_index.md -
Home "" Some("tr") content/_index.tr.md -
List(Actor) "" None content/actors/_index.md -
Note(Actor) "a" None content/actors/a.md content/actors/a.toml
Note(Actor) "hakan-fidan" Some("tr") content/actors/hakan-fidan.tr.md -
Note(Actor) "hakan-fidan" None content/actors/persons/hakan-fidan.md -
Note(Topic) "only" None - content/topics/only.toml
"#);
    let templates: Vec<&str> = inputs.templates.iter().map(|file| &*file.path).collect();
    assert_eq!(templates, ["templates/actor.html", "templates/parts/card.html"]);
    let assets: Vec<(&str, u64)> = inputs.assets.iter().map(|asset| (&*asset.path, asset.len)).collect();
    assert_eq!(assets, [(".well-known/x", 1), ("images/map.png", 4)]);
    assert_eq!(inputs.assets[1].bytes().unwrap(), b"\x89PNG");
}

#[test]
fn names_and_places_that_are_wrong() {
    let note = NOTE.as_bytes();
    let (_folder, root) = site(&[
        ("content/loose.md", note),
        ("content/index.md", note),
        ("content/actor/x.md", note),
        ("content/notes/x.md", note),
        ("content/actors/Hakan Fidan.md", note),
        ("content/actors/Hakan Fidan.toml", b""),
        ("content/actors/Part.md", note),
        ("content/actors/ukraine.md", note),
        ("content/rounds/Ukraine.md", note),
        ("content/actors/UKRAINE.md", note),
        ("content/actors/minsk.two.three.md", note),
        ("content/actors/x.de.md", note),
        ("content/actors/x.tt.md", note),
        ("content/actors/x.en.md", note),
        ("content/actors/\u{4e2d}.md", note),
        ("content/actors/_draft.md", note),
        ("content/actors/X.MD", note),
        ("content/actors/y.markdown", note),
        ("content/actors/photo.jpg", b"\xff"),
        ("content/actors/table.csv", b"a"),
        ("content/actors/deep/_index.md", note),
        ("content/actors/folder.md/x.md", note),
        ("content/actors/Index.md", note),
        ("content/actors/ministries/index.tr.md", note),
        ("static/.rapporteur-manifest", b""),
    ]);
    insta::assert_snapshot!(listing(&Disk::new(&root).read().unwrap()), @r#"
Note(Actor) "hakan-fidan" None content/actors/Hakan Fidan.md content/actors/Hakan Fidan.toml
Note(Actor) "draft" None content/actors/_draft.md -
Note(Actor) "minsk-two-three" None content/actors/minsk.two.three.md -
Note(Actor) "ukraine" None content/actors/ukraine.md -
content/actor: error[invalid-value]: `content/` has no folder `actor`: the folder says what kind a note is of
  help: Did you mean `actors`?
content/actors/folder.md: error[invalid-value]: `folder.md` is a folder, and its name is a note's
  help: Rename the folder; a note is a file.
content/notes: error[invalid-value]: `content/` has no folder `notes`: the folder says what kind a note is of
  help: Move its notes to `actors`, `rounds`, `tracks`, `sources`, `topics`, `disputes` or `pages`, and pictures to `static/`.
content/actors/Index.md: error[invalid-id]: `Index` cannot be an id
  help: The introduction of a list is `content/actors/_index.md`: rename the file.
content/actors/Part.md: error[invalid-id]: `Part` cannot be an id
  help: The parts of long lists stand under an address of this name. Rename the file.
content/actors/X.MD: error[invalid-value]: `X.MD` is not read: its ending has capital letters
  help: Rename it to `X.md`.
content/actors/deep/_index.md: error[invalid-value]: a folder inside a kind's folder has no introduction
  help: Put it into `content/actors/_index.md`, or make it a page under `content/pages/`.
content/actors/ministries/index.tr.md: error[invalid-id]: `index` cannot be an id
  help: A note is one file, which has its id for a name: move it to `content/actors/ministries.tr.md`.
content/actors/photo.jpg: error[invalid-value]: a picture does not lie in `content/`
  help: Move it to `static/`: `static/images/photo.jpg` is `/images/photo.jpg` on the site.
content/actors/table.csv: advice[stray-file]: `table.csv` is not a note, and is passed over
  help: `content/` holds notes alone, as `.md` and `.toml`. What is published as it is lies in `static/`.
content/actors/x.de.md: error[unknown-language]: `de` is none of the site's languages
  help: Add "de" to `languages` in `site.toml`, or rename the file.
content/actors/x.en.md: error[invalid-value]: `en` is the site's main language, so this is not a translation
  help: Rename the file to `x.md`.
content/actors/x.tt.md: error[unknown-language]: `tt` is none of the site's languages
  help: Add "tt" to `languages` in `site.toml`, or rename the file.
content/actors/y.markdown: error[invalid-value]: `y.markdown` is not read: a note's file ends in `.md`
  help: Rename it to `y.md`, or move it out of `content/`.
content/actors/中.md: error[invalid-id]: `中` cannot be an id
  help: A note's file name is its id: small letters a–z, digits and hyphens, beginning with a letter or digit.
content/index.md: error[invalid-value]: a note lies in the folder of its kind
  help: The home page is `content/_index.md`.
content/loose.md: error[invalid-value]: a note lies in the folder of its kind
  help: Move it to `actors`, `rounds`, `tracks`, `sources`, `topics`, `disputes` or `pages`.
content/actors/Hakan Fidan.md: error[invalid-id]: `Hakan Fidan` cannot be an id
  help: A note's file name is its id: small letters a–z, digits and hyphens, beginning with a letter or digit. Rename the file to `hakan-fidan.md`.
content/actors/UKRAINE.md: error[invalid-id]: `UKRAINE` differs from another id in capital letters alone
  help: A note's file name is its id: small letters a–z, digits and hyphens, beginning with a letter or digit. `ukraine` is taken by `content/actors/ukraine.md`: choose another name, or make one note of the two.
  content/actors/ukraine.md: this note is `ukraine`
content/actors/_draft.md: error[invalid-id]: `_draft` cannot be an id
  help: A note's file name is its id: small letters a–z, digits and hyphens, beginning with a letter or digit. Rename the file to `draft.md`.
content/actors/minsk.two.three.md: error[invalid-id]: `minsk.two.three` cannot be an id
  help: A note's file name is its id: small letters a–z, digits and hyphens, beginning with a letter or digit. Rename the file to `minsk-two-three.md`.
content/rounds/Ukraine.md: error[invalid-id]: `Ukraine` differs from another id in capital letters alone
  help: A note's file name is its id: small letters a–z, digits and hyphens, beginning with a letter or digit. `ukraine` is taken by `content/actors/ukraine.md`: choose another name, or make one note of the two.
  content/actors/ukraine.md: this note is `ukraine`
static/.rapporteur-manifest: error[invalid-value]: names that begin with `.rapporteur-` are the program's own
  help: Rename it.
"#);
}

#[test]
fn line_ends_of_windows_are_read_as_others_are() {
    let text = "+++\r\ntitle = \"X\"\r\nsummary = \"\"\"\r\nA long\r\ntext\"\"\"\r\n+++\r\n\r\nOne\r\ntwo [[#no]].\r\n";
    let (_folder, root) = site(&[("content/pages/a.md", text.as_bytes())]);
    let inputs = Disk::new(&root).read().unwrap();
    let note = inputs.notes[0].parse(&Settings::default()).unwrap();
    assert_eq!(&*note.common.summary.as_ref().unwrap().plain, "A long text");
    assert_eq!(&*note.common.summary.as_ref().unwrap().markdown, "A long\ntext");
    let file = inputs.files.by_path("content/pages/a.md").unwrap();
    let at = file.position(note.text.references[0].span.start);
    assert_eq!((at.line, at.column), (9, 7));
}

#[test]
fn texts_that_are_wrong() {
    let (_folder, root) = site(&[
        ("content/actors/latin.md", b"+++\ntitle = \"Zele\xf1ski\"\n+++\n"),
        ("content/actors/wide.md", b"\xff\xfe+\0+\0"),
        ("content/actors/mark.md", "\u{feff}+++\n".as_bytes()),
        ("content/actors/empty.md", b""),
        ("templates/base.html", b"\xc3"),
    ]);
    let huge = fs::File::create(root.join("content/actors/huge.md")).unwrap();
    huge.set_len(70_000_000).unwrap();
    let inputs = Disk::new(&root).read().unwrap();
    insta::assert_snapshot!(listing(&inputs), @r#"
Note(Actor) "empty" None content/actors/empty.md -
Note(Actor) "latin" None content/actors/latin.md -
Note(Actor) "mark" None content/actors/mark.md -
Note(Actor) "wide" None content/actors/wide.md -
content/actors/huge.md: error[invalid-value]: this file has 70 MB, and 16 MB is the limit
  help: Split it, or put what is not text into `static/`.
content/actors/latin.md:2:14: error[not-utf8]: this file is not UTF-8: the byte 0xF1 stands here
  help: Save it as UTF-8 in your editor; it was probably written in a code page such as Windows-1252 or Windows-1254.
content/actors/wide.md:1:1: error[not-utf8]: this file is UTF-16, not UTF-8
  help: Save it as UTF-8 in your editor.
templates/base.html:1:1: error[not-utf8]: this file is not UTF-8: the byte 0xC3 stands here
  help: Save it as UTF-8 in your editor; it was probably written in a code page such as Windows-1252 or Windows-1254.
"#);
    assert_eq!(inputs.files.by_path("content/actors/wide.md").map(|file| &*file.text), Some("++"));
}

#[cfg(unix)]
#[test]
fn links() {
    use std::os::unix::fs::symlink;
    let (folder, root) = site(&[("content/actors/a.md", NOTE.as_bytes()), ("static/a.txt", b"a")]);
    symlink(root.join("content/actors"), root.join("content/actors/loop")).unwrap();
    symlink("../..", root.join("content/actors/site")).unwrap();
    symlink(folder.path().join("outside"), root.join("content/rounds")).unwrap();
    symlink(folder.path().join("outside/secret.md"), root.join("content/actors/secret.md")).unwrap();
    symlink("a.md", root.join("content/actors/b.md")).unwrap();
    symlink("nowhere", root.join("content/actors/c.md")).unwrap();
    symlink("self.md", root.join("content/actors/self.md")).unwrap();
    symlink("/etc", root.join("static/etc")).unwrap();
    symlink("a.txt", root.join("static/b.txt")).unwrap();
    // What lies elsewhere in the site is not there to be published as it is.
    std::fs::create_dir_all(root.join(".git")).unwrap();
    std::fs::write(root.join(".git/config"), "url = https://me:token@example.org").unwrap();
    symlink("../.git", root.join("static/repository")).unwrap();
    symlink("../content", root.join("static/raw")).unwrap();
    symlink("../content/actors/a.md", root.join("static/a.md")).unwrap();
    symlink("..", root.join("static/all")).unwrap();
    std::fs::create_dir_all(root.join("static/.svn")).unwrap();
    std::fs::write(root.join("static/.svn/entries"), "x").unwrap();
    symlink(".svn", root.join("static/shown")).unwrap();
    symlink(folder.path().join("outside"), root.join("templates")).unwrap();
    // An editor's lock file is a link that leads nowhere.
    symlink("user@host.1:2", root.join("content/actors/.#a.md")).unwrap();
    let inputs = Disk::new(&root).read().unwrap();
    insta::assert_snapshot!(listing(&inputs), @r#"
Note(Actor) "a" None content/actors/a.md -
Note(Actor) "b" None content/actors/b.md -
content/actors/c.md: error[invalid-value]: this link leads nowhere
  help: Mend it or delete it.
content/actors/loop: error[invalid-value]: this link leads into a folder that holds it, and is not followed
  help: Delete the link.
content/actors/secret.md: error[invalid-value]: this link leads out of the site, and is not followed
  help: Copy the files into the site, or delete the link.
content/actors/self.md: error[invalid-value]: this link leads nowhere
  help: Mend it or delete it.
content/actors/site: error[invalid-value]: this link leads into a folder that holds it, and is not followed
  help: Delete the link.
content/rounds: error[invalid-value]: this link leads out of the site, and is not followed
  help: Copy the files into the site, or delete the link.
templates: error[invalid-value]: this link leads out of the site, and is not followed
  help: Copy the files into the site, or delete the link.
static/.svn: warning[left-out-file]: this is not published: hidden files and what editors leave behind are not part of a site
  help: Delete it or move it out of `static/`; if readers are to have it, give it another name.
static/a.md: error[invalid-value]: this link leads out of `static/`, and is not followed
  help: Copy the files into `static/`, or delete the link.
static/all: error[invalid-value]: this link leads out of `static/`, and is not followed
  help: Copy the files into `static/`, or delete the link.
static/etc: error[invalid-value]: this link leads out of `static/`, and is not followed
  help: Copy the files into `static/`, or delete the link.
static/raw: error[invalid-value]: this link leads out of `static/`, and is not followed
  help: Copy the files into `static/`, or delete the link.
static/repository: error[invalid-value]: this link leads out of `static/`, and is not followed
  help: Copy the files into `static/`, or delete the link.
static/shown: error[invalid-value]: this link leads out of `static/`, and is not followed
  help: Copy the files into `static/`, or delete the link.
"#);
    assert_eq!(inputs.assets.iter().map(|asset| &*asset.path).collect::<Vec<_>>(), ["a.txt", "b.txt"]);
    assert!(inputs.templates.is_empty());
}

#[cfg(unix)]
#[test]
fn no_style_from_elsewhere_and_no_notes_as_static_files() {
    let settings = format!("{SITE}citation_style = \"../outside/house.csl\"\n");
    let (folder, root) = site(&[("site.toml", settings.as_bytes()), ("content/actors/draft.md", NOTE.as_bytes())]);
    fs::write(folder.path().join("outside/house.csl"), "<style/>").unwrap();
    std::os::unix::fs::symlink("content", root.join("static")).unwrap();
    let inputs = Disk::new(&root).read().unwrap();
    assert!(inputs.style.is_none() && inputs.assets.is_empty());
    assert_eq!(
        inputs.diagnostics.iter().map(|problem| &*problem.message).collect::<Vec<_>>(),
        ["this folder is a link, and is not followed"]
    );
}

#[test]
fn what_is_hidden_in_static_is_left_out_and_reported() {
    let hidden = [".env", ".git/config", ".svn/entries", "a/.vimrc", "a/.x.css.swp", "a/x.css~", "#x#", ".DS_Store", ".gitkeep"];
    let shown = [".well-known/security.txt", ".nojekyll", ".htaccess", ".domains", "a/x.css"];
    let files: Vec<(String, &[u8])> = hidden.iter().chain(&shown).map(|path| (format!("static/{path}"), b"x".as_slice())).collect();
    let files: Vec<(&str, &[u8])> = files.iter().map(|(path, bytes)| (path.as_str(), *bytes)).collect();
    let (_folder, root) = site(&files);
    let inputs = Disk::new(&root).read().unwrap();
    let mut wanted = shown;
    wanted.sort_unstable();
    assert_eq!(inputs.assets.iter().map(|asset| &*asset.path).collect::<Vec<_>>(), wanted);
    assert!(inputs.diagnostics.iter().all(|problem| problem.code == Code::LeftOutFile));
    let reported: Vec<&str> = inputs.diagnostics.iter().map(|problem| inputs.files.path(problem.place.file().unwrap())).collect();
    assert_eq!(reported, ["#x#", ".env", ".git", ".svn", "a/.vimrc", "a/.x.css.swp", "a/x.css~"].map(|path| format!("static/{path}")));
}

#[test]
fn a_folder_that_is_no_site() {
    let (folder, root) = site(&[("content/actors/a.md", b"x")]);
    let failure = |path: &Path| {
        let failure = Disk::new(path).read().unwrap_err();
        format!("{} | {}", failure.message, failure.help.unwrap())
            .replace(folder.path().canonicalize().unwrap().to_str().unwrap(), "TMP")
            .replace(folder.path().to_str().unwrap(), "TMP")
    };
    let all = [folder.path(), &folder.path().join("nothing"), &root.join("content"), &root.join("site.toml")].map(failure);
    insta::assert_snapshot!(all.join("\n"), @r#"
`TMP` is not a site: it has no `site.toml` | Run `rapporteur init` to begin a site here, or name the site's folder with `--root`.
there is no folder `TMP/nothing` | Name the site's folder with `--root`.
`TMP/site/content` is not a site: it has no `site.toml` | A site lies above it: run the command there, or with `--root TMP/site`.
`TMP/site/site.toml` is not a folder | Name the site's folder with `--root`.
"#);
}

#[test]
fn what_changed_is_read_again() {
    let (_folder, root) = site(&[("content/actors/a.md", b"one"), ("content/actors/b.md", b"b"), ("content/actors/bad.md", b"\xff")]);
    let path = root.join("content/actors/a.md");
    let mut disk = Disk::new(&root);
    let text = |inputs: &Inputs| {
        inputs.notes.iter().map(|note| note.md.as_ref().map_or(String::new(), |file| file.text.to_string())).collect::<Vec<_>>()
    };
    let first = disk.read().unwrap();
    assert_eq!(text(&first), ["one", "b", "\u{fffd}"]);
    // Of the same length, and within the same tick of the clock.
    fs::write(&path, "two").unwrap();
    assert_eq!(text(&disk.read().unwrap())[0], "two");
    // Old enough to be trusted, then changed and its date put back.
    let old = SystemTime::now() - std::time::Duration::from_secs(60);
    for name in ["a.md", "b.md", "bad.md"] {
        fs::File::options().write(true).open(root.join("content/actors").join(name)).unwrap().set_modified(old).unwrap();
    }
    let trusted = disk.read().unwrap();
    let again = disk.read().unwrap();
    assert!(Arc::ptr_eq(trusted.notes[1].md.as_ref().unwrap(), again.notes[1].md.as_ref().unwrap()));
    assert_eq!(again.diagnostics, first.diagnostics, "a problem stands as long as its cause");
    fs::write(&path, "six").unwrap();
    fs::File::options().write(true).open(&path).unwrap().set_modified(old).unwrap();
    #[cfg(unix)]
    assert_eq!(text(&disk.read().unwrap())[0], "six");
    fs::remove_file(&path).unwrap();
    let last = disk.read().unwrap();
    assert_eq!(text(&last), ["b", "\u{fffd}"]);
    assert!(last.files.by_path("content/actors/a.md").is_none());
    fs::write(&path, "back").unwrap();
    let back = disk.read().unwrap();
    assert_eq!(back.notes[0].md.as_ref().unwrap().id, first.notes[0].md.as_ref().unwrap().id, "a path keeps its identity");
}

/// An editor that empties a file, writes a part, and then the rest.
#[test]
fn a_note_that_is_being_written_is_known_to_have_been_half() {
    use std::io::Write;
    let (_folder, root) = site(&[("content/actors/a.md", b"one"), ("content/actors/b.md", b"b")]);
    let path = root.join("content/actors/a.md");
    let mut disk = Disk::new(&root);
    assert!(!disk.has_changed(), "nothing was read");
    let mut being_written = fs::File::create(&path).unwrap();
    being_written.write_all(b"hal").unwrap();
    let half = disk.read().unwrap();
    assert_eq!(&*half.notes[0].md.as_ref().unwrap().text, "hal");
    assert!(!disk.has_changed());
    being_written.write_all(b"f and the rest").unwrap();
    assert!(disk.has_changed());
    assert_eq!(&*disk.read().unwrap().notes[0].md.as_ref().unwrap().text, "half and the rest");
    assert!(!disk.has_changed());
    // What was left alone for a while before it was read is not looked at again: a change that comes later is a later state of the site.
    let old = SystemTime::now() - std::time::Duration::from_secs(60);
    fs::File::options().write(true).open(&path).unwrap().set_modified(old).unwrap();
    disk.read().unwrap();
    being_written.write_all(b", later").unwrap();
    assert!(!disk.has_changed());
}

/// A place with a problem that is a note afterwards, and the other way round.
#[test]
fn a_path_changes_its_nature() {
    let (_folder, root) = site(&[("content/actors/x.md/y.md", NOTE.as_bytes())]);
    let mut disk = Disk::new(&root);
    assert_eq!(disk.read().unwrap().diagnostics.len(), 1);
    fs::remove_dir_all(root.join("content/actors/x.md")).unwrap();
    fs::write(root.join("content/actors/x.md"), NOTE).unwrap();
    let inputs = disk.read().unwrap();
    assert_eq!(inputs.diagnostics, []);
    assert_eq!(&*inputs.notes[0].md.as_ref().unwrap().text, NOTE);
    fs::remove_file(root.join("content/actors/x.md")).unwrap();
    fs::create_dir(root.join("content/actors/x.md")).unwrap();
    let inputs = disk.read().unwrap();
    assert_eq!((inputs.diagnostics.len(), inputs.notes.len()), (1, 0));
}

#[test]
fn a_text_laid_over_a_file_stands_in_for_it_until_it_is_taken_away() {
    let (_folder, root) = site(&[("content/pages/a.md", b"+++\ntitle = \"On disk\"\n+++\n")]);
    // So old that it is not read again by itself.
    let old = SystemTime::now() - std::time::Duration::from_secs(60);
    fs::File::options().write(true).open(root.join("content/pages/a.md")).unwrap().set_modified(old).unwrap();
    let mut disk = Disk::new(&root);
    let texts = |disk: &mut Disk| -> Vec<(String, String)> {
        let inputs = disk.read().expect("a site");
        inputs.notes.iter().filter_map(|note| note.md.as_ref()).map(|file| (file.path.to_string(), file.text.to_string())).collect()
    };
    let on_disk = texts(&mut disk);
    disk.overlay("content/pages/a.md", Some("+++\ntitle = \"Unsaved\"\n+++\n".into()));
    disk.overlay("content/pages/b.md", Some("+++\ntitle = \"New\"\n+++\n".into()));
    let over = texts(&mut disk);
    assert_eq!(over.len(), 2);
    assert!(over[0].1.contains("Unsaved") && over[1].1.contains("New"));
    assert_eq!(texts(&mut disk), over);
    disk.overlay("content/pages/a.md", None);
    disk.overlay("content/pages/b.md", None);
    assert_eq!(texts(&mut disk), on_disk);
}

#[test]
fn a_badly_named_note_stays_a_note_while_an_editor_has_it_open() {
    let note = b"+++\ntitle = \"T\"\n+++\n";
    let (_folder, root) = site(&[("content/pages/Bad Name.md", note), ("content/pages/Bad Name.toml", b"title = \"T\"\n")]);
    let mut disk = Disk::new(&root);
    let closed = disk.read().expect("a site");
    disk.overlay("content/pages/Bad Name.md", Some("+++\ntitle = \"Unsaved\"\n+++\n".into()));
    let open = disk.read().expect("a site");
    for inputs in [closed, open] {
        assert_eq!(inputs.notes.iter().filter(|note| note.md.is_some() && note.toml.is_some()).count(), 1);
        assert_eq!(inputs.diagnostics.len(), 1, "{:?}", inputs.diagnostics);
    }
}
