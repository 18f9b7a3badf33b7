"""Decisions prepared in private and released together: at a set time by the clock, or by a lead's hand.

A release locks partner, agreements, slot, applications, in that order; a withdrawal locks its application: one of the two comes first.
"""

from collections import Counter
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Refusal, place_of
from core.verdict import require
from core.words import day
from notifications.services.posting import say
from placements.models import Application, Decision, Interview, Outcome, Selection, Slot
from placements.notices.selection import release_left_some
from placements.policies import decisions as policies
from placements.policies.offers import room_for
from placements.policies.selection import may_choose
from placements.ranking import whole_order_of, would_get
from placements.services.applications_moves import lock_application, lock_slots, lock_with_places, move_application
from placements.services.offers_places import hold_place
from placements.services.screening import refuse_to_name_patients
from placements.services.slots import lock_slot
from placements.services.waitlist import next_deadline, offer_places
from placements.states import OFFER, REJECT, WAITLIST

log = structlog.get_logger(__name__)


@transaction.atomic
def prepare_decision(
    *, application_id: int, by: Actor, now: datetime, outcome: str, code: str = "", reason: str = "", group: str = ""
) -> Decision:
    """Note what is to be decided, in place of what was noted before; nobody but the partner's leads sees it.

    Raises NotAllowed, Refusal (a rejection without its reason).
    """
    application = lock_application(application_id)
    require(policies.may_prepare(by, application))
    refuse_to_name_patients(reason=reason)
    if outcome == Outcome.REJECT and not (code and reason.strip()):
        raise Refusal(
            _("Say why: the student reads it."),
            instead=_("Choose a reason and write a kind sentence."),
            field="code" if not code else "reason",
        )
    prepared = Decision.objects.prepared().filter(application=application)
    if outcome == Outcome.OFFER and not prepared.filter(outcome=Outcome.OFFER).exists():
        # The lead gives on by hand the place of somebody who left.
        fallen = Selection.objects.filter(slot=application.slot_id, offers_fallen__gt=0)
        fallen.update(offers_fallen=F("offers_fallen") - 1)
    decision, _new = Decision.objects.update_or_create(
        application=application,
        released_at=None,
        defaults={
            "outcome": outcome,
            "code": code if outcome == Outcome.REJECT else "",
            "reason": reason if outcome == Outcome.REJECT else "",
            "group": group,
            "by_id": by.user_id,
            "at": now,
            "refusal": "",
        },
    )
    return decision


@transaction.atomic
def take_back_decision(*, application_id: int, by: Actor, now: datetime) -> Application:
    """Prepare nothing for it any more. Raises NotAllowed, Refusal."""
    application = lock_application(application_id)
    require(policies.may_prepare(by, application))
    Decision.objects.prepared().filter(application=application).delete()
    return application


@transaction.atomic
def prepare_by_merit(*, slot_id: int, by: Actor, now: datetime) -> Slot:
    """Note an offer for whoever gets a place by merit and quota, the waiting list for who was scored and gets none.

    What a lead has noted already stays, and counts. Raises NotAllowed, Refusal.
    """
    slot = lock_slot(slot_id)
    require(policies.may_prepare_by_merit(by, slot))
    order = whole_order_of(slot)
    noted = {row.application.pk for row in order if row.decision is not None and row.decision.released_at is None}
    kept = sum(row.decision.outcome == Outcome.OFFER for row in order if row.application.pk in noted)
    slot.held += kept
    outcomes = would_get(slot, [row for row in order if row.application.pk not in noted])
    if not outcomes:
        raise Refusal(_("Nobody with a score waits for a decision."), instead=_("Score some applications first."))
    for row in order:
        if row.application.pk in outcomes and policies.may_prepare(by, row.application):
            outcome = outcomes[row.application.pk]
            group = row.group.name if row.group and outcome == Outcome.OFFER else ""
            prepare_decision(application_id=row.application.pk, by=by, now=now, outcome=outcome, group=group)
    return slot


