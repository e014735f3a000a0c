//! The dev server: what it refuses, that it stands under load, and that every editor's way of saving shows in the browser.

#![allow(clippy::restriction, reason = "a test that cannot go on says so by panicking")]

mod client;
mod scratch;

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use client::{Server, read_answer};
use scratch::put;

fn site() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("site");
    fs::create_dir(&root).unwrap();
    scratch::small(&root);
    put(dir.path(), "secret.txt", "the secret");
    dir
}

fn page(text: &str) -> String {
    format!("+++\ntitle = \"X\"\n+++\n\n{text}\n")
}

#[test]
fn paths_do_not_climb() {
    let dir = site();
    let server = Server::start(&dir.path().join("site"), &[]);
    let host = format!("Host: localhost:{}\r\nConnection: close\r\n\r\n", server.port);
    for path in [
        "/../secret.txt",
        "/../../../../../../etc/passwd",
        "/..",
        "/%2e%2e/secret.txt",
        "/%2E%2E/%2e%2e/etc/passwd",
        "/..%2fsecret.txt",
        "/..%2Fsecret.txt",
        "/%2e%2e%2fsecret.txt",
        "/%252e%252e%252fsecret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "/\\..\\secret.txt",
        "/%5c..%5csecret.txt",
        "/map.svg%00.html",
        "/map.svg%00",
        "/%00",
        "/static/../../secret.txt",
        "//../secret.txt",
        "//etc/passwd",
        "/./../secret.txt",
        "/.%2e/secret.txt",
        "/%c0%ae%c0%ae/secret.txt",
        "/..;/secret.txt",
        "/....//secret.txt",
        "/~root",
        "/actors/../../secret.txt",
        "/b/../../secret.txt",
        "/b/%2e%2e/%2e%2e/secret.txt",
        "/content/actors/ukraine.md",
        "/site.toml",
        "/.rapporteur-manifest",
        "/%",
        "/%2",
        "/%zz",
        "/%ff",
        "/file:///etc/passwd",
        "/C:/windows/win.ini",
    ] {
        let answer = server.raw(format!("GET {path} HTTP/1.1\r\n{host}").as_bytes());
        if let Some(answer) = answer {
            assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.status);
            assert!(!answer.text().contains("the secret") && !answer.text().contains("root:"), "{path}");
        }
    }
    // Forms of the request line that are not plain paths.
    for line in [
        "GET http://localhost/../secret.txt HTTP/1.1",
        "GET http://hostile.example/../secret.txt HTTP/1.1",
        "GET file:///etc/passwd HTTP/1.1",
        "GET ../secret.txt HTTP/1.1",
        "GET  /../secret.txt HTTP/1.1",
        "GET /\0secret HTTP/1.1",
        "CONNECT hostile.example:80 HTTP/1.1",
        "GET * HTTP/1.1",
        "OPTIONS * HTTP/1.1",
        "GET /../secret.txt HTTP/0.9",
        "GET /../secret.txt",
        "\0\0\0",
        "\u{16}\u{3}\u{1}\u{2}\0\u{1}",
        "PRI * HTTP/2.0",
        "GET /?/../../secret.txt HTTP/1.1",
    ] {
        if let Some(answer) = server.raw(format!("{line}\r\n{host}").as_bytes()) {
            assert!(!answer.text().contains("the secret") && !answer.text().contains("root:"), "{line}");
        }
    }
    assert_eq!(server.get("/").status, 200);
}

#[test]
fn a_name_that_is_bound_to_this_machine_by_somebody_else_is_refused() {
    let dir = site();
    let server = Server::start(&dir.path().join("site"), &[]);
    let ask = |line: &str, host: &str| {
        server
            .raw(format!("GET {line} HTTP/1.1\r\n{host}Connection: close\r\n\r\n").as_bytes())
            .map(|answer| (answer.status, answer.text()))
    };
    for host in [
        "hostile.example",
        "hostile.example:80",
        "localhost.hostile.example",
        "127.0.0.1.nip.io",
        "192.168.0.1",
        "0x7f000001.hostile.example",
        "localhost@hostile.example",
        "hostile.example#localhost",
        "",
        " ",
        "[::1].hostile.example",
    ] {
        for path in ["/", "/actors/ukraine/", "/data/site.json", "/__rapporteur/problems", "/__rapporteur/events", "/__rapporteur/live.js"]
        {
            if let Some((status, text)) = ask(path, &format!("Host: {host}\r\n")) {
                assert!(matches!(status, 400 | 403) && !text.contains("Ukraine"), "{host:?} {path}: {status} {text:.200}");
            }
        }
    }
    assert!(matches!(ask("/", ""), Some((400 | 403, _)) | None));
    // The address in the request line is the one that counts where there is one (RFC 9112, section 3.2.2): neither may be foreign.
    assert!(
        matches!(ask("http://hostile.example/", "Host: localhost\r\n"), Some((400 | 403, _)) | None),
        "an absolute address of somebody else"
    );
    assert!(matches!(ask("/", "Host: localhost\r\nHost: hostile.example\r\n"), Some((400 | 403, _)) | None), "two hosts");
    for host in ["localhost", "LocalHost:1", "127.0.0.1", "[::1]:80", "briefing.localhost"] {
        assert_eq!(ask("/", &format!("Host: {host}\r\n")).unwrap().0, 200, "{host}");
    }
}

