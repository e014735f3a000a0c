//! Rounds as iCalendar (RFC 5545, names by RFC 7986).
//!
//! A calendar can hold days and minutes only. A round whose date is rougher than a day, or open at one end, has no place in it: it is left
//! out, and the calendar's own description says which and why. A date that is uncertain or approximate stands there as it is written, marked
//! in the event's description and as tentative.

use super::ExportContext;
use super::clean;
use super::context::{due_words, when_words};
use super::feed;
use crate::model::address::Export;
use crate::model::{Entity, Id, Note, Round};
use crate::parse::date::{Bound, Edtf, Moment, Precision};
use crate::parse::fields::{DelegationRole, RoundFields, RoundStatus, RoundType};
use crate::view::words;

/// How many of the rounds that are left out the description names.
const MAX_NAMED: usize = 30;

pub fn calendar(cx: &ExportContext<'_>, part: Export) -> Vec<u8> {
    let model = cx.model;
    let round = |note: Id<Note>| match model.notes[note].entity {
        Entity::Round(id) => Some(id),
        _ => None,
    };
    let mut rounds: Vec<Id<Round>> = part.notes(model).into_iter().filter_map(round).collect();
    rounds.sort_by_key(|id| (date_of(&model.rounds[*id].fields), *id));
    let mut events = String::new();
    let mut left_out = Vec::new();
    for id in rounds {
        match span(date_of(&model.rounds[id].fields).as_ref()) {
            Some(span) => push_event(cx, id, &span, &mut events),
            None => left_out.push(id),
        }
    }
    let title = escaped(&clean::line(&feed::part_title(model, part, &model.config.title)));
    let mut out = String::new();
    push_property("BEGIN", "VCALENDAR", &mut out);
    push_property("VERSION", "2.0", &mut out);
    push_property("PRODID", "-//rapporteur//rapporteur//EN", &mut out);
    push_property("CALSCALE", "GREGORIAN", &mut out);
    push_property("NAME", &title, &mut out);
    push_property("X-WR-CALNAME", &title, &mut out);
    push_property("URL", &cx.url(&part.folder(model)), &mut out);
    push_property("DESCRIPTION", &escaped(&description(cx, &left_out)), &mut out);
    out.push_str(&events);
    push_property("END", "VCALENDAR", &mut out);
    out.into_bytes()
}

/// Whether a round has a place in a calendar. One without an event is none (RFC 5545, 3.6), and is not made.
pub(super) fn has_place(round: &RoundFields) -> bool {
    span(date_of(round).as_ref()).is_some()
}

/// The deadline that a round set, where it is known. `date` is then the day on which it was set.
fn deadline(round: &RoundFields) -> Option<Edtf> {
    let sets_one = round.ty.as_ref().is_some_and(|ty| ty.value == RoundType::Deadline);
    round.planned.as_ref().filter(|_| sets_one).map(|at| at.value)
}

/// The date under which a round stands.
fn date_of(round: &RoundFields) -> Option<Edtf> {
    deadline(round).or(round.date.as_ref().map(|at| at.value))
}

/// A property, in lines of no more than 75 bytes; one that goes on begins with a space.
fn push_property(name: &str, value: &str, out: &mut String) {
    let mut length = 0_usize;
    for character in [name, ":", value].into_iter().flat_map(str::chars) {
        length += character.len_utf8();
        if length > 75 {
            out.push_str("\r\n ");
            length = character.len_utf8() + 1;
        }
        out.push(character);
    }
    out.push_str("\r\n");
}

/// A value of type TEXT.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(',', "\\,").replace(';', "\\;").replace('\n', "\\n")
}

fn description(cx: &ExportContext<'_>, left_out: &[Id<Round>]) -> String {
    let language = &cx.model.language;
    let mut lines = vec![language.word("calendar.holds")];
    if !left_out.is_empty() {
        lines.push(language.say("calendar.left_out", &[("n", left_out.len().into())]));
        lines.extend(left_out.iter().take(MAX_NAMED).map(|id| {
            let round = &cx.model.rounds[*id];
            let date = deadline(&round.fields).map(|date| due_words(language, &date)).or_else(|| when_words(cx.model, round));
            let date = date.unwrap_or_else(|| language.word("timeline.no_date"));
            let title = clean::line(&cx.model.notes[round.note].title);
            language.say("calendar.left_out_one", &[("title", (&*title).into()), ("date", (&date).into())])
        }));
    }
    if let Some(more @ 1..) = left_out.len().checked_sub(MAX_NAMED) {
        lines.push(language.say("calendar.more", &[("n", more.into())]));
    }
    lines.join("\n")
}

