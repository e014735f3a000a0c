//! The language server, driven over standard input and output as an editor drives it.

#![allow(clippy::restriction, reason = "a test that cannot go on says so by panicking")]

use std::collections::HashMap;
use std::io::{BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use lsp_server::{Message, Notification, Request, RequestId};
use serde_json::{Value, json};

const SITE: &str = "title = \"Test\"\nbase_url = \"https://test.example/\"\nlanguages = [\"en\", \"tr\"]\n\n[checks]\norphan-note = \"off\"\nuncited-paragraph = \"off\"\nunused-source = \"off\"\nmissing-translation = \"off\"\n\n[[menu.items]]\nnote = \"ukraine\"\n";
const UKRAINE: &str = "+++\ntitle = \"Ukraine\"\nsummary = \"A state.\"\ntype = \"state\"\n+++\n";
const FIDAN: &str = "+++\ntitle = \"Hakan Fidan\"\nsummary = \"A minister who met [[ukraine]].\"\ntype = \"person\"\nspeaks_for = \"ukraine\"\n+++\n\n🌍 He spoke of [[ukraine|the state]] [@paper#first, § 2], see [here](../actors/ukraine.md).\n\n## Later\n\nMore on [the same](/actors/ukraine/).\n";
const PAPER: &str = "+++\ntitle = \"A paper\"\ntype = \"news\"\npublished = \"2025-06\"\n\n[[statements]]\nid = \"first\"\ntext = \"It was said.\"\nby = [\"hakan-fidan\"]\ntype = \"offer\"\nsaid = \"2025-06-02\"\n\n[[statements]]\nid = \"second\"\ntext = \"The same again, see [[#first]].\"\nsupports = [\"paper#first\"]\n+++\n";

struct Editor {
    child: Child,
    input: ChildStdin,
    messages: Receiver<Message>,
    root: PathBuf,
    next: i32,
    problems: HashMap<String, Vec<Value>>,
    /// How many messages the server put into the editor's log, or before whoever writes.
    logged: usize,
}

impl Editor {
    fn start(root: &Path, capabilities: Value) -> (Self, Value) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_rapporteur"))
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let input = child.stdin.take().unwrap();
        let output = child.stdout.take().unwrap();
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Ok(Some(message)) = Message::read(&mut output) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        let mut editor = Self { child, input, messages, root: root.to_path_buf(), next: 0, problems: HashMap::new(), logged: 0 };
        let answer = editor.ask("initialize", json!({ "processId": null, "rootUri": editor.uri(""), "capabilities": capabilities }));
        editor.tell("initialized", json!({}));
        (editor, answer)
    }

    fn uri(&self, path: &str) -> String {
        let full = if path.is_empty() { self.root.clone() } else { self.root.join(path) };
        url::Url::from_file_path(full).unwrap().to_string()
    }

    fn send(&mut self, message: Message) {
        message.write(&mut self.input).unwrap();
        self.input.flush().unwrap();
    }

    fn tell(&mut self, method: &str, params: Value) {
        self.send(Notification::new(method.to_owned(), params).into());
    }

    /// Takes in one message; gives the answer to a request, where it is one.
    fn listen(&mut self, until: Instant) -> Option<lsp_server::Response> {
        let message = self.messages.recv_timeout(until.saturating_duration_since(Instant::now())).expect("the server says nothing");
        match message {
            Message::Response(response) => return Some(response),
            Message::Notification(told) if told.method == "textDocument/publishDiagnostics" => {
                let uri = told.params["uri"].as_str().unwrap().to_owned();
                self.problems.insert(uri, told.params["diagnostics"].as_array().unwrap().clone());
            }
            Message::Notification(told) if matches!(&*told.method, "window/logMessage" | "window/showMessage") => self.logged += 1,
            Message::Notification(told) => panic!("{told:?}"),
            Message::Request(asked) => {
                let answer = lsp_server::Response::new_ok(asked.id, Value::Null);
                self.send(answer.into());
            }
        }
        None
    }

    fn request(&mut self, method: &str, params: Value) -> lsp_server::Response {
        self.next += 1;
        let id = RequestId::from(self.next);
        self.send(Request::new(id.clone(), method.to_owned(), params).into());
        let until = Instant::now() + Duration::from_secs(60);
        loop {
            if let Some(response) = self.listen(until)
                && response.id == id
            {
                return response;
            }
        }
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        let response = self.request(method, params);
        response.response_result.unwrap_or_else(|error| panic!("{method}: {error:?}"))
    }

    fn refused(&mut self, method: &str, params: Value) -> String {
        self.request(method, params).response_result.expect_err("an error").message
    }

    fn open(&mut self, path: &str, text: &str) {
        let uri = self.uri(path);
        self.tell("textDocument/didOpen", json!({ "textDocument": { "uri": uri, "languageId": "markdown", "version": 1, "text": text } }));
    }

    fn write(&mut self, path: &str, version: i32, text: &str) {
        let uri = self.uri(path);
        self.tell(
            "textDocument/didChange",
            json!({ "textDocument": { "uri": uri, "version": version }, "contentChanges": [{ "text": text }] }),
        );
    }

    /// Waits until a file's problems are as wanted; gives their codes.
    fn wait(&mut self, path: &str, wanted: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        let uri = self.uri(path);
        let until = Instant::now() + Duration::from_secs(60);
        loop {
            if let Some(problems) = self.problems.get(&uri)
                && wanted(problems)
            {
                return problems.clone();
            }
            assert!(self.listen(until).is_none());
        }
    }

    /// Lays a text over a file; gives the place at its end.
    fn completion(&mut self, path: &str, text: &str) -> Value {
        self.write(path, 7, text);
        let line = text.matches('\n').count();
        let character: usize = text.rsplit('\n').next().unwrap().encode_utf16().count();
        json!({ "textDocument": { "uri": self.uri(path) }, "position": { "line": line, "character": character } })
    }

    /// Completes at the end of a text that is laid over a file; gives labels and edits.
    fn complete(&mut self, path: &str, text: &str) -> Vec<(String, String)> {
        let params = self.completion(path, text);
        let found = self.ask("textDocument/completion", params);
        let items = found["items"].as_array().cloned().unwrap_or_default();
        items
            .iter()
            .map(|item| (item["label"].as_str().unwrap().to_owned(), item["textEdit"]["newText"].as_str().unwrap().to_owned()))
            .collect()
    }

    fn labels(&mut self, path: &str, text: &str) -> Vec<String> {
        self.complete(path, text).into_iter().map(|(label, _)| label).collect()
    }

    fn at(&self, path: &str, line: u32, character: u32) -> Value {
        json!({ "textDocument": { "uri": self.uri(path) }, "position": { "line": line, "character": character } })
    }

    fn farewell(mut self) {
        assert_eq!(self.ask("shutdown", Value::Null), Value::Null);
        self.tell("exit", Value::Null);
        drop(self.input);
        assert!(self.child.wait().unwrap().success());
    }
}

