"""Request middleware that belongs to no app: the log line and the history context, neither of which may keep a token."""

from typing import Any

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django_structlog.middlewares import RequestMiddleware
from pghistory.middleware import HistoryMiddleware as PlainHistoryMiddleware


def shape(request: HttpRequest) -> str:
    """The address with its parts named instead of spelt: `e/<str:token>/`. A token in a log would open the link again."""
    match = getattr(request, "resolver_match", None)
    if match is None:
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return "(no such page)"
    return f"/{match.route}"


class RequestLogMiddleware(RequestMiddleware):
    """django-structlog's line a request, with the shape of the address in place of the address."""

    def format_request(self, request: HttpRequest) -> str:
        return f"{request.method} {shape(request)}"


class HistoryMiddleware(PlainHistoryMiddleware):
    """pghistory's context (who, by which page), with the shape of the address in place of the address."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        return {**super().get_context(request), "url": shape(request)}
