//! A service like S3, in memory: lists by pages, writes on conditions, and fails in the ways in which such services fail.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// How it misbehaves.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Manner {
    #[default]
    Well,
    /// Refuses every write after so many.
    WritesAtMost(usize),
    /// Answers 503 where it is asked something for the first time.
    BusyAtFirst,
    /// Knows no conditional writes.
    NoConditions,
    /// Its listing has no end.
    EndlessListing,
    /// Sends everybody to another place.
    Elsewhere(u16),
    /// Somebody else writes `index.html` while a run is under way.
    Meddling,
}

#[derive(Default)]
pub struct State {
    pub objects: BTreeMap<String, Vec<u8>>,
    pub types: BTreeMap<String, String>,
    /// Method and path of every request.
    pub asked: Vec<String>,
    pub manner: Manner,
    written: usize,
    /// When each object was written.
    times: BTreeMap<String, usize>,
    clock: usize,
}

/// A running service with a bucket of the name `briefing`.
#[derive(Clone)]
pub struct Bucket {
    pub port: u16,
    pub state: Arc<Mutex<State>>,
}

impl Bucket {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let bucket = Self { port: listener.local_addr().unwrap().port(), state: Arc::default() };
        let shared = bucket.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let shared = shared.clone();
                std::thread::spawn(move || while shared.answer(stream.as_ref().unwrap()).is_some() {});
            }
        });
        bucket
    }

    pub fn objects(&self) -> BTreeMap<String, Vec<u8>> {
        self.state.lock().unwrap().objects.clone()
    }

    pub fn put(&self, key: &str, bytes: &[u8]) {
        self.state.lock().unwrap().insert(key.to_owned(), bytes.to_vec());
    }

    /// Sets how it misbehaves from now on, and forgets what was asked.
    pub fn behave(&self, manner: Manner) {
        let mut state = self.state.lock().unwrap();
        (state.manner, state.written) = (manner, 0);
        state.asked.clear();
    }

    pub fn asked(&self, method: &str) -> usize {
        self.state.lock().unwrap().asked.iter().filter(|line| line.starts_with(method)).count()
    }

    fn answer(&self, stream: &TcpStream) -> Option<()> {
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|length| *length > 0)?;
        let mut headers = BTreeMap::new();
        loop {
            let mut header = String::new();
            reader.read_line(&mut header).ok()?;
            let Some((name, value)) = header.trim().split_once(':') else { break };
            headers.insert(name.to_lowercase(), value.trim().to_owned());
        }
        let length = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        let mut words = line.split_whitespace();
        let (method, address) = (words.next()?, words.next()?);
        let (status, more, answer) = self.respond(method, address, &headers, body);
        let mut out = stream;
        write!(out, "HTTP/1.1 {status} X\r\nContent-Length: {}\r\n{more}\r\n", answer.len()).ok()?;
        out.write_all(&answer).ok()
    }

    fn respond(&self, method: &str, address: &str, headers: &BTreeMap<String, String>, body: Vec<u8>) -> (u16, String, Vec<u8>) {
        let mut state = self.state.lock().unwrap();
        state.asked.push(format!("{method} {address}"));
        let error = |status: u16, code: &str| {
            (status, String::new(), format!("<Error><Code>{code}</Code><Message>No &amp; no</Message></Error>").into_bytes())
        };
        let signed = headers.get("authorization").is_some_and(|value| {
            value.starts_with("AWS4-HMAC-SHA256 Credential=key/") && value.contains("SignedHeaders=") && value.contains("Signature=")
        });
        let hash: String = ring::digest::digest(&ring::digest::SHA256, &body).as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        if !signed || headers.get("x-amz-content-sha256") != Some(&hash) {
            return error(403, "SignatureDoesNotMatch");
        }
        match state.manner {
            Manner::Elsewhere(port) => return (301, format!("Location: http://127.0.0.1:{port}{address}\r\n"), Vec::new()),
            Manner::BusyAtFirst if state.asked.iter().filter(|line| **line == format!("{method} {address}")).count() == 1 => {
                return error(503, "SlowDown");
            }
            _ => {}
        }
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let Some(rest) = path.strip_prefix("/briefing") else { return error(404, "NoSuchBucket") };
        let key = percent_encoding::percent_decode_str(rest.trim_start_matches('/')).decode_utf8().unwrap().into_owned();
        match method {
            "GET" if key.is_empty() => (200, String::new(), state.listing(query)),
            "GET" => match state.objects.get(&key) {
                Some(bytes) => (200, format!("ETag: {}\r\n", etag(bytes)), bytes.clone()),
                None => error(404, "NoSuchKey"),
            },
            "DELETE" => {
                state.objects.remove(&key);
                (204, String::new(), Vec::new())
            }
            "PUT" => {
                let (absent, same) = (headers.get("if-none-match"), headers.get("if-match"));
                if state.manner == Manner::NoConditions && (absent.is_some() || same.is_some()) {
                    return error(501, "NotImplemented");
                }
                let there = state.objects.get(&key).map(|bytes| etag(bytes));
                if (absent.is_some() && there.is_some()) || same.is_some_and(|wanted| there.as_ref() != Some(wanted)) {
                    return error(412, "PreconditionFailed");
                }
                if matches!(state.manner, Manner::WritesAtMost(most) if state.written >= most) {
                    return error(403, "AccessDenied");
                }
                state.written += 1;
                let etag = etag(&body);
                state.types.insert(key.clone(), headers.get("content-type").cloned().unwrap_or_default());
                state.insert(key, body);
                if state.manner == Manner::Meddling && state.written == 1 {
                    state.insert("index.html".to_owned(), b"somebody's".to_vec());
                }
                (200, format!("ETag: {etag}\r\n"), Vec::new())
            }
            _ => error(405, "MethodNotAllowed"),
        }
    }
}

