//! Where to publish to, as it stands on the command line and in `[publish]`.

use std::path::{Path, PathBuf};

use super::git;
use crate::config::{Publish, PublishTarget, is_bucket_name};
use crate::diagnostic::Failure;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    Folder(PathBuf),
    Git(git::Branch),
    S3(Bucket),
}

/// A bucket, or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    pub(super) name: String,
    /// What the names of all objects begin with, without a `/` at either end.
    pub(super) prefix: String,
    pub(super) endpoint: Option<String>,
    pub(super) region: Option<String>,
}

impl Target {
    /// Reads a target as it stands on the command line, with what `[publish]` in `site.toml` adds. `folder`, `git` and `s3` alone mean what is
    /// set there; without a word, its `target`.
    pub fn read(text: Option<&str>, settings: &Publish, root: &Path) -> Result<Self, Failure> {
        let word = match (text, settings.target) {
            (Some(text), _) => text,
            (None, Some(target)) => target.as_str(),
            (None, None) => {
                return Err(Failure::new("it is not said where to publish to")
                    .help("Name a folder, `git`, or `s3://bucket/prefix`; or set `target` in `[publish]` in site.toml."));
            }
        };
        let missing = |what: &str, key: &str| {
            Failure::new(format!("no {what} to publish to is set"))
                .help(format!("Set `{key}` in `[publish]` in site.toml, or name it on the command line."))
        };
        if word == PublishTarget::Folder.as_str() {
            let folder = settings.folder.as_ref().ok_or_else(|| missing("folder", "folder"))?;
            return Ok(Self::Folder(root.join(&**folder)));
        }
        if word == PublishTarget::Git.as_str() {
            return Ok(Self::Git(git::Branch::of(settings, root, None)));
        }
        if let Some(place) = word.strip_prefix("git:") {
            return Ok(Self::Git(git::Branch::of(settings, root, Some(place))));
        }
        if word == PublishTarget::S3.as_str() {
            let bucket = settings.bucket.as_ref().ok_or_else(|| missing("bucket", "bucket"))?;
            return Bucket::of(settings, bucket, settings.prefix.as_deref().unwrap_or_default()).map(Self::S3);
        }
        if let Some(place) = word.strip_prefix("s3://") {
            let (bucket, prefix) = place.split_once('/').unwrap_or((place, settings.prefix.as_deref().unwrap_or_default()));
            return Bucket::of(settings, bucket, prefix).map(Self::S3);
        }
        if let Some((scheme, _)) = word.split_once("://") {
            return Err(Failure::new(format!("`{scheme}://` is not a place to publish to"))
                .help("Name a folder, `git:ADDRESS#BRANCH`, or `s3://bucket/prefix`."));
        }
        Ok(Self::Folder(PathBuf::from(word)))
    }
}

impl Bucket {
    fn of(settings: &Publish, name: &str, prefix: &str) -> Result<Self, Failure> {
        if !is_bucket_name(name) {
            return Err(Failure::new(format!("`{name}` is not the name of a bucket"))
                .help("A bucket's name has 3 to 63 small letters, digits, `-` and `.`: `s3://my-bucket/briefing`."));
        }
        let prefix = prefix.trim_matches('/');
        if prefix.chars().any(char::is_control) || (!prefix.is_empty() && prefix.split('/').any(|part| matches!(part, "" | "." | ".."))) {
            return Err(Failure::new(format!("`{prefix}` cannot begin the names of objects"))
                .help("Write it like a path: `s3://my-bucket/briefing/2026`."));
        }
        let region = settings.region.as_deref().map(str::to_owned);
        let endpoint = settings.endpoint.as_ref().map(|endpoint| endpoint.value.to_string());
        Ok(Self { name: name.to_owned(), prefix: prefix.to_owned(), endpoint, region })
    }
}
