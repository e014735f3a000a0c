//! Whether the colours of `[theme]` stand out from their grounds, by the formulas of WCAG 2.

use cssparser::color::{OPAQUE, parse_hash_color, parse_named_color};

use crate::diagnostic::{Code, Diagnostic, in_backticks};
use crate::file::Span;
use crate::parse::record::{Context, Text};

/// The grounds of pages that `site.css` has, light and dark.
pub(super) const PAPER: [&str; 2] = ["#fcfbf8", "#171613"];
const TINT: [&str; 2] = ["#f4f1ea", "#211f1b"];

/// Colours that are read, with what `site.css` has, light and dark.
const TEXT_COLOURS: [(&str, [&str; 2]); 4] = [
    ("ink", ["#1d1b18", "#e9e4d9"]),
    ("soft", ["#5c574e", "#b0a999"]),
    ("accent", ["#0d5561", "#86c9cf"]),
    ("rust", ["#8a3b12", "#e7a178"]),
];

const MARK_COLOURS: [(&str, [&str; 2]); 6] = [
    ("hue_1", ["#8f6200", "#d8ab4e"]),
    ("hue_2", ["#7b3a6b", "#d09cc2"]),
    ("hue_3", ["#3c5c8a", "#98b6e0"]),
    ("hue_4", ["#12705f", "#72c5b3"]),
    ("hue_5", ["#5d6a1c", "#b6bf71"]),
    ("hue_0", ["#6b655a", "#b0a999"]),
];

/// The least contrast of text and of marks.
const TEXT_CONTRAST: f64 = 4.5;
const MARK_CONTRAST: f64 = 3.0;

/// Red, green and blue, 0 to 1.
type Colour = [f64; 3];

/// A colour that is in use, and where a site writes it.
#[derive(Clone, Copy)]
struct UsedColour<'t> {
    name: &'static str,
    written: &'t str,
    colour: Colour,
    at: Option<Span>,
}

/// A colour that does not stand out from the worst of its grounds.
struct PaleColour<'t> {
    name: &'static str,
    colour: UsedColour<'t>,
    worst: UsedColour<'t>,
    /// Its contrast there, and the least that will do.
    found: f64,
    wanted: f64,
    /// What the site sets: the colour, else the ground.
    at: Span,
    near: Option<String>,
}

/// Reports what is too pale, for light pages and for dark ones, which take over the colours that `[theme.dark]` does not have.
pub(super) fn check(light: &[(&'static str, Text)], dark: &[(&'static str, Text)], cx: &mut Context<'_>) {
    for (mode, own) in [(0, [light, &[]]), (1, [dark, light])] {
        let used = |name: &'static str, default: [&'static str; 2]| {
            let given = own.iter().flat_map(|all| all.iter()).find(|(known, _)| *known == name).map(|(_, text)| text);
            let written = given.map_or(default.get(mode).copied().unwrap_or_default(), |text| &*text.value);
            Some(UsedColour { name, written, colour: opaque(written)?, at: given.map(|text| text.span) })
        };
        let mut pale = Vec::new();
        let (Some(paper), tint) = (used("paper", PAPER), used("tint", TINT)) else { continue };
        let grounds: Vec<UsedColour<'_>> = std::iter::once(paper).chain(tint).collect();
        let text = TEXT_COLOURS.iter().map(|(name, default)| (*name, *default, TEXT_CONTRAST, &*grounds));
        let marks = MARK_COLOURS.iter().map(|(name, default)| (*name, *default, MARK_CONTRAST, grounds.get(..1).unwrap_or_default()));
        for (name, default, wanted, grounds) in text.chain(marks) {
            let Some(colour) = used(name, default) else { continue };
            let on = |ground: &&UsedColour<'_>| contrast(colour.colour, ground.colour);
            let Some(worst) = grounds.iter().min_by(|a, b| on(a).total_cmp(&on(b))) else { continue };
            let (found, Some(at)) = (on(&worst), colour.at.or(worst.at)) else { continue };
            if found >= wanted {
                continue;
            }
            pale.push(PaleColour { name, colour, worst: *worst, found, wanted, at, near: nearest(colour.colour, grounds, wanted) });
        }
        report(pale, mode, light, cx);
    }
}

