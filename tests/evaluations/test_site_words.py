"""What students write about a site: read by their office first, shown or withheld with a reason; terms and supervisors from five up."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.urls import reverse

from core import clock
from core.errors import NotAllowed, Refusal
from evaluations.models import SiteWord
from evaluations.ratings import own_ratings
from evaluations.services.site_words import gather_words, hide_word, show_word
from evaluations.trends import Point, Said, points_of, term_of
from notifications.models import Notification
from tests.evaluations.clinic import signed_in
from tests.factories.institutions import MembershipFactory
from tests.placements.ward import names, told

pytestmark = pytest.mark.django_db


def five(rated, *ranks, **fields):
    for rank in ranks or (4,) * 5:
        rated(rank, **fields)


def a_word(rated, text="A locker would help."):
    five(rated, comment="")
    rated(comment=text)
    gather_words(now=clock.now())
    return SiteWord.objects.get()


# Terms, purely


def test_a_stay_counts_in_the_half_year_in_which_it_ends():
    assert [term_of(date(2026, month, 1)) for month in (6, 7)] == ["2026, January to June", "2026, July to December"]


def test_four_people_are_few_and_five_are_counted():
    said = [Said("first", number, (5, 4, 1)) for number in range(4)] + [Said("second", n, (3, 4)) for n in range(5)]
    assert points_of(said, ["first", "second"], high_from=4) == [Point("first", 4), Point("second", 5, 5, 10)]
    assert [point.share for point in points_of(said, ["first", "second"], 4)] == [None, 50]


def test_one_person_who_speaks_twice_is_one():
    said = [Said("term", 1, (5,)), *(Said("term", number, (5,)) for number in range(1, 5))]
    assert points_of(said, ["term"], 4)[0].people == 4


# The sentences


def test_sentences_come_to_their_office_once_five_have_rated_and_once_alone(rated):
    five(rated, 4, 4, 4, 4, comment="")
    rated(comment="A locker would help.", days=0)
    assert gather_words(now=clock.now()) == 0
    rated(comment="Mornings are best.")
    assert [gather_words(now=clock.now()) for _twice in range(2)] == [1, 0]
    word = SiteWord.objects.get()
    assert (word.text, word.state, word.institute) == ("Mornings are best.", "waiting", rated.office.institute)
    assert told("evaluation.words_wait") == names(rated.office)


def test_an_office_is_told_once_a_day_that_sentences_wait(rated):
    now = clock.now()
    five(rated)
    assert gather_words(now=now) == 5
    SiteWord.objects.all().delete()
    assert gather_words(now=now) == 5
    assert Notification.objects.filter(kind="evaluation.words_wait").count() == 1


def test_a_sentence_that_comes_after_the_first_five_waits_for_four_others(rated):
    """Read alone it would tell who wrote it: everybody knows who was there last."""
    now = clock.now()
    five(rated, comment="")
    rated(comment="Mornings are best.")
    assert gather_words(now=now) == 1
    later = now + timedelta(days=40)
    for number in range(4):
        rated(comment=f"Later {number}.", days=0)
        assert gather_words(now=later) == 0
    rated(comment="", days=0)
    assert gather_words(now=later) == 4
    assert {word.state for word in SiteWord.objects.all()} == {"waiting"}


def test_a_sentence_is_shown_withheld_with_a_reason_and_shown_again(rated):
    word, by, now = a_word(rated), rated.office.as_actor(), clock.now()
    assert own_ratings(rated.partner, now).unread == 1
    show_word(word_id=word.pk, by=by, now=now)
    assert own_ratings(rated.partner, now).ratings.words == ("A locker would help.",)
    with pytest.raises(Refusal, match="Say why"):
        hide_word(word_id=word.pk, by=by, now=now, reason=" ")
    hide_word(word_id=word.pk, by=by, now=now, reason="Names a nurse.")
    own = own_ratings(rated.partner, now)
    assert (own.ratings.words, own.withheld, own.unread) == ((), (("Names a nurse.", 1),), 0)
    show_word(word_id=word.pk, by=by, now=now)
    word.refresh_from_db()
    assert (word.state, word.reason) == ("shown", "")
    assert list(word.transitions.order_by("pk").values_list("move", flat=True)) == ["show", "hide", "show"]


def test_another_office_and_the_partner_decide_nothing(rated):
    word = a_word(rated)
    for membership in (MembershipFactory(lead=True, partner=rated.partner), MembershipFactory(administrator=True)):
        with pytest.raises(NotAllowed):
            show_word(word_id=word.pk, by=membership.as_actor(), now=clock.now())
    other = MembershipFactory(coordinator=True)
    assert not SiteWord.objects.visible_to(other.as_actor()).exists()


def test_a_word_stays_as_it_was_written_and_says_why_it_is_withheld(rated):
    word = a_word(rated)
    with pytest.raises(InternalError, match="a_students_word_stays"), transaction.atomic():
        SiteWord.objects.filter(pk=word.pk).update(text="All is well.")
    with pytest.raises(IntegrityError, match="a_word_that_is_not_shown_says_why"), transaction.atomic():
        SiteWord.objects.filter(pk=word.pk).update(state="hidden")


def test_the_office_reads_and_decides_by_its_pages(rated):
    word, client = a_word(rated), signed_in(rated.office)
    assert "A locker would help." in client.get(reverse("site_word_list")).text
    client.post(reverse("site_word_hide", args=[word.pk]), {"reason": "Tells who wrote it."})
    assert "Tells who wrote it." in client.get(reverse("site_word_list"), {"state": "hidden"}).text
    client.post(reverse("site_word_show", args=[word.pk]), {"idempotency_key": ""})
    word.refresh_from_db()
    assert word.state == "shown"


@pytest.mark.parametrize("count", [1, 3])
def test_site_word_list_asks_no_more_for_three_than_for_one(rated, count, django_assert_num_queries):
    five(rated, comment="")
    for number in range(count):
        rated(comment=f"Sentence {number}.")
    gather_words(now=clock.now())
    client = signed_in(rated.office)
    client.get(reverse("site_word_list"))
    with django_assert_num_queries(5):
        client.get(reverse("site_word_list"))


# What a site reads of itself


def test_a_site_reads_terms_and_those_supervisors_of_whom_five_have_spoken(rated):
    first, second = (MembershipFactory(supervisor=True, partner=rated.partner) for _two in range(2))
    five(rated, 5, 5, 4, 4, 1, supervisor=first)
    five(rated, 2, 2, supervisor=second)
    own = own_ratings(rated.partner, clock.now())
    assert [(point.group, point.people, point.share) for point in own.people] == [(first.user.name, 5, 80)]
    assert sum(point.people for point in own.terms) == 7
    lead = signed_in(MembershipFactory(lead=True, partner=rated.partner)).get(reverse("rating_list")).text
    assert ("What 7 interns said" in lead, first.user.name in lead, second.user.name in lead) == (True, True, False)


def test_a_supervisor_reads_what_the_own_interns_said_and_no_words(rated):
    supervisor = MembershipFactory(supervisor=True, partner=rated.partner)
    five(rated)
    few = signed_in(supervisor).get(reverse("rating_list")).text
    assert "Nothing to show yet" in few
    five(rated, 5, 5, 5, 5, 5, supervisor=supervisor)
    page = signed_in(supervisor).get(reverse("rating_list")).text
    assert ("What 5 interns said" in page, "In their words" in page) == (True, False)


def test_rating_list_of_a_site_that_few_have_rated_says_why_it_is_empty(rated):
    five(rated, 4, 4)
    page = signed_in(MembershipFactory(lead=True, partner=rated.partner)).get(reverse("rating_list"))
    assert ("from five interns up" in page.text, page.context["own"].ratings) == (True, None)


def test_rating_list_takes_ten_questions_at_most(rated, django_assert_max_num_queries):
    five(rated, 1, 2, 3, 4, 5, 5)
    gather_words(now=clock.now())
    client = signed_in(MembershipFactory(lead=True, partner=rated.partner))
    client.get(reverse("rating_list"))
    with django_assert_max_num_queries(10):
        client.get(reverse("rating_list"))
