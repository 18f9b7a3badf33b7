"""How a referee was identified, in words for whoever reads the reference; and the facts that are frozen with the answer."""

from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.actor import Actor, Via
from core.addresses import domain_of
from core.words import day
from institutions.models import organisations_at
from placements.models import Basis, Referee, Reference, Track
from students.models import Goals, Student


def identified(referee: Referee) -> str:
    """What the portal knows of who the address belongs to, and on whose word. Two queries for an organisation's address."""
    said = address_says(referee.user.email, Basis(referee.basis), referee.organisation)
    if referee.confirmed_by_id and referee.confirmed_at:
        said += " " + _("Confirmed by %(institute)s on %(day)s: %(how)s") % {
            "institute": referee.institute.short_name,
            "how": referee.how,
            "day": day(clock.day_of(referee.confirmed_at, referee.institute.zone)),
        }
    elif not referee.is_confirmed:
        said += " " + _("Not confirmed.")
    return said


def address_says(email: str, basis: Basis, organisation: str) -> str:
    """What an address tells of its owner, who was named to us as of that organisation: the register's word counts, not the name given."""
    owners = organisations_at(email) if basis == Basis.DOMAIN else []
    named = [owner for owner in owners if owner.casefold() == organisation.casefold()]
    words = {
        "domain": domain_of(email),
        "organisation": organisation,
        "owner": (named or owners or [_("an organisation of the register")])[0],
    }
    kinds = {
        Basis.KNOWN: _("Acts for %(organisation)s in this portal, by its own invitation."),
        Basis.DOMAIN: _("Writes from %(domain)s, a domain of %(owner)s."),
        Basis.OTHER: _("Writes from %(domain)s, which is no organisation’s of the register."),
        Basis.FREE: _("Writes from a free-mail address (%(domain)s)."),
    }
    said = kinds[basis] % words
    if basis == Basis.DOMAIN and not named:
        said += " " + _("Named to us as of %(organisation)s.") % words
    return said


def frozen_facts(reference: Reference, by: Actor) -> dict[str, Any]:
    """Who wrote, and how they were identified, as it was on the day of the answer."""
    referee = reference.referee
    said = identified(referee)
    return {
        "name": referee.name,
        "position": referee.position,
        "organisation": referee.organisation,
        "email": referee.user.email,
        "basis": referee.basis,
        "identified": said if by.via == Via.LINK else f"{_recorded(reference)} {said}",
        "by_link": by.via == Via.LINK,
        "waived": reference.waived,
    }


def _recorded(reference: Reference) -> str:
    words = _("Came on paper; %(institute)s recorded it with its scan.")
    return words % {"institute": reference.student.institute.short_name}


def goals_in_words(student: Student) -> list[str]:
    """What the student wants to learn, as the referee reads it: fields, then skills. Two queries; nothing where no goals are set."""
    goals = Goals.objects.filter(student=student).first()
    if goals is None:
        return []
    fields = list(
        Track.objects.filter(slug__in=goals.tracks).order_by("position", "name").values_list("name", flat=True)
    )
    return [*fields, *filter(None, map(str.strip, goals.skills.splitlines()))]
