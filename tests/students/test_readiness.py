"""Who is cleared: which requirements reach a stay, how records and waivers answer them, who sees how much, in how many queries."""

from dataclasses import replace

import pytest

from core.actor import NOBODY, Role, Via
from institutions.models import EvidenceKind
from students.policies.readiness import Sight, columns_of, open_titles, sight_of
from students.readiness import Cell, Mark, Stay, board_of
from students.readiness_words import lines_of, table_cells
from tests.factories.institutions import AgreementFactory, DepartmentFactory, MembershipFactory, PartnerFactory, a_day
from tests.factories.records import RecordFactory
from tests.factories.requirements import EvidenceKindFactory, RequirementFactory, WaiverFactory
from tests.factories.students import StudentFactory, membership_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def student():
    return StudentFactory()


def a_stay(student, partner, **changes):
    values = {"department_id": None, "agreement_id": None, "first_day": a_day(20), "last_day": a_day(100)}
    return Stay(
        **values | {"student_id": student.pk, "partner_id": partner.pk, "programme_id": student.programme_id} | changes
    )


def marks(board):
    return [[cell.mark for cell in row.cells.values()] for row in board.rows]


def test_four_askers_reach_a_stay_and_others_do_not(student):
    partner, department = PartnerFactory(), DepartmentFactory()
    agreement = AgreementFactory(partner=partner, institute=student.institute)
    asked = [
        RequirementFactory(partner=partner),
        RequirementFactory(partner=None, department=department),
        RequirementFactory(partner=None, programme=student.programme),
        RequirementFactory(partner=None, agreement=agreement),
    ]
    RequirementFactory()
    RequirementFactory(partner=None, department=DepartmentFactory())
    RequirementFactory(partner=None, programme=StudentFactory().programme)
    board = board_of([a_stay(student, partner, department_id=department.pk, agreement_id=agreement.pk)])
    assert {r.pk for r in board.requirements} == {r.pk for r in asked}
    assert board.rows[0].is_clear is False


def test_a_requirement_is_asked_of_those_who_begin_while_it_is_active(student):
    partner = PartnerFactory()
    RequirementFactory(partner=partner, active_until=a_day(19))
    RequirementFactory(partner=partner, active_from=a_day(21))
    asked = RequirementFactory(partner=partner, active_from=a_day(20), active_until=a_day(20))
    assert [r.pk for r in board_of([a_stay(student, partner)]).requirements] == [asked.pk]


def test_who_is_asked_nothing_is_clear(student):
    assert board_of([a_stay(student, PartnerFactory())]).rows[0].is_clear


def test_each_mark_comes_from_what_the_student_holds(student):
    partner = PartnerFactory()
    own_end = {"holds": "through", "any": [[{"kind": "card", "valid": {"for": "own"}}]]}
    kinds = [EvidenceKindFactory(slug=slug) for slug in ("met", "sent", "card", "none", "free", "rejected")]
    for kind in kinds:
        rule = {"rule": own_end} if kind.slug == "card" else {}
        RequirementFactory(partner=partner, kind=kind, position=kinds.index(kind), **rule)
    RecordFactory(student=student, kind=kinds[0], verified=True)
    RecordFactory(student=student, kind=kinds[1])
    RecordFactory(student=student, kind=kinds[2], verified=True, until=a_day(50))
    RecordFactory(student=student, kind=kinds[5], rejected=True)
    RecordFactory(kind=kinds[3], verified=True)
    WaiverFactory(student=student, requirement=partner.requirements.get(title="Free"))
    assert marks(board_of([a_stay(student, partner)])) == [
        [Mark.MET, Mark.WAITING, Mark.EXPIRES, Mark.MISSING, Mark.WAIVED, Mark.MISSING]
    ]


@pytest.mark.parametrize(("until", "mark"), [(99, Mark.MISSING), (100, Mark.WAIVED), (None, Mark.WAIVED)])
def test_a_waiver_counts_when_it_reaches_the_last_day(student, until, mark):
    requirement = RequirementFactory()
    WaiverFactory(student=student, requirement=requirement, until=None if until is None else a_day(until))
    assert marks(board_of([a_stay(student, requirement.partner)])) == [[mark]]


def test_a_withdrawn_waiver_and_one_of_somebody_else_do_not_count(student):
    requirement = RequirementFactory()
    WaiverFactory(student=student, requirement=requirement, state="withdrawn")
    WaiverFactory(requirement=requirement)
    assert marks(board_of([a_stay(student, requirement.partner)])) == [[Mark.MISSING]]


