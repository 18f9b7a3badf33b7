"""Mentors: given, seen by whom, met, ended; and everything that a mentor never sees."""

from dataclasses import replace
from functools import partial

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import IntegrityError, connection, transaction

from core import clock
from core.actor import CLOCK
from core.errors import NotAllowed, Refusal
from institutions.models import Programme
from placements.models import MeetingWords, MentorAsk, Mentorship, MentorshipMeeting, Reflection
from placements.services import mentorships as services
from placements.services.own_words import write_reflection
from placements.services.placements import name_supervisor
from placements.states_mentoring import MeetingState, MentorshipState
from placements.sweeps.mentorships import sweep_mentorships
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.learning import CheckInFactory, MentorMeetingFactory, ReflectionFactory
from tests.factories.mentors import MeetingWordsFactory, MentorshipFactory, MentorshipMeetingFactory
from tests.factories.students import StudentFactory
from tests.placements.guiding import a_mentor, parties
from tests.placements.ward import a_ward, names, told
from tests.races import race, refusals

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    """A placement whose student’s programme has mentors."""
    ward = a_ward()
    Programme.objects.filter(pk=ward.placement.student.programme_id).update(mentors=True)
    ward.placement.student.programme.refresh_from_db()
    return ward


@pytest.fixture
def mentorship(ward):
    return MentorshipFactory(student=ward.placement.student)


def give(ward, mentor=None, by=None, **said):
    said = {"mentor": mentor or a_mentor(ward), "begins_on": a_day(0), "now": clock.now()} | said
    return services.give_mentor(student_id=ward.placement.student_id, by=by or ward.office, **said)


# Giving


def test_give_mentor_tells_both(ward):
    mentor = a_mentor(ward)
    mentorship = give(ward, mentor, until=a_day(100))
    assert (mentorship.state, mentorship.until) == (MentorshipState.GIVEN, a_day(100))
    assert told("meeting.mentor_given") == names(ward.student, mentor)


def test_give_mentor_is_for_the_students_own_office(ward):
    stranger = MembershipFactory(coordinator=True).as_actor()
    programme = StudentFactory(institute=ward.placement.institute).programme
    other = MembershipFactory(coordinator=True, institute=ward.placement.institute, programme=programme).as_actor()
    for by in (ward.intern, ward.doctor, ward.host, a_mentor(ward).as_actor(), stranger, other):
        with pytest.raises(NotAllowed):
            give(ward, by=by)
    assert not Mentorship.objects.exists()


def test_a_programme_without_mentors_is_given_none(ward):
    Programme.objects.update(mentors=False)
    with pytest.raises(Refusal, match="has no mentors"):
        give(ward)


def test_a_new_programme_has_no_mentors():
    assert StudentFactory().programme.mentors is False


def test_who_is_no_mentor_of_the_programme_is_not_given(ward):
    elsewhere = MembershipFactory(mentor=True)
    left = a_mentor(ward, ended_at=clock.now())
    narrow = a_mentor(ward, programme=StudentFactory(institute=ward.placement.institute).programme)
    for mentor in (elsewhere, left, narrow, ward.coordinator, ward.supervisor):
        with pytest.raises(Refusal, match="no mentor for this programme"):
            give(ward, mentor)


def test_who_grades_a_student_does_not_mentor_them(ward):
    hat = a_mentor(ward, user=ward.supervisor.user)
    with pytest.raises(Refusal, match="never grades"):
        give(ward, hat)


def test_a_mentor_is_not_named_supervisor_of_their_mentee(ward, mentorship):
    supervisor = MembershipFactory(supervisor=True, partner=ward.placement.partner, user=mentorship.mentor.user)
    named = partial(name_supervisor, placement_id=ward.pk, by=ward.host, now=clock.now(), supervisor=supervisor)
    with pytest.raises(Refusal, match="never grades"):
        named()
    services.end_mentorship(mentorship_id=mentorship.pk, by=ward.office, now=clock.now(), note="Thank you both.")
    assert named().supervisor == supervisor


def test_days_that_cannot_be_are_refused(ward):
    for until in (a_day(-1), a_day(2)):
        with pytest.raises(Refusal) as error:
            give(ward, begins_on=a_day(3) if until > a_day(0) else a_day(-9), until=until)
        assert error.value.field == "until"


