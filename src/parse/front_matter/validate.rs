//! What a note's fields must be beyond their types, as far as the note alone can tell.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::file::{Located, is_blank};
use crate::parse::date::Edtf;
use crate::parse::fields::{
    Access, ActorFields, Common, DelegationFields, DelegationRole, Fields, FigureFields, MandateFields, SourceFields, SpokenFor,
    StatementFields,
};
use crate::parse::markdown::{is_statement_id, scheme, turns_direction};
use crate::parse::name::{language_meant, slug};
use crate::parse::record::{Actor, Context, Name, Text, field_of_the_note};

/// Checks the fields of a note, in the order of the manual.
///
/// An address that cannot be published is taken out, so that no output can hold it, however grave the site says that it is.
pub(super) fn check_note(common: &mut Common, fields: &mut Fields, cx: &mut Context<'_>) {
    if let Some(summary) = &common.summary
        && is_blank(&summary.plain)
        && !common.is_draft()
    {
        cx.report(Code::InvalidValue, summary.span, "`summary` is empty", "Write the note in one or two sentences; lists show them.");
    }
    for (tag, _) in common.names.iter().flat_map(|names| &names.0) {
        check_language(tag, Some("names"), cx);
    }
    common.image.take_if(|path| !check_image(path, cx));
    match fields {
        Fields::Actor(inner) => check_actor(Arc::make_mut(inner), cx),
        Fields::Track(inner) => check_order(inner.from.as_ref(), inner.to.as_ref(), cx),
        Fields::Source(inner) => check_source(Arc::make_mut(inner), cx),
        Fields::Round(inner) => {
            let role = |entry: &DelegationFields| entry.role.as_ref().map_or(DelegationRole::Party, |role| role.value);
            let roles = inner.delegations.iter().filter_map(|entry| Some((entry.actor.given()?, role(entry))));
            check_once("delegations", "Make one entry of the two, or give each a role of its own.", roles, cx);
        }
        Fields::Topic(inner) => {
            let actors = inner.stances.iter().filter_map(|entry| Some((entry.actor.given()?, ())));
            check_once("stances", "A side has one line: make one entry of the two.", actors, cx);
        }
        Fields::Dispute(_) | Fields::Page(_) | Fields::Home(_) | Fields::None => {}
    }
}

fn check_actor(actor: &mut ActorFields, cx: &mut Context<'_>) {
    for role in &actor.roles {
        check_order(role.from.as_ref(), role.to.as_ref(), cx);
    }
    let mandates = || actor.speaks_for.iter().flat_map(|mandates| &mandates.0);
    for SpokenFor(mandate) in mandates() {
        check_order(mandate.from.as_ref(), mandate.to.as_ref(), cx);
    }
    let period = |mandate: &MandateFields| [&mandate.from, &mandate.to].map(|at| at.as_ref().map(|at| at.value));
    let periods = mandates().filter_map(|SpokenFor(mandate)| Some((mandate.actor.given()?, period(mandate))));
    check_once("speaks_for", "Delete one of them, or give each its own `from` and `to`.", periods, cx);
    if let Some(item) = &actor.wikidata {
        let digits = item.strip_prefix('Q').unwrap_or_default();
        if digits.is_empty() || digits.starts_with('0') || !digits.bytes().all(|b| b.is_ascii_digit()) {
            let help = "Wikidata's items are a Q and a number, such as `Q212`: the last part of the item's address.";
            cx.report(Code::InvalidValue, item.span, format!("`wikidata` cannot be `{}`", item.value), help);
        }
    }
    actor.url.take_if(|url| !is_publishable("url", url, None, cx));
}

/// Who stands in a list, and as what: the same twice is one entry too many.
fn check_once<'n, T: PartialEq>(key: &str, help: &str, entries: impl Iterator<Item = (&'n Name<Actor>, T)>, cx: &mut Context<'_>) {
    let mut known: Vec<(&Text, T)> = Vec::new();
    for (Name { text: name, .. }, as_what) in entries {
        if let Some((first, _)) = known.iter().find(|(first, other)| first.value == name.value && *other == as_what) {
            let problem = Diagnostic::new(Code::InvalidValue, name.span, format!("`{}` stands in `{key}` twice", name.value));
            cx.diagnostics.push(problem.help(help).related(first.span, "the first"));
        } else {
            known.push((name, as_what));
        }
    }
}

