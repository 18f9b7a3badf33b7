"""A reference by mailed link: no account, no sign-in, nothing happens on opening. The link is one person's way to one request."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acting import attempt
from accounts.by_link import Found, LinkDoor
from accounts.files import file_response
from accounts.models import AccessLink, Purpose
from accounts.views.uploads import upload_begin, upload_piece
from core import clock
from core.actor import Via
from core.errors import Refusal, Stale
from core.limits import Limit, too_often
from core.views import posted
from placements.documents.references import goals_in_words
from placements.forms.references import WordForm, WritingForm
from placements.models import Reference
from placements.policies import references as policies
from placements.services import references as services

CONFLICT = 409
SENDINGS = Limit("letters sent by link", most=20, seconds=600)


def _find(link: AccessLink) -> Found | None:
    reference = Reference.objects.by_link(link.subject_id, link.user_id).for_page().first()
    if reference is None:
        return None
    actor = reference.referee.as_actor(via=Via.LINK, link_id=link.pk)
    return Found(reference, actor, reference.student.institute.zone, policies.may_write(actor, reference))


by_link = LinkDoor(Purpose.REFERENCE, find=_find, dead="placements/reference_by_link_dead.html")


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def reference_by_link(request: HttpRequest, reference: Reference, token: str) -> HttpResponse:
    """What is asked, and the box: save it and come back, or send it."""
    if request.FILES and not SENDINGS.spend(token):
        return too_often(request, SENDINGS)
    form = _form(request, reference, pieces=reverse("reference_upload_by_link", args=[token]))
    if form.is_bound:
        _keep(request, reference, form)
    if form.is_bound and form.is_valid() and not form.sending:
        return redirect("reference_by_link", token)
    if (
        form.is_bound
        and form.is_valid()
        and attempt(request, services.answer_reference, form, reference_id=reference.pk)
    ):
        return render(request, "placements/reference_by_link_done.html", {"reference": reference})
    goals = goals_in_words(reference.student)
    context = {"reference": reference, "form": form, "token": token, "saved": _saved(reference), "goals": goals}
    return render(request, "placements/reference_by_link.html", context)


@by_link
@require_POST
def reference_save_by_link(request: HttpRequest, reference: Reference, _token: str) -> HttpResponse:
    """Keep what is typed while it is typed."""
    form = _form(request, reference)
    if kept := _keep(request, reference, form):
        return JsonResponse({"text": _saved(reference), "version": kept.version})
    if form.says_now:
        text = _("Another window has kept another text. Press “Save and come back” to see both.")
        return JsonResponse({"text": text, "refused": True})
    return JsonResponse({"text": _("This could not be kept: open the page again.")}, status=CONFLICT)


@by_link
@require_POST
def reference_upload_by_link(request: HttpRequest, _reference: Reference, _token: str) -> HttpResponse:
    """Announce a letter that is sent in pieces."""
    return upload_begin(request)


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def reference_piece_by_link(request: HttpRequest, _reference: Reference, _token: str, pk: int) -> HttpResponse:
    """How far it is; a POST puts one more piece behind it."""
    return upload_piece(request, pk)


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def reference_decline_by_link(request: HttpRequest, reference: Reference, token: str) -> HttpResponse:
    """Say no, with one button."""
    form = WordForm(posted(request))
    if form.is_valid() and attempt(request, services.decline_reference, form, reference_id=reference.pk):
        return render(request, "placements/reference_by_link_done.html", {"reference": reference, "declined": True})
    context = {"reference": reference, "form": form, "token": token}
    return render(request, "placements/reference_decline_by_link.html", context)


@by_link
@require_safe
def reference_cv_by_link(request: HttpRequest, reference: Reference, _token: str) -> HttpResponseBase:
    """The student's CV as it is today; its reading is written down."""
    if reference.student.cv is None:
        raise Http404
    return file_response(reference.student.cv, by=request.actor, now=clock.now())


def _form(request: HttpRequest, reference: Reference, pieces: str = "") -> WritingForm:
    """What is kept, in the version that stands now, or what was typed in place of it."""
    initial = {"capacity": reference.capacity, "text": reference.text}
    files = request.FILES or None
    return WritingForm(posted(request), files, initial=initial, version=reference.version, pieces=pieces)


def _keep(request: HttpRequest, reference: Reference, form: WritingForm) -> Reference | None:
    """Save what can be kept, whatever else is wrong with it; None when nothing may be written any more, and where another window kept
    another text: then the form shows both.
    """
    form.is_valid()
    try:
        kept = services.save_reference(reference_id=reference.pk, by=request.actor, now=clock.now(), **form.kept())
    except Stale as stale:
        form.refuse(stale)
    except Refusal:
        pass  # sending it says why
    else:
        form.go_on_from(kept.version)
        reference.saved_at = kept.saved_at
        return kept
    return None


def _saved(reference: Reference) -> str:
    """Such as “Saved 10:42”."""
    if reference.saved_at is None:
        return ""
    saved = timezone.localtime(reference.saved_at, reference.student.institute.zone)
    return _("Saved %(time)s") % {"time": f"{saved:%H:%M}"}
