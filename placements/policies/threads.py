"""Who speaks in a thread, and by what name each is read there."""

from django.utils.translation import gettext_lazy as _

from core.actor import Actor, Role
from core.verdict import YES, Verdict, never, no
from institutions.models import Membership
from placements.models import Application, ThreadMessage
from placements.models.threads import SPEAKERS


def shown_name(reader: Actor, application: Application) -> str:
    """The student's name, as this reader may know it. The one place that decides it for threads, their mail and their lists."""
    return application.student.user.name


def shown_author(reader: Actor, message: ThreadMessage, application: Application) -> tuple[str, str]:
    """Name and capacity of a message's author; the student by `shown_name`, and without institute where that is no name."""
    if message.author_id != application.student.user_id:
        return message.author.name, message.as_label
    name = shown_name(reader, application)
    known = name == application.student.user.name
    return name, message.as_label if known else str(Role.STUDENT.label)


def may_open(actor: Actor) -> Verdict:
    """Students, coordinators and leads."""
    if actor.acts_as(*SPEAKERS):
        return YES
    return never(_("Messages are between the student, the institute and the partner."))


def may_speak(actor: Actor, application: Application) -> Verdict:
    """The student, a coordinator of the institute and of the programme, a lead of the partner; once the application is sent."""
    if not _is_party(actor, application):
        return may_open(actor) and never(_("You have no part in this application."))
    if application.submitted_at is None:
        return no(_("This application was not sent yet."), _("Send it first; then you can write to the partner."))
    return YES


def _is_party(actor: Actor, application: Application) -> bool:
    student, slot = application.student, application.slot
    if actor.acts_as(Role.STUDENT):
        return (actor.user_id, actor.institute_id) == (student.user_id, application.institute_id)
    if actor.user_id == student.user_id:
        return False  # nobody speaks for the other side about themselves
    if actor.acts_as(Role.COORDINATOR):
        ours = actor.institute_id == application.institute_id
        return ours and actor.programme_id in {None, student.programme_id}
    return actor.acts_as(Role.LEAD) and actor.partner_id == slot.partner_id


def parties(application: Application) -> list[Membership]:
    """Everybody who reads the thread, in the role in which they do, each person once. Three queries."""
    students = Membership.objects.current().filter(
        user=application.student.user_id, role=Role.STUDENT, institute=application.institute_id
    )
    found = [
        *students.select_related("user", "institute", "partner"),
        *Membership.objects.coordinators_of(application.institute_id).select_related("institute", "partner"),
        *Membership.objects.leads_of(application.slot.partner_id).select_related("institute", "partner"),
    ]
    people: dict[int, Membership] = {}
    for membership in found:
        if may_speak(membership.as_actor(), application):
            people.setdefault(membership.user_id, membership)
    return list(people.values())
