"""Requirements: who asks and changes them, what the services refuse, what the database refuses, who sees them."""

import pytest
from django.db import IntegrityError, transaction

from core import clock
from core.errors import NotAllowed, Refusal, Stale
from institutions.models import Requirement
from institutions.policies import requirements as policies
from institutions.services.requirements import add_requirement, edit_requirement, end_requirement
from institutions.services.starters import load_starters
from institutions.states import AgreementState
from tests.factories.institutions import AgreementFactory, DepartmentFactory, MembershipFactory, ProgrammeFactory, a_day
from tests.factories.requirements import EvidenceKindFactory, RequirementFactory
from tests.factories.students import StudentFactory, membership_of

pytestmark = pytest.mark.django_db
RULE = {"holds": "through", "any": [[{"kind": "bls"}]]}


@pytest.fixture
def lead():
    return MembershipFactory(lead=True)


@pytest.fixture
def office():
    return MembershipFactory(coordinator=True)


def add(asker, by, rule=RULE, **fields):
    EvidenceKindFactory(slug="bls")
    values = {"title": "Basic life support", "note": "", "due_days": 42, "active_from": None, "active_until": None}
    return add_requirement(asker=asker, by=by.as_actor(), now=clock.now(), rule=rule, **values | fields)


def test_a_lead_asks_for_the_partner_and_its_departments(lead):
    department = DepartmentFactory(site__partner=lead.partner)
    first, second = add(lead.partner, lead), add(department, lead)
    assert (first.asker, second.asker) == (lead.partner, department)
    assert [first.position, add(lead.partner, lead).position] == [1, 2]


def test_a_coordinator_asks_for_programmes_and_agreements_that_are_not_signed(office):
    programme = ProgrammeFactory(institute=office.institute)
    agreement = AgreementFactory(institute=office.institute)
    assert add(programme, office).asker == programme
    assert add(agreement, office).asker == agreement


@pytest.mark.parametrize("state", [AgreementState.WITH_PARTNER, AgreementState.EXPIRED])
def test_an_agreements_requirements_stand_still_while_its_text_does(office, state):
    agreement = AgreementFactory(institute=office.institute, state=state)
    with pytest.raises(Refusal, match="text cannot change"):
        add(agreement, office)


def test_nobody_asks_in_anothers_name(lead, office):
    stranger, other_office = MembershipFactory(lead=True), MembershipFactory(coordinator=True)
    department, programme = DepartmentFactory(site__partner=lead.partner), ProgrammeFactory(institute=office.institute)
    narrow = MembershipFactory(coordinator=True, institute=office.institute, programme=ProgrammeFactory())
    pairs = [
        (lead.partner, stranger),
        (department, stranger),
        (lead.partner, office),
        (programme, other_office),
        (programme, lead),
        (programme, narrow),
        (AgreementFactory(institute=office.institute), other_office),
    ]
    for asker, by in pairs:
        with pytest.raises(NotAllowed):
            add(asker, by)
    assert not Requirement.objects.exists()


@pytest.mark.parametrize(
    ("clause", "says"),
    [
        ({"kind": "gone"}, "no evidence of the kind “gone”"),
        ({"kind": "hepb-titre", "where": ["level", "at_least", 10]}, "no such field"),
        ({"kind": "hepb-titre", "where": ["titre", "is", "high"]}, "is a number"),
        ({"kind": "mmr-titre", "where": ["result", "is", "good"]}, "is one of: positive, negative, equivocal"),
        ({"kind": "mmr-titre", "where": ["result", "at_least", 3]}, "not a number"),
        ({"kind": "tb-symptoms", "where": ["free", "is", "yes"]}, "yes or no"),
        ({"kind": "bls", "count": 0}, "cannot be read"),
    ],
)
def test_a_rule_speaks_of_kinds_and_fields_that_there_are(lead, clause, says):
    load_starters()
    with pytest.raises(Refusal, match=says):
        add(lead.partner, lead, rule={"holds": "through", "any": [[clause]]})