fn check_source(source: &mut SourceFields, cx: &mut Context<'_>) {
    source.language.as_ref().map(|tag| check_language(tag, Some("language"), cx));
    source.url.take_if(|url| !is_publishable("url", url, None, cx));
    source.archives.retain(|archive| archive.url.given().is_none_or(|url| is_publishable("url", url, None, cx)));
    for translation in &mut source.translations {
        translation.value.language.given().map(|tag| check_language(tag, Some("language"), cx));
        translation.value.url.take_if(|url| !is_publishable("url", url, None, cx));
    }
    if let Some(doi) = &source.doi
        && !(doi.starts_with("10.") && doi.contains('/'))
    {
        let bare = doi.find("10.").and_then(|at| doi.get(at..)).filter(|bare| bare.contains('/'));
        let help = bare.map_or_else(|| "It begins with `10.`, as in `10.1000/182`.".to_owned(), |bare| format!("Write it bare: `{bare}`."));
        cx.report(Code::InvalidValue, doi.span, format!("`doi` cannot be `{}`", doi.value), help);
    }
    if let Some(first) = source.statements.first()
        && let Some(access) = source.access.as_ref().filter(|access| access.value == Access::Cited)
    {
        let span = first.id.given().map_or(first.span, |id| id.span);
        cx.diagnostics.push(
            Diagnostic::new(Code::StatementInCitedSource, span, "a source that was not read carries no statements")
                .help("Write `access = \"read\"` once you have read it; until then the statement belongs to the source that reports it, with `via`.")
                .related(access.span, "known only through another source"),
        );
    }
    check_statement_ids(&source.statements, cx);
    for at in &source.statements {
        check_statement(at, cx);
    }
}

fn check_statement_ids(statements: &[Arc<Located<StatementFields>>], cx: &mut Context<'_>) {
    let mut first = std::collections::HashMap::new();
    for id in statements.iter().filter_map(|statement| statement.id.given()) {
        if !is_statement_id(&id.value) {
            let problem = Diagnostic::new(Code::InvalidId, id.span, format!("`{}` cannot be a statement's id", id.value));
            let section = format!("It is its anchor on the source's page, and a section there has this one. Write `{}-1`.", id.value);
            cx.diagnostics.push(match slug(&id.value) {
                Some(near) if near == *id.value => problem.help(section),
                Some(near) => problem
                    .help(format!("An id holds small letters a–z, digits and hyphens. Write `{near}`."))
                    .fix(id.span, format!("\"{near}\"")),
                None => problem.help("An id holds small letters a–z, digits and hyphens, and begins with a letter or digit."),
            });
        }
        let first = *first.entry(&id.value).or_insert(id.span);
        if first != id.span {
            cx.diagnostics.push(
                Diagnostic::new(Code::DuplicateStatement, id.span, format!("this source has another statement `{}`", id.value))
                    .help("Give one of them another id; ids are unique within a source.")
                    .related(first, "the first"),
            );
        }
    }
}

fn check_statement(statement: &StatementFields, cx: &mut Context<'_>) {
    statement.quote_language.as_ref().map(|tag| check_language(tag, Some("quote_language"), cx));
    if let Some(Located { value: FigureFields { min: Some(min), max: Some(max), .. }, .. }) = &statement.value
        && min.value.value > max.value.value
    {
        let message = format!("`max` is {}, less than `min`, {}", max.value.digits, min.value.digits);
        let problem = Diagnostic::new(Code::InvalidValue, max.span, message).help("Put the smaller number into `min`.");
        cx.diagnostics.push(problem.related(min.span, "`min`"));
    }
}

/// `from` must not lie after `to`.
fn check_order(from: Option<&Located<Edtf>>, to: Option<&Located<Edtf>>, cx: &mut Context<'_>) {
    if let (Some(from), Some(to)) = (from, to)
        && to.value.certainly_before(&from.value)
    {
        cx.diagnostics.push(
            Diagnostic::new(Code::InvalidDate, to.span, format!("`to` is {}, before `from`, {}", to.value, from.value))
                .help("Put the earlier date into `from`.")
                .related(from.span, "`from`"),
        );
    }
}

