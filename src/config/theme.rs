//! `[theme]`: the colours and fonts that the styles promise to take from a site.

mod contrast;

use cssparser::color::{parse_hash_color, parse_named_color};

use crate::diagnostic::Code;
use crate::parse::record::{Context, Text, record};

macro_rules! theme {
    (colours { $($field:ident : $meaning:literal),* $(,)? } fonts { $($font:ident : $font_meaning:literal),* $(,)? }) => {
        record! {
            /// Colours on a dark ground.
            pub struct DarkToml = "`[theme.dark]`" {
                $($field: Option<Text> => $meaning),*
            }
        }

        record! {
            /// Colours and fonts.
            pub struct ThemeToml = "`[theme]`" {
                $($field: Option<Text> => $meaning,)*
                $($font: Option<Text> => $font_meaning,)*
                dark: Option<DarkToml> => "The same colours for readers who prefer dark pages.",
            }
        }

        impl Theme {
            /// What was written → what is used; what is neither a colour nor a font is reported and left out.
            pub(super) fn of(written: ThemeToml, cx: &mut Context<'_>) -> Self {
                let ThemeToml { $($field,)* $($font,)* dark } = written;
                let mut light = Vec::new();
                $(add_valid(&mut light, stringify!($field), $field, Notation { is_valid: is_colour, what: "a colour", example: "#0d5561" }, cx);)*
                $(add_valid(&mut light, stringify!($font), $font, Notation { is_valid: is_font, what: "a list of fonts", example: "Georgia, serif" }, cx);)*
                let mut on_dark = Vec::new();
                if let Some(DarkToml { $($field),* }) = dark {
                    $(add_valid(&mut on_dark, stringify!($field), $field, Notation { is_valid: is_colour, what: "a colour", example: "#86c9cf" }, cx);)*
                }
                contrast::check(&light, &on_dark, cx);
                let values = |all: Vec<(&'static str, Text)>| all.into_iter().map(|(key, text)| (key, text.value)).collect();
                Self { light: values(light), dark: values(on_dark) }
            }
        }
    };
}

theme! {
    colours {
        paper: "The ground of a page.",
        tint: "The ground of panels and opened rows.",
        ink: "Text.",
        soft: "Notes, dates and labels.",
        rule: "Hairlines.",
        strong: "The rule over a section.",
        accent: "Links, and the current thing.",
        rust: "What is disputed, and what others say about a side.",
        hue_1: "The first side's marks.",
        hue_2: "The second side's.",
        hue_3: "The third side's.",
        hue_4: "The fourth side's.",
        hue_5: "The fifth side's.",
        hue_0: "The marks of all others.",
    }
    fonts {
        serif: "The words of the record.",
        sans: "Everything about them.",
    }
}

/// A site's own colours and fonts, by the names of the custom properties that they set.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Theme {
    light: Vec<(&'static str, Box<str>)>,
    dark: Vec<(&'static str, Box<str>)>,
}

impl Theme {
    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.light.is_empty() && self.dark.is_empty()
    }

    /// Whether it sets a property, for light pages.
    pub fn sets(&self, name: &str) -> bool {
        self.light.iter().any(|(known, _)| *known == name)
    }

    /// The ground of pages, light and dark: for a browser's own frame.
    pub fn paper(&self) -> [&str; 2] {
        fn paper<'a>(all: &'a [(&'static str, Box<str>)]) -> Option<&'a str> {
            all.iter().find(|(name, _)| *name == "paper").map(|(_, value)| &**value)
        }
        let [light, dark] = contrast::PAPER;
        [paper(&self.light).unwrap_or(light), paper(&self.dark).unwrap_or(dark)]
    }

    pub fn css(&self) -> String {
        let block = |all: &mut dyn Iterator<Item = &(&'static str, Box<str>)>| {
            let all: Vec<String> = all.map(|(name, value)| format!("--{}: {value};", name.replace('_', "-"))).collect();
            format!(":root {{ {} }}", all.join(" "))
        };
        let light = block(&mut self.light.iter());
        let dark = block(&mut self.dark.iter());
        // On paper the ground is white, whatever a screen shows.
        let print = block(&mut self.light.iter().filter(|(name, _)| name.starts_with("hue_") || matches!(*name, "serif" | "sans")));
        format!(
            "@layer theme {{\n@media screen {{ {light} }}\n@media screen {{ @media (prefers-color-scheme: dark) {{ {dark} }} }}\n@media print {{ {print} }}\n}}\n"
        )
    }
}

/// What a value must be.
struct Notation {
    is_valid: fn(&str) -> bool,
    /// What messages call it.
    what: &'static str,
    example: &'static str,
}

/// Adds a value that is valid; another is reported.
fn add_valid(valid: &mut Vec<(&'static str, Text)>, key: &'static str, text: Option<Text>, notation: Notation, cx: &mut Context<'_>) {
    let Notation { is_valid, what, example } = notation;
    match text {
        Some(text) if is_valid(&text.value) => valid.push((key, text)),
        Some(text) => {
            let help = format!("Write {what} as CSS has it: `{key} = \"{example}\"`.");
            cx.report(Code::InvalidValue, text.span, format!("`{}` is not {what}", text.value), help);
        }
        None => {}
    }
}

/// Colours that have a name and no digits (CSS Color 4, 6.3, 9 and 10): those of the reader's system, or none of their own.
const WITHOUT_DIGITS: &str = "transparent currentcolor accentcolor accentcolortext activetext buttonborder buttonface buttontext canvas canvastext field \
    fieldtext graytext highlight highlighttext linktext mark marktext selecteditem selecteditemtext visitedtext";

/// A hexadecimal colour, a named one or one by a function: nothing that could end the declaration.
fn is_colour(text: &str) -> bool {
    let function = |text: &str| {
        let inner = text.strip_suffix(')').and_then(|text| text.split_once('('));
        inner.is_some_and(|(name, rest)| {
            ["rgb", "rgba", "hsl", "hsla", "hwb", "lab", "lch", "oklab", "oklch"].contains(&name)
                && rest.chars().all(|c| c.is_ascii_alphanumeric() || " .,%/+-".contains(c))
        })
    };
    match text.strip_prefix('#') {
        Some(digits) => parse_hash_color(digits.as_bytes()).is_ok(),
        None => function(text) || parse_named_color(text).is_ok() || WITHOUT_DIGITS.split(' ').any(|name| text.eq_ignore_ascii_case(name)),
    }
}

fn is_font(text: &str) -> bool {
    let even = text.matches('"').count().is_multiple_of(2) && text.matches('\'').count().is_multiple_of(2);
    !text.trim().is_empty() && even && text.chars().all(|c| c.is_alphanumeric() || " ,.-\"'".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_cannot_end_its_declaration() {
        for colour in
            ["#fff", "#0d5561", "#0d5561cc", "rebeccapurple", "CanvasText", "ButtonText", "rgb(13 85 97 / 50%)", "oklch(0.42, 0.07, 210)"]
        {
            assert!(is_colour(colour), "{colour}");
        }
        for colour in [
            "",
            "#ff",
            "#0d5561;",
            "red; } body { color: blue",
            "url(x)",
            "rgb(1,2,3);}",
            "var(--ink)",
            "rgb(1 2 3",
            "blakc",
            "canvas field",
        ] {
            assert!(!is_colour(colour), "{colour}");
        }
        assert!(is_font("\"IBM Plex Serif\", Georgia, serif"));
        assert!(!is_font("serif; } * { display: none"));
        assert!(!is_font("\"Georgia, serif"));
    }

    #[test]
    fn light_and_dark_are_parted_and_paper_stays_white() {
        let set = |name, value: &str| (name, value.into());
        let theme = Theme { light: vec![set("paper", "#eef"), set("hue_1", "#805000")], dark: vec![set("paper", "#012")] };
        let css = theme.css();
        assert!(css.contains("@media screen { :root { --paper: #eef; --hue-1: #805000; } }"), "{css}");
        assert!(css.contains("@media (prefers-color-scheme: dark) { :root { --paper: #012; } }"), "{css}");
        assert!(css.contains("@media print { :root { --hue-1: #805000; } }"), "{css}");
        assert_eq!(theme.paper(), ["#eef", "#012"]);
        assert_eq!(Theme::default().paper(), ["#fcfbf8", "#171613"]);
    }
}
