"""How an agreement moves: the lock, then check, change, history, tell; and the days that a signed one claims."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Refusal
from core.lifecycle import Move
from institutions.models import Agreement, AgreementCover, AgreementTransition, Partner
from institutions.notices.agreements import TOLD_ABOUT
from institutions.states import AgreementState
from notifications.services.posting import tell

ONE_DAY = timedelta(days=1)


def lock_agreement(agreement_id: int) -> Agreement:
    """The agreement, its row locked; its partner's row first, as everywhere."""
    partner_id = Agreement.objects.values_list("partner_id", flat=True).get(pk=agreement_id)
    Partner.objects.select_for_update().get(pk=partner_id)
    return Agreement.objects.select_for_update(of=("self",)).select_related("institute", "partner").get(pk=agreement_id)


def move_agreement(
    agreement: Agreement, move: Move, *, by: Actor, now: datetime, note: str = "", **changes: Any
) -> Agreement:
    """Check, change, write the history, tell. The caller holds the lock. Raises IllegalMove."""
    move.check(agreement.state, label=agreement.get_state_display())
    was, agreement.state = agreement.state, move.target
    for name, value in changes.items():
        setattr(agreement, name, value)
    agreement.save(update_fields=["state", *changes])
    row = AgreementTransition.write(agreement, move, by=by, now=now, was=was, note=note)
    tell(TOLD_ABOUT, agreement, move, row, now=now)
    return agreement


def claim_days(agreement: Agreement) -> None:
    """The agreement's days and programmes are its own from here on; the predecessor of a renewal ends before.

    Part of a signing, whose lock it needs. Raises Refusal where another signed agreement of the pair has some of them.
    """
    if agreement.predecessor_id:
        _hand_over(agreement)
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


def _hand_over(successor: Agreement) -> None:
    """The predecessor's last day moves before the successor's first; one that is still signed becomes renewed on expiry."""
    old = (
        Agreement.objects.select_for_update(of=("self",))
        .select_related("institute", "partner")
        .get(pk=successor.predecessor_id)
    )
    if old.state == AgreementState.SIGNED and old.ends_on >= successor.starts_on:
        shorten(old, successor.starts_on - ONE_DAY)


def shorten(agreement: Agreement, last_day: date) -> None:
    """Make `last_day` the last day, here and in the covers; one that never began covers nothing."""
    covers = AgreementCover.objects.filter(agreement=agreement)
    if last_day < agreement.starts_on:
        covers.delete()
        last_day = agreement.starts_on
    else:
        covers.update(during=DateRange(agreement.starts_on, last_day, "[]"))
    agreement.ends_on = last_day
    agreement.save(update_fields=["ends_on"])
