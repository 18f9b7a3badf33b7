"""Failure is a page: a database that is gone answers 503 with Retry-After, a refusal that nobody caught answers in its own words."""

from collections.abc import Callable

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from core.errors import Refusal

log = structlog.get_logger(__name__)
RETRY_AFTER = "30"  # seconds


class FailureMiddleware:
    """Turns what views raise into a readable page; signed-in pages are never stored by a cache. Bugs go on to the error log.

    Django hands an exception of the session or the sign-in (a database that is gone) to `handler500`, which calls `unavailable` too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if (
            "Cache-Control" not in response
            and getattr(request, "actor", None) is not None
            and request.actor.is_signed_in
        ):
            response["Cache-Control"] = "no-store"
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refusal):
            return render(request, "refused.html", {"refusal": exception}, status=exception.status)
        if isinstance(exception, OperationalError | InterfaceError):
            return unavailable(exception)
        return None


class BodyLimitMiddleware:
    """Answers a request that is larger than `settings.BODY_LIMIT` in words, before anything of it is read or written to disk.

    Stands last, so that the page knows its reader, and before the form is parsed, which happens when the view is about to be called.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) <= settings.BODY_LIMIT:
            return self.get_response(request)
        refusal = Refusal(_("What you sent is too large."), instead=_("Make the file smaller and send it again."))
        return render(request, "refused.html", {"refusal": refusal}, status=413)


def unavailable(exception: BaseException) -> HttpResponse:
    """The page for a portal without its database. Rendered without the request, whose person cannot be read."""
    log.error("database_away", error=type(exception).__name__)
    return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": RETRY_AFTER})
