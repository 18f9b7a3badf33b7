"""What a request brings before any view: a file that came in pieces stands in its form as if it had come with it; a session was used."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts.pieces import put_whole_files
from accounts.services.sessions import seen_now


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
