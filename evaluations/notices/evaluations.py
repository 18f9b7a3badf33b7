"""What is said when an evaluation moves, and when it is due or overdue."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import AccessLink, Purpose, User
from core.actor import Via
from core.words import day, when
from evaluations.models import Evaluation, EvaluationTransition, Occasion
from evaluations.states import (
    ACKNOWLEDGE,
    BEGIN_EVALUATION,
    CANCEL_EVALUATION,
    HAND_BACK,
    OPEN_EVALUATION,
    PASS_ON,
    REOPEN,
    SUBMIT_EVALUATION,
    WRITABLE,
)
from notifications.services.posting import Message, Notice, Teller
from placements.notices.placements import coordinators, leads
from placements.states import PlacementState

FILL_IN = _("Fill it in")
ASKS = "evaluation_asked"  # what carries the only way in of who is asked; reminders may be stopped
READ = _("Read the evaluation")
CHOOSE = _("Choose somebody")
ASKED = _("How is %(student)s doing? Answer by %(due_day)s")
# Why a supervisor is asked, where the student did not ask.
WHY = {
    Occasion.MID: _(
        "The placement of %(student)s, “%(slot)s”, is nearing its middle: what you say now can still change the second half."
    ),
    Occasion.FINAL: _("The placement of %(student)s, “%(slot)s”, is coming to its end."),
    Occasion.BLOCK: _("A block of %(student)s in “%(slot)s” is coming to its end."),
    Occasion.OBSERVED: _("%(student)s asks you to judge one task that you watched, on the form “%(form)s”."),
}


def facts(evaluation: Evaluation) -> dict[str, Any]:
    """The words that every message about an evaluation needs."""
    placement = evaluation.placement
    return {
        "student": placement.student.user,
        "slot": placement.slot,
        "partner": placement.partner,
        "evaluator": evaluation.evaluator.user if evaluation.evaluator else "",
        "due": when(evaluation.due_at, placement.institute.zone),
        "due_day": day(evaluation.due_at.astimezone(placement.institute.zone).date()),
    }


def evaluator(evaluation: Evaluation) -> list[User]:
    """Who is asked."""
    return [evaluation.evaluator.user] if evaluation.evaluator else []


def leads_of(evaluation: Evaluation) -> list[User]:
    """The partner's placement leads."""
    return leads(evaluation.placement)


def coordinators_of(evaluation: Evaluation) -> list[User]:
    """The institute's coordinators."""
    return coordinators(evaluation.placement)


def link_of(evaluation: Evaluation) -> AccessLink | None:
    """The evaluator's newest link, which the service made before it told anybody."""
    links = AccessLink.objects.filter(
        purpose=Purpose.EVALUATION, subject_id=evaluation.pk, used_at=None, revoked_at=None
    )
    return links.filter(user=evaluator(evaluation)[0]).order_by("-pk").first()


def message_about(
    evaluation: Evaluation,
    kind: str,
    subject: Any,
    body: Any,
    *,
    action: Any = READ,
    link: AccessLink | None = None,
    to_fill_in: bool = False,
    family: str = "evaluation",
    **more: Any,
) -> Message:
    """A message whose words name the evaluation's people and days; it leads to the form where there is a `link` or it is `to_fill_in`."""
    words = {**facts(evaluation), **more}
    fills = link or to_fill_in
    path = reverse("evaluation_edit", args=[evaluation.pk]) if fills else evaluation.get_absolute_url()
    return Message(
        kind=f"{family}.{kind}", subject=subject % words, body=body % words, path=path, action=action, link=link
    )


def _to(
    readers: Iterable[User], evaluation: Evaluation, message: Message, *, but: int | None = None
) -> Iterator[Notice]:
    """One notice to each reader, but for the person who did it."""
    for reader in readers:
        if reader.pk != but:
            yield Notice(reader=reader, message=message, dedupe_key=f"{message.kind}:{evaluation.pk}")


