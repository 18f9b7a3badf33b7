"""Who places a student by hand, and what stands against each slot for one student."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from core import clock
from core.actor import Actor
from core.verdict import YES, Verdict, no
from core.words import when
from placements.models import Allotment, Application, ListedName, Placement, Slot
from placements.policies.name_lists import TAKES, may_write, meets, no_route, not_answered
from placements.policies.slots import route_for
from placements.policies.stays import excludes
from placements.states import WAITING, ApplicationState
from students.models import Student


def may_place(actor: Actor) -> Verdict:
    """Whoever may send names."""
    return may_write(actor)


def places_left(institute_id: int) -> Case:
    """For slots: how many places a student of the institute may still take; of its allotment where it has one, else of the open ones."""
    kept = Allotment.objects.filter(slot=OuterRef("pk"), institute=institute_id)
    unused = Subquery(kept.values_list(F("places") - F("held"))[:1], output_field=IntegerField())
    open_ones = Greatest(F("places") - F("allotted") - F("open_held"), Value(0))
    return Case(When(Exists(kept), then=unused), default=open_ones, output_field=IntegerField())


def open_for(slots: QuerySet[Slot], student: Student, now: datetime) -> QuerySet[Slot]:
    """Blocks ahead with places for the institute, each with `left`, `kept` (one is kept for it) and `routed` (an agreement covers it)."""
    unused = Allotment.objects.unused().filter(slot=OuterRef("pk"), institute=student.institute_id)
    route = route_for(institute_id=student.institute_id, programme_id=student.programme_id)
    ahead = slots.filter(state__in=TAKES, starts_on__gt=clock.day_of(now)).with_places_for(student.institute_id)  # type: ignore[attr-defined]
    return ahead.annotate(
        left=places_left(student.institute_id),
        kept=Exists(unused),
        routed=Case(When(Q(agreement_follows=True) | Q(route), then=Value(1)), default=Value(0)),
    )


def against(student: Student, slots: Sequence[Slot]) -> dict[int, Verdict]:
    """The first thing that stands against the student in each slot of `open_for`, by the slot's key. Three queries."""
    ids = [slot.pk for slot in slots]
    offered = Q(state=ApplicationState.OFFERED)
    theirs = Application.objects.filter(offered | Q(slot__in=ids), student=student).select_related("slot__partner")
    states = {row.slot_id: row for row in theirs}
    offers = [row for row in states.values() if row.state == ApplicationState.OFFERED]
    waiting = ListedName.objects.waiting().filter(student=student, slot__in=ids)
    listed = set(waiting.values_list("slot_id", flat=True))
    stays = list(Placement.objects.live().filter(student=student, full_time=True).select_related("partner"))
    found: dict[int, Verdict] = {}
    for slot in slots:
        verdicts = [_room(slot), _stood(states.get(slot.pk)), *_met(slot, stays), *_offered(slot, offers)]
        if slot.pk in listed:
            verdicts.append(no(_("The name waits there already."), _("The partner answers it.")))
        first = next((verdict for verdict in verdicts if not verdict), None)
        if first is not None:
            found[slot.pk] = first
    return found


def falling(stays: Sequence[tuple[Student, Slot]]) -> dict[tuple[int, int], list[Application]]:
    """What each student in each slot would withdraw, by the two keys: applications that wait, for the same days. One query."""
    students = {student.pk for student, _slot in stays}
    waiting = Application.objects.filter(student__in=students, state__in=WAITING, slot__full_time=True)
    hopes = defaultdict(list)
    for hope in waiting.select_related("slot__partner").order_by("slot__starts_on", "pk"):
        hopes[hope.student_id].append(hope)
    return {
        (student.pk, slot.pk): [h for h in hopes[student.pk] if h.slot_id != slot.pk and excludes(slot, h.slot)]
        for student, slot in stays
    }


def _room(slot: Slot) -> Verdict:
    if not slot.routed:  # type: ignore[attr-defined]
        return no_route(slot)
    if slot.left:  # type: ignore[attr-defined]
        return YES
    return no(_("All its places are taken."), _("Choose another slot, or ask the partner for one more place."))


def _stood(application: Application | None) -> Verdict:
    if application is None:
        return YES
    return not_answered(application.state, released=application.released_at is not None)


def _met(slot: Slot, stays: Iterable[Placement]) -> list[Verdict]:
    """A full-time placement on some of the slot's days."""
    met = [stay for stay in stays if slot.full_time and slot.overlaps(stay.starts_on, stay.ends_on)]
    return [meets(str(stay.partner), stay.starts_on.isoformat(), stay.ends_on.isoformat()) for stay in met]


def _offered(slot: Slot, offers: Iterable[Application]) -> list[Verdict]:
    """An offer of a full-time place on some of the slot's days, which nobody has answered yet."""
    met = [offer for offer in offers if offer.slot_id != slot.pk and excludes(slot, offer.slot)]
    return [
        no(
            _("An offer of %(partner)s on these days waits for the student’s answer until %(until)s.")
            % {"partner": offer.slot.partner, "until": when(offer.answer_by) if offer.answer_by else ""},
            _("Ask them to decline it first."),
        )
        for offer in met
    ]
