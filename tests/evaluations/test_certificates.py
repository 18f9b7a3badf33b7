"""Certificates: what they state, who issues them, what becomes of them, and that nothing of it ever changes."""

from functools import partial

import pytest
from django.db import InternalError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import clock
from core.actor import Role
from core.errors import IllegalMove, NotAllowed, Refusal
from evaluations.models import Certificate, SerialCounter
from evaluations.services import certificates as services
from evaluations.services.certificates_files import file_certificate
from evaluations.states import CertificateState
from notifications.models import Notification
from tests.factories.institutions import MembershipFactory
from tests.factories.papers import some_papers
from tests.factories.placements import HoursEntryFactory
from tests.races import race, refusals

pytestmark = pytest.mark.django_db


@pytest.fixture
def papers():
    return some_papers()


def issue(papers, by=None):
    return services.issue_certificate(placement_id=papers.ward.pk, by=by or papers.office, now=clock.now())


def revoke(certificate, papers, reason="The hours were signed for somebody else."):
    return services.revoke_certificate(certificate_id=certificate.pk, by=papers.office, now=clock.now(), reason=reason)


def reissue(certificate, papers, by=None):
    return services.reissue_certificate(
        certificate_id=certificate.pk, by=by or papers.office, now=clock.now(), reason="Spelling of the name."
    )


def rename(papers, name):
    user = papers.placement.student.user
    user.name = name
    user.save()


def test_issue_certificate_freezes_what_the_record_says(papers):
    student = papers.placement.student
    facts = issue(papers).facts
    assert facts["name"] == student.user.name
    assert facts["programme"] == student.programme.name
    assert facts["sponsored"] is False
    assert facts["starts_on"] == papers.placement.starts_on.isoformat()
    assert facts["objectives"] == [
        {"text": objective.text, "level": level}
        for objective, level in zip(
            papers.placement.slot.objectives.order_by("position"),
            ["On their own", "With a supervisor nearby"],
            strict=True,
        )
    ]
    assert facts["signatories"] == [
        {"name": papers.ward.supervisor.user.name, "title": "Consultant radiologist, PMDC 41207-P"},
        {"name": "Prof Bilal Ahmed", "title": "Principal"},
    ]
    rename(papers, "Somebody Else")
    assert Certificate.objects.get().facts == facts


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    shifts=st.lists(st.tuples(st.integers(1, 900), st.sampled_from(["approved", "submitted", "returned"])), max_size=6)
)
def test_certificate_minutes_are_the_sum_of_approved_ones_whatever_else_was_entered(db, shifts):
    with transaction.atomic():
        papers = some_papers(shifts=0)
        for minutes, state in shifts:
            HoursEntryFactory(
                placement=papers.placement, minutes=minutes, **{} if state == "submitted" else {state: True}
            )
        approved = sum(minutes for minutes, state in shifts if state == "approved")
        assert issue(papers).facts["minutes"] == approved
        transaction.set_rollback(True)


def test_issue_certificate_whose_hours_fall_short_is_refused():
    papers = some_papers(shifts=1, application__slot__required_hours=40)
    with pytest.raises(Refusal, match="do not bear a certificate out"):
        issue(papers)
    assert not Certificate.objects.exists()


def test_issue_certificate_with_an_objective_unconfirmed_is_refused(papers):
    papers.placement.confirmations.first().delete()
    with pytest.raises(Refusal, match="Not every objective"):
        issue(papers)


def test_issue_certificate_of_a_placement_under_way_says_what_to_do():
    papers = some_papers(completed=False)
    with pytest.raises(Refusal, match="not completed yet"):
        issue(papers)


def test_issue_certificate_is_the_institutes_alone(papers):
    others = [
        papers.ward.doctor,
        papers.ward.intern,
        papers.ward.host,
        MembershipFactory(coordinator=True).as_actor(),
        MembershipFactory(viewer=True, institute=papers.placement.institute).as_actor(),
    ]
    for actor in others:
        with pytest.raises(NotAllowed):
            issue(papers, by=actor)
    assert not Certificate.objects.exists()


def test_issue_certificate_a_second_time_is_refused(papers):
    issue(papers)
    with pytest.raises(Refusal, match="has a certificate already"):
        issue(papers)


def test_serials_follow_one_another_and_a_refused_issue_leaves_no_gap(papers):
    first = issue(papers)
    short = some_papers(shifts=1, application__slot__required_hours=40)
    with pytest.raises(Refusal):
        issue(short)
    second = issue(some_papers())
    year = papers.placement.today(clock.now()).year
    assert [first.serial, second.serial] == [f"WB-{year}-000001", f"WB-{year}-000002"]
    assert SerialCounter.objects.get(year=year).last == 2


def test_codes_are_26_letters_of_a_reading_alphabet_and_differ(papers):
    codes = {issue(papers).code, issue(some_papers()).code}
    assert len(codes) == 2
    assert all(len(code) == 26 and not set(code) & set("ILOU") for code in codes)


def test_the_student_is_told_when_the_file_is_there_and_not_before(papers):
    certificate = issue(papers)
    told = Notification.objects.filter(reader=papers.placement.student.user, kind="certificate.ready")
    assert not told.exists()
    file_certificate(certificate_id=certificate.pk, now=clock.now())
    file_certificate(certificate_id=certificate.pk, now=clock.now())
    assert told.count() == 1


def test_file_certificate_makes_one_file_for_ever(papers):
    certificate = issue(papers)
    filed = file_certificate(certificate_id=certificate.pk, now=clock.now())
    assert file_certificate(certificate_id=certificate.pk, now=clock.now()) is None
    certificate.refresh_from_db()
    assert (certificate.file, certificate.file.owner_id) == (filed.file, papers.placement.student.user_id)
    with pytest.raises(InternalError, match="one_sealed_file_for_ever"), transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk).update(file=None)


