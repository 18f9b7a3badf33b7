"""Text messages: one small class stands between the portal and whatever gateway an institute has."""

import hmac
import json
import urllib.request
from hashlib import sha256
from typing import Protocol
from urllib.error import URLError

from django.conf import settings
from django.utils.module_loading import import_string

PATIENCE = 5  # seconds


class GatewayAway(Exception):
    """The gateway did not take the message."""


class Gateway(Protocol):
    """Anything that carries a few words to a mobile: SMS, WhatsApp."""

    def send(self, number: str, text: str, *, key: str = "") -> None:
        """Hand it over. `number` as the world dials it; `key` is the same whenever the same text is tried again. Raises GatewayAway."""


class Webhook:
    """Posts {"to", "text"} as JSON to `TEXT_URL`, with `TEXT_TOKEN` as bearer: what every gateway can be given a small adapter for.

    With `TEXT_SECRET` set, X-Signature is the HMAC-SHA256 of the body under it, by which the adapter knows the portal. A text that is
    tried again has the same Idempotency-Key, so that it need not arrive twice.
    """

    def send(self, number: str, text: str, *, key: str = "") -> None:
        body = json.dumps({"to": number, "text": text}).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {settings.TEXT_TOKEN}"}
        if settings.TEXT_SECRET:
            headers["X-Signature"] = "sha256=" + hmac.new(settings.TEXT_SECRET.encode(), body, sha256).hexdigest()
        if key:
            headers["Idempotency-Key"] = key
        # The address is the operator's own, from the environment.
        request = urllib.request.Request(settings.TEXT_URL, data=body, headers=headers, method="POST")  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE):  # noqa: S310
                pass
        except (URLError, OSError) as error:
            raise GatewayAway(type(error).__name__) from error


class Nowhere:
    """Where no gateway is set up."""

    def send(self, number: str, text: str, *, key: str = "") -> None:  # noqa: ARG002 - the protocol’s signature
        raise GatewayAway("none is set up")


def is_set_up() -> bool:
    """True where the portal can send texts."""
    return bool(settings.TEXT_GATEWAY)


def gateway() -> Gateway:
    """The one that `TEXT_GATEWAY` names."""
    found: Gateway = import_string(settings.TEXT_GATEWAY)() if settings.TEXT_GATEWAY else Nowhere()
    return found
