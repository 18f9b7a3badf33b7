"""Students who rate one partner."""

from datetime import timedelta

import pytest

from core import clock
from evaluations.models import Instrument
from evaluations.services.evaluations import submit_evaluation
from tests.evaluations.clinic import a_clinic
from tests.factories.evaluations import EvaluationFactory
from tests.factories.placements import PlacementFactory
from tests.factories.students import StudentFactory, membership_of


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
