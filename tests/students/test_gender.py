"""Gender: optional, said by the student or the office, never shown to a partner. Quotas read it (`test_ranking`)."""

from importlib import import_module

import pytest
from django.db import connection
from django.urls import reverse

from core import clock
from core.errors import Refusal
from students.models import Student
from students.services.profiles import update_profile
from tests.factories.students import StudentFactory, membership_of
from tests.placements.pages_of_applications import words
from tests.placements.stage import a_stage
from tests.students.lists import GOOD, HEAD, a_list, bring

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("cell", "kept"), [("Female", "female"), ("M", "male"), ("x", "x"), ("", "")])
def test_a_list_says_it_in_a_column_that_may_be_left_out(office, cell, kept):
    bring(office, a_list(f"{GOOD},{cell}", head=f"{HEAD},Sex"))
    assert Student.objects.get().gender == kept


def test_a_list_without_the_column_leaves_it_as_it_is(office):
    bring(office, a_list(f"{GOOD},f", head=f"{HEAD},gender"))
    bring(office, a_list(GOOD.replace("Karachi", "Thatta")))
    assert Student.objects.values_list("gender", "city").get() == ("female", "Thatta")


def test_the_student_says_it_once_on_the_profile_and_then_the_office_keeps_it(client):
    student = StudentFactory()
    client.force_login(student.user)
    form = client.get(reverse("student_profile")).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields if name != "idempotency_key"}
    for gender in ("male", "female", ""):
        sent |= {"gender": gender, "version": Student.objects.get().version}
        client.post(reverse("student_profile"), sent)
        assert Student.objects.get().gender == "male"
    assert "Your placement office changes it" in client.get(reverse("student_profile")).text
    update = dict.fromkeys(("phone", "city", "about", "skills", "languages", "emergency_name", "emergency_phone"), "")
    with pytest.raises(Refusal) as caught:
        update_profile(
            student_id=student.pk, by=membership_of(student).as_actor(), now=clock.now(), gender="female", **update
        )
    assert caught.value.field == "gender"


def test_no_page_of_the_partner_shows_it(client):
    stage = a_stage()
    student = stage.student(gender="x")
    application = stage.application(student=student, submitted=True)
    said = "X, as on the identity card"
    client.force_login(stage.coordinator.user)
    assert said in words(client.get(student.get_absolute_url()))
    client.force_login(stage.lead.user)
    assert said not in words(client.get(application.get_absolute_url()))
    assert client.get(student.get_absolute_url()).status_code == 404


def test_those_who_are_here_begin_with_what_their_papers_say():
    expected = {"son": "male", "daughter": "female", "wife": "female", "": ""}
    students = {StudentFactory(relation=relation).pk: gender for relation, gender in expected.items()}
    told = StudentFactory(relation="son", gender="x").pk
    with connection.cursor() as cursor:
        cursor.execute(import_module("students.migrations.0007_gender").FROM_RELATION)
    assert dict(Student.objects.values_list("pk", "gender")) == {**students, told: "x"}
