"""The student's side of an application: begun, written, sent, taken back, withdrawn. What is sent stands in `receipts`."""

from datetime import datetime

from django.db import transaction

from core.actor import Actor
from core.verdict import require
from placements.models import Application, Slot
from placements.policies import applications as policies
from placements.services.applications_moves import lock_application, move_application
from placements.services.receipts import write_receipt
from placements.services.screening import refuse_to_name_patients
from placements.states import REOPEN, SUBMIT, TAKE_BACK, WITHDRAW, ApplicationState
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
    if REOPEN.allowed_from(application.state):
        move_application(
            lock_application(application.pk), REOPEN, by=by, now=now, submitted_at=None, waitlisted_at=None
        )
        application.refresh_from_db()
    return application


@transaction.atomic
def save_draft(
    *, slot_id: int, by: Actor, now: datetime, statement: str, shown_version: int | None = None
) -> Application:
    """Keep what the student has written for a slot so far, beginning the draft where there is none. Raises NotAllowed, Refusal, Stale.

    A draft that there is takes words after the deadline too: nothing typed is lost, only sending is refused. Nor does one window write
    over another: a new draft has the version 1, which a form shows where there is none yet.
    """
    drafts = Application.objects.visible_to(by).filter(slot=slot_id, state=ApplicationState.DRAFT)
    pk = drafts.values_list("pk", flat=True).first() or start_application(slot_id=slot_id, by=by, now=now).pk
    application = lock_application(pk)
    require(policies.may_edit(by, application))
    if statement != application.statement:
        application.next_version(shown_version)
        application.statement = statement
        application.save(update_fields=["statement", "version"])
    return application


@transaction.atomic
def submit_application(
    *, application_id: int, by: Actor, now: datetime, shown_version: int | None = None
) -> Application:
    """Send the application, with a receipt of what was sent that never changes.

    Locks the application. Raises NotAllowed, Refusal (something is missing, or the statement names a patient), Stale (another window
    changed what the page showed), IllegalMove.
    """
    application = lock_application(application_id)
    require(policies.may_edit(by, application))
    application.next_version(shown_version)
    refuse_to_name_patients(statement=application.statement)
    require(policies.may_submit(by, application, now))
    receipt = write_receipt(application, now=now)
    sent = {"submitted_at": now, "receipt": receipt.facts, "version": application.version}
    move_application(application, SUBMIT, by=by, now=now, **sent)
    return application


@transaction.atomic
def take_back_application(*, application_id: int, by: Actor, now: datetime) -> Application:
    """Make a draft of it again, to be changed and sent anew before the deadline; the receipt of the first sending stays.

    Locks the application: against a decision made at the same moment, one of the two wins. Raises NotAllowed, Refusal, IllegalMove.
    """
    application = lock_application(application_id)
    require(policies.may_take_back(by, application, now))
    move_application(application, TAKE_BACK, by=by, now=now, submitted_at=None)
    return application


@transaction.atomic
def withdraw_application(*, application_id: int, by: Actor, now: datetime, reason: str = "") -> Application:
    """Take the application back; it can be begun again while the slot is open.

    Locks the application: against an offer made at the same moment, one of the two wins. Raises NotAllowed, Refusal, IllegalMove.
    """
    application = lock_application(application_id)
    require(policies.may_withdraw(by, application))
    refuse_to_name_patients(reason=reason)
    move_application(application, WITHDRAW, by=by, now=now, note=reason)
    return application
