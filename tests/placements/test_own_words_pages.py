"""The pages of reflections, mentor meetings and check-ins."""

import pytest
from django.test import Client

from institutions.models import Institute
from notifications.models import Notification
from placements.models import CheckIn, CheckInConsent, MentorMeeting, Reflection
from tests.factories.institutions import a_day
from tests.factories.learning import CheckInFactory, ConsentFactory
from tests.factories.mentors import MentorshipFactory
from tests.placements.pages import SENT, page, sign_in
from tests.placements.ward import a_ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def as_student(client, ward):
    return sign_in(client, ward.student)


@pytest.fixture
def as_supervisor(ward):
    return sign_in(Client(), ward.supervisor)


def test_a_reflection_worded_in_two_windows_shows_both(as_student, ward):
    as_student.post(page("reflection_add", ward), {"text": "I was too quick."})
    edit = page("reflection_edit", ward, Reflection.objects.get().pk)
    version = as_student.get(edit).context["form"]["version"].value()
    as_student.post(edit, {"text": "I was too quick, and she was patient.", "version": version})
    older = as_student.post(edit, {"text": "From the older window.", "version": version})
    assert Reflection.objects.get().text == "I was too quick, and she was patient."
    assert older.context["form"].says_now == [
        ("What happened, what did I think, what do I do next?", "I was too quick, and she was patient.")
    ]
    as_student.post(edit, {"text": "Both.", "version": older.context["form"]["version"].value()})
    assert Reflection.objects.get().text == "Both."


def test_reflection_pages_keep_share_and_delete(as_student, as_supervisor, ward):
    refused = as_student.post(page("reflection_add", ward), {"text": "Mrs Bibi was afraid."})
    assert ("Write “a patient” instead." in refused.text, "Mrs Bibi was afraid." in refused.text) == (True, True)
    as_student.post(page("reflection_add", ward), {"text": "I was too quick."})
    reflection = Reflection.objects.get()
    assert "too quick" not in as_supervisor.get(page("reflection_list", ward)).text
    assert as_supervisor.get(page("reflection_edit", ward, reflection.pk)).status_code == 404
    as_student.post(page("reflection_edit", ward, reflection.pk), {"text": "I was too quick.", "share": "on"})
    assert "too quick" in as_supervisor.get(page("reflection_list", ward)).text
    as_student.post(page("reflection_remove", ward, reflection.pk), SENT)
    assert not Reflection.objects.exists()


def test_meeting_add_and_remove(as_student, as_supervisor, ward):
    said = {
        "day": a_day(-1).isoformat(),
        "mentor": "Hina Raza",
        "agreed": "Two lists.",
        "next_on": a_day(9).isoformat(),
    }
    as_student.post(page("meeting_add", ward), said)
    assert "Two lists." in sign_in(Client(), ward.coordinator).get(page("meeting_list", ward)).text
    assert as_supervisor.get(page("meeting_list", ward)).status_code == 403
    meeting = MentorMeeting.objects.get()
    assert as_supervisor.get(page("meeting_remove", ward, meeting.pk)).status_code == 404
    as_student.post(page("meeting_remove", ward, meeting.pk), SENT)
    assert not MentorMeeting.objects.exists()


def test_check_in_pages_show_the_office_what_was_consented_to_until_it_is_withdrawn(as_student, ward):
    office = sign_in(Client(), ward.coordinator)
    as_student.post(page("check_in_share", ward), SENT)
    as_student.post(page("check_in_add", ward), {"feeling": "2", "text": "The nights are long."})
    assert "The nights are long." in office.get(page("check_in_list", ward)).text
    as_student.post(page("check_in_hide", ward), SENT)
    assert "The nights are long." not in office.get(page("check_in_list", ward)).text
    assert (CheckIn.objects.count(), CheckInConsent.objects.standing().count()) == (1, 0)
    as_student.post(page("check_in_remove", ward, CheckIn.objects.get().pk), SENT)
    assert not CheckIn.objects.exists()


def test_the_way_to_a_given_mentor_stands_above_other_meetings(as_student, ward):
    mentorship = MentorshipFactory(student=ward.placement.student)
    shown = as_student.get(page("meeting_list", ward)).text
    assert f"To the meetings with {mentorship.mentor.user.name}" in shown


@pytest.mark.parametrize(("feeling", "heavy"), [(1, True), (2, True), (3, False)])
def test_who_says_that_it_is_heavy_reads_at_once_where_to_turn(as_student, ward, feeling, heavy):
    Institute.objects.update(phone="021 111 222 333")
    shown = as_student.post(page("check_in_add", ward), {"feeling": str(feeling)}, follow=True).text
    assert ("You need not carry it alone" in shown, "tel:021 111 222 333" in shown) == (heavy, heavy)
    assert not Notification.objects.exists()


def test_check_ins_are_closed_to_the_hospital_whatever_was_consented_to(as_supervisor, ward):
    ConsentFactory(placement=ward.placement)
    CheckInFactory(placement=ward.placement)
    assert as_supervisor.get(page("check_in_list", ward)).status_code == 403
