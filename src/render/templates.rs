//! The template engine: built-in templates, a site's own over them, and errors that point into the user's file.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use include_dir::{Dir, include_dir};
use tera::{Context, ErrorKind, ReportError, Tera, Value};

use super::assets::files_in;
use super::functions;
use super::limit::{self, Limited, PageBuffer};
use crate::diagnostic::{Code, Diagnostic, Place, did_you_mean, in_backticks, suggestion_or};
use crate::file::{File, FileId, Span, bom_length};
use crate::language::Language;

/// The templates that come with the program.
static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// Name and text of every built-in template, by name.
pub fn built_in() -> Vec<(&'static str, &'static str)> {
    let text = |bytes| std::str::from_utf8(bytes).expect("templates are UTF-8");
    files_in(&BUILT_IN).into_iter().map(|(name, bytes)| (name, text(bytes))).collect()
}

/// Parsed templates, ready to render.
#[derive(Debug, Clone)]
pub struct Templates {
    /// Shared: a copy of all parsed templates takes longer than a build of one changed note.
    tera: Arc<Tera>,
    user: Vec<Arc<File>>,
}

/// What one build leaves for the next: the templates of the last site in each of its languages. Parsing them takes longer than all else
/// that a changed word costs a small site.
#[derive(Debug, Default)]
pub struct Cache {
    user_files: Vec<(FileId, blake3::Hash)>,
    problems: Vec<Diagnostic>,
    ready: Vec<(Arc<Language>, Templates)>,
}

impl Cache {
    /// The templates in a language, with a site's own in place of the built-in ones, and what is wrong with those.
    pub fn templates(&mut self, user: &[Arc<File>], language: &Arc<Language>) -> (Templates, Vec<Diagnostic>) {
        let user_files: Vec<_> = user.iter().map(|file| (file.id, file.hash)).collect();
        if self.user_files != user_files {
            *self = Self { user_files, ..Self::default() };
        }
        let is_same = |known: &Language| known.tag == language.tag && known.words() == language.words();
        if let Some((_, templates)) = self.ready.iter().find(|(known, _)| is_same(known)) {
            return (templates.clone(), self.problems.clone());
        }
        let templates = match self.ready.first() {
            Some((_, parsed)) => parsed.in_language(language),
            None => {
                let (parsed, problems) = Templates::new(user, language);
                self.problems = problems;
                parsed
            }
        };
        self.ready.retain(|(known, _)| known.tag != language.tag);
        self.ready.push((Arc::clone(language), templates.clone()));
        (templates, self.problems.clone())
    }
}

/// Before the name of a built-in template that a site's own stands in place of; that one can extend or include it by this name.
const BUILT_IN_PREFIX: &str = "built-in/";

/// A site's template as the engine gets it: without a byte order mark, with limits on its work. One that extends the built-in template of
/// its own name gets that one's name as it is known here.
fn limited_text(file: &File) -> Limited {
    let text = file.text.trim_start_matches('\u{feff}');
    let name = name_of(file);
    let own_parent = parent_of(text).filter(|(_, parent)| *parent == name);
    Limited::new(text, own_parent.map(|(at, _)| (at, BUILT_IN_PREFIX)))
}

/// What follows a word at the beginning of tags, and where: of `extends` in `{% extends "base.html" %}`, all from the quotation mark on.
fn after_tag_word<'t>(text: &'t str, word: &str) -> impl Iterator<Item = (usize, &'t str)> {
    text.match_indices("{%").filter_map(move |(at, mark)| {
        let (_, tag) = text.split_at(at + mark.len());
        let rest = tag.strip_prefix('-').unwrap_or(tag).trim_start().strip_prefix(word)?.trim_start();
        Some((text.len() - rest.len(), rest))
    })
}

/// The template that one extends, and where its name stands.
fn parent_of(text: &str) -> Option<(usize, &str)> {
    let (at, rest) = after_tag_word(text, "extends").next()?;
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
    Some((at + 1, rest.split(quote).nth(1)?))
}

