//! `site.toml` → [`Config`]. All its problems are found in one go; where a setting cannot be read, its default stands in for it.

mod embed;
mod outputs;
mod page_size;
pub mod theme;
mod view;

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::DeValue;
use url::Url;

pub use embed::{EmbedToml, content_security_policy};
pub use outputs::{OutputKind, Outputs, OutputsToml};
pub use page_size::PageSize;
pub use view::View;

use crate::diagnostic::{Code, Diagnostic, Severity, did_you_mean, in_backticks};
use crate::file::{File, Located};
use crate::parse::date::Edtf;
use crate::parse::fields::{Kind, rule};
use crate::parse::fold::fold;
use crate::parse::front_matter::{AddressFault, check_language, check_web_address, is_publishable, read_toml_file};
use crate::parse::markdown;
use crate::parse::record::{
    Context, Extra, FromToml, KeyedTable, OneOrMany, Record, Required, Shape, Text, Value, check_keys, choices, record,
};

/// The name of the settings file, at a site's root.
pub const FILE_NAME: &str = "site.toml";

/// The folders that a site is made from.
pub const FOLDERS: [&str; 4] = ["content", "templates", "static", "i18n"];

record! {
    /// Who answers for the site.
    pub struct Editor = "`[editor]`" {
        name: Required<Text> => "A name or an organisation's.",
        contact: Option<Text> => "An electronic mail address, or the address of a page.",
    }
}

record! {
    /// An entry of the menu.
    pub struct MenuEntry = "a menu entry" with one of url | note {
        label: Option<Text> => "The word in the menu; for a note, by default its title.",
        url: Option<Text> => "Where it leads: a path on the site (`/timeline/`) or a web address.",
        note: Option<Text> => "Or the note that it leads to.",
    }
}

record! {
    /// The menu.
    #[derive(Default)]
    pub struct Menu = "`[menu]`" {
        items: Vec<Located<MenuEntry>> => "Its entries, in order: `[[menu.items]]` with `label` and `url` or `note`.",
    }
}

record! {
    /// The feeds, `/feed.xml` and `/feed.json`.
    #[derive(Default)]
    pub struct Feed = "`[feed]`" {
        title: Option<Text> => "Their title; by default the site's.",
        limit: Option<Located<i64>> => "How many entries they hold, 1 to 1000; 30 by default.",
        full: Option<bool> => "Whether an entry holds all of its text, not only its summary; it does by default.",
    }
}

choices! {
    /// What becomes of straight quotation marks in notes.
    pub enum Quotes {
        Typographic "typographic": "They become those of the language: “…”, «…», „…“.",
        AsWritten "as-written": "They stay as they were written.",
    }
}

choices! {
    /// How grave a rule is.
    pub enum CheckLevel {
        Off "off": "Nothing is said.",
        Advice "advice": "Shown, never denied.",
        Warning "warning": "Denied by `--deny-warnings`.",
        Error "error": "Nothing is published.",
    }
}

choices! {
    /// Where a site is published to.
    pub enum PublishTarget {
        Folder "folder": "A folder on this computer.",
        Git "git": "A branch of the git repository that holds the site.",
        S3 "s3": "An S3-compatible bucket.",
    }
}

record! {
    /// Where the site is published to, and in what form. What a target does not need is ignored.
    #[derive(Default)]
    pub struct Publish = "`[publish]`" {
        target: Option<PublishTarget> => "What sort of place.",
        folder: Option<Box<str>> => "The folder's path.",
        bucket: Option<Text> => "The bucket's name.",
        endpoint: Option<Text> => "The address of the bucket's service; by default Amazon's.",
        region: Option<Box<str>> => "The bucket's region.",
        prefix: Option<Box<str>> => "What the names of all objects begin with.",
        branch: Option<Box<str>> => "The branch; `gh-pages` by default.",
        remote: Option<Box<str>> => "The remote: its name, its address, or a path from the site's folder; `origin` by default.",
        cname: Option<Text> => "The site's own domain, written to the file `CNAME`.",
        precompress: Option<bool> =>
            "Whether pages and data have `.gz` copies beside them, for servers that send these as they are; they have none by default.",
    }
}

record! {
    /// The page of positions.
    #[derive(Default)]
    pub struct Positions = "`[positions]`" {
        columns: Vec<OneOrMany<Text>> => "The actors that stand side by side, up to five; a list of actors is one column.",
    }
}

