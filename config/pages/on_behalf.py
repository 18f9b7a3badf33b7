"""Recording from paper or phone: one page for every act of `config.on_behalf.table`, and the paper forms that lead back to it."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.acting import attempt
from config.on_behalf.acts import Act, Waiting
from config.on_behalf.recording import PREFIX, RecordingForm
from config.on_behalf.sheets import SHEETS
from config.on_behalf.table import ACTS
from core import clock
from core.actor import Via
from core.errors import Refusal
from core.forms import ActForm
from core.uploads import clean_upload
from core.views import act_page, posted
from institutions.policies.recordings import Speaker
from institutions.services.paper_forms import order_paper_form
from institutions.services.recordings import keep_scan, record_on_behalf


@require_http_methods(["GET", "POST"])
def on_behalf(request: HttpRequest, act: str, pk: int) -> HttpResponse:
    """Record one act for somebody of the partner: what they did, and the scan or the call on which that rests."""
    row, thing = find_act(request, act, pk)
    if not isinstance(row, Act):
        return redirect(row.url(thing))
    people = row.candidates(request.actor, thing)
    person = chosen(request, people)
    verdict = row.may(request.actor, thing, person, clock.now())
    form = _forms(request, row, thing, people, person) if verdict else None
    if form is not None and request.method == "POST" and form.is_valid():
        deed = row.deed(request.actor, thing, form.act_form)
        if attempt(request, record_on_behalf, form, deed=deed):
            messages.success(request, _("Recorded. %(name)s is told, and may object.") % {"name": person.user.name})
            return redirect(thing)
    context = {"title": row.title, "button": _("Record it"), "back": thing, "person": person, "form": form}
    more = {"about": row.about(thing), "lines": _lines(row, thing, form)}
    return act_page(request, verdict, {**context, **more}, "pages/on_behalf.html")


@require_http_methods(["GET", "POST"])
def on_behalf_paper(request: HttpRequest, act: str, pk: int) -> HttpResponse:
    """Order the paper form of one act, for the person who fills it in by hand."""
    row, thing = find_act(request, act, pk)
    if not row.paper:
        raise Http404
    person = chosen(request, row.candidates(request.actor, thing))
    verdict = row.may(request.actor, thing, person, clock.now())
    form = ActForm(posted(request))
    title = f"{SHEETS[row.paper][0]}: {row.about(thing)}"
    order = {"act": row.name, "thing_id": pk, "title": title, "parties": row.parties(thing, request.actor)}
    if verdict and form.is_valid() and (made := attempt(request, order_paper_form, form, **order, person=person)):
        return redirect(made.thing)
    says = (
        _("A PDF with a code is made for %(name)s to fill in and sign.") % {"name": person.user.name} if person else ""
    )
    context = {"title": _("Print a paper form"), "says": says, "form": form, "button": _("Make the PDF"), "back": thing}
    return act_page(request, verdict, context)


def find_act(request: HttpRequest, name: str, pk: int) -> tuple[Waiting, Any]:
    """The act of that name and its thing, as the actor sees it; else 404."""
    row = ACTS.get(name)
    thing = row.find(request.actor, pk) if row else None
    if row is None or thing is None:
        raise Http404
    return row, thing


def chosen(request: HttpRequest, people: list[Speaker]) -> Speaker | None:
    """Whose word it is: who was sent, or who the paper's code names, else the first."""
    wanted = request.POST.get(f"{PREFIX}-person") or request.GET.get("for", "")
    return next((person for person in people if str(person.pk) == wanted), people[0] if people else None)


def _forms(
    request: HttpRequest, row: Act, thing: models.Model, people: list[Speaker], person: Speaker
) -> RecordingForm:
    """The form of the recording with the act's own in it, filled with what was sent."""
    data = posted(request)
    form = RecordingForm(
        data,
        request.FILES if data is not None else None,
        people=people,
        owner_id=request.actor.user_id,
        initial={"person": person.pk},
    )
    form.act_form = row.form(data, thing, person.as_actor(via=Via.PAPER))
    form.act_form.fields.pop("idempotency_key", None)  # the recording has its own
    if file := request.FILES.get(f"{PREFIX}-scan"):
        _take(request, form, file)
    return form


def _take(request: HttpRequest, form: RecordingForm, file: UploadedFile) -> None:
    """Store the scan at once, so that it need not be sent again when something else is wrong."""
    try:
        form.keep(keep_scan(by=request.actor, clean=clean_upload(file)))
    except Refusal as refusal:
        form.scan_problem = str(refusal)


def _lines(row: Act, thing: Any, form: RecordingForm | None) -> list[str]:
    """What an act records that asks for nothing more than to be recorded."""
    return [] if form is None or form.act_form.visible_fields() else list(row.words(thing, form.act_form))
