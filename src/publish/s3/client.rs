//! An S3 client: list, get, put and delete objects of a bucket.

use std::collections::HashMap;
use std::time::Duration;

use chrono::Utc;
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use ureq::http;
use url::Url;

use super::sign::{self, Credentials, Unsigned};

/// How often a request is sent while the service fails for a moment, after longer and longer pauses.
const MAX_ATTEMPTS: u32 = 4;
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// How long a response may take to begin.
const RESPONSE_TIMEOUT: Duration = Duration::from_secs(60);
/// The slowest connection that is waited for, in bytes a second.
const MIN_RATE: u64 = 8 * 1024;
/// A listing of more than a million objects (1,000 a page) has no end, or is of another bucket than anyone publishes to.
const MAX_LIST_PAGES: usize = 1_000;
/// More than the longest response that is needed: a page of a listing, a manifest.
const MAX_RESPONSE: u64 = 256 * 1024 * 1024;

/// Headers, or the parameters of a query.
type NamedValues<'a> = &'a [(&'static str, &'a str)];

/// A bucket, or a part of one, and how it is reached.
pub(super) struct S3Client {
    agent: ureq::Agent,
    endpoint: Endpoint,
    credentials: Credentials,
}

/// Where a bucket is.
pub(super) struct Endpoint {
    /// The service's address.
    pub(super) service: Url,
    pub(super) region: String,
    pub(super) bucket: String,
    /// What the names of all objects begin with: empty, or with a `/` at its end.
    pub(super) prefix: String,
}

/// An object as a listing describes it.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Object {
    key: String,
    #[serde(rename = "Size")]
    pub(super) length: u64,
    #[serde(rename = "ETag", default)]
    pub(super) etag: String,
    /// When it was written, by the service's clock: `2026-11-29T02:15:00.000Z`.
    #[serde(default)]
    pub(super) last_modified: String,
}

/// What a write depends on, so that nobody else's write of the same moment is lost.
#[derive(Clone, Copy)]
pub(super) enum Condition<'a> {
    /// There must be nothing.
    Absent,
    /// What is there must still be this.
    Etag(&'a str),
    /// Nothing: the service does not know conditions.
    None,
}

/// Why a request did not do what it was for.
pub(super) enum S3Error {
    /// There is no such object, or no such bucket.
    NotFound(String),
    /// The credentials do not suffice.
    Denied(String),
    /// The condition does not hold: somebody else has written.
    Changed,
    /// The service does not know conditions.
    NoConditions,
    /// Something else; the message.
    Other(String),
}

#[derive(Clone, Copy, Default)]
struct S3Request<'a> {
    method: &'static str,
    /// The object's name below the prefix; none for the bucket itself.
    path: Option<&'a str>,
    query: NamedValues<'a>,
    headers: NamedValues<'a>,
    body: &'a [u8],
}

type HttpResponse = http::Response<Vec<u8>>;

