"""What is said about questions: to the partner's leads when one is asked and waits, to the student when something came of it."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from institutions.models import Membership
from notifications.services.posting import Message, Notice, Teller
from placements.models import Question, QuestionTransition
from placements.states import ANSWER_QUESTION, DECLINE_QUESTION, HIDE_QUESTION


def leads(question: Question) -> list[User]:
    """The partner's placement leads."""
    return [membership.user for membership in Membership.objects.leads_of(question.slot.partner_id)]


def asked(question: Question) -> Message:
    """A student wants to know something."""
    return Message(
        kind="question.asked",
        subject=_("A question about “%(slot)s”") % {"slot": question.slot},
        body=_("%(text)s\n\nYour answer stands on the internship’s page for everybody; the student’s name does not.")
        % {"text": question.text},
        path=reverse("question_answer", args=[question.pk]),
        action=_("Answer it"),
    )


def asked_to_leads(question: Question, _row: None) -> Iterator[Notice]:
    """At once."""
    message = asked(question)
    for reader in leads(question):
        yield Notice(reader=reader, message=message, dedupe_key=f"question.asked:{question.pk}")


def still_waits(question: Question, _reader: User) -> Message:
    """The reminder when nobody has answered for three days."""
    return Message(
        kind="question.waits",
        subject=_("A student still waits: “%(slot)s”") % {"slot": question.slot},
        body=question.text,
        path=reverse("question_answer", args=[question.pk]),
        action=_("Answer it"),
    )


def answered_to_student(question: Question, _row: QuestionTransition) -> Iterator[Notice]:
    """The student reads the answer."""
    message = Message(
        kind="question.answered",
        subject=_("%(partner)s answered your question") % {"partner": question.slot.partner},
        body=_("You asked: %(text)s\n\n%(answer)s") % {"text": question.text, "answer": question.answer},
        path=question.get_absolute_url(),
        action=_("Open the internship"),
    )
    yield Notice(reader=question.student.user, message=message, dedupe_key=f"question.answered:{question.pk}")


def declined_to_student(question: Question, row: QuestionTransition) -> Iterator[Notice]:
    """The student reads why not."""
    message = Message(
        kind="question.declined",
        subject=_("Your question about “%(slot)s” is not answered in public") % {"slot": question.slot},
        body=_("You asked: %(text)s\n\n%(reason)s") % {"text": question.text, "reason": row.note},
        path=question.get_absolute_url(),
        action=_("Open the internship"),
    )
    yield Notice(reader=question.student.user, message=message, dedupe_key=f"question.declined:{question.pk}")


# Who asked has read the answer before it was taken down.
QUESTION_TOLD_ABOUT: dict[str, tuple[Teller, ...]] = {
    ANSWER_QUESTION.name: (answered_to_student,),
    DECLINE_QUESTION.name: (declined_to_student,),
    HIDE_QUESTION.name: (),
}
