"""A running term brought over by a list: every rule holds, every fault is named by line and column, and once is once."""

import pytest
from django.db import IntegrityError, transaction

from core import clock
from core.errors import NotAllowed, Refusal
from core.words import day
from evaluations.models import Evaluation
from institutions.models import Import
from notifications.models import Notification
from placements.models import Placement, Seat, Slot
from placements.states import PlacementState
from tests.factories.institutions import DepartmentFactory, MembershipFactory, PartnerFactory, a_day
from tests.factories.placements import ApplicationFactory, PlacementFactory, SlotFactory
from tests.factories.students import StudentFactory
from tests.placements.term import HEAD, Term, a_term, problems
from tests.students.lists import confirm, figures, send

pytestmark = pytest.mark.django_db
STATEMENTS = 94  # for any number of lines, of one programme at one partner


@pytest.fixture
def term() -> Term:
    return a_term()


def test_a_placement_that_runs_is_brought_over_with_everything_that_belongs_to_it(term):
    assert figures(term.bring(term.line())) == (1, 0, 0)
    placement = Placement.objects.get()
    assert (placement.state, placement.agreement, placement.supervisor) == ("active", term.agreement, term.supervisor)
    assert (placement.starts_on, placement.ends_on, placement.arrived_on) == (a_day(-30), a_day(60), a_day(-30))
    assert (placement.required_minutes, placement.approved_minutes, placement.full_time) == (320 * 60, 0, True)
    assert (placement.brought_by, placement.application.state) == (term.office.coordinator.user, "accepted")
    (row,) = placement.transitions.all()
    assert (row.move, row.by, row.note) == (
        "bring_active",
        term.office.coordinator.user,
        "Brought over from the institute’s earlier records.",
    )
    assert Evaluation.objects.get(occasion="final").placement == placement


def test_whoever_has_the_same_stay_shares_a_closed_slot_with_as_many_places(term):
    term.bring(*(term.line(n) for n in (1, 2, 3)))
    slot = Slot.objects.get()
    assert (slot.state, slot.is_public, slot.places, slot.held) == ("closed", False, 3, 3)
    assert (slot.title, slot.brought_for, slot.department) == ("Ward 4, brought over", term.office.institute, term.ward)


def test_the_partners_own_slot_of_these_days_is_taken(term):
    slot = SlotFactory(
        partner=term.partner, department=term.ward, kind="rotation", starts_on=a_day(-30), ends_on=a_day(60), places=1
    )
    kept = term.send(term.line(1), term.line(2))
    assert problems(kept) == [(3, "First day", "All places are taken.")]
    term.bring(term.line(1))
    assert (Placement.objects.get().slot, Slot.objects.count()) == (slot, 1)


@pytest.mark.parametrize(
    ("first", "last", "state", "stands"),
    [
        (-30, 60, "", "active"),
        (-90, -10, "", "completed"),
        (20, 80, "", "confirmed"),
        (20, 80, "planned", "confirmed"),
        (-3, 60, "confirmed", "confirmed"),
        (-90, 0, "completed", "completed"),
    ],
)
def test_it_stands_where_it_had_come_and_an_empty_cell_follows_from_the_days(term, first, last, state, stands):
    ahead = "Ms Noor" if first > 0 else ""
    term.bring(term.line(first=a_day(first), last=a_day(last), state=state, agreed_with=ahead))
    placement = Placement.objects.get()
    assert (placement.state, placement.completed_at is not None) == (stands, stands == "completed")


def test_what_no_agreement_covers_may_wait_for_one_and_nothing_else(term):
    term.agreement.covers.all().delete()
    term.agreement.programmes.clear()
    ahead = {"first": a_day(20), "last": a_day(80), "agreed_with": "Ms Noor"}
    (line, heading, words), *more = problems(term.send(term.line(**ahead, state="confirmed")))
    assert (line, heading, "does not cover" in words, more) == (2, "Agreement", True, [])
    term.bring(term.line(**ahead, state="planned"))
    placement = Placement.objects.get()
    told = Notification.objects.filter(kind="placement.brought").values_list("reader", flat=True)
    assert (placement.state, set(told)) == (
        PlacementState.PLANNED,
        {placement.student.user_id, term.lead.user_id, term.supervisor.user_id},
    )


