"""A student writes a record: the kind is chosen, the document sent, the fields filled in. Nothing that was typed or sent is lost."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from accounts.models import StoredFile
from core.limits import Limit, too_often
from core.verdict import never
from core.views import act_page
from institutions.models import EvidenceKind
from students.forms.records import KeepForm, RecordForm, initial_of_renewal
from students.models import Record, Student
from students.policies import records as policies
from students.services import records as services
from students.states import RecordState
from students.views.records import find_record

SENDINGS = Limit("records sent", most=60, seconds=600)


@dataclass(frozen=True, slots=True)
class Aim:
    """Whose record of what kind is written; what it corrects or renews, or whose document it shows, too."""

    student: Student
    kind: EvidenceKind
    earlier: Record | None = None
    copied: Record | None = None

    @property
    def document(self) -> StoredFile | None:
        """What it begins with, where nothing was sent for it yet."""
        if self.earlier is not None:
            return self.earlier.file if self.earlier.passes_document_on else None
        return self.copied.file if self.copied is not None else None

    @property
    def initial(self) -> dict[str, Any]:
        """What an empty form shows first."""
        first = initial_of_renewal(self.earlier) if self.earlier is not None else {}
        return first | ({"copy_of": self.copied.pk} if self.copied is not None else {})


NO_STUDENT = never(_("Records are added by students."), _("What waits for your check stands under “Records to check”."))


@require_safe
def record_choose(request: HttpRequest) -> HttpResponseBase:
    """What it is that the student has in hand."""
    if _own(request) is None:
        return act_page(request, NO_STUDENT, {"title": _("Add a record")})
    kinds = EvidenceKind.objects.visible_to(request.actor)
    if wanted := request.GET.get("kinds"):
        kinds = kinds.filter(slug__in=wanted.split(","))
    copied = Record.objects.visible_to(request.actor).for_list().filter(pk=_copy_of(request)).first()
    return render(request, "students/record_choose.html", {"kinds": kinds, "copied": copied})


@require_http_methods(["GET", "POST"])
def record_add(request: HttpRequest, slug: str) -> HttpResponseBase:
    """A new record of one kind; the draft of it where there is one."""
    student = _own(request)
    if student is None:
        return act_page(request, NO_STUDENT, {"title": _("Add a record")})
    kind = get_object_or_404(EvidenceKind.objects.visible_to(request.actor), slug=slug)
    copied = Record.objects.visible_to(request.actor).for_list().filter(pk=_copy_of(request)).first()
    return _write(request, Aim(student, kind, copied=copied))


@require_http_methods(["GET", "POST"])
def record_renew(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A correction or a renewal of one that was sent."""
    earlier = find_record(request, pk)
    if not (verdict := policies.may_replace(request.actor, earlier)):
        return act_page(request, verdict, {"title": earlier.kind.name, "back": earlier})
    return _write(request, Aim(earlier.student, earlier.kind, earlier=earlier))


def _own(request: HttpRequest) -> Student | None:
    """The acting student, as themselves."""
    student = Student.objects.visible_to(request.actor).for_list().select_related("institute").first()
    return student if student is not None and policies.may_add(request.actor, student) else None


def _copy_of(request: HttpRequest) -> int | None:
    """The record whose document shows this one, too."""
    value = request.POST.get("copy_of") or request.GET.get("copy_of") or ""
    return int(value) if value.isdecimal() and len(value) < 12 else None


def _write(request: HttpRequest, aim: Aim) -> HttpResponseBase:
    """Show the form; or keep what came of it, and send it when it is complete and asked for."""
    if request.method == "POST":
        if request.FILES and not SENDINGS.spend(str(aim.student.pk)):
            return too_often(request, SENDINGS)
        return _keep_and_send(request, aim)
    draft = _draft(request, aim)
    form = RecordForm(kind=aim.kind, has_document=False, initial=draft.values if draft is not None else aim.initial)
    return _page(request, aim, draft, form)


def _keep_and_send(request: HttpRequest, aim: Aim) -> HttpResponseBase:
    form = RecordForm(request.POST, request.FILES, kind=aim.kind, has_document=True)
    form.problem = _keep(request, aim, form)
    draft = _draft(request, aim)
    form.has_document = draft is not None and draft.file_id is not None
    if "keep" in request.POST and not form.problem:
        messages.success(request, _("Kept. Send it when it is complete."))
        return redirect("record_list")
    if form.is_valid() and (sent := attempt(request, services.submit_record, form, record_id=draft.pk)):
        messages.success(request, _("Sent. The office checks it and tells you."))
        return redirect(sent.thing)
    return _page(request, aim, draft, form)


def _keep(request: HttpRequest, aim: Aim, form: RecordForm) -> str:
    """Keep what was typed and, where it is fit, the file that was sent. Returns what stood against it, in words."""
    kept = KeepForm(request.POST)
    kept.is_valid()
    ids = {
        "student_id": aim.student.pk,
        "replaces_id": aim.earlier.pk if aim.earlier is not None else None,
        "copy_of_id": aim.copied.pk if aim.copied is not None else None,
    }
    outcome = attempt(request, services.keep_draft, kept, kind=aim.kind, typed=form.typed(), **ids)
    if outcome and (file := form.sent_file()):
        attempt(request, services.attach_document, kept, record_id=outcome.thing.pk, document=file)
    return " ".join(kept.non_field_errors())


def _draft(request: HttpRequest, aim: Aim) -> Record | None:
    mine = Record.objects.visible_to(request.actor).for_list().filter(state=RecordState.DRAFT)
    return mine.filter(kind=aim.kind, replaces=aim.earlier).first()


def _page(request: HttpRequest, aim: Aim, draft: Record | None, form: RecordForm) -> HttpResponseBase:
    is_kept = draft is not None and draft.file_id is not None
    context = {
        "kind": aim.kind,
        "form": form,
        "draft": draft,
        "earlier": aim.earlier,
        "document": draft.file if is_kept else aim.document,
        "shows_document": is_kept,
        "back_url": aim.earlier.get_absolute_url() if aim.earlier is not None else reverse("record_list"),
    }
    return render(request, "students/record_form.html", context)
