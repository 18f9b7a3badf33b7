"""What may be done with a slot, by whom, and what it lacks before students may see it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core import clock
from core.actor import Actor, Role, Via
from core.errors import Words
from core.lifecycle import Move
from core.paging import Among
from core.verdict import YES, Verdict, never, no
from institutions.models import Agreement, Institute
from institutions.models.agreements_sets import AgreementQuerySet, Holds, Stretch
from placements.models import Allotment, Slot
from placements.policies.applications import ROUTES
from placements.states import ARCHIVE, CLOSE, PAUSE, PUBLISH, RESUME, WAITING, ApplicationState, SlotState
from students.models import Student

UNCONFIRMED_AFTER = timedelta(days=60)
EDITABLE = frozenset({SlotState.DRAFT, SlotState.PUBLISHED, SlotState.PAUSED})
SHOWN = frozenset({SlotState.PUBLISHED, SlotState.PAUSED})


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that a slot needs before it is published: what it is called, what is wrong with it, in which part it is mended."""

    label: Words
    verdict: Verdict
    part: str = "text"


def checks(slot: Slot) -> Iterator[Check]:
    """All that makes a slot complete, whatever the day. At most three queries."""
    dated = slot.starts_on is not None and slot.ends_on is not None
    yield Check(
        _("First and last day"),
        YES if dated else no(_("It has no dates yet."), _("Say on which day it begins and ends.")),
    )
    yield Check(_("Deadline"), _deadline(slot))
    yield Check(
        _("Places"), YES if slot.places else no(_("It has no places yet."), _("Say how many interns you take."))
    )
    yield Check(_("Learning objectives"), _objectives(slot), part="objectives")
    yield Check(_("Somebody to ask"), _contact(slot))
    yield Check(_("Agreement"), _route(slot))


def _deadline(slot: Slot) -> Verdict:
    if slot.apply_by is None:
        return no(_("It has no deadline yet."), _("Say until when students may apply."))
    if slot.starts_on is not None and clock.day_of(slot.apply_by) >= slot.starts_on:
        return no(_("Students could still apply when it has begun."), _("Choose a deadline before the first day."))
    return YES


def _objectives(slot: Slot) -> Verdict:
    # All of them: a page has read them already, and shows them.
    if slot.objectives.all():
        return YES
    return no(_("It has no learning objectives yet."), _("Write at least one: what an intern can do at the end."))


def _contact(slot: Slot) -> Verdict:
    named = slot.supervisor is not None and slot.supervisor.ended_at is None
    if named or slot.department.contact_email:
        return YES
    return no(
        _("Nobody answers for it yet."), _("Name a supervisor, or have an e-mail address added to the department.")
    )


def _route(slot: Slot) -> Verdict:
    if slot.agreement_follows:
        return YES
    if slot.starts_on is None or slot.ends_on is None:
        return no(_("Without dates, no agreement can cover it."), _("Say on which day it begins and ends."))
    pair = Agreement.objects.held().filter(partner_id=slot.partner_id)
    taking = pair.taking(department=slot.department_id, kind=slot.kind)
    if taking.holding_days(slot.starts_on, slot.ends_on).exists():
        return YES
    return no(
        _("No signed agreement with an institute covers these dates, in this department and for this kind of stay."),
        _("Ask an institute for one, change what you offer, or tick that an agreement is to follow."),
    )


def incomplete(slot: Slot) -> Verdict:
    """YES, or the first thing that it lacks."""
    return next((check.verdict for check in checks(slot) if not check.verdict), YES)


def is_ours(actor: Actor, slot: Slot) -> bool:
    """True for a placement lead of the slot's partner."""
    return actor.acts_as(Role.LEAD) and actor.partner_id == slot.partner_id


def may_write(actor: Actor) -> Verdict:
    """Leads write slots for their partner."""
    if actor.acts_as(Role.LEAD):
        return YES
    return never(_("Slots are written by a partner’s placement lead."), _("Ask the partner’s education office."))


def _may(actor: Actor, slot: Slot) -> Verdict:
    return YES if is_ours(actor, slot) else never(_("Only the partner’s placement lead changes a slot."))


