//! `publish`: the built site to where people read it.

use std::path::PathBuf;

use super::{CommandOutcome, SiteArguments, build};
use crate::counts::in_order;
use crate::diagnostic::{Failure, Severity};
use crate::publish::{self, Report, Target};
use crate::read::Disk;
use crate::report::{human, visible};
use crate::terminal::{OutputArgs, has_colours, print_report, print_status};
use crate::{config, write};

/// Put the built site where people read it.
///
/// TARGET is a folder's path; `git`, `git:REMOTE` or `git:REMOTE#BRANCH`; or `s3://BUCKET/PREFIX`. Without it, or as `folder`, `git` or `s3`,
/// what `[publish]` in site.toml says. Only what changed is sent, and what others put there is left alone.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// Where to: a folder, `git`, `git:REMOTE#BRANCH` or `s3://BUCKET/PREFIX`
    #[arg(value_name = "TARGET")]
    target: Option<String>,
    /// The site's folder, which holds site.toml
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// The folder that holds the build [default: public in the root]
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Say what would be done, and change nothing
    #[arg(short = 'n', long)]
    dry_run: bool,
    /// With --dry-run, name each file, however many there are
    #[arg(long, requires = "dry_run")]
    list: bool,
    /// Build the site first, into the same folder
    #[arg(long, conflicts_with = "as_it_is")]
    build: bool,
    /// Publish the build as it is, even if it was built with --drafts, is for another address, or of other content than the site's
    #[arg(long)]
    as_it_is: bool,
    /// Write over files that others put there, where ours go; they are listed first
    #[arg(long)]
    adopt: bool,
    /// Send the credentials for S3 to the service that site.toml names
    #[arg(long)]
    endpoint_from_site: bool,
}

pub fn run(arguments: &Arguments, output_args: OutputArgs) -> Result<CommandOutcome, Failure> {
    let inputs = Disk::new(&arguments.root).read()?;
    let (settings, mut problems) = config::read(&inputs.config_file, None);
    problems.retain(|problem| problem.severity == Severity::Error);
    if !problems.is_empty() {
        print_report(&human::all(&problems, &inputs.files, has_colours(output_args)));
        return Ok(CommandOutcome::Problems);
    }
    let target = Target::read(arguments.target.as_deref(), &settings.publish, &arguments.root)?;
    let output = arguments.output.clone().unwrap_or_else(|| arguments.root.join("public"));
    let mut content = build::content_hash(&inputs)?;
    if arguments.build {
        let site = SiteArguments { root: arguments.root.clone(), ..SiteArguments::default() };
        let first = build::Arguments { site, output: Some(output.clone()) };
        if build::run(&first, output_args)? == CommandOutcome::Problems {
            return Ok(CommandOutcome::Problems);
        }
        // It may have changed since.
        content = build::content_hash(&Disk::new(&arguments.root).read()?)?;
    }
    let expected = publish::Expected { content, base_url: settings.base_url.as_ref().map(url::Url::as_str) };
    let expected = (!arguments.as_it_is).then_some(expected);
    let options = publish::Options { dry_run: arguments.dry_run, adopt: arguments.adopt, endpoint_from_site: arguments.endpoint_from_site };
    let notify = |line: &str| {
        if !output_args.quiet {
            print_status(&visible(line));
        }
    };
    let report = publish::publish(&target, &arguments.root, &output, &settings.publish, expected, options, &notify)?;
    if !output_args.quiet {
        print_report(&format_report(&report, arguments.dry_run, arguments.list));
    }
    Ok(CommandOutcome::Fine)
}

/// What a run did, for people. Where nothing has been done yet each file by its name, or of many those of a folder by their number.
fn format_report(report: &Report, dry_run: bool, all: bool) -> String {
    let mut text = String::new();
    for (verb, paths) in [("send  ", &report.sent), ("delete", &report.deleted)].into_iter().filter(|_| dry_run) {
        let by_name = || paths.iter().map(|path| (path.clone(), None)).collect();
        for (place, count) in if all || paths.len() <= MAX_LISTED { by_name() } else { by_folder(paths) } {
            let count = count.map_or_else(String::new, |count| format!("  {count} files"));
            text.push_str(&format!("would {verb}  {}{count}\n", visible(&place)));
        }
    }
    let would = if dry_run { "Would publish" } else { "Published" };
    text.push_str(&format!("{would}: {} sent, {} deleted, {} unchanged", report.sent.len(), report.deleted.len(), report.unchanged));
    if !report.remarks.is_empty() {
        text.push_str(&format!(" ({})", visible(&report.remarks.join(", "))));
    }
    text.push('\n');
    text
}

/// The most files that are named one by one.
const MAX_LISTED: usize = 100;

/// A file, or a group of files with how many there are.
type ListedPath = (String, Option<usize>);

/// The folders at the top, and the styles, scripts and pictures beside them by their ending, with how many files each has, in the order in
/// which their first goes; what is alone has its name.
fn by_folder(paths: &[String]) -> Vec<ListedPath> {
    let grouped = paths.iter().map(|path| {
        let group = match (path.split_once('/'), path.rsplit_once('.')) {
            (Some((folder, _)), _) => format!("{folder}/"),
            (None, Some((_, ending))) if write::phase(path) == 0 => format!("*.{ending}"),
            _ => path.clone(),
        };
        (group, path)
    });
    let groups = in_order(grouped, |(a, _), (b, _)| a == b).into_iter();
    groups.map(|((group, first), count)| if count == 1 { (first.clone(), None) } else { (group, Some(count)) }).collect()
}
