"""Choosing, for the scene of every address: a criterion, a reviewer, a group, a time and a booked interview; a table that is published."""

from typing import Any

from core import clock
from institutions.models import Membership
from placements.models import Placement
from tests.factories.selection import (
    InterviewFactory,
    InterviewTimeFactory,
    QuotaGroupFactory,
    ReviewerFactory,
    SelectionCriterionFactory,
    SelectionFactory,
)


def choosing_at(placement: Placement, supervisor: Membership) -> dict[str, Any]:
    """The placement's slot chooses by criteria; its supervisor reviews and interviews."""
    selection = SelectionFactory(
        slot=placement.slot, has_interviews=True, shows_merit=True, released_at=clock.now(), release_at=clock.now()
    )
    time = InterviewTimeFactory(slot=placement.slot, interviewer=supervisor)
    interview = InterviewFactory(application=placement.application, booked=True, time=time)
    return {
        "criterion_pk": SelectionCriterionFactory(selection=selection).pk,
        "reviewer_pk": ReviewerFactory(selection=selection, membership=supervisor).pk,
        "group_pk": QuotaGroupFactory(selection=selection).pk,
        "time_pk": time.pk,
        "interviews": interview.pk,
    }