def test_one_mentor_is_given_once_for_the_same_days(ward):
    mentor = a_mentor(ward)
    give(ward, mentor, until=a_day(10))
    with pytest.raises(Refusal, match="in these days already"):
        give(ward, mentor, begins_on=a_day(10))
    give(ward, mentor, begins_on=a_day(11))
    give(ward)
    assert Mentorship.objects.count() == 3


def test_the_table_refuses_a_second_one_and_a_mentor_who_is_none(mentorship):
    same = {"student": mentorship.student, "begins_on": a_day(0)}
    with pytest.raises(IntegrityError, match="one_running_mentorship_per_student_and_mentor"), transaction.atomic():
        MentorshipFactory(mentor=mentorship.mentor, **same)
    office = MembershipFactory(coordinator=True, institute=mentorship.student.institute)
    for mentor in (office, MembershipFactory(mentor=True)):
        with pytest.raises(IntegrityError, match="a_mentor_guides_students"), transaction.atomic():
            MentorshipFactory(mentor=mentor, **same)
    with pytest.raises(IntegrityError, match="a_mentor_guides_students"), transaction.atomic():
        Mentorship.objects.filter(pk=mentorship.pk).update(mentor=office)


@pytest.mark.django_db(transaction=True)
def test_two_offices_hands_give_one_mentor_once():
    ward = a_ward()
    Programme.objects.update(mentors=True)
    mentor = a_mentor(ward)
    colleague = MembershipFactory(coordinator=True, institute=ward.placement.institute).as_actor()
    results = race([partial(give, ward, mentor, by) for by in (ward.office, colleague, ward.office)])
    assert (len(refusals(results, Refusal)), Mentorship.objects.count()) == (2, 1)


# Who sees what


def readers(model, ward, mentorship):
    return [name for name, actor in parties(ward, mentorship).items() if model.objects.visible_to(actor).exists()]


SEEN = [
    "mentor",
    "intern",
    "office",
    "viewer",
    "administrator",
    "through the mentor’s eyes",
    "through the intern’s eyes",
]


def test_a_mentorship_and_its_meetings_are_seen_by_the_two_and_their_office(ward, mentorship):
    MentorshipMeetingFactory(mentorship=mentorship)
    assert readers(Mentorship, ward, mentorship) == SEEN
    assert readers(MentorshipMeeting, ward, mentorship) == SEEN


def test_what_was_agreed_is_read_by_the_two_in_their_own_eyes(ward, mentorship):
    MeetingWordsFactory(meeting__mentorship=mentorship)
    assert readers(MeetingWords, ward, mentorship) == ["mentor", "intern"]


def test_a_reflection_is_shared_with_a_mentor_apart_from_those_who_grade(ward, mentorship):
    ReflectionFactory(placement=ward.placement)
    assert readers(Reflection, ward, mentorship) == ["intern"]
    said = {"placement_id": ward.pk, "by": ward.intern, "now": clock.now()}
    write_reflection(**said, text="Too quick.", with_mentor=True)
    assert readers(Reflection, ward, mentorship) == ["mentor", "intern"]
    assert told("reflection.for_mentor") == names(mentorship.mentor)
    Reflection.objects.all().delete()
    write_reflection(**said, text="Too quick.", share=True)
    assert readers(Reflection, ward, mentorship) == ["intern", "office", "doctor"]


@pytest.mark.parametrize("over", ["ended", "until", "left", "not begun"])
def test_a_mentorship_that_does_not_run_shows_the_mentor_nothing(ward, over):
    fields = {"until": {"until": a_day(-1)}, "not begun": {"begins_on": a_day(1)}, "ended": {"ended": True}}
    mentorship = MentorshipFactory(student=ward.placement.student, **fields.get(over, {}))
    ReflectionFactory(placement=ward.placement, for_mentor_at=clock.now())
    MeetingWordsFactory(meeting__mentorship=mentorship)
    if over == "left":
        mentorship.mentor.end(clock.now())
    actor = mentorship.mentor.as_actor()
    seen = [model.objects.visible_to(actor).count() for model in (Mentorship, MeetingWords, Reflection)]
    assert seen == ([1, 1, 0] if over == "not begun" else [0, 0, 0])
    assert MeetingWords.objects.visible_to(ward.intern).count() == 1


