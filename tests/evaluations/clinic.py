"""An evaluation with everybody around it, for tests."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.test import Client

from accounts.models import AccessLink, Purpose
from core import clock
from core.actor import Actor, Via
from evaluations.models import Evaluation
from evaluations.services.evaluations_moves import ensure_link
from institutions.models import Membership
from tests.factories.evaluations import EvaluationFactory
from tests.factories.institutions import MembershipFactory
from tests.placements.ward import Ward, a_ward


@dataclass
class Clinic:
    """One evaluation, and a ward around it."""

    evaluation: Evaluation
    ward: Ward

    @property
    def pk(self) -> int:
        return self.evaluation.pk

    def fresh(self) -> Evaluation:
        """The evaluation as the database has it now."""
        return Evaluation.objects.for_page().get(pk=self.pk)

    def link(self) -> AccessLink:
        """The evaluator's live link."""
        return ensure_link(self.fresh(), now=clock.now())

    def by_link(self, link: AccessLink | None = None) -> Actor:
        """The evaluator, as the link makes them."""
        return self.fresh().evaluator.as_actor(via=Via.LINK, link_id=(link or self.link()).pk)

    def colleague(self) -> Membership:
        """Another supervisor of the partner."""
        return MembershipFactory(supervisor=True, partner=self.ward.placement.partner)


def a_clinic(**fields: Any) -> Clinic:
    """An evaluation that waits for its evaluator, unless a trait says otherwise."""
    with transaction.atomic():
        ward = a_ward()
        evaluation = EvaluationFactory(placement=ward.placement, **fields)
    return Clinic(evaluation, ward)


def links_of(evaluation: Evaluation) -> list[AccessLink]:
    """Every link that was made to it, oldest first."""
    return list(AccessLink.objects.filter(purpose=Purpose.EVALUATION, subject_id=evaluation.pk).order_by("pk"))


def signed_in(membership: Membership) -> Client:
    """A browser in which this person acts."""
    client = Client()
    client.force_login(membership.user)
    return client
