"""A slot made of another: what repeats from one time to the next."""

from datetime import date, datetime, timedelta

from django.db import transaction

from core.actor import Actor
from core.verdict import require
from placements.models import Objective, QuotaGroup, Selection, SelectionCriterion, Slot
from placements.policies import slots as policies
from placements.policies.selection import selection_of
from placements.services.slots import lock_slot

# What repeats in a copy; dates, deadline and allotments are of one time only.
COPIED = (
    "partner_id",
    "department_id",
    "track_id",
    "specialty_id",
    "setting_id",
    "hands_on_id",
    "language_id",
    "shifts",
    "kind",
    "title",
    "summary",
    "city",
    "report_to",
    "supervisor_id",
    "weekly_hours",
    "required_hours",
    "full_time",
    "stipend",
    "is_public",
    "places",
    "statement_points",
    "documents_asked",
    "references_asked",
    "asks_for_endorsement",
)


@transaction.atomic
def copy_slot(*, slot_id: int, by: Actor, now: datetime, first_day: date | None = None) -> Slot:
    """A draft with the same text, places and objectives, which chooses in the same way; with `first_day`, its days and blocks as well,
    moved so that they begin then. Reviewers are named anew.

    Raises NotAllowed.
    """
    old = lock_slot(slot_id)
    require(policies.may_copy(by, old))
    new = Slot(created_at=now, **{name: getattr(old, name) for name in COPIED})
    moved = first_day - old.starts_on if first_day and old.starts_on else None
    if moved is not None and old.ends_on:
        new.starts_on, new.ends_on = first_day, old.ends_on + moved
    new.save()
    _copy_objectives(old, new)
    _copy_selection(old, new, now)
    if moved is not None:
        _copy_blocks(old, new, moved, now)
    return new


def _copy_objectives(old: Slot, new: Slot) -> None:
    Objective.objects.bulk_create(
        Objective(
            slot=new,
            position=position,
            text=objective.text,
            competency_id=objective.competency_id,
            target=objective.target,
            participation=objective.participation,
        )
        for position, objective in enumerate(old.objectives.order_by("position"), start=1)
    )


def _copy_blocks(old: Slot, new: Slot, moved: timedelta, now: datetime) -> None:
    """Each with its objectives, which are the new slot's of the same order."""
    pairs = zip(old.objectives.order_by("position"), new.objectives.order_by("position"), strict=True)
    same = {was.pk: becomes for was, becomes in pairs}
    for block in old.blocks.for_list():
        days = {"starts_on": block.starts_on + moved, "ends_on": block.ends_on + moved}
        supervisor = block.supervisor if block.supervisor and block.supervisor.ended_at is None else None
        made = new.blocks.create(department=block.department, supervisor=supervisor, created_at=now, **days)
        made.objectives.set(same[objective.pk] for objective in block.objectives.all())


def _copy_selection(old: Slot, new: Slot, now: datetime) -> None:
    """How it chooses, as it was set up: switches, criteria, and the groups that places are kept for."""
    if (chosen := selection_of(old)) is None:
        return
    same = {name: getattr(chosen, name) for name in ("is_blind", "has_interviews", "shows_merit", "answer_days")}
    made = Selection.objects.create(slot=new, created_at=now, **same)
    for criterion in chosen.criteria.all():
        words = {name: getattr(criterion, name) for name in ("stage", "position", "text", "guide", "weight")}
        SelectionCriterion.objects.create(selection=made, **words)
    for group in chosen.groups.with_institutes():
        kept = {
            name: getattr(group, name) for name in ("position", "name", "places", "for_women", "cities", "leftovers")
        }
        QuotaGroup.objects.create(selection=made, **kept).institutes.set(group.institute_ids)
