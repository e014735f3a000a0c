//! `serve`: build, watch, reload. One thread rebuilds through [`crate::build`]; the server answers from the last good site, page by page,
//! with the same pure function that writes pages to disk.

mod http;
mod routes;
mod watch;

use std::collections::HashSet;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Instant, SystemTime};

use tokio::sync::broadcast;

use crate::diagnostic::{Diagnostic, Failure, Place, Severity, has_errors, number_of};
use crate::read::{Disk, Inputs};
use crate::terminal::{OutputArgs, has_colours, print_error, print_report, print_status, print_timings};
use crate::{Cache, Options, Site, Timings, report};

/// The port that is tried first when none is asked for.
pub const DEFAULT_PORT: u16 = 4444;
/// How many of the addresses that were asked for last are tried with the templates of a new site.
const MAX_REMEMBERED: usize = 32;

/// Build, serve on this machine, and reload the browser on every change.
///
/// While the content has errors, the last good site stays up and the browser shows what is wrong.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// The site's folder, which holds site.toml
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
    /// The port [default: the first free one from 4444]
    #[arg(long, short)]
    pub port: Option<u16>,
    /// What to listen on; by default this machine alone
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub host: IpAddr,
    /// Open the site in the browser
    #[arg(long)]
    pub open: bool,
    /// Show drafts too
    #[arg(long)]
    pub drafts: bool,
    /// Ask the disk for changes twice a second, for network drives that tell of none
    #[arg(long)]
    pub poll: bool,
}

/// What is served at the moment.
#[derive(Debug)]
pub(crate) struct State {
    /// The last site that could be built; none before the first.
    pub(crate) site: Option<Arc<Site>>,
    /// What is wrong with the newest content, as the page for the overlay; empty when all is well.
    pub(crate) problems: String,
    /// Counts the changes that browsers must hear of, from a number that no earlier run has reached.
    pub(crate) generation: u64,
}

/// What browsers are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LiveEvent {
    /// The page may have changed: load it again.
    Reload,
    /// Only styles have changed: swap them.
    Styles,
    /// Problems came up, or went away: show them.
    Problems,
}

/// What the server and the rebuilding thread share.
#[derive(Debug)]
pub(crate) struct ServerState {
    pub(crate) state: RwLock<State>,
    pub(crate) live_events: broadcast::Sender<LiveEvent>,
    pub(crate) host: IpAddr,
    /// What was asked for last, the newest at the end: the pages that people look at.
    asked: Mutex<Vec<String>>,
}

impl ServerState {
    /// What is served now. A thread that died while writing left the old state whole.
    pub(crate) fn read(&self) -> std::sync::RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers that a path was asked for.
    pub(crate) fn remember(&self, path: &str) {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.retain(|known| known != path);
        asked.push(path.to_owned());
        let too_many = asked.len().saturating_sub(MAX_REMEMBERED);
        asked.drain(..too_many);
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.write().unwrap_or_else(PoisonError::into_inner));
    }
}

/// Builds, serves and rebuilds until the process is ended.
pub fn run(settings: &Arguments, output_args: OutputArgs) -> Result<(), Failure> {
    let (listener, moved_from) = listen(settings.host, settings.port)?;
    let local = listener.local_addr().map_err(|error| Failure::new(format!("cannot listen: {error}")))?;
    let (live_events, _) = broadcast::channel(64);
    let generation = SystemTime::UNIX_EPOCH.elapsed().map_or(0, |age| age.as_secs() * 1_000);
    let shared = Arc::new(ServerState {
        state: RwLock::new(State { site: None, problems: String::new(), generation }),
        live_events,
        host: settings.host,
        asked: Mutex::default(),
    });
    let mut builder = Builder {
        disk: Disk::new(&settings.root),
        cache: Cache::default(),
        options: Options { drafts: settings.drafts, ..Options::default() },
        shared: Arc::clone(&shared),
        output_args,
        fingerprint: Fingerprint::default(),
        style: None,
        told: HashSet::new(),
    };
    // Watching begins before the first build: what changes in between must not be missed.
    let mut changes = watch::start(&builder.disk.find_site()?, settings.poll)?;
    builder.rebuild()?;
    changes.follow_style(builder.style.as_deref());
    let address = address_of(local);
    if let Some(taken) = moved_from {
        print_status(&format!("Port {taken} is taken, so the next free one is used."));
    }
    print_status(&format!("Serving {address} (Ctrl-C ends it)"));
    if settings.open
        && let Err(error) = opener::open_browser(&address)
    {
        print_status(&format!("The browser could not be opened: {error}"));
    }
    std::thread::Builder::new()
        .name("rebuild".to_owned())
        .spawn(move || {
            while changes.wait() {
                // The last good site stays up.
                if let Err(failure) = builder.rebuild() {
                    print_error(&failure, output_args);
                }
                changes.follow_style(builder.style.as_deref());
            }
        })
        .map_err(|error| Failure::new(format!("cannot start a thread: {error}")))?;
    http::serve(listener, shared)
}

