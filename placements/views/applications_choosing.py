"""What the page of an application shows of choosing: interviews, the decision, and a reviewer's acts. Nothing where nothing is set up."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from placements.models import Application, Decision, Interview, Outcome, Review
from placements.policies import decisions, interviews, selection
from placements.policies.selection import selection_of
from placements.policies.veil import hides_outcomes, is_hidden_from


def choosing_of(application: Application, actor: Actor, now: datetime) -> dict[str, Any]:
    """For components of application_detail, of an application for its page. Three queries; without a selection the decisions' alone,
    where it is over.
    """
    chosen = selection_of(application.slot) is not None
    rows = Decision.objects.visible_to(actor).filter(application=application).order_by("-pk")
    decisions = list(rows) if chosen or application.is_over else []
    rejected = (row for row in decisions if row.released_at and row.outcome == Outcome.REJECT)
    found: dict[str, Any] = {"answer": next(rejected, None) if application.is_over else None}
    if not chosen:
        return found
    found["is_published"] = application.slot.selection.is_published and application.slot.is_shown
    found["has_row"] = any(row.released_at for row in decisions)
    found["interviews"] = list(
        Interview.objects.visible_to(actor).filter(application=application).for_list().order_by("-pk")
    )
    if not actor.acts_as(Role.LEAD, Role.SUPERVISOR):
        return found
    return found | {
        "acts": _acts(application, actor, now),
        "reviews": _reviews(application, actor),
        "prepared": next((row for row in decisions if row.released_at is None), None),
        "is_lead": actor.acts_as(Role.LEAD),
        "stepped_back": application.stepped_back,
        "hides_reasons": is_hidden_from(actor, application),
        "hides_outcomes": hides_outcomes(actor, application),
    }


def _acts(application: Application, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    verdicts = {
        "application_score": (_("Score it"), selection.may_score(actor, application)),
        "application_invite": (_("Invite to an interview"), interviews.may_invite(actor, application, now)),
        "application_decide": (_("Prepare the decision"), decisions.may_prepare(actor, application)),
        "application_conflict": (_("Declare a conflict of interest"), selection.may_declare(actor, application)),
    }
    return [{"route": route, "label": label} for route, (label, verdict) in verdicts.items() if verdict]


def _reviews(application: Application, actor: Actor) -> list[Review]:
    """The own, and the others' once the own is given; a lead who has not scored sees them where the order of merit is."""
    rows = list(
        Review.objects.visible_to(actor).filter(application=application).select_related("person").order_by("pk")
    )
    own = {row.stage for row in rows if row.person_id == actor.user_id}
    return [row for row in rows if row.stage in own]
