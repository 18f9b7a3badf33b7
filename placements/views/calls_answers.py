"""A partner answers a call, signed in or by link, and makes a draft slot of its answer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.acting import attempt
from accounts.by_link import Found, LinkDoor
from accounts.models import AccessLink, Purpose
from core import clock
from core.actor import Via
from core.views import act_page
from institutions.models import Interest, Membership
from placements.forms.calls import AnswerForm, SlotFromCallForm, answer_initial
from placements.models import CallAnswer
from placements.policies import calls as policies
from placements.services import calls_answers as services


@require_http_methods(["GET", "POST"])
def call_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Four buttons, and as much detail as is known."""
    answer = _find_answer(request, pk)
    if not (verdict := policies.may_answer(request.actor, answer)):
        return act_page(request, verdict, {"title": _("Answer the call"), "back": answer.call})
    form = _form(request, answer)
    if form.is_valid() and attempt(request, services.answer_call, form, answer_id=answer.pk):
        messages.success(request, _("Thank you: %(institute)s reads it now.") % {"institute": answer.call.institute})
        return redirect(answer.call)
    context = {"answer": answer, "call": answer.call, "form": form, "choices": Interest.choices}
    return render(request, "placements/call_answer.html", context)


@require_http_methods(["GET", "POST"])
def call_make_slot(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft slot with what was promised."""
    answer = _find_answer(request, pk)
    if answer.slot_id is not None:
        return redirect("slot_detail", answer.slot_id)
    verdict = policies.may_make_slot(request.actor, answer)
    initial = {"title": answer.call.title, "department": answer.department}
    form = SlotFromCallForm(request.POST or None, actor=request.actor, partner_id=answer.partner_id, initial=initial)
    if verdict and form.is_valid() and (outcome := attempt(request, services.make_slot, form, answer_id=answer.pk)):
        return redirect("slot_detail", outcome.thing.pk)
    context = {"title": _("Make a draft slot"), "form": form, "back": answer.call, "answer": answer}
    return act_page(request, verdict, context, template="placements/call_make_slot.html")


def _find(link: AccessLink) -> Found | None:
    answer = CallAnswer.objects.by_link(link.subject_id).first()
    lead = answer and Membership.objects.by_link(answer.partner_id, link.user_id).first()
    if not lead:
        return None
    actor = lead.as_actor(via=Via.LINK, link_id=link.pk)
    return Found(answer, actor, answer.call.institute.zone, policies.may_answer(actor, answer))


by_link = LinkDoor(Purpose.CALL, find=_find, dead="accounts/link_dead.html")


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def call_by_link(request: HttpRequest, answer: CallAnswer, _token: str) -> HttpResponse:
    """The same, without signing in."""
    form = _form(request, answer)
    context = {"answer": answer, "call": answer.call, "form": form, "choices": Interest.choices}
    context["is_past"] = answer.call.is_past(clock.now())
    if form.is_valid() and (outcome := attempt(request, services.answer_call, form, answer_id=answer.pk)):
        return render(request, "placements/call_by_link_done.html", {**context, "answer": outcome.thing})
    return render(request, "placements/call_by_link.html", context)


def _find_answer(request: HttpRequest, pk: int) -> CallAnswer:
    asked = CallAnswer.objects.visible_to(request.actor).filter(partner=request.actor.partner_id)
    return get_object_or_404(asked.for_page(), call=pk)


def _form(request: HttpRequest, answer: CallAnswer) -> AnswerForm:
    initial = answer_initial(answer)
    return AnswerForm(request.POST or None, actor=request.actor, partner_id=answer.partner_id, initial=initial)
