"""Pages of an agreement: find, read, act, answer."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from core import clock
from core.forms import ActForm
from core.paging import page_of
from core.views import act_page
from institutions.filters.agreements import AgreementFilter
from institutions.forms.agreements import AgreementAddForm, AgreementEditForm, ReturnForm, initial_of
from institutions.models import Agreement
from institutions.policies import agreements as policies
from institutions.services import agreements as services
from institutions.views.agreements_papers import find_agreement

PAGE = 25


@require_safe
def agreement_list(request: HttpRequest) -> HttpResponse:
    """The actor's agreements, the soonest to end first."""
    agreements = Agreement.objects.visible_to(request.actor).for_list().order_by("ends_on", "pk")
    found = AgreementFilter(request.GET, agreements, request=request)
    page = page_of(request, found.qs, PAGE)
    today = clock.today()
    for agreement in page:
        agreement.stage_now = agreement.stage(today)
    may = {"may_draft": policies.may_draft(request.actor), "may_see_runway": policies.may_see_runway(request.actor)}
    context = {"filter": found, "page": page, **may}
    return render(request, "institutions/agreement_list.html", context)


@require_http_methods(["GET", "POST"])
def agreement_add(request: HttpRequest) -> HttpResponse:
    """Draft a new agreement."""
    if not (verdict := policies.may_draft(request.actor)):
        return act_page(request, verdict, {"title": _("New agreement")})
    form = AgreementAddForm(request.POST or None, actor=request.actor)
    if form.is_valid() and (outcome := attempt(request, services.draft_agreement, form)):
        return redirect(outcome.thing)
    return render(request, "institutions/agreement_form.html", {"form": form, "title": _("New agreement")})


@require_http_methods(["GET", "POST"])
def agreement_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft or a returned agreement."""
    agreement = find_agreement(request, pk)
    if not (verdict := policies.may_edit(request.actor, agreement)):
        return act_page(request, verdict, {"title": _("Edit the agreement"), "back": agreement})
    shown = {"initial": initial_of(agreement), "version": agreement.version}
    form = AgreementEditForm(request.POST or None, actor=request.actor, partner=agreement.partner, **shown)
    if form.is_valid() and attempt(request, services.edit_agreement, form, agreement_id=pk):
        return redirect(agreement)
    return render(
        request,
        "institutions/agreement_form.html",
        {"form": form, "title": _("Edit the agreement"), "agreement": agreement},
    )


@require_http_methods(["GET", "POST"])
def agreement_recall(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back from the partner."""
    return _act(request, pk, "recall", ActForm, services.recall_agreement)


@require_http_methods(["GET", "POST"])
def agreement_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    return _act(request, pk, "discard", ActForm, services.discard_agreement, after="agreement_list")


@require_http_methods(["GET", "POST"])
def agreement_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it back with a note."""
    return _act(request, pk, "return", ReturnForm, services.return_agreement)


@require_http_methods(["GET", "POST"])
def agreement_renew(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft its successor."""
    return _act(request, pk, "renew", ActForm, services.renew_agreement)


# What each act is called, and what it will do, in the words of its page. Those that touch stays: config/pages/agreement_acts.py.
ACTS: dict[str, dict[str, Any]] = {
    "recall": {
        "title": _("Take the agreement back"),
        "says": _("It is a draft again, without your signature. The partner is told that nothing is asked of them."),
        "button": _("Take it back"),
    },
    "discard": {
        "title": _("Throw the agreement away"),
        "says": _(
            "It leaves your list; a partner who had returned it is told. If it was to renew an agreement, you can begin that renewal again."
        ),
        "button": _("Throw it away"),
        "danger": True,
    },
    "return": {
        "title": _("Return to the institute"),
        "says": _("The coordinator reads your note, changes the text and sends it again."),
        "button": _("Return it"),
    },
    "renew": {
        "title": _("Renew the agreement"),
        "says": _(
            "A draft is made with the same text, from the day after this one ends, for as long. You can change it before sending."
        ),
        "button": _("Draft the renewal"),
    },
}


def _act(
    request: HttpRequest, pk: int, verb: str, form_class: type[ActForm], service: Any, *, after: str = ""
) -> HttpResponse:
    agreement = find_agreement(request, pk)
    verdict = getattr(policies, f"may_{verb}")(request.actor, agreement)
    form = form_class(request.POST or None)
    if verdict and form.is_valid() and (outcome := attempt(request, service, form, agreement_id=pk)):
        return redirect(after or outcome.thing)
    successor = getattr(agreement, "successor", None) if verb == "renew" else None
    return act_page(request, verdict, {**ACTS[verb], "form": form, "back": agreement, "instead": successor})
