"""Meetings of mentor and student: proposed, promised, kept, moved, called off, mentioned the day before."""

from datetime import timedelta
from functools import partial

import pytest

from core import clock
from core.errors import NotAllowed, Refusal, Stale
from institutions.models import Membership
from placements.models import MeetingWords, Mentorship, MentorshipMeeting
from placements.services import mentorships as services
from placements.services import mentorships_meetings as meetings
from placements.states_mentoring import MeetingState as S
from tests.factories.institutions import a_day
from tests.factories.mentors import MeetingWordsFactory, MentorshipFactory, MentorshipMeetingFactory
from tests.placements.guiding import parties
from tests.placements.test_training_reminders import run
from tests.placements.ward import a_ward, names, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def mentorship(ward):
    return MentorshipFactory(student=ward.placement.student)


def propose(mentorship, by, day=1, **said):
    return meetings.propose_meeting(mentorship_id=mentorship.pk, by=by, now=clock.now(), day=a_day(day), **said)


def test_a_day_is_proposed_promised_and_kept_with_the_next_one(ward, mentorship):
    mentor, now = mentorship.mentor.as_actor(), clock.now()
    meeting = propose(mentorship, ward.intern, where="Library")
    assert told("meeting.proposed") == names(mentorship.mentor)
    with pytest.raises(Refusal, match="You proposed it"):
        meetings.agree_meeting(meeting_id=meeting.pk, by=ward.intern, now=now)
    meetings.agree_meeting(meeting_id=meeting.pk, by=mentor, now=now)
    assert told("meeting.agreed") == names(ward.student)
    keep = partial(meetings.keep_meeting, meeting_id=meeting.pk, agreed="Two lists.", next_on=a_day(9))
    with pytest.raises(Refusal, match="still ahead"):
        keep(by=mentor, now=now)
    later = now + timedelta(days=1)
    with pytest.raises(NotAllowed):
        keep(by=ward.intern, now=later)
    keep(by=mentor, now=later)
    assert told("meeting.kept") == names(ward.student)
    assert list(MentorshipMeeting.objects.order_by("day").values_list("day", "state", "where")) == [
        (a_day(1), S.KEPT, "Library"),
        (a_day(9), S.AGREED, "Library"),
    ]
    meetings.word_meeting(meeting_id=meeting.pk, by=ward.intern, now=later, text="Three, we said.")
    meetings.word_meeting(meeting_id=meeting.pk, by=mentor, now=later, text="Three lists.")
    words = MeetingWords.objects.get()
    assert (words.agreed, words.answer, told("meeting.answered")) == (
        "Three lists.",
        "Three, we said.",
        names(mentorship.mentor),
    )


def test_a_meeting_is_moved_by_either_and_promised_anew(ward, mentorship):
    mentor, now = mentorship.mentor.as_actor(), clock.now()
    meeting = MentorshipMeetingFactory(mentorship=mentorship, agreed=True)
    moved = meetings.move_meeting(meeting_id=meeting.pk, by=ward.intern, now=now, day=a_day(4))
    assert (moved.state, moved.proposed_by_id, told("meeting.moved")) == (
        S.PROPOSED,
        ward.intern.user_id,
        names(mentorship.mentor),
    )
    meetings.agree_meeting(meeting_id=meeting.pk, by=mentor, now=now)
    meetings.call_off_meeting(meeting_id=meeting.pk, by=mentor, now=now, reason="A night shift.")
    assert told("meeting.called_off") == names(ward.student)
    with pytest.raises(Refusal, match="Called off"):
        meetings.agree_meeting(meeting_id=meeting.pk, by=ward.intern, now=now)


def write_up(mentorship, by, day=-2, **said):
    said = {"agreed": "Two portable lists."} | said
    return meetings.write_up_meeting(mentorship_id=mentorship.pk, by=by, now=clock.now(), day=a_day(day), **said)


def test_a_meeting_that_nobody_proposed_is_written_down_and_counts_until_the_student_objects(ward, mentorship):
    mentor, now = mentorship.mentor.as_actor(), clock.now()
    meeting = write_up(mentorship, mentor, where="Library", next_on=a_day(5))
    assert (meeting.state, meeting.words.agreed, told("meeting.written_up")) == (
        S.WRITTEN_UP,
        "Two portable lists.",
        names(ward.student),
    )
    assert list(MentorshipMeeting.objects.filter(state=S.AGREED).values_list("day", "where")) == [(a_day(5), "Library")]
    assert kept_of(mentorship) == 1
    meetings.object_to_meeting(meeting_id=meeting.pk, by=ward.intern, now=now, text="It was on Monday.")
    meeting.words.refresh_from_db()
    assert (kept_of(mentorship), meeting.words.answer, told("meeting.objected")) == (
        0,
        "It was on Monday.",
        names(mentorship.mentor),
    )
    meetings.confirm_meeting(meeting_id=meeting.pk, by=ward.intern, now=now)
    assert (kept_of(mentorship), told("meeting.confirmed")) == (1, names(mentorship.mentor))
    with pytest.raises(Refusal, match="Kept"):
        meetings.object_to_meeting(meeting_id=meeting.pk, by=ward.intern, now=now, text="No.")


def kept_of(mentorship):
    return Mentorship.objects.with_meetings(a_day(0)).get(pk=mentorship.pk).kept


