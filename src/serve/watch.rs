//! Watches the site's folders. Every editor saves in its own way (in place, rename over, swap files); all that counts here is that
//! something may have changed. What has changed is found out by reading.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant, SystemTime};

use notify::event::{AccessKind, AccessMode, CreateKind, EventKind, ModifyKind, RemoveKind, RenameMode};
use notify::{Config, RecommendedWatcher, RecursiveMode, Watcher};
use walkdir::WalkDir;

use crate::config::{FILE_NAME, FOLDERS};
use crate::diagnostic::Failure;

/// How long nothing more must change before the rebuild begins.
const QUIET: Duration = Duration::from_millis(12);
/// The same where the last event was the end of saving a file: it was closed, or renamed into its place.
const QUIET_AFTER_SAVING: Duration = Duration::from_millis(2);
/// A stream of changes that does not end (a branch switch) is cut here.
const MAX_WAIT: Duration = Duration::from_millis(250);
/// How often `--poll` asks the disk.
const POLL: Duration = Duration::from_millis(500);

/// A running watch; it ends when this is dropped.
pub(super) struct Changes {
    root: PathBuf,
    /// None where the disk is asked.
    watcher: Option<RecommendedWatcher>,
    watched: Vec<PathBuf>,
    /// What the disk said last, where it is asked.
    asked: Option<Vec<PathStamp>>,
    /// The citation style's file, where it is one of the site's.
    style: Option<PathBuf>,
    events: Receiver<notify::Result<notify::Event>>,
}

/// A path with its length and the time of its last change, where these can be told.
type PathStamp = (PathBuf, Option<(u64, Option<SystemTime>)>);

/// Begins to watch a site.
pub(super) fn start(root: &Path, poll: bool) -> Result<Changes, Failure> {
    let root = root.canonicalize().map_err(|error| Failure::new(format!("cannot open `{}`: {error}", root.display())))?;
    let (sender, events) = channel();
    let handler = move |event| {
        // The receiver is gone only when the program ends.
        let _ = sender.send(event);
    };
    let cannot_watch = |error: notify::Error| {
        Failure::new(format!("cannot watch `{}`: {error}", root.display()))
            .help("Use `--poll`, which asks the disk twice a second instead.")
    };
    let asked = poll.then(|| stamps(&root, None));
    let mut watcher = if poll { None } else { Some(RecommendedWatcher::new(handler, Config::default()).map_err(cannot_watch)?) };
    watcher.as_mut().map_or(Ok(()), |watcher| watcher.watch(&root, RecursiveMode::NonRecursive)).map_err(cannot_watch)?;
    let mut changes = Changes { root, watcher, watched: Vec::new(), asked, style: None, events };
    changes.follow()?;
    Ok(changes)
}

impl Changes {
    /// Watches the folders that exist now, and drops all earlier watches; a folder that is made later is watched when an event of the root
    /// reports it.
    ///
    /// A folder that was deleted and made again (a branch switch, a sync tool) has the same path and none of the old watches, and those of
    /// folders below it come and go while events of the old ones are still on their way. So nothing of the old watches is trusted.
    /// Whatever changes in between is read by the rebuild that follows.
    fn follow(&mut self) -> Result<(), Failure> {
        let folders = FOLDERS.map(|folder| (self.root.join(folder), RecursiveMode::Recursive));
        let of_style = self.folder_of_style().map(|folder| (folder, RecursiveMode::NonRecursive));
        let Some(watcher) = &mut self.watcher else { return Ok(()) };
        for path in std::mem::take(&mut self.watched) {
            // It may have gone with its folder.
            let _ = watcher.unwatch(&path);
        }
        for (path, mode) in folders.into_iter().chain(of_style) {
            if path.is_dir() {
                watcher.watch(&path, mode).map_err(|error| {
                    Failure::new(format!("cannot watch `{}`: {error}", path.display()))
                        .help("Use `--poll`, or raise the system's limit of watches (on Linux, `fs.inotify.max_user_watches`).")
                })?;
                self.watched.push(path);
            }
        }
        Ok(())
    }

