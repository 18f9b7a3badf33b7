"""Pages of one record: what it says, who opened it, its document; sent anew, thrown away."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from accounts.files import file_response
from accounts.services.reading import note_readings, readings
from core import clock
from core.actor import Actor
from core.forms import ActForm
from core.verdict import Verdict
from core.views import act_page
from students.forms.records import OpenForm, said
from students.models import Record
from students.policies import records as policies
from students.services import records as services
from students.services import records_checking as checking


@require_safe
def record_detail(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What the document says and how it stands; for whoever is not its owner, a line in the log of its readers."""
    record, now = find_record(request, pk), clock.now()
    if not (verdict := policies.may_read(request.actor, record, now)):
        return _closed(request, record, verdict)
    note_readings([record.readable], by=request.actor, now=now)
    return render(request, "students/record_detail.html", {"record": record, **_shown(request, record)})


@require_safe
def record_document(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The document itself, shown within our own pages or taken home."""
    record, now = find_record(request, pk), clock.now()
    if not (verdict := policies.may_read(request.actor, record, now)):
        return _closed(request, record, verdict)
    if record.file is None:
        raise Http404
    return file_response(record.file, by=request.actor, now=now, inline=True)


@require_safe
def record_page(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """One page of a PDF as a picture; reading it is reading the document."""
    record, now = find_record(request, pk), clock.now()
    if not (verdict := policies.may_read(request.actor, record, now)):
        return _closed(request, record, verdict)
    page = get_object_or_404(record.file.drawn_pages.select_related("picture"), number=number)
    return file_response(page.picture, by=request.actor, now=now, inline=True, part_of=record.file)


@require_http_methods(["GET", "POST"])
def record_open(request: HttpRequest, pk: int) -> HttpResponseBase:
    """An administrator says why a closed record has to be opened."""
    record = find_record(request, pk)
    verdict = policies.may_open(request.actor, record)
    form = OpenForm(request.POST or None)
    if verdict and form.is_valid() and attempt(request, checking.open_record, form, record_id=pk):
        return redirect(record)
    says = _("%(name)s is told at once, with your name and your reason. It stays open to you for one hour.")
    context = {
        "title": _("Open a health record"),
        "says": says % {"name": record.student.user.name},
        "form": form,
        "button": _("Open it and tell the student"),
        "back_url": reverse("home"),
    }
    return act_page(request, verdict, context)


@require_http_methods(["GET", "POST"])
def record_discard(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Throw a draft away."""
    record = find_record(request, pk)
    verdict = policies.may_edit(request.actor, record)
    form = ActForm(request.POST or None)
    if verdict and form.is_valid() and attempt(request, services.discard_draft, form, record_id=pk):
        messages.success(request, _("It is gone."))
        return redirect("record_list")
    context = {
        "title": _("Throw it away"),
        "says": _("What you filled in for “%(kind)s”, and its document, are removed.") % {"kind": record.kind.name},
        "form": form,
        "button": _("Throw it away"),
        "danger": True,
        "back_url": reverse("record_list"),
    }
    return act_page(request, verdict, context)


def find_record(request: HttpRequest, pk: int) -> Record:
    """The record with kind, document and student, if the actor may know of it; else 404. One query."""
    return get_object_or_404(Record.objects.visible_to(request.actor).for_list().select_related("seen_by"), pk=pk)


def _closed(request: HttpRequest, record: Record, verdict: Verdict) -> HttpResponseBase:
    context = {
        "title": _("A health record"),
        "record": record,
        "may_open": policies.may_open(request.actor, record),
        "back_url": reverse("home"),
    }
    return act_page(request, verdict, context, "students/record_closed.html")


def _shown(request: HttpRequest, record: Record) -> dict[str, object]:
    actor, today = request.actor, clock.today(record.student.institute.zone)
    tone, words = record.pill(today)
    return {
        "tone": tone,
        "stage": words,
        "said": said(record),
        "history": record.transitions.select_related("by").order_by("-at", "-pk"),
        "readings": readings(record.file_id, record.readable.about),
        "newer": _newer(actor, record),
        "waits": policies.waits(record),
        "is_own": policies.may_add(actor, record.student),
        "may_edit": policies.may_edit(actor, record),
        "may_replace": policies.may_replace(actor, record),
        "may_copy": policies.may_copy(actor, record),
        "may_verify": policies.may_verify(actor, record),
    }


def _newer(actor: Actor, record: Record) -> Record | None:
    """What has taken its place. One query of what was replaced, none of anything else."""
    if not policies.was_replaced(record):
        return None
    return Record.objects.visible_to(actor).select_related("kind").filter(replaces=record).order_by("-pk").first()
