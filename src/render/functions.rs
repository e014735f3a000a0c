//! What templates may call: words of the interface, what stands between the items of a list, and the isolation of text that runs in the other direction.

use std::sync::Arc;

use tera::{Kwargs, State, Tera, TeraResult, Value};

use crate::diagnostic::did_you_mean;
use crate::language::Language;

/// Makes the functions known to templates of one language.
pub(super) fn register(tera: &mut Tera, language: &Arc<Language>) {
    let own = Arc::clone(language);
    tera.register_function("t", move |args: Kwargs, state: &State<'_>| word(&own, &args, state));
    let own = Arc::clone(language);
    tera.register_function("gap", move |args: Kwargs, _: &State<'_>| separator(&own, &args));
    let own = Arc::clone(language);
    tera.register_filter("apart", move |text: String, _: Kwargs, state: &State<'_>| isolated(&own, &text, state));
}

/// `t(key="timeline.took_place", n=3, name=…)`: a word or sentence of the interface. A component may be an argument: `name=<link to={to} />`.
fn word(language: &Language, args: &Kwargs, state: &State<'_>) -> TeraResult<Value> {
    let key: &str = args.must_get("key")?;
    let Some(text) = language.words().get(key) else {
        let near = did_you_mean(key, language.words().keys()).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        return Err(tera::Error::message(format!("`{key}` is not a word of the interface{near}")));
    };
    let argument = |name: &str| args.iter().find(|(known, _)| known.as_str() == Some(name)).map(|(_, value)| value);
    let number = argument("n").and_then(Value::as_i128).and_then(|n| i64::try_from(n).ok());
    // Trusted HTML among the arguments makes the whole trusted; all else in it is then escaped here.
    // The engine calls numbers safe as well.
    let is_trusted = |value: &Value| value.as_str().is_some() && value.is_safe();
    let trusted = args.iter().any(|(_, value)| is_trusted(value));
    let mut problem = None;
    let filled = language.fill(text, number, |name, out| match argument(name) {
        None => problem = Some(tera::Error::message(format!("`{key}` needs `{name}`"))),
        Some(value) if is_trusted(value) => out.push_str(value.as_str().expect("trusted HTML is text")),
        Some(value) => {
            let shown = match value.as_i128().and_then(|n| i64::try_from(n).ok()) {
                Some(number) => language.number(number),
                None => value.as_str().map_or_else(|| value.to_string(), |text| language.isolated(text)),
            };
            match if trusted { state.escape(&shown) } else { Ok(shown) } {
                Ok(shown) => out.push_str(&shown),
                Err(error) => problem = Some(error),
            }
        }
    });
    match problem {
        Some(problem) => Err(problem),
        None if trusted => Ok(Value::safe_string(&filled)),
        None => Ok(Value::normal_string(&filled)),
    }
}

/// `name | apart`: a value from a note, kept apart from the text around it where it runs in the other direction.
fn isolated(language: &Language, text: &str, state: &State<'_>) -> TeraResult<Value> {
    if language.runs_opposite(text) {
        return Ok(Value::safe_string(&format!("<bdi>{}</bdi>", state.escape(text)?)));
    }
    Ok(Value::normal_string(text))
}

/// `gap(index=loop.index0, count=…, next=…)`: what stands after the item at `index` of a list of `count`: ", ", " and ", nothing after the
/// last. `next` is the item that follows, for languages in which the conjunction depends on it.
fn separator(language: &Language, args: &Kwargs) -> TeraResult<String> {
    let index: usize = args.must_get("index")?;
    let count: usize = args.must_get("count")?;
    let next: &str = args.get("next")?.unwrap_or("x");
    let left = count.saturating_sub(index).saturating_sub(1);
    Ok(if left == 0 { String::new() } else { language.separator(index, left, next) })
}
