"""The papers of an agreement: clauses before sending, files, signatures on paper and the objection to them."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import ReadLog, StoredFile
from core import clock
from core.errors import NotAllowed, Refusal
from institutions.models import Agreement, AgreementClause, AgreementCover, AgreementDocument, Clause
from institutions.policies.clauses import checklist, may_go_without
from institutions.services import agreements as services
from institutions.services.agreements_documents import attach_document, remove_document
from institutions.services.agreements_paper import object_to_agreement, settle_objection, sign_on_paper
from institutions.services.clauses import MINIMUM, STARTERS, Answer, answer_clauses, load_clauses
from institutions.states import AgreementState
from notifications.models import Notification
from tests.factories.institutions import AgreementFactory, MembershipFactory, a_day
from tests.files import a_pdf, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def parties():
    """A draft agreement with the institute's coordinator and the partner's lead."""
    coordinator, lead = MembershipFactory(coordinator=True), MembershipFactory(lead=True)
    return AgreementFactory(institute=coordinator.institute, partner=lead.partner), coordinator, lead


def acted(membership):
    return {"by": membership.as_actor(), "now": clock.now()}


def answered(agreement, coordinator, *, but=(), answer="yes", note=""):
    """Every minimum clause answered, but for those whose key is named."""
    answers = [
        Answer(clause.pk, answer, "Page 2", note)
        for clause in Clause.objects.filter(is_minimum=True).exclude(key__in=but)
    ]
    return answer_clauses(agreement_id=agreement.pk, answers=answers, **acted(coordinator))


def on_paper(agreement, coordinator, **changes):
    values = {
        "scan": upload(a_pdf(), "signed.pdf"),
        "signed_on": a_day(-3),
        "institute_signatory": "Prof Nadia Rehman",
        "institute_signatory_title": "Principal",
        "partner_signatory": "Dr Omar Haleem",
        "partner_signatory_title": "Medical director",
    }
    return sign_on_paper(agreement_id=agreement.pk, **acted(coordinator), **values | changes)


# clauses


def test_load_clauses_twice_adds_each_once_and_leaves_what_was_edited():
    assert load_clauses() == len(MINIMUM) + len(STARTERS)
    Clause.objects.filter(key="access").update(name="Access to wards")
    assert (load_clauses(), Clause.objects.get(key="access").name) == (0, "Access to wards")
    assert Clause.objects.filter(is_minimum=True).count() == 5


def test_send_agreement_without_a_minimum_clause_says_how_many_are_ticked_and_which_is_missing(parties):
    agreement, coordinator, _lead = parties
    load_clauses()
    answered(agreement, coordinator, but=["exposure"])
    with pytest.raises(Refusal, match="4 of 5 minimum clauses are ticked; missing: “Care after exposure or injury”"):
        services.send_agreement(agreement_id=agreement.pk, **acted(coordinator))
    answered(agreement, coordinator)
    assert services.send_agreement(agreement_id=agreement.pk, **acted(coordinator)).state == AgreementState.WITH_PARTNER


@pytest.mark.parametrize(
    ("answer", "note", "settles"),
    [("yes", "", True), ("no", "", False), ("not_applicable", "No patients are met.", True)],
)
def test_what_settles_a_clause(parties, answer, note, settles):
    agreement, coordinator, _lead = parties
    load_clauses()
    answered(agreement, coordinator, answer=answer, note=note)
    assert bool(may_go_without(agreement)) is settles


def test_a_clause_that_does_not_apply_says_why_even_by_hand(parties):
    agreement, coordinator, _lead = parties
    load_clauses()
    with pytest.raises(IntegrityError, match="clause_that_does_not_apply_says_why"), transaction.atomic():
        answered(agreement, coordinator, answer="not_applicable")


def test_an_answer_that_is_taken_back_is_gone(parties):
    agreement, coordinator, _lead = parties
    load_clauses()
    answered(agreement, coordinator)
    answered(agreement, coordinator, answer="")
    assert not AgreementClause.objects.exists()


def test_a_scan_that_the_coordinator_has_read_stands_for_the_minimum_clauses(parties):
    agreement, coordinator, _lead = parties
    load_clauses()
    attach_document(
        agreement_id=agreement.pk, file=upload(a_pdf()), kind="scan", holds_clauses=True, **acted(coordinator)
    )
    assert services.send_agreement(agreement_id=agreement.pk, **acted(coordinator)).state == AgreementState.WITH_PARTNER


def test_optional_clauses_hold_nothing_up_and_a_retired_one_is_asked_no_more(parties):
    agreement, _coordinator, _lead = parties
    load_clauses()
    Clause.objects.filter(is_minimum=True).update(retired=True)
    assert may_go_without(agreement)
    assert len(checklist(agreement).others) == len(STARTERS)


def test_a_renewal_begins_with_the_clauses_and_the_scope_of_the_old_one():
    agreement = AgreementFactory(signed=True, kinds=["rotation"], places_a_year=7)
    coordinator = MembershipFactory(coordinator=True, institute=agreement.institute)
    load_clauses()
    clause = Clause.objects.get(key="access")
    AgreementClause.objects.create(agreement=agreement, clause=clause, answer="yes", where="Page 1")
    new = services.renew_agreement(agreement_id=agreement.pk, **acted(coordinator))
    assert list(new.clauses.values_list("clause", "answer", "where")) == [(clause.pk, "yes", "Page 1")]
    assert (new.kinds, new.places_a_year) == (["rotation"], 7)


def test_agreement_clauses_page_without_a_reason_keeps_what_was_typed(client, parties):
    agreement, coordinator, _lead = parties
    load_clauses()
    client.force_login(coordinator.user)
    pk = Clause.objects.get(key="exposure").pk
    address = reverse("agreement_clauses", args=[agreement.pk])
    page = client.post(address, {f"answer_{pk}": "not_applicable", f"where_{pk}": "Page 9", "version": 1})
    assert ("Say why it does not apply." in page.text, 'value="Page 9"' in page.text) == (True, True)
    sent = {f"answer_{pk}": "not_applicable", f"note_{pk}": "An office.", "version": 1, "idempotency_key": "k"}
    assert client.post(address, sent).status_code == 302
    assert agreement.clauses.get().note == "An office."


# files


def test_both_parties_add_files_and_each_reading_is_written_down(client, parties):
    agreement, coordinator, lead = parties
    client.force_login(coordinator.user)
    address = reverse("agreement_attach", args=[agreement.pk])
    sent = {"kind": "annex", "title": "Annex A", "file": upload(a_pdf()), "idempotency_key": "k"}
    assert client.post(address, sent).status_code == 302
    document = AgreementDocument.objects.get()
    services.send_agreement(agreement_id=agreement.pk, **acted(coordinator))
    attach_document(agreement_id=agreement.pk, file=upload(a_pdf(), "cover.pdf"), kind="insurance", **acted(lead))
    client.force_login(lead.user)
    page = client.get(document.get_absolute_url())
    assert (page["Content-Type"], b"".join(page.streaming_content)[:5]) == ("application/pdf", b"%PDF-")
    assert list(ReadLog.objects.values_list("file", "reader")) == [(document.file_id, lead.user_id)]
    assert sorted(AgreementDocument.objects.values_list("side", "kind")) == [
        ("institute", "annex"),
        ("partner", "insurance"),
    ]


def test_a_strangers_document_is_not_found(client, parties):
    agreement, coordinator, _lead = parties
    document = attach_document(agreement_id=agreement.pk, file=upload(a_pdf()), kind="draft", **acted(coordinator))
    client.force_login(MembershipFactory(coordinator=True).user)
    assert client.get(document.get_absolute_url()).status_code == 404


def test_remove_document_takes_row_and_file_until_the_signature_and_never_after(parties):
    agreement, coordinator, lead = parties
    first, second = (
        attach_document(agreement_id=agreement.pk, file=upload(a_pdf()), kind="draft", **acted(coordinator))
        for _ in range(2)
    )
    with pytest.raises(NotAllowed, match="Only the party that added"):
        remove_document(document_id=first.pk, **acted(lead))
    remove_document(document_id=first.pk, **acted(coordinator))
    assert (AgreementDocument.objects.get(), StoredFile.objects.get()) == (second, second.file)
    services.send_agreement(agreement_id=agreement.pk, **acted(coordinator))
    services.sign_agreement(agreement_id=agreement.pk, **acted(lead))
    with pytest.raises(Refusal, match="belongs to a signed agreement, and stays"):
        remove_document(document_id=second.pk, **acted(coordinator))
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        AgreementDocument.objects.filter(pk=second.pk).delete()
    assert caught.value.__cause__.diag.constraint_name == "document_of_a_signed_agreement_stays"


# signatures on paper


def test_sign_on_paper_holds_from_then_on_and_tells_the_lead(parties):
    agreement, coordinator, lead = parties
    on_paper(agreement, coordinator)
    agreement.refresh_from_db()
    assert (agreement.state, agreement.signed_on_paper, agreement.scan.kind) == (AgreementState.SIGNED, True, "scan")
    assert AgreementCover.objects.filter(agreement=agreement).count() == 1
    assert list(Notification.objects.values_list("reader_id", "kind")) == [(lead.user_id, "agreement.recorded")]
    assert agreement.transitions.get().move == "sign_on_paper"


@pytest.mark.parametrize(
    "missing", [{"scan": None}, {"signed_on": None}, {"institute_signatory": ""}, {"partner_signatory": ""}]
)
def test_the_database_takes_no_paper_signature_without_scan_names_and_day(parties, missing):
    agreement, coordinator, _lead = parties
    on_paper(agreement, coordinator)
    with pytest.raises(IntegrityError, match="signed_agreement_has_both_signatures"), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(**missing)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"signed_on": a_day(2)}, "This day has not come yet"),
        ({"scan": upload(b"no pdf at all", "signed.pdf")}, "This file is damaged"),
    ],
)
def test_sign_on_paper_refuses_what_cannot_be(parties, changes, words):
    agreement, coordinator, _lead = parties
    with pytest.raises(Refusal, match=words):
        on_paper(agreement, coordinator, **changes)
    agreement.refresh_from_db()
    assert (agreement.state, AgreementDocument.objects.count()) == (AgreementState.DRAFT, 0)


def test_sign_on_paper_asks_for_the_clauses_too(parties):
    agreement, coordinator, _lead = parties
    load_clauses()
    with pytest.raises(Refusal, match="0 of 5 minimum clauses"):
        on_paper(agreement, coordinator)
    assert on_paper(agreement, coordinator, holds_clauses=True).state == AgreementState.SIGNED


def test_sign_on_paper_by_the_lead_is_not_allowed(parties):
    agreement, coordinator, lead = parties
    services.send_agreement(agreement_id=agreement.pk, **acted(coordinator))
    with pytest.raises(NotAllowed):
        on_paper(agreement, lead)


def test_an_objection_is_told_and_holds_up_until_it_is_withdrawn(parties):
    agreement, coordinator, lead = parties
    on_paper(agreement, coordinator)
    object_to_agreement(agreement_id=agreement.pk, reason="Not our director.", **acted(lead))
    assert list(Agreement.objects.held()) == []
    assert "Not our director." in Notification.objects.get(reader=coordinator.user).body
    with pytest.raises(Refusal, match="objected already"):
        object_to_agreement(agreement_id=agreement.pk, reason="Again.", **acted(lead))
    settle_objection(agreement_id=agreement.pk, **acted(lead))
    assert list(Agreement.objects.held()) == [agreement]
    assert [row.label for row in agreement.transitions.order_by("pk")] == [
        "Signed",
        "The partner objects",
        "The objection is withdrawn",
    ]


def test_a_signature_in_the_portal_is_not_objected_to(parties):
    agreement, coordinator, lead = parties
    services.send_agreement(agreement_id=agreement.pk, **acted(coordinator))
    services.sign_agreement(agreement_id=agreement.pk, **acted(lead))
    with pytest.raises(Refusal, match="Nothing was recorded for you"):
        object_to_agreement(agreement_id=agreement.pk, reason="No.", **acted(lead))
    with pytest.raises(IntegrityError, match="only_a_paper_signature_is_objected_to"), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(objected_at=clock.now())


def test_a_second_return_is_told_as_the_first_was(parties):
    agreement, coordinator, lead = parties
    for reason in ("Name the insurer.", "And the nights."):
        services.send_agreement(agreement_id=agreement.pk, **acted(coordinator))
        services.return_agreement(agreement_id=agreement.pk, reason=reason, **acted(lead))
    assert Notification.objects.filter(reader=coordinator.user, kind="agreement.returned").count() == 2
