"""What a request brings before any view: a file that came in pieces stands in its form as if it had come with it; a session was used;
a form was sent before.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from accounts.acting import SENT_BEFORE, answered_before, remember_answer
from accounts.pieces import put_whole_files
from accounts.services.sessions import seen_now
from accounts.speaking import speak_to

REDIRECTS_FROM, REFUSES_FROM = 300, 400


class PiecedFilesMiddleware:
    """For who is signed in; pages by link ask for the same once they know whose link it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            put_whole_files(request)
        return self.get_response(request)


class SeenMiddleware:
    """Notes that a person's session is in use. No query: it stands in the cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and request.session.session_key:
            seen_now(request.session.session_key)
        return self.get_response(request)


class LanguageMiddleware:
    """Who is signed in reads their own language, wherever they sit."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            speak_to(request, request.user)
        return self.get_response(request)


class AnsweredMiddleware:
    """A form that is sent again (a double click, Back and once more) is answered as it was the first time, before any policy judges
    what it finds now.

    Asked twice: before the view, and once more when the view had nothing to do, since two sendings may come at one time.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.method != "POST":
            return response
        if REDIRECTS_FROM <= response.status_code < REFUSES_FROM:
            remember_answer(request, response)
            return response
        return response if hasattr(request, "acted_with") else _again(request) or response

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        return _again(request) if request.method == "POST" else None


def _again(request: HttpRequest) -> HttpResponse | None:
    """To where the first sending led, with a word that it is done; None for what was not sent before."""
    if not (where := answered_before(request)):
        return None
    messages.info(request, SENT_BEFORE)
    return redirect(where)