BAD = {
    "no student": ({"roll": "R-9"}, ("Roll number", "You have no student with the roll number R-9.")),
    "no partner": ({"partner": "Nowhere"}, ("Partner", "There is no partner “Nowhere” in the register.")),
    "no department": ({"department": "Ward 9"}, ("Department", "Kohsar Hospital has no department “Ward 9”.")),
    "no day": ({"first": "soon"}, ("First day", "“soon” is no day. Write it like 2027-01-04 or 4/1/2027, the day first.")),
    "last before first": ({"last": "2001-01-01"}, ("Last day", "The last day must not come before the first.")),
    "unknown kind": ({"kind": "visit"}, ("Kind of stay", None)),
    "unknown state": ({"state": "resting"}, ("Stands", None)),
    "cancelled": ({"state": "cancelled"}, ("Stands", "What was cancelled or ended early is not brought over.")),
    "begun but planned": ({"state": "planned"}, ("Stands", "It has begun, so it cannot be planned only.")),
    "nobody agreed": (
        {"first": "2099-01-01", "last": "2099-02-01"},
        ("Agreed with", "It is still ahead. Write who at the partner agreed; where nobody has, send the name on a list of names."),
    ),
    "unknown supervisor": (
        {"supervisor": "who@x.example"},
        (
            "Supervisor’s e-mail",
            "Nobody supervises at Kohsar Hospital under “who@x.example”. Ask its placement lead to invite them, or leave it empty.",
        ),
    ),
    "another agreement": (
        {"agreement": "Something else"},
        ("Agreement", "These days are covered by “Affiliation 2026”. Correct the cell, or leave it empty."),
    ),
    "unknown number": ({"number": "999999"}, ("Placement number", "You have no placement with the number 999999.")),
    "hours": ({"hours": "many"}, ("Hours asked for", "“many” is no whole number from 0 to 10,000.".replace(",", ""))),
}  # fmt: skip


@pytest.mark.parametrize("kind", BAD)
def test_every_bad_line_is_named_by_line_and_column_in_words(term, kind):
    cells, (heading, words) = BAD[kind]
    kept = term.send(term.line(1), term.line(2, **cells))
    ((line, column, said),) = problems(kept)
    assert (line, column) == (3, heading)
    assert words is None or said == words
    with pytest.raises(Refusal):
        confirm(term.office, kept)
    assert Placement.objects.count() == 0


def test_a_second_full_time_stay_is_refused_and_named(term):
    other = SlotFactory(starts_on=a_day(-10), ends_on=a_day(10), apply_by=clock.now())
    PlacementFactory(application__student=term.students[0], application__slot=other)
    ((line, heading, words),) = problems(term.send(term.line(1)))
    assert (line, heading) == (2, "First day")
    assert words.startswith(
        f"It meets the full-time placement at {other.partner}, {day(a_day(-10))} to {day(a_day(10))}."
    )


def test_places_of_the_agreement_and_the_cap_on_people_hold():
    tight = a_term(places=1)
    ((line, heading, words),) = problems(tight.send(tight.line(1), tight.line(2)))
    assert (line, heading, words.startswith("The 1 place of the agreement")) == (3, "First day", True)


def test_the_cap_on_people_holds():
    tight = a_term(people_cap=1)
    ((line, heading, words),) = problems(tight.send(tight.line(1), tight.line(2)))
    assert (line, heading, words.startswith("Kohsar Hospital takes 1 intern at once")) == (3, "First day", True)


def test_the_partners_people_are_told_once_of_all_and_each_student_of_their_own(term):
    term.bring(*(term.line(n) for n in (1, 2, 3)))
    told = Notification.objects.filter(kind="placement.brought").values_list("reader", "subject")
    title = f"{term.office.institute} has brought 3 placements at Kohsar Hospital into the portal"
    yours = "Your placement at Kohsar Hospital is in the portal"
    assert sorted(told) == sorted(
        [(term.lead.user_id, title), (term.supervisor.user_id, title), *((s.user_id, yours) for s in term.students)]
    )


def test_one_department_of_two_names_wants_its_site(term):
    DepartmentFactory(site__partner=term.partner, site__name="East wing", name="Ward 4")
    ((_line, heading, words),) = problems(term.send(term.line(1)))
    assert (heading, words) == ("Department", "Several departments are called “Ward 4”. Write it as site / department.")
    term.bring(term.line(1, department="main building / ward 4"))
    assert Placement.objects.get().department == term.ward


