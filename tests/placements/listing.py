"""The acts on a list of names in few words, for its tests."""

from typing import Any

from core import clock
from placements.models import Application, ListedName, NameList, Placement, Slot
from placements.services import name_lists as services
from placements.services import name_lists_answers as answers
from placements.services.name_lists_answers import Answer
from tests.factories.placements import ListedNameFactory, NameListFactory, SlotFactory
from tests.placements.stage import Stage

YES = Answer(accept=True)


def no(reason: str = "We need nights.") -> Answer:
    """Struck, for a reason."""
    return Answer(accept=False, reason=reason)


def a_list(stage: Stage, count: int = 2, *, sent: bool = True, **fields: Any) -> NameList:
    """A list of the stage's institute for its slot, with so many names."""
    name_list = NameListFactory(slot=fields.pop("slot", stage.slot), institute=stage.institute, sent=sent, **fields)
    for _ in range(count):
        ListedNameFactory(name_list=name_list, student=stage.student())
    return name_list


def names(name_list: NameList) -> list[ListedName]:
    """The names as the database has them now."""
    return list(ListedName.objects.filter(name_list=name_list).order_by("position"))


def answer(stage: Stage, name_list: NameList, *said: Answer, by: Any = None) -> NameList:
    """The lead's answers to the names in their order; who is left out waits on."""
    pairs = zip(names(name_list), said, strict=False)
    return answers.answer_list(
        name_list_id=name_list.pk,
        by=(by or stage.lead).as_actor(),
        now=clock.now(),
        answers={name.pk: each for name, each in pairs},
    )


def act(verb: str, stage: Stage, name_list: NameList, **more: Any) -> NameList:
    """One of the institute's own acts."""
    service = getattr(services, verb)
    return service(name_list_id=name_list.pk, by=stage.coordinator.as_actor(), now=clock.now(), **more)


def another_slot(stage: Stage, **fields: Any) -> Slot:
    """One more block of the same partner."""
    return SlotFactory(partner=stage.slot.partner, department=stage.slot.department, **fields)


def outcome(name_list: NameList) -> tuple[str, list[str], int, int]:
    """State of the list, answers of its names, placements and held places."""
    name_list.refresh_from_db()
    held = Application.objects.filter(slot=name_list.slot).holding().count()
    assert Slot.objects.get(pk=name_list.slot_id).held == held
    return name_list.state, [name.answer for name in names(name_list)], Placement.objects.count(), held
