"""The list of agreements: what its lines say, and which services write them. What comes in is a draft; nothing is signed by a list."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actor import Actor
from core.columns import Column, choices_of, day, length, many, normal, said, said_many, whole
from core.errors import Words
from core.sheet_kinds import LineSheet, Numbered, number_column
from core.sheets import OF_PARTNERS, Row, declare
from core.verdict import Verdict
from institutions.models import Agreement, Department, Partner, Programme, SlotKind
from institutions.policies import agreements as policies
from institutions.services.agreements import draft_agreement, edit_agreement
from institutions.services.departments_sheet import (
    Departments,
    Partners,
    department_at,
    departments_of,
    find_partner,
    partner_book,
)
from institutions.services.people_sheet import site_and_name

PLACES = 5000


@dataclass(frozen=True, slots=True)
class Book:
    """What lines name: partners with their departments, and one's own programmes by code and by name."""

    partners: Partners
    departments: Departments
    programmes: dict[str, Programme]


def codes(programmes: Iterable[Programme]) -> str:
    """Programmes as a cell names them, always in one order."""
    return said_many(sorted(programme.code for programme in programmes))


def places_at(departments: Iterable[Department]) -> str:
    """Departments as a cell names them, always in one order."""
    return said_many(sorted(map(site_and_name, departments)))


def kinds_of_stay(cell: str) -> list[str]:
    """Kinds of stay between semicolons, always in one order."""
    read = choices_of(SlotKind)
    return in_order([read(part) for part in many(cell)])


def in_order(kinds: Sequence[str]) -> list[str]:
    """The kinds, each once, as `SlotKind` has them."""
    return [kind for kind in SlotKind.values if kind in kinds]


class AgreementSheet(Numbered, LineSheet):
    """Agreements of the actor's institute, known by their number, else by partner, title and first day."""

    noun = "agreements"
    area = OF_PARTNERS
    title = gettext_lazy("Agreements")
    about = gettext_lazy("Whatever is new becomes a draft, which both sides sign as always.")
    columns = (
        number_column("agreement_no", "Agreement number"),
        Column("partner", "Partner", needed=True, also=("hospital", "organisation"), help=gettext_lazy("Its name in the register.")),
        Column("title", "Title", needed=True, most=length(Agreement, "title"), also=("agreement", "reference", "mou")),
        Column("starts_on", "First day", day, needed=True, also=("start", "starts", "from", "start date")),
        Column("ends_on", "Last day", day, needed=True, also=("end", "ends", "until", "to", "end date", "expiry")),
        Column("places", "Interns at once", whole(1, PLACES), needed=True, also=("places", "capacity")),
        Column("places_a_year", "Interns a year", whole(1, PLACES), empty=None, also=("places a year",)),
        Column("programmes", "Programmes", many, needed=True, also=("programme", "program", "programs"), say=codes,
               help=gettext_lazy("Codes or names, with a semicolon between two.")),
        Column("departments", "Departments", many, empty=(), also=("department", "wards"), say=places_at,
               help=gettext_lazy("Names, or site / name, with a semicolon between two. Empty: all of the partner’s.")),
        Column("kinds", "Kinds of stay", kinds_of_stay, empty=[], also=("kinds", "kind of stay"), say=said_many,
               help=gettext_lazy("With a semicolon between two. Empty: every kind.")),
        Column("terms", "Terms", several_lines=True, also=("clauses",)),
    )  # fmt: skip
    unique = (("partner", "title", "starts_on"),)
    sample = (
        ("", "Margalla Teaching Hospital", "Affiliation agreement 2027", "2027-01-01", "2029-12-31", "12", "40", "MIT; BSN",
         "Main building / Radiology; Ward 4", "internship; rotation", "As in the signed original."),
        ("", "Indus Diagnostic Laboratory", "Laboratory rotations", "2027-02-01", "2028-01-31", "4", "", "MIT", "", "", ""),
    )  # fmt: skip
    list_route = "agreement_list"
    fixed = ("partner",)

    def may(self, actor: Actor) -> Verdict:
        return policies.may_draft(actor)

    def hints(self, actor: Actor) -> list[tuple[Words, list[str]]]:
        mine = Programme.objects.visible_to(actor).order_by("name")
        return [(_("Your programmes"), [f"{programme.code} · {programme.name}" for programme in mine])]

    def book(self, actor: Actor, rows: Sequence[Row]) -> Book:
        mine = list(Programme.objects.visible_to(actor))
        partners = partner_book(actor, rows)
        named = any(row.values.get("departments") for row in rows)
        departments = departments_of(partners.values()) if named else {}
        return Book(partners, departments, {normal(word): p for p in mine for word in (p.code, p.name)})

    def judge(self, row: Row, book: Book) -> Iterator[tuple[str, Words]]:
        yield from find_partner(row, book.partners)
        named = {name: book.programmes.get(normal(name)) for name in row.values["programmes"]}
        if strange := [name for name, programme in named.items() if programme is None]:
            yield "programmes", _("You have no programme “%(cell)s”.") % {"cell": "; ".join(strange)}
        row.values["programmes"] = [programme for programme in named.values() if programme]
        yield from self._find_departments(row, book.departments)
        if row.values["ends_on"] < row.values["starts_on"]:
            yield "ends_on", _("The last day must not come before the first.")

    def _find_departments(self, row: Row, departments: Departments) -> Iterator[tuple[str, Words]]:
        partner, cells = row.values["partner"], row.values.get("departments", ())
        if not isinstance(partner, Partner) or not cells:
            return
        found = [department_at(partner, cell, departments) for cell in cells]
        row.values["departments"] = [department for department, _wrong in found if department]
        if wrong := [words for _department, words in found if words]:
            yield "departments", " ".join(wrong)

    def things(self, actor: Actor, rows: Sequence[Row], *, lock: bool) -> Iterable[Agreement]:
        meant = Q(partner__in={row.values["partner"] for row in rows}) | Q(pk__in=self.numbers(rows))
        found = Agreement.objects.visible_to(actor).filter(meant).select_related("partner")
        found = found.prefetch_related("programmes", "departments__site")
        return found.select_for_update(of=("self",)) if lock else found

    def cells(self, thing: Agreement) -> dict[str, str]:
        plain = ("title", "starts_on", "ends_on", "places", "places_a_year", "terms")
        own = {name: said(getattr(thing, name)) for name in plain}
        return own | {
            "partner": thing.partner.name,
            "programmes": codes(thing.programmes.all()),
            "departments": places_at(thing.departments.all()),
            "kinds": said_many(in_order(thing.kinds)),
        }

    def add(self, row: Row, *, by: Actor, now: datetime) -> Agreement:
        said_of_it = {name: value for name, value in row.values.items() if name != self.number}
        return draft_agreement(by=by, now=now, **{"terms": "", **said_of_it})

    def edit(self, row: Row, *, by: Actor, now: datetime) -> Agreement:
        agreement = row.thing
        changes: dict[str, Any] = {name: row.values[name] for name in row.changes}
        scope = {"programmes": agreement.programmes.all(), "departments": agreement.departments.all()}
        return edit_agreement(agreement_id=agreement.pk, by=by, now=now, **scope | changes)


AGREEMENTS = declare(AgreementSheet())
