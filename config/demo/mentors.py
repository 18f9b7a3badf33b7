"""One mentor. Those of an earlier group have said how it was; of two mentees now: meetings kept, promised, waiting for a word, written down
afterwards; a reflection shared apart.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from config.demo.organisations import actor_of
from config.demo.term import actor_of_student
from core.actor import Role
from core.clock import day_of
from institutions.models import Membership
from placements.models import Placement
from placements.services.mentorships import give_mentor
from placements.services.mentorships_meetings import (
    agree_meeting,
    keep_meeting,
    propose_meeting,
    word_meeting,
    write_up_meeting,
)
from placements.services.own_words import write_reflection
from placements.services.programmes import edit_programme
from students.models import Student


def earlier(students: Sequence[Student], *, now: datetime, until: date) -> None:
    """The programme has mentors from `now` on, and each of these one until that day: what they say of it comes with their rating."""
    office, programme = actor_of(Role.COORDINATOR, "hingol"), students[0].programme
    said = {"name": programme.name, "required_hours": programme.required_hours, "mentors": True}
    edit_programme(programme_id=programme.pk, by=office, now=now, **said)
    mentor = Membership.objects.get(pk=actor_of(Role.MENTOR, "hingol").membership_id)
    for student in students:
        given = {"by": office, "now": now, "mentor": mentor, "begins_on": day_of(now), "until": until}
        give_mentor(student_id=student.pk, **given)


def mentors(interns: Sequence[Placement], *, now: datetime) -> None:
    """The first has met the mentor and meets her again; the second talked with her in passing, and proposes a day."""
    first, second = interns[:2]
    office, by = actor_of(Role.COORDINATOR, "hingol"), actor_of(Role.MENTOR, "hingol")
    mentor = Membership.objects.get(pk=by.membership_id)
    given = {"by": office, "now": now - timedelta(days=40), "mentor": mentor}
    begins_on = first.today(now - timedelta(days=40))
    guided, new = (give_mentor(student_id=p.student_id, begins_on=begins_on, **given) for p in (first, second))
    met = now - timedelta(days=10)
    meeting = propose_meeting(
        mentorship_id=guided.pk,
        by=by,
        now=met - timedelta(days=4),
        day=first.today(met),
        at=time(15),
        where="Room 12, second floor",
    )
    student = actor_of_student(first.student)
    agree_meeting(meeting_id=meeting.pk, by=student, now=met - timedelta(days=3))
    agreed = "Look at two of the repeated films together, and write down what to do otherwise. I bring the atlas."
    keep_meeting(meeting_id=meeting.pk, by=by, now=met, agreed=agreed, next_on=first.today(met) + timedelta(days=14))
    answer = "Both films were chest films of people who could hardly stand: that is what I would like to talk about."
    word_meeting(meeting_id=meeting.pk, by=student, now=met + timedelta(hours=5), text=answer)
    text = "I ask too late when I am not sure. Today I asked before the exposure, and nobody minded."
    write_reflection(placement_id=first.pk, by=student, now=now - timedelta(days=3), text=text, with_mentor=True)
    passing = {"where": "In the corridor", "agreed": "Write down what you would like to learn in the second half."}
    write_up_meeting(
        mentorship_id=new.pk, by=by, now=now - timedelta(days=1), day=second.today(now - timedelta(days=2)), **passing
    )
    propose_meeting(
        mentorship_id=new.pk,
        by=actor_of_student(second.student),
        now=now - timedelta(hours=6),
        day=second.today(now) + timedelta(days=6),
        where="Wherever it suits you",
    )
