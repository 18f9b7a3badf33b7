"""Students rate a site: shown from five of them up, after the term, as it stood at the beginning of the month (rule 9)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from evaluations.models import Evaluation, SiteWord
from evaluations.ratings import ratings_of
from evaluations.services.site_words import gather_words, show_word
from tests.evaluations.clinic import signed_in
from tests.factories.institutions import MembershipFactory
from tests.factories.students import StudentFactory, membership_of

pytestmark = pytest.mark.django_db


def shown(rated):
    return ratings_of(rated.partner, clock.now())


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
    assert ratings_of(rated.partner, clock.now() + timedelta(days=32)).said.people == 5


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


def test_the_profile_shows_ratings_to_everybody_and_words_once_the_office_lets_them(rated, client):
    for _more in range(5):
        rated()
    gather_words(now=clock.now())
    address = reverse("partner_detail", args=[rated.partner.slug])
    pages = [browser.get(address).text for browser in (client, signed_in(rated.office))]
    assert [("What 5 interns said" in page, "A locker." in page) for page in pages] == [(True, False), (True, False)]
    show_word(word_id=SiteWord.objects.first().pk, by=rated.office.as_actor(), now=clock.now())
    assert client.get(address).text.count("A locker.") == 1