def test_file_certificate_of_a_revoked_one_makes_nothing(papers):
    certificate = issue(papers)
    revoke(certificate, papers)
    assert file_certificate(certificate_id=certificate.pk, now=clock.now()) is None


def test_revoke_certificate_says_why_and_tells_the_student(papers):
    certificate = revoke(issue(papers), papers)
    assert (certificate.state, certificate.reason) == (
        CertificateState.REVOKED,
        "The hours were signed for somebody else.",
    )
    assert [row.move for row in certificate.transitions.order_by("pk")] == ["issue", "revoke"]
    notice = Notification.objects.get(reader=papers.placement.student.user, kind="certificate.revoked")
    assert "signed for somebody else" in notice.body


def test_revoke_certificate_is_the_institutes_alone_and_happens_once(papers):
    certificate = issue(papers)
    stranger = MembershipFactory(coordinator=True).as_actor()
    with pytest.raises(NotAllowed):
        services.revoke_certificate(certificate_id=certificate.pk, by=stranger, now=clock.now(), reason="No.")
    revoke(certificate, papers)
    with pytest.raises(Refusal, match="does not hold any more"):
        revoke(certificate, papers)


def test_a_revoked_certificate_may_be_followed_by_a_new_one(papers):
    revoke(issue(papers), papers)
    assert issue(papers).state == CertificateState.ISSUED


def test_reissue_certificate_supersedes_with_the_record_of_today(papers):
    old = issue(papers)
    rename(papers, "Ayesha Imran Khan")
    new = reissue(old, papers)
    old.refresh_from_db()
    assert (old.state, old.reason, new.supersedes_id) == (CertificateState.SUPERSEDED, "Spelling of the name.", old.pk)
    assert (new.facts["name"], new.state) == ("Ayesha Imran Khan", CertificateState.ISSUED)
    assert old.facts["name"] != new.facts["name"]
    assert old.code != new.code


def test_reissue_certificate_of_an_unchanged_record_is_refused(papers):
    with pytest.raises(Refusal, match="The record says what the certificate says"):
        reissue(issue(papers), papers)


def test_reissue_certificate_of_a_revoked_one_is_refused(papers):
    old = revoke(issue(papers), papers)
    rename(papers, "Ayesha Imran Khan")
    with pytest.raises((Refusal, IllegalMove), match="does not hold any more"):
        reissue(old, papers)


def test_reissue_certificate_by_another_institute_is_refused(papers):
    old = issue(papers)
    rename(papers, "Ayesha Imran Khan")
    with pytest.raises(NotAllowed):
        reissue(old, papers, by=MembershipFactory(coordinator=True).as_actor())


@pytest.mark.parametrize(
    ("change", "promise"),
    [
        ("facts = '{}'", "what_a_certificate_states_stays"),
        ("serial = 'WB-1'", "what_a_certificate_states_stays"),
        ("code = 'X'", "what_a_certificate_states_stays"),
        ("issued_at = now()", "what_a_certificate_states_stays"),
    ],
)
def test_the_database_refuses_to_change_what_a_certificate_states(papers, change, promise):
    certificate = issue(papers)
    with pytest.raises(InternalError, match=promise), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE evaluations_certificate SET {change} WHERE id = %s", [certificate.pk])  # noqa: S608


def test_the_database_refuses_to_bring_a_revoked_certificate_back_or_to_delete_one(papers):
    certificate = revoke(issue(papers), papers)
    with pytest.raises(InternalError, match="a_certificate_ends_once"), transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk).update(state="issued", reason="")
    with (
        pytest.raises(InternalError, match="a_certificate_is_kept"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM evaluations_certificate WHERE id = %s", [certificate.pk])


def test_certificates_are_seen_by_the_placements_people_alone(papers):
    certificate = issue(papers)
    ward = papers.ward
    seers = [ward.student, ward.supervisor, ward.lead, ward.coordinator]
    strangers = [
        MembershipFactory(coordinator=True),
        MembershipFactory(lead=True),
        MembershipFactory(supervisor=True, partner=papers.placement.partner),
        MembershipFactory(
            user=ward.student.user, role=Role.STUDENT, institute=MembershipFactory(student=True).institute
        ),
    ]
    assert [list(Certificate.objects.visible_to(m.as_actor())) for m in seers] == [[certificate]] * 4
    assert [list(Certificate.objects.visible_to(m.as_actor())) for m in strangers] == [[]] * 4


@pytest.mark.django_db(transaction=True)
def test_ten_people_who_issue_one_certificate_at_once_issue_one():
    papers = some_papers()
    results = race([partial(issue, papers)] * 10)
    assert len(refusals(results, Refusal)) == 9
    assert Certificate.objects.get().serial.endswith("-000001")


@pytest.mark.django_db(transaction=True)
def test_certificates_of_ten_placements_issued_at_once_have_ten_serials_without_a_gap():
    several = [some_papers() for _ in range(10)]
    assert refusals(race([partial(issue, papers) for papers in several]), Refusal) == []
    assert sorted(int(serial[-6:]) for serial in Certificate.objects.values_list("serial", flat=True)) == list(
        range(1, 11)
    )


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_one_file_make_one():
    certificate = issue(some_papers())
    made = race([partial(file_certificate, certificate_id=certificate.pk, now=clock.now())] * 2)
    assert len([row for row in made if row is not None]) == 1
    assert Notification.objects.filter(kind="certificate.ready").count() == 1
