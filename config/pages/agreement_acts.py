"""The acts on an agreement that touch stays: before each its page says what it holds, what it cuts short and how many stays that means."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.acting import attempt
from core import clock
from core.forms import ActForm
from core.verdict import Verdict
from core.views import act_page
from institutions.forms.agreements import TerminateForm
from institutions.forms.agreements_papers import PaperForm
from institutions.models import Agreement
from institutions.policies import agreements as policies
from institutions.policies.agreements_papers import may_sign_on_paper
from institutions.policies.clauses import checklist
from institutions.services import agreements as services
from institutions.services.agreements_paper import sign_on_paper
from institutions.views.agreements_papers import find_agreement
from placements.models import stays_past


@require_http_methods(["GET", "POST"])
def agreement_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign for the institute and send."""
    agreement = find_agreement(request, pk)
    verdict = policies.may_send(request.actor, agreement, _today(agreement))
    return _act(request, "send", agreement, verdict, ActForm(request.POST or None), services.send_agreement)


@require_http_methods(["GET", "POST"])
def agreement_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign for the partner."""
    agreement = find_agreement(request, pk)
    verdict = policies.may_sign(request.actor, agreement, _today(agreement))
    return _act(request, "sign", agreement, verdict, ActForm(request.POST or None), services.sign_agreement)


@require_http_methods(["GET", "POST"])
def agreement_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what both signed on paper."""
    agreement = find_agreement(request, pk)
    verdict = may_sign_on_paper(request.actor, agreement, _today(agreement))
    form = PaperForm(request.POST or None, request.FILES or None, agreement=agreement)
    return _act(request, "paper", agreement, verdict, form, sign_on_paper)


@require_http_methods(["GET", "POST"])
def agreement_terminate(request: HttpRequest, pk: int) -> HttpResponse:
    """End it before its last day."""
    agreement = find_agreement(request, pk)
    verdict = policies.may_terminate(request.actor, agreement)
    form = TerminateForm(request.POST or None)
    return _act(request, "terminate", agreement, verdict, form, services.terminate_agreement)


# What each act is called, and what it will do, in the words of its page.
ACTS: dict[str, dict[str, Any]] = {
    "send": {
        "title": _("Sign and send to the partner"),
        "says": _(
            "You sign for your institute. The partner’s placement lead signs or returns it; you cannot change the text meanwhile."
        ),
        "button": _("Sign and send"),
    },
    "sign": {
        "title": _("Sign the agreement"),
        "says": _(
            "You sign for your organisation. From its first day, students of these programmes can be placed with you."
        ),
        "button": _("Sign"),
    },
    "terminate": {
        "title": _("End the agreement early"),
        "says": _(
            "Today becomes its last day. Interns who are confirmed go on to their last day; nobody new can be confirmed."
        ),
        "button": _("End it today"),
        "danger": True,
    },
    "paper": {
        "title": _("Record signatures on paper"),
        "says": _(
            "From its first day it holds as if both had signed here. The partner’s placement lead is told, reads the scan, and may object."
        ),
        "button": _("Record it"),
    },
}


def _today(agreement: Agreement) -> date:
    return clock.today(agreement.institute.zone)


def _act(
    request: HttpRequest, verb: str, agreement: Agreement, verdict: Verdict, form: ActForm, service: Any
) -> HttpResponse:
    if verdict and form.is_valid() and attempt(request, service, form, agreement_id=agreement.pk):
        return redirect(agreement)
    context = {**ACTS[verb], "form": form, "back": agreement, "agreement": agreement}
    if verdict:
        context |= _ends(agreement) if verb == "terminate" else _begins(agreement)
    return act_page(request, verdict, context, "pages/agreement_act.html")


def _begins(agreement: Agreement) -> dict[str, Any]:
    """What a signature is put under, and what becomes of the agreement that it renews. Four queries at most."""
    cut = agreement.cuts_short
    touched = stays_past(agreement.predecessor, cut) if agreement.predecessor and cut else None
    documents = list(agreement.documents.order_by("-added_at", "-pk"))
    return {"checklist": checklist(agreement), "documents": documents, "cuts_short": cut, "touched": touched}


def _ends(agreement: Agreement) -> dict[str, Any]:
    """Whom an early end touches. One query."""
    last = min(_today(agreement), agreement.ends_on)
    return {"ends": True, "touched": stays_past(agreement, last)}