def stands(slot: Slot, move: Move) -> Verdict:
    """Whether the move may start where the slot stands."""
    if move.allowed_from(slot.state):
        return YES
    return no(
        _("It stands at “%(state)s”.") % {"state": slot.get_state_display()}, _("Its history shows what happened.")
    )


def may_edit(actor: Actor, slot: Slot) -> Verdict:
    """The lead, until it is closed."""
    if not (verdict := _may(actor, slot)):
        return verdict
    if slot.state not in EDITABLE:
        return no(_("A closed slot does not change."), _("Copy it to begin a new one."))
    return YES


def today_of(institute: Institute, now: datetime) -> date:
    """The day that `now` is at the institute."""
    return clock.day_of(now, institute.zone)


def may_return(actor: Actor, allotment: Allotment, now: datetime) -> Verdict:
    """The clock, on the day on which unused places return."""
    if actor.via != Via.CLOCK:
        return never(_("Kept places return by themselves."))
    if allotment.returns_on is None or allotment.returns_on > today_of(allotment.institute, now):
        return no(_("Their day has not come."))
    return YES if allotment.unused else no(_("All of them are used."))


def may_see_kept(actor: Actor) -> Verdict:
    """Coordinators see what is kept for their institute."""
    if actor.acts_as(Role.COORDINATOR):
        return YES
    return never(
        _("Kept places are used by an institute’s placement office."), _("A slot’s own page says what it keeps.")
    )


def may_give_back(actor: Actor, allotment: Allotment) -> Verdict:
    """The coordinator of the institute they are kept for, while some are unused."""
    if not (actor.acts_as(Role.COORDINATOR) and actor.institute_id == allotment.institute_id):
        return never(_("Only the institute that they are kept for gives places back."))
    return YES if allotment.unused else no(_("All of them are used."), _("Cancel a placement to free one."))


def may_change_objectives(actor: Actor, slot: Slot) -> Verdict:
    """The lead, until somebody holds a place: the objectives are what was promised to them."""
    if not (verdict := may_edit(actor, slot)):
        return verdict
    if slot.held:
        words = ngettext(
            "%(n)d student holds a place with these objectives.",
            "%(n)d students hold places with these objectives.",
            slot.held,
        )
        return no(words % {"n": slot.held}, _("Copy the slot to change them for the next group."))
    return YES


def may_change_blocks(actor: Actor, slot: Slot) -> Verdict:
    """The lead, until somebody holds a place; from then on each student's blocks are changed one by one."""
    if not (verdict := may_edit(actor, slot)):
        return verdict
    if slot.held:
        return no(
            _("Students hold places with these blocks."), _("Change the blocks of each placement from its own page.")
        )
    return YES


def may_publish(actor: Actor, slot: Slot, now: datetime) -> Verdict:
    """The lead, when nothing is missing and there is time left to apply."""
    return _may_show(actor, slot, PUBLISH, now)


def may_resume(actor: Actor, slot: Slot, now: datetime) -> Verdict:
    """The lead, on the same conditions as publishing."""
    return _may_show(actor, slot, RESUME, now)


def _may_show(actor: Actor, slot: Slot, move: Move, now: datetime) -> Verdict:
    if not (verdict := _may(actor, slot)):
        return verdict
    if not (verdict := stands(slot, move)):
        return verdict
    if not (verdict := incomplete(slot)):
        return verdict
    if slot.apply_by is None or slot.apply_by <= now:
        return no(_("Its deadline has passed."), _("Edit it and choose a later one."))
    return YES


def may_pause(actor: Actor, slot: Slot, now: datetime) -> Verdict:
    """The lead; the clock, when nobody has confirmed it for 60 days."""
    if actor.via != Via.CLOCK:
        return _may(actor, slot) and stands(slot, PAUSE)
    if slot.confirmed_at is not None and now - slot.confirmed_at < UNCONFIRMED_AFTER:
        return no(_("It was confirmed not long ago."))
    return stands(slot, PAUSE)


def may_close(actor: Actor, slot: Slot) -> Verdict:
    """The lead."""
    return _may(actor, slot) and stands(slot, CLOSE)


