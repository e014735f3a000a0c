//! `build`: the site into a folder.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use rayon::prelude::*;

use super::{CommandOutcome, SiteArguments, build_site, outcome, print_end, print_problems};
use crate::diagnostic::{Diagnostic, Failure, has_errors, number_of};
use crate::read::Inputs;
use crate::render::share_image;
use crate::render::site::dedup_template_errors;
use crate::report::json::RunSummary;
use crate::terminal::{OutputArgs, print_status, progress};
use crate::view::share::Card;
use crate::write::{self, CommitSummary};
use crate::{Build, Output, Rendered, Site};

/// Build the site into a folder.
///
/// With errors in the content nothing is written, and the last output stays as it was.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    pub(super) site: SiteArguments,
    /// Where to write [default: public in the root]
    #[arg(long, value_name = "DIR")]
    pub(super) output: Option<PathBuf>,
}

pub fn run(arguments: &Arguments, output_args: OutputArgs) -> Result<CommandOutcome, Failure> {
    let begun = Instant::now();
    let output = arguments.output.clone().unwrap_or_else(|| arguments.site.root.join("public"));
    let mut readings = 0_usize;
    let (built, inputs, mut problems, counts) = loop {
        let (mut built, inputs, disk) = build_site(&arguments.site)?;
        let mut problems = std::mem::take(&mut built.diagnostics);
        // A build that fails leaves the last output as it was, whatever makes it fail.
        let broken = outcome(&problems, arguments.site.deny_warnings) == CommandOutcome::Problems;
        readings += 1;
        let changed = || readings < super::MAX_READINGS && disk.has_changed();
        let rendered = if broken {
            Some((super::check::render_all(&built.site, output_args), CommitSummary::default()))
        } else {
            write_all(&mut built, &inputs, &output, arguments, output_args, changed)?
        };
        if let Some((template_errors, CommitSummary { written, unchanged, removed })) = rendered {
            problems.extend(template_errors);
            break (built, inputs, problems, RunSummary { written, unchanged, removed, ..RunSummary::default() });
        }
    };
    print_problems(&mut problems, &inputs.files, &arguments.site, false, output_args)?;
    let result = outcome(&problems, arguments.site.deny_warnings);
    let message = |summary: &RunSummary| {
        if has_errors(&problems) {
            "Nothing was written: the content has errors, and the last output stays as it was".to_owned()
        } else if result == CommandOutcome::Problems {
            "Nothing was written: warnings are denied, and the last output stays as it was".to_owned()
        } else {
            let RunSummary { notes, pages, files, written, unchanged, removed, elapsed_ms, .. } = summary;
            let (notes, pages, files) = (number_of(*notes, "note"), number_of(*pages, "page"), number_of(*files, "file"));
            format!("Built {notes} into {pages} ({files}: {written} written, {unchanged} unchanged, {removed} removed) in {elapsed_ms} ms")
        }
    };
    print_end(&built, &problems, counts, begun, message, arguments.site.message_format, output_args)?;
    Ok(result)
}

/// Renders everything into a stage and publishes that, or discards it where a template fails: gives the errors of templates, and what was
/// written. Gives nothing, and discards it, where the notes have `changed` since they were read.
fn write_all(
    built: &mut Build,
    inputs: &Inputs,
    output: &Path,
    arguments: &Arguments,
    output_args: OutputArgs,
    changed: impl Fn() -> bool,
) -> Result<Option<(Vec<Diagnostic>, CommitSummary)>, Failure> {
    let site = &built.site;
    let origin = origin(built, inputs, arguments)?;
    let mut stage = built.timings.stage("begin", || {
        write::begin(&arguments.site.root, output, write::ForeignFiles::Refused, || {
            if !output_args.quiet {
                print_status("Waiting for another build into this folder to end.");
            }
        })
    })?;
    if let Some(summary) = built.timings.stage("compare", || stage.up_to_date(&origin)) {
        return Ok(Some((Vec::new(), summary)));
    }
    stage.origin = Some(origin);
    let progress = progress("files", site.outputs().len(), 500, output_args);
    let unwritten: Vec<Unwritten<'_>> = built.timings.stage("render and write", || {
        let put = |output| {
            let unwritten = put_output(&stage, site, output).transpose();
            if !matches!(unwritten, Some(Ok(Unwritten::Picture(..)))) {
                progress.inc(1);
            }
            unwritten
        };
        site.outputs().par_iter().filter_map(put).collect::<Result<_, _>>()
    })?;
    let (mut pictures, mut failed) = (Vec::new(), Vec::new());
    for output in unwritten {
        match output {
            Unwritten::Picture(path, card) => pictures.push((path, card)),
            Unwritten::Failed(problems) => failed.extend(problems),
        }
    }
    if failed.is_empty() {
        built.timings.stage("draw pictures", || {
            pictures.par_iter().try_for_each(|(path, card)| {
                progress.inc(1);
                put_picture(&stage, path, card)
            })
        })?;
    }
    progress.finish_and_clear();
    if changed() {
        return Ok(None);
    }
    let mut summary = CommitSummary::default();
    if failed.is_empty() {
        summary = built.timings.stage("commit", || stage.commit())?;
    } else {
        dedup_template_errors(&mut failed);
    }
    Ok(Some((failed, summary)))
}

