"""Who may write down another person's word, who may object to it, and who settles the objection."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, Unpack

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.actor import Actor, Origin, Role, Via
from core.verdict import YES, Verdict, never, no
from core.words import when
from institutions.models import Membership, Recording
from institutions.states import OBJECT, UPHOLD, WITHDRAW_RECORDING


@dataclass(frozen=True, slots=True)
class Parties:
    """Between whom the thing is: the institute, the partner, and the student where it is about one."""

    institute_id: int
    partner_id: int | None
    about_id: int | None = None


class Speaker(Protocol):
    """Whose word is recorded: a membership of the partner, or somebody from outside."""

    @property
    def pk(self) -> int: ...
    @property
    def user(self) -> User: ...
    @property
    def user_id(self) -> int: ...
    @property
    def label(self) -> str: ...
    def as_actor(self, *, via: Via, **origin: Unpack[Origin]) -> Actor: ...


@dataclass(frozen=True, slots=True)
class Outsider:
    """Somebody who acts for nobody here, such as a referee; `pk` is of whatever names them."""

    pk: int
    user: User
    label: str

    @property
    def user_id(self) -> int:
        """Of the person."""
        return self.user.pk

    def as_actor(self, *, via: Via, **origin: Unpack[Origin]) -> Actor:
        """The person as an actor, in no role."""
        return Actor(via=via, user_id=self.user.pk, name=self.user.name, label=self.label, **origin)


def records_for(actor: Actor, parties: Parties) -> Verdict:
    """The institute's coordinator and the partner's lead; never the student whom it is about under another hat."""
    ours = actor.acts_as(Role.COORDINATOR) and actor.institute_id == parties.institute_id
    theirs = actor.acts_as(Role.LEAD) and parties.partner_id in {actor.partner_id} - {None}
    if not (ours or theirs) or actor.via != Via.PERSON:
        return never(_("The two placement offices record what came on paper or by phone."))
    if actor.viewed_by is not None:
        return never(_("Nothing is recorded while you look through somebody’s eyes."))
    if parties.about_id is not None and parties.about_id == actor.user_id:
        return never(_("This is about you."), _("A colleague of the placement office records it."))
    return YES


def may_record(actor: Actor, parties: Parties, person: Speaker) -> Verdict:
    """A coordinator for anybody of the partner and for people from outside, a lead for its supervisors; nobody for themselves."""
    if not (verdict := records_for(actor, parties)):
        return verdict
    if person.user_id == actor.user_id:
        return never(_("This is your own to do."), _("Do it in your own name."))
    if person.user_id == parties.about_id:
        return never(_("Nobody speaks for a partner about themselves."))
    if not isinstance(person, Membership):
        return YES if parties.partner_id is None else never(_("This person does not act for the partner."))
    if person.partner_id != parties.partner_id or person.ended_at is not None:
        return no(_("This person does not act for the partner."), _("Choose somebody who does."))
    if actor.acts_as(Role.LEAD) and person.role != Role.SUPERVISOR:
        return never(_("A lead records for supervisors."), _("What is a lead’s own to do, do in your own name."))
    return YES


def may_object(actor: Actor, recording: Recording, now: datetime) -> Verdict:
    """Whose word it is said to be, in whatever role or by the mailed link, for thirty days."""
    if actor.user_id != recording.person_id:
        return never(_("Only the person for whom it was recorded objects."))
    if not OBJECT.allowed_from(recording.state):
        return no(_("You have objected already, or it was withdrawn."), _("Its page shows where it stands."))
    if now > recording.object_until:
        return no(
            _("You could object until %(when)s.") % {"when": when(recording.object_until)},
            _("Write to the placement office all the same."),
        )
    return YES


def _answers(actor: Actor, recording: Recording) -> Verdict:
    """Whoever recorded it, and the institute's coordinators; never its person."""
    recorded = actor.via == Via.PERSON and actor.membership_id == recording.membership_id
    office = actor.acts_as(Role.COORDINATOR) and actor.institute_id == recording.institute_id
    if (recorded or office) and actor.user_id != recording.person_id:
        return YES
    return never(_("Whoever recorded it, or the institute’s coordinator, answers an objection."))


def may_uphold(actor: Actor, recording: Recording) -> Verdict:
    """While an objection waits for its answer."""
    if not (verdict := _answers(actor, recording)):
        return verdict
    return YES if UPHOLD.allowed_from(recording.state) else no(_("No objection waits for an answer."))


def may_withdraw(actor: Actor, recording: Recording) -> Verdict:
    """Until it was settled; without an objection too, when the recorder sees the slip first."""
    if not (verdict := _answers(actor, recording)):
        return verdict
    return YES if WITHDRAW_RECORDING.allowed_from(recording.state) else no(_("It was settled already."))


def may_open_scan(actor: Actor, recording: Recording) -> Verdict:
    """Both offices and the person; neither the student whom it is about nor a viewer. A referee's letter, no administrator either."""
    if recording.person_membership_id is None and actor.acts_as(Role.ADMINISTRATOR):
        return never(_("A reference is read by whoever decides on the application."))
    if actor.acts_as(Role.COORDINATOR, Role.LEAD, Role.ADMINISTRATOR) or actor.user_id == recording.person_id:
        return YES
    return never(_("The scan is read by the two placement offices and by the person whose word it is."))


def may_list(actor: Actor) -> Verdict:
    """Coordinators and leads look through what was recorded; for others it stands where it counts."""
    if actor.acts_as(Role.COORDINATOR, Role.LEAD, Role.ADMINISTRATOR):
        return YES
    return never(_("Only the placement offices see this list."), _("What was recorded for you is in your inbox."))
