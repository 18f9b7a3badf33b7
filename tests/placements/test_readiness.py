"""Reminders before a first day, and the arrival of somebody who is not clear."""

from datetime import timedelta

import pytest

from core import clock
from core.errors import Refusal
from core.words import day as in_words
from institutions.models import Agreement
from notifications.models import Notification
from notifications.reminders import remind
from placements.models import Placement
from placements.readiness import change_by, starting_soon, stays_asked, stays_at
from placements.services.arrivals import record_arrival
from placements.states import PlacementState
from placements.sweeps.readiness import OFFICE_TOLD, STUDENT_NOT_CLEAR, WANTED_BY
from tests.factories.institutions import AgreementFactory, DepartmentFactory, MembershipFactory, a_day, a_scan
from tests.factories.placements import PlacementFactory, SlotFactory
from tests.factories.records import RecordFactory
from tests.factories.requirements import EvidenceKindFactory, RequirementFactory, WaiverFactory
from tests.factories.students import StudentFactory

pytestmark = pytest.mark.django_db
RULES = (STUDENT_NOT_CLEAR, OFFICE_TOLD)


@pytest.fixture
def office():
    return MembershipFactory(coordinator=True)


@pytest.fixture
def placement(office):
    return PlacementFactory(
        confirmed=True, first=42, last=120, application__student=StudentFactory(institute=office.institute)
    )


@pytest.fixture
def requirement(placement):
    return RequirementFactory(partner=placement.partner, title="Measles")


def told(reader):
    return Notification.objects.filter(reader=reader, kind__startswith="readiness.").count()


def test_a_student_is_reminded_three_times_and_the_office_once(placement, requirement, office):
    counts = []
    for day in (0, 0, 10, 21, 22, 35, 41):
        remind(now=clock.now() + timedelta(days=day), rules=RULES)
        counts.append((told(placement.student.user), told(office.user)))
    assert counts == [(1, 1), (1, 1), (1, 1), (2, 1), (2, 1), (3, 1), (3, 1)]


def test_no_message_names_what_is_missing(placement, requirement):
    remind(now=clock.now(), rules=RULES)
    texts = [row.subject + row.body for row in Notification.objects.filter(kind__startswith="readiness.")]
    assert len(texts) == 2
    assert ["Measles" in text for text in texts] == [False, False]


def test_who_is_clear_who_is_far_off_and_who_is_there_are_left_in_peace(placement, requirement):
    WaiverFactory(student=placement.student, requirement=requirement)
    PlacementFactory(confirmed=True, first=43, last=120, application__slot__partner=placement.partner)
    PlacementFactory(application__slot__partner=placement.partner)
    assert remind(now=clock.now(), rules=RULES) == 0


def arrive(placement, **changes):
    lead = MembershipFactory(lead=True, partner=placement.partner)
    now = clock.now() + timedelta(days=42)
    return record_arrival(
        placement_id=placement.pk, by=lead.as_actor(), now=now, arrived_on=placement.starts_on, **changes
    )


def test_record_arrival_of_somebody_not_clear_wants_a_word(placement, requirement):
    with pytest.raises(Refusal) as caught:
        arrive(placement)
    assert caught.value.field == "starts_anyway"
    placement.refresh_from_db()
    assert placement.state == PlacementState.CONFIRMED
    assert arrive(placement, starts_anyway=True, note="Met at the gate.").state == PlacementState.ACTIVE
    assert placement.transitions.get().note == "Began without being clear. Met at the gate."


def test_record_arrival_of_somebody_clear_says_nothing_of_it(placement, requirement):
    RecordFactory(student=placement.student, kind__slug=next(iter(requirement.parsed.kinds)), verified=True)
    arrive(placement)
    assert placement.transitions.get().note == ""


def test_the_arrival_page_asks_for_the_tick_only_where_it_is_needed(client, placement, requirement):
    other = PlacementFactory(confirmed=True, first=0, last=60)
    Placement.objects.filter(pk=placement.pk).update(starts_on=a_day(0))
    seen = []
    for one in (placement, other):
        client.force_login(MembershipFactory(lead=True, partner=one.partner).user)
        seen.append("is not clear to start" in client.get(f"/placements/{one.pk}/arrive/").content.decode())
    assert seen == [True, False]


