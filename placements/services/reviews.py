"""Scoring an application, and saying that one must not. Each locks the application."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Refusal
from core.verdict import require
from placements.matching.merit import share
from placements.models import Application, Conflict, Review, Score
from placements.policies import selection as policies
from placements.services.applications_moves import lock_application, move_application
from placements.services.screening import refuse_to_name_patients
from placements.states import REVIEW


@transaction.atomic
def score_application(
    *, application_id: int, by: Actor, now: datetime, points: Mapping[int, int], note: str = ""
) -> Review:
    """Give points on every criterion, in place of those given before; the first score begins the review and fixes the criteria.

    The database refuses it beside a declared conflict. Raises NotAllowed, Refusal.
    """
    application = lock_application(application_id)
    require(policies.may_score(by, application))
    refuse_to_name_patients(note=note)
    stage = policies.stage_of(application)
    criteria = list(application.slot.selection.criteria.filter(stage=stage))
    weights = {criterion.pk: criterion.weight for criterion in criteria}
    if set(points) != set(weights):
        raise Refusal(_("The criteria have changed since you opened the page."), instead=_("Open it again."))
    review, _new = Review.objects.update_or_create(
        application=application,
        stage=stage,
        person_id=by.user_id,
        defaults={
            "membership_id": by.membership_id,
            "percent": share(points, weights),
            "note": note,
            "given_at": now,
        },
    )
    review.scores.all().delete()
    Score.objects.bulk_create(Score(review=review, criterion_id=pk, points=given) for pk, given in points.items())
    if REVIEW.allowed_from(application.state):
        move_application(application, REVIEW, by=by, now=now)
    return review


@transaction.atomic
def declare_conflict(*, application_id: int, by: Actor, now: datetime, reason: str) -> Application:
    """Step back from an application: what the person has scored of it counts no more, and they open it no more.

    Raises NotAllowed, Refusal.
    """
    application = lock_application(application_id)
    require(policies.may_declare(by, application))
    refuse_to_name_patients(reason=reason)
    Review.objects.filter(application=application, person=by.user_id).delete()
    Conflict.objects.create(
        application=application,
        person_id=by.user_id,
        membership_id=by.membership_id,
        reason=reason,
        declared_at=now,
    )
    return application
