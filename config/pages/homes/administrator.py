"""The administrator's home: is the portal healthy, and where the doors are."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from config.pages import health
from config.pages.homes.steps import Step
from core.actor import Actor, Role
from institutions.models import Department, Institute, Intake, Membership, Partner


def context(actor: Actor, now: datetime) -> dict[str, Any]:
    """Nine queries, none of which reads more than counts."""
    waiting = health.waiting(now)
    counts = {
        "institutes": Institute.objects.visible_to(actor).count(),
        "partners": Partner.objects.visible_to(actor).count(),
        "people": Membership.objects.visible_to(actor).current().count(),
        "intakes": Intake.objects.visible_to(actor).count(),
        "departments": Department.objects.visible_to(actor).count(),
        "coordinated": Institute.objects.visible_to(actor).filter(_holds(Role.COORDINATOR)).distinct().count(),
        "led": Partner.objects.visible_to(actor).filter(_holds(Role.LEAD)).distinct().count(),
    }
    return {"steps": [*_beginnings(counts), *_mail(waiting)], "figures": _figures(counts, waiting)}


def _holds(role: Role) -> Q:
    """An organisation in which somebody has this role now."""
    return Q(memberships__role=role, memberships__ended_at=None)


def _beginnings(counts: dict[str, int]) -> list[Step]:
    """What a young portal needs next, in order; nothing once every organisation has its parts and its person."""
    steps = []
    if not counts["institutes"]:
        url = reverse("admin:institutions_institute_add")
        detail = _("With its programmes; intakes come with each programme.")
        steps.append(
            Step(
                icon="mortarboard",
                title=_("Add the first institute"),
                detail=detail,
                url=url,
                action=_("Add"),
                primary=True,
            )
        )
    if not counts["partners"]:
        url = reverse("admin:institutions_partner_add")
        detail = _("With its sites; departments come with each site.")
        steps.append(Step(icon="hospital", title=_("Add the first partner"), detail=detail, url=url, action=_("Add")))
    if counts["institutes"] and not counts["intakes"]:
        url = reverse("admin:institutions_programme_changelist")
        detail = _("Open a programme and say when its students began. Coordinators add students to an intake.")
        steps.append(
            Step(icon="calendar-event", title=_("Add the first intake"), detail=detail, url=url, action=_("Add"))
        )
    if counts["partners"] and not counts["departments"]:
        url = reverse("admin:institutions_site_changelist")
        detail = _("Open a site and name its departments. A slot belongs to one.")
        steps.append(
            Step(icon="building", title=_("Add the first department"), detail=detail, url=url, action=_("Add"))
        )
    missing = list(_without_people(counts))
    if missing:
        url = reverse("admin:institutions_membership_add")
        detail = " ".join([*missing, gettext("Saving sends the invitation.")])
        steps.append(Step(icon="person-plus", title=_("Invite people"), detail=detail, url=url, action=_("Invite")))
    return steps


def _without_people(counts: dict[str, int]) -> Iterator[str]:
    """Which organisations nobody acts for yet, in words."""
    if n := counts["institutes"] - counts["coordinated"]:
        yield ngettext("%(n)d institute has no coordinator.", "%(n)d institutes have no coordinator.", n) % {"n": n}
    if n := counts["partners"] - counts["led"]:
        yield ngettext("%(n)d partner has no placement lead.", "%(n)d partners have no placement lead.", n) % {"n": n}


def _mail(waiting: dict[str, int]) -> list[Step]:
    if not waiting["failed"]:
        return []
    url = reverse("admin:notifications_notification_changelist") + "?mail__exact=failed"
    title = _("%(n)d messages could not be delivered") % {"n": waiting["failed"]}
    return [
        Step(
            icon="envelope",
            title=title,
            detail=_("See the addresses that were refused."),
            url=url,
            action=_("See them"),
            tone="late",
        )
    ]


def _figures(counts: dict[str, int], waiting: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "value": counts["institutes"],
            "label": _("institutes"),
            "note": "",
            "url": reverse("admin:institutions_institute_changelist"),
        },
        {
            "value": counts["partners"],
            "label": _("partners"),
            "note": "",
            "url": reverse("admin:institutions_partner_changelist"),
        },
        {
            "value": counts["people"],
            "label": _("roles held by people"),
            "note": "",
            "url": reverse("admin:institutions_membership_changelist"),
        },
        {
            "value": waiting["late"],
            "label": _("messages waiting to leave"),
            "note": "",
            "url": reverse("admin:notifications_notification_changelist"),
        },
        {
            "value": waiting["jobs"],
            "label": _("long jobs under way"),
            "note": "",
            "url": reverse("admin:accounts_job_changelist"),
        },
    ]
