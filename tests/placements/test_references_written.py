"""References: written, declined, taken back, read; and what the database keeps of them."""

from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction

from accounts.models import AccessLink, Purpose
from core import clock
from core.actor import Via
from core.errors import Refusal
from notifications.models import Notification
from placements.models import Application, Reference
from placements.policies import references as policies
from placements.services import referees
from placements.services import references as services
from placements.states import ApplicationState, ReferenceState
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.placements import ApplicationFactory
from tests.factories.references import LETTER, ReferenceFactory, reference_link
from tests.factories.students import membership_of
from tests.files import a_pdf, upload
from tests.placements.panel import a_panel
from tests.placements.stage import acting

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


# Writing


def test_answer_reference_freezes_who_wrote_and_how_they_were_identified_and_tells_both_sides(stage):
    application = stage.application(submitted=True)
    reference = confirm(ask(application), stage.coordinator.as_actor())
    answer(reference)
    reference.refresh_from_db()
    assert (reference.state, reference.text, reference.facts["email"]) == (
        ReferenceState.ANSWERED,
        LETTER,
        "sana@kohsar.example",
    )
    assert "Called the ward." in reference.facts["identified"]
    assert told("reference.answered") == [application.student.user_id]
    assert told("reference.received") == [stage.lead.user_id]
    assert LETTER not in "".join(Notification.objects.values_list("body", flat=True))


def test_answer_reference_tells_each_partner_of_its_own_internship_alone(stage):
    application = stage.application(submitted=True)
    other = ApplicationFactory(student=application.student, submitted=True)
    lead = MembershipFactory(lead=True, partner=other.slot.partner)
    reference = confirm(ask(application, also=[other.pk]), stage.coordinator.as_actor())
    answer(reference)
    bodies = dict(Notification.objects.filter(kind="reference.received").values_list("reader", "body"))
    assert {
        reader: [title in body for title in (str(stage.slot), str(other.slot))] for reader, body in bodies.items()
    } == {
        stage.lead.user_id: [True, False],
        lead.user_id: [False, True],
    }


def test_answer_reference_in_a_blind_review_names_the_student_to_nobody_and_shows_nothing():
    panel = a_panel(blind=True)
    application = panel.stage.application(submitted=True)
    reference = confirm(ask(application), panel.stage.coordinator.as_actor())
    answer(reference)
    assert told("reference.answered") == [application.student.user_id]
    assert told("reference.received") == []
    assert list(Reference.objects.visible_to(panel.lead.as_actor())) == []
    Application.objects.filter(pk=application.pk).update(state=ApplicationState.REJECTED)
    assert list(Reference.objects.visible_to(panel.lead.as_actor())) == [reference]


def test_answer_reference_of_a_few_words_wants_more_or_a_letter(stage):
    reference = ReferenceFactory(asked=True)
    with pytest.raises(Refusal, match="A reference of a few words helps nobody"):
        answer(reference, text="Good.")
    answer(reference, text="", file=upload(a_pdf(), "letter.pdf"))
    reference.refresh_from_db()
    assert (reference.state, reference.file.name, reference.file.owner) == (
        ReferenceState.ANSWERED,
        "letter.pdf",
        reference.referee.user,
    )


def test_answer_reference_that_names_a_patient_is_not_sent():
    reference = ReferenceFactory(asked=True)
    with pytest.raises(Refusal, match="an identity card number"):
        answer(reference, text=f"{LETTER} 42101-1234567-1")
    assert Reference.objects.get().state == ReferenceState.ASKED


def test_save_reference_keeps_what_was_begun_and_nobody_else_reads_it(stage):
    reference = ReferenceFactory(asked=True, waived=False)
    services.save_reference(
        reference_id=reference.pk, by=as_writer(reference), now=clock.now(), capacity="Six weeks", text="She"
    )
    reference.refresh_from_db()
    assert (reference.text, reference.state) == ("She", ReferenceState.ASKED)
    assert not policies.may_read(membership_of(reference.student).as_actor(), reference)


