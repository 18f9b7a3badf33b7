"""What a programme asks for: its hours, its blocks in order, its competencies. Each locks the programme."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Refusal
from core.verdict import require
from institutions.models import Programme
from placements.models import Competency, ProgrammeBlock, ProgrammeCompetency, ScalePoint, Track
from placements.policies import programmes as policies


def lock_programme(programme_id: int, by: Actor) -> Programme:
    """The programme, its row locked, which `by` may change. Raises NotAllowed."""
    programme = Programme.objects.select_for_update(no_key=True).get(pk=programme_id)
    require(policies.may_keep(by, programme))
    return programme


@transaction.atomic
def add_programme(*, by: Actor, now: datetime, name: str, code: str, required_hours: int) -> Programme:
    """A new programme of the actor's institute. Raises NotAllowed, Refusal."""
    require(policies.may_add(by))
    try:
        with transaction.atomic():
            return Programme.objects.create(
                institute_id=by.institute_id, name=name, code=code, required_hours=required_hours, created_at=now
            )
    except IntegrityError as error:
        raise Refusal(_("A programme with this code is here already."), field="code") from error


@transaction.atomic
def edit_programme(
    *,
    programme_id: int,
    by: Actor,
    now: datetime,
    name: str,
    required_hours: int,
    mentors: bool | None = None,
    shown_version: int | None = None,
) -> Programme:
    """Rename it, change the hours it asks for in all (placements that were agreed keep theirs), say whether its students are given mentors.

    Mentors that were given stay. Raises NotAllowed, Stale.
    """
    programme = lock_programme(programme_id, by)
    programme.refuse_stale(shown_version)
    programme.name, programme.required_hours = name, required_hours
    programme.mentors = programme.mentors if mentors is None else mentors
    programme.save(update_fields=["name", "required_hours", "mentors"])
    return programme


@transaction.atomic
def set_hours_rules(
    *,
    programme_id: int,
    by: Actor,
    now: datetime,
    breaks_count: bool,
    most_hours_a_day: int,
    most_hours_a_week: int,
    enter_within_days: int,
    shown_version: int | None = None,
) -> Programme:
    """How its hours are counted from now on; what is entered already stays as it was counted. Raises NotAllowed, Stale."""
    programme = lock_programme(programme_id, by)
    programme.refuse_stale(shown_version)
    programme.breaks_count = breaks_count
    programme.most_hours_a_day, programme.most_hours_a_week = most_hours_a_day, most_hours_a_week
    programme.enter_within_days = enter_within_days
    programme.save(update_fields=["breaks_count", "most_hours_a_day", "most_hours_a_week", "enter_within_days"])
    return programme


@transaction.atomic
def add_block(
    *,
    programme_id: int,
    by: Actor,
    now: datetime,
    name: str,
    weeks: int,
    hours: int,
    position: int,
    track: Track | None = None,
) -> ProgrammeBlock:
    """Put a block in at `position`; those behind it move on. Raises NotAllowed, Refusal."""
    programme = lock_programme(programme_id, by)
    block = ProgrammeBlock(programme=programme, name=name, weeks=weeks, hours=hours, track=track, created_at=now)
    return _put(block, position)


@transaction.atomic
def edit_block(
    *,
    programme_id: int,
    block_id: int,
    by: Actor,
    now: datetime,
    name: str,
    weeks: int,
    hours: int,
    position: int,
    track: Track | None = None,
) -> ProgrammeBlock:
    """Change a block, or its place in the order. Raises NotAllowed, Refusal, ProgrammeBlock.DoesNotExist."""
    block = lock_programme(programme_id, by).blocks.get(pk=block_id)
    block.name, block.weeks, block.hours, block.track = name, weeks, hours, track
    return _put(block, position)


@transaction.atomic
def remove_block(*, programme_id: int, block_id: int, by: Actor, now: datetime) -> Programme:
    """Take a block away with its competencies and its days in intakes. Raises NotAllowed, ProgrammeBlock.DoesNotExist."""
    programme = lock_programme(programme_id, by)
    programme.blocks.get(pk=block_id).delete()
    _number(list(programme.blocks.order_by("position")))
    return programme


def _put(block: ProgrammeBlock, position: int) -> ProgrammeBlock:
    """Save the block at `position`, the others around it. The order is judged at the commit."""
    others = list(block.programme.blocks.exclude(pk=block.pk).order_by("position"))
    index = min(max(position, 1), len(others) + 1) - 1
    block.position = index + 1
    if any(other.name.casefold() == block.name.casefold() for other in others):
        raise Refusal(_("A block of this name is here already."), field="name")
    try:
        with transaction.atomic():
            block.save()
    except IntegrityError as error:
        raise Refusal(_("A block of this name is here already."), field="name") from error
    _number([*others[:index], block, *others[index:]])
    return block


def _number(blocks: list[ProgrammeBlock]) -> None:
    for position, block in enumerate(blocks, start=1):
        block.position = position
    ProgrammeBlock.objects.bulk_update(blocks, ["position"])


@transaction.atomic
def add_competency(
    *,
    programme_id: int,
    by: Actor,
    now: datetime,
    competency: Competency,
    block: ProgrammeBlock | None = None,
    level: ScalePoint | None = None,
    count: int | None = None,
) -> ProgrammeCompetency:
    """Ask for a competency, in the whole programme or in one block. Raises NotAllowed, Refusal."""
    programme = lock_programme(programme_id, by)
    if block is not None and block.programme_id != programme.pk:
        raise Refusal(_("This block belongs to another programme."), field="block")
    try:
        with transaction.atomic():
            return ProgrammeCompetency.objects.create(
                programme=programme, block=block, competency=competency, level=level, count=count
            )
    except IntegrityError as error:
        raise Refusal(_("It is asked for there already."), field="competency") from error


@transaction.atomic
def remove_competency(*, programme_id: int, competency_id: int, by: Actor, now: datetime) -> Programme:
    """Ask for it no more. Raises NotAllowed, ProgrammeCompetency.DoesNotExist."""
    programme = lock_programme(programme_id, by)
    programme.competencies.get(pk=competency_id).delete()
    return programme
