//! Watches the site's folders. Every editor saves in its own way (in place, rename over, swap files); all that counts here is that
//! something may have changed. What has changed is found out by reading.

use std::path::{Component, Path, PathBuf};
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
    /// The files and folders at the root that the site is made from.
    names: Vec<String>,
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
    let names = names(None);
    let asked = poll.then(|| stamps(&root, &names));
    let mut watcher = if poll { None } else { Some(RecommendedWatcher::new(handler, Config::default()).map_err(cannot_watch)?) };
    watcher.as_mut().map_or(Ok(()), |watcher| watcher.watch(&root, RecursiveMode::NonRecursive)).map_err(cannot_watch)?;
    let mut changes = Changes { root, watcher, watched: Vec::new(), asked, names, events };
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
        let Some(watcher) = &mut self.watcher else { return Ok(()) };
        for path in std::mem::take(&mut self.watched) {
            // It may have gone with its folder.
            let _ = watcher.unwatch(&path);
        }
        for path in self.names.iter().map(|name| self.root.join(name)) {
            if path.is_dir() {
                watcher.watch(&path, RecursiveMode::Recursive).map_err(|error| {
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
        let names = names(path);
        if self.names != names {
            self.names = names;
            // As after any change of folders.
            let _ = self.follow();
        }
    }

    /// Waits until something has changed and then was quiet for a moment; false when the watch has ended.
    pub(super) fn wait(&mut self) -> bool {
        while let Some(before) = &self.asked {
            std::thread::sleep(POLL);
            let now = stamps(&self.root, &self.names);
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
            path.strip_prefix(&self.root).is_ok_and(|inside| {
                let first = inside.components().next().map(Component::as_os_str);
                first.is_none_or(|first| self.names.iter().any(|name| first == &**name))
            })
        })
    }
}

/// The files and folders at a root that a site is made from; its citation style may lie in a folder of its own.
fn names(style: Option<&str>) -> Vec<String> {
    let is_name = |part: Component<'_>| if let Component::Normal(name) = part { name.to_str().map(str::to_owned) } else { None };
    let of_style = style.and_then(|path| Path::new(path).components().find_map(is_name));
    FOLDERS.into_iter().chain([FILE_NAME]).map(str::to_owned).chain(of_style).collect()
}

/// All that a site is read from, as the disk tells of it without reading files: over a network that would take all day.
fn stamps(root: &Path, names: &[String]) -> Vec<PathStamp> {
    let entries = names.iter().flat_map(|name| WalkDir::new(root.join(name)).follow_links(true).sort_by_file_name()).flatten();
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
