"""The office's queue of records: one after the other, the document beside what was written from it."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from accounts.services.reading import note_readings
from core import clock
from core.forms import ActForm
from core.paging import page_of
from core.verdict import Verdict
from core.views import act_page
from students.filters import RecordFilter
from students.forms.records import CheckForm, RejectForm, said
from students.models import Record
from students.policies import records as policies
from students.services import records_checking as services
from students.views.records import find_record

PAGE = 25


@require_safe
def record_queue(request: HttpRequest) -> HttpResponseBase:
    """What waits for the acting coordinator, the longest first."""
    if not (verdict := policies.may_check(request.actor)):
        return act_page(request, verdict, {"title": _("Records to check")})
    waiting = Record.objects.visible_to(request.actor).for_list().waiting()
    found = RecordFilter(request.GET, waiting, request=request)
    page = page_of(request, found.qs, PAGE)
    context = {"filter": found, "page": page, "clears": request.actor.may_clear_health}
    return render(request, "students/record_queue.html", context)


@require_http_methods(["GET", "POST"])
def record_verify(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Accept it, with whatever the checker puts right; then the next one."""
    record = find_record(request, pk)
    verdict = policies.may_verify(request.actor, record)
    form = CheckForm(request.POST or None, record=record)
    if verdict and form.is_valid() and attempt(request, services.verify_record, form, record_id=pk):
        return _on(request, record, _("Verified: %(kind)s of %(name)s."))
    return _page(request, record, verdict, form, "students/record_verify.html")


@require_http_methods(["GET", "POST"])
def record_reject(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send it back with what is wrong; then the next one."""
    record = find_record(request, pk)
    verdict = policies.may_reject(request.actor, record)
    form = RejectForm(request.POST or None)
    if verdict and form.is_valid() and attempt(request, services.reject_record, form, record_id=pk):
        return _on(request, record, _("Sent back: %(kind)s of %(name)s."))
    return _page(request, record, verdict, form, "students/record_reject.html")


def _neighbours(request: HttpRequest, record: Record) -> tuple[Record | None, Record | None]:
    """What waits before and after this one, under the filters that the queue had. Two queries."""
    waiting = _waiting(request)
    same = Q(submitted_at=record.submitted_at)
    before = waiting.filter(Q(submitted_at__lt=record.submitted_at) | same & Q(pk__lt=record.pk)).last()
    after = waiting.filter(Q(submitted_at__gt=record.submitted_at) | same & Q(pk__gt=record.pk)).first()
    return before, after


def _on(request: HttpRequest, record: Record, told: Any) -> HttpResponseBase:
    """To the next one that waits; from the last one to the first that was passed over; else to the empty queue."""
    messages.success(request, told % {"kind": record.kind.name, "name": record.student.user.name})
    before, after = _neighbours(request, record)
    following = after or (_waiting(request).first() if before else None)
    return redirect(
        _address(request, "record_verify", following.pk) if following else _address(request, "record_queue")
    )


def _waiting(request: HttpRequest) -> Any:
    return RecordFilter(request.GET, Record.objects.visible_to(request.actor).waiting(), request=request).qs


def _address(request: HttpRequest, name: str, *args: Any) -> str:
    """With the filters that the queue had."""
    query = request.GET.urlencode()
    return f"{reverse(name, args=args)}{'?' if query else ''}{query}"


def _page(request: HttpRequest, record: Record, verdict: Verdict, form: ActForm, template: str) -> HttpResponseBase:
    """The document beside the form; its reading is written down."""
    before, after = _neighbours(request, record)
    context = {
        "title": record.kind.name if verdict else _("Records to check"),
        "record": record,
        "form": form,
        "said": said(record),
        "previous_url": _address(request, "record_verify", before.pk) if before else "",
        "next_url": _address(request, "record_verify", after.pk) if after else "",
        "back_url": _address(request, "record_queue"),
        "urls": {
            "document": reverse("record_document", args=[record.pk]),
            **{name: _address(request, f"record_{name}", record.pk) for name in ("verify", "reject")},
        },
    }
    if verdict:
        note_readings([record.readable], by=request.actor, now=clock.now())
    return act_page(request, verdict, context, template)