#[test]
fn methods_validators_and_ranges() {
    let dir = site();
    let root = dir.path().join("site");
    put(&root, "static/letters.txt", "abcdefghij");
    put(&root, "static/empty.txt", "");
    let server = Server::start(&root, &[]);
    let whole = server.get("/letters.txt");
    assert_eq!((whole.status, whole.text().as_str()), (200, "abcdefghij"));
    let tag = whole.header("etag").unwrap().to_owned();
    assert_eq!(whole.header("x-content-type-options"), Some("nosniff"));
    let head = server.request("HEAD", "/letters.txt", "");
    assert_eq!((head.status, head.body.len(), head.header("content-length")), (200, 0, Some("10")));
    assert_eq!(head.header("etag"), Some(tag.as_str()));
    for (headers, status, text) in [
        (format!("If-None-Match: {tag}\r\n"), 304, ""),
        (format!("If-None-Match: W/{tag}\r\n"), 304, ""),
        (format!("If-None-Match: \"x\", {tag}\r\n"), 304, ""),
        ("If-None-Match: *\r\n".to_owned(), 304, ""),
        ("If-None-Match: \"x\"\r\n".to_owned(), 200, "abcdefghij"),
        ("Range: bytes=2-4\r\n".to_owned(), 206, "cde"),
        ("Range: bytes=8-\r\n".to_owned(), 206, "ij"),
        ("Range: bytes=-3\r\n".to_owned(), 206, "hij"),
        ("Range: bytes=-20\r\n".to_owned(), 206, "abcdefghij"),
        ("Range: bytes=0-999999\r\n".to_owned(), 206, "abcdefghij"),
        ("Range: bytes=10-\r\n".to_owned(), 416, ""),
        ("Range: bytes=99999999999999999999-\r\n".to_owned(), 200, "abcdefghij"),
        ("Range: bytes=4-2\r\n".to_owned(), 200, "abcdefghij"),
        ("Range: bytes=0-1,3-4\r\n".to_owned(), 200, "abcdefghij"),
        ("Range: bytes=-0\r\n".to_owned(), 416, ""),
        ("Range: bytes=-\r\n".to_owned(), 200, "abcdefghij"),
        ("Range: nonsense\r\n".to_owned(), 200, "abcdefghij"),
        (format!("Range: bytes=2-4\r\nIf-Range: {tag}\r\n"), 206, "cde"),
        ("Range: bytes=2-4\r\nIf-Range: \"old\"\r\n".to_owned(), 200, "abcdefghij"),
        (format!("Range: bytes=2-4\r\nIf-None-Match: {tag}\r\n"), 304, ""),
    ] {
        let answer = server.request("GET", "/letters.txt", &headers);
        assert_eq!((answer.status, answer.text().as_str()), (status, text), "{headers}");
    }
    assert_eq!(server.request("GET", "/letters.txt", "Range: bytes=2-4\r\n").header("content-range"), Some("bytes 2-4/10"));
    assert_eq!(server.request("GET", "/letters.txt", "Range: bytes=10-\r\n").header("content-range"), Some("bytes */10"));
    assert_eq!(server.request("GET", "/empty.txt", "Range: bytes=0-\r\n").status, 416);
    assert_eq!(server.get("/empty.txt").status, 200);
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"] {
        let answer = server.request(method, "/", "Content-Length: 0\r\n");
        assert_eq!((answer.status, answer.header("allow")), (405, Some("GET, HEAD")), "{method}");
    }
    // Folders, the page for what is not there, types.
    let moved = server.get("/actors/ukraine?x=1");
    assert_eq!((moved.status, moved.header("location")), (301, Some("/actors/ukraine/?x=1")));
    let moved = server.get("//hostile.example/actors");
    assert!(moved.header("location").is_none_or(|to| !to.starts_with("//")), "a redirect to somebody else: {}", moved.head);
    for tricky in ["//actors", "///actors/ukraine", "/%0d%0aSet-Cookie:x/actors", "//actors/ukraine", "/b//actors"] {
        let answer = server.get(tricky);
        assert!(answer.header("location").is_none_or(|to| !to.starts_with("//")), "{tricky}: a redirect to somebody else: {}", answer.head);
        assert!(answer.header("set-cookie").is_none());
    }
    let missing = server.get("/nobody/");
    assert_eq!((missing.status, missing.header("content-type")), (404, Some("text/html; charset=utf-8")));
    assert_eq!(missing.body, scratch::clean(&root).unwrap().files["404.html"]);
    assert_eq!(server.request("HEAD", "/nobody/", "").status, 404);
    for (path, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/map.svg", "image/svg+xml"),
        ("/extra.css", "text/css; charset=utf-8"),
        ("/data/site.json", "application/json"),
        ("/feed.xml", "application/atom+xml; charset=utf-8"),
        ("/calendar.ics", "text/calendar; charset=utf-8"),
        ("/data/statements.csv", "text/csv; charset=utf-8"),
    ] {
        assert_eq!(server.get(path).header("content-type"), Some(kind), "{path}");
    }
    // Only who looks at a page gets the script that reloads it.
    assert!(!server.get("/").text().contains("__rapporteur"));
    for (headers, script) in [
        ("Sec-Fetch-Dest: document\r\nAccept: text/html\r\n", true),
        ("Sec-Fetch-Dest: empty\r\nAccept: text/html\r\n", false),
        // By an address of the network, browsers do not say what they load a page for.
        ("Accept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.8\r\n", true),
        ("Accept: */*\r\n", false),
    ] {
        assert_eq!(server.request("GET", "/", headers).text().contains("/__rapporteur/live.js"), script, "{headers}");
    }
}

