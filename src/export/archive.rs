//! All data files in one, with a page that says what they are. The same content gives the same bytes: fixed times, fixed order.

use std::io::{self, Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::ExportContext;
use super::clean;
use crate::export;
use crate::model::address::{EXPORTS, Output, Scope};

/// Whether the output at this place of the table goes into the archive: what lies below `data/`, and the calendar; not the archive itself.
pub(super) fn holds(index: usize) -> bool {
    members().any(|(member, _)| member == index)
}

fn members() -> impl Iterator<Item = (usize, &'static str)> {
    EXPORTS.iter().enumerate().filter_map(|(index, format)| {
        let wanted = format.scope == Scope::Site
            && format.output != Output::Archive
            && (format.path.starts_with("data/") || format.output == Output::Calendar);
        wanted.then_some((index, format.path))
    })
}

/// The archive.
#[must_use]
pub fn archive(cx: &ExportContext<'_>) -> Vec<u8> {
    // Writing into memory fails only past the limits of the format, where an empty file is better than half of one.
    write(cx).unwrap_or_default()
}

/// Bytes for what stands in the archive besides the data files.
const ROOM_FOR_TEXTS: usize = 8 * 1024;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn write(cx: &ExportContext<'_>) -> Result<Vec<u8>> {
    let mut files: Vec<(&str, Vec<u8>)> = members().map(|(index, path)| (name_of(path), export::packed(cx, index))).collect();
    files.sort_unstable_by_key(|(name, _)| *name);
    let room = files.iter().map(|(_, packed)| packed.len()).sum::<usize>().saturating_add(ROOM_FOR_TEXTS);
    let mut zip = ZipWriter::new(Cursor::new(Vec::with_capacity(room)));
    for (name, text) in [("README.txt", readme(cx)), ("LICENCE.txt", licence(cx))] {
        zip.start_file(name, options())?;
        zip.write_all(text.as_bytes())?;
    }
    for (_, packed) in files {
        zip.raw_copy_file(ZipArchive::new(Cursor::new(packed))?.by_index_raw(0)?)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// An output on its way into an archive of its own, from which [`archive`] takes it over as it is.
pub(super) struct Packing {
    zip: ZipWriter<Cursor<Vec<u8>>>,
    /// What waits to become a whole piece.
    piece: Vec<u8>,
}

/// What deflate finds depends a little on the pieces that it is given; they have this size, however the bytes come in.
const PIECE: usize = 256 * 1024;

impl Packing {
    /// That of the output at this place of the table, with so many bytes of room.
    pub(super) fn new(index: usize, room: usize) -> io::Result<Self> {
        let path = EXPORTS.get(index).map_or("", |format| format.path);
        let mut zip = ZipWriter::new(Cursor::new(Vec::with_capacity(room)));
        zip.start_file(name_of(path), options())?;
        Ok(Self { zip, piece: Vec::new() })
    }

    /// The archive.
    pub(super) fn done(mut self) -> io::Result<Vec<u8>> {
        self.zip.write_all(&self.piece)?;
        Ok(self.zip.finish()?.into_inner())
    }
}

impl Write for Packing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let (now, later) = rest.split_at(rest.len().min(PIECE.saturating_sub(self.piece.len())));
            self.piece.extend_from_slice(now);
            if self.piece.len() == PIECE {
                self.zip.write_all(&self.piece)?;
                self.piece.clear();
            }
            rest = later;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// [`Packing`] of all bytes at once.
pub(super) fn pack(index: usize, bytes: &[u8]) -> Vec<u8> {
    let packed = || -> io::Result<Vec<u8>> {
        let mut packing = Packing::new(index, bytes.len() / 3)?;
        packing.write_all(bytes)?;
        packing.done()
    };
    packed().unwrap_or_default()
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
    let mut text = format!("{}\n{}\n", clean::line(&config.title), cx.root());
    if let Some(description) = &config.description {
        text.push_str(&format!("\n{}\n", clean::line(description)));
    }
    if let Some(date) = &cx.model.as_of {
        text.push_str(&format!("\nAs of {} (EDTF {date}).\n", date.show()));
    }
    if let Some(editor) = &config.editor {
        let contact = editor.contact.as_ref().map_or_else(String::new, |contact| format!(", {}", clean::line(contact)));
        text.push_str(&format!("Edited by {}{contact}.\n", clean::line(&editor.name)));
    }
    text.push_str(
        "\nWhat the files are, and what their columns and fields mean, is in codebook.md.\n\
         A statement is what a source reports somebody to have said or done, in the editor's words. It is never the editor's own claim that it is true.\n",
    );
    text
}

fn licence(cx: &ExportContext<'_>) -> String {
    cx.model.config.license.as_ref().map_or_else(
        || "The site names no licence. Ask its editor before you use its data elsewhere than the law allows.\n".to_owned(),
        |license| {
            format!(
                "{}\n\nIt covers the editor's own words and the data made of them. Quotations remain their authors'.\n",
                clean::line(license)
            )
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packed_file_has_the_same_bytes_however_it_comes_in() {
        let text: Vec<u8> = (0..700_000_u32).flat_map(|n| (n.wrapping_mul(n) % 977).to_string().into_bytes()).collect();
        let (index, _) = members().next().unwrap();
        let whole = pack(index, &text);
        for size in [1, 7, 4096, PIECE - 1, PIECE, PIECE + 1] {
            let mut packing = Packing::new(index, 0).unwrap();
            text.chunks(size).for_each(|chunk| packing.write_all(chunk).unwrap());
            assert!(packing.done().unwrap() == whole, "in pieces of {size}");
        }
    }
}
