"""Lists that go out and have no sheet to come back by: contacts, accreditations, requirements, the contact log, what was recorded."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.listings import CHUNK, Listing, declare
from core.verdict import YES, Verdict, never
from institutions.filters.recordings import RecordingFilter
from institutions.filters.requirements import RequirementFilter
from institutions.models import Accreditation, ContactEntry, EvidenceKind, PartnerContact, Recording, Requirement
from institutions.policies import recordings, register, requirements
from institutions.rules.words import say_rule


def _may_contacts(actor: Actor) -> Verdict:
    if actor.acts_as(Role.LEAD, Role.COORDINATOR, Role.ADMINISTRATOR):
        return YES
    return never(_("Contacts are read by those who arrange placements."))


def _contacts(request: HttpRequest) -> QuerySet[PartnerContact]:
    found = PartnerContact.objects.visible_to(request.actor).select_related("partner", "department")
    return found.order_by("partner__name", "duty", "name", "pk")


def _contact(row: PartnerContact) -> tuple[Any, ...]:
    department = row.department.name if row.department else ""
    return (row.partner.name, department, row.get_duty_display(), row.name, row.title, row.phone, row.email)


def _accreditations(request: HttpRequest) -> QuerySet[Accreditation]:
    found = Accreditation.objects.visible_to(request.actor).select_related("partner")
    return found.order_by("partner__name", "valid_until", "pk")


def _accreditation(row: Accreditation) -> tuple[Any, ...]:
    return (
        row.partner.name,
        row.body,
        row.number,
        row.what_for,
        row.valid_from,
        row.valid_until,
        row.evidence_id is not None,
    )


def _requirements(request: HttpRequest) -> QuerySet[Requirement]:
    rows = Requirement.objects.visible_to(request.actor).for_list().order_by("partner__name", "position", "pk")
    return RequirementFilter(request.GET, rows, request=request).qs


def _requirement(row: Requirement) -> tuple[Any, ...]:
    return (row.title, str(row.asker), row.due_days, row.active_from, row.active_until, row.note)


class RequirementListing(Listing):
    """With each rule in words: the catalogue is read once."""

    def rows(self, request: HttpRequest) -> Iterator[Sequence[Any]]:
        kinds = {kind.slug: kind for kind in EvidenceKind.objects.visible_to(request.actor)}
        for row in self.found(request).iterator(chunk_size=CHUNK):
            title, *others = self.row(row)
            yield (title, say_rule(row.parsed, kinds), *others)


def _log(request: HttpRequest) -> QuerySet[ContactEntry]:
    return ContactEntry.objects.visible_to(request.actor).for_log().select_related("partner")


def _log_entry(row: ContactEntry) -> tuple[Any, ...]:
    return (
        row.partner.name, row.at, row.get_way_display(), row.with_whom, row.by.name, row.said, row.next_on, row.next_about,
    )  # fmt: skip


def _recordings(request: HttpRequest) -> QuerySet[Recording]:
    return RecordingFilter(
        request.GET, Recording.objects.visible_to(request.actor).for_list().order_by("-at", "-pk")
    ).qs


def _recording(row: Recording) -> tuple[Any, ...]:
    return (
        row.at, row.title, row.person.name, row.by.name, row.get_source_display(), row.partner.name, row.get_state_display(),
    )  # fmt: skip


declare(
    Listing(
        "contacts", _may_contacts, _contacts,
        ("Partner", "Department", "Duty", "Name", "Position", "Phone", "E-mail"), _contact,
    )
)  # fmt: skip
declare(
    Listing(
        "accreditations", register.may_register, _accreditations,
        ("Partner", "Body", "Number", "For", "From", "Until", "Evidence here"), _accreditation,
    )
)  # fmt: skip
declare(
    RequirementListing(
        "requirements", requirements.may_list, _requirements,
        ("Requirement", "Rule", "Asked by", "Due, days before", "From", "Until", "Note"), _requirement,
    )
)  # fmt: skip
declare(
    Listing(
        "contact_log", register.may_register, _log,
        ("Partner", "When", "How", "With", "By", "Said", "Next call", "About"), _log_entry,
    )
)  # fmt: skip
declare(
    Listing(
        "recordings", recordings.may_list, _recordings,
        ("When", "What", "For", "Recorded by", "From", "Partner", "Stands"), _recording,
    )
)  # fmt: skip
