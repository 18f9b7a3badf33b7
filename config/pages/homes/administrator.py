"""The administrator's home: is the portal healthy, and where the doors are."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Job
from config.pages.homes.steps import Step
from core.actor import Actor
from institutions.models import Institute, Membership, Partner
from notifications.models import Notification


def context(_actor: Actor, now: datetime) -> dict[str, Any]:
    """Six queries, none of which reads more than counts."""
    mail = Notification.objects.aggregate(
        failed=Count("pk", filter=Q(mail=Notification.Mail.FAILED)),
        late=Count("pk", filter=Q(mail=Notification.Mail.WAITING, send_after__lt=now)),
    )
    counts = {
        "institutes": Institute.objects.count(),
        "partners": Partner.objects.count(),
        "people": Membership.objects.current().count(),
        "jobs": Job.objects.filter(state__in=[Job.State.WAITING, Job.State.RUNNING]).count(),
    }
    return {"steps": [*_beginnings(counts), *_mail(mail)], "figures": _figures(counts, mail)}


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


def _mail(mail: dict[str, int]) -> list[Step]:
    if not mail["failed"]:
        return []
    url = reverse("admin:notifications_notification_changelist") + "?mail__exact=failed"
    title = _("%(n)d messages could not be delivered") % {"n": mail["failed"]}
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


def _figures(counts: dict[str, int], mail: dict[str, int]) -> list[dict[str, Any]]:
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
            "value": mail["late"],
            "label": _("messages waiting to leave"),
            "note": "",
            "url": reverse("admin:notifications_notification_changelist"),
        },
        {
            "value": counts["jobs"],
            "label": _("long jobs under way"),
            "note": "",
            "url": reverse("admin:accounts_job_changelist"),
        },
    ]