/// Reports a site's templates that lack blocks which built-in templates fill: such a template would have no place for what these show.
fn missing_blocks(user: &[Arc<File>]) -> Vec<(String, Diagnostic)> {
    let built_in = built_in();
    let mut found = Vec::new();
    for file in user.iter().filter(|file| parent_of(&file.text).is_none()) {
        let name = name_of(file);
        let is_child = |text: &str| parent_of(text).is_some_and(|(_, parent)| parent == name);
        let Some((_, own)) = built_in.iter().find(|(known, _)| *known == name) else { continue };
        let filled = |block: &&str| built_in.iter().any(|(_, text)| is_child(text) && tag_names(text, "block").contains(block));
        let present = tag_names(&file.text, "block");
        let missing: Vec<&str> = tag_names(own, "block").into_iter().filter(filled).filter(|block| !present.contains(block)).collect();
        if let Some(first) = missing.first() {
            let list = in_backticks(&missing);
            let blocks = if missing.len() == 1 { "block" } else { "blocks" };
            let message = format!("`{name}` has no place for what other templates put into it: it lacks the {blocks} {list}");
            let problem = template_error(file.id, message);
            found.push((name.to_owned(), problem.help(format!(
                "Add `{{% block {first} %}}{{% endblock {first} %}}`, and so for each, where the built-in `{name}` has it: `rapporteur theme {name}` writes that one out, in a site without it."
            ))));
        }
    }
    found
}

