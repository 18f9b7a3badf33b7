"""A partner's lead reads and checks what an intern was asked to bring, starting from the placement."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from accounts.files import file_response
from accounts.services.reading import note_readings
from core import clock
from core.forms import ActForm
from core.verdict import Verdict
from core.views import act_page
from placements.models import Placement
from placements.policies import records as policies
from placements.services import records as services
from placements.views.find import find_placement
from students.forms.records import RecordFields, RejectForm, initial_of, said
from students.models import Record


@require_safe
def placement_records(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The records that are asked for this placement, what waits first."""
    placement = find_placement(request, pk)
    verdict = policies.may_clear(request.actor, placement)
    today = placement.today(clock.now())
    records = policies.asked_records(placement).order_by("decided_at", "kind__position", "pk") if verdict else []
    context = {
        "title": _("Records of %(name)s") % {"name": placement.student.user.name},
        "placement": placement,
        "records": [(record, *record.pill(today)) for record in records],
        "back": placement,
    }
    return act_page(request, verdict, context, "placements/placement_records.html")


@require_safe
def placement_record_document(request: HttpRequest, pk: int, record_pk: int) -> HttpResponseBase:
    """One document; its reading is written down."""
    placement = find_placement(request, pk)
    if not (verdict := policies.may_clear(request.actor, placement)):
        return act_page(request, verdict, {"title": _("The document"), "back": placement})
    record = _find(placement, record_pk)
    if record.file is None:
        raise Http404
    return file_response(record.file, by=request.actor, now=clock.now(), inline=True)


@require_safe
def placement_record_page(request: HttpRequest, pk: int, record_pk: int, number: int) -> HttpResponseBase:
    """One page of a PDF as a picture; reading it is reading the document."""
    placement = find_placement(request, pk)
    if not (verdict := policies.may_clear(request.actor, placement)):
        return act_page(request, verdict, {"title": _("The document"), "back": placement})
    record = _find(placement, record_pk)
    if record.file is None:
        raise Http404
    page = get_object_or_404(record.file.drawn_pages.select_related("picture"), number=number)
    return file_response(page.picture, by=request.actor, now=clock.now(), inline=True, part_of=record.file)


@require_http_methods(["GET", "POST"])
def placement_record_verify(request: HttpRequest, pk: int, record_pk: int) -> HttpResponseBase:
    """Accept one, with whatever the lead puts right."""
    return _decide(request, pk, record_pk, "verify")


@require_http_methods(["GET", "POST"])
def placement_record_reject(request: HttpRequest, pk: int, record_pk: int) -> HttpResponseBase:
    """Send one back with what is wrong."""
    return _decide(request, pk, record_pk, "reject")


def _find(placement: Placement, record_pk: int) -> Record:
    return get_object_or_404(policies.asked_records(placement), pk=record_pk)


def _decide(request: HttpRequest, pk: int, record_pk: int, verb: str) -> HttpResponseBase:
    placement = find_placement(request, pk)
    if not (verdict := policies.may_clear(request.actor, placement)):
        return act_page(request, verdict, {"title": _("Records"), "back": placement})
    record = _find(placement, record_pk)
    verdict = policies.may_decide(request.actor, placement, record)
    form, service, told = _act(request, record, verb)
    if verdict and form.is_valid() and attempt(request, service, form, placement_id=pk, record_id=record_pk):
        messages.success(request, told % {"kind": record.kind.name})
        return redirect("placement_records", pk)
    return _page(request, placement, record, verdict, form, verb)


def _act(request: HttpRequest, record: Record, verb: str) -> tuple[ActForm, Any, Any]:
    if verb == "reject":
        return RejectForm(request.POST or None), services.return_record, _("Sent back: %(kind)s.")
    form = RecordFields(request.POST or None, kind=record.kind, initial=initial_of(record))
    return form, services.clear_record, _("Verified: %(kind)s.")


def _page(
    request: HttpRequest, placement: Placement, record: Record, verdict: Verdict, form: ActForm, verb: str
) -> HttpResponseBase:
    address = [placement.pk, record.pk]
    context = {
        "title": record.kind.name,
        "record": record,
        "form": form,
        "said": said(record),
        "back_url": reverse("placement_records", args=[placement.pk]),
        "urls": {name: reverse(f"placement_record_{name}", args=address) for name in ("verify", "reject", "document")},
    }
    if verdict:
        note_readings([record.readable], by=request.actor, now=clock.now())
    return act_page(request, verdict, context, f"students/record_{verb}.html")