#[test]
fn slow_and_great_requests_hold_nobody_up() {
    let dir = site();
    let mut server = Server::start(&dir.path().join("site"), &[]);
    // Three hundred that never finish their headers, some byte by byte.
    let mut slow: Vec<_> = (0..300)
        .map(|n| {
            let mut stream = server.connect();
            stream.write_all(if n % 2 == 0 { b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A" } else { b"G" }).unwrap();
            stream
        })
        .collect();
    let opened = Instant::now();
    let others = Instant::now();
    for _ in 0..20 {
        assert_eq!(server.get("/actors/ukraine/").status, 200);
    }
    assert!(others.elapsed() < Duration::from_secs(10), "others wait {:?}", others.elapsed());
    // A great header, and headers without end.
    for request in [
        format!("GET / HTTP/1.1\r\nHost: localhost\r\nX: {}\r\n\r\n", "x".repeat(1_000_000)),
        format!("GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n", "x".repeat(1_000_000)),
        format!("GET / HTTP/1.1\r\nHost: localhost\r\n{}\r\n", "X: x\r\n".repeat(100_000)),
    ] {
        if let Some(answer) = server.raw(request.as_bytes()) {
            assert!(matches!(answer.status, 400 | 414 | 431), "{}", answer.status);
        }
    }
    // A body that is announced and never sent, and one that is sent though nobody asked.
    let answer =
        server.raw(format!("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n{}", "x".repeat(10_000)).as_bytes());
    assert!(answer.is_none_or(|answer| matches!(answer.status, 200 | 400 | 413)));
    let answer = server.raw(
        b"GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n",
    );
    assert!(answer.is_none_or(|answer| matches!(answer.status, 200 | 400)));
    // The slow ones are let go, though they go on dripping.
    let mut closed = 0;
    for stream in &mut slow {
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let _ = stream.write_all(b"x");
        let mut rest = Vec::new();
        closed += usize::from(
            !matches!(stream.read_to_end(&mut rest), Err(error) if matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut)),
        );
        if opened.elapsed() > Duration::from_secs(40) {
            break;
        }
    }
    assert_eq!(closed, 300, "after {:?}", opened.elapsed());
    assert_eq!(server.get("/").status, 200);
    assert!(server.alive());
}

#[test]
fn idle_connections_do_not_lock_others_out() {
    let dir = site();
    let server = Server::start(&dir.path().join("site"), &[]);
    // More than the server holds at a time: whoever waits is served when the idle ones are let go.
    let idle: Vec<_> = (0..1100).filter_map(|_| std::net::TcpStream::connect(("127.0.0.1", server.port)).ok()).collect();
    assert!(idle.len() > 900, "{}", idle.len());
    let answer = server.get("/");
    assert_eq!(answer.status, 200);
}

#[test]
fn a_thousand_readers_while_it_rebuilds_get_whole_pages() {
    let dir = site();
    let root = dir.path().join("site");
    let text = |n: usize| page(&format!("version-{n}-begins {} version-{n}-ends", "text ".repeat(2000)));
    put(&root, "content/pages/x.md", text(0));
    let server = Server::start(&root, &[]);
    let wanted = scratch::scaled(1000);
    let (ended, read, versions) = (AtomicBool::new(false), AtomicUsize::new(0), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut n = 0;
            while !ended.load(Ordering::Relaxed) {
                n += 1;
                fs::write(root.join("content/pages/.x.md.new"), text(n)).unwrap();
                fs::rename(root.join("content/pages/.x.md.new"), root.join("content/pages/x.md")).unwrap();
                std::thread::sleep(Duration::from_millis(30));
            }
            versions.store(n, Ordering::Relaxed);
        });
        let readers: Vec<_> = (0..50)
            .map(|_| {
                scope.spawn(|| {
                    while read.fetch_add(1, Ordering::Relaxed) < wanted {
                        let answer = server.get("/pages/x/");
                        let body = answer.text();
                        assert_eq!(answer.status, 200);
                        assert!(body.trim_end().ends_with("</html>"), "a torn page");
                        let begins = body.split("version-").nth(1).and_then(|rest| rest.split('-').next()).map(str::to_owned);
                        let number = begins.expect("a page holds its text");
                        assert!(body.contains(&format!("version-{number}-ends")), "a mixture");
                    }
                })
            })
            .collect();
        let results: Vec<_> = readers.into_iter().map(std::thread::ScopedJoinHandle::join).collect();
        ended.store(true, Ordering::Relaxed);
        for result in results {
            if let Err(panic) = result {
                std::panic::resume_unwind(panic);
            }
        }
    });
    println!("{wanted} reads during {} versions", versions.load(Ordering::Relaxed));
    // The last version arrives in the end.
    server.wait_for("/pages/x/", &format!("version-{}-ends", versions.load(Ordering::Relaxed)));
}

