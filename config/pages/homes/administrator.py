"""The administrator's home: is the portal healthy, and where the doors are."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.pages import health
from config.pages.homes.steps import Step
from core.actor import Actor
from institutions.models import Institute, Membership, Partner


def context(actor: Actor, now: datetime) -> dict[str, Any]:
    """Five queries, none of which reads more than counts."""
    waiting = health.waiting(now)
    counts = {
        "institutes": Institute.objects.visible_to(actor).count(),
        "partners": Partner.objects.visible_to(actor).count(),
        "people": Membership.objects.visible_to(actor).current().count(),
    }
    return {"steps": [*_beginnings(counts), *_mail(waiting)], "figures": _figures(counts, waiting)}


def _beginnings(counts: dict[str, int]) -> list[Step]:
    """What an empty portal needs first, in order."""
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
    if counts["institutes"] or counts["partners"]:
        url = reverse("admin:institutions_membership_add")
        detail = _(
            "A first coordinator for each institute, a first placement lead for each partner. Saving sends the invitation."
        )
        steps.append(Step(icon="person-plus", title=_("Invite people"), detail=detail, url=url, action=_("Invite")))
    return steps


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