@transaction.atomic
def plan_release(*, slot_id: int, by: Actor, now: datetime, release_at: datetime | None) -> Selection:
    """Set the moment at which everything prepared is released by itself; None takes it back. Raises NotAllowed, Refusal."""
    slot = lock_slot(slot_id)
    require(may_choose(by, slot))
    if release_at is not None and release_at <= now:
        raise Refusal(_("This moment has passed."), instead=_("Choose a later one."), field="release_at")
    if release_at is not None and slot.starts_on is not None and timezone.localdate(release_at) > slot.starts_on:
        words = _("The internship begins on %(day)s: students must know before then.") % {"day": day(slot.starts_on)}
        raise Refusal(words, instead=_("Choose an earlier moment."), field="release_at")
    selection = Selection.objects.get(slot=slot)
    selection.release_at = release_at
    selection.save(update_fields=["release_at"])
    return selection


@transaction.atomic
def forget_release(*, slot_id: int, by: Actor, now: datetime) -> None:
    """The moment has passed with nothing to release: what is prepared from now on waits for another one."""
    lock_slot(slot_id)
    Selection.objects.filter(slot=slot_id, release_at__lte=now).update(release_at=None)


@transaction.atomic
def release_decisions(*, slot_id: int, by: Actor, now: datetime) -> Selection:
    """Carry out what is prepared, and tell everybody: offers in the order of merit, then the waiting list, then who is not chosen.

    Whoever withdrew meanwhile has no decision any more: a place that was prepared for them is offered to who stands first on the
    waiting list. Places for which no offer was prepared are kept back, as the lead meant it. An offer for which there is no room stays
    prepared with its reason, and the leads are told. Raises NotAllowed, Refusal.
    """
    lock_slots([slot_id])
    slot = lock_slot(slot_id)
    require(policies.may_release(by, slot))
    ids = list(Decision.objects.prepared().filter(application__slot=slot).values_list("application", flat=True))
    locked = {application.pk: application for application in lock_with_places(ids)}
    prepared = list(Decision.objects.prepared().filter(application__in=locked).order_by("pk"))
    rank = {row.application.pk: number for number, row in enumerate(whole_order_of(slot))}
    last = len(rank) + 1
    prepared.sort(
        key=lambda decision: (Outcome.values.index(decision.outcome), rank.get(decision.application_id, last))
    )
    selection = Selection.objects.select_for_update(of=("self",)).get(slot=slot)
    for number, decision in enumerate(prepared):
        _carry_out(decision, locked[decision.application_id], selection, by=by, now=now, number=number)
    offer_places(slot_id=slot_id, places=selection.offers_fallen, now=now)
    selection.merit_asked = selection.is_asked_for_merit
    selection.released_at, selection.release_at, selection.offers_fallen = now, None, 0
    selection.save(update_fields=["merit_asked", "released_at", "release_at", "offers_fallen"])
    if left := [decision for decision in prepared if decision.refusal]:
        say(release_left_some, slot, len(left), key=now.isoformat(), now=now)
    return selection


def prepared_counts(slot: Slot) -> dict[str, int]:
    """How many of each outcome are prepared. One query."""
    found = Decision.objects.prepared().filter(application__slot=slot).values_list("outcome", flat=True)
    return {outcome.value: 0 for outcome in Outcome} | dict(Counter(found))


def interviews_cut_short(slot: Slot) -> int:
    """How many interviews ahead a release calls off: those of who has a decision prepared. One query."""
    prepared = Decision.objects.prepared().filter(application__slot=slot).values("application")
    return Interview.objects.ahead().filter(application__in=prepared).count()


def _carry_out(
    decision: Decision, application: Application, selection: Selection, *, by: Actor, now: datetime, number: int
) -> None:
    try:
        with transaction.atomic():
            decision.released_at, decision.refusal = now, ""
            decision.save()
            if decision.outcome == Outcome.OFFER:
                OFFER.check(application.state, label=application.get_state_display())
                application.slot.refresh_from_db(fields=["held", "open_held"])  # the offers before this one count
                require(room_for(application, now))
                until = next_deadline(application, now, within=timedelta(days=selection.answer_days))
                hold_place(application, by=by, now=now, answer_by=until)
            elif decision.outcome == Outcome.WAITLIST:
                # One moment apart each, so that the list stands in the order of merit.
                since = now + timedelta(microseconds=number)
                move_application(application, WAITLIST, by=by, now=now, waitlisted_at=since)
            else:
                move_application(application, REJECT, by=by, now=now, note=decision.reason)
    except Refusal as refusal:
        log.info("decision_not_released", application=application.pk, refused_at=place_of(refusal))
        decision.released_at, decision.refusal = None, str(refusal)
        decision.save(update_fields=["refusal"])