record! {
    /// The home page.
    #[derive(Default)]
    pub struct Home = "`[home]`" {
        topics: Vec<Text> => "The topics whose positions it shows; by default those on which the most is held.",
        disputes: Vec<Text> => "The disputes that it shows; by default the open ones on which the most hangs.",
    }
}

record! {
    /// Which notes are meant to be translated.
    pub struct Translate = "`[translate]`" {
        kinds: Vec<Text> => "Kinds of notes, by their folders: `[\"topics\", \"disputes\"]`.",
        notes: Vec<Text> => "Single notes, by their ids.",
    }
}

choices! {
    /// What becomes of notes without a translation.
    pub enum Untranslated {
        Show "show": "They stand in that language's part of the site in the original's words.",
        LeaveOut "leave-out": "They have no page there; links lead to the original.",
    }
}

record! {
    /// The site's own words in one of its languages.
    pub struct InLanguage = "an entry of `[languages]`" {
        title: Option<Text> => "The site's name.",
        tagline: Option<Box<str>> => "A line under the name.",
        description: Option<Box<str>> => "The site in one or two sentences.",
        labels: Option<KeyedTable<Text>> => "Other names for kinds and views.",
        menu: Option<Menu> => "The menu.",
        untranslated: Option<Untranslated> => "What becomes of notes without a translation; they are shown by default.",
    }
}

/// `languages`: the list of them, or a table by code with the site's own words in each.
#[derive(Clone, Debug, Default)]
pub struct LanguagesToml(Vec<(Text, Option<InLanguage>)>);

impl FromToml for LanguagesToml {
    const SHAPE: Shape = Shape::Either(&Shape::Many(&Shape::Text), &Shape::Map(&<InLanguage as FromToml>::SHAPE));
    fn from_toml(value: &Spanned<DeValue<'_>>, cx: &mut Context<'_>) -> Option<Self> {
        match value.get_ref() {
            DeValue::Table(_) => {
                let words = KeyedTable::<InLanguage>::from_toml(value, cx)?;
                Some(Self(words.0.into_iter().map(|(code, words)| (code, Some(words))).collect()))
            }
            DeValue::Array(items) => {
                let code = |item| cx.with_entry("", |cx| Text::from_toml(item, cx));
                Some(Self(items.iter().filter_map(code).map(|code| (code, None)).collect()))
            }
            _ => cx.wrong_shape(
                value,
                "a list of languages, or a table by language",
                "Write `languages = [\"en\", \"tr\"]`, or `[languages.tr]` before the site's own words in each.",
            ),
        }
    }
    fn value(&self) -> Value<'_> {
        Value::Many(self.0.iter().map(|(code, _)| code.value()).collect())
    }
}

record! {
    /// The settings of a site, as its editor writes them.
    pub struct SiteToml = "`site.toml`" {
        title: Required<Text> => "The site's name.",
        tagline: Option<Box<str>> => "A line under the name.",
        description: Option<Box<str>> => "The site in one or two sentences, for search engines and feeds.",
        base_url: Option<Text> => "The address under which it is published, perhaps with a path: `https://example.org/briefing/`.",
        language: Option<Text> => "The language of the notes, BCP 47; `en` by default.",
        languages: Option<LanguagesToml> =>
            "All languages that notes are written in: a list of their codes, or `[languages.<code>]` with the site's own words in each.",
        translate: Option<Translate> => "Which notes are meant to be translated: what `missing-translation` asks for. By default all are.",
        editor: Option<Editor> => "Who answers for the site.",
        license: Option<Box<str>> => "The licence of its text: a name such as `CC-BY-4.0`.",
        as_of: Option<Located<Edtf>> => "What \"now\" means for freshness; by default the newest `updated` in the content, else the newest `created`.",
        published: Option<Located<Edtf>> => "When the site was published; by default the date of the home page's newest change.",
        citation_style: Option<Text> =>
            "The CSL style in which references are written: its name, or the path of a `.csl` file in the site.",
        sanitise_html: Option<bool> => "Whether raw HTML in notes is cleaned; it is by default.",
        embed: Option<EmbedToml> => "What may be embedded from elsewhere.",
        quotes: Option<Quotes> => "What becomes of straight quotation marks; they stay as they are by default.",
        labels: Option<KeyedTable<Text>> => "Other names for kinds and views: `actors = \"Who is who\"`.",
        synonyms: Vec<OneOrMany<Text>> =>
            "Words that search takes for one: `[[\"body\", \"bodies\", \"remains\"], [\"deal\", \"agreement\"]]`.",
        menu: Option<Menu> => "The menu; by default the timeline, the positions, and the lists of disputes, actors and sources.",
        topic_groups: Vec<Text> => "The order of the groups of topics.",
        positions: Option<Positions> => "The page of positions.",
        home: Option<Home> => "The home page.",
        theme: Option<theme::ThemeToml> => "The colours and fonts of the site.",
        checks: Option<KeyedTable<Located<CheckLevel>>> => "The severity of rules: `stale-review = \"off\"`.",
        feed: Option<Feed> => "The feeds.",
        outputs: Option<OutputsToml> => "Which outputs are made.",
        publish: Option<Publish> => "Where the site is published to.",
        extra: Option<Extra> => "Your own data, handed to templates as `site.extra`.",
    }
}

