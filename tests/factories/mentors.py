"""Mentors for tests: valid and boring. Traits name situations."""

import factory

from core import clock
from institutions.models import Programme
from placements.models import FeedbackAsk, MeetingWords, Mentorship, MentorshipMeeting
from placements.models.feedback_asks import EVERY
from placements.states_mentoring import MeetingState, MentorshipState
from tests.factories.accounts import UserFactory
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.placements import PlacementFactory
from tests.factories.students import StudentFactory


class MentorshipFactory(factory.django.DjangoModelFactory[Mentorship]):
    """Begun a month ago, open; the programme has mentors. `ended=True` for one that ended yesterday."""

    class Meta:
        model = Mentorship
        skip_postgeneration_save = True

    class Params:
        ended = factory.Trait(state=MentorshipState.ENDED, ended_on=factory.LazyFunction(lambda: a_day(-1)))

    student = factory.SubFactory(StudentFactory)
    mentor = factory.SubFactory(MembershipFactory, mentor=True, institute=factory.SelfAttribute("..student.institute"))
    begins_on = factory.LazyFunction(lambda: a_day(-30))
    given_by = factory.SubFactory(UserFactory)

    @factory.post_generation
    def switched_on(self: Mentorship, create: bool, _extracted: object, **_kwargs: object) -> None:
        if create:
            Programme.objects.filter(pk=self.student.programme_id).update(mentors=True)


class MentorshipMeetingFactory(factory.django.DjangoModelFactory[MentorshipMeeting]):
    """Proposed by the mentor for tomorrow. Traits: agreed; kept (yesterday; its words are `MeetingWordsFactory`)."""

    class Meta:
        model = MentorshipMeeting

    class Params:
        agreed = factory.Trait(state=MeetingState.AGREED)
        kept = factory.Trait(state=MeetingState.KEPT, day=factory.LazyFunction(lambda: a_day(-1)))

    mentorship = factory.SubFactory(MentorshipFactory)
    day = factory.LazyFunction(lambda: a_day(1))
    proposed_by = factory.SelfAttribute("mentorship.mentor.user")


class MeetingWordsFactory(factory.django.DjangoModelFactory[MeetingWords]):
    """What was agreed yesterday."""

    class Meta:
        model = MeetingWords

    meeting = factory.SubFactory(MentorshipMeetingFactory, kept=True)
    agreed = "Two portable lists before we meet again."


class FeedbackAskFactory(factory.django.DjangoModelFactory[FeedbackAsk]):
    """The supervisor was asked just now."""

    class Meta:
        model = FeedbackAsk

    placement = factory.SubFactory(PlacementFactory)
    supervisor = factory.SelfAttribute("placement.supervisor")
    at = factory.LazyFunction(clock.now)
    again_from = factory.LazyAttribute(lambda o: o.at + EVERY)
