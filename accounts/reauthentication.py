"""Asking for the password again before an act that nobody may do on a screen left open: signing, exports, changes of role."""

from allauth.account.decorators import reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse


def ask_again(request: HttpRequest) -> HttpResponse | None:
    """Where to give the password, leading back to this page; None when it was given within ACCOUNT_REAUTHENTICATION_TIMEOUT.

    allauth would keep a POST and play it again afterwards, without our middleware: the person reads the page once more instead.
    """
    try:
        reauthentication_required(lambda _request: None)(request)
    except ReauthenticationRequired:
        return redirect(reverse("account_reauthenticate", query={"next": _here(request)}))
    return None


def _here(request: HttpRequest) -> str:
    """This page, with the filters of a list in its address; what a form sent is read once more."""
    return request.get_full_path() if request.method == "GET" else request.path