fn site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in [
        ("site.toml", SITE),
        ("content/_index.md", "+++\ntitle = \"Home\"\n+++\n\n[[hakan-fidan]] and [[paper]].\n"),
        ("content/actors/ukraine.md", UKRAINE),
        ("content/actors/ukraine.tr.md", "+++\ntitle = \"Ukrayna\"\nsummary = \"Bir devlet.\"\n+++\n"),
        ("content/actors/hakan-fidan.md", FIDAN),
        ("content/sources/paper.md", PAPER),
    ] {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

fn capable() -> Value {
    json!({
        "workspace": { "workspaceEdit": { "documentChanges": true, "resourceOperations": ["create", "rename", "delete"] } },
        "textDocument": { "completion": { "completionItem": { "snippetSupport": true } } },
    })
}

const FILE: &str = "content/actors/hakan-fidan.md";

#[test]
fn a_session() {
    let site = site();
    let (mut editor, greeting) = Editor::start(site.path(), capable());
    assert_eq!(greeting["serverInfo"]["name"], "rapporteur");

    // Problems as one types, of the text that is not saved; mended, they go away.
    let broken = FIDAN.replace("[[ukraine|the", "[[ukrane|the").replace("type = \"person\"", "type = \"persn\"");
    editor.open(FILE, &broken);
    let problems = editor.wait(FILE, |problems| problems.len() == 2);
    let wrong = problems.iter().find(|problem| problem["code"] == "unknown-reference").unwrap();
    assert_eq!(wrong["severity"], 1);
    assert_eq!(wrong["source"], "rapporteur");
    assert_eq!(wrong["range"], json!({ "start": { "line": 7, "character": 17 }, "end": { "line": 7, "character": 23 } }));

    // The quick fix, and the note that could be written.
    let mut other = wrong.clone();
    other["code"] = json!("of-another-tool");
    let context = json!({ "diagnostics": [other, wrong] });
    let params = json!({ "textDocument": { "uri": editor.uri(FILE) }, "range": wrong["range"], "context": context });
    let actions = editor.ask("textDocument/codeAction", params);
    let titles: Vec<&str> = actions.as_array().unwrap().iter().map(|action| action["title"].as_str().unwrap()).collect();
    assert_eq!(titles[0], "Change to `ukraine`");
    assert!(titles.contains(&"Create the note `content/actors/ukrane.md`"), "{titles:?}");
    assert_eq!(actions[0]["edit"]["documentChanges"][0]["edits"][0]["newText"], "ukraine");
    assert_eq!(actions[0]["isPreferred"], true);
    assert_eq!(actions[0]["diagnostics"], json!([wrong]), "a fix is for the problem of its code");

    editor.write(FILE, 2, FIDAN);
    editor.wait(FILE, <[Value]>::is_empty);

    // An edit of a range, counted in UTF-16 after an emoji.
    let uri = editor.uri(FILE);
    let change = json!({ "range": { "start": { "line": 7, "character": 17 }, "end": { "line": 7, "character": 24 } }, "text": "rusia" });
    editor.tell("textDocument/didChange", json!({ "textDocument": { "uri": uri, "version": 3 }, "contentChanges": [change] }));
    let problems = editor.wait(FILE, |problems| problems.len() == 1);
    assert!(problems[0]["message"].as_str().unwrap().contains("`rusia`"), "{problems:?}");
    editor.write(FILE, 4, FIDAN);
    editor.wait(FILE, <[Value]>::is_empty);

    // Hover.
    let hover = |editor: &mut Editor, path: &str, line, character| {
        let found = editor.ask("textDocument/hover", editor.at(path, line, character));
        found["contents"]["value"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(hover(&mut editor, FILE, 7, 19), "**Ukraine** · actor (state)\n\nA state.");
    assert_eq!(hover(&mut editor, FILE, 7, 46), "It was said.\n\nHakan Fidan, 2 June 2025 · offer · in A paper");
    assert!(hover(&mut editor, FILE, 4, 3).starts_with("`speaks_for`: For whom the actor speaks."));
    assert_eq!(hover(&mut editor, FILE, 3, 10), "`person`: A human being, in office or out of it.");
    assert!(hover(&mut editor, "site.toml", 5, 3).contains("# What"));

    // Definition: of a note, of a statement, from front matter and from text.
    let definition = |editor: &mut Editor, line, character| {
        let found = editor.ask("textDocument/definition", editor.at(FILE, line, character));
        (found["uri"].as_str().unwrap_or_default().to_owned(), found["range"]["start"]["line"].as_u64())
    };
    assert_eq!(definition(&mut editor, 4, 16), (editor.uri("content/actors/ukraine.md"), Some(1)));
    assert_eq!(definition(&mut editor, 7, 47), (editor.uri("content/sources/paper.md"), Some(6)));
    assert_eq!(definition(&mut editor, 7, 80), (editor.uri("content/actors/ukraine.md"), Some(1)));

    // References, everywhere.
    let mut params = editor.at(FILE, 4, 16);
    params["context"] = json!({ "includeDeclaration": false });
    let found = editor.ask("textDocument/references", params);
    let mut places: Vec<(String, u64)> = found
        .as_array()
        .unwrap()
        .iter()
        .map(|place| {
            (place["uri"].as_str().unwrap().rsplit('/').next().unwrap().to_owned(), place["range"]["start"]["line"].as_u64().unwrap())
        })
        .collect();
    places.sort();
    let wanted = [
        ("hakan-fidan.md", 2),
        ("hakan-fidan.md", 4),
        ("hakan-fidan.md", 7),
        ("hakan-fidan.md", 7),
        ("hakan-fidan.md", 11),
        ("site.toml", 11),
    ];
    assert_eq!(places, wanted.map(|(file, line)| (file.to_owned(), line)));

    // Symbols.
    let symbols = editor.ask("textDocument/documentSymbol", json!({ "textDocument": { "uri": editor.uri("content/sources/paper.md") } }));
    let names: Vec<&str> = symbols.as_array().unwrap().iter().map(|symbol| symbol["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["A paper", "first", "second"]);
    let symbols = editor.ask("textDocument/documentSymbol", json!({ "textDocument": { "uri": editor.uri(FILE) } }));
    assert_eq!(symbols[1]["name"], "Later");
    let found = editor.ask("workspace/symbol", json!({ "query": "fidan" }));
    assert_eq!(found[0]["name"], "Hakan Fidan");
    // In any spelling that search finds, and statements by their words.
    editor.write(FILE, 9, &FIDAN.replace("type = ", "names = { ru = \"Хакан Фидан\" }\ntype = "));
    for query in ["Фидан", "FİDAN", "fidan hakan"] {
        assert_eq!(editor.ask("workspace/symbol", json!({ "query": query }))[0]["name"], "Hakan Fidan", "{query}");
    }
    assert_eq!(editor.ask("workspace/symbol", json!({ "query": "fidan xyz" })), json!([]));
    let found = editor.ask("workspace/symbol", json!({ "query": "was said" }));
    assert_eq!(found[0]["name"], "first");

    editor.farewell();
}

#[test]
fn what_is_wrong_with_a_file_without_text_is_shown_at_it() {
    let site = site();
    std::fs::create_dir_all(site.path().join("static")).unwrap();
    std::fs::write(site.path().join("static/aux.txt"), "x").unwrap();
    let (mut editor, _) = Editor::start(site.path(), capable());
    editor.open(FILE, FIDAN);
    let problems = editor.wait("static/aux.txt", |problems| !problems.is_empty());
    assert_eq!(problems[0]["code"], "unportable-name");
    editor.farewell();
}

#[test]
fn translations() {
    let site = site();
    let (mut editor, _) = Editor::start(site.path(), capable());
    let (original, translation) = ("content/actors/ukraine.md", "content/actors/ukraine.tr.md");
    // From the head of a translation to its original, and back from the original or from any name of it.
    let found = editor.ask("textDocument/definition", editor.at(translation, 1, 10));
    assert_eq!((found["uri"].as_str().unwrap(), &found["range"]["start"]["line"]), (&*editor.uri(original), &json!(1)));
    for (path, line, character) in [(original, 1, 10), (original, 0, 1), (FILE, 4, 16), (translation, 0, 1)] {
        let found = editor.ask("textDocument/implementation", editor.at(path, line, character));
        let uris: Vec<&str> = found.as_array().unwrap().iter().map(|place| place["uri"].as_str().unwrap()).collect();
        assert_eq!(uris, [&*editor.uri(translation)], "{path}:{line}");
    }
    // What an open translation leaves in the original's words.
    let text = "+++\ntitle = \"Ukrayna\"\n+++\n";
    editor.open(translation, text);
    let problems = editor.wait(translation, |problems| problems.len() == 1);
    assert_eq!(
        (&problems[0]["severity"], &problems[0]["message"]),
        (&json!(4), &json!("not translated, and shown in the original's language: `summary`"))
    );
    editor.write(translation, 2, "+++\ntitle = \"Ukrayna\"\nsummary = \"Bir devlet.\"\n+++\n");
    editor.wait(translation, <[Value]>::is_empty);
    let paper = "content/sources/paper.tr.md";
    std::fs::write(site.path().join(paper), "").unwrap();
    editor.open(paper, "+++\ntitle = \"Bir yazı\"\n[statements]\nfirst = \"Söylendi.\"\n+++\n");
    let problems = editor.wait(paper, |problems| problems.len() == 1);
    assert_eq!(problems[0]["message"], "not translated, and shown in the original's language: `statements.second.text`");
    // The fields that a translation takes are offered.
    let of_paper = |end: &str| format!("+++\ntitle = \"Bir yazı\"\n{end}");
    for end in ["[statements]\nfirst = \"Söylendi.\"\nse", "[statements.se"] {
        assert!(editor.labels(paper, &of_paper(end)).contains(&"second".to_owned()), "{end}");
    }
    let labels = editor.labels(paper, &of_paper("[statements.second]\n"));
    assert!(labels.contains(&"text".to_owned()) && !labels.contains(&"by".to_owned()), "{labels:?}");
    let labels = editor.labels(paper, &of_paper(""));
    assert!(labels.contains(&"[statements]".to_owned()) && !labels.contains(&"[[statements]]".to_owned()), "{labels:?}");
    let labels = editor.labels(translation, "+++\ntitle = \"Ukrayna\"\n");
    assert!(labels.iter().any(|label| label == "summary") && !labels.iter().any(|label| label == "type"), "{labels:?}");
    editor.farewell();
}

#[test]
fn completion() {
    let site = site();
    let (mut editor, _) = Editor::start(site.path(), capable());
    editor.open(FILE, FIDAN);
    editor.open("content/sources/paper.md", PAPER);
    editor.open("site.toml", SITE);
    editor.wait(FILE, <[Value]>::is_empty);
    let text = |end: &str| format!("{FIDAN}\n{end}");
    assert_eq!(editor.labels(FILE, &text("See [[")), ["hakan-fidan", "paper", "ukraine"]);
    assert_eq!(editor.labels(FILE, &text("See [@")), ["paper"]);
    assert_eq!(editor.labels(FILE, &text("See [@paper; @")), ["paper"]);
    assert_eq!(editor.labels(FILE, &text("See [@paper#")), ["first", "second"]);
    assert_eq!(editor.complete(FILE, &text("![[")), [("paper".to_owned(), "paper#".to_owned())]);
    assert_eq!(editor.labels(FILE, &text("See [[hakan-fidan#")), ["later"]);
    assert_eq!(editor.labels(FILE, &text("a@b.example")), Vec::<String>::new());
    assert_eq!(editor.labels(FILE, "+++\ntitle = \"x\"\nspeaks_for = \""), ["hakan-fidan", "ukraine"]);
    assert_eq!(editor.complete(FILE, "+++\ntitle = \"x\"\npart_of = ")[1], ("ukraine".to_owned(), "\"ukraine\"".to_owned()));
    assert_eq!(editor.labels(FILE, "+++\ntype = \"s")[..2], ["person", "state"]);
    assert_eq!(editor.labels(FILE, "+++\nsummary = \"He met [["), ["hakan-fidan", "paper", "ukraine"]);
    for (end, offered) in [("allow = ", "[\"single-source\"]"), ("allow = [\"si", "single-source")] {
        let rules = editor.complete(FILE, &format!("+++\ntitle = \"x\"\n{end}"));
        assert!(rules.contains(&("single-source".to_owned(), offered.to_owned())), "{end}: {rules:?}");
        assert!(!rules.iter().any(|(code, _)| code == "unknown-reference"), "what is always an error cannot be allowed: {rules:?}");
    }
    // What is compared with what is typed: names in every language, folded too; a statement's words.
    let mut filters = |end: &str| {
        let params = editor.completion(FILE, &text(end));
        let found = editor.ask("textDocument/completion", params);
        found["items"].as_array().unwrap().iter().map(|item| item["filterText"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(filters("See [[")[0], "hakan-fidan Hakan Fidan hakan fidan");
    assert!(filters("See [@paper#")[0].contains("it was said"));
    let keys = editor.complete(FILE, "+++\ntitle = \"x\"\nsum");
    assert!(
        keys.contains(&("summary".to_owned(), "summary = \"$0\"".to_owned())) && !keys.iter().any(|(key, _)| key == "title"),
        "{keys:?}"
    );
    assert!(editor.labels(FILE, "+++\ntitle = \"x\nroles = [{ ").iter().any(|key| key == "of"));

    let source = PAPER.trim_end().trim_end_matches("+++").to_owned();
    let mut of_source = |end: &str| editor.labels("content/sources/paper.md", &format!("{source}{end}"));
    assert_eq!(of_source("denies = [\"paper#"), ["first", "second"]);
    assert_eq!(of_source("by = \"h"), ["hakan-fidan", "ukraine"]);
    assert!(of_source("type = \"").contains(&"demand".to_owned()));
    let keys = of_source("r");
    assert!(
        keys.contains(&"remark".to_owned()) && keys.contains(&"[[statements]]".to_owned()) && !keys.contains(&"supports".to_owned()),
        "{keys:?}"
    );

    let settings = SITE.split("orphan").next().unwrap().to_owned();
    assert!(editor.labels("site.toml", &format!("{settings}stale")).contains(&"stale-review".to_owned()));
    assert_eq!(editor.labels("site.toml", &format!("{settings}stale-review = \"")), ["off", "advice", "warning", "error"]);
    assert!(!editor.labels("site.toml", &settings).contains(&"unknown-reference".to_owned()), "what cannot be lowered is not offered");
    editor.write("site.toml", 2, &format!("{settings}stale-review = \"off\"\n"));
    let line = u32::try_from(settings.matches('\n').count()).unwrap();
    let found = editor.ask("textDocument/completion", editor.at("site.toml", line, 5));
    let edit = found["items"].as_array().unwrap().iter().find(|item| item["label"] == "stale-review").unwrap()["textEdit"].clone();
    assert_eq!((&edit["newText"], &edit["range"]["end"]["character"]), (&json!("stale-review"), &json!(12)));
    let settings = "title = \"x\"\n";
    let mut offers = |end: &str, wanted: &str| {
        let found = editor.complete("site.toml", &format!("{settings}{end}"));
        found.iter().find(|(label, _)| label == wanted).unwrap_or_else(|| panic!("{end}: {wanted} in {found:?}")).1.clone()
    };
    assert_eq!(offers("citation_style = \"chi", "chicago-author-date"), "chicago-author-date");
    assert_eq!(offers("citation_style = ", "nature"), "\"nature\"");
    assert_eq!(offers("language = \"", "tr"), "tr");
    assert_eq!(offers("languages = [\"en\", \"", "tr"), "tr");
    assert_eq!(offers("[languages.", "uk"), "uk");
    assert_eq!(offers("[languages.uk]\nunt", "untranslated"), "untranslated = \"$0\"");
    assert_eq!(offers("[labels]\nac", "actors"), "actors = \"");
    assert_eq!(offers("[languages.uk.labels]\nac", "actors"), "actors = \"");
    assert_eq!(offers("[translate]\nkinds = [\"", "topics"), "topics");
    assert_eq!(offers("[positions]\ncolumns = [\"", "ukraine"), "ukraine");
    // An anchor has the letters of its language, and what stands there is replaced whole.
    let text = format!("{FIDAN}\n## Bölüm sonu\n\n[[#bölüm]]\n");
    editor.write(FILE, 9, &text);
    editor.ask("textDocument/documentSymbol", json!({ "textDocument": { "uri": editor.uri(FILE) } }));
    let line = u32::try_from(text.matches('\n').count()).unwrap() - 1;
    let found = editor.ask("textDocument/completion", editor.at(FILE, line, 4));
    let anchor = found["items"].as_array().unwrap().iter().find(|item| item["label"] == "bölüm-sonu").unwrap();
    assert_eq!(anchor["textEdit"]["range"]["start"]["character"], 3);
    assert_eq!(anchor["textEdit"]["range"]["end"]["character"], 8);
    editor.farewell();
}

/// Applies a workspace edit to the files on disk.
fn apply(root: &Path, edit: &Value) {
    for change in edit["documentChanges"].as_array().unwrap() {
        let path = |uri: &Value| url::Url::parse(uri.as_str().unwrap()).unwrap().to_file_path().unwrap();
        if change["kind"] == "rename" {
            std::fs::rename(path(&change["oldUri"]), path(&change["newUri"])).unwrap();
            continue;
        }
        let path = path(&change["textDocument"]["uri"]);
        assert!(path.starts_with(root));
        let mut lines: Vec<String> = std::fs::read_to_string(&path).unwrap().split('\n').map(str::to_owned).collect();
        let mut edits = change["edits"].as_array().unwrap().clone();
        edits
            .sort_by_key(|edit| std::cmp::Reverse((edit["range"]["start"]["line"].as_u64(), edit["range"]["start"]["character"].as_u64())));
        for edit in edits {
            let at = |end: &str, what: &str| usize::try_from(edit["range"][end][what].as_u64().unwrap()).unwrap();
            let line: Vec<u16> = lines[at("start", "line")].encode_utf16().collect();
            let new: Vec<u16> = edit["newText"].as_str().unwrap().encode_utf16().collect();
            let all = [&line[..at("start", "character")], &new, &line[at("end", "character")..]].concat();
            lines[at("start", "line")] = String::from_utf16(&all).unwrap();
        }
        std::fs::write(path, lines.join("\n")).unwrap();
    }
}

fn check(root: &Path) -> String {
    let run = Command::new(env!("CARGO_BIN_EXE_rapporteur")).args(["check", "--deny-warnings", "--root"]).arg(root).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stderr).unwrap()
}

#[test]
fn renaming() {
    let site = site();
    let read = |path: &str| std::fs::read_to_string(site.path().join(path)).unwrap();
    for (path, text) in [
        ("site.toml", format!("{SITE}\n[positions]\ncolumns = [\"ukraine\"]\n")),
        ("content/sources/paper.md", PAPER.replace("published", "aliases = []\npublished")),
        ("content/sources/paper.tr.md", "+++\ntitle = \"Bir yazı\"\n\n[statements.first]\ntext = \"Söylendi.\"\n+++\n".to_owned()),
    ] {
        std::fs::write(site.path().join(path), text).unwrap();
    }
    check(site.path());
    let (mut editor, _) = Editor::start(site.path(), capable());
    editor.open(FILE, FIDAN);
    editor.wait(FILE, <[Value]>::is_empty);
    let prepared = editor.ask("textDocument/prepareRename", editor.at(FILE, 7, 19));
    assert_eq!(prepared["placeholder"], "ukraine");
    let rename = |line, character, name: &str| {
        let mut params = editor.at(FILE, line, character);
        params["newName"] = name.into();
        params
    };
    let (bad, taken, good, statement) =
        (rename(7, 19, "Ukraine!"), rename(7, 19, "paper"), rename(4, 17, "ukraine-state"), rename(7, 47, "opening"));
    let (section, same, rename_back) = (rename(7, 47, "references"), rename(7, 19, "ukraine"), rename(7, 19, "ukraine"));
    assert!(editor.refused("textDocument/rename", bad).contains("Write `ukraine`"));
    assert!(editor.refused("textDocument/rename", taken).contains("Another note"));
    assert!(editor.refused("textDocument/rename", section).contains("a section of the source's page has this anchor"));
    assert_eq!(editor.ask("textDocument/rename", same), Value::Null);
    let edit = editor.ask("textDocument/rename", good);
    apply(site.path(), &edit);
    assert!(site.path().join("content/actors/ukraine-state.tr.md").is_file() && !site.path().join("content/actors/ukraine.md").exists());
    let settings = read("site.toml");
    assert!(settings.contains("note = \"ukraine-state\"") && settings.contains("columns = [\"ukraine-state\"]"), "{settings}");
    // The old address stays alive.
    let renamed = read("content/actors/ukraine-state.md");
    assert!(renamed.contains("aliases = [\"/actors/ukraine/\"]"), "{renamed}");
    check(site.path());

    editor.write(FILE, 2, &read(FILE));
    editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": [] }));
    let edit = editor.ask("textDocument/rename", {
        let mut params = statement;
        params["position"]["character"] = 53.into();
        params
    });
    apply(site.path(), &edit);
    let paper = read("content/sources/paper.md");
    assert!(paper.contains("id = \"opening\"") && paper.contains("[[#opening]]") && paper.contains("paper#opening"), "{paper}");
    assert!(read(FILE).contains("[@paper#opening, § 2]"));
    assert!(read("content/sources/paper.tr.md").contains("[statements.opening]"));
    check(site.path());

    // Back to its old name: the alias and the address change places.
    editor.write(FILE, 3, &read(FILE));
    editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": [] }));
    let edit = editor.ask("textDocument/rename", rename_back);
    apply(site.path(), &edit);
    assert!(read("content/actors/ukraine.md").contains("aliases = [\"/actors/ukraine-state/\"]"));
    check(site.path());

    // A file renamed in the editor's list of files.
    editor.write(FILE, 4, &read(FILE));
    editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": [] }));
    let files =
        json!({ "files": [{ "oldUri": editor.uri("content/sources/paper.md"), "newUri": editor.uri("content/sources/the-paper.md") }] });
    let edit = editor.ask("workspace/willRenameFiles", files);
    apply(site.path(), &edit);
    for ending in ["md", "tr.md"] {
        let path = |name: &str| site.path().join(format!("content/sources/{name}.{ending}"));
        std::fs::rename(path("paper"), path("the-paper")).unwrap();
    }
    assert!(read("content/sources/the-paper.md").contains("\naliases = [\"/sources/paper/\"]\n"));
    check(site.path());
    editor.farewell();
}

#[test]
fn messages_that_cannot_be_read_never_end_the_server() {
    let site = site();
    let (mut editor, _) = Editor::start(site.path(), capable());
    editor.open(FILE, FIDAN);
    for garbage in [
        "Content-Length: 1\r\n\r\n{",
        "Content-Length: 99999999999999\r\n\r\n{}\n",
        "Content-Length: x\r\n\r\n{}\n",
        "\r\n\0\r\n",
        "Content-Length: 12\r\n\r\n[1,2,3,4,5]\n",
    ] {
        editor.input.write_all(garbage.as_bytes()).unwrap();
        editor.input.flush().unwrap();
    }
    // Half of a character, as editors that count in UTF-16 can send it.
    let change = format!(
        r#"{{"jsonrpc":"2.0","method":"textDocument/didChange","params":{{"textDocument":{{"uri":"{}","version":2}},"contentChanges":[{{"text":"+++\ntitle = \"A\ud83d\"\n+++\n"}}]}}}}"#,
        editor.uri(FILE)
    );
    write!(editor.input, "Content-Length: {}\r\n\r\n{change}", change.len()).unwrap();
    let symbols = editor.ask("textDocument/documentSymbol", json!({ "textDocument": { "uri": editor.uri(FILE) } }));
    assert!(symbols.to_string().contains("A\u{fffd}"), "{symbols}");
    assert_eq!(editor.logged, 3);
    editor.farewell();
}

#[test]
fn a_client_that_can_do_little() {
    let site = site();
    let (mut editor, _) = Editor::start(site.path(), json!({}));
    editor.open(FILE, &FIDAN.replace("[[ukraine|the", "[[ukrane|the"));
    let problems = editor.wait(FILE, |problems| problems.len() == 1);
    assert_eq!(problems[0]["range"]["start"]["character"], 17);
    let mut params = editor.at(FILE, 4, 16);
    params["newName"] = "x".into();
    assert!(editor.refused("textDocument/rename", params).contains("rename files"));
    assert!(editor.refused("textDocument/formatting", json!({})).contains("not served"));
    assert!(!editor.refused("textDocument/hover", json!({ "wrong": 1 })).is_empty());
    // Closed without being saved, it is what lies on disk.
    editor.tell("textDocument/didClose", json!({ "textDocument": { "uri": editor.uri(FILE) } }));
    editor.wait(FILE, <[Value]>::is_empty);
    editor.farewell();
}

/// A template that fails, fails for every page of its sort: it is told once, as `check` does.
#[test]
fn an_error_of_a_template_is_told_once() {
    let site = site();
    let write = |path: &str, text: &str| {
        let path = site.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("templates/actor.html", "{{ page.nothing_there }}\n");
    let (mut editor, _) = Editor::start(site.path(), capable());
    editor.open("templates/actor.html", "{{ page.nothing_there }}\n");
    let problems = editor.wait("templates/actor.html", |problems| !problems.is_empty());
    assert_eq!(problems.len(), 1, "{problems:?}");
    editor.farewell();
}

#[test]
fn a_site_that_cannot_be_read_is_told_of_once() {
    let site = site();
    let (mut editor, _) = Editor::start(site.path(), capable());
    editor.open(FILE, FIDAN);
    editor.wait(FILE, <[Value]>::is_empty);
    let (settings, away) = (site.path().join("site.toml"), site.path().join("away"));
    for times in 1..=2 {
        std::fs::rename(&settings, &away).unwrap();
        for version in 0..3 {
            editor.write(FILE, times * 10 + version, FIDAN);
            std::thread::sleep(Duration::from_millis(500));
        }
        let refused = editor.refused("textDocument/hover", editor.at(FILE, 0, 1));
        assert!(refused.contains("is not a site") && refused.contains("rapporteur init"), "why, and what to do about it: {refused}");
        std::fs::rename(&away, &settings).unwrap();
        editor.write(FILE, times * 10 + 8, &FIDAN.replace("[[ukraine|the", "[[ukrane|the"));
        editor.wait(FILE, |problems| problems.len() == 1);
        assert_eq!(editor.logged, usize::try_from(times).unwrap());
        editor.write(FILE, times * 10 + 9, FIDAN);
        editor.wait(FILE, <[Value]>::is_empty);
    }
    editor.farewell();
}

#[test]
fn files_elsewhere_and_no_site() {
    let folder = tempfile::tempdir().unwrap();
    let (mut editor, _) = Editor::start(folder.path(), capable());
    editor.open("notes.md", "[[x");
    assert_eq!(editor.ask("textDocument/hover", editor.at("notes.md", 0, 1)), Value::Null);
    editor.tell("textDocument/didClose", json!({ "textDocument": { "uri": editor.uri("notes.md") } }));
    editor.farewell();
}

/// Every place of every note of the briefing can be asked about, whatever is typed there.
#[test]
fn half_written_text_never_ends_the_server() {
    let site = site();
    let (mut editor, _) = Editor::start(site.path(), capable());
    editor.open(FILE, FIDAN);
    let mut version = 10;
    for (end, _) in FIDAN.char_indices().step_by(3) {
        version += 1;
        let text = &FIDAN[..end];
        editor.write(FILE, version, text);
        let line = text.matches('\n').count();
        let character = text.rsplit('\n').next().unwrap().encode_utf16().count();
        let params = json!({ "textDocument": { "uri": editor.uri(FILE) }, "position": { "line": line, "character": character } });
        editor.ask("textDocument/completion", params.clone());
        editor.ask("textDocument/hover", params);
    }
    editor.farewell();
}
