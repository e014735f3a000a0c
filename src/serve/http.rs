//! The dev server: HTTP/1.1 on loopback, from memory.

use std::convert::Infallible;
use std::fs::File;
use std::future::Future;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::net::TcpListener;
use std::ops::Range;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::{Bytes, Frame, Incoming, SizeHint};
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

use super::routes::{self, ByteRange, FileContent, Resource};
use super::{LiveEvent, ServerState};
use crate::diagnostic::Failure;

/// A client that has not sent its headers by then is disconnected.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
/// A client that reads nothing of its answer for so long is disconnected.
const STALL_TIMEOUT: Duration = Duration::from_secs(30);
/// The most connections at a time; more wait their turn. Systems let a process have as few as a thousand files open.
const MAX_CONNECTIONS: usize = 512;
/// The most streams of events; more are refused, so that pages have room beside them.
const MAX_STREAMS: usize = 200;
/// How much of a file is read at a time.
const CHUNK_SIZE: usize = 64 * 1024;
/// A sign of life on a quiet stream of events.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// What an answer holds.
enum ResponseBody {
    /// These bytes.
    Whole(Bytes),
    /// Pieces of a file, or events, as they come.
    Chunks(mpsc::Receiver<io::Result<Bytes>>),
}

impl hyper::body::Body for ResponseBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let next = match &mut *self {
            Self::Whole(bytes) => Poll::Ready(Some(std::mem::take(bytes)).filter(|bytes| !bytes.is_empty()).map(Ok)),
            Self::Chunks(chunks) => chunks.poll_recv(cx),
        };
        next.map(|bytes| bytes.map(|bytes| bytes.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Self::Whole(bytes) if bytes.is_empty())
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Self::Chunks(_) => SizeHint::default(),
        }
    }
}

/// Serves until the process is told to end.
pub(super) fn serve(listener: TcpListener, shared: Arc<ServerState>) -> Result<(), Failure> {
    let cannot = |error: std::io::Error| Failure::new(format!("cannot serve: {error}"));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(cannot)?;
    listener.set_nonblocking(true).map_err(cannot)?;
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::from_std(listener).map_err(cannot)?;
        tokio::select! {
            () = accept(listener, shared) => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        Ok::<(), Failure>(())
    })?;
    // Open streams of events must not keep the process: Ctrl-C ends it at once.
    runtime.shutdown_background();
    Ok(())
}

async fn accept(listener: tokio::net::TcpListener, shared: Arc<ServerState>) {
    let (permits, streams) = (Arc::new(Semaphore::new(MAX_CONNECTIONS)), Arc::new(Semaphore::new(MAX_STREAMS)));
    loop {
        let Ok(permit) = Arc::clone(&permits).acquire_owned().await else { return };
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            // Out of file handles, most likely: some will be given back in a moment.
            Err(_) => {
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let (shared, streams) = (Arc::clone(&shared), Arc::clone(&streams));
        tokio::spawn(async move {
            let service = hyper::service::service_fn(move |request| respond(request, Arc::clone(&shared), Arc::clone(&streams)));
            let served = hyper::server::conn::http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEADER_TIMEOUT)
                .max_buf_size(64 * 1024)
                .serve_connection(StallGuard { stream: TokioIo::new(stream), stalled: None }, service)
                .await;
            // An error concerns this client alone, which has gone.
            drop(served);
            drop(permit);
        });
    }
}

/// A connection that ends where its client does not read the answer.
struct StallGuard {
    stream: TokioIo<tokio::net::TcpStream>,
    /// Ends when the client has taken nothing for too long; none while it takes.
    stalled: Option<Pin<Box<tokio::time::Sleep>>>,
}

impl hyper::rt::Read for StallGuard {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: hyper::rt::ReadBufCursor<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl hyper::rt::Write for StallGuard {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.stream).poll_write(cx, bytes);
        if result.is_ready() {
            self.stalled = None;
            return result;
        }
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(tokio::time::sleep(STALL_TIMEOUT)));
        stalled.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

