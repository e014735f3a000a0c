//! A note's body on a page: its running text, and the statements that it shows as cards.

use super::compose::{Citations, Composer, target};
use super::statement::{self, EntryForm, RemarkPlace};
use super::text::{Composed, TextPart};
use crate::model::{LinkTarget, Note};
use crate::parse::markdown::{Body, Piece, TextLevel};

/// Rendered Markdown of a note with its holes filled; marked with the language of the note's body where the page has another.
pub fn compose(composer: &mut Composer<'_>, body: &Body, note: &Note) -> Composed {
    let mut text = Composed::default();
    for pieces in body.pieces.split_inclusive(|piece| matches!(piece, Piece::Card(_))) {
        // A card is a block, so no link or sentence goes on after it.
        text.0.extend(composer.compose(pieces, note, Citations::Marked).0);
        if let Some(Piece::Card(reference)) = pieces.last()
            && let Some(LinkTarget::Statement(id)) = target(note, *reference)
        {
            text.0.push(TextPart::Card(Box::new(statement::entry(composer, *id, EntryForm::Card, RemarkPlace::InEntry))));
        }
    }
    composer.marked_with_language(text, note.body_language(), TextLevel::Block)
}
