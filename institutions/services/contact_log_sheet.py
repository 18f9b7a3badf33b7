"""The contact log as a list: what its lines say, and which services write them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from core.actor import Actor
from core.columns import Column, choices_of, day, length, moment, said
from core.errors import Words
from core.sheet_kinds import LineSheet, Numbered, number_column
from core.sheets import OF_PARTNERS, Row, Tell, declare
from core.tables import Problem
from core.verdict import Verdict
from institutions.models import ContactEntry, Institute, Way
from institutions.policies import register as policies
from institutions.services.contact_log import edit_contact_entry, log_contact
from institutions.services.departments_sheet import Partners, find_partner, partner_book

SAID = ("way", "with_whom", "said", "next_on", "next_about")


@dataclass(frozen=True, slots=True)
class Book:
    """The partners that lines name, and the clock by which the office writes."""

    partners: Partners
    zone: ZoneInfo


class ContactLogSheet(Numbered, LineSheet):
    """Entries of the actor's office, known by partner, moment, way and person."""

    noun = "contact_log"
    area = OF_PARTNERS
    title = gettext_lazy("The contact log")
    about = gettext_lazy("What your office and partners said to each other, and when you speak next.")
    columns = (
        number_column("entry_no", "Entry number"),
        Column("partner", "Partner", needed=True, also=("hospital", "organisation"), help=gettext_lazy("Its name in the register.")),
        Column("at", "When", moment, needed=True, also=("date", "day and time"), help=gettext_lazy("2027-01-04 14:30.")),
        Column("way", "How", choices_of(Way), needed=True, also=("way", "by"), help=gettext_lazy("phone, visit, mail or whatsapp.")),
        Column("with_whom", "With", needed=True, most=length(ContactEntry, "with_whom"), also=("contact", "spoke to")),
        Column("said", "Said", needed=True, several_lines=True, also=("notes", "what was said")),
        Column("next_on", "Next call", day, empty=None, also=("next", "call again on")),
        Column("next_about", "About", most=length(ContactEntry, "next_about"), also=("next about",)),
    )  # fmt: skip
    shown = ("By",)
    unique = (("partner", "at", "way", "with_whom"),)
    sample = (
        ("", "Margalla Teaching Hospital", "2026-11-02 10:15", "phone", "Ms Farida Noor", "Four places in spring are likely.",
         "2026-12-01", "Places in spring"),
        ("", "Indus Diagnostic Laboratory", "2026-11-04 15:00", "visit", "Mr Hamid Raza", "They take no students before March.", "", ""),
    )  # fmt: skip
    list_route = "partner_list"
    fixed = ("partner",)

    def may(self, actor: Actor) -> Verdict:
        return policies.may_log(actor)

    def book(self, actor: Actor, rows: Sequence[Row]) -> Book:
        return Book(partner_book(actor, rows), Institute.objects.get(pk=actor.institute_id).zone)

    def judge(self, row: Row, book: Book) -> Iterator[tuple[str, Words]]:
        row.values["at"] = row.values["at"].replace(tzinfo=book.zone)
        yield from find_partner(row, book.partners)

    def things(self, actor: Actor, rows: Sequence[Row], *, lock: bool) -> Iterable[ContactEntry]:
        theirs = Q(partner__in={row.values["partner"] for row in rows}) | Q(pk__in=self.numbers(rows))
        found = entries(actor).filter(theirs)
        return found.select_for_update(of=("self",)) if lock else found

    def cells(self, thing: ContactEntry) -> dict[str, str]:
        at = said(thing.at.astimezone(thing.institute.zone))
        return {name: said(getattr(thing, name)) for name in SAID} | {"partner": thing.partner.name, "at": at}

    def beside(self, thing: ContactEntry) -> Sequence[Any]:
        return (thing.by.name,)

    def add(self, row: Row, *, by: Actor, now: datetime) -> ContactEntry:
        said_of_it = {name: row.values[name] for name in ("at", *SAID) if name in row.values}
        return log_contact(partner_id=row.values["partner"].pk, by=by, now=now, **said_of_it)

    def edit(self, row: Row, *, by: Actor, now: datetime) -> ContactEntry:
        # A moment that the line leaves as it is keeps its seconds.
        at = row.values["at"] if "at" in row.changes else row.thing.at
        values = {name: self.value(row, name, getattr(row.thing, name)) for name in SAID}
        return edit_contact_entry(entry_id=row.thing.pk, by=by, now=now, at=at, **values)

    def write(self, rows: Sequence[Row], *, by: Actor, now: datetime, tell: Tell) -> list[Problem]:
        """The earliest first: each talk closes the call that the one before it planned."""
        return super().write(sorted(rows, key=lambda row: row.values["at"]), by=by, now=now, tell=tell)


def entries(actor: Actor) -> QuerySet[ContactEntry]:
    """The entries that the actor sees, with all that a line says of them. One query."""
    return ContactEntry.objects.visible_to(actor).for_log().select_related("partner", "by", "institute")


CONTACT_LOG = declare(ContactLogSheet())
