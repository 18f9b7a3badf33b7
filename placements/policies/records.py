"""Which of an intern's records a partner may look at: those that are asked for this placement, by a lead whose membership clears them."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.verdict import YES, Verdict, never, no
from institutions.models import Requirement
from placements.models import Placement
from placements.policies.placements import is_lead
from placements.states import PlacementState
from students.models import Record
from students.policies.records import still_waits
from students.states import RecordState

CURRENT = frozenset({PlacementState.PLANNED, PlacementState.CONFIRMED, PlacementState.ACTIVE})


def may_clear(actor: Actor, placement: Placement) -> Verdict:
    """A lead of the placement's partner who clears health evidence, as themselves, from acceptance to the last day."""
    if not is_lead(actor, placement):
        return never(
            _("Here a partner’s placement lead checks what its interns bring."),
            _("The institute’s office has its own list, “Records to check”."),
        )
    if not actor.may_clear_health or actor.user_id == placement.student.user_id:
        return never(
            _("Records are read by those of your colleagues who clear health evidence."),
            _("Whether the intern is cleared, the placement says."),
        )
    if placement.state not in CURRENT:
        return no(_("This placement is over: its records are closed to the partner."))
    return YES


def asked_records(placement: Placement) -> QuerySet[Record]:
    """What the student has sent of the kinds that are asked for this placement; nothing else of theirs. Two queries."""
    asked = Requirement.objects.asked_by(
        partners=[placement.partner_id],
        departments=[placement.department_id],
        programmes=[placement.student.programme_id],
        agreements=[placement.agreement_id] if placement.agreement_id else [],
    )
    slugs = {slug for requirement in asked for slug in requirement.parsed.kinds}
    sent = Record.objects.for_list().filter(student_id=placement.student_id, kind__slug__in=slugs)
    return sent.exclude(state__in=[RecordState.DRAFT, RecordState.SUPERSEDED])


def may_decide(actor: Actor, placement: Placement, record: Record) -> Verdict:
    """The same lead, about one of these records, while it waits."""
    if not (verdict := may_clear(actor, placement)):
        return verdict
    waits = still_waits(record)
    if asked_records(placement).filter(pk=record.pk).exists():
        return waits
    return waits and never(_("This record is not asked for here."))
