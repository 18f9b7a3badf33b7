"""What is said of changes in a placement’s course, of the question at mid-point, of blocks that begin."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.words import day
from institutions.models import Membership
from notifications.services.posting import Message, Notice, Teller
from placements.models import Block, ChangeKind, ChangeTransition, Placement, PlacementChange, Side, Suspension
from placements.notices.placements import coordinators, leads, student, supervisor
from placements.states_course import AGREE_CHANGE, CARRY_OUT, DECLINE_CHANGE, LAPSE_CHANGE, WITHDRAW_CHANGE

# What the placement's own move tells everybody already.
TOLD_BY_THE_PLACEMENT = frozenset({ChangeKind.DATES, ChangeKind.END})


def readers_of(change: PlacementChange, side: str) -> list[User]:
    """The people who speak for a side."""
    if side == Side.OTHER:
        return student(change.other) if change.other else []
    speakers = {Side.STUDENT: student, Side.LEAD: leads, Side.COORDINATOR: coordinators}
    return speakers[Side(side)](change.placement)


def asked(change: PlacementChange, _row: Any) -> Iterator[Notice]:
    """Everybody whose word it waits for is asked; supervisors learn what is asked."""
    for answer in change.answers.all():
        yield from _notices(
            readers_of(change, answer.side),
            change,
            "asked",
            subject=_("A change waits for your word: %(student)s at %(partner)s"),
            body=_(
                "%(says)s.\n\n%(by)s asks for it: %(reason)s\n\nIt is done when everybody whom it touches has agreed."
            ),
            action=_("Answer"),
        )
    yield from _notices(
        _supervisors(change),
        change,
        "asked_of_others",
        subject=_("A change is asked for: %(student)s at %(partner)s"),
        body=_("%(says)s.\n\n%(by)s asks for it: %(reason)s\n\nYour placement lead answers for the partner."),
    )


def carried_out(change: PlacementChange, row: ChangeTransition) -> Iterator[Notice]:
    """Everybody whom it touches learns that it is so now."""
    if change.kind in TOLD_BY_THE_PLACEMENT:
        return
    yield from _notices(
        [reader for reader in _everybody(change) if reader.pk != row.by_id],
        change,
        "done",
        subject=_("Changed: %(student)s at %(partner)s"),
        body=_("%(says)s.\n\n%(by)s had asked for it: %(reason)s"),
        path=reverse("placement_timetable", args=[change.placement_id]),
        action=_("Open the timetable"),
    )


def declined(change: PlacementChange, row: ChangeTransition) -> Iterator[Notice]:
    """Everybody who was asked, and whoever asked, reads why it stays as it was."""
    yield from _over(change, row, "declined", _("It stays as it was: %(student)s at %(partner)s"), row.note)


def withdrawn(change: PlacementChange, row: ChangeTransition) -> Iterator[Notice]:
    """Whoever was asked need not answer any more."""
    yield from _over(change, row, "withdrawn", _("Taken back: a change for %(student)s at %(partner)s"), row.note)


def lapsed(change: PlacementChange, row: ChangeTransition) -> Iterator[Notice]:
    """Whoever asked learns that the placement was over first."""
    yield from _over(change, row, "lapsed", _("Overtaken: a change for %(student)s at %(partner)s"), row.note)


def resumed(suspension: Suspension, by: Any) -> Iterator[Notice]:
    """Everybody learns that the placement goes on earlier."""
    change = suspension.change
    body = _("The suspension ends with %(day)s.") % {"day": day(suspension.last_day)}
    readers = [reader for reader in _everybody(change) if reader.pk != by.user_id]
    subject = _("%(student)s goes on at %(partner)s")
    yield from _notices(
        readers, change, "resumed", subject=subject, body=body, path=change.placement.get_absolute_url()
    )


def block_begins(block: Block, _row: Any) -> Iterator[Notice]:
    """The supervisor of the block that has begun, and the student."""
    placement = block.placement
    words = {
        "student": placement.student.user,
        "department": block.department,
        "last": day(block.ends_on),
        "supervisor": block.supervisor.user if block.supervisor else "",
    }
    for readers, subject in (
        (supervisor(placement), _("You supervise %(student)s in %(department)s until %(last)s")),
        (student(placement), _("You are in %(department)s until %(last)s, with %(supervisor)s")),
    ):
        for reader in readers:
            message = Message(
                kind="placement.block",
                subject=subject % words,
                body=_("The block has begun. Hours, feedback and its evaluation are between the two of you now."),
                path=placement.get_absolute_url(),
                action=_("Open the placement"),
            )
            yield Notice(reader=reader, message=message, dedupe_key="placement.block")


def anything_changed(placement: Placement, _reader: User) -> Message:
    """The question at mid-point."""
    words = {"student": placement.student.user, "partner": placement.partner, "last": day(placement.last_day)}
    return Message(
        kind="placement.mid_point",
        subject=_("Half way: has anything changed? %(student)s at %(partner)s") % words,
        body=_(
            "The last day is %(last)s. If days, people or place are other than the portal says, ask for a change now. "
            "If all is as it stands there, one button says so."
        )
        % words,
        path=reverse("placement_check", args=[placement.pk]),
        action=_("Answer"),
    )


def _over(change: PlacementChange, row: ChangeTransition, kind: str, subject: Any, why: str) -> Iterator[Notice]:
    readers = [change.asked_by]
    for answer in change.answers.all():
        readers += readers_of(change, answer.side)
    body = _("%(says)s.\n\n%(why)s") if why else _("%(says)s.")
    yield from _notices(
        [reader for reader in readers if reader.pk != row.by_id], change, kind, subject=subject, body=body, why=why
    )


def _supervisors(change: PlacementChange) -> list[User]:
    """Of the placement, of the blocks that it touches, and whoever is to become one."""
    ids = {block.supervisor_id for block in (change.block, change.other_block) if block is not None}
    ids |= {placement.supervisor_id for placement in (change.placement, change.other) if placement is not None}
    ids.add(change.supervisor_id)
    return [row.user for row in Membership.objects.current().filter(pk__in=ids - {None}).select_related("user")]


def _everybody(change: PlacementChange) -> list[User]:
    others = student(change.other) if change.other else []
    placement = change.placement
    return [*student(placement), *others, *_supervisors(change), *leads(placement), *coordinators(placement)]


def _notices(
    readers: Iterable[User], change: PlacementChange, kind: str, *, subject: Any, body: Any, **said: Any
) -> Iterator[Notice]:
    words = {
        "student": change.placement.student.user,
        "partner": change.placement.partner,
        "says": change.says,
        "by": change.asked_by,
        "reason": change.reason,
        "why": said.get("why", ""),
    }
    message = Message(
        kind=f"change.{kind}",
        subject=subject % words,
        body=body % words,
        path=said.get("path") or change.get_absolute_url(),
        action=said.get("action") or _("Open the change"),
    )
    for reader in {reader.pk: reader for reader in readers}.values():
        yield Notice(reader=reader, message=message, dedupe_key=message.kind)


# Every move has its entry: silence is a decision. One word of several changes nothing yet.
CHANGE_TOLD_ABOUT: dict[str, tuple[Teller, ...]] = {
    AGREE_CHANGE.name: (),
    CARRY_OUT.name: (carried_out,),
    DECLINE_CHANGE.name: (declined,),
    WITHDRAW_CHANGE.name: (withdrawn,),
    LAPSE_CHANGE.name: (lapsed,),
}
