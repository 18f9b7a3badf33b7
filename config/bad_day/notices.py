"""What people are told of an act upon their account, their work or their file: who did it, why, and what it means for them."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Intervention, StoredFile, User
from institutions.models import Membership
from notifications.services.posting import Message

SECURITY = "/accounts/2fa/"


def _message(row: Intervention, subject: object, effect: object, *, path: str, action: object) -> Message:
    body = _("%(effect)s\n\n%(name)s, an administrator of the portal, did this. The reason given:\n\n%(reason)s")
    words = {"effect": effect, "name": row.by, "reason": row.reason}
    return Message(kind=f"account.{row.kind}", subject=subject, body=body % words, path=path, action=action)


def administrator_made(user: User) -> Message:
    """To every administrator, the new one too: it was done at the machine, by nobody who was signed in."""
    words = {"name": user.name, "address": user.email}
    body = _(
        "%(name)s, %(address)s, was made an administrator at the machine of the portal. If you do not know why, ask whoever runs it at "
        "once, and take the right away in the administration."
    )
    subject = _("%(name)s is an administrator now") % words
    path = f"/admin/accounts/user/{user.pk}/change/"
    return Message(
        kind="account.administrator", subject=subject, body=body % words, path=path, action=_("Look at the account")
    )


def steps_reset(row: Intervention) -> Message:
    """To the person whose phone is lost, or was stolen."""
    effect = _(
        "Your passkeys, authenticator app and recovery codes open your account no more. Your password still does."
    )
    subject = _("Your second step was taken away")
    return _message(row, subject, effect, path=SECURITY, action=_("Set up a new one"))


def sessions_ended(row: Intervention) -> Message:
    """To the person who is out everywhere."""
    effect = _(
        "Every phone and computer on which your account was open is signed out. Sign in again where you need it."
    )
    subject = _("You were signed out everywhere")
    return _message(row, subject, effect, path=SECURITY, action=_("See how you sign in"))


def work_received(row: Intervention, giver: Membership, lines: Iterable[str]) -> Message:
    """To who goes on with it."""
    effect = _("What waited for %(giver)s waits for you now:\n\n%(lines)s")
    subject = _("You go on with the work of %(giver)s") % {"giver": giver.user.name}
    words = {"giver": giver.user.name, "lines": "\n".join(f"• {line}" for line in lines)}
    return _message(row, subject, effect % words, path="/home/", action=_("Open your work"))


def work_given(row: Intervention, to: Membership, stays: Sequence[str]) -> Message:
    """To whom it waited for so far."""
    effect: Any = _("What waited for you waits for %(name)s now. What you signed stays yours.")
    if stays:
        effect = _(
            "What waited for you waits for %(name)s now, but for what a rule keeps with you:\n\n%(lines)s\n\nWhat you signed stays yours."
        )
    effect %= {"name": to.user.name, "lines": "\n".join(f"• {line}" for line in stays)}
    subject = _("%(name)s goes on with your work") % {"name": to.user.name}
    return _message(row, subject, effect, path="/home/", action=_("Open Wardbridge"))


def accounts_joined(row: Intervention, gone: User) -> Message:
    """To the person, at both addresses."""
    effect = _(
        "You had two accounts. They are one now: sign in as %(address)s. The other one, %(gone)s, is shut, and links mailed to it "
        "work no more."
    )
    words = {"address": (row.person.email or row.person.name) if row.person else "", "gone": gone.email or gone.name}
    subject = _("Your two accounts are one now")
    return _message(row, subject, effect % words, path="/home/", action=_("Open Wardbridge"))


def file_closed(row: Intervention, file: StoredFile) -> Message:
    """To its owner."""
    effect = _("Nobody can open your file “%(name)s” for now, you neither.") % {"name": file.name}
    return _message(row, _("A file of yours was closed"), effect, path="/home/", action=_("Open Wardbridge"))


def file_opened(row: Intervention, file: StoredFile) -> Message:
    """To its owner."""
    effect = _("Your file “%(name)s” can be opened again, by those who could before.") % {"name": file.name}
    return _message(row, _("A file of yours is open again"), effect, path="/home/", action=_("Open Wardbridge"))
