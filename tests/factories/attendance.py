"""Planned shifts and absences for tests."""

from datetime import datetime, time, timedelta

import factory

from placements.models import Absence, PlannedShift
from placements.states_attendance import ShiftState
from tests.factories.institutions import a_day
from tests.factories.placements import PlacementFactory


class PlannedShiftFactory(factory.django.DjangoModelFactory[PlannedShift]):
    """Eight hours from eight tomorrow, agreed; `day` for another day. Traits: proposed."""

    class Meta:
        model = PlannedShift

    class Params:
        day = factory.LazyFunction(lambda: a_day(1))
        proposed = factory.Trait(state=ShiftState.PROPOSED)

    placement = factory.SubFactory(PlacementFactory)
    started_at = factory.LazyAttribute(lambda o: datetime.combine(o.day, time(8), tzinfo=o.placement.institute.zone))
    ended_at = factory.LazyAttribute(lambda o: o.started_at + timedelta(minutes=o.minutes + o.break_minutes))
    minutes = 480
    break_minutes = 0
    state = ShiftState.AGREED


class AbsenceFactory(factory.django.DjangoModelFactory[Absence]):
    """Yesterday, ill, reported by the student; eight hours missed."""

    class Meta:
        model = Absence

    placement = factory.SubFactory(PlacementFactory)
    first_day = factory.LazyFunction(lambda: a_day(-1))
    last_day = factory.SelfAttribute("first_day")
    kind = "illness"
    minutes = 480
    reported_by = factory.SelfAttribute("placement.student.user")
