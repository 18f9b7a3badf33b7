"""A placement lead's overview: which decisions wait for us, and how full our slots are."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, Q, Sum, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from config.pages.homes import changes, evaluating, support, threads
from config.pages.homes.outside import questions
from config.pages.homes.readiness import not_clear_steps
from config.pages.homes.steps import Step
from core import clock
from core.actor import Actor
from core.at_once import at_once
from core.words import day
from institutions.models import Agreement, Partner
from institutions.states import AgreementState
from placements.models import (
    Application,
    CallAnswer,
    Incident,
    Placement,
    PlacementChange,
    Slot,
    unread_threads,
)
from placements.states import JUDGED, ApplicationState, PlacementState, SlotState
from placements.states_support import IncidentState

SOON = timedelta(days=14)
SHOWN = 8

# Sent, and endorsed where the slot asks for it: the partner's to read.
NEW = Q(state=ApplicationState.ENDORSED) | Q(state=ApplicationState.SUBMITTED, slot__asks_for_endorsement=False)


def context(actor: Actor, now: datetime) -> dict[str, Any]:
    """A fixed number of queries, however many slots: agreements and calls to answer, applicants, arrivals, interns, who is not clear."""
    agreements = list(
        Agreement.objects.visible_to(actor)
        .filter(state=AgreementState.WITH_PARTNER)
        .select_related("institute")
        .order_by("sent_at")
    )
    today = clock.today()
    coming = list(
        Placement.objects.visible_to(actor)
        .for_list()
        .filter(state=PlacementState.CONFIRMED, starts_on__lte=today + SOON)
        .order_by("starts_on", "pk")[:SHOWN]
    )
    slots, counted = _slots(actor, now), _counted(actor, now)
    return {
        "steps": [
            *support.office_steps(counted["incidents"], {"count": 0}),
            *_agreements(agreements),
            *evaluating.steps_of(counted["evaluations"]),
            *_calls(actor),
            *_applicants(actor),
            *questions(actor),
            *changes.steps_of(counted["changes"]),
            *_drafts(slots),
            *not_clear_steps(actor, now),
            *threads.steps_of(counted["threads"]),
            *_arrivals(coming, today),
        ],
        "slots": [s for s in slots if s.state != SlotState.DRAFT][:SHOWN] or slots[:SHOWN],
        "coming": coming,
        "figures": _figures(counted, len(coming)),
    }


def _slots(actor: Actor, now: datetime) -> list[Slot]:
    """What is to publish, then what closes next, then what has closed: a page of each at most. One query."""
    open_first = Case(
        When(state=SlotState.DRAFT, then=Value(0)), When(apply_by__gte=now, then=Value(1)), default=Value(2)
    )
    own = Slot.objects.visible_to(actor).filter(partner_id=actor.partner_id)
    rows = own.exclude(state__in=[SlotState.CLOSED, SlotState.ARCHIVED]).select_related("department")
    return list(rows.defer("search").order_by(open_first, "apply_by", "pk")[: 2 * SHOWN])


def _counted(actor: Actor, now: datetime) -> dict[str, dict[str, Any]]:
    """What stands in sums: places, offers, interns, threads, incidents, evaluations. One query."""
    return at_once(
        Partner.objects.visible_to(actor).filter(pk=actor.partner_id),
        slots=(
            Slot.objects.visible_to(actor).filter(partner_id=actor.partner_id, state=SlotState.PUBLISHED),
            {"places": Sum("places"), "held": Sum("held")},
        ),
        offers=(
            Application.objects.visible_to(actor).filter(state=ApplicationState.OFFERED),
            {"count": Count("pk")},
        ),
        interns=(
            Placement.objects.visible_to(actor).filter(state=PlacementState.ACTIVE),
            {"count": Count("pk")},
        ),
        threads=(unread_threads(actor), threads.SUMS),
        incidents=(Incident.objects.visible_to(actor).filter(state=IncidentState.REPORTED), support.SUMS),
        evaluations=evaluating.sums(actor, now),
        changes=(PlacementChange.objects.visible_to(actor).for_the_word_of(actor), changes.SUMS),
    )


def _agreements(agreements: list[Agreement]) -> list[Step]:
    return [
        Step(
            icon="file-earmark-text",
            title=_("Answer the agreement with %(institute)s") % {"institute": a.institute},
            detail=_("“%(title)s”, waiting since %(day)s.")
            % {"title": a.title, "day": day(clock.day_of(a.sent_at)) if a.sent_at else ""},
            url=a.get_absolute_url(),
            action=_("Read it"),
            tone="due",
            primary=True,
        )
        for a in agreements
    ]


def _calls(actor: Actor) -> list[Step]:
    """Calls that wait for our word."""
    silent = CallAnswer.objects.visible_to(actor).silent().select_related("call__institute")
    return [
        Step(
            icon="envelope",
            title=_("Answer the call of %(institute)s by %(day)s")
            % {
                "institute": answer.call.institute,
                "day": day(clock.day_of(answer.call.answer_by, answer.call.institute.zone)),
            },
            detail=_("%(call)s: one button is enough.") % {"call": answer.call},
            url=reverse("call_answer", args=[answer.call_id]),
            action=_("Answer"),
            tone="due",
            primary=True,
        )
        for answer in silent.order_by("call__answer_by", "pk")[:SHOWN]
    ]


def _applicants(actor: Actor) -> list[Step]:
    """The slots with somebody to decide about, the soonest deadline first. One query."""
    waiting = Application.objects.visible_to(actor).filter(NEW | Q(state__in=JUDGED - {ApplicationState.SUBMITTED}))
    slots = waiting.values("slot", "slot__title").annotate(new=Count("pk", filter=NEW), waiting=Count("pk"))
    url = reverse("application_list")
    return [
        Step(
            icon="people",
            title=ngettext("%(n)d application to decide", "%(n)d applications to decide", row["waiting"])
            % {"n": row["waiting"]},
            detail=_("%(slot)s, %(new)d of them new.") % {"slot": row["slot__title"], "new": row["new"]}
            if row["new"]
            else row["slot__title"],
            url=f"{url}?slot={row['slot']}",
            action=_("Decide"),
            tone="due" if row["new"] else "",
        )
        for row in slots.order_by("slot__apply_by", "slot")[:SHOWN]
    ]


def _drafts(slots: list[Slot]) -> list[Step]:
    return [
        Step(
            icon="pencil",
            title=_("Publish “%(slot)s”") % {"slot": s.title},
            detail=_("A draft: no student sees it yet."),
            url=reverse("slot_detail", args=[s.pk]),
            action=_("Go on"),
        )
        for s in [slot for slot in slots if slot.state == SlotState.DRAFT][:SHOWN]
    ]


def _arrivals(coming: list[Placement], today: Any) -> list[Step]:
    return [
        Step(
            icon="person-check",
            title=_("Has %(name)s arrived?") % {"name": p.student.user.name},
            detail=_("%(slot)s began on %(day)s.") % {"slot": p.slot, "day": day(p.starts_on)},
            url=reverse("placement_arrive", args=[p.pk]),
            action=_("Record the arrival"),
            tone="late",
        )
        for p in coming
        if p.starts_on <= today
    ]


def _figures(counted: dict[str, dict[str, Any]], coming: int) -> list[dict[str, Any]]:
    places, held = counted["slots"]["places"] or 0, counted["slots"]["held"] or 0
    return [
        {
            "value": counted["interns"]["count"] or 0,
            "label": _("interns with you now"),
            "note": "",
            "url": reverse("placement_list"),
        },
        {"value": coming, "label": _("begin within 14 days"), "note": "", "url": reverse("placement_list")},
        {
            "value": f"{held}/{places}",
            "label": _("places held"),
            "note": _("in published slots"),
            "url": reverse("slot_list"),
        },
        {
            "value": counted["offers"]["count"] or 0,
            "label": _("offers unanswered"),
            "note": "",
            "url": reverse("application_list"),
        },
    ]