def test_a_mentor_sees_nothing_else_of_anybody(ward, mentorship):
    """Every model of ours that has a door: the mentor finds behind it what is theirs, and nothing of the placement."""
    ward.log(a_day(-1), ward.at(a_day(0), 9))
    CheckInFactory(placement=ward.placement)
    MentorMeetingFactory(placement=ward.placement)
    ReflectionFactory(placement=ward.placement, for_mentor_at=clock.now())
    MeetingWordsFactory(meeting__mentorship=mentorship)
    actor, ours = mentorship.mentor.as_actor(), {"institutions", "students", "placements", "evaluations"}
    doors = [m for m in apps.get_models() if m._meta.app_label in ours and hasattr(m.objects, "visible_to")]
    found = {model.__name__ for model in doors if model.objects.visible_to(actor).exists()}
    public = {
        "Partner",
        "Site",
        "Department",
        "Institute",
        "Programme",
        "Intake",
        "Slot",
        "Career",
        "Guide",
        "Institution",
    }
    assert found - public == {"Mentorship", "MentorshipMeeting", "MeetingWords", "Reflection"}


def test_no_page_of_the_admin_shows_words_or_who_asks_for_another():
    own = [apps.get_model("placements", name) for name in ("MeetingWords", "MentorAsk")]
    assert [model for model in own if admin.site.is_registered(model)] == []


def test_words_are_encrypted_where_they_lie(mentorship):
    MeetingWordsFactory(meeting__mentorship=mentorship, agreed="Write down two films.", answer="", answered_at=None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT agreed FROM placements_meetingwords")
        assert "films" not in cursor.fetchone()[0]


# Asking for another, ending


def test_who_asks_for_another_is_known_to_the_office_and_not_to_the_other(ward, mentorship):
    services.ask_for_another(mentorship_id=mentorship.pk, by=ward.intern, now=clock.now(), word="We seldom find a day.")
    assert told("meeting.mentor_asked") == names(ward.coordinator)
    assert readers(MentorAsk, ward, mentorship) == ["intern", "office"]
    mine = {"mentorship_id": mentorship.pk, "by": mentorship.mentor.as_actor(), "now": clock.now()}
    services.ask_for_another(**mine)  # the mentor may ask as well, and learns nothing
    with pytest.raises(Refusal, match="asked already"):
        services.ask_for_another(**mine)
    services.take_back_ask(**mine)
    assert list(MentorAsk.objects.standing().values_list("by", flat=True)) == [ward.intern.user_id]
    with pytest.raises(Refusal, match="have not asked"):
        services.take_back_ask(**mine)


def test_end_mentorship_calls_off_what_is_ahead_and_thanks_both(ward, mentorship):
    meeting = MentorshipMeetingFactory(mentorship=mentorship, agreed=True)
    said = {"mentorship_id": mentorship.pk, "now": clock.now(), "note": "The term is over, thank you both."}
    for by in (ward.intern, mentorship.mentor.as_actor(), ward.doctor):
        with pytest.raises(NotAllowed):
            services.end_mentorship(by=by, **said)
    services.end_mentorship(by=ward.office, **said)
    meeting.refresh_from_db()
    assert (meeting.state, told("meeting.mentor_ended")) == (
        MeetingState.CALLED_OFF,
        names(ward.student, mentorship.mentor),
    )
    with pytest.raises(Refusal, match="ended already"):
        services.end_mentorship(by=ward.office, **said)


def test_the_clock_ends_what_a_mentor_has_left(ward, mentorship):
    running = MentorshipFactory(student=ward.placement.student)
    mentorship.mentor.end(clock.now())
    assert (sweep_mentorships(), sweep_mentorships()) == (1, 0)
    assert told("meeting.mentor_ended") == names(ward.student, ward.coordinator)
    assert list(Mentorship.objects.running(a_day(0))) == [running]
    with pytest.raises(NotAllowed):
        services.end_mentorship(mentorship_id=running.pk, by=replace(CLOCK, via="link"), now=clock.now(), note="No.")
