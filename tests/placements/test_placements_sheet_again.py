"""A term that is brought over again: nothing to do, or what the list says otherwise, where that is the list's to say."""

import pytest

from core import clock
from core.errors import Refusal
from evaluations.models import Evaluation
from placements.models import Placement
from placements.services.bringing_corrections import correct_brought_placement
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.placements import PlacementFactory, SlotFactory
from tests.placements.term import Term, a_term, changes, problems
from tests.students.lists import confirm, figures

pytestmark = pytest.mark.django_db


@pytest.fixture
def term() -> Term:
    return a_term()


def test_the_same_list_again_has_nothing_to_do(term):
    lines = [term.line(1), term.line(2, first=a_day(20), last=a_day(80), agreed_with="Ms Noor"), term.line(3)]
    term.bring(*lines)
    before = list(Placement.objects.order_by("pk").values())
    again = term.send(*lines)
    assert (figures(again), again.report["remarks"]) == ((0, 0, 3), [])
    with pytest.raises(Refusal, match="here already, word for word"):
        confirm(term.office, again)
    assert list(Placement.objects.order_by("pk").values()) == before


def test_supervisor_last_day_and_hours_may_become_others(term):
    term.bring(term.line(1), term.line(2))
    other = MembershipFactory(supervisor=True, partner=term.partner, user__email="shah@kohsar.example")
    kept = term.send(term.line(1, supervisor="shah@kohsar.example", last=a_day(70), hours="300"), term.line(2))
    assert changes(kept) == {
        2: [
            ["Last day", a_day(60).isoformat(), a_day(70).isoformat()],
            ["Hours asked for", "320", "300"],
            ["Supervisor’s e-mail", "mirza@kohsar.example", "shah@kohsar.example"],
        ]
    }
    confirm(term.office, kept)
    placement = Placement.objects.get(student=term.students[0])
    assert (placement.supervisor, placement.ends_on, placement.required_minutes) == (other, a_day(70), 300 * 60)
    assert placement.application.seat.during.upper == a_day(71)
    final = Evaluation.objects.get(placement=placement, occasion="final")
    assert final.opens_on == a_day(70 - 14)
    assert [row.move for row in placement.transitions.order_by("pk")] == ["bring_active", "redate"]
    assert figures(term.send(term.line(1, supervisor="shah@kohsar.example", last=a_day(70), hours="300"))) == (0, 0, 1)


def test_the_first_day_becomes_another_by_the_number_that_went_out(term):
    ahead = {"first": a_day(20), "last": a_day(80), "agreed_with": "Ms Noor"}
    term.bring(term.line(1, **ahead))
    placement = Placement.objects.get()
    term.bring(term.line(1, **(ahead | {"first": a_day(25), "number": placement.pk})))
    placement.refresh_from_db()
    assert (placement.starts_on, Placement.objects.count()) == (a_day(25), 1)
    assert (placement.application.seat.during.lower, placement.agreement) == (a_day(25), term.agreement)


def test_days_beyond_the_agreement_are_refused_and_named(term):
    term.bring(term.line(1))
    ((line, heading, words),) = problems(term.send(term.line(1, last=a_day(2000))))
    assert (line, heading, "The agreement holds from" in words) == (2, "Last day", True)


def test_what_was_made_in_the_portal_stays_and_it_is_said(term):
    slot = SlotFactory(
        partner=term.partner,
        department=term.ward,
        kind="rotation",
        starts_on=a_day(-30),
        ends_on=a_day(60),
        required_hours=320,
    )
    PlacementFactory(application__student=term.students[0], application__slot=slot, supervisor=term.supervisor)
    kept = term.send(term.line(1, last=a_day(70)))
    assert (figures(kept), kept.report["remarks"]) == (
        (0, 0, 1),
        [
            [
                2,
                "Last day",
                f"stays “{a_day(60).isoformat()}”: It was made in the portal, and is changed on its own page.",
            ]
        ],
    )


def test_numbers_of_somebody_else_are_not_taken(term):
    theirs = PlacementFactory()
    term.bring(term.line(2))
    own = Placement.objects.get(student=term.students[1])
    assert problems(term.send(term.line(1, number=theirs.pk), term.line(3, number=own.pk))) == [
        (2, "Placement number", f"You have no placement with the number {theirs.pk}."),
        (3, "Placement number", f"The placement with the number {own.pk} is another student’s."),
    ]


def test_what_is_over_is_not_corrected(term):
    term.bring(term.line(1, first=a_day(-90), last=a_day(-10)))
    placement = Placement.objects.get()
    with pytest.raises(Refusal, match="It is over"):
        correct_brought_placement(placement_id=placement.pk, by=term.office.actor, now=clock.now(), required_hours=1)
