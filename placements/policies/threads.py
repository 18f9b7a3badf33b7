"""Who speaks in a thread, and by what name each is read there."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.actor import Actor, Role
from core.verdict import YES, Verdict, never, no
from institutions.models import Membership
from placements.models import Application, ThreadMessage
from placements.models.threads import SPEAKERS
from placements.policies.placements import supervisors_of
from placements.policies.veil import face_of, is_hidden_from, veiled


def shown_name(reader: Actor, application: Application) -> str:
    """The student's name, as this reader may know it. The one place that decides it for threads, their mail and their lists."""
    return str(face_of(application, reader).name)


def shown_author(reader: Actor, message: ThreadMessage, application: Application) -> tuple[str, str]:
    """Name and capacity of a message's author. In a blind review the student is a number, and the institute's office has no name."""
    if not is_hidden_from(reader, application) or message.membership.partner_id is not None:
        return message.author.name, message.as_label
    return shown_person(reader, message.author, application), str(Role(message.membership.role).label)


def shown_person(reader: Actor, person: User, application: Application) -> str:
    """The name of somebody who reads along, where it tells the partner nothing that a blind review hides."""
    if person.pk == application.student.user_id:
        return shown_name(reader, application)
    if is_hidden_from(reader, application) and person.pk not in _partners_people(application):
        return str(_("The placement office"))
    return person.name


def _partners_people(application: Any) -> set[int]:
    """Everybody who has ever acted for the partner. One query for an application, however many are asked about."""
    if not hasattr(application, "partners_people"):
        there = Membership.objects.filter(partner_id=application.slot.partner_id)
        application.partners_people = set(there.values_list("user_id", flat=True))
    people: set[int] = application.partners_people
    return people


def shown_text(reader: Actor, message: ThreadMessage, application: Application) -> str:
    """What was written; in a blind review without the words that tell the partner whose application it is."""
    if not is_hidden_from(reader, application):
        return message.text
    return veiled(message.text, application, about=message.author_id != application.student.user_id)


def may_open(actor: Actor) -> Verdict:
    """Students, coordinators, leads and supervisors."""
    if actor.acts_as(*SPEAKERS):
        return YES
    return never(_("Messages are between the student, the institute and the partner."))


def may_speak(actor: Actor, application: Application) -> Verdict:
    """The student, a coordinator of the institute and of the programme, a lead of the partner, once the application is sent; the
    supervisor of its placement.
    """
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
    if actor.acts_as(Role.SUPERVISOR):
        placement = getattr(application, "placement", None)
        return placement is not None and actor.membership_id in supervisors_of(placement)
    if actor.acts_as(Role.COORDINATOR):
        ours = actor.institute_id == application.institute_id
        return ours and actor.programme_id in {None, student.programme_id}
    return actor.acts_as(Role.LEAD) and actor.partner_id == slot.partner_id


def parties(application: Application) -> list[Membership]:
    """Everybody who reads the thread, in the role in which they do, each person once. Five queries at most."""
    students = Membership.objects.current().filter(
        user=application.student.user_id, role=Role.STUDENT, institute=application.institute_id
    )
    found = [
        *students.select_related("user", "institute", "partner"),
        *Membership.objects.coordinators_of(application.institute_id).select_related("institute", "partner"),
        *Membership.objects.leads_of(application.slot.partner_id).select_related("institute", "partner"),
        *Membership.objects.current()
        .filter(placements__application=application)
        .select_related("user", "institute", "partner"),
    ]
    people: dict[int, Membership] = {}
    for membership in found:
        if may_speak(membership.as_actor(), application):
            people.setdefault(membership.user_id, membership)
    return list(people.values())