def an_actor(role, **changes):
    return replace(NOBODY, via=Via.PERSON, role=role, **changes)


@pytest.mark.parametrize(
    ("actor", "sight"),
    [
        (an_actor(Role.STUDENT), Sight.ALL),
        (an_actor(Role.STUDENT, viewed_by=1), Sight.HEALTH_FOLDED),
        (an_actor(Role.COORDINATOR, clears_health=True), Sight.ALL),
        (an_actor(Role.COORDINATOR, clears_health=True, viewed_by=1), Sight.HEALTH_FOLDED),
        (an_actor(Role.COORDINATOR), Sight.HEALTH_FOLDED),
        (an_actor(Role.VIEWER), Sight.HEALTH_FOLDED),
        (an_actor(Role.LEAD, clears_health=True), Sight.VERDICT),
        (an_actor(Role.SUPERVISOR), Sight.VERDICT),
        (an_actor(Role.ADMINISTRATOR), Sight.VERDICT),
    ],
)
def test_each_role_sees_as_much_as_rule_8_allows(actor, sight):
    assert sight_of(actor) is sight


def test_health_is_one_column_of_clear_or_not_for_who_does_not_clear_it(student):
    partner = PartnerFactory()
    for title in ("Measles", "Varicella"):
        RequirementFactory(partner=partner, kind=EvidenceKindFactory(slug=title.lower(), health=True), title=title)
    RequirementFactory(partner=partner, title="Privacy")
    RecordFactory(student=student, kind=EvidenceKind.objects.get(slug="measles"), verified=True)
    board = board_of([a_stay(student, partner)], explain=True)
    row = board.rows[0]
    folded = columns_of(board, an_actor(Role.COORDINATOR))
    assert [str(column.title) for column in folded] == ["Privacy", "Health"]
    assert folded[1].cell(row) == Cell(Mark.MISSING)
    assert [(str(line.title), str(line.sign.label), [*line.ways]) for line in lines_of(row, folded, board.kinds)] == [
        ("Privacy", "Missing", [line_words(board, "Privacy")]),
        ("Health", "Not clear", []),
    ]
    open_columns = columns_of(board, an_actor(Role.COORDINATOR, clears_health=True))
    assert [str(title) for title in open_titles(row, open_columns)] == ["Varicella", "Privacy"]
    assert columns_of(board, an_actor(Role.LEAD)) == []


def line_words(board, title):
    requirement = next(r for r in board.requirements if r.title == title)
    return board.kinds[next(iter(requirement.parsed.kinds))].name


def test_a_folded_column_says_clear_when_all_of_it_is_met_or_waived(student):
    partner = PartnerFactory()
    measles, varicella = (RequirementFactory(partner=partner, kind=EvidenceKindFactory(health=True)) for _ in range(2))
    RecordFactory(student=student, kind=EvidenceKind.objects.get(slug=next(iter(measles.parsed.kinds))), verified=True)
    WaiverFactory(student=student, requirement=varicella)
    board = board_of([a_stay(student, partner)])
    (column,) = columns_of(board, an_actor(Role.VIEWER))
    assert column.cell(board.rows[0]) == Cell(Mark.MET)


def test_every_mark_has_a_letter_of_its_own():
    cells = table_cells()
    assert set(cells) == {None, *Mark}
    assert len(set(cells.values())) == len(cells)


@pytest.mark.parametrize("count", [1, 3])
def test_any_number_of_students_takes_two_queries_and_the_catalogue_one_more(count, django_assert_num_queries):
    requirement = RequirementFactory()
    stays = [a_stay(StudentFactory(), requirement.partner) for _ in range(count)]
    RecordFactory(student_id=stays[0].student_id, verified=True)
    with django_assert_num_queries(2):
        board = board_of(stays)
    assert len(board.rows) == count
    with django_assert_num_queries(1):
        assert board.kinds is board.kinds


def test_nobody_takes_none(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert board_of([]).rows == []


def test_membership_carries_whether_it_clears_health(student):
    clears = MembershipFactory(coordinator=True, clears_health_evidence=True)
    assert (sight_of(clears.as_actor()), sight_of(membership_of(student).as_actor())) == (Sight.ALL, Sight.ALL)
