"""Names sent and answered, kept places about to return, days on which nobody begins, and who arrives on Monday."""

from datetime import datetime, timedelta

from config.demo.organisations import actor_of
from config.demo.slots import IMAGING, NURSING, SlotData, make_slot
from core.actor import Role
from institutions.models import Department, Institute
from institutions.services.blackouts import write_blackout
from placements.models import ChecklistItem, NameList, Occasion, Placement, Slot
from placements.models.weeks import WEEK, monday_of
from placements.services.checklists import begin_checklists, tick_checklist
from placements.services.name_lists import add_names, send_list, write_list
from placements.services.name_lists_answers import Answer, answer_list
from placements.services.slots_allotments import keep_places
from students.models import Student

LIMITS = {"Radiology": 6, "Emergency": 3, "Nursing services": 6}


def weeks(*, now: datetime) -> None:
    """Margalla's weeks: a grid that looks alive, a list that waits for its lead, and the lists of the first day and the last."""
    today = now.date()
    for name, limit in LIMITS.items():
        Department.objects.filter(site__partner__slug="margalla", name=name).update(interns_at_once=limit)
    _days_off(now)
    _checklists(now)
    to_monday = (monday_of(today) + WEEK - today).days
    evening = _slot("evening", 0, "Evening radiography list", first=to_monday, places=3, now=now)
    _accepted(evening, _free("MIT", 3), now=now - timedelta(days=9))
    mother = _slot("mother", 2, "Mother and child ward", first=to_monday + 28, places=6, now=now)
    _kept(mother, now=now)
    _sent(mother, _free("BSN", 4), now=now - timedelta(days=1))


def _slot(key: str, department: int, title: str, *, first: int, places: int, now: datetime) -> Slot:
    nursing = department == 2
    data = SlotData(
        key=key,
        partner="margalla",
        department=department,
        track="nursing" if nursing else "imaging",
        title=title,
        summary="Six weeks beside a named senior; the day begins with a hand-over and ends with one.",
        first=first,
        last=first + 41,
        deadline=first - 3,
        required=160,
        places=places,
        objectives=NURSING if nursing else IMAGING[:3],
    )
    slot = make_slot(data, now=now)
    Slot.objects.filter(pk=slot.pk).update(report_to="Education office, ground floor, 08:00")
    return slot


def _free(code: str, count: int) -> list[Student]:
    """Students of Hingol's programme who have no place; the last of them, so that those who play a part elsewhere keep it."""
    free = Student.objects.filter(institute__slug="hingol", programme__code=code, placements=None)
    return list(free.order_by("-pk")[:count])


def _list(slot: Slot, students: list[Student], *, now: datetime, note: str) -> NameList:
    coordinator = actor_of(Role.COORDINATOR, "hingol")
    name_list = write_list(by=coordinator, now=now, slot=slot, note=note)
    add_names(name_list_id=name_list.pk, by=coordinator, now=now, students=students)
    return send_list(name_list_id=name_list.pk, by=coordinator, now=now)


def _accepted(slot: Slot, students: list[Student], *, now: datetime) -> None:
    name_list = _list(slot, students, now=now, note="Third years; all have done the skills laboratory.")
    answers = {name.pk: Answer(accept=True) for name in name_list.names.all()}
    answer_list(
        name_list_id=name_list.pk, by=actor_of(Role.LEAD, "margalla"), now=now + timedelta(days=1), answers=answers
    )


def _sent(slot: Slot, students: list[Student], *, now: datetime) -> None:
    _list(slot, students, now=now, note="Four names for three kept places: please choose, or swap one.")


def _kept(slot: Slot, *, now: datetime) -> None:
    """Three places for Hingol, of which the unused ones return in five days."""
    keep_places(
        slot_id=slot.pk,
        by=actor_of(Role.LEAD, "margalla"),
        now=now,
        institute=Institute.objects.get(slug="hingol"),
        places=3,
        returns_on=now.date() + timedelta(days=5),
    )


def _days_off(now: datetime) -> None:
    lead, coordinator = actor_of(Role.LEAD, "margalla"), actor_of(Role.COORDINATOR, "hingol")
    eid, exams = now.date() + timedelta(days=45), now.date() + timedelta(days=20)
    write_blackout(by=lead, now=now, title="Eid holidays", starts_on=eid, ends_on=eid + timedelta(days=3))
    write_blackout(by=coordinator, now=now, title="Mid-term exams", starts_on=exams, ends_on=exams + timedelta(days=4))


def _checklists(now: datetime) -> None:
    """The usual items, and one intern who has gone through most of the first day's."""
    lead = actor_of(Role.LEAD, "margalla")
    begin_checklists(by=lead, now=now)
    items = ChecklistItem.objects.current().filter(partner_id=lead.partner_id, occasion=Occasion.ARRIVAL)
    intern = Placement.objects.filter(partner_id=lead.partner_id, state="active").order_by("pk").first()
    if intern is not None:
        gone = list(items.values_list("pk", flat=True)[:4])
        tick_checklist(placement_id=intern.pk, by=lead, now=now, arrival=gone)