/// Reports the templates of a site that take no part in any page: their names are not those of built-in templates, and no other template of the
/// site uses them.
pub fn unused(user: &[Arc<File>]) -> Vec<Diagnostic> {
    let built_in = built_in();
    let uses = |other: &File, file: &File| {
        let name = name_of(file);
        let is_named = ["\"", "'"].iter().any(|quote| other.text.contains(&format!("{quote}{name}{quote}")));
        let calls = |component: &str| {
            let opening = format!("<{component}");
            other.text.split(&*opening).skip(1).any(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
        };
        is_named || tag_names(&file.text, "component").into_iter().any(calls)
    };
    let is_used = |file: &Arc<File>| {
        built_in.iter().any(|(name, _)| *name == name_of(file)) || user.iter().any(|other| other.id != file.id && uses(other, file))
    };
    let problem = |file: &Arc<File>| {
        let name = name_of(file);
        let problem = Diagnostic::new(Code::UnusedOverride, file.id, format!("no page is made with `{name}`"));
        match did_you_mean(name, built_in.iter().map(|(name, _)| *name)) {
            Some(near) => problem.help(format!("Did you mean `{near}`? A template takes the place of the built-in one of its name.")),
            None => problem.help(
                "A template takes the place of the built-in one of its name, and `rapporteur theme` lists those; or another template \
                 of yours extends or includes it, or uses its components.",
            ),
        }
    };
    user.iter().filter(|file| !is_used(file)).map(problem).collect()
}

/// A template's name: its path below `templates/`.
fn name_of(file: &File) -> &str {
    file.path.strip_prefix("templates/").unwrap_or(&file.path)
}

impl Templates {
    /// The same templates in another language.
    fn in_language(&self, language: &Arc<Language>) -> Self {
        let mut tera = Tera::clone(&self.tera);
        functions::register(&mut tera, language);
        Self { tera: Arc::new(tera), ..self.clone() }
    }

    /// Parses the built-in templates with a site's own in place of those of the same name.
    ///
    /// A user's template that cannot be parsed is reported, and the built-in one stands in for it so that the others are checked too.
    fn new(user: &[Arc<File>], language: &Arc<Language>) -> (Self, Vec<Diagnostic>) {
        let (mut broken, mut diagnostics): (Vec<String>, Vec<Diagnostic>) = missing_blocks(user).into_iter().unzip();
        let built_in = built_in();
        loop {
            let mut all: Vec<(&str, &str)> = Vec::with_capacity(built_in.len() + user.len());
            let usable = || user.iter().filter(|file| !broken.iter().any(|name| name == name_of(file)));
            // Components are known by names of their own, and nothing extends their files.
            let overridden: Vec<(String, &str)> = built_in
                .iter()
                .filter(|(name, text)| !text.contains("{% component ") && usable().any(|file| name_of(file) == *name))
                .map(|(name, text)| (format!("{BUILT_IN_PREFIX}{name}"), *text))
                .collect();
            all.extend(built_in.iter().filter(|(name, _)| !usable().any(|file| name_of(file) == *name)));
            all.extend(overridden.iter().map(|(name, text)| (name.as_str(), *text)));
            let own: Vec<(&str, Limited)> = usable().map(|file| (name_of(file), limited_text(file))).collect();
            all.extend(own.iter().map(|(name, limited)| (*name, &*limited.text)));
            let mut tera = Tera::new();
            tera.autoescape_on(vec![".html", ".xml"]);
            functions::register(&mut tera, language);
            limit::register(&mut tera);
            match tera.add_raw_templates(all) {
                Ok(()) => return (Self { tera: Arc::new(tera), user: user.to_vec() }, diagnostics),
                Err(error) => {
                    let (name, problem) = explain(&error, None, user);
                    let culprit = name.filter(|n| usable().any(|file| name_of(file) == n.as_str()));
                    // An error that names none of the user's files still comes from one of them: take them away one by one.
                    let culprit = culprit.or_else(|| usable().next().map(|file| name_of(file).to_owned()));
                    diagnostics.push(problem);
                    broken.push(culprit.expect("the built-in templates can be read without those of a site"));
                }
            }
        }
    }

    /// Whether a site's own templates are among them.
    pub fn has_own(&self) -> bool {
        !self.user.is_empty()
    }

    /// Renders a page. `subject` names the page or note for messages.
    ///
    /// # Errors
    /// A `template-error` that names template, line and note.
    pub fn render(&self, template: &str, site: &Value, page: Value, subject: &str) -> Result<Vec<u8>, Box<Diagnostic>> {
        let mut written = PageBuffer::new();
        let mut context = Context::new();
        context.insert_value("site", site.clone());
        context.insert_value("page", page);
        match self.tera.render_to(template, &context, &mut written) {
            Ok(()) => Ok(written.html),
            Err(_) if written.is_full => {
                let message = format!("{}, in template `{template}`, while rendering {subject}", limit::PAGE_TOO_LARGE);
                let problem = template_error(place_of(template, &self.user), message);
                Err(Box::new(problem.help(limit::help(limit::PAGE_TOO_LARGE).expect("every limit has its help"))))
            }
            Err(error) => {
                let mut problem = explain(&error, Some(subject), &self.user).1;
                if problem.place == Place::Nowhere {
                    problem.place = place_of(template, &self.user);
                }
                Err(Box::new(problem))
            }
        }
    }

    /// Renders a composed text in a language by itself, for readers elsewhere. `subject` names the note for messages.
    ///
    /// # Errors
    /// As [`Self::render`].
    pub fn render_prose(&self, prose: Value, language: &str, subject: &str) -> Result<String, Box<Diagnostic>> {
        limit::reset();
        let mut context = Context::new();
        context.insert_value("of", prose);
        // What components ask of the page on which they stand.
        context.insert("page", &std::collections::BTreeMap::from([("language", language)]));
        let html = self.tera.render_component("prose", &context, None, true);
        html.map_err(|error| Box::new(explain(&error, Some(subject), &self.user).1))
    }
}

/// Turns the engine's error into ours; gives the template's name where it is known.
fn explain(error: &tera::Error, subject: Option<&str>, user: &[Arc<File>]) -> (Option<String>, Diagnostic) {
    let during = subject.map_or_else(String::new, |subject| format!(", while rendering {subject}"));
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let name = report.filename().to_owned();
            (Some(name), diagnostic_at(report, &during, user))
        }
        ErrorKind::MissingParent { current, parent } => {
            let message = format!("template `{current}` extends `{parent}`, which does not exist{during}");
            (Some(current.clone()), suggest(template_error(place_of(current, user), message), parent))
        }
        ErrorKind::CircularExtend { tpl, inheritance_chain: chain } | ErrorKind::CircularInclude { tpl, include_chain: chain } => {
            let verb = if matches!(error.kind(), ErrorKind::CircularExtend { .. }) { "extend" } else { "include" };
            let message = format!("template `{tpl}` {verb}s itself: {}{during}", chain.join(" → "));
            let problem = template_error(place_of(tpl, user), message);
            (Some(tpl.clone()), problem.help(format!("Take one `{verb}{}` of the circle away.", if verb == "extend" { "s" } else { "" })))
        }
        ErrorKind::TemplateNotFound(name) => {
            (None, suggest(template_error(Place::Nowhere, format!("there is no template `{name}`{during}")), name))
        }
        other => {
            let report = other.to_string();
            let file = user.iter().find(|file| report.contains(name_of(file)));
            let message = report.lines().next().unwrap_or("a template cannot be used").trim_start_matches("error: ").trim_end_matches('.');
            let wrong = message.split('`').nth(1).unwrap_or_default();
            let patterns = [format!("block {wrong} "), format!("<{wrong} "), format!("| {wrong}"), format!("{wrong}(")];
            let at = file.and_then(|file| {
                let (at, pattern) =
                    patterns.iter().find_map(|pattern| Some((file.text.find(pattern)?, pattern))).filter(|_| !wrong.is_empty())?;
                let start = at + pattern.find(wrong)?;
                Some(Span::new(file.id, start..start + wrong.len()))
            });
            let place = at.map(Place::from).or_else(|| file.map(|file| Place::File(file.id))).unwrap_or(Place::Nowhere);
            let message = file.map_or_else(|| message.to_owned(), |file| format!("{message}, in template `{}`", name_of(file)));
            let known = if report.contains("Block `") { blocks_of(file) } else { components() };
            let otherwise = if report.contains("Block `") {
                format!("The blocks are {}.", in_backticks(&known))
            } else {
                "Compare your template with the built-in one: `rapporteur theme NAME` writes it out.".to_owned()
            };
            let help = suggestion_or(wrong, known.iter().map(String::as_str), otherwise);
            (file.map(|file| name_of(file).to_owned()), template_error(place, format!("{message}{during}")).help(help))
        }
    }
}