def opened(evaluation: Evaluation, row: EvaluationTransition) -> Iterator[Notice]:
    """Whoever is to answer is asked: a supervisor with a link that needs no sign-in, the student on the own home page."""
    if evaluation.by_student:
        yield from _to(evaluator(evaluation), evaluation, please_yourself(evaluation))
        return
    asks = row.by_id == evaluation.placement.student.user_id
    yield from _to(evaluator(evaluation), evaluation, please(evaluation, by_student=asks), but=row.by_id)


def please(evaluation: Evaluation, *, by_student: bool) -> Message:
    """The request to a supervisor."""
    why = WHY[Occasion(evaluation.occasion)]
    if by_student and evaluation.occasion != Occasion.OBSERVED:
        why = _("%(student)s asks for your evaluation of the placement “%(slot)s”.")
    how = _(
        "It takes a minute on a phone, without signing in. Answer by %(due)s.\n\n"
        "Not yours? The page lets you pass it on."
    )
    form = evaluation.instrument.title
    link = link_of(evaluation)
    words = f"{why}\n\n{how}"
    return message_about(evaluation, "open", ASKED, words, action=FILL_IN, link=link, form=form, family=ASKS)


def please_yourself(evaluation: Evaluation) -> Message:
    """The request to the student: the own work, or what the site was like."""
    if evaluation.occasion == Occasion.SITE:
        subject = _("What was it like at %(partner)s?")
        body = _(
            "Your placement “%(slot)s” is over. Say what it was like, by %(due)s.\n\n"
            "Nobody sees your answers by themselves: they count with those of others, once five have answered. Your placement "
            "office reads your sentence in the same way, without your name."
        )
    else:
        subject = _("How do you see your own work?")
        body = _(
            "Before you hear what your supervisor says of “%(slot)s”, say how you see it yourself, by %(due)s.\n\n"
            "The two are shown beside each other once both are there."
        )
    return message_about(evaluation, "self", subject, body, action=FILL_IN, to_fill_in=True)


def passed_on_to_evaluator(evaluation: Evaluation, row: EvaluationTransition) -> Iterator[Notice]:
    """The next evaluator is asked, and reads who passed it on and with what note."""
    body = _(
        "%(by)s passed this on to you.\n\n"
        "%(note)s\n\nIt takes a minute on a phone, without signing in. Answer by %(due)s."
    )
    message = message_about(
        evaluation,
        "passed",
        ASKED,
        body,
        action=FILL_IN,
        link=link_of(evaluation),
        by=row.by or _("A colleague"),
        note=row.note,
        family=ASKS,
    )
    yield from _to(evaluator(evaluation), evaluation, message)


def passed_on_to_leads(evaluation: Evaluation, row: EvaluationTransition) -> Iterator[Notice]:
    """The leads learn who evaluates now."""
    subject = _("%(evaluator)s now evaluates %(student)s")
    body = _("%(by)s passed on the evaluation of the placement “%(slot)s”.\n\n%(note)s")
    message = message_about(evaluation, "passed", subject, body, by=row.by or _("A colleague"), note=row.note)
    yield from _to(leads_of(evaluation), evaluation, message, but=row.by_id)


def handed_back_to_leads(evaluation: Evaluation, row: EvaluationTransition) -> Iterator[Notice]:
    """The leads are asked to choose somebody."""
    subject = _("Who evaluates %(student)s?")
    body = _(
        "Nobody is asked for the evaluation of the placement “%(slot)s” at the moment. %(note)s\n\n"
        "Choose a supervisor; it is due on %(due)s."
    )
    yield from _to(
        leads_of(evaluation),
        evaluation,
        message_about(evaluation, "unassigned", subject, body, action=CHOOSE, note=row.note),
    )


def submitted_to_student(evaluation: Evaluation, row: EvaluationTransition) -> Iterator[Notice]:
    """The student may read it and answer; what the student said needs no telling."""
    if evaluation.by_student:
        return
    subject = _("Your evaluation is ready to read")
    body = _("%(evaluator)s has evaluated your placement “%(slot)s”.\n\nRead it, and answer if you like.")
    yield from _to(
        [evaluation.placement.student.user], evaluation, message_about(evaluation, "submitted", subject, body)
    )