/// What a calendar can hold of a date.
struct EventSpan {
    /// Whether it is of days; `end` is then the day after the last. Else it is of times to the second: in UTC, with `Z`, where every zone was
    /// written, otherwise in the time of the place; an interval alone has an end.
    whole_days: bool,
    start: String,
    end: Option<String>,
}

/// None where the date names no day.
fn span(date: Option<&Edtf>) -> Option<EventSpan> {
    let date = date?;
    if date.precision() < Precision::Day {
        return None;
    }
    let (start, end) = (date.start()?, if date.is_interval() { Some(date.end()?) } else { None });
    if date.precision() == Precision::Time {
        let in_utc = std::iter::once(&start).chain(&end).all(|moment| Edtf::One(*moment).utc().is_some());
        let start = date_time(&start, in_utc)?;
        let end = end.and_then(|end| date_time(&end, in_utc)).filter(|end| *end > start);
        return Some(EventSpan { whole_days: false, start, end });
    }
    let after_last = Bound { day: date.latest()?.day.checked_add(1)?, minute: 0 };
    Some(EventSpan { whole_days: true, start: day(date.earliest()?)?, end: Some(day(after_last)?) })
}

fn day(bound: Bound) -> Option<String> {
    Some(bound.iso_day()?.replace('-', ""))
}

fn date_time(moment: &Moment, in_utc: bool) -> Option<String> {
    let second = moment.time?.second.unwrap_or(0);
    let written = Edtf::One(*moment);
    let (at, zone) = if in_utc { (written.utc()?, "Z") } else { (written.earliest()?, "") };
    Some(format!("{}T{:02}{:02}{second:02}{zone}", day(at)?, at.minute / 60, at.minute % 60))
}

fn push_event(cx: &ExportContext<'_>, id: Id<Round>, span: &EventSpan, out: &mut String) {
    let round = &cx.model.rounds[id];
    let note = &cx.model.notes[round.note];
    let fields = &round.fields;
    push_property("BEGIN", "VEVENT", out);
    if let Some(ty) = &fields.ty {
        push_property("CATEGORIES", &ty.value.as_str().to_uppercase(), out);
    }
    push_property("DESCRIPTION", &escaped(&details(cx, id)), out);
    let parameter = if span.whole_days { ";VALUE=DATE" } else { "" };
    if let Some(end) = &span.end {
        push_property(&format!("DTEND{parameter}"), end, out);
    }
    push_property("DTSTAMP", &stamp(cx, id, span), out);
    push_property(&format!("DTSTART{parameter}"), &span.start, out);
    if let Some(at) = &fields.coordinates {
        push_property("GEO", &format!("{:.6};{:.6}", at.value.latitude, at.value.longitude), out);
    }
    let updated = note.written.common.updated.as_ref().filter(|at| !feed::is_rough(&at.value));
    if let Some(updated) = updated.and_then(|at| utc_stamp(&at.value)) {
        push_property("LAST-MODIFIED", &updated, out);
    }
    let place: Vec<_> = [&fields.place, &fields.country].into_iter().flatten().map(|text| clean::line(&text.value)).collect();
    if !place.is_empty() {
        push_property("LOCATION", &escaped(&place.join(", ")), out);
    }
    if let Some(status) = status(round) {
        push_property("STATUS", status, out);
    }
    push_property("SUMMARY", &escaped(&clean::line(&note.title)), out);
    // What happened in the talks does not take up the reader's own time.
    push_property("TRANSP", "TRANSPARENT", out);
    let folder = cx.model.config.base_path().trim_start_matches('/').replace('/', "-");
    push_property("UID", &escaped(&format!("{folder}{}@{}", note.id, cx.host())), out);
    push_property("URL", &cx.url_of(round.note), out);
    push_property("END", "VEVENT", out);
}

