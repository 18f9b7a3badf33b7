"""The runway: agreements against what is booked under them, and the day by which each must be signed."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from core import clock
from core.actor import Actor
from core.charts import Lane, Runway, runway
from core.views import act_page
from institutions.models import Agreement
from institutions.policies import agreements as policies
from institutions.states import OPEN, AgreementState
from placements.models import Application, Placement, Slot
from placements.services.runway import (
    Row,
    agreements_for_runway,
    beyond_cover,
    lacking_cover,
    parties,
    people,
    published,
    rows_of,
)
from placements.states import PlacementState

PAGE = 25
LOOK_BACK = timedelta(days=60)
TONES = {AgreementState.DRAFT: "", AgreementState.RETURNED: "act", AgreementState.WITH_PARTNER: "wait"}
STAGE_TONES = {"upcoming": "wait", "active": "good", "expiring": "act"}


@require_safe
def agreement_runway(request: HttpRequest) -> HttpResponse:
    """Chart and table of the actor's agreements, the soonest to be signed first."""
    if not (verdict := policies.may_see_runway(request.actor)):
        return act_page(request, verdict, {"title": _("Runway")})
    today = clock.today()
    page = Paginator(runway_rows(request.actor, today), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": with_words(page.object_list, today), "chart": chart_of(page.object_list, today)}
    return render(request, "pages/agreement_runway.html", context)


def runway_rows(actor: Actor, today: date) -> list[Row]:
    """A row for each agreement that is not long over, and for each partner with a stay but no agreement. Five queries at most."""
    agreements = list(agreements_for_runway(Agreement.objects.visible_to(actor)))
    placements, slots = Placement.objects.visible_to(actor), beyond_cover(Slot.objects.visible_to(actor), agreements)
    rows = _rows(actor, agreements, placements, slots, today)
    return [row for row in rows if row.is_live(today - LOOK_BACK)]


def rows_to_sign(actor: Actor, agreements: Sequence[Agreement], today: date) -> list[Row]:
    """The rows of the runway with a day of signing: only stays that want cover are read. Four queries at most; expects the actor's
    `agreements_for_runway`.
    """
    placements = Placement.objects.visible_to(actor).filter(state=PlacementState.PLANNED)
    slots = lacking_cover(Slot.objects.visible_to(actor))
    return [row for row in _rows(actor, agreements, placements, slots, today) if row.sign_by]


def _rows(
    actor: Actor, agreements: Sequence[Any], placements: QuerySet[Placement], slots: QuerySet[Slot], today: date
) -> list[Row]:
    pairs = {(row.institute_id, row.partner_id): (row.institute, row.partner) for row in agreements}
    stays = people(placements, Application.objects.visible_to(actor), today) + published(slots, pairs, today)
    institutes = {row.institute_id: row.institute for row in agreements}
    return rows_of(agreements, stays, pairs | parties({stay.pair for stay in stays} - set(pairs), institutes))


def with_words(rows: Sequence[Row], today: date) -> list[dict[str, Any]]:
    """Each row with where its agreement stands, and how far its day of signing is."""
    return [
        {
            "row": row,
            "stage": row.agreement.stage(today) if row.agreement else "",
            "is_late": bool(row.sign_by and row.sign_by < today),
            "days": (row.sign_by - today).days if row.sign_by else None,
        }
        for row in rows
    ]


def chart_of(rows: Sequence[Row], today: date) -> Runway | None:
    """The rows that have an agreement, as lanes; None where no row has."""
    lanes = [_lane(row, today) for row in rows if row.agreement]
    return runway(lanes, today=today, title=_("Agreements in time"), rtl=get_language_bidi()) if lanes else None


def _lane(row: Row, today: date) -> Lane:
    agreement = row.agreement
    stage = agreement.stage(today)
    beginning = min((stay.starts_on for stay in row.under), default=None)
    return Lane(
        label=f"{row.partner} · {row.institute.short_name}",
        start=agreement.starts_on,
        end=agreement.ends_on,
        booked_from=beginning,
        booked_until=row.booked_until,
        note=agreement.title,
        tone=TONES.get(agreement.state, "") if agreement.state in OPEN else STAGE_TONES.get(stage, "bad"),
        url=agreement.get_absolute_url(),
    )
