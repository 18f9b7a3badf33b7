"""What a student's home says of references that nobody need write any more. No query of its own."""

from typing import Any

from django.db.models import OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.pages.homes.steps import Step
from core.actor import Actor
from core.beside import beside
from placements.models import Reference


def spent(actor: Actor) -> dict[str, Any]:
    """For `annotate` on students: `asked_in_vain`, whom they still ask for what is decided."""
    theirs = Reference.objects.visible_to(actor).spent().filter(student=OuterRef("pk")).order_by("pk")
    return {"asked_in_vain": beside(theirs, referee_name="referee__name")}


def student_steps(student: Any) -> list[Step]:
    """One for each, of a student with `spent`."""
    return [
        Step(
            icon="envelope",
            title=_("%(name)s need not write for you any more") % {"name": reference.referee_name},
            detail=_("What you asked it for is decided. Take the request back, unless you apply elsewhere with it."),
            url=reverse("reference_detail", args=[reference.pk]),
            action=_("Look at it"),
        )
        for reference in (student.asked_in_vain if student else None) or ()
    ]
