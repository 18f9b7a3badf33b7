"""What may be done with a list of names, by whom, and what stands against each name."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, JSONField, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core import clock
from core.actor import Actor, Role
from core.lifecycle import Move
from core.verdict import YES, Verdict, never, no
from core.words import day
from placements.models import Allotment, Application, ListedName, NameList, Placement, Slot
from placements.policies.applications import has_route
from placements.policies.offers import room_for
from placements.policies.placements import is_intern
from placements.policies.slots import route_to
from placements.states import (
    ANSWER_LIST,
    DISCARD_LIST,
    NOMINATE,
    RECALL_LIST,
    SEND_LIST,
    ApplicationState,
    SlotState,
)
from students.models import Student

TAKES = frozenset({SlotState.PUBLISHED, SlotState.PAUSED, SlotState.CLOSED})


def may_see(actor: Actor) -> Verdict:
    """The two offices, and who reads an institute's figures."""
    if actor.acts_as(Role.LEAD, Role.COORDINATOR, Role.VIEWER, Role.ADMINISTRATOR):
        return YES
    return never(_("Lists of names go between the two placement offices."), _("Ask yours whether you are on one."))


def may_write(actor: Actor) -> Verdict:
    """Coordinators send names of their institute."""
    if actor.acts_as(Role.COORDINATOR):
        return YES
    return never(_("Names are sent by an institute’s placement office."), _("Ask its coordinator to send some."))


def _sends(actor: Actor, name_list: NameList, move: Move) -> Verdict:
    if not (verdict := may_write(actor)):
        return verdict
    if actor.institute_id != name_list.institute_id:
        return never(_("This list belongs to another institute."))
    return stands(name_list, move)


def stands(name_list: NameList, move: Move) -> Verdict:
    """Whether the move may start where the list stands."""
    if move.allowed_from(name_list.state):
        return YES
    words = _("It stands at “%(state)s”.") % {"state": name_list.get_state_display()}
    return no(words, _("Begin another list for who is missing."))


def may_edit(actor: Actor, name_list: NameList) -> Verdict:
    """The coordinator, until it is sent."""
    return _sends(actor, name_list, SEND_LIST)


def may_send(actor: Actor, name_list: NameList, now: datetime) -> Verdict:
    """The coordinator, when there is a name on it and the block has not begun."""
    if not (verdict := may_edit(actor, name_list)):
        return verdict
    if not (verdict := takes_names(name_list.slot, name_list.institute_id, now)):
        return verdict
    if not name_list.names.all():  # a page has read them already
        return no(_("There is no name on it yet."), _("Add some first."))
    return YES


def may_discard(actor: Actor, name_list: NameList) -> Verdict:
    """The coordinator, before it is sent."""
    return _sends(actor, name_list, DISCARD_LIST)


def may_recall(actor: Actor, name_list: NameList) -> Verdict:
    """The coordinator, while the partner has answered to no name."""
    if not (verdict := _sends(actor, name_list, RECALL_LIST)):
        return verdict
    if any(name.answer != ListedName.Answer.WAITING for name in name_list.names.all()):
        return no(_("The partner has begun to answer."), _("Talk to their placement office about the rest."))
    return YES


def may_answer(actor: Actor, name_list: NameList) -> Verdict:
    """The lead of the partner whose slot it is, while names wait."""
    if not (actor.acts_as(Role.LEAD) and actor.partner_id == name_list.slot.partner_id):
        return never(_("The partner’s placement lead answers a list."))
    return stands(name_list, ANSWER_LIST)


def takes_names(slot: Slot, institute_id: int, now: datetime) -> Verdict:
    """Whether names may still be sent for the slot: it was published, and has not begun. Its deadline binds students alone."""
    if slot.state not in TAKES or slot.starts_on is None:
        return no(_("This slot takes nobody."), _("Choose another one."))
    if slot.starts_on <= clock.day_of(now):
        return no(_("This block has begun."), _("Choose a later one."))
    return YES


def may_nominate(actor: Actor, application: Application, now: datetime) -> Verdict:
    """Whether a name becomes a place: the student said no to nothing here, there is room, the block is ahead, the days are free.

    The lead accepts it; the institute's coordinator puts it into a place that the partner keeps for the institute.
    """
    is_lead = actor.acts_as(Role.LEAD) and actor.partner_id == application.slot.partner_id
    if not (is_lead or _fills(actor, application)):
        return never(_("The partner’s placement lead accepts names."))
    if not (verdict := not_answered(application.state, released=application.released_at is not None)):
        return verdict
    if not has_route(application.student, application.slot):
        return no_route(application.slot)
    return room_for(application, now)


def _fills(actor: Actor, application: Application) -> bool:
    """True for a coordinator of the institute for which the slot keeps an unused place. One query."""
    ours = actor.acts_as(Role.COORDINATOR) and actor.institute_id == application.institute_id
    return ours and keeps_place(application.slot, application.institute_id)


