"""The lists of contacts and accreditations: what their lines say, and which services write them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actor import Actor, Role
from core.columns import Column, choices_of, day, email, length, phone, said
from core.errors import Words
from core.sheet_kinds import LineSheet, Numbered, number_column
from core.sheets import OF_PARTNERS, Row, declare
from core.verdict import YES, Verdict, never
from institutions.models import Accreditation, Duty, Partner, PartnerContact
from institutions.services.departments_sheet import (
    Departments,
    Partners,
    department_at,
    departments_of,
    find_partner,
    partner_book,
)
from institutions.services.partner_parts import keep_accreditation, keep_contact
from institutions.services.people_sheet import site_and_name

PARTNER = Column(
    "partner", "Partner", also=("hospital", "organisation"),
    help=gettext_lazy("Its name in the register; a placement lead may leave it out."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Book:
    """What lines name: partners, and their departments."""

    partners: Partners
    departments: Departments


class PartSheet(Numbered, LineSheet):
    """Parts of partners' entries, each by the service that keeps one part."""

    list_route = "partner_list"
    fixed = ("partner",)

    def may(self, actor: Actor) -> Verdict:
        if actor.acts_as(Role.COORDINATOR, Role.LEAD):
            return YES
        return never(_("This list is brought in by placement leads and placement offices."))

    def book(self, actor: Actor, rows: Sequence[Row]) -> Book:
        partners = partner_book(actor, rows)
        return Book(partners, departments_of(partners.values()))

    def judge(self, row: Row, book: Book) -> Iterator[tuple[str, Words]]:
        yield from find_partner(row, book.partners)

    def kept(self, row: Row) -> dict[str, Any]:
        """What the service is told: of each column the line's word, what is there already, or nothing."""
        names = [column.name for column in self.columns if column.name not in (self.number, *self.fixed)]
        otherwise = {name: getattr(row.thing, name) if row.thing else self.column(name).empty for name in names}
        return {name: self.value(row, name, otherwise[name]) for name in names}

    def things(self, actor: Actor, rows: Sequence[Row], *, lock: bool) -> Iterable[Any]:
        theirs = Q(partner__in={row.values["partner"] for row in rows}) | Q(pk__in=self.numbers(rows))
        found = self.seen(actor).filter(theirs).order_by("-pk")
        return found.select_for_update(of=("self",)) if lock else found

    def seen(self, actor: Actor) -> Any:
        """Those that the actor sees, with all that a line says of them."""
        raise NotImplementedError


class ContactSheet(PartSheet):
    """Contacts of partners, known by partner, department, duty and name."""

    noun = "contacts"
    area = OF_PARTNERS
    title = gettext_lazy("Contacts")
    about = gettext_lazy("Whom to ask for what at each partner. They need no account.")
    columns = (
        number_column("contact_no", "Contact number"),
        PARTNER,
        Column("department", "Department", also=("ward", "section"), say=site_and_name, empty=None,
               help=gettext_lazy("Its name, or site / name where two have one name. Empty: of the whole partner.")),
        Column("duty", "Duty", choices_of(Duty), needed=True, also=("role",),
               help=gettext_lazy("education, signatory, hr, infection, emergency, billing, it or other.")),
        Column("name", "Name", needed=True, most=length(PartnerContact, "name"), also=("contact", "person")),
        Column("title", "Position", most=length(PartnerContact, "title"), also=("designation",)),
        Column("phone", "Phone", phone, most=length(PartnerContact, "phone"), also=("telephone", "mobile", "tel"),
               help=gettext_lazy("A number or an e-mail address is needed.")),
        Column("email", "E-mail", email, most=length(PartnerContact, "email"), also=("mail", "email address")),
    )  # fmt: skip
    unique = (("partner", "department", "duty", "name"),)
    sample = (
        ("", "Margalla Teaching Hospital", "", "education", "Ms Farida Noor", "Education officer", "+922134567890", ""),
        ("", "Margalla Teaching Hospital", "Main building / Radiology", "emergency", "Radiology duty desk", "", "+922134567899", ""),
    )  # fmt: skip

    def seen(self, actor: Actor) -> Any:
        return PartnerContact.objects.visible_to(actor).select_related("partner", "department__site")

    def judge(self, row: Row, book: Book) -> Iterator[tuple[str, Words]]:
        yield from super().judge(row, book)
        partner, cell = row.values.get("partner"), row.values.get("department")
        if isinstance(partner, Partner) and cell:
            row.values["department"], wrong = department_at(partner, cell, book.departments)
            if wrong:
                yield "department", wrong

    def cells(self, thing: PartnerContact) -> dict[str, str]:
        plain = {name: said(getattr(thing, name)) for name in ("duty", "name", "title", "phone", "email")}
        return plain | {"partner": thing.partner.name, "department": site_and_name(thing.department)}

    def add(self, row: Row, *, by: Actor, now: datetime) -> PartnerContact:
        return keep_contact(partner_id=row.values["partner"].pk, by=by, now=now, **self.kept(row))

    def edit(self, row: Row, *, by: Actor, now: datetime) -> PartnerContact:
        thing = row.thing
        return keep_contact(partner_id=thing.partner_id, contact_id=thing.pk, by=by, now=now, **self.kept(row))


