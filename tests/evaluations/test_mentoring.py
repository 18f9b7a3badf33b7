"""Students rate the mentoring beside the site: asked of whom had a mentor, read by mentors and their office, never by the partner."""

import pytest
from django.urls import reverse

from core import clock
from evaluations.mentoring import mentoring_ratings
from evaluations.models import ABOUT_MENTOR, Criterion, Instrument
from evaluations.ratings import own_ratings
from evaluations.services.evaluations import submit_evaluation
from evaluations.services.instruments_starters import SITE, load_starters
from placements.models import Scale
from placements.services import catalogue
from tests.evaluations.clinic import signed_in
from tests.factories.evaluations import EvaluationFactory
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.mentors import MentorshipFactory
from tests.factories.placements import PlacementFactory
from tests.factories.students import StudentFactory, membership_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def mentored(rated):
    """One more student of a mentor, who rated the site and the mentoring."""

    def one_more(mentor, rank=4, **days):
        student = StudentFactory(institute=rated.office.institute)
        MentorshipFactory(student=student, mentor=mentor, begins_on=a_day(-200), **days)
        return rated(rank, student=student)

    return one_more


def a_mentor(rated):
    return MembershipFactory(mentor=True, institute=rated.office.institute)


def test_a_mentor_reads_the_own_mentoring_from_five_up_and_the_office_only_those_of_whom_five_spoke(rated, mentored):
    first, second = a_mentor(rated), a_mentor(rated)
    for rank in (5, 5, 4, 4, 1):
        mentored(first, rank)
    for _four in range(4):
        mentored(second, 2)
    now = clock.now()
    own, too_few, all_of_them = (mentoring_ratings(who.as_actor(), now) for who in (first, second, rated.office))
    assert (own.ratings.said.people, [point.share for point in own.terms], own.people) == (5, [80], ())
    assert {row.criterion for row in own.ratings.said.rows} == set(
        Criterion.objects.filter(key__in=ABOUT_MENTOR).values_list("text", flat=True)
    )
    assert (too_few.ratings, all_of_them.ratings.said.people) == (None, 9)
    assert [(point.group, point.people, point.share) for point in all_of_them.people] == [(first.user.name, 5, 80)]


def test_what_is_said_of_mentors_is_no_part_of_what_is_said_of_the_site(rated, mentored):
    for _five in range(5):
        mentored(a_mentor(rated))
    said = own_ratings(rated.partner, clock.now()).ratings.said
    assert (len(said.rows), [row.criterion for row in said.rows if "mentor" in row.criterion]) == (7, [])


def test_who_had_two_mentors_or_none_in_the_days_of_the_placement_is_left_out(rated, mentored):
    mentor = a_mentor(rated)
    for _four in range(4):
        mentored(mentor)
    both = mentored(mentor)
    MentorshipFactory(student=both.placement.student, mentor=a_mentor(rated), begins_on=both.placement.starts_on)
    mentored(mentor, until=a_day(-150))
    assert mentoring_ratings(mentor.as_actor(), clock.now()).ratings is None
    mentored(mentor)
    assert mentoring_ratings(mentor.as_actor(), clock.now()).ratings.said.people == 5


def test_what_was_said_this_month_of_a_mentor_waits_for_the_next(rated, mentored):
    mentor = a_mentor(rated)
    for _four in range(4):
        mentored(mentor)
    student = StudentFactory(institute=rated.office.institute)
    MentorshipFactory(student=student, mentor=mentor, begins_on=a_day(-200))
    rated(student=student, days=0)
    assert mentoring_ratings(mentor.as_actor(), clock.now()).ratings is None


def a_rating_to_fill_in():
    load_starters(now=clock.now())
    placement = PlacementFactory(completed=True, first=-60, last=-5)
    form = Instrument.objects.get(slug=SITE)
    writer = membership_of(placement.student)
    return EvaluationFactory(placement=placement, occasion="site", evaluator=writer, instrument=form)


@pytest.mark.parametrize("had", [True, False])
def test_a_student_is_asked_about_a_mentor_whom_they_had(had):
    evaluation = a_rating_to_fill_in()
    if had:
        MentorshipFactory(student=evaluation.placement.student)
    page = signed_in(evaluation.evaluator).get(reverse("evaluation_edit", args=[evaluation.pk]))
    assert [words in page.text for words in ("My mentor", "I would come here again")] == [had, True]


def test_who_had_no_mentor_submits_without_a_word_about_one():
    evaluation = a_rating_to_fill_in()
    asked = evaluation.instrument.criteria.exclude(key__in=ABOUT_MENTOR)
    answers = dict.fromkeys(asked.values_list("pk", flat=True), 4)
    by = evaluation.evaluator.as_actor()
    sent = submit_evaluation(evaluation_id=evaluation.pk, by=by, now=clock.now(), answers=answers, comment="")
    assert (sent.state, sent.answers.count()) == ("submitted", 7)


def a_site_form(version):
    catalogue.load_starters()
    scale = Scale.objects.get(slug=catalogue.SUPERVISION)
    said = {"slug": SITE, "use": Instrument.Use.SITE, "published_at": clock.now(), "scale": scale}
    return Instrument.objects.create(version=version, title="The place", **said)


def test_a_portal_with_the_first_wording_gets_the_next_and_keeps_the_one_it_worded_anew():
    first = a_site_form(1)
    load_starters(now=clock.now())
    versions = Instrument.objects.filter(slug=SITE).order_by("version")
    assert [(form.version, form.criteria.filter(key__in=ABOUT_MENTOR).count()) for form in versions] == [(1, 0), (2, 2)]
    assert Instrument.objects.published(SITE).first() == versions.last() != first
    a_site_form(3)
    load_starters(now=clock.now())
    assert versions.all().count() == 3


def test_mentoring_list_is_read_by_mentors_and_their_office(rated, mentored, django_assert_max_num_queries):
    mentor = a_mentor(rated)
    assert "from five students up" in signed_in(mentor).get(reverse("mentoring_list")).text
    for rank in (5, 5, 4, 4, 1):
        mentored(mentor, rank)
    clients = [signed_in(who) for who in (mentor, rated.office, MembershipFactory(lead=True, partner=rated.partner))]
    pages = [client.get(reverse("mentoring_list")) for client in clients]
    assert [page.status_code for page in pages] == [200, 200, 403]
    assert [mentor.user.name in page.content.decode().split("</header>", 1)[1] for page in pages[1:]] == [True, False]
    with django_assert_max_num_queries(10):
        clients[1].get(reverse("mentoring_list"))
