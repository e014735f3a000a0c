//! To an S3-compatible bucket.
//!
//! Credentials come from the environment (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`) and are never shown; no metadata
//! service is asked for them. The manifest is the object `.rapporteur-manifest`; it is written before the first object, every few dozen
//! objects, and at the end, so that a run that was killed is gone on with. Each write depends on what the listing said of its object, so that
//! two runs at a time do not mix: the second is refused.

mod client;
mod sign;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use url::Url;

use self::client::{Condition, Endpoint, Object, S3Client, S3Error};
use self::sign::Credentials;
use super::{Bucket, BuiltSite, Report, TransferPlan, read_manifest, refuse_foreign};
use crate::diagnostic::Failure;
use crate::media_type;
use crate::write::{FileEntry, MANIFEST, write_manifest};

/// How many objects are sent at once.
const MAX_CONNECTIONS: usize = 16;
/// After how many objects the manifest is written anew; at most this many are sent twice where a run is killed.
const CHECKPOINT: usize = 64;
/// The longest name of an object, in bytes.
const MAX_NAME: usize = 1024;

pub(super) fn publish(site: BuiltSite<'_>, bucket: &Bucket, options: super::Options, notify: &dyn Fn(&str)) -> Result<Report, Failure> {
    let threads = rayon::ThreadPoolBuilder::new().num_threads(MAX_CONNECTIONS).build();
    let threads = threads.map_err(|error| Failure::new(format!("cannot begin to publish: {error}")))?;
    let run = Run { client: client(bucket, options.endpoint_from_site)?, bucket, site, threads, conditions: AtomicBool::new(true) };
    let place = run.place("");
    for entry in site.files {
        let length = bucket.prefix.len() + entry.path.len() + 1;
        if length > MAX_NAME {
            return Err(Failure::new(format!("no object can have the name of `{}`: it is {length} bytes long", entry.path))
                .help(format!("A name has at most {MAX_NAME} bytes: shorten `prefix`, or the file's name.")));
        }
    }
    let (old, manifest_etag) = match run.client.get(MANIFEST).map_err(|error| run.failure("read", MANIFEST, &error))? {
        Some((etag, bytes)) => (read_manifest(&String::from_utf8_lossy(&bytes), &place)?, Some(etag)),
        None => (Vec::new(), None),
    };
    let present = run.client.list().map_err(|error| run.failure("list", "", &error))?;
    let manifest_written = present.get(MANIFEST).map(|manifest| manifest.last_modified.clone()).unwrap_or_default();
    let ours: HashMap<&str, &FileEntry> = old.iter().map(|entry| (&*entry.path, entry)).collect();
    let mut others = Vec::new();
    let plan = TransferPlan::of(site.files, &old, |entry| {
        let Some(object) = present.get(&*entry.path) else { return Ok(false) };
        let known = ours.get(&*entry.path);
        if object.length != entry.length || known.is_some_and(|known| known.hash != entry.hash) {
            others.extend(known.is_none().then(|| entry.path.to_string()));
            return Ok(false);
        }
        // Our runs write the manifest last: what is newer, somebody else has written.
        if known.is_some() && object.last_modified <= manifest_written {
            return Ok(true);
        }
        // What others put there is looked at, where it may be the same.
        let theirs = run.client.get(&entry.path).map_err(|error| run.failure("read", &entry.path, &error))?;
        let same = theirs.is_some_and(|(_, bytes)| blake3::hash(&bytes) == entry.hash);
        others.extend((!same && known.is_none()).then(|| entry.path.to_string()));
        Ok(same)
    })?;
    refuse_foreign(&place, &others, options.adopt, notify)?;
    let TransferPlan { send, mut report } = plan;
    let text = write_manifest(None, site.files.iter());
    if options.dry_run || (send.is_empty() && report.deleted.is_empty() && text == write_manifest(None, old.iter())) {
        return Ok(report);
    }
    let mut done: HashSet<&str> = HashSet::new();
    let checkpoint = |done: &HashSet<&str>| manifest_of_both(&old, site.files, done).into_bytes();
    let mut etag = run.put_manifest(&checkpoint(&done), manifest_etag)?;
    let mut rest = send.as_slice();
    while let Some((stage, _)) = rest.first() {
        // Nothing of the next stage goes before all of this one is there.
        let count = rest.iter().take(CHECKPOINT).take_while(|(other, _)| other == stage).count();
        let (batch, after) = rest.split_at(count.min(rest.len()));
        run.send(batch, &present)?;
        done.extend(batch.iter().map(|(_, entry)| &*entry.path));
        if !after.is_empty() {
            etag = run.put_manifest(&checkpoint(&done), etag)?;
        }
        rest = after;
    }
    for path in report.deleted.iter().filter(|path| present.contains_key(&**path)) {
        run.client.delete(path).map_err(|error| run.failure("delete", path, &error))?;
    }
    run.put_manifest(text.as_bytes(), etag)?;
    if !run.conditions.load(Ordering::Relaxed) {
        report.remarks.push("this service does not know conditional writes: let no two runs publish at a time".to_owned());
    }
    Ok(report)
}

