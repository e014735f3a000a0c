//! ICU's formatters. They cannot be shared between threads, so each thread makes its own, once a locale.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use icu_calendar::{Date, Gregorian};
use icu_datetime::FixedCalendarDateTimeFormatter;
use icu_datetime::fieldsets::{M, MD, Y, YM, YMD};
use icu_datetime::pattern::FixedCalendarDateTimeNames;
use icu_decimal::DecimalFormatter;
use icu_decimal::options::DecimalFormatterOptions;
use icu_list::ListFormatter;
use icu_list::options::ListFormatterOptions;
use icu_locale_core::Locale;
use icu_plurals::PluralRules;

use super::date::DateFields;

/// The formatters of a locale; each is absent where ICU has no data for the locale's language.
pub(super) struct Formats {
    pub(super) plurals: Option<PluralRules>,
    pub(super) numbers: Option<DecimalFormatter>,
    pub(super) lists: Option<ListFormatter>,
    pub(super) alternatives: Option<ListFormatter>,
    day: Option<FixedCalendarDateTimeFormatter<Gregorian, YMD>>,
    month: Option<FixedCalendarDateTimeFormatter<Gregorian, YM>>,
    year: Option<FixedCalendarDateTimeFormatter<Gregorian, Y>>,
    month_and_day: Option<FixedCalendarDateTimeFormatter<Gregorian, MD>>,
    month_alone: Option<FixedCalendarDateTimeFormatter<Gregorian, M>>,
}

impl Formats {
    fn new(locale: &Locale) -> Self {
        Self {
            plurals: PluralRules::try_new_cardinal(locale.into()).ok(),
            numbers: DecimalFormatter::try_new(locale.into(), DecimalFormatterOptions::default()).ok(),
            lists: ListFormatter::try_new_and(locale.into(), ListFormatterOptions::default()).ok(),
            alternatives: ListFormatter::try_new_or(locale.into(), ListFormatterOptions::default()).ok(),
            day: FixedCalendarDateTimeFormatter::try_new(locale.into(), YMD::long()).ok(),
            month: month_and_year(locale),
            year: FixedCalendarDateTimeFormatter::try_new(locale.into(), Y::long()).ok(),
            month_and_day: FixedCalendarDateTimeFormatter::try_new(locale.into(), MD::long()).ok(),
            month_alone: FixedCalendarDateTimeFormatter::try_new(locale.into(), M::long()).ok(),
        }
    }

    /// A date, with these of its fields.
    pub(super) fn date(&self, date: &Date<Gregorian>, fields: DateFields) -> Option<String> {
        Some(match fields {
            DateFields::Day => self.day.as_ref()?.format(date).to_string(),
            DateFields::Month => self.month.as_ref()?.format(date).to_string(),
            DateFields::Year => self.year.as_ref()?.format(date).to_string(),
            DateFields::MonthAndDay => self.month_and_day.as_ref()?.format(date).to_string(),
            DateFields::MonthAlone => self.month_alone.as_ref()?.format(date).to_string(),
        })
    }
}

/// The formatter of months with their year. For Portuguese, ICU does not load the digits that its pattern needs: it then writes ASCII digits, and
/// a debug build panics.
fn month_and_year(locale: &Locale) -> Option<FixedCalendarDateTimeFormatter<Gregorian, YM>> {
    let without_digits = FixedCalendarDateTimeFormatter::try_new(locale.into(), YM::long()).ok()?;
    let mut names = FixedCalendarDateTimeNames::from_formatter(locale.into(), without_digits);
    names.include_decimal_formatter().ok()?;
    names.try_into_formatter(YM::long()).ok()
}

thread_local! {
    static CACHE: RefCell<HashMap<Locale, Rc<Formats>>> = RefCell::default();
}

/// Lends the formatters of a locale.
pub(super) fn with<T>(locale: &Locale, run: impl FnOnce(&Formats) -> T) -> T {
    let formats = CACHE.with_borrow_mut(|made| Rc::clone(made.entry(locale.clone()).or_insert_with(|| Rc::new(Formats::new(locale)))));
    run(&formats)
}
