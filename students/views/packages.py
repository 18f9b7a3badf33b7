"""A student's package: what goes with every application, kept once."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acting import attempt
from accounts.files import file_response
from core import clock
from core.actor import Role
from core.forms import ActForm
from core.limits import Limit, too_often
from core.verdict import never
from core.views import act_page, posted
from core.words import when
from students.forms.packages import DocumentForm, PackageStatementForm
from students.models import DocumentKind, Package, PackageDocument, Student
from students.services import packages as services

SENDINGS = Limit("package documents sent", most=20, seconds=600)
NO_PACKAGE = never(
    gettext_lazy("Only students have a package."), gettext_lazy("It goes with a student’s applications.")
)
TITLE = gettext_lazy("My package")


@require_http_methods(["GET", "POST"])
def package_detail(request: HttpRequest) -> HttpResponse:
    """The statement to begin from, the CV, the documents."""
    student = _own(request)
    if student is None:
        return act_page(request, NO_PACKAGE, {"title": TITLE})
    form = _statement_form(request)
    if form.is_valid() and attempt(request, services.keep_statement, form, student_id=student.pk):
        messages.success(request, _("Your statement is kept."))
        return redirect("package_detail")
    documents = PackageDocument.objects.visible_to(request.actor).select_related("file")
    held = {document.kind: document for document in documents}
    rows = [{"kind": kind, "label": label, "document": held.get(kind)} for kind, label in DocumentKind.choices]
    return render(request, "students/package_detail.html", {"student": student, "form": form, "rows": rows})


@require_POST
def package_autosave(request: HttpRequest) -> HttpResponse:
    """Keep the statement while it is typed; answers with the words to show."""
    student = _own(request)
    if student is None:
        return act_page(request, NO_PACKAGE, {"title": TITLE})
    form = _statement_form(request)
    if form.is_valid() and (outcome := attempt(request, services.keep_statement, form, student_id=student.pk)):
        text = _("Kept at %(time)s") % {"time": when(clock.now()).rpartition(" ")[2]}
        return JsonResponse({"text": text, "version": outcome.thing.version})
    text = " ".join(str(error) for errors in form.errors.values() for error in errors)
    if form.says_now:
        text = _("Another window has kept another text. Press “Keep it” to see both.")
    return JsonResponse({"text": text, "refused": True})


def _statement_form(request: HttpRequest) -> PackageStatementForm:
    """What is written, in the version that stands now; 1 before anything is kept (`keep_statement`)."""
    package = Package.objects.visible_to(request.actor).first() or Package()
    return PackageStatementForm(posted(request), initial={"statement": package.statement}, version=package.version)


@require_http_methods(["GET", "POST"])
def package_document_set(request: HttpRequest, document_kind: str) -> HttpResponse:
    """Send a document, or another in its place."""
    student, label = _own(request), _label(document_kind)
    if student is None:
        return act_page(request, NO_PACKAGE, {"title": label})
    if request.method == "POST" and not SENDINGS.spend(str(student.pk)):
        return too_often(request, SENDINGS)
    form = DocumentForm(request.POST or None, request.FILES or None)
    ids = {"student_id": student.pk, "kind": document_kind}
    if form.is_valid() and attempt(request, services.set_document, form, **ids):
        messages.success(request, _("It is kept: %(document)s.") % {"document": label})
        return redirect("package_detail")
    says = _("It goes with every application that asks for it. What you have sent already keeps its own copy.")
    context = {
        "title": label,
        "says": says,
        "form": form,
        "button": _("Keep it"),
        "back_url": reverse("package_detail"),
    }
    return act_page(request, services.may_keep_package(request.actor, student), context)


@require_safe
def package_document_open(request: HttpRequest, document_kind: str) -> HttpResponseBase:
    """The document as it was sent."""
    rows = PackageDocument.objects.visible_to(request.actor).filter(student__user=request.actor.user_id)
    document = get_object_or_404(rows.select_related("file"), kind=document_kind)
    return file_response(document.file, by=request.actor, now=clock.now())


@require_http_methods(["GET", "POST"])
def package_document_remove(request: HttpRequest, document_kind: str) -> HttpResponse:
    """Take it out."""
    student, label = _own(request), _label(document_kind)
    if student is None:
        return act_page(request, NO_PACKAGE, {"title": label})
    form = ActForm(posted(request))
    ids = {"student_id": student.pk, "kind": document_kind}
    if form.is_valid() and attempt(request, services.remove_document, form, **ids):
        return redirect("package_detail")
    title = _("Take it out: %(document)s") % {"document": label}
    says = _("Applications you have sent keep theirs.")
    context = {"title": title, "says": says, "form": form, "button": _("Take it out"), "danger": True}
    return act_page(
        request,
        services.may_keep_package(request.actor, student),
        {**context, "back_url": reverse("package_detail")},
    )


def _label(kind: str) -> str:
    """What a document of this kind is called; 404 for a kind there is not."""
    if kind not in DocumentKind.values:
        raise Http404
    return str(DocumentKind(kind).label)


def _own(request: HttpRequest) -> Student | None:
    """The acting student's row."""
    if not request.actor.acts_as(Role.STUDENT):
        return None
    return Student.objects.visible_to(request.actor).for_list().select_related("cv").first()
