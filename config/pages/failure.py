"""The last answers: what Django shows when a view, or what stands before it, raised."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods

from core.middleware import unavailable

ANY = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


@require_http_methods(ANY)
def server_error(_request: HttpRequest) -> HttpResponse:
    """503 while the database is away, which the session notices before any view; else 500. Neither reads the request's person."""
    exception = sys.exc_info()[1]
    if isinstance(exception, OperationalError | InterfaceError):
        return unavailable(exception)
    return HttpResponse(render_to_string("500.html"), status=500)
