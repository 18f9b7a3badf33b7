"""References, for those who sign in: asked for by a student, the address confirmed by the office, read by the partner."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.acting import attempt
from accounts.files import file_response
from core import clock
from core.actor import Role
from core.forms import ActForm
from core.paging import page_of
from core.verdict import Verdict, never
from core.views import act_page, posted
from institutions.models import with_recordings
from placements.documents.references import identified
from placements.forms.references import (
    AskReferenceForm,
    ChooseReferencesForm,
    ConfirmRefereeForm,
    RefuseRefereeForm,
    WordForm,
    short_notice,
)
from placements.models import Application, Reference
from placements.policies import references as policies
from placements.services import referees
from placements.services import references as services
from placements.services.references_choosing import choose_references
from placements.states import COUNTED, DECIDED
from placements.views.applications_acts import find_application

PAGE = 25
NOT_YOURS = never(_("References stand with the applications that they are for."))


@require_safe
def reference_list(request: HttpRequest) -> HttpResponse:
    """A student's own; the institute's, those whose address waits for the office first."""
    if not request.actor.acts_as(Role.STUDENT, Role.COORDINATOR):
        return act_page(request, NOT_YOURS, {"title": _("References")})
    rows = Reference.objects.visible_to(request.actor).for_page().waiting_first()
    page = page_of(request, rows, PAGE)
    own = request.actor.acts_as(Role.STUDENT)
    wanting = _wanting(request) if own else []
    return render(request, "placements/reference_list.html", {"page": page, "own": own, "wanting": wanting})


@require_http_methods(["GET", "POST"])
def reference_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask somebody to write, for this application and for others with it."""
    application = find_application(request, pk)
    if not (verdict := policies.may_ask(request.actor, application, clock.now())):
        return act_page(request, verdict, {"title": _("Ask for a reference"), "back": application})
    others = Application.objects.visible_to(request.actor).exclude(state__in=DECIDED).exclude(pk=pk)
    today = clock.today(application.institute.zone)
    suggested = _suggested(application, today)
    form = AskReferenceForm(posted(request), others=others.for_list(), suggested=suggested)
    if form.is_valid() and (outcome := attempt(request, services.ask_reference, form, application_id=pk)):
        messages.success(request, _asked(outcome.thing))
        return redirect(outcome.thing)
    warning = short_notice(suggested, today) if suggested - today < policies.NOTICE else ""
    context = {"application": application, "form": form, "warning": warning}
    return render(request, "placements/reference_form.html", context)


@require_http_methods(["GET", "POST"])
def application_references(request: HttpRequest, pk: int) -> HttpResponse:
    """Which of the student's references go with the application; whoever was not asked yet is asked from here."""
    application = find_application(request, pk)
    verdict = policies.may_choose(request.actor, application)
    there = list(Reference.objects.visible_to(request.actor).filter(applications=pk).for_list())
    offered = Reference.objects.visible_to(request.actor).to_choose_for(application).for_list().order_by("pk")
    form = ChooseReferencesForm(posted(request), offered=offered, chosen=[reference.pk for reference in there])
    if verdict and form.is_valid() and attempt(request, choose_references, form, application_id=pk):
        return redirect(application)
    context = {
        "title": _("References with this application"),
        "button": _("Keep it so"),
        "form": form,
        "back": application,
        "application": application,
        "there": there if application.submitted_at else [],
        "may_ask": policies.may_ask(request.actor, application, clock.now()),
    }
    return act_page(request, verdict, context, "placements/application_references.html")


