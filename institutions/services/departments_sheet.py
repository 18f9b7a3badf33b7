"""The list of departments, with the sites they stand at: what its lines say, and which services write them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actor import Actor, Role
from core.columns import Column, email, length, normal, said, whole
from core.errors import Words
from core.sheet_kinds import LineSheet
from core.sheets import OF_PARTNERS, Row, declare
from core.verdict import YES, Verdict, never
from institutions.models import Department, Partner, Site
from institutions.services.partner_parts import keep_department, keep_site
from institutions.services.partners_sheet import partners_called
from institutions.services.people_sheet import site_and_name

most = partial(length, Department)
Partners = Mapping[str, Partner]
Departments = Mapping[tuple[int, str], Department | None]
OWN = ("name", "specialty", "beds", "contact_email", "interns_at_once")


class DepartmentSheet(LineSheet):
    """Departments, known by partner, site and name. A site that is not there yet is made."""

    noun = "departments"
    area = OF_PARTNERS
    title = gettext_lazy("Departments")
    about = gettext_lazy("Departments of partners, with their sites. A site that is not there yet is added.")
    columns = (
        Column("partner", "Partner", also=("hospital", "organisation"),
               help=gettext_lazy("Its name in the register; a placement lead may leave it out.")),
        Column("site", "Site", needed=True, most=length(Site, "name"), also=("campus", "branch")),
        Column("name", "Department", needed=True, most=most("name"), also=("ward", "section", "department name")),
        Column("specialty", "Specialty", most=most("specialty"), also=("speciality",)),
        Column("beds", "Beds", whole(0, 5000), empty=None),
        Column("contact_email", "E-mail", email, most=most("contact_email"), also=("contact", "mail", "contact e-mail")),
        Column("interns_at_once", "Interns at once", whole(0, 5000), empty=None, also=("limit", "at once")),
    )  # fmt: skip
    unique = (("partner", "site", "name"),)
    sample = (
        (
            "Margalla Teaching Hospital",
            "Main building",
            "Radiology",
            "Diagnostic radiology",
            "",
            "radiology@margalla.example",
            "6",
        ),
        ("Margalla Teaching Hospital", "Main building", "Ward 4", "General medicine", "32", "", ""),
    )
    list_route = "partner_list"

    def may(self, actor: Actor) -> Verdict:
        if actor.acts_as(Role.COORDINATOR, Role.LEAD):
            return YES
        return never(_("Departments are brought in by placement leads and placement offices."))

    def book(self, actor: Actor, rows: Sequence[Row]) -> Partners:
        return partner_book(actor, rows)

    def judge(self, row: Row, book: Partners) -> Iterator[tuple[str, Words]]:
        yield from find_partner(row, book)

    def things(self, actor: Actor, rows: Sequence[Row], *, lock: bool) -> Iterable[Department]:
        partners = {row.values["partner"] for row in rows}
        found = Department.objects.visible_to(actor).filter(site__partner__in=partners).select_related("site__partner")
        return found.select_for_update(of=("self",)) if lock else found

    def cells(self, thing: Department) -> dict[str, str]:
        own = {name: said(getattr(thing, name)) for name in OWN}
        return own | {"partner": thing.site.partner.name, "site": thing.site.name}

    def settle(self, row: Row, book: Partners, actor: Actor) -> Iterator[tuple[str, Words]]:
        """A site is known by its name whatever the capitals; a list of departments does not respell it."""
        row.changes.pop("site", None)
        yield from ()

    def add(self, row: Row, *, by: Actor, now: datetime) -> Department:
        partner = row.values["partner"]
        site = partner.sites.filter(name__iexact=row.values["site"]).first() or keep_site(
            partner_id=partner.pk, by=by, now=now, name=row.values["site"], city=partner.city
        )
        return self._keep(row, site, None, by=by, now=now)

    def edit(self, row: Row, *, by: Actor, now: datetime) -> Department:
        return self._keep(row, row.thing.site, row.thing, by=by, now=now)

    def _keep(self, row: Row, site: Site, thing: Department | None, *, by: Actor, now: datetime) -> Department:
        kept = {name: self.value(row, name, getattr(thing, name) if thing else self.column(name).empty) for name in OWN}
        return keep_department(
            partner_id=site.partner_id, by=by, now=now, site=site, department_id=thing.pk if thing else None, **kept
        )


def partner_book(actor: Actor, rows: Sequence[Row]) -> Partners:
    """The partners that lines name, by name in small letters; a lead's own under the empty name too, and no other. One query."""
    if actor.acts_as(Role.LEAD):
        own = Partner.objects.get(pk=actor.partner_id)
        return {own.name.casefold(): own, "": own}
    return {partner.name.casefold(): partner for partner in partners_called(actor, _names(rows))}


def _names(rows: Sequence[Row]) -> set[str]:
    return {row.values.get("partner", "") for row in rows}


def find_partner(row: Row, book: Partners) -> Iterator[tuple[str, Words]]:
    """Put the partner into the line, or say that there is none of that name, or none of one's own."""
    name = row.values.get("partner", "")
    partner: Any = book.get(name.casefold())
    if partner is not None:
        row.values["partner"] = partner
    elif not name:
        yield "partner", _("This is empty.")
    elif "" in book:
        yield "partner", _("“%(cell)s” is not your organisation.") % {"cell": name}
    else:
        yield "partner", _("There is no partner “%(cell)s” in the register.") % {"cell": name}


def departments_of(partners: Iterable[Partner]) -> dict[tuple[int, str], Department | None]:
    """Departments by partner and “site / name”, and by the name alone where only one has it. One query."""
    found: dict[tuple[int, str], Department | None] = {}
    departments = Department.objects.filter(site__partner__in={partner.pk for partner in partners})
    for department in departments.select_related("site__partner"):
        partner_id, alone = department.site.partner_id, normal(department.name)
        found[partner_id, normal(site_and_name(department))] = department
        found[partner_id, alone] = None if (partner_id, alone) in found else department
    return found


def department_at(partner: Partner, cell: str, departments: Departments) -> tuple[Department | None, str]:
    """The partner's department that a cell names, or what is wrong with it."""
    key = (partner.pk, normal(cell))
    if (department := departments.get(key)) is not None:
        return department, ""
    if key in departments:
        return None, _("Several departments are called “%(cell)s”. Write it as site / department.") % {"cell": cell}
    return None, _("%(partner)s has no department “%(cell)s”.") % {"partner": partner, "cell": cell}


DEPARTMENTS = declare(DepartmentSheet())