def may_archive(actor: Actor, slot: Slot) -> Verdict:
    """The lead, when nobody waits for an answer."""
    if not (verdict := _may(actor, slot) and stands(slot, ARCHIVE)):
        return verdict
    waiting = slot.applications.filter(state__in=[*WAITING, ApplicationState.OFFERED]).count()
    if waiting:
        words = ngettext(
            "%(n)d application still waits for an answer.", "%(n)d applications still wait for an answer.", waiting
        )
        return no(words % {"n": waiting}, _("Decide on them first."))
    return YES


def may_confirm(actor: Actor, slot: Slot) -> Verdict:
    """The lead, while students see it; a paused one is resumed instead."""
    if not (verdict := _may(actor, slot)):
        return verdict
    if slot.state != SlotState.PUBLISHED:
        return no(_("Only a published slot is confirmed."), _("Resume it if it was paused."))
    return YES


def may_copy(actor: Actor, slot: Slot) -> Verdict:
    """The lead, at any time."""
    return _may(actor, slot)


def reachable(slots: QuerySet[Slot], student: Student) -> QuerySet[Slot]:
    """Of `slots`, those that the student may apply for: `policies.applications.may_apply`, said of many at once."""
    ours = {"institute_id": student.institute_id, "programme_id": student.programme_id}
    # Named first, so that days are compared for the few partners alone with which there is an agreement at all.
    at_partners = Q(Among(F("partner_id"), ArraySubquery(routes_of(**ours).order_by().values("partner_id"))))
    # Most stays lie within one agreement: asked first, it saves putting the days of several together.
    within_one = {"starts_on__lte": OuterRef("starts_on"), "ends_on__gte": OuterRef("ends_on")}
    is_covered = Q(Exists(_taking(**ours).filter(**within_one))) | Q(is_routed=True)
    with_room = slots.with_places_for(student.institute_id).alias(is_routed=_routed(student))  # type: ignore[attr-defined]
    return with_room.filter(Q(agreement_follows=True) | at_partners & is_covered)


def with_reach(slots: QuerySet[Slot], student: Student) -> QuerySet[Slot]:
    """Adds `routed` and `kept_for_us`, by which `may_apply` judges without asking the tables again."""
    kept = Allotment.objects.filter(slot=OuterRef("pk"), institute=student.institute_id)
    routed = Coalesce(_routed(student), Value(False))  # noqa: FBT003 - SQL’s own
    return slots.annotate(routed=routed, kept_for_us=Exists(kept))


def _routed(student: Student) -> Holds:
    return route_for(institute_id=student.institute_id, programme_id=student.programme_id)


def routes_of(*, institute_id: int, programme_id: int) -> AgreementQuerySet:
    """Agreements of the institute for the programme, signed or begun."""
    return Agreement.objects.filter(institute_id=institute_id, state__in=ROUTES, programmes=programme_id)


def route_for(*, institute_id: int, programme_id: int) -> Holds:
    """For slots: whether an agreement of the institute, signed or begun, lets students of the programme stay on all their days."""
    taking = _taking(institute_id=institute_id, programme_id=programme_id)
    return Holds(Subquery(taking.days_together().values("days")), Stretch(F("starts_on"), F("ends_on")))


def _taking(*, institute_id: int, programme_id: int) -> AgreementQuerySet:
    """For slots: the agreements whose scope takes their department and kind."""
    routes = routes_of(institute_id=institute_id, programme_id=programme_id).filter(partner_id=OuterRef("partner_id"))
    return routes.taking(department=OuterRef("department_id"), kind=OuterRef("kind"))


def route_to(slot: Slot) -> Holds:
    """For students: whether an agreement of theirs, signed or begun, lets them stay on all days of the slot."""
    whose = {"institute_id": OuterRef("institute_id"), "programmes": OuterRef("programme_id")}
    routes = Agreement.objects.filter(**whose, partner_id=slot.partner_id, state__in=ROUTES)
    taking = routes.taking(department=slot.department_id, kind=slot.kind)
    days = (Value(day, output_field=DateField()) for day in (slot.starts_on, slot.ends_on))
    return Holds(Subquery(taking.days_together().values("days")), Stretch(*days))
