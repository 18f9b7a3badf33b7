"""What is said about letters of placement."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import User
from core.words import day
from evaluations.models import PlacementLetter, PlacementLetterTransition
from evaluations.states import WITHDRAW_PLACEMENT_LETTER
from institutions.models import Membership
from notifications.services.posting import Message, Notice, Teller
from placements.models import Placement


def _readers(letter: PlacementLetter) -> list[User]:
    """The partner's leads, and the intern whom a letter about one person names."""
    readers = [membership.user for membership in Membership.objects.leads_of(letter.partner_id)]
    if letter.interns == 1:
        readers.append(letter.placements.select_related("student__user").get().student.user)
    return readers


def _notices(
    readers: Iterable[User], letter: PlacementLetter, kind: str, subject: Any, body: Any, reason: str = ""
) -> Iterator[Notice]:
    words = {
        "institute": letter.institute,
        "partner": letter.partner,
        "n": letter.interns,
        "day": day(letter.dated),
        "reason": reason,
    }
    message = Message(
        kind=f"placement.{kind}",
        subject=subject % words,
        body=body % words,
        path=letter.get_absolute_url(),
        action=_("Open the letter"),
    )
    for reader in readers:
        yield Notice(reader=reader, message=message, dedupe_key=f"{message.kind}:{letter.pk}")


def ready_to_partner(letter: PlacementLetter) -> Iterator[Notice]:
    """The sealed PDF is there: only now is there something to open."""
    subject = _("%(institute)s sends a letter of placement")
    body = ngettext_lazy(
        "It names %(n)d intern whom %(partner)s is to receive, with dates and department.",
        "It names %(n)d interns whom %(partner)s is to receive, with dates and departments.",
        letter.interns,
    )
    yield from _notices(_readers(letter), letter, "letter", subject, body)


def withdrawn_to_partner(letter: PlacementLetter, row: PlacementLetterTransition) -> Iterator[Notice]:
    """Whoever had it learns that it holds no more, and why."""
    subject = _("%(institute)s withdraws a letter of placement")
    body = _("The letter of %(day)s holds no more.\n\nWhy: %(reason)s")
    yield from _notices(_readers(letter), letter, "letter_withdrawn", subject, body, row.note)


def outdated_to_office(letter: PlacementLetter, placement: Placement) -> Iterator[Notice]:
    """One whom it names does not come: the partner would prepare for them."""
    message = Message(
        kind="placement.letter_outdated",
        subject=_("A letter to %(partner)s names somebody who does not come") % {"partner": letter.partner},
        body=_(
            "The placement of %(student)s is cancelled. Withdraw the letter of %(day)s, and write a new one if it names others."
        )
        % {"student": placement.student.user.name, "day": day(letter.dated)},
        path=letter.get_absolute_url(),
        action=_("Open the letter"),
    )
    key = f"{message.kind}:{letter.pk}:{placement.pk}"
    for membership in Membership.objects.coordinators_of(letter.institute_id):
        if PlacementLetter.objects.visible_to(membership.as_actor()).filter(pk=letter.pk).exists():
            yield Notice(reader=membership.user, message=message, dedupe_key=key)


# Of the issue the partner hears when the PDF is there (`ready_to_partner`).
PLACEMENT_LETTER_TOLD_ABOUT: dict[str, tuple[Teller, ...]] = {WITHDRAW_PLACEMENT_LETTER.name: (withdrawn_to_partner,)}
