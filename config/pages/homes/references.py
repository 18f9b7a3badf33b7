"""What a student's home says of references: those that nobody need write any more, and those that nobody will. No query of its own."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.pages.homes.steps import Step
from core.actor import Actor
from core.beside import beside
from placements.models import Application, Reference
from placements.states import DECIDED, ReferenceState

REFUSED = (ReferenceState.DECLINED, ReferenceState.NOT_CONFIRMED)


def waiting(actor: Actor) -> dict[str, Any]:
    """For `annotate` on students: `asked_in_vain`, whom they still ask for what is decided; `short_of_references`, the applications for
    which somebody said no, and that ask for more than will come.
    """
    theirs, own = {"student": OuterRef("pk")}, Reference.objects.visible_to(actor)
    use = own.filter(applications=OuterRef("pk"))
    spent = own.spent().filter(**theirs).order_by("pk")
    coming = use.standing().order_by().values("applications").annotate(n=Count("pk")).values("n")
    open_ones = Application.objects.visible_to(actor).filter(
        **theirs, slot__references_asked__gt=Coalesce(Subquery(coming), 0)
    )
    short = open_ones.filter(Exists(use.filter(state__in=REFUSED))).exclude(state__in=DECIDED).order_by("pk")
    return {
        "asked_in_vain": beside(spent, referee_name="referee__name"),
        "short_of_references": beside(short, slot_title="slot__title", partner_name="slot__partner__name"),
    }


def student_steps(student: Any) -> list[Step]:
    """One for each, of a student with `waiting`."""
    if student is None:
        return []
    return [
        Step(
            icon="envelope",
            title=_("Ask somebody else for a reference"),
            detail=_("%(slot)s, %(partner)s asks for one more than will come.")
            % {"slot": application.slot_title, "partner": application.partner_name},
            url=reverse("application_references", args=[application.pk]),
            action=_("Choose or ask"),
            tone="due",
        )
        for application in student.short_of_references or ()
    ] + [
        Step(
            icon="envelope",
            title=_("%(name)s need not write for you any more") % {"name": reference.referee_name},
            detail=_("What you asked it for is decided. Take the request back, unless you apply elsewhere with it."),
            url=reverse("reference_detail", args=[reference.pk]),
            action=_("Look at it"),
        )
        for reference in student.asked_in_vain or ()
    ]
