"""What each line of a brought term takes: its slot, place, agreement and seat, worked out line after line; `bringing` writes it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from core import clock
from core.actor import Actor
from core.errors import Refusal
from core.verdict import require
from institutions.models import Agreement, Department, Membership
from placements.models import Allotment, Application, Placement, Slot
from placements.policies import bringing as policies
from placements.policies.name_lists import TAKES
from placements.readiness import covering_of, held_agreements
from placements.services.bringing_seats import Ledger
from placements.services.offers_places import PROMISES
from placements.services.placements import meets, placement_of
from placements.services.placements_cover import why_uncovered
from placements.states import BRING, PlacementState, SlotState
from students.models import Student


@dataclass(frozen=True, slots=True)
class Stay:
    """What the earlier records say of one placement. None where they say nothing: the slot's own word holds."""

    student: Student
    department: Department
    kind: str
    starts_on: date
    ends_on: date
    title: str = ""
    full_time: bool | None = None
    required_hours: int | None = None


@dataclass(frozen=True, slots=True)
class Brought:
    """One line: the stay, where it had come, and what else the records say."""

    stay: Stay
    state: str
    supervisor: Membership | None = None
    agreement: str = ""
    agreed_with: str = ""


@dataclass(slots=True)
class Ready:
    """A line that fits, with what it takes. Its placement, application and slot may not be saved yet."""

    state: str
    placement: Placement
    agreements: list[Agreement]


@contextmanager
def about(field: str) -> Iterator[None]:
    """A refusal in here that names no field is about this one."""
    try:
        yield
    except Refusal as refusal:
        refusal.field = refusal.field or field
        raise


