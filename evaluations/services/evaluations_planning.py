"""Which evaluations a placement gets, and when: they plan themselves at the arrival, follow another last day, end with an early end."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from core.actor import Actor, Role
from evaluations.models import Evaluation, Instrument, Occasion
from evaluations.services.evaluations_moves import end_links, lock_evaluation, make_move
from evaluations.services.instruments import form_for
from evaluations.states import CANCEL_EVALUATION, OVER, READABLE, EvaluationState
from institutions.models import Membership
from placements.models import Block, Placement
from placements.services.placements_moves import lock_placement
from placements.states import PlacementState

OPENS_BEFORE_MIDDLE = timedelta(days=7)  # so that what is said at mid-point can still change the second half
OPENS_BEFORE_END = timedelta(days=14)
DUE_AFTER_END = timedelta(days=7)
RATED_WITHIN = timedelta(days=21)  # after the end: a site is rated when nothing depends on it any more
DUE_TIME = time(23, 59)  # in the institute's zone
MIDDLE_FROM_DAYS = 28  # a shorter placement has no mid-point evaluation

BLOCK_OPENS_BEFORE_END = timedelta(days=7)

OCCASIONS = (Occasion.MID, Occasion.SELF_MID, Occasion.FINAL, Occasion.SELF_FINAL, Occasion.SITE)

MIDDLE = frozenset({Occasion.MID, Occasion.SELF_MID})
ASKED = frozenset({Occasion.MID, Occasion.FINAL, Occasion.BLOCK})


def next_of(placement: Placement) -> Evaluation | None:
    """The supervisor's evaluation that comes next: the mid-point's or a block's until it is there, then the final one."""
    rows = Evaluation.objects.for_page().filter(placement=placement, occasion__in=ASKED)
    known = list(rows.exclude(state__in=OVER).order_by("due_at", "pk"))
    return next((row for row in known if row.state not in READABLE), known[-1] if known else None)


@transaction.atomic
def plan_evaluations(*, placement_id: int, now: datetime) -> list[Evaluation]:
    """Plan what a placement that has begun gets; what is planned already is left as it is.

    Locks the placement. It follows the placement's own move, so nobody is asked whether they may. A middle that has passed, and that
    of a short placement, is left out; a rotation has the evaluations of its blocks in its place.
    """
    placement = lock_placement(placement_id)
    there = Evaluation.objects.filter(placement=placement).exclude(state__in=OVER).values_list("occasion", flat=True)
    today = placement.today(now)
    wanted = [
        occasion for occasion in OCCASIONS if occasion not in set(there) and _takes_place(placement, occasion, today)
    ]
    student = student_membership(placement)
    blocks = judged_blocks(placement)
    wanted = [occasion for occasion in wanted if not blocks or occasion not in MIDDLE]
    planned = Evaluation.objects.bulk_create(
        _planned(placement, occasion, form_for(placement, occasion, now=now), student, now=now) for occasion in wanted
    )
    return [*planned, *_plan_blocks(placement, blocks, now=now)]


def plan_many(*, placements: Sequence[Placement], now: datetime) -> None:
    """The same of many that have just been made, without evaluations or blocks: a fixed number of queries for each programme.

    The caller holds the locks, with students and institutes loaded.
    """
    own = Membership.objects.current().filter(
        user__in=[placement.student.user_id for placement in placements], role=Role.STUDENT
    )
    students = {(row.user_id, row.institute_id): row for row in own.order_by("-pk")}
    forms: dict[tuple[int, int, str], Instrument] = {}
    planned = []
    for placement in placements:
        today, programme = placement.today(now), placement.student.programme_id
        student = students.get((placement.student.user_id, placement.institute_id))
        for occasion in (each for each in OCCASIONS if _takes_place(placement, each, today)):
            key = (placement.institute_id, programme, occasion)
            if key not in forms:
                forms[key] = form_for(placement, occasion, now=now)
            planned.append(_planned(placement, occasion, forms[key], student, now=now))
    Evaluation.objects.bulk_create(planned)


def _planned(
    placement: Placement, occasion: str, form: Instrument, student: Membership | None, *, now: datetime
) -> Evaluation:
    """Not saved yet."""
    return Evaluation(
        placement=placement,
        instrument=form,
        occasion=occasion,
        evaluator=placement.supervisor if occasion in {Occasion.MID, Occasion.FINAL} else student,
        created_at=now,
        **days_of(placement, occasion),
    )


def judged_blocks(placement: Placement) -> list[Block]:
    """The blocks that have an evaluation of their own: all but the last, of which the final one speaks. One query."""
    return list(Block.objects.for_list().filter(placement=placement))[:-1]


