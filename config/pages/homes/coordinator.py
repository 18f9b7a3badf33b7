"""A coordinator's desk, which a viewer reads too: what is missing, which agreement ends, where the students stand."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.pages.homes import (
    applications,
    calls_due,
    changes,
    evaluating,
    mentoring,
    outside,
    proposals,
    readiness,
    records,
    support,
    threads,
)
from config.pages.homes import coordinator_steps as waiting
from core import clock
from core.actor import Actor, Role
from core.at_once import at_once
from core.charts import BarChart, bar_chart
from core.words import day
from evaluations.models import SiteWord
from evaluations.states import WordState
from institutions.models import Agreement, ContactEntry, Enquiry, Institute
from institutions.states import OPEN, AgreementState
from placements.models import (
    UNPLACED,
    Application,
    Incident,
    MentorAsk,
    Placement,
    PlacementChange,
    SiteProposal,
    Stage,
    SupportPlan,
    unread_threads,
)
from placements.readiness import not_clear
from placements.services.runway import agreements_for_runway
from placements.services.shortage import Standing, standing
from placements.states import PlacementState
from placements.states_support import IncidentState
from students.models import Record

ENDING = timedelta(days=60)
OVER = frozenset({AgreementState.EXPIRED, AgreementState.TERMINATED})
SHOWN = 6


def context(actor: Actor, now: datetime) -> dict[str, Any]:
    """A fixed number of queries: students by how far they are and what is open to them, agreements, what is counted, what waits."""
    today = clock.today()
    now_stands = standing(actor, now)
    signed_or_begun = _all_agreements(actor)
    agreements = _to_decide(signed_or_begun, today)
    counted = _counted(actor, today, now)
    placements = counted["placements"]
    shown = {
        "standing": now_stands,
        "is_late": now_stands.worst is not None and now_stands.worst.is_late(today),
        "unplaced": now_stands.count(*UNPLACED),
        "agreements": agreements[:SHOWN],
        "chart": _chart(now_stands, placements["finished"] or 0),
        "may_act": actor.acts_as(Role.COORDINATOR),
        "on_placement": placements["active"],
    }
    first, last = _placed(now_stands), _ending(agreements)
    if not actor.acts_as(Role.COORDINATOR):
        return shown | {"figures": [first, *_course(placements), last], "steps": []}
    unclear = not_clear(Placement.objects.visible_to(actor), now)
    return shown | {
        "figures": [first, _unclear(unclear), _to_check(counted["records"]), last],
        "steps": [
            *support.office_steps(counted["incidents"], counted["plans"]),
            *waiting.to_sign(actor, signed_or_begun, today),
            *applications.steps_of(counted["endorsing"]),
            *readiness.steps_of(unclear),
            *waiting.returned(agreements),
            *changes.steps_of(counted["changes"]),
            *mentoring.office_steps(counted["asks"]),
            *evaluating.steps_of(counted["evaluations"]),
            *evaluating.word_steps(counted["words"]),
            *calls_due.steps_of(counted["calls"], today),
            *waiting.silent_partners(actor),
            *records.office_steps(counted["records"]),
            *threads.steps_of(counted["threads"]),
            *outside.enquiries(counted["enquiries"]),
            *proposals.steps_of(counted["proposals"]),
            *waiting.students_behind(now_stands),
            *waiting.placements_behind(placements),
        ],
    }


def _counted(actor: Actor, today: date, now: datetime) -> dict[str, dict[str, Any]]:
    """What stands in sums: placements, what waits to be checked, read, called, answered, looked at. One query."""
    active = Q(state=PlacementState.ACTIVE)
    completed = Q(state=PlacementState.COMPLETED)
    course = {
        "active": Count("pk", filter=active, distinct=True),
        "to_complete": Count("pk", filter=active & Q(ends_on__lt=today), distinct=True),
        "to_certify": Count("pk", filter=completed & ~Q(certificates__state="issued"), distinct=True),
        "planned": Count("pk", filter=Q(state=PlacementState.PLANNED), distinct=True),
        "finished": Count("student", filter=completed, distinct=True),
    }
    return at_once(
        Institute.objects.visible_to(actor),
        placements=(Placement.objects.visible_to(actor), course),
        records=(Record.objects.visible_to(actor).waiting(), records.WAITING_SUMS),
        threads=(unread_threads(actor), threads.SUMS),
        endorsing=(Application.objects.visible_to(actor).to_endorse(), applications.SUMS),
        enquiries=(Enquiry.objects.visible_to(actor).waiting(), outside.ENQUIRY_SUMS),
        incidents=(Incident.objects.visible_to(actor).filter(state=IncidentState.REPORTED), support.SUMS),
        plans=(SupportPlan.objects.visible_to(actor).running().filter(review_on__lte=today), support.SUMS),
        changes=(PlacementChange.objects.visible_to(actor).for_the_word_of(actor), changes.SUMS),
        asks=(MentorAsk.objects.visible_to(actor).waiting(today), mentoring.SUMS),
        evaluations=evaluating.sums(actor, now),
        words=(SiteWord.objects.visible_to(actor).filter(state=WordState.WAITING), evaluating.WORDS),
        proposals=(SiteProposal.objects.visible_to(actor).with_lead(), proposals.SUMS),
        calls=(ContactEntry.objects.visible_to(actor).due(today), calls_due.SUMS),
    )


def _all_agreements(actor: Actor) -> list[Any]:
    """Each with how many are booked under it. One query."""
    booked = Placement.objects.visible_to(actor).filter(
        agreement=OuterRef("pk"), state__in=[PlacementState.CONFIRMED, PlacementState.ACTIVE]
    )
    count = Subquery(booked.order_by().values("agreement").annotate(n=Count("pk")).values("n"))
    rows = agreements_for_runway(Agreement.objects.visible_to(actor)).select_related("successor")
    return list(rows.annotate(booked=Coalesce(count, 0)).order_by("ends_on", "pk"))


def _to_decide(agreements: Iterable[Any], today: date) -> list[Any]:
    """Those that want a decision: returned, waiting at the partner, ending within 60 days, or just ended without a successor."""
    rows = [
        row
        for row in agreements
        if row.state in OPEN
        or (
            getattr(row, "successor", None) is None
            and (
                (row.state == AgreementState.SIGNED and row.ends_on <= today + ENDING)
                or (row.state in OVER and row.ends_on >= today - ENDING)
            )
        )
    ]
    for row in rows:
        row.stage_now = row.stage(today)
    return rows


def _figure(value: int, label: Any, url: str, note: Any = "") -> dict[str, Any]:
    return {"value": value, "label": label, "note": note, "url": url}


def _placed(now: Standing) -> dict[str, Any]:
    total, placed = now.count(), now.count(Stage.ACCEPTED, Stage.PLACED)
    share = round(100 * placed / total) if total else 0
    label = _("placed of %(n)d") % {"n": total}
    return _figure(placed, label, reverse("pipeline_list"), _("%(share)d %%") % {"share": share})


def _course(placements: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        _figure(placements["active"] or 0, _("on placement now"), reverse("placement_list")),
        _figure(placements["to_certify"] or 0, _("completed, not certified"), reverse("certificate_list")),
    ]


def _unclear(found: list[Placement]) -> dict[str, Any]:
    note = _("first on %(day)s") % {"day": day(found[0].starts_on)} if found else _("of those who start in six weeks")
    return _figure(len(found), _("not clear to start"), reverse("readiness_list"), note)


def _to_check(found: dict[str, Any]) -> dict[str, Any]:
    oldest = found["oldest"]
    note = (
        _("oldest waits since %(day)s") % {"day": day(clock.day_of(datetime.fromisoformat(oldest)))} if oldest else ""
    )
    return _figure(found["count"] or 0, _("records to check"), reverse("record_queue"), note)


def _ending(agreements: list[Any]) -> dict[str, Any]:
    ending = [a for a in agreements if a.state == AgreementState.SIGNED]
    note = _("%(n)d interns booked under them") % {"n": sum(a.booked for a in ending)}
    return _figure(len(ending), _("agreements end in 60 days"), reverse("agreement_list"), note)


def _chart(now: Standing, finished: int) -> BarChart:
    placed = now.count(Stage.ACCEPTED, Stage.PLACED)
    offered = placed + now.count(Stage.OFFERED)
    rows = [
        (_("In the intake"), now.count()),
        (_("Applied"), now.count() - now.count(Stage.NOWHERE)),
        (_("Offered"), offered),
        (_("Placed"), placed),
        (_("Completed"), finished),
    ]
    return bar_chart(rows, title=_("Where the students stand"), label_head=_("Step"), value_head=_("Students"))
