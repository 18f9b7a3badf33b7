"""Families of messages, which a person may switch off for mail, and whether they may."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Family:
    """A group of kinds under one switch on the page of mail choices."""

    label: str | Promise
    stoppable: bool


# The family of a kind is what stands before its first dot: "agreement.returned" belongs to "agreement".
FAMILIES: dict[str, Family] = {
    "account": Family(_("Sign-in, invitations and security"), stoppable=False),
    "agreement": Family(_("Agreements: what was decided, what ends"), stoppable=True),
    "record": Family(_("Records: what was checked, what ends"), stoppable=True),
    "partner": Family(_("The register: calls to make, accreditations, merges"), stoppable=True),
    "waiver": Family(_("Requirements that were waived"), stoppable=True),
    "readiness": Family(_("What you still need before you start"), stoppable=False),
    "enquiry": Family(_("Enquiries from the public page, and their answers"), stoppable=True),
    "call": Family(_("Calls for places, and how partners stand"), stoppable=True),
    "search": Family(_("Saved searches: what is new"), stoppable=True),
    "slot": Family(_("Slots"), stoppable=True),
    "question": Family(_("Questions about internships, and their answers"), stoppable=True),
    "application": Family(_("Applications: what was decided"), stoppable=True),
    "nudge": Family(_("Reminders from your placement office"), stoppable=False),
    "reference": Family(_("References: asked for, written, declined"), stoppable=False),
    "offer": Family(_("Offers and their deadlines"), stoppable=False),
    "thread": Family(_("Messages about an application"), stoppable=True),
    "announcement": Family(_("Announcements of your institute"), stoppable=False),
    "interview": Family(_("Interviews: times and reminders"), stoppable=False),
    "name_list": Family(_("Lists of names: sent, answered, objected to"), stoppable=True),
    "placement": Family(_("Placements: starting, changes, the end"), stoppable=True),
    "hours": Family(_("Hours to sign, hours returned"), stoppable=True),
    "absence": Family(_("Absences: reported, decided"), stoppable=True),
    "shift": Family(_("Shifts: planned, proposed, agreed"), stoppable=True),
    "feedback": Family(_("Feedback notes"), stoppable=True),
    "evaluation": Family(_("Evaluations to fill in or read"), stoppable=True),
    "destination": Family(_("What became of you, three times after a placement"), stoppable=True),
    "letter": Family(_("Recommendation letters"), stoppable=True),
    "certificate": Family(_("Certificates"), stoppable=False),
    "recording": Family(_("What was recorded for you from paper or phone"), stoppable=False),
    "job": Family(_("Long work that you ordered"), stoppable=True),
}


def family_of(kind: str) -> str:
    """The family's name; KeyError for a kind that belongs to none, which a test would catch."""
    name = kind.partition(".")[0]
    FAMILIES[name]
    return name
