"""The moves of an agreement, and the edits before it is signed. The only writers of these tables."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Refusal
from core.lifecycle import Move
from core.verdict import require
from institutions.models import Agreement, AgreementCover, AgreementTransition, Partner, Programme
from institutions.notices.agreements import TOLD_ABOUT
from institutions.policies import agreements as policies
from institutions.states import EXPIRE, RENEW, RETURN, SEND, SIGN, TERMINATE, AgreementState
from notifications.services.posting import tell

ONE_DAY = timedelta(days=1)


def _locked(agreement_id: int) -> Agreement:
    """The agreement, its row locked; its partner's row first, as everywhere."""
    partner_id = Agreement.objects.values_list("partner_id", flat=True).get(pk=agreement_id)
    Partner.objects.select_for_update().get(pk=partner_id)
    return Agreement.objects.select_for_update(of=("self",)).select_related("institute", "partner").get(pk=agreement_id)


def _move(agreement: Agreement, move: Move, *, by: Actor, now: datetime, note: str = "", **changes: Any) -> Agreement:
    """Check, change, write the history, tell. The caller holds the lock."""
    move.check(agreement.state, label=agreement.get_state_display())
    was, agreement.state = agreement.state, move.target
    for name, value in changes.items():
        setattr(agreement, name, value)
    agreement.save(update_fields=["state", *changes])
    row = AgreementTransition.write(agreement, move, by=by, now=now, was=was, note=note)
    tell(TOLD_ABOUT, agreement, move, row, now=now)
    return agreement


@transaction.atomic
def draft_agreement(
    *,
    by: Actor,
    now: datetime,
    partner: Partner,
    title: str,
    terms: str,
    starts_on: date,
    ends_on: date,
    places: int,
    programmes: Iterable[Programme],
) -> Agreement:
    """Begin an agreement of the actor's institute with `partner`. Raises NotAllowed."""
    require(policies.may_draft(by))
    agreement = Agreement.objects.create(
        institute_id=by.institute_id,
        partner=partner,
        title=title,
        terms=terms,
        starts_on=starts_on,
        ends_on=ends_on,
        places=places,
        created_at=now,
    )
    agreement.programmes.set(programmes)
    return agreement


@transaction.atomic
def edit_agreement(
    *,
    agreement_id: int,
    by: Actor,
    now: datetime,
    programmes: Iterable[Programme],
    shown_version: int | None = None,
    **fields: Any,
) -> Agreement:
    """Change the text of a draft or a returned agreement. Raises NotAllowed, Refusal, Stale."""
    agreement = _locked(agreement_id)
    require(policies.may_edit(by, agreement))
    agreement.next_version(shown_version)
    for name, value in fields.items():
        setattr(agreement, name, value)
    agreement.save()
    agreement.programmes.set(programmes)
    return agreement


@transaction.atomic
def send_agreement(*, agreement_id: int, by: Actor, now: datetime) -> Agreement:
    """Sign for the institute and pass it to the partner. Raises NotAllowed, Refusal, IllegalMove."""
    agreement = _locked(agreement_id)
    require(policies.may_send(by, agreement))
    return _move(agreement, SEND, by=by, now=now, sent_by_id=by.user_id, sent_at=now)


@transaction.atomic
def return_agreement(*, agreement_id: int, by: Actor, now: datetime, reason: str) -> Agreement:
    """Give it back to the institute, saying what to change. Raises NotAllowed, Refusal, IllegalMove."""
    agreement = _locked(agreement_id)
    require(policies.may_return(by, agreement))
    return _move(agreement, RETURN, by=by, now=now, note=reason)


@transaction.atomic
def sign_agreement(*, agreement_id: int, by: Actor, now: datetime) -> Agreement:
    """Sign for the partner: from now on it holds on its dates.

    Locks partner, then agreement (and the predecessor of a renewal). The database refuses a second signed agreement of the pair for
    one programme at one time. Raises NotAllowed, Refusal, IllegalMove.
    """
    agreement = _locked(agreement_id)
    require(policies.may_sign(by, agreement, agreement.institute_today(now)))
    if agreement.predecessor_id:
        _hand_over(agreement, by=by, now=now)
    try:
        with transaction.atomic():
            AgreementCover.objects.bulk_create(
                AgreementCover(
                    agreement=agreement,
                    partner_id=agreement.partner_id,
                    programme=programme,
                    during=DateRange(agreement.starts_on, agreement.ends_on, "[]"),
                )
                for programme in agreement.programmes.all()
            )
    except IntegrityError as error:
        raise Refusal(
            _("Another signed agreement of these two covers one of its programmes on some of these days."),
            instead=_("Return it, so that the dates or programmes are changed, or end the other one first."),
        ) from error
    return _move(agreement, SIGN, by=by, now=now, signed_by_id=by.user_id, signed_at=now)


def _hand_over(successor: Agreement, *, by: Actor, now: datetime) -> None:
    """The predecessor's last day moves before the successor's first; one that is still signed becomes renewed on expiry."""
    old = (
        Agreement.objects.select_for_update(of=("self",))
        .select_related("institute", "partner")
        .get(pk=successor.predecessor_id)
    )
    if old.state == AgreementState.SIGNED and old.ends_on >= successor.starts_on:
        _shorten(old, successor.starts_on - ONE_DAY)


def _shorten(agreement: Agreement, last_day: date) -> None:
    """Make `last_day` the last day, here and in the covers; one that never began covers nothing."""
    covers = AgreementCover.objects.filter(agreement=agreement)
    if last_day < agreement.starts_on:
        covers.delete()
        last_day = agreement.starts_on
    else:
        covers.update(during=DateRange(agreement.starts_on, last_day, "[]"))
    agreement.ends_on = last_day
    agreement.save(update_fields=["ends_on"])


@transaction.atomic
def terminate_agreement(*, agreement_id: int, by: Actor, now: datetime, reason: str) -> Agreement:
    """End a signed agreement today. Placements that were confirmed under it go on. Raises NotAllowed, Refusal, IllegalMove."""
    agreement = _locked(agreement_id)
    require(policies.may_terminate(by, agreement))
    _shorten(agreement, min(agreement.institute_today(now), agreement.ends_on))
    return _move(agreement, TERMINATE, by=by, now=now, note=reason)


@transaction.atomic
def renew_agreement(*, agreement_id: int, by: Actor, now: datetime) -> Agreement:
    """Draft the successor: the same text, from the day after, for as long. Raises NotAllowed, Refusal."""
    old = _locked(agreement_id)
    require(policies.may_renew(by, old))
    successor = Agreement.objects.create(
        institute_id=old.institute_id,
        partner_id=old.partner_id,
        title=old.title,
        terms=old.terms,
        starts_on=old.ends_on + ONE_DAY,
        ends_on=old.ends_on + ONE_DAY + (old.ends_on - old.starts_on),
        places=old.places,
        predecessor=old,
        created_at=now,
    )
    successor.programmes.set(old.programmes.all())
    return successor


@transaction.atomic
def expire_agreement(*, agreement_id: int, by: Actor, now: datetime) -> Agreement:
    """Close an agreement whose last day has passed; it reads renewed when a signed successor took over. Raises IllegalMove, Refusal."""
    agreement = _locked(agreement_id)
    if agreement.ends_on >= agreement.institute_today(now):
        raise Refusal(_("Its last day has not passed."))
    renewed = Agreement.objects.filter(predecessor=agreement, state=AgreementState.SIGNED).exists()
    return _move(agreement, RENEW if renewed else EXPIRE, by=by, now=now)
