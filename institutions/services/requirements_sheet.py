"""The list of requirements: what its lines say, and which services write them.

A rule is more than a cell can build. A cell names one: by its title in the starter set, or in the words in which a rule that is here reads.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actor import Actor
from core.columns import Column, day, length, said, whole
from core.errors import Words
from core.sheet_kinds import LineSheet, Numbered, number_column
from core.sheets import OF_PARTNERS, Row, declare
from core.verdict import Verdict
from institutions.models import Agreement, EvidenceKind, Partner, Programme, Requirement, RequirementStarter
from institutions.models.requirements import ASKERS, SIX_WEEKS
from institutions.policies import requirements as policies
from institutions.rules.words import say_rule
from institutions.services.departments_sheet import (
    Departments,
    Partners,
    department_at,
    departments_of,
    find_partner,
    partner_book,
)
from institutions.services.people_sheet import site_and_name
from institutions.services.requirements import add_requirement, edit_requirement

OWN = ("title", "due_days", "active_from", "active_until", "note")


@dataclass(frozen=True, slots=True)
class Named:
    """A rule, and the words by which a cell names it."""

    words: str
    rule: dict[str, Any]

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True, slots=True)
class Book:
    """What lines name: rules by their words, and who asks."""

    rules: Mapping[str, Named]
    partners: Partners
    departments: Departments
    programmes: Mapping[str, Programme]
    agreements: Mapping[tuple[int, str], Agreement]


def title_and_day(agreement: Agreement | None) -> str:
    """An agreement as a cell names it: a title may return in its successor."""
    return f"{agreement.title} / {agreement.starts_on.isoformat()}" if agreement else ""


def code_of(programme: Programme | None) -> str:
    """A programme as a cell names it."""
    return programme.code if programme else ""


class RequirementSheet(Numbered, LineSheet):
    """Requirements, known by title and who asks."""

    noun = "requirements"
    area = OF_PARTNERS
    title = gettext_lazy("Requirements")
    about = gettext_lazy(
        "What is asked of whoever comes. A rule is named by the starter set, or by the words of one that is here."
    )
    columns = (
        number_column("requirement_no", "Requirement number"),
        Column("title", "Requirement", needed=True, most=length(Requirement, "title"), also=("title", "name")),
        Column("rule", "Rule", needed=True,
               help=gettext_lazy("Its title in the starter set, or its words as a list that went out has them.")),
        Column("partner", "Partner", also=("hospital", "organisation"),
               help=gettext_lazy("Who asks: a partner alone, or with one of its departments or agreements.")),
        Column("department", "Department", also=("ward",), say=site_and_name, empty=None),
        Column("programme", "Programme", also=("program",), say=code_of, empty=None,
               help=gettext_lazy("Its code, where a programme asks.")),
        Column("agreement", "Agreement", also=("mou",), say=title_and_day, empty=None,
               help=gettext_lazy("Its title, or title / first day where two have one title.")),
        Column("due_days", "Due, days before", whole(0, 366), empty=SIX_WEEKS, also=("due",)),
        Column("active_from", "From", day, empty=None, also=("asked from",)),
        Column("active_until", "Until", day, empty=None, also=("asked until",)),
        Column("note", "Note", several_lines=True),
    )  # fmt: skip
    unique = (("title", *ASKERS),)
    sample = (
        ("", "Hepatitis B", "Hepatitis B: vaccinated and immune", "", "", "MIT", "", "42", "", "", ""),
        ("", "Basic life support", "Basic life support", "Margalla Teaching Hospital", "", "", "", "14", "2027-01-01", "", "AHA or ERC."),
    )  # fmt: skip
    list_route = "requirement_list"
    fixed = ASKERS

    def may(self, actor: Actor) -> Verdict:
        return policies.may_begin(actor)

    def hints(self, actor: Actor) -> list[tuple[Words, list[str]]]:
        return [(_("The starter set"), [starter.title for starter in RequirementStarter.objects.visible_to(actor)])]

    def book(self, actor: Actor, rows: Sequence[Row]) -> Book:
        partners = partner_book(actor, rows)
        agreements = Agreement.objects.visible_to(actor).filter(partner__in=partners.values()).order_by("pk")
        return Book(
            _rules(actor),
            partners,
            departments_of(partners.values()),
            {programme.code.casefold(): programme for programme in Programme.objects.visible_to(actor)},
            {(a.partner_id, words.casefold()): a for a in agreements for words in (a.title, title_and_day(a))},
        )

    def judge(self, row: Row, book: Book) -> Iterator[tuple[str, Words]]:
        cell = row.values["rule"]
        row.values["rule"] = named = book.rules.get(cell.casefold())
        if named is None:
            words = _(
                "There is no rule “%(cell)s”. Name one of the starter set, or write it on the page of requirements."
            )
            yield "rule", words % {"cell": cell}
        first, last = row.values.get("active_from"), row.values.get("active_until")
        if first and last and last < first:
            yield "active_until", _("The last day must not come before the first.")
        yield from _find_asker(row, book)

    def things(self, actor: Actor, rows: Sequence[Row], *, lock: bool) -> Iterable[Requirement]:
        titles = {row.values["title"].lower() for row in rows}
        mine = Requirement.objects.visible_to(actor).for_list().alias(called=Lower("title")).order_by("-pk")
        found = mine.filter(Q(called__in=titles) | Q(pk__in=self.numbers(rows)))
        return worded(found.select_for_update(of=("self",)) if lock else found, actor)

    def cells(self, thing: Requirement) -> dict[str, str]:
        partner = thing.partner
        if thing.department or thing.agreement:
            partner = thing.department.site.partner if thing.department else thing.agreement.partner
        return {name: said(getattr(thing, name)) for name in OWN} | {
            "rule": thing.in_words,  # type: ignore[attr-defined]
            "partner": partner.name if partner else "",
            "department": site_and_name(thing.department),
            "programme": code_of(thing.programme),
            "agreement": title_and_day(thing.agreement),
        }

    def add(self, row: Row, *, by: Actor, now: datetime) -> Requirement:
        own = {name: self.value(row, name, self.column(name).empty) for name in OWN}
        return add_requirement(by=by, now=now, asker=row.values["asker"], rule=row.values["rule"].rule, **own)

    def edit(self, row: Row, *, by: Actor, now: datetime) -> Requirement:
        thing, changes = row.thing, {name: row.values[name] for name in OWN if name in row.changes}
        rule = row.values["rule"].rule if "rule" in row.changes else thing.rule
        return edit_requirement(requirement_id=thing.pk, by=by, now=now, rule=rule, **changes)


def _rules(actor: Actor) -> dict[str, Named]:
    """Every rule that a cell may name. Three queries."""
    kinds = {kind.slug: kind for kind in EvidenceKind.objects.visible_to(actor)}
    found: dict[str, Named] = {}
    starters: list[RequirementStarter] = list(RequirementStarter.objects.visible_to(actor))
    here: list[Requirement] = list(Requirement.objects.visible_to(actor).order_by("pk"))
    titled = [(starter.title, starter.parsed, starter.rule) for starter in starters]
    for title, parsed, rule in (*titled, *(("", row.parsed, row.rule) for row in here)):
        named = Named(say_rule(parsed, kinds), rule)
        for words in filter(None, (named.words, title)):
            found.setdefault(words.casefold(), named)
    return found


def _find_asker(row: Row, book: Book) -> Iterator[tuple[str, Words]]:
    """Put into the line who asks: one of the four, the last two of them with their partner."""
    cells = {name: row.values.get(name) for name in ASKERS}
    named = [name for name in ("department", "programme", "agreement") if cells[name]]
    if len(named) > 1 or (cells["programme"] and cells["partner"]):
        yield named[-1], _("One alone asks: a partner, a department, a programme or an agreement.")
        return
    if cells["programme"]:
        row.values["asker"] = row.values["programme"] = programme = book.programmes.get(cells["programme"].casefold())
        if programme is None:
            yield "programme", _("You have no programme “%(cell)s”.") % {"cell": cells["programme"]}
        return
    row.values.setdefault("partner", "")
    if faults := list(find_partner(row, book.partners)):
        yield from faults
        return
    row.values["asker"] = partner = row.values["partner"]
    if cells["department"]:
        row.values["asker"], wrong = department_at(partner, cells["department"], book.departments)
        row.values["department"] = row.values["asker"]
        if wrong:
            yield "department", wrong
    elif cells["agreement"]:
        yield from _find_agreement(row, partner, book)


def _find_agreement(row: Row, partner: Partner, book: Book) -> Iterator[tuple[str, Words]]:
    cell = row.values["agreement"]
    row.values["asker"] = row.values["agreement"] = book.agreements.get((partner.pk, cell.casefold()))
    if row.values["asker"] is None:
        words = _("You have no agreement “%(cell)s” with %(partner)s.")
        yield "agreement", words % {"cell": cell, "partner": partner}


def worded(rows: Iterable[Requirement], actor: Actor) -> list[Requirement]:
    """The requirements, each with its rule `in_words`: the catalogue is read once."""
    kinds = {kind.slug: kind for kind in EvidenceKind.objects.visible_to(actor)}
    found = list(rows)
    for row in found:
        row.in_words = say_rule(row.parsed, kinds)  # type: ignore[attr-defined]
    return found


REQUIREMENTS = declare(RequirementSheet())