/// The settings of a site, ready for use. What each means stands in `SiteToml`; here is said what differs.
#[derive(Clone, Debug)]
pub struct Config {
    /// The site's name; empty only where its absence has been reported.
    pub(crate) title: Box<str>,
    pub(crate) tagline: Option<Box<str>>,
    pub(crate) description: Option<Box<str>>,
    /// The address under which it is published; its path ends in `/`. Absent only where that has been reported.
    pub base_url: Option<Url>,
    pub(crate) language: Box<str>,
    /// All languages that notes are written in; the main one among them.
    pub(crate) languages: Vec<Box<str>>,
    /// Which notes are meant to be translated; all, where nothing is written.
    pub(crate) translate: Option<Translate>,
    /// The site's own words in its languages; those of the main one are already in their places.
    pub(crate) in_languages: BTreeMap<Box<str>, InLanguage>,
    /// Who answers for the site, by the name that readers see.
    pub(crate) editor: Option<Editor>,
    /// The editor's name as it was written, for those who divide names: in braces it is an institution's.
    pub(crate) editor_as_written: Option<Box<str>>,
    pub(crate) license: Option<Box<str>>,
    pub(crate) as_of: Option<Located<Edtf>>,
    pub(crate) published: Option<Located<Edtf>>,
    pub(crate) citation_style: Option<Text>,
    /// How Markdown is read: raw HTML, what may be embedded, quotation marks.
    pub(crate) markdown: markdown::Settings,
    pub(crate) labels: KeyedTable<Text>,
    /// Words that search takes for one: lists of two or more.
    pub(crate) synonyms: Vec<OneOrMany<Text>>,
    /// The menu; empty where the site wants the usual one.
    pub(crate) menu: Menu,
    /// The order of the groups of topics; groups that are not listed are reported.
    pub(crate) topic_groups: Vec<Text>,
    /// The page of positions; its actors are not yet looked up.
    pub(crate) positions: Positions,
    /// The home page; what it names is not yet looked up.
    pub(crate) home: Home,
    pub(crate) theme: theme::Theme,
    /// Rules whose severity the site sets; nothing is said of one that is off.
    pub(crate) checks: BTreeMap<Code, Option<Severity>>,
    pub(crate) feed: Feed,
    /// Which outputs are made.
    pub outputs: Outputs,
    pub(crate) publish: Publish,
    /// How much stands on one page. No setting of `site.toml`.
    pub(crate) page_size: PageSize,
    pub(crate) extra: serde_json::Value,
}

impl Config {
    /// The path of `base_url`, as in `/briefing/`; `/` where there is none.
    pub fn base_path(&self) -> &str {
        self.base_url.as_ref().map_or("/", Url::path)
    }

    /// The path of the citation style's file, from the site's root, where `citation_style` names one.
    pub fn style_file(&self) -> Option<&str> {
        let name = &*self.citation_style.as_ref()?.value;
        name.to_lowercase().ends_with(".csl").then_some(name)
    }