@pytest.mark.parametrize("change", [{"text": "Better."}, {"state": "asked"}, {"facts": {}}, {"capacity": "A year"}])
def test_a_written_reference_never_changes_even_by_a_raw_update(change):
    ReferenceFactory(answered=True)
    with pytest.raises(DatabaseError), transaction.atomic():
        Reference.objects.update(**change)
    assert Reference.objects.get().text == LETTER


def test_a_waiver_stays_as_given_even_by_a_raw_update():
    ReferenceFactory(waived=True)
    with pytest.raises(DatabaseError), transaction.atomic():
        Reference.objects.update(waived=False)
    assert Reference.objects.get().waived


def test_decline_reference_throws_away_what_was_begun_and_tells_the_student():
    reference = ReferenceFactory(asked=True, text="She is not")
    services.decline_reference(reference_id=reference.pk, by=as_writer(reference), now=clock.now(), reason="On leave.")
    reference.refresh_from_db()
    assert (reference.state, reference.text) == (ReferenceState.DECLINED, "")
    assert "On leave." in Notification.objects.get(kind="reference.declined").body


def test_cancel_reference_tells_who_was_asked_and_ends_the_link(stage):
    reference = confirm(ask(stage.application()), stage.coordinator.as_actor())
    services.cancel_reference(
        reference_id=reference.pk, by=membership_of(reference.student).as_actor(), now=clock.now()
    )
    assert told("reference.cancelled") == [reference.referee.user_id]
    assert AccessLink.objects.get(purpose=Purpose.REFERENCE).revoked_at is not None


def test_cancel_reference_of_one_that_never_went_out_tells_nobody(stage):
    reference = ask(stage.application())
    services.cancel_reference(
        reference_id=reference.pk, by=membership_of(reference.student).as_actor(), now=clock.now()
    )
    assert told("reference.cancelled") == []


# Reading


@pytest.mark.parametrize(("waived", "may"), [(True, False), (False, True)])
def test_a_student_reads_it_only_where_they_kept_the_right(waived, may):
    reference = ReferenceFactory(answered=True, waived=waived)
    verdict = policies.may_read(membership_of(reference.student).as_actor(), reference)
    assert (bool(verdict), verdict.personal) == (may, not may)


def test_the_lead_reads_it_once_the_application_was_sent(stage):
    draft = stage.application()
    reference = ReferenceFactory(answered=True, student=draft.student, uses=[draft])
    assert not policies.may_read(stage.lead.as_actor(), reference)
    sent = stage.application(submitted=True)
    reference = ReferenceFactory(answered=True, student=sent.student, uses=[sent])
    assert policies.may_read(stage.lead.as_actor(), reference)
    assert not policies.may_read(MembershipFactory(lead=True).as_actor(), reference)


def test_the_office_and_whoever_looks_through_eyes_do_not_read_it(stage):
    sent = stage.application(submitted=True)
    reference = ReferenceFactory(answered=True, student=sent.student, uses=[sent])
    assert policies.may_read(stage.coordinator.as_actor(), reference).personal
    through = replace(stage.lead.as_actor(), viewed_by=MembershipFactory(administrator=True).user_id)
    assert policies.may_read(through, reference).personal
    assert list(Reference.objects.visible_to(through)) == []


def test_references_are_seen_by_their_student_the_office_and_the_leads_they_reached(stage):
    sent = stage.application(submitted=True)
    reference = ReferenceFactory(asked=True, student=sent.student, uses=[sent])
    named = ReferenceFactory(student=sent.student, uses=[sent])
    ReferenceFactory(asked=True)

    def seen(membership):
        return set(Reference.objects.visible_to(membership.as_actor()))

    assert seen(membership_of(sent.student)) == seen(stage.coordinator) == {reference, named}
    assert seen(stage.lead) == {reference}
    assert seen(MembershipFactory(lead=True)) == seen(MembershipFactory(administrator=True)) == set()
