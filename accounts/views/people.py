"""One's own account, and how the pages look to one."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST

from accounts.acting import attempt
from accounts.forms.people import PersonForm
from accounts.policies.people import may_rename
from accounts.services.people import edit_person

THEMES = {"light", "dark", "auto"}
A_YEAR = 365 * 24 * 3600  # seconds


@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Name, mobile and language; from here to password and two-step sign-in."""
    user, rename = request.user, may_rename(request.actor)
    initial = {"name": user.name, "phone": user.phone, "language": user.language}
    form = PersonForm(request.POST or None, initial=initial, may_rename=bool(rename))
    if form.is_valid() and (outcome := attempt(request, edit_person, form)):
        with override(outcome.thing.language):
            messages.success(request, _("Your details are kept."))
        response = redirect("profile")
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, outcome.thing.language, max_age=A_YEAR, samesite="Lax")
        return response
    return render(request, "accounts/profile.html", {"form": form, "rename": rename})


@login_not_required
@require_POST
def theme_set(request: HttpRequest) -> HttpResponse:
    """Keep light, dark or the device's own choice in this browser, and go back."""
    back = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    # Only a path: redirect() would take any other word for the name of a page.
    response = redirect(back if ours and back.startswith("/") else "home")
    theme = request.POST.get("theme")
    if theme in THEMES:
        response.set_cookie("theme", theme, max_age=A_YEAR, samesite="Lax", httponly=True, secure=request.is_secure())
    return response
