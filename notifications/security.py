"""What a person is told when the way they sign in changes, by whomever."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.words import when
from notifications.services.posting import Message

# By the name that allauth gives the event.
CHANGES: dict[str, tuple[Any, Any]] = {
    "account/email/password_changed": (_("Your password was changed"), _("Every other device was signed out.")),
    "account/email/password_reset": (_("Your password was set anew"), _("Every other device was signed out.")),
    "account/email/password_set": (_("Your account has a password"), _("From now on it signs you in.")),
    "account/email/email_changed": (
        _("Your e-mail address was changed"),
        _("From now on you sign in with the new one."),
    ),
    "mfa/email/totp_activated": (
        _("Your authenticator app was added"),
        _("Signing in with your password now asks for a code from it, too."),
    ),
    "mfa/email/totp_deactivated": (
        _("Your authenticator app was taken away"),
        _("Its codes open your account no more."),
    ),
    "mfa/email/webauthn_added": (_("A passkey was added to your account"), _("It signs you in without your password.")),
    "mfa/email/webauthn_removed": (_("A passkey was taken from your account"), _("It signs nobody in any more.")),
    "mfa/email/recovery_codes_generated": (
        _("You have new recovery codes"),
        _("The earlier ones open your account no more."),
    ),
}


def changed(event: str, *, device: str, at: datetime) -> Message | None:
    """The message about one event; None for what is told in another way."""
    if event not in CHANGES:
        return None
    subject, effect = CHANGES[event]
    body = _(
        "%(effect)s\n\nThis was done on %(day)s with %(device)s.\n\n"
        "Was it not you? Set a new password from the sign-in page at once, and tell your placement office."
    )
    return Message(
        kind="account.security",
        subject=subject,
        body=body % {"effect": effect, "day": when(at), "device": device},
        path="/accounts/2fa/",
        action=_("See how you sign in"),
    )
