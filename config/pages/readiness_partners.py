"""One student over all partners: where they are placed, what they applied for, and what they could still apply for."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.actor import Actor
from core.words import listed, listed_apart
from institutions.models import Partner
from placements.models import Application, Placement, Slot
from placements.readiness import COMING, stay_of, stays_at
from placements.states import HOLDING, WAITING, ApplicationState, PlacementState
from students.models import Student, Waiver
from students.policies.readiness import columns_of, open_titles
from students.policies.students import is_own, keeps
from students.readiness import Readiness, Stay, board_of
from students.readiness_words import Line, lines_of

HOPED = {*WAITING, *HOLDING, ApplicationState.DRAFT}
NAMED = 3  # things that the headline names of each
PLACED, APPLIED, POSSIBLE = gettext_lazy("Placed"), gettext_lazy("Applied"), gettext_lazy("Could apply")


@dataclass(slots=True)
class AtPartner:
    """One partner, by the stay that falls shortest there."""

    partner: Partner
    how: str
    row: Readiness
    wants: list[Any] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)  # of what it wants, what nobody has sent
    lines: list[Line] = field(default_factory=list)

    @property
    def first_day(self) -> date:
        """Of that stay."""
        return self.row.stay.first_day


def partners_of(actor: Actor, student: Student, now: datetime) -> dict[str, Any]:
    """What the page shows: eight queries for any number of partners."""
    stays, partners, how = _stays(actor, student, now)
    board = board_of(stays, explain=True)
    columns = columns_of(board, actor)
    worst: dict[int, AtPartner] = {}
    for row in board.rows:
        pk = row.stay.partner_id
        wants = open_titles(row, columns)
        if pk not in worst or len(wants) > len(worst[pk].wants):
            missing = [str(title) for title in open_titles(row, columns, sent=False)]
            worst[pk] = AtPartner(partners[pk], how[pk], row, wants, missing, lines_of(row, columns, board.kinds))
    found = sorted(worst.values(), key=lambda at: (at.row.is_clear, at.first_day, at.partner.name))
    return {
        "partners": found,
        "says": says(found),
        "waivers": Waiver.objects.visible_to(actor).filter(student=student).for_list().order_by("-pk"),
        "may_waive": keeps(actor, student),
        "is_own": is_own(actor, student),
    }


def _stays(actor: Actor, student: Student, now: datetime) -> tuple[list[Stay], dict[int, Partner], dict[int, str]]:
    """Placements, applications, open internships; the partners by id, and the closest tie to each."""
    live = (*COMING, PlacementState.ACTIVE)
    placed = list(Placement.objects.visible_to(actor).filter(student=student, state__in=live).for_list())
    sent = (
        Application.objects.visible_to(actor).filter(student=student, state__in=HOPED).select_related("slot__partner")
    )
    applied = [application.slot for application in sent]
    opened = Slot.objects.visible_to(actor).open_on(now).with_places_for(student.institute_id).for_list()
    ties = [(p.partner, PLACED) for p in placed] + [(s.partner, APPLIED) for s in applied]
    possible = [slot for slot in opened if slot.partner_id not in {partner.pk for partner, _how in ties}]
    ties += [(slot.partner, POSSIBLE) for slot in possible]
    taken = {p.slot_id for p in placed}
    slots = {slot.pk: slot for slot in [*applied, *possible] if slot.pk not in taken}
    stays = [*map(stay_of, placed), *stays_at(student, slots.values())]
    return stays, {p.pk: p for p, _how in ties}, {p.pk: how for p, how in reversed(ties)}


def says(found: list[AtPartner]) -> str:
    """Like “Clear for 7 partners; missing Tdap and BLS for 2; with the office for 1”."""
    clear, open_ones = [at for at in found if at.row.is_clear], [at for at in found if not at.row.is_clear]
    parts = []
    if clear:
        words = ngettext("Clear for %(n)d partner", "Clear for %(n)d partners", len(clear))
        parts.append(words % {"n": len(clear)})
    for missing, n in Counter(tuple(at.missing) if at.wants else None for at in open_ones).items():
        if missing == ():
            parts.append(_("with the office for %(n)d") % {"n": n})
        else:
            parts.append(_("missing %(what)s for %(n)d") % {"what": _some(missing or ()), "n": n})
    return capfirst(listed_apart(parts))


def _some(words: Sequence[str]) -> str:
    """Like “Tdap, BLS and Influenza”, or “Tdap, BLS and 5 more”; “something” for who sees the verdict alone."""
    if len(words) > NAMED:
        words = [*words[: NAMED - 1], _("%(n)d more") % {"n": len(words) - NAMED + 1}]
    if len(words) < 2:
        return "".join(words) or _("something")
    return _("%(first)s and %(last)s") % {"first": listed(words[:-1]), "last": words[-1]}
