"""References: whom a student may ask, to whom a link goes, who reads, and what the database keeps."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from accounts.models import AccessLink, Purpose
from core import clock
from core.actor import Via
from core.errors import NotAllowed, Refusal
from notifications.models import Notification
from placements.models import Basis, Referee, Reference
from placements.policies import references as policies
from placements.services import referees
from placements.services import references as services
from placements.services.applications import submit_application
from placements.states import ReferenceState
from tests.factories.institutions import MembershipFactory, PartnerFactory, a_day
from tests.factories.placements import ApplicationFactory
from tests.factories.references import LETTER, RefereeFactory, ReferenceFactory, reference_link
from tests.factories.students import StudentFactory, membership_of
from tests.placements.stage import a_stage, acting

pytestmark = pytest.mark.django_db

ASKED = {
    "name": "Dr Sana Mirza",
    "email": "Sana@Kohsar.example",
    "position": "Consultant radiologist",
    "organisation": "Kohsar Teaching Hospital",
    "waived": True,
}


def told(kind):
    return list(Notification.objects.filter(kind=kind).order_by("pk").values_list("reader_id", flat=True))


def ask(application, by=None, **changes):
    return services.ask_reference(
        application_id=application.pk,
        by=by or acting(application),
        now=clock.now(),
        **{**ASKED, "needed_by": a_day(25), **changes},
    )


def confirm(reference, by, how="Called the ward."):
    return referees.confirm_referee(reference_id=reference.pk, by=by, now=clock.now(), how=how)


def as_writer(reference):
    link = reference_link(reference)
    return reference.referee.as_actor(via=Via.LINK, link_id=link.pk)


def answer(reference, by=None, text=LETTER, **more):
    return services.answer_reference(
        reference_id=reference.pk,
        by=by or as_writer(reference),
        now=clock.now(),
        capacity="Six weeks",
        text=text,
        **more,
    )


# Asking


def test_ask_reference_sends_no_link_before_the_office_has_confirmed_the_address(stage):
    application = stage.application()
    reference = ask(application)
    assert (reference.state, reference.referee.is_confirmed) == (ReferenceState.NAMED, False)
    assert AccessLink.objects.filter(purpose=Purpose.REFERENCE).count() == 0
    assert told("reference.named") == [stage.coordinator.user_id]
    assert told("reference.asked") == []


def test_confirm_referee_sends_every_request_that_waited_for_it_each_with_a_link_of_its_own(stage):
    first, second = ask(stage.application()), ask(stage.application())
    confirm(first, stage.coordinator.as_actor())
    assert first.referee == second.referee
    links = AccessLink.objects.filter(purpose=Purpose.REFERENCE, user=first.referee.user)
    assert sorted(links.values_list("subject_id", flat=True)) == [first.pk, second.pk]
    assert set(Reference.objects.values_list("state", flat=True)) == {ReferenceState.ASKED}
    assert len(told("reference.asked")) == 2
    assert told("reference.sent") == [first.student.user_id, second.student.user_id]


def test_ask_reference_of_somebody_who_is_confirmed_goes_out_at_once_and_says_nothing_of_it_to_the_student(stage):
    confirm(ask(stage.application()), stage.coordinator.as_actor())
    Notification.objects.all().delete()
    reference = ask(stage.application(), name="Somebody Else", organisation="Elsewhere")
    assert (reference.state, str(reference.referee)) == (ReferenceState.ASKED, "Dr Sana Mirza")
    assert set(Notification.objects.values_list("kind", flat=True)) == {"reference.asked"}


def test_who_supervises_at_a_partner_needs_no_confirming_and_stands_under_their_own_name(stage):
    supervisor = MembershipFactory(supervisor=True)
    reference = ask(stage.application(), email=supervisor.user.email, name="Prof Nobody")
    assert (reference.state, reference.referee.basis, reference.referee.name) == (
        ReferenceState.ASKED,
        Basis.KNOWN,
        supervisor.user.name,
    )


def test_confirmed_by_one_institute_is_not_confirmed_for_another(stage):
    confirm(ask(stage.application()), stage.coordinator.as_actor())
    other = a_stage()
    assert ask(other.application()).state == ReferenceState.NAMED


def test_one_request_serves_several_applications_of_the_students_own(stage):
    application = stage.application()
    second = ApplicationFactory(student=application.student)
    reference = ask(application, also=[second.pk, ApplicationFactory().pk])
    assert set(reference.applications.all()) == {application, second}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"needed_by": a_day(0)}, "needed_by"),
        ({"needed_by": a_day(400)}, "needed_by"),
        ({"message": "His number is 42101-1234567-1."}, "message"),
    ],
)
def test_ask_reference_refuses_beside_the_field_and_asks_nobody(stage, changes, field):
    with pytest.raises(Refusal) as caught:
        ask(stage.application(), **changes)
    assert (caught.value.field, Reference.objects.count()) == (field, 0)


def test_nobody_is_their_own_referee_nor_is_another_student(stage):
    application = stage.application()
    for email in (application.student.user.email, stage.student().user.email):
        with pytest.raises(Refusal) as caught:
            ask(application, email=email)
        assert caught.value.field == "email"


def test_the_same_person_is_not_asked_twice_while_the_request_waits(stage):
    application = stage.application()
    ask(application)
    with pytest.raises(Refusal, match="You have asked this person already"):
        ask(application)
    reference = Reference.objects.get()
    values = {"student": reference.student, "referee": reference.referee, "needed_by": a_day(25), "waived": False}
    with pytest.raises(IntegrityError, match="one_live_request_per_referee"), transaction.atomic():
        Reference.objects.create(**values)


def test_ask_reference_for_somebody_elses_application_is_not_allowed(stage):
    with pytest.raises(NotAllowed):
        ask(stage.application(), by=acting(stage.application()))


def test_submit_lacks_references_until_enough_people_are_asked():
    stage = a_stage(references_asked=2)
    application = stage.application(statement="I have learnt positioning in the skills laboratory. " * 4)
    ask(application)
    send = {"application_id": application.pk, "by": acting(application), "now": clock.now()}
    with pytest.raises(Refusal, match="1 reference is still to be asked for"):
        submit_application(**send)
    ask(application, email="second@kohsar.example")
    assert submit_application(**send).submitted_at is not None


# Confirming


def test_confirm_referee_is_for_the_students_own_office(stage):
    reference = ask(stage.application())
    for by in (MembershipFactory(coordinator=True), stage.lead, membership_of(reference.student)):
        with pytest.raises(NotAllowed):
            confirm(reference, by.as_actor())
    assert not Referee.objects.get().is_confirmed


def test_a_coordinator_does_not_confirm_the_own_address(stage):
    reference = ReferenceFactory(student=stage.student(), referee__user=stage.coordinator.user)
    assert policies.may_confirm(stage.coordinator.as_actor(), reference).personal


def test_refuse_referee_that_names_a_patient_is_refused(stage):
    reference = ask(stage.application())
    refused = {"reference_id": reference.pk, "by": stage.coordinator.as_actor(), "now": clock.now()}
    with pytest.raises(Refusal):
        referees.refuse_referee(**refused, reason="She wrote of 42101-1234567-1.")


def test_who_was_declined_reads_where_to_ask_somebody_else(stage, client):
    application = stage.application()
    reference = ask(application)
    Reference.objects.filter(pk=reference.pk).update(state=ReferenceState.NOT_CONFIRMED)
    client.force_login(application.student.user)
    page = client.get(reference.get_absolute_url()).text
    assert ("It will not be written." in page, reverse("application_references", args=[application.pk]) in page) == (
        True,
        True,
    )


def test_refuse_referee_tells_the_student_and_sends_nothing(stage):
    reference = ask(stage.application())
    referees.refuse_referee(
        reference_id=reference.pk,
        by=stage.coordinator.as_actor(),
        now=clock.now(),
        reason="The ward knows no such doctor.",
    )
    assert "The ward knows no such doctor." in Notification.objects.get(kind="reference.refused").body
    assert told("reference.asked") == []
    assert Reference.objects.get().state == ReferenceState.NOT_CONFIRMED


@pytest.mark.parametrize(
    "change", [{"name": "Somebody Else"}, {"organisation": "Elsewhere"}, {"position": "Student"}, {"user": "other"}]
)
def test_a_confirmed_referee_stays_who_they_are_even_by_a_raw_update(change):
    referee = RefereeFactory(confirmed=True, institute=MembershipFactory(coordinator=True).institute)
    if "user" in change:
        change = {"user": StudentFactory().user}
    with pytest.raises(DatabaseError), transaction.atomic():
        Referee.objects.update(**change)
    assert Referee.objects.values("name", "organisation", "position", "user_id").get() == {
        "name": referee.name,
        "organisation": referee.organisation,
        "position": referee.position,
        "user_id": referee.user_id,
    }


def test_only_who_acts_here_is_confirmed_by_nobody():
    institute = MembershipFactory(coordinator=True).institute
    with pytest.raises(IntegrityError, match="only_who_acts_here_needs_no_confirming"), transaction.atomic():
        RefereeFactory(institute=institute, confirmed_at=clock.now())
    assert RefereeFactory(institute=institute, confirmed_at=clock.now(), basis=Basis.KNOWN).is_confirmed


@pytest.mark.parametrize(
    ("email", "basis"),
    [
        ("sana@gmail.com", Basis.FREE),
        ("sana@kohsar.example", Basis.DOMAIN),
        ("sana@xray.kohsar.example", Basis.DOMAIN),
        ("sana@notkohsar.example", Basis.OTHER),
    ],
)
def test_what_an_address_tells_is_found_out_when_it_is_named(stage, email, basis):
    PartnerFactory(website="https://www.kohsar.example/")
    assert ask(stage.application(), email=email).referee.basis == basis