impl State {
    /// Writes an object, each later than the last.
    fn insert(&mut self, key: String, bytes: Vec<u8>) {
        self.clock += 1;
        self.times.insert(key.clone(), self.clock);
        self.objects.insert(key, bytes);
    }

    /// Seven objects a page.
    fn listing(&self, query: &str) -> Vec<u8> {
        let of = |name: &str| {
            let value = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
            Some(percent_encoding::percent_decode_str(value).decode_utf8().unwrap().into_owned())
        };
        let (prefix, after) = (of("prefix").unwrap(), of("continuation-token").unwrap_or_default());
        let endless = self.manner == Manner::EndlessListing;
        let mut keys = self.objects.iter().filter(|(key, _)| key.starts_with(&prefix) && (**key > after || endless));
        let mut page = String::from("<?xml version=\"1.0\"?><ListBucketResult><EncodingType>url</EncodingType>");
        let mut last = format!("{after}x");
        for (key, bytes) in keys.by_ref().take(7) {
            let coded = percent_encoding::utf8_percent_encode(key, percent_encoding::NON_ALPHANUMERIC);
            let etag = etag(bytes).replace('"', "&quot;");
            let written = self.times.get(key).copied().unwrap_or_default();
            let written = format!("<LastModified>2026-01-01T00:00:00.{written:09}Z</LastModified>");
            write!(page, "<Contents><Key>{coded}</Key>{written}<ETag>{etag}</ETag><Size>{}</Size></Contents>", bytes.len()).unwrap();
            last.clone_from(key);
        }
        let more = endless || keys.next().is_some();
        write!(page, "<IsTruncated>{more}</IsTruncated>").unwrap();
        if more {
            let token = if endless { format!("{after}x") } else { last };
            write!(page, "<NextContinuationToken>{token}</NextContinuationToken>").unwrap();
        }
        page.push_str("</ListBucketResult>");
        page.into_bytes()
    }
}

fn etag(bytes: &[u8]) -> String {
    format!("\"{}\"", blake3::hash(bytes).to_hex().get(..32).unwrap())
}