/// Reports what is too pale on light pages (0) or dark ones (1). Of colours that the site does not set it is their ground that does not
/// fit: they are reported once, with it.
fn report(pale: Vec<PaleColour<'_>>, mode: usize, light: &[(&'static str, Text)], cx: &mut Context<'_>) {
    let pages = if mode == 1 { " of dark pages" } else { "" };
    let (own, built_in): (Vec<_>, Vec<_>) = pale.into_iter().partition(|one| one.colour.at.is_some());
    let mut by_ground: Vec<Vec<PaleColour<'_>>> = own.into_iter().map(|one| vec![one]).collect();
    for one in built_in {
        match by_ground.iter_mut().find(|all| all.first().is_some_and(|first| first.colour.at.is_none() && first.at == one.at)) {
            Some(all) => all.push(one),
            None => by_ground.push(vec![one]),
        }
    }
    for all in by_ground {
        let Some(one) = all.iter().min_by(|a, b| (a.found / a.wanted).total_cmp(&(b.found / b.wanted))) else { continue };
        let PaleColour { name, worst, found, wanted, at, .. } = one;
        // 4.46 is not enough, and must not look as if it were.
        let found = (found * 10.0).floor() / 10.0;
        let message = match all.len() - 1 {
            0 => format!(
                "`{name}` has a contrast of {found:.1} : 1 on `{}`{pages} ({}), and {wanted} : 1 is wanted",
                worst.name, worst.written
            ),
            others => format!(
                "`{name}` and {others} other colours do not stand out from `{}`{pages} ({}): `{name}` has a contrast of {found:.1} : 1, and {wanted} : 1 is wanted",
                worst.name, worst.written
            ),
        };
        let taken_over = light.iter().any(|(_, text)| text.span == *at);
        let table = match (mode, taken_over) {
            (0, _) => "",
            (_, false) => " in `[theme.dark]`",
            (_, true) => " in `[theme.dark]`, which has none of its own",
        };
        let help = match (all.len(), &one.near) {
            (1, Some(near)) => format!("The nearest that fits is `{name} = \"{near}\"`{table}."),
            (1, None) => format!("No `{name}` fits both `paper` and `tint` here: bring the two nearer to each other."),
            (_, _) if mode == 1 && taken_over => format!("Give `[theme.dark]` a `{}` of its own.", worst.name),
            (..) => format!("Choose another `{}`, or set {} too{table}.", worst.name, in_backticks(all.iter().map(|one| one.name))),
        };
        cx.diagnostics.push(Diagnostic::new(Code::LowContrast, *at, message).help(help));
    }
}

/// The colour on the way to black or white that stands out from all grounds first.
fn nearest(colour: Colour, grounds: &[UsedColour<'_>], wanted: f64) -> Option<String> {
    const STEPS: u32 = 200;
    let fits = |colour: Colour| grounds.iter().all(|ground| contrast(colour, ground.colour) >= wanted);
    let towards = |end: f64| {
        (1..=STEPS).find_map(|step| {
            let part = f64::from(step) / f64::from(STEPS);
            // Rounded, as it will be written.
            let mixed = colour.map(|channel| ((channel + (end - channel) * part) * 255.0).round() / 255.0);
            fits(mixed).then_some((step, mixed))
        })
    };
    let (_, mixed) = [0.0, 1.0].into_iter().filter_map(towards).min_by_key(|(step, _)| *step)?;
    let [red, green, blue] = mixed.map(|channel| (channel * 255.0).round());
    Some(format!("#{:02x}{:02x}{:02x}", red as u8, green as u8, blue as u8))
}

fn contrast(a: Colour, b: Colour) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(colour: Colour) -> f64 {
    let [red, green, blue] = colour.map(|c| if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// A colour by its digits or its name; nothing for one written in another way, or for one that is seen through.
fn opaque(text: &str) -> Option<Colour> {
    let (red, green, blue) = match text.strip_prefix('#') {
        Some(digits) => match parse_hash_color(digits.as_bytes()) {
            Ok((red, green, blue, OPAQUE)) => (red, green, blue),
            _ => return None,
        },
        None => parse_named_color(text).ok()?,
    };
    Some([red, green, blue].map(|channel| f64::from(channel) / 255.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrasts_are_those_of_wcag() {
        let of = |a: &str, b: &str| contrast(opaque(a).unwrap(), opaque(b).unwrap());
        assert!((of("#fff", "#000000") - 21.0).abs() < 1e-9);
        assert!((of("#767676", "#fff") - 4.54).abs() < 0.01);
        assert!((of("#123", "#112233") - 1.0).abs() < 1e-9 && (of("Red", "#f00f") - 1.0).abs() < 1e-9);
        assert_eq!((opaque("#12345678"), opaque("#12é"), opaque("blakc")), (None, None, None));
    }

    #[test]
    fn default_colours_are_those_of_the_style_and_fit() {
        let style = std::str::from_utf8(crate::render::assets::bytes("site.css").unwrap()).unwrap();
        let all = TEXT_COLOURS.iter().chain(&MARK_COLOURS).copied().chain([("paper", PAPER), ("tint", TINT)]);
        for (name, default) in all.clone() {
            let property = format!(" --{}: ", name.replace('_', "-"));
            let found: Vec<&str> = style.split(&property).skip(1).take(2).map(|rest| rest.split(';').next().unwrap()).collect();
            assert_eq!(found, default, "{name}");
        }
        for mode in 0..2 {
            for (name, default) in all.clone().take(10) {
                let wanted = if name.starts_with("hue") { MARK_CONTRAST } else { TEXT_CONTRAST };
                let on = |ground: [&str; 2]| contrast(opaque(default[mode]).unwrap(), opaque(ground[mode]).unwrap());
                assert!(on(PAPER) >= wanted && (name.starts_with("hue") || on(TINT) >= wanted), "{name}");
            }
        }
    }
}
