"""Filling in an evaluation, and what follows: saving as one goes, submitting, reading, reopening."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.actor import Actor
from core.errors import Refusal
from core.screening import refuse_patient_data
from core.verdict import require
from evaluations.mentoring import asked_of
from evaluations.models import Answer, Criterion, Evaluation
from evaluations.notices import evaluations as notices
from evaluations.policies import evaluations as policies
from evaluations.services.evaluations_moves import check_link, end_links, ensure_link, lock_evaluation, make_move
from evaluations.states import ACKNOWLEDGE, BEGIN_EVALUATION, REOPEN, SUBMIT_EVALUATION, EvaluationState
from notifications.services.posting import post

# Criterion id -> rank on the instrument's scale, or None for "not observed". A criterion without an answer is left out.
Answers = Mapping[int, int | None]
# Criterion id -> the answer in words, or the sentence that a low step asks for.
Texts = Mapping[int, str]


@transaction.atomic
def save_evaluation(
    *, evaluation_id: int, by: Actor, now: datetime, answers: Answers, comment: str, texts: Texts | None = None
) -> Evaluation:
    """Keep what was answered so far; the first time, it is begun.

    Locks placement, evaluation (and the link). An answer that is left out stays as it was kept. Raises NotAllowed, Refusal.
    """
    evaluation = _to_fill_in(evaluation_id, by, now)
    _keep(evaluation, answers, texts or {}, comment, now)
    if BEGIN_EVALUATION.allowed_from(evaluation.state):
        make_move(evaluation, BEGIN_EVALUATION, by=by, now=now)
    return evaluation


@transaction.atomic
def submit_evaluation(
    *, evaluation_id: int, by: Actor, now: datetime, answers: Answers, comment: str, texts: Texts | None = None
) -> Evaluation:
    """Lock it as the evaluator's word, and let the student read it. Every link to it stops working.

    Locks placement, evaluation (and the link), so that of two submissions one wins. Raises NotAllowed; Refusal where an answer is
    missing or a low step is not explained, where a sentence names a patient, where it was submitted already.
    """
    evaluation = _to_fill_in(evaluation_id, by, now)
    _keep(evaluation, answers, texts or {}, comment, now)
    _refuse_gaps(evaluation)
    _refuse_patient_data(comment, field="comment")
    make_move(evaluation, SUBMIT_EVALUATION, by=by, now=now, submitted_at=now, via=by.via)
    end_links(evaluation, now=now, used=True)
    return evaluation


@transaction.atomic
def acknowledge_evaluation(*, evaluation_id: int, by: Actor, now: datetime, reply: str = "") -> Evaluation:
    """The student has read it, and may answer once. Raises NotAllowed, Refusal."""
    evaluation = lock_evaluation(evaluation_id)
    require(policies.may_acknowledge(by, evaluation))
    _refuse_patient_data(reply, field="reply")
    return make_move(evaluation, ACKNOWLEDGE, by=by, now=now, reply=reply, acknowledged_at=now)


@transaction.atomic
def reopen_evaluation(*, evaluation_id: int, by: Actor, now: datetime, reason: str) -> Evaluation:
    """Begin a successor from a copy of the answers; what was submitted stays as it is. Returns the successor.

    Locks placement, then evaluation. Raises NotAllowed, Refusal.
    """
    old = lock_evaluation(evaluation_id)
    require(policies.may_reopen(by, old))
    _refuse_patient_data(reason, field="reason")
    make_move(old, REOPEN, by=by, now=now, note=reason)
    new = Evaluation.objects.create(
        placement=old.placement,
        instrument=old.instrument,
        occasion=old.occasion,
        evaluator=old.evaluator,
        state=EvaluationState.IN_PROGRESS,
        opens_on=old.opens_on,
        block=old.block,
        due_at=old.due_at,
        comment=old.comment,
        saved_at=now,
        supersedes=old,
        created_at=now,
    )
    Answer.objects.bulk_create(
        Answer(
            evaluation=new,
            criterion_id=answer.criterion_id,
            point_id=answer.point_id,
            not_observed=answer.not_observed,
            text=answer.text,
        )
        for answer in old.answers.all()
    )
    ensure_link(new, now=now)
    message = partial(notices.look_again, new, reason)
    post(reader=new.evaluator.user, message=message, dedupe_key=f"evaluation.look_again:{new.pk}", now=now)
    return new


def _to_fill_in(evaluation_id: int, by: Actor, now: datetime) -> Evaluation:
    """The locked evaluation, when `by` may write in it now."""
    evaluation = lock_evaluation(evaluation_id)
    require(policies.may_fill_in(by, evaluation))
    check_link(by, evaluation, now=now)
    return evaluation


def _keep(evaluation: Evaluation, answers: Answers, texts: Texts, comment: str, now: datetime) -> None:
    """Write the answers over the earlier ones. Five queries, however many."""
    points = dict(evaluation.instrument.scale.points.values_list("rank", "pk"))
    worded = set(evaluation.instrument.criteria.filter(kind=Criterion.Kind.TEXT).values_list("pk", flat=True))
    rated = [
        Answer(
            evaluation=evaluation,
            criterion_id=criterion_id,
            point_id=None if rank is None else points[rank],
            not_observed=rank is None,
            text=texts.get(criterion_id, ""),
        )
        for criterion_id, rank in answers.items()
    ]
    said = [
        Answer(evaluation=evaluation, criterion_id=pk, text=text) for pk, text in texts.items() if pk in worded and text
    ]
    emptied = [pk for pk, text in texts.items() if pk in worded and not text]
    Answer.objects.filter(evaluation=evaluation, criterion__in=emptied).delete()
    Answer.objects.bulk_create(
        [*rated, *said],
        update_conflicts=True,
        unique_fields=["evaluation", "criterion"],
        update_fields=["point", "not_observed", "text"],
    )
    evaluation.comment, evaluation.saved_at = comment, now
    evaluation.save(update_fields=["comment", "saved_at"])


def _refuse_gaps(evaluation: Evaluation) -> None:
    """Every criterion has a step or "not observed"; a low step has its sentence, and no sentence names a patient. Three queries."""
    asked = [criterion for criterion in asked_of(evaluation) if criterion.is_rating]
    missing = len(asked) - evaluation.answers.filter(criterion__in=asked).count()
    if missing:
        raise Refusal(ngettext("%(n)d answer is missing.", "%(n)d answers are missing.", missing) % {"n": missing})
    unexplained = evaluation.answers.filter(point__rank__lte=F("criterion__asks_at"), text="")
    if (gap := unexplained.order_by("criterion__position").first()) is not None:
        raise Refusal(_("Say in a sentence what happened: it helps most here."), field=f"t{gap.criterion_id}")
    for criterion_id, text in evaluation.answers.exclude(text="").values_list("criterion_id", "text"):
        _refuse_patient_data(text, field=f"t{criterion_id}")


def _refuse_patient_data(text: str, *, field: str) -> None:
    """What is sent names no patient. A draft may: it is kept, so that its writer can mend it."""
    refuse_patient_data(
        text,
        field=field,
        says=_("This may identify a patient: %(found)s."),
        instead=_("Take it out and send again; the rest is kept."),
    )
