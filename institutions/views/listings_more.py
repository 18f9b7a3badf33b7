"""Lists of what stands beside partners and agreements, as tables to keep; what was recorded has no sheet to come back by."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.listings import Listing, declare, of_sheet
from core.verdict import YES, Verdict, never
from institutions.filters.recordings import RecordingFilter
from institutions.filters.requirements import RequirementFilter
from institutions.models import Accreditation, ContactEntry, PartnerContact, Recording, Requirement
from institutions.policies import recordings, register, requirements
from institutions.services.contact_log_sheet import CONTACT_LOG, entries
from institutions.services.parts_sheet import ACCREDITATIONS, CONTACTS
from institutions.services.requirements_sheet import REQUIREMENTS, worded


def _may_contacts(actor: Actor) -> Verdict:
    if actor.acts_as(Role.LEAD, Role.COORDINATOR, Role.ADMINISTRATOR):
        return YES
    return never(_("Contacts are read by those who arrange placements."))


def _contacts(request: HttpRequest) -> QuerySet[PartnerContact]:
    return CONTACTS.seen(request.actor).order_by("partner__name", "duty", "name", "pk")


def _may_accreditations(actor: Actor) -> Verdict:
    return YES if actor.acts_as(Role.LEAD) else register.may_register(actor)


def _accreditations(request: HttpRequest) -> QuerySet[Accreditation]:
    return ACCREDITATIONS.seen(request.actor).order_by("partner__name", "valid_until", "pk")


def _requirements(request: HttpRequest) -> list[Requirement]:
    rows = Requirement.objects.visible_to(request.actor).for_list().order_by("partner__name", "position", "pk")
    return worded(RequirementFilter(request.GET, rows, request=request).qs, request.actor)


def _log(request: HttpRequest) -> QuerySet[ContactEntry]:
    return entries(request.actor)


def _recordings(request: HttpRequest) -> QuerySet[Recording]:
    return RecordingFilter(
        request.GET, Recording.objects.visible_to(request.actor).for_list().order_by("-at", "-pk")
    ).qs


def _recording(row: Recording) -> tuple[Any, ...]:
    return (
        row.at, row.title, row.person.name, row.by.name, row.get_source_display(), row.partner.name, row.get_state_display(),
    )  # fmt: skip


of_sheet(CONTACTS, may=_may_contacts, found=_contacts)
of_sheet(ACCREDITATIONS, may=_may_accreditations, found=_accreditations)
of_sheet(REQUIREMENTS, may=requirements.may_list, found=_requirements)
of_sheet(CONTACT_LOG, may=register.may_register, found=_log)
declare(
    Listing(
        "recordings", recordings.may_list, _recordings,
        ("When", "What", "For", "Recorded by", "From", "Partner", "Stands"), _recording,
    )
)  # fmt: skip