def test_all_of_it_or_nothing(term):
    PartnerFactory(name="Far away")
    kept = term.send(term.line(1), term.line(2), term.line(3, partner="Far away"))
    assert [problem[:2] for problem in problems(kept)] == [(4, "Department"), (4, "Supervisor’s e-mail")]
    assert (Placement.objects.count(), Slot.objects.count()) == (0, 0)


def test_a_list_takes_the_same_queries_to_read_for_one_and_for_three(term, django_assert_max_num_queries):
    counts = []
    for lines in ([term.line(1)], [term.line(n) for n in (1, 2, 3)]):
        term.bring(*lines)
        with django_assert_max_num_queries(30) as reading:
            assert figures(term.send(*lines)) == (0, 0, len(lines))
        counts.append(len(reading))
    assert counts[0] == counts[1]


def test_a_term_is_written_in_as_many_statements_for_three_lines_as_for_thirty(django_assert_num_queries):
    term = a_term(students=34, places=40)
    term.bring(term.line(1))  # the slot and the form of its evaluation are there from now on
    for numbers in (range(2, 5), range(5, 35)):
        kept = term.send(*map(term.line, numbers))
        with django_assert_num_queries(STATEMENTS):
            confirm(term.office, kept)
    slot = Slot.objects.get()
    assert (slot.places, slot.held, Placement.objects.filter(state="active").count()) == (34, 34, 34)
    assert Placement.objects.filter(transitions__move="bring_active").count() == 34
    numbers = Seat.objects.values_list("partner_number", "under__number")
    assert sorted(numbers) == [(number, number) for number in range(1, 35)]


def test_a_student_who_had_applied_for_the_slot_gets_it_by_that_application(term):
    slot = SlotFactory(
        partner=term.partner, department=term.ward, kind="rotation", starts_on=a_day(-30), ends_on=a_day(60), places=3
    )
    sent = ApplicationFactory(slot=slot, student=term.students[0], submitted=True)
    term.bring(term.line(1), term.line(2))
    slot.refresh_from_db()
    assert (Placement.objects.get(student=term.students[0]).application, slot.held) == (sent, 2)
    assert [row.move for row in sent.transitions.order_by("pk")][-1] == "bring"
    told = ApplicationFactory(slot=slot, student=term.students[2], offered=True)
    ((line, heading, words),) = problems(term.send(term.line(3)))
    assert (line, heading, told.get_state_display() in words) == (2, "Slot", True)


@pytest.mark.parametrize("trait", ["viewer", "student", "lead", "supervisor", "administrator"])
def test_placements_are_brought_over_by_coordinators_alone(term, trait):
    by = MembershipFactory(**{trait: True}).as_actor()
    with pytest.raises(NotAllowed):
        send(term.office, HEAD.encode(), by=by, noun="placements")
    assert Import.objects.count() == 0


def test_another_programmes_student_is_not_known_to_a_coordinator_of_one(term):
    other = StudentFactory(institute=term.office.institute, roll_no="B-1")
    by = MembershipFactory(
        coordinator=True, institute=term.office.institute, programme=term.office.intake.programme
    ).as_actor()
    kept = send(term.office, f"{HEAD}\r\n{term.line(roll='B-1')}".encode(), by=by, noun="placements")
    assert problems(kept) == [(2, "Roll number", "You have no student with the roll number B-1.")]
    assert other.placements.count() == 0


def test_the_database_keeps_one_stay_once_and_who_brought_it(term):
    part_time = {"full_time": "no"}
    term.bring(term.line(1, **part_time))
    twin = Placement.objects.get()
    other = PlacementFactory(full_time=False, brought_at=clock.now(), brought_by=term.office.coordinator.user)
    columns = {"student": twin.student, "department": twin.department, "starts_on": twin.starts_on}
    with pytest.raises(IntegrityError, match="one_stay_is_brought_over_once"), transaction.atomic():
        Placement.objects.filter(pk=other.pk).update(**columns)
    with pytest.raises(IntegrityError, match="brought_placement_says_by_whom"), transaction.atomic():
        Placement.objects.filter(pk=other.pk).update(brought_by=None)
