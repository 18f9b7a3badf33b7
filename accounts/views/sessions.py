"""Where one is signed in, and signing out elsewhere."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.acting import attempt
from accounts.services.sessions import end_other_sessions, end_session, open_sessions
from core.forms import ActForm


@require_safe
def session_list(request: HttpRequest) -> HttpResponse:
    """Every browser in which one's account is open, this one first."""
    found = open_sessions(request.user)
    here = request.session.session_key
    context = {"here": [s for s in found if s.key == here], "elsewhere": [s for s in found if s.key != here]}
    return render(request, "accounts/session_list.html", context)


@require_POST
def session_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign one of them out."""
    form = ActForm(request.POST)
    if form.is_valid() and attempt(request, end_session, form, session_id=pk):
        messages.success(request, _("That device is signed out."))
    _say_why_not(request, form)
    return redirect("session_list")


@require_POST
def session_end_others(request: HttpRequest) -> HttpResponse:
    """Sign all out but this one."""
    form = ActForm(request.POST)
    if form.is_valid() and attempt(request, end_other_sessions, form, keep=request.session.session_key):
        messages.success(request, _("You are signed out everywhere else."))
    _say_why_not(request, form)
    return redirect("session_list")


def _say_why_not(request: HttpRequest, form: ActForm) -> None:
    for words in form.non_field_errors():
        messages.error(request, words)