def keeps_place(slot: Slot, institute_id: int) -> bool:
    """Whether the slot keeps a place for the institute that nobody holds. One query."""
    return Allotment.objects.unused().filter(slot=slot, institute=institute_id).exists()


def not_answered(state: str, *, released: bool = False) -> Verdict:
    """What an earlier application of the student says to being placed by a list."""
    if released:
        return no(_("The student had this place and it was given back."), _("Choose another slot."))
    if state == ApplicationState.ACCEPTED:
        return no(_("The student has this place already."))
    if state == ApplicationState.OFFERED:
        return no(_("The student has an offer for it."), _("Wait for the answer."))
    if not NOMINATE.allowed_from(state):
        return no(_("The student said no to this slot."), _("Choose another one, or ask them to apply again."))
    return YES


def no_route(slot: Slot) -> Verdict:
    """The words against a slot to which no agreement leads."""
    words = _("No agreement with %(partner)s covers the programme on these days.") % {"partner": slot.partner}
    return no(words, _("Begin one first."))


def concerns(slot: Slot, students: Iterable[Student], *, but: NameList | None = None) -> dict[int, list[Verdict]]:
    """What stands against each student in the slot, by primary key, without asking whether there is room for all.

    One query. `but` is the list that they stand on.
    """
    students = list(students)
    facts = {student.pk: student for student in _with_facts(slot, students, but)}
    found: dict[int, list[Verdict]] = {}
    for student in students:
        against, fact = [], facts[student.pk]
        if not (slot.agreement_follows or fact.is_routed):
            against.append(no_route(slot))
        if fact.applied:
            against.append(not_answered(fact.applied["state"], released=fact.applied["released"] is not None))
        if fact.is_listed:
            against.append(no(_("Stands on another list for this slot."), _("Leave the name out here.")))
        if fact.elsewhere:
            against.append(meets(**fact.elsewhere))
        found[student.pk] = [verdict for verdict in against if not verdict]
    return found


def _with_facts(slot: Slot, students: Collection[Student], but: NameList | None) -> Any:
    """The students with their application for the slot, whether an agreement leads there, whether they wait on another list, and the
    full-time placement that it meets.
    """
    mine = {"student": OuterRef("pk")}
    applied = Application.objects.filter(slot=slot, **mine)
    listed = ListedName.objects.waiting().filter(slot=slot, **mine)
    listed = listed.exclude(name_list=but) if but else listed
    others = Placement.objects.live().filter(full_time=True, **mine).exclude(slot=slot)
    met = others.filter(starts_on__lte=slot.ends_on, ends_on__gte=slot.starts_on) if slot.full_time else others.none()
    stay = JSONObject(partner="partner__name", first="starts_on", last="ends_on")
    return Student.objects.filter(pk__in=[student.pk for student in students]).annotate(
        applied=Subquery(applied.values_list(JSONObject(state="state", released="released_at"))[:1]),
        is_routed=route_to(slot),
        is_listed=Exists(listed),
        elsewhere=Subquery(met.order_by("pk").values_list(stay)[:1], output_field=JSONField()),
    )


def meets(partner: str, first: str, last: str) -> Verdict:
    """The words against a slot whose days meet a full-time placement. The days come as ISO text."""
    words = _("Is at %(partner)s from %(first)s to %(last)s, full-time.") % {
        "partner": partner,
        "first": day(date.fromisoformat(first)),
        "last": day(date.fromisoformat(last)),
    }
    return no(words, _("Choose another slot, or cancel that placement first."))


def room_for_all(actor: Actor, name_list: NameList, count: int) -> Verdict:
    """Whether as many names as these find a place among those left for the institute. More may be sent: the partner trims.

    Needs `with_places`.
    """
    left = name_list.places_left
    if count <= left:
        return YES
    if actor.acts_as(Role.LEAD):
        words = ngettext(
            "You have %(n)d place left for %(institute)s here.",
            "You have %(n)d places left for %(institute)s here.",
            left,
        )
        return no(
            words % {"n": left, "institute": name_list.institute},
            _("Strike names, swap them to another slot, or give this one more places first."),
        )
    words = ngettext("There is %(n)d place left for you.", "There are %(n)d places left for you.", left)
    return no(words % {"n": left}, _("Shorten the list, or let the partner choose and swap."))


def may_object(actor: Actor, name: ListedName | None, placement: Placement, today: date) -> Verdict:
    """The student whom a list has placed, for a week after the answer and before the first day."""
    if name is None or not is_intern(actor, placement):
        return never(_("Only the student whom a list has placed objects to it."))
    if name.objected_at is not None:
        return no(_("You have objected; your placement office has read it."))
    if today >= placement.starts_on or name.object_by is None or clock.day_of(name.object_by) < today:
        return no(_("The time to object is over."), _("Talk to your placement office."))
    return YES
