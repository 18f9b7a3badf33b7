"""A partner answers a call, and its answer becomes a draft slot. Each locks call, then answer."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Purpose
from accounts.services.links import check_link
from core import words
from core.actor import Actor
from core.errors import Refusal
from core.screening import refuse_patient_data
from core.verdict import require
from institutions.models import Department, Institute, Interest
from notifications.services.posting import say
from placements.models import Call, CallAnswer, Competency, Slot
from placements.notices import calls as notices
from placements.policies import calls as policies
from placements.policies.drafts import promised_objectives
from placements.services.applications_moves import lock_slots
from placements.services.calls import lock_call
from placements.services.slots import lock_slot, write_slot
from placements.services.slots_allotments import keep_places
from placements.services.slots_objectives import add_objective

OFFERING = frozenset({Interest.LOOKING, Interest.INTERESTED})


def lock_answer(answer_id: int) -> CallAnswer:
    """The answer with its draft, both locked after the call. Three queries; five more where there is a draft."""
    call = lock_call(CallAnswer.objects.values_list("call_id", flat=True).get(pk=answer_id))
    answer = CallAnswer.objects.select_for_update(of=("self",)).select_related("partner", "slot").get(pk=answer_id)
    answer.call = call
    if answer.slot_id is not None:
        lock_slots([answer.slot_id])
        answer.slot = lock_slot(answer.slot_id)
    return answer


@transaction.atomic
def answer_call(
    *,
    answer_id: int,
    by: Actor,
    now: datetime,
    interest: str,
    places: int | None = None,
    department: Department | None = None,
    earliest: date | None = None,
    note: str = "",
) -> CallAnswer:
    """Say how the partner stands and how many it could take, in place of what it said before; the office is told.

    “Not now” and “full” promise no places, whatever number was typed. Whoever is not signed in has no button for the slot: an answer by
    link, or one that was recorded, which says how many, where and from which day, becomes the lead's draft at once. A draft in which
    nobody has written follows the answer, and goes with its last place. Raises NotAllowed, Refusal.
    """
    answer = lock_answer(answer_id)
    require(policies.may_answer(by, answer))
    check_link(by, purpose=Purpose.CALL, subject_id=answer.pk, now=now)
    refuse_patient_data(note, field="note", instead=_("Leave it out: the answer is about places."))
    if department is not None and department.site.partner_id != answer.partner_id:
        raise Refusal(_("This department belongs to another organisation."), field="department")
    if earliest is not None and not answer.call.starts_on <= earliest <= answer.call.ends_on:
        days = {"first": words.day(answer.call.starts_on), "last": words.day(answer.call.ends_on)}
        raise Refusal(
            _("The call is for days from %(first)s to %(last)s.") % days,
            instead=_("Choose one of them, or leave it empty."),
            field="earliest",
        )
    offers = interest in OFFERING
    answer.interest, answer.note = interest, note
    answer.places = (places or 0) if offers else 0
    answer.department, answer.earliest = (department, earliest) if offers else (None, None)
    answer.answered_at, answer.answered_by_id, answer.membership_id = now, by.user_id, by.membership_id
    answer.via, answer.as_label, answer.recording_id = by.via, by.label, by.recording_id
    if answer.slot is not None and not answer.places:
        remove_draft(answer)
    answer.save()
    say(notices.answered_to_coordinators, answer, key=now.isoformat(), now=now)
    if answer.slot is not None:
        follow_answer(answer, by=by, now=now)
    elif not by.is_signed_in and answer.places and department is not None and earliest is not None:
        _draft(answer, by=by, now=now, title=answer.call.title, department=department)
        say(notices.slot_made_to_leads, answer, key="made", now=now)
    return answer


@transaction.atomic
def make_slot(*, answer_id: int, by: Actor, now: datetime, title: str, department: Department) -> Slot:
    """A draft slot with what was promised: dates, places kept for the institute, competencies as objectives.

    Pressed again, by whomever, it gives the slot that was made before. Raises NotAllowed, Refusal.
    """
    answer = lock_answer(answer_id)
    require(policies.may_make_slot(by, answer))
    return answer.slot or _draft(answer, by=by, now=now, title=title, department=department)


def _draft(answer: CallAnswer, *, by: Actor, now: datetime, title: str, department: Department) -> Slot:
    """The slot of an answer that has none yet, kept for the institute; its coordinators are told. The caller holds the locks."""
    call = answer.call
    first = max(call.starts_on, answer.earliest or call.starts_on)
    slot = write_slot(
        by=by,
        now=now,
        department=department,
        title=title,
        city=department.site.city,
        kind=call.kind,
        track_id=call.track_id,
        starts_on=first,
        ends_on=call.ends_on,
        places=answer.places,
    )
    answer.slot = slot
    answer.save(update_fields=["slot"])
    _keep_what_was_promised(slot, call, answer, by=by, now=now)
    say(notices.slot_made_to_coordinators, answer, key="made", now=now)
    return slot


def follow_answer(answer: CallAnswer, *, by: Actor, now: datetime) -> None:
    """The same draft with other places, department or first day. The caller holds the locks and has asked whether it is as it was made."""
    call, slot = answer.call, answer.slot
    slot.department = answer.department or slot.department
    slot.city = slot.department.site.city
    slot.starts_on = max(call.starts_on, answer.earliest or call.starts_on)
    slot.places = max(slot.places, answer.places)  # never fewer than are kept
    slot.save()
    _keep(slot, call, answer, by=by, now=now)
    slot.places = answer.places
    slot.save(update_fields=["places"])


def remove_draft(answer: CallAnswer) -> None:
    """Nothing is promised any more, so there is no draft of it. The caller holds the locks and has asked whether it is as it was made."""
    slot, answer.slot = answer.slot, None
    answer.save(update_fields=["slot"])
    Slot.objects.filter(pk=slot.pk).delete()


def _keep_what_was_promised(slot: Slot, call: Call, answer: CallAnswer, *, by: Actor, now: datetime) -> None:
    _keep(slot, call, answer, by=by, now=now)
    wanted = Competency.objects.in_bulk([pk for _text, pk in promised_objectives(answer)])
    for text, pk in promised_objectives(answer):
        add_objective(slot_id=slot.pk, by=by, now=now, text=text, competency=wanted[pk])


def _keep(slot: Slot, call: Call, answer: CallAnswer, *, by: Actor, now: datetime) -> None:
    institute = Institute.objects.get(pk=call.institute_id)
    keep_places(slot_id=slot.pk, by=by, now=now, institute=institute, places=answer.places)
