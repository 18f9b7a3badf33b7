"""Slots and applications for tests: valid and boring. Traits name situations."""

from datetime import datetime, time, timedelta
from typing import Any

import factory
from django.db import transaction

from core import clock
from institutions.models import Agreement
from placements.models import (
    Allotment,
    Application,
    ChecklistItem,
    Competency,
    FeedbackNote,
    HoursEntry,
    ListedName,
    NameList,
    Objective,
    Occasion,
    Placement,
    Question,
    Slot,
    Track,
)
from placements.services.seats import covering_agreements, take_agreement_seats, take_seat
from placements.states import HOLDING, ApplicationState, HoursState, ListState, PlacementState, QuestionState, SlotState
from tests.factories.institutions import AgreementFactory, DepartmentFactory, MembershipFactory, PartnerFactory, a_day
from tests.factories.students import StudentFactory


class SlotFactory(factory.django.DjangoModelFactory[Slot]):
    """A published slot: two places, three months, from sixty days from now."""

    class Meta:
        model = Slot

    partner = factory.SubFactory(PartnerFactory)
    department = factory.SubFactory(DepartmentFactory, site__partner=factory.SelfAttribute("...partner"))
    title = factory.Sequence(lambda n: f"Radiography rotation {n}")
    summary = "Chest and limb films under supervision, with rounds every Monday."
    city = "Karachi"
    starts_on = factory.LazyFunction(lambda: a_day(60))
    ends_on = factory.LazyFunction(lambda: a_day(150))
    apply_by = factory.LazyFunction(lambda: clock.now() + timedelta(days=30))
    required_hours = 320
    places = 2
    state = SlotState.PUBLISHED
    confirmed_at = factory.LazyFunction(clock.now)
    published_at = factory.LazyFunction(clock.now)

    class Params:
        draft = factory.Trait(state=SlotState.DRAFT, confirmed_at=None, published_at=None)


class AllotmentFactory(factory.django.DjangoModelFactory[Allotment]):
    """One place of a slot, kept for an institute."""

    class Meta:
        model = Allotment

    places = 1


class ApplicationFactory(factory.django.DjangoModelFactory[Application]):
    """A draft; traits bring it further. One that holds a place is seated as the services seat it."""

    class Meta:
        model = Application
        skip_postgeneration_save = True

    slot = factory.SubFactory(SlotFactory)
    student = factory.SubFactory(StudentFactory)
    institute = factory.SelfAttribute("student.institute")
    statement = "I have learnt positioning in the skills laboratory and want to see how a busy department keeps its patients safe and calm."

    class Params:
        sent = factory.Trait(submitted_at=factory.LazyFunction(clock.now), receipt={"number": "A-0"})
        submitted = factory.Trait(sent=True, state=ApplicationState.SUBMITTED)
        endorsed = factory.Trait(sent=True, state=ApplicationState.ENDORSED)
        under_review = factory.Trait(sent=True, state=ApplicationState.UNDER_REVIEW)
        shortlisted = factory.Trait(sent=True, state=ApplicationState.SHORTLISTED)
        interview = factory.Trait(sent=True, state=ApplicationState.INTERVIEW)
        waitlisted = factory.Trait(
            sent=True, state=ApplicationState.WAITLISTED, waitlisted_at=factory.LazyFunction(clock.now)
        )
        offered = factory.Trait(
            sent=True,
            state=ApplicationState.OFFERED,
            answer_by=factory.LazyFunction(lambda: clock.now() + timedelta(days=5)),
        )
        accepted = factory.Trait(offered=True, state=ApplicationState.ACCEPTED)

    @classmethod
    def _generate(cls, strategy: Any, params: Any) -> Application:
        with transaction.atomic():  # a place and its seat are judged together, at the commit
            return super()._generate(strategy, params)

    @factory.post_generation
    def seat(self: Application, create: bool, _extracted: Any, **_kwargs: Any) -> None:
        if create and self.state in HOLDING:
            take_seat(self)


class ChecklistItemFactory(factory.django.DjangoModelFactory[ChecklistItem]):
    """One more thing to go through on arrival."""

    class Meta:
        model = ChecklistItem

    occasion = Occasion.ARRIVAL
    text = factory.Sequence(lambda n: f"Key {n} handed out")


class NameListFactory(factory.django.DjangoModelFactory[NameList]):
    """A draft; with `sent=True` one that waits for the partner."""

    class Meta:
        model = NameList

    class Params:
        sent = factory.Trait(state=ListState.SENT, sent_at=factory.LazyFunction(clock.now))


class ListedNameFactory(factory.django.DjangoModelFactory[ListedName]):
    """One more name on a list."""

    class Meta:
        model = ListedName

    student = factory.SubFactory(StudentFactory)
    slot = factory.SelfAttribute("name_list.slot")
    position = factory.LazyAttribute(lambda o: o.name_list.names.count() + 1)


class CompetencyFactory(factory.django.DjangoModelFactory[Competency]):
    """An ability of a framework."""

    class Meta:
        model = Competency

    framework = "ACGME"
    name = factory.Sequence(lambda n: f"Patient care {n}")


