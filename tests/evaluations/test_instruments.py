"""Evaluation forms: the starter, versions that never change once published, and summaries that never average."""

import pytest
from django.db import InternalError, transaction
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.actor import Actor, Role, Via
from core.errors import NotAllowed, Refusal
from evaluations.models import Criterion, Instrument
from evaluations.services import instruments as services
from evaluations.services.evaluations_asking import schedule_final
from evaluations.summaries import distribution
from tests.placements.ward import a_ward

ADMIN = Actor(via=Via.PERSON, role=Role.ADMINISTRATOR)


@pytest.fixture
def form(db):
    return services.load_starters(now=clock.now())


def wording(instrument):
    return list(instrument.criteria.values_list("position", "text"))


def copy(instrument, by=ADMIN):
    return services.copy_instrument(instrument_id=instrument.pk, by=by, now=clock.now())


def publish(instrument, by=ADMIN):
    return services.publish_instrument(instrument_id=instrument.pk, by=by, now=clock.now())


def test_load_starters_makes_five_criteria_on_the_five_point_scale(form):
    points = list(form.scale.points.order_by("rank").values_list("rank", "label"))
    assert [position for position, _text in wording(form)] == [1, 2, 3, 4, 5]
    assert points == [
        (1, "Watched only"),
        (2, "With me beside"),
        (3, "With me nearby"),
        (4, "On their own"),
        (5, "Could teach it"),
    ]


def test_load_starters_again_changes_nothing(form):
    again = services.load_starters(now=clock.now())
    assert (again.pk, again.published_at, Criterion.objects.count()) == (form.pk, form.published_at, 5)


def test_the_database_refuses_to_change_a_published_form(form):
    for change in (
        lambda: Instrument.objects.filter(pk=form.pk).update(title="Another"),
        lambda: Instrument.objects.filter(pk=form.pk).update(published_at=None),
        lambda: form.criteria.filter(position=1).update(text="Another"),
        lambda: form.criteria.filter(position=1).delete(),
        lambda: form.criteria.create(position=6, text="One more"),
    ):
        with pytest.raises(InternalError, match=r"published_instrument|published_at"), transaction.atomic():
            change()
    assert len(wording(form)) == 5


def test_the_database_refuses_to_move_a_criterion_into_a_published_form(form):
    draft = copy(form)
    with pytest.raises(InternalError, match="criteria_of_a_published_instrument"), transaction.atomic():
        draft.criteria.filter(position=1).update(instrument=form, position=6)


def test_copy_instrument_begins_the_next_version_and_leaves_the_first(form):
    draft = copy(form)
    draft.criteria.filter(position=1).update(text="Does the daily work of the ward")
    assert (draft.slug, draft.version, draft.published_at, draft.scale_id) == (form.slug, 2, None, form.scale_id)
    assert wording(form)[0] == (1, "Does the daily work of the department")
    assert wording(draft)[1:] == wording(form)[1:]


def test_copy_instrument_waits_for_the_draft_that_exists(form):
    copy(form)
    with pytest.raises(Refusal, match="Version 2 is a draft already"):
        copy(form)


def test_new_evaluations_use_the_newest_published_version(form):
    draft = copy(form)
    first = schedule_final(placement_id=a_ward().pk, now=clock.now())
    publish(draft)
    second = schedule_final(placement_id=a_ward().pk, now=clock.now())
    assert (first.instrument.version, second.instrument.version) == (1, 2)


def test_publish_instrument_without_criteria_or_twice_is_refused(form):
    draft = copy(form)
    draft.criteria.all().delete()
    with pytest.raises(Refusal, match="no criterion"):
        publish(draft)
    with pytest.raises(Refusal, match="published already"):
        publish(form)


def test_forms_belong_to_administrators(form):
    somebody = Actor(via=Via.PERSON, role=Role.COORDINATOR)
    for act in (copy, publish):
        with pytest.raises(NotAllowed):
            act(form, by=somebody)


@pytest.mark.parametrize(
    ("ranks", "median", "unseen"),
    [
        ([], None, 0),
        ([None, None], None, 2),
        ([4], (4, 4), 0),
        ([1, 5], (1, 5), 0),
        ([5, 1, 4], (4, 4), 0),
        ([2, 2, 3, 5, None], (2, 3), 1),
    ],
)
def test_the_median_is_a_rank_or_two_and_not_observed_counts_beside(ranks, median, unseen):
    summary = distribution(ranks, points=range(1, 6))
    assert (summary.median, summary.unseen) == (median, unseen)


def test_the_distribution_names_every_point_of_the_scale():
    assert distribution([3, 3, None, 5], points=[5, 4, 3, 2, 1]).counts == ((1, 0), (2, 0), (3, 2), (4, 0), (5, 1))


def test_a_rank_that_the_scale_has_not_is_a_mistake():
    with pytest.raises(ValueError, match="not on the scale"):
        distribution([6], points=range(1, 6))


@given(st.lists(st.one_of(st.none(), st.integers(1, 5)), max_size=40))
def test_half_of_the_judgements_stand_on_either_side_of_the_median(ranks):
    summary = distribution(ranks, points=range(1, 6))
    given_ranks = [rank for rank in ranks if rank is not None]
    assert (summary.given, summary.unseen) == (len(given_ranks), len(ranks) - len(given_ranks))
    if summary.median is not None:
        low, high = summary.median
        assert 2 * sum(rank <= low for rank in given_ranks) >= len(given_ranks)
        assert 2 * sum(rank >= high for rank in given_ranks) >= len(given_ranks)
        assert {low, high} <= set(given_ranks)
