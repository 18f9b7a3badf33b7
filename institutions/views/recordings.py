"""What was recorded from paper and phone: the list, one of them with its scan, the objection and its answer."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from accounts.files import file_response
from core import clock
from core.forms import ActForm
from core.paging import page_of
from core.verdict import Verdict, require
from core.views import act_page
from institutions.filters.recordings import RecordingFilter
from institutions.forms.recordings import ObjectForm, UpholdForm, WithdrawRecordingForm
from institutions.models import Recording, with_recordings
from institutions.policies import recordings as policies
from institutions.services import recordings as services

PAGE = 25


@require_safe
def recording_list(request: HttpRequest) -> HttpResponse:
    """What was recorded at the actor's institute or partner, the latest first."""
    if not (verdict := policies.may_list(request.actor)):
        return act_page(request, verdict, {"title": _("Recorded from paper and phone")})
    rows = Recording.objects.visible_to(request.actor).for_list().order_by("-at", "-pk")
    found = RecordingFilter(request.GET, rows)
    page = page_of(request, found.qs, PAGE)
    return render(request, "institutions/recording_list.html", {"filter": found, "page": page})


@require_safe
def recording_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them: what was recorded, on what it rests, whether its person objected."""
    recording = _find(request, pk)
    context = {
        "recording": recording,
        "history": with_recordings(recording.transitions, request.actor),
        "may": _verdicts(request, recording),
        "may_open_scan": policies.may_open_scan(request.actor, recording),
    }
    return render(request, "institutions/recording_detail.html", context)


@require_safe
def recording_scan(request: HttpRequest, pk: int) -> FileResponse:
    """The scan that it rests on; who opened it is written down."""
    recording = _find(request, pk)
    require(policies.may_open_scan(request.actor, recording))
    if recording.scan is None:
        raise Http404
    return file_response(recording.scan, by=request.actor, now=clock.now())


@require_http_methods(["GET", "POST"])
def recording_object(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that this is not what one said."""
    return _act(request, pk, "object", ObjectForm, services.object_to_recording)


@require_http_methods(["GET", "POST"])
def recording_uphold(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer that it stands."""
    return _act(request, pk, "uphold", UpholdForm, services.uphold_recording)


@require_http_methods(["GET", "POST"])
def recording_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back."""
    return _act(request, pk, "withdraw", WithdrawRecordingForm, services.withdraw_recording)


ACTS: dict[str, dict[str, Any]] = {
    "object": {
        "title": _("This is not what I said"),
        "says": _(
            "It is marked as objected to from now on, wherever it counts. Whoever recorded it and the institute’s coordinator "
            "answer you."
        ),
        "button": _("Send the objection"),
    },
    "uphold": {
        "title": _("It stands"),
        "says": _("The person reads your reason. That there was an objection stays visible."),
        "button": _("Answer that it stands"),
    },
    "withdraw": {
        "title": _("Withdraw the recording"),
        "says": _(
            "It counts as the person’s word no more, and is marked so. Hours that it approved wait for a signature again, and levels "
            "that it gave no longer count. Anything else is put right on its own page first: reopen the evaluation, answer the list."
        ),
        "button": _("Withdraw it"),
        "danger": True,
    },
}


def _find(request: HttpRequest, pk: int) -> Recording:
    return get_object_or_404(Recording.objects.visible_to(request.actor).for_list(), pk=pk)


def _verdicts(request: HttpRequest, recording: Recording) -> dict[str, Verdict]:
    return {
        "object": policies.may_object(request.actor, recording, clock.now()),
        "uphold": policies.may_uphold(request.actor, recording),
        "withdraw": policies.may_withdraw(request.actor, recording),
    }


def _act(request: HttpRequest, pk: int, verb: str, form_class: type[ActForm], service: Any) -> HttpResponse:
    recording = _find(request, pk)
    verdict = _verdicts(request, recording)[verb]
    form = form_class(request.POST or None)
    if verdict and form.is_valid() and attempt(request, service, form, recording_id=pk):
        return redirect(recording)
    return act_page(request, verdict, {**ACTS[verb], "form": form, "back": recording})