def _plan_blocks(placement: Placement, blocks: list[Block], *, now: datetime) -> list[Evaluation]:
    """What blocks that are not over lack."""
    there = Evaluation.objects.filter(block__in=blocks).exclude(state__in=OVER).values_list("block", flat=True)
    today = placement.today(now)
    wanted = [block for block in blocks if block.pk not in set(there) and not block.is_over(today)]
    return [
        Evaluation.objects.create(
            placement=placement,
            instrument=form_for(placement, Occasion.FINAL, now=now),
            occasion=Occasion.BLOCK,
            block=block,
            evaluator=block.supervisor or placement.supervisor,
            created_at=now,
            **days_of_block(placement, block),
        )
        for block in wanted
    ]


@transaction.atomic
def move_evaluations(*, placement_id: int) -> None:
    """What is planned follows the placement's days, until it is opened. Locks placement, then evaluations."""
    placement = lock_placement(placement_id)
    planned = Evaluation.objects.filter(placement=placement, state=EvaluationState.SCHEDULED)
    for pk in planned.order_by("pk").values_list("pk", flat=True):
        evaluation = lock_evaluation(pk)
        block = evaluation.block
        days = days_of_block(placement, block) if block else days_of(placement, evaluation.occasion)
        for name, value in days.items():
            setattr(evaluation, name, value)
        if block:
            evaluation.evaluator = evaluation.supervisor
        evaluation.save(update_fields=["opens_on", "due_at", "evaluator"])


@transaction.atomic
def follow_blocks(*, placement_id: int, by: Actor, now: datetime) -> None:
    """What is planned follows blocks that were moved, exchanged or given to another placement. Locks placement, then evaluations."""
    placement = lock_placement(placement_id)
    scheduled = Evaluation.objects.filter(state=EvaluationState.SCHEDULED)
    scheduled.filter(block__placement=placement).exclude(placement=placement).update(placement=placement)
    if placement.state != PlacementState.ACTIVE:
        return
    blocks = judged_blocks(placement)
    for pk in (
        scheduled.filter(placement=placement, block__isnull=False)
        .exclude(block__in=blocks)
        .values_list("pk", flat=True)
    ):
        cancel_evaluation(pk, by=by, now=now)
    move_evaluations(placement_id=placement_id)
    _plan_blocks(placement, blocks, now=now)


@transaction.atomic
def cancel_evaluations(*, placement_id: int, by: Actor, now: datetime) -> None:
    """End what was not submitted when the placement was cancelled or ended early. Locks placement, then evaluations."""
    lock_placement(placement_id)
    unsubmitted = Evaluation.objects.filter(placement_id=placement_id, state__in=CANCEL_EVALUATION.sources)
    for pk in unsubmitted.order_by("pk").values_list("pk", flat=True):
        cancel_evaluation(pk, by=by, now=now)


def cancel_evaluation(evaluation_id: int, *, by: Actor, now: datetime, note: str = "") -> None:
    """Nobody is asked for it any more. The caller holds the placement's lock."""
    evaluation = lock_evaluation(evaluation_id)
    end_links(evaluation, now=now)
    make_move(evaluation, CANCEL_EVALUATION, by=by, now=now, note=note)


def days_of_block(placement: Placement, block: Block) -> dict[str, Any]:
    """When the evaluation of a block opens and is due."""
    opens = max(block.ends_on - BLOCK_OPENS_BEFORE_END, block.starts_on)
    due = datetime.combine(block.ends_on + DUE_AFTER_END, DUE_TIME, tzinfo=placement.institute.zone)
    return {"opens_on": opens, "due_at": due}


def days_of(placement: Placement, occasion: str) -> dict[str, Any]:
    """When an evaluation opens and is due."""
    first, last = placement.starts_on, placement.ends_on
    if occasion in MIDDLE:
        middle = _middle(placement)
        opens, due = max(middle - OPENS_BEFORE_MIDDLE, first), middle
    elif occasion == Occasion.SITE:
        opens, due = last + timedelta(days=1), last + RATED_WITHIN
    else:
        opens, due = max(last - OPENS_BEFORE_END, first), last + DUE_AFTER_END
    return {"opens_on": opens, "due_at": datetime.combine(due, DUE_TIME, tzinfo=placement.institute.zone)}


def student_membership(placement: Placement) -> Membership | None:
    """As what the student of the placement signs in."""
    own = Membership.objects.current().filter(user_id=placement.student.user_id, role=Role.STUDENT)
    return own.filter(institute_id=placement.institute_id).order_by("pk").first()


def _middle(placement: Placement) -> date:
    return placement.starts_on + (placement.ends_on - placement.starts_on) // 2


def _takes_place(placement: Placement, occasion: str, today: date) -> bool:
    if occasion not in MIDDLE:
        return True
    is_long = (placement.ends_on - placement.starts_on).days + 1 >= MIDDLE_FROM_DAYS
    return is_long and today <= _middle(placement)