/// How a browser is told to come here.
fn address_of(local: SocketAddr) -> String {
    match local.ip() {
        ip if ip.is_unspecified() || ip.is_loopback() && ip.is_ipv4() => format!("http://localhost:{}/", local.port()),
        IpAddr::V6(ip) => format!("http://[{ip}]:{}/", local.port()),
        IpAddr::V4(ip) => format!("http://{ip}:{}/", local.port()),
    }
}

/// Takes the port that was asked for, or the first free one; gives the default port where that was taken.
fn listen(host: IpAddr, port: Option<u16>) -> Result<(TcpListener, Option<u16>), Failure> {
    let first = port.unwrap_or(DEFAULT_PORT);
    let free =
        |from: u16| (from..from.saturating_add(20)).find_map(|port| TcpListener::bind((host, port)).ok().map(|listener| (listener, port)));
    match (TcpListener::bind((host, first)), port) {
        (Ok(listener), _) => Ok((listener, None)),
        (Err(error), None) if error.kind() == std::io::ErrorKind::AddrInUse => {
            free(first.saturating_add(1)).map(|(listener, _)| (listener, Some(first))).ok_or_else(|| {
                Failure::new(format!("the ports {first} to {} are taken", first.saturating_add(20))).help("Choose one with `--port`.")
            })
        }
        (Err(error), Some(_)) if error.kind() == std::io::ErrorKind::AddrInUse => {
            let failure = Failure::new(format!("port {first} is taken by another program, perhaps another `rapporteur serve`"));
            Err(match free(first.saturating_add(1)) {
                Some((_, next)) => failure.help(format!("Stop the other one, or use `--port {next}`, which is free.")),
                None => failure.help("Stop the other one, or choose another port."),
            })
        }
        (Err(error), _) => Err(Failure::new(format!("cannot listen on {host}, port {first}: {error}"))
            .help("Choose another address with `--host` or `--port`.")),
    }
}

/// Rebuilds through the one build.
struct Builder {
    disk: Disk,
    cache: Cache,
    options: Options,
    shared: Arc<ServerState>,
    output_args: OutputArgs,
    /// What the site that is served was made of.
    fingerprint: Fingerprint,
    /// The path of its citation style's file, from its root.
    style: Option<String>,
    /// The warnings of the last build, which are not told again: what an edit brings about would be lost among them.
    told: HashSet<String>,
}

impl Builder {
    fn rebuild(&mut self) -> Result<(), Failure> {
        let begun = Instant::now();
        let mut timings = Timings::default();
        let inputs = timings.stage("read", || self.disk.read())?;
        let mut built = crate::build(&inputs, &mut self.cache, &self.options);
        built.timings.put_first(timings);
        self.style = built.site.model().config.style_file().map(str::to_owned);
        let mut problems = built.diagnostics;
        let pages = built.site.outputs().iter().filter(|output| output.page).count();
        problems.extend(built.timings.stage("render samples", || {
            let mut samples = built.site.one_of_each();
            let asked = self.shared.asked.lock().unwrap_or_else(PoisonError::into_inner).clone();
            // A template may fail on the page that is looked at alone. None can where the site has none of its own.
            let looked_at = asked.iter().filter_map(|path| routes::output(&built.site, path)).filter(|output| output.page);
            samples.extend(looked_at.take(if samples.is_empty() { 0 } else { MAX_REMEMBERED }));
            built.site.template_errors(&samples, || ())
        }));
        report::sort_and_dedup(&mut problems, &inputs.files);
        self.publish(built.site, &problems, &inputs);
        let shown = self.news(&problems, &inputs);
        print_report(&report::human::all(&shown, &inputs.files, has_colours(self.output_args)));
        print_timings(&built.timings, self.output_args);
        if !self.output_args.quiet {
            let (notes, pages) = (number_of(built.notes, "note"), number_of(pages, "page"));
            let (took, problems_told) = (begun.elapsed().as_millis(), report::numbers_of(&problems));
            print_status(&if has_errors(&problems) {
                format!("Checked {notes} in {took} ms; {problems_told}.")
            } else {
                format!("Built {notes}, {pages} in {took} ms; {problems_told}.")
            });
        }
        Ok(())
    }