#[test]
fn the_stages_of_every_build_are_told_with_verbose() {
    let dir = site();
    let root = dir.path().join("site");
    let server = Server::start(&root, &["--verbose"]);
    put(&root, "content/pages/new.md", page("it-is-there"));
    server.wait_for("/pages/new/", "it-is-there");
    let said = server.said.lock().unwrap().clone();
    for stage in ["read: ", "parse: ", "resolve: ", "check: ", "view: "] {
        assert!(said.lines().any(|line| line.starts_with(stage) && line.ends_with(" ms")), "no `{stage}` in {said}");
    }
}

#[test]
fn a_port_that_is_taken_is_told_of_with_one_that_is_free() {
    let dir = site();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let output = Command::new(env!("CARGO_BIN_EXE_rapporteur"))
        .args(["serve", "--color", "never", "--port", &port.to_string(), "--root"])
        .arg(dir.path().join("site"))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains(&format!("port {port} is taken")) && said.contains("--port "), "{said}");
    let free: u16 = said.split("--port ").nth(1).unwrap().chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap();
    assert!(free != port && std::net::TcpListener::bind(("127.0.0.1", free)).is_ok());
}

#[cfg(unix)]
#[test]
fn the_end_comes_at_once() {
    let dir = site();
    let mut server = Server::start(&dir.path().join("site"), &[]);
    // With a stream of events and an idle connection open.
    let mut events = server.connect();
    write!(events, "GET /__rapporteur/events HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut first = [0; 64];
    assert!(events.read(&mut first).unwrap() > 0);
    let _idle = server.connect();
    let began = Instant::now();
    assert!(Command::new("kill").args(["-INT", &server.process().to_string()]).status().unwrap().success());
    while server.alive() {
        assert!(began.elapsed() < Duration::from_secs(5), "it goes on");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn two_thousand_listeners_leave_room_for_pages() {
    let dir = site();
    let server = Server::start(&dir.path().join("site"), &[]);
    // This process may have no more files open than the server.
    let mut listening = Vec::new();
    for _ in 0..2000 {
        let Ok(mut stream) = std::net::TcpStream::connect(("127.0.0.1", server.port)) else { continue };
        let _ = write!(stream, "GET /__rapporteur/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
        if listening.len() < 900 {
            listening.push(stream);
        }
    }
    let began = Instant::now();
    assert_eq!(server.get("/").status, 200);
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    // Whoever goes gives the place to another.
    drop(listening);
    server.wait("/__rapporteur/problems", |answer| answer.status == 200).unwrap();
    let mut stream = server.connect();
    write!(stream, "GET /__rapporteur/events HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut first = [0; 12];
    stream.read_exact(&mut first).unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
}

#[test]
fn large_files_come_by_pieces() {
    let dir = site();
    let root = dir.path().join("site");
    let large = fs::File::create({
        fs::create_dir_all(root.join("static")).unwrap();
        root.join("static/large.bin")
    })
    .unwrap();
    large.set_len(400_000_000).unwrap();
    let server = Server::start(&root, &[]);
    // Some ask for all of it and take nothing; others want a byte of it.
    let idle: Vec<_> = (0..20)
        .map(|_| {
            let mut stream = server.connect();
            write!(stream, "GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
            stream
        })
        .collect();
    for at in [0_u64, 123_456_789, 399_999_999] {
        let answer = server.request("GET", "/large.bin", &format!("Range: bytes={at}-{at}\r\n"));
        assert_eq!((answer.status, answer.body.as_slice()), (206, [0].as_slice()));
        assert_eq!(answer.header("content-range"), Some(format!("bytes {at}-{at}/400000000").as_str()));
    }
    assert_eq!(server.request("HEAD", "/large.bin", "").header("content-length"), Some("400000000"));
    if let Ok(status) = fs::read_to_string(format!("/proc/{}/status", server.process())) {
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap().trim().trim_end_matches(" kB");
        assert!(peak.parse::<u64>().unwrap() < 300_000, "{peak} kB");
    }
    drop(idle);
}

#[test]
fn whoever_takes_nothing_of_an_answer_is_let_go() {
    let dir = site();
    let root = dir.path().join("site");
    scratch::put(&root, "static/large.bin", vec![0; 50_000_000]);
    let server = Server::start(&root, &[]);
    let mut slow = server.connect();
    write!(slow, "GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    // Longer than the server's patience.
    std::thread::sleep(Duration::from_secs(33));
    slow.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let mut taken = 0;
    let mut piece = vec![0; 1 << 20];
    // What lay in the line already, then the end of it.
    while let Ok(length @ 1..) = slow.read(&mut piece) {
        taken += length;
    }
    assert!(taken < 50_000_000, "all of it came: {taken}");
    assert_eq!(server.get("/").status, 200);
}

type Save = fn(&Path, &str);

/// Each way in which an editor saves, told by name.
const EDITORS: &[(&str, Save)] = &[
    ("in place", |path, text| fs::write(path, text).unwrap()),
    ("in place, in pieces", |path, text| {
        let mut file = fs::File::create(path).unwrap();
        for piece in text.as_bytes().chunks(16) {
            file.write_all(piece).unwrap();
            file.flush().unwrap();
            std::thread::sleep(Duration::from_millis(2));
        }
    }),
    ("a new file renamed over it", |path, text| {
        let other = path.with_extension("md.tmp");
        fs::write(&other, text).unwrap();
        fs::rename(other, path).unwrap();
    }),
    ("Vim: swap file, 4913, backup, written anew", |path, text| {
        let folder = path.parent().unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        let swap = folder.join(format!(".{name}.swp"));
        fs::write(&swap, b"b0VIM 9.0\0\0\0").unwrap();
        fs::write(folder.join("4913"), "").unwrap();
        fs::remove_file(folder.join("4913")).unwrap();
        let backup = folder.join(format!("{name}~"));
        let _ = fs::rename(path, &backup);
        fs::write(path, text).unwrap();
        let _ = fs::remove_file(backup);
        fs::remove_file(swap).unwrap();
    }),
    ("Emacs: lock link, autosave, backup", |path, text| {
        let folder = path.parent().unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        let lock = folder.join(format!(".#{name}"));
        let _ = fs::remove_file(&lock);
        #[cfg(unix)]
        std::os::unix::fs::symlink("somebody@nowhere.1234:567", &lock).unwrap();
        fs::write(folder.join(format!("#{name}#")), "half a te").unwrap();
        std::thread::sleep(Duration::from_millis(20));
        let _ = fs::copy(path, folder.join(format!("{name}~")));
        fs::write(path, text).unwrap();
        fs::remove_file(folder.join(format!("#{name}#"))).unwrap();
        let _ = fs::remove_file(lock);
    }),
    ("JetBrains: ___jb_tmp___, ___jb_old___", |path, text| {
        let name = path.file_name().unwrap().to_str().unwrap();
        let (new, old) = (path.with_file_name(format!("{name}___jb_tmp___")), path.with_file_name(format!("{name}___jb_old___")));
        fs::write(&new, text).unwrap();
        let _ = fs::rename(path, &old);
        std::thread::sleep(Duration::from_millis(20));
        fs::rename(new, path).unwrap();
        let _ = fs::remove_file(old);
    }),
    ("VS Code, iA Writer: a temporary folder beside, swapped in", |path, text| {
        let folder = path.parent().unwrap().join(".sb-1234");
        fs::create_dir_all(&folder).unwrap();
        let other = folder.join("x.md");
        fs::write(&other, text).unwrap();
        fs::rename(other, path).unwrap();
        fs::remove_dir(folder).unwrap();
    }),
    ("deleted and made again", |path, text| {
        let _ = fs::remove_file(path);
        std::thread::sleep(Duration::from_millis(40));
        fs::write(path, text).unwrap();
    }),
    ("emptied and filled", |path, text| {
        let mut file = fs::File::create(path).unwrap();
        std::thread::sleep(Duration::from_millis(40));
        file.write_all(text.as_bytes()).unwrap();
    }),
    ("through a map of the file's old length", |path, text| {
        // Written over what was there, then cut.
        let mut file = fs::OpenOptions::new().write(true).create(true).truncate(false).open(path).unwrap();
        file.write_all(text.as_bytes()).unwrap();
        file.set_len(text.len() as u64).unwrap();
    }),
];

#[test]
fn every_editors_way_of_saving_shows() {
    let dir = site();
    let root = dir.path().join("site");
    put(&root, "content/pages/x.md", page("At first."));
    let server = Server::start(&root, &[]);
    for (n, (editor, save)) in EDITORS.iter().chain(EDITORS).enumerate() {
        let word = format!("saved-{n}-so");
        save(&root.join("content/pages/x.md"), &page(&word));
        let took = server.wait_for("/pages/x/", &word);
        println!("{editor}: {took:?}");
        // What the editor left beside it is nobody's note.
        if let Err(answer) = server.wait("/__rapporteur/problems", |answer| answer.body.is_empty()) {
            panic!("{editor}: {}", answer.text());
        }
    }
    // Asking the disk sees the same.
    drop(server);
    let server = Server::start(&root, &["--poll"]);
    for (n, (_, save)) in EDITORS.iter().take(4).enumerate() {
        let word = format!("asked-{n}-so");
        save(&root.join("content/pages/x.md"), &page(&word));
        server.wait_for("/pages/x/", &word);
    }
}

#[test]
fn folders_branches_and_deletes_show() {
    let dir = site();
    let root = dir.path().join("site");
    let server = Server::start(&root, &[]);
    // A new folder in a folder, with a note at once.
    put(&root, "content/pages/deep/deeper/new.md", page("in-a-new-folder"));
    server.wait_for("/pages/new/", "in-a-new-folder");
    put(&root, "content/pages/deep/deeper/new.md", page("changed-in-a-new-folder"));
    server.wait_for("/pages/new/", "changed-in-a-new-folder");
    // A folder that comes as a whole.
    put(dir.path(), "moved/one.md", page("moved-in"));
    fs::rename(dir.path().join("moved"), root.join("content/pages/moved")).unwrap();
    server.wait_for("/pages/one/", "moved-in");
    put(&root, "content/pages/moved/one.md", page("changed-after"));
    server.wait_for("/pages/one/", "changed-after");
    fs::remove_dir_all(root.join("content/pages/moved")).unwrap();
    server.wait("/pages/one/", |answer| answer.status == 404).unwrap();
    // A branch switch: 500 files come, change and go.
    for round in 0..2 {
        for n in 0..500 {
            put(&root, &format!("content/topics/t-{n}.md"), format!("+++\ntitle = \"T\"\nsummary = \"of-branch-{round}-{n}.\"\n+++\n"));
        }
        for n in [0, 250, 499] {
            server.wait_for(&format!("/topics/t-{n}/"), &format!("of-branch-{round}-{n}"));
        }
    }
    for n in 0..500 {
        fs::remove_file(root.join(format!("content/topics/t-{n}.md"))).unwrap();
    }
    server.wait("/topics/t-499/", |answer| answer.status == 404).unwrap();
    assert!(server.get("/__rapporteur/problems").body.is_empty());
    // The content itself goes and comes back, as with `git stash` or a sync tool.
    fs::rename(root.join("content"), root.join("gone")).unwrap();
    std::thread::sleep(Duration::from_millis(200));
    fs::rename(root.join("gone"), root.join("content")).unwrap();
    put(&root, "content/pages/deep/deeper/new.md", page("after-all-came-back"));
    server.wait_for("/pages/new/", "after-all-came-back");
    // Everything is deleted and written anew at once; what is saved after that must show too.
    for round in 0..6 {
        let content = scratch::tree(&root.join("content"));
        fs::remove_dir_all(root.join("content")).unwrap();
        for (path, bytes) in &content {
            put(&root.join("content"), path, bytes);
        }
        std::thread::sleep(Duration::from_millis(60 * (round % 3)));
        put(&root, "content/pages/deep/deeper/new.md", page(&format!("written-anew-{round}.")));
        server.wait_for("/pages/new/", &format!("written-anew-{round}."));
    }
    // Words of the interface.
    put(&root, "i18n/en.toml", "[view]\ntimeline = \"own-word\"\n");
    server.wait_for("/topics/ceasefire/", "own-word");
    put(&root, "i18n/en.toml", "[view]\ntimeline = \"another-word\"\n");
    server.wait_for("/topics/ceasefire/", "another-word");
    fs::remove_file(root.join("i18n/en.toml")).unwrap();
    // A folder of templates and one of static files that were not there at first.
    put(&root, "templates/topic.html", "<!doctype html><title>own-template</title>");
    server.wait_for("/topics/ceasefire/", "own-template");
    fs::remove_dir_all(root.join("templates")).unwrap();
    server.wait("/topics/ceasefire/", |answer| !answer.text().contains("own-template")).unwrap();
    put(&root, "templates/topic.html", "<!doctype html><title>again-own</title>");
    server.wait_for("/topics/ceasefire/", "again-own");
    assert_eq!(scratch::clean(&root).unwrap().files["topics/ceasefire/index.html"], server.get("/topics/ceasefire/").body);
}

#[test]
fn broken_content_keeps_the_last_good_site_and_is_told_of() {
    let dir = site();
    let root = dir.path().join("site");
    put(&root, "content/pages/x.md", page("good-at-first"));
    let server = Server::start(&root, &[]);
    server.wait_for("/pages/x/", "good-at-first");
    let settings = fs::read_to_string(root.join("site.toml")).unwrap();
    let mut n = 0;
    for (path, broken, words) in [
        ("content/pages/x.md", "+++\ntitle = \n+++\n\nbroken-text\n".to_owned(), "content/pages/x.md"),
        ("content/pages/x.md", page("broken-text [[nobody-there]]"), "nobody-there"),
        ("content/pages/x.md", page(&(0..60).map(|n| format!("broken-text [[nobody-{n}]] ")).collect::<String>()), "<h2>60 errors</h2>"),
        ("content/pages/x.md", page("broken-text <script>\u{1b}[31m</script> [[no<b>body]]"), "&lt;b&gt;"),
        ("templates/page.html", "broken-text {% if %}".to_owned(), "page.html"),
        ("templates/page.html", "broken-text {{ page.nothing_there }}".to_owned(), "nothing_there"),
        ("templates/base.html", "broken-text".to_owned(), "it lacks the blocks"),
        ("site.toml", "title = ".to_owned(), "site.toml"),
        ("site.toml", "titel = \"broken-text\"\n".to_owned(), "titel"),
        ("static/pages/x/index.html", "broken-text".to_owned(), "pages/x"),
        (
            "content/actors/x.md",
            "+++\ntitle = \"X\"\nsummary = \"S.\"\ntype = \"state\"\n+++\nbroken-text".to_owned(),
            "content/actors/x.md",
        ),
    ] {
        let before = fs::read_to_string(root.join(path)).ok();
        put(&root, path, &broken);
        server.wait_for("/__rapporteur/problems", words);
        let page_now = server.get("/pages/x/");
        assert!(page_now.status == 200 && !page_now.text().contains("broken-text"), "{path}: {} {:.300}", page_now.status, page_now.text());
        assert!(page_now.text().contains(if n == 0 { "good-at-first" } else { "good-again" }), "{path}: {}", page_now.text());
        // The words of a note are not markup in the overlay either.
        let overlay = server.get("/__rapporteur/problems").text();
        assert!(!overlay.contains("<script") && !overlay.contains("<b>") && !overlay.contains('\u{1b}'), "{overlay}");
        match before {
            Some(text) if !path.ends_with("x.md") => put(&root, path, text),
            Some(_) => {}
            None => fs::remove_file(root.join(path)).unwrap(),
        }
        n += 1;
        put(&root, "content/pages/x.md", page(&format!("good-again {n}-times")));
        server.wait_for("/pages/x/", &format!("{n}-times"));
        if let Err(answer) = server.wait("/__rapporteur/problems", |answer| answer.body.is_empty()) {
            panic!("{path}: {}", answer.text());
        }
    }
    assert_eq!(fs::read_to_string(root.join("site.toml")).unwrap(), settings);
    // Without settings it is not a site; with them it is one again.
    fs::remove_file(root.join("site.toml")).unwrap();
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(server.get("/pages/x/").status, 200);
    put(&root, "site.toml", settings.replace("A briefing", "Another briefing"));
    server.wait_for("/pages/x/", "Another briefing");
}

#[test]
fn a_warning_is_told_when_it_comes_up_and_not_at_every_save() {
    let dir = site();
    let root = dir.path().join("site");
    put(&root, "content/pages/x.md", page("![](/map.svg) one-edit"));
    let server = Server::start(&root, &[]);
    server.wait_for("/pages/x/", "one-edit");
    put(&root, "content/pages/x.md", page("new line\n\n![](/map.svg) [[nobody-there]]"));
    server.wait_for("/__rapporteur/problems", "nobody-there");
    put(&root, "content/pages/x.md", page("new line\n\n![](/map.svg) <script></script> two-edits"));
    server.wait_for("/pages/x/", "two-edits");
    // What a build says is printed before the next one begins.
    put(&root, "content/pages/x.md", page("new line\n\n![](/map.svg) <script></script> three-edits"));
    server.wait_for("/pages/x/", "three-edits");
    let is_told = || server.said.lock().unwrap().contains("`<script>` is taken out");
    assert!(server.wait("/", |_| is_told()).is_ok(), "{}", server.said.lock().unwrap());
    let said = server.said.lock().unwrap();
    assert_eq!(said.matches("[missing-alt]").count(), 1, "{said}");
}

#[test]
fn a_template_that_fails_for_the_page_that_is_looked_at_keeps_the_last_good_site() {
    let dir = site();
    let root = dir.path().join("site");
    let titled = |title: &str, text: &str| format!("+++\ntitle = \"{title}\"\n+++\n\n{text}\n");
    // It is not the first of its sort.
    put(&root, "content/pages/000.md", titled("First", "other"));
    put(&root, "content/pages/aaa.md", titled("Whole", "good-at-first"));
    put(
        &root,
        "templates/page.html",
        "{% extends \"note.html\" %}{% block kicker %}{% if page.title == \"Torn\" %}{{ page.nothing_there }}{% endif %}{% endblock kicker %}",
    );
    let server = Server::start(&root, &[]);
    server.wait_for("/pages/aaa/", "good-at-first");
    for n in 0..3 {
        put(&root, "content/pages/aaa.md", titled("Torn", "never-to-be-seen"));
        server.wait_for("/__rapporteur/problems", "nothing_there");
        assert!(!server.get("/pages/aaa/").text().contains("never-to-be-seen"));
        assert!(server.get("/pages/aaa/").text().contains(if n == 0 { "good-at-first" } else { "good-again" }));
        put(&root, "content/pages/aaa.md", titled("Whole", &format!("good-again {n}-times")));
        server.wait_for("/pages/aaa/", &format!("{n}-times"));
        server.wait("/__rapporteur/problems", |answer| answer.body.is_empty()).unwrap();
    }
}

#[test]
fn a_site_that_is_broken_from_the_start_comes_up_when_mended() {
    let dir = site();
    let root = dir.path().join("site");
    put(&root, "content/pages/x.md", "+++\ntitle = \n+++\n");
    let server = Server::start(&root, &[]);
    server.wait_for("/__rapporteur/problems", "content/pages/x.md");
    put(&root, "content/pages/x.md", page("good-now"));
    server.wait_for("/pages/x/", "good-now");
    server.wait("/__rapporteur/problems", |answer| answer.body.is_empty()).unwrap();
}

#[test]
fn a_citation_style_of_the_site_is_watched_wherever_it_lies() {
    for path in ["house.csl", "bibliography/house.csl"] {
        let dir = site();
        let root = dir.path().join("site");
        put(
            &root,
            "site.toml",
            format!(
                "title = \"A briefing\"\nbase_url = \"https://example.org/b/\"\nlanguages = [\"en\", \"tr\"]\ncitation_style = \"{path}\"\n"
            ),
        );
        let style = |title: &str| {
            format!(
                r#"<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text"><info><title>{title}</title><id>house</id><updated>2024-01-01T00:00:00Z</updated></info><citation><layout><text variable="title"/></layout></citation><bibliography><layout><text variable="title"/></layout></bibliography></style>"#
            )
        };
        put(&root, path, style("House"));
        let server = Server::start(&root, &[]);
        server.wait("/__rapporteur/problems", |answer| answer.body.is_empty()).unwrap();
        put(&root, path, "no style");
        server.wait_for("/__rapporteur/problems", "house.csl");
        put(&root, path, style("House again"));
        server.wait("/__rapporteur/problems", |answer| answer.body.is_empty()).unwrap();
    }
}

#[test]
fn browsers_are_told() {
    let dir = site();
    let root = dir.path().join("site");
    let server = Server::start(&root, &[]);
    let mut events = server.connect();
    write!(events, "GET /__rapporteur/events HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let heard = std::sync::Arc::new(std::sync::Mutex::new(String::new()));
    let ear = std::sync::Arc::clone(&heard);
    std::thread::spawn(move || {
        let mut bytes = [0; 1024];
        while let Ok(n) = events.read(&mut bytes) {
            if n == 0 {
                return;
            }
            ear.lock().unwrap().push_str(&String::from_utf8_lossy(&bytes[..n]));
        }
    });
    let wait = |word: &str| {
        let began = Instant::now();
        while !heard.lock().unwrap().contains(word) {
            assert!(began.elapsed() < client::PATIENCE, "no {word:?} in {}", heard.lock().unwrap());
            std::thread::sleep(Duration::from_millis(5));
        }
        heard.lock().unwrap().clear();
    };
    wait("event: hello");
    // An editor's swap file changes no page.
    let builds = || server.said.lock().unwrap().matches("\nBuilt ").count();
    let before = builds();
    put(&root, "content/pages/.x.md.swp", "b0VIM 9.0");
    while builds() == before {
        std::thread::sleep(Duration::from_millis(5));
    }
    std::thread::sleep(Duration::from_millis(100));
    assert_eq!(*heard.lock().unwrap(), "");
    put(&root, "content/pages/x.md", page("x"));
    wait("event: reload");
    // Pages link to it only when they are loaded again.
    put(&root, "static/custom.css", "p { color: red }");
    wait("event: reload");
    put(&root, "static/custom.css", "p { color: blue; margin: 0 }");
    wait("event: styles");
    fs::remove_file(root.join("static/custom.css")).unwrap();
    wait("event: reload");
    put(&root, "content/pages/x.md", "+++\n");
    wait("event: problems");
    put(&root, "content/pages/x.md", page("y"));
    wait("event: reload");
}

#[test]
fn a_page_that_cannot_be_made_comes_back_by_itself() {
    let dir = site();
    let root = dir.path().join("site");
    put(&root, "content/pages/aaa.md", "+++\ntitle = \"Whole\"\n+++\n");
    put(&root, "content/pages/zzz.md", "+++\ntitle = \"Torn\"\n+++\n");
    // It fails for a page that is not the first of its sort.
    let template = "{% extends \"note.html\" %}{% block kicker %}{% if page.title == \"Torn\" %}{{ page.nothing_there }}{% endif %}{% endblock kicker %}";
    put(&root, "templates/page.html", template);
    let server = Server::start(&root, &[]);
    let answer = server.request("GET", "/pages/zzz/", "Sec-Fetch-Dest: document\r\n");
    assert_eq!((answer.status, answer.header("content-type")), (500, Some("text/html; charset=utf-8")));
    assert!(answer.text().contains("nothing_there") && answer.text().contains("/__rapporteur/live.js"), "{}", answer.text());
}

#[test]
fn a_server_that_comes_up_again_is_another_one() {
    let dir = site();
    let hello = || {
        let server = Server::start(&dir.path().join("site"), &[]);
        let mut events = server.connect();
        write!(events, "GET /__rapporteur/events HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        let mut lines = std::io::BufRead::lines(std::io::BufReader::new(events)).map(Result::unwrap);
        lines.find(|line| line.starts_with("id: ")).unwrap()
    };
    let first = hello();
    // What the tabs of the first one show may have changed in between.
    std::thread::sleep(Duration::from_secs(1));
    assert_ne!(first, hello());
}

#[cfg(target_os = "linux")]
#[test]
fn asking_the_disk_reads_no_files_again() {
    let dir = site();
    let root = dir.path().join("site");
    put(&root, "static/large.bin", vec![0; 20_000_000]);
    let server = Server::start(&root, &["--poll"]);
    std::thread::sleep(Duration::from_secs(2));
    let io = fs::read_to_string(format!("/proc/{}/io", server.process())).unwrap();
    let read: u64 = io.lines().find_map(|line| line.strip_prefix("rchar: ")).unwrap().parse().unwrap();
    assert!(read < 20_000_000, "{read} bytes");
}

/// Reading many answers from one connection.
#[test]
fn one_connection_asks_many_times() {
    let dir = site();
    let server = Server::start(&dir.path().join("site"), &[]);
    let mut stream = server.connect();
    for path in ["/", "/actors/ukraine/", "/nobody", "/actors", "/data/site.json"].repeat(5) {
        write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        assert!(read_answer(&mut stream, false).is_some_and(|answer| answer.status < 500), "{path}");
    }
}
