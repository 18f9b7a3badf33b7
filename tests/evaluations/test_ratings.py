"""Students rate a site: shown from five of them up, after the term, as it stood at the beginning of the month (rule 9)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from core.actor import NOBODY
from evaluations.models import Evaluation, Instrument
from evaluations.ratings import ratings_of
from evaluations.services.evaluations import submit_evaluation
from tests.evaluations.clinic import a_clinic, signed_in
from tests.factories.evaluations import EvaluationFactory
from tests.factories.institutions import MembershipFactory
from tests.factories.placements import PlacementFactory
from tests.factories.students import StudentFactory, membership_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def rated():
    """Rates one partner: each call is one more student of one institute, who answers `rank` throughout, two months ago."""
    ward = a_clinic().ward
    partner, office = ward.placement.partner, ward.coordinator

    def one_more(rank=4, *, student=None, days=60, comment="A locker.", **fields):
        student = student or StudentFactory(institute=office.institute)
        now = clock.now() - timedelta(days=days)
        days_of = {"first": -(days + 60), "last": -(days + 5)}
        placement = PlacementFactory(
            completed=True, application__student=student, application__slot__partner=partner, **days_of, **fields
        )
        form = Instrument.objects.get(slug="site-rating")
        evaluation = EvaluationFactory(
            placement=placement, occasion="site", evaluator=membership_of(student), instrument=form
        )
        answers = dict.fromkeys(form.criteria.values_list("pk", flat=True), rank)
        by = membership_of(student).as_actor()
        return submit_evaluation(evaluation_id=evaluation.pk, by=by, now=now, answers=answers, comment=comment)

    one_more.partner, one_more.office = partner, office
    return one_more


def shown(rated, actor=NOBODY):
    return ratings_of(rated.partner, actor, clock.now())


def test_four_students_are_not_shown_and_five_are_counted_with_the_one_in_the_middle(rated):
    for rank in (2, 4, 4, 5):
        rated(rank)
    assert shown(rated) is None
    rated(1)
    said = shown(rated).said
    assert (said.people, said.rows[0].spread.counts, said.rows[0].usual) == (
        5,
        ((1, 1), (2, 1), (3, 0), (4, 2), (5, 1)),
        "Mostly",
    )


def test_one_student_who_came_twice_is_one_student(rated):
    again = StudentFactory(institute=rated.office.institute)
    first = rated(student=again, days=300)
    rated(student=again, agreement=first.placement.agreement)
    for _more in range(3):
        rated()
    assert shown(rated) is None


def test_what_was_said_this_month_waits_for_the_next(rated):
    for _more in range(4):
        rated()
    rated(days=0)
    assert shown(rated) is None
    assert ratings_of(rated.partner, NOBODY, clock.now() + timedelta(days=32)).said.people == 5


def test_the_words_are_read_by_the_own_office_alone_without_a_name(rated):
    for words in ("B", "A", "", "C", "D"):
        rated(comment=words)
    other = MembershipFactory(coordinator=True)
    lead = MembershipFactory(lead=True, partner=rated.partner)
    read = [shown(rated, person.as_actor()).words for person in (rated.office, other, lead)]
    assert read == [("A", "B", "C", "D"), (), ()]


def test_a_rating_by_itself_is_seen_by_its_writer_alone(rated):
    rating = rated()
    writer = membership_of(rating.placement.student)
    admin = MembershipFactory(administrator=True)
    people = (
        writer,
        rated.office,
        rating.placement.supervisor,
        MembershipFactory(lead=True, partner=rated.partner),
        admin,
    )
    assert [Evaluation.objects.visible_to(person.as_actor()).filter(pk=rating.pk).exists() for person in people] == [
        True,
        *[False] * 4,
    ]


def test_the_profile_shows_ratings_to_everybody_and_the_words_to_the_own_office(rated, client):
    for _more in range(5):
        rated()
    address = reverse("partner_detail", args=[rated.partner.slug])
    pages = [browser.get(address).content.decode() for browser in (client, signed_in(rated.office))]
    assert [("What 5 interns said" in page, "A locker." in page) for page in pages] == [(True, False), (True, True)]
