//! `rapporteur serve` as a process, and a client that sends what it is told, letter for letter.
#![allow(dead_code, reason = "each test file uses a part")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// How long anything may take on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A running server; ended when dropped.
pub struct Server {
    child: Child,
    pub port: u16,
    /// What it has said on standard error so far.
    pub said: Arc<Mutex<String>>,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Server {
    /// Starts it on a free port and waits for the address.
    pub fn start(root: &Path, arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_rapporteur"))
            .args(["serve", "--root", root.to_str().unwrap(), "--port", "0", "--color", "never"])
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let said = Arc::new(Mutex::new(String::new()));
        let (sender, address) = std::sync::mpsc::channel();
        let stderr = child.stderr.take().unwrap();
        let heard = Arc::clone(&said);
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                if let Some(port) =
                    line.strip_prefix("Serving http://localhost:").and_then(|rest| rest.split('/').next()?.parse::<u16>().ok())
                {
                    let _ = sender.send(port);
                }
                let mut heard = heard.lock().unwrap();
                heard.push_str(&line);
                heard.push('\n');
            }
        });
        match address.recv_timeout(PATIENCE) {
            Ok(port) => Self { child, port, said },
            Err(_) => {
                let _ = child.kill();
                panic!("no server came up: {}", said.lock().unwrap());
            }
        }
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Sends bytes as they are and reads one answer; none where the connection was closed without.
    pub fn raw(&self, request: &[u8]) -> Option<Answer> {
        let mut stream = self.connect();
        // A server that has had enough may close before all is sent.
        let _ = stream.write_all(request);
        read_answer(&mut stream, request.starts_with(b"HEAD"))
    }

    /// Asks for a path, with more header lines.
    pub fn request(&self, method: &str, path: &str, headers: &str) -> Answer {
        let text = format!("{method} {path} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n{headers}\r\n", self.port);
        self.raw(text.as_bytes()).unwrap_or_else(|| panic!("no answer to {method} {path}"))
    }

    pub fn get(&self, path: &str) -> Answer {
        self.request("GET", path, "")
    }

    /// Waits until a page is as wanted; gives the last answer where it never is.
    pub fn wait(&self, path: &str, wanted: impl Fn(&Answer) -> bool) -> Result<Duration, Box<Answer>> {
        let begun = Instant::now();
        loop {
            let answer = self.get(path);
            if wanted(&answer) {
                return Ok(begun.elapsed());
            }
            if begun.elapsed() > PATIENCE {
                return Err(Box::new(answer));
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits until a page holds a text.
    #[track_caller]
    pub fn wait_for(&self, path: &str, text: &str) -> Duration {
        match self.wait(path, |answer| answer.text().contains(text)) {
            Ok(took) => took,
            Err(last) => panic!(
                "{path} never held {text:?}; the last answer was {} {}; said: {}",
                last.status,
                last.text(),
                self.said.lock().unwrap()
            ),
        }
    }

    /// The process's number.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// Whether the process still runs.
    pub fn alive(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads one answer from a connection.
pub fn read_answer(stream: &mut TcpStream, head_only: bool) -> Option<Answer> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(1) => head.push(byte[0]),
            _ => return None,
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let mut answer = Answer { status, head, body: Vec::new() };
    if head_only || status == 304 {
        return Some(answer);
    }
    let length = answer.header("content-length").and_then(|length| length.parse::<usize>().ok());
    match length {
        Some(length) => {
            answer.body = vec![0; length];
            stream.read_exact(&mut answer.body).ok()?;
        }
        None => drop(stream.read_to_end(&mut answer.body)),
    }
    Some(answer)
}