/// RFC 5545 has three words. A meeting that is only announced or proposed, what is only reported, and what has an uncertain date are not
/// certain. A proposal, a deadline and an announcement were made, whatever came of them.
fn status(round: &Round) -> Option<&'static str> {
    let doubtful = date_of(&round.fields).is_some_and(|date| date.qualifier().is_some());
    Some(match round.fields.status.as_ref().map(|status| status.value) {
        Some(RoundStatus::Cancelled) => "CANCELLED",
        Some(RoundStatus::Reported) => "TENTATIVE",
        Some(RoundStatus::Announced | RoundStatus::Proposed) if !round.is_act() => "TENTATIVE",
        _ if doubtful => "TENTATIVE",
        Some(_) => "CONFIRMED",
        None => return None,
    })
}

/// When the entry was made, as far as the content tells: when the note was last changed, else when it was written, else as of when the whole
/// site holds; where that is no day, the round's own. Never the clock: two builds are the same bytes.
fn stamp(cx: &ExportContext<'_>, id: Id<Round>, span: &EventSpan) -> String {
    let common = &cx.model.notes[cx.model.rounds[id].note].written.common;
    let known = [common.updated.as_ref(), common.created.as_ref()].into_iter().flatten().next().map(|at| at.value);
    let midnight = if span.whole_days { "T000000" } else { "" };
    known.or(cx.model.as_of).as_ref().and_then(utc_stamp).unwrap_or_else(|| format!("{}{midnight}Z", span.start.trim_end_matches('Z')))
}

fn utc_stamp(date: &Edtf) -> Option<String> {
    Some(feed::instant(date)?.replace(['-', ':'], ""))
}

fn details(cx: &ExportContext<'_>, id: Id<Round>) -> String {
    let model = cx.model;
    let language = &model.language;
    let round = &model.rounds[id];
    let mut lines = Vec::new();
    if let Some(summary) = model.notes[round.note].summary() {
        lines.push(clean::line(&summary.plain).into_owned());
    }
    if let Some(date) = date_of(&round.fields).filter(|date| date.qualifier().is_some()) {
        let (words, edtf) = (language.date(&date), date.to_string());
        lines.push(language.say("calendar.dated", &[("date", (&words).into()), ("edtf", (&edtf).into())]));
    }
    if let Some(status) = &round.fields.status {
        lines.push(language.say("calendar.status", &[("status", (&words::label(language, status.value)).into())]));
    }
    if let Some(planned) = &round.fields.planned {
        lines.push(language.say("calendar.planned", &[("date", (&language.date(&planned.value)).into())]));
    }
    for role in [DelegationRole::Party, DelegationRole::Mediator, DelegationRole::Host, DelegationRole::Observer, DelegationRole::Guest] {
        let in_role = round.delegations.iter().filter(|delegation| delegation.role == role);
        let titles = in_role.map(|delegation| &model.notes[model.actors[delegation.actor].note].title);
        let names: Vec<String> = titles.map(|title| clean::line(title).into_owned()).collect();
        if !names.is_empty() {
            let names = language.list(names.iter().map(|name| &**name));
            lines.push(language.say(&format!("calendar.{}", role.as_str()), &[("names", (&names).into())]));
        }
    }
    lines.push(cx.url_of(round.note));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Vec<String>> {
        span(Some(&Edtf::parse(text).unwrap())).map(|span| std::iter::once(span.start).chain(span.end).collect())
    }

    #[test]
    fn what_a_calendar_can_hold() {
        let expected = |parts: &[&str]| Some(parts.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>());
        assert_eq!(read("2025-06-02"), expected(&["20250602", "20250603"]));
        assert_eq!(read("2025-12-31?"), expected(&["20251231", "20260101"]));
        assert_eq!(read("2025-06-02/2025-06-04"), expected(&["20250602", "20250605"]));
        assert_eq!(read("2025-06-02T14:40"), expected(&["20250602T144000"]));
        assert_eq!(read("2025-06-02T01:40+03:00"), expected(&["20250601T224000Z"]));
        assert_eq!(read("2025-06-02T14:40/2025-06-02T15:00"), expected(&["20250602T144000", "20250602T150000"]));
        // Both ends in UTC or both in the time of the place; an end that lies before its beginning is none.
        assert_eq!(read("2025-06-02T14:40+03:00/2025-06-02T15:00"), expected(&["20250602T144000", "20250602T150000"]));
        assert_eq!(read("2025-06-02T10:00Z/2025-06-02T11:00+03:00"), expected(&["20250602T100000Z"]));
        for rough in ["2025-06", "2025", "../2025-06-02", "2025-06-02/..", "2022-03/2022-05", "2025-06-XX", "2025-22"] {
            assert_eq!(read(rough), None, "{rough}");
        }
    }
}
