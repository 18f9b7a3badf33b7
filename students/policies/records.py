"""Who adds, reads and decides about records. Health evidence: PRODUCT.md, rule 8."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import ReadLog
from core.actor import Actor, Role
from core.verdict import YES, Verdict, never, no
from core.words import when
from students.models import Record, Student
from students.policies.students import is_own, keeps
from students.states import RecordState

OPEN_FOR = timedelta(hours=1)  # how long an administrator's reason opens one document


def may_add(actor: Actor, student: Student) -> Verdict:
    """The student alone, acting as themselves."""
    if is_own(actor, student) and actor.viewed_by is None:
        return YES
    return never(_("Records are added by the student whose they are."), _("Ask the student to add it under “Records”."))


def may_bring(actor: Actor) -> Verdict:
    """Coordinators, from the institute's earlier records."""
    if actor.acts_as(Role.COORDINATOR):
        return YES
    return never(_("Records are brought over by the placement office, or added by the student."))


def may_bring_for(actor: Actor, student: Student, *, is_health: bool) -> Verdict:
    """Of the own students; health evidence only where the membership clears it; never of oneself."""
    if not (verdict := may_bring(actor)):
        return verdict
    if not keeps(actor, student):
        return never(_("This student belongs to another office."))
    if student.user_id == actor.user_id:
        return never(_("Your own records are brought over by a colleague."))
    if is_health and not actor.may_clear_health:
        return never(_("Health records are brought over by colleagues who may read them."))
    return YES


def may_edit(actor: Actor, record: Record) -> Verdict:
    """Its owner, until it is sent."""
    if not (verdict := may_add(actor, record.student)):
        return verdict
    if record.state != RecordState.DRAFT:
        return no(_("It was sent already."), _("Send a correction in its place."))
    return YES


def may_replace(actor: Actor, record: Record) -> Verdict:
    """Its owner: a correction of what waits or came back, a renewal of what was verified. One at a time."""
    if not (verdict := may_add(actor, record.student)):
        return verdict
    if record.state == RecordState.DRAFT:
        return no(_("It was not sent yet."), _("Open it and change it."))
    if record.state == RecordState.SUPERSEDED or _successor(record) not in {None, RecordState.DRAFT}:
        return no(_("A newer one has taken its place."), _("Open the newer one."))
    return YES


def was_replaced(record: Record) -> bool:
    """True once a newer one has taken its place."""
    return record.state == RecordState.SUPERSEDED


def waits(record: Record) -> bool:
    """True while it is sent and nobody has checked it: there is nothing to renew yet."""
    return record.state == RecordState.SUBMITTED


def may_copy(actor: Actor, record: Record) -> Verdict:
    """Its owner may show with the same document what else stands on it."""
    if not (verdict := may_add(actor, record.student)):
        return verdict
    return YES if record.file_id else no(_("There is no document here yet."))


def _successor(record: Record) -> str | None:
    return Record.objects.filter(replaces=record).values_list("state", flat=True).first()


def may_check(actor: Actor) -> Verdict:
    """Coordinators have a queue; which records stand in it, `visible_to` says."""
    if actor.acts_as(Role.COORDINATOR):
        return YES
    return never(_("Records are checked by the student’s placement office."))


def _clears(actor: Actor, record: Record) -> Verdict:
    """A coordinator of the student's office; for health evidence, one whose membership clears it; never one's own."""
    if not keeps(actor, record.student):
        return never(_("Records are checked by the student’s placement office."))
    if record.student.user_id == actor.user_id:
        return never(_("Your own records are checked by a colleague."))
    if record.kind.is_health and not actor.may_clear_health:
        return never(
            _("Health records are checked by colleagues who may read them."),
            _("The administrator says who that is, membership by membership."),
        )
    return YES


def still_waits(record: Record) -> Verdict:
    """Until somebody has decided; then who did, for whoever had it on the screen as well."""
    if record.state == RecordState.SUBMITTED:
        return YES
    last = record.transitions.select_related("by").order_by("-at", "-pk").first()
    if last is None or last.by is None:
        return no(_("It does not wait any more."))
    told = {"state": last.label, "name": last.by.name, "when": when(last.at)}
    return no(_("It does not wait any more: %(state)s, %(name)s, %(when)s.") % told, _("Go on to the next one."))


def may_verify(actor: Actor, record: Record) -> Verdict:
    """The office, while it waits. Expects kind and student loaded."""
    return _clears(actor, record) and still_waits(record)


def may_reject(actor: Actor, record: Record) -> Verdict:
    """The same people, and moments."""
    return may_verify(actor, record)


def may_open(actor: Actor, record: Record) -> Verdict:
    """Who may ask to open health evidence with a reason: administrators, as themselves."""
    if actor.acts_as(Role.ADMINISTRATOR) and actor.viewed_by is None:
        return YES
    return never(_("This is opened by its owner and by those who clear it."))


def may_read(actor: Actor, record: Record, now: datetime) -> Verdict:
    """What it says, and its document. An administrator gives a reason first, for health evidence, which opens it for an hour."""
    if is_own(actor, record.student):
        return (
            YES
            if actor.viewed_by is None or not record.kind.is_health
            else never(_("Health records stay closed here."))
        )
    if actor.acts_as(Role.ADMINISTRATOR):
        return YES if not record.kind.is_health or _gave_reason(actor, record, now) else _ASK
    if keeps(actor, record.student) and (actor.may_clear_health or not record.kind.is_health):
        return YES
    return never(
        _("This is read by its owner and by those who clear it."),
        _("Whether a student is cleared, the placement says."),
    )


_ASK = no(
    _("Health records are closed to administrators."),
    _("Where you must, open it with a reason: the reason is kept, and the student is told."),
)


def _gave_reason(actor: Actor, record: Record, now: datetime) -> bool:
    read = Q(file=record.file_id) if record.file_id else Q(file=None, about=record.readable.about)
    given = ReadLog.objects.filter(read, reader_id=actor.user_id, at__gt=now - OPEN_FOR)
    return given.exclude(reason="").exists()
