"""The demo: it fills by the services, each sign-in that it names works, and it starts again after people have played with it."""

import pytest
from django.urls import reverse

from config.demo.seed import logins, seed
from core import clock
from core.actor import Role
from evaluations.mentoring import mentoring_ratings
from institutions.models import Institute, Membership

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_the_demo_names_people_who_can_sign_in_even_after_roles_ended_and_students_belong_twice(client):
    seed(now=clock.now(), count=30, number=1)
    named = logins()
    assert {row["role"] for row in named} == {
        *("administrator", "coordinator", "viewer", "mentor", "lead", "supervisor"),
        *("student on placement", "student with a certificate", "new student", "student who reads Urdu"),
    }
    for row in named:
        client.logout()
        client.post(reverse("account_login"), {"login": row["email"], "password": row["password"]})
        assert client.get(reverse("home")).status_code == 200

    for role in (Role.COORDINATOR, Role.MENTOR):
        who = Membership.objects.filter(role=role, institute__slug="hingol").order_by("pk").first()
        assert mentoring_ratings(who.as_actor(), clock.now()).ratings is not None

    lead = Membership.objects.get(user__email=next(row["email"] for row in named if row["role"] == "lead"))
    lead.end(clock.now())
    student = Membership.objects.filter(user__email=named[-1]["email"], role=Role.STUDENT).get()
    other = Institute.objects.exclude(pk=student.institute_id).get()
    Membership.objects.create(user=student.user, role=Role.STUDENT, institute=other, started_at=clock.now())
    assert logins() == [row for row in named if row["email"] != lead.user.email]
