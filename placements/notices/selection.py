"""What is said around choosing: you are asked to review; a release left some."""

from collections.abc import Iterator

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from institutions.models import Membership
from notifications.services.posting import Message, Notice
from placements.models import Reviewer, Slot


def named_to_reviewer(reviewer: Reviewer, _row: object) -> Iterator[Notice]:
    """You judge applicants now."""
    slot = reviewer.selection.slot
    message = Message(
        kind="application.reviewer",
        subject=lazy(lambda: _("You are asked to review the applicants for “%(slot)s”") % {"slot": slot}, str)(),
        body=_(
            "Your list “To review” has each application with the criteria beside it.\n\n"
            "If you know an applicant, declare a conflict of interest there: somebody else judges then."
        ),
        path="/reviews/",
        action=_("Open the list"),
    )
    yield Notice(reader=reviewer.membership.user, message=message, dedupe_key=f"application.reviewer:{reviewer.pk}")


def release_left_some(slot: Slot, count: int) -> Iterator[Notice]:
    """Some decisions could not be carried out."""

    def subject() -> str:
        words = ngettext(
            "%(n)d decision for “%(slot)s” was not released", "%(n)d decisions for “%(slot)s” were not released", count
        )
        return words % {"n": count, "slot": slot}

    message = Message(
        kind="application.release_left",
        subject=lazy(subject, str)(),
        body=_("The others were. The order of merit says what stands against each; decide anew and release again."),
        path=f"/slots/{slot.pk}/ranking/",
        action=_("Open the order of merit"),
    )
    for membership in Membership.objects.leads_of(slot.partner_id):
        yield Notice(reader=membership.user, message=message, dedupe_key=f"application.release_left:{slot.pk}")
