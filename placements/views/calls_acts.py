"""What a coordinator does with a call, each act on a page of its own: what it will do, then the doing."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.acting import attempt
from core import clock
from core.forms import ActForm
from core.verdict import no
from core.views import act_page
from core.words import when
from institutions.models import Partner, with_standing
from placements.forms.calls import CancelForm, ChaseForm, ExtendForm
from placements.models import Call, CallAnswer
from placements.policies import calls as policies
from placements.services import calls as services
from placements.views.calls import find_call, verdicts_on

ACTS: dict[str, dict[str, Any]] = {
    "send": {"title": _("Send the call"), "button": _("Send it")},
    "extend": {
        "title": _("Give more time"),
        "says": _(
            "Partners that have not answered are told. Reminders follow a week and two days before the new deadline."
        ),
        "button": _("Move the deadline"),
    },
    "close": {
        "title": _("Close the call"),
        "says": _("Nobody can answer any more. Partners that promised places are asked to make their draft slots."),
        "button": _("Close it"),
    },
    "cancel": {
        "title": _("Cancel the call"),
        "says": _("Partners read that nobody is needed, and your word. What became a slot stays a slot."),
        "button": _("Cancel the call"),
        "danger": True,
    },
}


@require_http_methods(["GET", "POST"])
def call_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Mail it to every lead of every chosen partner."""
    return _act(request, pk, "send", ActForm, services.send_call)


@require_http_methods(["GET", "POST"])
def call_extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Move the deadline to a later moment."""
    return _act(request, pk, "extend", ExtendForm, services.extend_call)


@require_http_methods(["GET", "POST"])
def call_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Take no more answers."""
    return _act(request, pk, "close", ActForm, services.close_call)


@require_http_methods(["GET", "POST"])
def call_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Look for these places no longer."""
    return _act(request, pk, "cancel", CancelForm, services.cancel_call)


@require_http_methods(["GET", "POST"])
def call_chase(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask silent partners again."""
    call, now = find_call(request, pk), clock.now()
    silent = CallAnswer.objects.visible_to(request.actor).filter(call=call).silent().select_related("call__institute")
    due = [answer for answer in silent if policies.rested(answer, now)]
    verdict = policies.may_chase(request.actor, call)
    if verdict and not due:
        verdict = no(_("Each of them has answered, or was asked again today."), _("Ask again tomorrow, or call them."))
    form = ChaseForm(request.POST or None, silent=due)
    if verdict and form.is_valid() and attempt(request, services.chase_call, form, call_id=pk):
        return redirect(call)
    says = _("Each of their leads gets a mail with the link. By hand once a day; the reminders go on by themselves.")
    context = {"title": _("Ask again"), "says": says, "form": form, "button": _("Ask again"), "back": call}
    return act_page(request, verdict, context)


def _act(request: HttpRequest, pk: int, verb: str, form_class: type[ActForm], service: Any) -> HttpResponse:
    call = find_call(request, pk)
    verdict = verdicts_on(request.actor, call, clock.now())[verb]
    form = form_class(request.POST or None)
    if verdict and form.is_valid() and attempt(request, service, form, call_id=pk):
        return redirect(call)
    context = {**ACTS[verb], "form": form, "back": call}
    if verb == "send" and verdict:
        context["says"] = _who_gets_it(request, call)
    return act_page(request, verdict, context)


def _who_gets_it(request: HttpRequest, call: Call) -> str:
    partners = Partner.objects.visible_to(request.actor).filter(call_answers__call=call)
    leads = [partner.leads for partner in with_standing(partners, call.institute_id, call.starts_on)]
    reached = sum(number > 0 for number in leads)
    words = ngettext(
        "%(n)d partner gets a mail with a link of its own and can answer until %(deadline)s.",
        "%(n)d partners get a mail, each lead with a link of their own, and can answer until %(deadline)s.",
        reached,
    ) % {"n": reached, "deadline": when(call.answer_by)}
    if unreached := len(leads) - reached:
        more = ngettext(
            "%(n)d partner has no placement lead and gets no mail: call them.",
            "%(n)d partners have no placement lead and get no mail: call them.",
            unreached,
        )
        words = f"{words} {more % {'n': unreached}}"
    return words
