"""Sign-in's own mail goes through the outbox: sent inside the request it would betray by its time whether an account exists."""

import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.template.loader import render_to_string

from accounts.models import User
from core import clock
from notifications.services.posting import Message, post


class AccountAdapter(DefaultAccountAdapter):
    """No open sign-up; mail as rows of the outbox."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth’s signature
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the message as a notification of the person with this address; to a stranger nothing is sent."""
        reader = User.objects.filter(email=email.lower()).first()
        if reader is None:
            return
        subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", context, request=self.request).split())
        body = render_to_string(f"{template_prefix}_message.txt", context, request=self.request).strip()
        message = Message(kind="account.sign_in", subject=subject, body=body)
        post(reader=reader, message=message, dedupe_key=f"account.sign_in:{secrets.token_hex(8)}", now=clock.now())
