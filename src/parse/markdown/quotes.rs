//! Quotation marks by language, as CLDR's delimiters have them.

use crate::parse::name::primary_language;

/// The marks of a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuotationMarks {
    /// Around a quotation: left, right.
    pub outer: (&'static str, &'static str),
    /// Around a quotation in it.
    pub inner: (&'static str, &'static str),
}

/// The marks of a language, BCP 47; those of English where it is not known.
pub fn quotation_marks(language: &str) -> QuotationMarks {
    let (outer, inner) = match primary_language(language) {
        "de" | "cs" | "sk" | "sl" | "bg" | "ka" | "lt" | "is" => (("„", "“"), ("‚", "‘")),
        "fr" => (("«\u{202f}", "\u{202f}»"), ("“", "”")),
        "uk" | "ru" | "be" => (("«", "»"), ("„", "“")),
        "es" | "it" | "pt" | "el" | "ca" | "hy" | "az" => (("«", "»"), ("“", "”")),
        "pl" | "ro" | "hu" | "hr" | "sr" => (("„", "”"), ("«", "»")),
        "no" | "nb" | "nn" => (("«", "»"), ("‘", "’")),
        "fa" => (("«", "»"), ("‹", "›")),
        "ar" => (("”", "“"), ("’", "‘")),
        "fi" | "sv" => (("”", "”"), ("’", "’")),
        // Chinese in simplified characters has the marks of English.
        "zh" if !["Hant", "HK", "MO", "TW"].iter().any(|part| language.split('-').any(|own| own == *part)) => (("“", "”"), ("‘", "’")),
        "ja" | "zh" => (("「", "」"), ("『", "』")),
        _ => (("“", "”"), ("‘", "’")),
    };
    QuotationMarks { outer, inner }
}