/// The names of a template's blocks or components, by the word of their tags.
fn tag_names<'t>(text: &'t str, tag: &str) -> Vec<&'t str> {
    after_tag_word(text, tag).filter_map(|(_, rest)| rest.split([' ', '(', '-', '%']).next().filter(|name| !name.is_empty())).collect()
}

/// The blocks that a template can fill: those of the built-in one of its name and of the templates that this one extends.
fn blocks_of(file: Option<&Arc<File>>) -> Vec<String> {
    let built_in = built_in();
    let parent = |text: &str| parent_of(text).map(|(_, name)| name.to_owned());
    let is_built_in = |name: &str| built_in.iter().any(|(known, _)| *known == name);
    let mut name = file.and_then(|file| Some(name_of(file).to_owned()).filter(|name| is_built_in(name)).or_else(|| parent(&file.text)));
    let mut found = Vec::new();
    while let Some((_, text)) = name.take().and_then(|name| built_in.iter().find(|(known, _)| *known == name)) {
        found.extend(tag_names(text, "block").into_iter().map(str::to_owned));
        name = parent(text);
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The built-in components.
fn components() -> Vec<String> {
    built_in().iter().flat_map(|(_, text)| tag_names(text, "component")).map(str::to_owned).collect()
}

fn template_error(place: impl Into<Place>, message: String) -> Diagnostic {
    Diagnostic::new(Code::TemplateError, place, message)
}

fn suggest(problem: Diagnostic, name: &str) -> Diagnostic {
    let help = suggestion_or(name, built_in().iter().map(|(name, _)| *name), "`rapporteur theme` lists the built-in templates.");
    problem.help(help)
}

fn place_of(name: &str, user: &[Arc<File>]) -> Place {
    user.iter().find(|file| name_of(file) == name).map_or(Place::Nowhere, |file| Place::File(file.id))
}

/// A message of the engine about something that was put into a template, as one about what follows there in its file.
fn in_the_files_words<'m>(message: &'m str, text: &Limited, place: &Range<usize>, after: &str) -> Cow<'m, str> {
    match text.text.get(place.clone()) {
        Some(inserted) if text.is_inserted(place.start) => {
            let own = if after.starts_with("for") { "for" } else { "%}" };
            message.replacen(&format!("`{}`", inserted.trim()), &format!("`{own}`"), 1).into()
        }
        _ => message.into(),
    }
}

fn diagnostic_at(report: &ReportError, during: &str, user: &[Arc<File>]) -> Diagnostic {
    let span = report.span();
    let name = report.filename();
    let message = report.message().trim_end_matches('.');
    // "Field `nummer` is not defined. Available fields: …"
    let known = message.split_once(". Available ").and_then(|(sentence, list)| Some((sentence, list.split_once(": ")?.1)));
    let near = known.and_then(|(sentence, list)| Some((sentence, did_you_mean(sentence.split('`').nth(1)?, list.split(", "))?)));
    let message = near.map_or(message, |(sentence, _)| sentence);
    let help = match near {
        Some((_, near)) => format!("Did you mean `{near}`?"),
        None => limit::help(message).unwrap_or(
            "A template gets exactly `site` and `page`. `rapporteur theme` lists the built-in templates, and writes one out to compare with.",
        ).to_owned(),
    };
    if let Some(file) = user.iter().find(|file| name_of(file) == name) {
        let bom = bom_length(&file.text);
        let text = limited_text(file);
        let in_file = |at: usize| text.in_file(at) + bom;
        let place = Span::new(file.id, in_file(span.range.start)..in_file(span.range.end));
        let message = in_the_files_words(message, &text, &span.range, file.text.get(in_file(span.range.start)..).unwrap_or_default());
        return template_error(place, format!("{message}, in template `{name}`{during}")).help(help);
    }
    let (line, column) = (span.start_line, span.start_col + 1);
    let message = format!("{message}, in the built-in template `{name}`, line {line}, column {column}{during}");
    template_error(Place::Nowhere, message)
        .help("A built-in template failed. If your own templates take no part in it, this is a fault of the program: please report it.")
}
