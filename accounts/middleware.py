"""What a request brings before any view: a file that came in pieces stands in its form as if it had come with it; a session was used."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts.services.sessions import seen_now
from accounts.services.uploads import whole_file

SUFFIX = "__upload"
FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")


class PiecedFilesMiddleware:
    """Where a form names an upload of its person, in the hidden field that the script adds, its file is put among `request.FILES`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and request.user.is_authenticated and request.content_type in FORMS:
            for name, value in request.POST.items():
                field = name.removesuffix(SUFFIX)
                if field == name or field in request.FILES or not str(value).isdecimal():
                    continue
                file = whole_file(upload_id=int(str(value)[:18]), by=request.actor)  # type: ignore[attr-defined]
                if file is not None:
                    request.FILES[field] = file  # type: ignore[assignment]
        return self.get_response(request)


class SeenMiddleware:
    """Notes that a person's session is in use. No query: it stands in the cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and request.session.session_key:
            seen_now(request.session.session_key)
        return self.get_response(request)