/// Whether a text is a language tag; reports one that is none. `key` is the field that holds it, where it is a note's.
pub(crate) fn check_language(tag: &Text, key: Option<&str>, cx: &mut Context<'_>) -> bool {
    let meant = language_meant(&tag.value);
    if meant.as_deref() == Some(&*tag.value) {
        return true;
    }
    let help = field_of_the_note(&tag.value, cx.note_fields).or_else(|| meant.map(|meant| format!("Write `{meant}`.")));
    let help = help.unwrap_or_else(|| "Write a tag of BCP 47: `en`, `tr`, `uk`, `pt-BR`.".to_owned());
    let (code, message) = match key {
        Some(key) => (Code::InvalidValue, format!("`{key}` takes a language tag, and `{}` is none", tag.value)),
        None => (Code::UnknownLanguage, format!("`{}` is not a language tag", tag.value)),
    };
    cx.report(code, tag.span, message, help);
    false
}

/// Whether an address can be published; reports one that cannot. `help` says what else its key may hold.
pub(crate) fn is_publishable(key: &str, address: &Text, help: Option<&str>, cx: &mut Context<'_>) -> bool {
    let (code, message, own_help) = match check_web_address(&address.value) {
        Ok(()) => return true,
        Err(AddressFault::Unsafe(scheme)) => {
            let help = "Write the address of a page, which begins with `https://` or `http://`.".to_owned();
            (Code::UnsafeUrl, format!("`{key}` holds a `{scheme}:` address, which is never published"), help)
        }
        Err(AddressFault::Malformed(help)) => (Code::InvalidValue, format!("`{key}` holds no address: `{}`", address.value), help),
    };
    cx.report(code, address.span, message, help.map_or(own_help, str::to_owned));
    false
}

/// Why a text is not an address on the web.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum AddressFault {
    /// Its scheme runs code or reads the reader's own files.
    Unsafe(&'static str),
    /// It cannot be read; how to mend it.
    Malformed(String),
}

/// Whether a text is an address on the web, `http` or `https`.
pub(crate) fn check_web_address(text: &str) -> Result<(), AddressFault> {
    const UNSAFE: [&str; 6] = ["javascript", "data", "vbscript", "file", "blob", "about"];
    let scheme = scheme(text);
    if let Some(found) = UNSAFE.into_iter().find(|name| scheme.as_deref() == Some(*name)) {
        return Err(AddressFault::Unsafe(found));
    }
    let whole = || "Write it in full, as the browser's address line shows it: `https://example.org/page`.".to_owned();
    if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(AddressFault::Malformed("Take out the spaces and line breaks, or write a space as `%20`.".to_owned()));
    }
    if turns_direction(text) {
        let help = "Type it anew: it holds an invisible character that turns the direction of writing around.";
        return Err(AddressFault::Malformed(help.to_owned()));
    }
    match url::Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| !host.is_empty()) => Ok(()),
        Ok(url) => Err(AddressFault::Malformed(match did_you_mean(url.scheme(), ["https", "http"]) {
            Some(near) => format!("Did you mean `{near}://`?"),
            None => whole(),
        })),
        Err(_) if text.starts_with("//") => Err(AddressFault::Malformed(format!("Write `https:{text}`."))),
        Err(_) if text.contains('.') && !text.contains("://") && url::Url::parse(&format!("https://{text}")).is_ok() => {
            Err(AddressFault::Malformed(format!("Write `https://{text}`.")))
        }
        Err(_) => Err(AddressFault::Malformed(whole())),
    }
}

/// Whether a path can be an image's, which lies in `static/`; reports one that cannot.
fn check_image(path: &Text, cx: &mut Context<'_>) -> bool {
    let text = &*path.value;
    let problem = if text.split(['/', '\\']).any(|part| part == "..") {
        Some("Paths begin at the site's root and do not climb: `/images/x.jpg` is `static/images/x.jpg`.".to_owned())
    } else if text.contains('\\') {
        Some(format!("Write `{}`.", text.replace('\\', "/")))
    } else if text.contains(':') || text.starts_with("//") {
        Some("Put the picture into `static/`; the site loads nothing from elsewhere.".to_owned())
    } else {
        text.trim_start_matches('/')
            .strip_prefix("static/")
            .map(|rest| format!("Write `/{rest}`: what lies in `static/` is copied to the site's root."))
    };
    let Some(help) = problem else { return true };
    cx.report(Code::InvalidValue, path.span, format!("`image` cannot be `{text}`"), help);
    false
}