impl S3Client {
    pub(super) fn new(endpoint: Endpoint, credentials: Credentials, connections: usize) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            // A signature holds for one address; and nobody else is to be sent what it protects.
            .max_redirects(0)
            .timeout_connect(Some(Duration::from_secs(15)))
            .timeout_recv_response(Some(RESPONSE_TIMEOUT))
            .max_idle_connections(connections)
            .max_idle_connections_per_host(connections)
            .user_agent(concat!("rapporteur/", env!("CARGO_PKG_VERSION")));
        Self { agent: config.build().into(), endpoint, credentials }
    }

    /// Every object under the prefix, by its name without that.
    pub(super) fn list(&self) -> Result<HashMap<String, Object>, S3Error> {
        let mut objects = HashMap::new();
        let mut token: Option<String> = None;
        for _ in 0..MAX_LIST_PAGES {
            let mut query = Vec::new();
            if let Some(token) = &token {
                query.push(("continuation-token", token.as_str()));
            }
            query.extend([("encoding-type", "url"), ("list-type", "2"), ("prefix", &self.endpoint.prefix)]);
            let response = self.send(&S3Request { method: "GET", query: &query, ..S3Request::default() })?;
            let page = read_listing(response.body()).ok_or_else(|| S3Error::Other("its list of objects cannot be read".to_owned()))?;
            for object in page.contents {
                if let Some(path) = object.key.strip_prefix(&self.endpoint.prefix) {
                    objects.insert(path.to_owned(), object);
                }
            }
            match page.next_continuation_token {
                None => return Ok(objects),
                next if next == token => break,
                next => token = next,
            }
        }
        Err(S3Error::Other("its list of objects does not end".to_owned()))
    }

    /// An object's ETag and its bytes; nothing where there is none of this name.
    pub(super) fn get(&self, path: &str) -> Result<Option<(String, Vec<u8>)>, S3Error> {
        Ok(self.send_for_object("GET", path)?.map(|response| (etag_of(&response), response.into_body())))
    }

    /// Writes an object; gives its new ETag.
    pub(super) fn put(&self, path: &str, bytes: &[u8], headers: NamedValues<'_>, condition: Condition<'_>) -> Result<String, S3Error> {
        let mut headers = headers.to_vec();
        match condition {
            Condition::Absent => headers.push(("if-none-match", "*")),
            Condition::Etag(etag) => headers.push(("if-match", etag)),
            Condition::None => {}
        }
        let request = S3Request { method: "PUT", path: Some(path), headers: &headers, body: bytes, ..S3Request::default() };
        self.send(&request).map(|response| etag_of(&response))
    }

    /// Deletes an object; one that is gone already is not a fault.
    pub(super) fn delete(&self, path: &str) -> Result<(), S3Error> {
        self.send_for_object("DELETE", path).map(drop)
    }

    /// Sends a request without a body for an object; nothing where there is none of this name.
    fn send_for_object(&self, method: &'static str, path: &str) -> Result<Option<HttpResponse>, S3Error> {
        match self.send(&S3Request { method, path: Some(path), ..S3Request::default() }) {
            Err(S3Error::NotFound(code)) if code != "NoSuchBucket" => Ok(None),
            result => result.map(Some),
        }
    }

    /// Sends a request, again where the service fails for a moment.
    fn send(&self, request: &S3Request<'_>) -> Result<HttpResponse, S3Error> {
        let mut pause = FIRST_PAUSE;
        let mut attempt = 1_u32;
        loop {
            let result = self.send_once(request);
            let is_temporary = match &result {
                Ok(response) => matches!(response.status().as_u16(), 409 | 429 | 500 | 502 | 503 | 504),
                Err(error) => matches!(error, ureq::Error::Io(_) | ureq::Error::Timeout(_) | ureq::Error::ConnectionFailed),
            };
            if !is_temporary || attempt == MAX_ATTEMPTS {
                return result.map_err(|error| S3Error::Other(error.to_string())).and_then(or_error);
            }
            attempt += 1;
            std::thread::sleep(pause);
            pause *= 3;
        }
    }

    fn send_once(&self, request: &S3Request<'_>) -> Result<HttpResponse, ureq::Error> {
        let S3Request { method, path, query, headers, body } = *request;
        let Endpoint { service, region, bucket, prefix } = &self.endpoint;
        let key = path.map(|path| format!("{prefix}{path}")).unwrap_or_default();
        // The bucket stands in the path: self-hosted services often have no host name for each bucket.
        let mut path_of_key = format!("{}/{bucket}", service.path().trim_end_matches('/'));
        for segment in path.iter().flat_map(|_| key.split('/')) {
            path_of_key.push('/');
            path_of_key.push_str(&sign::encode(segment));
        }
        let query: Vec<String> = query.iter().map(|(name, value)| format!("{}={}", sign::encode(name), sign::encode(value))).collect();
        let query = query.join("&");
        let host = authority(service);
        let mut signed: Vec<(&'static str, String)> = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        signed.push(("host", host.clone()));
        let unsigned = Unsigned { method, path: &path_of_key, query: &query, headers: signed, body };
        let signed = sign::sign(unsigned, &self.credentials, region, Utc::now());
        let delimiter = if query.is_empty() { "" } else { "?" };
        let address = format!("{}://{host}{path_of_key}{delimiter}{query}", service.scheme());
        let mut request = http::Request::builder().method(method).uri(address);
        // The client writes `Host` itself, the same.
        for (name, value) in signed.iter().filter(|(name, _)| *name != "host") {
            request = request.header(*name, value);
        }
        let length = u64::try_from(body.len()).unwrap_or(u64::MAX);
        let timeout = Duration::from_secs(30_u64 + length / MIN_RATE);
        let response = if method == "PUT" {
            let request = self.agent.configure_request(request.body(body)?).timeout_send_body(Some(timeout)).build();
            self.agent.run(request)?
        } else {
            let request = self.agent.configure_request(request.body(())?).timeout_recv_body(Some(RESPONSE_TIMEOUT * 5)).build();
            self.agent.run(request)?
        };
        let (head, mut body) = response.into_parts();
        Ok(HttpResponse::from_parts(head, body.with_config().limit(MAX_RESPONSE).read_to_vec()?))
    }
}

