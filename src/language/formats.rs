//! ICU's formatters. They cannot be shared between threads, so each thread makes its own, once a locale.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use icu_decimal::DecimalFormatter;
use icu_decimal::options::DecimalFormatterOptions;
use icu_list::ListFormatter;
use icu_list::options::ListFormatterOptions;
use icu_locale_core::Locale;
use icu_plurals::PluralRules;

/// The formatters of a locale; each is absent where ICU has no data for it, in no language that it knows.
pub(super) struct Formats {
    pub(super) plurals: Option<PluralRules>,
    pub(super) numbers: Option<DecimalFormatter>,
    pub(super) lists: Option<ListFormatter>,
}

impl Formats {
    fn new(locale: &Locale) -> Self {
        Self {
            plurals: PluralRules::try_new_cardinal(locale.into()).ok(),
            numbers: DecimalFormatter::try_new(locale.into(), DecimalFormatterOptions::default()).ok(),
            lists: ListFormatter::try_new_and(locale.into(), ListFormatterOptions::default()).ok(),
        }
    }
}

thread_local! {
    static MADE: RefCell<HashMap<Locale, Rc<Formats>>> = RefCell::default();
}

/// Lends the formatters of a locale.
pub(super) fn with<T>(locale: &Locale, use_them: impl FnOnce(&Formats) -> T) -> T {
    let formats = MADE.with_borrow_mut(|made| Rc::clone(made.entry(locale.clone()).or_insert_with(|| Rc::new(Formats::new(locale)))));
    use_them(&formats)
}
