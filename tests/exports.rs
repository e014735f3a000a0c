//! Every file for other people's tools, made from a small site that is as awkward as a site can be, against golden files.
//!
//! `UPDATE_GOLDEN=1 cargo test --test exports` writes them anew; read the difference before you commit it. The readers in `tests/readers`
//! read the same golden files with other people's tools.

#![allow(clippy::restriction, reason = "a test that cannot go on says so by panicking")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rapporteur::bibliography::{self, Bibliography};
use rapporteur::export::ExportContext;
use rapporteur::export::table::{self, FORMATS, export};
use rapporteur::html::Html;
use rapporteur::render::{json_ld, meta_tags};
use rapporteur::{
    Addresses, Content, Diagnostic, Disk, Files, Model, OtherFiles, Place, Resolved, Scope, Severity, StaticFile, read_settings, resolve,
};

struct Site {
    model: Model,
    others: Vec<Model>,
    addresses: Addresses,
    files: Files,
    diagnostics: Vec<Diagnostic>,
    bibliography: Bibliography,
}

fn site(root: &Path) -> Site {
    let inputs = Disk::new(root).read().unwrap();
    let (config, mut diagnostics) = read_settings(&inputs.config_file, None);
    diagnostics.extend(inputs.diagnostics.iter().cloned());
    let parsed: Vec<_> =
        inputs.notes.iter().filter_map(|note| note.parse(&rapporteur::markdown::Settings::default())).map(Arc::new).collect();
    diagnostics.extend(parsed.iter().flat_map(|note| note.diagnostics.iter().cloned()));
    let statics: Vec<_> = inputs.assets.iter().map(|asset| StaticFile { path: asset.path.clone(), place: Place::Nowhere }).collect();
    let exports = table::files(&config.outputs);
    let files = OtherFiles { statics: &statics, built_in: &[], exports: &exports, languages: &[] };
    let Resolved { model, others, addresses, diagnostics: found } = resolve(&parsed, &Arc::new(config), &files, false);
    diagnostics.extend(found);
    let (bibliography, found) = Bibliography::of(&model, None, &mut bibliography::Cache::default());
    diagnostics.extend(found);
    Site { model, others, addresses, files: inputs.files, diagnostics, bibliography }
}

fn context(site: &Site) -> ExportContext<'_> {
    context_of(site, &site.model)
}

fn context_of<'a>(site: &'a Site, model: &'a Model) -> ExportContext<'a> {
    ExportContext::new(model, &site.addresses, &site.files, site.model.config.base_url.as_ref(), None, FORMATS, &site.bibliography)
}

fn all(site: &Site) -> BTreeMap<String, Vec<u8>> {
    let files = site.addresses.all().iter().filter_map(|address| match address.content {
        Content::Export(what) => {
            let model = site.others.iter().find(|model| address.path.starts_with(&*model.prefix)).unwrap_or(&site.model);
            Some((address.path.to_string(), export(&context_of(site, model), what)))
        }
        _ => None,
    });
    files.collect()
}

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/exports")
}

/// What templates put into pages: beside the golden files, so that the readers can read it.
fn pages(site: &Site) -> BTreeMap<String, Vec<u8>> {
    let root = context(site).root;
    let mut files = BTreeMap::new();
    let mut put = |path: String, text: String| files.insert(path, text.into_bytes());
    put("_pages/site.jsonld".to_owned(), Html::from_json(&json_ld::of_site(&site.model, &root)).as_str().to_owned());
    for (id, note) in site.model.notes.iter().filter(|(_, note)| note.kind().is_some()) {
        put(
            format!("_pages/{}.jsonld", note.id),
            Html::from_json(&json_ld::of_note(&site.model, &site.bibliography, id, &root)).as_str().to_owned(),
        );
        let tags = meta_tags::meta_tags(&site.model, &site.bibliography, id, &root);
        put(format!("_pages/{}.meta", note.id), tags.into_iter().map(|tag| format!("{}: {}\n", tag.name, tag.content)).collect());
    }
    files
}

#[test]
fn golden_files() {
    let site = site(&fixture());
    let errors: Vec<_> =
        site.diagnostics.iter().filter(|problem| problem.severity == Severity::Error).map(|problem| &problem.message).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/exports-golden");
    let mut made = all(&site);
    made.extend(pages(&site));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let _ = std::fs::remove_dir_all(&golden);
        for (path, bytes) in &made {
            let file = golden.join(path);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, bytes).unwrap();
        }
        return;
    }
    let mut wrong = Vec::new();
    for (path, bytes) in &made {
        // Written from the fields' own descriptions, and the archive holds it: a better word there must not break a test here.
        if matches!(&**path, "data/codebook.md" | "data/briefing.zip") {
            continue;
        }
        match std::fs::read(golden.join(path)) {
            Ok(wanted) if wanted == *bytes => {}
            Ok(_) => wrong.push(format!("{path} differs")),
            Err(_) => wrong.push(format!("{path} has no golden file")),
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_same_content_gives_the_same_bytes() {
    assert_eq!(all(&site(&fixture())), all(&site(&fixture())));
}

#[test]
fn every_format_has_its_file() {
    let made = all(&site(&fixture()));
    for format in FORMATS {
        let path = match format.scope {
            Scope::Site => format.path.to_owned(),
            Scope::Kind => format!("actors/{}", format.path),
            Scope::Track => format!("tracks/main/{}", format.path),
            Scope::Source => format!("sources/full/{}", format.path),
            Scope::Note => format!("actors/alpha/{}", format.path),
        };
        assert!(made.get(&path).is_some_and(|bytes| !bytes.is_empty()), "{path}");
    }
    assert!(made.contains_key("tr/actors/alpha/index.md"));
}

#[test]
fn without_an_address_every_output_stays_whole() {
    let site = site(&fixture());
    let cx = ExportContext::new(&site.model, &site.addresses, &site.files, None, None, FORMATS, &site.bibliography);
    for address in site.addresses.all() {
        if let Content::Export(what) = address.content {
            assert!(!export(&cx, what).is_empty(), "{}", address.path);
        }
    }
}
