"""Sign-in's own mail goes through the outbox: sent inside the request it would betray by its time whether an account exists."""

import secrets
from contextlib import suppress
from smtplib import SMTPException
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailConfirmation
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.mail import send_mail
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core import clock
from core.devices import device_of
from core.emails import plain_email
from core.errors import Refusal
from core.fields import decrypt, encrypt
from notifications.security import changed
from notifications.services.posting import Message, post

SIGNED_IN = "signed_in_at"  # of the session: when, in seconds since 1970
TO_A_NEW_ADDRESS = "account/email/email_confirmation"
TO_ANOTHERS_ADDRESS = "account/email/account_already_exists"


class AccountAdapter(DefaultAccountAdapter):
    """No open sign-up; mail as rows of the outbox; addresses in mail from SITE_URL, whatever host the request named."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth’s signature
        return False

    def clean_email(self, email: str) -> str:
        return plain_email(super().clean_email(email))

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        request.session[SIGNED_IN] = clock.now().timestamp()

    def is_reauthentication_required(self, *, app: str) -> bool:
        """A sign-in of a moment ago is enough for two-step sign-in, which staff are sent to straight from there; for nothing else."""
        age = clock.now().timestamp() - self.request.session.get(SIGNED_IN, 0)
        if app == "allauth.mfa" and 0 <= age < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app))

    def get_reset_password_from_key_url(self, key: str) -> str:
        return _ours(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: EmailConfirmation) -> str:
        return _ours(super().get_email_confirmation_url(request, emailconfirmation))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the message as a notification of the person with this address; to a stranger nothing is sent.

        Raises Refusal when the link that proves a new address cannot be mailed.
        """
        reader = User.objects.filter(email=email.lower()).first()
        if template_prefix == TO_A_NEW_ADDRESS and reader in (None, context["user"]):
            _send_now(*self._words(template_prefix, context), email)
            return
        if reader is None:
            return
        if template_prefix == TO_A_NEW_ADDRESS:
            template_prefix = TO_ANOTHERS_ADDRESS
        subject, body = self._words(template_prefix, context)
        message = Message(kind="account.sign_in", subject=subject, body=body)
        post(reader=reader, message=message, dedupe_key=f"account.sign_in:{secrets.token_hex(8)}", now=clock.now())

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,  # noqa: ARG002 - allauth’s signature
        email: str | None = None,
    ) -> None:
        """Tell a person of each change of how they sign in: whoever did not do it themselves learns of it.

        `email` is where the account could be reached until now: a change of address is told there, too.
        """
        message = changed(template_prefix, device=device_of(self.get_http_user_agent(self.request)), at=clock.now())
        if message is None:
            return
        post(reader=user, message=message, dedupe_key=f"{message.kind}:{secrets.token_hex(8)}", now=clock.now())
        if email and email != user.email:
            with suppress(Refusal):  # the change is made; the new address has its message
                _send_now(str(message.subject), str(message.body), email)

    def _words(self, template_prefix: str, context: dict[str, Any]) -> tuple[str, str]:
        """Subject and body of a message of allauth's."""
        subject, body = (
            render_to_string(f"{template_prefix}_{part}.txt", context, request=self.request)
            for part in ("subject", "message")
        )
        return " ".join(subject.split()), body.strip()


class MFAAdapter(DefaultMFAAdapter):
    """Second steps: how their secrets are held, what a browser shows of the portal when it makes a passkey, what a new one is called."""

    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Wardbridge"}

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002, ARG002 - allauth’s signature
        request = context.request
        return device_of(request.META.get("HTTP_USER_AGENT", ""))


def _ours(address: str) -> str:
    return settings.SITE_URL.rstrip("/") + urlsplit(address).path


def _send_now(subject: str, body: str, address: str) -> None:
    """Not through the outbox, whose rows their person reads: a link that can be read in the portal proves no mailbox."""
    try:
        send_mail(subject, body, None, [address])
    except (SMTPException, OSError) as error:
        raise Refusal(
            _("The mail to your new address could not be sent."),
            instead=_("See that it is spelt right, and try again in a few minutes."),
        ) from error
