"""The page of one agreement: what was agreed, who signed how, how full it is, and who is there under it."""

from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core import clock
from core.actor import Actor
from core.paging import stretch
from core.verdict import Verdict
from institutions.models import Agreement, with_recordings
from institutions.policies import agreements as policies
from institutions.policies import agreements_papers as papers
from institutions.policies.clauses import checklist
from institutions.states import OPEN, AgreementState
from institutions.views.agreements_papers import found_or_gone
from placements.models import Placement, begun_in, under, with_load
from placements.states import PlacementState

SHOWN = 12  # interns; the list of placements has the others
THERE = (PlacementState.CONFIRMED, PlacementState.ACTIVE)


@require_safe
def agreement_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One agreement with all that belongs to it, and what the actor may do with it."""
    actor, today = request.actor, clock.today()
    seen = Agreement.objects.visible_to(actor)
    agreement = found_or_gone(with_load(seen.with_scope(), today), actor, pk)
    context = {
        "agreement": agreement,
        "stage": agreement.stage(today),
        "checklist": checklist(agreement),
        "documents": _documents(actor, agreement),
        "successor": _successor(actor, agreement),
        "history": with_recordings(agreement.transitions, actor),
        "verdicts": _verdicts(actor, agreement, today),
        **_people(actor, agreement),
        **_year(agreement, today),
    }
    return render(request, "pages/agreement_detail.html", context)


def _year(agreement: Agreement, today: date) -> dict[str, Any]:
    """How many began in the present year of the agreement, where it limits them. One query."""
    number = max(agreement.year_of(today), 0)
    if agreement.places_a_year is None or agreement.state in OPEN:
        return {"began": None}
    return {"began": begun_in(agreement, number), "year_begins": agreement.year_begins(number)}


def _people(actor: Actor, agreement: Agreement) -> dict[str, Any]:
    """Who is there or comes under it, and who of the pair waits for an agreement: the first of each. Three queries."""
    seen = Placement.objects.visible_to(actor)
    there = seen.filter(under(agreement), state__in=THERE)
    waits = seen.filter(state=PlacementState.PLANNED, institute=agreement.institute_id, partner=agreement.partner_id)
    count = there.aggregate(all=Count("pk"), staying=Count("pk", filter=Q(ends_on__gt=agreement.ends_on)))
    return {
        "interns": list(stretch(there.for_list().order_by("ends_on", "pk"), 0, SHOWN)),
        "interns_all": count["all"],
        "staying": count["staying"],
        "waiting": list(stretch(waits.for_list().order_by("ends_on", "pk"), 0, SHOWN)),
    }


def _documents(actor: Actor, agreement: Agreement) -> list[Any]:
    documents = list(agreement.documents.select_related("file", "added_by").order_by("-added_at", "-pk"))
    for document in documents:
        document.may_remove = papers.may_remove(actor, agreement, document)
    return documents


def _successor(actor: Actor, agreement: Agreement) -> Agreement | None:
    """The renewal, for who may see it: a draft is the institute's alone."""
    successor = getattr(agreement, "successor", None)
    hidden = successor is not None and successor.state == AgreementState.DRAFT and actor.partner_id is not None
    return None if hidden else successor


def _verdicts(actor: Actor, agreement: Agreement, today: date) -> dict[str, Verdict]:
    return {
        "edit": policies.may_edit(actor, agreement),
        "send": policies.may_send(actor, agreement, today),
        "recall": policies.may_recall(actor, agreement),
        "discard": policies.may_discard(actor, agreement),
        "return": policies.may_return(actor, agreement),
        "sign": policies.may_sign(actor, agreement, today),
        "terminate": policies.may_terminate(actor, agreement),
        "renew": policies.may_renew(actor, agreement),
        "attach": papers.may_attach(actor, agreement),
        "paper": papers.may_sign_on_paper(actor, agreement, today),
        "object": papers.may_object(actor, agreement),
        "settle": papers.may_settle(actor, agreement),
    }
