"""A student's home: what the placement office says to many, and whom to ask when somebody cannot write."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from placements.services.announcements import announce
from tests.factories.institutions import MembershipFactory
from tests.factories.placements import ApplicationFactory, PlacementFactory, SlotFactory
from tests.factories.references import ReferenceFactory
from tests.factories.students import StudentFactory, membership_of
from tests.pages.test_homes import home, titles

pytestmark = pytest.mark.django_db


def placed():
    """A student who has a placement, and their office."""
    student = PlacementFactory().student
    return student, MembershipFactory(coordinator=True, institute=student.institute)


def test_a_student_reads_an_announcement_at_home_until_it_is_opened(client):
    student, office = placed()
    text = "In room 12,\n\nfrom nine o’clock."
    said = announce(by=office.as_actor(), now=clock.now(), students=[student], subject="Badges", text=text)
    (step,) = [step for step in home(client, membership_of(student)).context["steps"] if step.title == "Badges"]
    line = f"{office.user.name}, {office.label}: In room 12, from nine o’clock."
    assert (str(step.detail), step.url) == (line, said.get_absolute_url())
    client.get(step.url)
    assert "Badges" not in titles(home(client, membership_of(student)))


def test_a_student_reads_at_home_the_last_three_announcements_of_a_month(client):
    student = StudentFactory(bare=True)
    office = MembershipFactory(coordinator=True, institute=student.institute)
    now = clock.now()
    for days in (31, 4, 3, 2, 1):
        moment, subject = now - timedelta(days=days), f"{days} days ago"
        announce(by=office.as_actor(), now=moment, students=[student], subject=subject, text="Read it.")
    page = home(client, membership_of(student))
    assert titles(page)[:3] == ["1 days ago", "2 days ago", "3 days ago"]
    shown = [subject for subject in ("3 days ago", "4 days ago", "31 days ago") if subject in page.text]
    assert shown == ["3 days ago"]  # beside the three steps of a new student


def test_a_student_is_asked_for_another_referee_where_one_said_no(client):
    student, _office = placed()
    slot = SlotFactory(references_asked=1)
    application = ApplicationFactory(student=student, slot=slot, submitted=True)
    ReferenceFactory(student=student, state="declined", uses=[application])
    ask_again = "Ask somebody else for a reference"
    (step,) = [step for step in home(client, membership_of(student)).context["steps"] if step.title == ask_again]
    assert step.url == reverse("application_references", args=[application.pk])
    ReferenceFactory(student=student, uses=[application])
    assert ask_again not in titles(home(client, membership_of(student)))
