"""Questions about slots: asked on the internship's page, answered from the lead's list."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from core.forms import ActForm, ReasonForm
from core.limits import Limit, too_often
from core.paging import page_of
from core.verdict import never
from core.views import act_page
from placements.forms.questions import AnswerForm, QuestionForm
from placements.models import Question, Slot
from placements.policies import questions as policies
from placements.policies.slots import may_write
from placements.services import questions as services

PAGE = 25
ASKED = Limit("questions asked", most=10, seconds=24 * 3600)


@require_http_methods(["GET", "POST"])
def question_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the partner of an internship."""
    slot = get_object_or_404(Slot.objects.visible_to(request.actor), pk=pk)
    if request.method == "POST" and not ASKED.spend(f"user {request.actor.user_id}"):
        return too_often(request, ASKED)
    verdict, form = policies.may_ask(request.actor, slot), QuestionForm(request.POST or None)
    if verdict and form.is_valid() and attempt(request, services.ask_question, form, slot_id=pk):
        messages.success(request, _("Your question is with the partner. You are told when it is answered."))
        return redirect(slot)
    title = _("Ask about “%(slot)s”") % {"slot": slot}
    return act_page(request, verdict, {"title": title, "form": form, "button": _("Ask"), "back": slot})


@require_safe
def question_list(request: HttpRequest) -> HttpResponse:
    """The lead's: what waits, the longest first, then what was answered."""
    if not may_write(request.actor):
        verdict = never(_("Questions are answered by a partner’s placement lead."))
        return act_page(request, verdict, {"title": _("Questions")})
    page = page_of(request, Question.objects.visible_to(request.actor).to_answer_by(request.actor), PAGE)
    return render(request, "placements/question_list.html", {"page": page})


@require_http_methods(["GET", "POST"])
def question_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer for everybody to read, or better than before."""
    question = _find(request, pk)
    form = AnswerForm(request.POST or None, initial={"answer": question.answer})
    verdict = policies.may_answer(request.actor, question)
    if verdict and form.is_valid() and attempt(request, services.answer_question, form, question_id=pk):
        messages.success(request, _("Everybody can read it now; the student is told."))
        return redirect("question_list")
    context = {"title": _("Answer a question"), "question": question, "form": form, "button": _("Answer in public")}
    return act_page(request, verdict, {**context, "back_url": "../../"}, template="placements/question_answer.html")


@require_http_methods(["GET", "POST"])
def question_decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell the student alone why not."""
    question, form = _find(request, pk), ReasonForm(request.POST or None)
    verdict = policies.may_decline(request.actor, question)
    if verdict and form.is_valid() and attempt(request, services.decline_question, form, question_id=pk):
        return redirect("question_list")
    says = _("“%(text)s” The student alone reads your reason.") % {"text": question}
    context = {"title": _("Do not answer in public"), "says": says, "form": form, "button": _("Tell the student")}
    return act_page(request, verdict, {**context, "back_url": "../../"})


@require_http_methods(["GET", "POST"])
def question_hide(request: HttpRequest, pk: int) -> HttpResponse:
    """Take question and answer off the page."""
    question, form = _find(request, pk), ActForm(request.POST or None)
    verdict = policies.may_hide(request.actor, question)
    if verdict and form.is_valid() and attempt(request, services.hide_question, form, question_id=pk):
        return redirect("question_list" if may_write(request.actor) else question.slot)
    says = _("“%(text)s” and its answer are shown no more; a new answer brings them back.") % {"text": question}
    context = {"title": _("Take it down"), "says": says, "form": form, "button": _("Take it down"), "danger": True}
    return act_page(request, verdict, {**context, "back": question.slot})


def _find(request: HttpRequest, pk: int) -> Question:
    return get_object_or_404(Question.objects.visible_to(request.actor).select_related("slot"), pk=pk)
