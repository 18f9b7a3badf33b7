"""A coordinator's overview, which a viewer reads too: who is not placed, which agreement ends, where the intake stands."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from config.pages.homes.calls_due import calls_due
from config.pages.homes.readiness import not_clear_steps
from config.pages.homes.records import office_steps
from config.pages.homes.steps import Step
from config.pages.runway import runway_rows
from core import clock
from core.actor import Actor, Role
from core.charts import bar_chart
from core.words import day
from institutions.models import Agreement
from institutions.states import AgreementState
from placements.models import Application, Call, Placement
from placements.services.runway import WARN_WITHIN
from placements.states import HOLDING, LIVE, CallState, PlacementState
from students.models import Student

ENDING = timedelta(days=60)
SHOWN = 6
SOONEST = 3  # agreements to sign; the runway has them all


def context(actor: Actor, now: datetime) -> dict[str, Any]:
    """A fixed number of queries: what waits, students by how far they are, agreements, placements, what to sign, who is not clear."""
    today = clock.today()
    counts = _students(actor)
    agreements = _agreements(actor, today)
    placements = Placement.objects.visible_to(actor).aggregate(
        active=Count("pk", filter=Q(state=PlacementState.ACTIVE)),
        to_complete=Count("pk", filter=Q(state=PlacementState.ACTIVE, ends_on__lt=today)),
        to_certify=Count("pk", filter=Q(state=PlacementState.COMPLETED) & ~Q(certificates__state="issued")),
        planned=Count("pk", filter=Q(state=PlacementState.PLANNED)),
    )
    unplaced = counts["total"] - counts["placed"]
    return {
        "counts": counts,
        "unplaced": unplaced,
        "figures": _figures(counts, placements, agreements),
        "agreements": agreements[:SHOWN],
        "chart": _chart(counts),
        "steps": [
            *_to_sign(actor, today),
            *not_clear_steps(actor, now),
            *_steps(actor, counts, placements, agreements, unplaced),
        ]
        if actor.acts_as(Role.COORDINATOR)
        else [],
        "may_act": actor.acts_as(Role.COORDINATOR),
    }


def _students(actor: Actor) -> dict[str, int]:
    """How many students there are, and how many got how far."""
    mine = Application.objects.visible_to(actor).filter(student=OuterRef("pk"))
    placements = Placement.objects.visible_to(actor).filter(student=OuterRef("pk"))
    return (
        Student.objects.visible_to(actor)
        .annotate(
            has_applied=Exists(mine),
            has_offer=Exists(mine.filter(state__in=HOLDING)),
            has_place=Exists(placements.filter(state__in=LIVE)),
            has_finished=Exists(placements.filter(state=PlacementState.COMPLETED)),
        )
        .aggregate(
            total=Count("pk"),
            unclaimed=Count("pk", filter=Q(user__claimed_at=None)),
            applied=Count("pk", filter=Q(has_applied=True)),
            offered=Count("pk", filter=Q(has_offer=True)),
            placed=Count("pk", filter=Q(has_place=True)),
            finished=Count("pk", filter=Q(has_finished=True)),
        )
    )


def _agreements(actor: Actor, today: date) -> list[Agreement]:
    """Those that want a decision: returned, waiting at the partner, ending within 60 days, or just ended without a successor."""
    ending = Q(state=AgreementState.SIGNED, ends_on__lte=today + ENDING, successor=None)
    ended = Q(state=AgreementState.EXPIRED, ends_on__gte=today - ENDING, successor=None)
    waiting = Q(state__in=[AgreementState.DRAFT, AgreementState.RETURNED, AgreementState.WITH_PARTNER])
    rows = list(
        Agreement.objects.visible_to(actor)
        .filter(ending | ended | waiting)
        .select_related("partner")
        .annotate(
            booked=Count(
                "placements", filter=Q(placements__state__in=[PlacementState.CONFIRMED, PlacementState.ACTIVE])
            )
        )
        .order_by("ends_on", "pk")
    )
    for row in rows:
        row.stage_now = row.stage(today)  # type: ignore[attr-defined]
    return rows


def _figures(counts: dict[str, int], placements: dict[str, int], agreements: list[Agreement]) -> list[dict[str, Any]]:
    ending = [a for a in agreements if a.state == AgreementState.SIGNED]
    share = round(100 * counts["placed"] / counts["total"]) if counts["total"] else 0
    return [
        {
            "value": counts["placed"],
            "label": _("placed of %(n)d") % {"n": counts["total"]},
            "note": _("%(share)d %%") % {"share": share},
            "url": reverse("student_list"),
        },
        {"value": placements["active"], "label": _("on placement now"), "note": "", "url": reverse("placement_list")},
        {
            "value": placements["to_certify"],
            "label": _("completed, not certified"),
            "note": "",
            "url": reverse("certificate_list"),
        },
        {
            "value": len(ending),
            "label": _("agreements end in 60 days"),
            "note": _("%(n)d interns booked under them") % {"n": sum(a.booked for a in ending)},  # type: ignore[attr-defined]
            "url": reverse("agreement_list"),
        },
    ]


def _chart(counts: dict[str, int]) -> Any:
    rows = [
        (_("In the intake"), counts["total"]),
        (_("Applied"), counts["applied"]),
        (_("Offered"), counts["offered"]),
        (_("Placed"), counts["placed"]),
        (_("Completed"), counts["finished"]),
    ]
    return bar_chart(rows, title=_("Where the students stand"), label_head=_("Step"), value_head=_("Students"))


def _to_sign(actor: Actor, today: date) -> list[Step]:
    """What must be signed soonest, the latest first. Six queries at most."""
    rows = [row for row in runway_rows(actor, today) if row.sign_by and row.sign_by <= today + WARN_WITHIN]
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


def _steps(
    actor: Actor, counts: dict[str, int], placements: dict[str, int], agreements: list[Agreement], unplaced: int
) -> list[Step]:
    behind = [*_students_behind(counts, unplaced), *_placements_behind(placements)]
    return [*_returned(agreements), *calls_due(actor), *_silent_partners(actor), *office_steps(actor), *behind]


def _silent_partners(actor: Actor) -> list[Step]:
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


def _returned(agreements: list[Agreement]) -> list[Step]:
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


def _students_behind(counts: dict[str, int], unplaced: int) -> list[Step]:
    url = reverse("student_list")
    steps = []
    if unplaced:
        title = _count("%(n)d student unplaced", "%(n)d students unplaced", unplaced)
        detail = _("%(n)d have applied nowhere.") % {"n": counts["total"] - counts["applied"]}
        steps.append(Step(icon="person-x", title=title, detail=detail, url=url, action=_("Open"), tone="due"))
    if unclaimed := counts["unclaimed"]:
        title = _count("%(n)d invitation not accepted", "%(n)d invitations not accepted", unclaimed)
        invited = f"{url}?account=invited"
        steps.append(Step(icon="envelope", title=title, detail=_("Invite them again."), url=invited, action=_("Open")))
    return steps


def _placements_behind(placements: dict[str, int]) -> list[Step]:
    url = reverse("placement_list")
    steps = []
    if over := placements["to_complete"]:
        title = _count("%(n)d placement is over", "%(n)d placements are over", over)
        steps.append(
            Step(icon="check2-circle", title=title, detail=_("Complete them."), url=url, action=_("Open"), tone="due")
        )
    if ready := placements["to_certify"]:
        title = _count("%(n)d certificate to issue", "%(n)d certificates to issue", ready)
        where = reverse("certificate_list")
        steps.append(
            Step(
                icon="award", title=title, detail=_("In one go, if you like."), url=where, action=_("Issue"), tone="due"
            )
        )
    if planned := placements["planned"]:
        title = _count("%(n)d placement waits for an agreement", "%(n)d placements wait for an agreement", planned)
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


def _count(one: str, many: str, number: int) -> str:
    """The words for `number`, which both forms name as `n`."""
    return ngettext(one, many, number) % {"n": number}