def test_edit_requirement_raises_its_version_and_keeps_what_it_said(lead):
    made = add(lead.partner, lead)
    twice = {"holds": "through", "any": [[{"kind": "bls", "count": 2}]]}
    values = {
        "requirement_id": made.pk,
        "by": lead.as_actor(),
        "now": clock.now(),
        "title": "Life support",
        "rule": twice,
    }
    changed = edit_requirement(**values, shown_version=1)
    assert (changed.version, changed.title, changed.rule) == (2, "Life support", twice)
    assert [version.rule for version in changed.said_before()] == [twice, RULE]
    with pytest.raises(Stale):
        edit_requirement(**values, shown_version=1)


def test_end_requirement_keeps_it_for_those_who_begin_before(lead):
    made = add(lead.partner, lead)
    ended = end_requirement(requirement_id=made.pk, by=lead.as_actor(), now=clock.now(), active_until=a_day(5))
    assert (ended.is_asked_on(a_day(5)), ended.is_asked_on(a_day(6))) == (True, False)


def test_end_requirement_before_it_begins_is_refused(lead):
    made = add(lead.partner, lead, active_from=a_day(10))
    with pytest.raises(Refusal, match="only from a later day"):
        end_requirement(requirement_id=made.pk, by=lead.as_actor(), now=clock.now(), active_until=a_day(5))


@pytest.mark.parametrize(
    "asked_by", [{"partner": None}, {"programme": True}, {"agreement": True, "partner": None, "department": True}]
)
def test_the_database_wants_exactly_one_who_asks(asked_by):
    made = {"programme": ProgrammeFactory, "agreement": AgreementFactory, "department": DepartmentFactory}
    whose = {name: made[name]() if value else value for name, value in asked_by.items()}
    with pytest.raises(IntegrityError, match="requirement_is_asked_by_exactly_one"), transaction.atomic():
        RequirementFactory(**whose)


def test_the_database_wants_the_days_in_order_and_the_due_day_within_a_year():
    with pytest.raises(IntegrityError, match="requirement_ends_after_it_begins"), transaction.atomic():
        RequirementFactory(active_from=a_day(2), active_until=a_day(1))
    with pytest.raises(IntegrityError, match="requirement_is_due_within_a_year"), transaction.atomic():
        RequirementFactory(due_days=367)


def test_each_role_sees_what_it_asks_and_what_is_asked_of_it(lead, office):
    student = StudentFactory(institute=office.institute)
    agreement = AgreementFactory(institute=office.institute, partner=lead.partner)
    asked = {
        "partner": RequirementFactory(partner=lead.partner),
        "department": RequirementFactory(partner=None, department=DepartmentFactory(site__partner=lead.partner)),
        "programme": RequirementFactory(partner=None, programme=student.programme),
        "agreement": RequirementFactory(partner=None, agreement=agreement),
        "stranger": RequirementFactory(),
        "hidden": RequirementFactory(partner__is_public=False),
        "elsewhere": RequirementFactory(partner=None, programme=ProgrammeFactory()),
    }
    names = {requirement.pk: name for name, requirement in asked.items()}

    def seen(by):
        return {names[pk] for pk in Requirement.objects.visible_to(by.as_actor()).values_list("pk", flat=True)}

    assert seen(lead) == {"partner", "department"}
    assert seen(office) == {"partner", "department", "programme", "agreement", "stranger", "hidden"}
    assert seen(membership_of(student)) == {"partner", "department", "programme", "stranger", "hidden"}
    assert seen(MembershipFactory(supervisor=True, partner=lead.partner)) == set()
    agreement.state = AgreementState.WITH_PARTNER
    agreement.save()
    assert seen(lead) == {"partner", "department", "agreement"}


def test_may_list_and_may_begin_speak_to_others_of_where_it_stands():
    student = membership_of(StudentFactory()).as_actor()
    assert not policies.may_list(student)
    assert "stands with its internships" in str(policies.may_list(student).instead)
    assert not policies.may_begin(MembershipFactory(viewer=True).as_actor())