fn etag_of(response: &HttpResponse) -> String {
    response.headers().get("etag").and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

fn or_error(response: HttpResponse) -> Result<HttpResponse, S3Error> {
    let status = response.status().as_u16();
    if response.status().is_success() {
        return Ok(response);
    }
    let ErrorDocument { code, message } = read_error(response.body());
    let words = format!("it answers {status} {code} {message}").trim().to_owned();
    Err(match status {
        // Said of objects and of buckets; the code tells them apart.
        404 => S3Error::NotFound(code),
        401 | 403 => S3Error::Denied(words),
        412 => S3Error::Changed,
        501 => S3Error::NoConditions,
        300..=399 => S3Error::Other(format!("{words}: the bucket lies in another region or at another address")),
        _ => S3Error::Other(words),
    })
}

/// Host and port of an address, as they stand in it.
fn authority(service: &Url) -> String {
    let host = service.host_str().expect("the address of a service was checked to have a host");
    service.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// What a service may answer, by the name of the document.
#[derive(Deserialize)]
enum ResponseDocument {
    ListBucketResult(Listing),
    Error(ErrorDocument),
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listing {
    #[serde(default)]
    contents: Vec<Object>,
    #[serde(default)]
    encoding_type: String,
    #[serde(default)]
    is_truncated: bool,
    next_continuation_token: Option<String>,
}

/// Why a request is refused, in the service's words.
#[derive(Deserialize, Default)]
#[serde(rename_all = "PascalCase", default)]
struct ErrorDocument {
    code: String,
    message: String,
}

/// Reads an answer to ListObjectsV2; nothing where it is none, or says that there is more and not where.
fn read_listing(xml: &[u8]) -> Option<Listing> {
    let ResponseDocument::ListBucketResult(mut listing) = quick_xml::de::from_reader(xml).ok()? else { return None };
    if listing.encoding_type == "url" {
        for object in &mut listing.contents {
            object.key = percent_decode_str(&object.key.replace('+', " ")).decode_utf8().ok()?.into_owned();
        }
    }
    listing.next_continuation_token = listing.next_continuation_token.filter(|_| listing.is_truncated);
    (listing.is_truncated == listing.next_continuation_token.is_some()).then_some(listing)
}

fn read_error(xml: &[u8]) -> ErrorDocument {
    match quick_xml::de::from_reader(xml) {
        Ok(ResponseDocument::Error(error)) => error,
        _ => ErrorDocument::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listings_are_read_whole_or_not_at_all() {
        let page = "<?xml version=\"1.0\"?><ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><EncodingType>url</EncodingType>\
            <IsTruncated>true</IsTruncated><NextContinuationToken>a&amp;b</NextContinuationToken>\
            <Contents><Key>a/%D0%BA+b%2B.html</Key><LastModified>2026-11-29T02:15:00.000Z</LastModified><ETag>&quot;1&quot;</ETag><Size>12</Size></Contents></ListBucketResult>";
        let listing = read_listing(page.as_bytes()).unwrap();
        assert_eq!(listing.next_continuation_token.as_deref(), Some("a&b"));
        let object = &listing.contents[0];
        assert_eq!((object.key.as_str(), object.length, object.etag.as_str()), ("a/к b+.html", 12, "\"1\""));
        assert_eq!(object.last_modified, "2026-11-29T02:15:00.000Z");
        // Half an answer, an answer of something else, one that says that there is more and not where.
        for page in [page.rsplit_once("</").unwrap().0, "<html></html>", "", &page.replace("NextContinuationToken", "Next")] {
            assert!(read_listing(page.as_bytes()).is_none(), "{page}");
        }
    }

    #[test]
    fn the_words_of_a_refusal_are_found() {
        let xml = b"<?xml version=\"1.0\"?><Error><Code>NoSuchBucket</Code><Message>The bucket &lt;x&gt; is not there</Message></Error>";
        let error = read_error(xml);
        assert_eq!((&*error.code, &*error.message), ("NoSuchBucket", "The bucket <x> is not there"));
        assert_eq!(read_error(b"no XML").code, "");
    }
}