def test_change_by_counts_who_loses_and_who_gains(placement, requirement):
    harder = RequirementFactory.build(pk=0, partner=placement.partner, rule=requirement.rule, kind=None, title="Second")
    stays = stays_asked(requirement, Placement.objects.all())
    assert [stay.key for stay in stays] == [placement]
    assert change_by(stays, requirement, None) == (0, 1)
    assert change_by(stays, None, harder) == (0, 0)
    WaiverFactory(student=placement.student, requirement=requirement)
    assert change_by(stays, None, harder) == (1, 0)


@pytest.mark.parametrize("whose", ["partner", "department", "programme", "agreement"])
def test_those_are_counted_whom_the_asker_asks(placement, whose):
    PlacementFactory(confirmed=True)
    one = placement.student if whose == "programme" else placement
    asker = {"partner": None, whose: getattr(one, whose)}
    requirement = RequirementFactory(kind=EvidenceKindFactory(), **asker)
    assert [stay.key for stay in stays_asked(requirement, Placement.objects.all())] == [placement]


def held_alike(student, slot):
    """The agreement that readiness takes for the student in the slot, and the one that a confirmation would."""
    (stay,) = stays_at(student, [slot])
    covering = Agreement.objects.covering(
        institute_id=student.institute_id,
        partner_id=slot.partner_id,
        programme_id=student.programme_id,
        department_id=slot.department_id,
        kind=slot.kind,
        starts_on=slot.starts_on,
        ends_on=slot.ends_on,
    )
    return stay.agreement_id, covering[0].pk if covering else None


@pytest.mark.parametrize(
    ("agreement", "covers"),
    [
        ({}, True),
        ({"kinds": ["internship", "rotation"]}, True),
        ({"kinds": ["observership"]}, False),
        ({"departments": "its own"}, True),
        ({"departments": "another"}, False),
        ({"programmes": []}, False),
        ({"state": "renewed"}, True),
        ({"state": "expired"}, False),
        ({"objected": True}, False),
        ({"ends_on": a_day(30)}, False),
    ],
)
def test_a_stay_stands_under_the_agreement_that_its_confirmation_would_take(agreement, covers):
    student, slot = StudentFactory(), SlotFactory(kind="internship")
    fields = {"institute": student.institute, "partner": slot.partner, "programmes": [student.programme]} | agreement
    departments, objected = fields.pop("departments", None), fields.pop("objected", False)
    made = AgreementFactory(signed=True, **fields)
    if objected:
        paper = {"signed_on_paper": True, "scan": a_scan(made), "signed_on": a_day(0), "objected_at": clock.now()}
        Agreement.objects.filter(pk=made.pk).update(institute_signatory="A", partner_signatory="B", **paper)
    if departments:
        made.departments.add(slot.department if departments == "its own" else DepartmentFactory())
    expected = made.pk if covers else None
    assert held_alike(student, slot) == (expected, expected)


def test_a_stay_that_goes_on_under_the_successor_stands_under_both():
    student, slot = StudentFactory(), SlotFactory()
    between = {"institute": student.institute, "partner": slot.partner, "programmes": [student.programme]}
    first = AgreementFactory(signed=True, **between, ends_on=slot.starts_on)
    assert held_alike(student, slot) == (None, None)
    AgreementFactory(signed=True, **between, starts_on=slot.starts_on + timedelta(days=1))
    assert held_alike(student, slot) == (first.pk, first.pk)


def test_whoever_should_have_begun_and_did_not_stands_first_of_those_who_start_soon(placement, requirement):
    missed = PlacementFactory(confirmed=True, first=-3, last=60)
    PlacementFactory(first=-3)
    assert list(starting_soon(Placement.objects.all(), clock.today())) == [missed, placement]
    remind(now=clock.now(), rules=RULES)
    assert told(missed.student.user) == 0


def test_a_week_before_the_day_that_a_requirement_names_the_student_is_told_once(placement, requirement):
    requirement.due_days = 30
    requirement.save()
    met = RequirementFactory(partner=placement.partner, due_days=36)
    WaiverFactory(student=placement.student, requirement=met)
    for day in (4, 5, 6, 12):  # twelve days from now it should be there
        remind(now=clock.now() + timedelta(days=day), rules=[WANTED_BY])
    (row,) = Notification.objects.filter(kind="readiness.due")
    assert (row.reader, in_words(a_day(12)) in row.subject) == (placement.student.user, True)
    assert "Measles" not in row.subject + row.body
    RecordFactory(student=placement.student, kind__slug=next(iter(requirement.parsed.kinds)), verified=True)
    remind(now=clock.now() + timedelta(days=11), rules=[WANTED_BY])
    assert Notification.objects.filter(kind="readiness.due").count() == 1
