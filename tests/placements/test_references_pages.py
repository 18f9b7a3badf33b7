"""Pages of references: asked for by a student, confirmed by the office, read by the partner."""

import pytest
from django.urls import reverse

from core import clock
from placements.models import Reference
from placements.services.applications import withdraw_application
from placements.states import ReferenceState
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.placements import ApplicationFactory
from tests.factories.references import LETTER, ReferenceFactory
from tests.factories.students import membership_of
from tests.placements.stage import a_stage, in_days

pytestmark = pytest.mark.django_db

ASKED = {
    "name": "Dr Sana Mirza",
    "email": "sana@kohsar.example",
    "position": "Consultant radiologist",
    "organisation": "Kohsar Teaching Hospital",
    "waived": "True",
}


def page(reference, name="reference_detail"):
    return reverse(name, args=[reference.pk])


def test_reference_add_warns_where_less_than_three_weeks_are_left_and_suggests_the_day_before_the_deadline(as_student):
    soon = a_stage(apply_by=in_days(10)).application()
    shown = as_student(soon).get(reverse("reference_add", args=[soon.pk]))
    assert "Only 9 days are left" in shown.context["warning"]
    assert shown.context["form"]["needed_by"].value() == a_day(9)
    later = a_stage(apply_by=in_days(40)).application()
    assert as_student(later).get(reverse("reference_add", args=[later.pk])).context["warning"] == ""


def test_reference_add_asks_about_the_waiver_and_takes_no_silence_for_an_answer(stage, as_student):
    application = stage.application()
    address = reverse("reference_add", args=[application.pk])
    values = {**ASKED, "needed_by": a_day(25).isoformat()}
    shown = as_student(application).post(address, {name: value for name, value in values.items() if name != "waived"})
    assert ("waived" in shown.context["form"].errors, Reference.objects.count()) == (True, 0)
    as_student(application).post(address, values)
    reference = Reference.objects.get()
    assert (reference.waived, list(reference.applications.all())) == (True, [application])


def test_reference_add_offers_the_students_other_applications_and_nobody_elses(stage, as_student):
    application = stage.application()
    other = ApplicationFactory(student=application.student)
    ApplicationFactory(student=application.student, state="withdrawn")
    ApplicationFactory()
    form = as_student(application).get(reverse("reference_add", args=[application.pk])).context["form"]
    assert [pk for pk, _words in form.fields["also"].choices] == [other.pk]


def test_the_student_who_waived_sees_how_it_stands_and_not_a_word(stage, as_student):
    application = stage.application(submitted=True)
    reference = ReferenceFactory(answered=True, student=application.student, uses=[application])
    shown = as_student(application).get(page(reference))
    assert (shown.status_code, LETTER.strip() in shown.text, "You gave up the right to read it" in shown.text) == (
        200,
        False,
        True,
    )
    assert as_student(application).get(page(reference, "reference_file")).status_code == 403


def test_the_lead_reads_the_words_and_how_the_writer_was_identified(stage, client):
    application = stage.application(submitted=True)
    reference = ReferenceFactory(answered=True, student=application.student, uses=[application])
    client.force_login(stage.lead.user)
    shown = client.get(page(reference)).text
    assert (LETTER.strip() in shown, "Writes from kohsar.example." in shown) == (True, True)
    assert page(reference) in client.get(application.get_absolute_url()).text
    client.force_login(MembershipFactory(lead=True).user)
    assert client.get(page(reference)).status_code == 404


def test_a_lead_sees_of_the_applications_only_the_own(stage, client):
    application = stage.application(submitted=True)
    other = ApplicationFactory(student=application.student, submitted=True)
    reference = ReferenceFactory(asked=True, student=application.student, uses=[application, other])
    client.force_login(stage.lead.user)
    assert client.get(page(reference)).context["uses"] == [application]


def test_a_coordinator_confirms_on_a_page_that_shows_the_address_and_sends_with_it(stage, client):
    application = stage.application()
    reference = ReferenceFactory(student=application.student, uses=[application])
    client.force_login(stage.coordinator.user)
    shown = client.get(page(reference, "reference_confirm"))
    assert reference.referee.user.email in shown.text
    client.post(page(reference, "reference_confirm"), {"how": ""})
    assert Reference.objects.get().state == ReferenceState.NAMED
    client.post(page(reference, "reference_confirm"), {"how": "Called the ward."})
    assert Reference.objects.get().state == ReferenceState.ASKED


def test_reference_list_puts_addresses_to_confirm_first_for_the_office(stage, client):
    student = stage.student()
    asked = ReferenceFactory(asked=True, student=student, needed_by=a_day(3))
    named = ReferenceFactory(student=student, needed_by=a_day(30))
    ReferenceFactory()
    client.force_login(stage.coordinator.user)
    assert list(client.get(reverse("reference_list")).context["page"]) == [named, asked]


def test_reference_list_is_not_for_partners(stage, client):
    client.force_login(stage.lead.user)
    assert client.get(reverse("reference_list")).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_reference_list_asks_as_much_for_one_row_as_for_three(rows, client, stage, django_assert_num_queries):
    for _ in range(rows):
        application = stage.application()
        ReferenceFactory(student=application.student, uses=[application])
    client.force_login(stage.coordinator.user)
    client.get(reverse("reference_list"))
    with django_assert_num_queries(5):
        assert len(client.get(reverse("reference_list")).context["page"]) == rows


def test_a_student_is_asked_to_take_back_what_nobody_need_write(stage, as_student):
    application = stage.application(submitted=True)
    reference = ReferenceFactory(asked=True, student=application.student, uses=[application])
    client, take_back = as_student(application), page(reference, "reference_cancel")
    places = [page(reference), reverse("reference_list"), application.get_absolute_url(), reverse("home")]
    words = ["What it is for is decided", "What it is for is decided", "Nobody need write", "need not write for you"]
    assert [said in client.get(place).text for place, said in zip(places, words, strict=True)] == [False] * 4
    withdraw_application(
        application_id=application.pk, by=membership_of(application.student).as_actor(), now=clock.now()
    )
    assert [said in client.get(place).text for place, said in zip(places, words, strict=True)] == [True] * 4
    client.post(take_back, {"reason": ""})
    assert [said in client.get(place).text for place, said in zip(places, words, strict=True)] == [False] * 4


def test_a_request_that_is_taken_back_is_over(stage, as_student):
    application = stage.application()
    reference = ReferenceFactory(asked=True, student=application.student, uses=[application])
    as_student(application).post(page(reference, "reference_cancel"), {"reason": "I apply elsewhere."})
    assert Reference.objects.get().state == ReferenceState.CANCELLED
    again = as_student(application).get(page(reference, "reference_cancel"))
    assert (again.status_code, clock.now() > reference.asked_at) == (409, True)