/// An output that rendering has not written.
enum Unwritten<'a> {
    /// A picture, by its path: pictures are drawn when all else is written.
    Picture(&'a str, Card),
    Failed(Vec<Diagnostic>),
}

/// Renders an output, and writes it where it is not a picture.
fn put_output<'a>(stage: &write::Stage, site: &Site, output: &'a Output) -> Result<Option<Unwritten<'a>>, Failure> {
    let precompress = site.model().config.publish.precompress == Some(true);
    match site.render(output) {
        Ok(Rendered::Bytes(bytes)) => {
            stage.put(&output.path, &bytes)?;
            if precompress {
                put_compressed(stage, &output.path, &bytes)?;
            }
        }
        Ok(Rendered::File(path)) => {
            stage.put_file(&output.path, &path)?;
            if precompress {
                put_compressed(stage, &output.path, &crate::read::whole_file(&path)?)?;
            }
        }
        Ok(Rendered::Picture(card)) => return Ok(Some(Unwritten::Picture(&output.path, card))),
        Err(problems) => return Ok(Some(Unwritten::Failed(problems))),
    }
    Ok(None)
}

/// What this build is made of: the program, what was asked of it, and the content.
fn origin(built: &Build, inputs: &Inputs, arguments: &Arguments) -> Result<write::BuildOrigin, Failure> {
    let Arguments { site: SiteArguments { root: _, base_url: _, drafts, message_format: _, deny_warnings: _ }, output: _ } = arguments;
    let content = content_hash(inputs)?;
    let base_url: Option<Box<str>> = built.site.model().config.base_url.as_ref().map(|url| url.as_str().into());
    let whole = [
        env!("RAPPORTEUR_IDENTITY").as_bytes(),
        base_url.as_deref().unwrap_or_default().as_bytes(),
        &[u8::from(*drafts)],
        content.as_bytes(),
    ];
    Ok(write::BuildOrigin { whole: hash_parts(whole), content, drafts: *drafts, base_url })
}

/// The hash of the content: every text, and every file of `static/`.
pub(super) fn content_hash(inputs: &Inputs) -> Result<blake3::Hash, Failure> {
    let files = inputs.files.sorted();
    let texts = files.iter().map(|file| (&*file.path, file.hash));
    let assets: Vec<_> =
        inputs.assets.par_iter().map(|asset| Ok((&*asset.path, blake3::hash(&asset.bytes()?)))).collect::<Result<_, Failure>>()?;
    Ok(hash_parts(texts.chain(assets).flat_map(|(path, hash)| [path.as_bytes().to_vec(), hash.as_bytes().to_vec()])))
}

/// The hash of several parts, each with its length, so that no two lists of parts run into the same bytes.
fn hash_parts(parts: impl IntoIterator<Item = impl AsRef<[u8]>>) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        let part = part.as_ref();
        hasher.update(&(part.len() as u64).to_le_bytes()).update(part);
    }
    hasher.finalize()
}

/// Writes the compressed copies of a file that gains by it. The same bytes give the same copies: no time, no name in them.
fn put_compressed(stage: &write::Stage, path: &str, bytes: &[u8]) -> Result<(), Failure> {
    const COMPRESSIBLE: [&str; 14] = ["html", "css", "js", "json", "xml", "svg", "txt", "md", "csv", "ics", "ttl", "graphml", "bib", "ris"];
    /// A compressed copy of less saves no packet on the network.
    const MIN_LENGTH: usize = 1024;
    let text = path.rsplit_once('.').is_some_and(|(_, ending)| COMPRESSIBLE.contains(&ending));
    if !text || bytes.len() < MIN_LENGTH {
        return Ok(());
    }
    let cannot = |error: std::io::Error| Failure::new(format!("`{path}` cannot be compressed: {error}"));
    let mut gz = flate2::GzBuilder::new().mtime(0).write(Vec::new(), flate2::Compression::best());
    gz.write_all(bytes).map_err(cannot)?;
    stage.put(&format!("{path}.gz"), &gz.finish().map_err(cannot)?)
}

/// Draws a picture, unless the output holds it already.
fn put_picture(stage: &write::Stage, path: &str, card: &Card) -> Result<(), Failure> {
    if stage.reuse(path, |bytes| share_image::key_in(bytes) == Some(card.key())) {
        return Ok(());
    }
    let bytes = card.draw().map_err(|reason| Failure::new(format!("cannot draw `{path}`: {reason}")))?;
    stage.put(path, &bytes)
}