@pytest.mark.parametrize(
    ("day", "words"), [(1, "still ahead"), (-31, "does not run"), (-3, "on this day already")], ids=str
)
def test_a_day_on_which_they_cannot_have_met_is_refused_beside_its_field(mentorship, day, words):
    MentorshipMeetingFactory(mentorship=mentorship, day=a_day(-3))
    with pytest.raises(Refusal, match=words) as error:
        write_up(mentorship, mentorship.mentor.as_actor(), day)
    assert (error.value.field, MeetingWords.objects.count()) == ("day", 0)


def test_an_objection_has_thirty_days_and_outlives_the_mentorship(ward, mentorship):
    meeting = write_up(mentorship, mentorship.mentor.as_actor())
    services.end_mentorship(mentorship_id=mentorship.pk, by=ward.office, now=clock.now(), note="Thank you both.")
    late = partial(meetings.object_to_meeting, meeting_id=meeting.pk, by=ward.intern, text="No.")
    with pytest.raises(Refusal, match="more than thirty days"):
        late(now=clock.now() + timedelta(days=31))
    assert late(now=clock.now() + timedelta(days=30)).state == S.OBJECTED


def test_nobody_promises_a_day_that_they_have_not_read(ward, mentorship):
    seen = propose(mentorship, ward.intern)
    said = {"meeting_id": seen.pk, "now": clock.now()}
    meetings.move_meeting(by=ward.intern, day=a_day(20), **said)
    mentor = mentorship.mentor.as_actor()
    with pytest.raises(Stale):
        meetings.agree_meeting(by=mentor, shown_version=seen.stamp, **said)
    shown = MentorshipMeeting.objects.get().stamp
    assert meetings.agree_meeting(by=mentor, shown_version=shown, **said).state == S.AGREED


def test_where_two_meet_names_no_patient(ward, mentorship):
    with pytest.raises(Refusal, match="a record number") as error:
        propose(mentorship, ward.intern, where="The room of MRN 445566")
    assert error.value.field == "where"


def test_meetings_are_between_the_two(ward, mentorship):
    meeting, now = MentorshipMeetingFactory(mentorship=mentorship), clock.now()
    kept = MeetingWordsFactory(meeting__mentorship=mentorship).meeting
    written = write_up(mentorship, mentorship.mentor.as_actor())
    for act in (meetings.confirm_meeting, partial(meetings.object_to_meeting, text="No.")):
        with pytest.raises(NotAllowed):
            act(meeting_id=written.pk, by=mentorship.mentor.as_actor(), now=now)
    for name, by in parties(ward, mentorship).items():
        if name in {"mentor", "intern"} or name.startswith("through"):  # nothing is sent through another's eyes
            continue
        for act in (
            lambda by=by: propose(mentorship, by, 3),
            lambda by=by: meetings.agree_meeting(meeting_id=meeting.pk, by=by, now=now),
            lambda by=by: meetings.move_meeting(meeting_id=meeting.pk, by=by, now=now, day=a_day(5)),
            lambda by=by: meetings.call_off_meeting(meeting_id=meeting.pk, by=by, now=now, reason="No."),
            lambda by=by: meetings.keep_meeting(meeting_id=meeting.pk, by=by, now=now, agreed="No."),
            lambda by=by: write_up(mentorship, by),
            lambda by=by: meetings.confirm_meeting(meeting_id=written.pk, by=by, now=now),
            lambda by=by: meetings.object_to_meeting(meeting_id=written.pk, by=by, now=now, text="No."),
            lambda by=by: meetings.word_meeting(meeting_id=kept.pk, by=by, now=now, text="No."),
            lambda by=by: services.ask_for_another(mentorship_id=mentorship.pk, by=by, now=now),
        ):
            with pytest.raises(NotAllowed):
                act()


@pytest.mark.parametrize(
    ("day", "words"), [(-1, "is past"), (31, "does not run"), (2, "on this day already"), (400, "half a year ahead")]
)
def test_a_day_that_cannot_be_is_refused_beside_its_field(ward, day, words):
    mentorship = MentorshipFactory(student=ward.placement.student, until=a_day(30))
    MentorshipMeetingFactory(mentorship=mentorship, day=a_day(2))
    with pytest.raises(Refusal, match=words) as error:
        propose(mentorship, ward.intern, day)
    assert error.value.field == "day"


def test_what_was_agreed_names_no_patient(mentorship):
    meeting = MentorshipMeetingFactory(mentorship=mentorship, agreed=True, day=a_day(0))
    with pytest.raises(Refusal) as error:
        meetings.keep_meeting(
            meeting_id=meeting.pk, by=mentorship.mentor.as_actor(), now=clock.now(), agreed="Look up MRN 48213."
        )
    assert (error.value.field, MeetingWords.objects.count()) == ("agreed", 0)


def test_a_promised_meeting_is_mentioned_to_both_on_the_day_before_and_once(ward, mentorship):
    now = ward.at(a_day(0), 12)
    MentorshipMeetingFactory(mentorship=mentorship, agreed=True, at="15:00", where="Library")
    MentorshipMeetingFactory(mentorship=MentorshipFactory())  # proposed: nobody has promised it
    kind = "meeting.with_mentor_tomorrow"
    assert run("meeting.mentor_tomorrow", now - timedelta(days=1))[0] == 0
    assert (run("meeting.mentor_tomorrow", now)[0], told(kind)) == (2, names(ward.student, mentorship.mentor))
    assert run("meeting.mentor_tomorrow", now + timedelta(minutes=1))[0] == 0


def test_who_left_is_not_reminded(mentorship):
    MentorshipMeetingFactory(mentorship=mentorship, agreed=True)
    Membership.objects.filter(pk=mentorship.mentor_id).update(ended_at=clock.now())
    assert run("meeting.mentor_tomorrow", clock.now())[0] == 0