    /// The settings for the part of the site in one of its languages.
    pub fn in_language(&self, code: &str) -> Self {
        let words = self.in_languages.get(code);
        // What is renamed in one language says nothing of another.
        let mut labels = words.and_then(|words| words.labels.clone()).unwrap_or_default();
        let is_inherited = |(key, _): &&(Text, Text)| *code == *self.language && labels.get(&key.value).is_none();
        let inherited: Vec<_> = self.labels.0.iter().filter(is_inherited).cloned().collect();
        labels.0.extend(inherited);
        let mut own = Self { language: code.into(), labels, ..self.clone() };
        let Some(words) = words else { return own };
        own.title.clone_from(words.title.as_ref().map_or(&self.title, |title| &title.value));
        own.tagline = words.tagline.clone().or(own.tagline);
        own.description = words.description.clone().or(own.description);
        if let Some(menu) = words.menu.as_ref().filter(|menu| !menu.items.is_empty()) {
            own.menu.clone_from(menu);
        }
        own
    }

    /// Whether notes without a translation have pages in a language.
    pub fn shows_untranslated(&self, code: &str) -> bool {
        self.in_languages.get(code).is_none_or(|words| words.untranslated != Some(Untranslated::LeaveOut))
    }

    /// The site's own name for a kind (`actor`, `actors`) or a view (`timeline`).
    pub fn label(&self, key: &str) -> Option<&str> {
        self.labels.get(key).map(|label| &*label.value)
    }
}

impl Translate {
    /// Whether a note is among them.
    pub fn has(&self, kind: Kind, id: &str) -> bool {
        self.kinds.iter().any(|name| Self::kind(name) == Some(kind)) || self.notes.iter().any(|name| &*name.value == id)
    }

    fn kind(name: &Text) -> Option<Kind> {
        Kind::from_folder(&name.value).or_else(|| Kind::from_word(&name.value))
    }

    fn check(&self, cx: &mut Context<'_>) {
        for name in self.kinds.iter().filter(|name| Self::kind(name).is_none()) {
            cx.diagnostics.push(
                Diagnostic::new(Code::InvalidValue, name.span, format!("`{}` is not a kind of note", name.value))
                    .help("Kinds are named by their folders: `actors`, `rounds`, `topics`.")
                    .suggest(did_you_mean(&name.value, Kind::ALL.map(Kind::folder)), "\""),
            );
        }
    }
}

impl Feed {
    const LIMITS: std::ops::RangeInclusive<i64> = 1..=1000;

    /// How many entries they hold at most.
    pub fn limit(&self) -> usize {
        let written = self.limit.as_ref().map(|at| at.value).filter(|limit| Self::LIMITS.contains(limit));
        written.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(30)
    }

    /// Whether an entry holds all of its text.
    pub fn is_full(&self) -> bool {
        self.full.unwrap_or(true)
    }

    fn check(&self, cx: &mut Context<'_>) {
        if let Some(limit) = self.limit.as_ref().filter(|limit| !Self::LIMITS.contains(&limit.value)) {
            let message = format!("`limit` cannot be {}", limit.value);
            cx.report(Code::InvalidValue, limit.span, message, "Write a number from 1 to 1000.");
        }
    }
}

/// Reads `site.toml`. `base_url` is the command line's, which stands in for the file's.
pub fn read(file: &File, base_url: Option<&Url>) -> (Config, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let config = read_toml_file(file, SiteToml::NAME, &[SiteToml::fields()], &mut diagnostics, |table, cx| {
        let first_line = cx.span(0..cx.toml.lines().next().map_or(0, str::len));
        let written = SiteToml::take(table, first_line, cx);
        check_keys(table, first_line, &[SiteToml::fields()], &[], &|_| None, cx);
        if base_url.is_none() && written.base_url.is_none() && !table.contains_key("base_url") {
            let help = "Add `base_url = \"https://…/\"`: the address under which the site is published. Feeds and the sitemap need it.";
            cx.report(Code::MissingField, first_line, "`site.toml` needs `base_url`", help);
        }
        let config = convert(written, cx);
        Config { base_url: base_url.cloned().or(config.base_url), ..config }
    });
    diagnostics.sort_by_key(|problem| problem.place);
    (config, diagnostics)
}

