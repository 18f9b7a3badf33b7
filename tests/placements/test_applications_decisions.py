"""What a lead decides before an offer, and who sees an application."""

from datetime import timedelta

import pytest
from django.utils.translation import get_language

from core import clock
from core.actor import CLOCK, NOBODY
from core.errors import IllegalMove, NotAllowed, Refusal
from notifications.models import Notification
from placements.models import Application
from placements.services import decisions
from placements.services.applying import ask_applicant
from placements.states import ApplicationState
from tests.factories.institutions import AgreementFactory, MembershipFactory
from tests.factories.placements import SlotFactory
from tests.placements.stage import acting

pytestmark = pytest.mark.django_db


def told():
    return set(Notification.objects.values_list("reader_id", "kind"))


# Deciding

DECISIONS = {
    "review": (decisions.begin_review, {}, ["submitted"], ApplicationState.UNDER_REVIEW, None),
    "shortlist": (
        decisions.shortlist_application,
        {},
        ["submitted", "under_review"],
        ApplicationState.SHORTLISTED,
        "application.shortlisted",
    ),
    "waitlist": (
        decisions.waitlist_application,
        {},
        ["submitted", "under_review", "shortlisted", "interview"],
        ApplicationState.WAITLISTED,
        "application.waitlisted",
    ),
    "reject": (
        decisions.reject_application,
        {"reason": "We chose people with MRI experience, 50% of them."},
        ["submitted", "under_review", "shortlisted", "interview", "waitlisted"],
        ApplicationState.REJECTED,
        "application.rejected",
    ),
}
ALL = ["submitted", "under_review", "shortlisted", "interview", "waitlisted", "offered", "accepted"]
EVERY = [(verb, state) for verb in DECISIONS for state in ALL]


@pytest.mark.parametrize(("verb", "state"), EVERY)
def test_each_decision_moves_from_its_sources_and_from_no_other_state(stage, verb, state):
    service, more, sources, target, kind = DECISIONS[verb]
    application = stage.application(**{state: True})
    was = application.state
    if state in sources:
        service(application_id=application.pk, by=stage.lead.as_actor(), now=clock.now(), **more)
        assert told() == ({(application.student.user_id, kind)} if kind else set())
    else:
        with pytest.raises((Refusal, IllegalMove)):
            service(application_id=application.pk, by=stage.lead.as_actor(), now=clock.now(), **more)
    application.refresh_from_db()
    assert application.state == (target if state in sources else was)


@pytest.mark.parametrize("verb", DECISIONS)
def test_no_decision_by_anybody_but_the_partners_lead(stage, verb):
    service, more, _sources, _target, _kind = DECISIONS[verb]
    application = stage.application(submitted=True)
    others = [acting(application), stage.coordinator.as_actor(), MembershipFactory(lead=True).as_actor(), CLOCK, NOBODY]
    for by in [*others, MembershipFactory(supervisor=True, partner=stage.slot.partner).as_actor()]:
        with pytest.raises(NotAllowed):
            service(application_id=application.pk, by=by, now=clock.now(), **more)


def test_the_reason_of_a_rejection_is_read_as_it_was_written(stage):
    application = stage.application(under_review=True)
    decisions.reject_application(
        application_id=application.pk,
        by=stage.lead.as_actor(),
        now=clock.now(),
        reason="Only 5% had time; %(name)s knows.",
    )
    assert "Only 5% had time; %(name)s knows." in Notification.objects.get().body


def test_messages_are_made_in_the_readers_language(stage, monkeypatch):
    seen = []
    monkeypatch.setattr("placements.notices.applications_words.day", lambda _day: seen.append(get_language()) or "")
    application = stage.application(under_review=True)
    application.student.user.language = "ur"
    application.student.user.save()
    decisions.shortlist_application(application_id=application.pk, by=stage.lead.as_actor(), now=clock.now())
    assert set(seen) == {"ur"}


# Seeing


def test_drafts_are_seen_by_their_student_alone(stage):
    application = stage.application()
    sees = {
        "student": acting(application),
        "lead": stage.lead.as_actor(),
        "coordinator": stage.coordinator.as_actor(),
    }
    assert {name for name, actor in sees.items() if Application.objects.visible_to(actor).exists()} == {"student"}


def test_what_was_sent_is_seen_by_those_concerned_and_nobody_else(stage):
    application = stage.application(submitted=True)
    concerned = [
        acting(application),
        stage.lead.as_actor(),
        stage.coordinator.as_actor(),
        MembershipFactory(administrator=True).as_actor(),
    ]
    viewer = MembershipFactory(viewer=True, institute=stage.institute)
    strangers = [
        acting(stage.application()),
        MembershipFactory(lead=True).as_actor(),
        MembershipFactory(coordinator=True).as_actor(),
        MembershipFactory(
            viewer=True, institute=stage.institute, programme=AgreementFactory().programmes.get()
        ).as_actor(),
        MembershipFactory(supervisor=True, partner=stage.slot.partner).as_actor(),
        NOBODY,
        CLOCK,
    ]
    mine = Application.objects.filter(pk=application.pk)
    assert [mine.visible_to(actor).count() for actor in [*concerned, viewer.as_actor()]] == [1, 1, 1, 1, 1]
    assert [mine.visible_to(actor).count() for actor in strangers] == [0] * len(strangers)


def test_who_only_looks_on_reads_how_it_stands_and_no_word_that_was_sent(client, stage):
    student = stage.student(about="I climb.")
    application = stage.application(submitted=True, student=student, statement="I want to learn on the wards.")
    ask_applicant(application_id=application.pk, by=stage.lead.as_actor(), now=clock.now(), text="Which shifts suit?")
    words = ("I want to learn", "I climb", "Which shifts suit?", "A viewer sees figures and lists")
    viewer = MembershipFactory(viewer=True, institute=stage.institute)
    for person, reads in ((stage.coordinator, [True, True, True, False]), (viewer, [False, False, False, True])):
        client.force_login(person.user)
        shown = client.get(application.get_absolute_url())
        assert (shown.status_code, [word in shown.text for word in words]) == (200, reads)
        assert "A question to answer" in shown.text


def test_position_on_the_waiting_list_counts_from_one_in_the_order_of_waiting(stage):
    now = clock.now()
    third, first, second = (
        stage.application(waitlisted=True, waitlisted_at=now - timedelta(hours=hours)) for hours in (1, 3, 2)
    )
    tied = stage.application(waitlisted=True, waitlisted_at=third.waitlisted_at)
    stage.application(waitlisted=True, slot=SlotFactory(), waitlisted_at=now - timedelta(days=9))
    other = stage.application(submitted=True)
    position = dict(Application.objects.for_list().values_list("pk", "position"))
    assert [position[row.pk] for row in (first, second, third, tied, other)] == [1, 2, 3, 4, None]
