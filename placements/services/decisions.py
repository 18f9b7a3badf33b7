"""What a lead decides before an offer: read, shortlisted, on the waiting list, not chosen. Each locks the application alone."""

from datetime import datetime

from django.db import transaction

from core.actor import Actor
from core.verdict import require
from placements.models import Application, Decision, Outcome, ReasonCode
from placements.policies import applications as policies
from placements.services.applications_moves import lock_application, move_application
from placements.services.screening import refuse_to_name_patients
from placements.states import REJECT, REVIEW, SHORTLIST, WAITLIST


@transaction.atomic
def begin_review(*, application_id: int, by: Actor, now: datetime) -> Application:
    """Say that it is being read. Raises NotAllowed, Refusal, IllegalMove."""
    application = lock_application(application_id)
    require(policies.may_review(by, application))
    move_application(application, REVIEW, by=by, now=now)
    return application


@transaction.atomic
def shortlist_application(*, application_id: int, by: Actor, now: datetime) -> Application:
    """Put the student on the shortlist, who is told. Raises NotAllowed, Refusal, IllegalMove."""
    application = lock_application(application_id)
    require(policies.may_shortlist(by, application))
    move_application(application, SHORTLIST, by=by, now=now)
    return application


@transaction.atomic
def waitlist_application(*, application_id: int, by: Actor, now: datetime) -> Application:
    """Put the student at the end of the slot's waiting list, which moves by itself. Raises NotAllowed, Refusal, IllegalMove."""
    application = lock_application(application_id)
    require(policies.may_waitlist(by, application))
    move_application(application, WAITLIST, by=by, now=now, waitlisted_at=now)
    return application


@transaction.atomic
def reject_application(
    *, application_id: int, by: Actor, now: datetime, reason: str, code: str = ReasonCode.OTHER
) -> Application:
    """Say no, with a reason that the student reads; it is kept with its code. Raises NotAllowed, Refusal, IllegalMove."""
    application = lock_application(application_id)
    require(policies.may_reject(by, application))
    refuse_to_name_patients(reason=reason)
    move_application(application, REJECT, by=by, now=now, note=reason)
    Decision.objects.create(
        application=application,
        outcome=Outcome.REJECT,
        code=code,
        reason=reason,
        by_id=by.user_id,
        at=now,
        released_at=now,
    )
    return application
