//! The dev server: HTTP/1.1 on loopback, from memory.

use std::convert::Infallible;
use std::net::TcpListener;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::{Bytes, Frame, Incoming, SizeHint};
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{Semaphore, mpsc};

use super::answer::{self, Page};
use super::{News, Shared};
use crate::diagnostic::Failure;

/// A client that has not sent its headers by then is let go.
const HEADERS_WITHIN: Duration = Duration::from_secs(10);
/// More connections wait their turn.
const CONNECTIONS: usize = 1024;
/// A sign of life on a quiet stream of events.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// What an answer holds.
enum Body {
    /// These bytes.
    Whole(Bytes),
    /// Events, one after the other as they come.
    Events(mpsc::Receiver<Bytes>),
}

impl hyper::body::Body for Body {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let next = match &mut *self {
            Self::Whole(bytes) => Poll::Ready(Some(std::mem::take(bytes)).filter(|bytes| !bytes.is_empty())),
            Self::Events(events) => events.poll_recv(cx),
        };
        next.map(|bytes| bytes.map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Self::Whole(bytes) if bytes.is_empty())
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(bytes) => SizeHint::with_exact(u64::try_from(bytes.len()).unwrap_or(u64::MAX)),
            Self::Events(_) => SizeHint::default(),
        }
    }
}

/// Serves until the process is told to end.
pub(super) fn serve(listener: TcpListener, shared: Arc<Shared>) -> Result<(), Failure> {
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

async fn accept(listener: tokio::net::TcpListener, shared: Arc<Shared>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            // Out of file handles, most likely: some will be given back in a moment.
            Err(_) => {
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            let service = hyper::service::service_fn(move |request| respond(request, Arc::clone(&shared)));
            let served = hyper::server::conn::http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEADERS_WITHIN)
                .max_buf_size(64 * 1024)
                .serve_connection(TokioIo::new(stream), service)
                .await;
            // A client that went away in the middle is its own affair.
            drop(served);
            drop(place);
        });
    }
}

async fn respond(request: Request<Incoming>, shared: Arc<Shared>) -> Result<Response<Body>, Infallible> {
    let (parts, _) = request.into_parts();
    // An address in the request line counts more than `Host` (RFC 9112, section 3.2.2), so none of them may be somebody else's.
    let mut hosts = parts.headers.get_all(header::HOST).iter().map(|host| host.to_str().ok());
    let allowed = |host| answer::host_allowed(host, shared.host);
    let named = parts.uri.authority().is_none_or(|authority| allowed(Some(authority.as_str())));
    if !named || !hosts.next().is_some_and(allowed) || hosts.next().is_some() {
        let text = "403: this server answers to its own address only. Open it as http://localhost:<port>/.\n";
        return Ok(plain(StatusCode::FORBIDDEN, text));
    }
    if parts.method != Method::GET && parts.method != Method::HEAD {
        let mut refused = plain(StatusCode::METHOD_NOT_ALLOWED, "405: only GET and HEAD are answered.\n");
        refused.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return Ok(refused);
    }
    let path = parts.uri.path().to_owned();
    let head = parts.method == Method::HEAD;
    Ok(match path.as_str() {
        answer::EVENTS => events(&shared),
        answer::SCRIPT => script(head),
        answer::PROBLEMS => {
            let problems = shared.read().problems.clone();
            whole(StatusCode::OK, "text/html; charset=utf-8", problems.into_bytes(), head)
        }
        _ => {
            // Rendering a page is work: it must not hold up the others.
            let headers = parts.headers;
            let found = tokio::task::spawn_blocking(move || page(&path, parts.uri.query(), &headers, head, &shared)).await;
            found.unwrap_or_else(|_| plain(StatusCode::INTERNAL_SERVER_ERROR, "500: this page could not be rendered.\n"))
        }
    })
}

fn page(path: &str, query: Option<&str>, headers: &HeaderMap, head: bool, shared: &Shared) -> Response<Body> {
    // Browsers say what they load a page for; only a page that a person looks at gets the script that reloads it, so that everything
    // else sees the same bytes as a build would write.
    let person = headers.get("sec-fetch-dest").is_some_and(|dest| dest == "document");
    let site = shared.read().site.clone();
    let Some(site) = site else { return plain(StatusCode::SERVICE_UNAVAILABLE, "503: the first build is under way.\n") };
    match answer::find(&site, path) {
        Page::Found { mut bytes, content_type } => {
            if person && content_type.starts_with("text/html") {
                answer::add_script(&mut bytes);
            }
            body(bytes, content_type, headers, head)
        }
        Page::Moved(to) => {
            let mut moved = plain(StatusCode::MOVED_PERMANENTLY, "");
            let to = query.map_or_else(|| to.clone(), |query| format!("{to}?{query}"));
            if let Ok(to) = HeaderValue::from_str(&to) {
                moved.headers_mut().insert(header::LOCATION, to);
            }
            // The next build may put something else here.
            moved.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            moved
        }
        Page::Missing(mut bytes) => {
            if person {
                answer::add_script(&mut bytes);
            }
            whole(StatusCode::NOT_FOUND, "text/html; charset=utf-8", bytes, head)
        }
        Page::Failed(problems) => whole(StatusCode::INTERNAL_SERVER_ERROR, "text/plain; charset=utf-8", problems.into_bytes(), head),
    }
}

