//! To an S3-compatible bucket.
//!
//! Credentials come from the usual environment (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`, a role of the machine) and
//! are neither read nor shown by this program. The manifest is the object `.rapporteur-manifest`; it is written before the first object, every
//! few hundred objects, and at the end, so that a run that was killed is gone on with.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use object_store::aws::AmazonS3Builder;
use object_store::path::Path as Key;
use object_store::{Attribute, Attributes, ObjectStore, ObjectStoreExt, PutOptions, PutPayload};
use tokio::task::JoinSet;
use tokio_stream::StreamExt;

use super::{Plan, Report, Tree, manifest_of_both, media, read_manifest};
use crate::config::Publish;
use crate::diagnostic::Failure;
use crate::write::{Entry, MANIFEST, write_manifest};

/// How many objects are on their way at once.
const AT_ONCE: usize = 16;
/// After how many objects the manifest is written anew.
const CHECKPOINT: usize = 256;

/// A bucket, or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    name: String,
    prefix: String,
    endpoint: Option<String>,
    region: Option<String>,
}

impl Bucket {
    pub(super) fn of(settings: &Publish, name: &str, prefix: &str) -> Result<Self, Failure> {
        let fine = (3..=63).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.'));
        if !fine {
            return Err(Failure::new(format!("`{name}` is no name of a bucket"))
                .help("A bucket's name has 3 to 63 small letters, digits, `-` and `.`: `s3://my-bucket/briefing`."));
        }
        let of = |text: &Option<Box<str>>| text.as_ref().map(ToString::to_string);
        Ok(Self {
            name: name.to_owned(),
            prefix: prefix.trim_matches('/').to_owned(),
            endpoint: of(&settings.endpoint),
            region: of(&settings.region),
        })
    }

    fn store(&self) -> Result<Arc<dyn ObjectStore>, Failure> {
        let mut builder = AmazonS3Builder::from_env().with_bucket_name(&self.name);
        let from_env = ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT"].into_iter().find_map(|name| std::env::var(name).ok());
        if let Some(endpoint) = self.endpoint.clone().or(from_env) {
            // A service in one's own house may speak plain HTTP; its address says so.
            builder = builder.with_allow_http(endpoint.starts_with("http://")).with_endpoint(endpoint);
        }
        if let Some(region) = &self.region {
            builder = builder.with_region(region);
        }
        let store = builder.build().map_err(|error| self.failed("reach", "", &error))?;
        Ok(Arc::new(store))
    }

    fn key(&self, path: &str) -> Result<Key, Failure> {
        let whole = if self.prefix.is_empty() { path.to_owned() } else { format!("{}/{path}", self.prefix) };
        Key::parse(&whole).map_err(|error| self.unfit(&error))
    }

    fn unfit(&self, error: &object_store::path::Error) -> Failure {
        Failure::new(format!("an object in the bucket `{}` cannot have this name: {error}", self.name))
            .help("Change `prefix`, or the file's name.")
    }

    fn failed(&self, what: &str, path: &str, error: &object_store::Error) -> Failure {
        let place =
            format!("s3://{}/{}", self.name, if self.prefix.is_empty() { path.to_owned() } else { format!("{}/{path}", self.prefix) });
        let help = match error {
            object_store::Error::Unauthenticated { .. } | object_store::Error::PermissionDenied { .. } => {
                "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN, where there is one) for a user who may list, read, write and delete here."
            }
            object_store::Error::NotFound { .. } => "Is the bucket's name right, and does it exist in this region?",
            _ => {
                "Run it again: it goes on where it stopped. `endpoint` and `region` stand in `[publish]`, or in AWS_ENDPOINT_URL and AWS_REGION."
            }
        };
        Failure::new(format!("cannot {what} `{place}`: {error}")).help(help)
    }
}

pub(super) fn publish(tree: Tree<'_>, bucket: &Bucket, dry_run: bool) -> Result<Report, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Failure::new(format!("cannot begin to publish: {error}")))?;
    runtime.block_on(run(tree, bucket, dry_run))
}