struct Run<'a> {
    client: S3Client,
    bucket: &'a Bucket,
    site: BuiltSite<'a>,
    /// As many as there may be connections.
    threads: rayon::ThreadPool,
    /// Whether the service knows conditional writes, as far as it has been asked.
    conditions: AtomicBool,
}

impl Run<'_> {
    /// Sends some objects, several at a time; ends at the first that is refused.
    fn send(&self, batch: &[(u8, &FileEntry)], present: &HashMap<String, Object>) -> Result<(), Failure> {
        let one = |(_, entry): &(u8, &FileEntry)| {
            let condition = present.get(&*entry.path).map_or(Condition::Absent, |object| Condition::Etag(&object.etag));
            self.put(&entry.path, &self.site.read(entry)?, condition).map(drop)
        };
        self.threads.install(|| batch.par_iter().with_max_len(1).try_for_each(one))
    }

    /// Writes the manifest in place of the one that was read or written last; gives the new one's ETag.
    fn put_manifest(&self, bytes: &[u8], last: Option<String>) -> Result<Option<String>, Failure> {
        let condition = last.as_deref().map_or(Condition::Absent, Condition::Etag);
        self.put(MANIFEST, bytes, condition).map(Some)
    }

    fn put(&self, path: &str, bytes: &[u8], condition: Condition<'_>) -> Result<String, Failure> {
        let (media_type, coding) = type_and_coding(path);
        let mut headers = vec![("content-type", media_type), ("cache-control", cache_control(path))];
        headers.extend(coding.map(|coding| ("content-encoding", coding)));
        let has_conditions = self.conditions.load(Ordering::Relaxed);
        let mut result = self.client.put(path, bytes, &headers, if has_conditions { condition } else { Condition::None });
        if has_conditions && matches!(result, Err(S3Error::NoConditions)) {
            self.conditions.store(false, Ordering::Relaxed);
            result = self.client.put(path, bytes, &headers, Condition::None);
        }
        result.map_err(|error| self.failure("write", path, &error))
    }

    /// An address of the bucket, for people.
    fn place(&self, path: &str) -> String {
        let slash = if self.bucket.prefix.is_empty() || path.is_empty() { "" } else { "/" };
        format!("`s3://{}/{}{slash}{path}`", self.bucket.name, self.bucket.prefix)
    }

    fn failure(&self, what: &str, path: &str, error: &S3Error) -> Failure {
        let (why, help) = match error {
            S3Error::NotFound(code) => {
                (format!("it is not there ({code})"), "Is the bucket's name right, and does it exist in this region?")
            }
            S3Error::Denied(words) => (
                words.clone(),
                "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN, where there is one) for a user who may list, read, write and delete here.",
            ),
            S3Error::Changed => (
                "somebody else has written it since this run began".to_owned(),
                "Run it again when the other has ended: it goes on where this one stopped.",
            ),
            S3Error::NoConditions => ("the service does not know how".to_owned(), "Is `endpoint` the address of an S3-compatible service?"),
            S3Error::Other(words) => (
                words.clone(),
                "Run it again: it goes on where it stopped. `endpoint` and `region` stand in `[publish]`, or in AWS_ENDPOINT_URL and AWS_REGION.",
            ),
        };
        Failure::new(format!("cannot {what} {}: {why}", self.place(path))).help(help)
    }
}

/// What the manifest must say while a run is under way: what was there, and what is about to come, with a hash that nothing has.
fn manifest_of_both(old: &[FileEntry], new: &[FileEntry], done: &HashSet<&str>) -> String {
    let mut all: BTreeMap<&str, FileEntry> = old.iter().map(|entry| (&*entry.path, entry.clone())).collect();
    for entry in new {
        let same = all.get(&*entry.path).is_some_and(|old| old.hash == entry.hash);
        let hash = if same || done.contains(&*entry.path) { entry.hash } else { blake3::Hash::from_bytes([0; 32]) };
        all.insert(&entry.path, FileEntry { hash, ..entry.clone() });
    }
    write_manifest(None, all.values())
}

/// The media type of a file by its name, and the coding of precompressed copies (`index.html.gz`).
fn type_and_coding(path: &str) -> (&'static str, Option<&'static str>) {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name.strip_suffix(".gz") {
        Some(name) => (media_type::of(name), Some("gzip")),
        None => (media_type::of(name), None),
    }
}