/// What was written → what is used. A field that is added to one of the two structs and forgotten in the other does not compile.
fn convert(written: SiteToml, cx: &mut Context<'_>) -> Config {
    let SiteToml {
        title,
        tagline,
        description,
        base_url,
        language,
        languages,
        translate,
        editor,
        license,
        as_of,
        published,
        citation_style,
        sanitise_html,
        embed,
        quotes,
        labels,
        synonyms,
        menu,
        topic_groups,
        positions,
        home,
        theme,
        checks,
        feed,
        outputs,
        publish,
        extra,
    } = written;
    let (language, languages, mut in_languages) = convert_languages(language, languages.unwrap_or_default(), cx);
    let markdown = markdown::Settings {
        sanitise: sanitise_html.unwrap_or(true),
        embed: embed.map(|written| embed::hosts(written, cx)).unwrap_or_default(),
        typographic_quotes: quotes == Some(Quotes::Typographic),
        language: language.clone(),
    };
    let positions = positions.unwrap_or_default();
    check_synonyms(&synonyms, cx);
    let (mut labels, mut menu) = (labels.unwrap_or_default(), menu.unwrap_or_default());
    check_labels(&mut labels, &positions.columns, cx);
    check_menu(&mut menu, cx);
    for words in in_languages.values_mut() {
        words.labels.iter_mut().for_each(|labels| check_labels(labels, &positions.columns, cx));
        words.menu.iter_mut().for_each(|menu| check_menu(menu, cx));
    }
    let feed = feed.unwrap_or_default();
    feed.check(cx);
    let editor_as_written = editor.as_ref().map(|editor| editor.name.value.clone());
    translate.iter().for_each(|meant| meant.check(cx));
    let config = Config {
        title: title.value.clone(),
        tagline,
        description,
        base_url: base_url.and_then(|text| {
            self::base_url(&text.value).map_err(|(message, help)| cx.report(Code::InvalidValue, text.span, message, help)).ok()
        }),
        language,
        languages,
        translate,
        in_languages,
        editor: editor.and_then(|editor| convert_editor(editor, cx)),
        editor_as_written,
        license,
        as_of,
        published,
        citation_style,
        markdown,
        labels,
        synonyms,
        menu,
        topic_groups,
        positions,
        home: home.unwrap_or_default(),
        theme: theme.map(|written| theme::Theme::of(written, cx)).unwrap_or_default(),
        checks: checks.map(|map| convert_checks(map, cx)).unwrap_or_default(),
        feed,
        outputs: outputs.map(|written| Outputs::of(&written)).unwrap_or_default(),
        publish: checked_publish(publish.unwrap_or_default(), cx),
        page_size: PageSize::default(),
        extra: extra.map_or_else(|| serde_json::Value::Object(serde_json::Map::new()), |extra| extra.0),
    };
    config.in_language(&config.language)
}

