"""Pages about the papers of an agreement: its clauses, its files, its signatures on paper."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from accounts.files import file_response
from core import clock
from core.actor import Actor
from core.forms import ActForm
from core.views import act_page
from institutions.forms.agreements_papers import ClausesForm, DocumentForm, ObjectForm
from institutions.models import Agreement, AgreementDocument
from institutions.policies import agreements as policies
from institutions.policies import agreements_papers as papers
from institutions.policies.clauses import checklist
from institutions.services.agreements_documents import attach_document, remove_document
from institutions.services.agreements_paper import object_to_agreement, settle_objection
from institutions.services.clauses import answer_clauses


def find_agreement(request: HttpRequest, pk: int) -> Agreement:
    """The agreement with its parties and scope, for who may see it."""
    return found_or_gone(Agreement.objects.visible_to(request.actor).with_scope(), request.actor, pk)


def found_or_gone(agreements: QuerySet[Agreement], actor: Actor, pk: int) -> Agreement:
    """One of those that the actor sees. Raises Gone to a lead from whom it was taken back, Http404 to everybody else."""
    agreement = agreements.filter(pk=pk).first()
    if agreement is None:
        raise policies.what_became_of(actor, pk) or Http404
    return agreement


def _find_document(request: HttpRequest, pk: int, document_pk: int) -> AgreementDocument:
    agreements = Agreement.objects.visible_to(request.actor).filter(pk=pk)
    documents = AgreementDocument.objects.visible_to(request.actor).filter(agreement__in=agreements)
    return get_object_or_404(documents.select_related("agreement", "file"), pk=document_pk)


@require_http_methods(["GET", "POST"])
def agreement_clauses(request: HttpRequest, pk: int) -> HttpResponse:
    """The checklist: which clauses it has, and where they stand."""
    agreement = find_agreement(request, pk)
    title = _("Clauses")
    if not (verdict := policies.may_edit(request.actor, agreement)):
        return act_page(request, verdict, {"title": title, "back": agreement})
    found = checklist(agreement)
    form = ClausesForm(request.POST or None, checklist=found, version=agreement.version)
    if form.is_valid() and attempt(request, answer_clauses, form, agreement_id=pk):
        return redirect(agreement)
    context = {"form": form, "title": title, "agreement": agreement, "checklist": found}
    return render(request, "institutions/agreement_clauses.html", context)


@require_http_methods(["GET", "POST"])
def agreement_attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a file."""
    agreement = find_agreement(request, pk)
    verdict = papers.may_attach(request.actor, agreement)
    form = DocumentForm(request.POST or None, request.FILES or None, actor=request.actor)
    if verdict and form.is_valid() and attempt(request, attach_document, form, agreement_id=pk):
        return redirect(agreement)
    says = _("Both parties can read it. Once the agreement is signed, it stays.")
    context = {"title": _("Add a document"), "says": says, "button": _("Add it"), "form": form, "back": agreement}
    return act_page(request, verdict, context)


@require_safe
def agreement_document(request: HttpRequest, pk: int, document_pk: int) -> HttpResponseBase:
    """One file as a download; its reading is written down."""
    document = _find_document(request, pk, document_pk)
    return file_response(document.file, by=request.actor, now=clock.now())


@require_http_methods(["GET", "POST"])
def agreement_document_remove(request: HttpRequest, pk: int, document_pk: int) -> HttpResponse:
    """Take a file away, before the signature."""
    document = _find_document(request, pk, document_pk)
    verdict = papers.may_remove(request.actor, document.agreement, document)
    form = ActForm(request.POST or None)
    if verdict and form.is_valid() and attempt(request, remove_document, form, document_id=document_pk):
        return redirect(document.agreement)
    says = _("“%(title)s” is deleted. Its history says that it was here.") % {"title": document}
    context = {"title": _("Remove the document"), "says": says, "danger": True, "form": form}
    return act_page(request, verdict, {**context, "back": document.agreement})


@require_http_methods(["GET", "POST"])
def agreement_object(request: HttpRequest, pk: int) -> HttpResponse:
    """Dispute what was recorded."""
    agreement = find_agreement(request, pk)
    verdict = papers.may_object(request.actor, agreement)
    form = ObjectForm(request.POST or None)
    if verdict and form.is_valid() and attempt(request, object_to_agreement, form, agreement_id=pk):
        return redirect(agreement)
    says = _("Nobody new is confirmed under it until you withdraw this. Interns who are confirmed go on.")
    context = {"title": _("Object to the signature"), "says": says, "button": _("Object"), "danger": True, "form": form}
    return act_page(request, verdict, {**context, "back": agreement})


@require_http_methods(["GET", "POST"])
def agreement_settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw the objection."""
    agreement = find_agreement(request, pk)
    verdict = papers.may_settle(request.actor, agreement)
    form = ActForm(request.POST or None)
    if verdict and form.is_valid() and attempt(request, settle_objection, form, agreement_id=pk):
        return redirect(agreement)
    says = _("The agreement holds again, and placements that waited for it are confirmed.")
    context = {"title": _("Withdraw the objection"), "says": says, "button": _("Withdraw it"), "form": form}
    return act_page(request, verdict, {**context, "back": agreement})
