"""Request middleware that belongs to no app: the log line and the history context, neither of which may keep a token."""

import time
from collections.abc import Callable
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse
from django_structlog.middlewares import RequestMiddleware
from pghistory.middleware import HistoryMiddleware as PlainHistoryMiddleware

from config.operations.tallies import note_request
from config.shapes import shape_of

UNCOUNTED = {"/healthz", "/readyz", "/metrics"}


def shape(request: HttpRequest) -> str:
    """The shape of the address that was asked for."""
    match = getattr(request, "resolver_match", None)
    return f"/{match.route}" if match else shape_of(request.path_info)


class RequestLogMiddleware(RequestMiddleware):
    """django-structlog's line a request, with the shape of the address in place of the address."""

    def format_request(self, request: HttpRequest) -> str:
        return f"{request.method} {shape(request)}"

    @staticmethod
    def bind_user_id(request: HttpRequest) -> None:
        """The number of whoever was found to ask. Looks for nobody: a page that failed for want of a database would wait for it again."""
        if hasattr(request, "user"):
            structlog.contextvars.bind_contextvars(user_id=getattr(getattr(request, "_cached_user", None), "pk", None))


class TallyMiddleware:
    """Counts each request by the shape of its address, with how long it took. Machines that look after us are not counted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        if (where := shape(request)) not in UNCOUNTED:
            note_request(where, response.status_code, time.perf_counter() - began)
        return response


class HistoryMiddleware(PlainHistoryMiddleware):
    """pghistory's context (who, by which page), with the shape of the address in place of the address."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        return {**super().get_context(request), "url": shape(request)}
