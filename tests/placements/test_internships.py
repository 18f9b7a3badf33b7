"""The page of one internship: what it shows to whom."""

import pytest
from django.urls import reverse

from placements.states import SlotState
from tests.factories.institutions import MembershipFactory
from tests.factories.placements import ObjectiveFactory, SlotFactory, TrackFactory
from tests.placements.stage import a_stage

pytestmark = pytest.mark.django_db


def sign_in_student(client, stage):
    student = stage.student()
    client.force_login(student.user)
    return student


def read(client, slot):
    return client.get(reverse("internship_detail", args=[slot.pk]))


def test_it_shows_objectives_with_competencies_and_hides_the_supervisors_name_from_strangers(client):
    stage = a_stage(supervisor=MembershipFactory(supervisor=True, user__name="Dr Sana Mirza"))
    objective = ObjectiveFactory(slot=stage.slot)
    text = read(client, stage.slot).content.decode()
    assert objective.text in text
    assert objective.competency.name in text
    assert "Sana Mirza" not in text
    assert "Sign in to apply" in text
    sign_in_student(client, stage)
    assert "Dr Sana Mirza" in read(client, stage.slot).content.decode()


def test_a_student_may_apply(client):
    stage = a_stage()
    sign_in_student(client, stage)
    assert reverse("application_start", args=[stage.slot.pk]) in read(client, stage.slot).content.decode()


def test_a_student_without_an_agreement_reads_why_not(client):
    stage = a_stage(agreement_places=None)
    sign_in_student(client, stage)
    text = read(client, stage.slot).content.decode()
    assert "has no agreement with" in text
    assert reverse("application_start", args=[stage.slot.pk]) not in text


def test_a_student_who_has_applied_finds_the_application(client):
    stage = a_stage()
    application = stage.application(student=sign_in_student(client, stage), submitted=True)
    assert application.get_absolute_url() in read(client, stage.slot).content.decode()


def test_similar_ones_are_open_and_of_the_same_track(client):
    imaging = SlotFactory(track=TrackFactory())
    alike = SlotFactory(track=imaging.track)
    SlotFactory(track=imaging.track, state=SlotState.PAUSED)
    SlotFactory()
    assert read(client, imaging).context["similar"] == [alike]


def test_a_full_one_speaks_of_the_waiting_list(client):
    stage = a_stage(places=1)
    stage.application(offered=True)
    assert "Waiting list only" in read(client, stage.slot).content.decode()


def test_it_takes_fifteen_queries_for_a_student_of_which_six_judge_what_is_asked(client, django_assert_num_queries):
    stage = a_stage(track=TrackFactory())
    ObjectiveFactory(slot=stage.slot)
    sign_in_student(client, stage)
    read(client, stage.slot)
    with django_assert_num_queries(15):
        read(client, stage.slot)


def test_a_draft_is_not_found(client):
    slot = SlotFactory(draft=True)
    client.force_login(MembershipFactory(coordinator=True).user)
    assert read(client, slot).status_code == 404