class AccreditationSheet(PartSheet):
    """Accreditations of partners, known by partner, body, number and what they are for. Their documents come and go by the page alone."""

    noun = "accreditations"
    area = OF_PARTNERS
    title = gettext_lazy("Accreditations")
    about = gettext_lazy("Who vouches for a partner, for what, until when. Documents are added on the partner’s page.")
    columns = (
        number_column("entry_no", "Entry number"),
        PARTNER,
        Column("body", "Body", needed=True, most=length(Accreditation, "body"), also=("accredited by", "council")),
        Column("number", "Number", most=length(Accreditation, "number"), also=("certificate number", "licence number")),
        Column("what_for", "For", needed=True, most=length(Accreditation, "what_for"), also=("what for", "scope")),
        Column("valid_from", "From", day, empty=None, also=("valid from", "since")),
        Column("valid_until", "Until", day, empty=None, also=("valid until", "expiry", "expires")),
    )
    shown = ("Evidence here",)
    unique = (("partner", "body", "number", "what_for"),)
    sample = (
        ("", "Margalla Teaching Hospital", "Pakistan Medical and Dental Council", "PMDC-H-118", "House job, medicine", "2025-01-01",
         "2027-12-31"),
        ("", "Indus Diagnostic Laboratory", "Pakistan National Accreditation Council", "LAB-77", "ISO 15189", "", "2026-12-31"),
    )  # fmt: skip

    def seen(self, actor: Actor) -> Any:
        found = Accreditation.objects.visible_to(actor).select_related("partner")
        return found.filter(partner_id=actor.partner_id) if actor.acts_as(Role.LEAD) else found

    def cells(self, thing: Accreditation) -> dict[str, str]:
        own = ("body", "number", "what_for", "valid_from", "valid_until")
        return {name: said(getattr(thing, name)) for name in own} | {"partner": thing.partner.name}

    def beside(self, thing: Accreditation) -> Sequence[Any]:
        return (thing.evidence_id is not None,)

    def add(self, row: Row, *, by: Actor, now: datetime) -> Accreditation:
        return keep_accreditation(partner_id=row.values["partner"].pk, by=by, now=now, **self.kept(row))

    def edit(self, row: Row, *, by: Actor, now: datetime) -> Accreditation:
        thing = row.thing
        return keep_accreditation(
            partner_id=thing.partner_id, accreditation_id=thing.pk, by=by, now=now, **self.kept(row)
        )


CONTACTS = declare(ContactSheet())
ACCREDITATIONS = declare(AccreditationSheet())
