"""How each kind of change is carried out. The caller holds the locks on everything that it touches (`changes.lock_change`).

Each function checks what a confirmation checks, as far as it applies: overlap, agreement, room. A department's limit warns (ADR 15).
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Case, Value, When
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Refusal
from core.verdict import require
from core.words import day
from placements.models import Block, ChangeKind, Placement, PlacementChange, Suspension
from placements.policies import changes as policies
from placements.services.placements import end_on, give_to
from placements.services.placements_cover import require_covered
from placements.services.placements_days import redate
from placements.services.shifts import drop_planned
from placements.services.supervising import require_may_supervise
from placements.states import PlacementState

ONE_DAY = timedelta(days=1)


def _move_block(change: PlacementChange, *, by: Actor, now: datetime) -> None:
    """Other days, or another department, for one block. Of a block that has begun only the last day moves."""
    block, placement, today = _own(change, change.block), change.placement, change.placement.today(now)
    require(policies.may_move_block(block, today))
    first, last, department = change.first_day, change.last_day, change.department or block.department
    moves = (first, department) != (block.starts_on, block.department)
    if last < first:
        raise Refusal(_("The last day must not come before the first."), field="last_day")
    if block.has_begun(today) and (moves or last < today):
        raise Refusal(
            _("This block has begun: only its last day may move, to today or later."),
            instead=_("Leave first day and department as they are."),
            field="first_day",
        )
    if not block.has_begun(today) and first < today:
        raise Refusal(_("That day is over."), instead=_("Choose a day ahead."), field="first_day")
    if department != block.department:
        block.department, block.supervisor = department, None
    block.starts_on, block.ends_on = first, last
    _save_block(block, placement)
    _require_covered(placement, [block])


def _order(change: PlacementChange, *, by: Actor, now: datetime) -> None:
    """Two blocks that lie ahead exchange department, supervisor and objectives; the days stay."""
    one, two = _own(change, change.block), _own(change, change.other_block)
    placement, today = change.placement, change.placement.today(now)
    if one == two:
        raise Refusal(_("Choose two different blocks."), field="other_block")
    for block in (one, two):
        if block.has_begun(today):
            raise Refusal(
                _("%(block)s has begun already.") % {"block": block.department},
                instead=_("Choose blocks that are ahead."),
                field="block" if block is one else "other_block",
            )
    one.department, two.department = two.department, one.department
    one.supervisor, two.supervisor = two.supervisor, one.supervisor
    aims = list(one.objectives.all()), list(two.objectives.all())
    for block in (one, two):
        block.save(update_fields=["department", "supervisor"])
    one.objectives.set(aims[1])
    two.objectives.set(aims[0])
    _require_covered(placement, [one, two])


def _swap(change: PlacementChange, *, by: Actor, now: datetime) -> None:
    """Two students of one slot and institute take over each other's blocks that have not begun."""
    mine, theirs, today = change.placement, change.other, change.placement.today(now)
    if theirs.slot_id != mine.slot_id or theirs.institute_id != mine.institute_id:
        raise Refusal(_("Only students of one institute in one slot can swap."), field="other")
    if theirs.state not in policies.AHEAD:
        raise Refusal(_("The other placement is over."), field="other")
    ahead = Block.objects.filter(placement__in=[mine, theirs], starts_on__gt=today)
    pks = list(ahead.values_list("pk", flat=True))
    if not pks:
        raise Refusal(_("Neither of you has a block ahead."), field="other")
    if _same_ahead(mine, theirs, pks):
        raise Refusal(
            _("Your blocks ahead are the same: the same department, days and supervisor."),
            instead=_("Choose somebody whose blocks differ."),
            field="other",
        )
    crossed = Case(When(placement=mine, then=Value(theirs.pk)), default=Value(mine.pk))
    with _blocks_in_words(mine):
        Block.objects.filter(pk__in=pks).update(placement=crossed, updated_at=now)
    for placement in (mine, theirs):
        _require_covered(placement, Block.objects.for_list().filter(pk__in=pks, placement=placement))


def _same_ahead(mine: Placement, theirs: Placement, pks: list[int]) -> bool:
    """True where a swap of these blocks would change nothing for anybody. One query."""
    said = ("department", "starts_on", "ends_on", "supervisor")
    rows = list(Block.objects.filter(pk__in=pks).values_list("placement", *said))
    of_each = [sorted(map(str, (row[1:] for row in rows if row[0] == one.pk))) for one in (mine, theirs)]
    return of_each[0] == of_each[1]


