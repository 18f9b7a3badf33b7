"""Hours where there is no line: the worker of the browser, and the page that it keeps. Both are the same for everybody."""

from hashlib import sha256

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language_bidi
from django.views.decorators.http import require_safe

from placements.forms.hours import HoursForm

BOOTSTRAP = "vendor/bootstrap-5.3.9/bootstrap"
FILES = ("css/site.css", "js/site.js", "js/hours.js", "img/icons.svg", "img/brand.svg")


@require_safe
@login_not_required
def hours_offline(_request: HttpRequest) -> HttpResponse:
    """The form that keeps a shift. Made without the request, so that nothing of anybody is in it."""
    return HttpResponse(_page(), headers={"Cache-Control": "no-cache"})


@require_safe
@login_not_required
def hours_worker(_request: HttpRequest) -> HttpResponse:
    """The service worker, with the names of the files that the page needs. It changes when one of them does."""
    sheet = f"{BOOTSTRAP}.rtl.min.css" if get_language_bidi() else f"{BOOTSTRAP}.min.css"
    files = [static(name) for name in (sheet, *FILES)]
    version = sha256("".join([_page(), *files]).encode()).hexdigest()[:12]
    body = render_to_string("placements/hours_worker.js", {"files": files, "version": version})
    return HttpResponse(body, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


def _page() -> str:
    return render_to_string(
        "placements/hours_offline.html",
        {"form": HoursForm(initial={"idempotency_key": ""}), "worker": reverse("hours_worker")},
    )
