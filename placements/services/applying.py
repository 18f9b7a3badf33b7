"""Between sending and review: the institute's endorsement, and the questions that go back to the student. Each locks the application."""

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import StoredFile
from accounts.services.files import store_file
from core.actor import Actor
from core.uploads import CleanFile, clean_upload
from core.verdict import require
from placements.models import Application, InfoRequest
from placements.policies import applying as policies
from placements.services.applications_moves import lock_application, move_application
from placements.services.screening import refuse_to_name_patients
from placements.states import ANSWER_OFFICE, ANSWER_PARTNER, ASK, ENDORSE, REFUSE


@transaction.atomic
def endorse_application(*, application_id: int, by: Actor, now: datetime, reason: str = "") -> Application:
    """Give the institute's word for the student, with a sentence if it likes; the partner reads it now. Raises NotAllowed, Refusal."""
    application = lock_application(application_id)
    require(policies.may_endorse(by, application))
    refuse_to_name_patients(reason=reason)
    move_application(application, ENDORSE, by=by, now=now, note=reason)
    return application


@transaction.atomic
def refuse_application(*, application_id: int, by: Actor, now: datetime, reason: str) -> Application:
    """Do not endorse, with a reason that the student reads; they may change it and send it again. Raises NotAllowed, Refusal."""
    application = lock_application(application_id)
    require(policies.may_refuse(by, application))
    refuse_to_name_patients(reason=reason)
    move_application(application, REFUSE, by=by, now=now, note=reason)
    return application


@transaction.atomic
def ask_applicant(*, application_id: int, by: Actor, now: datetime, text: str) -> Application:
    """Send it back to the student with a question. Raises NotAllowed, Refusal."""
    application = lock_application(application_id)
    require(policies.may_ask(by, application))
    refuse_to_name_patients(text=text)
    InfoRequest.objects.create(
        application=application,
        text=text,
        asked_at=now,
        asked_by_id=by.user_id,
        membership_id=by.membership_id,
        as_label=by.label,
        by_partner=by.partner_id is not None,
        recording_id=by.recording_id,
    )
    move_application(application, ASK, by=by, now=now, note=text)
    return application


def answer_question(
    *, application_id: int, by: Actor, now: datetime, answer: str, document: UploadedFile | None = None
) -> Application:
    """Answer the question that waits, with a document if one was asked for; whoever asked goes on where they were.

    The file is looked at before anything is locked. Raises NotAllowed, Refusal.
    """
    require(policies.may_answer(by, Application.objects.select_related("student").get(pk=application_id)))
    refuse_to_name_patients(answer=answer)
    clean = clean_upload(document, field="document") if document else None
    with transaction.atomic():
        application = lock_application(application_id)
        require(policies.may_answer(by, application))
        question = application.info_requests.select_for_update().filter(answered_at=None).latest("asked_at", "pk")
        question.answer, question.answered_at = answer, now
        question.file = _kept(clean, by) if clean else None
        question.save(update_fields=["answer", "answered_at", "file"])
        move = ANSWER_PARTNER if question.by_partner else ANSWER_OFFICE
        move_application(application, move, by=by, now=now, note=answer)
        return application


def _kept(clean: CleanFile, by: Actor) -> StoredFile:
    return store_file(
        kind="answer", content=clean.content, name=clean.name, media_type=clean.media_type, owner_id=by.user_id
    )