async fn respond(
    request: Request<Incoming>,
    shared: Arc<ServerState>,
    streams: Arc<Semaphore>,
) -> Result<Response<ResponseBody>, Infallible> {
    let (parts, _) = request.into_parts();
    // An address in the request line counts more than `Host` (RFC 9112, section 3.2.2), so none of them may be somebody else's.
    let mut hosts = parts.headers.get_all(header::HOST).iter().map(|host| host.to_str().ok());
    let allowed = |host| routes::host_allowed(host, shared.host);
    let authority_allowed = parts.uri.authority().is_none_or(|authority| allowed(Some(authority.as_str())));
    if !authority_allowed || !hosts.next().is_some_and(allowed) || hosts.next().is_some() {
        let text = "403: this server answers to its own address only. Open it as http://localhost:<port>/.\n";
        return Ok(plain(StatusCode::FORBIDDEN, text));
    }
    if parts.method != Method::GET && parts.method != Method::HEAD {
        let refused = plain(StatusCode::METHOD_NOT_ALLOWED, "405: only GET and HEAD are answered.\n");
        return Ok(with(refused, header::ALLOW, "GET, HEAD"));
    }
    let path = parts.uri.path().to_owned();
    let mut response = match path.as_str() {
        routes::EVENTS_PATH => match streams.try_acquire_owned() {
            Ok(permit) => events(&shared, permit),
            Err(_) => {
                let refused = plain(StatusCode::SERVICE_UNAVAILABLE, "503: too many pages listen for changes already.\n");
                with(refused, header::CONNECTION, "close")
            }
        },
        routes::SCRIPT_PATH => reply(StatusCode::OK, "text/javascript; charset=utf-8", routes::LIVE_SCRIPT.as_bytes().to_vec()),
        routes::PROBLEMS_PATH => {
            let problems = shared.read().problems.clone();
            reply(StatusCode::OK, "text/html; charset=utf-8", problems.into_bytes())
        }
        _ => {
            // Rendering a page is work: it must not hold up the others.
            let headers = parts.headers;
            let found = tokio::task::spawn_blocking(move || page(&path, parts.uri.query(), &headers, &shared)).await;
            found.unwrap_or_else(|_| plain(StatusCode::INTERNAL_SERVER_ERROR, "500: this page could not be rendered.\n"))
        }
    };
    if parts.method == Method::HEAD {
        // The headers of the answer to GET, `Content-Length` too, and nothing else (RFC 9110, section 9.3.2).
        *response.body_mut() = ResponseBody::Whole(Bytes::new());
    }
    Ok(response)
}

fn page(path: &str, query: Option<&str>, headers: &HeaderMap, shared: &ServerState) -> Response<ResponseBody> {
    // Only a page that a person looks at gets the script that reloads it, so that everything else sees the same bytes as a build would
    // write. To an address of this machine browsers say what they load a page for, to others only what they would like to have.
    let is_document = match headers.get("sec-fetch-dest") {
        Some(dest) => dest == "document",
        None => headers.get(header::ACCEPT).is_some_and(|types| types.as_bytes().starts_with(b"text/html")),
    };
    let with_script = |mut page: Vec<u8>| {
        if is_document {
            routes::add_script(&mut page);
        }
        page
    };
    let site = shared.read().site.clone().expect("the first build ends before anybody is served");
    shared.remember(path);
    match routes::find(&site, path) {
        Resource::Found { content: FileContent::Bytes(page), content_type } if content_type.starts_with("text/html") => {
            file_response(FileContent::Bytes(with_script(page)), content_type, headers)
        }
        Resource::Found { content, content_type } => file_response(content, content_type, headers),
        Resource::Moved(to) => {
            let to = query.map_or_else(|| to.clone(), |query| format!("{to}?{query}"));
            // The next build may put something else here.
            with(with(plain(StatusCode::MOVED_PERMANENTLY, ""), header::LOCATION, &to), header::CACHE_CONTROL, "no-store")
        }
        Resource::Missing(page) => reply(StatusCode::NOT_FOUND, "text/html; charset=utf-8", with_script(page)),
        Resource::Failed(page) => reply(StatusCode::INTERNAL_SERVER_ERROR, "text/html; charset=utf-8", with_script(page)),
    }
}

/// The answer with a file, or with the part of it that the request asks for.
fn file_response(content: FileContent, content_type: &'static str, headers: &HeaderMap) -> Response<ResponseBody> {
    let (length, entity_tag) = match &content {
        FileContent::Bytes(bytes) => {
            let hash = blake3::hash(bytes).to_hex();
            (bytes.len() as u64, format!("\"{}\"", hash.get(..32).expect("a hash has 64 digits")))
        }
        FileContent::OnDisk { length, entity_tag, .. } => (*length, entity_tag.clone()),
    };
    let requested = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let response = if requested(header::IF_NONE_MATCH)
        .is_some_and(|tags| tags.split(',').any(|t| t.trim().trim_start_matches("W/") == entity_tag || t.trim() == "*"))
    {
        reply(StatusCode::NOT_MODIFIED, content_type, Vec::new())
    } else {
        let is_current = requested(header::IF_RANGE).is_none_or(|range| range == entity_tag);
        match requested(header::RANGE).filter(|_| is_current).map(|range| routes::byte_range(range, length)) {
            None | Some(ByteRange::Whole) => range_response(StatusCode::OK, content, 0..length, content_type),
            Some(ByteRange::Part(range)) => {
                let content_range = format!("bytes {}-{}/{length}", range.start, range.end.saturating_sub(1));
                with(range_response(StatusCode::PARTIAL_CONTENT, content, range, content_type), header::CONTENT_RANGE, &content_range)
            }
            Some(ByteRange::Unsatisfiable) => {
                with(plain(StatusCode::RANGE_NOT_SATISFIABLE, ""), header::CONTENT_RANGE, &format!("bytes */{length}"))
            }
        }
    };
    with(with(response, header::ETAG, &entity_tag), header::ACCEPT_RANGES, "bytes")
}

