"""Times for interviews: offered one after the other by the lead, before the internship and by day."""

from datetime import time, timedelta

import pytest
from django.urls import reverse

from core import clock
from core.errors import NotAllowed, Refusal
from placements.models import InterviewTime
from placements.services import interviews as services
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.placements import ApplicationFactory
from tests.factories.selection import InterviewFactory, InterviewTimeFactory
from tests.placements.panel import a_panel

pytestmark = pytest.mark.django_db


@pytest.fixture
def panel():
    return a_panel(interviews=True)


def offer_times(panel, by=None, **values):
    defaults = {
        "interviewer": panel.reviewer,
        "day": a_day(3),
        "starts": time(9),
        "minutes": 20,
        "pause": 10,
        "count": 3,
    }
    return services.offer_times(
        slot_id=panel.slot.pk,
        by=(by or panel.lead).as_actor(),
        now=clock.now(),
        **{**defaults, "place": "Room 4", **values},
    )


def test_times_follow_each_other_with_their_pauses(panel):
    offer_times(panel)
    rows = InterviewTime.objects.order_by("starts_at")
    first = rows[0].starts_at
    assert [(row.starts_at - first, row.ends_at - row.starts_at) for row in rows] == [
        (timedelta(minutes=30 * n), timedelta(minutes=20)) for n in range(3)
    ]


def test_an_interviewer_has_no_two_times_at_once(panel):
    offer_times(panel)
    with pytest.raises(Refusal, match="has times on offer then already"):
        offer_times(panel, starts=time(10, 10), count=1)
    offer_times(panel, starts=time(10, 20), count=1)


def test_times_come_before_the_internship_and_by_day(panel):
    for wrong, field in (
        ({"day": panel.slot.starts_on}, "day"),
        ({"starts": time(20, 50)}, "count"),
        ({"starts": time(6, 50)}, "starts"),
    ):
        with pytest.raises(Refusal) as refused:
            offer_times(panel, **wrong)
        assert refused.value.field == field
    assert not InterviewTime.objects.exists()
    offer_times(panel, starts=time(20, 40))  # the last ends at ten
    assert InterviewTime.objects.count() == 3


def test_times_are_offered_by_the_lead_ahead_and_where_interviews_are_on(panel):
    with pytest.raises(NotAllowed):
        offer_times(panel, by=panel.reviewer)
    with pytest.raises(Refusal, match="within two hours"):
        offer_times(panel, day=a_day(-1))
    with pytest.raises(Refusal, match="has no interviews"):
        offer_times(a_panel())
    with pytest.raises(Refusal, match="does not act"):
        offer_times(panel, interviewer=MembershipFactory(supervisor=True))


def test_a_student_is_shown_no_time_at_which_they_are_in_another_interview(client, panel):
    invited = InterviewFactory(application=panel.application(interview=True))
    fits, clash = (InterviewTimeFactory(slot=panel.slot, interviewer=panel.reviewer) for _ in range(2))
    other = InterviewTimeFactory(
        starts_at=clash.starts_at - timedelta(minutes=5), ends_at=clash.starts_at + timedelta(minutes=5)
    )
    booked = ApplicationFactory(slot=other.slot, student=invited.application.student, interview=True)
    InterviewFactory(application=booked, time=other, state="booked")
    client.force_login(invited.student.user)
    page = client.get(reverse("interview_book", args=[invited.pk]))
    assert list(page.context["form"].fields["time"].queryset) == [fits]
    assert list(InterviewTime.objects.free(clock.now()).filter(slot=panel.slot)) == [fits, clash]


def test_who_has_booked_one_may_choose_a_time_that_meets_their_own(client, panel):
    first = InterviewTimeFactory(slot=panel.slot, interviewer=panel.reviewer)
    invited = InterviewFactory(application=panel.application(interview=True), time=first, state="booked")
    meets = InterviewTimeFactory(slot=panel.slot, starts_at=first.starts_at, ends_at=first.ends_at)
    client.force_login(invited.student.user)
    page = client.get(reverse("interview_book", args=[invited.pk]))
    assert list(page.context["form"].fields["time"].queryset) == [meets]
