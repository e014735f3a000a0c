//! `check`: problems, and no output.

use std::time::Instant;

use super::{CommandOutcome, SiteArguments, build_site, outcome, print_end, print_problems};
use crate::Site;
use crate::diagnostic::{Code, Diagnostic, Failure, did_you_mean, number_of};
use crate::report::json::RunSummary;
use crate::terminal::{OutputArgs, progress};

/// Look for problems without writing anything.
///
/// Where the site has templates of its own, every page is rendered too, so that their errors show.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    site: SiteArguments,
    /// Also ask the addresses of sources whether they still answer
    #[arg(long)]
    online: bool,
    /// Show each piece of advice, not only how many there are
    #[arg(long)]
    advice: bool,
    /// Look for these rules alone, with commas between them
    #[arg(long, value_name = "CODE", value_delimiter = ',', value_parser = rule_code)]
    only: Vec<Code>,
}

fn rule_code(text: &str) -> Result<Code, String> {
    Code::from_name(text).ok_or_else(|| match did_you_mean(text, Code::ALL.iter().map(|code| code.as_str())) {
        Some(near) => format!("there is no such rule; did you mean `{near}`?"),
        None => "there is no such rule; the codes are those in brackets in every message, such as `stale-review`".to_owned(),
    })
}

pub fn run(arguments: &Arguments, output_args: OutputArgs) -> Result<CommandOutcome, Failure> {
    #[cfg(not(feature = "online"))]
    if arguments.online {
        return Err(Failure::missing_feature("ask the addresses of sources", "online"));
    }
    let begun = Instant::now();
    let (mut built, inputs, _) = build_site(&arguments.site)?;
    let mut problems = std::mem::take(&mut built.diagnostics);
    problems.extend(render_all(&built.site, output_args));
    #[cfg(feature = "online")]
    if arguments.online {
        problems.extend(super::online::check(built.site.model(), output_args));
    }
    if !arguments.only.is_empty() {
        problems.retain(|problem| arguments.only.contains(&problem.code));
    }
    let advice = arguments.advice || !arguments.only.is_empty();
    print_problems(&mut problems, &inputs.files, &arguments.site, advice, output_args)?;
    let rules: Vec<String> = arguments.only.iter().map(|code| format!("`{}`", code.as_str())).collect();
    let verb = if rules.is_empty() { "Checked".to_owned() } else { format!("Looked for {} in", rules.join(", ")) };
    let message =
        |run: &RunSummary| format!("{verb} {} and {} in {} ms", number_of(run.notes, "note"), number_of(run.pages, "page"), run.elapsed_ms);
    print_end(&built, &problems, RunSummary::default(), begun, message, arguments.site.message_format, output_args)?;
    Ok(outcome(&problems, arguments.site.deny_warnings))
}

/// Renders every page that can fail for its problems, and throws the bytes away.
pub(super) fn render_all(site: &Site, output_args: OutputArgs) -> Vec<Diagnostic> {
    let outputs: Vec<_> = site.outputs_that_can_fail().collect();
    let progress = progress("pages", outputs.len(), 500, output_args);
    let failed = site.template_errors(&outputs, || progress.inc(1));
    progress.finish_and_clear();
    failed
}
