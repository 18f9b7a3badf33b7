"""What the scene of `scenarios` has for support plans, incidents, and mail that stops by one click."""

from typing import Any

from institutions.models import Membership
from notifications.stopping import stop_path
from placements.models import Placement
from tests.factories.students import membership_of
from tests.factories.support import IncidentFactory, SupportPlanFactory


def support_of(placement: Placement, coordinator: Membership) -> dict[str, Any]:
    """A plan that waits for the student, and an incident that the student reported."""
    plan = SupportPlanFactory(placement=placement, opened_by=coordinator.user)
    incident = IncidentFactory(placement=placement, membership=membership_of(placement.student))
    return {
        "support": plan.pk,
        "step_pk": plan.steps.get().pk,
        "today": placement.pk,
        "incidents": incident.pk,
        "stop_token": stop_path(placement.student.user_id, "hours").split("/")[-2],
    }
