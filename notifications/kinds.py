"""Families of messages: whether a person may stop their mail, why not where they may not, and which of them wake anybody."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Family:
    """A group of kinds under one switch on the page of choices. What may not be stopped says `why`; `urgent` passes quiet hours."""

    label: str | Promise
    why: str | Promise = ""
    urgent: bool = False

    @property
    def stoppable(self) -> bool:
        """True where the reader decides how it comes."""
        return not self.why


# The family of a kind is what stands before its first dot: "agreement.returned" belongs to "agreement".
FAMILIES: dict[str, Family] = {
    "account": Family(_("Sign-in, invitations and security"), why=_("You could not get in without it."), urgent=True),
    "agreement": Family(_("Agreements: what was decided, what ends")),
    "record": Family(_("Records: what was checked, what ends")),
    "partner": Family(_("The register: calls to make, accreditations, merges")),
    "waiver": Family(_("Requirements that were waived")),
    "readiness": Family(_("What you still need before you start"), why=_("Your first day hangs on it.")),
    "enquiry": Family(_("Enquiries from the public page, and their answers")),
    "call": Family(_("Calls for places, and how partners stand")),
    "search": Family(_("Saved searches: what is new")),
    "slot": Family(_("Slots")),
    "question": Family(_("Questions about internships, and their answers")),
    "application": Family(_("Applications: what was decided")),
    "nudge": Family(
        _("Reminders from your placement office"), why=_("Somebody at your placement office waits for you.")
    ),
    "reference": Family(_("References: asked for, written, declined"), why=_("A deadline hangs on it.")),
    "offer": Family(_("Offers and their deadlines"), why=_("A place hangs on it.")),
    "thread": Family(_("Messages about an application")),
    "announcement": Family(_("Announcements of your institute"), why=_("It is meant for everybody it reaches.")),
    "interview": Family(_("Interviews: times and reminders"), why=_("Somebody sits and waits for you.")),
    "name_list": Family(_("Lists of names: sent, answered, objected to")),
    "placement": Family(_("Placements: starting, changes, the end")),
    "change": Family(_("Changes of a placement: asked for, agreed, declined")),
    "hours": Family(_("Hours to sign, hours returned")),
    "absence": Family(_("Absences: reported, decided")),
    "shift": Family(_("Shifts: planned, proposed, agreed")),
    "contract": Family(_("Learning contracts: proposed, agreed, sent back")),
    "meeting": Family(_("Mentors: who it is, and when you meet")),
    "activity": Family(_("Activity log: what was confirmed")),
    "reflection": Family(_("Reflections that students share")),
    "feedback": Family(_("Feedback notes")),
    "evaluation_asked": Family(
        _("Evaluations: asked of you"), why=_("The link in it is the way in, and an intern waits.")
    ),
    "evaluation": Family(_("Evaluations: reminders, and what there is to read")),
    "destination": Family(_("What became of you, three times after a placement")),
    "letter": Family(_("Recommendation letters")),
    "support": Family(_("Support plans: opened, agreed, to look at again"), why=_("Somebody waits for your word.")),
    "incident": Family(
        _("Incidents: needlesticks, injuries, near misses"), why=_("Somebody may be hurt."), urgent=True
    ),
    "certificate": Family(_("Certificates"), why=_("It tells that a paper was issued or taken back in your name.")),
    "recording": Family(
        _("What was recorded for you from paper or phone"), why=_("It was done in your name, and you may object.")
    ),
    "job": Family(_("Long work that you ordered")),
}


def family_of(kind: str) -> str:
    """The family's name; KeyError for a kind that belongs to none, which a test would catch."""
    name = kind.partition(".")[0]
    FAMILIES[name]
    return name
