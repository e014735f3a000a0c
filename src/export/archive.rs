//! All data files in one, with a page that says what they are. The same content gives the same bytes: fixed times, fixed order.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::{ExportContext, Format};
use super::{clean, site_json};
use crate::config::OutputKind;
use crate::language::in_english;
use crate::model::address::{Export, Scope};

/// What lies below `data/`, and the calendar; not the archive itself.
fn members(cx: &ExportContext<'_>) -> impl Iterator<Item = &'static Format> {
    cx.formats().filter(|format| {
        format.scope == Scope::Site
            && cx.addresses.place_of(format.path).is_some()
            && format.kind != Some(OutputKind::Archive)
            && (format.path.starts_with("data/") || format.kind == Some(OutputKind::Calendar))
    })
}

pub fn archive(cx: &ExportContext<'_>) -> Vec<u8> {
    write(cx).expect("data files stay below the limits of the format")
}

fn write(cx: &ExportContext<'_>) -> zip::result::ZipResult<Vec<u8>> {
    let mut files: Vec<_> = members(cx).collect();
    files.sort_unstable_by_key(|format| name_of(format.path));
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [("README.txt", readme(cx)), ("LICENCE.txt", licence(cx))] {
        zip.start_file(name, options())?;
        zip.write_all(text.as_bytes())?;
    }
    for format in files {
        zip.start_file(name_of(format.path), options())?;
        zip.write_all(&(format.make)(cx, Export::Site))?;
        let parts = if format.path == site_json::FILE { site_json::files(cx.model) } else { 1 };
        for part in 1..parts {
            zip.start_file(name_of(&site_json::path(part)), options())?;
            zip.write_all(&(format.make)(cx, Export::Part(part)))?;
        }
    }
    Ok(zip.finish()?.into_inner())
}

fn name_of(path: &str) -> &str {
    path.strip_prefix("data/").unwrap_or(path)
}

fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        // A tenth larger than at the usual level, in a third of the time.
        .compression_level(Some(1))
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644)
}

fn readme(cx: &ExportContext<'_>) -> String {
    let config = &cx.model.config;
    let mut text = format!("{}\n{}\n", clean::line(&config.title), cx.root);
    if let Some(description) = &config.description {
        text.push_str(&format!("\n{}\n", clean::line(description)));
    }
    if let Some(date) = &cx.model.as_of {
        text.push_str(&format!("\nAs of {} (EDTF {date}).\n", in_english(date)));
    }
    if let Some(editor) = &config.editor {
        let contact = editor.contact.as_ref().map_or_else(String::new, |contact| format!(", {}", clean::line(contact)));
        text.push_str(&format!("Edited by {}{contact}.\n", clean::line(&editor.name)));
    }
    text.push('\n');
    if members(cx).any(|format| format.path == "data/codebook.md") {
        text.push_str("What the files are, and what their columns and fields mean, is in codebook.md.\n");
    }
    text.push_str(
        "A statement is what a source reports somebody to have said or done, in the editor's words. It is never the editor's own claim that it is true.\n",
    );
    text
}

fn licence(cx: &ExportContext<'_>) -> String {
    const COVERED: &str = "It covers the editor's own words and the data made of them. Quotations remain their authors'.";
    cx.model.config.license.as_ref().map_or_else(
        || "The site names no licence. Ask its editor before you use its data elsewhere than the law allows.\n".to_owned(),
        |license| format!("{}\n\n{COVERED}\n", clean::line(license)),
    )
}
