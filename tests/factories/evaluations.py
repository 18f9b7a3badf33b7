"""Evaluations for tests: valid and boring. Traits name situations."""

from datetime import timedelta
from typing import Any

import factory

from core import clock
from evaluations.models import Criterion, Evaluation, Instrument
from evaluations.services.evaluations import submit_evaluation
from evaluations.services.instruments import load_starters
from evaluations.states import EvaluationState
from tests.factories.institutions import a_day
from tests.factories.placements import PlacementFactory


class EvaluationFactory(factory.django.DjangoModelFactory[Evaluation]):
    """A final evaluation on the starter form that waits for the placement's supervisor, due in ten days."""

    class Meta:
        model = Evaluation

    class Params:
        scheduled = factory.Trait(state=EvaluationState.SCHEDULED, opens_on=factory.LazyFunction(lambda: a_day(5)))
        unassigned = factory.Trait(state=EvaluationState.UNASSIGNED)

    placement = factory.SubFactory(PlacementFactory)
    instrument = factory.LazyFunction(lambda: load_starters(now=clock.now()))
    evaluator = factory.SelfAttribute("placement.supervisor")
    state = EvaluationState.OPEN
    opens_on = factory.LazyFunction(lambda: a_day(-4))
    due_at = factory.LazyFunction(lambda: clock.now() + timedelta(days=10))


def answers_of(evaluation: Evaluation, *ranks: int | None) -> dict[int, int | None]:
    """`ranks` in the order of the form; a form that is longer gets the last one for the rest."""
    criteria = list(evaluation.instrument.criteria.values_list("pk", flat=True))
    given = [*ranks, *[ranks[-1] if ranks else 4] * (len(criteria) - len(ranks))]
    return dict(zip(criteria, given, strict=True))


def submitted(
    evaluation: Evaluation, *ranks: int | None, comment: str = "Work faster on portable films.", **said: Any
) -> Evaluation:
    """`evaluation`, submitted by its evaluator."""
    values = {"by": evaluation.evaluator.as_actor(), "now": clock.now()} | said
    return submit_evaluation(
        evaluation_id=evaluation.pk, answers=answers_of(evaluation, *ranks), comment=comment, **values
    )


def a_draft(evaluation: Evaluation) -> Instrument:
    """The next version of its form, in the hands of the student's institute."""
    form = evaluation.instrument
    draft = Instrument.objects.create(
        slug=form.slug, institute=evaluation.placement.institute, title=form.title, scale_id=form.scale_id
    )
    Criterion.objects.create(instrument=draft, position=1, key="explains", text="Explains each step to the patient")
    return draft
