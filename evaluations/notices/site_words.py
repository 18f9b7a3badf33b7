"""What is said about students’ sentences about sites: that some wait. A decision is told to nobody: it would tell whose it is."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evaluations.states import HIDE_WORD, SHOW_WORD
from institutions.models import Institute, Membership
from notifications.services.posting import Message, Notice, Teller


def words_wait(institute: Institute, day: date) -> Iterator[Notice]:
    """The placement office, once a day at most."""
    message = Message(
        kind="evaluation.words_wait",
        subject=_("Sentences about sites wait for you"),
        body=_("Your students wrote about the places they were at. Read each, and show it, or say why not."),
        path=reverse("site_word_list"),
        action=_("Read them"),
    )
    for membership in Membership.objects.coordinators_of(institute.pk):
        yield Notice(membership.user, message, f"evaluation.words_wait:{day.isoformat()}")


WORD_TOLD_ABOUT: dict[str, tuple[Teller, ...]] = {SHOW_WORD.name: (), HIDE_WORD.name: ()}
