"""Objecting by the mailed link: no account, no sign-in, nothing happens on opening."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.acting import attempt
from accounts.models import AccessLink, Purpose
from accounts.speaking import speak_to
from core import clock
from core.actor import Via
from core.limits import Limit, too_often, visitor
from institutions.forms.recordings import ObjectForm
from institutions.models import Recording
from institutions.policies import recordings as policies
from institutions.services.recordings import object_to_recording

NOT_FOUND = 404
GUESSES = Limit("objection-link-guesses", most=20, seconds=600)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def recording_objection_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """What was recorded in this person's name, and a form to object."""
    if GUESSES.is_spent(visitor(request)):
        return too_often(request, GUESSES)
    link = AccessLink.objects.by_token(token, Purpose.OBJECTION).select_related("user").first()
    recording = link and Recording.objects.by_link(link.subject_id, link.user_id).for_list().first()
    if not recording:
        GUESSES.spend(visitor(request))
        return render(request, "institutions/recording_objection_by_link_dead.html", status=NOT_FOUND)
    speak_to(request, link.user)
    with timezone.override(recording.institute.zone):
        response = _answer(request, recording, link)
    # The address is a key: no page that is opened from here learns it.
    response["Referrer-Policy"] = "strict-origin"
    return response


def _answer(request: HttpRequest, recording: Recording, link: AccessLink) -> HttpResponse:
    request.actor = recording.person_as_actor(via=Via.LINK, link_id=link.pk)  # type: ignore[attr-defined]
    verdict = policies.may_object(request.actor, recording, clock.now())
    form = ObjectForm(request.POST or None)
    done = verdict and form.is_valid() and attempt(request, object_to_recording, form, recording_id=recording.pk)
    context = {"recording": recording, "verdict": verdict, "form": form, "done": done}
    return render(request, "institutions/recording_objection_by_link.html", context, status=verdict.status)
