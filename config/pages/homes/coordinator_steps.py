"""What needs a coordinator, each a line of the home: agreements to sign, calls, records, students and placements that are behind."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from config.pages.homes.steps import Step
from config.pages.runway import rows_to_sign
from core import clock
from core.actor import Actor
from core.words import day
from institutions.models import Agreement
from institutions.states import AgreementState
from placements.models import UNPLACED, Call, Stage
from placements.services.runway import WARN_WITHIN
from placements.services.shortage import Standing
from placements.states import CallState

SHOWN = 6
SOONEST = 3  # agreements to sign; the runway has them all


def to_sign(actor: Actor, agreements: Sequence[Agreement], today: date) -> list[Step]:
    """What must be signed soonest, the latest first. Three queries at most."""
    rows = [row for row in rows_to_sign(actor, agreements, today) if row.sign_by <= today + WARN_WITHIN]
    return [
        Step(
            icon="pen",
            title=_("%(partner)s: sign by %(day)s") % {"partner": row.partner, "day": day(row.sign_by)},
            detail=_("The first stay without signed cover begins on %(day)s.") % {"day": day(row.first_start)},
            url=row.agreement.get_absolute_url() if row.agreement else reverse("agreement_runway"),
            action=_("Open"),
            tone="late" if row.sign_by < today else "due",
        )
        for row in rows[:SOONEST]
    ]


def silent_partners(actor: Actor) -> list[Step]:
    """Open calls that partners have not answered."""
    calls = Call.objects.visible_to(actor).filter(state=CallState.OPEN).with_counts().filter(silent__gt=0)
    return [
        Step(
            icon="envelope",
            title=_("%(call)s: %(n)d silent") % {"call": call, "n": call.silent},
            detail=_("%(promised)d of %(places)d places promised; answer by %(day)s.")
            % {"promised": call.promised, "places": call.places, "day": day(clock.day_of(call.answer_by))},
            url=call.get_absolute_url(),
            action=_("Open"),
            tone="due",
        )
        for call in calls.order_by("answer_by", "pk")[:SHOWN]
    ]


def returned(agreements: Sequence[Agreement]) -> list[Step]:
    """Agreements that a partner sent back."""
    return [
        Step(
            icon="file-earmark-text",
            title=_("%(partner)s returned an agreement") % {"partner": a.partner},
            detail=a.title,
            url=a.get_absolute_url(),
            action=_("Open"),
            tone="late",
        )
        for a in agreements
        if a.state == AgreementState.RETURNED
    ]


def students_behind(now: Standing) -> list[Step]:
    """Who has no place yet, and who has not accepted the account."""
    steps = []
    if unplaced := now.count(*UNPLACED):
        title = ngettext("%(n)d student unplaced", "%(n)d students unplaced", unplaced) % {"n": unplaced}
        nowhere = now.count(Stage.NOWHERE)
        detail = ngettext("%(n)d has applied nowhere.", "%(n)d have applied nowhere.", nowhere) % {"n": nowhere}
        url = f"{reverse('pipeline_students')}?stage={'nowhere' if nowhere else 'unplaced'}&who=enrolled"
        steps.append(Step(icon="person-x", title=title, detail=detail, url=url, action=_("Open"), tone="late"))
    if unclaimed := now.unclaimed:
        title = ngettext("%(n)d invitation not accepted", "%(n)d invitations not accepted", unclaimed) % {
            "n": unclaimed
        }
        invited = f"{reverse('student_list')}?account=invited"
        steps.append(Step(icon="envelope", title=title, detail=_("Invite them again."), url=invited, action=_("Open")))
    return steps


def placements_behind(placements: dict[str, int]) -> list[Step]:
    """Those that are over, to certify, or without an agreement."""
    url = reverse("placement_list")
    steps = []
    if over := placements["to_complete"]:
        title = ngettext("%(n)d placement is over", "%(n)d placements are over", over) % {"n": over}
        steps.append(
            Step(icon="check2-circle", title=title, detail=_("Complete them."), url=url, action=_("Open"), tone="due")
        )
    if ready := placements["to_certify"]:
        title = ngettext("%(n)d certificate to issue", "%(n)d certificates to issue", ready) % {"n": ready}
        where = reverse("certificate_list")
        steps.append(
            Step(
                icon="award", title=title, detail=_("In one go, if you like."), url=where, action=_("Issue"), tone="due"
            )
        )
    if planned := placements["planned"]:
        title = ngettext(
            "%(n)d placement waits for an agreement", "%(n)d placements wait for an agreement", planned
        ) % {"n": planned}
        steps.append(
            Step(
                icon="hourglass-split",
                title=title,
                detail=_("Sign one that covers them."),
                url=url,
                action=_("Open"),
                tone="late",
            )
        )
    return steps
