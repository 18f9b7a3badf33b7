"""What is said when an evaluation moves, and when it is due or overdue."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import AccessLink, Purpose, User
from core.actor import Via
from core.words import day, when
from evaluations.models import Evaluation, EvaluationTransition
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

FILL_IN = _("Fill it in")
READ = _("Read the evaluation")
CHOOSE = _("Choose somebody")
ASKED = _("How is %(student)s doing? Answer by %(due_day)s")


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


def _message(
    evaluation: Evaluation,
    kind: str,
    subject: Any,
    body: Any,
    *,
    action: Any = READ,
    link: AccessLink | None = None,
    **more: Any,
) -> Message:
    words = {**facts(evaluation), **more}
    path = reverse("evaluation_edit", args=[evaluation.pk]) if link else evaluation.get_absolute_url()
    return Message(
        kind=f"evaluation.{kind}", subject=subject % words, body=body % words, path=path, action=action, link=link
    )


def _to(
    readers: Iterable[User], evaluation: Evaluation, message: Message, *, but: int | None = None
) -> Iterator[Notice]:
    """One notice to each reader, but for the person who did it."""
    for reader in readers:
        if reader.pk != but:
            yield Notice(reader=reader, message=message, dedupe_key=f"{message.kind}:{evaluation.pk}")


def opened(evaluation: Evaluation, row: EvaluationTransition) -> Iterator[Notice]:
    """The evaluator is asked, with a link that needs no sign-in: by the calendar, or because the student asks."""
    yield from _to(evaluator(evaluation), evaluation, please(evaluation, by_student=row.via == Via.PERSON))


def please(evaluation: Evaluation, *, by_student: bool) -> Message:
    """The request itself."""
    why = _("%(student)s asks for your evaluation of the placement “%(slot)s”.")
    if not by_student:
        why = _("The placement of %(student)s, “%(slot)s”, is coming to its end.")
    how = _(
        "It takes a minute on a phone, without signing in. Answer by %(due)s.\n\n"
        "Not yours? The page lets you pass it on."
    )
    return _message(evaluation, "open", ASKED, f"{why}\n\n{how}", action=FILL_IN, link=link_of(evaluation))


def passed_on_to_evaluator(evaluation: Evaluation, row: EvaluationTransition) -> Iterator[Notice]:
    """The next evaluator is asked, and reads who passed it on and with what note."""
    body = _(
        "%(by)s passed this on to you.\n\n"
        "%(note)s\n\nIt takes a minute on a phone, without signing in. Answer by %(due)s."
    )
    message = _message(
        evaluation,
        "passed",
        ASKED,
        body,
        action=FILL_IN,
        link=link_of(evaluation),
        by=row.by or _("A colleague"),
        note=row.note,
    )
    yield from _to(evaluator(evaluation), evaluation, message)


def passed_on_to_leads(evaluation: Evaluation, row: EvaluationTransition) -> Iterator[Notice]:
    """The leads learn who evaluates now."""
    subject = _("%(evaluator)s now evaluates %(student)s")
    body = _("%(by)s passed on the evaluation of the placement “%(slot)s”.\n\n%(note)s")
    message = _message(evaluation, "passed", subject, body, by=row.by or _("A colleague"), note=row.note)
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
        _message(evaluation, "unassigned", subject, body, action=CHOOSE, note=row.note),
    )


def submitted_to_student(evaluation: Evaluation, row: EvaluationTransition) -> Iterator[Notice]:
    """The student may read it and answer."""
    subject = _("Your evaluation is ready to read")
    body = _("%(evaluator)s has evaluated your placement “%(slot)s”.\n\nRead it, and answer if you like.")
    yield from _to([evaluation.placement.student.user], evaluation, _message(evaluation, "submitted", subject, body))


def receipt_to_evaluator(evaluation: Evaluation, row: EvaluationTransition) -> Iterator[Notice]:
    """Who submits by link learns it by mail, so that nobody can answer in their name unnoticed."""
    if row.via != Via.LINK:
        return
    subject = _("You evaluated %(student)s")
    body = _(
        "It was submitted with the link that was mailed to you.\n\n"
        "Was it not you? Tell %(institute)s at once: its placement office can reopen it."
    )
    message = _message(evaluation, "receipt", subject, body, institute=evaluation.placement.institute)
    yield from _to(evaluator(evaluation), evaluation, message)


def reply_to_evaluator(evaluation: Evaluation, row: EvaluationTransition) -> Iterator[Notice]:
    """The evaluator reads what the student answered; reading without an answer is not mailed."""
    if not evaluation.reply:
        return
    subject = _("%(student)s answered your evaluation")
    yield from _to(
        evaluator(evaluation),
        evaluation,
        _message(evaluation, "reply", subject, _("“%(reply)s”"), reply=evaluation.reply),
    )


def reopened_to_student(evaluation: Evaluation, row: EvaluationTransition) -> Iterator[Notice]:
    """The student learns that it will be replaced."""
    body = _(
        "%(evaluator)s is asked to look again at the evaluation of “%(slot)s”.\n\n"
        "You can read the earlier one until the new one is submitted, and after."
    )
    message = _message(evaluation, "reopened", _("Your evaluation is being corrected"), body)
    yield from _to([evaluation.placement.student.user], evaluation, message)


def look_again(successor: Evaluation, reason: str) -> Message:
    """The evaluator of a reopened evaluation is asked to look again; the earlier answers stand in the new form."""
    subject = _("Your evaluation of %(student)s is open again")
    body = _(
        "The placement office of %(institute)s asks you to look again:\n\n"
        "%(reason)s\n\nYour answers are kept; change what is wrong and submit it again."
    )
    more = {"institute": successor.placement.institute, "reason": reason}
    return _message(successor, "reopened", subject, body, action=FILL_IN, link=link_of(successor), **more)


def cancelled_to_evaluator(evaluation: Evaluation, row: EvaluationTransition) -> Iterator[Notice]:
    """Who was asked need not answer any more. Who was not asked yet hears nothing."""
    if row.from_state not in WRITABLE:
        return
    subject = _("You need not evaluate %(student)s")
    body = _("The placement “%(slot)s” ended, and its evaluation with it. The link in earlier mails no longer works.")
    yield from _to(evaluator(evaluation), evaluation, _message(evaluation, "cancelled", subject, body))


def due_soon(evaluation: Evaluation) -> Message:
    """The reminder to the evaluator before the due day."""
    body = _(
        "The evaluation of the placement “%(slot)s” waits for you until %(due)s.\n\n"
        "It takes a minute on a phone, without signing in."
    )
    return _message(evaluation, "due", ASKED, body, action=FILL_IN, link=link_of(evaluation))


def overdue(evaluation: Evaluation) -> Message:
    """The reminder to the evaluator after the due day."""
    subject = _("The evaluation of %(student)s is overdue")
    body = _(
        "It was due on %(due)s; %(student)s cannot finish the placement “%(slot)s” without it.\n\n"
        "It takes a minute on a phone, without signing in. Not yours? The page lets you pass it on."
    )
    return _message(evaluation, "overdue", subject, body, action=FILL_IN, link=link_of(evaluation))


def overdue_to_office(evaluation: Evaluation) -> Message:
    """What a lead, and later a coordinator, reads about an evaluation that does not come."""
    subject = _("The evaluation of %(student)s is overdue")
    body = _(
        "%(evaluator)s of %(partner)s was asked for it by %(due)s and reminded.\n\n"
        "A word in person helps; the partner’s lead can also ask somebody else."
    )
    return _message(evaluation, "overdue", subject, body, action=_("Open the evaluation"))


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
