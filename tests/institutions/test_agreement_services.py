"""The moves of an agreement: who, when, what is written, who is told."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import translation

from core import clock
from core.actor import CLOCK, Role
from core.errors import IllegalMove, NotAllowed, Refusal, Stale
from core.words import day
from institutions.forms.agreements import AgreementAddForm
from institutions.models import Agreement, AgreementCover
from institutions.services import agreements as services
from institutions.states import AgreementState
from notifications.models import Notification
from tests.factories.institutions import AgreementFactory, MembershipFactory, ProgrammeFactory, a_day
from tests.factories.requirements import RequirementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def parties():
    """A draft agreement with the institute's coordinator and the partner's lead."""
    coordinator = MembershipFactory(coordinator=True)
    lead = MembershipFactory(lead=True)
    agreement = AgreementFactory(institute=coordinator.institute, partner=lead.partner)
    return agreement, coordinator, lead


def send(agreement, coordinator):
    return services.send_agreement(agreement_id=agreement.pk, by=coordinator.as_actor(), now=clock.now())


def sign(agreement, lead):
    return services.sign_agreement(agreement_id=agreement.pk, by=lead.as_actor(), now=clock.now())


def test_send_agreement_passes_it_to_the_partner_and_tells_its_leads(parties):
    agreement, coordinator, lead = parties
    send(agreement, coordinator)
    agreement.refresh_from_db()
    row = agreement.transitions.get()
    assert (agreement.state, agreement.sent_by_id) == (AgreementState.WITH_PARTNER, coordinator.user_id)
    assert (row.move, row.from_state, row.to_state, row.by_id, row.as_label) == (
        "send",
        "draft",
        "with_partner",
        coordinator.user_id,
        coordinator.label,
    )
    assert list(Notification.objects.values_list("reader_id", "kind")) == [(lead.user_id, "agreement.sent")]


def test_send_agreement_without_programmes_says_what_to_do(parties):
    agreement, coordinator, _lead = parties
    agreement.programmes.clear()
    with pytest.raises(Refusal, match="no programme"):
        send(agreement, coordinator)


def test_send_agreement_that_is_over_already_says_so(parties):
    agreement, coordinator, _lead = parties
    Agreement.objects.filter(pk=agreement.pk).update(starts_on=a_day(-40), ends_on=a_day(-1))
    with pytest.raises(Refusal, match="has passed"):
        send(agreement, coordinator)


def test_return_agreement_carries_the_note_to_the_coordinators(parties):
    agreement, coordinator, lead = parties
    send(agreement, coordinator)
    services.return_agreement(
        agreement_id=agreement.pk, by=lead.as_actor(), now=clock.now(), reason="Insurance is missing."
    )
    notice = Notification.objects.get(reader=coordinator.user)
    assert agreement.transitions.latest("pk").note == "Insurance is missing."
    assert "Insurance is missing." in notice.body


def test_sign_agreement_holds_from_then_on(parties):
    agreement, coordinator, lead = parties
    send(agreement, coordinator)
    sign(agreement, lead)
    agreement.refresh_from_db()
    assert (agreement.state, agreement.signed_by_id) == (AgreementState.SIGNED, lead.user_id)
    assert [c.programme for c in AgreementCover.objects.filter(agreement=agreement)] == list(agreement.programmes.all())


def test_sign_agreement_by_the_person_who_sent_it_is_refused(parties):
    agreement, coordinator, lead = parties
    send(agreement, coordinator)
    both = MembershipFactory(user=coordinator.user, role=Role.LEAD, partner=lead.partner)
    with pytest.raises(NotAllowed, match="You signed this for the institute"):
        sign(agreement, both)


def test_sign_agreement_over_another_of_the_pair_and_programme_is_refused_in_words(parties):
    agreement, coordinator, lead = parties
    AgreementFactory(
        signed=True, institute=agreement.institute, partner=agreement.partner, programmes=agreement.programmes.all()
    )
    send(agreement, coordinator)
    with pytest.raises(Refusal, match="Another signed agreement"):
        sign(agreement, lead)
    agreement.refresh_from_db()
    assert agreement.state == AgreementState.WITH_PARTNER


def test_the_database_keeps_covers_of_a_pair_and_programme_apart(parties):
    agreement, _coordinator, _lead = parties
    programme = agreement.programmes.get()
    cover = {"agreement": agreement, "partner": agreement.partner, "programme": programme}
    AgreementCover.objects.create(**cover, during=DateRange(a_day(0), a_day(10), "[]"))
    with pytest.raises(IntegrityError, match="one_signed_agreement_a_pair_and_programme"), transaction.atomic():
        AgreementCover.objects.create(**cover, during=DateRange(a_day(10), a_day(20), "[]"))


def test_the_database_refuses_a_signed_agreement_with_one_signature(parties):
    agreement, coordinator, _lead = parties
    with pytest.raises(IntegrityError, match="signed_agreement_has_both_signatures"), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(
            state="signed", sent_by=coordinator.user, signed_by=coordinator.user
        )


def test_edit_agreement_from_an_old_page_is_refused(parties):
    agreement, coordinator, _lead = parties
    values = {
        "agreement_id": agreement.pk,
        "by": coordinator.as_actor(),
        "now": clock.now(),
        "programmes": agreement.programmes.all(),
    }
    services.edit_agreement(**values, shown_version=1, places=7)
    with pytest.raises(Stale):
        services.edit_agreement(**values, shown_version=1, places=9)
    agreement.refresh_from_db()
    assert agreement.places == 7


def test_a_signed_agreement_is_not_edited(parties):
    agreement, coordinator, lead = parties
    send(agreement, coordinator)
    sign(agreement, lead)
    with pytest.raises(Refusal, match="cannot change"):
        services.edit_agreement(
            agreement_id=agreement.pk,
            by=coordinator.as_actor(),
            now=clock.now(),
            programmes=agreement.programmes.all(),
            places=99,
        )


def test_terminate_agreement_makes_today_its_last_day_and_tells_both(parties):
    agreement, coordinator, lead = parties
    send(agreement, coordinator)
    sign(agreement, lead)
    Notification.objects.all().delete()
    services.terminate_agreement(
        agreement_id=agreement.pk, by=lead.as_actor(), now=clock.now(), reason="The wing closes."
    )
    agreement.refresh_from_db()
    assert (agreement.state, agreement.ends_on) == (AgreementState.TERMINATED, a_day(0))
    assert AgreementCover.objects.get(agreement=agreement).during.upper == a_day(1)
    assert set(Notification.objects.values_list("reader_id", flat=True)) == {coordinator.user_id, lead.user_id}


def test_renew_agreement_drafts_a_successor_that_begins_the_day_after(parties):
    agreement, coordinator, lead = parties
    send(agreement, coordinator)
    sign(agreement, lead)
    asked = RequirementFactory(agreement=agreement, partner=None)
    RequirementFactory(agreement=agreement, partner=None, active_until=agreement.ends_on)
    successor = services.renew_agreement(agreement_id=agreement.pk, by=coordinator.as_actor(), now=clock.now())
    assert (successor.state, successor.starts_on, successor.predecessor_id) == (
        AgreementState.DRAFT,
        agreement.ends_on + timedelta(days=1),
        agreement.pk,
    )
    assert [(row.title, row.rule) for row in successor.requirements.all()] == [(asked.title, asked.rule)]
    with pytest.raises(Refusal, match="begun already"):
        services.renew_agreement(agreement_id=agreement.pk, by=coordinator.as_actor(), now=clock.now())


def recall(agreement, coordinator):
    return services.recall_agreement(agreement_id=agreement.pk, by=coordinator.as_actor(), now=clock.now())


def discard(agreement, coordinator):
    return services.discard_agreement(agreement_id=agreement.pk, by=coordinator.as_actor(), now=clock.now())


def test_recall_agreement_takes_it_and_the_signature_back_and_tells_the_leads(parties):
    agreement, coordinator, lead = parties
    send(agreement, coordinator)
    recalled = recall(agreement, coordinator)
    assert (recalled.state, recalled.sent_by_id, recalled.sent_at) == (AgreementState.DRAFT, None, None)
    assert list(agreement.transitions.order_by("pk").values_list("move", flat=True)) == ["send", "recall"]
    notices = Notification.objects.filter(reader=lead.user).order_by("pk")
    assert list(notices.values_list("kind", flat=True)) == ["agreement.sent", "agreement.recalled"]
    assert not Agreement.objects.visible_to(lead.as_actor()).exists()


def test_recall_agreement_is_the_institutes_and_only_before_the_answer(parties):
    agreement, coordinator, lead = parties
    send(agreement, coordinator)
    with pytest.raises(NotAllowed, match="Return it with a note"):
        recall(agreement, lead)
    sign(agreement, lead)
    with pytest.raises(Refusal, match="does not wait for the partner"):
        recall(agreement, coordinator)


def test_discard_agreement_takes_a_draft_out_of_sight_and_keeps_its_history(parties):
    agreement, coordinator, _lead = parties
    discard(agreement, coordinator)
    administrator = MembershipFactory(administrator=True).as_actor()
    assert not Agreement.objects.visible_to(coordinator.as_actor()).exists()
    assert [a.state for a in Agreement.objects.visible_to(administrator)] == [AgreementState.DISCARDED]
    assert (agreement.transitions.get().label, Notification.objects.count()) == ("Thrown away", 0)


def test_what_was_sent_is_not_thrown_away(parties):
    agreement, coordinator, lead = parties
    with pytest.raises(NotAllowed):
        discard(agreement, lead)
    send(agreement, coordinator)
    with pytest.raises(Refusal, match="Only a draft"):
        discard(agreement, coordinator)


def test_a_renewal_that_was_thrown_away_is_begun_again(parties):
    agreement, coordinator, lead = parties
    send(agreement, coordinator)
    sign(agreement, lead)
    renewal = {"agreement_id": agreement.pk, "by": coordinator.as_actor(), "now": clock.now()}
    mistaken = services.renew_agreement(**renewal)
    discard(mistaken, coordinator)
    assert services.renew_agreement(**renewal).predecessor_id == agreement.pk
    with pytest.raises(IntegrityError, match="discarded_agreement_renews_nothing"), transaction.atomic():
        Agreement.objects.filter(predecessor=agreement).update(state="discarded")


def test_expire_agreement_waits_for_the_institutes_midnight_and_then_ends_it():
    coordinator = MembershipFactory(coordinator=True)
    agreement = AgreementFactory(signed=True, institute=coordinator.institute, ends_on=a_day(0))
    with pytest.raises(Refusal, match="has not passed"):
        services.expire_agreement(agreement_id=agreement.pk, by=CLOCK, now=clock.now())
    services.expire_agreement(agreement_id=agreement.pk, by=CLOCK, now=clock.now() + timedelta(days=1))
    agreement.refresh_from_db()
    row = agreement.transitions.get()
    assert (agreement.state, row.via, row.by_id) == (AgreementState.EXPIRED, "clock", None)


def test_sign_agreement_twice_is_an_illegal_move_in_words(parties):
    agreement, coordinator, lead = parties
    send(agreement, coordinator)
    sign(agreement, lead)
    with pytest.raises((IllegalMove, Refusal), match="does not wait for your answer"):
        sign(agreement, lead)


def test_a_strangers_agreement_is_not_visible_and_a_draft_not_to_the_partner(parties):
    agreement, coordinator, lead = parties
    stranger = MembershipFactory(coordinator=True)
    other_lead = MembershipFactory(lead=True)
    seen = {m.pk: list(Agreement.objects.visible_to(m.as_actor())) for m in (coordinator, lead, stranger, other_lead)}
    assert seen == {coordinator.pk: [agreement], lead.pk: [], stranger.pk: [], other_lead.pk: []}
    send(agreement, coordinator)
    assert list(Agreement.objects.visible_to(lead.as_actor())) == [agreement]


def test_programmes_of_another_institute_are_not_offered_in_the_form(parties):
    agreement, coordinator, _lead = parties
    ProgrammeFactory()
    form = AgreementAddForm(actor=coordinator.as_actor())
    assert list(form.fields["programmes"].queryset) == list(agreement.programmes.all())


def test_each_reader_is_told_in_the_own_language_whoever_acts(parties):
    agreement, coordinator, lead = parties
    lead.user.language = "ur"
    lead.user.save()
    other = MembershipFactory(lead=True, partner=lead.partner)
    send(agreement, coordinator)
    with translation.override("ur"):
        in_urdu = day(agreement.starts_on)
    bodies = dict(Notification.objects.values_list("reader_id", "body"))
    assert in_urdu != day(agreement.starts_on)
    assert in_urdu in bodies[lead.user_id]
    assert day(agreement.starts_on) in bodies[other.user_id]
