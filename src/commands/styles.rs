//! `styles`: the citation styles that the program has.

use crate::bibliography::{self, DEFAULT_STYLE};
use crate::diagnostic::Failure;
use crate::terminal::print_stdout;

/// List the citation styles: the names to write in `citation_style` of site.toml, and what they are called.
///
/// A style that is not among them can lie in the site as a file: `citation_style = "styles/house.csl"`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// Words that a name must hold, in any order: `chicago notes`
    #[arg(value_name = "WORD")]
    words: Vec<String>,
}

pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let words: Vec<String> = arguments.words.iter().map(|word| word.to_lowercase()).collect();
    let matches = |(name, title): &(&str, &str)| {
        let title = title.to_lowercase();
        words.iter().all(|word| name.contains(&**word) || title.contains(&**word))
    };
    let found: Vec<_> = bibliography::styles().into_iter().filter(matches).collect();
    if found.is_empty() {
        return Err(Failure::new(format!("no citation style has `{}` in its name", arguments.words.join(" ")))
            .help("Without words, all are listed. Other styles can lie in the site as `.csl` files."));
    }
    let width = found.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    let line = |(name, title): &(&str, &str)| {
        let usual = if *name == DEFAULT_STYLE { " (the usual one)" } else { "" };
        format!("{name:width$}  {title}{usual}\n")
    };
    print_stdout(found.iter().map(line).collect::<String>().as_bytes())
}
