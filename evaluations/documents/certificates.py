"""What the certificate's template prints, from the facts that its row has frozen."""

from datetime import date
from itertools import accumulate
from math import ceil
from typing import Any

import segno
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.words import hours
from evaluations.models import Certificate

Objective = dict[str, str]
MINUTES_IN_HOUR = 60
# The two columns of a landscape page hold so many lines of so many letters; what is beyond is counted, and read in the portal.
LINES = 14
LETTERS_IN_LINE = 46
MANY = 6  # objectives, from which on they are set smaller
QR_DOTS = 8  # of the picture, for each square of the code: 300 an inch


def certificate_title(certificate: Certificate) -> str:
    """What a reader's window and a screen reader call the file."""
    return _("%(heading)s, %(name)s, %(serial)s") % {
        "heading": certificate.heading,
        "name": certificate.facts["name"],
        "serial": certificate.serial,
    }


def certificate_paper(certificate: Certificate) -> dict[str, Any]:
    """The context of `pdf/certificate.html`."""
    facts = certificate.facts
    page = certificate_page(certificate)
    shown = what_fits(facts["objectives"])
    return {
        **page,
        "certificate": certificate,
        "approved": in_hours(facts["minutes"]),
        "required": in_hours(facts["required_minutes"]),
        "brought": in_hours(facts["brought"]["minutes"]) if facts.get("brought") else "",
        "columns": in_columns(shown),
        "many": len(shown) > MANY,
        "objectives_more": len(facts["objectives"]) - len(shown),
        "address_typed": settings.SITE_URL.partition("://")[2] + "/verify/",
        "qr": segno.make_qr(page["address"], error="m").png_data_uri(border=0, scale=QR_DOTS),
        "demo": settings.DEMO,
    }


def what_fits(objectives: list[Objective]) -> list[Objective]:
    """As many of the first objectives as the page has lines for."""
    return objectives[: sum(used <= LINES for used in accumulate(map(lines_of, objectives)))]


def in_columns(objectives: list[Objective]) -> list[list[Objective]]:
    """In their order: the first half of the lines, and the rest where there is one."""
    used = list(accumulate(map(lines_of, objectives), initial=0))
    cut = sum(lines < used[-1] / 2 for lines in used)
    return [column for column in (objectives[:cut], objectives[cut:]) if column]


def lines_of(objective: Objective) -> int:
    """How many lines of a column an objective fills."""
    return ceil(len(objective["text"]) / LETTERS_IN_LINE)


def certificate_page(certificate: Certificate) -> dict[str, Any]:
    """The same facts for pages: of the portal, and of whoever checks the code."""
    facts = certificate.facts
    return {
        "facts": facts,
        "parent": child_of(facts),
        "recorded": say_recorded(facts.get("recorded")),
        "starts_on": date.fromisoformat(facts["starts_on"]),
        "ends_on": date.fromisoformat(facts["ends_on"]),
        "issued_on": date.fromisoformat(facts["issued_on"]),
        "address": settings.SITE_URL + certificate.public_path,
    }


def say_recorded(share: dict[str, int] | None) -> str:
    """“12 h and 3 objectives were recorded from signed paper or a call.” Empty where nothing was, or nobody counted it then."""
    if not share:
        return ""
    minutes, objectives = share["minutes"], share["objectives"]
    parts = [hours(minutes)] if minutes else []
    if objectives:
        parts.append(ngettext("%(n)d objective", "%(n)d objectives", objectives) % {"n": objectives})
    if not parts:
        return ""
    return _("Of this, %(what)s came from signed paper or a call, recorded by a placement office.") % {
        "what": _(" and ").join(parts)
    }


def child_of(facts: dict[str, Any]) -> str:
    """“daughter of Imran Khan”, as councils know people; empty where the record names nobody."""
    sayings = {"son": _("son of %(name)s"), "daughter": _("daughter of %(name)s"), "wife": _("wife of %(name)s")}
    name = facts["father_name"]
    return sayings.get(facts["relation"], _("child of %(name)s")) % {"name": name} if name else ""


def in_hours(minutes: int) -> str:
    """“320”; minutes are said where they do not fill an hour."""
    whole, rest = divmod(minutes, MINUTES_IN_HOUR)
    return hours(minutes) if rest else str(whole)