/// How long a reader may keep a file. Pages load styles and scripts by addresses that change with their bytes, and a font is seldom another
/// under the same name; what an editor replaces, such as a picture, is asked for again.
fn cache_control(path: &str) -> &'static str {
    match media_type::extension(path) {
        "css" | "js" | "mjs" | "woff2" => "public, max-age=86400",
        _ => "public, max-age=300, must-revalidate",
    }
}

/// The value of the first of these variables that is set, and its name.
fn from_environment(names: &[&'static str]) -> Option<(&'static str, String)> {
    names.iter().find_map(|name| std::env::var_os(name).map(|value| (*name, value.to_string_lossy().trim().to_owned())))
}

fn client(bucket: &Bucket, endpoint_from_site: bool) -> Result<S3Client, Failure> {
    let region = bucket
        .region
        .clone()
        .or_else(|| from_environment(&["AWS_REGION", "AWS_DEFAULT_REGION"]).map(|(_, region)| region).filter(|region| !region.is_empty()))
        .unwrap_or_else(|| "us-east-1".to_owned());
    if region.is_empty() || !region.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return Err(Failure::new(format!("`{region}` is not the name of a region"))
            .help("Set `region` in `[publish]`, or AWS_REGION: \"eu-central-1\", or what your service calls its own."));
    }
    let service = service(bucket, endpoint_from_site, &region)?;
    let prefix = if bucket.prefix.is_empty() { String::new() } else { format!("{}/", bucket.prefix) };
    let endpoint = Endpoint { service, region, bucket: bucket.name.clone(), prefix };
    Ok(S3Client::new(endpoint, credentials()?, MAX_CONNECTIONS))
}

/// The service's address: the environment's, else the site's where it may be used, else Amazon's own.
fn service(bucket: &Bucket, endpoint_from_site: bool, region: &str) -> Result<Url, Failure> {
    let from_environment = from_environment(&["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT"]);
    let (name, address) = match (&bucket.endpoint, from_environment) {
        (Some(site), _) if endpoint_from_site => ("endpoint", site.clone()),
        (_, Some(variable)) => variable,
        // Whoever wrote `site.toml` need not be who holds the credentials.
        (Some(site), None) => {
            return Err(Failure::new(format!("site.toml names the service `{site}`, and nothing is sent there on its word alone"))
                .help(format!("If you trust it with your credentials, add `--endpoint-from-site`, or set AWS_ENDPOINT_URL={site}.")));
        }
        (None, None) => ("region", format!("https://s3.{region}.amazonaws.com")),
    };
    let is_service = |url: &Url| {
        let has_host = matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| !host.is_empty());
        let has_user = !url.username().is_empty() || url.password().is_some();
        has_host && !has_user && url.query().is_none() && url.fragment().is_none()
    };
    Url::parse(&address).ok().filter(is_service).ok_or_else(|| {
        let address = super::git::redact_address(&address);
        Failure::new(format!("`{name}` cannot be `{address}`: it is not the address of a service"))
            .help("Write it in full, and nothing but it: `https://s3.example.org`, or `http://localhost:9000`.")
    })
}

fn credentials() -> Result<Credentials, Failure> {
    let of = |name: &'static str| -> Result<Option<String>, Failure> {
        let Some((_, value)) = from_environment(&[name]).filter(|(_, value)| !value.is_empty()) else { return Ok(None) };
        if !value.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Failure::new(format!("{name} holds a line break, a space or a letter that no such value has")).help("Set it anew."));
        }
        Ok(Some(value))
    };
    let (key_id, secret) = (of("AWS_ACCESS_KEY_ID")?, of("AWS_SECRET_ACCESS_KEY")?);
    let token = of("AWS_SESSION_TOKEN")?;
    match (key_id, secret) {
        (Some(key_id), Some(secret)) => Ok(Credentials { key_id, secret, token }),
        _ => Err(Failure::new("there are no credentials for the bucket").help(
            "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN, where there is one). From a profile or a role: `eval \"$(aws configure export-credentials --format env)\"`.",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_editor_replaces_is_asked_for_again() {
        let kept = |path| cache_control(path).contains("86400");
        assert!(["site.css", "search.js", "fonts/serif-latin.woff2"].into_iter().all(kept));
        assert!(!["map.png", "favicon.svg", "a/index.html", "data/site.json"].into_iter().any(kept));
    }

    #[test]
    fn a_precompressed_copy_is_of_its_files_type() {
        assert_eq!(type_and_coding("a/index.html.gz"), ("text/html; charset=utf-8", Some("gzip")));
        assert_eq!(type_and_coding("a/index.html"), ("text/html; charset=utf-8", None));
    }
}