async fn run(tree: Tree<'_>, bucket: &Bucket, dry_run: bool) -> Result<Report, Failure> {
    let store = bucket.store()?;
    let place = format!("`s3://{}/{}`", bucket.name, bucket.prefix);
    let old = old_manifest(&store, bucket, &place).await?;
    let present = sizes(&store, bucket).await?;
    let ours: HashMap<&str, &Entry> = old.iter().map(|entry| (&*entry.path, entry)).collect();
    let mut foreign = Vec::new();
    let plan = Plan::of(tree.files, &old, |entry| {
        let key = bucket.key(&entry.path)?;
        let there = present.get(&key);
        let known = ours.get(&*entry.path);
        if there.is_some() && known.is_none() {
            foreign.push(entry.path.to_string());
        }
        Ok(there == Some(&entry.length) && known.is_some_and(|old| old.hash == entry.hash))
    })?;
    if !foreign.is_empty() {
        let list = foreign.iter().take(5).map(|path| format!("`{path}`")).collect::<Vec<_>>().join(", ");
        return Err(Failure::new(format!("{place} holds {} objects of somebody else in the place of ours: {list}", foreign.len()))
            .help("Delete them, or publish under another prefix: `s3://bucket/prefix`. Nothing was changed."));
    }
    let report = plan.report();
    let text = write_manifest(None, tree.files.iter());
    if dry_run || (plan.is_empty() && text == write_manifest(None, old.iter())) {
        return Ok(report);
    }
    let mut done: HashSet<&str> = HashSet::new();
    let checkpoint = |done: &HashSet<&str>| manifest_of_both(&old, tree.files, done).into_bytes();
    put(&store, bucket, MANIFEST, checkpoint(&done)).await?;
    let mut since = 0_usize;
    let mut rest = plan.send.as_slice();
    while let Some((stage, _)) = rest.first() {
        // Nothing of the next stage goes before all of this one is there.
        let of_stage = rest.iter().take(AT_ONCE).take_while(|(other, _)| other == stage).count();
        let (batch, after) = rest.split_at(of_stage.min(rest.len()));
        send(&store, bucket, tree, batch).await?;
        done.extend(batch.iter().map(|(_, entry)| &*entry.path));
        since = since.saturating_add(batch.len());
        if since >= CHECKPOINT {
            put(&store, bucket, MANIFEST, checkpoint(&done)).await?;
            since = 0;
        }
        rest = after;
    }
    for path in &plan.delete {
        match store.delete(&bucket.key(path)?).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => return Err(bucket.failed("delete", path, &error)),
        }
    }
    put(&store, bucket, MANIFEST, text.into_bytes()).await?;
    Ok(report)
}

async fn old_manifest(store: &Arc<dyn ObjectStore>, bucket: &Bucket, place: &str) -> Result<Vec<Entry>, Failure> {
    match store.get(&bucket.key(MANIFEST)?).await {
        Ok(found) => {
            let bytes = found.bytes().await.map_err(|error| bucket.failed("read", MANIFEST, &error))?;
            read_manifest(&String::from_utf8_lossy(&bytes), place)
        }
        Err(object_store::Error::NotFound { .. }) => Ok(Vec::new()),
        Err(error) => Err(bucket.failed("read", MANIFEST, &error)),
    }
}

/// The length of every object under the prefix.
async fn sizes(store: &Arc<dyn ObjectStore>, bucket: &Bucket) -> Result<HashMap<Key, u64>, Failure> {
    let prefix = if bucket.prefix.is_empty() { None } else { Some(Key::parse(&bucket.prefix).map_err(|error| bucket.unfit(&error))?) };
    let mut listing = store.list(prefix.as_ref());
    let mut sizes = HashMap::new();
    while let Some(object) = listing.next().await {
        let object = object.map_err(|error| bucket.failed("list", "", &error))?;
        sizes.insert(object.location, object.size);
    }
    Ok(sizes)
}

async fn send(store: &Arc<dyn ObjectStore>, bucket: &Bucket, tree: Tree<'_>, batch: &[(u8, &Entry)]) -> Result<(), Failure> {
    let mut running = JoinSet::new();
    for (_, entry) in batch {
        let bytes = tree.read(entry)?;
        let (store, bucket, path) = (Arc::clone(store), bucket.clone(), entry.path.to_string());
        running.spawn(async move { put(&store, &bucket, &path, bytes).await });
    }
    while let Some(ended) = running.join_next().await {
        ended.map_err(|error| Failure::new(format!("cannot go on publishing: {error}")))??;
    }
    Ok(())
}

async fn put(store: &Arc<dyn ObjectStore>, bucket: &Bucket, path: &str, bytes: Vec<u8>) -> Result<(), Failure> {
    let (media_type, coding) = media::types(path);
    let mut attributes = Attributes::new();
    attributes.insert(Attribute::ContentType, media_type.into());
    attributes.insert(Attribute::CacheControl, media::cache_control(path).into());
    if let Some(coding) = coding {
        attributes.insert(Attribute::ContentEncoding, coding.into());
    }
    let options = PutOptions { attributes, ..PutOptions::default() };
    store.put_opts(&bucket.key(path)?, PutPayload::from(bytes), options).await.map_err(|error| bucket.failed("write", path, &error))?;
    Ok(())
}