class ObjectiveFactory(factory.django.DjangoModelFactory[Objective]):
    """One more objective of a slot."""

    class Meta:
        model = Objective

    slot = factory.SubFactory(SlotFactory)
    position = factory.LazyAttribute(lambda o: o.slot.objectives.count() + 1)
    text = factory.Sequence(lambda n: f"Position a patient for a chest film, case {n}")
    competency = factory.SubFactory(CompetencyFactory)


class QuestionFactory(factory.django.DjangoModelFactory[Question]):
    """A question that waits; with `answered=True` one that everybody reads."""

    class Meta:
        model = Question

    class Params:
        answered = factory.Trait(
            state=QuestionState.ANSWERED, answer="Yes, for women.", answered_at=factory.LazyFunction(clock.now)
        )

    slot = factory.SubFactory(SlotFactory)
    student = factory.SubFactory(StudentFactory)
    text = factory.Sequence(lambda n: f"Is there a hostel, and how far away is it? {n}")


def agreement_of(application: Application) -> Agreement:
    """The signed agreement that covers an accepted application, made when there is none; its seat is put under it."""
    agreements = covering_agreements(application) or [
        AgreementFactory(
            signed=True,
            institute=application.institute,
            partner=application.slot.partner,
            programmes=[application.student.programme],
        )
    ]
    take_agreement_seats(application_id=application.pk, agreements=agreements)
    return agreements[0]


class PlacementFactory(factory.django.DjangoModelFactory[Placement]):
    """A student on placement since thirty days, for sixty more; traits for what comes before and after."""

    class Meta:
        model = Placement

    class Params:
        first = -30
        last = 60
        planned = factory.Trait(state=PlacementState.PLANNED, first=20, last=110, arrived_on=None, agreement=None)
        confirmed = factory.Trait(state=PlacementState.CONFIRMED, first=20, last=110, arrived_on=None)
        completed = factory.Trait(
            state=PlacementState.COMPLETED, first=-100, last=-5, completed_at=factory.LazyFunction(clock.now)
        )

    application = factory.SubFactory(
        ApplicationFactory,
        accepted=True,
        slot__starts_on=factory.LazyAttribute(lambda o: a_day(o.factory_parent.factory_parent.first)),
        slot__ends_on=factory.LazyAttribute(lambda o: a_day(o.factory_parent.factory_parent.last)),
        slot__apply_by=factory.LazyAttribute(
            lambda o: clock.now() + timedelta(days=o.factory_parent.factory_parent.first - 5)
        ),
    )
    student = factory.SelfAttribute("application.student")
    slot = factory.SelfAttribute("application.slot")
    institute = factory.SelfAttribute("application.institute")
    partner = factory.SelfAttribute("slot.partner")
    department = factory.SelfAttribute("slot.department")
    supervisor = factory.SubFactory(MembershipFactory, supervisor=True, partner=factory.SelfAttribute("..partner"))
    agreement = factory.LazyAttribute(lambda o: agreement_of(o.application))
    starts_on = factory.SelfAttribute("slot.starts_on")
    ends_on = factory.SelfAttribute("slot.ends_on")
    required_minutes = factory.LazyAttribute(lambda o: o.slot.required_hours * 60)
    state = PlacementState.ACTIVE
    arrived_on = factory.SelfAttribute("starts_on")


class HoursEntryFactory(factory.django.DjangoModelFactory[HoursEntry]):
    """Eight hours that wait for sign-off: of yesterday, and of one day earlier with each entry that the placement has already."""

    class Meta:
        model = HoursEntry

    placement = factory.SubFactory(PlacementFactory)
    started_at = factory.LazyAttribute(
        lambda o: datetime.combine(a_day(-1 - o.placement.hours.count()), time(8), tzinfo=o.placement.institute.zone)
    )
    ended_at = factory.LazyAttribute(lambda o: o.started_at + timedelta(minutes=o.minutes + o.break_minutes))
    break_minutes = 0
    minutes = 480
    # What is longer than a day’s shift has its reason, so that any number of them fits into a week.
    exceptions = factory.LazyAttribute(lambda o: ["day", "week"] if o.minutes > 480 else [])
    exception_reason = factory.LazyAttribute(lambda o: "The night team was short of one." if o.exceptions else "")
    state = HoursState.SUBMITTED
    submitted_at = factory.LazyFunction(clock.now)

    class Params:
        draft = factory.Trait(state=HoursState.DRAFT, submitted_at=None)
        approved = factory.Trait(state=HoursState.APPROVED)
        returned = factory.Trait(state=HoursState.RETURNED, reason="You left at 14:00 on that day.")


class FeedbackNoteFactory(factory.django.DjangoModelFactory[FeedbackNote]):
    """A strength, written by the supervisor."""

    class Meta:
        model = FeedbackNote

    placement = factory.SubFactory(PlacementFactory)
    kind = FeedbackNote.Kind.STRENGTH
    text = "Explains each step to the patient before touching the table."
    by = factory.SelfAttribute("placement.supervisor.user")
    membership = factory.SelfAttribute("placement.supervisor")
    at = factory.LazyFunction(clock.now)


class TrackFactory(factory.django.DjangoModelFactory[Track]):
    """A career track."""

    class Meta:
        model = Track

    name = factory.Sequence(lambda n: f"Track {n}")
    slug = factory.Sequence(lambda n: f"track-{n}")