class Room:
    """Slots, places, agreements, seats and stays as they are, and as each line that fits leaves them. Eight queries."""

    def __init__(self, lines: Sequence[Brought], *, by: Actor, now: datetime) -> None:
        self.by, self.now = by, now
        stays = [line.stay for line in lines]
        students, departments = {stay.student for stay in stays}, {stay.department for stay in stays}
        slots = Slot.objects.select_related("partner", "department", "supervisor__user").order_by("-pk")
        slots = slots.filter(department__in=departments, starts_on__in={stay.starts_on for stay in stays})
        self.published: dict[tuple[object, ...], list[Slot]] = defaultdict(list)
        for slot in slots.filter(state__in=TAKES, brought_for=None):
            self.published[slot.department_id, slot.kind, slot.starts_on, slot.ends_on].append(slot)
        self.made = {_terms(slot): slot for slot in slots.filter(brought_for=by.institute_id)}
        self.more: dict[tuple[object, ...], Slot] = {}  # of `made`, those with places for what is brought now
        kept = Allotment.objects.filter(institute=by.institute_id, slot__department__in=departments)
        self.kept = {allotment.slot_id: allotment for allotment in kept}
        known = Application.objects.filter(student__in=students, slot__department__in=departments)
        self.applied = {(application.student_id, application.slot_id): application for application in known}
        self.stays: dict[int, list[Placement]] = defaultdict(list)
        there = Placement.objects.live().filter(student__in=students, full_time=True).select_related("partner")
        for placement in there.order_by("pk"):
            self.stays[placement.student_id].append(placement)
        self.held = held_agreements(students)
        self.ledger = Ledger({department.site.partner_id for department in departments})

    def fit(self, line: Brought) -> Ready:
        """What the line takes, counted from now on. Raises NotAllowed, Refusal with the field it is about, and counts nothing."""
        stay = line.stay
        require(policies.may_bring(self.by, stay.student))
        today = clock.day_of(self.now, stay.student.institute.zone)
        for field, words in policies.against(line.state, stay.starts_on, stay.ends_on, line.agreed_with, today):
            raise Refusal(words, field=field)
        _check_supervisor(line)
        slot = self._slot_of(stay)
        placement = placement_of(self._application(stay, slot), line.supervisor or slot.supervisor, self.now)
        placement.brought_at, placement.brought_by_id = self.now, self.by.user_id
        placement.agreed_with = line.agreed_with
        if stay.required_hours is not None:
            placement.required_minutes = stay.required_hours * 60
        if stay.full_time is not None:
            placement.full_time = stay.full_time
        with about("starts_on"):
            self._require_free(placement)
        agreements = covering_of(stay.student, slot, self.held)
        with about("agreement"):
            _check_cover(line, placement, agreements)
        with about("starts_on"):
            self._take(placement, agreements)
        return Ready(line.state, placement, agreements)

    def _slot_of(self, stay: Stay) -> Slot:
        """The slot that the partner has published for these days, of the title where one is said; else one for what is brought over."""
        fitting = self.published[stay.department.pk, stay.kind, stay.starts_on, stay.ends_on]
        if stay.title:
            fitting = [slot for slot in fitting if slot.title.casefold() == stay.title.casefold()]
        if len(fitting) > 1:
            raise Refusal(
                _("Several slots of the department fit these days."), instead=_("Write its title."), field="title"
            )
        return fitting[0] if fitting else self._made_for(stay)

    def _made_for(self, stay: Stay) -> Slot:
        """The closed slot of everybody who is brought over for the same stay."""
        department = stay.department
        slot = Slot(
            department=department,
            partner=department.site.partner,
            kind=stay.kind,
            starts_on=stay.starts_on,
            ends_on=stay.ends_on,
            full_time=stay.full_time is not False,
            required_hours=stay.required_hours or 0,
            title=stay.title or _("%(department)s, brought over") % {"department": department.name},
            city=department.site.city,
            state=SlotState.CLOSED,
            is_public=False,
            brought_for_id=stay.student.institute_id,
            apply_by=self.now,
            confirmed_at=self.now,
            created_at=self.now,
        )
        return self.made.setdefault(_terms(slot), slot)

    def _application(self, stay: Stay, slot: Slot) -> Application:
        """The student's application for the slot; a new one where there is none."""
        application = self.applied.get((stay.student.pk, slot.pk or 0))
        if application is None:
            application = Application(student=stay.student, institute=stay.student.institute, created_at=self.now)
        elif not BRING.allowed_from(application.state):
            words = _("The student has an application for “%(slot)s” that stands at “%(state)s”.")
            told = {"slot": slot, "state": application.get_state_display()}
            raise Refusal(words % told, instead=_("Settle that one first."), field="title")
        application.student, application.slot, application.institute = stay.student, slot, stay.student.institute
        return application

    def _require_free(self, placement: Placement) -> None:
        for other in self.stays[placement.student_id] if placement.full_time else ():
            if other.starts_on <= placement.ends_on and placement.starts_on <= other.ends_on:
                raise meets(other)

    def _take(self, placement: Placement, agreements: list[Agreement]) -> None:
        """The place and the seat."""
        slot = placement.slot
        terms = _terms(slot)
        kept = self.kept.get(slot.pk or 0)
        if self.made.get(terms) is not slot:
            _require_place(slot, kept)
        self.ledger.seat(placement.application, placement.starts_on, placement.ends_on, agreements)
        if self.made.get(terms) is slot:
            slot.places += 1
            self.more[terms] = slot
        elif kept is not None:
            slot.held, kept.held = slot.held + 1, kept.held + 1
        else:
            slot.held, slot.open_held = slot.held + 1, slot.open_held + 1
        if placement.full_time:
            self.stays[placement.student_id].append(placement)


def _terms(slot: Slot) -> tuple[object, ...]:
    """What stays share that share a slot made for them."""
    return (
        slot.department_id, slot.kind, slot.starts_on, slot.ends_on, slot.full_time, slot.required_hours, slot.title, slot.brought_for_id,
    )  # fmt: skip


def _require_place(slot: Slot, kept: Allotment | None) -> None:
    """As the database counts; its checks have the last word."""
    full = {
        "slot_never_over_its_places": slot.held >= slot.places,
        "allotment_never_overheld": kept is not None and not kept.unused,
        "slot_open_places_not_overheld": kept is None and slot.allotted + slot.open_held >= slot.places,
    }
    for name, is_so in full.items():
        if is_so:
            raise Refusal(PROMISES[name])


def _check_supervisor(line: Brought) -> None:
    person, student = line.supervisor, line.stay.student
    if person is None:
        return
    elsewhere = person.partner_id != line.stay.department.site.partner_id or person.ended_at
    if elsewhere or person.user_id == student.user_id:
        raise Refusal(_("This person cannot supervise this intern."), field="supervisor")


def _check_cover(line: Brought, placement: Placement, agreements: Sequence[Agreement]) -> None:
    """What is only planned may wait for an agreement."""
    if not agreements and line.state != PlacementState.PLANNED:
        raise why_uncovered(placement)
    if line.agreement and agreements and line.agreement.casefold() != agreements[0].title.casefold():
        words = _("These days are covered by “%(title)s”.") % {"title": agreements[0].title}
        raise Refusal(words, instead=_("Correct the cell, or leave it empty."))