/// Reads an address under which a site is published; its path is made to end in `/`.
///
/// # Errors
/// Why it cannot be one, and how to mend it. Also for `--base-url`.
pub fn base_url(text: &str) -> Result<Url, (String, String)> {
    let message = |why: &str| format!("`base_url` cannot be `{text}`{why}");
    let example = || "Write the address under which the site is published, as in `https://example.org/briefing/`.".to_owned();
    match check_web_address(text) {
        Ok(()) => {}
        Err(AddressFault::Unsafe(_)) => return Err((message(""), example())),
        Err(AddressFault::Malformed(help)) => return Err((message(""), help)),
    }
    let Ok(mut url) = Url::parse(text) else { return Err((message(""), example())) };
    if url.query().is_some() || url.fragment().is_some() {
        return Err((message(": it has a `?` or `#`"), "Write it without what follows the path.".to_owned()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err((message(": it holds a name or a password"), "Take them out: the address stands in every feed.".to_owned()));
    }
    // What URLs in browsers hold and addresses by RFC 3986, which data files name, do not.
    let is_sound = |part: &str| part.chars().all(|c| c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@/".contains(c));
    let is_encoded = |part: &str| part.as_bytes().first_chunk().is_some_and(|digits: &[u8; 2]| digits.iter().all(u8::is_ascii_hexdigit));
    if !url.path().split('%').all(is_sound) || !url.path().split('%').skip(1).all(is_encoded) {
        return Err((message(": its path holds a character that no address can"), "Write it in letters, digits and hyphens.".to_owned()));
    }
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    Ok(url)
}

/// The main language, all languages, and the site's own words in each that has some.
type LanguageSettings = (Box<str>, Vec<Box<str>>, BTreeMap<Box<str>, InLanguage>);

fn convert_languages(main: Option<Text>, all: LanguagesToml, cx: &mut Context<'_>) -> LanguageSettings {
    let mut is_valid = |tag: &Text| check_language(tag, None, cx);
    let has_main = main.is_some();
    let main = main.filter(|tag| is_valid(tag));
    let main_is_wrong = has_main && main.is_none();
    let all: Vec<(Text, Option<InLanguage>)> = all.0.into_iter().filter(|(tag, _)| is_valid(tag)).collect();
    // A site need not have a table for its main language.
    let by_table = all.iter().any(|(_, words)| words.is_some());
    let language: Box<str> = main.as_ref().map_or_else(|| "en".into(), |tag| tag.value.clone());
    let mut languages: Vec<Box<str>> = Vec::new();
    for (tag, _) in &all {
        let is_main = tag.value.eq_ignore_ascii_case(&language);
        if is_main && tag.value != language {
            let message = format!("`{}` and the main language, `{language}`, are one language", tag.value);
            cx.report(Code::InvalidValue, tag.span, message, "Write the tag in the same letters in both places.");
        }
        if languages.iter().any(|known| known.eq_ignore_ascii_case(&tag.value)) {
            cx.report(Code::InvalidValue, tag.span, format!("`languages` holds `{}` twice", tag.value), "Delete one of them.");
        } else {
            languages.push(if is_main { language.clone() } else { tag.value.clone() });
        }
    }
    if !languages.contains(&language) {
        if let Some((first, _)) = all.first()
            && !main_is_wrong
            && !by_table
        {
            let place = main.as_ref().map_or(first.span, |tag| tag.span);
            cx.report(
                Code::InvalidValue,
                place,
                format!("`languages` does not hold the main language, `{language}`"),
                format!("Add \"{language}\" to `languages`, or set `language` to one of them."),
            );
        }
        languages.insert(0, language.clone());
    }
    let in_languages = all.into_iter().filter_map(|(tag, words)| Some((tag.value, words?))).collect();
    (language, languages, in_languages)
}

fn convert_editor(mut editor: Editor, cx: &mut Context<'_>) -> Option<Editor> {
    let without_braces = |name: &Text| {
        let inner = name.value.trim().strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        Required::new(Text { value: inner.unwrap_or(&name.value).into(), span: name.span })
    };
    editor.name = editor.name.given().map(without_braces).unwrap_or(editor.name);
    let is_mail = |text: &str| {
        let text = text.strip_prefix("mailto:").unwrap_or(text);
        let (user, host) = text.split_once('@').unwrap_or_default();
        let is_forbidden = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | ':' | '/');
        !user.is_empty() && !host.is_empty() && !host.contains('@') && !text.contains(is_forbidden)
    };
    let help = "Write a mail address, `editors@example.org`, or the address of a page, `https://example.org/contact`.";
    editor.contact = editor.contact.filter(|contact| is_mail(&contact.value) || is_publishable("contact", contact, Some(help), cx));
    editor.name.given().is_some().then_some(editor)
}

/// The words that `[labels]` may rename: kinds in the singular and the plural, and views.
pub fn label_keys() -> impl Iterator<Item = &'static str> {
    Kind::ALL.into_iter().flat_map(|kind| [kind.as_str(), kind.folder()]).chain(View::ALL.iter().map(|view| view.as_str()))
}

/// Each list names two or more words that hold a letter or digit.
fn check_synonyms(written: &[OneOrMany<Text>], cx: &mut Context<'_>) {
    let example = "Write lists of words that mean the same: `synonyms = [[\"body\", \"bodies\", \"remains\"]]`.";
    for OneOrMany(list) in written {
        if let [only] = list.as_slice() {
            cx.report(Code::InvalidValue, only.span, format!("`{}` has no synonym", only.value), example);
        }
        for word in list.iter().filter(|word| fold(&word.value).is_empty()) {
            cx.report(Code::InvalidValue, word.span, "a synonym without a letter or digit", example);
        }
    }
}

/// A column of several actors is called by the label that has the id of the first.
fn check_labels(labels: &mut KeyedTable<Text>, columns: &[OneOrMany<Text>], cx: &mut Context<'_>) {
    let of_columns = columns.iter().filter(|column| column.0.len() > 1).filter_map(|column| column.0.first()).map(|name| &*name.value);
    let known: Vec<&str> = label_keys().collect();
    let known_keys: Vec<&str> = known.iter().copied().chain(of_columns).collect();
    labels.0.retain(|(key, label)| {
        // The words of the interface have braces around what is filled in.
        if label.value.contains('{') {
            let message = format!("the label `{}` holds a brace", key.value);
            cx.report(Code::InvalidValue, label.span, message, "Write what readers are to see, without braces.");
            return false;
        }
        if known_keys.contains(&&*key.value) {
            return true;
        }
        let renamed = in_backticks(&known);
        cx.diagnostics.push(
            Diagnostic::new(Code::UnknownField, key.span, format!("`[labels]` has no field `{}`", key.value))
                .help(format!("It renames {renamed}, and columns of `[positions]` that are lists, by the id of their first actor."))
                .suggest(did_you_mean(&key.value, known_keys.iter().copied()), ""),
        );
        false
    });
}

fn check_menu(menu: &mut Menu, cx: &mut Context<'_>) {
    menu.items.retain(|Located { value: MenuEntry { label, url, note }, span }| match (url, note) {
        (Some(url), None) => {
            let is_valid = check_menu_url(url, cx);
            if is_valid && label.is_none() && !cx.text.is_unread(*span, "label") {
                cx.report(Code::MissingField, *span, "a menu entry with `url` needs `label`", "Add `label = \"…\"`.");
            }
            is_valid
        }
        (None, Some(_)) => true,
        (Some(url), Some(_)) => {
            let message = "a menu entry leads to one place: `url` or `note`, not both";
            cx.report(Code::InvalidValue, url.span, message, "Delete one of them.");
            false
        }
        (None, None) => false,
    });
}

fn check_menu_url(url: &Text, cx: &mut Context<'_>) -> bool {
    let text = &*url.value;
    let is_path =
        text.starts_with('/') && !text.starts_with("//") && !text.split('/').any(|part| part == "..") && !text.contains(char::is_control);
    let help = "Write a path on the site that begins with `/`, such as `/timeline/`, or a web address.";
    is_path || is_publishable("url", url, Some(help), cx)
}

fn convert_checks(written: KeyedTable<Located<CheckLevel>>, cx: &mut Context<'_>) -> BTreeMap<Code, Option<Severity>> {
    let mut checks = BTreeMap::new();
    for (key, level) in written.0 {
        let Some(code) = rule(&key, Code::UnknownField, "", cx) else { continue };
        let severity = match level.value {
            CheckLevel::Off => None,
            CheckLevel::Advice => Some(Severity::Advice),
            CheckLevel::Warning => Some(Severity::Warning),
            CheckLevel::Error => Some(Severity::Error),
        };
        if code.guards_integrity() && severity != Some(Severity::Error) {
            let help = "The site would be wrong if it were built in spite of it. Take the line away, and mend what the rule reports.";
            cx.report(Code::InvalidValue, level.span, format!("`{}` is always an error", key.value), help);
            continue;
        }
        checks.insert(code, severity);
    }
    checks
}

/// Whether a service that stores objects can have a bucket of this name.
pub fn is_bucket_name(name: &str) -> bool {
    (3..=63).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.'))
        && name.bytes().any(|byte| byte != b'.')
}

fn checked_publish(publish: Publish, cx: &mut Context<'_>) -> Publish {
    let is_domain = |text: &str| text.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-')) && text.contains('.');
    let mut check = |key: &str, text: &Option<Text>, is_valid: &dyn Fn(&str) -> bool, help: &str| {
        if let Some(text) = text.as_ref().filter(|text| !is_valid(&text.value)) {
            cx.report(Code::InvalidValue, text.span, format!("`{key}` cannot be `{}`", text.value), help);
        }
    };
    let is_address = |text: &str| check_web_address(text).is_ok();
    check("endpoint", &publish.endpoint, &is_address, "Write the address of the bucket's service: `https://s3.example.org`.");
    check("bucket", &publish.bucket, &is_bucket_name, "A bucket's name has 3 to 63 small letters, digits, `-` and `.`.");
    check("cname", &publish.cname, &is_domain, "Write the domain alone: `briefing.example.org`.");
    publish
}

#[cfg(test)]
mod tests;
