"""Errors that go to Sentry: where and what, never whose. Nothing but what is named here leaves."""

import logging
from typing import Any, cast
from urllib.parse import unquote, urlsplit

import sentry_sdk
from sentry_sdk.types import Event, Hint

from config.shapes import shape_of
from config.unnamed import unnamed

KEPT = {
    "event_id",
    "timestamp",
    "platform",
    "level",
    "logger",
    "release",
    "environment",
    "server_name",
    "sdk",
    "modules",
}


def send_to(dsn: str) -> None:
    """Send what fails to the Sentry of this address."""
    sentry_sdk.init(
        dsn=dsn,
        send_default_pii=False,
        traces_sample_rate=0.0,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        auto_session_tracking=False,
        before_send=of_nobody,
    )


def of_nobody(event: Event, hint: Hint) -> Event:
    """The event with the shape of an address in place of the address, and without what anybody sent, held or said."""
    found = cast("dict[str, Any]", event)
    kept = {name: value for name, value in found.items() if name in KEPT}
    if request := found.get("request"):
        where = shape_of(unquote(urlsplit(str(request.get("url", ""))).path))
        kept |= {"request": {"method": request.get("method"), "url": where}, "transaction": where}
    elif not str(found.get("transaction", "/")).startswith("/"):
        kept["transaction"] = found["transaction"]  # a task's name
    if "exception" in found:
        kept["exception"] = {"values": [_plain(value) for value in found["exception"].get("values", [])]}
    if record := hint.get("log_record"):
        kept["message"] = _event(record)
    return cast("Event", kept)


def _plain(raised: dict[str, Any]) -> dict[str, Any]:
    """One exception: its class, and where it went through. What it says may be somebody's."""
    kept = {name: raised[name] for name in ("type", "module") if name in raised}
    frames = (raised.get("stacktrace") or {}).get("frames", [])
    return kept | {"stacktrace": {"frames": [{k: v for k, v in frame.items() if k != "vars"} for frame in frames]}}


def _event(record: logging.LogRecord) -> str:
    """The name of what was logged, without what was put into it."""
    said = record.msg["event"] if isinstance(record.msg, dict) else record.msg
    return unnamed(str(said))
