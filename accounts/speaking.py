"""In which language a page speaks to a person."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from accounts.models import User


def speak_to(request: HttpRequest, user: User) -> None:
    """The language this browser chose; else the person's own; else, for whoever never left the portal's, what the browser wishes."""
    if settings.LANGUAGE_COOKIE_NAME in request.COOKIES or user.language == settings.LANGUAGE_CODE:
        return
    if user.language in dict(settings.LANGUAGES):
        translation.activate(user.language)
