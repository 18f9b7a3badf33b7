"""Writing calls for places, choosing whom to ask, and a call's moves. Each locks the call."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Purpose
from accounts.services.links import end_links, ensure_links
from core import clock
from core.actor import Actor, Role
from core.errors import Refusal
from core.lifecycle import Move
from core.verdict import require
from core.words import when
from institutions.models import Intake, Membership, Partner, Programme
from notifications.services.posting import say, tell
from placements.models import Call, CallAnswer, CallTransition, Competency
from placements.notices import calls as notices
from placements.policies import calls as policies
from placements.states import CANCEL_CALL, CLOSE_CALL, EXTEND_CALL, SEND_CALL

LINK_LASTS = timedelta(days=60)  # after the deadline: until then the page behind the link says that the call is closed


def lock_call(call_id: int) -> Call:
    """The call with what its policies read, its own row locked. One query."""
    rows = Call.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("institute", "programme", "track").get(pk=call_id)


def _check_intake(by: Actor, programme: Programme, intake: Intake | None) -> None:
    if programme.institute_id != by.institute_id or by.programme_id not in {None, programme.pk}:
        raise Refusal(_("This programme belongs to another office."), field="programme")
    if intake is not None and intake.programme_id != programme.pk:
        raise Refusal(_("This intake belongs to another programme."), field="intake")


@transaction.atomic
def write_call(
    *,
    by: Actor,
    now: datetime,
    programme: Programme,
    intake: Intake | None = None,
    competencies: Iterable[Competency] = (),
    **fields: Any,
) -> Call:
    """Begin a draft. Raises NotAllowed, Refusal."""
    require(policies.may_write(by))
    _check_intake(by, programme, intake)
    call = Call.objects.create(
        institute_id=by.institute_id, programme=programme, intake=intake, created_at=now, **fields
    )
    call.competencies.set(competencies)
    return call


@transaction.atomic
def edit_call(
    *,
    call_id: int,
    by: Actor,
    now: datetime,
    programme: Programme,
    intake: Intake | None = None,
    competencies: Iterable[Competency] = (),
    shown_version: int | None = None,
    **fields: Any,
) -> Call:
    """Change a draft. Raises NotAllowed, Refusal, Stale."""
    call = lock_call(call_id)
    require(policies.may_edit(by, call))
    _check_intake(by, programme, intake)
    call.next_version(shown_version)
    for name, value in {"programme": programme, "intake": intake, **fields}.items():
        setattr(call, name, value)
    call.save()
    call.competencies.set(competencies)
    return call


@transaction.atomic
def choose_partners(
    *, call_id: int, by: Actor, now: datetime, ticked: Iterable[Partner], shown: Iterable[Partner]
) -> Call:
    """Of the partners `shown`, ask those `ticked`, and of a draft no others of them. An open call writes to the new ones at once.

    Partners that were not shown stay as they are; who was written to stays asked. Raises NotAllowed, Refusal.
    """
    call = lock_call(call_id)
    require(policies.may_choose(by, call))
    wanted = {partner.pk for partner in ticked}
    known = set(call.answers.values_list("partner_id", flat=True))
    call.answers.filter(sent_at=None, partner__in={partner.pk for partner in shown} - wanted).delete()
    new = CallAnswer.objects.bulk_create(
        CallAnswer(call=call, partner_id=pk, sent_at=now if call.is_open else None) for pk in sorted(wanted - known)
    )
    if call.is_open and new:
        make_links(call, now=now)
        asked = call.answers.for_page().filter(pk__in=[answer.pk for answer in new])
        say(notices.newly_asked_to_leads, asked, key=now.isoformat(), now=now)
    return call


@transaction.atomic
def send_call(*, call_id: int, by: Actor, now: datetime) -> Call:
    """Mail every lead of every chosen partner a link of their own. Raises NotAllowed, Refusal, IllegalMove."""
    call = lock_call(call_id)
    require(policies.may_send(by, call, now))
    call.answers.update(sent_at=now)
    make_links(call, now=now)
    return _move(call, SEND_CALL, by=by, now=now, sent_at=now)


@transaction.atomic
def extend_call(*, call_id: int, by: Actor, now: datetime, answer_by: datetime) -> Call:
    """Give partners until `answer_by`; who has not answered is told, and links hold as long. Raises NotAllowed, Refusal, IllegalMove."""
    call = lock_call(call_id)
    require(policies.may_extend(by, call, now))
    if answer_by <= max(call.answer_by, now):
        raise Refusal(
            _("The deadline moves to a later moment."),
            instead=_("To end the call now, close it."),
            field="answer_by",
        )
    if clock.day_of(answer_by, call.institute.zone) >= call.starts_on:
        raise Refusal(_("Choose a moment before the first day."), field="answer_by")
    call.answer_by = answer_by
    make_links(call, now=now)
    note = _("Until %(deadline)s.") % {"deadline": when(answer_by, call.institute.zone)}
    return _move(call, EXTEND_CALL, by=by, now=now, note=note, answer_by=answer_by)


@transaction.atomic
def close_call(*, call_id: int, by: Actor, now: datetime) -> Call:
    """Take no more answers; links end. By hand, or by the clock at the deadline. Raises NotAllowed, Refusal, IllegalMove."""
    call = lock_call(call_id)
    require(policies.may_close(by, call, now))
    _end_links(call, now=now)
    return _move(call, CLOSE_CALL, by=by, now=now)


@transaction.atomic
def cancel_call(*, call_id: int, by: Actor, now: datetime, reason: str) -> Call:
    """Look for these places no longer. Raises NotAllowed, Refusal, IllegalMove."""
    call = lock_call(call_id)
    require(policies.may_cancel(by, call))
    _end_links(call, now=now)
    return _move(call, CANCEL_CALL, by=by, now=now, note=reason)


@transaction.atomic
def chase_call(*, call_id: int, by: Actor, now: datetime, answers: Iterable[CallAnswer]) -> Call:
    """Ask these silent partners again; each by hand once a day, whoever presses. Raises NotAllowed, Refusal."""
    call = lock_call(call_id)
    require(policies.may_chase(by, call))
    silent = call.answers.silent().filter(pk__in=[answer.pk for answer in answers]).select_related("call__institute")
    due = [answer.pk for answer in silent if policies.rested(answer, now)]
    if not due:
        raise Refusal(
            _("Each of them has answered, or was asked again today."), instead=_("Ask again tomorrow, or call them.")
        )
    CallAnswer.objects.filter(pk__in=due).update(chased_at=now)
    make_links(call, now=now)
    asked = call.answers.for_page().filter(pk__in=due)
    say(notices.chased_to_leads, asked, key=now.isoformat(), now=now)
    return call


def make_links(call: Call, *, now: datetime) -> None:
    """A live link for every lead of every partner asked. Three queries."""
    asked = dict(call.answers.filter(sent_at__isnull=False).values_list("partner_id", "pk"))
    people = Membership.objects.current().filter(partner__in=asked, role=Role.LEAD).values_list("user_id", "partner_id")
    pairs = [(user_id, asked[partner_id]) for user_id, partner_id in people]
    expires_at = max(call.answer_by, now) + LINK_LASTS
    ensure_links(purpose=Purpose.CALL, pairs=pairs, now=now, expires_at=expires_at)


def _end_links(call: Call, *, now: datetime) -> None:
    end_links(purpose=Purpose.CALL, subjects=call.answers.values_list("pk", flat=True), now=now)


def _move(call: Call, move: Move, *, by: Actor, now: datetime, note: str = "", **changes: Any) -> Call:
    """Check, change, write the history, tell. The caller holds the lock."""
    move.check(call.state, label=call.get_state_display())
    was, call.state = call.state, move.target
    for name, value in changes.items():
        setattr(call, name, value)
    call.save(update_fields=["state", *changes])
    row = CallTransition.write(call, move, by=by, now=now, was=was, note=note)
    tell(notices.CALL_TOLD_ABOUT, call, move, row, now=now)
    return call
