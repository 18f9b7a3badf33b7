"""Entries as iCalendar text (RFC 5545). The library escapes what people typed; nothing of theirs becomes a property of its own."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress

from accounts.models import User
from config.calendars.days import Entry

REFRESH = timedelta(hours=1)


def write(entries: Iterable[Entry], *, name: str, now: datetime) -> bytes:
    """The whole calendar, called `name`. Addresses come from SITE_URL."""
    calendar = _calendar()
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    for entry in entries:
        calendar.add_component(_event(entry, now))
    return bytes(calendar.to_ical())


def invitation(entry: Entry, *, method: str, sequence: int, reader: User, now: datetime) -> str:
    """One entry as a message to one reader (RFC 5546): REQUEST puts it in, or moves the one of its uid; CANCEL takes it out.

    `sequence` grows with every change: programmes leave an earlier message, that comes late, alone.
    """
    calendar = _calendar()
    calendar.add("method", method)
    event = _event(entry, now)
    event.add("sequence", sequence)
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    event.add("organizer", _person(name, address))
    said = {"partstat": "ACCEPTED", "role": "REQ-PARTICIPANT", "rsvp": "FALSE"}
    event.add("attendee", _person(reader.name, reader.email), parameters=said)
    calendar.add_component(event)
    return str(calendar.to_ical().decode())


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Wardbridge//Calendar//EN")
    calendar.add("version", "2.0")
    return calendar


def _person(name: str, email: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    address.params["CN"] = name or email
    return address


def _event(entry: Entry, now: datetime) -> Event:
    site = settings.SITE_URL.rstrip("/")
    event = Event()
    event.add("uid", f"{entry.uid}@{urlsplit(site).hostname}")
    event.add("dtstamp", now)
    event.add("summary", _plain(entry.title))
    event.add("dtstart", entry.at)
    if isinstance(entry.at, date) and not isinstance(entry.at, datetime):
        event.add("dtend", entry.at + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    if entry.until is not None:
        event.add("dtend", entry.until)
    event.add("description", f"{entry.detail}\n{site}{entry.path}".strip())
    event.add("url", f"{site}{entry.path}")
    return event


def _plain(text: str) -> str:
    """One line: a title with a line break in it is cut short by some programmes."""
    return " ".join(text.split())