/// A file, with its validator and, where asked for, only a part of it.
fn body(bytes: Vec<u8>, content_type: &'static str, headers: &HeaderMap, head: bool) -> Response<Body> {
    let tag = format!("\"{}\"", blake3::hash(&bytes).to_hex().get(..32).unwrap_or_default());
    let asked = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let mut response = if asked(header::IF_NONE_MATCH)
        .is_some_and(|tags| tags.split(',').any(|t| t.trim().trim_start_matches("W/") == tag || t.trim() == "*"))
    {
        whole(StatusCode::NOT_MODIFIED, content_type, Vec::new(), true)
    } else {
        let still = asked(header::IF_RANGE).is_none_or(|range| range == tag);
        match asked(header::RANGE).filter(|_| still).map(|range| answer::range(range, bytes.len())) {
            None | Some(answer::Range::Whole) => whole(StatusCode::OK, content_type, bytes, head),
            Some(answer::Range::Part(part)) => {
                let of = format!("bytes {}-{}/{}", part.start, part.end.saturating_sub(1), bytes.len());
                let slice = bytes.get(part).map(<[u8]>::to_vec).unwrap_or_default();
                let mut response = whole(StatusCode::PARTIAL_CONTENT, content_type, slice, head);
                insert(&mut response, header::CONTENT_RANGE, &of);
                response
            }
            Some(answer::Range::Unsatisfiable) => {
                let mut response = plain(StatusCode::RANGE_NOT_SATISFIABLE, "");
                insert(&mut response, header::CONTENT_RANGE, &format!("bytes */{}", bytes.len()));
                response
            }
        }
    };
    insert(&mut response, header::ETAG, &tag);
    response.headers_mut().insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    response
}

fn insert(response: &mut Response<Body>, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

fn whole(status: StatusCode, content_type: &'static str, bytes: Vec<u8>, head: bool) -> Response<Body> {
    let length = bytes.len();
    let mut response = Response::new(Body::Whole(if head { Bytes::new() } else { Bytes::from(bytes) }));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    if status != StatusCode::NOT_MODIFIED {
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

fn plain(status: StatusCode, text: &'static str) -> Response<Body> {
    whole(status, "text/plain; charset=utf-8", text.as_bytes().to_vec(), false)
}

fn script(head: bool) -> Response<Body> {
    whole(StatusCode::OK, "text/javascript; charset=utf-8", answer::LIVE.as_bytes().to_vec(), head)
}

/// A stream of server-sent events: one line of news at a time.
fn events(shared: &Shared) -> Response<Body> {
    let receiver = shared.news.subscribe();
    let (generation, problems) = {
        let state = shared.read();
        (state.generation, !state.problems.is_empty())
    };
    let hello = format!("retry: 500\nid: {generation}\nevent: hello\ndata: {}\n\n", if problems { "problems" } else { "well" });
    let mut response = Response::new(Body::Events(told(receiver, hello)));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// News as events; a comment now and then lets a closed connection be noticed.
fn told(receiver: tokio::sync::broadcast::Receiver<News>, hello: String) -> mpsc::Receiver<Bytes> {
    let (sender, events) = mpsc::channel(16);
    tokio::spawn(async move {
        let mut receiver = receiver;
        let mut next = hello;
        loop {
            if sender.send(Bytes::from(next)).await.is_err() {
                return;
            }
            next = match tokio::time::timeout(HEARTBEAT, receiver.recv()).await {
                Ok(Ok(News::Reload)) | Ok(Err(RecvError::Lagged(_))) => "event: reload\ndata: \n\n".to_owned(),
                Ok(Ok(News::Styles)) => "event: styles\ndata: \n\n".to_owned(),
                Ok(Ok(News::Problems)) => "event: problems\ndata: \n\n".to_owned(),
                Ok(Err(RecvError::Closed)) => return,
                Err(_) => ": \n\n".to_owned(),
            };
        }
    });
    events
}
