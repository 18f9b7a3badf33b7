"""How a referee was identified, in words for whoever reads the reference; and the facts that are frozen with the answer."""

from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.actor import Actor, Via
from core.addresses import domain_of
from core.words import day
from placements.models import Basis, Referee, Reference, Track
from students.models import Goals, Student


def identified(referee: Referee) -> str:
    """What the portal knows of who the address belongs to, and on whose word."""
    words = {
        "domain": domain_of(referee.user.email),
        "organisation": referee.organisation,
        "institute": referee.institute.short_name,
        "how": referee.how,
        "day": day(clock.day_of(referee.confirmed_at, referee.institute.zone)) if referee.confirmed_at else "",
    }
    kinds = {
        Basis.KNOWN: _("Acts for %(organisation)s in this portal, by its own invitation."),
        Basis.DOMAIN: _("Writes from %(domain)s, a domain of %(organisation)s."),
        Basis.OTHER: _("Writes from %(domain)s, which is no organisation’s of the register."),
        Basis.FREE: _("Writes from a free-mail address (%(domain)s)."),
    }
    said = kinds[Basis(referee.basis)] % words
    if referee.confirmed_by_id:
        said += " " + _("Confirmed by %(institute)s on %(day)s: %(how)s") % words
    elif not referee.is_confirmed:
        said += " " + _("Not confirmed.")
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
