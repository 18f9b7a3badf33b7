"""Sites that students propose: find, read, act, answer."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from core import clock
from core.actor import Role
from core.forms import ActForm
from core.paging import page_of
from core.verdict import Verdict
from core.views import act_page, posted
from institutions.models import Partner, with_recordings
from institutions.services.duplicates import Asked, Duplicate, likely_duplicates
from placements.documents.references import address_says
from placements.forms.applications import RefuseForm
from placements.forms.proposals import ApproveForm, ProposalForm
from placements.models import SiteProposal
from placements.policies import proposals as policies
from placements.policies.leads import may_invite_lead, may_remind_lead
from placements.services import proposals as services
from placements.services.referees import basis_of

PAGE = 25


@require_safe
def proposal_list(request: HttpRequest) -> HttpResponse:
    """A student's own; the institute's, what waits first."""
    if not (verdict := policies.may_see(request.actor)):
        return act_page(request, verdict, {"title": _("Proposed sites")})
    rows = SiteProposal.objects.visible_to(request.actor).for_list().with_lead().waiting_first()
    page = page_of(request, rows, PAGE)
    context = {"page": page, "own": request.actor.acts_as(Role.STUDENT)}
    return render(request, "placements/proposal_list.html", context)


@require_http_methods(["GET", "POST"])
def proposal_add(request: HttpRequest) -> HttpResponse:
    """Propose a site."""
    verdict = policies.may_propose(request.actor, clock.now())
    there = _in_register(request)
    form = ProposalForm(posted(request), there=there)
    if verdict and form.is_valid() and (outcome := attempt(request, services.propose_site, form)):
        messages.success(request, _("Your placement office reads it now, and calls them."))
        return redirect(outcome.thing)
    says = _(
        "You found a place that would take you? Your placement office checks it, calls them, and makes a partner of them."
    )
    context = {"title": _("Propose a site"), "says": says, "form": form, "button": _("Send the proposal")}
    template = "placements/proposal_add.html"
    return act_page(request, verdict, {**context, "duplicates": there, "back_url": "../"}, template)


@require_safe
def proposal_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What was proposed, what came of it, and what may be done."""
    proposal = find_proposal(request, pk)
    verdicts = {
        "approve": policies.may_approve(request.actor, proposal),
        "refuse": policies.may_refuse(request.actor, proposal),
        "withdraw": policies.may_withdraw(request.actor, proposal),
    }
    if proposal.partner:
        proposal.partner.has_lead = proposal.has_lead
        verdicts["invite"] = may_invite_lead(request.actor, proposal.partner)
        verdicts["remind"] = may_remind_lead(request.actor, proposal.partner)
    duplicates = _duplicates(proposal) if verdicts["approve"] else []
    history = with_recordings(proposal.transitions, request.actor)
    context = {"proposal": proposal, "verdicts": verdicts, "duplicates": duplicates, "history": history}
    return render(request, "placements/proposal_detail.html", context)


@require_http_methods(["GET", "POST"])
def proposal_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Make partner and slot of it, with the likely duplicates beside it."""
    proposal = find_proposal(request, pk)
    verdict = policies.may_approve(request.actor, proposal)
    duplicates = _duplicates(proposal) if verdict else []
    title = _("%(department)s internship") % {"department": proposal.department}
    form = ApproveForm(posted(request), duplicates=duplicates, title=title)
    context = {
        "title": _("Approve the site"),
        "button": _("Approve it"),
        "proposal": proposal,
        "duplicates": duplicates,
        "address": _address_of(proposal) if verdict else "",
    }
    template = "placements/proposal_approve.html"
    return _act(request, proposal, verdict, form, services.approve_proposal, context, template)


@require_http_methods(["GET", "POST"])
def proposal_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why not."""
    proposal = find_proposal(request, pk)
    says = _("The student reads your reason. A kind, concrete sentence helps the next search.")
    context = {"title": _("Do not take it"), "says": says, "button": _("Send the answer"), "danger": True}
    verdict = policies.may_refuse(request.actor, proposal)
    return _act(request, proposal, verdict, RefuseForm(posted(request)), services.refuse_proposal, context)


@require_http_methods(["GET", "POST"])
def proposal_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back."""
    proposal = find_proposal(request, pk)
    context = {"title": _("Take the proposal back"), "says": _("Your placement office is told."), "danger": True}
    verdict = policies.may_withdraw(request.actor, proposal)
    return _act(request, proposal, verdict, ActForm(posted(request)), services.withdraw_proposal, context)


def find_proposal(request: HttpRequest, pk: int) -> SiteProposal:
    """The proposal with its student, if the actor sees it; else 404. One query."""
    return get_object_or_404(SiteProposal.objects.visible_to(request.actor).for_list().with_lead(), pk=pk)


def _act(
    request: HttpRequest,
    proposal: SiteProposal,
    verdict: Verdict,
    form: ActForm,
    service: Any,
    context: dict[str, Any],
    template: str = "layouts/act.html",
) -> HttpResponse:
    if verdict and form.is_valid() and attempt(request, service, form, proposal_id=proposal.pk):
        return redirect(proposal)
    return act_page(request, verdict, {**context, "form": form, "back": proposal}, template)


def _in_register(request: HttpRequest) -> list[Duplicate]:
    """Which partners that the student sees the site may be, by its name and city. Two queries, once it was sent."""
    asked = Asked(name=request.POST.get("name", "").strip(), city=request.POST.get("city", "").strip())
    if not asked.name:
        return []
    return likely_duplicates([asked], among=Partner.objects.visible_to(request.actor)).get(0, [])


def _address_of(proposal: SiteProposal) -> str:
    """Whose the address seems to be that would be invited. Four queries at most."""
    email = proposal.contact_email
    return f"{email}: {address_says(email, basis_of(email), proposal.name)}" if email else ""


def _duplicates(proposal: SiteProposal) -> list[Duplicate]:
    """Who in the register it probably is. Two queries."""
    asked = Asked(name=proposal.name, city=proposal.city, phone=proposal.contact_phone, email=proposal.contact_email)
    return likely_duplicates([asked]).get(0, [])
