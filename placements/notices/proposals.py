"""What is said when a student proposes a site, and when the office has decided."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.words import day
from institutions.models import Membership
from notifications.services.posting import Message, Notice, Teller
from placements.models import SiteProposal, SiteProposalTransition
from placements.states import APPROVE_PROPOSAL, REFUSE_PROPOSAL, WITHDRAW_PROPOSAL


def _office(proposal: SiteProposal) -> list[User]:
    student = proposal.student
    everyone = Membership.objects.coordinators_of(student.institute_id)
    return [row.user for row in everyone.filter(Q(programme=None) | Q(programme=student.programme_id))]


def _tell(
    readers: Iterable[User], proposal: SiteProposal, kind: str, texts: tuple[Any, Any], note: str = ""
) -> Iterator[Notice]:
    words = {
        "student": proposal.student.user,
        "site": proposal.name,
        "city": proposal.city,
        "department": proposal.department,
        "first": day(proposal.starts_on),
        "last": day(proposal.ends_on),
        "partner": proposal.partner or "",
        "note": note,
    }
    subject, body = (text % words for text in texts)
    message = Message(
        kind=kind, subject=subject, body=body.strip(), path=proposal.get_absolute_url(), action=_("Open the proposal")
    )
    for reader in readers:
        yield Notice(reader=reader, message=message, dedupe_key=f"{kind}:{proposal.pk}")


def proposed_to_office(proposal: SiteProposal, row: None) -> Iterator[Notice]:
    """Somebody found a place by themselves."""
    subject = _("%(student)s proposes a site: %(site)s, %(city)s")
    body = _(
        "%(department)s, %(first)s to %(last)s.\n\nCheck whether it is in the register already, call them, and decide."
    )
    yield from _tell(_office(proposal), proposal, "partner.proposed", (subject, body))


def approved_to_student(proposal: SiteProposal, row: SiteProposalTransition) -> Iterator[Notice]:
    """It becomes a partner; what happens until the student can apply."""
    subject = _("Your proposal is approved: %(partner)s")
    body = _(
        "Your placement office has spoken with them. Once they have published the internship you can apply for it like for any other; "
        "you are told of what comes next by your placement office.\n\n%(note)s"
    )
    yield from _tell([proposal.student.user], proposal, "application.site_approved", (subject, body), row.note)


def refused_to_student(proposal: SiteProposal, row: SiteProposalTransition) -> Iterator[Notice]:
    """No, and why."""
    subject = _("Your proposal was not taken: %(site)s")
    body = _(
        "Thank you for looking. Your placement office gives this reason:\n\n%(note)s\n\nYou may propose another site."
    )
    yield from _tell([proposal.student.user], proposal, "application.site_refused", (subject, body), row.note)


def withdrawn_to_office(proposal: SiteProposal, row: SiteProposalTransition) -> Iterator[Notice]:
    """Nothing is to be decided any more."""
    subject = _("%(student)s took the proposal back: %(site)s")
    yield from _tell(
        _office(proposal), proposal, "partner.proposal_withdrawn", (subject, _("Nothing is asked of you."))
    )


# Every move has its entry: silence is a decision.
PROPOSAL_TOLD_ABOUT: dict[str, tuple[Teller, ...]] = {
    APPROVE_PROPOSAL.name: (approved_to_student,),
    REFUSE_PROPOSAL.name: (refused_to_student,),
    WITHDRAW_PROPOSAL.name: (withdrawn_to_office,),
}
