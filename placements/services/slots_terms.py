"""Terms that students applied for: which stay, and who is told when others change."""

from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from core.errors import Refusal
from notifications.services.posting import say_of_many
from placements.models import Application, Slot
from placements.models.applications import ApplicationQuerySet
from placements.notices.slots_terms import Changed, Terms, changed_to_student
from placements.states import HOLDING, WAITING, SlotState

# Offers and acceptances were made for these; a stipend may rise.
PROMISED = ("starts_on", "ends_on", "full_time", "kind", "department", "required_hours", "weekly_hours")


def concerned(slot: Slot | OuterRef) -> ApplicationQuerySet:
    """Who has applied for it and waits, was offered a place or has one."""
    return Application.objects.filter(Q(state__in=WAITING) | Q(state__in=HOLDING, released_at=None), slot=slot)


def with_told(slots: QuerySet[Slot]) -> QuerySet[Slot]:
    """With `told`: how many hear of another term."""
    them = concerned(OuterRef("pk")).order_by().values("slot").annotate(n=Count("pk")).values("n")
    return slots.annotate(told=Coalesce(Subquery(them), 0))


def refuse_to_break(slot: Slot, fields: dict[str, Any], *, now: datetime) -> None:
    """Raise the Refusal of a change that takes back what somebody relies on. One query, where the endorsement changes."""
    for name in PROMISED if slot.held else ():
        if name in fields and fields[name] != getattr(slot, name):
            raise _stays(name)
    if slot.held and fields.get("stipend", slot.stipend) < slot.stipend:
        raise _stays("stipend")
    deadline = fields.get("apply_by", slot.apply_by)
    if slot.state != SlotState.DRAFT and deadline != slot.apply_by and deadline is not None and deadline <= now:
        raise Refusal(
            _("This moment has passed: students were told that they may still apply."),
            instead=_("Choose a later one, or close the slot."),
            field="apply_by",
        )
    asks = fields.get("asks_for_endorsement", slot.asks_for_endorsement)
    if asks != slot.asks_for_endorsement and concerned(slot).exists():
        raise Refusal(
            _("Students have applied with or without their institute’s word, so this stays."),
            instead=_("Copy the slot to ask otherwise."),
            field="asks_for_endorsement",
        )


def _stays(field: str) -> Refusal:
    return Refusal(
        _("Students hold places on these terms, so they stay."),
        instead=_("Copy the slot to offer others."),
        field=field,
    )


def tell_of_changes(slot: Slot, before: Terms, *, now: datetime) -> None:
    """Everybody concerned reads what is different now. Two queries and the posts, where something is."""
    after = Terms.of(slot)
    if before != after:
        changes = [Changed(application, before, after) for application in concerned(slot).for_list()]
        say_of_many(changed_to_student, changes, now=now)
