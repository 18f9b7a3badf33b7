"""What the scene of `scenarios` has for support plans, incidents, and mail that stops by one click."""

from typing import Any

from evaluations.models import SiteWord
from institutions.models import Membership
from notifications.stopping import stop_path
from placements.models import Placement
from tests.factories.evaluations import EvaluationFactory
from tests.factories.students import membership_of
from tests.factories.support import IncidentFactory, SupportPlanFactory


def a_word(placement: Placement) -> SiteWord:
    """What the student wrote about the place, not read yet."""
    rating = EvaluationFactory(placement=placement, occasion="site", evaluator=membership_of(placement.student))
    return SiteWord.objects.create(
        evaluation=rating, partner=placement.partner, institute=placement.institute, text="A locker would help."
    )


def support_of(placement: Placement, coordinator: Membership) -> dict[str, Any]:
    """A plan that waits for the student, and an incident that the student reported."""
    plan = SupportPlanFactory(placement=placement, opened_by=coordinator.user)
    incident = IncidentFactory(placement=placement, membership=membership_of(placement.student))
    return {
        "support": plan.pk,
        "step_pk": plan.steps.get().pk,
        "today": placement.pk,
        "site-words": a_word(placement).pk,
        "incidents": incident.pk,
        "stop_token": stop_path(placement.student.user_id, "hours").split("/")[-2],
    }
