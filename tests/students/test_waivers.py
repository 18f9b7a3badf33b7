"""Waivers: who gives and withdraws them, who is told, who reads why."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core import clock
from core.errors import IllegalMove, NotAllowed, Refusal
from institutions.models import EvidenceKind
from notifications.models import Notification
from students.models import Waiver
from students.policies.waivers import may_read_reason
from students.services.waivers import give_waiver, withdraw_waiver
from students.states import WaiverState
from tests.factories.institutions import AgreementFactory, DepartmentFactory, MembershipFactory, a_day
from tests.factories.requirements import EvidenceKindFactory, RequirementFactory, WaiverFactory
from tests.factories.students import StudentFactory, membership_of
from tests.races import race, refusals

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return MembershipFactory(coordinator=True)


@pytest.fixture
def lead():
    return MembershipFactory(lead=True)


@pytest.fixture
def student(office):
    return StudentFactory(institute=office.institute)


@pytest.fixture
def requirement(lead):
    return RequirementFactory(partner=lead.partner)


def give(student, requirement, by, **changes):
    words = {"reason": "They train it in the first week.", "agreed_with": "Farah Jamil, by phone"}
    return give_waiver(
        student_id=student.pk, requirement_id=requirement.pk, by=by.as_actor(), now=clock.now(), **words | changes
    )


def test_give_waiver_is_kept_and_told_to_student_and_partner(student, requirement, office, lead):
    waiver = give(student, requirement, office)
    assert (waiver.state, waiver.given_by, waiver.given_as) == (WaiverState.GIVEN, office.user, office.label)
    assert set(Notification.objects.values_list("reader", flat=True)) == {student.user_id, lead.user_id}
    told = Notification.objects.get(reader=lead.user)
    assert requirement.title not in told.subject + told.body
    assert "Farah Jamil" in told.body


def test_give_waiver_without_the_partners_word_is_refused(student, requirement, office):
    with pytest.raises(Refusal, match="Write who at the partner agreed"):
        give(student, requirement, office, agreed_with=" ")
    assert not Waiver.objects.exists()


def test_give_waiver_of_a_programmes_own_needs_no_partner(student, office):
    requirement = RequirementFactory(partner=None, programme=student.programme)
    assert give(student, requirement, office, agreed_with="").agreed_with == ""
    assert set(Notification.objects.values_list("reader", flat=True)) == {student.user_id}


def test_give_waiver_by_others_is_not_allowed(student, requirement, lead):
    for other in (lead, MembershipFactory(coordinator=True), membership_of(student)):
        with pytest.raises(NotAllowed):
            give(student, requirement, other)


def test_give_waiver_of_health_evidence_is_for_who_clears_it(student, lead, office):
    requirement = RequirementFactory(partner=lead.partner, kind=EvidenceKindFactory(health=True))
    with pytest.raises(NotAllowed, match="about health"):
        give(student, requirement, office)
    office.clears_health_evidence = True
    assert give(student, requirement, office).pk


def test_a_waiver_until_a_day_that_has_passed_is_refused_beside_its_field(student, requirement, office):
    with pytest.raises(Refusal, match="This day has passed") as refused:
        give(student, requirement, office, until=a_day(-1))
    assert (refused.value.field, Waiver.objects.count()) == ("until", 0)


@pytest.mark.parametrize("farther", [90, None])
def test_a_waiver_that_reaches_farther_takes_the_place_of_one_that_ends(student, requirement, office, farther):
    first = give(student, requirement, office, until=a_day(30))
    with pytest.raises(Refusal, match="waived for this student already"):
        give(student, requirement, office, until=a_day(30))
    second = give(student, requirement, office, until=a_day(farther) if farther else None)
    assert list(Waiver.objects.that_hold([student.pk])) == [second]
    assert [row.note for row in first.transitions.all()] == ["Another one reaches farther."]


def test_a_requirement_is_waived_once_at_a_time(student, requirement, office):
    first = give(student, requirement, office)
    with pytest.raises(Refusal, match="waived for this student already"):
        give(student, requirement, office)
    withdraw_waiver(waiver_id=first.pk, by=office.as_actor(), now=clock.now(), reason="They changed their mind.")
    assert give(student, requirement, office).pk != first.pk


def test_the_database_refuses_a_second_one_and_one_without_a_reason(student, requirement):
    WaiverFactory(student=student, requirement=requirement)
    with pytest.raises(IntegrityError, match="one_waiver_per_student_and_requirement"), transaction.atomic():
        WaiverFactory(student=student, requirement=requirement)
    with pytest.raises(IntegrityError, match="waiver_has_a_reason"), transaction.atomic():
        WaiverFactory(reason="")


@pytest.mark.django_db(transaction=True)
def test_two_who_waive_at_once_give_one_waiver():
    office = MembershipFactory(coordinator=True)
    student, requirement = StudentFactory(institute=office.institute), RequirementFactory()
    results = race([lambda: give(student, requirement, office)] * 4)
    assert (len(refusals(results, Refusal)), Waiver.objects.count()) == (3, 1)


def test_withdraw_waiver_by_the_partner_is_history_and_told(student, requirement, office, lead):
    waiver = give(student, requirement, office)
    Notification.objects.all().delete()
    withdraw_waiver(waiver_id=waiver.pk, by=lead.as_actor(), now=clock.now(), reason="Nobody asked me.")
    waiver.refresh_from_db()
    assert waiver.state == WaiverState.WITHDRAWN
    assert waiver.transitions.get().note == "Nobody asked me."
    assert set(Notification.objects.values_list("reader", flat=True)) == {student.user_id, office.user_id}
    with pytest.raises(Refusal):
        withdraw_waiver(waiver_id=waiver.pk, by=lead.as_actor(), now=clock.now(), reason="Again.")


@pytest.mark.parametrize("whose", ["department", "agreement"])
def test_withdraw_waiver_by_the_lead_of_whoever_asks(student, lead, office, whose):
    asker = {
        "department": lambda: DepartmentFactory(site__partner=lead.partner),
        "agreement": lambda: AgreementFactory(partner=lead.partner, institute=office.institute, state="with_partner"),
    }[whose]()
    waiver = give(student, RequirementFactory(partner=None, **{whose: asker}), office)
    other = MembershipFactory(lead=True)
    with pytest.raises(NotAllowed):
        withdraw_waiver(waiver_id=waiver.pk, by=other.as_actor(), now=clock.now(), reason="No.")
    withdraw_waiver(waiver_id=waiver.pk, by=lead.as_actor(), now=clock.now(), reason="No.")


def test_a_move_that_cannot_be_made_is_illegal():
    from students.states import WITHDRAW_WAIVER  # noqa: PLC0415 - the table itself

    with pytest.raises(IllegalMove):
        WITHDRAW_WAIVER.check(WaiverState.WITHDRAWN)


def test_the_reason_is_read_by_the_student_and_by_who_may(student, office, lead):
    kinds = EvidenceKind.objects
    health = WaiverFactory(
        student=student, requirement=RequirementFactory(partner=lead.partner, kind=EvidenceKindFactory(health=True))
    )
    plain = WaiverFactory(student=student, requirement=RequirementFactory(partner=lead.partner))
    viewer = MembershipFactory(viewer=True, institute=office.institute)
    clears = MembershipFactory(coordinator=True, institute=office.institute, clears_health_evidence=True)
    seen = {
        who.role + str(who.clears_health_evidence): tuple(
            may_read_reason(who.as_actor(), waiver, kinds.by_slug()) for waiver in (health, plain)
        )
        for who in (office, clears, lead, viewer, membership_of(student))
    }
    assert seen == {
        "coordinatorFalse": (False, True),
        "coordinatorTrue": (True, True),
        "leadFalse": (False, True),
        "viewerFalse": (False, False),
        "studentFalse": (True, True),
    }


def test_waiver_pages_say_no_more_than_the_reader_may_know(client, student, lead, office):
    requirement = RequirementFactory(partner=lead.partner, kind=EvidenceKindFactory(health=True), title="Measles titre")
    waiver = WaiverFactory(student=student, requirement=requirement, reason="An allergy.")
    client.force_login(lead.user)
    page = client.get(waiver.get_absolute_url()).content.decode()
    assert ("Measles titre" in page, "An allergy." in page) == (False, False)
    client.force_login(student.user)
    page = client.get(waiver.get_absolute_url()).content.decode()
    assert ("Measles titre" in page, "An allergy." in page) == (True, True)


def test_waiver_add_and_withdraw_are_two_requests_each(client, student, requirement, office):
    client.force_login(office.user)
    address = reverse("waiver_add", args=[student.pk, requirement.pk])
    assert client.get(address).status_code == 200
    empty = client.post(address, {"reason": "", "agreed_with": ""})
    assert (empty.status_code, Waiver.objects.count()) == (200, 0)
    done = client.post(address, {"reason": "They train it.", "agreed_with": "Farah Jamil", "idempotency_key": "k"})
    waiver = Waiver.objects.get()
    assert done.url == waiver.get_absolute_url()
    withdraw = reverse("waiver_withdraw", args=[waiver.pk])
    assert client.get(withdraw).status_code == 200
    assert client.post(withdraw, {"reason": "After all."}).status_code == 302
    assert client.get(withdraw).status_code == 409
