"""A placement lead's overview: which decisions wait for us, and how full our slots are."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from config.pages.homes.outside import questions
from config.pages.homes.readiness import not_clear_steps
from config.pages.homes.steps import Step
from config.pages.homes.threads import threads_waiting
from core import clock
from core.actor import Actor
from core.words import day
from institutions.models import Agreement
from institutions.states import AgreementState
from placements.models import CallAnswer, Placement, Slot
from placements.states import JUDGED, ApplicationState, PlacementState, SlotState

SOON = timedelta(days=14)
SHOWN = 8

# Sent, and endorsed where the slot asks for it: the partner's to read.
NEW = Q(applications__state=ApplicationState.ENDORSED) | Q(
    applications__state=ApplicationState.SUBMITTED, asks_for_endorsement=False
)


def context(actor: Actor, now: datetime) -> dict[str, Any]:
    """A fixed number of queries: agreements and calls to answer, slots with their applicants, arrivals, interns, who is not clear."""
    agreements = list(
        Agreement.objects.visible_to(actor)
        .filter(state=AgreementState.WITH_PARTNER)
        .select_related("institute")
        .order_by("sent_at")
    )
    slots = list(
        Slot.objects.visible_to(actor)
        .filter(partner_id=actor.partner_id)
        .exclude(state=SlotState.ARCHIVED)
        .select_related("department")
        .annotate(
            new=Count("applications", filter=NEW),
            deciding=Count(
                "applications",
                filter=Q(applications__state__in=JUDGED - {ApplicationState.SUBMITTED}),
            ),
            offered=Count("applications", filter=Q(applications__state=ApplicationState.OFFERED)),
        )
        .order_by("apply_by", "pk")
    )
    today = clock.today()
    coming = list(
        Placement.objects.visible_to(actor)
        .for_list()
        .filter(state=PlacementState.CONFIRMED, starts_on__lte=today + SOON)
        .order_by("starts_on", "pk")[:SHOWN]
    )
    active = Placement.objects.visible_to(actor).filter(state=PlacementState.ACTIVE).count()
    return {
        "steps": [
            *_agreements(agreements),
            *_calls(actor),
            *_applicants(slots),
            *questions(actor),
            *_drafts(slots),
            *not_clear_steps(actor, now),
            *threads_waiting(actor),
            *_arrivals(coming, today),
        ],
        "slots": [s for s in slots if s.state != SlotState.CLOSED][:SHOWN],
        "coming": coming,
        "figures": _figures(slots, active, len(coming)),
    }


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


def _applicants(slots: list[Any]) -> list[Step]:
    url = reverse("application_list")
    return [
        Step(
            icon="people",
            title=ngettext("%(n)d application to decide", "%(n)d applications to decide", s.new + s.deciding)
            % {"n": s.new + s.deciding},
            detail=_("%(slot)s, %(new)d of them new.") % {"slot": s.title, "new": s.new},
            url=f"{url}?slot={s.pk}",
            action=_("Decide"),
            tone="due" if s.new else "",
        )
        for s in slots
        if s.new or s.deciding
    ]


def _drafts(slots: list[Any]) -> list[Step]:
    return [
        Step(
            icon="pencil",
            title=_("Publish “%(slot)s”") % {"slot": s.title},
            detail=_("A draft: no student sees it yet."),
            url=reverse("slot_detail", args=[s.pk]),
            action=_("Go on"),
        )
        for s in slots
        if s.state == SlotState.DRAFT
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


def _figures(slots: list[Any], active: int, coming: int) -> list[dict[str, Any]]:
    shown = [s for s in slots if s.state == SlotState.PUBLISHED]
    places, held = sum(s.places for s in shown), sum(s.held for s in shown)
    return [
        {"value": active, "label": _("interns with you now"), "note": "", "url": reverse("placement_list")},
        {"value": coming, "label": _("begin within 14 days"), "note": "", "url": reverse("placement_list")},
        {
            "value": f"{held}/{places}",
            "label": _("places held"),
            "note": _("in published slots"),
            "url": reverse("slot_list"),
        },
        {
            "value": sum(s.offered for s in slots),
            "label": _("offers unanswered"),
            "note": "",
            "url": reverse("application_list"),
        },
    ]
