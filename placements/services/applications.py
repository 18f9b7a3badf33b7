"""The student's side of an application: begun, written, sent, withdrawn."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Refusal
from core.screening import patient_data
from core.verdict import require
from placements.models import Application, Slot
from placements.policies import applications as policies
from placements.services.applications_moves import lock_application, move_application
from placements.states import REOPEN, SUBMIT, WITHDRAW, ApplicationState
from students.models import Student


@transaction.atomic
def start_application(*, slot_id: int, by: Actor, now: datetime) -> Application:
    """The student's draft for a slot: the one there is, a withdrawn one reopened, or a new one.

    Locks the student, so that two requests at once make one draft. Raises NotAllowed, Refusal.
    """
    slot = Slot.objects.visible_to(by).select_related("partner").get(pk=slot_id)
    require(policies.may_apply(by, slot, now))
    student = Student.objects.select_for_update(of=("self",), no_key=True).get(
        user_id=by.user_id, institute_id=by.institute_id
    )
    application, _new = Application.objects.get_or_create(
        student=student, slot=slot, defaults={"institute_id": student.institute_id, "created_at": now}
    )
    if application.state == ApplicationState.WITHDRAWN:
        move_application(
            lock_application(application.pk), REOPEN, by=by, now=now, submitted_at=None, waitlisted_at=None
        )
        application.refresh_from_db()
    return application


@transaction.atomic
def save_draft(*, slot_id: int, by: Actor, now: datetime, statement: str) -> Application:
    """Keep what the student has written for a slot so far, beginning the draft where there is none. Raises NotAllowed, Refusal."""
    application = lock_application(start_application(slot_id=slot_id, by=by, now=now).pk)
    require(policies.may_edit(by, application))
    application.statement = statement
    application.save(update_fields=["statement"])
    return application


@transaction.atomic
def submit_application(*, application_id: int, by: Actor, now: datetime) -> Application:
    """Send the application, with a receipt of what was sent that never changes.

    Locks the application. Raises NotAllowed, Refusal (something is missing, or the statement names a patient), IllegalMove.
    """
    application = lock_application(application_id)
    require(policies.may_submit(by, application, now))
    if found := patient_data(application.statement):
        raise Refusal(
            _("Your statement seems to name a patient: %(found)s.") % {"found": ", ".join(found)},
            instead=_("Take it out and send again; your text is kept."),
            field="statement",
        )
    move_application(application, SUBMIT, by=by, now=now, submitted_at=now, receipt=_receipt(application, now))
    return application


def _receipt(application: Application, now: datetime) -> dict[str, Any]:
    """What is sent, as plain data: names and dates as they are today, and the CV by its file and hash."""
    student, slot = application.student, application.slot
    return {
        "number": f"A-{application.pk}",
        "at": now.isoformat(),
        "student": {
            "id": student.pk,
            "name": student.user.name,
            "roll_no": student.roll_no,
            "programme": student.programme.name,
            "institute": application.institute.name,
        },
        "slot": {
            "id": slot.pk,
            "title": slot.title,
            "partner": slot.partner.name,
            "department": slot.department.name,
            "starts_on": slot.starts_on.isoformat(),
            "ends_on": slot.ends_on.isoformat(),
        },
        "statement": application.statement,
        "cv": {"file": student.cv.pk, "name": student.cv.name, "sha256": student.cv.sha256},
    }


@transaction.atomic
def withdraw_application(*, application_id: int, by: Actor, now: datetime, reason: str = "") -> Application:
    """Take the application back; it can be begun again while the slot is open.

    Locks the application: against an offer made at the same moment, one of the two wins. Raises NotAllowed, Refusal, IllegalMove.
    """
    application = lock_application(application_id)
    require(policies.may_withdraw(by, application))
    move_application(application, WITHDRAW, by=by, now=now, note=reason)
    return application