@require_safe
def reference_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How it stands, and what it says to those who may read it."""
    reference = find_reference(request, pk)
    may_read, uses = policies.may_read(request.actor, reference), _uses(request, reference)
    own = policies.is_own_reference(request.actor, reference)
    context = {
        "reference": reference,
        "own": own,
        "ask_again": [use for use in uses if own and reference.state not in COUNTED and not use.is_over],
        "may_read": may_read,
        "identified": (reference.facts or {}).get("identified") or identified(reference.referee),
        "uses": uses,
        "history": with_recordings(reference.transitions, request.actor),
        "verdicts": {
            "confirm": policies.may_confirm(request.actor, reference),
            "refuse": policies.may_refuse(request.actor, reference),
            "cancel": policies.may_cancel(request.actor, reference),
        },
    }
    return render(request, "placements/reference_detail.html", context)


@require_safe
def reference_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The referee's own letter; its reading is written down."""
    reference = find_reference(request, pk)
    if not (verdict := policies.may_read(request.actor, reference)):
        return act_page(request, verdict, {"title": _("The letter"), "back": reference})
    if reference.file is None:
        raise Http404
    return file_response(reference.file, by=request.actor, now=clock.now())


@require_http_methods(["GET", "POST"])
def reference_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the address is theirs."""
    reference = find_reference(request, pk)
    verdict = policies.may_confirm(request.actor, reference)
    context = {"title": _("Confirm this referee"), "button": _("Confirm and send the request"), "reference": reference}
    more = {"identified": identified(reference.referee)}
    template = "placements/reference_confirm.html"
    form = ConfirmRefereeForm(posted(request))
    return _act(request, reference, verdict, form, referees.confirm_referee, {**context, **more}, template)


@require_http_methods(["GET", "POST"])
def reference_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that it cannot be confirmed."""
    reference = find_reference(request, pk)
    verdict = policies.may_refuse(request.actor, reference)
    says = _("Nothing is sent to %(email)s. The student reads your reason and may ask again with another address.")
    context = {"title": _("Do not confirm"), "says": says % {"email": reference.referee.user.email}, "danger": True}
    return _act(request, reference, verdict, RefuseRefereeForm(posted(request)), referees.refuse_referee, context)


@require_http_methods(["GET", "POST"])
def reference_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the request back."""
    reference = find_reference(request, pk)
    verdict = policies.may_cancel(request.actor, reference)
    says = _("%(name)s is told that they need not write. What they may have begun is thrown away.")
    context = {"title": _("Take the request back"), "says": says % {"name": reference.referee.name}, "danger": True}
    return _act(request, reference, verdict, WordForm(posted(request)), services.cancel_reference, context)


def find_reference(request: HttpRequest, pk: int) -> Reference:
    """The reference with its people and applications, if the actor may know of it; else 404. Two queries."""
    return get_object_or_404(Reference.objects.visible_to(request.actor).for_page(), pk=pk)


def _act(
    request: HttpRequest,
    reference: Reference,
    verdict: Verdict,
    form: ActForm,
    service: Any,
    context: dict[str, Any],
    template: str = "layouts/act.html",
) -> HttpResponse:
    if verdict and form.is_valid() and attempt(request, service, form, reference_id=reference.pk):
        return redirect(reference)
    return act_page(request, verdict, {**context, "form": form, "back": reference}, template)


def _uses(request: HttpRequest, reference: Reference) -> list[Application]:
    """Those of its applications that the actor sees: another partner's are nobody's business."""
    seen = set(Application.objects.visible_to(request.actor).filter(references=reference).values_list("pk", flat=True))
    return [use for use in reference.uses if use.pk in seen]


def _wanting(request: HttpRequest) -> list[Application]:
    """The student's applications for which a reference can be asked."""
    rows = Application.objects.visible_to(request.actor).exclude(state__in=DECIDED).for_list()
    return list(rows.order_by("slot__apply_by", "pk"))


def _suggested(application: Application, today: date) -> date:
    """The day before the deadline, or tomorrow where that is over."""
    close = application.slot.apply_by
    last = clock.day_of(close, application.institute.zone) - timedelta(days=1) if close else today
    return max(last, today + timedelta(days=1))


def _asked(reference: Reference) -> str:
    if reference.asked_at is not None:
        return _("%(name)s has your request now.") % {"name": reference.referee.name}
    return _("Your placement office confirms the address first; then the request goes out.")
