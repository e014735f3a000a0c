"""iCalendar by the library `icalendar`, and by the letter of RFC 5545."""

import datetime
import re
import tomllib

import icalendar


def events(data):
    calendar = icalendar.Calendar.from_ical(data)
    assert calendar["VERSION"] == "2.0" and calendar["PRODID"]
    assert not calendar.errors
    return calendar, list(calendar.walk("VEVENT"))


def test_the_letter(built):
    for path in built.glob("**/calendar.ics"):
        data = path.read_bytes()
        assert data.endswith(b"END:VCALENDAR\r\n")
        assert b"\n" not in data.replace(b"\r\n", b"")
        for line in data.split(b"\r\n"):
            assert len(line) <= 75, line
            line.decode("utf-8")


def test_events(built):
    rounds = {note["id"]: note for note in built.site["rounds"]}
    for path in built.glob("**/calendar.ics"):
        calendar, found = events(path.read_bytes())
        assert found, f"{path}: a calendar has a component (RFC 5545, 3.6)"
        uids = [str(event["UID"]) for event in found]
        assert len(uids) == len(set(uids))
        for event in found:
            assert not event.errors
            note = rounds[str(event["URL"]).rstrip("/").rsplit("/", 1)[1]]
            start = event["DTSTART"].dt
            date = day_of(note)
            first = date.split("/")[0].rstrip("?~%")
            assert len(first) >= 10, f"{note['id']}: {date} names no day"
            if "T" not in first:
                assert type(start) is datetime.date
                assert start.isoformat() == first
                last = date.split("/")[-1].rstrip("?~%")
                assert (event["DTEND"].dt - datetime.timedelta(days=1)).isoformat() == last
            else:
                assert isinstance(start, datetime.datetime)
            status = str(event.get("STATUS", ""))
            if note.get("status") == "cancelled":
                assert status == "CANCELLED"
            elif note.get("status") == "reported" or date[-1] in "?~%":
                assert status in ("TENTATIVE", "")
            elif note.get("status") in ("announced", "proposed"):
                act = note.get("type") in ("proposal", "deadline", "announcement")
                assert status == ("CONFIRMED" if act else "TENTATIVE")
            elif note.get("status") == "held":
                assert status == "CONFIRMED"
            assert str(event["SUMMARY"]) == title(built, note, path)


def day_of(note):
    """When a round stands in the calendar: a deadline on the day that it sets."""
    return note.get("planned") if note.get("type") == "deadline" and note.get("planned") else note["date"]


def title(built, note, calendar):
    """The title in the calendar's language, which its folder names."""
    language = calendar.relative_to(built.output).parts[0]
    for path in (built.content / "content/rounds").rglob(f"{note['id']}.{language}.md"):
        front = re.match(r"\A\+\+\+\n(.*?)\n\+\+\+", path.read_text("utf-8"), re.S)
        return " ".join(tomllib.loads(front[1])["title"].split())
    return " ".join(note["title"].split())


def test_every_round_is_there_or_named_as_left_out(built):
    calendar, found = events(built.bytes("calendar.ics"))
    rounds = built.site["rounds"]
    left_out = len(rounds) - len(found)
    text = str(calendar.get("DESCRIPTION"))
    assert (f"({left_out})" in text) or left_out == 0


def test_zones_and_times(built):
    if built.name != "awkward":
        return
    _, found = events(built.bytes("tracks/main/calendar.ics"))
    exact = next(event for event in found if str(event["UID"]).startswith("briefing-exact"))
    assert exact["DTSTART"].dt == datetime.datetime(2025, 6, 2, 11, 40, tzinfo=datetime.timezone.utc)
    assert "Çırağan; palace" in str(exact["LOCATION"])
    assert "Стамбул, İstanbul" in str(exact["DESCRIPTION"])
