"""Blocks and changes for tests."""

from datetime import timedelta
from typing import Any

import factory

from placements.models import Block, ChangeAnswer, PlacementChange, SlotBlock
from tests.factories.institutions import DepartmentFactory, a_day
from tests.factories.placements import PlacementFactory


class SlotBlockFactory(factory.django.DjangoModelFactory[SlotBlock]):
    """The slot's first two weeks in another department of its partner."""

    class Meta:
        model = SlotBlock

    department = factory.SubFactory(DepartmentFactory, site__partner=factory.SelfAttribute("...slot.partner"))
    starts_on = factory.SelfAttribute("slot.starts_on")
    ends_on = factory.LazyAttribute(lambda o: o.starts_on + timedelta(days=13))


class BlockFactory(factory.django.DjangoModelFactory[Block]):
    """Two weeks from the tenth day ahead, in a department of the partner."""

    class Meta:
        model = Block

    placement = factory.SubFactory(PlacementFactory)
    department = factory.SubFactory(DepartmentFactory, site__partner=factory.SelfAttribute("...placement.partner"))
    starts_on = factory.LazyFunction(lambda: a_day(10))
    ends_on = factory.LazyAttribute(lambda o: o.starts_on + timedelta(days=13))


class ChangeFactory(factory.django.DjangoModelFactory[PlacementChange]):
    """The student asks for two weeks more; both offices are still to agree."""

    class Meta:
        model = PlacementChange
        skip_postgeneration_save = True

    placement = factory.SubFactory(PlacementFactory)
    kind = "dates"
    last_day = factory.LazyAttribute(lambda o: o.placement.ends_on + timedelta(days=14))
    reason = "I was ill for two weeks."
    asked_by = factory.SelfAttribute("placement.student.user")

    @factory.post_generation
    def answers(self: PlacementChange, create: bool, sides: Any, **_kwargs: Any) -> None:
        for side in sides or ("coordinator", "lead"):
            ChangeAnswer.objects.create(change=self, side=side)
