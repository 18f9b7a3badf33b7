"""What is said about support plans. Mail says that there is one; what stands in it is read in the portal."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.words import day
from notifications.services.posting import Message, Notice, Teller
from placements.models import SupportPlan, SupportPlanTransition
from placements.notices.placements import coordinators, student, supervisor
from placements.states_support import AGREE_SUPPORT, ASK_CHANGE, CHANGE_SUPPORT, CLOSE_SUPPORT, REVIEW_SUPPORT

OPEN_PLAN = _("Open the plan")


def opened(plan: SupportPlan, _row: Any) -> Iterator[Notice]:
    """The student is asked, the supervisor knows."""
    facts = _facts(plan)
    yield from _notices(
        student(plan.placement),
        plan,
        kind="support.opened",
        subject=_("A plan to help you at %(partner)s") % facts,
        body=_(
            "Your placement office would like to agree a few steps with you. Read them, and say whether they fit; you can ask for a change."
        ),
        action=_("Read and answer"),
    )
    yield from _notices(
        supervisor(plan.placement),
        plan,
        kind="support.opened",
        subject=_("A support plan for %(student)s") % facts,
        body=_("The placement office has written down a few steps. Some of them may be yours."),
    )


def changed(plan: SupportPlan, _row: SupportPlanTransition) -> Iterator[Notice]:
    """The student reads it anew."""
    yield from _notices(
        student(plan.placement),
        plan,
        kind="support.changed",
        subject=_("The plan to help you was changed"),
        body=_("Read it again, and say whether it fits now."),
        action=_("Read and answer"),
    )


def agreed(plan: SupportPlan, _row: SupportPlanTransition) -> Iterator[Notice]:
    """The office and the supervisor can begin."""
    facts = _facts(plan)
    yield from _notices(
        [*coordinators(plan.placement), *supervisor(plan.placement)],
        plan,
        kind="support.agreed",
        subject=_("%(student)s agreed to the support plan") % facts,
        body=_("It is looked at again on %(day)s.") % facts,
    )


def change_asked(plan: SupportPlan, row: SupportPlanTransition) -> Iterator[Notice]:
    """The office reads what the student would have otherwise."""
    yield from _notices(
        coordinators(plan.placement),
        plan,
        kind="support.change_asked",
        subject=_("%(student)s asks for a change of the support plan") % _facts(plan),
        body=_("They wrote:\n\n%(note)s") % {"note": row.note},
    )


def reviewed(plan: SupportPlan, row: SupportPlanTransition) -> Iterator[Notice]:
    """Student and supervisor know how it goes on."""
    says = {**_facts(plan), "note": row.note}
    yield from _notices(
        [*student(plan.placement), *supervisor(plan.placement)],
        plan,
        kind="support.reviewed",
        subject=_("The support plan of %(student)s goes on") % says,
        body=_("%(note)s\n\nIt is looked at again on %(day)s.") % says,
    )


def closed(plan: SupportPlan, _row: SupportPlanTransition) -> Iterator[Notice]:
    """Student and supervisor read what came of it."""
    says = {**_facts(plan), "outcome": plan.get_outcome_display(), "note": plan.outcome_note}
    yield from _notices(
        [*student(plan.placement), *supervisor(plan.placement)],
        plan,
        kind="support.closed",
        subject=_("The support plan of %(student)s is closed") % says,
        body=_("%(outcome)s.\n\n%(note)s") % says,
    )


def to_review(plan: SupportPlan, _reader: User) -> Message:
    """The reminder on the day of the review."""
    facts = _facts(plan)
    return _message(
        plan,
        kind="support.to_review",
        subject=_("Look again at the support plan of %(student)s") % facts,
        body=_("The day agreed for it is %(day)s. Did the steps help? Review it with a new day, or close it.") % facts,
    )


def unanswered(plan: SupportPlan, _reader: User) -> Message:
    """The reminder to a student who has not answered."""
    return _message(
        plan,
        kind="support.unanswered",
        subject=_("The plan to help you waits for your answer"),
        body=_("Say that it fits, or what should be otherwise. Nothing in it counts against you."),
        action=_("Read and answer"),
    )


def _facts(plan: SupportPlan) -> dict[str, Any]:
    placement = plan.placement
    return {"student": placement.student.user, "partner": placement.partner, "day": day(plan.review_on)}


def _message(plan: SupportPlan, *, kind: str, subject: Any, body: Any, action: Any = OPEN_PLAN) -> Message:
    return Message(kind=kind, subject=subject, body=body, path=plan.get_absolute_url(), action=action)


def _notices(readers: Iterable[User], plan: SupportPlan, **words: Any) -> Iterator[Notice]:
    message = _message(plan, **words)
    yield from (Notice(reader=reader, message=message, dedupe_key=f"{message.kind}:{plan.pk}") for reader in readers)


SUPPORT_TOLD_ABOUT: dict[str, tuple[Teller, ...]] = {
    AGREE_SUPPORT.name: (agreed,),
    ASK_CHANGE.name: (change_asked,),
    CHANGE_SUPPORT.name: (changed,),
    REVIEW_SUPPORT.name: (reviewed,),
    CLOSE_SUPPORT.name: (closed,),
}