def _dates(change: PlacementChange, *, by: Actor, now: datetime) -> None:
    """Another last day. The last block goes along where it ended with the placement."""
    placement, last, today = change.placement, change.last_day, change.placement.today(now)
    if last < max(today, placement.starts_on):
        raise Refusal(_("That day is over."), instead=_("Choose today or a day ahead."), field="last_day")
    if last == placement.ends_on:
        raise Refusal(_("This is its last day already."), field="last_day")
    final = Block.objects.filter(placement=placement).order_by("-starts_on").first()
    follows = final is not None and (final.ends_on == placement.ends_on or final.ends_on > last)
    if follows and final.starts_on > last:
        raise Refusal(
            _("A block begins on %(day)s.") % {"day": day(final.starts_on)},
            instead=_("Move that block first."),
            field="last_day",
        )
    if follows and last < placement.ends_on:
        Block.objects.filter(pk=final.pk).update(ends_on=last, updated_at=now)
    redate(placement, placement.starts_on, last, by=by, now=now)
    if follows:
        Block.objects.filter(pk=final.pk).update(ends_on=last, updated_at=now)


def _supervisor(change: PlacementChange, *, by: Actor, now: datetime) -> None:
    """Of one block, or of the placement as a whole."""
    placement, block = change.placement, change.block
    if block is None:
        give_to(placement, change.supervisor, now=now)
        return
    block = _own(change, block)
    require(policies.may_move_block(block, placement.today(now)))
    if block.is_on(placement.today(now)):
        give_to(placement, change.supervisor, now=now)
    else:
        require_may_supervise(placement, change.supervisor)
    block.supervisor = change.supervisor
    block.save(update_fields=["supervisor"])


def _suspend(change: PlacementChange, *, by: Actor, now: datetime) -> None:
    """Days on which the placement rests. What was planned for them is off; hours on them stand against it."""
    placement, first, last = change.placement, change.first_day, change.last_day
    if last < first:
        raise Refusal(_("The last day must not come before the first."), field="last_day")
    if first < (placement.arrived_on or placement.starts_on) or last > placement.ends_on:
        raise Refusal(
            _("The placement runs from %(first)s to %(last)s.")
            % {"first": day(placement.starts_on), "last": day(placement.ends_on)},
            instead=_("Ask for another last day first, where it is to go on later."),
            field="last_day",
        )
    try:
        with transaction.atomic():
            Suspension.objects.create(
                placement=placement, change=change, first_day=first, last_day=last, created_at=now
            )
    except IntegrityError as error:
        if "one_suspension_at_a_time" in str(error):
            raise Refusal(_("It rests on some of these days already."), field="first_day") from error
        raise Refusal(
            _("Hours are entered for some of these days."),
            instead=_("Begin after them, or have them returned first."),
            field="first_day",
        ) from error
    drop_planned(placement, [first + timedelta(days=i) for i in range((last - first).days + 1)], by=by, now=now)


def _end(change: PlacementChange, *, by: Actor, now: datetime) -> None:
    """As the offices end one outright."""
    end_on(change.placement, change.last_day, by=by, now=now, reason=change.reason)


DO: dict[str, Callable[..., None]] = {
    ChangeKind.MOVE: _move_block,
    ChangeKind.ORDER: _order,
    ChangeKind.SWAP: _swap,
    ChangeKind.DATES: _dates,
    ChangeKind.SUPERVISOR: _supervisor,
    ChangeKind.SUSPEND: _suspend,
    ChangeKind.END: _end,
}


def _require_covered(placement: Placement, blocks: Iterable[Block]) -> None:
    """A placement that still waits for its agreement is judged with it."""
    if placement.state != PlacementState.PLANNED:
        require_covered(placement, blocks)


def _own(change: PlacementChange, block: Block | None) -> Block:
    """The block as it stands now, if it is this placement's."""
    found = Block.objects.for_list().filter(pk=block.pk if block else None, placement=change.placement_id).first()
    if found is None:
        raise Refusal(_("This block is not part of the placement any more."), field="block")
    return found


def _save_block(block: Block, placement: Placement) -> None:
    with _blocks_in_words(placement, block):
        block.save(update_fields=["department", "supervisor", "starts_on", "ends_on"])


@contextmanager
def _blocks_in_words(placement: Placement, block: Block | None = None) -> Iterator[None]:
    """What the database promises of blocks, said as a Refusal."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "block_lies_within_its_placement" in str(error):
            raise Refusal(
                _("The placement runs from %(first)s to %(last)s.")
                % {"first": day(placement.starts_on), "last": day(placement.ends_on)},
                instead=_("Ask for another last day first, where a block is to end later."),
                field="last_day",
            ) from error
        raise Refusal(
            _("Two blocks would meet: %(blocks)s.") % {"blocks": _meets(placement, block)}
            if block
            else _("Two blocks would meet: yours and theirs do not end on the same day."),
            instead=_("Choose other days, or change the order of two blocks."),
            field="first_day" if block else "other",
        ) from error


def _meets(placement: Placement, block: Block) -> str:
    others = Block.objects.for_list().filter(placement=placement).exclude(pk=block.pk)
    met = others.touching(block.starts_on, block.ends_on).first()
    return f"{met.department}, {day(met.starts_on)} – {day(met.ends_on)}" if met else str(block.department)