def receipt_to_evaluator(evaluation: Evaluation, row: EvaluationTransition) -> Iterator[Notice]:
    """Who submits by link learns it by mail, so that nobody can answer in their name unnoticed."""
    if row.via != Via.LINK:
        return
    subject = _("You evaluated %(student)s")
    body = _(
        "It was submitted with the link that was mailed to you.\n\n"
        "Was it not you? Tell %(institute)s at once: its placement office can reopen it."
    )
    message = message_about(evaluation, "receipt", subject, body, institute=evaluation.placement.institute)
    yield from _to(evaluator(evaluation), evaluation, message)


def reply_to_evaluator(evaluation: Evaluation, row: EvaluationTransition) -> Iterator[Notice]:
    """The evaluator reads what the student answered; reading without an answer is not mailed."""
    if not evaluation.reply:
        return
    subject = _("%(student)s answered your evaluation")
    yield from _to(
        evaluator(evaluation),
        evaluation,
        message_about(evaluation, "reply", subject, _("“%(reply)s”"), reply=evaluation.reply),
    )


def reopened_to_student(evaluation: Evaluation, row: EvaluationTransition) -> Iterator[Notice]:
    """The student learns that it will be replaced."""
    body = _(
        "%(evaluator)s is asked to look again at the evaluation of “%(slot)s”.\n\n"
        "You can read the earlier one until the new one is submitted, and after."
    )
    message = message_about(evaluation, "reopened", _("Your evaluation is being corrected"), body)
    yield from _to([evaluation.placement.student.user], evaluation, message)


def look_again(successor: Evaluation, reason: str) -> Message:
    """The evaluator of a reopened evaluation is asked to look again; the earlier answers stand in the new form."""
    subject = _("Your evaluation of %(student)s is open again")
    body = _(
        "The placement office of %(institute)s asks you to look again:\n\n"
        "%(reason)s\n\nYour answers are kept; change what is wrong and submit it again."
    )
    institute = successor.placement.institute
    return message_about(
        successor,
        "reopened",
        subject,
        body,
        action=FILL_IN,
        link=link_of(successor),
        institute=institute,
        reason=reason,
        family=ASKS,
    )


def cancelled_to_evaluator(evaluation: Evaluation, row: EvaluationTransition) -> Iterator[Notice]:
    """Who was asked need not answer any more. Who was not asked yet hears nothing."""
    if row.from_state not in WRITABLE:
        return
    if evaluation.by_student:
        return
    subject = _("You need not evaluate %(student)s")
    body = _("The placement “%(slot)s” ended, and its evaluation with it. The link in earlier mails no longer works.")
    if evaluation.placement.state == PlacementState.ACTIVE:
        body = _(
            "The final evaluation of “%(slot)s” takes its place; you get another mail for that. Earlier links end."
        )
    yield from _to(evaluator(evaluation), evaluation, message_about(evaluation, "cancelled", subject, body))


# Every move has its entry: silence is a decision. Beginning to fill it in is the evaluator's own affair; a reopening asks the evaluator
# about the successor (`look_again`).
EVALUATION_TOLD_ABOUT: dict[str, tuple[Teller, ...]] = {
    OPEN_EVALUATION.name: (opened,),
    BEGIN_EVALUATION.name: (),
    HAND_BACK.name: (handed_back_to_leads,),
    PASS_ON.name: (passed_on_to_evaluator, passed_on_to_leads),
    SUBMIT_EVALUATION.name: (submitted_to_student, receipt_to_evaluator),
    ACKNOWLEDGE.name: (reply_to_evaluator,),
    REOPEN.name: (reopened_to_student,),
    CANCEL_EVALUATION.name: (cancelled_to_evaluator,),
}
