"""Enquiries from outside: sent by anybody, answered or put away by the office. Who is sponsored is made a student in `students`."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.actor import Actor
from core.lifecycle import Move
from core.screening import refuse_patient_data
from core.verdict import require
from institutions.models import Enquiry, EnquiryTransition, Institute
from institutions.notices import enquiries as notices
from institutions.policies import enquiries as policies
from institutions.states import ANSWER_ENQUIRY, CLOSE_ENQUIRY
from notifications.services.posting import say, tell


@transaction.atomic
def send_enquiry(
    *,
    by: Actor,
    now: datetime,
    institute: Institute,
    kind: str,
    name: str,
    email: str,
    text: str,
    phone: str = "",
    qualification: str = "",
) -> Enquiry:
    """Ask an institute; its coordinators are told. Nobody is named a person of the portal by asking. Raises Refusal."""
    refuse_patient_data(text, field="text", instead=_("Ask without it: the answer comes to your address."))
    enquiry = Enquiry.objects.create(
        institute=institute,
        kind=kind,
        name=name,
        email=email,
        phone=phone,
        qualification=qualification,
        text=text,
        created_at=now,
    )
    say(notices.received_by_office, enquiry, key="received", now=now)
    return enquiry


@transaction.atomic
def answer_enquiry(*, enquiry_id: int, by: Actor, now: datetime, answer: str) -> Enquiry:
    """Answer by mail. The enquirer becomes a person of the portal, without an account, so that the mail is on record.

    Locks the enquiry. Raises NotAllowed, Refusal, IllegalMove.
    """
    enquiry = lock_enquiry(enquiry_id)
    require(policies.may_answer(by, enquiry))
    User.unclaimed(email=enquiry.email, name=enquiry.name)
    return move_enquiry(enquiry, ANSWER_ENQUIRY, by=by, now=now, answer=answer, answered_at=now)


@transaction.atomic
def close_enquiry(*, enquiry_id: int, by: Actor, now: datetime) -> Enquiry:
    """Put it away without an answer. Locks the enquiry. Raises NotAllowed, Refusal, IllegalMove."""
    enquiry = lock_enquiry(enquiry_id)
    require(policies.may_close(by, enquiry))
    return move_enquiry(enquiry, CLOSE_ENQUIRY, by=by, now=now)


def lock_enquiry(enquiry_id: int) -> Enquiry:
    """The enquiry with its institute, its own row locked. One query."""
    return Enquiry.objects.select_for_update(of=("self",)).select_related("institute").get(pk=enquiry_id)


def move_enquiry(enquiry: Enquiry, move: Move, *, by: Actor, now: datetime, note: str = "", **changes: Any) -> Enquiry:
    """Check, change, write the history, tell. The caller holds the lock. Raises IllegalMove."""
    move.check(enquiry.state, label=enquiry.get_state_display())
    was, enquiry.state = enquiry.state, move.target
    for name, value in changes.items():
        setattr(enquiry, name, value)
    enquiry.save(update_fields=["state", *changes])
    row = EnquiryTransition.write(enquiry, move, by=by, now=now, was=was, note=note)
    tell(notices.ENQUIRY_TOLD_ABOUT, enquiry, move, row, now=now)
    return enquiry