    /// Watches the citation style's file too: its path from the root, where the site has one.
    pub(super) fn follow_style(&mut self, path: Option<&str>) {
        let style = path.map(|path| self.root.join(path));
        if self.style != style {
            self.style = style;
            // As after any change of folders.
            let _ = self.follow();
        }
    }

    /// The folder inside the site in which its citation style lies, where it is not watched anyway.
    fn folder_of_style(&self) -> Option<PathBuf> {
        let folder = self.style.as_ref()?.parent()?.canonicalize().ok()?;
        let inside = folder.strip_prefix(&self.root).ok()?;
        let first = inside.components().next()?.as_os_str();
        FOLDERS.iter().all(|known| first != *known).then_some(folder)
    }

    /// Waits until something has changed and then was quiet for a moment; false when the watch has ended.
    pub(super) fn wait(&mut self) -> bool {
        while let Some(before) = &self.asked {
            std::thread::sleep(POLL);
            let now = stamps(&self.root, self.style.as_deref());
            if now != *before {
                self.asked = Some(now);
                return true;
            }
        }
        let first = loop {
            match self.events.recv() {
                Ok(event) if self.is_relevant(&event) => break event,
                Ok(_) => {}
                Err(_) => return false,
            }
        };
        let mut folders = concerns_folders(&first);
        let mut quiet = pause_after(&first);
        let begun = Instant::now();
        while begun.elapsed() < MAX_WAIT {
            match self.events.recv_timeout(quiet) {
                Ok(event) => {
                    folders |= concerns_folders(&event);
                    quiet = pause_after(&event);
                }
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return false,
            }
        }
        if folders {
            // A folder that cannot be followed is read all the same on the next change elsewhere.
            let _ = self.follow();
        }
        true
    }

    /// Reading and looking change nothing; nor does what lies beside the site's folders.
    fn is_relevant(&self, event: &notify::Result<notify::Event>) -> bool {
        let Ok(event) = event else { return true };
        if event.need_rescan() {
            return true;
        }
        if matches!(event.kind, EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(notify::event::MetadataKind::AccessTime))) {
            return false;
        }
        event.paths.iter().any(|path| {
            let of_style = self.style.as_ref().is_some_and(|style| style.starts_with(path));
            of_style
                || path.strip_prefix(&self.root).is_ok_and(|inside| {
                    let mut parts = inside.components();
                    let first = parts.next().map(|part| part.as_os_str().to_string_lossy().into_owned()).unwrap_or_default();
                    first.is_empty() || first == FILE_NAME || FOLDERS.contains(&first.as_str())
                })
        })
    }
}

/// All that a site is read from, as the disk tells of it without reading files: over a network that would take all day.
fn stamps(root: &Path, style: Option<&Path>) -> Vec<PathStamp> {
    let places = FOLDERS.into_iter().chain([FILE_NAME]).map(|name| root.join(name)).chain(style.map(Path::to_path_buf));
    let entries = places.flat_map(|place| WalkDir::new(place).follow_links(true).sort_by_file_name()).flatten();
    let stamp = |entry: walkdir::DirEntry| {
        let data = entry.metadata().ok();
        (entry.into_path(), data.map(|data| (data.len(), data.modified().ok())))
    };
    entries.map(stamp).collect()
}

/// Whether folders may have come or gone, so that others have to be watched than before.
fn concerns_folders(event: &notify::Result<notify::Event>) -> bool {
    let Ok(event) = event else { return true };
    event.need_rescan()
        || match event.kind {
            EventKind::Create(kind) => kind != CreateKind::File,
            EventKind::Remove(kind) => kind != RemoveKind::File,
            EventKind::Modify(ModifyKind::Name(_)) => event.paths.iter().any(|path| path.is_dir()),
            _ => false,
        }
}

/// How long to wait for what else may come.
fn pause_after(event: &notify::Result<notify::Event>) -> Duration {
    let saved = event.as_ref().is_ok_and(|event| {
        matches!(
            event.kind,
            EventKind::Access(AccessKind::Close(AccessMode::Write))
                | EventKind::Modify(ModifyKind::Name(RenameMode::To | RenameMode::Both))
        )
    });
    if saved { QUIET_AFTER_SAVING } else { QUIET }
}
