"""What every message about an application needs: its readers, its facts in words, the notice itself."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.words import day, when
from institutions.models import Membership
from notifications.services.posting import Message, Notice
from placements.models import Application
from placements.policies.veil import hidden_name, veiled
from placements.states import ApplicationState

OPEN = _("Open the application")


def student(application: Application) -> list[User]:
    """The applicant."""
    return [application.student.user]


def leads(application: Application) -> list[User]:
    """The partner's placement leads."""
    return [membership.user for membership in Membership.objects.leads_of(application.slot.partner_id)]


def coordinators(application: Application) -> list[User]:
    """The institute's coordinators."""
    return [membership.user for membership in Membership.objects.coordinators_of(application.institute_id)]


def readers_from(state: str, application: Application) -> list[User]:
    """Who had it to read when it stood at `state`: the office where its word is waited for, else the partner's leads."""
    waits = application.slot.asks_for_endorsement and state == ApplicationState.SUBMITTED
    return coordinators(application) if waits else leads(application)


def _facts(application: Application, *, is_hidden: bool = False) -> dict[str, Any]:
    slot = application.slot
    facts = {
        "student": hidden_name(application) if is_hidden else application.student.user,
        "slot": slot,
        "partner": slot.partner,
        "institute": _("an institute") if is_hidden else application.institute,
        "first": day(slot.starts_on) if slot.starts_on else "",
        "last": day(slot.ends_on) if slot.ends_on else "",
    }
    if slot.apply_by is not None:
        facts["close"] = when(slot.apply_by, application.institute.zone)
    if application.receipt:
        facts["receipt"] = application.receipt["number"]
    if application.answer_by is not None:
        facts["deadline"] = when(application.answer_by, application.institute.zone)
    return facts


def say(text: Any, application: Application, note: str = "", *, is_hidden: bool = False, **words: Any) -> Any:
    """The text with its facts, put together in the language of whoever reads it: days and names of months are words too.

    `is_hidden`: for the partner's people while the review is blind.
    """

    def said() -> str:
        told = {**words, "note": note}
        if is_hidden:
            told = {name: veiled(str(word), application) for name, word in told.items()}
        return (text % {**_facts(application, is_hidden=is_hidden), **told}).strip()

    return lazy(said, str)()


def told(
    readers: Iterable[User],
    application: Application,
    kind: str,
    subject: Any,
    body: Any,
    action: Any = OPEN,
    *,
    note: str = "",
    path: str = "",
    **words: Any,
) -> Iterator[Notice]:
    """One notice to each reader; `words` are what subject and body name beside the application's own facts."""
    at_partner = {user.pk for user in leads(application)} if application.is_veiled else set()
    for reader in readers:
        is_hidden = reader.pk in at_partner
        message = Message(
            kind=kind,
            subject=say(subject, application, is_hidden=is_hidden, **words),
            body=say(body, application, note, is_hidden=is_hidden, **words),
            path=path or application.get_absolute_url(),
            action=action,
        )
        yield Notice(reader=reader, message=message, dedupe_key=f"{kind}:{application.pk}")
