"""A slot that chooses by criteria, with its people: for the tests of choosing."""

from dataclasses import dataclass
from typing import Any

from core import clock
from core.actor import Role
from institutions.models import Membership
from placements.models import Application, JudgedFrom, Selection, SelectionCriterion
from placements.services import decisions_release, reviews
from tests.factories.institutions import MembershipFactory
from tests.factories.selection import ReviewerFactory, SelectionCriterionFactory, SelectionFactory
from tests.placements.stage import Stage as Scene
from tests.placements.stage import a_stage


@dataclass
class Panel:
    """The stage, how its slot chooses, two criteria that count 3 and 1, and one named reviewer."""

    stage: Scene
    selection: Selection
    first: SelectionCriterion
    second: SelectionCriterion
    reviewer: Membership

    @property
    def slot(self) -> Any:
        return self.stage.slot

    @property
    def lead(self) -> Membership:
        return self.stage.lead

    def application(self, **fields: Any) -> Application:
        """One more application for the slot, read already unless a trait says otherwise."""
        traits = {"submitted", "shortlisted", "interview", "waitlisted", "offered", "accepted"}
        return self.stage.application(**fields if traits & set(fields) else {"under_review": True, **fields})

    def score(
        self, application: Application, first: int, second: int, by: Membership | None = None, **more: Any
    ) -> Any:
        """Points of the reviewer, or of somebody else."""
        points = {self.first.pk: first, self.second.pk: second}
        actor = (by or self.reviewer).as_actor()
        return reviews.score_application(
            application_id=application.pk, by=actor, now=clock.now(), points=points, **more
        )

    def step_back(self, application: Application, by: Membership | None = None) -> Application:
        """A declared conflict of interest; of a lead only where there is another one."""
        if by is not None and by.role == Role.LEAD:
            MembershipFactory(lead=True, partner=self.slot.partner)
        actor = (by or self.reviewer).as_actor()
        return reviews.declare_conflict(application_id=application.pk, by=actor, now=clock.now(), reason="My niece.")

    def prepare(
        self, application: Application, outcome: str = "offer", by: Membership | None = None, **more: Any
    ) -> Any:
        """A decision noted by the lead, or by another one."""
        actor = (by or self.lead).as_actor()
        if outcome == "reject":
            more = {"code": "merit", "reason": "Others had more practice."} | more
        return decisions_release.prepare_decision(
            application_id=application.pk, by=actor, now=clock.now(), outcome=outcome, **more
        )

    def release(self, by: Any = None, now: Any = None) -> Any:
        """All that is prepared."""
        return decisions_release.release_decisions(
            slot_id=self.slot.pk, by=by or self.lead.as_actor(), now=now or clock.now()
        )


def a_panel(*, blind: bool = False, interviews: bool = False, **stage: Any) -> Panel:
    """A panel; with interviews, the slot has them switched on and a third criterion for them."""
    scene = a_stage(**stage)
    selection = SelectionFactory(slot=scene.slot, is_blind=blind, has_interviews=interviews)
    first = SelectionCriterionFactory(selection=selection, text="Statement", weight=3)
    second = SelectionCriterionFactory(selection=selection, text="Skills", weight=1)
    if interviews:
        SelectionCriterionFactory(selection=selection, stage=JudgedFrom.INTERVIEW, text="Calm", weight=4)
    return Panel(scene, selection, first, second, ReviewerFactory(selection=selection).membership)