    /// Errors, and the warnings that the last build did not tell of. Advice is there on every build; while writing, its number is enough.
    fn news(&mut self, problems: &[Diagnostic], inputs: &Inputs) -> Vec<Diagnostic> {
        // Its line is left out: it moves while somebody writes above it.
        let telling = |problem: &Diagnostic| {
            let file = problem.place.file().and_then(|file| inputs.files.get(file));
            let span = if let Place::Span(span) = problem.place { span.range() } else { 0..0 };
            let words = file.and_then(|file| file.text.get(span));
            format!("{:?} {} {words:?}", file.map(|file| &file.path), problem.message)
        };
        let warnings: HashSet<String> = problems.iter().filter(|problem| problem.severity == Severity::Warning).map(telling).collect();
        let is_news = |problem: &Diagnostic| problem.severity == Severity::Warning && !self.told.contains(&telling(problem));
        let news = problems.iter().filter(|problem| problem.severity == Severity::Error || is_news(problem)).cloned().collect();
        self.told = warnings;
        news
    }

    /// Puts a good site in the last one's place; of a broken one, only the problems are shown.
    fn publish(&mut self, site: Site, problems: &[Diagnostic], inputs: &Inputs) {
        let broken = has_errors(problems);
        let overlay = if broken { routes::overlay(problems, &inputs.files) } else { String::new() };
        let fingerprint = Fingerprint::new(inputs);
        let mut live_event = Some(if broken { LiveEvent::Problems } else { LiveEvent::Reload });
        let mut previous = None;
        self.shared.change(|state| {
            // What an editor writes beside the notes changes nothing that a page shows.
            if !broken && state.problems.is_empty() && self.fingerprint.others == fingerprint.others {
                live_event = (self.fingerprint.styles != fingerprint.styles).then_some(LiveEvent::Styles);
            }
            state.generation += u64::from(live_event.is_some());
            state.problems = overlay;
            if !broken || state.site.is_none() {
                previous = state.site.replace(Arc::new(site));
            }
        });
        // It fails where no browser listens.
        let _ = live_event.map(|live_event| self.shared.live_events.send(live_event));
        if !broken {
            self.fingerprint = fingerprint;
        }
        // Dropping a large site takes as long as making one, and readers do not wait for it.
        drop(previous);
    }
}

/// What a site is made of, to see when nothing but styles has changed.
#[derive(Debug, Default, PartialEq, Eq)]
struct Fingerprint {
    styles: Vec<StaticStamp>,
    others: OtherInputs,
}

/// What makes pages load again: texts, static files but styles, and which styles there are, since pages link to them.
type OtherInputs = (Vec<(Box<str>, blake3::Hash)>, Vec<StaticStamp>, Vec<Box<str>>);

/// A file of `static/`: its path, its size, and when it was last changed.
type StaticStamp = (Box<str>, u64, Option<SystemTime>);

impl Fingerprint {
    fn new(inputs: &Inputs) -> Self {
        let texts = inputs.files.sorted().into_iter().map(|file| (file.path.clone(), file.hash)).collect();
        let stamps = inputs.assets.iter().map(|asset| (asset.path.clone(), asset.len, asset.modified));
        let (styles, others): (Vec<StaticStamp>, Vec<StaticStamp>) = stamps.partition(|(path, ..)| path.ends_with(".css"));
        let paths = styles.iter().map(|(path, ..)| path.clone()).collect();
        Self { styles, others: (texts, others, paths) }
    }
}
