"""Between sending and review: taken back to be changed, endorsed by the institute, a question and its answer."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.files import file_response
from core import clock
from core.forms import ActForm
from core.limits import Limit, too_often
from core.paging import page_of
from core.views import act_page, posted
from placements.documents.receipts import receipt_paper
from placements.forms.applications import AnswerForm, EndorseForm, QuestionForm, RefuseForm
from placements.models import Application, InfoRequest, Receipt
from placements.policies import applying as policies
from placements.policies.veil import may_read_papers
from placements.services import applications, applying
from placements.views.applications_acts import act, find_application

PAGE = 25
REDIRECT = 302
SENDINGS = Limit("answers sent", most=20, seconds=600)


@require_safe
def endorsement_list(request: HttpRequest) -> HttpResponse:
    """What waits for the institute's word, the nearest deadline first."""
    if not (verdict := policies.may_list_endorsements(request.actor)):
        return act_page(request, verdict, {"title": _("To endorse")})
    rows = Application.objects.visible_to(request.actor).to_endorse().for_list().order_by("slot__apply_by", "pk")
    page = page_of(request, rows, PAGE)
    return render(request, "placements/endorsement_list.html", {"page": page})


@require_http_methods(["GET", "POST"])
def application_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft again, to be changed; the desk opens with it."""
    application = find_application(request, pk)
    form = ActForm(posted(request))
    template = "placements/application_take_back.html"
    answer = act(request, application, "take_back", form, applications.take_back_application, template)
    if answer.status_code != REDIRECT:
        return answer
    messages.success(request, _("It is your draft again. Send it before the deadline."))
    return redirect("application_start", application.slot_id)


@require_http_methods(["GET", "POST"])
def application_endorse(request: HttpRequest, pk: int) -> HttpResponse:
    """The institute's word."""
    application, form = find_application(request, pk), EndorseForm(posted(request))
    if application.is_veiled:
        form.fields["reason"].help_text = _(
            "The partner reads it without names, colleges, he or she: the review is blind."
        )
    return act(request, application, "endorse", form, applying.endorse_application)


@require_http_methods(["GET", "POST"])
def application_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Not endorsed, with a reason."""
    form = RefuseForm(posted(request))
    return act(request, find_application(request, pk), "refuse", form, applying.refuse_application)


@require_http_methods(["GET", "POST"])
def application_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """A question to the student."""
    return act(request, find_application(request, pk), "ask", QuestionForm(posted(request)), applying.ask_applicant)


@require_http_methods(["GET", "POST"])
def application_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The student's answer, with the question beside it."""
    application = find_application(request, pk)
    if request.method == "POST" and request.FILES and not SENDINGS.spend(str(application.student_id)):
        return too_often(request, SENDINGS)
    form = AnswerForm(posted(request), request.FILES or None)
    question = InfoRequest.objects.visible_to(request.actor).filter(application=pk, answered_at=None).last()
    template = "placements/application_answer.html"
    return act(request, application, "answer", form, applying.answer_question, template, question=question)


@require_safe
def application_info_file(request: HttpRequest, pk: int, info_pk: int) -> HttpResponseBase:
    """The document that came with an answer."""
    questions = InfoRequest.objects.visible_to(request.actor).filter(application=pk, file__isnull=False)
    question = get_object_or_404(questions.select_related("file"), pk=info_pk)
    if (closed := _closed(request, find_application(request, pk))) is not None:
        return closed
    return file_response(question.file, by=request.actor, now=clock.now())


@require_safe
def application_document(request: HttpRequest, pk: int, document_kind: str) -> HttpResponseBase:
    """A document that was sent with it; its reading is written down."""
    application = find_application(request, pk)
    if (closed := _closed(request, application)) is not None:
        return closed
    if (stored := application.sent_document(document_kind)) is None:
        raise Http404
    return file_response(stored, by=request.actor, now=clock.now())


@require_safe
def application_receipt(request: HttpRequest, pk: int, receipt_pk: int) -> HttpResponse:
    """What was sent, word for word."""
    receipt = _receipt(request, pk, receipt_pk)
    if (closed := _closed(request, find_application(request, pk))) is not None:
        return closed
    return render(request, "placements/application_receipt.html", {"receipt": receipt, **receipt_paper(receipt)})


@require_safe
def application_receipt_file(request: HttpRequest, pk: int, receipt_pk: int) -> HttpResponseBase:
    """The same as PDF."""
    if (closed := _closed(request, find_application(request, pk))) is not None:
        return closed
    if (stored := _receipt(request, pk, receipt_pk).file) is None:
        raise Http404
    return file_response(stored, by=request.actor, now=clock.now())


def _closed(request: HttpRequest, application: Application) -> HttpResponse | None:
    """The page that says no to who may not read papers; None where they may be read."""
    verdict = may_read_papers(request.actor, application)
    return None if verdict else act_page(request, verdict, {"title": _("What was sent"), "back": application})


def _receipt(request: HttpRequest, pk: int, receipt_pk: int) -> Receipt:
    rows = Receipt.objects.visible_to(request.actor).select_related("file", "application__institute")
    return get_object_or_404(rows, application=pk, pk=receipt_pk)