/// The answer with a range of a file: bytes at once, a file on disk in pieces.
fn range_response(status: StatusCode, content: FileContent, range: Range<u64>, content_type: &'static str) -> Response<ResponseBody> {
    let length = range.end - range.start;
    let response = match content {
        FileContent::Bytes(bytes) => {
            let at = |offset: u64| usize::try_from(offset).unwrap_or(usize::MAX);
            reply(status, content_type, bytes.get(at(range.start)..at(range.end)).map(<[u8]>::to_vec).unwrap_or_default())
        }
        FileContent::OnDisk { path, .. } => {
            let mut response = reply(status, content_type, Vec::new());
            if length > 0 {
                *response.body_mut() = ResponseBody::Chunks(chunks(path, range));
            }
            response
        }
    };
    with(response, header::CONTENT_LENGTH, &length.to_string())
}

/// Reads a range of a file, no faster than the client takes it. Where it ends too early, the connection does: the client has been told more.
fn chunks(path: PathBuf, range: Range<u64>) -> mpsc::Receiver<io::Result<Bytes>> {
    let (sender, chunks) = mpsc::channel(2);
    tokio::task::spawn_blocking(move || {
        let read = || -> io::Result<()> {
            let mut file = File::open(&path)?;
            file.seek(SeekFrom::Start(range.start))?;
            let mut rest = range.end - range.start;
            while rest > 0 {
                let size = usize::try_from(rest).unwrap_or(CHUNK_SIZE).min(CHUNK_SIZE);
                let mut chunk = vec![0; size];
                file.read_exact(&mut chunk)?;
                if sender.blocking_send(Ok(Bytes::from(chunk))).is_err() {
                    // The client has gone.
                    return Ok(());
                }
                rest = rest.saturating_sub(u64::try_from(size).unwrap_or(rest));
            }
            Ok(())
        };
        if let Err(error) = read() {
            let _ = sender.blocking_send(Err(error));
        }
    });
    chunks
}

/// With a header; without it where it would hold what no header can.
fn with(mut response: Response<ResponseBody>, name: header::HeaderName, value: &str) -> Response<ResponseBody> {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
    response
}

fn reply(status: StatusCode, content_type: &'static str, bytes: Vec<u8>) -> Response<ResponseBody> {
    let length = bytes.len();
    let mut response = with(Response::new(ResponseBody::Whole(bytes.into())), header::CONTENT_TYPE, content_type);
    *response.status_mut() = status;
    if status != StatusCode::NOT_MODIFIED {
        response = with(response, header::CONTENT_LENGTH, &length.to_string());
    }
    with(with(response, header::CACHE_CONTROL, "no-cache"), header::X_CONTENT_TYPE_OPTIONS, "nosniff")
}

fn plain(status: StatusCode, text: &'static str) -> Response<ResponseBody> {
    reply(status, "text/plain; charset=utf-8", text.as_bytes().to_vec())
}

/// A stream of server-sent events: one line of news at a time. It keeps its place among the streams until the client goes.
fn events(shared: &ServerState, permit: OwnedSemaphorePermit) -> Response<ResponseBody> {
    let mut live_events = shared.live_events.subscribe();
    let (generation, problems) = {
        let state = shared.read();
        (state.generation, !state.problems.is_empty())
    };
    let mut next = format!("retry: 500\nid: {generation}\nevent: hello\ndata: {}\n\n", if problems { "problems" } else { "well" });
    let (sender, events) = mpsc::channel(16);
    tokio::spawn(async move {
        while sender.send(Ok(Bytes::from(next))).await.is_ok() {
            let event = tokio::select! {
                () = sender.closed() => break,
                event = tokio::time::timeout(HEARTBEAT, live_events.recv()) => event,
            };
            next = match event {
                Ok(Ok(LiveEvent::Reload)) | Ok(Err(RecvError::Lagged(_))) => "event: reload\ndata: \n\n".to_owned(),
                Ok(Ok(LiveEvent::Styles)) => "event: styles\ndata: \n\n".to_owned(),
                Ok(Ok(LiveEvent::Problems)) => "event: problems\ndata: \n\n".to_owned(),
                Ok(Err(RecvError::Closed)) => break,
                // A comment lets a closed connection be noticed.
                Err(_) => ": \n\n".to_owned(),
            };
        }
        drop(permit);
    });
    let response = with(Response::new(ResponseBody::Chunks(events)), header::CONTENT_TYPE, "text/event-stream");
    with(response, header::CACHE_CONTROL, "no-store")
}
